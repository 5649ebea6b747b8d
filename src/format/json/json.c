/*
 * The format JSON: reads a tensor from a JSON document, and lists the functions
 * of this folder that write one. Elements stay text, so that a gather writes
 * them exactly as they were.
 */
#include <stdlib.h>

#include "format/format.h"
#include "format/json/arrival.h"
#include "format/json/chunks.h"
#include "format/json/envelope.h"
#include "format/json/list.h"
#include "format/json/table.h"
#include "format/json/write.h"

/*
 * Help if the first byte belongs to no text: most likely it is raw data, of
 * which what is not yet said is asked for.
 */
static void
help_with_raw_data(const struct tg_json *json, const struct tg_read *request,
	bool index, struct tg_err *err)
{
	const char *prefix = index ? "index-" : "";
	unsigned char c = json->text[0];

	if (err->pos != 0 || json->len == 0 || (c >= 0x20 && c < 0x7F))
		return;
	if (request->shape != NULL && request->dtype != NULL)
		tg_err_help(err, "if this is raw data: --%s-format raw",
			index ? "index" : "input");
	else if (request->shape != NULL || request->dtype != NULL)
		tg_err_help(err, "if this is raw data, say its --%s%s", prefix,
			request->shape != NULL ? "dtype" : "shape");
	else
		tg_err_help(err,
			"if this is raw data, say its --%sshape and "
			"--%sdtype",
			prefix, prefix);
}

static bool
read_json(struct tg_tensor *tensor, const struct tg_bytes *bytes,
	const struct tg_read *request, struct tg_err *err)
{
	const struct tg_json json = { bytes->data, bytes->len, bytes };
	struct tg_json_found found = { .cast = request->cast };
	const bool index = request->index || request->names;
	bool ok;

	ok = tg_json_document(&json, request, &found, err);
	if (!ok && err->code == TG_EDATA) {
		help_with_raw_data(&json, request, index, err);
		tg_json_help_table(&json, index, err);
	}
	ok = ok && tg_json_tensor(tensor, &json, &found, request, err);
	free(found.scan.items);
	return ok;
}

static bool
open_json_chunks(struct tg_json_chunks *chunks, const struct tg_bytes *bytes,
	const struct tg_read *request, size_t begin, int lead,
	struct tg_json_scan *unit)
{
	const struct tg_json json = { bytes->data, bytes->len, bytes };

	/* that JSON has no header is said where it is read as a whole */
	return request->header == TG_HEADER_UNSAID &&
		tg_json_chunks_open(chunks, &json, begin, lead, unit);
}

static size_t
locate_json_element(const struct tg_tensor *tensor, int64_t k)
{
	if (tensor->text == NULL) /* bytes in base64 */
		return TG_NOPOS;
	return tg_json_find(tensor->text->bytes, tensor->text->begin, k);
}

const struct tg_format tg_format_json = {
	.name = "json",
	.endings = { ".json", ".jsonl" },
	.takes_dtype = true,
	.needed = tg_json_needed,
	.read = read_json,
	.open_chunks = open_json_chunks,
	.each = tg_json_each,
	.locate = locate_json_element,
	.prepare = tg_json_prepare,
	.encode = tg_json_encode,
	.tail = tg_json_tail,
};
