#ifndef TG_JOB_NAME_TEXT_H
#define TG_JOB_NAME_TEXT_H

#include "base/print.h"
#include "job/operand.h"
#include "tensor/text.h"

/*
 * tg_name_require - require elements that have a text, and give each of them an
 * address.
 *
 * Errors: TG_EDATA, complete; TG_ESYS without memory.
 */
bool tg_name_require(struct tg_operand *operand, struct tg_err *err);

/*
 * Print the name that element k of a tensor is, in C order, without anything
 * around it: see tg_name_require.
 */
void tg_name_print(
	struct tg_printed *to, const struct tg_tensor *tensor, int64_t k);

/* Print the content of a field of a table, of len bytes. */
void tg_name_print_field(struct tg_printed *to, const unsigned char *p,
	size_t len, enum tg_text_syntax syntax);

#endif
