/*
 * Scans the numbers of text tables with AVX2, on machines that have it. Only the
 * masks of a block of text are made here. What they mean is in
 * blocks_template.h, and in json/compact_template.h for tables with one
 * separator between two fields.
 */
#include "format/text/blocks.h"

#ifdef __x86_64__

#include <immintrin.h>

#define BLOCKS  scan_any
#define LINKAGE static
#define TARGET  __attribute__((target("avx2,bmi,popcnt")))

#include "format/text/blocks_template.h"
#include "format/json/masks_avx2.h"

static inline TARGET struct masks
read_masks(const unsigned char *p, char first, char second)
{
	__m256i low = _mm256_loadu_si256((const __m256i *)p);
	__m256i high = _mm256_loadu_si256((const __m256i *)(p + 32));

	return (struct masks){
		.number = masks_of_numbers(low, high),
		.separator = mask_of_byte(low, high, first) |
			mask_of_byte(low, high, second),
		.newline = mask_of_byte(low, high, '\n'),
		.cr = mask_of_byte(low, high, '\r'),
	};
}

#define COMPACT_BEFORE '\n'
#include "format/json/compact_template.h"

/*
 * The classes of bytes in a compact table, a bit each. AFTER is none: it marks
 * what follows a separator or a newline, which is - or a digit. Behind - or a
 * point is a digit, and behind a digit anything but -.
 */
enum {
	DIGIT = 1,
	MINUS = 2,
	DOT = 4,
	SEPARATOR = 8,
	NEWLINE = 16,
	AFTER = 128
};

#define NUMBER (DIGIT | DOT | SEPARATOR | NEWLINE)
#define START  (AFTER | DIGIT | MINUS)

/*
 * Tables for lookup: the class of a byte, and the classes that may follow it.
 * zero, nine, comma and blank are what a separator adds for bytes whose low half
 * is that of 0, 9 or a comma, and for those whose high half is 0 or 2.
 */
struct table_lookup {
	unsigned char class[2][16], after[2][16];
};

#define LOOKUP(zero, nine, comma, tab, blank)                                  \
	{                                                                      \
		{ { DIGIT | zero, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT,    \
			  DIGIT, DIGIT, DIGIT | nine, NEWLINE, 0, comma,       \
			  MINUS, DOT },                                        \
			{ NEWLINE | tab, 0, MINUS | DOT | blank, DIGIT } },    \
		{                                                              \
			{ NUMBER | (zero ? START : 0), NUMBER, NUMBER, NUMBER, \
				NUMBER, NUMBER, NUMBER, NUMBER, NUMBER,        \
				NUMBER | (nine ? START : 0), START, 0,         \
				comma ? START : 0, DIGIT, DIGIT },             \
			{                                                      \
				START, 0, START, NUMBER                        \
			}                                                      \
		}                                                              \
	}

static const struct table_lookup lookups[] = {
	[TG_SYNTAX_CSV] = LOOKUP(0, 0, SEPARATOR, 0, SEPARATOR),
	[TG_SYNTAX_TSV] = LOOKUP(0, SEPARATOR, 0, SEPARATOR, 0),
	[TG_SYNTAX_BLANKS] = LOOKUP(SEPARATOR, 0, 0, 0, SEPARATOR),
};

static inline TARGET __m256i
lookup_in(const unsigned char table[2][16], __m256i v)
{
	const __m128i low = _mm_loadu_si128((const __m128i *)table[0]);
	const __m128i high = _mm_loadu_si128((const __m128i *)table[1]);

	return lookup(_mm256_broadcastsi128_si256(low),
		_mm256_broadcastsi128_si256(high), v);
}

/* Half a block; in each mask the top bit of a byte counts. */
struct compact_half {
	__m256i digit, after, odd;
};

static inline TARGET struct compact_half
read_compact_half(
	const unsigned char *p, __m256i v, const struct table_lookup *t)
{
	const __m256i before = _mm256_loadu_si256((const __m256i *)(p - 1));
	const __m256i class = lookup_in(t->class, v);
	const __m256i after = lookup_in(t->after, before);
	const __m256i digit = _mm256_cmpeq_epi8(class, _mm256_set1_epi8(DIGIT));

	return (struct compact_half){ digit, after,
		compare_odd(p, class, after, digit) };
}

static inline TARGET struct compact_block
read_compact(const unsigned char *p, enum tg_text_syntax syntax,
	struct compact_carries *c)
{
	const struct table_lookup *t = &lookups[syntax];
	const __m256i low = _mm256_loadu_si256((const __m256i *)p);
	const __m256i high = _mm256_loadu_si256((const __m256i *)(p + 32));
	const struct compact_half a = read_compact_half(p, low, t);
	const struct compact_half b = read_compact_half(p + 32, high, t);
	const uint64_t newline = mask_of_byte(low, high, '\n');
	const struct compact_block block = {
		.digit = mask_of_bytes(a.digit, b.digit),
		.dot = mask_of_byte(low, high, '.'),
		.starts = mask_of_bytes(a.after, b.after),
		.firsts = newline << 1 | c->first,
		.odd = _mm256_movemask_epi8(_mm256_or_si256(a.odd, b.odd)) != 0,
	};

	c->first = newline >> 63;
	return block;
}

TARGET void
tg_table_blocks_avx2(struct tg_json_rows_state *s)
{
	scan_compact(s);
	scan_any(s);
}

#endif
