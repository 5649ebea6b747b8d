/*
 * The part of the pipeline that runs in threads: they take pieces from a source,
 * encode them and leave the bytes in the reorder buffer, which gives them to
 * the output in order. Which bytes come first and which error is reported is
 * decided only here, so that neither depends on the number of threads.
 */
#include "pipeline/pass.h"

#include <stdlib.h>

#include "base/threads.h"
#include "gather/resolve.h"
#include "io/progress.h"
#include "pipeline/encode.h"

/* A piece that a thread has encoded: an item of the reorder buffer. */
struct encoded {
	struct tg_buffer text;
	struct tg_span span; /* its place in a file */
	uint64_t through;    /* see struct tg_piece */
};

/* What belongs to one thread. */
struct tg_worker {
	struct tg_pass *pass;
	struct tg_threads *threads;
	int64_t number; /* of the piece, from 0 */
	struct tg_piece_encoder encoder;
	struct encoded *encoded;
	struct tg_err err;
};

/* tg_pass_place with another place for the error. */
static bool
place_text(struct tg_pass *p, struct tg_buffer *text, struct tg_err *err)
{
	const size_t len = text->len;

	p->bytes += (int64_t)len;
	text->len = 0;
	return p->output == NULL ||
		tg_output_write(p->output, text->data, len, err);
}

bool
tg_pass_place(struct tg_pass *p, struct tg_buffer *text)
{
	return place_text(p, text, p->err);
}

/*
 * Called when the text of a piece is too long to be kept: write what there is
 * of it as soon as all pieces before it are placed.
 */
static bool
place_early(void *worker, struct tg_buffer *text, struct tg_err *err)
{
	struct tg_worker *w = worker;

	tg_reorder_wait(&w->pass->reorder, w->number);
	return !w->pass->stopped && !w->pass->futile &&
		place_text(w->pass, text, err);
}

/*
 * Stop with an error that belongs to no piece. It is reported only if no piece
 * has failed.
 */
static void
fail_unordered(struct tg_pass *p, const struct tg_err *err)
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
	struct tg_pass *p = ((struct tg_worker *)worker)->pass;
	struct encoded *encoded = item;
	struct tg_buffer *text = &encoded->text;

	if (p->stopped || p->futile) {
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
	/* how much a pipe will give is not known */
	if (!p->task->source->once)
		tg_progress_step(encoded->through, p->task->source->bytes);
}

/*
 * Called by the reorder buffer: write an encoded piece at the place it was
 * given. Pieces may be written in any order.
 */
