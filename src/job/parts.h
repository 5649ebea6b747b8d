#ifndef TG_JOB_PARTS_H
#define TG_JOB_PARTS_H

#include "job/operand.h"

/*
 * True if the operand stands for all files of a GGUF model in several: it is the
 * first one, and no other of them is among the files, which end with NULL.
 */
bool tg_parts_are_of(const struct tg_operand *operand, char *const *files);

/*
 * tg_parts_each - tell the visitor of all tensors of a GGUF model in several
 * files, in the order of these.
 *
 *   first    the first one, which is open
 *
 * A file that cannot be opened, or is no GGUF, is told of as unreadable, and so
 * is a tensor whose name an earlier one has; neither hides others.
 *
 * Errors: TG_EDATA where the first file cannot be trusted; TG_ESYS without
 * memory; those of the visitor.
 * Cost: O(n log n) for n tensors, and memory O(bytes of their names).
 */
bool tg_parts_each(const struct tg_operand *first,
	const struct tg_visitor *visitor, struct tg_err *err);

#endif
