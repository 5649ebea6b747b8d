#ifndef TG_PICTURE_OVERVIEW_H
#define TG_PICTURE_OVERVIEW_H

#include "picture/scene.h"

/*
 * Where elements all over the output come from, as dots; returns the height it
 * takes. Cost: a few hundred elements of index are read.
 *
 *   TG_OVERVIEW_WIDTH   the width of a picture that has room for it
 */
#define TG_OVERVIEW_WIDTH 820
int tg_picture_overview(struct tg_scene *scene, int y);

#endif
