/*
 * Checks rows that say how long they are, as those of .fvecs do, when elements
 * are taken from them. To look at all rows of a large file would take longer
 * than the gather itself, so that only those are looked at that are picked.
 */
#include "gather/heads.h"

#include <inttypes.h>

#include "gather/resolve.h"

bool
tg_head_check(const struct tg_row_heads *heads, const unsigned char *head,
	int64_t row, struct tg_err *err)
{
	const uint32_t says = head[0] | (uint32_t)head[1] << 8 |
		(uint32_t)head[2] << 16 | (uint32_t)head[3] << 24;

	if (says == (uint64_t)heads->length)
		return true;
	tg_fail(err, TG_EDATA, TG_NOPOS,
		"row %" PRId64 " says that it has %" PRId32
		" values, row 0 that it has %" PRId64,
		row, (int32_t)says, heads->length);
	tg_err_help(err, TG_HELP_FETCH);
	return false;
}

bool
tg_gather_check_heads(const struct tg_gather *g, const int64_t *source,
	size_t n, struct tg_err *err)
{
	const struct tg_row_heads *heads = &g->input->heads;
	const int64_t row = heads->stride * g->input->dtype.size;
	const unsigned char *first = g->input->data - TG_ROW_HEAD;
	int64_t number[TG_BATCH];

	/* wherever they are, the processor fetches several at a time */
	for (size_t i = 0; i < n; i++) {
		number[i] =
			source[i] == TG_FILLED ? 0 : source[i] / heads->stride;
		__builtin_prefetch(first + number[i] * row);
	}
	for (size_t i = 0; i < n; i++)
		if (!tg_head_check(
			    heads, first + number[i] * row, number[i], err))
			return false;
	return true;
}
