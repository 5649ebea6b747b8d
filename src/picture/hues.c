/*
 * Which hue a place has. The places that are picked from are spread evenly over
 * the few hues in their order: up to eight have each a hue of their own, and of
 * more those that are near look alike. Elements picked from the same place have
 * the same hue in all panes.
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

/* How many of the picked places are below one. */
static int
rank_of(const struct tg_scene *scene, int64_t place)
{
	int rank = 0;

	while (rank < scene->npicked && scene->picked[rank] < place)
		rank++;
	return rank;
}

static void
add_picked(struct tg_scene *scene, int64_t place)
{
	const int rank = rank_of(scene, place);

	if (rank < scene->npicked && scene->picked[rank] == place)
		return;
	memmove(scene->picked + rank + 1, scene->picked + rank,
		(size_t)(scene->npicked - rank) * sizeof(scene->picked[0]));
	scene->picked[rank] = place;
	scene->npicked++;
}

void
tg_picture_choose_hues(struct tg_scene *scene)
{
	const struct tg_view *view = &scene->view;
	const struct tg_plan *plan = &view->job->plan;
	struct tg_trace trace;

	scene->nplace = 1;
	scene->npicked = 0;
	for (int i = 0; i < plan->ncomponent; i++)
		scene->nplace *= plan->component[i].limit;
	for (int64_t k = 0; k < view->shown; k++) {
		tg_trace_follow(
			&view->job->gather, tg_view_element(view, k), &trace);
		if (trace.state == TG_PLACE_INSIDE)
			add_picked(scene, tg_picture_place(scene, &trace));
	}
}

int
tg_picture_hue_of(const struct tg_scene *scene, int64_t place)
{
	const int rank = rank_of(scene, place);

	if (rank == scene->npicked || scene->picked[rank] != place)
		return TG_HUE_NONE;
	return rank * TG_HUES / scene->npicked;
}

int
tg_picture_hue(const struct tg_scene *scene, const struct tg_trace *trace)
{
	if (trace->state != TG_PLACE_INSIDE)
		return TG_HUE_FILL;
	return tg_picture_hue_of(scene, tg_picture_place(scene, trace));
}
