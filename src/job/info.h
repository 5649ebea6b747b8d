#ifndef TG_JOB_INFO_H
#define TG_JOB_INFO_H

#include "cli/options.h"

/*
 * tg_info_list - print one JSON line for each tensor in the operands, or for
 * the one that FILE:NAME names: file, name, format, dtype, shape, bytes, order.
 * On a terminal it is a table for people.
 *
 *   options   operands; json, for lines on a terminal, too; and input, what is
 *             said of raw files, such as --shape
 *
 * If a tensor cannot be read, the error is printed, and the others of the file
 * are listed. If nothing in a file can be trusted, the error is printed and
 * nothing of the file is listed, but the other files are. Returns true then,
 * with err->code set to the largest code of all errors.
 *
 * Errors: TG_ESYS if the lines cannot be written.
 */
bool tg_info_list(const struct tg_options *options, struct tg_err *err);

#endif
