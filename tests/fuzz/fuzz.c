/*
 * What all targets share: their table, the state in which each call begins, and
 * what must hold of every error, whatever the bytes are.
 */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/harmless.h"
#include "base/isa.h"
#include "base/memory_limit.h"
#include "base/threads.h"
#include "cli/print_error.h"

const struct fuzz_target fuzz_targets[] = {
	{ "json", fuzz_json },
	{ "raw", fuzz_raw },
	{ "npy", fuzz_npy },
	{ "npz", fuzz_npz },
	{ "pt", fuzz_pt },
	{ "safetensors", fuzz_safetensors },
	{ "gguf", fuzz_gguf },
	{ "shards", fuzz_shards },
	{ "vectors", fuzz_vectors },
	{ "idx", fuzz_idx },
	{ "onnx", fuzz_onnx },
	{ "options", fuzz_options },
	{ "call", fuzz_call },
	{ "stream", fuzz_stream },
	{ "pieces", fuzz_pieces },
	{ "text", fuzz_text },
	{ "window", fuzz_window },
	{ "gzip", fuzz_gzip },
	{ NULL, NULL },
};

/* Small, so that no large buffers are made for small files. */
#define PIECE 4096

/* A machine of this size has room for all that a small file may want. */
#define MEMORY ((uint64_t)1 << 32)

/* The input itself has the text that a NULL would print as. */
static bool said_null;

const struct fuzz_target *
fuzz_target_by_name(const char *name)
{
	for (const struct fuzz_target *t = fuzz_targets; t->name != NULL; t++)
		if (strcmp(t->name, name) == 0)
			return t;
	return NULL;
}

void
fuzz_run(
	const struct fuzz_target *target, const unsigned char *data, size_t len)
{
	int isa = TG_ISA_COUNT - 1;

	while (!tg_isa_supported((enum tg_isa)isa))
		isa--;
	fuzz_require(tg_isa_choose(tg_isa_name((enum tg_isa)isa), NULL),
		"an instruction set cannot be chosen");
	tg_threads_limit(1);
	tg_threads_set_piece(PIECE);
	tg_memory_limit_set(MEMORY);
	said_null = len > 0 && memmem(data, len, "(null)", 6) != NULL;
	target->run(data, len);
}

void
fuzz_require(bool ok, const char *what)
{
	if (ok)
		return;
	dprintf(2, "fuzz: %s\n", what);
	abort();
}

void
fuzz_bytes(struct tg_bytes *bytes, const void *data, size_t len)
{
	unsigned char *copy = malloc(len + TG_PADDING);

	fuzz_require(copy != NULL, "no memory");
	if (len > 0)
		memcpy(copy, data, len);
	memset(copy + len, 0, TG_PADDING);
	*bytes = (struct tg_bytes){
		.name = "file", .data = copy, .len = len, .base = copy
	};
}

void
fuzz_append(struct tg_buffer *out, const void *data, size_t len)
{
	fuzz_require(tg_buffer_append(out, data, len, NULL), "no memory");
}

char *
fuzz_string(const unsigned char *data, size_t len)
{
	char *text = malloc(len + 1);

	fuzz_require(text != NULL, "no memory");
	memcpy(text, data, len);
	text[len] = '\0';
	return text;
}

/*
 * True if what is printed of an error is lines of UTF-8, and nothing that a
 * terminal would obey.
 */
static bool
is_printable(const struct tg_err *err,
	void (*print)(FILE *to, const struct tg_err *err))
{
	static FILE *to;
	static char *text;
	static size_t len;
	size_t n;

	if (to == NULL)
		to = open_memstream(&text, &len);
	fuzz_require(to != NULL && fseek(to, 0, SEEK_SET) == 0, "no memory");
	print(to, err);
	n = (size_t)ftell(to);
	fuzz_require(fflush(to) == 0 && n <= len, "no memory");
	for (size_t i = 0; i < n;) {
		size_t m = tg_harmless_length(text + i, n - i);

		if (m == 0 && text[i] != '\n')
			return false;
		i += m > 0 ? m : 1;
	}
	return n > 0 && text[n - 1] == '\n';
}

void
fuzz_error(const struct tg_err *err, size_t len, bool usage)
{
	if (err->code == TG_ESYS || (err->code == TG_EUSAGE && !usage))
		dprintf(2, "fuzz: %d: %s: %s\n", (int)err->code, err->where,
			err->what);
	fuzz_require(err->code == TG_EDATA || (usage && err->code == TG_EUSAGE),
		"an error of another kind");
	fuzz_require(err->what[0] != '\0', "an error without a message");
	fuzz_require(said_null || strstr(err->what, "(null)") == NULL,
		"a null in a message");
	fuzz_require(err->pos == TG_NOPOS || err->pos <= len,
		"an error outside the file");
	fuzz_require(is_printable(err, tg_cli_print_error),
		"a message that is no text");
	fuzz_require(is_printable(err, tg_cli_print_error_json),
		"a message that is no line of JSON");
}
