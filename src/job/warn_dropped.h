#ifndef TG_JOB_WARN_DROPPED_H
#define TG_JOB_WARN_DROPPED_H

#include "gather/plan.h"

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
