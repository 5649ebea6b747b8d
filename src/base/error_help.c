/*
 * Keeps what an error says that is to be done next: advice in words, or a call
 * that can be made as it is. A call stays apart in words, for programs that make
 * it; the printer makes a line for people of it.
 */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

/* Begin one more item, with its reason; NULL if there is no room. */
static struct tg_help *
add_item(struct tg_err *err, const char *fmt, va_list args)
{
	static const char dots[] = "...";
	struct tg_help *item;
	char *text;
	size_t room;
	int n;

	if (err == NULL || err->nhelp == TG_ERR_HELP ||
		err->help_len + sizeof(dots) > sizeof(err->help_text))
		return NULL;
	text = err->help_text + err->help_len;
	room = sizeof(err->help_text) - err->help_len;
	n = vsnprintf(text, room, fmt, args);
	if (n < 0)
		return NULL;
	if ((size_t)n >= room)
		strcpy(text + tg_utf8_cut(text, room - 1, room - sizeof(dots)),
			dots);
	item = &err->help[err->nhelp++];
	memset(item, 0, sizeof(*item));
	item->reason = err->help_len;
	err->help_len += strlen(text) + 1;
	return item;
}

/* Give the item, the last one, its words; take it back if there is no room. */
static void
set_words(struct tg_err *err, struct tg_help *item, const char *words,
	size_t len, size_t n)
{
	if (len > sizeof(err->help_text) - err->help_len) {
		tg_err_keep_help(err, err->nhelp - 1);
		return;
	}
	item->words = err->help_len;
	item->nwords = n;
	memcpy(err->help_text + err->help_len, words, len);
	err->help_len += len;
}

static struct tg_help *
add_reason(struct tg_err *err, const char *fmt, ...)
{
	struct tg_help *item;
	va_list args;

	va_start(args, fmt);
	item = add_item(err, fmt, args);
	va_end(args);
	return item;
}

void
tg_err_help(struct tg_err *err, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	add_item(err, fmt, args);
	va_end(args);
}

static void
set_call(struct tg_err *err, struct tg_help *item, const struct tg_argv *call)
{
	item->is = TG_HELP_CALL;
	set_words(err, item, call->text.text, call->text.len, call->n);
}

void
tg_err_help_call(
	struct tg_err *err, const struct tg_argv *call, const char *reason, ...)
{
	struct tg_help *item;
	va_list args;

	if (call->text.failed)
		return;
	va_start(args, reason);
	item = add_item(err, reason, args);
	va_end(args);
	if (item == NULL)
		return;
	item->below = true;
	set_call(err, item, call);
}

void
tg_err_help_option(struct tg_err *err, const struct tg_argv *call, size_t shown,
	size_t nshown, const char *reason)
{
	struct tg_help *item;

	if (call->text.failed)
		return;
	item = add_reason(err, "%s", reason);
	if (item == NULL)
		return;
	item->shown = shown;
	item->nshown = nshown;
	set_call(err, item, call);
}

void
tg_err_help_short_call(
	struct tg_err *err, const struct tg_argv *call, const char *reason)
{
	tg_err_help_option(err, call, 0, 0, reason);
}

static void
add_line(struct tg_err *err, enum tg_help_is is, const char *line,
	const char *reason)
{
	struct tg_help *item = add_reason(err, "%s", reason);

	if (item == NULL)
		return;
	item->is = is;
	item->below = true;
	set_words(err, item, line, strlen(line) + 1, 1);
}

void
tg_err_help_shell(struct tg_err *err, const char *line, const char *reason)
{
	add_line(err, TG_HELP_SHELL, line, reason);
}

void
tg_err_help_python(struct tg_err *err, const char *line, const char *reason)
{
	add_line(err, TG_HELP_PYTHON, line, reason);
}

const char *
tg_err_help_reason(const struct tg_err *err, int i)
{
	return err->help_text + err->help[i].reason;
}

void
tg_err_keep_help(struct tg_err *err, int n)
{
	if (n >= err->nhelp)
		return;
	err->help_len = err->help[n].reason;
	err->nhelp = n;
}

void
tg_err_take_help(struct tg_err *err, const struct tg_err *other)
{
	const size_t begin = err->help_len;

	if (other->nhelp == 0 ||
		other->help_len > sizeof(err->help_text) - begin)
		return;
	memcpy(err->operand, other->operand, sizeof(err->operand));
	err->noperand = other->noperand;
	memcpy(err->detail, other->detail, sizeof(err->detail));
	memcpy(err->help_text + begin, other->help_text, other->help_len);
	err->help_len += other->help_len;
	for (int i = 0; i < other->nhelp && err->nhelp < TG_ERR_HELP; i++) {
		err->help[err->nhelp] = other->help[i];
		err->help[err->nhelp].reason += begin;
		err->help[err->nhelp].words += begin;
		err->nhelp++;
	}
}
