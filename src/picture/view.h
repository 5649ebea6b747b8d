#ifndef TG_PICTURE_VIEW_H
#define TG_PICTURE_VIEW_H

#include "explain/grid.h"
#include "job/job.h"
#include "explain/trace.h"

/* From the top: what says where, what is picked from, what comes out. */
enum { TG_PANE_INDEX, TG_PANE_INPUT, TG_PANE_OUTPUT, TG_PANES };

/* The leading dims as one, and the last two. */
enum { TG_SLICES, TG_ROWS, TG_COLS, TG_DIRECTIONS };

#define TG_SLICES_MAX 4

/* Where a cell is among those that a pane shows. */
struct tg_spot {
	int at[TG_DIRECTIONS];
};

/* A tensor as slices side by side, each a grid of cells. */
struct tg_pane {
	const char *name;
	const struct tg_tensor *tensor; /* NULL for the output */
	struct tg_shape shape;
	bool upright; /* its only dim goes down, not to the right */
	struct tg_grid_axis axis[TG_DIRECTIONS];
	int max[TG_DIRECTIONS]; /* the most that axis may show */
};

/* What is shown of the three tensors of a job. */
struct tg_view {
	const struct tg_job *job;
	struct tg_pane pane[TG_PANES];
	int64_t n;     /* elements of the output */
	int64_t shown; /* of these */
	bool sideways; /* rows go together, so panes stand side by side */
};

/*
 * tg_view_make - choose the first cells of the output, as many as there is room
 * for what they come from, and with them the cells of index and input.
 *
 *   job   planned; borrowed
 *
 * Cost: no element of input is read; a few hundred of index are.
 */
void tg_view_make(struct tg_view *view, const struct tg_job *job);

/* The element of the output that number k of those shown is, in C order. */
int64_t tg_view_element(const struct tg_view *view, int64_t k);

/* Where coordinates of a tensor are in its pane; false if not shown. */
bool tg_pane_spot(
	const struct tg_pane *pane, const int64_t *at, struct tg_spot *spot);

/* Coordinates of what is shown at a spot. */
void tg_pane_coordinates(const struct tg_pane *pane, const struct tg_spot *spot,
	int64_t at[TG_MAX_NDIM]);

/* The direction that a dim goes in. */
int tg_pane_direction(const struct tg_pane *pane, int dim);

/* Coordinates in index of what step i of a trace says. */
void tg_view_index(const struct tg_view *view, const struct tg_trace *trace,
	int i, int64_t at[TG_MAX_NDIM]);

#endif
