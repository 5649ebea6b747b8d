#ifndef TG_IO_SEEN_H
#define TG_IO_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The bytes that others have seen of an output: how many, and a sum that tells
 * them from others. All zero: none.
 */
struct tg_seen {
	uint64_t len;
	uint64_t sum;
};

/* Others see len bytes more. */
void tg_seen_add(struct tg_seen *seen, const void *data, size_t len);

/*
 * tg_seen_repeat - an output that begins again has len bytes more.
 *
 *   again   of what was written again
 *
 * Returns how many of these have been seen, and need not be written. The two are
 * equal if all of the output was seen; see tg_seen_differ.
 */
size_t tg_seen_repeat(const struct tg_seen *seen, struct tg_seen *again,
	const void *data, size_t len);

/* True if as many bytes were written again as were seen, but other ones. */
bool tg_seen_differ(const struct tg_seen *seen, const struct tg_seen *again);

#endif
