#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void
append(char *text, size_t size, const char *fmt, va_list args)
{
	size_t len = strlen(text);

	vsnprintf(text + len, size - len, fmt, args);
}

static void
append_line(char *text, size_t size, const char *fmt, va_list args)
{
	size_t len;

	append(text, size - 1, fmt, args);
	len = strlen(text);
	text[len] = '\n';
	text[len + 1] = '\0';
}

static bool
begin(struct tg_err *err, enum tg_code code, size_t pos)
{
	if (err == NULL || err->code != TG_OK)
		return false;
	memset(err, 0, sizeof(*err));
	err->code = code;
	err->pos = pos;
	return true;
}

bool
tg_fail(struct tg_err *err, enum tg_code code, size_t pos, const char *fmt, ...)
{
	va_list args;

	if (!begin(err, code, pos))
		return false;
	va_start(args, fmt);
	append(err->what, sizeof(err->what), fmt, args);
	va_end(args);
	return false;
}

bool
tg_fail_errno(struct tg_err *err, const char *fmt, ...)
{
	const char *reason = strerror(errno);
	va_list args;
	size_t len;

	if (!begin(err, TG_ESYS, TG_NOPOS))
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
		err, TG_ESYS, TG_NOPOS, "not enough memory for %s", what);
}

void
tg_err_where(struct tg_err *err, const char *fmt, ...)
{
	va_list args;

	if (err == NULL || err->where[0] != '\0')
		return;
	va_start(args, fmt);
	append(err->where, sizeof(err->where), fmt, args);
	va_end(args);
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

void
tg_err_help(struct tg_err *err, const char *fmt, ...)
{
	va_list args;

	if (err == NULL)
		return;
	va_start(args, fmt);
	append_line(err->help, sizeof(err->help), fmt, args);
	va_end(args);
}
