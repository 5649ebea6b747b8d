/*
 * Suggests other calls when the shapes of input and index do not fit the one
 * that was made. Other operations, dims and shapes of index are tried as plans,
 * which need no elements of input, in the order in which users are likely to
 * have meant them.
 */
#include "job/suggest.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "job/trial.h"

/* The number of leading dims before dim that have equal sizes in both. */
static int
count_common_dims(const struct tg_search *s, int dim)
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
try_pick_for_each(struct tg_search *s, int dim)
{
	const struct tg_shape *input = &s->input->shape;
	const struct tg_shape *index = &s->index->shape;
	char reason[TG_SHAPE_TEXT + 200], sizes[TG_SHAPE_TEXT];
	int batch = count_common_dims(s, dim), before = s->found;
	struct tg_trial trial = tg_trial_of(s, TG_INDEX_SELECT);

	trial.call.batch_dims = batch;
	if (batch > 0 && batch == index->ndim) {
		snprintf(reason, sizeof(reason),
			"pick one of %" PRId64
			" along dim %d for each of the first %s",
			input->size[dim], dim,
			tg_shape_sizes(sizes, input, 0, batch));
		tg_trial_suggest_if_it_fits(s, &trial, reason);
		return true;
	}
	snprintf(reason, sizeof(reason),
		"pick one of %" PRId64
		" along dim %d at each place of the others",
		input->size[dim], dim);
	trial = tg_trial_of(s, TG_PICK);
	tg_trial_suggest_if_it_fits(s, &trial, reason);
	if (s->found > before || batch == 0 || index->ndim >= input->ndim)
		return false;
	trial = tg_trial_of(s, TG_INDEX_SELECT);
	trial.call.batch_dims = batch;
	snprintf(reason, sizeof(reason),
		"pick along dim %d for each of the first %s", dim,
		tg_shape_sizes(sizes, input, 0, batch));
	tg_trial_suggest_if_it_fits(s, &trial, reason);
	return true;
}

/* Try index with a dim of size 1 added, as the last or the first one. */
static void
try_unsqueeze(struct tg_search *s, bool trailing)
{
	struct tg_trial trial = tg_trial_of(s, TG_GATHER);
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
	if (!tg_trial_fits(s, &trial, &output))
		trial.call.op = TG_TAKE_ALONG_DIM;
	tg_trial_suggest_if_it_fits(s, &trial, reason);
}

/*
 * Put the sizes of index into shape, from place first on, where dim is left out.
 * False if they are not those that input has there.
 */
static bool
place_dims(struct tg_shape *shape, const struct tg_shape *index, int first,
	int dim, const struct tg_shape *input)
{
	for (int i = 0; i < index->ndim; i++) {
		const int at = first + i + (first + i >= dim);

		if (at >= input->ndim || index->size[i] != input->size[at])
			return false;
		shape->size[at] = index->size[i];
	}
	return true;
}

/*
 * Try to pick one element along dim for each place in some of the other dims,
 * which are not the leading ones: an index (2) in input (5, 2, 3) says for each
 * of 2 samples which of 5 steps to take. It is repeated along the dims that it
 * does not have.
 */
static void
try_pick_for_some(struct tg_search *s, int dim)
{
	const struct tg_shape *input = &s->input->shape;
	const struct tg_shape *index = &s->index->shape;
	struct tg_trial trial = tg_trial_of(s, TG_TAKE_ALONG_DIM);
	char reason[120];
	int64_t n;
	int last, len;

	/* a lone index fits any dim, and tells nothing */
	if (s->options->has_output_shape || index->ndim == 0 ||
		index->ndim >= input->ndim - 1 || !tg_shape_numel(index, &n) ||
		n == 1)
		return;
	trial.reshaped = trial.reshapes_output = true;
	trial.output_shape.ndim = input->ndim - 1;
	for (int i = 0; i < input->ndim; i++)
		if (i != dim)
			trial.output_shape.size[i - (i > dim)] = input->size[i];
	for (int first = 0; first + index->ndim < input->ndim; first++) {
		trial.index_shape.ndim = input->ndim;
		for (int i = 0; i < input->ndim; i++)
			trial.index_shape.size[i] = 1;
		if (first + index->ndim <= dim ||
			!place_dims(
				&trial.index_shape, index, first, dim, input))
			continue;
		last = first + index->ndim - 1;
		len = snprintf(reason, sizeof(reason),
			"pick one of %" PRId64 " along dim %d for each along "
			"dim %d",
			input->size[dim], dim, first + (first >= dim));
		if (last > first)
			snprintf(reason + len, sizeof(reason) - (size_t)len,
				" to dim %d", last + (last >= dim));
		tg_trial_suggest_if_it_fits(s, &trial, reason);
	}
}

