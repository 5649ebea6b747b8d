#ifndef TG_JOB_MODEL_FILES_H
#define TG_JOB_MODEL_FILES_H

#include "job/operand.h"

/* True if the operand is the index of a model in several files. */
bool tg_model_files_is_index(const struct tg_operand *operand);

/*
 * tg_model_files_each - tell the visitor of all tensors of a model in several files,
 * file by file in the order of their names; each is opened once.
 *
 *   index    an operand that is an index, and is open
 *   format   receives the name of the format of the tensor that is told of
 *
 * A file that cannot be opened, or has not the tensors that the index says, is
 * told of as unreadable, and hides no others.
 *
 * Errors: TG_EDATA where it is no index, with its position; TG_ESYS without
 * memory; those of the visitor.
 * Cost: O(n log n) for n tensors, and memory O(bytes of the index).
 */
bool tg_model_files_each(const struct tg_operand *index,
	const struct tg_visitor *visitor, const char **format,
	struct tg_err *err);

#endif
