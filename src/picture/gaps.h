#ifndef TG_PICTURE_GAPS_H
#define TG_PICTURE_GAPS_H

#include "picture/scene.h"

/*
 * Write in each gap between the cells of a pane how many rows, columns or
 * slices are left out there. The pane has cells.
 */
void tg_picture_gaps(struct tg_scene *scene, int p);

#endif
