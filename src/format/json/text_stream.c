/*
 * Splits a stream into JSON texts, for --each. It looks only at brackets and
 * strings, which is enough to see where a text ends, and never waits for more
 * than that text, so that a program at the other end can wait for the answer to
 * it.
 */
#include "format/json/text_stream.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"
#include "format/json/arrival.h"
#include "io/retry.h"

/* At most so many bytes are read at once. */
#define BUFFER_SIZE ((size_t)64 << 10)

/* The byte before each text in RFC 7464. */
#define RECORD_SEPARATOR 0x1E

/* Where in a text the stream is. */
struct text_state {
	int depth; /* brackets that are open */
	bool in_string;
	bool escaped; /* the next byte of the string is */
};

bool
tg_text_stream_open(
	struct tg_text_stream *stream, const char *path, struct tg_err *err)
{
	stream->name = path != NULL ? path : TG_STDIN_NAME;
	stream->fd = STDIN_FILENO;
	stream->buffer = malloc(BUFFER_SIZE);
	if (stream->buffer == NULL)
		return tg_fail_memory(err, "the stream");
	if (path == NULL)
		return true;
	stream->fd = open(path, O_RDONLY | O_CLOEXEC);
	stream->opened = stream->fd >= 0;
	if (stream->opened)
		return true;
	tg_fail_errno(err, "cannot open");
	tg_err_where(err, "%s", stream->name);
	return false;
}

/* Fail where the stream is not all that is wrong: say its name. */
static bool
fail_in_stream(const struct tg_text_stream *stream, struct tg_err *err)
{
	tg_fail_errno(err, "cannot read");
	tg_err_where(err, "%s", stream->name);
	return false;
}

/*
 * Read on, behind what is in the buffer. *more becomes false at the end.
 */
static bool
read_more(struct tg_text_stream *stream, bool *more, struct tg_err *err)
{
	unsigned char *to = stream->buffer + stream->end;
	const size_t room = BUFFER_SIZE - stream->end;
	const ssize_t n = stream->gzip != NULL
		? tg_gzip_read(stream->gzip, to, room, err)
		: tg_retry_read(stream->fd, to, room);

	if (n < 0)
		return fail_in_stream(stream, err);
	stream->end += (size_t)n;
	*more = n > 0;
	return true;
}

/*
 * Find out whether the stream is gzip data. No text begins as that does, so
 * that the bytes that tell may be waited for.
 */
static bool
begin_stream(struct tg_text_stream *stream, bool *more, struct tg_err *err)
{
	stream->begun = true;
	while (*more && stream->end < TG_GZIP_MAGIC &&
		tg_gzip_may_begin(stream->buffer, stream->end))
		if (!read_more(stream, more, err))
			return false;
	*more = stream->end > 0;
	if (!tg_gzip_recognise(stream->buffer, stream->end))
		return true;
	stream->gzip =
		tg_gzip_open(stream->fd, stream->buffer, stream->end, err);
	stream->end = 0;
	return stream->gzip != NULL ? read_more(stream, more, err)
				    : fail_in_stream(stream, err);
}

/* Make sure that there is a byte to look at; *more becomes false at the end. */
static bool
refill_buffer(struct tg_text_stream *stream, bool *more, struct tg_err *err)
{
	*more = true;
	if (stream->at < stream->end)
		return true;
	stream->at = stream->end = 0;
	return read_more(stream, more, err) &&
		(stream->begun || begin_stream(stream, more, err));
}

/* True if a byte may be between two texts. */
static bool
is_between_texts(unsigned char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' ||
		c == RECORD_SEPARATOR;
}

/* Count line and column over the byte c. */
static void
count_line_and_column(struct tg_text_stream *stream, unsigned char c)
{
	if (c == '\n') {
		stream->line++;
		stream->column = 0;
	} else {
		stream->column += !tg_utf8_continues(c);
	}
}

static bool
skip_to_text(struct tg_text_stream *stream, bool *more, struct tg_err *err)
{
	for (;;) {
		if (!refill_buffer(stream, more, err))
			return false;
		if (!*more || !is_between_texts(stream->buffer[stream->at]))
			return true;
		count_line_and_column(stream, stream->buffer[stream->at++]);
	}
}