/* Try index without its dims of size 1, as of a table that is one line. */
static void
try_squeeze(struct tg_search *s)
{
	struct tg_trial trial = tg_trial_of(s, s->options->call.op);
	struct tg_shape *k = &trial.index_shape;
	char reason[TG_SHAPE_TEXT + 40], text[TG_SHAPE_TEXT];

	k->ndim = 0;
	for (int i = 0; i < s->index->shape.ndim; i++)
		if (s->index->shape.size[i] != 1)
			k->size[k->ndim++] = s->index->shape.size[i];
	if (k->ndim == 0 || k->ndim == s->index->shape.ndim)
		return;
	trial.reshaped = true;
	snprintf(reason, sizeof(reason), "read the index as %s",
		tg_shape_text(text, k));
	tg_trial_suggest_if_it_fits(s, &trial, reason);
}

/* Try gather and take_along_dim, since index has as many dims as input. */
static void
try_aligned(struct tg_search *s)
{
	struct tg_trial trial = tg_trial_of(s, TG_GATHER);

	if (s->options->call.op != TG_GATHER)
		tg_trial_suggest_if_it_fits(
			s, &trial, "gather at every place of index");
	/* if a gather fits, no dim of size 1 needs to be repeated */
	trial = tg_trial_of(s, TG_TAKE_ALONG_DIM);
	if (s->options->call.op != TG_TAKE_ALONG_DIM && s->found == 0)
		tg_trial_suggest_if_it_fits(
			s, &trial, "repeat what has size 1, as NumPy does");
}

/* Try the same operation along every dim; with dropping it may drop data. */
static void
try_other_dims(struct tg_search *s, bool dropping)
{
	struct tg_trial trial = tg_trial_of(s, s->options->call.op);
	struct tg_shape output;
	char reason[80];

	trial.call.batch_dims = s->options->call.batch_dims;
	for (int i = 0; i < s->input->shape.ndim; i++) {
		trial.call.dim = i;
		snprintf(reason, sizeof(reason), "go along dim %d%s", i,
			dropping ? ", leaving out a part of input" : "");
		if (tg_trial_fits(s, &trial, &output) ||
			(dropping && s->ignored->code == TG_OK))
			tg_trial_suggest(s, &trial, reason, &output);
	}
}

/* Try to repeat what has size 1, along every other dim. */
static void
try_repeating_elsewhere(struct tg_search *s)
{
	struct tg_trial trial = tg_trial_of(s, TG_TAKE_ALONG_DIM);
	char reason[80];

	if (s->index->shape.ndim != s->input->shape.ndim)
		return;
	for (int i = 0; i < s->input->shape.ndim; i++) {
		trial.call.dim = i;
		snprintf(reason, sizeof(reason),
			"repeat what has size 1, and go along dim %d", i);
		tg_trial_suggest_if_it_fits(s, &trial, reason);
	}
}

/* Try to pick one element along each dim. */
static void
try_pick_along_each_dim(struct tg_search *s)
{
	const int n = s->input->shape.ndim;

	for (int i = 0; i < n; i++) {
		struct tg_trial trial = tg_trial_of(s, TG_INDEX_SELECT);
		int batch = count_common_dims(s, i);
		char reason[80];

		trial.call.dim = i;
		trial.call.batch_dims = batch;
		if (batch == 0 || batch < s->index->shape.ndim)
			trial = tg_trial_of(s, TG_PICK);
		trial.call.dim = i;
		snprintf(reason, sizeof(reason),
			"pick one of %" PRId64 " along dim %d",
			s->input->shape.size[i], i);
		tg_trial_suggest_if_it_fits(s, &trial, reason);
	}
}

/*
 * Try index_select, which takes whole slices as from a lookup table and fits
 * any shape of index: along --dim, or along each dim if everywhere is true.
 */
static void
try_lookup(struct tg_search *s, bool everywhere)
{
	struct tg_trial trial = tg_trial_of(s, TG_INDEX_SELECT);
	char reason[80];

	/* so many dims would not be meant to stand beside each other */
	if (s->input->shape.ndim > 2 &&
		s->index->shape.ndim >= s->input->shape.ndim)
		return;
	for (int i = 0; i < s->input->shape.ndim; i++) {
		if (everywhere)
			trial.call.dim = i;
		snprintf(reason, sizeof(reason),
			"take whole slices along dim %" PRId64, trial.call.dim);
		tg_trial_suggest_if_it_fits(s, &trial, reason);
		if (!everywhere)
			break;
	}
}

