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

/* The scale to the left: each hue with its first place. */
static void
put_scale(const struct tg_scene *scene, int y)
{
	const int64_t n = scene->nplace;

	for (int i = 0; i < TG_HUES; i++) {
		/* rounded up */
		const int64_t begin = n / TG_HUES * i +
			(n % TG_HUES * i + TG_HUES - 1) / TG_HUES;
		const int64_t end = n / TG_HUES * (i + 1) +
			(n % TG_HUES * (i + 1) + TG_HUES - 1) / TG_HUES;
		int from, to;

		if (begin == end) /* there are fewer places than hues */
			continue;
		from = (int)((double)begin / (double)n * HEIGHT);
		to = (int)((double)end / (double)n * HEIGHT);
		tg_print(scene->to,
			"<rect class=\"o h%d\" x=\"%d\" y=\"%d\" "
			"width=\"14\" height=\"%d\"/>\n"
			"<text class=\"d e\" x=\"%d\" y=\"%d\">%" PRId64
			"</text>\n",
			i, TG_MARGIN + LEFT - 20, y + from, to - from,
			TG_MARGIN + LEFT - 28, y + from + 12, begin);
	}
}

/* The dot of an element; part says how far to the right, from 0 to 1. */
static void
put_element_dot(const struct tg_scene *scene, const struct tg_trace *trace,
	double part, int y)
{
	const double place = (double)tg_picture_place(scene, trace) + .5;

	tg_print(scene->to,
		"<rect class=\"m h%d\" x=\"%.1f\" y=\"%.1f\" width=\"%d\" "
		"height=\"%d\"/>\n",
		tg_picture_hue(scene, trace),
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
		" elements of output</text>\n",
		TG_MARGIN + LEFT, top + HEIGHT + 16, TG_MARGIN + LEFT + WIDTH,
		top + HEIGHT + 16, view->n - 1, TG_MARGIN + LEFT + WIDTH / 2,
		top + HEIGHT + 16, view->n < DOTS ? view->n : (int64_t)DOTS,
		view->n);
	return top + HEIGHT + 24 - y;
}
