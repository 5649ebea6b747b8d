#ifndef TG_FORMAT_JSON_TEXT_STREAM_H
#define TG_FORMAT_JSON_TEXT_STREAM_H

#include <stdbool.h>
#include <stddef.h>

#include "io/buffer.h"
#include "io/bytes.h"
#include "base/error.h"

/*
 * JSON texts one after the other, on lines of their own or not, or each behind
 * a record separator (RFC 7464). A text ends where its brackets close, so that
 * it can be used before anything follows; a bare scalar ends at white space.
 * All zero owns nothing.
 */
struct tg_text_stream {
	const char *name; /* as messages call it; borrowed */
	int fd;
	bool opened;          /* fd is to be closed */
	unsigned char *chunk; /* read, but not looked at yet */
	size_t at;
	size_t end;
	struct tg_buffer text; /* of the current text */
	size_t n;              /* texts so far */
	size_t line;           /* where the next byte stands, from 0 */
	size_t column;
};

/*
 * tg_text_stream_open - a file, or standard input when path is NULL.
 *
 * Errors: TG_ESYS. Ownership: borrows path.
 */
bool tg_text_stream_open(
	struct tg_text_stream *stream, const char *path, struct tg_err *err);

/*
 * tg_text_stream_next - wait for the next text, not for what comes behind it.
 *
 *   text   its bytes, which the stream owns until the next call; len 0 at the
 *          end of the stream
 *
 * Errors: TG_ESYS.
 */
bool tg_text_stream_next(struct tg_text_stream *stream, struct tg_bytes *text,
	struct tg_err *err);

void tg_text_stream_free(struct tg_text_stream *stream);

#endif
