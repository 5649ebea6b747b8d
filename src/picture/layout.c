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
	SOURCE_COLUMNS = 14, /* of the longest coordinates below a value */
	SLICE_GAP = 26,      /* between slices */
	BESIDE = 72,         /* between panes side by side */
	BELOW = 40,          /* between panes one below the other */
	CLOSE = 22,          /* the same where no lines lead between them */
	LABEL_LINES = 3,     /* name and shape, directions, all slices */
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

const char *
tg_picture_source(
	char text[TG_SHAPE_TEXT], const struct tg_trace *trace, int ndim)
{
	char whole[TG_SHAPE_TEXT];
	const char *rest = tg_trace_coordinates(whole, trace->input, ndim);

	if (strlen(rest) <= SOURCE_COLUMNS)
		return strcpy(text, rest);
	while (rest != NULL && strlen(rest) >= SOURCE_COLUMNS)
		rest = strchr(rest + 1, '[');
	snprintf(text, TG_SHAPE_TEXT, "\u2026%s", rest != NULL ? rest : "");
	return text;
}

void
tg_picture_each_cell(struct tg_scene *scene, int p,
	void (*visit)(
		struct tg_scene *scene, int p, const struct tg_spot *spot))
{
	const struct tg_pane *pane = &scene->view.pane[p];
	struct tg_spot spot;
	int *at = spot.at;

	for (at[0] = 0; at[0] < pane->slices.n; at[0]++)
		for (at[1] = 0; at[1] < pane->rows[at[0]].n; at[1]++)
			for (at[2] = 0; at[2] < pane->cols[at[0]].n; at[2]++)
				visit(scene, p, &spot);
}

int64_t
tg_picture_left_out(const struct tg_grid_axis *axis, int k)
{
	const int64_t before = k > 0 ? axis->at[k - 1] : -1;

	return (k < axis->n ? axis->at[k] : axis->size) - before - 1;
}

/* Room for dots right before k of those shown, or after the last. */
static int
skip_at(const struct tg_grid_axis *axis, int k)
{
	return tg_picture_left_out(axis, k) > 0 ? TG_SKIP : 0;
}

/* How far k of those shown is from the first; pitch is from one to the next. */
static int
offset_of(const struct tg_grid_axis *axis, int k, int pitch)
{
	int offset = k * pitch;

	for (int i = 0; i <= k; i++)
		offset += skip_at(axis, i);
	return offset;
}

/* The length of an axis of cells, with the dots that may follow the last. */
static int
axis_length(const struct tg_grid_axis *axis, int size)
{
	if (axis->n == 0)
		return size;
	return offset_of(axis, axis->n - 1, size + TG_CELL_GAP) + size +
		skip_at(axis, axis->n);
}

int
tg_picture_number_width(const char *text)
{
	return (int)(TG_SMALL_WIDTH * (int)strlen(text)) + 14;
}

const char *
tg_picture_slice_name(
	const struct tg_pane *pane, int k, char text[TG_SHAPE_TEXT])
{
	struct tg_spot spot = { { k } };
	int64_t at[TG_MAX_NDIM];

	tg_pane_coordinates(pane, &spot, at);
	return tg_trace_coordinates(text, at, pane->shape.ndim - 2);
}

int
tg_picture_slice_width(const struct tg_scene *scene, int p, int k)
{
	const struct tg_pane *pane = &scene->view.pane[p];
	char text[TG_SHAPE_TEXT];
	int width = axis_length(&pane->cols[k], scene->cell_width);

	if (pane->shape.ndim > 2 && pane->rows[k].n > 0 && pane->cols[k].n > 0)
		tg_widen(&width,
			tg_picture_number_width(
				tg_picture_slice_name(pane, k, text)));
	return width;
}

struct tg_corner
tg_picture_corner(
	const struct tg_scene *scene, int p, const struct tg_spot *spot)
{
	const struct tg_pane *pane = &scene->view.pane[p];
	const struct tg_box *box = &scene->box[p];
	const int k = spot->at[TG_SLICES];

	return (struct tg_corner){
		box->x + box->slice_x[k] +
			offset_of(&pane->cols[k], spot->at[TG_COLS],
				scene->cell_width + TG_CELL_GAP),
		box->y +
			offset_of(&pane->rows[k], spot->at[TG_ROWS],
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

int
tg_picture_room_beside(const struct tg_pane *pane, int k)
{
	return pane->slices.n > k && (pane->shape.ndim > 1 || pane->upright)
		? 22 + (int)(TG_SMALL_WIDTH * count_digits(&pane->rows[k]))
		: 0;
}

static int
room_left(const struct tg_scene *scene, int p)
{
	return tg_picture_is_turned(scene, p, TG_ROWS)
		? 0
		: tg_picture_room_beside(&scene->view.pane[p], 0) +
			skip_at(&scene->view.pane[p].slices, 0);
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

/* True if not all slices show the same rows. */
static bool
has_own_rows(const struct tg_pane *pane)
{
	const struct tg_grid_axis *rows = pane->rows;

	for (int k = 1; k < pane->slices.n; k++)
		if (rows[k].n != rows[0].n ||
			memcmp(rows[k].at, rows[0].at,
				(size_t)rows[0].n * sizeof(rows[0].at[0])) != 0)
			return true;
	return false;
}

static void
set_box_size(struct tg_scene *scene, int p)
{
	const struct tg_pane *pane = &scene->view.pane[p];
	struct tg_box *box = &scene->box[p];
	int x = 0;

	box->own_rows = has_own_rows(pane);
	box->height = TG_CELL_HEIGHT;
	for (int k = 0; k < pane->slices.n; k++) {
		if (k > 0)
			x += SLICE_GAP + skip_at(&pane->slices, k) +
				(box->own_rows ? tg_picture_room_beside(pane, k)
					       : 0);
		box->slice_x[k] = x;
		x += tg_picture_slice_width(scene, p, k);
		tg_widen(&box->height,
			axis_length(&pane->rows[k], TG_CELL_HEIGHT));
	}
	if (pane->slices.n > 0)
		x += skip_at(&pane->slices, pane->slices.n);
	box->width = x > 0 ? x : scene->cell_width;
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
	x += tg_picture_room_beside(&scene->view.pane[TG_PANE_OUTPUT], 0);
	tg_widen(&scene->width, x - BESIDE + TG_MARGIN);
}

/* Cells are as wide as the longest of what stands in or above one. */
static int
fit_cell_width(const struct tg_scene *scene)
{
	const struct tg_view *view = &scene->view;
	int width = CELL_MIN;

	for (int p = 0; p < TG_PANES; p++)
		for (int k = 0; k < view->pane[p].slices.n; k++)
			tg_widen(&width,
				(int)(TG_SMALL_WIDTH *
					count_digits(&view->pane[p].cols[k])) +
					8);
	tg_widen(&width, scene->value_width + 12);
	tg_widen(&width, (int)(TG_TINY_WIDTH * scene->source_columns) + 10);
	return width;
}

void
tg_picture_lay_out(struct tg_scene *scene, int top)
{
	scene->cell_width = fit_cell_width(scene);
	for (int p = 0; p < TG_PANES; p++)
		set_box_size(scene, p);
	if (scene->view.sideways)
		set_beside(scene, top);
	else
		set_below(scene, top);
}
