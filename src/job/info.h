#ifndef TG_JOB_INFO_H
#define TG_JOB_INFO_H

#include "cli/options.h"
#include "io/buffer.h"

/*
 * tg_info_list - print one JSON line for each tensor in the operands, or for
 * the one that FILE:NAME means: file, name, format, dtype, shape, bytes, order.
 *
 *   options   what is said of INPUT, such as the shape of raw data
 *
 * A file that cannot be read does not keep the others from being listed: what
 * is wrong with it is printed, nothing of it is listed, and err->code is the
 * worst of all codes when true is returned.
 * Errors: TG_ESYS when the lines cannot be written.
 */
bool tg_info_list(const struct tg_options *options, struct tg_err *err);

#endif
