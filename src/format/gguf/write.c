/*
 * Writes GGUF files of one tensor, as ggml writes them: its bytes begin at a
 * multiple of the alignment, and are padded to one. A tensor of a GGUF file takes
 * the keys along that begin with "general.", which say what it is part of; those
 * about a tokenizer, or about how a model was split, would be wrong of it.
 */
#include "format/gguf/gguf.h"

#include <inttypes.h>

#include "base/print.h"
#include "base/utf8.h"
#include "format/binary.h"

bool
tg_gguf_packs(const struct tg_packing *packing)
{
	const struct tg_dtype dtype = { .packing = packing };

	return tg_gguf_type(&dtype) >= 0;
}

static const char *
written_name(const struct tg_encoder *encoder)
{
	return encoder->name != NULL ? encoder->name : "output";
}

static bool
check_written_name(const struct tg_encoder *encoder, struct tg_err *err)
{
	const char *name = written_name(encoder);
	const size_t len = strlen(name);
	size_t n;

	if (len > TG_GGUF_NAME)
		tg_fail(err, TG_ELACK, TG_NOPOS,
			"the tensor's name has %zu bytes, GGUF has room for %d",
			len, TG_GGUF_NAME);
	for (size_t i = 0; i < len && err->code == TG_OK; i += n) {
		n = tg_utf8_length((const unsigned char *)name + i, len - i);
		if (n == 0)
			tg_fail(err, TG_EDATA, TG_NOPOS,
				"the tensor's name is not valid UTF-8");
	}
	if (err->code == TG_OK)
		return true;
	tg_err_where_option(err, "--output");
	return false;
}

bool
tg_gguf_prepare(struct tg_encoder *encoder, struct tg_err *err)
{
	uint64_t size;

	if (!tg_binary_prepare(encoder, err))
		return false;
	encoder->dtype.big_endian = false;
	if (tg_gguf_type(&encoder->dtype) < 0) {
		tg_fail(err, TG_ETYPE, TG_NOPOS, "GGUF has no dtype %s",
			tg_dtype_name(&encoder->dtype));
		tg_err_help(err, "NPY has: -o NAME.npy");
		return false;
	}
	if (encoder->shape.ndim > TG_GGUF_NDIM) {
		tg_fail(err, TG_ESHAPE, TG_NOPOS,
			"the result has %d dimensions, GGUF has at most %d",
			encoder->shape.ndim, TG_GGUF_NDIM);
		tg_err_help(err, "--output-shape gives it another shape");
		return false;
	}
	return tg_binary_size(encoder, &size, err) &&
		check_written_name(encoder, err);
}

static void
print_number(struct tg_printed *to, uint64_t value, int n)
{
	unsigned char bytes[8];

	for (int i = 0; i < n; i++)
		bytes[i] = (unsigned char)(value >> 8 * i);
	tg_print_bytes(to, (const char *)bytes, (size_t)n);
}

/* Padding to larger multiples would be longer than what anybody writes. */
#define ALIGNMENT_MAX 65536

/* True for a key that the result takes along. */
static bool
is_kept(const struct tg_gguf_key *key, uint64_t alignment)
{
	static const char kept[] = "general.";

	if (tg_gguf_text_is(&key->name, TG_GGUF_ALIGNMENT_KEY))
		return alignment <= ALIGNMENT_MAX;
	return key->name.len >= sizeof(kept) - 1 &&
		memcmp(key->name.text, kept, sizeof(kept) - 1) == 0;
}

/*
 * Print the keys that the result takes along, or only count them if to is NULL.
 * The header was read before, so that nothing in it is wrong.
 */
static uint64_t
print_kept_keys(struct tg_printed *to, const struct tg_encoder *encoder,
	uint64_t *alignment)
{
	struct tg_gguf_reader r;
	struct tg_gguf_key key;
	uint64_t n = 0;

	*alignment = TG_GGUF_ALIGNMENT;
	if (!encoder->same_format || encoder->source == NULL ||
		!tg_gguf_begin(&r, encoder->source, NULL))
		return 0;
	for (int64_t i = 0; i < r.nkey; i++) {
		if (!tg_gguf_next_key(&r, &key, NULL) ||
			!tg_gguf_alignment(alignment, &key, NULL))
			break;
		if (!is_kept(&key, *alignment))
			continue;
		n++;
		if (to != NULL)
			tg_print_bytes(to, (const char *)key.begin,
				(size_t)(key.end - key.begin));
	}
	if (*alignment > ALIGNMENT_MAX)
		*alignment = TG_GGUF_ALIGNMENT;
	return n;
}

bool
tg_gguf_head(const struct tg_encoder *encoder, struct tg_buffer *out,
	struct tg_err *err)
{
	const char *name = written_name(encoder);
	const struct tg_shape *shape = &encoder->shape;
	struct tg_printed head = { 0 };
	uint64_t alignment;
	bool ok;

	tg_print_text(&head, TG_GGUF_MAGIC);
	print_number(&head, TG_GGUF_VERSION, 4);
	print_number(&head, 1, 8);
	print_number(&head, print_kept_keys(NULL, encoder, &alignment), 8);
	print_kept_keys(&head, encoder, &alignment);
	print_number(&head, strlen(name), 8);
	tg_print_text(&head, name);
	print_number(&head, (uint64_t)shape->ndim, 4);
	for (int i = shape->ndim; i-- > 0;)
		print_number(&head, (uint64_t)shape->size[i], 8);
	print_number(&head, (uint64_t)tg_gguf_type(&encoder->dtype), 4);
	print_number(&head, 0, 8);
	while (!head.failed && head.len % alignment != 0)
		tg_print_char(&head, '\0');
	ok = head.failed ? tg_fail_memory(err, "a header")
			 : tg_buffer_append(out, head.text, head.len, err);
	tg_printed_free(&head);
	return ok;
}

bool
tg_gguf_tail(const struct tg_encoder *encoder, struct tg_buffer *out,
	struct tg_err *err)
{
	uint64_t alignment, padding, size;

	print_kept_keys(NULL, encoder, &alignment);
	if (!tg_binary_size(encoder, &size, err))
		return false;
	padding = tg_gguf_align(size, alignment) - size;
	if (!tg_buffer_reserve(out, (size_t)padding, err))
		return false;
	/* where there is none, out may have no memory */
	if (padding > 0)
		memset(out->data + out->len, 0, (size_t)padding);
	out->len += (size_t)padding;
	return true;
}
