/*
 * The pass that makes a result, for every kind of job: threads take pieces
 * from a source, encode them and leave their bytes in the reorder buffer, which
 * gives them to the output in order. Everything that decides on the order of
 * errors and bytes is here, so that neither depends on the number of threads.
 */
#include "pipeline/pipeline.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/threads.h"
#include "gather/resolve.h"
#include "io/progress.h"
#include "pipeline/encode.h"
#include "pipeline/reorder.h"

/* A pipeline while it runs; output is NULL where the result is only tried. */
struct pipeline {
	const struct tg_task *task;
	struct tg_output *output;
	void *archive; /* of the format, around what is encoded */
	bool in_order; /* bytes can only be appended */
	int64_t bytes; /* placed so far */
	struct tg_reorder reorder;
	atomic_bool stopped;
	bool over;               /* no piece is left; guarded as taking is */
	enum tg_outcome outcome; /* of the first piece that failed */
	struct tg_err *err;      /* the same, where it is TG_FAILED */
	struct tg_err unordered; /* of what failed and belongs to no piece */
	atomic_flag failed_unordered;
};

/* What a thread made of a piece, as the reorder buffer keeps it. */
struct made {
	struct tg_buffer text;
	struct tg_span span;
	uint64_t through; /* of the source's bytes */
};

/* What a thread has of its own. */
struct worker {
	struct pipeline *pipeline;
	struct tg_threads *threads;
	int64_t number; /* of the piece */
	struct tg_piece_encoder encoder;
	struct made *made;
	struct tg_err err;
};

/* Text goes behind what was placed before, at once. */
static bool
place_text(struct pipeline *p, struct tg_buffer *text, struct tg_err *err)
{
	const size_t len = text->len;

	p->bytes += (int64_t)len;
	text->len = 0;
	if (p->archive != NULL && len > 0)
		return p->task->format->write(p->archive, text->data, len, err);
	return p->output == NULL ||
		tg_output_write(p->output, text->data, len, err);
}

/* Texts of a piece that are too long to be kept go out one by one. */
static bool
place_early(void *worker, struct tg_buffer *text, struct tg_err *err)
{
	struct worker *w = worker;

	tg_reorder_wait(&w->pipeline->reorder, w->number);
	return !w->pipeline->stopped && place_text(w->pipeline, text, err);
}

/* What fails outside the order of pieces counts only if no piece did. */
static void
fail_unordered(struct pipeline *p, const struct tg_err *err)
{
	if (!atomic_flag_test_and_set(&p->failed_unordered))
		p->unordered = *err;
	p->stopped = true;
}

/*
 * Called by the reorder buffer, in order. The bytes for a pipe are written; for
 * a file they only get their place, and are written later.
 */
static void
place_made(void *worker, void *item)
{
	struct pipeline *p = ((struct worker *)worker)->pipeline;
	struct made *made = item;
	struct tg_buffer *text = &made->text;

	if (p->stopped) {
		text->len = 0;
		return;
	}
	if (p->in_order) {
		if (!place_text(p, text, p->err)) {
			p->outcome = TG_FAILED;
			p->stopped = true;
			return;
		}
	} else if (text->len > 0) {
		p->bytes += (int64_t)text->len;
		tg_output_claim(p->output, text->data, text->len, &made->span);
	}
	tg_progress_step(made->through, p->task->source->bytes);
}

/*
 * Called by the reorder buffer: write a finished piece at the place it was
 * given. Pieces may be written in any order.
 */
static void
write_made(void *worker, void *item)
{
	struct worker *w = worker;
	struct pipeline *p = w->pipeline;
	struct made *made = item;

	if (made->text.len > 0 &&
		!tg_output_write_span(
			p->output, made->text.data, &made->span, &w->err))
		fail_unordered(p, &w->err);
	made->text.len = 0;
}

/* Every piece goes through the gate, also one that has failed. */
static enum tg_outcome
settle_piece(struct worker *w, enum tg_outcome outcome)
{
	struct tg_source *source = w->pipeline->task->source;

	if (source->settle == NULL)
		return outcome;
	tg_threads_enter(w->threads, w->number);
	if (outcome == TG_DONE)
		outcome = source->settle(source, &w->encoder.piece);
	tg_threads_leave(w->threads);
	return outcome;
}

