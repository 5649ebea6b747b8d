#include "picture/draw.h"

#include <inttypes.h>

#include "explain/element.h"
#include "explain/trace_lines.h"
#include "picture/hues.h"
#include "picture/layout.h"
#include "picture/svg.h"

/* Lines to cells in one row or column of the output, side by side. */
#define LANE 5

static void
put_box(const struct tg_scene *scene, const char *class, int hue,
	struct tg_corner at, int margin)
{
	fprintf(scene->to, "<rect class=\"%s", class);
	if (hue != TG_HUE_NONE)
		fprintf(scene->to, " h%d", hue);
	fprintf(scene->to,
		"\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" "
		"rx=\"%d\"/>\n",
		at.x - margin, at.y - margin, scene->cell_width + 2 * margin,
		TG_CELL_HEIGHT + 2 * margin, 5 + margin);
}

static void
put_text(FILE *to, const char *class, int x, int y, const char *text)
{
	fprintf(to, "<text class=\"%s\" x=\"%d\" y=\"%d\">", class, x, y);
	tg_svg_text(to, text);
	fputs("</text>\n", to);
}

/* What came to be where, in the words of an explanation, behind the pointer. */
static void
put_title(const struct tg_scene *scene, int64_t element)
{
	struct tg_page page = { .width = 80 };
	struct tg_explanation explain = *scene->explain;

	page.to = open_memstream(&page.text, &page.len);
	if (page.to == NULL)
		return;
	explain.page = &page;
	tg_explain_trace(&explain, element);
	if (fclose(page.to) == 0) {
		page.text[strcspn(page.text, "\n")] = '\0';
		fputs("<title>", scene->to);
		tg_svg_text(scene->to, page.text + strspn(page.text, " "));
		fputs("</title>\n", scene->to);
	}
	free(page.text);
}

/* From below the picked cell straight on, over to the other, straight to it. */
static void
put_line_down(const struct tg_scene *scene, struct tg_corner from,
	struct tg_corner to, int lane)
{
	const struct tg_box *input = &scene->box[TG_PANE_INPUT];
	const int begin = input->y + input->height;
	const int end = scene->box[TG_PANE_OUTPUT].y - TG_CELL_GAP;
	const int middle = (begin + end) / 2;
	const int x0 = from.x + scene->cell_width / 2 + lane;
	const int x1 = to.x + scene->cell_width / 2 + lane;

	fprintf(scene->to,
		"<path class=\"w\" d=\"M%d %dV%dC%d %d %d %d %d %dV%d\"/>"
		"<path class=\"a\" d=\"M%d %dh8l-4 7z\"/>\n",
		x0, from.y + TG_CELL_HEIGHT, begin, x0, middle, x1, middle, x1,
		end, to.y - 6, x1 - 4, to.y - 8);
}

/* The same to the right. */
static void
put_line_right(const struct tg_scene *scene, struct tg_corner from,
	struct tg_corner to, int lane)
{
	const struct tg_box *input = &scene->box[TG_PANE_INPUT];
	const int begin = input->x + input->width;
	const int end = scene->box[TG_PANE_OUTPUT].x - TG_CELL_GAP;
	const int middle = (begin + end) / 2;
	const int y0 = from.y + TG_CELL_HEIGHT / 2 + lane;
	const int y1 = to.y + TG_CELL_HEIGHT / 2 + lane;

	fprintf(scene->to,
		"<path class=\"w\" d=\"M%d %dH%dC%d %d %d %d %d %dH%d\"/>"
		"<path class=\"a\" d=\"M%d %dv8l7-4z\"/>\n",
		from.x + scene->cell_width, y0, begin, middle, y0, middle, y1,
		end, y1, to.x - 6, to.x - 8, y1 - 4);
}

static int
lane_of(const struct tg_scene *scene, const struct tg_spot *spot)
{
	const int d = scene->view.sideways ? TG_COLS : TG_ROWS;
	const int n = scene->view.pane[TG_PANE_OUTPUT].axis[d].n;

	return (2 * spot->at[d] - (n - 1)) * LANE / 2;
}