static void
write_encoded(void *worker, void *item)
{
	struct tg_worker *w = worker;
	struct tg_pass *p = w->pass;
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
settle_piece(struct tg_worker *w, enum tg_outcome outcome)
{
	struct tg_source *source = w->pass->task->source;

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
fail_piece(struct tg_worker *w, enum tg_outcome outcome)
{
	struct tg_pass *p = w->pass;

	tg_reorder_wait(&p->reorder, w->number);
	if (!p->stopped) {
		p->outcome = outcome;
		*p->err = w->err;
	}
	p->stopped = true;
}

/*
 * An element of the piece cannot be encoded. If input can be read only once, it
 * is read on all the same, as it would have been read before, unless nobody
 * waits for that; the first such element counts.
 */
static enum tg_outcome
fail_element(struct tg_worker *w)
{
	struct tg_pass *p = w->pass;
	const struct tg_source *source = p->task->source;

	if (source->locate != NULL)
		source->locate(&w->encoder.piece, &w->err);
	if (!source->once || w->err.code == TG_ESYS ||
		(p->output != NULL && p->output->at_once))
		return TG_FAILED;
	tg_reorder_wait(&p->reorder, w->number);
	if (!p->stopped && !p->futile) {
		p->element = w->err;
		p->futile = true;
	}
	tg_err_clear(&w->err);
	return TG_DONE;
}

static void
free_encoded(struct encoded *encoded)
{
	if (encoded != NULL)
		tg_buffer_free(&encoded->text);
	free(encoded);
}

/*
 * A new item, with room for all that is encoded before it is called full; NULL
 * without memory.
 */
static struct encoded *
new_encoded(void)
{
	struct encoded *encoded = calloc(1, sizeof(*encoded));

	if (encoded != NULL && tg_buffer_reserve(&encoded->text, 1, NULL))
		return encoded;
	free_encoded(encoded);
	return NULL;
}

/*
 * Make sure that there is an item for the next piece. More than one for each
 * thread let no thread wait, but without memory for more this one does: what
 * can be written with one thread is never given up.
 */
static void
prepare_item(struct tg_worker *w)
{
	if (w->encoded == NULL)
		w->encoded = new_encoded();
	if (w->encoded == NULL)
		w->encoded = tg_reorder_wait_for_spare(&w->pass->reorder);
	w->encoder.text = &w->encoded->text;
}

/*
 * Take the next piece, in order. TG_NO_MORE if another thread has found that
 * none is left, or if the pipeline has stopped.
 */
static enum tg_outcome
take_piece(struct tg_worker *w)
{
	struct tg_pass *p = w->pass;
	struct tg_source *source = p->task->source;
	enum tg_outcome outcome = TG_NO_MORE;

	w->number = tg_threads_take(w->threads);
	if (!p->stopped && !p->no_more && source->first < source->end)
		outcome = source->take(source, &w->encoder.piece, &w->err);
	p->no_more = p->no_more || outcome == TG_NO_MORE;
	tg_threads_taken(w->threads);
	return outcome;
}

/* Check the indices that the blocks of a piece need. */
static bool
check_indices(struct tg_worker *w)
{
	const struct tg_piece *piece = &w->encoder.piece;
	const int64_t block = piece->gather.plan->block;
	const int64_t first = piece->first / block;
	const int64_t end = (piece->first + piece->n + block - 1) / block;

	return tg_gather_check_part(
		&piece->gather, first, end - first, &w->err);
}

/* Encode a piece, or look at what there is of it that can be wrong. */
static bool
use_piece(struct tg_worker *w)
{
	const struct tg_source *source = w->pass->task->source;

	if (source->look)
		return !source->in_parts || check_indices(w);
	tg_piece_keep(&w->encoder.piece, source);
	return tg_piece_encode(&w->encoder, &w->err);
}

/* Take and encode one piece; false if there is no piece left. */
static bool
encode_piece(struct tg_worker *w)
{
	struct tg_pass *p = w->pass;
	struct tg_source *source = p->task->source;
	struct tg_piece *piece = &w->encoder.piece;
	enum tg_outcome outcome = take_piece(w);

	if (outcome == TG_NO_MORE)
		return false;
	if (outcome == TG_DONE)
		outcome = source->load(source, piece, &w->err);
	outcome = settle_piece(w, outcome);
	if (outcome == TG_DONE && !p->futile && !use_piece(w))
		outcome = fail_element(w);
	if (outcome != TG_DONE)
		fail_piece(w, outcome);
	w->encoded->through = piece->through;
	w->encoded = tg_reorder_leave(&p->reorder, w->number, w->encoded, w);
	return true;
}

/* What each thread does: encode pieces until none is left. */
static void
encode_pieces(struct tg_threads *threads, void *pass)
{
	struct tg_pass *p = pass;
	struct tg_worker *w = &p->workers[atomic_fetch_add(&p->nstarted, 1)];

	w->threads = threads;
	do
		prepare_item(w);
	while (encode_piece(w));
}

static bool
begin_worker(struct tg_pass *p, struct tg_worker *w)
{
	const struct tg_task *task = p->task;
	struct tg_piece_encoder *encoder = &w->encoder;

	w->pass = p;
	w->encoded = new_encoded();
	if (w->encoded == NULL)
		return tg_fail_memory(p->err, "a piece");
	encoder->full = place_early;
	encoder->context = w;
	return task->source->open(task->source, &encoder->piece, p->err) &&
		tg_piece_encoder_begin(
			encoder, task->format, task->encoder, p->err);
}

static void
free_worker(const struct tg_pass *p, struct tg_worker *w)
{
	p->task->source->close(p->task->source, &w->encoder.piece);
	tg_piece_encoder_free(&w->encoder);
	free_encoded(w->encoded);
}

/*
 * After a pass that only tried: which thread takes which piece will be another
 * one, so all get what any of them had.
 */
static bool
match_workers(struct tg_pass *p)
{
	const struct tg_source *source = p->task->source;
	struct tg_worker *w = p->workers;
	int n = 1;

	if (source->match == NULL)
		return true;
	for (int i = 1; i < p->nworker; i++)
		if (!source->match(&w[0].encoder.piece, &w[i].encoder.piece))
			return tg_fail_memory(p->err, "a piece");
	while (n < p->nworker &&
		source->match(&w[n].encoder.piece, &w[0].encoder.piece))
		n++;
	while (p->nworker > n)
		free_worker(p, &w[--p->nworker]);
	return true;
}

bool
tg_pass_prepare(struct tg_pass *p)
{
	const struct tg_source *source = p->task->source;
	const int n = source->alone ? 1 : tg_threads_worth(source->bytes);

	if (p->workers != NULL)
		return match_workers(p);
	p->workers = calloc((size_t)n, sizeof(*p->workers));
	if (p->workers == NULL)
		return tg_fail_memory(p->err, "a piece");
	while (p->nworker < n && begin_worker(p, &p->workers[p->nworker]))
		p->nworker++;
	if (p->nworker == n)
		return true;
	free_worker(p, &p->workers[p->nworker]);
	if (p->nworker > 0)
		tg_err_clear(p->err);
	return p->nworker > 0;
}

struct tg_pass *
tg_pass_new(const struct tg_task *task, struct tg_err *err)
{
	struct tg_pass *p = calloc(1, sizeof(*p));

	if (p == NULL) {
		tg_fail_memory(err, "a piece");
		return NULL;
	}
	p->task = task;
	p->err = err;
	task->source->first = task->share != NULL ? task->share->first : 0;
	task->source->end = task->share != NULL ? task->share->end : INT64_MAX;
	return p;
}

void
tg_pass_free(struct tg_pass *p)
{
	if (p == NULL)
		return;
	for (int i = 0; i < p->nworker; i++)
		free_worker(p, &p->workers[i]);
	free(p->workers);
	tg_buffer_free(&p->ends);
	free(p);
}

/*
 * Give the items back that the reorder buffer has; the workers without one get
 * theirs first.
 */
static void
take_items_back(struct tg_pass *p)
{
	struct encoded *encoded;
	int i = 0;

	while ((encoded = tg_reorder_spare(&p->reorder)) != NULL) {
		while (i < p->nworker && p->workers[i].encoded != NULL)
			i++;
		if (i < p->nworker)
			p->workers[i].encoded = encoded;
		else
			free_encoded(encoded);
	}
}

enum tg_outcome
tg_pass_run(struct tg_pass *p)
{
	struct tg_source *source = p->task->source;

	if (source->restart != NULL)
		source->restart(source);
	p->outcome = TG_DONE;
	p->nstarted = 0;
	p->stopped = p->no_more = false;
	atomic_flag_clear(&p->failed_unordered);
	p->in_order = p->output == NULL || !tg_output_is_file(p->output);
	tg_reorder_begin(&p->reorder, p->nworker, place_encoded, write_encoded);
	tg_threads_run(p->nworker, encode_pieces, p);
	take_items_back(p);
	tg_progress_clear();
	if (p->outcome == TG_DONE && p->unordered.code != TG_OK) {
		*p->err = p->unordered;
		p->outcome = TG_FAILED;
	}
	if (p->outcome == TG_DONE && source->finish != NULL)
		p->outcome = source->finish(source, p->err);
	if (p->outcome == TG_DONE && p->futile) {
		*p->err = p->element;
		p->outcome = TG_FAILED;
	}
	return p->outcome;
}
