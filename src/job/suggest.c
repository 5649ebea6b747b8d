/*
 * Suggests other calls when the shapes of input and index do not fit the one
 * that was made, or fit but drop data. Other operations, dims and shapes of
 * index are tried as plans, which need no elements, in the order in which users
 * are likely to have meant them.
 */
#include "job/suggest.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "job/command_line.h"
#include "gather/plan.h"

/* At most so many calls are suggested. */
#define SUGGESTIONS 3

/* The call that failed, and what has been found so far. */
struct search {
	const struct tg_options *options;
	const struct tg_tensor *input;
	const struct tg_tensor *index;
	struct tg_err *err;
	struct tg_err *ignored; /* why a trial does not fit */
	int found;              /* calls that fit */
	bool transposed;        /* the transpose of index would fit */
};

/* Another call to try, with index in its own shape or reshaped. */
struct trial {
	struct tg_call call;
	struct tg_shape index_shape;
	bool reshaped;
};

/* The user's call with another operation and no batch dims. */
static struct trial
trial_of(const struct search *s, enum tg_op op)
{
	struct trial trial = {
		.call = s->options->call,
		.index_shape = s->index->shape,
	};

	trial.call.op = op;
	trial.call.batch_dims = 0;
	/* a dim that was meant for another operation */
	if (!tg_op_table[op].has_dim && op != s->options->call.op)
		trial.call.has_dim = false;
	return trial;
}

/*
 * The first dim other than --dim where a gather leaves out a part of input; -1
 * if there is none.
 */
static int
find_dropped_dim(const struct tg_call *call, const struct tg_tensor *input,
	const struct tg_shape *index)
{
	int n = input->shape.ndim;
	int64_t dim = call->dim < 0 ? call->dim + n : call->dim;

	if (tg_op_table[call->op].sizes != TG_SIZES_WITHIN || index->ndim != n)
		return -1;
	for (int i = 0; i < n; i++)
		if (i != dim && index->size[i] < input->shape.size[i])
			return i;
	return -1;
}

/* True if a trial is valid and drops no data; *output is its shape if valid. */
static bool
trial_fits(const struct search *s, const struct trial *trial,
	struct tg_shape *output)
{
	struct tg_tensor index = { .shape = trial->index_shape };
	struct tg_plan plan;

	memset(s->ignored, 0, sizeof(*s->ignored));
	tg_shape_strides(&index.shape, index.stride);
	if (!tg_plan_make(&plan, &trial->call, s->input, &index, s->ignored))
		return false;
	*output = plan.output;
	return find_dropped_dim(&trial->call, s->input, &index.shape) < 0;
}

/* Suggest a trial: say what it does, and how to call it. */
static void
suggest_trial(struct search *s, const struct trial *trial, const char *reason,
	const struct tg_shape *output)
{
	char shape[TG_SHAPE_TEXT], *command;

	if (s->found++ >= SUGGESTIONS)
		return;
	command = tg_command_line(s->options, &trial->call,
		trial->reshaped ? &trial->index_shape : NULL);
	tg_shape_text(shape, output);
	/*
	 * A command that is cut off would be of no use. Where there is no memory
	 * for one it is left out, as below: what is wrong is said all the same.
	 */
	if (command != NULL &&
		strlen(s->err->help) + strlen(reason) + strlen(shape) +
				strlen(command) + 40 <
			sizeof(s->err->help)) {
		tg_err_help(s->err, "to %s, giving %s:", reason, shape);
		tg_err_help(s->err, "  %s", command);
	}
	free(command);
}

static void
suggest_if_it_fits(
	struct search *s, const struct trial *trial, const char *reason)
{
	struct tg_shape output;

	if (trial_fits(s, trial, &output))
		suggest_trial(s, trial, reason, &output);
}

/* The number of leading dims before dim that have equal sizes in both. */
static int
count_common_dims(const struct search *s, int dim)
{
	const struct tg_shape *a = &s->input->shape, *b = &s->index->shape;
	int n = 0;

	while (n < dim && n < b->ndim && a->size[n] == b->size[n])
		n++;
	return n;
}

/*
 * Try to pick one element for each position of the other dims: by batch dims,
 * or by pick. Returns true if batch dims are what the shapes suggest.
 */
