/*
 * Makes masks of a block of text with NEON, for the files that scan blocks. It
 * is included behind a template, whose number_masks it needs.
 */

/* The bytes of a block of text: vector i has byte i of every four. */
struct block {
	uint8x16x4_t v;
};

/*
 * The bytes whose bits are set in c, where every byte has all bits set or none.
 * Each shift puts bits of one vector behind those of another, until each byte
 * has the bits of four bytes of text twice. What is then taken of two bytes is
 * the low half of the one and the high half of the other.
 */
static inline uint64_t
mask_of_bytes(uint8x16x4_t c)
{
	const uint8x16_t low = vsriq_n_u8(c.val[1], c.val[0], 1);
	const uint8x16_t high = vsriq_n_u8(c.val[3], c.val[2], 1);
	const uint8x16_t four = vsriq_n_u8(high, low, 2);
	const uint8x16_t twice = vsriq_n_u8(four, four, 4);
	const uint8x8_t all = vshrn_n_u16(vreinterpretq_u16_u8(twice), 4);

	return vget_lane_u64(vreinterpret_u64_u8(all), 0);
}

/* The bytes that are c. */
static inline uint64_t
mask_of_byte(const struct block *b, char c)
{
	const uint8x16_t all = vdupq_n_u8((unsigned char)c);
	uint8x16x4_t equal;

#pragma GCC unroll 4
	for (int i = 0; i < 4; i++)
		equal.val[i] = vceqq_u8(b->v.val[i], all);
	return mask_of_bytes(equal);
}

/* The bytes in the range first .. first + n - 1. */
static inline uint64_t
mask_of_range(const struct block *b, char first, char n)
{
	uint8x16x4_t in;

#pragma GCC unroll 4
	for (int i = 0; i < 4; i++) {
		const uint8x16_t d =
			vsubq_u8(b->v.val[i], vdupq_n_u8((unsigned char)first));

		in.val[i] = vcltq_u8(d, vdupq_n_u8((unsigned char)n));
	}
	return mask_of_bytes(in);
}

static inline struct block
read_block(const unsigned char *p)
{
	return (struct block){ vld4q_u8(p) };
}
