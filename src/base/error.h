#ifndef TG_BASE_ERROR_H
#define TG_BASE_ERROR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/argv.h"

/*
 * What is wrong. The first four are the process's exit status; the others are
 * one of these with a number on top, for programs that want to tell more apart:
 * see tg_err_status and tg_err_kind.
 */
enum tg_code {
	TG_OK = 0,
	TG_EDATA = 1,  /* read, but wrong: syntax, shapes, indices */
	TG_EUSAGE = 2, /* bad command line */
	TG_ESYS = 3,   /* open, read, write or memory failed */

	TG_ESYNTAX = TG_EDATA + 4, /* damaged, cut short or badly written */
	TG_ESHAPE = TG_EDATA + 8,  /* shapes do not fit */
	TG_ERANGE = TG_EDATA + 12, /* points to where INPUT has nothing */
	TG_ETYPE = TG_EDATA + 16,  /* elements of another type are needed */
	TG_ENAME = TG_EDATA + 20,  /* nothing has this name, or several do */
	TG_ELACK = TG_EDATA + 24,  /* a format or feature that tgather lacks */
	TG_ENOFILE = TG_ESYS + 4,  /* there is no such file or directory */
	TG_EDENIED = TG_ESYS + 8,  /* it may not be read or written */
	TG_EFULL = TG_ESYS + 12,   /* there is no room on the device */
	TG_EMEMORY = TG_ESYS + 16, /* there is not enough memory */
	TG_ECHANGED =
		TG_ESYS + 20, /* a file became another while it was read */
};

#define TG_NOPOS SIZE_MAX

/* Room for a place, "FILE:NAME" with a zero byte; a path fits. */
#define TG_ERR_PLACE 4400

/* What the text says that tells where an error is. */
enum tg_where {
	TG_WHERE_FILE,     /* a file, a directory, or <stdin> */
	TG_WHERE_INLINE,   /* "input" or "index": text on the command line */
	TG_WHERE_OPTION,   /* "--dim" */
	TG_WHERE_VARIABLE, /* "TGATHER_ISA" */
};

/* At most so many coordinates, lines of help, and operands. */
#define TG_ERR_COORDINATES 64
#define TG_ERR_HELP        24
#define TG_ERR_OPERANDS    2

/* An operand that does not fit, as it is shown below what is wrong. */
struct tg_err_operand {
	const char *role; /* "input" or "index" */
	const char *text; /* as it was given; borrowed */
	int ndim;
	int64_t size[TG_ERR_COORDINATES];
};

/* What to do next. Texts are offsets in help_text of struct tg_err. */
struct tg_help {
	enum tg_help_is {
		TG_HELP_ADVICE, /* words alone */
		TG_HELP_CALL,  /* a call of tgather that can be made as it is */
		TG_HELP_SHELL, /* a line for the shell */
		TG_HELP_PYTHON, /* a line of Python */
	} is;
	size_t reason;
	size_t words;  /* the call's, each with its zero byte; or the line */
	size_t nwords; /* 1 for a line, 0 for advice */
	size_t shown, nshown; /* what people are shown of the call behind the
				 reason; of 0 words: all of it */
	bool below;           /* the call stands on a line of its own */
};

/*
 * What went wrong, in the parts that a person reads: WHERE: WHAT, then lines of
 * detail, then what to do next. All zero means that nothing went wrong. The
 * buffers are fixed so that "out of memory" can be said without memory; text
 * that does not fit is cut, and a call that does not fit is left out.
 */
struct tg_err {
	enum tg_code code; /* one of the first four */
	enum tg_code kind; /* the same, or what says more */
	size_t pos;        /* byte offset in the operand, or TG_NOPOS */
	int64_t element;   /* of the index, from 1 in C order; 0: none */

	enum tg_where where_is;
	char where[TG_ERR_PLACE];
	size_t member;       /* where[member] begins the NAME of FILE:NAME; 0:
				there is none */
	size_t line, column; /* from 1; 0: not known */
	bool has_offset;     /* pos counts from the beginning of that file */
	const char *role; /* "input", "index", "keys", or NULL: the operand */
	int ncoordinate;  /* of the element of index; 0: not known */
	int64_t coordinate[TG_ERR_COORDINATES];

	char what[2048];
	int noperand;
	struct tg_err_operand operand[TG_ERR_OPERANDS];
	char detail[6000]; /* whole lines, each with its newline */
	int nhelp;
	struct tg_help help[TG_ERR_HELP];
	size_t help_len;
	char help_text[10000]; /* a command line with paths fits */
};

