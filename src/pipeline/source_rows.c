#include "pipeline/source_rows.h"

#include <stdlib.h>

#include "base/threads.h"

/* What all members of a crew share. */
struct tandem {
	struct tg_source source; /* first: it is what a run gets */
	struct tg_job *job;
	const struct tg_gather *gather;
	const struct tg_chunk_reader *reader;
	void *state;            /* of the reader */
	int64_t row;            /* elements of input in a row */
	int64_t given;          /* elements of the result that a row gives */
	int64_t nrow;           /* rows of index */
	bool look;              /* scan only, give nothing */
	bool broken;            /* the system failed in a run */
	struct tg_tensor whole; /* what input has come out as; owns nothing */
};

static void
restart(struct tg_source *source)
{
	struct tandem *t = (struct tandem *)source;

	t->reader->restart(t->state);
}

static bool
begin(const struct tg_source *source, struct tg_piece *piece,
	struct tg_err *err)
{
	const struct tandem *t = (const struct tandem *)source;

	(void)err;
	tg_piece_bind(piece, t->gather);
	return true;
}

static bool
take(struct tg_source *source, struct tg_piece *piece, struct tg_err *err)
{
	struct tandem *t = (struct tandem *)source;

	return t->reader->take(t->state, &piece->own, err);
}

static bool
load(const struct tg_source *source, struct tg_piece *piece, struct tg_err *err)
{
	const struct tandem *t = (const struct tandem *)source;

	return t->reader->load(t->state, piece->own, err) ||
		tg_fail(err, TG_EDATA, TG_NOPOS, "cannot be scanned");
}

static int64_t
at_most(int64_t n, int64_t most)
{
	return n < most ? n : most;
}

/* Rows of input that index has none for give nothing. */
static bool
settle(struct tg_source *source, struct tg_piece *piece, bool ok,
	struct tg_err *err)
{
	struct tandem *t = (struct tandem *)source;
	int64_t first = 0, n = 0, end;

	if (!ok ||
		!t->reader->settle(
			t->state, piece->own, &piece->input, &first, &n))
		return tg_fail(err, TG_EDATA, TG_NOPOS, "does not go on");
	piece->through = (uint64_t)((double)(first + n) / (double)t->row /
		(double)t->nrow * (double)source->bytes);
	piece->gather.input_origin = first;
	end = at_most((first + n) / t->row, t->nrow);
	first = at_most(first / t->row, end);
	piece->first = first * t->given;
	piece->n = t->look ? 0 : (end - first) * t->given;
	return true;
}

static void
end(const struct tg_source *source, struct tg_piece *piece)
{
	const struct tandem *t = (const struct tandem *)source;

	t->reader->free_chunk(piece->own);
}

/* True if the shape that came out is the one that was taken for granted. */
static bool
is_expected(const struct tg_shape *found, const struct tg_shape *expected,
	enum tg_op op)
{
	if (found->ndim != expected->ndim)
		return false;
	for (int i = 1; i < found->ndim; i++)
		if (found->size[i] != expected->size[i])
			return false;
	return op == TG_GATHER ? found->size[0] >= expected->size[0]
			       : found->size[0] == expected->size[0];
}

/* The type that elements get in the result must follow from all of them. */
static bool
same_type(const struct tandem *t)
{
	static struct tg_err ignored;
	struct tg_encoder encoder = t->job->encoder;
	bool ok;

	encoder.input = &t->whole;
	ok = t->job->format->prepare(&encoder, &ignored);
	ignored.code = TG_OK;
	return ok && tg_dtype_same_type(&encoder.dtype, &t->job->encoder.dtype);
}

static bool
finish(struct tg_source *source, struct tg_err *err)
{
	struct tandem *t = (struct tandem *)source;
	const struct tg_tensor *input = &t->job->input.tensor;

	t->whole = *input;
	if (t->reader->finish(t->state, &t->whole) &&
		is_expected(&t->whole.shape, &input->shape,
			t->job->options->call.op) &&
		(t->look || same_type(t)))
		return true;
	return tg_fail(err, TG_EDATA, TG_NOPOS, "is not as expected");
}

static bool
run(struct tandem *t, struct tg_job *job, struct tg_err *err)
{
	bool ok;

	if (!tg_job_open_output(job, err))
		return false;
	ok = tg_pipeline_run(&t->source, &job->gather, job->format,
		&job->encoder, &job->output, err);
	t->broken = !ok && err->code == TG_ESYS;
	return ok;
}

/* A pipe stays open: who reads it would take its end for that of the result. */
static void
drop_output(struct tg_job *job)
{
	if (tg_output_can_discard(&job->output))
		tg_output_free(&job->output);
}

/*
 * The type of a binary result was guessed from the first row. If that was
 * wrong all of the text is looked at, and then it is known.
 */
