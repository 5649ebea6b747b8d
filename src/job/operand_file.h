#ifndef TG_JOB_OPERAND_FILE_H
#define TG_JOB_OPERAND_FILE_H

#include "job/operand.h"

/* What the options say of the tensor. Borrows from the operand. */
struct tg_read tg_operand_request(const struct tg_operand *operand);

/*
 * Open the file, or share the bytes of an operand before with the same file.
 * Errors: TG_ESYS; TG_EDATA for damaged gzip data.
 */
bool tg_operand_open_file(struct tg_operand *operand,
	const struct tg_operand *before, struct tg_err *err);

/*
 * Open the file beside that of the operand that has the elements of the tensor,
 * if its format says that there is one. A file that cannot be read as it should
 * is left to be told of when it is read.
 *
 * Errors: as for tg_open_beneath; err->where is set.
 */
bool tg_operand_open_beside(struct tg_operand *operand, struct tg_err *err);

/*
 * tg_operand_complete - read what was left of an operand that was opened with
 * in_parts. Its format is then found out anew.
 *
 * Errors: as for tg_operand_open.
 */
bool tg_operand_complete(struct tg_operand *operand, struct tg_err *err);

/*
 * tg_operand_read_on - of an operand that was opened with at_once, read what has
 * come meanwhile, at least a byte. Its format is then found out anew.
 *
 *   *more   false if nothing was read: there is no more, or enough to tell what
 *           it is
 *
 * Errors: as for tg_operand_open.
 */
bool tg_operand_read_on(
	struct tg_operand *operand, bool *more, struct tg_err *err);

/* The format of an operand whose bytes are there. */
const struct tg_format *tg_operand_find_format(
	const struct tg_operand *operand);

/*
 * True if an operand that still comes does not look like a file of another kind.
 * What it looks like is said where it is read as a whole.
 */
bool tg_operand_looks_like_no_other(const struct tg_operand *operand);

#endif
