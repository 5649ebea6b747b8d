/*
 * Makes masks of a block of text with SSE2, for the files that scan blocks. It
 * is included behind a template, whose number_masks it needs.
 */

/* The bytes of a block of text. */
struct block {
	__m128i v[4];
};

/* The bytes that are c. */
static inline uint64_t
mask_of_byte(const struct block *b, char c)
{
	const __m128i all = _mm_set1_epi8(c);
	uint64_t mask = 0;

#pragma GCC unroll 4
	for (int i = 0; i < 4; i++)
		mask |= (uint64_t)(unsigned)_mm_movemask_epi8(
				_mm_cmpeq_epi8(b->v[i], all))
			<< 16 * i;
	return mask;
}

/* The bytes in the range first .. first + n - 1. */
static inline uint64_t
mask_of_range(const struct block *b, char first, char n)
{
	uint64_t mask = 0;

#pragma GCC unroll 4
	for (int i = 0; i < 4; i++) {
		__m128i d = _mm_sub_epi8(b->v[i], _mm_set1_epi8(first));
		__m128i in = _mm_min_epu8(d, _mm_set1_epi8((char)(n - 1)));

		mask |= (uint64_t)(unsigned)_mm_movemask_epi8(
				_mm_cmpeq_epi8(in, d))
			<< 16 * i;
	}
	return mask;
}

static inline struct block
read_block(const unsigned char *p)
{
	struct block b;

#pragma GCC unroll 4
	for (size_t i = 0; i < 4; i++)
		b.v[i] = _mm_loadu_si128((const __m128i *)(p + 16 * i));
	return b;
}
