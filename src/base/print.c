/*
 * Prints into memory, for pages, pictures and lines that are complete before a
 * byte of them is written. A failure is kept in the text itself, so that the
 * many small functions that print a part need not hand it on.
 */
#include "base/print.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Most texts are a line or two. */
#define CAPACITY_MIN 256

/* Make sure that n bytes and a zero byte fit behind the text. */
static bool
reserve(struct tg_printed *to, size_t n)
{
	size_t needed, wanted;
	char *text;

	if (to->failed)
		return false;
	if (n < to->capacity - to->len)
		return true;
	to->failed = true;
	if (__builtin_add_overflow(to->len, n, &needed) ||
		__builtin_add_overflow(needed, needed / 2, &wanted) ||
		__builtin_add_overflow(wanted, (size_t)CAPACITY_MIN, &wanted))
		return false;
	text = realloc(to->text, wanted);
	if (text == NULL)
		return false;
	to->text = text;
	to->capacity = wanted;
	to->failed = false;
	return true;
}

void
tg_print_bytes(struct tg_printed *to, const char *bytes, size_t n)
{
	if (!reserve(to, n))
		return;
	memcpy(to->text + to->len, bytes, n);
	to->len += n;
	to->text[to->len] = '\0';
}

void
tg_print_text(struct tg_printed *to, const char *text)
{
	tg_print_bytes(to, text, strlen(text));
}

void
tg_print_char(struct tg_printed *to, char c)
{
	tg_print_bytes(to, &c, 1);
}

/* Print into the room there is; returns how many bytes that takes, or -1. */
static int
print_into_room(struct tg_printed *to, const char *fmt, va_list args)
{
	return vsnprintf(to->text + to->len, to->capacity - to->len, fmt, args);
}

void
tg_print_args(struct tg_printed *to, const char *fmt, va_list args)
{
	va_list again;
	int n;

	if (!reserve(to, 0))
		return;
	va_copy(again, args);
	n = print_into_room(to, fmt, args);
	if (n >= 0 && (size_t)n >= to->capacity - to->len &&
		reserve(to, (size_t)n))
		n = print_into_room(to, fmt, again);
	va_end(again);
	/* it fails also of itself: some formats need memory */
	if (n < 0)
		to->failed = true;
	if (!to->failed)
		to->len += (size_t)n;
}

void
tg_print(struct tg_printed *to, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	tg_print_args(to, fmt, args);
	va_end(args);
}

void
tg_printed_free(struct tg_printed *printed)
{
	free(printed->text);
	memset(printed, 0, sizeof(*printed));
}