/* Try gather_nd; if the call is one, then with fewer batch dims. */
static void
try_coordinates(struct tg_search *s)
{
	struct tg_trial trial = tg_trial_of(s, TG_GATHER_ND);
	int64_t batch = s->options->call.batch_dims;

	if (s->options->call.op != TG_GATHER_ND) {
		const struct tg_shape *k = &s->index->shape;

		/* each row of index has one coordinate for every dim */
		if (k->ndim > 1 && k->size[k->ndim - 1] == s->input->shape.ndim)
			tg_trial_suggest_if_it_fits(s, &trial,
				"read each row of index as coordinates");
		return;
	}
	for (trial.call.batch_dims = batch; trial.call.batch_dims-- > 0;)
		tg_trial_suggest_if_it_fits(s, &trial, "share fewer dims");
}

/* Try the transpose of index, since nothing else fits. */
static void
try_transpose(struct tg_search *s)
{
	struct tg_trial trial = tg_trial_of(s, s->options->call.op);
	struct tg_shape *k = &trial.index_shape, output;
	char text[TG_SHAPE_TEXT];

	/* its elements are not where those of index are */
	trial.reshaped = true;
	for (int i = 0; i < k->ndim; i++)
		k->size[i] = s->index->shape.size[k->ndim - 1 - i];
	s->transposed = k->ndim > 1 && tg_trial_fits(s, &trial, &output);
	if (s->transposed)
		tg_err_help(s->err,
			"the transpose of index, of shape %s, would fit",
			tg_shape_text(text, k));
}

/* Suggest calls if --dim itself is out of range. */
static void
suggest_without_dim(struct tg_search *s)
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
suggest_along_dim(struct tg_search *s)
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
	if (k > n) {
		try_squeeze(s);
		if (s->found > 0)
			try_lookup(s, false);
	}
	each = try_pick_for_each(s, dim);
	if (!each)
		try_pick_for_some(s, dim);
	if (k <= 1 && !each)
		try_lookup(s, false);
	if (s->found == 0) {
		try_unsqueeze(s, true);
		try_unsqueeze(s, false);
	}
	if (s->found == 0)
		try_other_dims(s, false);
	if (s->found == 0)
		try_repeating_elsewhere(s);
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

/*
 * Say so if blocks cannot be written where the job writes, which keeps all calls
 * from being suggested: the shape of INPUT is one that a result could have.
 */
static void
tell_if_no_output_will_do(struct tg_search *s)
{
	memset(s->ignored, 0, sizeof(*s->ignored));
	if (s->input->dtype.packing == NULL ||
		tg_job_could_write(s->job, &s->input->shape, s->ignored))
		return;
	tg_err_help(s->err, "%s", s->ignored->what);
	if (s->ignored->nhelp > 0)
		tg_err_help(s->err, "%s", tg_err_help_reason(s->ignored, 0));
}

/*
 * Begin a search for calls that indices are in range for, which is looked at if
 * there are not too many of them. False without memory:
 * then nothing is suggested. The caller frees ignored.
 */
static bool
begin_search(struct tg_search *s, const struct tg_job *job, struct tg_err *err)
{
	*s = (struct tg_search){
		.job = job,
		.options = job->options,
		.input = &job->input.tensor,
		.index = &job->index.tensor,
		.err = err,
		.in_range = tg_trial_can_read(&job->index.tensor),
		.ignored = calloc(1, sizeof(*s->ignored)),
	};
	return s->ignored != NULL;
}

bool
tg_suggest_other_dim(struct tg_err *err, const struct tg_job *job)
{
	struct tg_search s;
	bool fits;

	if (!tg_op_table[job->options->call.op].has_dim ||
		job->index.names != TG_NO_NAMES || !begin_search(&s, job, err))
		return false;
	try_other_dims(&s, false);
	fits = s.found > 0;
	if (!fits)
		try_other_dims(&s, true);
	free(s.ignored);
	return fits;
}

void
tg_suggest(struct tg_err *err, const struct tg_job *job)
{
	const int said = err->nhelp;
	struct tg_search s;

	if (!begin_search(&s, job, err))
		return;
	/* where the indices are in range for no call, one for the shapes is told */
	for (; s.found == 0; s.in_range = false) {
		tg_err_keep_help(err, said);
		s.transposed = false;
		if (tg_op_table[s.options->call.op].has_dim)
			suggest_along_dim(&s);
		else if (tg_op_table[s.options->call.op].tuples)
			try_coordinates(&s);
		if (!s.in_range)
			break;
	}
	if (s.found == 0)
		tell_if_no_output_will_do(&s);
	free(s.ignored);
}
