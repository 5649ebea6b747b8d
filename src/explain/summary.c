/*
 * The section of an explanation that says in words what a call does. The words
 * depend on the operation, on how many dims there are and on what becomes of
 * indices out of range, so that each sentence is true of this very call.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "explain/element.h"
#include "explain/sections.h"

/* "one of 21 along dim 1" */
static const char *
one_of(char text[100], const struct tg_component *component)
{
	snprintf(text, 100, "one of %" PRId64 " along dim %d", component->limit,
		component->dim);
	return text;
}

static const char *
plural(int64_t n)
{
	return n == 1 ? "" : "s";
}

/* "one element", or "a whole slice of 3 x 4": all dims from one on. */
static const char *
element_or_slice(
	char text[TG_SHAPE_TEXT + 40], const struct tg_shape *shape, int from)
{
	char rest[TG_SHAPE_TEXT];

	if (from >= shape->ndim)
		return "one element";
	snprintf(text, TG_SHAPE_TEXT + 40, "a whole slice of %s",
		tg_shape_sizes(rest, shape, from, shape->ndim));
	return text;
}

/* What follows from where a number stands in index; shorter in 2 dims. */
static const char *
words_for_place(int ndim, int dim)
{
	if (ndim < 2)
		return "";
	if (ndim > 2)
		return " In every other dim the element comes from where the "
		       "number stands.";
	return dim == 0 ? " Which column, the place of the number says."
			: " Which row, the place of the number says.";
}

/* What an index without tuples picks from. */
static const struct tg_component *
picked_component(const struct tg_explanation *e)
{
	return &e->job->plan.component[0];
}

static void
say_aligned(const struct tg_explanation *e)
{
	const struct tg_component *component = picked_component(e);
	const int ndim = e->job->input.tensor.shape.ndim;
	char one[100];

	tg_page_say(e->page, 2,
		"Every number of index stands where its element will stand in "
		"output. It picks %s%s.%s",
		one_of(one, component),
		ndim != 2                     ? ""
			: component->dim == 0 ? ", a row"
					      : ", a column",
		words_for_place(ndim, component->dim));
}

static void
say_pick(const struct tg_explanation *e)
{
	const struct tg_component *component = picked_component(e);
	char one[100], places[TG_SHAPE_TEXT];
	const struct tg_shape *index = &e->job->index.tensor.shape;

	if (index->ndim == 0)
		tg_page_say(
			e->page, 2, "Index picks %s.", one_of(one, component));
	else
		tg_page_say(e->page, 2,
			"For each of the %s places in the other dims, the "
			"number of index there picks %s.",
			tg_shape_sizes(places, index, 0, index->ndim),
			one_of(one, component));
}

static void
say_index_select(const struct tg_explanation *e)
{
	const struct tg_component *component = picked_component(e);
	const struct tg_shape *input = &e->job->input.tensor.shape;
	const struct tg_shape *index = &e->job->index.tensor.shape;
	const int batch = e->job->plan.batch_dims;
	char one[100], first[TG_SHAPE_TEXT], what[TG_SHAPE_TEXT + 40];

	one_of(one, component);
	tg_shape_sizes(first, input, 0, batch);
	if (batch == 0)
		tg_page_say(e->page, 2,
			"Every number of index picks %s, whatever the other "
			"coordinates are. The dims of index take the place of "
			"dim %d.",
			one, component->dim);
	else if (batch == index->ndim)
		tg_page_say(e->page, 2,
			"For each of the first %s, the number of index there "
			"picks %s: %s.",
			first, one,
			element_or_slice(what, input, component->dim + 1));
	else
		tg_page_say(e->page, 2,
			"For each of the first %s, the %s numbers of index "
			"there pick %s each. Input and index share %d leading "
			"dim%s.",
			first, tg_shape_sizes(what, index, batch, index->ndim),
			one, batch, plural(batch));
}

static void
say_take(const struct tg_explanation *e)
{
	tg_page_say(e->page, 2,
		"The %" PRId64 " elements of input are counted through in C "
		"order, the last dim fastest, and every number of index picks "
		"one.",
		picked_component(e)->limit);
}

static void
say_gather_nd(const struct tg_explanation *e)
{
	const struct tg_shape *input = &e->job->input.tensor.shape;
	const int t = e->job->plan.ncomponent;
	const int batch = e->job->plan.batch_dims;
	const int dim = picked_component(e)->dim;
	char what[TG_SHAPE_TEXT + 40], dims[40], before[TG_SHAPE_TEXT];

	if (t == 1)
		snprintf(dims, sizeof(dims), "dim %d", dim);
	else
		snprintf(dims, sizeof(dims), "dims %d to %d", dim, dim + t - 1);
	tg_page_say(e->page, 2,
		"Along the last dim of index stand the coordinates of %s in "
		"input: %d, for %s.",
		element_or_slice(what, input, dim + t), t, dims);
	if (dim > batch)
		tg_page_say(e->page, 2,
			"It is picked at each of the %s places of the dim%s "
			"before%s.",
			tg_shape_sizes(before, input, batch, dim),
			plural(dim - batch),
			batch > 0 ? ", behind the batch dims" : "");
	if (batch > 0)
		tg_page_say(e->page, 2,
			"Input and index share %d leading dim%s.", batch,
			plural(batch));
}

/* How indices are read, and what becomes of those out of range. */
static void
say_policy(const struct tg_explanation *e)
{
	const struct tg_options *o = e->job->options;
	const struct tg_policy *policy = &o->policy;
	char fill[TG_ELEMENT_TEXT] = "";

	if (o->fill != NULL &&
		!tg_element_text(
			fill, e->job->gather.input, e->job->gather.fill, 60))
		e->page->to.failed = true;
	if (policy->base > 0)
		tg_page_say(e->page, 2, "Indices count from %" PRId64 ".",
			policy->base);
	if (policy->mode == TG_MODE_WRAP)
		tg_page_say(e->page, 2,
			"An index is taken modulo the size (--mode wrap).");
	else if (policy->mode == TG_MODE_CLIP)
		tg_page_say(e->page, 2,
			"An index below the range is taken as the first, one "
			"above it as the last (--mode clip).");
	else if (policy->negative)
		tg_page_say(e->page, 2,
			"Negative indices count from the end: -1 is the "
			"last.");
	if (policy->has_ignored)
		tg_page_say(e->page, 2,
			"Where index is %" PRId64
			", output has the fill value %s.",
			policy->ignored, fill);
	else if (o->fill != NULL)
		tg_page_say(e->page, 2,
			"Where index is out of range, output has the fill "
			"value %s.",
			fill);
}

/* Say what an operation does. */
typedef void say_fn(const struct tg_explanation *e);

static say_fn *const say_operation[TG_OPS] = {
	[TG_GATHER] = say_aligned,
	[TG_TAKE_ALONG_DIM] = say_aligned,
	[TG_INDEX_SELECT] = say_index_select,
	[TG_PICK] = say_pick,
	[TG_TAKE] = say_take,
	[TG_GATHER_ND] = say_gather_nd,
};

void
tg_explain_summary(const struct tg_explanation *e)
{
	char text[TG_SHAPE_TEXT];

	say_operation[e->job->options->call.op](e);
	say_policy(e);
	if (e->job->options->has_output_shape && e->err->code == TG_OK)
		tg_page_say(e->page, 2, "The result is then read as %s.",
			tg_shape_text(text, &e->job->result));
}
