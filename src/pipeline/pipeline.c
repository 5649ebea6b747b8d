/*
 * Makes the result of every kind of job: its head, its elements, which come
 * piece by piece from threads, and its tail. Where what was written cannot be
 * taken back, all that can fail is tried before the first byte.
 */
#include "pipeline/pipeline.h"

#include "gather/resolve.h"
#include "pipeline/pass.h"

/*
 * Encode a result that has no blocks. There may be something to encode all the
 * same, such as the empty arrays of JSON, but no elements.
 */
static enum tg_outcome
encode_empty(struct tg_pass *p, struct tg_buffer *text)
{
	const struct tg_encoder *e = p->task->encoder;

	for (int64_t done = 0; done < e->n;) {
		struct tg_elements rest = {
			.first = done,
			.n = (size_t)tg_least(e->n - done, PTRDIFF_MAX),
		};

		if (!p->task->format->encode(e, &rest, text, p->err) ||
			!tg_pass_place(p, text))
			return TG_FAILED;
		done += (int64_t)rest.n;
	}
	return TG_DONE;
}

/* Get memory for what stands before and behind the elements. */
static bool
reserve_ends(struct tg_pass *p)
{
	const struct tg_format *format = p->task->format;

	return (p->task->gather->plan->blocks.n > 0 && format->head == NULL &&
		       format->tail == NULL) ||
		tg_buffer_reserve(&p->ends, 1, p->err);
}

/*
 * The head cannot be made. Where a source comes, and is read only now, what is
 * wrong with it is said before that, as where it was read before.
 */
static enum tg_outcome
fail_head(struct tg_pass *p)
{
	struct tg_source *source = p->task->source;
	enum tg_outcome outcome = TG_FAILED;

	if (!source->once || p->err->code != TG_EDATA)
		return TG_FAILED;
	tg_err_clear(p->err);
	source->look = true;
	do
		outcome = tg_pass_run(p);
	while (outcome == TG_MORE);
	source->look = false;
	if (outcome != TG_DONE)
		return outcome;
	(void)p->task->format->head(p->task->encoder, &p->ends, p->err);
	return TG_FAILED;
}

/* Place what stands before or behind the elements of a share. */
static bool
place_end(struct tg_pass *p, const struct tg_buffer *end)
{
	return tg_buffer_append(&p->ends, end->data, end->len, p->err) &&
		tg_pass_place(p, &p->ends);
}

/* Make a share of the result once, of which the ends are there already. */
static enum tg_outcome
make_share(struct tg_pass *p)
{
	const struct tg_share *share = p->task->share;
	const bool empty = p->task->gather->plan->blocks.n == 0;
	enum tg_outcome outcome = TG_DONE;

	if (!reserve_ends(p) || (!empty && !tg_pass_prepare(p)) ||
		!place_end(p, &share->before))
		return TG_FAILED;
	if (!empty)
		outcome = tg_pass_run(p);
	else if (share->leads)
		outcome = encode_empty(p, &p->ends);
	if (outcome == TG_DONE && !place_end(p, &share->behind))
		outcome = TG_FAILED;
	return outcome;
}

/*
 * Make all of the result once: the head, the elements and the tail. Memory for
 * all three is there before the first of them is placed.
 */
static enum tg_outcome
make_result(struct tg_pass *p)
{
	const struct tg_format *format = p->task->format;
	const struct tg_encoder *e = p->task->encoder;
	const bool empty = p->task->gather->plan->blocks.n == 0;
	struct tg_buffer *text = &p->ends;
	enum tg_outcome outcome;

	p->bytes = 0;
	if (p->task->share != NULL)
		return make_share(p);
	if (!reserve_ends(p) || (!empty && !tg_pass_prepare(p)))
		return TG_FAILED;
	if (format->head != NULL && !format->head(e, text, p->err))
		return empty ? TG_FAILED : fail_head(p);
	if (format->head != NULL && !tg_pass_place(p, text))
		return TG_FAILED;
	outcome = empty ? encode_empty(p, text) : tg_pass_run(p);
	while (outcome == TG_MORE)
		outcome = tg_pass_run(p);
	if (outcome == TG_DONE && format->tail != NULL &&
		(!format->tail(e, text, p->err) || !tg_pass_place(p, text)))
		outcome = TG_FAILED;
	return outcome;
}

/* Make the result and write it, and say how it is to be sealed. */
static enum tg_outcome
write_to_output(struct tg_pass *p, struct tg_output *output)
{
	const struct tg_task *task = p->task;
	struct tg_seal seal = { 0 };

	p->output = output;
	if (task->share != NULL)
		seal = task->share->seal;
	else if (task->format->seal != NULL &&
		!task->format->seal(task->encoder, &seal, p->err))
		return TG_FAILED;
	tg_output_seal(output, &seal);
	return make_result(p);
}

