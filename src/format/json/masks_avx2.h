/*
 * Makes masks of a block of text with AVX2, for the files that scan blocks. It
 * is included behind a template, whose TARGET and number_masks it needs.
 */

/* One bit for each byte of a block, whose bytes are 0 or 0xFF. */
static inline TARGET uint64_t
mask_of_bytes(__m256i low, __m256i high)
{
	return (uint32_t)_mm256_movemask_epi8(low) |
		(uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

/* The bytes that are c. */
static inline TARGET uint64_t
mask_of_byte(__m256i low, __m256i high, char c)
{
	__m256i all = _mm256_set1_epi8(c);

	return mask_of_bytes(
		_mm256_cmpeq_epi8(low, all), _mm256_cmpeq_epi8(high, all));
}

/* 0xFF for each byte that is a digit, else 0. */
static inline TARGET __m256i
compare_digits(__m256i v)
{
	__m256i d = _mm256_sub_epi8(v, _mm256_set1_epi8('0'));

	return _mm256_cmpeq_epi8(_mm256_min_epu8(d, _mm256_set1_epi8(9)), d);
}

/*
 * 0xFF for each byte that is white space, else 0. The shuffle looks each byte
 * up by its low four bits, and gives 0 for a byte over 127.
 */
static inline TARGET __m256i
compare_space(__m256i v)
{
	const __m256i spaces = _mm256_broadcastsi128_si256(_mm_setr_epi8(
		' ', 0, 0, 0, 0, 0, 0, 0, 0, '\t', '\n', 0, 0, '\r', 0, 0));

	return _mm256_cmpeq_epi8(_mm256_shuffle_epi8(spaces, v), v);
}

static inline TARGET struct number_masks
masks_of_numbers(__m256i low, __m256i high)
{
	return (struct number_masks){
		.digit = mask_of_bytes(
			compare_digits(low), compare_digits(high)),
		.zero = mask_of_byte(low, high, '0'),
		.dot = mask_of_byte(low, high, '.'),
		.minus = mask_of_byte(low, high, '-'),
	};
}

/* A table that is looked up by four bits of each byte, see lookup. */
#define TABLE(...) _mm256_broadcastsi128_si256(_mm_setr_epi8(__VA_ARGS__))

/* What the tables for the low and the high half of each byte both have. */
static inline TARGET __m256i
lookup(__m256i low, __m256i high, __m256i v)
{
	const __m256i half =
		_mm256_and_si256(_mm256_srli_epi16(v, 4), _mm256_set1_epi8(15));

	return _mm256_and_si256(
		_mm256_shuffle_epi8(low, v), _mm256_shuffle_epi8(high, half));
}

/*
 * 0xFF for each byte of a compact text that is not allowed where it is.
 *
 *   class   of each byte, one bit
 *   after   the classes that may follow the byte before
 */
static inline TARGET __m256i
compare_odd(const unsigned char *p, __m256i class, __m256i after, __m256i digit)
{
	const __m256i before = _mm256_loadu_si256((const __m256i *)(p - 1));
	const __m256i second = _mm256_loadu_si256((const __m256i *)(p - 2));
	const __m256i zero = _mm256_cmpeq_epi8(before, _mm256_set1_epi8('0'));
	/* a zero behind a byte outside this range begins a number */
	const __m256i d = _mm256_sub_epi8(second, _mm256_set1_epi8('.'));
	const __m256i inside = _mm256_cmpeq_epi8(
		_mm256_min_epu8(d, _mm256_set1_epi8('9' - '.')), d);

	return _mm256_or_si256(_mm256_cmpeq_epi8(_mm256_and_si256(class, after),
				       _mm256_setzero_si256()),
		_mm256_andnot_si256(inside, _mm256_and_si256(zero, digit)));
}
