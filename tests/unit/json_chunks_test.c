/*
 * Cuts random texts of tensors of numbers into chunks of all sizes. As every
 * mistake there only means that the text is scanned from end to end instead,
 * what is looked at is that this is not needed: all chunks are found, and
 * together have the elements and the shape that tg_json_scan_serial finds.
 *
 *	json_chunks_test [N [SEED]]    N random texts, 20000 if not said
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/bytes.h"
#include "base/threads.h"
#include "format/json/chunks.h"
#include "random_text.h"
#include "tap.h"

#define ROOM   20000
#define CHUNKS ROOM

static unsigned char text[ROOM + TG_PADDING];
static struct tg_json_chunk chunk[CHUNKS];
static bool loaded[CHUNKS];
static FILE *file; /* holds the text, too */

static void
put_tensor(struct writer *w, const int64_t *size, int ndim)
{
	if (ndim == 0) {
		put_element(w);
		return;
	}
	put(w, "[");
	for (int64_t i = 0; i < size[0]; i++) {
		put_space(w);
		put_tensor(w, size + 1, ndim - 1);
		put_space(w);
		if (i + 1 < size[0])
			put(w, ",");
	}
	put(w, "]");
}

/* A tensor alone, or as the first member of an object; where it begins. */
static size_t
put_document(struct writer *w)
{
	static const unsigned spaces[] = { 0, 0, 2, 9 };
	const bool member = random_below(3) == 0;
	const int ndim = 1 + (int)random_below(4);
	int64_t size[4];
	size_t begin;

	for (int i = 0; i < ndim; i++)
		size[i] = 1 + random_below(ndim == 1 ? 200 : 6);
	w->space = spaces[random_below(4)];
	w->kind = random_below(4); /* no strings, which may look like a cut */
	put(w, member ? "{\"a\": " : random_below(2) == 0 ? " " : "");
	begin = w->len;
	put_tensor(w, size, ndim);
	put(w,
		member ? ",\"b\":[[1,2],[3,[4]],[5,6],[\"],[\"]],\"c\":0}"
		       : "\n");
	return begin;
}

/* In what the chunks, all of which are loaded, are not the tensor. */
static const char *
compare(struct tg_json_chunks *c, size_t n, int64_t row,
	const struct tg_json_scan *scan)
{
	const uint32_t *item = scan->items;
	struct tg_shape shape;
	size_t done = 0;

	for (size_t k = 0; k < n; k++) {
		const uint32_t *offset;

		if (!loaded[k] && !c->ended)
			return "a chunk is not scanned";
		if (!tg_json_chunks_settle(c, &chunk[k]))
			return "a chunk does not go on";
		if (chunk[k].first != (int64_t)done)
			return "elements are missing";
		if (chunk[k].n % row != 0)
			return "a row is cut";
		offset = chunk[k].rows.items;
		for (int64_t i = 0; i < chunk[k].n; i++, done++)
			if (done == scan->n ||
				chunk[k].at + offset[i] != item[done])
				return "an element is another one";
	}
	if (done != scan->n || c->end != scan->end)
		return "the end is another one";
	if (!tg_json_chunks_shape(c, &shape) ||
		shape.ndim != scan->shape.ndim ||
		memcmp(shape.size, scan->shape.size,
			(size_t)shape.ndim * sizeof(shape.size[0])) != 0)
		return "the shape is another one";
	return NULL;
}

static const char *
cut(const struct tg_json *json, size_t begin, int lead,
	const struct tg_json_scan *scan)
{
	static struct tg_json_chunks c;
	static struct tg_err ignored;
	struct tg_json_scan unit;
	const char *what;
	int64_t row = 1;
	size_t n = 0;

	if (!tg_json_chunks_open(&c, json, begin, lead, &unit))
		return "it is not begun";
	if (lead >= 0 && scan->shape.ndim > 1 &&
		!tg_shape_numel(&unit.shape, &row))
		return "a row has too many elements";
	while (tg_json_chunks_take(&c, &chunk[n])) {
		loaded[n] = tg_json_chunks_load(&c, &chunk[n], &ignored);
		n++;
	}
	what = compare(&c, n, row, scan);
	while (n > 0) {
		tg_json_chunk_free(&chunk[--n]);
		memset(&chunk[n], 0, sizeof(chunk[n]));
	}
	return what;
}

static bool
try_text(uint64_t seed)
{
	struct writer w = { .text = text, .capacity = ROOM };
	struct tg_json json = { .text = text };
	struct tg_json_scan scan = { 0 };
	struct tg_err err = { 0 };
	struct tg_bytes bytes = {
		.name = "text",
		.data = text,
		.mapped = ROOM,
		.fd = fileno(file),
	};
	const char *what = NULL;
	int64_t piece;
	int lead;

	random_begin(seed);
	scan.begin = put_document(&w);
	memset(text + w.len, 0, TG_PADDING);
	json.len = w.len;
	scan.json = json;
	if (!tg_json_scan_serial(&scan, &err)) {
		free(scan.items);
		return true; /* the text was too long */
	}
	piece = 1 + random_below(random_below(2) == 0 ? 40 : 1000);
	lead = (int)random_below((unsigned)scan.shape.ndim + 1) - 1;
	tg_threads_set_piece(piece);
	bytes.len = w.len;
	if (random_below(4) == 0) {
		json.bytes = &bytes;
		if (pwrite(bytes.fd, text, w.len, 0) != (ssize_t)w.len)
			what = "the file cannot be written";
	}
	if (what == NULL)
		what = cut(&json, scan.begin, lead, &scan);
	free(scan.items);
	if (what != NULL)
		printf("# seed %" PRIu64 ", pieces of %" PRId64
		       ", lead %d: %s\n# %.*s\n",
			seed, piece, lead, what, w.len > 400 ? 400 : (int)w.len,
			text);
	return what == NULL;
}

int
main(int argc, char *argv[])
{
	static const char name[] = "chunks of texts that can be cut";
	const uint64_t n = argc > 1 ? strtoull(argv[1], NULL, 10) : 20000;
	const uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
	uint64_t failed = 0;

	file = tmpfile();
	if (file == NULL)
		return 1;
	for (uint64_t i = 0; tap_asked(name) && i < n && failed < 5; i++)
		failed += !try_text(seed + i);
	tap_ok(failed == 0, name);
	return tap_end();
}
