/*
 * The section of an explanation that lines up the three shapes, one column for
 * each subscript of the formula, and marks below how the sizes must fit. People
 * see there at once which dim of input goes with which of index, and which pair
 * does not fit.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "job/out_of_range.h"
#include "explain/sections.h"
#include "base/text_width.h"

/* How the sizes of a column must fit, and whether they do. */
enum relation { FREE, EQUAL, WITHIN, REPEATED, PICKED, TUPLE, BROKEN };

static const char *const marks[] = {
	[FREE] = "",
	[EQUAL] = "=",
	[WITHIN] = "<=",
	[REPEATED] = "=1",
	[PICKED] = "^",
	[TUPLE] = "#",
	[BROKEN] = "!",
};

/* In place of a size: no dim belongs there, or one does and is not there. */
enum { NONE = -1, MISSING = -2 };

/* A slot, and its sizes in input, index and output. */
struct column {
	const struct tg_slot *slot;
	int64_t size[3];
	enum relation relation;
	int width;
};

static int64_t
size_in(const struct tg_shape *shape, int dim)
{
	if (dim < 0)
		return NONE;
	if (dim < shape->ndim)
		return shape->size[dim];
	return shape->ndim == 0 ? 1 : MISSING;
}

static int
count_picked(const struct tg_subscripts *subscripts)
{
	int n = 0;

	for (int i = 0; i < subscripts->nslot; i++)
		n += subscripts->slot[i].picked;
	return n;
}

static enum relation
relation_of(const struct tg_subscripts *subscripts, const struct column *c)
{
	const enum tg_op_sizes sizes = subscripts->op->sizes;
	const int64_t input = c->size[0], index = c->size[1];

	if (c->slot->tuple)
		return index == count_picked(subscripts) ? TUPLE : BROKEN;
	if (index == MISSING || input == MISSING)
		return BROKEN;
	if (c->slot->picked)
		return PICKED;
	if (input == NONE || index == NONE)
		return FREE;
	if (sizes == TG_SIZES_WITHIN)
		return index <= input ? WITHIN : BROKEN;
	if (input == index)
		return EQUAL;
	return sizes == TG_SIZES_BROADCAST && (input == 1 || index == 1)
		? REPEATED
		: BROKEN;
}

static int
print_size(char text[24], int64_t size)
{
	if (size < 0)
		return snprintf(text, 24, size == NONE ? "." : "?");
	return snprintf(text, 24, "%" PRId64, size);
}

static struct column
column_of(const struct tg_explanation *e, const struct tg_slot *slot)
{
	const struct tg_job *job = e->job;
	struct column c = { .slot = slot };
	char text[24];
	int n;

	c.size[0] = size_in(&job->input.tensor.shape, slot->input);
	if (slot->picked && slot->input < 0)
		tg_shape_numel(&job->input.tensor.shape, &c.size[0]);
	c.size[1] = size_in(&job->index.tensor.shape, slot->index);
	c.size[2] = slot->output < 0 ? NONE
		: job->gather.plan == NULL
		? MISSING
		: job->plan.output.size[slot->output];
	c.relation = relation_of(&e->subscripts, &c);
	c.width = (int)strlen(slot->letter);
	for (int i = 0; i < 3; i++) {
		n = print_size(text, c.size[i]);
		c.width = n > c.width ? n : c.width;
	}
	n = (int)strlen(marks[c.relation]);
	c.width = n > c.width ? n : c.width;
	return c;
}

/* A slot for a dim of index that the operation does not read. */
static const struct tg_slot *
unused_slot(struct tg_slot *slot, int dim)
{
	*slot = (struct tg_slot){ .input = -1, .index = dim, .output = -1 };
	return slot;
}

static const char *
role_of(int row)
{
	static const char *const roles[] = { "input", "index", "output" };

	return roles[row];
}

/* The name of an operand behind its row, cut to what fits on the line. */
static void
put_name(struct tg_page_line *line, const char *name)
{
	const int left = line->page->width - line->column - 3;
	char text[400];

	if (left < 6)
		return;
	tg_text_width_cut(
		text, sizeof(text), name, strlen(name), left < 60 ? left : 60);
	tg_page_line_blanks(line, 3);
	tg_page_line_text(line, text, TG_DIM);
}

static void
put_entry(struct tg_page_line *line, const struct column *c, const char *text)
{
	tg_page_line_blanks(line, c->width + 3 - (int)strlen(text));
	tg_page_line_text(line, text,
		c->relation == BROKEN           ? TG_WRONG
			: c->relation == PICKED ? TG_BOLD
						: TG_PLAIN);
}

