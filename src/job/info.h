#ifndef TG_JOB_INFO_H
#define TG_JOB_INFO_H

#include "io/buffer.h"
#include "job/job.h"
#include "cli/options.h"

/*
 * tg_info_file - append one JSON line for each tensor in a file, or for the
 * one that FILE:NAME means: file, name, format, dtype, shape, bytes, order.
 *
 *   options   what is said of INPUT, such as the shape of raw data
 *
 * Errors: TG_EDATA, TG_ESYS; nothing of the file is then appended.
 */
bool tg_info_file(struct tg_buffer *out, const struct tg_options *options,
	const char *text, struct tg_err *err);

/*
 * tg_info_job - append one JSON line about a job that has been checked: op, dim,
 * shapes, dtype and bytes of the result, the smallest and the largest index and
 * how many are out of range.
 *
 *   bytes   how many the result takes in its format
 */
bool tg_info_job(struct tg_buffer *out, const struct tg_job *job, int64_t bytes,
	struct tg_err *err);

#endif