/* A cell of the output, and behind the others what lights its sources. */
static void
put_pick(const struct tg_scene *scene, int64_t element)
{
	const struct tg_view *view = &scene->view;
	struct tg_corner source, to;
	struct tg_trace trace;
	struct tg_spot spot;
	int64_t at[TG_MAX_NDIM];

	tg_trace_follow(&view->job->gather, element, &trace);
	tg_pane_spot(&view->pane[TG_PANE_OUTPUT], trace.output, &spot);
	to = tg_picture_corner(scene, TG_PANE_OUTPUT, &spot);
	fprintf(scene->to, "<g class=\"p h%d\" tabindex=\"0\">",
		tg_picture_hue(scene, &trace));
	put_title(scene, element);
	if (trace.state == TG_PLACE_INSIDE) {
		const int lane = lane_of(scene, &spot);

		tg_pane_spot(&view->pane[TG_PANE_INPUT], trace.input, &spot);
		source = tg_picture_corner(scene, TG_PANE_INPUT, &spot);
		if (scene->wired && view->sideways)
			put_line_right(scene, source, to, lane);
		else if (scene->wired)
			put_line_down(scene, source, to, lane);
		put_box(scene, "r", TG_HUE_NONE, source, 4);
	}
	for (int i = 0; i < trace.nstep; i++) {
		tg_view_index(view, &trace, i, at);
		if (tg_pane_spot(&view->pane[TG_PANE_INDEX], at, &spot))
			put_box(scene, "r", TG_HUE_NONE,
				tg_picture_corner(scene, TG_PANE_INDEX, &spot),
				4);
	}
	put_box(scene, "r", TG_HUE_NONE, to, 4);
	put_box(scene, "o", TG_HUE_NONE, to, 0);
	fputs("</g>\n", scene->to);
}

/* The values of the output, and small below them where they come from. */
static void
put_value(const struct tg_scene *scene, int64_t element)
{
	const struct tg_gather *gather = &scene->view.job->gather;
	struct tg_trace trace;
	struct tg_spot spot;
	struct tg_corner at;
	char text[TG_ELEMENT_TEXT], source[TG_SHAPE_TEXT] = "fill";
	int x;

	tg_trace_follow(gather, element, &trace);
	tg_pane_spot(&scene->view.pane[TG_PANE_OUTPUT], trace.output, &spot);
	at = tg_picture_corner(scene, TG_PANE_OUTPUT, &spot);
	x = at.x + scene->cell_width / 2;
	tg_element_text(text, gather->input,
		trace.state == TG_PLACE_FILLED
			? gather->fill
			: tg_trace_source(gather, &trace),
		TG_VALUE_COLUMNS);
	if (trace.state == TG_PLACE_INSIDE)
		tg_picture_coordinates(
			source, trace.input, gather->input->shape.ndim);
	put_text(scene->to, "v", x, at.y + 21, text);
	if ((int)(TG_TINY_WIDTH * (int)strlen(source)) < scene->cell_width)
		put_text(scene->to, "s", x, at.y + 34, source);
}

/* A cell of index or input. */
static void
put_cell(struct tg_scene *scene, int p, const struct tg_spot *spot)
{
	const struct tg_pane *pane = &scene->view.pane[p];
	const struct tg_corner at = tg_picture_corner(scene, p, spot);
	const int hue = scene->hue[p][spot->at[TG_SLICES]][spot->at[TG_ROWS]]
				  [spot->at[TG_COLS]];
	char text[TG_ELEMENT_TEXT];
	int64_t coordinates[TG_MAX_NDIM];

	tg_pane_coordinates(pane, spot, coordinates);
	tg_element_text(text, pane->tensor,
		tg_tensor_at(pane->tensor, coordinates), TG_VALUE_COLUMNS);
	put_box(scene, hue == TG_HUE_NONE ? "u" : "o", hue, at, 0);
	put_text(scene->to, hue == TG_HUE_NONE ? "v g" : "v",
		at.x + scene->cell_width / 2, at.y + 26, text);
}

/* The dim whose place the index says, if that is the one of a direction. */
static int
picked_dim(const struct tg_scene *scene, int p, int direction)
{
	const struct tg_plan *plan = &scene->view.job->plan;
	const struct tg_pane *pane = &scene->view.pane[p];
	const int dim = plan->component[0].dim;

	if (p != TG_PANE_INPUT || plan->ncomponent > 1 || dim < 0 ||
		dim >= pane->shape.ndim ||
		tg_pane_direction(pane, dim) != direction)
		return -1;
	return dim;
}

