#ifndef TG_IO_OUTPUT_H
#define TG_IO_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "io/confine.h"
#include "io/file_writer.h"
#include "io/kept.h"
#include "io/seen.h"

/* What messages call standard output. */
#define TG_STDOUT_NAME "standard output"

/*
 * Where the result goes. A regular file appears whole or not at all: bytes go
 * to a file without a name, which takes its name when it is complete. All
 * zero is closed.
 */
struct tg_output {
	char *target;    /* the new file, links followed; NULL: none is made */
	bool in_place;   /* a range of the target is written, under its name */
	char *temporary; /* a name the bytes have meanwhile, or NULL */
	bool goes_on;    /* more is to be done when it is committed */
	bool open;
	bool seen;           /* something was written for others to see */
	bool keeps;          /* what is written is kept until it is committed */
	bool at_once;        /* it need not be known to be right before */
	bool repeats;        /* what others have seen is written again */
	struct tg_seen sent; /* what they have seen, if at_once */
	struct tg_seen again;       /* and how much of it was written again */
	struct tg_kept *kept;       /* malloc'ed; NULL: nothing can be kept */
	struct tg_file_writer file; /* its name and fd are used for all */
};

/*
 * tg_output_open - begin to write to a file, or to standard output when path
 * is NULL. A pipe or a device is written as it is.
 *
 * Errors: TG_ESYS. Ownership: borrows path.
 */
bool tg_output_open(
	struct tg_output *output, const char *path, struct tg_err *err);

/*
 * tg_output_open_range - begin to write a range of a file that is open and that
 * others write, too. It is there at once, so that whoever reads it has to know
 * when it is whole.
 *
 *   fd     of the file; it is closed with the output
 *   path   of the file, for messages; borrowed
 *
 * Errors: TG_ESYS without memory; fd is closed then.
 */
bool tg_output_open_range(struct tg_output *output, int fd, const char *path,
	const struct tg_file_range *range, struct tg_err *err);

/*
 * Say how the new file is to be sealed when it is committed; before anything is
 * written. Of a range only the checksum is made, of the bytes that lie in it:
 * see tg_output_crc.
 */
void tg_output_seal(struct tg_output *output, const struct tg_seal *seal);

/* Bytes that were written or claimed. */
uint64_t tg_output_length(const struct tg_output *output);

/* The checksum of the seal, of all bytes that were written. */
uint32_t tg_output_crc(const struct tg_output *output);

/*
 * tg_output_may_keep - get ready to keep what is written to an output that
 * cannot be discarded. Before it is opened, and before the process is confined.
 *
 * Errors: TG_ESYS without memory.
 */
bool tg_output_may_keep(struct tg_output *output, struct tg_err *err);

/*
 * tg_output_keep - from now on keep what is written, until it is committed: it
 * can be discarded then. tg_output_may_keep was called before.
 */
void tg_output_keep(struct tg_output *output);

/*
 * tg_output_begin_again - the result is written again from its first byte on:
 * leave out what others have seen, with at_once. If they have seen anything else,
 * writing or committing it fails with TG_EDATA.
 */
void tg_output_begin_again(struct tg_output *output);

/*
 * Forget what is kept, and keep nothing any more. What is not a new file stays
 * open: its reader would take that for the end of the result.
 */
void tg_output_forget(struct tg_output *output);

/* Allow what opening and committing an output with this path needs. */
void tg_output_allow(struct tg_confinement *confinement, const char *path);

/* As messages call it. */
static inline const char *
tg_output_name(const struct tg_output *output)
{
	return output->file.name;
}

/*
 * True if a new file is written, or what is written is kept, and as long as it
 * is not committed: nobody can see yet what was written.
 */
bool tg_output_can_discard(const struct tg_output *output);

/*
 * True if a new file is written: only then bytes can be claimed, and written at
 * a place.
 */
bool tg_output_is_file(const struct tg_output *output);

bool tg_output_is_terminal(const struct tg_output *output);

/* Write behind what was written or claimed before. Errors: TG_ESYS. */
bool tg_output_write(struct tg_output *output, const void *data, size_t len,
	struct tg_err *err);

/*
 * Write over the first len bytes of what was written or claimed, which can still
 * be discarded. Errors: TG_ESYS.
 */
bool tg_output_write_over(struct tg_output *output, const void *data,
	size_t len, struct tg_err *err);

/* Of a new file: see the functions of the same names in file_writer.h. */
void tg_output_claim(struct tg_output *output, const void *data, size_t len,
	struct tg_span *span);
bool tg_output_write_span(struct tg_output *output, const void *data,
	const struct tg_span *span, struct tg_err *err);
bool tg_output_write_at(struct tg_output *output, const void *data, size_t len,
	uint64_t at, struct tg_err *err);

/*
 * tg_output_commit - all is written: give the file its name, replacing a
 * former one, whose mode and owner it takes. Nothing is left to do then, unless
 * it goes on: signals that end the process wait until it has ended by itself.
 *
 * Errors: TG_ESYS; the former file is then as it was.
 */
bool tg_output_commit(struct tg_output *output, struct tg_err *err);

/* Close, and forget what was not committed. May be called twice. */
void tg_output_free(struct tg_output *output);

/* Write len bytes to standard output, and nothing else. Errors: TG_ESYS. */
bool tg_output_print(const void *data, size_t len, struct tg_err *err);

#endif
