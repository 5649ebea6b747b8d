/*
 * Which slices of the three tensors the grids show. A grid has two directions,
 * so at most two dims of a tensor can be shown; they are chosen by what moves
 * together, so that a person can follow a number from index to input and to
 * output.
 */
#include "explain/slice.h"

#include <inttypes.h>
#include <stdio.h>

/* The slots whose dims are shown whole; each other is held at one place. */
struct moving {
	const struct tg_slot *slot[4];
	int n;
};

static void
add_moving(struct moving *moving, const struct tg_slot *slot)
{
	if (slot != NULL)
		moving->slot[moving->n++] = slot;
}

static bool
is_moving(const struct moving *moving, const struct tg_slot *slot)
{
	for (int i = 0; i < moving->n; i++)
		if (moving->slot[i] == slot)
			return true;
	return false;
}

/* A dim that input has, alone or together with index. */
static bool
is_of_input(const struct tg_slot *slot)
{
	return !slot->picked && !slot->tuple && slot->input >= 0;
}

/* A dim that index has alone. */
static bool
is_of_index(const struct tg_slot *slot)
{
	return !slot->picked && !slot->tuple && slot->input < 0;
}

static bool
is_picked(const struct tg_slot *slot)
{
	return slot->picked;
}

static bool
is_tuple(const struct tg_slot *slot)
{
	return slot->tuple;
}

/* The last slot of a kind that is not among those moving. */
static const struct tg_slot *
last_slot(const struct tg_subscripts *subscripts, const struct moving *moving,
	bool (*is)(const struct tg_slot *slot))
{
	for (int i = subscripts->nslot - 1; i >= 0; i--)
		if (is(&subscripts->slot[i]) &&
			!is_moving(moving, &subscripts->slot[i]))
			return &subscripts->slot[i];
	return NULL;
}

/* Choose at most two dims of each tensor, those picked along first. */
static struct moving
choose_moving(const struct tg_subscripts *subscripts, int ncomponent)
{
	struct moving moving = { 0 };

	add_moving(&moving, last_slot(subscripts, &moving, is_picked));
	if (ncomponent > 1)
		add_moving(&moving, last_slot(subscripts, &moving, is_picked));
	else if (!subscripts->op->flat)
		add_moving(
			&moving, last_slot(subscripts, &moving, is_of_input));
	else
		add_moving(
			&moving, last_slot(subscripts, &moving, is_of_index));
	add_moving(&moving, last_slot(subscripts, &moving, is_of_index));
	add_moving(&moving, last_slot(subscripts, &moving, is_tuple));
	return moving;
}

static int
dim_in(const struct tg_slot *slot, int which)
{
	return which == TG_SLICE_INPUT    ? slot->input
		: which == TG_SLICE_INDEX ? slot->index
					  : slot->output;
}

/* The last two moving dims of a tensor; a single one goes to the right. */
static void
choose_dims(struct tg_slice *slice, const struct moving *moving, int which)
{
	slice->row = slice->col = -1;
	for (int i = 0; i < moving->n; i++) {
		int dim = dim_in(moving->slot[i], which);

		if (dim < 0 || dim >= slice->shape.ndim)
			continue;
		if (dim > slice->col) {
			slice->row = slice->col;
			slice->col = dim;
		} else if (dim > slice->row) {
			slice->row = dim;
		}
	}
}

static const struct tg_slot *
moving_slot(const struct moving *moving, int which, int dim)
{
	for (int i = 0; i < moving->n; i++)
		if (dim >= 0 && dim_in(moving->slot[i], which) == dim)
			return moving->slot[i];
	return NULL;
}

/* Let a single dim go down where its slot goes down in another grid. */
static void
align_direction(struct tg_slice *slices, const struct moving *moving, int which)
{
	struct tg_slice *slice = &slices[which];
	const struct tg_slot *slot = moving_slot(moving, which, slice->col);

	if (slice->row >= 0 || slot == NULL)
		return;
	for (int i = 0; i < 3; i++)
		if (i != which &&
			moving_slot(moving, i, slices[i].row) == slot) {
			slice->row = slice->col;
			slice->col = -1;
			return;
		}
}

/* Show flat input whole, as rows of its last dim. */
static void
show_as_rows(struct tg_slice *slice)
{
	struct tg_shape *shape = &slice->shape;
	int64_t rows = 1;

	for (int i = 0; i < shape->ndim - 1; i++)
		rows *= shape->size[i];
	slice->row = slice->col = -1;
	if (shape->ndim == 0)
		return;
	slice->col = 0;
	if (shape->ndim == 1)
		return;
	shape->size[1] = shape->size[shape->ndim - 1];
	shape->size[0] = rows;
	shape->ndim = 2;
	slice->row = 0;
	slice->col = 1;
}

void
tg_slice_choose(struct tg_slice slice[3],
	const struct tg_subscripts *subscripts, const struct tg_gather *g,
	const struct tg_trace *first)
{
	const struct moving moving =
		choose_moving(subscripts, g->plan->ncomponent);

	slice[TG_SLICE_INPUT] = (struct tg_slice){ .at = first->input,
		.shape = g->input->shape };
	slice[TG_SLICE_INDEX] = (struct tg_slice){ .at = first->index,
		.shape = g->index->shape };
	slice[TG_SLICE_OUTPUT] = (struct tg_slice){ .at = first->output,
		.shape = g->plan->output };
	for (int i = 0; i < 3; i++)
		choose_dims(&slice[i], &moving, i);
	if (subscripts->op->flat)
		show_as_rows(&slice[TG_SLICE_INPUT]);
	for (int i = 0; i < 3; i++)
		align_direction(slice, &moving, i);
}

const char *
tg_slice_title(char text[TG_SLICE_TITLE], const struct tg_slice *slice,
	const char *name)
{
	size_t n = (size_t)snprintf(text, TG_SLICE_TITLE, "%s", name);
	bool whole = true;

	for (int i = 0; i < slice->shape.ndim; i++)
		whole = whole && (i == slice->row || i == slice->col);
	for (int i = 0; !whole && i < slice->shape.ndim; i++) {
		if (n >= TG_SLICE_TITLE)
			return text;
		if (i == slice->row || i == slice->col)
			n += (size_t)snprintf(
				text + n, TG_SLICE_TITLE - n, "[:]");
		else
			n += (size_t)snprintf(text + n, TG_SLICE_TITLE - n,
				"[%" PRId64 "]", slice->at[i]);
	}
	return text;
}

int64_t
tg_slice_element(const struct tg_slice *slice, int64_t row, int64_t col)
{
	int64_t element = 0;

	for (int i = 0; i < slice->shape.ndim; i++)
		element = element * slice->shape.size[i] +
			(i == slice->row                  ? row
					: i == slice->col ? col
							  : slice->at[i]);
	return element;
}

bool
tg_slice_cell(const struct tg_slice *slice, const int64_t *at, int64_t *row,
	int64_t *col)
{
	*row = slice->row >= 0 ? at[slice->row] : 0;
	*col = slice->col >= 0 ? at[slice->col] : 0;
	for (int i = 0; i < slice->shape.ndim; i++)
		if (i != slice->row && i != slice->col && at[i] != slice->at[i])
			return false;
	return true;
}
