/*
 * Which hue a place has. Places are spread evenly over the few hues in their
 * order, so that elements picked from the same place have the same hue in all
 * panes, and near places look alike.
 */
#include "picture/hues.h"

int64_t
tg_picture_place(const struct tg_scene *scene, const struct tg_trace *trace)
{
	const struct tg_plan *plan = &scene->view.job->plan;
	int64_t place = 0;

	for (int i = 0; i < trace->nstep; i++)
		place = place * plan->component[i].limit + trace->step[i].place;
	return place;
}

int
tg_picture_hue_of(int64_t place, int64_t limit)
{
	/* where the product below would overflow, divide first */
	if (place > INT64_MAX / TG_HUES)
		return (int)(place / (limit / TG_HUES + 1));
	return (int)(place * TG_HUES / limit);
}

int
tg_picture_hue(const struct tg_scene *scene, const struct tg_trace *trace)
{
	if (trace->state != TG_PLACE_INSIDE)
		return TG_HUE_FILL;
	return tg_picture_hue_of(tg_picture_place(scene, trace), scene->nplace);
}
