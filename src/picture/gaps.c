/*
 * What stands in the gaps of a pane, where rows, columns or slices are left
 * out: three dots and how many there are, in as many words as there is room
 * for. The title of each says which these are.
 */
#include "picture/gaps.h"

#include <inttypes.h>
#include <stdio.h>

#include "picture/layout.h"

/* The width of a character of these texts. */
#define WIDTH 6.65

/* What is left out of an axis right before k of those shown. */
struct gap {
	const struct tg_grid_axis *axis;
	int k;
	const char *noun; /* "row" */
	bool down;        /* written from top to bottom */
};

/* Dots and a number in words, so that it fits the room of a gap. */
static void
name_gap(char text[80], const struct gap *gap, int room)
{
	static const char *const forms[] = {
		"\u2026 %" PRId64 " %s%s",
		"\u2026 %" PRId64,
	};
	const int64_t n = tg_picture_left_out(gap->axis, gap->k);

	for (int i = 0; i < 2; i++) {
		const int len = snprintf(
			text, 80, forms[i], n, gap->noun, n == 1 ? "" : "s");

		/* the dots are one character of three bytes */
		if ((len - 2) * WIDTH <= room)
			return;
	}
}

static void
put_gap(struct tg_printed *to, const struct gap *gap, struct tg_corner at,
	int room)
{
	const struct tg_grid_axis *axis = gap->axis;
	const int64_t n = tg_picture_left_out(axis, gap->k);
	const int64_t first = gap->k > 0 ? axis->at[gap->k - 1] + 1 : 0;
	char text[80];

	if (n == 0)
		return;
	name_gap(text, gap, room);
	tg_print(to, "<text class=\"l\" x=\"%d\" y=\"%d\"", at.x, at.y);
	if (gap->down)
		tg_print(to, " transform=\"rotate(90 %d %d)\"", at.x, at.y);
	tg_print(to, "><title>%s%s %" PRId64, gap->noun, n == 1 ? "" : "s",
		first);
	if (n > 1)
		tg_print(to, " to %" PRId64, first + n - 1);
	tg_print(to, " of %" PRId64 " %s not shown</title>%s</text>\n",
		axis->size, n == 1 ? "is" : "are", text);
}

/*
 * How wide what is written in a gap between rows may be: it starts below the
 * first column, and must not reach into a gap between columns.
 */
static int
row_gap_room(const struct tg_scene *scene, int p, int k)
{
	const struct tg_grid_axis *cols = &scene->view.pane[p].cols[k];
	int n = 1, width;

	while (n < cols->n && tg_picture_left_out(cols, n) == 0)
		n++;
	width = n * (scene->cell_width + TG_CELL_GAP) - TG_CELL_GAP;
	if (n < cols->n)
		return width + TG_CELL_GAP;
	return tg_picture_left_out(cols, n) > 0
		? width + 2
		: tg_picture_slice_width(scene, p, k);
}

static void
put_row_gaps(const struct tg_scene *scene, int p, int k)
{
	const struct tg_pane *pane = &scene->view.pane[p];
	const struct tg_grid_axis *rows = &pane->rows[k];
	const int room = row_gap_room(scene, p, k);

	for (int i = 0; i <= rows->n; i++) {
		const struct gap gap = { .axis = rows,
			.k = i,
			.noun = pane->shape.ndim == 1 ? "element" : "row" };
		const struct tg_spot spot = { { k, i < rows->n ? i : i - 1,
			0 } };
		struct tg_corner at = tg_picture_corner(scene, p, &spot);

		at.x += 2;
		at.y += i < rows->n ? -10 : TG_CELL_HEIGHT + 14;
		put_gap(scene->to, &gap, at, room);
	}
}

static void
put_column_gaps(const struct tg_scene *scene, int p, int k)
{
	const struct tg_pane *pane = &scene->view.pane[p];
	const struct tg_grid_axis *cols = &pane->cols[k];

	for (int i = 0; i <= cols->n; i++) {
		const struct gap gap = { .axis = cols,
			.k = i,
			.noun = pane->shape.ndim == 1 ? "element" : "column",
			.down = true };
		const struct tg_spot spot = { { k, 0,
			i < cols->n ? i : i - 1 } };
		struct tg_corner at = tg_picture_corner(scene, p, &spot);

		at.y = scene->box[p].y + 2;
		/* letters that go down stand to the right of this point */
		at.x += i == cols->n ? scene->cell_width + 6
			: i > 0      ? -18
				     : -14;
		put_gap(scene->to, &gap, at, scene->box[p].height);
	}
}

static void
put_slice_gaps(const struct tg_scene *scene, int p)
{
	const struct tg_pane *pane = &scene->view.pane[p];
	const struct tg_box *box = &scene->box[p];
	const int n = pane->slices.n;

	for (int k = 0; k <= n; k++) {
		const struct gap gap = { .axis = &pane->slices,
			.k = k,
			.noun = "slice",
			.down = true };
		const int numbers = k == 0 || box->own_rows
			? tg_picture_room_beside(pane, k)
			: 0;
		struct tg_corner at = { box->x, box->y + 2 };

		at.x += k < n ? box->slice_x[k] - numbers - 12
			      : box->width - TG_SKIP + 8;
		put_gap(scene->to, &gap, at, box->height);
	}
}

void
tg_picture_gaps(struct tg_scene *scene, int p)
{
	const struct tg_pane *pane = &scene->view.pane[p];

	if (pane->shape.ndim > 2)
		put_slice_gaps(scene, p);
	for (int k = 0; k < pane->slices.n; k++) {
		put_row_gaps(scene, p, k);
		put_column_gaps(scene, p, k);
	}
}