/* The process's exit status, one of the first four codes, for any of them. */
static inline enum tg_code
tg_err_status(enum tg_code kind)
{
	return (enum tg_code)(kind & 3);
}

/* The word for a kind, "out-of-range". It has to be one that is an error. */
const char *tg_err_kind(enum tg_code kind);

/*
 * tg_fail - fill *err and return false, so that `return tg_fail(...)` is one
 * line. The first error wins: a second call changes nothing.
 *
 *   err    NULL where nobody wants to know what is wrong; here and below
 *   kind   any of the codes
 *   pos    byte offset in the operand that was read, or TG_NOPOS
 */
bool tg_fail(struct tg_err *err, enum tg_code kind, size_t pos, const char *fmt,
	...) __attribute__((format(printf, 4, 5), cold));

/* tg_fail with TG_ESYS, or what errno says more exactly; what errno means is
 * added behind a colon. */
bool tg_fail_errno(struct tg_err *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3), cold));

/* tg_fail with TG_EMEMORY, for what is named. */
bool tg_fail_memory(struct tg_err *err, const char *what) __attribute__((cold));

/* Say that an error is of another kind: a word that the user has not written is
 * no mistake in the command, but in the data. */
void tg_err_become(struct tg_err *err, enum tg_code kind);

/* Forget an error: what failed is done another way. */
void tg_err_clear(struct tg_err *err);

/* Say in which file the error is, unless it was said already where it is. */
void tg_err_where(struct tg_err *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3), cold));

/* The same, with the name of a tensor in the file, of len bytes. */
void tg_err_where_member(struct tg_err *err, const char *file, const char *name,
	size_t len) __attribute__((cold));

/* The same, with a line and a column. */
void tg_err_where_line(struct tg_err *err, const char *file, size_t line,
	size_t column) __attribute__((cold));

/* The same, but it is in an option, "--fill", or a variable of the
 * environment. */
void tg_err_where_option(struct tg_err *err, const char *option)
	__attribute__((cold));
void tg_err_where_variable(struct tg_err *err, const char *name)
	__attribute__((cold));

/* Show the shape of an operand beside that of the other one. role and text are
 * borrowed until the error is printed. */
void tg_err_add_operand(struct tg_err *err, const char *role, const char *text,
	const int64_t *size, int ndim) __attribute__((cold));

/* Add a line of detail: what was compared, or other places that are wrong. */
void tg_err_detail(struct tg_err *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3), cold));

/* What to do with a file that lacks its end or has other bytes than it had. */
#define TG_HELP_FETCH \
	"the file is cut short or damaged: fetch or write it again"

/* Say what to do next: advice, without a call that could be made. */
void tg_err_help(struct tg_err *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3), cold));

/*
 * tg_err_help_call - say which call to make next. Nothing is said without memory
 * for the call, nor if there is no room for it: what is cut off would be of no
 * use.
 *
 *   call     all of its words, the first is "tgather"
 *   shown,   the words that people are shown behind the reason, as those that
 *   nshown   their call lacks; of 0 words: all, on a line of their own
 *   reason   what the call is good for; printed with a colon behind it
 */
void tg_err_help_call(struct tg_err *err, const struct tg_argv *call,
	const char *reason, ...) __attribute__((format(printf, 3, 4), cold));
void tg_err_help_option(struct tg_err *err, const struct tg_argv *call,
	size_t shown, size_t nshown, const char *reason) __attribute__((cold));

/* The same, where the call is short and stands behind the reason. */
void tg_err_help_short_call(struct tg_err *err, const struct tg_argv *call,
	const char *reason) __attribute__((cold));

/* The same for a line of the shell, in which several programs are called or a
 * file is needed that is not there yet; and for one of Python. */
void tg_err_help_shell(struct tg_err *err, const char *line, const char *reason)
	__attribute__((cold));
void tg_err_help_python(struct tg_err *err, const char *line,
	const char *reason) __attribute__((cold));

/* Take over the operands, the details and the help of another error, which say
 * more of this one; its help stands behind what there is. */
void tg_err_take_help(struct tg_err *err, const struct tg_err *other);

/* The text of what to do next, number i of it. */
const char *tg_err_help_reason(const struct tg_err *err, int i);

/* Take back all help but the first n. */
void tg_err_keep_help(struct tg_err *err, int n);

#endif
