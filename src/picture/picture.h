#ifndef TG_PICTURE_PICTURE_H
#define TG_PICTURE_PICTURE_H

#include "job/job.h"

/*
 * tg_picture - plan a job whose operands are loaded, check every index, and
 * write an SVG of what it would gather to its output: input, index and output
 * as grids of cells, each cell of output in the colour of the place that it is
 * picked from. Of a large tensor only the first cells are shown, with those
 * that are picked, and a map of the whole. The same job gives the same bytes.
 *
 * Errors: as planning and checking the job; TG_ESYS.
 * Cost: one pass over the index; of a binary input only what is shown is read.
 * The picture stays below 300 kB.
 */
bool tg_picture(struct tg_job *job, struct tg_err *err);

#endif
