/*
 * The safetensors format for the table of formats: reads one tensor of a file,
 * lists all of them, and writes files of one tensor. header.c and entry.c read
 * the header of a file, index.c the index of a model in several files.
 */
#include "format/safetensors/safetensors.h"

#include <inttypes.h>
#include <stdio.h>

#include "format/binary.h"
#include "base/harmless.h"
#include "format/json/quote.h"
#include "format/json/token.h"
#include "format/names.h"
#include "tensor/packing.h"

/* A header that is written has a multiple of so many bytes, with blanks. */
#define ALIGNMENT 8

/* Add the names to an error: the nearest one, or as many as fit. */
static void
help_names(struct tg_err *err, const struct tg_safetensors *file,
	const char *wanted)
{
	static const struct tg_names_limits limits = {
		.room = 1000,
		.longest = TG_SAFETENSORS_SHOWN - sizeof("..."),
		.dots = true,
		.rest = TG_NAMES_COUNTED,
	};
	struct tg_names names = { .wanted = wanted, .limits = &limits };

	for (size_t i = 0; i < file->n; i++)
		tg_names_offer(&names, file->entry[i].name);
	if (!tg_names_help_nearest(&names, err) && names.n > 0)
		tg_names_help_list(&names, "its tensors are", err);
}

static struct tg_safetensors_entry *
find_entry(
	const struct tg_safetensors *file, const char *name, struct tg_err *err)
{
	char shown[TG_SAFETENSORS_SHOWN];

	if (name == NULL && file->n == 1)
		return &file->entry[0];
	for (size_t i = 0; i < file->n && name != NULL; i++)
		if (strcmp(file->entry[i].name, name) == 0)
			return &file->entry[i];
	if (file->n == 0)
		tg_fail(err, TG_EDATA, TG_NOPOS, "the file holds no tensor");
	else if (name == NULL)
		tg_fail(err, TG_ENAME, TG_NOPOS,
			"the file holds %zu tensors: name the one that is "
			"meant, as FILE:NAME",
			file->n);
	else
		tg_fail(err, TG_ENAME, TG_NOPOS,
			"the file holds no tensor \"%s\"",
			tg_harmless(shown, sizeof(shown), name));
	help_names(err, file, name);
	return NULL;
}

static bool
read_safetensors(struct tg_tensor *tensor, const struct tg_bytes *bytes,
	const struct tg_read *request, struct tg_err *err)
{
	struct tg_safetensors file = { 0 };
	struct tg_safetensors_entry *entry;
	bool ok = false;

	if (request->offset >= 0)
		return tg_fail(err, TG_EDATA, TG_NOPOS,
			"an offset is for raw data, this is safetensors");
	if (!tg_safetensors_open(&file, bytes, err))
		goto done;
	entry = find_entry(&file, request->name, err);
	if (entry == NULL)
		goto done;
	ok = tg_safetensors_tensor(tensor, &file, entry, err);
done:
	tg_safetensors_close(&file);
	return ok;
}

static bool
each_safetensors(const struct tg_bytes *bytes, const struct tg_visitor *visitor,
	struct tg_err *err)
{
	struct tg_safetensors file = { 0 };
	bool ok = tg_safetensors_open(&file, bytes, err);

	for (size_t i = 0; ok && i < file.n; i++) {
		struct tg_tensor tensor = { 0 };

		if (tg_safetensors_tensor(&tensor, &file, &file.entry[i], err))
			ok = visitor->tensor(visitor->context,
				file.entry[i].name, &tensor, err);
		else
			ok = tg_visit_unreadable(visitor, err);
	}
	tg_safetensors_close(&file);
	return ok;
}

static const char *
written_name(const struct tg_encoder *encoder)
{
	return encoder->name != NULL ? encoder->name : "output";
}

/* What the dtype of a result is called; NULL: safetensors has none. */
static const char *
written_tag(const struct tg_dtype *dtype)
{
	return dtype->packing != NULL ? dtype->packing->name
				      : tg_dtype_tag(dtype);
}

/* Check that the name is UTF-8, as a header is; an argument is any bytes. */
static bool
check_written_name(const struct tg_encoder *encoder, struct tg_err *err)
{
	const char *name = written_name(encoder);
	static const char padding[TG_PADDING];
	struct tg_printed key = { 0 };
	const unsigned char *p;
	unsigned classes = 0;
	struct tg_json json;
	bool ok;

	if (strcmp(name, TG_SAFETENSORS_METADATA) == 0)
		return tg_fail(err, TG_ENAME, TG_NOPOS,
			"in safetensors no tensor is "
			"named " TG_SAFETENSORS_METADATA);
	tg_json_print_string(&key, name);
	tg_print_bytes(&key, padding, sizeof(padding));
	if (key.failed) {
		ok = tg_fail_memory(err, "a name");
	} else {
		p = (const unsigned char *)key.text;
		json = (struct tg_json){ .text = p,
			.len = key.len - sizeof(padding) };
		ok = tg_json_skip(&json, &p, &classes, err);
		err->pos = TG_NOPOS;
		if (!ok)
			tg_safetensors_about(err, "the tensor's name: ");
	}
	tg_printed_free(&key);
	return ok;
}

static bool
prepare_safetensors(struct tg_encoder *encoder, struct tg_err *err)
{
	uint64_t size;

	if (!tg_binary_prepare(encoder, err))
		return false;
	encoder->dtype.big_endian = false;
	if (written_tag(&encoder->dtype) == NULL) {
		tg_fail(err, TG_ETYPE, TG_NOPOS, "safetensors has no dtype %s",
			tg_dtype_name(&encoder->dtype));
		tg_err_help(err, "NPY has: -o NAME.npy");
		return false;
	}
	if (!tg_binary_size(encoder, &size, err))
		return false;
	if (check_written_name(encoder, err))
		return true;
	tg_err_where_option(err, "--output");
	return false;
}

static bool
write_safetensors_head(const struct tg_encoder *encoder, struct tg_buffer *out,
	struct tg_err *err)
{
	struct tg_printed head = { 0 };
	char shape[TG_SHAPE_TEXT];
	unsigned char length[8];
	uint64_t size;
	bool ok;

	if (!tg_binary_size(encoder, &size, err))
		return false;

	tg_print_char(&head, '{');
	tg_json_print_string(&head, written_name(encoder));
	tg_print(&head, ":{\"dtype\":\"%s\",\"shape\":%s,",
		written_tag(&encoder->dtype),
		tg_shape_list(shape, encoder->shape.size, encoder->shape.ndim,
			"[],"));
	tg_print(&head, "\"data_offsets\":[0,%" PRIu64 "]}}", size);
	while (!head.failed && head.len % ALIGNMENT != 0)
		tg_print_char(&head, ' ');
	for (int i = 0; i < 8; i++)
		length[i] = (unsigned char)((uint64_t)head.len >> 8 * i);
	ok = head.failed ? tg_fail_memory(err, "a header")
			 : tg_buffer_append(out, length, sizeof(length), err) &&
			tg_buffer_append(out, head.text, head.len, err);
	tg_printed_free(&head);
	return ok;
}

const struct tg_format tg_format_safetensors = {
	.name = "safetensors",
	.endings = { ".safetensors" },
	.named = true,
	.binary = true,
	.redirect = tg_safetensors_redirect,
	.recognise = tg_safetensors_recognise,
	.needed = tg_safetensors_needed,
	.read = read_safetensors,
	.each = each_safetensors,
	.packs = tg_safetensors_packs,
	.prepare = prepare_safetensors,
	.head = write_safetensors_head,
	.encode = tg_binary_encode,
};