static bool
try_pick_for_each(struct search *s, int dim)
{
	const struct tg_shape *input = &s->input->shape;
	const struct tg_shape *index = &s->index->shape;
	char reason[TG_SHAPE_TEXT + 200], sizes[TG_SHAPE_TEXT];
	int batch = count_common_dims(s, dim), before = s->found;
	struct trial trial = trial_of(s, TG_INDEX_SELECT);

	trial.call.batch_dims = batch;
	if (batch > 0 && batch == index->ndim) {
		snprintf(reason, sizeof(reason),
			"pick one of %" PRId64
			" along dim %d for each of the first %s",
			input->size[dim], dim,
			tg_shape_sizes(sizes, input, 0, batch));
		suggest_if_it_fits(s, &trial, reason);
		return true;
	}
	snprintf(reason, sizeof(reason),
		"pick one of %" PRId64
		" along dim %d at each place of the others",
		input->size[dim], dim);
	trial = trial_of(s, TG_PICK);
	suggest_if_it_fits(s, &trial, reason);
	if (s->found > before || batch == 0 || index->ndim >= input->ndim)
		return false;
	trial = trial_of(s, TG_INDEX_SELECT);
	trial.call.batch_dims = batch;
	snprintf(reason, sizeof(reason),
		"pick along dim %d for each of the first %s", dim,
		tg_shape_sizes(sizes, input, 0, batch));
	suggest_if_it_fits(s, &trial, reason);
	return true;
}

/* Try index with a dim of size 1 added, as the last or the first one. */
static void
try_unsqueeze(struct search *s, bool trailing)
{
	struct trial trial = trial_of(s, TG_GATHER);
	struct tg_shape *k = &trial.index_shape, output;
	char reason[TG_SHAPE_TEXT + 40], text[TG_SHAPE_TEXT];

	if (k->ndim + 1 != s->input->shape.ndim)
		return;
	if (!trailing)
		memmove(k->size + 1, k->size,
			(size_t)k->ndim * sizeof(k->size[0]));
	k->size[trailing ? k->ndim : 0] = 1;
	k->ndim++;
	trial.reshaped = true;
	snprintf(reason, sizeof(reason), "read the index as %s",
		tg_shape_text(text, k));
	if (!trial_fits(s, &trial, &output))
		trial.call.op = TG_TAKE_ALONG_DIM;
	suggest_if_it_fits(s, &trial, reason);
}

/* Try gather and take_along_dim, since index has as many dims as input. */
static void
try_aligned(struct search *s)
{
	struct trial trial = trial_of(s, TG_GATHER);

	if (s->options->call.op != TG_GATHER)
		suggest_if_it_fits(s, &trial, "gather at every place of index");
	/* if a gather fits, no dim of size 1 needs to be repeated */
	trial = trial_of(s, TG_TAKE_ALONG_DIM);
	if (s->options->call.op != TG_TAKE_ALONG_DIM && s->found == 0)
		suggest_if_it_fits(
			s, &trial, "repeat what has size 1, as NumPy does");
}

/* Try the same operation along every dim; with dropping it may drop data. */
static void
try_other_dims(struct search *s, bool dropping)
{
	struct trial trial = trial_of(s, s->options->call.op);
	struct tg_shape output;
	char reason[80];

	trial.call.batch_dims = s->options->call.batch_dims;
	for (int i = 0; i < s->input->shape.ndim; i++) {
		trial.call.dim = i;
		snprintf(reason, sizeof(reason), "go along dim %d%s", i,
			dropping ? ", leaving out a part of input" : "");
		if (trial_fits(s, &trial, &output) ||
			(dropping && s->ignored->code == TG_OK))
			suggest_trial(s, &trial, reason, &output);
	}
}

/* Try to pick one element along each dim. */
static void
try_pick_along_each_dim(struct search *s)
{
	const int n = s->input->shape.ndim;

	for (int i = 0; i < n; i++) {
		struct trial trial = trial_of(s, TG_INDEX_SELECT);
		int batch = count_common_dims(s, i);
		char reason[80];

		trial.call.dim = i;
		trial.call.batch_dims = batch;
		if (batch == 0 || batch < s->index->shape.ndim)
			trial = trial_of(s, TG_PICK);
		trial.call.dim = i;
		snprintf(reason, sizeof(reason),
			"pick one of %" PRId64 " along dim %d",
			s->input->shape.size[i], i);
		suggest_if_it_fits(s, &trial, reason);
	}
}

/*
 * Try index_select, which takes whole slices as from a lookup table and fits
 * any shape of index: along --dim, or along each dim if everywhere is true.
 */
static void
try_lookup(struct search *s, bool everywhere)
{
	struct trial trial = trial_of(s, TG_INDEX_SELECT);
	char reason[80];

	for (int i = 0; i < s->input->shape.ndim; i++) {
		if (everywhere)
			trial.call.dim = i;
		snprintf(reason, sizeof(reason),
			"take whole slices along dim %" PRId64, trial.call.dim);
		suggest_if_it_fits(s, &trial, reason);
		if (!everywhere)
			break;
	}
}

/* Try gather_nd; if the call is one, then with fewer batch dims. */
static void
try_coordinates(struct search *s)
{
	struct trial trial = trial_of(s, TG_GATHER_ND);
	int64_t batch = s->options->call.batch_dims;

	if (s->options->call.op != TG_GATHER_ND) {
		const struct tg_shape *k = &s->index->shape;

		/* each row of index has one coordinate for every dim */
		if (k->ndim > 1 && k->size[k->ndim - 1] == s->input->shape.ndim)
			suggest_if_it_fits(s, &trial,
				"read each row of index as coordinates");
		return;
	}
	for (trial.call.batch_dims = batch; trial.call.batch_dims-- > 0;)
		suggest_if_it_fits(s, &trial, "share fewer dims");
}

