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

/* How many are left out right before k of those shown; n: after the last. */
int64_t tg_picture_left_out(const struct tg_grid_axis *axis, int k);

/* Room that dots take where some are left out. */
#define TG_SKIP 20

/* The width of slice k of those shown of a pane, dots and its name included. */
int tg_picture_slice_width(const struct tg_scene *scene, int p, int k);

/* Room for the numbers of the rows of slice k, which stand beside its cells. */
int tg_picture_room_beside(const struct tg_pane *pane, int k);

/* The width of a number, with what is left free beside it. */
int tg_picture_number_width(const char *text);

/* "[1][0]": the coordinates of slice k in the leading dims. Returns text. */
const char *tg_picture_slice_name(
	const struct tg_pane *pane, int k, char text[TG_SHAPE_TEXT]);

/* Set where everything stands, from y = top on, and how large it all is. */
void tg_picture_lay_out(struct tg_scene *scene, int top);

/* "(3, 4)": the shape of a pane, and that of the result if it differs. */
const char *tg_picture_shape(
	const struct tg_scene *scene, int p, char text[2 * TG_SHAPE_TEXT]);

/*
 * "[0][2]": where an element is from, for small print below its value. If it is
 * too long the first coordinates are left out, as in "\u2026[2]". The trace's
 * state is inside. Returns text.
 */
const char *tg_picture_source(
	char text[TG_SHAPE_TEXT], const struct tg_trace *trace, int ndim);

/* Call visit for every cell of a pane that is shown. */
void tg_picture_each_cell(struct tg_scene *scene, int p,
	void (*visit)(
		struct tg_scene *scene, int p, const struct tg_spot *spot));

#endif
