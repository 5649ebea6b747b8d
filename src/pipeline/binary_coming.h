#ifndef TG_PIPELINE_BINARY_COMING_H
#define TG_PIPELINE_BINARY_COMING_H

#include "format/format.h"

/*
 * Binary data that come, of which the head tells the length. They are read once,
 * in their order, by sources that keep only a part of them.
 *
 * All but needed, at and ended is set by the caller; bytes are borrowed.
 */
struct tg_binary_coming {
	struct tg_bytes *bytes; /* what has come; the rest is read from it */
	const struct tg_format *format;
	struct tg_read request; /* with which that format reads the tensor */
	uint64_t begin;         /* offset in bytes of the first element, */
	uint64_t needed;        /* and of the end of all that is to be read */
	uint64_t at;            /* bytes that were read */
	bool ended;             /* nothing more comes */
};

/*
 * Find out how many bytes are needed. Returns false if the head does not tell
 * that; what is put into err is to be cleared.
 */
bool tg_binary_coming_open(struct tg_binary_coming *coming, struct tg_err *err);

/*
 * tg_binary_coming_read - read the next len bytes.
 *
 *   *n   receives how many there were: fewer than len only at the end
 *
 * Errors: TG_ESYS; TG_EDATA for damaged gzip data.
 */
bool tg_binary_coming_read(struct tg_binary_coming *coming, void *to,
	size_t len, size_t *n, struct tg_err *err);

/*
 * Pass over all bytes before offset end, or to the end if that is nearer.
 *
 *   buffer   memory of size bytes, in which nothing is left
 *
 * Errors: as above.
 */
bool tg_binary_coming_skip_to(struct tg_binary_coming *coming, uint64_t end,
	void *buffer, size_t size, struct tg_err *err);

/*
 * After all elements: read the rest, and let the reader of the format say
 * whether there were as many bytes as there should be. buffer as above.
 *
 * Errors: as above; TG_EDATA of the format's reader.
 */
bool tg_binary_coming_finish(struct tg_binary_coming *coming, void *buffer,
	size_t size, struct tg_err *err);

#endif
