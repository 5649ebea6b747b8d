/*
 * The target of streams: the bytes are cut into texts, as for --each, once read
 * all at once and once in small parts, which must not make a difference. Each
 * text is then read as an index.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "format/json/text_stream.h"
#include "format/json/token.h"
#include "fuzz.h"
#include "job/operand.h"

/* More could fill the buffers of the socket. */
#define MOST  4096
#define PARTS 32

/* Where parts are written to, and come out one by one, as from a terminal. */
static int ends[2] = { -1, -1 };

static void
send_part(const unsigned char *data, size_t len)
{
	fuzz_require(send(ends[1], data, len, MSG_DONTWAIT) == (ssize_t)len,
		"a part cannot be sent");
}

/* Send bytes in parts of so many, and then empty ones, which are the end. */
static void
send_in_parts(const unsigned char *data, size_t len, size_t part)
{
	for (int i = 0; i < PARTS && len > part; i++) {
		send_part(data, part);
		data += part;
		len -= part;
	}
	if (len > 0)
		send_part(data, len);
	send_part(data, 0);
	send_part(data, 0); /* at its end a stream may be read again */
}

/* Take out what was not read. */
static void
drain(void)
{
	unsigned char byte;

	while (recv(ends[0], &byte, 1, MSG_DONTWAIT) >= 0)
		;
}

/* The one stream, as if it had just been opened. */
static struct tg_text_stream *
begin_stream(void)
{
	static struct tg_text_stream stream;
	static struct tg_err err;

	if (ends[0] < 0) {
		fuzz_require(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) == 0,
			"no pair of sockets");
		fuzz_require(
			tg_text_stream_open(&stream, NULL, &err), "no stream");
		stream.fd = ends[0];
	}
	tg_gzip_free(stream.gzip);
	stream.gzip = NULL;
	stream.begun = false;
	stream.at = stream.end = stream.n = stream.line = stream.column = 0;
	return &stream;
}

/* Read a text as the index that it is for --each. */
static void
read_text(const struct tg_bytes *text)
{
	static struct tg_err err;
	const struct tg_operand_spec spec = {
		.role = "index", .text = "file", .index = true
	};
	struct tg_operand operand = { 0 };

	memset(&err, 0, sizeof(err));
	if (!tg_operand_load_text(&operand, &spec, NULL, text, &err))
		fuzz_error(&err, text->len, false);
	tg_operand_free(&operand);
}

/*
 * A record of the texts: each with its place before it. Returns how many bytes
 * are in them.
 */
static size_t
record(struct tg_buffer *out, size_t *texts, bool read)
{
	static struct tg_err err;
	struct tg_text_stream *stream = begin_stream();
	struct tg_bytes text;
	size_t n = 0;

	memset(&err, 0, sizeof(err));
	out->len = 0;
	for (;;) {
		if (!tg_text_stream_next(stream, &text, &err)) {
			/* how many of the texts before come out may differ */
			fuzz_require(stream->gzip != NULL,
				"a stream that cannot be read");
			fuzz_error(&err, 0, false);
			out->len = n = stream->n = 0;
		}
		if (err.code != TG_OK || text.len == 0)
			break;
		fuzz_append(out, &text.lines_before, sizeof(size_t));
		fuzz_append(out, &text.columns_before, sizeof(size_t));
		fuzz_append(out, text.data, text.len);
		n += text.len;
		if (read)
			read_text(&text);
	}
	drain();
	*texts = stream->n;
	return n;
}

static bool
is_between(unsigned char c)
{
	return c != '\0' && strchr(" \t\r\n\x1E", c) != NULL;
}

static size_t
count_between(const unsigned char *data, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += is_between(data[i]);
	return n;
}

/*
 * Count the texts by validating one after the other, which a stream does not.
 * Returns -1 where that does not tell: one is invalid, or a number or word goes
 * on without a space.
 */
static int
count_valid_texts(const unsigned char *data, size_t len)
{
	struct tg_bytes bytes;
	struct tg_json json;
	const unsigned char *p;
	int n = 0;

	fuzz_bytes(&bytes, data, len);
	json = (struct tg_json){ bytes.data, bytes.len, &bytes };
	p = json.text;
	for (;;) {
		unsigned classes = 0;

		while (is_between(*p))
			p++;
		if (p == json.text + len)
			break;
		if (!tg_json_skip(&json, &p, &classes, NULL) ||
			(strchr("]}\"", p[-1]) == NULL && *p != '\0' &&
				!is_between(*p))) {
			n = -1;
			break;
		}
		n++;
	}
	tg_bytes_free(&bytes);
	return n;
}

/* The first byte says how long the parts are. */
void
fuzz_stream(const unsigned char *data, size_t len)
{
	static struct tg_buffer whole, parts;
	size_t part, n, texts;
	bool packed;
	int valid;

	if (len == 0 || len > MOST)
		return;
	part = data[0] % 64 + 1;
	data++;
	len--;
	begin_stream();
	send_in_parts(data, len, MOST);
	n = record(&whole, &texts, true);
	packed = tg_gzip_recognise(data, len);
	fuzz_require(
		packed || (n <= len && n + count_between(data, len) >= len),
		"bytes that are in no text");
	valid = count_valid_texts(data, len);
	fuzz_require(packed || valid < 0 || texts == (size_t)valid,
		"texts that are cut or joined");
	send_in_parts(data, len, part);
	record(&parts, &texts, false);
	fuzz_require(whole.len == parts.len &&
			(whole.len == 0 ||
				memcmp(whole.data, parts.data, whole.len) == 0),
		"parts make other texts");
}
