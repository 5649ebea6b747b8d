#include "picture/labels.h"

#include <inttypes.h>

#include "picture/hues.h"
#include "picture/layout.h"
#include "picture/svg.h"

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
	tg_svg_text_at(scene->to, dim >= 0 ? "x b" : "x k", x, y, text);
}

/* Three dots where places are left out: before number k, behind the last. */
static void
put_skips(struct tg_scene *scene, const struct tg_grid_axis *axis, int k,
	struct tg_corner before, struct tg_corner behind)
{
	if (k > 0 ? axis->at[k] > axis->at[k - 1] + 1 : axis->at[k] > 0)
		tg_svg_text_at(scene->to, "x k", before.x, before.y, "\u2026");
	if (k == axis->n - 1 && axis->at[k] + 1 < axis->size)
		tg_svg_text_at(scene->to, "x k", behind.x, behind.y, "\u2026");
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

void
tg_picture_numbers(struct tg_scene *scene, int p)
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

void
tg_picture_label(struct tg_scene *scene, int p)
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
