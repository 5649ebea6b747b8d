#ifndef TG_PIPELINE_PIPELINE_H
#define TG_PIPELINE_PIPELINE_H

#include <stdbool.h>

#include "format/format.h"
#include "io/output.h"
#include "pipeline/source.h"

/*
 * tg_pipeline_run - produce the result piece by piece: resolve, move, encode, write,
 * by as many threads as are worth it. What is written does not depend on how
 * many there are.
 *
 *   encoder   prepared; its shape has as many elements as the plan's output
 *
 * Memory stays bounded whatever the sizes. To an output that cannot be taken
 * back nothing goes before every index and every conversion has been tried.
 *
 * Errors: TG_EDATA with err->element for an index, or with a position in
 * input for an element that cannot be converted; TG_ESYS from reading and
 * writing.
 */
bool tg_pipeline_run(struct tg_source *source, const struct tg_gather *gather,
	const struct tg_format *format, const struct tg_encoder *encoder,
	struct tg_output *output, struct tg_err *err);

/*
 * tg_pipeline_dry_run - the same without an output: everything is tried.
 *
 *   *bytes   how many the result takes
 */
bool tg_pipeline_dry_run(struct tg_source *source,
	const struct tg_gather *gather, const struct tg_format *format,
	const struct tg_encoder *encoder, int64_t *bytes, struct tg_err *err);

/* Let all pieces, which are empty, go through: for what the source learns. */
bool tg_pipeline_look(struct tg_source *source, const struct tg_gather *gather,
	const struct tg_encoder *encoder, struct tg_err *err);

#endif
