#ifndef TG_EXPLAIN_FORMULA_H
#define TG_EXPLAIN_FORMULA_H

#include "base/print.h"
#include "explain/subscripts.h"

/*
 * The two sides of the formula, "output[i] =" and "input[ index[i] ]". The only
 * blanks of the right side are those around what index says. The first returns
 * how many columns it has written.
 */
int tg_explain_left_side(
	struct tg_printed *to, const struct tg_subscripts *subscripts);
void tg_explain_right_side(
	struct tg_printed *to, const struct tg_subscripts *subscripts);

#endif
