#ifndef TG_PIPELINE_PIPELINE_H
#define TG_PIPELINE_PIPELINE_H

#include <stdbool.h>

#include "format/format.h"
#include "io/output.h"
#include "pipeline/share.h"
#include "pipeline/source.h"

/*
 * What a pipeline makes: the result of a gather, in a format. Everything is
 * borrowed.
 *
 *   encoder   prepared by the format; its shape has as many elements as the
 *             plan's output
 *   share     what is made of the result; NULL: all of it
 */
struct tg_task {
	struct tg_source *source;
	const struct tg_gather *gather;
	const struct tg_format *format;
	const struct tg_encoder *encoder;
	const struct tg_share *share;
};

/*
 * tg_pipeline_run - make the result piece by piece: resolve, move, encode and
 * write. It uses as many threads as are worth it; what is written does not
 * depend on their number.
 *
 * The memory it needs is bounded, whatever the sizes are. If what is written to
 * the output cannot be discarded, nothing is written before every index and
 * every conversion has been tried.
 *
 * Returns TG_DONE or TG_FAILED; or TG_AGAIN_WHOLE if the source's input was
 * only expected and something is wrong with it or with an index. A part of the
 * result may then have been written: see output->seen.
 *
 * Errors: TG_EDATA with err->element for an index out of range, or with a
 * position in input for an element that cannot be converted; TG_ESYS from
 * reading and writing.
 */
enum tg_outcome tg_pipeline_run(const struct tg_task *task,
	struct tg_output *output, struct tg_err *err);

/*
 * tg_pipeline_try - do the same without an output, to see whether it works.
 *
 *   *bytes   the number of bytes of the result
 *
 * The source's input must have been read, not only expected. Errors: as above.
 */
bool tg_pipeline_try(
	const struct tg_task *task, int64_t *bytes, struct tg_err *err);

/*
 * tg_pipeline_look - take and load all pieces, only for what the source learns
 * from them. Nothing is encoded.
 *
 * Errors: TG_ESYS.
 */
enum tg_outcome tg_pipeline_look(
	const struct tg_task *task, struct tg_err *err);

#endif
