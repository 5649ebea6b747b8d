#ifndef TG_JOB_MEANT_OPERAND_H
#define TG_JOB_MEANT_OPERAND_H

#include "job/operand.h"

/*
 * tg_help_missing_file - the file of an operand is not there: add to the error
 * what may have been meant, a file beside it with nearly the same name, or what
 * stands at an address of the web.
 *
 * Nothing is added where two files are meant as well as each other.
 * Cost: a pass over the directory, of at most 10,000 names.
 */
void tg_help_missing_file(const struct tg_operand *operand, struct tg_err *err);

/* An operand that is written out is no JSON: if it is an array as NumPy prints
 * one, add the call with commas in it to the error. */
void tg_help_printed_array(
	const struct tg_operand *operand, struct tg_err *err);

#endif
