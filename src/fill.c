#include "fill.h"

#include <stdio.h>

#include "bytes.h"
#include "format/json_token.h"
#include "value.h"

/* A complex value as its element is written: two numbers and a comma. */
static void
write_pair(struct tg_fill *fill, const char *text)
{
	size_t len = strlen(text);

	if (text[0] == '[' && len > 1 && text[len - 1] == ']')
		snprintf((char *)fill->text, len + 3, "%.*s", (int)len - 2,
			text + 1);
	else
		snprintf((char *)fill->text, len + 3, "%s,0", text);
}

/* Validate the scalars in the text: one, or two with a comma between. */
static bool
validate(const struct tg_fill *fill, int n, unsigned *classes,
	struct tg_err *err)
{
	const struct tg_json json = { fill->text,
		strlen((const char *)fill->text) };
	const unsigned char *p = json.text;

	for (int i = 0; i < n; i++) {
		if (*p == '[' || *p == '{')
			return tg_fail(err, TG_EDATA, TG_NOPOS,
				"%s is not a scalar", fill->text);
		if (!tg_json_skip(&json, &p, classes, err))
			return false;
		p = tg_json_space(p);
		if (i + 1 < n && *p == ',')
			p = tg_json_space(p + 1);
	}
	if (*p != '\0')
		return tg_json_unexpected(
			&json, p, "the value is complete before it", err);
	return true;
}

bool
tg_fill_make(struct tg_fill *fill, const char *text, struct tg_tensor *input,
	struct tg_err *err)
{
	const bool is_text = input->dtype.type == TG_TEXT;
	const bool pair = input->pairs || tg_dtype_is_complex(&input->dtype);
	unsigned classes = 0;

	fill->text = calloc(1, strlen(text) + 3 + TG_PADDING);
	if (fill->text == NULL)
		return tg_fail_memory(err, "the fill value");
	if (pair)
		write_pair(fill, text);
	else
		strcpy((char *)fill->text, text);
	if (!validate(fill, pair ? 2 : 1, &classes, err)) {
		tg_err_where(err, "--fill");
		return false;
	}
	if (is_text) {
		memset(fill->element, 0xFF, sizeof(fill->element));
		input->fill = fill->text;
		input->classes |= classes;
		return true;
	}
	if (tg_value_parse(fill->element, &input->dtype,
		    (const char *)fill->text, strlen((char *)fill->text), err))
		return true;
	tg_err_where(err, "--fill");
	return false;
}

void
tg_fill_free(struct tg_fill *fill)
{
	free(fill->text);
	memset(fill, 0, sizeof(*fill));
}
