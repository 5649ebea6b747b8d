#ifndef TG_PICTURE_WIRES_H
#define TG_PICTURE_WIRES_H

#include "picture/layout.h"

/* A line from a cell of input to one of output. */
struct tg_wire {
	struct tg_corner from, to;
};

/*
 * The cells that an element of output joins; from is set only if the state of
 * its trace is inside. The picture is laid out, and the element is shown.
 */
struct tg_wire tg_picture_wire(
	const struct tg_scene *scene, const struct tg_trace *trace);

/* Draw the line of an element that is picked from input. */
void tg_picture_draw_wire(const struct tg_scene *scene, int64_t element);

#endif
