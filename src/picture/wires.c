/*
 * The lines that lead from picked cells of input to cells of output. They run
 * behind the cells, and side by side where they would hide each other.
 */
#include "picture/wires.h"

/* Distance between lines that leave or reach one row or column. */
#define LANE 5

/* How far off the middle of its cells a line begins and ends. */
struct lanes {
	int from, to;
};

/*
 * A line from a picked cell down to a cell of output: straight out of input, in
 * a curve between the panes, and straight to the cell.
 */
static void
put_line_down(const struct tg_scene *scene, const struct tg_wire *wire,
	struct lanes lane)
{
	const struct tg_box *input = &scene->box[TG_PANE_INPUT];
	const int begin = input->y + input->height;
	const int end = scene->box[TG_PANE_OUTPUT].y - TG_CELL_GAP;
	const int middle = (begin + end) / 2;
	const int x0 = wire->from.x + scene->cell_width / 2 + lane.from;
	const int x1 = wire->to.x + scene->cell_width / 2 + lane.to;

	tg_print(scene->to,
		"<path class=\"w\" d=\"M%d %dV%dC%d %d %d %d %d %dV%d\"/>"
		"<path class=\"a\" d=\"M%d %dh8l-4 7z\"/>\n",
		x0, wire->from.y + TG_CELL_HEIGHT, begin, x0, middle, x1,
		middle, x1, end, wire->to.y - 6, x1 - 4, wire->to.y - 8);
}

/* A line from a picked cell to the right, likewise. */
static void
put_line_right(const struct tg_scene *scene, const struct tg_wire *wire,
	struct lanes lane)
{
	const struct tg_box *input = &scene->box[TG_PANE_INPUT];
	const int begin = input->x + input->width;
	const int end = scene->box[TG_PANE_OUTPUT].x - TG_CELL_GAP;
	const int middle = (begin + end) / 2;
	const int y0 = wire->from.y + TG_CELL_HEIGHT / 2 + lane.from;
	const int y1 = wire->to.y + TG_CELL_HEIGHT / 2 + lane.to;

	tg_print(scene->to,
		"<path class=\"w\" d=\"M%d %dH%dC%d %d %d %d %d %dH%d\"/>"
		"<path class=\"a\" d=\"M%d %dv8l7-4z\"/>\n",
		wire->from.x + scene->cell_width, y0, begin, middle, y0, middle,
		y1, end, y1, wire->to.x - 6, wire->to.x - 8, y1 - 4);
}

/* The middle of n lanes is 0; those before one in its row or column count. */
static int
lane_of(int before, int n)
{
	return (2 * before - (n - 1)) * LANE / 2;
}

/* Give lines that leave or reach the same row or column a lane each. */
static struct lanes
choose_lanes(const struct tg_scene *scene, int64_t element,
	const struct tg_wire *wire)
{
	const struct tg_view *view = &scene->view;
	int from_before = 0, from = 0, to_before = 0, to = 0;

	for (int64_t k = 0; k < view->shown; k++) {
		const int64_t other = tg_view_element(view, k);
		struct tg_trace trace;
		struct tg_wire w;

		tg_trace_follow(&view->job->gather, other, &trace);
		if (trace.state != TG_PLACE_INSIDE)
			continue;
		w = tg_picture_wire(scene, &trace);
		if (view->sideways ? w.from.y == wire->from.y
				   : w.from.x == wire->from.x) {
			from_before += other < element;
			from++;
		}
		if (view->sideways ? w.to.y == wire->to.y
				   : w.to.x == wire->to.x) {
			to_before += other < element;
			to++;
		}
	}
	return (struct lanes){ lane_of(from_before, from),
		lane_of(to_before, to) };
}

struct tg_wire
tg_picture_wire(const struct tg_scene *scene, const struct tg_trace *trace)
{
	const struct tg_pane *pane = scene->view.pane;
	struct tg_wire wire = { 0 };
	struct tg_spot spot;

	tg_pane_spot(&pane[TG_PANE_OUTPUT], trace->output, &spot);
	wire.to = tg_picture_corner(scene, TG_PANE_OUTPUT, &spot);
	if (trace->state != TG_PLACE_INSIDE)
		return wire;
	tg_pane_spot(&pane[TG_PANE_INPUT], trace->input, &spot);
	wire.from = tg_picture_corner(scene, TG_PANE_INPUT, &spot);
	return wire;
}

void
tg_picture_draw_wire(const struct tg_scene *scene, int64_t element)
{
	struct tg_trace trace;
	struct tg_wire wire;
	struct lanes lane;

	tg_trace_follow(&scene->view.job->gather, element, &trace);
	wire = tg_picture_wire(scene, &trace);
	lane = choose_lanes(scene, element, &wire);
	if (scene->view.sideways)
		put_line_right(scene, &wire, lane);
	else
		put_line_down(scene, &wire, lane);
}
