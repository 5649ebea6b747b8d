#ifndef TG_PICTURE_LAYOUT_H
#define TG_PICTURE_LAYOUT_H

#include "picture/scene.h"

static inline void
tg_widen(int *most, int n)
{
	if (n > *most)
		*most = n;
}

/* Where a cell stands: its upper left corner. */
struct tg_corner {
	int x, y;
};
struct tg_corner tg_picture_corner(
	const struct tg_scene *scene, int pane, const struct tg_spot *spot);

/*
 * True if the numbers of rows of a pane stand to the right, of columns below:
 * where lines come to the output from the other side.
 */
bool tg_picture_is_turned(const struct tg_scene *scene, int p, int direction);

/* Settle where everything stands, from top on. */
void tg_picture_lay_out(struct tg_scene *scene, int top);

/* Coordinates in brackets, "[1][0]". */
void tg_picture_coordinates(char text[TG_SHAPE_TEXT], const int64_t *at, int n);

/* The shape of a pane, and of the result where it is another. */
const char *tg_picture_shape(
	const struct tg_scene *scene, int p, char text[2 * TG_SHAPE_TEXT]);

/* Visit every cell of a pane that is shown. */
void tg_picture_each_cell(struct tg_scene *scene, int p,
	void (*visit)(
		struct tg_scene *scene, int p, const struct tg_spot *spot));

#endif
