#ifndef TG_BASE_ERROR_H
#define TG_BASE_ERROR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum tg_code { /* the value is the process's exit status */
	TG_OK = 0,
	TG_EDATA = 1,  /* read, but wrong: syntax, shapes, indices */
	TG_EUSAGE = 2, /* bad command line */
	TG_ESYS = 3,   /* open, read, write or memory failed */
};

#define TG_NOPOS SIZE_MAX

/* Room for a place, "FILE:LINE:COLUMN" with a zero byte; a path fits. */
#define TG_ERR_PLACE 4400

/*
 * What went wrong, in the parts that a person reads: WHERE: WHAT, then lines of
 * detail, then what to do next. All zero means that nothing went wrong. The
 * buffers are fixed so that "out of memory" can be said without memory; text
 * that does not fit is cut.
 */
struct tg_err {
	enum tg_code code;
	size_t pos;      /* byte offset in the operand, or TG_NOPOS */
	int64_t element; /* of the index, from 1 in C order; 0: none */
	char where[TG_ERR_PLACE];
	char what[2048];
	char detail[6000]; /* whole lines, each with its newline */
	char help[10000];  /* likewise; a command line with paths fits */
};

/*
 * tg_fail - fill *err and return false, so that `return tg_fail(...)` is one
 * line. The first error wins: a second call changes nothing.
 *
 *   err   NULL where nobody wants to know what is wrong; here and below
 *   pos   byte offset in the operand that was read, or TG_NOPOS
 */
bool tg_fail(struct tg_err *err, enum tg_code code, size_t pos, const char *fmt,
	...) __attribute__((format(printf, 4, 5), cold));

/* tg_fail with TG_ESYS; what errno means is added behind a colon. */
bool tg_fail_errno(struct tg_err *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3), cold));

/* tg_fail with TG_ESYS: there is not enough memory for what is named. */
bool tg_fail_memory(struct tg_err *err, const char *what) __attribute__((cold));

/* Forget an error: what failed is done another way. */
void tg_err_clear(struct tg_err *err);

/* Say where the error is, unless that was said already. */
void tg_err_where(struct tg_err *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3), cold));

/* Add a line of detail: what was compared, or other places that are wrong. */
void tg_err_detail(struct tg_err *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3), cold));

/* What to do with a file that lacks its end or has other bytes than it had. */
#define TG_HELP_FETCH \
	"the file is cut short or damaged: fetch or write it again"

/* Add a line that says what to do next; "help: " is printed before the first. */
void tg_err_help(struct tg_err *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3), cold));

#endif
