#include "format/json/text_stream.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"
#include "io/retry.h"

#define CHUNK ((size_t)64 << 10)

/* Stands in front of a text in RFC 7464. */
#define RECORD_SEPARATOR 0x1E

/* How far into a text the stream is. */
struct progress {
	int depth;
	bool in_string;
	bool escaped;
};

bool
tg_text_stream_open(
	struct tg_text_stream *stream, const char *path, struct tg_err *err)
{
	stream->name = path != NULL ? path : "<stdin>";
	stream->fd = STDIN_FILENO;
	stream->chunk = malloc(CHUNK);
	if (stream->chunk == NULL)
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

/* Make sure that there is a byte to look at; *more is false at the end. */
static bool
refill(struct tg_text_stream *stream, bool *more, struct tg_err *err)
{
	ssize_t n;

	*more = true;
	if (stream->at < stream->end)
		return true;
	n = tg_retry_read(stream->fd, stream->chunk, CHUNK);
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

static bool
is_between(unsigned char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' ||
		c == RECORD_SEPARATOR;
}

static void
count(struct tg_text_stream *stream, unsigned char c)
{
	if (c == '\n') {
		stream->line++;
		stream->column = 0;
	} else {
		stream->column += !tg_utf8_continues(c);
	}
}

static bool
skip_between(struct tg_text_stream *stream, bool *more, struct tg_err *err)
{
	for (;;) {
		if (!refill(stream, more, err))
			return false;
		if (!*more || !is_between(stream->chunk[stream->at]))
			return true;
		count(stream, stream->chunk[stream->at++]);
	}
}

/* True if the text is complete with this byte. */
static bool
step(struct progress *p, unsigned char c)
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

/* Bytes up to the end of the text, or of what has been read. */
static bool
collect(struct tg_text_stream *stream, struct progress *p, bool *complete,
	struct tg_err *err)
{
	size_t from = stream->at;

	while (stream->at < stream->end && !*complete) {
		unsigned char c = stream->chunk[stream->at];

		if (p->depth == 0 && !p->in_string && is_between(c)) {
			*complete = true;
			break;
		}
		count(stream, c);
		stream->at++;
		*complete = step(p, c);
	}
	return tg_buffer_append(
		&stream->text, stream->chunk + from, stream->at - from, err);
}

bool
tg_text_stream_next(struct tg_text_stream *stream, struct tg_bytes *text,
	struct tg_err *err)
{
	struct progress progress = { 0 };
	bool more = false, complete = false;

	memset(text, 0, sizeof(*text));
	stream->text.len = 0;
	if (!skip_between(stream, &more, err))
		return false;
	text->name = stream->name;
	text->lines_before = stream->line;
	text->columns_before = stream->column;
	while (more && !complete)
		if (!collect(stream, &progress, &complete, err) ||
			(!complete && !refill(stream, &more, err)))
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
	free(stream->chunk);
	tg_buffer_free(&stream->text);
	memset(stream, 0, sizeof(*stream));
}
