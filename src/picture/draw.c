/*
 * The cells of the three panes, and what leads from one to the other: lines
 * where there are few, and frames that appear under the pointer. Each cell of
 * output is one group with a title, so that a browser shows where it is from.
 */
#include "picture/draw.h"

#include "explain/element.h"
#include "explain/trace_lines.h"
#include "picture/hues.h"
#include "picture/labels.h"
#include "picture/layout.h"
#include "picture/svg.h"

/* Distance between lines to cells in one row or column of output. */
#define LANE 5

static void
put_cell_box(const struct tg_scene *scene, const char *class, int hue,
	struct tg_corner at, int margin)
{
	tg_print(scene->to, "<rect class=\"%s", class);
	if (hue != TG_HUE_NONE)
		tg_print(scene->to, " h%d", hue);
	tg_print(scene->to,
		"\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" "
		"rx=\"%d\"/>\n",
		at.x - margin, at.y - margin, scene->cell_width + 2 * margin,
		TG_CELL_HEIGHT + 2 * margin, 5 + margin);
}

/* The title of an element: its line of an explanation. */
static void
put_element_title(const struct tg_scene *scene, int64_t element)
{
	struct tg_page page = { .width = 80 };
	struct tg_explanation explain = *scene->explain;

	explain.page = &page;
	tg_explain_trace(&explain, element);
	if (page.to.failed) {
		scene->to->failed = true;
	} else {
		char *text = page.to.text;

		text[strcspn(text, "\n")] = '\0';
		tg_print_text(scene->to, "<title>");
		tg_svg_text(scene->to, text + strspn(text, " "));
		tg_print_text(scene->to, "</title>\n");
	}
	tg_page_free(&page);
}

/*
 * A line from a picked cell down to a cell of output: straight out of input, in
 * a curve between the panes, and straight to the cell.
 */
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

	tg_print(scene->to,
		"<path class=\"w\" d=\"M%d %dV%dC%d %d %d %d %d %dV%d\"/>"
		"<path class=\"a\" d=\"M%d %dh8l-4 7z\"/>\n",
		x0, from.y + TG_CELL_HEIGHT, begin, x0, middle, x1, middle, x1,
		end, to.y - 6, x1 - 4, to.y - 8);
}

/* A line from a picked cell to the right, likewise. */
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

	tg_print(scene->to,
		"<path class=\"w\" d=\"M%d %dH%dC%d %d %d %d %d %dH%d\"/>"
		"<path class=\"a\" d=\"M%d %dv8l7-4z\"/>\n",
		from.x + scene->cell_width, y0, begin, middle, y0, middle, y1,
		end, y1, to.x - 6, to.x - 8, y1 - 4);
}

/* How far the line to a spot of output is off the middle of its cell. */
static int
lane_of(const struct tg_scene *scene, const struct tg_spot *spot)
{
	const int d = scene->view.sideways ? TG_COLS : TG_ROWS;
	const int n = scene->view.pane[TG_PANE_OUTPUT].axis[d].n;

	return (2 * spot->at[d] - (n - 1)) * LANE / 2;
}

/*
 * A cell of output, and frames around the cells of index and input that it
 * needs; these frames show while the pointer is over the cell.
 */
