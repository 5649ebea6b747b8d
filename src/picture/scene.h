#ifndef TG_PICTURE_SCENE_H
#define TG_PICTURE_SCENE_H

#include <stdio.h>

#include "explain/element.h"
#include "explain/formula.h"
#include "explain/sections.h"
#include "explain/trace_lines.h"
#include "picture/view.h"

/* All lengths are in SVG's units, which are pixels at natural size. */
enum {
	TG_CELL_HEIGHT = 40,
	TG_CELL_GAP = 8,
	TG_MARGIN = 28,
	TG_LINE_HEIGHT = 18, /* of small text */
};

/* Average widths of characters: of values, of headings, of small print. */
#define TG_TEXT_WIDTH  9.7
#define TG_SMALL_WIDTH 7.3
#define TG_TINY_WIDTH  5.5

/* Colours of slices; one more stands for the fill value. */
enum { TG_HUES = 8, TG_HUE_FILL = TG_HUES, TG_HUE_NONE = -1 };

static inline void
tg_widen(int *most, int n)
{
	if (n > *most)
		*most = n;
}

struct tg_box {
	int x, y; /* of the first cell of a pane */
	int width, height;
	int label_x, label_y; /* of the first line of its label */
};

/* A picture on its way. */
struct tg_scene {
	FILE *to;
	const struct tg_explanation *explain;
	struct tg_view view;
	struct tg_box box[TG_PANES];
	int cell_width;
	int value_columns;  /* of the longest value */
	int source_columns; /* of the longest coordinates of a source */
	int64_t nplace;     /* that an index could mean */
	bool wired;         /* lines lead from input to output */
	int width, height;
	signed char hue[TG_PANE_OUTPUT][TG_SLICES_MAX][TG_GRID_MAX]
		       [TG_GRID_MAX]; /* of cells of index and input */
};

/* Where a cell stands: its upper left corner. */
struct tg_corner {
	int x, y;
};
struct tg_corner tg_picture_corner(
	const struct tg_scene *picture, int pane, const struct tg_spot *spot);

/*
 * The place that an index means, whose state is inside, among all that the
 * index could mean; several components count as in C order.
 */
int64_t tg_picture_place(
	const struct tg_scene *picture, const struct tg_trace *trace);

/* The hue of a place among so many, and of what an element is picked from. */
int tg_picture_hue_of(int64_t place, int64_t limit);
int tg_picture_hue(
	const struct tg_scene *picture, const struct tg_trace *trace);

/* Text in its markup, with what XML does not allow replaced. */
void tg_svg_text(FILE *to, const char *text);

/* How the classes look that the elements of the picture have. */
void tg_svg_style(FILE *to);

/*
 * True if the numbers of rows of a pane stand to the right, of columns below:
 * where lines come to the output from the other side.
 */
bool tg_picture_is_turned(const struct tg_scene *picture, int p, int direction);

/* Settle where everything stands, from top on. */
void tg_picture_lay_out(struct tg_scene *picture, int top);

/* Longest text of a value, in columns. */
#define TG_VALUE_COLUMNS 10

/* Coordinates in brackets, "[1][0]". */
void tg_picture_coordinates(char text[TG_SHAPE_TEXT], const int64_t *at, int n);

/* The shape of a pane, and of the result where it is another. */
const char *tg_picture_shape(
	const struct tg_scene *picture, int p, char text[2 * TG_SHAPE_TEXT]);

/* Visit every cell of a pane that is shown. */
void tg_picture_each_cell(struct tg_scene *picture, int p,
	void (*visit)(
		struct tg_scene *picture, int p, const struct tg_spot *spot));

/* The three panes and what leads from one to the other. */
void tg_picture_draw(struct tg_scene *picture);

/*
 * Where elements all over the output come from, as dots; returns the height it
 * takes. Cost: a few hundred elements of index are read.
 *
 *   TG_OVERVIEW_WIDTH   the width of a picture that has room for it
 */
#define TG_OVERVIEW_WIDTH 820
int tg_picture_overview(struct tg_scene *picture, int y);

#endif
