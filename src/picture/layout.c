/*
 * Where everything of a picture stands: how wide cells are, where panes begin
 * and how much room labels and numbers need. All of it is known before anything
 * is drawn, so that drawing only asks for corners.
 */
#include "picture/layout.h"

#include <inttypes.h>
#include <stdio.h>

enum {
	CELL_MIN = 52,
	SKIP = 18,       /* room for dots, where cells are left out */
	SLICE_GAP = 26,  /* between slices */
	BESIDE = 72,     /* between panes side by side */
	BELOW = 40,      /* between panes one below the other */
	CLOSE = 22,      /* the same where no lines lead between them */
	LABEL_LINES = 3, /* name and shape, directions, all slices */
};

const char *
tg_picture_shape(
	const struct tg_scene *scene, int p, char text[2 * TG_SHAPE_TEXT])
{
	const struct tg_shape *shape = &scene->view.pane[p].shape;
	const struct tg_shape *result = &scene->view.job->result;
	char as[TG_SHAPE_TEXT];

	tg_shape_text(text, shape);
	if (p == TG_PANE_OUTPUT && !tg_shape_equal(shape, result))
		snprintf(text + strlen(text), sizeof(as), " as %s",
			tg_shape_text(as, result));
	return text;
}

void
tg_picture_each_cell(struct tg_scene *scene, int p,
	void (*visit)(
		struct tg_scene *scene, int p, const struct tg_spot *spot))
{
	const struct tg_grid_axis *axis = scene->view.pane[p].axis;
	struct tg_spot spot;
	int *at = spot.at;

	for (at[0] = 0; at[0] < axis[0].n; at[0]++)
		for (at[1] = 0; at[1] < axis[1].n; at[1]++)
			for (at[2] = 0; at[2] < axis[2].n; at[2]++)
				visit(scene, p, &spot);
}

/* How often something is left out before k of those shown. */
static int
skips_before(const struct tg_grid_axis *axis, int k)
{
	int n = axis->n > 0 && axis->at[0] > 0;

	for (int i = 1; i <= k; i++)
		n += axis->at[i] != axis->at[i - 1] + 1;
	return n;
}

/* How far k of those shown is from the first; pitch is from one to the next. */
static int
offset_of(const struct tg_grid_axis *axis, int k, int pitch)
{
	return k * pitch + skips_before(axis, k) * SKIP;
}

/* The length of an axis of cells, with the dots that may follow the last. */
static int
axis_length(const struct tg_grid_axis *axis, int size, int gap)
{
	if (axis->n == 0)
		return size;
	return offset_of(axis, axis->n - 1, size + gap) + size +
		(axis->at[axis->n - 1] + 1 < axis->size ? SKIP : 0);
}

static int
slice_width(const struct tg_scene *scene, const struct tg_pane *pane)
{
	return axis_length(
		&pane->axis[TG_COLS], scene->cell_width, TG_CELL_GAP);
}

struct tg_corner
tg_picture_corner(
	const struct tg_scene *scene, int p, const struct tg_spot *spot)
{
	const struct tg_pane *pane = &scene->view.pane[p];
	const struct tg_box *box = &scene->box[p];

	return (struct tg_corner){
		box->x +
			offset_of(&pane->axis[TG_SLICES], spot->at[TG_SLICES],
				slice_width(scene, pane) + SLICE_GAP) +
			offset_of(&pane->axis[TG_COLS], spot->at[TG_COLS],
				scene->cell_width + TG_CELL_GAP),
		box->y +
			offset_of(&pane->axis[TG_ROWS], spot->at[TG_ROWS],
				TG_CELL_HEIGHT + TG_CELL_GAP),
	};
}

/* Digits of the largest number beside an axis. */
static int
count_digits(const struct tg_grid_axis *axis)
{
	return axis->n > 0
		? snprintf(NULL, 0, "%" PRId64, axis->at[axis->n - 1])
		: 1;
}

bool
tg_picture_is_turned(const struct tg_scene *scene, int p, int direction)
{
	return p == TG_PANE_OUTPUT && scene->wired &&
		direction == (scene->view.sideways ? TG_ROWS : TG_COLS);
}

/* Room for the numbers of rows, which stand beside the cells. */
static int
room_beside(const struct tg_pane *pane)
{
	return pane->shape.ndim > 1 || pane->upright ? 22 +
			(int)(TG_SMALL_WIDTH *
				count_digits(&pane->axis[TG_ROWS]))
						     : 0;
}

