/*
 * Text that grows in memory against the same text made by hand, and what is
 * left of it when printing fails: whether memory is short or a format is, the
 * failure stays, and nothing is printed behind the gap.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include "base/print.h"
#include "tap.h"

#define ROUNDS 3000

/* Each way to print, so often that the text grows many times. */
static bool
keeps_all(void)
{
	static char expected[ROUNDS * 40];
	struct tg_printed text = { 0 };
	size_t len = 0;
	bool ok = true;

	for (int i = 0; i < ROUNDS; i++) {
		tg_print(&text, "%d: %*s", i, i % 7, "");
		tg_print_text(&text, "text");
		tg_print_char(&text, '\n');
		tg_print_bytes(&text, "bytes", (size_t)(i % 6));
		len += (size_t)sprintf(expected + len, "%d: %*stext\n%.*s", i,
			i % 7, "", i % 6, "bytes");
		ok = ok && text.len == len && text.text[len] == '\0';
	}
	ok = ok && !text.failed && strcmp(text.text, expected) == 0;
	tg_printed_free(&text);
	return ok && text.text == NULL && text.len == 0;
}

/* A single text that is far longer than the room there is. */
static bool
prints_long_texts(void)
{
	struct tg_printed text = { 0 };
	bool ok;

	tg_print(&text, "%100000s", "x");
	tg_print(&text, "%s", "y");
	ok = !text.failed && text.len == 100001 &&
		strcmp(text.text + 99999, "xy") == 0;
	tg_printed_free(&text);
	return ok;
}

/* Nothing was printed before; then nothing is there. */
static bool
is_empty_at_first(void)
{
	struct tg_printed text = { 0 };
	bool ok;

	tg_print_text(&text, "");
	ok = !text.failed && text.len == 0;
	tg_printed_free(&text);
	tg_printed_free(&text);
	return ok;
}

static bool
stays_failed(struct tg_printed *text)
{
	bool ok = text->failed && text->len == 6;

	tg_print(text, "%d", 1);
	tg_print_text(text, "more");
	ok = ok && text->failed && text->len == 6;
	tg_printed_free(text);
	tg_print_text(text, "again");
	ok = ok && !text->failed && strcmp(text->text, "again") == 0;
	tg_printed_free(text);
	return ok;
}

/* No memory has so many bytes. */
static bool
fails_without_memory(void)
{
	const size_t lengths[] = { SIZE_MAX, SIZE_MAX - 6, SIZE_MAX / 4 * 3 };
	bool ok = true;

	for (int i = 0; i < 3; i++) {
		struct tg_printed text = { 0 };

		tg_print_text(&text, "before");
		tg_print_bytes(&text, "", lengths[i]);
		ok = stays_failed(&text) && ok;
	}
	return ok;
}

/* There is no such character, in any locale. */
static bool
fails_with_the_format(void)
{
	const wchar_t nothing[] = { 0x7fffffff, 0 };
	struct tg_printed text = { 0 };

	tg_print_text(&text, "before");
	tg_print(&text, "%ls", nothing);
	return stays_failed(&text);
}

int
main(void)
{
	tap_ok(keeps_all(), "print-grows");
	tap_ok(prints_long_texts(), "print-long");
	tap_ok(is_empty_at_first(), "print-empty");
	tap_ok(fails_without_memory(), "print-no-memory");
	tap_ok(fails_with_the_format(), "print-format");
	return tap_end();
}