/* Step over the byte c of a text; true if the text is complete with it. */
static bool
step_over_byte_of_text(struct text_state *p, unsigned char c)
{
	if (p->in_string) {
		if (p->escaped)
			p->escaped = false;
		else if (c == '\\')
			p->escaped = true;
		else if (c == '"')
			p->in_string = false;
		return !p->in_string && p->depth == 0;
	}
	p->in_string = c == '"';
	if (c == '[' || c == '{')
		p->depth++;
	if (c != ']' && c != '}')
		return false;
	return --p->depth <= 0;
}

/*
 * Append bytes to the text, up to its end or to that of the buffer. *complete
 * becomes true at the end of the text.
 */
static bool
collect_text(struct tg_text_stream *stream, struct text_state *p,
	bool *complete, struct tg_err *err)
{
	size_t from = stream->at;

	while (stream->at < stream->end && !*complete) {
		unsigned char c = stream->buffer[stream->at];

		if (p->depth == 0 && !p->in_string && is_between_texts(c)) {
			*complete = true;
			break;
		}
		count_line_and_column(stream, c);
		stream->at++;
		*complete = step_over_byte_of_text(p, c);
	}
	return tg_buffer_append(
		&stream->text, stream->buffer + from, stream->at - from, err);
}

/*
 * Append bytes to the line, up to its end or to that of the buffer. *complete
 * becomes true at the end of the line.
 */
static bool
collect_line(struct tg_text_stream *stream, bool *complete, struct tg_err *err)
{
	const unsigned char *from = stream->buffer + stream->at;
	const unsigned char *end = memchr(from, '\n', stream->end - stream->at);
	const size_t n = end != NULL ? (size_t)(end - from) + 1
				     : stream->end - stream->at;

	*complete = end != NULL;
	stream->line += *complete;
	stream->at += n;
	return tg_buffer_append(&stream->text, from, n, err);
}

/*
 * Make the text end where it is if it is long and certainly no JSON: it need not
 * have an end of its own.
 */
static bool
give_up_what_is_wrong(
	struct tg_text_stream *stream, bool *complete, struct tg_err *err)
{
	struct tg_buffer *text = &stream->text;
	struct tg_bytes bytes = { .len = text->len };

	if (*complete || text->len < BUFFER_SIZE)
		return true;
	if (!tg_buffer_reserve(text, TG_PADDING, err))
		return false;
	memset(text->data + text->len, 0, TG_PADDING);
	bytes.data = text->data;
	*complete = tg_json_goes_wrong(&stream->watch, &bytes, err);
	return true;
}

bool
tg_text_stream_next(struct tg_text_stream *stream, struct tg_bytes *text,
	struct tg_err *err)
{
	struct text_state progress = { 0 };
	bool more = false, complete = false;

	memset(text, 0, sizeof(*text));
	memset(&stream->watch, 0, sizeof(stream->watch));
	stream->text.len = 0;
	if (!(stream->lines ? refill_buffer(stream, &more, err)
			    : skip_to_text(stream, &more, err)))
		return false;
	text->name = stream->name;
	text->lines_before = stream->line;
	text->columns_before = stream->column;
	while (more && !complete)
		if (!(stream->lines ? collect_line(stream, &complete, err)
				    : collect_text(stream, &progress, &complete,
					      err)) ||
			(!stream->lines &&
				!give_up_what_is_wrong(
					stream, &complete, err)) ||
			(!complete && !refill_buffer(stream, &more, err)))
			return false;
	text->len = stream->text.len;
	stream->n += text->len > 0;
	if (!tg_buffer_reserve(&stream->text, TG_PADDING, err))
		return false;
	memset(stream->text.data + text->len, 0, TG_PADDING);
	text->data = stream->text.data;
	return true;
}

void
tg_text_stream_free(struct tg_text_stream *stream)
{
	if (stream->opened)
		close(stream->fd);
	free(stream->buffer);
	tg_gzip_free(stream->gzip);
	tg_buffer_free(&stream->text);
	memset(stream, 0, sizeof(*stream));
}
