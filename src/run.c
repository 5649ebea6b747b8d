#include "run.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "crew.h"
#include "produce.h"
#include "progress.h"

/* Where steps are let through in order, see crew.h. */
enum gate { TAKE, SETTLE, PLACE };

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
	atomic_bool stopped;
	atomic_flag failed_late;
	struct tg_err *err; /* of the first step that failed */
	struct tg_err late; /* of what failed outside the order of steps */
};

/* A member of the crew, with its place in the pass. */
struct member {
	struct pass *pass;
	struct tg_crew *crew;
	int64_t step;
	struct tg_producer producer;
	bool placing; /* it is its turn to place text */
	struct tg_err err;
};

/* Give text its place behind what was placed before; in order. */
static bool
append(struct pass *pass, struct tg_buffer *text, struct tg_span *span,
	struct tg_err *err)
{
	size_t len = text->len;

	if (len == 0)
		return true; /* and there may be no buffer */
	pass->bytes += (int64_t)len;
	if (pass->archive == NULL && pass->output != NULL && !pass->in_order) {
		tg_output_claim(pass->output, text->data, len, span);
		return true;
	}
	text->len = 0;
	if (pass->archive != NULL)
		return pass->format->write(pass->archive, text->data, len, err);
	return pass->output == NULL ||
		tg_output_write(pass->output, text->data, len, err);
}

/* What append left to be written at its place, in any order. */
static bool
write_placed(struct pass *pass, struct tg_buffer *text,
	const struct tg_span *span, struct tg_err *err)
{
	bool ok = text->len == 0 ||
		tg_output_write_span(pass->output, text->data, span, err);

	text->len = 0;
	return ok;
}

static bool
place(struct pass *pass, struct tg_buffer *text, struct tg_err *err)
{
	struct tg_span span;

	return append(pass, text, &span, err) &&
		write_placed(pass, text, &span, err);
}

static void
wait_to_place(struct member *m)
{
	if (!m->placing)
		tg_crew_enter(m->crew, PLACE, m->step);
	m->placing = true;
}

/* Texts of a piece that are too long to be kept go out one by one. */
static bool
place_early(void *member, struct tg_buffer *text, struct tg_err *err)
{
	struct member *m = member;

	wait_to_place(m);
	return !m->pass->stopped && place(m->pass, text, err);
}

static bool
settle(struct member *m, bool ok)
{
	struct tg_source *source = m->pass->source;

	if (source->settle == NULL)
		return ok;
	tg_crew_enter(m->crew, SETTLE, m->step);
	ok = source->settle(source, &m->producer.piece, ok, &m->err) && ok;
	tg_crew_leave(m->crew, SETTLE);
	return ok;
}

/* What fails outside the order of steps counts if no step did. */
static void
fail_late(struct pass *pass, const struct tg_err *err)
{
	if (!atomic_flag_test_and_set(&pass->failed_late)) {
		pass->late = *err;
		pass->stopped = true;
	}
}

/* The end of a step. The first step that failed is the one that is told. */
static void
finish(struct member *m, bool ok)
{
	struct pass *pass = m->pass;
	struct tg_span span;

	wait_to_place(m);
	if (!pass->stopped) {
		ok = ok && append(pass, &m->producer.text, &span, &m->err);
		if (!ok) {
			*pass->err = m->err;
			pass->stopped = true;
		}
	} else {
		ok = false;
	}
	if (ok)
		tg_progress_step(
			m->producer.piece.through, pass->source->bytes);
	tg_crew_leave(m->crew, PLACE);
	m->placing = false;
	if (ok && !write_placed(pass, &m->producer.text, &span, &m->err))
		fail_late(pass, &m->err);
	m->producer.text.len = 0;
}

/* False when there is no step left. */
static bool
take_step(struct member *m)
{
	struct tg_source *source = m->pass->source;
	bool stopped, ok;

	m->step = tg_crew_step(m->crew);
	tg_crew_enter(m->crew, TAKE, m->step);
	stopped = m->pass->stopped;
	ok = !stopped && source->take(source, &m->producer.piece, &m->err);
	tg_crew_leave(m->crew, TAKE);
	if (stopped || (!ok && m->err.code == TG_OK))
		return false;
	ok = ok && source->load(source, &m->producer.piece, &m->err);
	ok = settle(m, ok) && tg_produce(&m->producer, &m->err);
	finish(m, ok);
	return true;
}

static bool
begin_member(struct member *m, struct pass *pass)
{
	struct tg_producer *producer = &m->producer;

	m->pass = pass;
	producer->full = place_early;
	producer->context = m;
	return pass->source->begin(pass->source, &producer->piece, &m->err) &&
		tg_producer_begin(
			producer, pass->format, pass->encoder, &m->err);
}

static void
work(struct tg_crew *crew, void *context)
{
	struct pass *pass = context;
	struct member *m = calloc(1, sizeof(*m));
	struct tg_err none = { 0 };

	if (m == NULL) {
		tg_fail_memory(&none, "a piece");
		fail_late(pass, &none);
		return;
	}
	m->crew = crew;
	if (begin_member(m, pass))
		while (take_step(m))
			;
	else
		fail_late(pass, &m->err);
	pass->source->end(pass->source, &m->producer.piece);
	tg_producer_free(&m->producer);
	free(m);
}

/* What a format writes for an empty result is not in input. */
static bool
encode_empty(struct pass *pass, struct tg_buffer *text, struct tg_err *err)
{
	const struct tg_encoder *e = pass->encoder;

	for (int64_t done = 0; done < e->n;) {
		size_t n = (size_t)(e->n - done);

		if (!pass->format->encode(e, done, NULL, &n, text, err) ||
			!place(pass, text, err))
			return false;
		done += (int64_t)n;
	}
	return true;
}

static bool
run_members(struct pass *pass)
{
	struct tg_source *source = pass->source;
	int n = source->alone ? 1 : tg_crew_size(source->bytes);

	source->restart(source);
	tg_crew_run(n, work, pass);
	tg_progress_clear();
	if (pass->err->code == TG_OK && pass->late.code != TG_OK)
		*pass->err = pass->late;
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
	atomic_flag_clear(&pass->failed_late);
	if (format->head != NULL)
		ok = format->head(e, &text, pass->err) &&
			place(pass, &text, pass->err);
	if (ok)
		ok = pass->plan->blocks.n == 0
			? encode_empty(pass, &text, pass->err)
			: run_members(pass);
	if (ok && format->tail != NULL)
		ok = format->tail(e, &text, pass->err) &&
			place(pass, &text, pass->err);
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
	pass->in_order = !tg_output_can_discard(output);
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
tg_run(struct tg_source *source, const struct tg_gather *gather,
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
tg_run_dry(struct tg_source *source, const struct tg_gather *gather,
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
tg_run_look(struct tg_source *source, const struct tg_gather *gather,
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
