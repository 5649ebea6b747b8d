#include "pipeline/pipeline.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/threads.h"
#include "pipeline/reorder.h"
#include "pipeline/encode.h"
#include "io/progress.h"

/* One pass over the result; output is NULL where it is only tried. */
struct pass {
	struct tg_source *source;
	const struct tg_plan *plan;
	const struct tg_format *format;
	const struct tg_encoder *encoder;
	struct tg_output *output;
	void *archive; /* of the format, around what is encoded */
	bool in_order; /* bytes can only be appended */
	int64_t bytes; /* placed so far */
	struct tg_reorder line;
	atomic_bool stopped;
	bool over;               /* no step is left; known to who takes one */
	struct tg_err *err;      /* of the first step that failed */
	struct tg_err unordered; /* of what failed that is no step */
	atomic_flag failed_unordered;
};

/* What a step leaves in the line. */
struct made {
	struct tg_buffer text;
	struct tg_span span;
	uint64_t through; /* of the source's bytes */
};

/* A member of the crew, with its place in the pass. */
struct member {
	struct pass *pass;
	struct tg_threads *crew;
	int64_t step;
	struct tg_piece_encoder producer;
	struct made *made;
	struct tg_err err;
};

/* Text goes behind what was placed before, at once. */
static bool
place_text(struct pass *pass, struct tg_buffer *text, struct tg_err *err)
{
	const size_t len = text->len;

	pass->bytes += (int64_t)len;
	text->len = 0;
	if (pass->archive != NULL && len > 0)
		return pass->format->write(pass->archive, text->data, len, err);
	return pass->output == NULL ||
		tg_output_write(pass->output, text->data, len, err);
}

/* Texts of a piece that are too long to be kept go out one by one. */
static bool
place_early(void *member, struct tg_buffer *text, struct tg_err *err)
{
	struct member *m = member;

	tg_reorder_wait(&m->pass->line, m->step);
	return !m->pass->stopped && place_text(m->pass, text, err);
}

/* What fails outside the order of steps counts if no step did. */
static void
fail_unordered(struct pass *pass, const struct tg_err *err)
{
	if (!atomic_flag_test_and_set(&pass->failed_unordered))
		pass->unordered = *err;
	pass->stopped = true;
}

/* Called by the line; bytes of a file get their place only. */
static void
place_made(void *member, void *item)
{
	struct pass *pass = ((struct member *)member)->pass;
	struct made *made = item;
	struct tg_buffer *text = &made->text;

	if (pass->stopped) {
		text->len = 0;
		return;
	}
	if (pass->in_order) {
		if (!place_text(pass, text, pass->err)) {
			pass->stopped = true;
			return;
		}
	} else if (text->len > 0) {
		pass->bytes += (int64_t)text->len;
		tg_output_claim(
			pass->output, text->data, text->len, &made->span);
	}
	tg_progress_step(made->through, pass->source->bytes);
}

/* Called by the line: what has its place and is not there, in any order. */
static void
write_made(void *member, void *item)
{
	struct member *m = member;
	struct pass *pass = m->pass;
	struct made *made = item;

	if (made->text.len > 0 &&
		!tg_output_write_span(
			pass->output, made->text.data, &made->span, &m->err))
		fail_unordered(pass, &m->err);
	made->text.len = 0;
}

static bool
settle(struct member *m, bool ok)
{
	struct tg_source *source = m->pass->source;

	if (source->settle == NULL)
		return ok;
	tg_threads_enter(m->crew, m->step);
	ok = source->settle(source, &m->producer.piece, ok, &m->err) && ok;
	tg_threads_leave(m->crew);
	return ok;
}

/* The first step that failed is the one that is told. */
static void
fail_step(struct member *m)
{
	struct pass *pass = m->pass;

	tg_reorder_wait(&pass->line, m->step);
	if (!pass->stopped)
		*pass->err = m->err;
	pass->stopped = true;
}

/* Room for what the next step makes. */
static bool
make_room(struct member *m)
{
	if (m->made == NULL)
		m->made = calloc(1, sizeof(*m->made));
	m->producer.text = &m->made->text;
	return m->made != NULL || tg_fail_memory(&m->err, "a piece");
}

static void
free_made(struct made *made)
{
	if (made != NULL)
		tg_buffer_free(&made->text);
	free(made);
}

/* False when there is no step left. */
static bool
take_step(struct member *m)
{
	struct tg_source *source = m->pass->source;
	struct tg_piece *piece = &m->producer.piece;
	bool stopped, ok;

	m->step = tg_threads_take(m->crew);
	stopped = m->pass->stopped || m->pass->over;
	ok = !stopped && source->take(source, piece, &m->err);
	m->pass->over = m->pass->over || (!ok && m->err.code == TG_OK);
	tg_threads_taken(m->crew);
	if (stopped || (!ok && m->err.code == TG_OK))
		return false;
	ok = ok && source->load(source, piece, &m->err);
	ok = settle(m, ok) && tg_piece_encode(&m->producer, &m->err);
	if (!ok)
		fail_step(m);
	m->made->through = piece->through;
	m->made = tg_reorder_leave(&m->pass->line, m->step, m->made, m);
	return true;
}

static bool
begin_member(struct member *m, struct pass *pass)
{
	struct tg_piece_encoder *producer = &m->producer;

	m->pass = pass;
	producer->full = place_early;
	producer->context = m;
	return pass->source->begin(pass->source, &producer->piece, &m->err) &&
		tg_piece_encoder_begin(
			producer, pass->format, pass->encoder, &m->err);
}

