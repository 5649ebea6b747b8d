#ifndef TG_PICTURE_SVG_H
#define TG_PICTURE_SVG_H

#include <stdio.h>

/* Text in its markup, with what XML does not allow replaced. */
void tg_svg_text(FILE *to, const char *text);

/* An element that shows a text at a place, in the look of some classes. */
void tg_svg_text_at(
	FILE *to, const char *class, int x, int y, const char *text);

/* How the classes look that the elements of the picture have. */
void tg_svg_style(FILE *to);

#endif
