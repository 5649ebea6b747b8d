/*
 * The section of an explanation that gives the same call in other libraries,
 * for people who know one of them or move to it. Some elements and indices mean
 * something else there, or nothing; that is said, so that nobody is misled.
 */
#include <stdio.h>
#include <string.h>

#include "explain/element.h"
#include "explain/libraries/call.h"
#include "explain/sections.h"
#include "tensor/text.h"

#define NAME_COLUMNS 14

/* Kinds of element, of which not every library has all. */
enum element_kind { NUMBERS, SHORT_FLOATS, STRINGS, OBJECTS };

static enum element_kind
kind_of_elements(const struct tg_tensor *input)
{
	const unsigned classes = tg_tensor_classes(input);
	const unsigned odd = TG_CLASS_BIG | TG_CLASS_UINT64 | TG_CLASS_NULL |
		TG_CLASS_STRING | TG_CLASS_OBJECT;

	if (input->dtype.type == TG_OPAQUE)
		return OBJECTS;
	if (input->dtype.type == TG_BYTES || input->dtype.type == TG_UNICODE)
		return STRINGS;
	if (input->dtype.type == TG_BFLOAT16 ||
		(input->dtype.type >= TG_FLOAT8_E4M3FN &&
			input->dtype.type <= TG_FLOAT8_E8M0FNU))
		return SHORT_FLOATS;
	if (input->dtype.type != TG_TEXT)
		return NUMBERS;
	if (classes == TG_CLASS_STRING)
		return STRINGS;
	if ((classes & odd) != 0 ||
		((classes & TG_CLASS_BOOL) != 0 && classes != TG_CLASS_BOOL))
		return OBJECTS;
	return NUMBERS;
}

static bool
has_such_elements(enum tg_library library, enum element_kind kind)
{
	switch (kind) {
	case SHORT_FLOATS: /* bfloat16, float8 */
		return library != TG_NUMPY;
	case STRINGS:
		return library == TG_NUMPY || library == TG_TENSORFLOW ||
			library == TG_ONNX;
	case OBJECTS:
		return library == TG_NUMPY;
	default:
		return true;
	}
}

/* The value of --fill as Python writes it. */
static const char *
fill_expression(struct tg_library_call *c)
{
	static const struct {
		const char *json;
		const char *python;
	} words[] = {
		{ "true", "True" },
		{ "false", "False" },
		{ "null", "None" },
		{ "NaN", "float(\"nan\")" },
		{ "Infinity", "float(\"inf\")" },
		{ "-Infinity", "float(\"-inf\")" },
	};
	const struct tg_job *job = c->job;
	char text[TG_ELEMENT_TEXT];

	/* as an element of input, so that 1 is true where those are bools */
	if (!tg_element_text(text, &job->input.tensor, job->fill.element,
		    TG_ELEMENT_TEXT))
		c->syntax.failed = true;
	if (c->syntax.library == TG_ONNX)
		return tg_syntax_make(&c->syntax, "%s", text);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(text, words[i].json) == 0)
			return words[i].python;
	if (text[0] == '[' && text[strlen(text) - 1] == ']')
		return tg_syntax_make(&c->syntax, "complex(%.*s)",
			(int)strlen(text) - 2, text + 1);
	return tg_syntax_make(&c->syntax,
		c->syntax.library == TG_TENSORFLOW
			? "tf.constant(%s, input.dtype)"
			: "%s",
		text);
}

/*
 * The shape of output with sizes of 1 in the dims that index does not have.
 * Returns false when index has all of them.
 */
static bool
shape_of_mask(struct tg_shape *shape, const struct tg_plan *plan)
{
	bool smaller = false;

	*shape = plan->output;
	for (int i = 0; i < shape->ndim; i++)
		if (plan->axis[i].index < 0) {
			shape->size[i] = 1;
			smaller = true;
		}
	return smaller;
}

/* The condition that an element of output is the fill value. */
static const char *
fill_mask(struct tg_library_call *c)
{
	const struct tg_plan *plan = &c->job->plan;
	const struct tg_op_row *op = &tg_op_table[c->job->options->call.op];
	const char *mask = NULL;
	struct tg_shape shape;

	for (int i = 0; i < plan->ncomponent; i++) {
		const char *x = op->tuples
			? tg_syntax_part(&c->syntax, c->index, i)
			: c->index;
		const char *is =
			tg_library_is_filled(c, x, plan->component[i].limit);

		mask = mask == NULL ? is : tg_syntax_or(&c->syntax, mask, is);
	}
	/* only where slices move whole, output has dims that index has not */
	if (op->slices && shape_of_mask(&shape, plan))
		mask = tg_syntax_reshape(&c->syntax, mask, &shape);
	return mask;
}

