/*
 * Remembers what others have seen of a result that is written before it is known
 * to be right. If it then has to be made in another way, it has to begin with
 * just that.
 */
#include "io/seen.h"

/* The sum is FNV-1a, but begins with 0. */
#define PRIME 0x100000001b3

void
tg_seen_add(struct tg_seen *seen, const void *data, size_t len)
{
	const unsigned char *p = data;
	uint64_t sum = seen->sum;

	for (size_t i = 0; i < len; i++)
		sum = (sum ^ (p[i] + 1u)) * PRIME;
	seen->sum = sum;
	seen->len += len;
}

size_t
tg_seen_repeat(const struct tg_seen *seen, struct tg_seen *again,
	const void *data, size_t len)
{
	const uint64_t left = seen->len - again->len;
	const size_t n = left < len ? (size_t)left : len;

	tg_seen_add(again, data, n);
	return n;
}

bool
tg_seen_differ(const struct tg_seen *seen, const struct tg_seen *again)
{
	return seen->len == again->len && seen->sum != again->sum;
}
