/*
 * The cells of the three panes, and what leads from one to the other: lines
 * where there are few, and frames that appear under the pointer. Each cell of
 * output is one group with a title, so that a browser shows where it is from.
 */
#include "picture/draw.h"

#include <stdio.h>

#include "base/text_width.h"
#include "explain/element.h"
#include "explain/trace_lines.h"
#include "picture/gaps.h"
#include "picture/hues.h"
#include "picture/labels.h"
#include "picture/layout.h"
#include "picture/svg.h"
#include "picture/value.h"
#include "picture/wires.h"

/*
 * The longest titles, in columns and in bytes: a picture has some hundred. Only
 * coordinates in very many dims and texts of odd characters are longer.
 */
enum {
	ELEMENT_COLUMNS = 160,
	ELEMENT_BYTES = 240,
	CELL_COLUMNS = 80,
	CELL_BYTES = 120,
	VALUE_COLUMNS = 40, /* of the value in the title of a cell */
};

static void
put_cell_box(const struct tg_scene *scene, const char *class, int hue,
	struct tg_corner at)
{
	tg_print(scene->to, "<rect class=\"%s", class);
	if (hue != TG_HUE_NONE)
		tg_print(scene->to, " h%d", hue);
	tg_print(scene->to,
		"\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" "
		"rx=\"5\"/>\n",
		at.x, at.y, scene->cell_width, TG_CELL_HEIGHT);
}

/* A frame around the cells from one to another of the same row. */
static void
put_frame(const struct tg_scene *scene, struct tg_corner first,
	struct tg_corner last)
{
	tg_print(scene->to,
		"<rect class=\"r\" x=\"%d\" y=\"%d\" width=\"%d\" "
		"height=\"%d\" rx=\"9\"/>\n",
		first.x - 4, first.y - 4,
		last.x - first.x + scene->cell_width + 8, TG_CELL_HEIGHT + 8);
}

/* The title of an element: its line of an explanation. */
static void
put_element_title(const struct tg_scene *scene, int64_t element)
{
	struct tg_page page = { .width = 80 };
	struct tg_explanation explain = *scene->explain;
	char cut[ELEMENT_BYTES];

	explain.page = &page;
	tg_explain_trace(&explain, element);
	if (page.to.failed) {
		scene->to->failed = true;
	} else {
		const char *text = page.to.text + strspn(page.to.text, " ");

		tg_text_width_cut(cut, sizeof(cut), text, strcspn(text, "\n"),
			ELEMENT_COLUMNS);
		tg_print_text(scene->to, "<title>");
		tg_svg_text(scene->to, cut);
		tg_print_text(scene->to, "</title>\n");
	}
	tg_page_free(&page);
}

/* A frame around the number, or the tuple, that an element of output needs. */
static void
put_index_frame(const struct tg_scene *scene, const struct tg_trace *trace)
{
	const struct tg_view *view = &scene->view;
	const struct tg_pane *index = &view->pane[TG_PANE_INDEX];
	struct tg_corner first = { 0 }, last = { 0 };
	struct tg_spot spot;
	int64_t at[TG_MAX_NDIM];

	for (int i = 0; i < trace->nstep; i++) {
		tg_view_index(view, trace, i, at);
		if (!tg_pane_spot(index, at, &spot))
			break;
		last = tg_picture_corner(scene, TG_PANE_INDEX, &spot);
		if (i == 0)
			first = last;
	}
	put_frame(scene, first, last);
}

/*
 * A cell of output, and frames around the cells of index and input that it
 * needs; these frames show while the pointer is over the cell.
 */
static void
put_output_cell(const struct tg_scene *scene, int64_t element)
{
	struct tg_trace trace;
	struct tg_wire wire;

	tg_trace_follow(&scene->view.job->gather, element, &trace);
	wire = tg_picture_wire(scene, &trace);
	tg_print(scene->to, "<g class=\"p h%d\" tabindex=\"0\">",
		tg_picture_hue(scene, &trace));
	put_element_title(scene, element);
	if (trace.state == TG_PLACE_INSIDE) {
		if (scene->wired)
			tg_picture_draw_wire(scene, element);
		put_frame(scene, wire.from, wire.from);
	}
	put_index_frame(scene, &trace);
	put_frame(scene, wire.to, wire.to);
	put_cell_box(scene, "o", TG_HUE_NONE, wire.to);
	tg_print_text(scene->to, "</g>\n");
}

/* The text of a value at a point: a long one in smaller print. */
static void
put_value(const struct tg_scene *scene, const char *class, struct tg_corner at,
	const char *text)
{
	char both[8];

	snprintf(both, sizeof(both), "%s%s", class,
		tg_picture_is_long(text) ? " t" : "");
	tg_svg_text_at(scene->to, both, at.x, at.y, text);
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
	if (!tg_picture_value(text, gather->input,
		    trace.state == TG_PLACE_FILLED
			    ? gather->fill
			    : tg_trace_source(gather, &trace)))
		scene->to->failed = true;
	if (trace.state == TG_PLACE_INSIDE)
		tg_picture_source(source, &trace, gather->input->shape.ndim);
	put_value(scene, "v", (struct tg_corner){ x, at.y + 20 }, text);
	tg_svg_text_at(scene->to, "s", x, at.y + 34, source);
}

/* The title of a cell of index or input: "input[1][0] = 7". */
static void
put_cell_title(struct tg_scene *scene, const struct tg_pane *pane,
	const int64_t at[TG_MAX_NDIM])
{
	char value[TG_ELEMENT_TEXT], coordinates[TG_SHAPE_TEXT];
	char text[TG_SHAPE_TEXT + TG_ELEMENT_TEXT + 20], cut[CELL_BYTES];

	if (!tg_element_text(value, pane->tensor,
		    tg_tensor_at(pane->tensor, at), VALUE_COLUMNS))
		scene->to->failed = true;
	tg_trace_coordinates(coordinates, at, pane->shape.ndim);
	snprintf(text, sizeof(text), "%s%s = %s", pane->name, coordinates,
		value);
	tg_text_width_cut(cut, sizeof(cut), text, strlen(text), CELL_COLUMNS);
	tg_print_text(scene->to, "<title>");
	tg_svg_text(scene->to, cut);
	tg_print_text(scene->to, "</title>\n");
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
	if (!tg_picture_value(text, pane->tensor,
		    tg_tensor_at(pane->tensor, coordinates)))
		scene->to->failed = true;
	tg_print_text(scene->to, "<g>");
	put_cell_title(scene, pane, coordinates);
	put_cell_box(scene, hue == TG_HUE_NONE ? "u" : "o", hue, at);
	put_value(scene, hue == TG_HUE_NONE ? "v g" : "v",
		(struct tg_corner){ at.x + scene->cell_width / 2, at.y + 25 },
		text);
	tg_print_text(scene->to, "</g>\n");
}

static bool
shows_no_cells(const struct tg_pane *pane)
{
	for (int k = 0; k < pane->slices.n; k++)
		if (pane->rows[k].n > 0 && pane->cols[k].n > 0)
			return false;
	return true;
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
		if (!shows_no_cells(&view->pane[p])) {
			tg_picture_numbers(scene, p);
			tg_picture_gaps(scene, p);
		}
	tg_picture_each_cell(scene, TG_PANE_INDEX, put_operand_cell);
	tg_picture_each_cell(scene, TG_PANE_INPUT, put_operand_cell);
	for (int64_t k = 0; k < view->shown; k++)
		put_output_value(scene, tg_view_element(view, k));
}
