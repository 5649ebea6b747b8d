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

/*
 * Set nplace, and the places that the elements of output that are shown are
 * picked from. The hues below are known only then.
 */
void tg_picture_choose_hues(struct tg_scene *scene);

/* The hue of a place; TG_HUE_NONE of one that nothing shown is picked from. */
int tg_picture_hue_of(const struct tg_scene *scene, int64_t place);

/* The hue of an element: that of the place it is picked from, or of fill. */
int tg_picture_hue(const struct tg_scene *scene, const struct tg_trace *trace);

#endif