/* The first piece that failed is the one that is told. */
static void
fail_piece(struct worker *w, enum tg_outcome outcome)
{
	struct pipeline *p = w->pipeline;

	tg_reorder_wait(&p->reorder, w->number);
	if (!p->stopped) {
		p->outcome = outcome;
		*p->err = w->err;
	}
	p->stopped = true;
}

/* Room for what will be made of the next piece. */
static bool
make_room(struct worker *w)
{
	if (w->made == NULL)
		w->made = calloc(1, sizeof(*w->made));
	w->encoder.text = &w->made->text;
	return w->made != NULL || tg_fail_memory(&w->err, "a piece");
}

static void
free_made(struct made *made)
{
	if (made != NULL)
		tg_buffer_free(&made->text);
	free(made);
}

/* Take the next piece, in order, unless another thread saw the last one. */
static enum tg_outcome
take_piece(struct worker *w)
{
	struct pipeline *p = w->pipeline;
	struct tg_source *source = p->task->source;
	enum tg_outcome outcome = TG_NO_MORE;

	w->number = tg_threads_take(w->threads);
	if (!p->stopped && !p->over)
		outcome = source->take(source, &w->encoder.piece, &w->err);
	p->over = p->over || outcome == TG_NO_MORE;
	tg_threads_taken(w->threads);
	return outcome;
}

/* False when there is no piece left. */
static bool
make_piece(struct worker *w)
{
	struct pipeline *p = w->pipeline;
	struct tg_source *source = p->task->source;
	struct tg_piece *piece = &w->encoder.piece;
	enum tg_outcome outcome = take_piece(w);

	if (outcome == TG_NO_MORE)
		return false;
	if (outcome == TG_DONE)
		outcome = source->load(source, piece, &w->err);
	outcome = settle_piece(w, outcome);
	if (outcome == TG_DONE && !tg_piece_encode(&w->encoder, &w->err))
		outcome = TG_FAILED;
	if (outcome != TG_DONE)
		fail_piece(w, outcome);
	w->made->through = piece->through;
	w->made = tg_reorder_leave(&p->reorder, w->number, w->made, w);
	return true;
}

static bool
begin_worker(struct worker *w)
{
	const struct tg_task *task = w->pipeline->task;
	struct tg_piece_encoder *encoder = &w->encoder;

	encoder->full = place_early;
	encoder->context = w;
	return task->source->open(task->source, &encoder->piece, &w->err) &&
		tg_piece_encoder_begin(
			encoder, task->format, task->encoder, &w->err);
}

/* What each thread does. */
static void
make_pieces(struct tg_threads *threads, void *pipeline)
{
	struct pipeline *p = pipeline;
	struct worker *w = calloc(1, sizeof(*w));
	struct tg_err none = { 0 };

	if (w == NULL) {
		tg_fail_memory(&none, "a piece");
		fail_unordered(p, &none);
		return;
	}
	w->pipeline = p;
	w->threads = threads;
	if (begin_worker(w))
		while (make_room(w) && make_piece(w))
			;
	if (w->made == NULL)
		fail_unordered(p, &w->err);
	p->task->source->close(p->task->source, &w->encoder.piece);
	tg_piece_encoder_free(&w->encoder);
	free_made(w->made);
	free(w);
}

/* What a format writes for an empty result is not in input. */
static enum tg_outcome
encode_empty(struct pipeline *p, struct tg_buffer *text)
{
	const struct tg_encoder *e = p->task->encoder;

	for (int64_t done = 0; done < e->n;) {
		struct tg_elements rest = {
			.first = done,
			.n = (size_t)(e->n - done),
		};

		if (!p->task->format->encode(e, &rest, text, p->err) ||
			!place_text(p, text, p->err))
			return TG_FAILED;
		done += (int64_t)rest.n;
	}
	return TG_DONE;
}

