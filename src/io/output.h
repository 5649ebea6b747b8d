#ifndef TG_IO_OUTPUT_H
#define TG_IO_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/*
 * Files are written in multiples of so many bytes, into room that the file
 * system was asked for beforehand: that takes half the time. With 64 KB it takes
 * some percent less again, but then the kernel looks for larger runs of free
 * memory, which a virtual machine may first have to get from its host.
 */
#define TG_ALIGN ((size_t)16 << 10)

/* Where some bytes of a regular file belong. */
struct tg_span {
	uint64_t at;    /* in the file */
	size_t nbefore; /* bytes that stand before the data */
	size_t len;     /* bytes of the data */
	unsigned char before[TG_ALIGN];
};

/*
 * Where the result goes. A regular file appears whole or not at all: bytes go
 * to a file without a name, which takes its name when it is complete. All
 * zero is closed.
 */
struct tg_output {
	const char *name; /* as messages call it; borrowed */
	char *target;     /* the file, links followed; NULL: no new one */
	char *temporary;  /* a name the bytes have meanwhile, or NULL */
	int fd;
	bool open;
	bool seen;         /* something was written for others to see */
	uint64_t claimed;  /* bytes of a file that are written or in spans */
	uint64_t reserved; /* bytes that the file system holds ready */
	size_t nleft;      /* bytes that wait for more */
	unsigned char left[TG_ALIGN];
};

/*
 * tg_output_open - begin to write to a file, or to standard output when path
 * is NULL. A pipe or a device is written as it is.
 *
 * Errors: TG_ESYS. Ownership: borrows path.
 */
bool tg_output_open(
	struct tg_output *output, const char *path, struct tg_err *err);

/* True as long as nothing that was written can be seen by anybody. */
bool tg_output_can_discard(const struct tg_output *output);

bool tg_output_is_terminal(const struct tg_output *output);

/* Write behind what was written or claimed before. Errors: TG_ESYS. */
bool tg_output_write(struct tg_output *output, const void *data, size_t len,
	struct tg_err *err);

/*
 * tg_output_claim - the same for a new file, but the place only; in order.
 *
 *   span   receives where to write which of the bytes, for
 *          tg_output_write_span: what waited before, and not all of these
 */
void tg_output_claim(struct tg_output *output, const void *data, size_t len,
	struct tg_span *span);

/* In any order, data as it was claimed. Errors: TG_ESYS. */
bool tg_output_write_span(struct tg_output *output, const void *data,
	const struct tg_span *span, struct tg_err *err);

/* At a position of a new file, instead. Errors: TG_ESYS. */
bool tg_output_write_at(struct tg_output *output, const void *data, size_t len,
	uint64_t at, struct tg_err *err);

/*
 * tg_output_commit - all is written: give the file its name, replacing a
 * former one, whose mode and owner it takes.
 *
 * Errors: TG_ESYS; the former file is then as it was.
 */
bool tg_output_commit(struct tg_output *output, struct tg_err *err);

/* Close, and forget what was not committed. May be called twice. */
void tg_output_free(struct tg_output *output);

/* Fail with TG_ESYS: what went wrong with it, errno and its name. */
bool tg_output_fail(
	const struct tg_output *output, const char *what, struct tg_err *err);

/* Remove a temporary file, if there is one; for signal handlers. */
void tg_output_remove_temporary(void);

#endif