/* A number beside the cells; of the dim that is indexed in its colour. */
static void
put_number(struct tg_scene *scene, int p, int direction,
	const struct tg_spot *spot, int x, int y, const char *text)
{
	const struct tg_pane *pane = &scene->view.pane[p];
	const int dim = picked_dim(scene, p, direction);
	const int width = (int)(TG_SMALL_WIDTH * (int)strlen(text)) + 14;
	int64_t at[TG_MAX_NDIM];

	if (dim >= 0) {
		tg_pane_coordinates(pane, spot, at);
		fprintf(scene->to,
			"<rect class=\"o h%d\" x=\"%d\" y=\"%d\" width=\"%d\" "
			"height=\"20\" rx=\"10\"/>\n",
			tg_picture_hue_of(at[dim], pane->shape.size[dim]),
			x - width / 2, y - 14, width);
	}
	put_text(scene->to, dim >= 0 ? "x b" : "x k", x, y, text);
}

/* Three dots where places are left out: before number k, behind the last. */
static void
put_skips(struct tg_scene *scene, const struct tg_grid_axis *axis, int k,
	struct tg_corner before, struct tg_corner behind)
{
	if (k > 0 ? axis->at[k] > axis->at[k - 1] + 1 : axis->at[k] > 0)
		put_text(scene->to, "x k", before.x, before.y, "\u2026");
	if (k == axis->n - 1 && axis->at[k] + 1 < axis->size)
		put_text(scene->to, "x k", behind.x, behind.y, "\u2026");
}

static void
put_slice_name(struct tg_scene *scene, int p, const struct tg_spot *spot)
{
	const struct tg_pane *pane = &scene->view.pane[p];
	const struct tg_box *box = &scene->box[p];
	const int x = tg_picture_corner(scene, p, spot).x;
	const int y = tg_picture_is_turned(scene, p, TG_COLS)
		? box->y + box->height + 38
		: box->y - 31;
	char text[TG_SHAPE_TEXT];
	int64_t at[TG_MAX_NDIM];
	int width;

	tg_pane_coordinates(pane, spot, at);
	tg_picture_coordinates(text, at, pane->shape.ndim - 2);
	width = (int)(TG_SMALL_WIDTH * (int)strlen(text)) + 14;
	put_number(scene, p, TG_SLICES, spot, x + width / 2, y, text);
	put_skips(scene, &pane->axis[TG_SLICES], spot->at[TG_SLICES],
		(struct tg_corner){ x - 13, y },
		(struct tg_corner){ box->x + box->width - 5, y });
}

static void
put_column_number(struct tg_scene *scene, int p, const struct tg_spot *spot)
{
	const struct tg_grid_axis *axis = &scene->view.pane[p].axis[TG_COLS];
	const struct tg_corner at = tg_picture_corner(scene, p, spot);
	const struct tg_box *box = &scene->box[p];
	const int k = spot->at[TG_COLS];
	const int y = tg_picture_is_turned(scene, p, TG_COLS)
		? box->y + box->height + 16
		: box->y - 9;
	char text[24];

	snprintf(text, sizeof(text), "%" PRId64, axis->at[k]);
	put_number(
		scene, p, TG_COLS, spot, at.x + scene->cell_width / 2, y, text);
	put_skips(scene, axis, k, (struct tg_corner){ at.x - 13, y },
		(struct tg_corner){ at.x + scene->cell_width + 13, y });
}

static void
put_row_number(struct tg_scene *scene, int p, const struct tg_spot *spot)
{
	const struct tg_grid_axis *axis = &scene->view.pane[p].axis[TG_ROWS];
	const int k = spot->at[TG_ROWS];
	const int y = tg_picture_corner(scene, p, spot).y;
	char text[24];
	const int n = snprintf(text, sizeof(text), "%" PRId64, axis->at[k]);
	const struct tg_box *box = &scene->box[p];
	const int half = 15 + (int)(TG_SMALL_WIDTH * n) / 2;
	const int x = tg_picture_is_turned(scene, p, TG_ROWS)
		? box->x + box->width + half
		: box->x - half;

	put_number(scene, p, TG_ROWS, spot, x, y + 24, text);
	put_skips(scene, axis, k, (struct tg_corner){ x, y - 10 },
		(struct tg_corner){ x, y + TG_CELL_HEIGHT + 14 });
}

