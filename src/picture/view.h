#ifndef TG_PICTURE_VIEW_H
#define TG_PICTURE_VIEW_H

#include "explain/grid.h"
#include "job/job.h"
#include "explain/trace.h"

/* The three tensors, in the order they are drawn in. */
enum { TG_PANE_INDEX, TG_PANE_INPUT, TG_PANE_OUTPUT, TG_PANES };

/* The directions of a pane: rows and columns are the last two dims, and all
 * leading dims together count the slices. */
enum { TG_SLICES, TG_ROWS, TG_COLS, TG_DIRECTIONS };

/* The most that a pane shows: slices, rows of each, and columns of all its
 * slices together, which stand side by side. */
#define TG_SLICES_MAX 4
#define TG_ROWS_MAX   TG_GRID_MAX
#define TG_COLS_MAX   TG_AXIS_MAX
#define TG_CELLS_MAX  (TG_ROWS_MAX * TG_COLS_MAX)

/* A cell of a pane: which of those shown it is in each direction. */
struct tg_spot {
	int at[TG_DIRECTIONS];
};

/*
 * A tensor as slices side by side, each a grid of cells. Each slice has rows
 * and columns of its own, so that it need not show what only others need.
 */
struct tg_pane {
	const char *name;
	const struct tg_tensor *tensor; /* NULL for the output */
	struct tg_shape shape;
	bool upright; /* its only dim goes down, not to the right */
	int64_t size[TG_DIRECTIONS];
	struct tg_grid_axis slices;
	struct tg_grid_axis rows[TG_SLICES_MAX]; /* of each slice shown */
	struct tg_grid_axis cols[TG_SLICES_MAX];
};

/* What is shown of the three tensors of a job. */
struct tg_view {
	const struct tg_job *job;
	struct tg_pane pane[TG_PANES];
	int64_t n;     /* elements of output */
	int64_t shown; /* how many of these: at most TG_CELLS_MAX */
	bool sideways; /* rows go together, so panes stand side by side */
};

/*
 * tg_view_make - choose the first cells of output, as many as their index and
 * input have room for, and the cells of index and input that these need. A
 * small tensor is shown whole.
 *
 *   job   planned; borrowed as long as the view is used
 *
 * Cost: no element of input is read; some thousand of index are.
 */
void tg_view_make(struct tg_view *view, const struct tg_job *job);

/* Element k of those of output that are shown, as its number in C order. */
int64_t tg_view_element(const struct tg_view *view, int64_t k);

/* Which are shown in a direction, of slice k of those shown. */
const struct tg_grid_axis *tg_pane_axis(
	const struct tg_pane *pane, int direction, int k);

/* The spot of an element at some coordinates; false if it is not shown. */
bool tg_pane_spot(
	const struct tg_pane *pane, const int64_t *at, struct tg_spot *spot);

/* The coordinates of the element at a spot. */
void tg_pane_coordinates(const struct tg_pane *pane, const struct tg_spot *spot,
	int64_t at[TG_MAX_NDIM]);

/* The direction, TG_SLICES to TG_COLS, that a dim goes in. */
int tg_pane_direction(const struct tg_pane *pane, int dim);

/* The coordinates in index of component i of a trace. */
void tg_view_index(const struct tg_view *view, const struct tg_trace *trace,
	int i, int64_t at[TG_MAX_NDIM]);

#endif