/* Try the transpose of index, since nothing else fits. */
static void
try_transpose(struct search *s)
{
	struct trial trial = trial_of(s, s->options->call.op);
	struct tg_shape *k = &trial.index_shape, output;
	char text[TG_SHAPE_TEXT];

	for (int i = 0; i < k->ndim; i++)
		k->size[i] = s->index->shape.size[k->ndim - 1 - i];
	s->transposed = k->ndim > 1 && trial_fits(s, &trial, &output);
	if (s->transposed)
		tg_err_help(s->err,
			"the transpose of index, of shape %s, would fit",
			tg_shape_text(text, k));
}

/* Suggest calls if --dim itself is out of range. */
static void
suggest_without_dim(struct search *s)
{
	try_other_dims(s, false);
	if (s->found == 0)
		try_pick_along_each_dim(s);
	if (s->found == 0 && s->index->shape.ndim <= 1)
		try_lookup(s, true);
	if (s->found == 0)
		try_other_dims(s, true);
}

/* Suggest calls for an operation that goes along --dim. */
static void
suggest_along_dim(struct search *s)
{
	const struct tg_call *call = &s->options->call;
	int n = s->input->shape.ndim, k = s->index->shape.ndim;
	int dim = (int)(call->dim < 0 ? call->dim + n : call->dim);
	bool each;

	if (call->dim < -n || call->dim >= n) {
		suggest_without_dim(s);
		return;
	}
	if (k == n)
		try_aligned(s);
	each = try_pick_for_each(s, dim);
	if (k <= 1 && !each)
		try_lookup(s, false);
	if (s->found == 0) {
		try_unsqueeze(s, true);
		try_unsqueeze(s, false);
	}
	if (s->found == 0)
		try_other_dims(s, false);
	if (s->found == 0)
		try_pick_along_each_dim(s);
	if (s->found == 0)
		try_transpose(s);
	if (s->found == 0 && !s->transposed) {
		try_lookup(s, false);
		try_coordinates(s);
	}
	if (s->found == 0 && !s->transposed)
		try_other_dims(s, true);
}

void
tg_suggest(struct tg_err *err, const struct tg_options *options,
	const struct tg_tensor *input, const struct tg_tensor *index)
{
	struct search s = {
		.options = options,
		.input = input,
		.index = index,
		.err = err,
	};

	s.ignored = calloc(1, sizeof(*s.ignored));
	if (s.ignored == NULL) /* then nothing is suggested */
		return;
	if (tg_op_table[options->call.op].has_dim)
		suggest_along_dim(&s);
	else if (tg_op_table[options->call.op].tuples)
		try_coordinates(&s);
	free(s.ignored);
}

/* Add to the warning what the user may have meant instead. */
static void
add_alternatives(char *text, struct search *s, int dropped)
{
	const struct tg_shape *k = &s->index->shape;
	struct trial trial = trial_of(s, TG_TAKE_ALONG_DIM);
	char shape[TG_SHAPE_TEXT];
	struct tg_shape output;
	size_t len = strlen(text);

	if (k->size[dropped] == 1 && trial_fits(s, &trial, &output))
		len += (size_t)snprintf(text + len, TG_WARNING_MAX - len,
			"; --op take_along_dim repeats the index, giving %s",
			tg_shape_text(shape, &output));
	trial = trial_of(s, TG_GATHER);
	for (int i = 0; i < k->ndim; i++)
		trial.index_shape.size[i] = k->size[k->ndim - 1 - i];
	if (trial_fits(s, &trial, &output))
		snprintf(text + len, TG_WARNING_MAX - len,
			"; an index of shape %s%s covers all",
			tg_shape_text(shape, &trial.index_shape),
			k->size[dropped] == 1 ? ", as --index-shape makes it,"
					      : ", its transpose,");
}

bool
tg_warn_dropped(char *text, const struct tg_call *call,
	const struct tg_tensor *input, const struct tg_tensor *index)
{
	int dim = find_dropped_dim(call, input, &index->shape);
	const struct tg_options options = { .call = *call };
	struct search s = {
		.options = &options,
		.input = input,
		.index = index,
	};

	if (dim < 0)
		return false;
	snprintf(text, TG_WARNING_MAX,
		"index has size %" PRId64 " in dim %d, input %" PRId64
		": the rest of input is left out",
		index->shape.size[dim], dim, input->shape.size[dim]);
	s.ignored = calloc(1, sizeof(*s.ignored));
	if (s.ignored != NULL)
		add_alternatives(text, &s, dim);
	free(s.ignored);
	return true;
}
