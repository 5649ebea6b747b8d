#ifndef TG_FORMAT_JSON_COPY_SHORT_H
#define TG_FORMAT_JSON_COPY_SHORT_H

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "format/json/token.h"

/*
 * Most elements have fewer bytes than this. It is below TG_PADDING, so that so
 * many bytes can be read from any place in a text.
 */
#define TG_JSON_SHORT 32

#ifdef __SSE2__
/*
 * A bit for each of the 16 bytes that may belong to a number without an
 * exponent: it is in the range from '-' to '9'.
 */
static inline unsigned
tg_json_bytes_of_number(__m128i v)
{
	const __m128i d = _mm_sub_epi8(v, _mm_set1_epi8('-'));
	const __m128i in = _mm_min_epu8(d, _mm_set1_epi8('9' - '-'));

	return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(in, d));
}
#endif

/*
 * Copy the element at p, and return its length; 0 if it is none that is short.
 * TG_JSON_SHORT bytes are written, whatever the length.
 */
static inline size_t
tg_json_copy_short(unsigned char *to, const unsigned char *p)
{
	size_t n;
#ifdef __SSE2__
	const __m128i low = _mm_loadu_si128((const __m128i *)p);
	const __m128i high = _mm_loadu_si128((const __m128i *)(p + 16));
	const unsigned inside = tg_json_bytes_of_number(low) |
		tg_json_bytes_of_number(high) << 16;

	n = (size_t)__builtin_ctzll(~(uint64_t)inside);
	_mm_storeu_si128((__m128i *)to, low);
	_mm_storeu_si128((__m128i *)(to + 16), high);
	if (n > 0 && n < TG_JSON_SHORT && !tg_json_is_letter(p[n]))
		return n;
#endif
	n = (size_t)(tg_json_element_end(p, false) - p);
	if (n > TG_JSON_SHORT)
		return 0;
	memcpy(to, p, TG_JSON_SHORT);
	return n;
}

#endif
