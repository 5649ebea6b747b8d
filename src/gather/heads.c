/*
 * Checks rows that say how long they are, as those of .fvecs do, when elements
 * are taken from them. To look at all rows of a large file would take longer
 * than the gather itself, so that only those are looked at that are picked.
 */
#include "gather/heads.h"

#include <inttypes.h>

#include "gather/resolve.h"

static uint32_t
load_u32(const unsigned char *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
		(uint32_t)p[3] << 24;
}

bool
tg_head_check(const struct tg_row_heads *heads, const unsigned char *head,
	int64_t row, struct tg_err *err)
{
	const uint32_t says = load_u32(head);

	if (says == (uint64_t)heads->length)
		return true;
	tg_fail(err, TG_ESYNTAX, TG_NOPOS,
		"row %" PRId64 " says that it has %" PRId32
		" values, row 0 that it has %" PRId64,
		row, (int32_t)says, heads->length);
	tg_err_help(err, TG_HELP_FETCH);
	return false;
}

/* The head of the row that an offset of input lies in. */
static const unsigned char *
head_of(const struct tg_gather *g, int64_t source)
{
	const struct tg_row_heads *heads = &g->input->heads;

	if (source == TG_FILLED)
		source = 0;
	else if (g->plan->block != heads->length)
		source -= source % heads->stride;
	/* else whole rows are taken, and each offset is that of a row */
	return g->input->data + source * g->input->dtype.size - TG_ROW_HEAD;
}

bool
tg_gather_check_heads(const struct tg_gather *g, const int64_t *source,
	size_t n, struct tg_err *err)
{
	const struct tg_row_heads *heads = &g->input->heads;
	const int64_t row = heads->stride * g->input->dtype.size;
	const unsigned char *first = g->input->data - TG_ROW_HEAD;
	const unsigned char *head[TG_BATCH];

	/* wherever they are, the processor fetches several at a time */
	for (size_t i = 0; i < n; i++) {
		head[i] = head_of(g, source[i]);
		__builtin_prefetch(head[i]);
	}
	for (size_t i = 0; i < n; i++)
		if (load_u32(head[i]) != (uint64_t)heads->length)
			return tg_head_check(
				heads, head[i], (head[i] - first) / row, err);
	return true;
}
