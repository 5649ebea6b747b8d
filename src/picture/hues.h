#ifndef TG_PICTURE_HUES_H
#define TG_PICTURE_HUES_H

#include "picture/scene.h"

/* Colours of places; one more stands for the fill value. */
enum { TG_HUES = 8, TG_HUE_FILL = TG_HUES, TG_HUE_NONE = -1 };

/*
 * The place that an index means, from 0 to nplace-1 of the scene. The
 * components of a tuple count as coordinates in C order. The trace's state is
 * inside.
 */
int64_t tg_picture_place(
	const struct tg_scene *scene, const struct tg_trace *trace);

/* The hue of a place below limit. */
int tg_picture_hue_of(int64_t place, int64_t limit);

/* The hue of an element: that of the place it is picked from, or of fill. */
int tg_picture_hue(const struct tg_scene *scene, const struct tg_trace *trace);

#endif
