#ifndef TG_PIPELINE_PIPELINE_H
#define TG_PIPELINE_PIPELINE_H

#include <stdbool.h>

#include "format/format.h"
#include "io/output.h"
#include "pipeline/source.h"

/*
 * What a pipeline makes: the result of a gather, in a format. Borrows all.
 *
 *   encoder   prepared; its shape has as many elements as the plan's output
 */
struct tg_task {
	struct tg_source *source;
	const struct tg_gather *gather;
	const struct tg_format *format;
	const struct tg_encoder *encoder;
};

/*
 * tg_pipeline_run - make the result piece by piece: resolve, move, encode,
 * write, by as many threads as are worth it. What is written does not depend
 * on how many there are.
 *
 * Memory stays bounded whatever the sizes. To an output that cannot be taken
 * back nothing goes before every index and every conversion has been tried.
 *
 * Returns TG_DONE, TG_FAILED, or TG_AGAIN_WHOLE where the source's input was
 * only expected and something is wrong with it, or with an index: then a part
 * of the result may have been written, see output->seen.
 * Errors: TG_EDATA with err->element for an index, or with a position in
 * input for an element that cannot be converted; TG_ESYS from reading and
 * writing.
 */
enum tg_outcome tg_pipeline_run(const struct tg_task *task,
	struct tg_output *output, struct tg_err *err);

/*
 * tg_pipeline_try - the same without an output: everything is tried.
 *
 *   *bytes   how many the result takes
 *
 * The source's input was read. Errors: as above.
 */
bool tg_pipeline_try(
	const struct tg_task *task, int64_t *bytes, struct tg_err *err);

/*
 * tg_pipeline_look - take all pieces, which the source has made empty, for what
 * the source learns from them. Errors: TG_ESYS.
 */
enum tg_outcome tg_pipeline_look(
	const struct tg_task *task, struct tg_err *err);

#endif
