#include "expected.h"

#include <stdio.h>

static void
expect_where(struct expected *e, const char *name,
	const struct naive_tensor *tensor, size_t pos)
{
	naive_line_column(tensor, pos, &e->line, &e->column);
	snprintf(e->where, sizeof(e->where), "%s", name);
}

/* True when the text is read; else what is to happen is said. */
static bool
expect_text(struct expected *e, const char *name, struct naive_tensor *tensor)
{
	naive_read(tensor);
	if (!tensor->object && !tensor->ok)
		expect_where(e, name, tensor, tensor->bad);
	e->known = !tensor->object || !tensor->ok;
	return !tensor->object && tensor->ok;
}

void
expect(struct expected *e, const struct random_case *c)
{
	static struct naive_tensor input, index = { .index = true };
	static struct naive_result result;

	e->done = e->output_known = false;
	e->where[0] = '\0';
	input.text = c->input;
	input.len = c->input_len;
	index.text = c->index;
	index.len = c->index_len;
	if (!expect_text(e, "in.json", &input) ||
		!expect_text(e, "ix.json", &index))
		return;
	naive_gather(&result, &c->call, &input, &index);
	if (result.outcome == NAIVE_SHAPES)
		return;
	/* which elements have a type in common is another matter */
	e->known = c->to != TO_NPY;
	if (result.outcome == NAIVE_RANGE) {
		expect_where(e, "ix.json", &index, index.item[result.wrong].at);
		return;
	}
	e->done = true;
	e->output_known = e->known;
	naive_write(&e->output, &result, &input, c->call.fill);
}
