#ifndef TG_JOB_FILL_VALUE_H
#define TG_JOB_FILL_VALUE_H

#include "tensor/text.h"

/*
 * The value that is put where nothing is picked, as an element of input. All
 * zero owns nothing.
 */
struct tg_fill_value {
	unsigned char element[16]; /* input's dtype.size bytes */
	unsigned char *text;       /* for a JSON input, zero padded */
};

/*
 * tg_fill_value_read - read VALUE of --fill for an input.
 *
 *   text    a JSON scalar: for a JSON input any, put verbatim; for a binary one
 *           a value of its dtype (bool also 0 and 1; complex [re,im] or a
 *           real; nan and inf also as C writes them)
 *   input   where it is JSON it learns of the value, whose text it borrows,
 *           and of its class
 *
 * Errors: TG_EUSAGE when it is no scalar, TG_EDATA when it does not fit the
 * dtype.
 */
bool tg_fill_value_read(struct tg_fill_value *fill, const char *text,
	struct tg_tensor *input, struct tg_err *err);

void tg_fill_value_free(struct tg_fill_value *fill);

#endif