static int
room_left(const struct tg_scene *scene, int p)
{
	return tg_picture_is_turned(scene, p, TG_ROWS)
		? 0
		: room_beside(&scene->view.pane[p]);
}

/* Room for the numbers of columns and the names of slices, above or below. */
static int
room_across(const struct tg_pane *pane)
{
	return (pane->shape.ndim > 0 && !pane->upright ? 22 : 0) +
		(pane->shape.ndim > 2 ? 24 : 0);
}

static int
room_above(const struct tg_scene *scene, int p)
{
	const struct tg_pane *pane = &scene->view.pane[p];

	return tg_picture_is_turned(scene, p, TG_COLS) ? 0 : room_across(pane);
}

static int
label_width(const struct tg_scene *scene, int p)
{
	char text[2 * TG_SHAPE_TEXT];
	const int n = (int)strlen(tg_picture_shape(scene, p, text));
	const int wide = (int)(8.5 * (n + 7));

	return wide > 130 ? wide : 130;
}

static void
set_box_sizes(struct tg_scene *scene)
{
	for (int p = 0; p < TG_PANES; p++) {
		const struct tg_pane *pane = &scene->view.pane[p];

		scene->box[p].width = axis_length(&pane->axis[TG_SLICES],
			slice_width(scene, pane), SLICE_GAP);
		scene->box[p].height = axis_length(
			&pane->axis[TG_ROWS], TG_CELL_HEIGHT, TG_CELL_GAP);
	}
}

/* Set the panes one below the other, with their labels to the left. */
static void
set_below(struct tg_scene *scene, int top)
{
	int label = 0, left = 0, y = top;

	for (int p = 0; p < TG_PANES; p++) {
		tg_widen(&label, label_width(scene, p));
		tg_widen(&left, room_left(scene, p));
	}
	for (int p = 0; p < TG_PANES; p++) {
		struct tg_box *box = &scene->box[p];

		box->x = TG_MARGIN + label + left;
		box->y = y + room_above(scene, p);
		box->label_x = TG_MARGIN;
		box->label_y = box->y + 16;
		y = box->y +
			(box->height > LABEL_LINES * TG_LINE_HEIGHT
					? box->height
					: LABEL_LINES * TG_LINE_HEIGHT) +
			(p == TG_PANE_INDEX ? CLOSE : BELOW);
		tg_widen(&scene->width, box->x + box->width + TG_MARGIN);
	}
	scene->height = y - BELOW +
		(tg_picture_is_turned(scene, TG_PANE_OUTPUT, TG_COLS)
				? room_across(&scene->view.pane[TG_PANE_OUTPUT])
				: 0);
}

/* Set the panes side by side, rows aligned, with their labels above. */
static void
set_beside(struct tg_scene *scene, int top)
{
	int above = 0, x = TG_MARGIN;

	for (int p = 0; p < TG_PANES; p++)
		tg_widen(&above, room_above(scene, p));
	for (int p = 0; p < TG_PANES; p++) {
		struct tg_box *box = &scene->box[p];
		const int left = room_left(scene, p);
		const int label = label_width(scene, p);

		box->x = x + left;
		box->y = top + LABEL_LINES * TG_LINE_HEIGHT + above;
		box->label_x = x;
		box->label_y = top + 16;
		tg_widen(&scene->height, box->y + box->height);
		x = box->x +
			(box->width > label - left ? box->width
						   : label - left) +
			BESIDE;
	}
	x += room_beside(&scene->view.pane[TG_PANE_OUTPUT]);
	tg_widen(&scene->width, x - BESIDE + TG_MARGIN);
}

/* Cells are as wide as the longest of what stands in or above one. */
static int
fit_cell_width(const struct tg_scene *scene)
{
	const struct tg_view *view = &scene->view;
	int width = CELL_MIN;

	for (int p = 0; p < TG_PANES; p++)
		tg_widen(&width,
			(int)(TG_SMALL_WIDTH *
				count_digits(&view->pane[p].axis[TG_COLS])) +
				8);
	tg_widen(&width, (int)(TG_TEXT_WIDTH * scene->value_columns) + 12);
	tg_widen(&width, (int)(TG_TINY_WIDTH * scene->source_columns) + 10);
	return width;
}

void
tg_picture_lay_out(struct tg_scene *scene, int top)
{
	scene->cell_width = fit_cell_width(scene);
	set_box_sizes(scene);
	if (scene->view.sideways)
		set_beside(scene, top);
	else
		set_below(scene, top);
}
