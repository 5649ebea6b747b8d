/*
 * Makes the result of every kind of job: threads take pieces from a source,
 * encode them and leave the bytes in the reorder buffer, which gives them to
 * the output in order. Which bytes come first and which error is reported is
 * decided only here, so that neither depends on the number of threads.
 */
#include "pipeline/pipeline.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/threads.h"
#include "gather/resolve.h"
#include "io/progress.h"
#include "pipeline/encode.h"
#include "pipeline/reorder.h"

/* A pipeline while it runs. output is NULL if the result is only tried. */
struct pipeline {
	const struct tg_task *task;
	struct tg_output *output;
	void *archive; /* which the format opened, or NULL */
	bool in_order; /* the output can only be appended to */
	int64_t bytes; /* of the result, placed so far */
	struct tg_reorder reorder;
	atomic_bool stopped;          /* something failed */
	bool no_more;                 /* no piece is left; guarded as take is */
	enum tg_outcome outcome;      /* of the first piece that failed */
	struct tg_err *err;           /* of the same, if outcome is TG_FAILED */
	struct tg_err unordered;      /* the first error that is of no piece */
	atomic_flag failed_unordered; /* unordered is set, or being set */
};

/* A piece that a thread has encoded: an item of the reorder buffer. */
struct encoded {
	struct tg_buffer text;
	struct tg_span span; /* its place in a file */
	uint64_t through;    /* see struct tg_piece */
};

/* What belongs to one thread. */
struct worker {
	struct pipeline *pipeline;
	struct tg_threads *threads;
	int64_t number; /* of the piece, from 0 */
	struct tg_piece_encoder encoder;
	struct encoded *encoded;
	struct tg_err err;
};

/* Write text after everything that was placed before, and empty it. */
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

/*
 * Called when the text of a piece is too long to be kept: write what there is
 * of it as soon as all pieces before it are placed.
 */
static bool
place_early(void *worker, struct tg_buffer *text, struct tg_err *err)
{
	struct worker *w = worker;

	tg_reorder_wait(&w->pipeline->reorder, w->number);
	return !w->pipeline->stopped && place_text(w->pipeline, text, err);
}

/*
 * Stop with an error that belongs to no piece. It is reported only if no piece
 * has failed.
 */
static void
fail_unordered(struct pipeline *p, const struct tg_err *err)
{
	if (!atomic_flag_test_and_set(&p->failed_unordered))
		p->unordered = *err;
	p->stopped = true;
}

/*
 * Called by the reorder buffer for pieces in order. If the output can only be
 * appended to, write the bytes. For a file only give them their place, so that
 * they can be written later.
 */
static void
place_encoded(void *worker, void *item)
{
	struct pipeline *p = ((struct worker *)worker)->pipeline;
	struct encoded *encoded = item;
	struct tg_buffer *text = &encoded->text;

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
		tg_output_claim(
			p->output, text->data, text->len, &encoded->span);
	}
	tg_progress_step(encoded->through, p->task->source->bytes);
}

/*
 * Called by the reorder buffer: write an encoded piece at the place it was
 * given. Pieces may be written in any order.
 */
static void
write_encoded(void *worker, void *item)
{
	struct worker *w = worker;
	struct pipeline *p = w->pipeline;
	struct encoded *encoded = item;

	if (encoded->text.len > 0 &&
		!tg_output_write_span(
			p->output, encoded->text.data, &encoded->span, &w->err))
		fail_unordered(p, &w->err);
	encoded->text.len = 0;
}

/*
 * Let the source settle the piece, in the order of pieces. Every piece goes
 * through the gate of the threads, also one that has failed, since the next
 * ones wait for it.
 */
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

/* Stop because this piece failed; the error of the first such piece counts. */
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

/* Make sure that there is a buffer for the next piece. */
static bool
prepare_buffer(struct worker *w)
{
	if (w->encoded == NULL)
		w->encoded = calloc(1, sizeof(*w->encoded));
	w->encoder.text = &w->encoded->text;
	return w->encoded != NULL || tg_fail_memory(&w->err, "a piece");
}

static void
free_encoded(struct encoded *encoded)
{
	if (encoded != NULL)
		tg_buffer_free(&encoded->text);
	free(encoded);
}

/*
 * Take the next piece, in order. TG_NO_MORE if another thread has found that
 * none is left, or if the pipeline has stopped.
 */
static enum tg_outcome
take_piece(struct worker *w)
{
	struct pipeline *p = w->pipeline;
	struct tg_source *source = p->task->source;
	enum tg_outcome outcome = TG_NO_MORE;

	w->number = tg_threads_take(w->threads);
	if (!p->stopped && !p->no_more)
		outcome = source->take(source, &w->encoder.piece, &w->err);
	p->no_more = p->no_more || outcome == TG_NO_MORE;
	tg_threads_taken(w->threads);
	return outcome;
}

/* Take and encode one piece; false if there is no piece left. */
static bool
encode_piece(struct worker *w)
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
	w->encoded->through = piece->through;
	w->encoded = tg_reorder_leave(&p->reorder, w->number, w->encoded, w);
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

/* What each thread does: encode pieces until none is left. */
static void
encode_pieces(struct tg_threads *threads, void *pipeline)
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
		while (prepare_buffer(w) && encode_piece(w))
			;
	if (w->encoded == NULL)
		fail_unordered(p, &w->err);
	p->task->source->close(p->task->source, &w->encoder.piece);
	tg_piece_encoder_free(&w->encoder);
	free_encoded(w->encoded);
	free(w);
}

/*
 * Encode a result that has no blocks. There may be something to encode all the
 * same, such as the empty arrays of JSON, but no elements.
 */
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

/* Let threads encode all pieces. */
static enum tg_outcome
run_threads(struct pipeline *p)
{
	struct tg_source *source = p->task->source;
	int n = source->alone ? 1 : tg_threads_worth(source->bytes);
	struct encoded *encoded;

	source->restart(source);
	p->no_more = false;
	p->in_order = p->output == NULL || p->archive != NULL ||
		!tg_output_can_discard(p->output);
	tg_reorder_begin(&p->reorder, n, place_encoded, write_encoded);
	tg_threads_run(n, encode_pieces, p);
	while ((encoded = tg_reorder_spare(&p->reorder)) != NULL)
		free_encoded(encoded);
	tg_progress_clear();
	if (p->outcome == TG_DONE && p->unordered.code != TG_OK) {
		*p->err = p->unordered;
		p->outcome = TG_FAILED;
	}
	if (p->outcome == TG_DONE && source->finish != NULL)
		p->outcome = source->finish(source, p->err);
	return p->outcome;
}

/* Make all of the result once: the head, the elements and the tail. */
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
write_output_at(void *output, const void *data, size_t len, uint64_t at,
	struct tg_err *err)
{
	return tg_output_write_at(output, data, len, at, err);
}

/* Make the result and write it, into an archive if the format has one. */
static enum tg_outcome
write_to_output(struct pipeline *p, struct tg_output *output)
{
	const struct tg_format *format = p->task->format;
	const struct tg_sink sink = { output, write_output_at };
	enum tg_outcome outcome = TG_DONE;

	p->output = output;
	if (format->begin != NULL &&
		!format->begin(&p->archive, p->task->encoder, &sink, p->err))
		outcome = TG_FAILED;
	if (outcome == TG_DONE)
		outcome = make_result(p);
	if (format->end != NULL &&
		!format->end(p->archive, outcome == TG_DONE, p->err))
		outcome = TG_FAILED;
	return outcome;
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

/* If the output cannot be discarded, try everything before writing. */
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
	outcome = write_to_output(p, output);
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
