#ifndef TG_PICTURE_LAYOUT_H
#define TG_PICTURE_LAYOUT_H

#include "picture/scene.h"

/* Make *most at least n. */
static inline void
tg_widen(int *most, int n)
{
	if (n > *most)
		*most = n;
}

/* A point of the picture; of a cell, its upper left corner. */
struct tg_corner {
	int x, y;
};
struct tg_corner tg_picture_corner(
	const struct tg_scene *scene, int pane, const struct tg_spot *spot);

/*
 * True if the numbers of a pane's rows stand to the right instead of the left,
 * or those of its columns below instead of above: lines come to output from
 * the usual side.
 */
bool tg_picture_is_turned(const struct tg_scene *scene, int p, int direction);

/* Set where everything stands, from y = top on, and how large it all is. */
void tg_picture_lay_out(struct tg_scene *scene, int top);

/* "(3, 4)": the shape of a pane, and that of the result if it differs. */
const char *tg_picture_shape(
	const struct tg_scene *scene, int p, char text[2 * TG_SHAPE_TEXT]);

/* Call visit for every cell of a pane that is shown. */
void tg_picture_each_cell(struct tg_scene *scene, int p,
	void (*visit)(
		struct tg_scene *scene, int p, const struct tg_spot *spot));

#endif