static bool
run_again(struct tandem *t, struct tg_job *job, struct tg_err *err)
{
	struct tg_tensor *input = &job->input.tensor;
	bool ok;

	if (!job->format->binary || input->typed || job->output.seen ||
		t->broken)
		return false;
	drop_output(job);
	err->code = TG_OK;
	t->look = true;
	ok = tg_pipeline_look(&t->source, &job->gather, &job->encoder, err);
	t->look = false;
	input->classes = t->whole.classes;
	return ok && tg_job_plan(job, err) && run(t, job, err);
}

/* What input would be if it had as many rows as index. */
static bool
expect_input(struct tandem *t, struct tg_job *job, int lead)
{
	struct tg_tensor *input = &job->input.tensor;
	const struct tg_shape *index = &job->index.tensor.shape;
	const struct tg_shape unit = input->shape;
	const struct tg_operand_spec *spec = &job->options->input;

	if (!tg_shape_numel(&unit, &t->row) || t->row == 0 ||
		unit.ndim + lead > TG_MAX_NDIM)
		return false;
	input->shape.ndim = lead + unit.ndim;
	t->nrow = 1;
	for (int i = 0; i < lead; i++) {
		input->shape.size[i] = index->size[i];
		if (__builtin_mul_overflow(t->nrow, index->size[i], &t->nrow))
			return false;
	}
	memcpy(input->shape.size + lead, unit.size,
		(size_t)unit.ndim * sizeof(unit.size[0]));
	tg_shape_strides(&input->shape, input->stride);
	input->typed = spec->has_dtype;
	input->declared = spec->dtype;
	return t->nrow > 0;
}

/* False for a job of another kind. */
static bool
is_for_tandem(const struct tg_job *job)
{
	const struct tg_options *o = job->options;
	const struct tg_operand_spec *spec = &o->input;

	return job->input.format->chunks != NULL &&
		job->input.bytes->len > (size_t)tg_threads_piece() &&
		!o->explain && !o->picture && !o->dry_run &&
		job->input.name == NULL && !spec->has_shape &&
		!(spec->has_dtype && tg_dtype_is_complex(&spec->dtype));
}

static bool
prepare(struct tandem *t, struct tg_job *job, struct tg_err *err)
{
	const struct tg_call *call = &job->options->call;
	struct tg_tensor *input = &job->input.tensor;
	int64_t n;
	int lead;

	if (!tg_job_load_index(job, err)) {
		tg_tensor_free(&job->index.tensor);
		return false;
	}
	lead = tg_plan_lead(call, job->index.tensor.shape.ndim);
	if (lead == 0 ||
		!t->reader->open(&t->state, input, job->input.bytes, lead) ||
		!expect_input(t, job, lead) || !tg_job_start(job, err) ||
		!tg_job_plan(job, err))
		return false;
	n = job->plan.blocks.n * job->plan.block;
	t->given = n / t->nrow;
	return n > 0;
}

/* All as it was before, but that INDEX and a pipe stay open. */
static void
undo(struct tg_job *job)
{
	drop_output(job);
	tg_fill_value_free(&job->fill);
	tg_tensor_free(&job->input.tensor);
	if (job->index.format == NULL)
		tg_operand_free(&job->index);
}

/*
 * What was seen cannot be done another way: all was right before that. Nor is
 * a full disk better for a second try.
 */
static bool
fail_late(
	const struct tg_job *job, const struct tg_err *late, struct tg_err *err)
{
	if (late->code == TG_ESYS) {
		*err = *late;
		return false;
	}
	tg_fail(err, TG_ESYS, TG_NOPOS, "was changed while it was read");
	tg_err_where(err, "%s", job->input.bytes->name);
	return false;
}

bool
tg_tandem(struct tg_job *job, bool *done, struct tg_err *err)
{
	static struct tg_err late;
	struct tandem t = {
		.source = {
			.bytes = job->input.bytes->len,
			.unsure = true,
			.restart = restart,
			.begin = begin,
			.take = take,
			.load = load,
			.settle = settle,
			.finish = finish,
			.end = end,
		},
		.job = job,
		.gather = &job->gather,
		.reader = job->input.format->chunks,
	};
	bool ok;

	late.code = TG_OK;
	*done = false;
	if (!is_for_tandem(job))
		return true;
	ok = prepare(&t, job, &late) &&
		(run(&t, job, &late) || run_again(&t, job, &late));
	if (t.state != NULL)
		t.reader->close(t.state);
	if (!ok && (t.broken || job->output.seen))
		return fail_late(job, &late, err);
	if (!ok) {
		undo(job);
		return true;
	}
	*done = true;
	job->input.tensor.shape = t.whole.shape;
	tg_job_tell_input(job);
	tg_job_warn(job);
	return true;
}
