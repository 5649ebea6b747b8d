#ifndef TG_PICTURE_DRAW_H
#define TG_PICTURE_DRAW_H

#include "picture/scene.h"

/* The three panes and what leads from one to the other. */
void tg_picture_draw(struct tg_scene *scene);

#endif
