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
	stream->name = path != NULL ? path : "<stdin>";
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

/* Make sure that there is a byte to look at; *more becomes false at the end. */
static bool
refill_buffer(struct tg_text_stream *stream, bool *more, struct tg_err *err)
{
	ssize_t n;

	*more = true;
	if (stream->at < stream->end)
		return true;
	n = tg_retry_read(stream->fd, stream->buffer, BUFFER_SIZE);
	if (n < 0) {
		tg_fail_errno(err, "cannot read");
		tg_err_where(err, "%s", stream->name);
		return false;
	}
	stream->at = 0;
	stream->end = (size_t)n;
	*more = n > 0;
	return true;
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

bool
tg_text_stream_next(struct tg_text_stream *stream, struct tg_bytes *text,
	struct tg_err *err)
{
	struct text_state progress = { 0 };
	bool more = false, complete = false;

	memset(text, 0, sizeof(*text));
	stream->text.len = 0;
	if (!skip_to_text(stream, &more, err))
		return false;
	text->name = stream->name;
	text->lines_before = stream->line;
	text->columns_before = stream->column;
	while (more && !complete)
		if (!collect_text(stream, &progress, &complete, err) ||
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
	tg_buffer_free(&stream->text);
	memset(stream, 0, sizeof(*stream));
}
