#ifndef TG_GATHER_HEADS_H
#define TG_GATHER_HEADS_H

#include <stddef.h>

#include "base/error.h"
#include "gather/gather.h"

/*
 * tg_head_check - check what stands before a row, see struct tg_row_heads.
 *
 *   head   the TG_ROW_HEAD bytes before the row
 *   row    its number, for the message
 *
 * Errors: TG_EDATA if the row says that it has another length.
 */
bool tg_head_check(const struct tg_row_heads *heads, const unsigned char *head,
	int64_t row, struct tg_err *err);

/*
 * tg_gather_check_heads - check the rows that n blocks of input lie in.
 *
 *   gather   of an input that has heads, all of which is in memory or mapped
 *   source   as tg_gather_resolve gives them
 *   n        at most TG_BATCH
 *
 * Errors: TG_EDATA, without a position.
 */
bool tg_gather_check_heads(const struct tg_gather *gather,
	const int64_t *source, size_t n, struct tg_err *err);

#endif