/*
 * If both an index is out of range and an element cannot be converted, it
 * depends on how the work is cut into pieces which of the two is found first.
 * So that the error does not depend on it, the index is always reported.
 */
static void
prefer_index_error(const struct tg_gather *gather, struct tg_err *err)
{
	if (err->code != TG_EDATA || err->element != 0 ||
		tg_gather_check(gather, NULL))
		return;
	tg_err_clear(err);
	tg_gather_out_of_range(err);
}

/* Let the source read all of its input, and encode nothing. */
static enum tg_outcome
look_at_all(struct tg_pass *p)
{
	enum tg_outcome outcome;

	p->task->source->look = true;
	outcome = reserve_ends(p) && tg_pass_prepare(p) ? tg_pass_run(p)
							: TG_FAILED;
	p->task->source->look = false;
	return outcome;
}

/*
 * Try all that can fail, without an output: mostly that is only the reading of
 * an input which was not read before.
 */
static enum tg_outcome
try_everything(struct tg_pass *p)
{
	enum tg_outcome outcome = TG_DONE;
	bool can_fail = p->task->encoder->can_fail;

	/* of an index in parts there is no whole one to check rows for */
	if (p->task->source->in_parts)
		can_fail |= p->task->gather->input->heads.stride > 0;
	else if (!tg_gather_check_rows(p->task->gather, p->err))
		return TG_FAILED;
	if (!can_fail && p->task->source->expected &&
		!p->task->source->in_parts) {
		outcome = look_at_all(p);
		can_fail = p->task->source->may_fail;
	}
	return outcome == TG_DONE && can_fail ? make_result(p) : outcome;
}

/* Check all indices, before anything is made of them. */
static enum tg_outcome
check_all_indices(struct tg_pass *p)
{
	if (p->task->source->in_parts)
		return look_at_all(p);
	return tg_gather_check(p->task->gather, p->err) ? TG_DONE : TG_FAILED;
}

/* True if the first bytes of a result may depend on all that is read. */
static bool
has_uncertain_head(const struct tg_task *task)
{
	return task->source->expected && task->format->binary;
}

/*
 * If the output cannot be discarded, try everything before writing, unless it is
 * said to be written at once.
 */
static enum tg_outcome
check_and_write(struct tg_pass *p, struct tg_output *output)
{
	const struct tg_task *task = p->task;
	const bool final = !tg_output_can_discard(output) &&
		(!output->at_once || has_uncertain_head(task));
	enum tg_outcome outcome = TG_DONE;

	if (final ||
		(task->gather->plan->blocks.n == 0 &&
			(task->share == NULL || task->share->leads)))
		outcome = check_all_indices(p);
	if (final && outcome == TG_DONE)
		outcome = try_everything(p);
	if (outcome != TG_DONE)
		return outcome;
	outcome = write_to_output(p, output);
	if (outcome == TG_FAILED && !task->source->expected &&
		!task->source->once)
		prefer_index_error(task->gather, p->err);
	return outcome;
}

enum tg_outcome
tg_pipeline_run(const struct tg_task *task, struct tg_output *output,
	struct tg_err *err)
{
	struct tg_pass *p = tg_pass_new(task, err);
	enum tg_outcome outcome =
		p != NULL ? check_and_write(p, output) : TG_FAILED;

	tg_pass_free(p);
	/* a position in a part of a text would not help the user */
	if (outcome == TG_FAILED && task->source->expected &&
		err->code == TG_EDATA)
		outcome = TG_AGAIN_WHOLE;
	if (outcome == TG_AGAIN_WHOLE)
		tg_err_clear(err);
	return outcome;
}

bool
tg_pipeline_try(const struct tg_task *task, int64_t *bytes, struct tg_err *err)
{
	struct tg_pass *p = tg_pass_new(task, err);
	bool ok = p != NULL && tg_gather_check(task->gather, err) &&
		make_result(p) == TG_DONE;

	*bytes = p != NULL ? p->bytes : 0;
	tg_pass_free(p);
	return ok;
}

enum tg_outcome
tg_pipeline_look(const struct tg_task *task, struct tg_err *err)
{
	struct tg_pass *p = tg_pass_new(task, err);
	enum tg_outcome outcome = p != NULL ? look_at_all(p) : TG_FAILED;

	tg_pass_free(p);
	return outcome;
}