static enum tg_outcome
run_threads(struct pipeline *p)
{
	struct tg_source *source = p->task->source;
	int n = source->alone ? 1 : tg_threads_worth(source->bytes);
	struct made *made;

	source->restart(source);
	p->over = false;
	p->in_order = p->output == NULL || p->archive != NULL ||
		!tg_output_can_discard(p->output);
	tg_reorder_begin(&p->reorder, n, place_made, write_made);
	tg_threads_run(n, make_pieces, p);
	while ((made = tg_reorder_spare(&p->reorder)) != NULL)
		free_made(made);
	tg_progress_clear();
	if (p->outcome == TG_DONE && p->unordered.code != TG_OK) {
		*p->err = p->unordered;
		p->outcome = TG_FAILED;
	}
	if (p->outcome == TG_DONE && source->finish != NULL)
		p->outcome = source->finish(source);
	return p->outcome;
}

/* All of the result once: what stands before, between and behind elements. */
static enum tg_outcome
make_result(struct pipeline *p)
{
	const struct tg_format *format = p->task->format;
	const struct tg_encoder *e = p->task->encoder;
	enum tg_outcome outcome = TG_DONE;
	struct tg_buffer text = { 0 };

	p->bytes = 0;
	p->stopped = false;
	p->outcome = TG_DONE;
	atomic_flag_clear(&p->failed_unordered);
	if (format->head != NULL &&
		(!format->head(e, &text, p->err) ||
			!place_text(p, &text, p->err)))
		outcome = TG_FAILED;
	if (outcome == TG_DONE)
		outcome = p->task->gather->plan->blocks.n == 0
			? encode_empty(p, &text)
			: run_threads(p);
	if (outcome == TG_DONE && format->tail != NULL &&
		(!format->tail(e, &text, p->err) ||
			!place_text(p, &text, p->err)))
		outcome = TG_FAILED;
	tg_buffer_free(&text);
	return outcome;
}

static bool
write_at(void *output, const void *data, size_t len, uint64_t at,
	struct tg_err *err)
{
	return tg_output_write_at(output, data, len, at, err);
}

/* The pass whose bytes count, into an archive where the format has one. */
static enum tg_outcome
write_result(struct pipeline *p, struct tg_output *output)
{
	const struct tg_format *format = p->task->format;
	const struct tg_sink sink = { output, write_at };
	enum tg_outcome outcome = TG_DONE;

	p->output = output;
	if (format->begin != NULL &&
		!format->begin(&p->archive, p->task->encoder, &sink, p->err))
		outcome = TG_FAILED;
	if (outcome == TG_DONE)
		outcome = make_result(p);
	if (format->end != NULL && !format->end(p->archive, p->err) &&
		outcome == TG_DONE)
		outcome = TG_FAILED;
	return outcome;
}

/*
 * Where an index is wrong and an element cannot be converted, which one is met
 * first depends on how the work was cut: the index is told.
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

static enum tg_outcome
check_and_write(struct pipeline *p, struct tg_output *output)
{
	const struct tg_task *task = p->task;
	const bool final = !tg_output_can_discard(output);
	enum tg_outcome outcome;

	if ((final || task->gather->plan->blocks.n == 0) &&
		!tg_gather_check(task->gather, p->err))
		return TG_FAILED;
	if (final && (task->encoder->can_fail || task->source->expected)) {
		outcome = make_result(p);
		if (outcome != TG_DONE)
			return outcome;
	}
	outcome = write_result(p, output);
	if (outcome == TG_FAILED)
		prefer_index_error(task->gather, p->err);
	return outcome;
}

enum tg_outcome
tg_pipeline_run(const struct tg_task *task, struct tg_output *output,
	struct tg_err *err)
{
	struct pipeline p = { .task = task, .err = err };
	enum tg_outcome outcome = check_and_write(&p, output);

	/* where in a part of a text something is wrong helps nobody */
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
	struct pipeline p = { .task = task, .err = err };
	bool ok = tg_gather_check(task->gather, err) &&
		make_result(&p) == TG_DONE;

	*bytes = p.bytes;
	return ok;
}

enum tg_outcome
tg_pipeline_look(const struct tg_task *task, struct tg_err *err)
{
	struct pipeline p = { .task = task, .err = err };

	return run_threads(&p);
}
