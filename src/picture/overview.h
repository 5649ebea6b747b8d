#ifndef TG_PICTURE_OVERVIEW_H
#define TG_PICTURE_OVERVIEW_H

#include "picture/scene.h"

/* The width that a picture with an overview needs. */
#define TG_OVERVIEW_WIDTH 820

/*
 * tg_picture_overview - show as dots where elements all over output come from.
 *
 *   y   where it starts
 *
 * Returns its height. Cost: a few hundred elements of index are read.
 */
int tg_picture_overview(struct tg_scene *scene, int y);

#endif
