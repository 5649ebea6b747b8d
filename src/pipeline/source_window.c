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
#include "gather/leading.h"
#include "pipeline/window_units.h"

/* What the piece of a thread has: a window, and the part of index for it. */
struct buffers {
	unsigned char *window;
	unsigned char *index; /* NULL: all of index is in memory */
};

/*
 * Choose how much a window and a piece have. False if the index tells the units
 * and is mapped, but its parts are not needed one after the other: who changed
 * its file could then let a block lie outside of the window.
 */
static bool
choose_sizes(struct tg_source_window *s)
{
	const bool mapped =
		tg_bytes_hold(s->index_bytes, s->gather->index->data);
	const int64_t piece = tg_threads_piece(), width = tg_window_width(s);

	s->size = piece;
	if (s->size < (s->cut ? 1 : s->unit) * width)
		s->size = (s->cut ? 1 : s->unit) * width;
	s->most = (s->cut ? s->size : piece) / width;
	s->source.alone = s->size > TG_PIECE_MAX;
	if (!mapped || !tg_plan_takes_index_in_order(s->gather->plan) ||
		tg_window_tuple(s) > s->size)
		s->index_bytes = NULL;
	return s->lead > 0 || !mapped || s->index_bytes != NULL;
}

/*
 * Read the next n bytes. False at the end, and after an error. At the end the
 * error is empty.
 */
static bool
read_next(struct tg_source_window *s, unsigned char *to, int64_t n,
	struct tg_err *err)
{
	size_t there;

	return tg_binary_coming_read(&s->coming, to, (size_t)n, &there, err) &&
		there == (size_t)n;
}

/*
 * Let the window have elements first .. end-1 of input: what was kept of the
 * former one, and what comes next.
 */
static bool
move_window(struct tg_source_window *s, unsigned char *window, int64_t first,
	int64_t end, struct tg_err *err)
{
	const int64_t width = tg_window_width(s);
	const uint64_t from = s->coming.begin + (uint64_t)(first * width);
	int64_t n = 0;

	if (from < s->coming.at && s->nkept > 0) {
		n = (int64_t)(s->coming.at - from);
		memcpy(window, s->kept + s->nkept - n, (size_t)n);
	}
	s->nkept = 0;
	return tg_binary_coming_skip_to(
		       &s->coming, from, s->kept, (size_t)s->size, err) &&
		read_next(s, window + n, (end - first) * width - n, err);
}

/* The unit is needed once more: keep it, where a window ends with it. */
static void
keep_unit(struct tg_source_window *s, const unsigned char *window, int64_t n)
{
	s->nkept = s->unit * tg_window_width(s);
	memcpy(s->kept, window + (n - 1) * s->nkept, (size_t)s->nkept);
}

/* How many units a piece may have, from that one on. */
static int64_t
units_in_window(const struct tg_source_window *s, int64_t unit)
{
	const int64_t bytes = s->unit * tg_window_width(s);
	const uint64_t from = s->coming.begin + (uint64_t)(unit * bytes);
	int64_t n = s->size / bytes, there;

	if (!s->at_once)
		return n;
	there = (int64_t)(s->coming.at - from +
			tg_bytes_at_hand(s->coming.bytes, s->coming.at)) /
		bytes;
	return there < 1 ? 1 : tg_least(n, there);
}

/*
 * How many blocks need units before unit number end, of the n blocks from number
 * first on. They need units in their order, so that half of them at a time need
 * not be looked at.
 */
static int64_t
count_blocks_before(const struct tg_source_window *s,
	const struct tg_gather *gather, int64_t first, int64_t n, int64_t end)
{
	int64_t least = 1;

	while (least < n) {
		const int64_t middle = least + (n - least + 1) / 2;

		if (tg_window_unit(s, gather, first + middle - 1) < end)
			least = middle;
		else
			n = middle - 1;
	}
	return n;
}

/* How many blocks a piece may have, whatever they need of input. */
static int64_t
most_blocks(const struct tg_source_window *s)
{
	const int64_t most = s->most / s->gather->plan->block;
	const int64_t indices = 2 * s->size / tg_window_tuple(s);

	if (s->index_bytes != NULL && indices < most)
		return indices > 1 ? indices : 1;
	return most > 1 ? most : 1;
}

/* Read the indices of n blocks for a piece. */
static bool
read_indices(const struct tg_source_window *s, struct tg_piece *piece,
	int64_t first, int64_t n, struct tg_err *err)
{
	const struct buffers *own = piece->own;

	return tg_window_read_indices(
		s, &piece->gather, &piece->index, own->index, first, n, err);
}

static bool
fail_changed(const struct tg_source_window *s, struct tg_err *err)
{
	tg_fail(err, TG_ECHANGED, TG_NOPOS, "was changed while it was read");
	tg_err_where(err, "%s", s->index_bytes->name);
	return false;
}

/*
 * True if n blocks still pick as they may. Where the index tells the units, its
 * file was looked at to its end before; if it has been changed since then, its
 * parts may pick anything.
 */