/* True if a dim that index picks along has size 0. */
static bool
has_no_place(const struct tg_plan *plan)
{
	for (int i = 0; i < plan->ncomponent; i++)
		if (plan->component[i].limit == 0)
			return true;
	return false;
}

static const char *
call_expression(struct tg_library_call *c)
{
	const struct tg_job *job = c->job;
	const struct tg_shape *shape = &job->plan.output;
	const bool fills = job->options->fill != NULL;
	const char *result;

	if (fills && has_no_place(&job->plan))
		return tg_syntax_full(
			&c->syntax, &job->result, fill_expression(c));
	result = tg_library_operation(c);
	if (fills)
		result = tg_syntax_where(
			&c->syntax, fill_mask(c), fill_expression(c), result);
	/* an index without dims may have been read as one of size 1 */
	if (!tg_shape_equal(shape, &job->result) ||
		(shape->ndim == 0 && c->index_shape.ndim == 1 &&
			job->index.tensor.shape.ndim == 0))
		result = tg_syntax_reshape(&c->syntax, result, &job->result);
	return result;
}

/* "PyTorch, NumPy and JAX": of the libraries whose bits are set. */
static const char *
list_names(char text[80], unsigned set)
{
	size_t len = 0;

	text[0] = '\0';
	for (int i = 0; i < TG_LIBRARIES; i++) {
		const unsigned rest = set >> i >> 1;

		if ((set >> i & 1) == 0)
			continue;
		len += (size_t)snprintf(text + len, 80 - len, "%s%s",
			tg_syntax_name((enum tg_library)i),
			rest == 0                          ? ""
				: (rest & (rest - 1)) == 0 ? " and "
							   : ", ");
	}
	return text;
}

/*
 * What libraries do with indices that are an error here. The bits of those that
 * count negative ones from the end are set in from_end.
 */
static void
say_differences(const struct tg_explanation *e, unsigned from_end)
{
	const struct tg_policy *policy = &e->job->options->policy;
	char names[80];

	if (e->job->index.tensor.dtype.type == TG_UINT64 &&
		(policy->mode == TG_MODE_WRAP ||
			policy->mode == TG_MODE_CLIP)) {
		tg_print_char(&e->page->to, '\n');
		tg_page_say(
			e->page, 2, "The others have no indices over int64.");
	}
	if (policy->mode != TG_MODE_RAISE)
		return;
	tg_print_char(&e->page->to, '\n');
	if (from_end != 0 && !policy->negative)
		tg_page_say(e->page, 2,
			"A negative index%s is an error here, but counts from "
			"the end in %s.",
			policy->base > 0 ? ", after the subtraction," : "",
			list_names(names, from_end));
	tg_page_say(e->page, 2,
		"An index out of range is an error here, but 0 in TensorFlow "
		"on a GPU, and in JAX NaN, an extreme of the type or the "
		"nearest end.");
}

/* The line of a library; sets its bit in *from_end if it counts from there. */
static void
put_call(const struct tg_explanation *e, enum tg_library library,
	unsigned *from_end)
{
	const bool negative = e->job->options->policy.negative;
	struct tg_library_call c;

	tg_print(&e->page->to, "  %-*s", NAME_COLUMNS - 2,
		tg_syntax_name(library));
	if (!has_such_elements(
		    library, kind_of_elements(&e->job->input.tensor))) {
		tg_print_text(&e->page->to, "has no such elements\n");
		return;
	}
	tg_library_operands(&c, e->job, library);
	tg_print(&e->page->to, "%s\n", call_expression(&c));
	if (c.syntax.failed)
		e->page->to.failed = true;
	if (c.from_end)
		*from_end |= 1U << library;
	if (c.is_cut)
		tg_page_say(e->page, NAME_COLUMNS,
			"(input is cut to fit: it would repeat a size of 1, "
			"and refuse another difference)");
	if (negative && !c.from_end &&
		e->job->options->policy.mode == TG_MODE_RAISE)
		tg_page_say(
			e->page, NAME_COLUMNS, "(it refuses negative indices)");
	tg_syntax_free(&c.syntax);
}

void
tg_explain_calls(const struct tg_explanation *e)
{
	unsigned from_end = 0;

	tg_page_colour(e->page, TG_BOLD);
	tg_print_text(&e->page->to, "The same elsewhere");
	tg_page_colour(e->page, TG_PLAIN);
	tg_print_text(&e->page->to, "\n\n");
	for (int i = 0; i < TG_LIBRARIES; i++)
		put_call(e, (enum tg_library)i, &from_end);
	say_differences(e, from_end);
}
