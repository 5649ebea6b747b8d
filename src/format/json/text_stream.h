#ifndef TG_FORMAT_JSON_TEXT_STREAM_H
#define TG_FORMAT_JSON_TEXT_STREAM_H

#include <stdbool.h>
#include <stddef.h>

#include "io/buffer.h"
#include "io/bytes.h"
#include "io/gzip.h"
#include "format/format.h"
#include "base/error.h"

/*
 * A stream of JSON texts, which may be on lines of their own or not, or each
 * after a record separator (RFC 7464). A text ends where its brackets close, so
 * that it can be used before anything follows. A scalar without brackets ends
 * at white space. Or a stream of lines, where each line is a text.
 *
 * The stream may be gzip data. All zero owns nothing.
 */
struct tg_text_stream {
	const char *name; /* as messages call it; borrowed */
	bool lines;       /* each line is a text; to be set before opening */
	int fd;
	bool opened;           /* fd is to be closed */
	unsigned char *buffer; /* bytes that were read; malloc'ed */
	size_t at;             /* the next byte of buffer to look at */
	size_t end;            /* bytes in buffer */
	bool begun;            /* it is known whether this is gzip data */
	struct tg_gzip *gzip;  /* NULL: it is not */
	struct tg_buffer text; /* bytes of the current text */
	struct tg_watch
		watch; /* of a text that is long, and not yet complete */
	size_t n;      /* texts so far */
	size_t line;   /* of the next byte, from 0 */
	size_t column; /* likewise */
};

/*
 * tg_text_stream_open - open a file, or standard input if path is NULL.
 *
 * Errors: TG_ESYS. Ownership: borrows path.
 */
bool tg_text_stream_open(
	struct tg_text_stream *stream, const char *path, struct tg_err *err);

/*
 * tg_text_stream_next - read the next text, without waiting for what follows
 * it.
 *
 *   text   receives the bytes of the text, which the stream owns and which are
 *          valid until the next call; len is 0 at the end of the stream. A line
 *          has its newline with it
 *
 * Errors: TG_ESYS; TG_EDATA for damaged gzip data. That a text is valid JSON is
 * not checked; but of a long one that is certainly none no more is read.
 */
bool tg_text_stream_next(struct tg_text_stream *stream, struct tg_bytes *text,
	struct tg_err *err);

/* May be called twice. */
void tg_text_stream_free(struct tg_text_stream *stream);

#endif
