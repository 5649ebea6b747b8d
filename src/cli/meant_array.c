/*
 * Writes arrays as JSON that people copy from Python, where NumPy leaves out the
 * commas and PyTorch puts a function around the numbers. Only what is wholly
 * understood is written: numbers, what Python prints for them, and brackets.
 */
#include "cli/meant_array.h"

#include <string.h>

/* What stands before the next element of a list. */
enum before {
	AFTER_OPENING,
	AFTER_VALUE,
	AFTER_COMMA,
};

/* Text that is being written as JSON. */
struct copying {
	const char *at;
	struct tg_printed *json;
	enum before before;
	bool changed; /* JSON has it in another way */
};

static void
skip_blanks(struct copying *c)
{
	c->at += strspn(c->at, " \t\n");
}

static bool
take(struct copying *c, char character)
{
	const bool is = *c->at == character;

	c->at += is;
	return is;
}

/* Copy digits; false if there are none. */
static bool
copy_digits(struct copying *c)
{
	const size_t n = strspn(c->at, "0123456789");

	tg_print_bytes(c->json, c->at, n);
	c->at += n;
	return n > 0;
}

/* Copy what is left of a number behind its sign. NumPy prints 1.0 as "1.". */
static bool
copy_number(struct copying *c)
{
	if (c->at[0] == '0' && strchr("0123456789", c->at[1]) != NULL &&
		c->at[1] != '\0')
		return false;
	if (!copy_digits(c))
		return false;
	if (take(c, '.')) {
		tg_print_char(c->json, '.');
		if (!copy_digits(c)) {
			tg_print_char(c->json, '0');
			c->changed = true;
		}
	}
	if (!take(c, 'e'))
		return true;
	tg_print_char(c->json, 'e');
	if (*c->at == '-' || *c->at == '+')
		tg_print_char(c->json, *c->at++);
	return copy_digits(c);
}

/* True if a value ends here, and is not followed by other letters. */
static bool
ends_value(const struct copying *c)
{
	return *c->at != '\0' && strchr(" \t\n,[]", *c->at) != NULL;
}

/* Copy a word that Python has for a value, or a number. */
static bool
copy_value(struct copying *c)
{
	static const char *const words[][2] = { { "nan", "NaN" },
		{ "inf", "Infinity" }, { "True", "true" },
		{ "False", "false" } };

	if (take(c, '-'))
		tg_print_char(c->json, '-');
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		const size_t len = strlen(words[i][0]);

		if (strncmp(c->at, words[i][0], len) != 0)
			continue;
		tg_print_text(c->json, words[i][1]);
		c->at += len;
		c->changed = true;
		return ends_value(c);
	}
	return copy_number(c) && ends_value(c);
}

/* Begin a value or a list: the comma before it may have been left out. */
static void
begin_element(struct copying *c)
{
	if (c->before != AFTER_VALUE)
		return;
	tg_print_text(c->json, ", ");
	c->changed = true;
}

static bool
copy_array(struct copying *c)
{
	int depth = 0;

	do {
		skip_blanks(c);
		if (take(c, '[')) {
			begin_element(c);
			tg_print_char(c->json, '[');
			c->before = AFTER_OPENING;
			depth++;
		} else if (depth > 0 && c->before != AFTER_COMMA &&
			take(c, ']')) {
			tg_print_char(c->json, ']');
			c->before = AFTER_VALUE;
			depth--;
		} else if (c->before == AFTER_VALUE && take(c, ',')) {
			tg_print_text(c->json, ", ");
			c->before = AFTER_COMMA;
		} else {
			begin_element(c);
			if (depth == 0 || !copy_value(c))
				return false;
			c->before = AFTER_VALUE;
		}
	} while (depth > 0);
	return true;
}

/* The "(" behind the name of a function that makes an array; or NULL. */
static const char *
find_argument(const char *text)
{
	static const char *const makers[] = { "array", "asarray", "tensor",
		"as_tensor", "Tensor", "LongTensor", "IntTensor" };
	const char *end = strchr(text, '('), *name = text;
	size_t len;

	if (end == NULL)
		return NULL;
	for (const char *p = text; p < end; p++)
		if (*p == '.')
			name = p + 1;
	len = (size_t)(end - name);
	for (size_t i = 0; i < sizeof(makers) / sizeof(makers[0]); i++)
		if (strlen(makers[i]) == len &&
			memcmp(makers[i], name, len) == 0)
			return end;
	return NULL;
}

/* Skip what may stand behind an array in the call that makes it, such as
 * ", dtype=int32)"; false if it says more. */
static bool
skip_rest_of_call(struct copying *c)
{
	skip_blanks(c);
	if (take(c, ',')) {
		skip_blanks(c);
		if (strncmp(c->at, "dtype=", 6) != 0 &&
			strncmp(c->at, "device=", 7) != 0)
			return false;
		c->at += strcspn(c->at, "()");
	}
	return take(c, ')') && *c->at == '\0';
}

bool
tg_meant_array(struct tg_printed *json, const char *text)
{
	const char *argument = text[0] == '[' ? NULL : find_argument(text);
	struct copying c = {
		.at = argument != NULL ? argument + 1 : text,
		.json = json,
		.changed = argument != NULL,
	};

	if (!copy_array(&c))
		return false;
	if (argument != NULL && !skip_rest_of_call(&c))
		return false;
	skip_blanks(&c);
	return *c.at == '\0' && c.changed && !json->failed;
}
