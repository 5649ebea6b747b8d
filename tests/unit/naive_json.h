#ifndef NAIVE_JSON_H
#define NAIVE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NAIVE_NDIM 64

struct naive_item {
	size_t at, end;
	int64_t value; /* of an index; INT64_MAX stands for all above, too */
};

/*
 * What tgather should make of a JSON text, found byte by byte with nothing of
 * its code: RFC 8259, the literals NaN, Infinity and -Infinity, a byte order
 * mark; an array is a tensor if it is nested to one depth, with rows of one
 * length.
 *
 *   in    text, len; index: elements must be integers
 *   out   ok, shape and items; else bad is the byte the error should name
 *         object: the text is one, of which only its syntax was judged
 */
struct naive_tensor {
	const unsigned char *text;
	size_t len;
	bool index;

	bool ok, object;
	size_t bad;
	int ndim;
	int64_t size[NAIVE_NDIM];
	struct naive_item *item;
	size_t n, capacity;
};

/* item is used again by the next text, until it is freed. */
void naive_read(struct naive_tensor *tensor);

/* As an editor counts: lines and characters from 1, the mark is none. */
void naive_line_column(const struct naive_tensor *tensor, size_t pos,
	size_t *line, size_t *column);

#endif
