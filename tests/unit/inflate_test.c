/*
 * Compares the fast way to inflate a member with zlib's: data of all kinds is
 * deflated in all ways that zlib has, and spoilt. What the fast way takes must
 * be what zlib makes of it, unless the data has codes that deflate reserves.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "format/zip/inflate.h"
#include "random_text.h"
#include "tap.h"

#define ROUNDS 4000

/* The most bytes that are deflated, and room for what is made of them. */
#define MOST 40000
#define ROOM (2 * MOST)

struct member {
	unsigned char content[MOST], packed[ROOM];
	size_t len, npacked;
};

/* Bytes with repetitions in them, near ones and far ones. */
static void
fill_content(struct member *m)
{
	const unsigned values = 1 + random_below(256);

	m->len = random_below(random_below(4) == 0 ? MOST : 300);
	for (size_t i = 0; i < m->len; i++) {
		const size_t back = 1 + random_below(MOST);

		m->content[i] = back <= i && random_below(8) > 0
			? m->content[i - back]
			: (unsigned char)random_below(values);
	}
}

static bool
deflate_content(struct member *m)
{
	static const int strategies[] = { Z_DEFAULT_STRATEGY, Z_FILTERED,
		Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED };
	z_stream stream = { 0 };
	bool ok = deflateInit2(&stream, (int)random_below(10), Z_DEFLATED,
			  -9 - (int)random_below(7), 1 + (int)random_below(9),
			  strategies[random_below(5)]) == Z_OK;

	stream.next_in = m->content;
	stream.avail_in = (uInt)m->len;
	stream.next_out = m->packed;
	stream.avail_out = ROOM;
	ok = ok && deflate(&stream, Z_FINISH) == Z_STREAM_END;
	m->npacked = stream.total_out;
	deflateEnd(&stream);
	return ok;
}

/* Memory of just so many bytes, behind which sanitizers look. */
static unsigned char *
exactly(size_t len)
{
	unsigned char *memory = malloc(len > 0 ? len : 1);

	if (memory == NULL)
		abort();
	return memory;
}

/*
 * Inflate to len bytes in both ways. *taken says whether the fast way did;
 * false if the two then differ.
 */
static bool
ways_agree(const struct member *m, size_t len, bool *taken)
{
	unsigned char *from = exactly(m->npacked);
	unsigned char *fast = exactly(len), *slow = exactly(len);
	uint32_t crc, slow_crc;
	bool ok;

	memcpy(from, m->packed, m->npacked);
	*taken = tg_inflate_whole(fast, len, from, m->npacked, &crc);
	ok = !*taken ||
		tg_inflate(slow, len, from, m->npacked, &slow_crc) !=
			TG_INFLATED ||
		(crc == slow_crc && memcmp(fast, slow, len) == 0 &&
			crc == crc32(0, fast, (uInt)len));
	free(from);
	free(fast);
	free(slow);
	return ok;
}

/* What is as it was written is taken in its own length, and in no other. */
static bool
takes_whole(const struct member *m)
{
	bool taken, longer, shorter = false;

	return ways_agree(m, m->len, &taken) && taken &&
		ways_agree(m, m->len + 1, &longer) && !longer &&
		(m->len == 0 ||
			(ways_agree(m, m->len - 1, &shorter) && !shorter));
}

static bool
survives_spoiling(struct member *m)
{
	bool taken;

	for (unsigned n = 1 + random_below(3); n > 0; n--)
		m->packed[random_below((unsigned)m->npacked)] ^=
			(unsigned char)(1 << random_below(8));
	if (random_below(4) == 0)
		m->npacked = random_below((unsigned)m->npacked);
	return ways_agree(m, m->len, &taken);
}

int
main(void)
{
	static struct member m;
	bool whole = true, spoilt = true;

	random_begin(1);
	for (int i = 0; i < ROUNDS; i++) {
		fill_content(&m);
		if (!deflate_content(&m) || !takes_whole(&m))
			whole = false;
		else if (!survives_spoiling(&m))
			spoilt = false;
	}
	if (tap_asked("inflate-whole"))
		tap_ok(whole, "inflate-whole");
	if (tap_asked("inflate-spoilt"))
		tap_ok(spoilt, "inflate-spoilt");
	return tap_end();
}