/* The letters above the sizes, or the marks below them. */
static void
put_letters_or_marks(
	struct tg_page *page, const struct column *column, int n, bool below)
{
	struct tg_page_line line = { .page = page };
	bool any = false;

	for (int i = 0; i < n; i++)
		any = any || below || column[i].slot->letter[0] != '\0';
	if (!any)
		return;
	tg_page_line_blanks(&line, 8);
	for (int i = 0; i < n; i++)
		put_entry(&line, &column[i],
			below ? marks[column[i].relation]
			      : column[i].slot->letter);
	tg_page_line_end(&line);
}

static void
put_sizes(const struct tg_explanation *e, const struct column *column, int n,
	int row)
{
	const struct tg_job *job = e->job;
	const char *names[] = { job->input.spec->text, job->index.spec->text };
	struct tg_page_line line = { .page = e->page };

	tg_page_line_blanks(&line, 2);
	tg_page_line_text(&line, role_of(row), TG_PLAIN);
	tg_page_line_blanks(&line, 8 - line.column);
	for (int i = 0; i < n; i++) {
		char text[24];

		print_size(text, column[i].size[row]);
		put_entry(&line, &column[i], text);
	}
	if (row < 2)
		put_name(&line, names[row]);
	tg_page_line_end(&line);
}

static void
put_table(const struct tg_explanation *e, const struct column *column, int n)
{
	put_letters_or_marks(e->page, column, n, false);
	for (int row = 0; row < 3; row++)
		put_sizes(e, column, n, row);
	put_letters_or_marks(e->page, column, n, true);
}

/* What index says in a column, and which numbers it may have there. */
static void
say_range(const struct tg_explanation *e, const struct column *c)
{
	const struct tg_policy *policy = &e->job->options->policy;
	const int64_t size = c->size[0];
	char range[120], dim[40];

	if (c->slot->input < 0)
		snprintf(dim, sizeof(dim), "all elements, in C order");
	else
		snprintf(dim, sizeof(dim), "dim %d of input", c->slot->input);
	if (size == 0)
		tg_page_item(e->page, "  ^", 5,
			"index says where along %s: nothing is there", dim);
	else if (policy->mode == TG_MODE_WRAP || policy->mode == TG_MODE_CLIP)
		tg_page_item(
			e->page, "  ^", 5, "index says where along %s", dim);
	else
		tg_page_item(e->page, "  ^", 5, "index says where along %s: %s",
			dim, tg_out_of_range_valid(range, policy, size));
}

static const char *
mark_text(char text[8], enum relation relation)
{
	snprintf(text, 8, "  %s", marks[relation]);
	return text;
}

static void
say_marks(const struct tg_explanation *e, const struct column *column, int n)
{
	static const char *const meaning[] = {
		[EQUAL] = "input and index must have the same size",
		[WITHIN] = "index may be smaller than input, not larger",
		[REPEATED] = "a size of 1 is repeated to fit the other",
		[TUPLE] = "so many coordinates, one for each dim marked ^",
		[BROKEN] = "this does not fit; ? is a dim that is missing",
	};
	unsigned seen = 0;
	char text[8];

	for (int i = 0; i < n; i++) {
		if (column[i].relation == PICKED)
			say_range(e, &column[i]);
		else
			seen |= 1U << column[i].relation;
	}
	for (int r = EQUAL; r <= BROKEN; r++)
		if (seen >> r & 1)
			tg_page_item(e->page, mark_text(text, (enum relation)r),
				5, "%s", meaning[r]);
}

void
tg_explain_shapes(const struct tg_explanation *e)
{
	struct column column[3 * TG_MAX_NDIM + 2];
	struct tg_slot extra[TG_MAX_NDIM];
	int n = 0;

	for (; n < e->subscripts.nslot; n++)
		column[n] = column_of(e, &e->subscripts.slot[n]);
	for (int k = e->subscripts.nindex; k < e->job->index.tensor.shape.ndim;
		k++) {
		column[n] = column_of(e, unused_slot(&extra[k], k));
		column[n++].relation = BROKEN;
	}
	/* one table below the other, each as wide as the page */
	for (int from = 0, to; from < n; from = to) {
		int width = 8;

		for (to = from; to < n; to++) {
			if (to > from &&
				width + column[to].width + 3 > e->page->width)
				break;
			width += column[to].width + 3;
		}
		put_table(e, column + from, to - from);
	}
	say_marks(e, column, n);
}
