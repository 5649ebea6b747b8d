/*
 * Streams a binary tensor that comes from a pipe: reads it once, from its first
 * element to its last one, and keeps no more of it than a piece needs. That it
 * was as long as its head says is known only at the end, where the reader of its
 * format words what is wrong.
 */
#include "pipeline/source_window.h"

#include <stdlib.h>
#include <string.h>

#include "base/threads.h"
#include "gather/resolve.h"

/* Units of more bytes are not kept in memory; but see struct member cut. */
#define LONGEST_UNIT ((int64_t)4 << 20)

static int64_t
smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t
width_of(const struct tg_source_window *s)
{
	return s->gather->input->dtype.size;
}

/* --- units ------------------------------------------------------------------ */

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

/* The unit that a block needs. Blocks in their order need units in theirs. */
static int64_t
unit_of_block(const struct tg_source_window *s, int64_t block)
{
	int64_t offset = 0;

	if (s->lead > 0)
		return unit_by_dims(s, block);
	/* it was resolved before */
	(void)tg_gather_resolve(s->gather, block, 1, &offset, NULL);
	return offset / s->unit;
}

/*
 * True if the index picks units in ascending order, and each block lies in one
 * unit. A unit that is cut can be picked only once.
 */
static bool
index_picks_in_order(const struct tg_source_window *s)
{
	const struct tg_plan *plan = s->gather->plan;
	int64_t offset[TG_BATCH], least = 0;

	for (int64_t first = 0; first < plan->blocks.n; first += TG_BATCH) {
		const size_t n =
			(size_t)smaller(plan->blocks.n - first, TG_BATCH);

		if (!tg_gather_resolve(s->gather, first, n, offset, NULL))
			return false;
		for (size_t i = 0; i < n; i++) {
			const int64_t unit = offset[i] / s->unit;

			if (offset[i] < 0 || unit < least ||
				offset[i] % s->unit + plan->block > s->unit)
				return false;
			least = unit + s->cut;
		}
	}
	return true;
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
		s->unit <= LONGEST_UNIT / width_of(s);
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
	s->cut = s->unit > LONGEST_UNIT / width_of(s);
	return input->ndim > 0 && s->unit > 0 &&
		(!s->cut || s->gather->plan->block == s->unit) &&
		index_picks_in_order(s);
}

/* How much a window and a piece have. */
static void
choose_sizes(struct tg_source_window *s)
{
	const int64_t piece = tg_threads_piece(), width = width_of(s);

	s->size = piece;
	if (s->size < (s->cut ? 1 : s->unit) * width)
		s->size = (s->cut ? 1 : s->unit) * width;
	s->most = (s->cut ? s->size : piece) / width;
	s->source.alone = s->size > TG_PIECE_MAX;
}

/* --- reading ---------------------------------------------------------------- */

/*
 * Read the next n bytes. False at the end, and after an error. At the end the
 * error is empty.
 */
static bool
read_next(struct tg_source_window *s, unsigned char *to, int64_t n,
	struct tg_err *err)
{
	while (n > 0 && !s->ended) {
		ptrdiff_t some;

		if (s->at < s->bytes->len) {
			some = (ptrdiff_t)smaller(
				n, (int64_t)(s->bytes->len - s->at));
			memcpy(to, s->bytes->data + s->at, (size_t)some);
		} else {
			some = tg_bytes_read_on(s->bytes, to, (size_t)n, err);
		}
		if (some < 0)
			return false;
		s->ended = some == 0;
		s->at += (uint64_t)some;
		to += some;
		n -= some;
	}
	return n == 0;
}

/* Pass over all bytes before offset end. As read_next. */
static bool
skip_to(struct tg_source_window *s, uint64_t end, struct tg_err *err)
{
	while (s->at < end) {
		const uint64_t left = end - s->at;

		if (!read_next(s, s->kept,
			    left < (uint64_t)s->size ? (int64_t)left : s->size,
			    err))
			return false;
	}
	return true;
}

/*
 * Let the window have elements first .. end-1 of input: what was kept of the
 * former one, and what comes next.
 */
static bool
move_window(struct tg_source_window *s, unsigned char *window, int64_t first,
	int64_t end, struct tg_err *err)
{
	const int64_t width = width_of(s);
	const uint64_t from = s->begin + (uint64_t)(first * width);
	int64_t n = 0;

	if (from < s->at && s->nkept > 0) {
		n = (int64_t)(s->at - from);
		memcpy(window, s->kept + s->nkept - n, (size_t)n);
	}
	s->nkept = 0;
	return skip_to(s, from, err) &&
		read_next(s, window + n, (end - first) * width - n, err);
}

/* The unit is needed once more: keep it, where a window ends with it. */
static void
keep_unit(struct tg_source_window *s, const unsigned char *window, int64_t n)
{
	s->nkept = s->unit * width_of(s);
	memcpy(s->kept, window + (n - 1) * s->nkept, (size_t)s->nkept);
}

/* --- pieces ----------------------------------------------------------------- */

/* How many units a piece may have, from that one on. */
static int64_t
units_in_window(const struct tg_source_window *s, int64_t unit)
{
	const int64_t bytes = s->unit * width_of(s);
	const uint64_t from = s->begin + (uint64_t)(unit * bytes);
	int64_t n = s->size / bytes, there;

	if (!s->at_once)
		return n;
	there = (int64_t)(s->at - from + tg_bytes_at_hand(s->bytes, s->at)) /
		bytes;
	return there < 1 ? 1 : smaller(n, there);
}

