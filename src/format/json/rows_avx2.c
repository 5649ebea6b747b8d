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

#include "format/json/compact_template.h"

/*
 * The classes of bytes in a compact text, a bit each. AFTER is none: it marks
 * what follows a comma or [.
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

/* A table that is looked up by the low four bits of each byte. */
#define TABLE(...) _mm256_broadcastsi128_si256(_mm_setr_epi8(__VA_ARGS__))

/* The class of each byte: the bit that the tables of both its halves have. */
static inline TARGET __m256i
class_of_bytes(__m256i v)
{
	const __m256i low =
		TABLE(DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT,
			DIGIT, DIGIT, 0, OPEN, COMMA, MINUS | CLOSE, DOT, 0);
	const __m256i high = TABLE(0, 0, COMMA | MINUS | DOT, DIGIT, 0,
		OPEN | CLOSE, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
	const __m256i half =
		_mm256_and_si256(_mm256_srli_epi16(v, 4), _mm256_set1_epi8(15));

	return _mm256_and_si256(
		_mm256_shuffle_epi8(low, v), _mm256_shuffle_epi8(high, half));
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

/*
 * struct compact_masks with a byte for each byte of half a block. The top bit of
 * the byte is that of the mask.
 */
struct compact_half {
	__m256i digit, dot, open, close, after, odd;
};

static inline TARGET struct compact_half
read_compact_half(const unsigned char *p)
{
	const __m256i v = _mm256_loadu_si256((const __m256i *)p);
	const __m256i before = _mm256_loadu_si256((const __m256i *)(p - 1));
	const __m256i second = _mm256_loadu_si256((const __m256i *)(p - 2));
	const __m256i class = class_of_bytes(v);
	const __m256i after = classes_after_bytes(before);
	const __m256i digit = _mm256_cmpeq_epi8(class, _mm256_set1_epi8(DIGIT));
	const __m256i zero = _mm256_cmpeq_epi8(before, _mm256_set1_epi8('0'));
	/* a zero behind a byte outside this range begins a number */
	const __m256i d = _mm256_sub_epi8(second, _mm256_set1_epi8('.'));
	const __m256i inside = _mm256_cmpeq_epi8(
		_mm256_min_epu8(d, _mm256_set1_epi8('9' - '.')), d);

	return (struct compact_half){
		.digit = digit,
		.dot = _mm256_cmpeq_epi8(v, _mm256_set1_epi8('.')),
		.open = _mm256_cmpeq_epi8(v, _mm256_set1_epi8('[')),
		.close = _mm256_cmpeq_epi8(v, _mm256_set1_epi8(']')),
		.after = after,
		.odd = _mm256_or_si256(
			_mm256_cmpeq_epi8(_mm256_and_si256(class, after),
				_mm256_setzero_si256()),
			_mm256_andnot_si256(
				inside, _mm256_and_si256(zero, digit))),
	};
}

static inline TARGET struct compact_masks
read_compact_masks(const unsigned char *p)
{
	const struct compact_half a = read_compact_half(p);
	const struct compact_half b = read_compact_half(p + 32);

	return (struct compact_masks){
		.digit = mask_of_bytes(a.digit, b.digit),
		.dot = mask_of_bytes(a.dot, b.dot),
		.open = mask_of_bytes(a.open, b.open),
		.close = mask_of_bytes(a.close, b.close),
		.after = mask_of_bytes(a.after, b.after),
		.odd = _mm256_movemask_epi8(_mm256_or_si256(a.odd, b.odd)) != 0,
	};
}

TARGET void
tg_json_rows_avx2(struct tg_json_rows_state *s)
{
	if (s->rows->ndim <= 2)
		scan_compact(s);
	scan_any(s);
}

#endif
