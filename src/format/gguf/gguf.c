/*
 * The GGUF format for the table of formats: reads one tensor of a file, and lists
 * all of them. Quantized tensors stay packed in blocks, which are moved as they
 * are. reader.c and header.c read the header, write.c writes files of one tensor,
 * split.c finds the part of a model that has a tensor.
 */
#include "format/gguf/gguf.h"

#include "format/binary.h"

const struct tg_names_limits tg_gguf_names = {
	.room = 1000,
	.longest = TG_GGUF_NAME,
	.dots = true,
	.rest = TG_NAMES_COUNTED,
};

static bool
recognise_gguf(const struct tg_bytes *bytes)
{
	return bytes->len >= 8 && memcmp(bytes->data, TG_GGUF_MAGIC, 4) == 0;
}

static bool
fail_name(const struct tg_gguf *file, const char *name, struct tg_err *err)
{
	struct tg_names names = {
		.wanted = name,
		.limits = &tg_gguf_names,
	};
	char text[TG_GGUF_NAME + 1];

	if (file->n == 0) {
		tg_fail(err, TG_EDATA, TG_NOPOS, "the file holds no tensor");
		tg_err_help(err,
			"if it is the first part of a model, FILE:NAME finds "
			"the part that has NAME");
		return false;
	}
	for (size_t i = 0; i < file->n; i++)
		tg_names_offer(&names, tg_gguf_name(text, &file->entry[i]));
	return tg_names_fail(&names, "tensor", err);
}

static bool
read_gguf(struct tg_tensor *tensor, const struct tg_bytes *bytes,
	const struct tg_read *request, struct tg_err *err)
{
	struct tg_gguf file = { 0 };
	bool ok = tg_gguf_open(&file, bytes, err);
	const struct tg_gguf_entry *entry = NULL;

	if (ok && request->name == NULL && file.n == 1)
		entry = &file.entry[0];
	for (size_t i = 0; ok && request->name != NULL && i < file.n; i++)
		if (tg_gguf_text_is(&file.entry[i].name, request->name))
			entry = &file.entry[i];
	if (ok && entry == NULL)
		ok = fail_name(&file, request->name, err);
	ok = ok && tg_gguf_tensor(tensor, &file, entry, err);
	tg_gguf_close(&file);
	return ok;
}

static bool
each_gguf(const struct tg_bytes *bytes, const struct tg_visitor *visitor,
	struct tg_err *err)
{
	struct tg_gguf file = { 0 };
	bool ok = tg_gguf_open(&file, bytes, err);
	char name[TG_GGUF_NAME + 1];

	for (size_t i = 0; ok && i < file.n; i++) {
		const struct tg_gguf_entry *entry = &file.entry[i];
		struct tg_tensor tensor = { 0 };

		if (tg_gguf_tensor(&tensor, &file, entry, err))
			ok = visitor->tensor(visitor->context,
				tg_gguf_name(name, entry), &tensor, err);
		else
			ok = tg_visit_unreadable(visitor, err);
	}
	tg_gguf_close(&file);
	return ok;
}

const struct tg_format tg_format_gguf = {
	.name = "gguf",
	.endings = { ".gguf" },
	.named = true,
	.binary = true,
	.redirect = tg_gguf_redirect,
	.recognise = recognise_gguf,
	.needed = tg_gguf_needed,
	.read = read_gguf,
	.each = each_gguf,
	.packs = tg_gguf_packs,
	.prepare = tg_gguf_prepare,
	.head = tg_gguf_head,
	.encode = tg_binary_encode,
	.tail = tg_gguf_tail,
};