static bool
pick_as_before(struct tg_source_window *s, const struct tg_piece *piece,
	int64_t first, int64_t n, struct tg_err *err)
{
	return s->index_bytes == NULL || s->lead > 0 ||
		tg_window_pick_in_order(
			s, &piece->gather, first, n, &s->least) ||
		fail_changed(s, err);
}

/*
 * Read what the next blocks need, as many as there is room for. Where the index
 * tells what that is, it is read before.
 */
static bool
read_blocks(
	struct tg_source_window *s, struct tg_piece *piece, struct tg_err *err)
{
	unsigned char *window = ((struct buffers *)piece->own)->window;
	const struct tg_gather *gather = &piece->gather;
	const int64_t first = s->next / gather->plan->block;
	const int64_t left = gather->plan->blocks.n - first;
	int64_t n = tg_least(left, most_blocks(s)), unit, last;

	piece->gather.input_origin = 0;
	/* one more, to know whether the last unit is needed once more */
	if (s->lead == 0 &&
		!read_indices(s, piece, first, tg_least(left, n + 1), err))
		return false;
	unit = tg_window_unit(s, gather, first);
	n = count_blocks_before(
		s, gather, first, n, unit + units_in_window(s, unit));
	last = tg_window_unit(s, gather, first + n - 1);
	if (!pick_as_before(s, piece, first, n, err) ||
		!move_window(
			s, window, unit * s->unit, (last + 1) * s->unit, err))
		return false;
	if (n < left && tg_window_unit(s, gather, first + n) == last)
		keep_unit(s, window, last - unit + 1);
	else
		s->least = last + 1;
	piece->n = n * gather->plan->block;
	piece->gather.input_origin = unit * s->unit;
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
	unsigned char *window = ((struct buffers *)piece->own)->window;
	const int64_t block = s->next / s->unit, skip = s->next % s->unit;
	const int64_t least = s->least;
	int64_t first;

	piece->gather.input_origin = 0;
	if (!read_indices(s, piece, block, 1, err))
		return false;
	/* the part before was of the same unit */
	s->least = skip > 0 ? least - 1 : least;
	if (!pick_as_before(s, piece, block, 1, err))
		return false;
	if (skip > 0 && s->index_bytes != NULL && s->least != least)
		return fail_changed(s, err);
	first = tg_window_unit(s, &piece->gather, block) * s->unit + skip;
	piece->n = tg_least(s->unit - skip, s->most);
	piece->gather.input_origin = first;
	return move_window(s, window, first, first + piece->n, err);
}

static bool
open_window(const struct tg_source *source, struct tg_piece *piece,
	struct tg_err *err)
{
	const struct tg_source_window *s =
		(const struct tg_source_window *)source;
	const int64_t most = most_blocks(s) + 1;
	struct buffers *own = calloc(1, sizeof(*own));

	piece->own = own;
	if (own == NULL)
		return tg_fail_memory(err, "a piece");
	tg_piece_bind(piece, s->gather);
	own->window = malloc((size_t)s->size);
	piece->input.data = own->window;
	if (s->index_bytes != NULL)
		own->index = malloc((size_t)(most * tg_window_tuple(s)));
	if (own->window == NULL ||
		(s->index_bytes != NULL && own->index == NULL))
		return tg_fail_memory(err, "a piece");
	return true;
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
	piece->through = s->coming.at;
	s->next += piece->n;
	return TG_DONE;
}

/* Read the indices of a piece, where they did not tell its units. */
static enum tg_outcome
load_indices(const struct tg_source *source, struct tg_piece *piece,
	struct tg_err *err)
{
	const struct tg_source_window *s =
		(const struct tg_source_window *)source;
	const int64_t block = s->gather->plan->block;

	return s->lead == 0 ||
			read_indices(s, piece, piece->first / block,
				piece->n / block, err)
		? TG_DONE
		: TG_FAILED;
}

static enum tg_outcome
read_to_the_end(struct tg_source *source, struct tg_err *err)
{
	struct tg_source_window *s = (struct tg_source_window *)source;

	return tg_binary_coming_finish(
		       &s->coming, s->kept, (size_t)s->size, err)
		? TG_DONE
		: TG_FAILED;
}

static void
free_window(const struct tg_source *source, struct tg_piece *piece)
{
	struct buffers *own = piece->own;

	(void)source;
	if (own == NULL)
		return;
	free(own->window);
	free(own->index);
	free(own);
}

bool
tg_source_window_open(struct tg_source_window *s,
	const struct tg_gather *gather, struct tg_err *err)
{
	s->gather = gather;
	if (gather->plan->blocks.n == 0 || !tg_window_choose_units(s) ||
		!choose_sizes(s) || !tg_binary_coming_open(&s->coming, err))
		return false;
	s->source.bytes = s->coming.needed;
	s->source.once = true;
	s->source.open = open_window;
	s->source.take = take_next_window;
	s->source.load = load_indices;
	s->source.finish = read_to_the_end;
	s->source.close = free_window;
	s->kept = malloc((size_t)s->size);
	return s->kept != NULL && tg_window_check_indices(s, err);
}

void
tg_source_window_free(struct tg_source_window *s)
{
	free(s->kept);
	s->kept = NULL;
}
