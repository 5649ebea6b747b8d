#ifndef TG_FORMAT_JSON_COPY_SHORT_H
#define TG_FORMAT_JSON_COPY_SHORT_H

#include "base/isa.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(TG_ISA_HAS_NEON)
#include <arm_neon.h>
#endif

#include "format/json/token.h"

/*
 * Most elements have fewer bytes than this. It is below TG_PADDING, so that so
 * many bytes can be read from any place in a text.
 */
#define TG_JSON_SHORT 32

#if defined(__SSE2__)
#define TG_JSON_COPIES_VECTORS
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

/* Copy 32 bytes; returns how many of them may belong to such a number. */
static inline size_t
tg_json_copy_vectors(unsigned char *to, const unsigned char *p)
{
	const __m128i low = _mm_loadu_si128((const __m128i *)p);
	const __m128i high = _mm_loadu_si128((const __m128i *)(p + 16));
	const unsigned inside = tg_json_bytes_of_number(low) |
		tg_json_bytes_of_number(high) << 16;

	_mm_storeu_si128((__m128i *)to, low);
	_mm_storeu_si128((__m128i *)(to + 16), high);
	return (size_t)__builtin_ctzll(~(uint64_t)inside);
}
#elif defined(TG_ISA_HAS_NEON)
#define TG_JSON_COPIES_VECTORS
/*
 * Four bits for each of the 16 bytes that cannot belong to a number without an
 * exponent: it is outside the range from '-' to '9'.
 */
static inline uint64_t
tg_json_bytes_of_others(uint8x16_t v)
{
	const uint8x16_t d = vsubq_u8(v, vdupq_n_u8('-'));
	const uint8x16_t out = vcgtq_u8(d, vdupq_n_u8('9' - '-'));
	const uint8x8_t half = vshrn_n_u16(vreinterpretq_u16_u8(out), 4);

	return vget_lane_u64(vreinterpret_u64_u8(half), 0);
}

/* Copy 32 bytes; returns how many of them may belong to such a number. */
static inline size_t
tg_json_copy_vectors(unsigned char *to, const unsigned char *p)
{
	const uint8x16_t low = vld1q_u8(p), high = vld1q_u8(p + 16);
	uint64_t others = tg_json_bytes_of_others(low);
	size_t n = 0;

	vst1q_u8(to, low);
	vst1q_u8(to + 16, high);
	if (others == 0) {
		n = 16;
		others = tg_json_bytes_of_others(high);
	}
	return others == 0 ? 32 : n + (size_t)__builtin_ctzll(others) / 4;
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
#ifdef TG_JSON_COPIES_VECTORS

	n = tg_json_copy_vectors(to, p);
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
