#include "tensor/value.h"

#include "base/utf8.h"
#include "tensor/decimal.h"
#include "tensor/number.h"
#include "tensor/value_bits.h"

/* No message shows more bytes of a token than this. */
#define TOKEN_SHOWN 40

/* A JSON token, its type, and where to complain about them. */
struct token {
	const char *text;
	size_t len;
	const struct tg_dtype *dtype;
	struct tg_err *err;
};

/* Say what is wrong with the token: it, then what, then the type's name. */
__attribute__((cold)) static bool
fail(const struct token *token, const char *what)
{
	const char *name = tg_dtype_name(token->dtype);
	const size_t len = tg_utf8_cut(token->text, token->len, TOKEN_SHOWN);

	return tg_fail(token->err, TG_EDATA, TG_NOPOS, "%.*s%s %s %s", (int)len,
		token->text, len < token->len ? "..." : "", what,
		name + (*name == '>'));
}

static bool
is_token(const struct token *token, const char *literal)
{
	size_t len = strlen(literal);

	return token->len == len && memcmp(token->text, literal, len) == 0;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A number, and none of the literals NaN, Infinity and -Infinity. */
static bool
is_finite(const struct token *token)
{
	size_t sign = token->len > 0 && *token->text == '-';

	return token->len > sign && is_digit(token->text[sign]);
}

/* Add digit * 10^power; false if that is more than a uint64 holds. */
static bool
add_digit(uint64_t *value, uint64_t digit, int64_t power)
{
	return power <= TG_POWER_MAX &&
		!__builtin_mul_overflow(
			digit, tg_power_of_ten[power], &digit) &&
		!__builtin_add_overflow(*value, digit, value);
}

/*
 * The absolute value of an integer in any notation. Each digit counts by its
 * power of ten, and a zero counts nowhere, however far away it stands.
 */
static bool
parse_notation(const struct token *token, bool negative, uint64_t *value)
{
	const char *text = token->text + negative, *stop = text, *point;
	const char *end = token->text + token->len;
	bool fits = true;
	int64_t power;

	while (stop < end && *stop != 'e' && *stop != 'E')
		stop++;
	point = memchr(text, '.', (size_t)(stop - text));
	power = (point != NULL ? point : stop) - text;
	if (stop + 1 < end)
		power += tg_decimal_exponent(stop + 1, end);
	for (*value = 0; text < stop; text++) {
		power -= *text != '.';
		if (*text == '.' || *text == '0')
			continue;
		if (power < 0)
			return fail(
				token, "is not an integer, and the dtype is");
		fits = fits && add_digit(value, (uint64_t)(*text - '0'), power);
	}
	return fits || fail(token, "does not fit");
}

static bool
parse_magnitude(const struct token *token, bool negative, uint64_t *value)
{
	size_t i = negative;

	/* 19 digits fit whatever they are. */
	for (*value = 0; i < token->len && i < 19; i++) {
		if (!is_digit(token->text[i]))
			break;
		*value = *value * 10 + (uint64_t)(token->text[i] - '0');
	}
	return i == token->len || parse_notation(token, negative, value);
}

static bool
parse_integer(void *element, const struct token *token)
{
	unsigned size = token->dtype->size;
	bool is_signed = token->dtype->type <= TG_INT64, negative;
	uint64_t limit = UINT64_MAX >> (64 - 8 * size + is_signed), value;

	if (!is_finite(token))
		return fail(token, "is not an integer, and the dtype is");
	negative = *token->text == '-';
	if (!parse_magnitude(token, negative, &value))
		return false;
	if (negative)
		limit = is_signed ? limit + 1 : 0;
	if (value > limit)
		return fail(token, "does not fit");
	tg_value_store(element, negative ? -value : value, size);
	return true;
}

static bool
parse_bool(void *element, const struct token *token)
{
	bool value = is_token(token, "true") || is_token(token, "1");

	if (!value && !is_token(token, "false") && !is_token(token, "0"))
		return fail(
			token, "is not true, false, 0 or 1, and the dtype is");
	tg_value_store(element, value, 1);
	return true;
}

/* False on overflow. */
static bool
parse_finite(uint64_t *bits, const struct token *token, enum tg_type type)
{
	const char *text = token->text;
	size_t len = token->len;
	unsigned narrow = 0;
	float single = 0;
	double wide = 0;
	bool ok;

	switch (type) {
	case TG_FLOAT64:
		ok = tg_number_parse_f64(text, len, &wide);
		*bits = tg_value_load(&wide, sizeof(wide));
		return ok;
	case TG_FLOAT32:
		ok = tg_number_parse_f32(text, len, &single);
		*bits = tg_value_load(&single, sizeof(single));
		return ok;
	case TG_FLOAT16:
		ok = tg_number_parse_f16(text, len, &narrow);
		break;
	case TG_BFLOAT16:
		ok = tg_number_parse_bf16(text, len, &narrow);
		break;
	case TG_FLOAT8_E4M3FN:
		ok = tg_number_parse_e4m3fn(text, len, &narrow);
		break;
	default:
		ok = tg_number_parse_e5m2(text, len, &narrow);
		break;
	}
	*bits = narrow;
	return ok;
}

/* A float, or one of a complex number's two, of size bytes. */
static bool
parse_float(void *element, const struct token *token, enum tg_type type,
	size_t size)
{
	uint64_t bits = tg_value_special(type);
	bool negative = is_token(token, "-Infinity");

	if (is_finite(token)) {
		if (!parse_finite(&bits, token, type))
			return fail(token, "does not fit");
	} else if (is_token(token, "NaN")) {
		bits |= bits >> 1; /* a quiet one */
	} else if (!negative && !is_token(token, "Infinity")) {
		return fail(token, "is not a number, and the dtype is");
	} else if (!tg_value_has_infinity(type)) {
		return fail(token, "does not fit");
	} else if (negative) {
		bits |= UINT64_C(1) << (8 * size - 1);
	}
	tg_value_store(element, bits, size);
	return true;
}

/* The part of token between two of its bytes, without white space around. */
static struct token
cut(const struct token *token, const char *begin, const char *end)
{
	while (begin < end && strchr(" \t\n\r", *begin))
		begin++;
	while (begin < end && strchr(" \t\n\r", end[-1]))
		end--;
	return (struct token){ begin, (size_t)(end - begin), token->dtype,
		token->err };
}

static bool
parse_complex(void *element, const struct token *token)
{
	const char *comma = memchr(token->text, ',', token->len);
	size_t size = token->dtype->size / 2;
	enum tg_type type = size == 4 ? TG_FLOAT32 : TG_FLOAT64;
	struct token re, im;

	if (comma == NULL || *token->text == '"')
		return fail(
			token, "is not a pair of numbers, and the dtype is");
	re = cut(token, token->text, comma);
	im = cut(token, comma + 1, token->text + token->len);
	return parse_float(element, &re, type, size) &&
		parse_float((char *)element + size, &im, type, size);
}

static bool
parse_any(void *element, const struct token *token)
{
	enum tg_type type = token->dtype->type;

	switch (type) {
	case TG_BOOL:
		return parse_bool(element, token);
	case TG_INT8:
	case TG_INT16:
	case TG_INT32:
	case TG_INT64:
	case TG_UINT8:
	case TG_UINT16:
	case TG_UINT32:
	case TG_UINT64:
		return parse_integer(element, token);
	case TG_COMPLEX64:
	case TG_COMPLEX128:
		return parse_complex(element, token);
	case TG_BYTES:
	case TG_UNICODE:
	case TG_OPAQUE:
		return fail(token, "cannot be converted to");
	default:
		return parse_float(element, token, type, token->dtype->size);
	}
}

bool
tg_value_parse(void *element, const struct tg_dtype *dtype, const char *text,
	size_t len, struct tg_err *err)
{
	const struct token token = { text, len, dtype, err };

	if (!parse_any(element, &token))
		return false;
	if (tg_value_is_swapped(dtype))
		tg_dtype_swap(element, element, 1, dtype);
	return true;
}
