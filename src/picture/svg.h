#ifndef TG_PICTURE_SVG_H
#define TG_PICTURE_SVG_H

#include "base/print.h"

/*
 * Write a text so that XML reads it as that text. What XML does not allow is
 * replaced by U+FFFD.
 */
void tg_svg_text(struct tg_printed *to, const char *text);

/* Write a text at a point; class names the looks that it has. */
void tg_svg_text_at(struct tg_printed *to, const char *class, int x, int y,
	const char *text);

/* Write the style sheet: what each class looks like. */
void tg_svg_style(struct tg_printed *to);

#endif
