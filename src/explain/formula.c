/*
 * The name of a call and its formula, as output[i] = input[ index[i] ], with
 * what index picks marked. The formula is written also where the shapes do not
 * fit, to show what the operation would read.
 */
#include "explain/formula.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "explain/sections.h"

void
tg_explain_heading(const struct tg_explanation *e)
{
	const struct tg_call *call = &e->job->options->call;
	const int64_t batch =
		tg_call_batch_dims(call, e->job->index.tensor.shape.ndim);
	struct tg_printed *to = &e->page->to;

	tg_page_colour(e->page, TG_BOLD);
	tg_print_text(to, tg_op_name(call->op));
	if (tg_call_has_dim(call))
		tg_print(to, " %s dim %" PRId64,
			tg_op_table[call->op].tuples ? "from" : "along",
			call->dim);
	if (batch > 0)
		tg_print(to, ", %" PRId64 " batch dim%s", batch,
			batch == 1 ? "" : "s");
	tg_page_colour(e->page, TG_PLAIN);
	tg_print_char(to, '\n');
}

/* "index[i][j]"; component is the place in the tuple, if index has tuples. */
static void
put_index(struct tg_printed *to, const struct tg_subscripts *subscripts,
	int component)
{
	tg_print_text(to, "index");
	for (int i = 0; i < subscripts->nindex; i++) {
		const struct tg_slot *slot =
			tg_subscripts_of_index(subscripts, i);

		if (slot->tuple)
			tg_print(to, "[%d]", component);
		else
			tg_print(to, "[%s]", slot->letter);
	}
}

int
tg_explain_left_side(
	struct tg_printed *to, const struct tg_subscripts *subscripts)
{
	const size_t before = to->len;

	tg_print_text(to, "output");
	for (int i = 0; i < subscripts->noutput; i++)
		tg_print(to, "[%s]",
			tg_subscripts_of_output(subscripts, i)->letter);
	tg_print_text(to, " =");
	return (int)(to->len - before);
}

void
tg_explain_right_side(
	struct tg_printed *to, const struct tg_subscripts *subscripts)
{
	int component = 0;

	tg_print_text(to, subscripts->op->flat ? "flat_input" : "input");
	for (int i = 0; i < subscripts->nslot; i++) {
		const struct tg_slot *slot = &subscripts->slot[i];

		if (slot->picked) {
			tg_print_text(to, "[ ");
			put_index(to, subscripts, component++);
			tg_print_text(to, " ]");
		} else if (slot->input >= 0) {
			tg_print(to, "[%s]", slot->letter);
		}
	}
}

static bool
begins_picked(const char *text)
{
	return text[0] == '[' && text[1] == ' ';
}

static bool
ends_picked(const char *text)
{
	return text[0] == ' ' && text[1] == ']';
}

/* The right side, with what index says in bold and marked by ^ below. */
static void
put_right_side(struct tg_page *page, const char *text, int indent)
{
	bool inside = false;

	for (const char *p = text; *p != '\0'; p++) {
		if (begins_picked(p))
			tg_page_colour(page, TG_BOLD);
		tg_print_char(&page->to, *p);
		if (p > text && ends_picked(p - 1))
			tg_page_colour(page, TG_PLAIN);
	}
	tg_print(&page->to, "\n%*s", indent, "");
	for (const char *p = text; *p != '\0'; p++) {
		inside = inside || begins_picked(p);
		if (inside || strstr(p, "[ ") != NULL)
			tg_print_char(&page->to, inside ? '^' : ' ');
		inside = inside && !(p > text && ends_picked(p - 1));
	}
	tg_print_char(&page->to, '\n');
}

/* "for i=0..127, k=0..3": what the letters run over. */
static void
say_ranges(const struct tg_explanation *e)
{
	const struct tg_shape *output = &e->job->plan.output;
	char text[2 * TG_SHAPE_TEXT] = "";
	size_t len = 0;

	for (int i = 0; i < output->ndim; i++) {
		const char *letter =
			tg_subscripts_of_output(&e->subscripts, i)->letter;
		const char *comma = i > 0 ? ", " : "";

		if (output->size[i] == 0)
			len += (size_t)snprintf(text + len, sizeof(text) - len,
				"%sno %s", comma, letter);
		else
			len += (size_t)snprintf(text + len, sizeof(text) - len,
				"%s%s=0..%" PRId64, comma, letter,
				output->size[i] - 1);
	}
	if (len > 0)
		tg_page_say(e->page, 2, "for %s", text);
}

/* Both sides in a line, or in two where the page is not wide enough. */
static void
put_sides(struct tg_page *page, const struct tg_subscripts *subscripts,
	const struct tg_printed *right)
{
	int indent;

	tg_print_text(&page->to, "  ");
	indent = 2 + tg_explain_left_side(&page->to, subscripts) + 1;
	if (indent + (int)right->len > page->width) {
		indent = 6;
		tg_print_char(&page->to, '\n');
	}
	tg_print(&page->to, "%*s", indent == 6 ? 6 : 1, "");
	put_right_side(page, right->text, indent);
}

void
tg_explain_formula(const struct tg_explanation *e)
{
	struct tg_printed right = { 0 };

	tg_explain_right_side(&right, &e->subscripts);
	if (right.failed)
		e->page->to.failed = true;
	else
		put_sides(e->page, &e->subscripts, &right);
	tg_printed_free(&right);
	if (e->job->gather.plan != NULL)
		say_ranges(e);
}
