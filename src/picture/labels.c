/*
 * What stands beside the cells of a pane: its name and shape, the numbers of
 * rows and columns, the names of slices, and dots where some are left out. The
 * numbers along the dim that index picks from have the hue of their place, so
 * that a reader finds what an index means.
 */
#include "picture/labels.h"

#include <inttypes.h>
#include <stdio.h>

#include "picture/hues.h"
#include "picture/layout.h"
#include "picture/svg.h"

/* The arrows of directions. */
#define DOWN  "\u2193"
#define RIGHT "\u2192"

/* The dim that index picks along, if it goes in a direction; else -1. */
static int
picked_dim_towards(const struct tg_scene *scene, int p, int direction)
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

/*
 * The hue of the numbers of a direction: of a place along the dim that index
 * picks from, if it is picked, else TG_HUE_NONE. The place is that of a spot.
 */
static int
number_hue(const struct tg_scene *scene, int p, int direction,
	const struct tg_spot *spot)
{
	const struct tg_pane *pane = &scene->view.pane[p];
	const int dim = picked_dim_towards(scene, p, direction);
	int64_t at[TG_MAX_NDIM];

	if (dim < 0)
		return TG_HUE_NONE;
	tg_pane_coordinates(pane, spot, at);
	return tg_picture_hue_of(scene, at[dim]);
}

/* A number centred at a corner; with a hue it stands in a box. */
static void
put_number(
	struct tg_printed *to, int hue, struct tg_corner at, const char *text)
{
	const int width = tg_picture_number_width(text);

	if (hue != TG_HUE_NONE)
		tg_print(to,
			"<rect class=\"o h%d\" x=\"%d\" y=\"%d\" width=\"%d\" "
			"height=\"20\" rx=\"10\"/>\n",
			hue, at.x - width / 2, at.y - 14, width);
	tg_svg_text_at(
		to, hue != TG_HUE_NONE ? "x b" : "x k", at.x, at.y, text);
}

static void
put_slice_name(struct tg_scene *scene, int p, const struct tg_spot *spot)
{
	const struct tg_box *box = &scene->box[p];
	const int x = box->x + box->slice_x[spot->at[TG_SLICES]];
	const int y = tg_picture_is_turned(scene, p, TG_COLS)
		? box->y + box->height + 38
		: box->y - 31;
	char text[TG_SHAPE_TEXT];

	tg_picture_slice_name(&scene->view.pane[p], spot->at[TG_SLICES], text);
	put_number(scene->to, number_hue(scene, p, TG_SLICES, spot),
		(struct tg_corner){ x + tg_picture_number_width(text) / 2, y },
		text);
}

static void
put_column_number(struct tg_scene *scene, int p, const struct tg_spot *spot)
{
	const struct tg_pane *pane = &scene->view.pane[p];
	const struct tg_corner at = tg_picture_corner(scene, p, spot);
	const struct tg_box *box = &scene->box[p];
	const int y = tg_picture_is_turned(scene, p, TG_COLS)
		? box->y + box->height + 16
		: box->y - 9;
	char text[24];

	snprintf(text, sizeof(text), "%" PRId64,
		pane->cols[spot->at[TG_SLICES]].at[spot->at[TG_COLS]]);
	put_number(scene->to, number_hue(scene, p, TG_COLS, spot),
		(struct tg_corner){ at.x + scene->cell_width / 2, y }, text);
}

static void
put_row_number(struct tg_scene *scene, int p, const struct tg_spot *spot)
{
	const struct tg_pane *pane = &scene->view.pane[p];
	const int k = spot->at[TG_SLICES];
	const int y = tg_picture_corner(scene, p, spot).y;
	char text[24];
	const int n = snprintf(text, sizeof(text), "%" PRId64,
		pane->rows[k].at[spot->at[TG_ROWS]]);
	const struct tg_box *box = &scene->box[p];
	const int half = 15 + (int)(TG_SMALL_WIDTH * n) / 2;
	const int x = tg_picture_is_turned(scene, p, TG_ROWS)
		? box->x + box->width + half
		: box->x + box->slice_x[k] - half;

	put_number(scene->to, number_hue(scene, p, TG_ROWS, spot),
		(struct tg_corner){ x, y + 24 }, text);
}

void
tg_picture_numbers(struct tg_scene *scene, int p)
{
	const struct tg_pane *pane = &scene->view.pane[p];
	struct tg_spot spot = { { 0 } };
	int *at = spot.at;

	for (; at[TG_SLICES] < pane->slices.n; at[TG_SLICES]++) {
		const int k = at[TG_SLICES];

		at[TG_ROWS] = at[TG_COLS] = 0;
		if (pane->shape.ndim > 2)
			put_slice_name(scene, p, &spot);
		if (pane->shape.ndim > 0 && !pane->upright)
			for (; at[TG_COLS] < pane->cols[k].n; at[TG_COLS]++)
				put_column_number(scene, p, &spot);
		at[TG_COLS] = 0;
		if ((k == 0 || scene->box[p].own_rows) &&
			(pane->upright || pane->shape.ndim > 1))
			for (; at[TG_ROWS] < pane->rows[k].n; at[TG_ROWS]++)
				put_row_number(scene, p, &spot);
	}
}

/* Which way the dims go, as "dim 0" and an arrow; leading dims make slices. */
static void
put_directions(struct tg_scene *scene, int p, int x, int y)
{
	const struct tg_pane *pane = &scene->view.pane[p];
	const int n = pane->shape.ndim;
	struct tg_printed *to = scene->to;

	tg_print(to, "<text class=\"d k\" x=\"%d\" y=\"%d\">", x, y);
	for (int i = n > 2 ? n - 2 : 0; i < n; i++) {
		const int direction = tg_pane_direction(pane, i);
		const bool picked =
			picked_dim_towards(scene, p, direction) == i;

		tg_print(to, "%s%sdim %d %s%s", i > n - 2 && i > 0 ? "  " : "",
			picked ? "<tspan class=\"b\">" : "", i,
			direction == TG_ROWS ? DOWN : RIGHT,
			picked ? "</tspan>" : "");
	}
	tg_print_text(to, "</text>\n");
	if (n > 2) /* %.0d prints nothing for 0 */
		tg_print(to,
			"<text class=\"d k\" x=\"%d\" y=\"%d\">slices: dim%s "
			"0%s%.0d</text>\n",
			x, y + TG_LINE_HEIGHT, n > 3 ? "s" : "",
			n > 3 ? " to " : "", n > 3 ? n - 3 : 0);
}

void
tg_picture_label(struct tg_scene *scene, int p)
{
	const struct tg_pane *pane = &scene->view.pane[p];
	const struct tg_box *box = &scene->box[p];
	char text[2 * TG_SHAPE_TEXT];

	tg_print(scene->to,
		"<text class=\"n k\" x=\"%d\" y=\"%d\"><tspan class=\"b\">%s"
		"</tspan> %s</text>\n",
		box->label_x, box->label_y, pane->name,
		tg_picture_shape(scene, p, text));
	if (pane->shape.ndim > 0)
		put_directions(
			scene, p, box->label_x, box->label_y + TG_LINE_HEIGHT);
}
