#ifndef TG_PICTURE_DRAW_H
#define TG_PICTURE_DRAW_H

#include "picture/scene.h"

/* Write the three panes, laid out already, and what leads between them. */
void tg_picture_draw(struct tg_scene *scene);

#endif
