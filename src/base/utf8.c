/*
 * Cuts UTF-8 between two characters, for everything that shows a person a part
 * of a text, and writes it for readers of other encodings. What a valid
 * character is stands in utf8.h, inline, since the loops that read tensors of
 * text ask it for every character.
 */
#include "base/utf8.h"

size_t
tg_utf8_cut(const char *text, size_t len, size_t most)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t start = most;

	if (len <= most)
		return len;
	while (start > 0 && most - start < TG_UTF8_MAX - 1 &&
		tg_utf8_continues(p[start]))
		start--;
	/* a character that begins before most and ends behind it */
	if (start < most &&
		tg_utf8_length(p + start, len - start) > most - start)
		return start;
	return most;
}

size_t
tg_utf8_encode(char to[TG_UTF8_MAX], uint32_t c)
{
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

	for (size_t i = n; i-- > 1; c >>= 6)
		to[i] = (char)(0x80 | (c & 0x3F));
	/* the first byte of n has n ones and a zero before its share */
	to[0] = (char)(n == 1 ? c : (0xF00u >> n & 0xFF) | c);
	return n;
}
