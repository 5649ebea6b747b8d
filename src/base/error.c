/*
 * Puts an error together in the buffers of struct tg_err. Nothing is allocated
 * and nothing is printed here: the function that finds the error says what is
 * wrong, its callers add where and what to do, and main prints the whole.
 */
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

/* What stands where a text was cut. */
static const char dots[] = "...";

/*
 * Add formatted text behind what is there, as far as it fits. It is cut between
 * two characters.
 */
static void
append(char *text, size_t size, const char *fmt, va_list args)
{
	const size_t len = strlen(text), room = size - len;
	const int n = vsnprintf(text + len, room, fmt, args);

	if (n < 0 || (size_t)n < room)
		return;
	if (room < sizeof(dots))
		text[len] = '\0';
	else
		strcpy(text + len +
				tg_utf8_cut(text + len, room - 1,
					room - sizeof(dots)),
			dots);
}

/*
 * Write each newline in a text, which has size bytes of room, as \x0A: it is
 * part of a name from outside, which must not begin a line.
 */
static void
escape_newlines(char *text, size_t size)
{
	static const char escape[] = "\\x0A";
	const size_t n = sizeof(escape) - 1;
	const char *end = text + size;

	while ((text = strchr(text, '\n')) != NULL) {
		const size_t rest = strlen(text); /* with its zero byte */

		if ((size_t)(end - text) < n + rest) {
			*text = '\0';
			return;
		}
		memmove(text + n, text + 1, rest);
		memcpy(text, escape, n);
		text += n;
	}
}

/* Add a line: a text without newlines, and one, for which there is room. */
static void
append_line(char *text, size_t size, const char *fmt, va_list args)
{
	char *line = text + strlen(text);
	const size_t room = size - 1 - (size_t)(line - text);

	append(line, room, fmt, args);
	escape_newlines(line, room);
	strcat(line, "\n");
}

static const struct {
	enum tg_code kind;
	const char *word;
} kinds[] = {
	{ TG_EDATA, "data" },
	{ TG_ESYNTAX, "syntax" },
	{ TG_ESHAPE, "shape" },
	{ TG_ERANGE, "out-of-range" },
	{ TG_ETYPE, "type" },
	{ TG_ENAME, "name" },
	{ TG_ELACK, "unsupported" },
	{ TG_EUSAGE, "usage" },
	{ TG_ESYS, "system" },
	{ TG_ENOFILE, "not-found" },
	{ TG_EDENIED, "denied" },
	{ TG_EFULL, "full" },
	{ TG_EMEMORY, "memory" },
	{ TG_ECHANGED, "changed" },
};

const char *
tg_err_kind(enum tg_code kind)
{
	size_t i = 0;

	while (kinds[i].kind != kind)
		i++;
	return kinds[i].word;
}

/* What errno says more exactly than that the system failed. */
static enum tg_code
kind_of_errno(int number)
{
	switch (number) {
	case ENOENT:
	case ENOTDIR:
		return TG_ENOFILE;
	case EACCES:
	case EPERM:
	case EROFS:
		return TG_EDENIED;
	case ENOSPC:
	case EDQUOT:
		return TG_EFULL;
	case ENOMEM:
		return TG_EMEMORY;
	default:
		return TG_ESYS;
	}
}

/* False if the error is not wanted, or another one came first. */
static bool
begin_error(struct tg_err *err, enum tg_code kind, size_t pos)
{
	if (err == NULL || err->code != TG_OK)
		return false;
	memset(err, 0, sizeof(*err));
	err->kind = kind;
	err->code = tg_err_status(kind);
	err->pos = pos;
	return true;
}

bool
tg_fail(struct tg_err *err, enum tg_code kind, size_t pos, const char *fmt, ...)
{
	va_list args;

	if (!begin_error(err, kind, pos))
		return false;
	va_start(args, fmt);
	append(err->what, sizeof(err->what), fmt, args);
	va_end(args);
	return false;
}

bool
tg_fail_errno(struct tg_err *err, const char *fmt, ...)
{
	const int number = errno;
	const char *reason = strerror(number);
	va_list args;
	size_t len;

	if (!begin_error(err, kind_of_errno(number), TG_NOPOS))
		return false;
	va_start(args, fmt);
	append(err->what, sizeof(err->what), fmt, args);
	va_end(args);
	len = strlen(err->what);
	snprintf(err->what + len, sizeof(err->what) - len, ": %s", reason);
	return false;
}

bool
tg_fail_memory(struct tg_err *err, const char *what)
{
	return tg_fail(
		err, TG_EMEMORY, TG_NOPOS, "not enough memory for %s", what);
}

void
tg_err_become(struct tg_err *err, enum tg_code kind)
{
	err->kind = kind;
	err->code = tg_err_status(kind);
}

void
tg_err_clear(struct tg_err *err)
{
	memset(err, 0, sizeof(*err));
}

/* False if it is said already where the error is, or nobody wants to know. */
static bool
lacks_where(const struct tg_err *err)
{
	return err != NULL && err->where[0] == '\0';
}

/* Add text to where, as far as it fits. */
static void
append_where(struct tg_err *err, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	append(err->where, sizeof(err->where), fmt, args);
	va_end(args);
}

/* Say where the error is, unless it was said; false if it was. */
static bool
set_where(struct tg_err *err, const char *text, enum tg_where is)
{
	if (!lacks_where(err))
		return false;
	append_where(err, "%s", text);
	err->where_is = is;
	return true;
}

void
tg_err_where(struct tg_err *err, const char *fmt, ...)
{
	va_list args;

	if (!lacks_where(err))
		return;
	va_start(args, fmt);
	append(err->where, sizeof(err->where), fmt, args);
	va_end(args);
}

void
tg_err_where_member(
	struct tg_err *err, const char *file, const char *name, size_t len)
{
	if (!lacks_where(err))
		return;
	append_where(err, "%s:", file);
	err->member = strlen(err->where);
	append_where(err, "%.*s", (int)len, name);
}

void
tg_err_where_line(
	struct tg_err *err, const char *file, size_t line, size_t column)
{
	if (!set_where(err, file, TG_WHERE_FILE))
		return;
	err->line = line;
	err->column = column;
}

void
tg_err_where_option(struct tg_err *err, const char *option)
{
	set_where(err, option, TG_WHERE_OPTION);
}

void
tg_err_where_variable(struct tg_err *err, const char *name)
{
	set_where(err, name, TG_WHERE_VARIABLE);
}

void
tg_err_add_operand(struct tg_err *err, const char *role, const char *text,
	const int64_t *size, int ndim)
{
	struct tg_err_operand *operand;

	if (err == NULL || err->noperand == TG_ERR_OPERANDS)
		return;
	operand = &err->operand[err->noperand++];
	operand->role = role;
	operand->text = text;
	operand->ndim = ndim;
	memcpy(operand->size, size, (size_t)ndim * sizeof(*size));
}

void
tg_err_detail(struct tg_err *err, const char *fmt, ...)
{
	va_list args;

	if (err == NULL)
		return;
	va_start(args, fmt);
	append_line(err->detail, sizeof(err->detail), fmt, args);
	va_end(args);
}
