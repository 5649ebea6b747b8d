#ifndef TG_IO_BYTES_H
#define TG_IO_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* What messages call standard input. */
#define TG_STDIN_NAME "<stdin>"

/* So many zero bytes can be read behind the last byte of every source. */
#define TG_PADDING 64

/*
 * A source of bytes: a mapped file, a pipe or gzip data that was read into
 * memory, or text from the command line. All zero owns nothing.
 */
struct tg_bytes {
	const char *name; /* as messages call it; borrowed */
	const unsigned char *data;
	size_t len;
	void *base;               /* of the mapping or the allocation */
	size_t mapped;            /* bytes mapped; 0: base is malloc'ed */
	int fd;                   /* of the file that is mapped */
	bool inflated;            /* the source was gzip data */
	bool partial;             /* no more was needed: the source may go on */
	struct tg_coming *coming; /* what still comes is read from it; NULL:
				     all is there */
	bool goes_on;             /* the text began before these bytes, so
				     that no byte order mark is here */
	size_t lines_before;      /* lines before a text that is in a stream */
	size_t columns_before;    /* columns before it on its first line */
};

/*
 * How a source is read that is not mapped.
 *
 *   inflate   gzip data is inflated; else its bytes are taken as they stand
 *   needed    called after each read: how many bytes are needed, in all, as
 *             those tell that are there, in bytes; SIZE_MAX: all that come. NULL:
 *             all are needed. TG_PADDING zero bytes follow them. What is put
 *             into err is to be cleared
 *   first     0: all that is needed is read. Else about so many bytes are, and
 *             the rest is left to be read with tg_bytes_read_on or
 *             tg_bytes_read_up_to, unless the source is known to have an end
 */
struct tg_arrival {
	bool inflate;
	size_t first;
	size_t (*needed)(void *context, const struct tg_bytes *bytes,
		struct tg_err *err);
	void *context;
};

/*
 * tg_bytes_open - the bytes of a file, or of standard input when path is NULL.
 * Regular files are mapped: what is not touched is not read.
 *
 * Errors: TG_ESYS; TG_EDATA for damaged gzip data. Ownership: borrows path as
 * its name.
 */
bool tg_bytes_open(struct tg_bytes *bytes, const char *path,
	const struct tg_arrival *arrival, struct tg_err *err);

/*
 * tg_bytes_take - the bytes of a file that is open.
 *
 *   fd   closed by this, or when the bytes are freed
 *
 * Errors and ownership: as for tg_bytes_open.
 */
bool tg_bytes_take(struct tg_bytes *bytes, const char *name, int fd,
	const struct tg_arrival *arrival, struct tg_err *err);

/*
 * True if opening the path may wait for ever or do something, as with a FIFO or
 * a device: an index comes from anybody. That there is no file, or a directory,
 * is told by reading it.
 */
bool tg_bytes_is_special(const char *path);

/*
 * tg_bytes_read_up_to - read on a source of which a part was read, into the same
 * memory, until there are len bytes or no more. data may move.
 *
 *   arrival   as for tg_bytes_open; first is not used
 *
 * Errors: TG_ESYS; TG_EDATA for damaged gzip data.
 */
bool tg_bytes_read_up_to(struct tg_bytes *bytes, size_t len,
	const struct tg_arrival *arrival, struct tg_err *err);

/*
 * tg_bytes_read_on - read what comes behind the bytes that are there, into other
 * memory: as much as there is, len bytes at most.
 *
 * Returns how many bytes; 0 at the end, -1 after an error. Errors: as above.
 */
ptrdiff_t tg_bytes_read_on(
	struct tg_bytes *bytes, void *to, size_t len, struct tg_err *err);

/*
 * How many bytes can be read without waiting for them, from offset at on: at
 * least so many, as far as is known.
 */
size_t tg_bytes_at_hand(const struct tg_bytes *bytes, uint64_t at);

/*
 * Get ready to keep what tg_bytes_read_on reads: open a file for what does not
 * fit into memory, while the file system is in reach.
 */
void tg_bytes_may_keep(struct tg_bytes *bytes);

/* From now on keep what tg_bytes_read_on reads, so that it can be put back. */
void tg_bytes_keep(struct tg_bytes *bytes);

/*
 * tg_bytes_put_back - append all that was kept to the bytes that are there, as
 * if it had been read into the same memory. data may move.
 *
 * Errors: TG_ESYS.
 */
bool tg_bytes_put_back(struct tg_bytes *bytes, struct tg_err *err);

/*
 * tg_bytes_inline - the first len bytes of a text of the command line.
 *
 *   name   as messages call it
 *
 * Errors: TG_ESYS without memory. Ownership: borrows name, copies text.
 */
bool tg_bytes_inline(struct tg_bytes *bytes, const char *name, const char *text,
	size_t len, struct tg_err *err);

/* True if an address lies in a mapped file. */
bool tg_bytes_hold(const struct tg_bytes *bytes, const void *address);

/* Tell the system that few parts of a mapped file will be needed, far from each
 * other, so that it does not read what lies around them. */
void tg_bytes_scattered(const struct tg_bytes *bytes);

/*
 * tg_bytes_part - get the len bytes from offset pos on, all of which the source
 * has. Reading a large file part by part costs less than touching its mapping,
 * where each part is used only once.
 *
 *   buffer   room for len bytes; used where the file is mapped
 *
 * Returns where the bytes are, or NULL. Errors: TG_ESYS.
 */
const unsigned char *tg_bytes_part(const struct tg_bytes *bytes, size_t pos,
	size_t len, void *buffer, struct tg_err *err);

/*
 * tg_bytes_still_whole - true if a mapped file is not shorter than when it was
 * opened. In the page in which a shorter one ends, zero bytes are read behind
 * its end, and no signal says so: so ask when all has been read.
 *
 * Errors: TG_ESYS.
 */
bool tg_bytes_still_whole(const struct tg_bytes *bytes, struct tg_err *err);

/*
 * tg_bytes_lie_in - true if the bytes are a mapping of the very file that a
 * descriptor is open on: what is written to it changes them.
 */
bool tg_bytes_lie_in(const struct tg_bytes *bytes, int fd);

/* Unmap or free the bytes. May be called twice. */
void tg_bytes_free(struct tg_bytes *bytes);

/*
 * The line and the column of the byte at offset pos, both counted from 1; each
 * character of UTF-8 takes a column.
 *
 * Cost: reads all bytes before it.
 */
void tg_bytes_line_column(
	const struct tg_bytes *bytes, size_t pos, size_t *line, size_t *column);

/*
 * The name of the mapped file an address belongs to, or NULL. Safe to call
 * from a signal handler: SIGBUS there means that the file was cut short.
 */
const char *tg_bytes_name_at(const void *address);

#endif