/*
 * How many blocks need units before unit number end, of the n blocks from number
 * first on. They need units in their order, so that half of them at a time need
 * not be looked at.
 */
static int64_t
count_blocks_before(
	const struct tg_source_window *s, int64_t first, int64_t n, int64_t end)
{
	int64_t least = 1;

	while (least < n) {
		const int64_t middle = least + (n - least + 1) / 2;

		if (unit_of_block(s, first + middle - 1) < end)
			least = middle;
		else
			n = middle - 1;
	}
	return n;
}

/* Read what the next blocks need, as many as there is room for. */
static bool
read_blocks(
	struct tg_source_window *s, struct tg_piece *piece, struct tg_err *err)
{
	const int64_t block = s->gather->plan->block;
	const int64_t first = s->next / block;
	const int64_t left = s->gather->plan->blocks.n - first;
	const int64_t unit = unit_of_block(s, first);
	const int64_t most = s->most > block ? s->most / block : 1;
	const int64_t n = count_blocks_before(
		s, first, smaller(left, most), unit + units_in_window(s, unit));
	const int64_t last = unit_of_block(s, first + n - 1);

	piece->n = n * block;
	piece->gather.input_origin = unit * s->unit;
	if (!move_window(
		    s, piece->own, unit * s->unit, (last + 1) * s->unit, err))
		return false;
	if (n < left && unit_of_block(s, first + n) == last)
		keep_unit(s, piece->own, last - unit + 1);
	return true;
}

/*
 * Read a part of the next block. What the part begins with has number 0 in the
 * window, so that the block begins at an offset before it.
 */
static bool
read_part_of_block(
	struct tg_source_window *s, struct tg_piece *piece, struct tg_err *err)
{
	const int64_t skip = s->next % s->unit;
	const int64_t first = unit_of_block(s, s->next / s->unit) * s->unit;

	piece->n = smaller(s->unit - skip, s->most);
	piece->gather.input_origin = first + skip;
	return move_window(
		s, piece->own, first + skip, first + skip + piece->n, err);
}

static void
begin_once(struct tg_source *source)
{
	(void)source;
}

static bool
open_window(const struct tg_source *source, struct tg_piece *piece,
	struct tg_err *err)
{
	const struct tg_source_window *s =
		(const struct tg_source_window *)source;

	tg_piece_bind(piece, s->gather);
	piece->own = malloc((size_t)s->size);
	piece->input.data = piece->own;
	return piece->own != NULL || tg_fail_memory(err, "a piece");
}

static enum tg_outcome
take_next_window(
	struct tg_source *source, struct tg_piece *piece, struct tg_err *err)
{
	struct tg_source_window *s = (struct tg_source_window *)source;
	const struct tg_plan *plan = s->gather->plan;

	if (s->next == plan->blocks.n * plan->block)
		return TG_NO_MORE;
	if (!(s->cut ? read_part_of_block : read_blocks)(s, piece, err))
		return err->code == TG_OK ? TG_NO_MORE : TG_FAILED;
	piece->first = s->next;
	piece->through = s->at;
	s->next += piece->n;
	return TG_DONE;
}

static enum tg_outcome
need_no_more(const struct tg_source *source, struct tg_piece *piece,
	struct tg_err *err)
{
	(void)source;
	(void)piece;
	(void)err;
	return TG_DONE;
}

/*
 * After all pieces: read the rest, and let the reader of the format say whether
 * there were as many bytes as there should be. The checksum of gzip data comes
 * behind them.
 */
static enum tg_outcome
read_to_the_end(struct tg_source *source, struct tg_err *err)
{
	struct tg_source_window *s = (struct tg_source_window *)source;
	struct tg_bytes seen = *s->bytes;
	struct tg_tensor tensor = { 0 };
	bool ok;

	(void)skip_to(s, s->needed + s->bytes->inflated, err);
	if (err->code != TG_OK)
		return TG_FAILED;
	seen.len = s->at;
	seen.partial = !s->ended;
	ok = s->input_format->read(&tensor, &seen, &s->request, err);
	tg_tensor_free(&tensor);
	return ok ? TG_DONE : TG_FAILED;
}

static void
free_window(const struct tg_source *source, struct tg_piece *piece)
{
	(void)source;
	free(piece->own);
}

bool
tg_source_window_open(struct tg_source_window *s,
	const struct tg_gather *gather, struct tg_err *err)
{
	struct tg_watch watch = { .request = s->request };
	size_t needed;

	s->gather = gather;
	if (gather->plan->blocks.n == 0 ||
		!(choose_units_by_dims(s) || choose_units_by_index(s)))
		return false;
	choose_sizes(s);
	needed = s->input_format->needed(&watch, s->bytes, err);
	s->needed = needed;
	s->source.bytes = needed;
	s->source.once = true;
	s->source.restart = begin_once;
	s->source.open = open_window;
	s->source.take = take_next_window;
	s->source.load = need_no_more;
	s->source.finish = read_to_the_end;
	s->source.close = free_window;
	s->kept = malloc((size_t)s->size);
	return needed > s->begin && needed < SIZE_MAX && s->kept != NULL;
}

void
tg_source_window_free(struct tg_source_window *s)
{
	free(s->kept);
	s->kept = NULL;
}