/* A slice's own name and numbers of columns; rows have theirs on the left. */
static void
put_numbers(struct tg_scene *scene, int p)
{
	const struct tg_pane *pane = &scene->view.pane[p];
	const struct tg_grid_axis *axis = pane->axis;
	struct tg_spot spot = { { 0 } };
	int *at = spot.at;

	if (pane->upright || pane->shape.ndim > 1)
		for (at[1] = 0; at[1] < axis[1].n; at[1]++)
			put_row_number(scene, p, &spot);
	at[1] = 0;
	for (at[0] = 0; at[0] < axis[0].n; at[0]++) {
		at[2] = 0;
		if (pane->shape.ndim > 2)
			put_slice_name(scene, p, &spot);
		if (pane->shape.ndim > 0 && !pane->upright)
			for (; at[2] < axis[2].n; at[2]++)
				put_column_number(scene, p, &spot);
	}
}

/* "dim 0 down, dim 1 right": which way the dims go. */
static void
put_directions(struct tg_scene *scene, int p, int x, int y)
{
	const struct tg_pane *pane = &scene->view.pane[p];
	const int n = pane->shape.ndim;
	FILE *to = scene->to;

	fprintf(to, "<text class=\"d k\" x=\"%d\" y=\"%d\">", x, y);
	for (int i = n > 2 ? n - 2 : 0; i < n; i++) {
		const int direction = tg_pane_direction(pane, i);
		const bool picked = picked_dim(scene, p, direction) == i;

		fprintf(to, "%s%sdim %d %s%s", i > n - 2 && i > 0 ? "  " : "",
			picked ? "<tspan class=\"b\">" : "", i,
			direction == TG_ROWS ? "\u2193" : "\u2192",
			picked ? "</tspan>" : "");
	}
	fputs("</text>\n", to);
	if (n > 2)
		fprintf(to,
			"<text class=\"d k\" x=\"%d\" y=\"%d\">slices: dim%s "
			"0%s%.0d</text>\n",
			x, y + TG_LINE_HEIGHT, n > 3 ? "s" : "",
			n > 3 ? " to " : "", n > 3 ? n - 3 : 0);
}

static void
put_label(struct tg_scene *scene, int p)
{
	const struct tg_pane *pane = &scene->view.pane[p];
	const struct tg_box *box = &scene->box[p];
	char text[2 * TG_SHAPE_TEXT];

	fprintf(scene->to,
		"<text class=\"n k\" x=\"%d\" y=\"%d\"><tspan class=\"b\">%s"
		"</tspan> %s</text>\n",
		box->label_x, box->label_y, pane->name,
		tg_picture_shape(scene, p, text));
	if (pane->shape.ndim > 0)
		put_directions(
			scene, p, box->label_x, box->label_y + TG_LINE_HEIGHT);
}

static bool
is_empty(const struct tg_pane *pane)
{
	for (int d = 0; d < TG_DIRECTIONS; d++)
		if (pane->axis[d].n == 0)
			return true;
	return false;
}

void
tg_picture_draw(struct tg_scene *scene)
{
	const struct tg_view *view = &scene->view;

	for (int p = 0; p < TG_PANES; p++) {
		const struct tg_box *box = &scene->box[p];

		put_label(scene, p);
		if (is_empty(&view->pane[p]))
			put_text(scene->to, "d", box->x, box->y + 24,
				"no elements");
	}
	fputs("<g class=\"all\">\n", scene->to);
	/* a line runs behind the cells that are drawn after it */
	for (int64_t k = view->shown; k-- > 0;)
		put_pick(scene, tg_view_element(view, k));
	fputs("</g>\n", scene->to);
	for (int p = 0; p < TG_PANES; p++)
		if (!is_empty(&view->pane[p]))
			put_numbers(scene, p);
	tg_picture_each_cell(scene, TG_PANE_INDEX, put_cell);
	tg_picture_each_cell(scene, TG_PANE_INPUT, put_cell);
	for (int64_t k = 0; k < view->shown; k++)
		put_value(scene, tg_view_element(view, k));
}
