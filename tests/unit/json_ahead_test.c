/*
 * Reads INPUT and then INDEX of one JSON document, whose text is spoilt between
 * the two, in the key of INDEX. That INDEX is found all the same shows that the
 * document is not walked a second time; that it is not shows that it is.
 */
#include <stdlib.h>
#include <string.h>

#include "format/format.h"
#include "io/bytes.h"
#include "tap.h"

#define ROOM 256

/* A document of which a is INPUT and b INDEX, and what is due. */
struct document {
	const char *name; /* of the case */
	const char *text;
	const char *index;  /* its name */
	bool cast;          /* what INDEX is read with, */
	bool expected_cast; /* and what was expected when INPUT was read */
	bool once;          /* it is walked once */
	int second;         /* the value of INDEX that comes second */
};

static bool
read_tensor(struct tg_tensor *tensor, const struct tg_bytes *bytes,
	const struct tg_read *request)
{
	struct tg_err err = { 0 };

	return tg_format_json.read(tensor, bytes, request, &err);
}

static bool
is_as_due(const struct document *d)
{
	static unsigned char text[ROOM + TG_PADDING];
	const struct tg_bytes bytes = { .data = text, .len = strlen(d->text) };
	struct tg_ahead ahead = { .name = d->index, .cast = d->expected_cast };
	struct tg_read request = { .name = "a", .offset = -1, .ahead = &ahead };
	struct tg_tensor input = { 0 }, index = { 0 };
	bool ok, found;

	memset(text, 0, sizeof(text));
	memcpy(text, d->text, bytes.len);
	ok = read_tensor(&input, &bytes, &request);
	*strstr((char *)text, "\"b\"") = '?';
	request = (struct tg_read){
		.name = d->index,
		.offset = -1,
		.index = true,
		.cast = d->cast,
		.ahead = &ahead,
	};
	found = read_tensor(&index, &bytes, &request);
	ok = ok && found == d->once;
	if (ok && found)
		ok = ahead.kept == NULL && index.shape.ndim == 1 &&
			index.shape.size[0] == 2 &&
			index.dtype.type == TG_INT8 &&
			((const int8_t *)index.data)[1] == d->second;
	tg_tensor_free(&input);
	tg_tensor_free(&index);
	tg_ahead_drop(&ahead);
	return ok;
}

int
main(void)
{
	static const struct document documents[] = {
		{ "INDEX is behind INPUT", "{\"a\":[5,6],\"b\":[0,1]}", "b",
			.once = true, .second = 1 },
		{ "INDEX is before INPUT", "{\"b\":[0,-1],\"a\":[5,6]}", "b",
			.once = true, .second = -1 },
		{ "floats that may be indices", "{\"a\":[5],\"b\":[0,2.0]}",
			"b", .cast = true, .expected_cast = true, .once = true,
			.second = 2 },
		{ "INDEX is read in another way", "{\"a\":[5],\"b\":[0,1]}",
			"b", .cast = true },
		{ "INDEX is no index", "{\"a\":[5],\"b\":[0,null]}",
			.index = "b" },
		{ "two members have its name",
			"{\"b\":[0,0],\"a\":[5],\"b\":[0,1]}", .index = "b" },
		{ "the first of two is no array",
			"{\"b\":7,\"a\":[5],\"b\":[0,1]}", .index = "b" },
		{ "INDEX is deeper", "{\"a\":[5],\"c\":{\"b\":[0,1]}}",
			.index = "b" },
		{ "INDEX is an object", "{\"a\":[5],\"b\":{\"data\":[0,1]}}",
			.index = "b" },
		{ "INDEX has a pointer", "{\"a\":[5],\"b\":[0,1]}",
			.index = "/b" },
	};

	for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++)
		tap_ok(is_as_due(&documents[i]), documents[i].name);
	return tap_end();
}
