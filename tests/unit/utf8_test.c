/*
 * UTF-8 and harmless text against the tables of RFC 3629 and Unicode, over all
 * code points and all sequences that could be mistaken for one: each is decoded
 * to what it encodes, no other sequence is taken for a character, no cut falls
 * inside one, and what a terminal might obey never comes out.
 */
#include <stdio.h>
#include <string.h>

#include "base/harmless.h"
#include "base/utf8.h"
#include "tap.h"

/* The bytes of a code point, as RFC 3629 section 3 writes them. */
static size_t
encode(char bytes[4], uint32_t c)
{
	if (c < 0x80) {
		bytes[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		bytes[0] = (char)(0xC0 | c >> 6);
		bytes[1] = (char)(0x80 | (c & 63));
		return 2;
	}
	if (c < 0x10000) {
		bytes[0] = (char)(0xE0 | c >> 12);
		bytes[1] = (char)(0x80 | (c >> 6 & 63));
		bytes[2] = (char)(0x80 | (c & 63));
		return 3;
	}
	bytes[0] = (char)(0xF0 | c >> 18);
	bytes[1] = (char)(0x80 | (c >> 12 & 63));
	bytes[2] = (char)(0x80 | (c >> 6 & 63));
	bytes[3] = (char)(0x80 | (c & 63));
	return 4;
}

/* Every code point is decoded, whole and not with a byte less. */
static bool
decodes_all(void)
{
	for (uint32_t c = 0; c <= 0x10FFFF; c++) {
		const bool surrogate = c >= 0xD800 && c <= 0xDFFF;
		char bytes[4];
		const size_t n = encode(bytes, c);
		uint32_t found = 0;

		if (tg_utf8_decode(&found, bytes, n) != (surrogate ? 0 : n) ||
			(!surrogate && found != c))
			return false;
		if (n > 1 && tg_utf8_decode(&found, bytes, n - 1) != 0)
			return false;
	}
	return true;
}

/* Of all sequences of three bytes that begin no character of four, as many as
 * there are code points are taken for one. */
static bool
takes_no_other(void)
{
	uint32_t found[4] = { 0 };
	char bytes[3];

	for (uint32_t v = 0; v < 1 << 24; v++) {
		uint32_t c;

		bytes[0] = (char)(v >> 16);
		bytes[1] = (char)(v >> 8);
		bytes[2] = (char)v;
		found[tg_utf8_decode(&c, bytes, 3)]++;
	}
	return found[1] == 0x80u << 16 && found[2] == (0x800u - 0x80) << 8 &&
		found[3] == 0x10000u - 0x800 - 0x800;
}

static bool
takes_none_above(void)
{
	static const char *const wrong[] = { "\xF4\x90\x80\x80",
		"\xF5\x80\x80\x80", "\xF0\x8F\xBF\xBF", "\xF8\x88\x80\x80\x80",
		"\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80" };
	uint32_t c;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		if (tg_utf8_decode(&c, wrong[i], strlen(wrong[i])) != 0)
			return false;
	return true;
}

/* "a", a letter of two, a sign of three and a face of four bytes. */
static bool
cuts_between(void)
{
	static const char text[] = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80";
	static const size_t cut[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10 };

	for (size_t most = 0; most <= 10; most++)
		if (tg_utf8_cut(text, 10, most) != cut[most])
			return false;
	return tg_utf8_cut("\x80\x80\x80", 3, 2) == 2;
}

static bool
becomes(const char *text, size_t size, const char *expected)
{
	char to[64];

	return strcmp(tg_harmless(to, size, text), expected) == 0;
}

/* Unicode's Bidi_Control, the separators of lines, and what is not seen. */
static bool
is_mark(uint32_t c)
{
	static const uint32_t marks[] = { 0x061C, 0x200E, 0x200F, 0x2028,
		0x2029, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067,
		0x2068, 0x2069, 0xFEFF };

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (marks[i] == c)
			return true;
	return false;
}

static bool
hides_controls(void)
{
	for (uint32_t c = 1; c <= 0x10FFFF; c++) {
		const bool obeyed = c < 0x20 || (c >= 0x7F && c < 0xA0) ||
			(c >= 0xD800 && c <= 0xDFFF) || is_mark(c);
		char bytes[5];
		char to[64];

		bytes[encode(bytes, c)] = '\0';
		if ((strcmp(tg_harmless(to, sizeof(to), bytes), bytes) != 0) !=
			obeyed)
			return false;
	}
	return becomes("a\nb\x1B[0m", 64, "a\\x0Ab\\x1B[0m") &&
		becomes("caf\xE9", 64, "caf\\xE9") &&
		becomes("\xC2\x9B", 64, "\\xC2\\x9B") &&
		becomes("\xE2\x80\xAE", 64, "\\xE2\\x80\\xAE");
}

static bool
cuts_whole(void)
{
	return becomes("abcdef", 10, "abcdef") &&
		becomes("abcdefg", 10, "abcdef...") &&
		becomes("abcde\xC3\xA9g", 10, "abcde...") &&
		becomes("abcd\nfg", 10, "abcd...") && becomes("abc", 4, "...");
}

int
main(void)
{
	tap_ok(decodes_all(), "every code point is decoded");
	tap_ok(takes_no_other(), "no other sequence is a character");
	tap_ok(takes_none_above(), "overlong, surrogates and above U+10FFFF");
	tap_ok(cuts_between(), "a cut falls between characters");
	tap_ok(hides_controls(), "what a terminal obeys is escaped");
	tap_ok(cuts_whole(), "harmless text is cut between characters");
	return tap_end();
}
