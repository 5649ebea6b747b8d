/*
 * A small map of the whole output, below the panes of a picture that can show
 * only a part of it: a dot for each of some hundred elements, spread evenly, at
 * the height of the place it is picked from. It shows at a glance whether picks
 * are in order, repeated or random.
 */
#include "picture/overview.h"

#include <inttypes.h>
#include <stdio.h>

#include "picture/hues.h"

enum {
	DOTS = 480,   /* the most there are */
	HEIGHT = 160, /* of the map */
	DOT = 3,      /* size of one */
	LEFT = 110,   /* room for numbers and the scale */
	WIDTH = TG_OVERVIEW_WIDTH - 2 * TG_MARGIN - LEFT,
};

/* n * part / of without overflow; part is at most of. */
static int64_t
scale_down(int64_t n, int64_t part, int64_t of)
{
	return n / of * part + n % of * part / of;
}

/* The scale to the left: its ends, and the places picked in the panes above. */
static void
put_scale(const struct tg_scene *scene, int y)
{
	const double each = HEIGHT / (double)scene->nplace;
	const double height = each > 2 ? each : 2;

	tg_print(scene->to,
		"<text class=\"d e\" x=\"%d\" y=\"%d\">0</text>\n"
		"<text class=\"d e\" x=\"%d\" y=\"%d\">%" PRId64 "</text>\n"
		"<rect class=\"u\" x=\"%d\" y=\"%d\" width=\"14\" "
		"height=\"%d\"/>\n",
		TG_MARGIN + LEFT - 28, y + 12, TG_MARGIN + LEFT - 28,
		y + HEIGHT, scene->nplace - 1, TG_MARGIN + LEFT - 20, y,
		HEIGHT);
	for (int i = 0; i < scene->npicked; i++)
		tg_print(scene->to,
			"<rect class=\"m h%d\" x=\"%d\" y=\"%.1f\" "
			"width=\"14\" height=\"%.1f\"/>\n",
			tg_picture_hue_of(scene, scene->picked[i]),
			TG_MARGIN + LEFT - 20,
			y + ((double)scene->picked[i] + .5) * each - height / 2,
			height);
}

/* The dot of an element; part says how far to the right, from 0 to 1. */
static void
put_element_dot(const struct tg_scene *scene, const struct tg_trace *trace,
	double part, int y)
{
	const double place = (double)tg_picture_place(scene, trace) + .5;
	const int hue = tg_picture_hue(scene, trace);

	tg_print_text(scene->to, "<rect class=\"m");
	if (hue != TG_HUE_NONE)
		tg_print(scene->to, " h%d", hue);
	tg_print(scene->to,
		"\" x=\"%.1f\" y=\"%.1f\" width=\"%d\" "
		"height=\"%d\"/>\n",
		TG_MARGIN + LEFT + part * (WIDTH - DOT),
		y + place / (double)scene->nplace * HEIGHT - DOT / 2., DOT,
		DOT);
}

/* The dots: evenly spread elements, first and last among them. */
static void
put_element_dots(const struct tg_scene *scene, int y)
{
	const struct tg_view *view = &scene->view;
	const int64_t last = (view->n < DOTS ? view->n : DOTS) - 1;
	struct tg_trace trace;

	for (int64_t i = 0; i <= last; i++) {
		tg_trace_follow(&view->job->gather,
			scale_down(view->n - 1, i, last), &trace);
		if (trace.state == TG_PLACE_INSIDE)
			put_element_dot(
				scene, &trace, (double)i / (double)last, y);
	}
}

/* "along dim 1 of input" */
static const char *
places_text(char text[60], const struct tg_plan *plan)
{
	if (plan->component[0].dim < 0)
		return "in input, flattened";
	if (plan->ncomponent > 1)
		return "in the indexed dims of input";
	snprintf(text, 60, "along dim %d of input", plan->component[0].dim);
	return text;
}

int
tg_picture_overview(struct tg_scene *scene, int y)
{
	const struct tg_view *view = &scene->view;
	char text[60];
	const int top = y + TG_LINE_HEIGHT + 14;

	tg_print(scene->to,
		"<text class=\"n\" x=\"%d\" y=\"%d\"><tspan class=\"b\">all of "
		"output</tspan>: for each element, first to last, its place "
		"%s</text>\n",
		TG_MARGIN, y + 14, places_text(text, &view->job->plan));
	tg_print(scene->to,
		"<rect class=\"u\" x=\"%d\" y=\"%d\" width=\"%d\" "
		"height=\"%d\"/>\n",
		TG_MARGIN + LEFT, top, WIDTH, HEIGHT);
	put_scale(scene, top);
	put_element_dots(scene, top);
	tg_print(scene->to,
		"<text class=\"d\" x=\"%d\" y=\"%d\">0</text>\n"
		"<text class=\"d e\" x=\"%d\" y=\"%d\">%" PRId64 "</text>\n"
		"<text class=\"x\" x=\"%d\" y=\"%d\">%" PRId64 " of %" PRId64
		" elements of output; coloured: places picked above"
		"</text>\n",
		TG_MARGIN + LEFT, top + HEIGHT + 16, TG_MARGIN + LEFT + WIDTH,
		top + HEIGHT + 16, view->n - 1, TG_MARGIN + LEFT + WIDTH / 2,
		top + HEIGHT + 16, view->n < DOTS ? view->n : (int64_t)DOTS,
		view->n);
	return top + HEIGHT + 24 - y;
}