static void
put_output_cell(const struct tg_scene *scene, int64_t element)
{
	const struct tg_view *view = &scene->view;
	struct tg_corner source, to;
	struct tg_trace trace;
	struct tg_spot spot;
	int64_t at[TG_MAX_NDIM];

	tg_trace_follow(&view->job->gather, element, &trace);
	tg_pane_spot(&view->pane[TG_PANE_OUTPUT], trace.output, &spot);
	to = tg_picture_corner(scene, TG_PANE_OUTPUT, &spot);
	tg_print(scene->to, "<g class=\"p h%d\" tabindex=\"0\">",
		tg_picture_hue(scene, &trace));
	put_element_title(scene, element);
	if (trace.state == TG_PLACE_INSIDE) {
		const int lane = lane_of(scene, &spot);

		tg_pane_spot(&view->pane[TG_PANE_INPUT], trace.input, &spot);
		source = tg_picture_corner(scene, TG_PANE_INPUT, &spot);
		if (scene->wired && view->sideways)
			put_line_right(scene, source, to, lane);
		else if (scene->wired)
			put_line_down(scene, source, to, lane);
		put_cell_box(scene, "r", TG_HUE_NONE, source, 4);
	}
	for (int i = 0; i < trace.nstep; i++) {
		tg_view_index(view, &trace, i, at);
		if (tg_pane_spot(&view->pane[TG_PANE_INDEX], at, &spot))
			put_cell_box(scene, "r", TG_HUE_NONE,
				tg_picture_corner(scene, TG_PANE_INDEX, &spot),
				4);
	}
	put_cell_box(scene, "r", TG_HUE_NONE, to, 4);
	put_cell_box(scene, "o", TG_HUE_NONE, to, 0);
	tg_print_text(scene->to, "</g>\n");
}

/* The value of an element of output, and below it small where it is from. */
static void
put_output_value(const struct tg_scene *scene, int64_t element)
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
	if (!tg_element_text(text, gather->input,
		    trace.state == TG_PLACE_FILLED
			    ? gather->fill
			    : tg_trace_source(gather, &trace),
		    TG_VALUE_COLUMNS))
		scene->to->failed = true;
	if (trace.state == TG_PLACE_INSIDE)
		tg_trace_coordinates(
			source, trace.input, gather->input->shape.ndim);
	tg_svg_text_at(scene->to, "v", x, at.y + 21, text);
	if ((int)(TG_TINY_WIDTH * (int)strlen(source)) < scene->cell_width)
		tg_svg_text_at(scene->to, "s", x, at.y + 34, source);
}

/* A cell of index or input, with its value. */
static void
put_operand_cell(struct tg_scene *scene, int p, const struct tg_spot *spot)
{
	const struct tg_pane *pane = &scene->view.pane[p];
	const struct tg_corner at = tg_picture_corner(scene, p, spot);
	const int hue = scene->hue[p][spot->at[TG_SLICES]][spot->at[TG_ROWS]]
				  [spot->at[TG_COLS]];
	char text[TG_ELEMENT_TEXT];
	int64_t coordinates[TG_MAX_NDIM];

	tg_pane_coordinates(pane, spot, coordinates);
	if (!tg_element_text(text, pane->tensor,
		    tg_tensor_at(pane->tensor, coordinates), TG_VALUE_COLUMNS))
		scene->to->failed = true;
	put_cell_box(scene, hue == TG_HUE_NONE ? "u" : "o", hue, at, 0);
	tg_svg_text_at(scene->to, hue == TG_HUE_NONE ? "v g" : "v",
		at.x + scene->cell_width / 2, at.y + 26, text);
}

static bool
shows_no_cells(const struct tg_pane *pane)
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

		tg_picture_label(scene, p);
		if (shows_no_cells(&view->pane[p]))
			tg_svg_text_at(scene->to, "d", box->x, box->y + 24,
				"no elements");
	}
	tg_print_text(scene->to, "<g class=\"all\">\n");
	/* backwards, since a line must not cover cells that are drawn later */
	for (int64_t k = view->shown; k-- > 0;)
		put_output_cell(scene, tg_view_element(view, k));
	tg_print_text(scene->to, "</g>\n");
	for (int p = 0; p < TG_PANES; p++)
		if (!shows_no_cells(&view->pane[p]))
			tg_picture_numbers(scene, p);
	tg_picture_each_cell(scene, TG_PANE_INDEX, put_operand_cell);
	tg_picture_each_cell(scene, TG_PANE_INPUT, put_operand_cell);
	for (int64_t k = 0; k < view->shown; k++)
		put_output_value(scene, tg_view_element(view, k));
}
