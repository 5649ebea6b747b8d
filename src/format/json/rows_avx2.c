/*
 * Scans rows of JSON numbers with AVX2, on machines that have it. Only the
 * masks of a block of text are made here. What they mean is in rows_template.h,
 * and in compact_template.h for texts without white space.
 */
#include "format/json/rows_state.h"

#ifdef __x86_64__

#include <immintrin.h>

#define BLOCKS  scan_any
#define LINKAGE static
#define TARGET  __attribute__((target("avx2,bmi,popcnt")))

#include "format/json/rows_template.h"

#include "format/json/masks_avx2.h"

static inline TARGET struct masks
read_masks(const unsigned char *p)
{
	__m256i low = _mm256_loadu_si256((const __m256i *)p);
	__m256i high = _mm256_loadu_si256((const __m256i *)(p + 32));

	return (struct masks){
		.number = masks_of_numbers(low, high),
		.comma = mask_of_byte(low, high, ','),
		.open = mask_of_byte(low, high, '['),
		.close = mask_of_byte(low, high, ']'),
		.space = mask_of_bytes(compare_space(low), compare_space(high)),
	};
}

#define COMPACT_BEFORE ','
#include "format/json/compact_template.h"

/*
 * The classes of bytes in a compact text, a bit each. AFTER is none: it marks
 * what follows a comma or [. These bytes may follow each other:
 *
 *	digit   behind a digit - . , [
 *	-       behind , [
 *	.       behind a digit
 *	,       behind a digit ]
 *	[       behind ,
 *	]       behind a digit
 */
enum {
	DIGIT = 1,
	MINUS = 2,
	DOT = 4,
	COMMA = 8,
	OPEN = 16,
	CLOSE = 32,
	AFTER = 128
};

/* What may follow a digit. */
#define NUMBER (DIGIT | DOT | COMMA | CLOSE)

static inline TARGET __m256i
class_of_bytes(__m256i v)
{
	const __m256i low =
		TABLE(DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT,
			DIGIT, DIGIT, 0, OPEN, COMMA, MINUS | CLOSE, DOT, 0);
	const __m256i high = TABLE(0, 0, COMMA | MINUS | DOT, DIGIT, 0,
		OPEN | CLOSE, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

	return lookup(low, high, v);
}

/*
 * The classes that may follow each byte. The low halves of all bytes differ but
 * those of - and ], so the latter gets one bit more.
 */
static inline TARGET __m256i
classes_after_bytes(__m256i v)
{
	const __m256i after = TABLE(NUMBER, NUMBER, NUMBER, NUMBER, NUMBER,
		NUMBER, NUMBER, NUMBER, NUMBER, NUMBER, 0,
		(char)(AFTER | DIGIT | MINUS),
		(char)(AFTER | DIGIT | MINUS | OPEN), DIGIT, DIGIT, COMMA);
	const __m256i bit =
		_mm256_and_si256(_mm256_srli_epi16(v, 5), _mm256_set1_epi8(2));

	return _mm256_shuffle_epi8(after, _mm256_or_si256(v, bit));
}

/* Half a block; in each mask the top bit of a byte counts. */
struct compact_half {
	__m256i digit, after, odd;
};

static inline TARGET struct compact_half
read_compact_half(const unsigned char *p, __m256i v)
{
	const __m256i class = class_of_bytes(v);
	const __m256i after = classes_after_bytes(
		_mm256_loadu_si256((const __m256i *)(p - 1)));
	const __m256i digit = _mm256_cmpeq_epi8(class, _mm256_set1_epi8(DIGIT));

	return (struct compact_half){ digit, after,
		compare_odd(p, class, after, digit) };
}

/* Rows are parted by ],[ and nothing else has brackets. */
static inline TARGET struct compact_block
read_compact(const unsigned char *p, enum tg_text_syntax syntax,
	struct compact_carries *c)
{
	const __m256i low = _mm256_loadu_si256((const __m256i *)p);
	const __m256i high = _mm256_loadu_si256((const __m256i *)(p + 32));
	const struct compact_half a = read_compact_half(p, low);
	const struct compact_half b = read_compact_half(p + 32, high);
	const uint64_t open = mask_of_byte(low, high, '[');
	const uint64_t close = mask_of_byte(low, high, ']');
	const bool odd =
		_mm256_movemask_epi8(_mm256_or_si256(a.odd, b.odd)) != 0;
	const struct compact_block block = {
		.digit = mask_of_bytes(a.digit, b.digit),
		.dot = mask_of_byte(low, high, '.'),
		.starts = mask_of_bytes(a.after, b.after) & ~open,
		.firsts = open << 1 | c->first,
		.odd = odd | ((close << 2 | c->close) != open),
	};

	(void)syntax;
	c->first = open >> 63;
	c->close = close >> 62;
	return block;
}

TARGET void
tg_json_rows_avx2(struct tg_json_rows_state *s)
{
	if (s->rows->ndim <= 2)
		scan_compact(s);
	scan_any(s);
}

#endif
