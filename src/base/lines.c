/*
 * Counts the lines of a text that is read only once, for the place of an error
 * that may be found later.
 */
#include "base/lines.h"

#include <stdbool.h>
#include <string.h>

#include "base/utf8.h"

typedef unsigned char lanes __attribute__((vector_size(16)));

/* So many times a lane can count. */
#define LANE_MAX 255

static size_t
sum_lanes(lanes v)
{
	size_t sum = 0;

	for (size_t i = 0; i < sizeof(v); i++)
		sum += v[i];
	return sum;
}

/*
 * Count a byte, several bytes at a time: this has to cost little beside the
 * scan. *ascii becomes false if there is a byte that is no ASCII.
 */
static size_t
count_byte(
	const unsigned char *text, size_t len, unsigned char byte, bool *ascii)
{
	lanes any = { 0 };
	size_t n = 0, i = 0;

	while (len - i >= sizeof(lanes)) {
		lanes found = { 0 };

		for (int k = 0; k < LANE_MAX && len - i >= sizeof(lanes);
			k++, i += sizeof(lanes)) {
			lanes v;

			memcpy(&v, text + i, sizeof(v));
			found -= (lanes)(v == byte);
			any |= v;
		}
		n += sum_lanes(found);
	}
	for (; i < len; i++) {
		n += text[i] == byte;
		any[0] |= text[i];
	}
	*ascii = sum_lanes(any & 0x80) == 0;
	return n;
}

void
tg_lines_count(
	const unsigned char *text, size_t len, size_t *lines, size_t *columns)
{
	size_t from = 0;
	bool ascii;

	*lines = count_byte(text, len, '\n', &ascii);
	if (*lines > 0)
		for (from = len; text[from - 1] != '\n';)
			from--;
	*columns = len - from;
	if (!ascii)
		for (size_t i = from; i < len; i++)
			*columns -= tg_utf8_continues(text[i]);
}

size_t
tg_lines_count_byte(const unsigned char *text, size_t len, unsigned char byte)
{
	bool ascii;

	return count_byte(text, len, byte, &ascii);
}
