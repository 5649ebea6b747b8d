#include "picture/picture.h"

#include <limits.h>

#include "base/text_width.h"
#include "explain/element.h"
#include "explain/formula.h"
#include "picture/draw.h"
#include "picture/hues.h"
#include "picture/layout.h"
#include "picture/overview.h"
#include "picture/svg.h"

/* More lines would hide each other. */
#define WIRES_MAX 12

/* Longer coordinates are left out below values. */
#define SOURCE_COLUMNS 14

static void
set_hue(struct tg_scene *scene, int p, const int64_t *at, int hue)
{
	struct tg_spot spot;

	if (tg_pane_spot(&scene->view.pane[p], at, &spot))
		scene->hue[p][spot.at[TG_SLICES]][spot.at[TG_ROWS]]
			  [spot.at[TG_COLS]] = (signed char)hue;
}

static void
measure_value(struct tg_scene *scene, const struct tg_tensor *tensor,
	const unsigned char *element)
{
	char text[TG_ELEMENT_TEXT];

	tg_element_text(text, tensor, element, TG_VALUE_COLUMNS);
	tg_widen(&scene->value_columns, tg_text_width(text, strlen(text)));
}

/* Give hues to what an element is picked by and from. */
static void
mark_sources(struct tg_scene *scene, int64_t element)
{
	const struct tg_gather *gather = &scene->view.job->gather;
	const int ndim = gather->input->shape.ndim;
	char text[TG_SHAPE_TEXT];
	struct tg_trace trace;
	int64_t at[TG_MAX_NDIM];
	int hue;

	tg_trace_follow(gather, element, &trace);
	hue = tg_picture_hue(scene, &trace);
	for (int i = 0; i < trace.nstep; i++) {
		tg_view_index(&scene->view, &trace, i, at);
		set_hue(scene, TG_PANE_INDEX, at, hue);
	}
	if (trace.state != TG_PLACE_INSIDE) {
		measure_value(scene, gather->input, gather->fill);
		return;
	}
	set_hue(scene, TG_PANE_INPUT, trace.input, hue);
	tg_picture_coordinates(text, trace.input, ndim);
	if (strlen(text) <= SOURCE_COLUMNS)
		tg_widen(&scene->source_columns, (int)strlen(text));
}

static void
measure_cell(struct tg_scene *scene, int p, const struct tg_spot *spot)
{
	const struct tg_pane *pane = &scene->view.pane[p];
	int64_t at[TG_MAX_NDIM];

	tg_pane_coordinates(pane, spot, at);
	measure_value(scene, pane->tensor, tg_tensor_at(pane->tensor, at));
}

static void
mark(struct tg_scene *scene)
{
	const struct tg_view *view = &scene->view;
	const struct tg_plan *plan = &view->job->plan;

	memset(scene->hue, TG_HUE_NONE, sizeof(scene->hue));
	scene->nplace = 1;
	for (int i = 0; i < plan->ncomponent; i++)
		scene->nplace *= plan->component[i].limit;
	for (int64_t k = 0; k < view->shown; k++)
		mark_sources(scene, tg_view_element(view, k));
	tg_picture_each_cell(scene, TG_PANE_INDEX, measure_cell);
	tg_picture_each_cell(scene, TG_PANE_INPUT, measure_cell);
	scene->wired = view->shown <= WIRES_MAX;
}

/* Lines of text from a page, one below the other; returns the y behind. */
static int
put_lines(FILE *to, char *text, int y)
{
	for (char *line = strtok(text, "\n"); line != NULL;
		line = strtok(NULL, "\n")) {
		fprintf(to, "<text class=\"d\" x=\"%d\" y=\"%d\">", TG_MARGIN,
			y);
		tg_svg_text(to, line + strspn(line, " "));
		fputs("</text>\n", to);
		y += TG_LINE_HEIGHT;
	}
	return y;
}

/* What a part of an explanation says, as text; the caller frees it. */
static char *
explain(const struct tg_scene *scene, int columns,
	void (*part)(const struct tg_explanation *e))
{
	struct tg_page page = { .width = columns };
	struct tg_explanation e = *scene->explain;

	page.to = open_memstream(&page.text, &page.len);
	if (page.to == NULL)
		return NULL;
	e.page = &page;
	part(&e);
	return fclose(page.to) == 0 ? page.text : NULL;
}

/* In one line, with what the index says in bold. */
static void
formula(const struct tg_explanation *e)
{
	FILE *to = e->page->to;

	tg_explain_left_side(to, &e->subscripts);
	putc(' ', to);
	tg_explain_right_side(to, &e->subscripts);
}

