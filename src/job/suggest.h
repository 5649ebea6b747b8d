#ifndef TG_JOB_SUGGEST_H
#define TG_JOB_SUGGEST_H

#include "base/error.h"
#include "cli/options.h"
#include "tensor/tensor.h"

/*
 * tg_suggest - a call failed because the shapes do not fit: try others, which
 * costs nothing, and add those that fit to err's help as complete command
 * lines with the shapes of their results, the most likely first, three at
 * most. They repeat the user's other options.
 */
void tg_suggest(struct tg_err *err, const struct tg_options *options,
	const struct tg_tensor *input, const struct tg_tensor *index);

/*
 * tg_warn_dropped - one line about a legal call that probably drops data: a
 * gather whose index covers less than the input in a dim other than --dim.
 *
 *   text   at least TG_WARNING_MAX bytes
 *
 * Returns false when there is nothing to warn of.
 */
#define TG_WARNING_MAX 4000
bool tg_warn_dropped(char *text, const struct tg_call *call,
	const struct tg_tensor *input, const struct tg_tensor *index);

#endif
