/*
 * A picture of a call, as an SVG: a headline with the formula, the three
 * tensors as panes of cells, a map of the whole where the panes cannot show
 * all, and the words of the explanation. The frame comes last, because the size
 * of the picture is known only when its content is written.
 */
#include "picture/picture.h"

#include <limits.h>
#include <stdlib.h>

#include "base/text_width.h"
#include "explain/formula.h"
#include "picture/draw.h"
#include "picture/hues.h"
#include "picture/layout.h"
#include "picture/overview.h"
#include "picture/svg.h"
#include "picture/value.h"

/* The most lines from input to output: more would hide each other. */
#define WIRES_MAX 12

/* Give a cell of index or input a hue, if it is shown. */
static void
set_hue(struct tg_scene *scene, int p, const int64_t *at, int hue)
{
	struct tg_spot spot;

	if (tg_pane_spot(&scene->view.pane[p], at, &spot))
		scene->hue[p][spot.at[TG_SLICES]][spot.at[TG_ROWS]]
			  [spot.at[TG_COLS]] = (signed char)hue;
}

/* Keep the width of an element, if it is the widest so far. */
static void
measure_value(struct tg_scene *scene, const struct tg_tensor *tensor,
	const unsigned char *element)
{
	char text[TG_ELEMENT_TEXT];

	if (!tg_picture_value(text, tensor, element))
		scene->to->failed = true;
	tg_widen(&scene->value_width,
		(int)(tg_text_width(text, strlen(text)) *
			(tg_picture_is_long(text) ? TG_SMALL_WIDTH
						  : TG_TEXT_WIDTH)));
}

/* Give hues to the cells of index and input that an element of output needs. */
static void
hue_operand_cells(struct tg_scene *scene, int64_t element)
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
	tg_picture_source(text, &trace, ndim);
	tg_widen(&scene->source_columns, tg_text_width(text, strlen(text)));
}

static void
measure_cell(struct tg_scene *scene, int p, const struct tg_spot *spot)
{
	const struct tg_pane *pane = &scene->view.pane[p];
	int64_t at[TG_MAX_NDIM];

	tg_pane_coordinates(pane, spot, at);
	measure_value(scene, pane->tensor, tg_tensor_at(pane->tensor, at));
}

/* Give hues to all cells, and measure what will stand in them. */
static void
choose_hues(struct tg_scene *scene)
{
	const struct tg_view *view = &scene->view;

	memset(scene->hue, TG_HUE_NONE, sizeof(scene->hue));
	tg_picture_choose_hues(scene);
	for (int64_t k = 0; k < view->shown; k++)
		hue_operand_cells(scene, tg_view_element(view, k));
	tg_picture_each_cell(scene, TG_PANE_INDEX, measure_cell);
	tg_picture_each_cell(scene, TG_PANE_INPUT, measure_cell);
	scene->wired = view->shown <= WIRES_MAX;
}

/* The lines of a page one below the other; returns the y of the next. */
static int
put_lines(struct tg_printed *to, char *text, int y)
{
	for (char *line = strtok(text, "\n"); line != NULL;
		line = strtok(NULL, "\n")) {
		tg_print(to, "<text class=\"d\" x=\"%d\" y=\"%d\">", TG_MARGIN,
			y);
		tg_svg_text(to, line + strspn(line, " "));
		tg_print_text(to, "</text>\n");
		y += TG_LINE_HEIGHT;
	}
	return y;
}

/*
 * A section of an explanation as text, malloc'ed, to be printed to a text.
 * Without memory it is NULL, and that text has failed.
 */
static char *
section_text(const struct tg_scene *scene, struct tg_printed *to, int columns,
	void (*section)(const struct tg_explanation *e))
{
	struct tg_page page = { .width = columns };
	struct tg_explanation e = *scene->explain;

	e.page = &page;
	section(&e);
	if (!page.to.failed)
		return page.to.text;
	to->failed = true;
	tg_page_free(&page);
	return NULL;
}

/* A section of its own: the formula in one line. */
static void
write_formula(const struct tg_explanation *e)
{
	struct tg_printed *to = &e->page->to;

	tg_explain_left_side(to, &e->subscripts);
	tg_print_char(to, ' ');
	tg_explain_right_side(to, &e->subscripts);
}