static void
work(struct tg_threads *crew, void *context)
{
	struct pass *pass = context;
	struct member *m = calloc(1, sizeof(*m));
	struct tg_err none = { 0 };

	if (m == NULL) {
		tg_fail_memory(&none, "a piece");
		fail_unordered(pass, &none);
		return;
	}
	m->crew = crew;
	if (begin_member(m, pass))
		while (make_room(m) && take_step(m))
			;
	if (m->made == NULL)
		fail_unordered(pass, &m->err);
	pass->source->end(pass->source, &m->producer.piece);
	tg_piece_encoder_free(&m->producer);
	free_made(m->made);
	free(m);
}

/* What a format writes for an empty result is not in input. */
static bool
encode_empty(struct pass *pass, struct tg_buffer *text, struct tg_err *err)
{
	const struct tg_encoder *e = pass->encoder;

	for (int64_t done = 0; done < e->n;) {
		struct tg_elements rest = {
			.first = done,
			.n = (size_t)(e->n - done),
		};

		if (!pass->format->encode(e, &rest, text, err) ||
			!place_text(pass, text, err))
			return false;
		done += (int64_t)rest.n;
	}
	return true;
}

static bool
run_members(struct pass *pass)
{
	struct tg_source *source = pass->source;
	int n = source->alone ? 1 : tg_threads_worth(source->bytes);
	struct made *made;

	source->restart(source);
	pass->over = false;
	pass->in_order = pass->output == NULL || pass->archive != NULL ||
		!tg_output_can_discard(pass->output);
	tg_reorder_begin(&pass->line, n, place_made, write_made);
	tg_threads_run(n, work, pass);
	while ((made = tg_reorder_spare(&pass->line)) != NULL)
		free_made(made);
	tg_progress_clear();
	if (pass->err->code == TG_OK && pass->unordered.code != TG_OK)
		*pass->err = pass->unordered;
	if (pass->err->code == TG_OK && source->finish != NULL)
		source->finish(source, pass->err);
	return pass->err->code == TG_OK;
}

static bool
run_pass(struct pass *pass)
{
	const struct tg_format *format = pass->format;
	const struct tg_encoder *e = pass->encoder;
	struct tg_buffer text = { 0 };
	bool ok = true;

	pass->bytes = 0;
	pass->stopped = false;
	atomic_flag_clear(&pass->failed_unordered);
	if (format->head != NULL)
		ok = format->head(e, &text, pass->err) &&
			place_text(pass, &text, pass->err);
	if (ok)
		ok = pass->plan->blocks.n == 0
			? encode_empty(pass, &text, pass->err)
			: run_members(pass);
	if (ok && format->tail != NULL)
		ok = format->tail(e, &text, pass->err) &&
			place_text(pass, &text, pass->err);
	tg_buffer_free(&text);
	return ok;
}

static bool
write_at(void *output, const void *data, size_t len, uint64_t at,
	struct tg_err *err)
{
	return tg_output_write_at(output, data, len, at, err);
}

/* The pass that counts, into an archive where the format has one. */
static bool
run_output(struct pass *pass, struct tg_output *output)
{
	const struct tg_format *format = pass->format;
	const struct tg_sink sink = { output, write_at };
	bool ok = true;

	pass->output = output;
	if (format->begin != NULL)
		ok = format->begin(
			&pass->archive, pass->encoder, &sink, pass->err);
	ok = ok && run_pass(pass);
	if (format->end != NULL)
		ok = format->end(pass->archive, pass->err) && ok;
	return ok;
}

/*
 * Where an index is wrong and an element cannot be converted, which one is met
 * first depends on how the work was cut: the index is told.
 */
static bool
fail_by_index(const struct tg_gather *gather, struct tg_err *err)
{
	struct tg_err first = { 0 };

	if (err->code == TG_EDATA && err->element == 0 &&
		!tg_gather_check(gather, &first))
		*err = first;
	return false;
}

bool
tg_pipeline_run(struct tg_source *source, const struct tg_gather *gather,
	const struct tg_format *format, const struct tg_encoder *encoder,
	struct tg_output *output, struct tg_err *err)
{
	struct pass pass = {
		.source = source,
		.plan = gather->plan,
		.format = format,
		.encoder = encoder,
		.err = err,
	};
	const bool final = !tg_output_can_discard(output);

	if ((final || gather->plan->blocks.n == 0) &&
		!tg_gather_check(gather, err))
		return false;
	if (final && (encoder->can_fail || source->unsure) && !run_pass(&pass))
		return false;
	return run_output(&pass, output) || fail_by_index(gather, err);
}

bool
tg_pipeline_dry_run(struct tg_source *source, const struct tg_gather *gather,
	const struct tg_format *format, const struct tg_encoder *encoder,
	int64_t *bytes, struct tg_err *err)
{
	struct pass pass = {
		.source = source,
		.plan = gather->plan,
		.format = format,
		.encoder = encoder,
		.err = err,
	};
	bool ok = tg_gather_check(gather, err) && run_pass(&pass);

	*bytes = pass.bytes;
	return ok;
}

bool
tg_pipeline_look(struct tg_source *source, const struct tg_gather *gather,
	const struct tg_encoder *encoder, struct tg_err *err)
{
	struct pass pass = {
		.source = source,
		.plan = gather->plan,
		.encoder = encoder,
		.err = err,
	};

	return run_members(&pass);
}
