#ifndef TG_PICTURE_LABELS_H
#define TG_PICTURE_LABELS_H

#include "picture/scene.h"

/* The name of a pane, its shape, and which way its dims go. */
void tg_picture_label(struct tg_scene *scene, int p);

/*
 * The numbers beside the rows and columns of a pane and the names of its
 * slices. The pane has cells.
 */
void tg_picture_numbers(struct tg_scene *scene, int p);

#endif
