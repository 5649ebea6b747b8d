#ifndef TG_PICTURE_HUES_H
#define TG_PICTURE_HUES_H

#include "picture/scene.h"

/* Colours of slices; one more stands for the fill value. */
enum { TG_HUES = 8, TG_HUE_FILL = TG_HUES, TG_HUE_NONE = -1 };

/*
 * The place that an index means, whose state is inside, among all that the
 * index could mean; several components count as in C order.
 */
int64_t tg_picture_place(
	const struct tg_scene *scene, const struct tg_trace *trace);

/* The hue of a place among so many, and of what an element is picked from. */
int tg_picture_hue_of(int64_t place, int64_t limit);
int tg_picture_hue(const struct tg_scene *scene, const struct tg_trace *trace);

#endif
