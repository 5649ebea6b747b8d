#ifndef TG_JOB_SUGGEST_H
#define TG_JOB_SUGGEST_H

#include "base/error.h"
#include "cli/options.h"
#include "tensor/tensor.h"

/*
 * tg_suggest - a call failed because the shapes do not fit: try other calls,
 * and add those that fit to err's help, the most likely first, three at most.
 * Each is a complete command line, with the user's other options, and with the
 * shape of its result.
 *
 * Cost: a few plans; no elements are read.
 */
void tg_suggest(struct tg_err *err, const struct tg_options *options,
	const struct tg_tensor *input, const struct tg_tensor *index);

/*
 * tg_warn_dropped - write a warning of one line about a call that is valid but
 * probably drops data by mistake: a gather whose index is smaller than input in
 * a dim other than --dim.
 *
 *   text   receives at most TG_WARNING_MAX bytes, without a newline
 *
 * Returns false if there is nothing to warn of.
 */
#define TG_WARNING_MAX 4000
bool tg_warn_dropped(char *text, const struct tg_call *call,
	const struct tg_tensor *input, const struct tg_tensor *index);

#endif
