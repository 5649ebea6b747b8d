#ifndef TG_JOB_FILL_VALUE_H
#define TG_JOB_FILL_VALUE_H

#include "tensor/text.h"

/*
 * The fill value, which the result gets where an index means no element. All
 * zero owns nothing.
 */
struct tg_fill_value {
	unsigned char element[16]; /* dtype.size bytes, as input has them */
	unsigned char *text;       /* malloc'ed; zero bytes follow it */
};

/*
 * tg_fill_value_read - read the VALUE of --fill for an input.
 *
 *   text    a JSON scalar. For a JSON input it may be any, and is written as it
 *           is. For a binary input it is a value of its dtype: for bool also 0
 *           and 1, for complex [re,im] or a real number; nan and inf may also
 *           be written as in C
 *   input   if it is JSON, its fill and fill_classes are set; it borrows
 *           fill->text
 *
 * Errors: TG_EUSAGE if text is no scalar, TG_EDATA if it does not fit the
 * dtype.
 */
bool tg_fill_value_read(struct tg_fill_value *fill, const char *text,
	struct tg_tensor *input, struct tg_err *err);

/* May be called twice. */
void tg_fill_value_free(struct tg_fill_value *fill);

#endif
