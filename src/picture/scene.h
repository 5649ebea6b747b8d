#ifndef TG_PICTURE_SCENE_H
#define TG_PICTURE_SCENE_H

#include "explain/sections.h"
#include "picture/view.h"

/* All lengths are in SVG's units, which are pixels at natural size. */
enum {
	TG_CELL_HEIGHT = 40,
	TG_CELL_GAP = 8,
	TG_MARGIN = 28,
	TG_LINE_HEIGHT = 18, /* of small text */
};

/* Average widths of characters: of the formula, of values, of small print, of
 * what is smaller. */
#define TG_FORMULA_WIDTH 9.7
#define TG_TEXT_WIDTH    8.5
#define TG_SMALL_WIDTH   7.3
#define TG_TINY_WIDTH    6.1

/* Where a pane stands. */
struct tg_box {
	int x, y; /* of the first cell */
	int width, height;
	int label_x, label_y;       /* of the first line of its label */
	int slice_x[TG_SLICES_MAX]; /* of the first cell of each, from x on */
	bool own_rows; /* each slice shows rows of its own, with numbers */
};

/*
 * A picture while it is drawn. What is borrowed stays as it is; the rest is set
 * step by step: hues and measures, then the layout.
 */
struct tg_scene {
	struct tg_printed *to;
	const struct tg_explanation *explain;
	struct tg_view view;
	struct tg_box box[TG_PANES];
	int cell_width;
	int value_width;    /* of the widest value */
	int source_columns; /* of the longest coordinates of a source */
	int64_t nplace;     /* how many places an index can mean */
	int npicked;        /* of these, what the output shown is picked from */
	int64_t picked[TG_CELLS_MAX]; /* ascending */
	bool wired;                   /* lines lead from input to output */
	int width, height;
	signed char hue[TG_PANE_OUTPUT][TG_SLICES_MAX][TG_ROWS_MAX]
		       [TG_COLS_MAX]; /* of cells of index and input */
};

#endif
