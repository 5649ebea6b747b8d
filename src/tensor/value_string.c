/*
 * Prints NumPy's strings as JSON strings. Bytes that are not valid UTF-8 and
 * surrogates print as escapes that Python turns back into what they were, so
 * that nothing is lost.
 */
#include "tensor/value_string.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

/* A byte or a code point prints to at most so many bytes, as in \u0001. */
#define ESCAPE_MAX 6

#define CODE_POINT_MAX 0x10ffff

size_t
tg_value_string_room(const struct tg_dtype *dtype)
{
	size_t n = dtype->size;

	if (dtype->type == TG_UNICODE)
		n /= 4;
	return n * ESCAPE_MAX + 2;
}

static char *
put_hex(char *text, uint32_t c)
{
	*text++ = '\\';
	*text++ = 'u';
	for (int shift = 12; shift >= 0; shift -= 4)
		*text++ = "0123456789abcdef"[c >> shift & 15];
	return text;
}

/*
 * Print an ASCII character, escaped as Python's json does it if JSON requires
 * an escape.
 */
static char *
put_ascii(char *text, uint32_t c)
{
	static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
	const char *at = memchr(from, (int)c, sizeof(from) - 1);

	if (at != NULL) {
		*text++ = '\\';
		*text++ = to[at - from];
	} else if (c < 0x20) {
		text = put_hex(text, c);
	} else {
		*text++ = (char)c;
	}
	return text;
}

static char *
put_code_point(char *text, uint32_t c)
{
	if (c < 0x80)
		return put_ascii(text, c);
	if (c >= 0xd800 && c <= 0xdfff)
		return put_hex(text, c);
	return text + tg_utf8_encode(text, c);
}

/* A byte that begins no valid character stands as U+DC80 to U+DCFF. */
static char *
put_byte_string(char *text, const unsigned char *p, size_t size)
{
	size_t n;

	while (size > 0 && p[size - 1] == 0)
		size--;
	for (size_t i = 0; i < size; i += n) {
		uint32_t c;

		n = tg_utf8_decode(&c, (const char *)p + i, size - i);
		text = put_code_point(text, n > 0 ? c : 0xdc00 | c);
		n += n == 0;
	}
	return text;
}

static uint32_t
load_code_point(const unsigned char *p, bool big_endian)
{
	uint32_t a = p[0], b = p[1], c = p[2], d = p[3];

	if (big_endian)
		return a << 24 | b << 16 | c << 8 | d;
	return d << 24 | c << 16 | b << 8 | a;
}

/* Print a TG_UNICODE of size bytes; NULL if it holds no valid code point. */
static char *
put_unicode_string(
	char *text, const unsigned char *p, size_t size, bool big_endian)
{
	size_t n = size / 4;

	while (n > 0 && load_code_point(p + 4 * (n - 1), big_endian) == 0)
		n--;
	for (size_t i = 0; i < n; i++) {
		uint32_t c = load_code_point(p + 4 * i, big_endian);

		if (c > CODE_POINT_MAX)
			return NULL;
		text = put_code_point(text, c);
	}
	return text;
}

size_t
tg_value_print_string(
	char *text, const struct tg_dtype *dtype, const void *element)
{
	char *end = text;

	*end++ = '"';
	end = dtype->type == TG_BYTES
		? put_byte_string(end, element, dtype->size)
		: put_unicode_string(
			  end, element, dtype->size, dtype->big_endian);
	if (end == NULL)
		return 0;
	*end++ = '"';
	return (size_t)(end - text);
}
