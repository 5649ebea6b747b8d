#include "run.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "crew.h"
#include "progress.h"

/* Where steps are let through in order, see crew.h. */
enum gate { TAKE, SETTLE, PLACE };

/* Bytes of moved blocks that are kept at once; larger blocks are not moved. */
#define MOVED ((size_t)256 << 10)

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
	struct tg_err late; /* of a write that was late */
};

/* A member of the crew, with its place in the pass. */
struct member {
	struct pass *pass;
	struct tg_crew *crew;
	int64_t step;
	struct tg_piece piece;
	struct tg_encoder encoder; /* of what the piece is picked from */
	struct tg_buffer text;     /* encoded, not yet written */
	unsigned char *moved;      /* elements, not yet encoded */
	int64_t done;              /* elements of the piece */
	bool placing;              /* it is its turn to place text */
	struct tg_err err;
};

/* Give text its place behind what was placed before; in order. */
static bool
append(struct pass *pass, struct tg_buffer *text, struct tg_span *span,
	struct tg_err *err)
{
	size_t len = text->len;

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
place_early(struct member *m)
{
	wait_to_place(m);
	return !m->pass->stopped && place(m->pass, &m->text, &m->err);
}

/* n elements that lie together in memory. */
static bool
encode(struct member *m, const unsigned char *elements, size_t n)
{
	const size_t size = m->piece.input.dtype.size;

	while (n > 0) {
		size_t part = n;

		if (!m->pass->format->encode(&m->encoder,
			    m->piece.first + m->done, elements, &part, &m->text,
			    &m->err))
			return false;
		m->done += (int64_t)part;
		n -= part;
		elements += part * size;
		if (m->text.len >= TG_BUFFER_FULL && !place_early(m))
			return false;
	}
	return true;
}

/* n times the fill value. */
static bool
encode_filled(struct member *m, size_t n)
{
	const size_t size = m->piece.input.dtype.size;
	const size_t room = MOVED / size > 0 ? MOVED / size : 1;
	const size_t some = n < room ? n : room;

	for (size_t i = 0; i < some; i++)
		memcpy(m->moved + i * size, m->piece.gather.fill, size);
	for (; n > some; n -= some)
		if (!encode(m, m->moved, some))
			return false;
	return encode(m, m->moved, n);
}

/* A part of block number such, which is encoded where it lies in input. */
static bool
encode_part(struct member *m, int64_t number, size_t skip, size_t n)
{
	const struct tg_tensor *input = &m->piece.input;
	int64_t source;

	if (!tg_gather_resolve(&m->piece.gather, number, 1, &source, &m->err))
		return false;
	if (source == TG_FILLED)
		return encode_filled(m, n);
	return encode(m,
		input->data + ((size_t)source + skip) * input->dtype.size, n);
}

/* n whole blocks from number first on, one behind the other, to out. */
static bool
move_blocks(struct member *m, int64_t first, size_t n, void *out)
{
	const struct tg_gather *g = &m->piece.gather;
	int64_t source[TG_CHUNK];
	bool in_range;

	if (tg_gather_fused(g, first, n, out, &in_range))
		return in_range || tg_gather_out_of_range(&m->err);
	if (!tg_gather_resolve(g, first, n, source, &m->err))
		return false;
	tg_gather_move(g, source, n, out);
	return true;
}

/* The same, encoded: straight into text where elements stay as they are. */
static bool
encode_blocks(struct member *m, int64_t first, size_t n)
{
	const size_t elements = n * (size_t)m->pass->plan->block;
	const size_t bytes = elements * m->piece.input.dtype.size;

	if (!m->encoder.verbatim)
		return move_blocks(m, first, n, m->moved) &&
			encode(m, m->moved, elements);
	if (m->text.len + bytes > TG_BUFFER_FULL && m->text.len > 0 &&
		!place_early(m))
		return false;
	if (!tg_buffer_reserve(&m->text, bytes, &m->err) ||
		!move_blocks(m, first, n, m->text.data + m->text.len))
		return false;
	m->text.len += bytes;
	m->done += (int64_t)elements;
	return true;
}

static bool
encode_piece(struct member *m)
{
	const struct tg_gather *g = &m->piece.gather;
	const int64_t block = g->plan->block;
	const size_t width = (size_t)block * g->input->dtype.size;
	int64_t at = m->piece.first / block, left = m->piece.n / block;
	size_t chunk = TG_CHUNK;

	m->done = 0;
	if (m->piece.moved != NULL)
		return encode(m, m->piece.moved, (size_t)m->piece.n);
	if (width > MOVED)
		return encode_part(m, at, (size_t)(m->piece.first % block),
			(size_t)m->piece.n);
	if (chunk > MOVED / width)
		chunk = MOVED / width;
	for (; left > 0; at += (int64_t)chunk, left -= (int64_t)chunk) {
		size_t n = left < (int64_t)chunk ? (size_t)left : chunk;

		if (!encode_blocks(m, at, n))
			return false;
	}
	return true;
}

static bool
settle(struct member *m, bool ok)
{
	struct tg_source *source = m->pass->source;

	if (source->settle == NULL)
		return ok;
	tg_crew_enter(m->crew, SETTLE, m->step);
	ok = source->settle(source, &m->piece, ok, &m->err) && ok;
	tg_crew_leave(m->crew, SETTLE);
	return ok;
}

/* The end of a step. The first step that failed is the one that is told. */
static void
finish(struct member *m, bool ok)
{
	struct pass *pass = m->pass;
	struct tg_span span;

	wait_to_place(m);
	if (!pass->stopped) {
		ok = ok && append(pass, &m->text, &span, &m->err);
		if (!ok) {
			*pass->err = m->err;
			pass->stopped = true;
		}
	} else {
		ok = false;
	}
	if (ok)
		tg_progress_step(m->piece.through, pass->source->bytes);
	tg_crew_leave(m->crew, PLACE);
	m->placing = false;
	if (ok && !write_placed(pass, &m->text, &span, &m->err) &&
		!atomic_flag_test_and_set(&pass->failed_late)) {
		pass->late = m->err;
		pass->stopped = true;
	}
	m->text.len = 0;
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
	ok = !stopped && source->take(source, &m->piece, &m->err);
	tg_crew_leave(m->crew, TAKE);
	if (stopped || (!ok && m->err.code == TG_OK))
		return false;
	ok = ok && source->load(source, &m->piece, &m->err);
	ok = settle(m, ok) && encode_piece(m);
	finish(m, ok);
	return true;
}

static bool
begin_member(struct member *m, struct pass *pass)
{
	const size_t size = pass->encoder->input->dtype.size;

	m->pass = pass;
	m->encoder = *pass->encoder;
	m->encoder.input = &m->piece.input;
	if (!pass->source->begin(pass->source, &m->piece, &m->err))
		return false;
	m->moved = malloc(size < MOVED ? MOVED : size);
	return m->moved != NULL || tg_fail_memory(&m->err, "a piece");
}

static void
work(struct tg_crew *crew, int number, void *context)
{
	struct pass *pass = context;
	struct member *m = calloc(1, sizeof(*m));

	if (m == NULL || !begin_member(m, pass)) {
		/* the others do without this one, but not without the first */
		if (number == 0)
			tg_fail_memory(pass->err, "a piece");
	} else {
		m->crew = crew;
		while (take_step(m))
			;
	}
	if (m == NULL)
		return;
	pass->source->end(pass->source, &m->piece);
	tg_buffer_free(&m->text);
	free(m->moved);
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
	int n = tg_crew_size(pass->source->bytes);

	pass->source->restart(pass->source);
	tg_crew_run(n, work, pass);
	tg_progress_clear();
	if (pass->err->code == TG_OK && pass->late.code != TG_OK)
		*pass->err = pass->late;
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
	return run_output(&pass, output);
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
