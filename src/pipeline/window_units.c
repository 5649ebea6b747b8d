/*
 * Which parts of input a window moves over, for a binary tensor that comes from a
 * pipe; and whether the result needs them in the order in which they come.
 */
#include "pipeline/window_units.h"

#include "gather/resolve.h"

/* Units of more bytes are not kept in memory; but see struct member cut. */
#define LONGEST_UNIT ((int64_t)4 << 20)

/* The number of dims that output and input begin with and go through together. */
static int
count_leading_dims(const struct tg_gather *gather)
{
	const struct tg_plan *plan = gather->plan;
	int n = 0;

	while (n < plan->output.ndim && n < gather->input->shape.ndim &&
		plan->axis[n].input == n)
		n++;
	return n;
}

/* The elements of a tensor at one position of its first dims. */
static int64_t
elements_behind(const struct tg_shape *shape, int dims)
{
	int64_t n = 1;

	for (int i = dims; i < shape->ndim; i++)
		n *= shape->size[i];
	return n;
}

/* The unit that the leading dims of output say for a block. */
static int64_t
unit_by_dims(const struct tg_source_window *s, int64_t block)
{
	const struct tg_shape *output = &s->gather->plan->output;
	const struct tg_shape *input = &s->gather->input->shape;
	int64_t left = block / s->blocks, units = 1, unit = 0;

	for (int i = s->lead - 1; i >= 0; i--) {
		unit += left % output->size[i] * units;
		units *= input->size[i];
		left /= output->size[i];
	}
	return unit;
}

int64_t
tg_window_unit(const struct tg_source_window *s, const struct tg_gather *gather,
	int64_t block)
{
	int64_t offset = 0;

	if (s->lead > 0)
		return unit_by_dims(s, block);
	/* it was resolved before */
	(void)tg_gather_resolve(gather, block, 1, &offset, NULL);
	return offset / s->unit;
}

/* Choose units that dims tell, which go together in input and output. */
static bool
choose_units_by_dims(struct tg_source_window *s)
{
	const struct tg_plan *plan = s->gather->plan;
	int64_t given;

	s->lead = count_leading_dims(s->gather);
	given = elements_behind(&plan->output, s->lead);
	s->unit = elements_behind(&s->gather->input->shape, s->lead);
	s->blocks = given / plan->block;
	return s->lead > 0 && s->unit > 0 && given % plan->block == 0 &&
		s->unit <= LONGEST_UNIT / tg_window_width(s);
}

/* Choose units among which the index picks: rows of dim 0, or elements. */
static bool
choose_units_by_index(struct tg_source_window *s)
{
	const struct tg_shape *input = &s->gather->input->shape;

	s->lead = 0;
	s->unit = s->gather->plan->component[0].dim < 0
		? 1
		: elements_behind(input, 1);
	s->cut = s->unit > LONGEST_UNIT / tg_window_width(s);
	return input->ndim > 0 && s->unit > 0 &&
		(!s->cut || s->gather->plan->block == s->unit);
}

bool
tg_window_choose_units(struct tg_source_window *s)
{
	return choose_units_by_dims(s) || choose_units_by_index(s);
}

bool
tg_window_read_indices(const struct tg_source_window *s,
	struct tg_gather *gather, struct tg_tensor *index, void *buffer,
	int64_t first, int64_t n, struct tg_err *err)
{
	const struct tg_bytes *bytes = s->index_bytes;
	const int64_t tuple = tg_window_tuple(s);
	const struct tg_tensor *whole = s->gather->index;

	if (bytes == NULL)
		return true;
	index->data = tg_bytes_part(bytes,
		(size_t)(whole->data - bytes->data) + (size_t)(first * tuple),
		(size_t)(n * tuple), buffer, err);
	gather->index = index;
	gather->index_origin = first * s->gather->plan->ncomponent;
	return index->data != NULL;
}

bool
tg_window_pick_in_order(const struct tg_source_window *s,
	const struct tg_gather *gather, int64_t first, int64_t n,
	int64_t *least)
{
	const int64_t end = first + n, block = gather->plan->block;
	int64_t offset[TG_BATCH];

	for (; first < end; first += TG_BATCH) {
		const size_t some = (size_t)tg_least(end - first, TG_BATCH);

		if (!tg_gather_resolve(gather, first, some, offset, NULL))
			return false;
		for (size_t i = 0; i < some; i++) {
			const int64_t unit = offset[i] / s->unit;

			if (offset[i] < 0 || unit < *least ||
				offset[i] % s->unit + block > s->unit)
				return false;
			*least = unit + s->cut;
		}
	}
	return true;
}

bool
tg_window_check_indices(const struct tg_source_window *s, struct tg_err *err)
{
	const bool in_parts = s->index_bytes != NULL;
	struct tg_tensor index = *s->gather->index;
	struct tg_gather part = *s->gather;
	const int64_t blocks = part.plan->blocks.n;
	const int64_t some = in_parts ? s->size / tg_window_tuple(s) : blocks;
	int64_t least = 0;

	if (!in_parts && !tg_gather_check(&part, err))
		return false;
	for (int64_t first = 0; first < blocks; first += some) {
		const int64_t n = tg_least(blocks - first, some);

		if (!tg_window_read_indices(
			    s, &part, &index, s->kept, first, n, err) ||
			(in_parts &&
				!tg_gather_check_part(&part, first, n, err)))
			return false;
		if (s->lead == 0 &&
			!tg_window_pick_in_order(s, &part, first, n, &least))
			return false;
	}
	return true;
}