/* The formula, with what index says in bold; returns its columns. */
static int
put_formula(struct tg_scene *scene)
{
	char *text = section_text(scene, scene->to, 80, write_formula);
	int columns = 0;

	if (text == NULL)
		return 0;
	columns = (int)strlen(text);
	tg_print(scene->to, "<text x=\"%d\" y=\"40\">", TG_MARGIN);
	for (char *p = text; *p != '\0'; p++)
		if (p[0] == '[' && p[1] == ' ')
			tg_print_text(scene->to, "[<tspan class=\"b\">"), p++;
		else if (p[0] == ' ' && p[1] == ']')
			tg_print_text(scene->to, "</tspan>");
		else
			tg_print_char(scene->to, *p);
	tg_print_text(scene->to, "</text>\n");
	free(text);
	return columns;
}

/* A section as lines from y on; returns the y of what follows. */
static int
put_section(struct tg_scene *scene, int y,
	void (*section)(const struct tg_explanation *e))
{
	const int room = scene->width - 2 * TG_MARGIN;
	char *text = section_text(
		scene, scene->to, (int)(room / TG_SMALL_WIDTH), section);

	if (text != NULL)
		y = put_lines(scene->to, text, y);
	free(text);
	return y;
}

/* The narrowest picture, and where the panes start below the headline. */
#define WIDTH_MIN 480
#define TOP       96

/* Is the whole output to be shown small? It has places if input has elements. */
static bool
needs_overview(const struct tg_scene *scene)
{
	return scene->view.shown < scene->view.n && scene->nplace > 0;
}

/* Write all but the frame, and find out how large the picture is. */
static void
put_body(struct tg_scene *scene)
{
	int y;

	scene->width = WIDTH_MIN;
	tg_widen(&scene->width,
		(int)(TG_FORMULA_WIDTH * put_formula(scene)) + 2 * TG_MARGIN);
	put_section(scene, 62, tg_explain_heading);
	choose_hues(scene);
	if (needs_overview(scene))
		tg_widen(&scene->width, TG_OVERVIEW_WIDTH);
	tg_picture_lay_out(scene, TOP);
	tg_picture_draw(scene);
	y = scene->height + 36;
	if (needs_overview(scene))
		y += tg_picture_overview(scene, y) + 20;
	y = put_section(scene, y, tg_explain_summary);
	scene->height = y + TG_MARGIN - TG_LINE_HEIGHT;
}

/* A section as one line of text, for programs that read a picture aloud. */
static void
put_read_aloud(const struct tg_scene *scene, struct tg_printed *to,
	const char *element, void (*section)(const struct tg_explanation *e))
{
	char *text = section_text(scene, to, INT_MAX, section);
	const char *blank = "";

	tg_print(to, "<%s>", element);
	for (char *line = text != NULL ? strtok(text, "\n") : NULL;
		line != NULL; line = strtok(NULL, "\n")) {
		tg_print_text(to, blank);
		tg_svg_text(to, line + strspn(line, " "));
		blank = " ";
	}
	tg_print(to, "</%s>\n", element);
	free(text);
}

static void
put_frame(const struct tg_scene *scene, const char *body, struct tg_printed *to)
{
	const int width = scene->width, height = scene->height;

	tg_print(to,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" "
		"height=\"%d\" viewBox=\"0 0 %d %d\">\n",
		width, height, width, height);
	put_read_aloud(scene, to, "title", tg_explain_heading);
	put_read_aloud(scene, to, "desc", tg_explain_summary);
	tg_svg_style(to);
	tg_print(to,
		"<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n%s</svg>\n",
		width, height, body);
}

/* Make the whole picture as text, which has failed without memory. */
static void
make_svg(const struct tg_job *job, struct tg_printed *to)
{
	static const struct tg_err none;
	struct tg_explanation e = { .job = job, .err = &none };
	struct tg_printed body = { 0 };
	/* it is too large for a stack */
	struct tg_scene *scene = calloc(1, sizeof(*scene));

	if (scene == NULL) {
		to->failed = true;
		return;
	}
	scene->explain = &e;
	scene->to = &body;
	tg_subscripts_make(&e.subscripts, &job->options->call,
		&job->input.tensor.shape, &job->index.tensor.shape);
	tg_view_make(&scene->view, job);
	put_body(scene);
	if (body.failed)
		to->failed = true;
	else
		put_frame(scene, body.text, to);
	tg_printed_free(&body);
	free(scene);
}

bool
tg_picture(struct tg_job *job, struct tg_err *err)
{
	struct tg_printed svg = { 0 };
	bool ok;

	if (!tg_job_load_to_look(job, err) || !tg_job_plan(job, err) ||
		!tg_job_check(job, err))
		return false;
	make_svg(job, &svg);
	if (svg.failed)
		ok = tg_fail_memory(err, "the picture");
	else
		ok = tg_job_open_output(job, err) &&
			tg_output_write(&job->output, svg.text, svg.len, err) &&
			tg_job_commit(job, err);
	tg_printed_free(&svg);
	return ok;
}