/* Returns how many columns it takes. */
static int
put_formula(struct tg_scene *scene)
{
	char *text = explain(scene, 80, formula);
	int columns = 0;

	if (text == NULL)
		return 0;
	columns = (int)strlen(text);
	fprintf(scene->to, "<text x=\"%d\" y=\"40\">", TG_MARGIN);
	for (char *p = text; *p != '\0'; p++)
		if (p[0] == '[' && p[1] == ' ')
			fputs("[<tspan class=\"b\">", scene->to), p++;
		else if (p[0] == ' ' && p[1] == ']')
			fputs("</tspan>", scene->to);
		else
			putc(*p, scene->to);
	fputs("</text>\n", scene->to);
	free(text);
	return columns;
}

/* A part of an explanation as lines; returns the y behind them. */
static int
put_part(struct tg_scene *scene, int y,
	void (*part)(const struct tg_explanation *e))
{
	const int room = scene->width - 2 * TG_MARGIN;
	char *text = explain(scene, (int)(room / TG_SMALL_WIDTH), part);

	if (text != NULL)
		y = put_lines(scene->to, text, y);
	free(text);
	return y;
}

#define WIDTH_MIN 480
#define TOP       96 /* of what is below the headline */

/* All but the frame, whose size is known only then. */
static void
put_body(struct tg_scene *scene)
{
	const struct tg_view *view = &scene->view;
	int y;

	scene->width = WIDTH_MIN;
	tg_widen(&scene->width,
		(int)(TG_TEXT_WIDTH * put_formula(scene)) + 2 * TG_MARGIN);
	put_part(scene, 62, tg_explain_heading);
	mark(scene);
	if (view->shown < view->n)
		tg_widen(&scene->width, TG_OVERVIEW_WIDTH);
	tg_picture_lay_out(scene, TOP);
	tg_picture_draw(scene);
	y = scene->height + 36;
	if (view->shown < view->n)
		y += tg_picture_overview(scene, y) + 20;
	y = put_part(scene, y, tg_explain_summary);
	scene->height = y + TG_MARGIN - TG_LINE_HEIGHT;
}

/* A part of an explanation, as what the picture is to those who hear it. */
static void
put_spoken(const struct tg_scene *scene, FILE *to, const char *element,
	void (*part)(const struct tg_explanation *e))
{
	char *text = explain(scene, INT_MAX, part);
	const char *blank = "";

	fprintf(to, "<%s>", element);
	for (char *line = text != NULL ? strtok(text, "\n") : NULL;
		line != NULL; line = strtok(NULL, "\n")) {
		fputs(blank, to);
		tg_svg_text(to, line + strspn(line, " "));
		blank = " ";
	}
	fprintf(to, "</%s>\n", element);
	free(text);
}

static void
put_frame(const struct tg_scene *scene, const char *body, FILE *to)
{
	const int width = scene->width, height = scene->height;

	fprintf(to,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" "
		"height=\"%d\" viewBox=\"0 0 %d %d\">\n",
		width, height, width, height);
	put_spoken(scene, to, "title", tg_explain_heading);
	put_spoken(scene, to, "desc", tg_explain_summary);
	tg_svg_style(to);
	fprintf(to,
		"<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n%s</svg>\n",
		width, height, body);
}

/* False without memory. */
static bool
draw(const struct tg_job *job, char **text, size_t *len)
{
	struct tg_err none = { 0 };
	struct tg_explanation e = { .job = job, .err = &none };
	struct tg_scene scene = { .explain = &e };
	char *body = NULL;
	size_t body_len;
	FILE *to;
	bool ok;

	tg_subscripts_make(&e.subscripts, &job->options->call,
		&job->input.tensor.shape, &job->index.tensor.shape);
	tg_view_make(&scene.view, job);
	scene.to = open_memstream(&body, &body_len);
	if (scene.to == NULL)
		return false;
	put_body(&scene);
	ok = ferror(scene.to) == 0;
	ok = fclose(scene.to) == 0 && ok;
	to = ok ? open_memstream(text, len) : NULL;
	if (to != NULL) {
		put_frame(&scene, body, to);
		ok = ferror(to) == 0;
		ok = fclose(to) == 0 && ok;
	}
	free(body);
	return ok && to != NULL;
}

bool
tg_picture(struct tg_job *job, struct tg_err *err)
{
	char *text = NULL;
	size_t len;
	bool ok;

	if (!tg_job_plan(job, err) || !tg_job_check(job, err))
		return false;
	if (!draw(job, &text, &len))
		ok = tg_fail_memory(err, "the picture");
	else
		ok = tg_job_open_output(job, err) &&
			tg_output_write(&job->output, text, len, err) &&
			tg_job_commit(job, err);
	free(text);
	return ok;
}
