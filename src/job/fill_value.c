/*
 * Reads the value of --fill, which the result gets where an index means no
 * element. It becomes an element like those of input, so that it is copied and
 * encoded like one.
 */
#include "job/fill_value.h"

#include <stdio.h>

#include "io/bytes.h"
#include "format/json/token.h"
#include "tensor/value.h"

/* Fail, and say what --fill has to be. */
static bool
refuse_fill_value(const char *text, bool pair, struct tg_err *err)
{
	tg_fail(err, TG_EUSAGE, TG_NOPOS, "\"%s\" is not %s", text,
		pair ? "a number or a pair [re,im]" : "a JSON scalar");
	tg_err_where_option(err, "--fill");
	if (!pair)
		tg_err_help(err,
			"a number, NaN, true, null, or a string in "
			"quotes of its own: --fill '\"x\"'");
	return false;
}

/*
 * The spelling in JSON, as Python writes it, of a value that may be spelled as
 * in C and NumPy.
 */
static const char *
json_spelling(const char *text)
{
	static const char *const spellings[][2] = {
		{ "nan", "NaN" },
		{ "inf", "Infinity" },
		{ "+inf", "Infinity" },
		{ "-inf", "-Infinity" },
	};

	for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++)
		if (strcmp(text, spellings[i][0]) == 0)
			return spellings[i][1];
	return text;
}

/* Write a complex value as elements are written: two numbers and a comma. */
static void
write_complex_pair(struct tg_fill_value *fill, const char *text)
{
	size_t len = strlen(text);

	if (text[0] == '[' && text[len - 1] == ']')
		sprintf((char *)fill->text, "%.*s", (int)len - 2, text + 1);
	else
		sprintf((char *)fill->text, "%s,0", text);
}

/* True if the text is n scalars with commas between them and nothing else. */
static bool
are_scalars(const struct tg_fill_value *fill, int n, unsigned *classes)
{
	const struct tg_json json = {
		.text = fill->text,
		.len = strlen((const char *)fill->text),
	};
	const unsigned char *p = json.text;

	for (int i = 0; i < n; i++) {
		if (*p == '[' || *p == '{' ||
			!tg_json_skip(&json, &p, classes, NULL))
			return false;
		if (i + 1 < n && *p++ != ',')
			return false;
		if (n > 1)
			p = tg_json_space(p);
	}
	return *p == '\0';
}

bool
tg_fill_value_read(struct tg_fill_value *fill, const char *text,
	struct tg_tensor *input, struct tg_err *err)
{
	const bool is_text = input->dtype.type == TG_TEXT;
	const struct tg_dtype dtype = input->dtype.packing != NULL
		? tg_dtype_of(TG_FLOAT32)
		: input->dtype;
	const bool pair = (is_text && input->text->pairs) ||
		tg_dtype_is_complex(&input->dtype);
	const unsigned others = TG_CLASS_BOOL | TG_CLASS_NULL |
		TG_CLASS_STRING | TG_CLASS_OBJECT;
	unsigned classes = 0;

	if (!is_text || pair)
		text = json_spelling(text);
	fill->text = calloc(1, strlen(text) + 3 + TG_PADDING);
	if (fill->text == NULL)
		return tg_fail_memory(err, "the fill value");
	if (pair)
		write_complex_pair(fill, text);
	else
		strcpy((char *)fill->text, text);
	if (!are_scalars(fill, pair ? 2 : 1, &classes) ||
		(pair && classes & others))
		return refuse_fill_value(text, pair, err);
	if (is_text) {
		memset(fill->element, 0xFF, sizeof(fill->element));
		input->text->fill = fill->text;
		input->text->fill_classes = classes;
		return true;
	}
	if (tg_value_parse(fill->element, &dtype, (const char *)fill->text,
		    strlen((char *)fill->text), err))
		return true;
	tg_err_where_option(err, "--fill");
	return false;
}

void
tg_fill_value_free(struct tg_fill_value *fill)
{
	free(fill->text);
	memset(fill, 0, sizeof(*fill));
}
