#ifndef TG_IO_BYTES_H
#define TG_IO_BYTES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* So many zero bytes can be read behind the end of every source. */
#define TG_PADDING 64

/*
 * A source of bytes: a mapped file, a pipe that was read to its end, or text
 * from the command line. All zero owns nothing.
 */
struct tg_bytes {
	const char *name; /* as messages call it; borrowed */
	const unsigned char *data;
	size_t len;
	void *base;            /* of the mapping or the allocation */
	size_t mapped;         /* bytes mapped; 0: base is malloc'ed */
	int fd;                /* of the file that is mapped */
	size_t lines_before;   /* of a text in a stream: lines before it, */
	size_t columns_before; /* and columns before it on its first line */
};

/*
 * tg_bytes_open - all bytes of a file, or of standard input when path is NULL.
 * Regular files are mapped: what is not touched is not read.
 *
 * Errors: TG_ESYS. Ownership: borrows path as its name.
 */
bool tg_bytes_open(
	struct tg_bytes *bytes, const char *path, struct tg_err *err);

/* The same from text in memory; name and text are borrowed, text copied. */
bool tg_bytes_inline(struct tg_bytes *bytes, const char *name, const char *text,
	struct tg_err *err);

/* True if an address lies in a mapped file. */
bool tg_bytes_hold(const struct tg_bytes *bytes, const void *address);

/* Few parts of a mapped file will be needed: do not read around them. */
void tg_bytes_scattered(const struct tg_bytes *bytes);

/*
 * tg_bytes_part - len bytes from pos on, which are all there. Reading what is
 * used once, part by part, costs less than mapping it.
 *
 *   buffer   room for len bytes; used where the file is mapped
 *
 * Returns where they are, or NULL. Errors: TG_ESYS.
 */
const unsigned char *tg_bytes_part(const struct tg_bytes *bytes, size_t pos,
	size_t len, void *buffer, struct tg_err *err);

void tg_bytes_free(struct tg_bytes *bytes);

/*
 * Line and column of a byte, both from 1; a column is a character of UTF-8.
 * Cost: reads everything before it.
 */
void tg_bytes_line_column(
	const struct tg_bytes *bytes, size_t pos, size_t *line, size_t *column);

/*
 * The name of the mapped file an address belongs to, or NULL. Safe to call
 * from a signal handler: SIGBUS there means that the file was cut short.
 */
const char *tg_bytes_name_at(const void *address);

#endif
