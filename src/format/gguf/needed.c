/*
 * How long a GGUF file is, told from its header, for a source that may have no
 * end. What is wrong in a header is said when the file is read.
 */
#include "format/gguf/gguf.h"

/* Where the bytes of a tensor end in the data; 0 if that is not known. */
static uint64_t
end_of(const struct tg_gguf_entry *entry)
{
	struct tg_tensor tensor = { .shape = tg_gguf_shape(entry) };
	const char *removed;
	uint64_t size, end;

	if (!tg_gguf_dtype(&tensor.dtype, entry->type, &removed) ||
		!tg_tensor_size(&size, &tensor, NULL) ||
		__builtin_add_overflow(entry->offset, size, &end))
		return 0;
	return end;
}

/* Read a header, and find where its data begins and ends. */
static bool
read_places(struct tg_gguf_reader *r, const struct tg_bytes *bytes,
	uint64_t *start, uint64_t *end, struct tg_err *err)
{
	uint64_t alignment = TG_GGUF_ALIGNMENT;
	struct tg_gguf_entry entry;
	struct tg_gguf_key key;

	*end = 0;
	if (!tg_gguf_begin(r, bytes, err))
		return false;
	for (int64_t i = 0; i < r->nkey; i++)
		if (!tg_gguf_next_key(r, &key, err) ||
			!tg_gguf_alignment(&alignment, &key, err))
			return false;
	for (int64_t i = 0; i < r->ntensor; i++) {
		if (!tg_gguf_next_entry(r, &entry, err))
			return false;
		if (end_of(&entry) > *end)
			*end = end_of(&entry);
	}
	*start = tg_gguf_align((uint64_t)(r->p - r->begin), alignment);
	return true;
}

size_t
tg_gguf_needed(struct tg_watch *watch, const struct tg_bytes *bytes,
	struct tg_err *err)
{
	const size_t magic = sizeof(TG_GGUF_MAGIC) - 1;
	struct tg_gguf_reader r = { 0 };
	uint64_t start, end, needed;

	if (memcmp(bytes->data, TG_GGUF_MAGIC,
		    bytes->len < magic ? bytes->len : magic) != 0)
		return 0;
	/* watch->next is what the last look found to lack */
	if (bytes->len < watch->next)
		return SIZE_MAX;
	if (read_places(&r, bytes, &start, &end, err)) {
		if (__builtin_add_overflow(start, end, &needed) ||
			needed >= SIZE_MAX)
			return 0;
		return needed > bytes->len ? (size_t)needed : bytes->len;
	}
	tg_err_clear(err);
	watch->next = r.lacks;
	return r.lacks > 0 ? SIZE_MAX : 0;
}
