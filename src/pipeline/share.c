/*
 * Divides a result among several processes, each of which makes its share without
 * knowing of the others: so the division depends on nothing but the result and
 * the number of ranks.
 */
#include "pipeline/share.h"

#include "base/threads.h"
#include "format/binary.h"

/*
 * To pass over a row of a text takes 1 / so many of the time that it takes to make
 * something of it; measured.
 */
#define PASSED_OVER 4

/* (1 - 1 / PASSED_OVER) to the power of i, in units of 1 / 2^32. */
static uint64_t
power(int64_t i)
{
	uint64_t x = (uint64_t)1 << 32;

	for (; i > 0 && x > 0; i--)
		x = x * (PASSED_OVER - 1) / PASSED_OVER;
	return x;
}

/*
 * Where part number i of n begins, of so many things. All parts are as large, or,
 * where a rank passes over all that is before its part, take as long: each is
 * smaller than the one before it by what it takes to pass over that.
 *
 * Numbers of parts are at most TG_MAX_RANKS, so that nothing overflows.
 */
static uint64_t
beginning_of_part(
	const struct tg_share *share, uint64_t all, int64_t i, int64_t n)
{
	uint64_t part = (uint64_t)i, parts = (uint64_t)n;

	if (share->passes_over) {
		part = power(0) - power(i);
		parts = power(0) - power(n);
	}
	return all / parts * part + all % parts * part / parts;
}

/* The elements of the plan's output, or packs; 0 if no block is to be moved. */
static int64_t
count_elements(const struct tg_plan *plan)
{
	return plan->blocks.n * plan->block;
}

/*
 * Divide into whole rows, each of which is at one position of dim 0 of the result;
 * or into single elements, or packs, where there are fewer rows than ranks, or
 * where packs have several rows.
 */
static void
divide_rows(struct tg_share *share, const struct tg_plan *plan, int64_t rank,
	int64_t nrank)
{
	const struct tg_shape *output = &plan->output;
	const int64_t n = count_elements(plan);
	int64_t rows = n;

	share->joined = true;
	if (n == 0)
		return;
	if (output->ndim > 0 && output->size[0] >= nrank &&
		n % output->size[0] == 0)
		rows = output->size[0];
	share->first = n / rows *
		(int64_t)beginning_of_part(share, (uint64_t)rows, rank, nrank);
	share->end = n / rows *
		(int64_t)beginning_of_part(
			share, (uint64_t)rows, rank + 1, nrank);
}

/* Ranges have so many times the bytes of a piece: 1 MB, unless pieces are small. */
#define PIECES 4

/* Where the range of a rank begins. */
static uint64_t
beginning_of_range(const struct tg_share *share, int64_t rank, int64_t nrank)
{
	const uint64_t at = beginning_of_part(share, share->len, rank, nrank);

	return rank == nrank ? share->len : at - at % share->align;
}

/*
 * Let the share have the elements of which bytes lie in its range.
 *
 *   data   where in the result the n elements begin; each has so many bytes
 */
static void
take_elements_of_range(
	struct tg_share *share, int64_t n, uint64_t data, uint64_t each)
{
	struct tg_file_range *range = &share->range;
	const uint64_t all = data + (uint64_t)n * each;

	if (range->begin >= all)
		share->first = n;
	else if (range->begin > data)
		share->first = (int64_t)((range->begin - data) / each);
	if (range->end >= all)
		share->end = n;
	else if (range->end > data)
		share->end = (int64_t)((range->end - data + each - 1) / each);
	range->at =
		range->begin < data ? 0 : data + (uint64_t)share->first * each;
}

static void
divide_bytes(struct tg_share *share, int64_t n, uint64_t size, int64_t rank,
	int64_t nrank)
{
	const uint64_t data = share->before.len, all = data + size;

	share->len = all + share->behind.len;
	share->align = PIECES * (uint64_t)tg_threads_piece();
	share->range.begin = beginning_of_range(share, rank, nrank);
	share->range.end = beginning_of_range(share, rank + 1, nrank);
	share->empty = share->range.begin == share->range.end;
	if (share->empty)
		return;
	take_elements_of_range(share, n, data, n > 0 ? size / (uint64_t)n : 0);
	if (share->range.begin >= data)
		tg_buffer_free(&share->before);
	if (share->range.end <= all)
		tg_buffer_free(&share->behind);
}

/*
 * True if each element has its place in the file: all of them take as many bytes
 * and follow each other.
 */
static bool
has_places(const struct tg_format *format)
{
	return format->encode == tg_binary_encode;
}

static bool
make_ends(struct tg_share *share, const struct tg_format *format,
	const struct tg_encoder *e, struct tg_err *err)
{
	return (format->head == NULL || format->head(e, &share->before, err)) &&
		(format->tail == NULL ||
			format->tail(e, &share->behind, err)) &&
		(format->seal == NULL || format->seal(e, &share->seal, err));
}

bool
tg_share_make(struct tg_share *share, const struct tg_plan *plan,
	const struct tg_format *format, const struct tg_encoder *encoder,
	bool passes_over, int64_t rank, int64_t nrank, struct tg_err *err)
{
	uint64_t size;

	*share = (struct tg_share){
		.leads = rank == 0,
		.passes_over = passes_over,
	};
	if (!make_ends(share, format, encoder, err))
		return false;
	if (has_places(format)) {
		if (!tg_binary_size(encoder, &size, err))
			return false;
		divide_bytes(share, count_elements(plan), size, rank, nrank);
		return true;
	}
	divide_rows(share, plan, rank, nrank);
	if (rank > 0)
		tg_buffer_free(&share->before);
	if (rank < nrank - 1)
		tg_buffer_free(&share->behind);
	return true;
}

void
tg_share_free(struct tg_share *share)
{
	tg_buffer_free(&share->before);
	tg_buffer_free(&share->behind);
}
