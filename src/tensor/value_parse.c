/*
 * Converts JSON tokens to binary elements, for results in binary formats and
 * for --fill. A value that the dtype cannot hold is an error, which names the
 * value; nothing is cut off or wrapped silently.
 */
#include "tensor/value.h"

#include "base/utf8.h"
#include "tensor/decimal.h"
#include "tensor/number.h"
#include "tensor/value_bits.h"

/* A message shows at most so many bytes of a token. */
#define TOKEN_SHOWN 40

/* A JSON token, the dtype it becomes, and where errors go. */
struct token {
	const char *text;
	size_t len;
	const struct tg_dtype *dtype;
	struct tg_err *err;
};

/* Fail with a message: the token, then what, then the name of the dtype. */
__attribute__((cold)) static bool
fail_token(const struct token *token, const char *what)
{
	const char *name = tg_dtype_name(token->dtype);
	const size_t len = tg_utf8_cut(token->text, token->len, TOKEN_SHOWN);

	tg_fail(token->err, TG_ETYPE, TG_NOPOS, "%.*s%s %s %s", (int)len,
		token->text, len < token->len ? "..." : "", what,
		name + (*name == '>'));
	if (token->len == 4 && memcmp(token->text, "null", 4) == 0)
		tg_err_help(token->err,
			tg_dtype_is_integer(token->dtype) ||
					token->dtype->type == TG_BOOL
				? "a number has to stand for it: "
				  "jq -c '(.. | nulls) |= 0'"
				: "NaN stands for what is missing: "
				  "sed 's/null/NaN/g'");
	return false;
}

static bool
token_is(const struct token *token, const char *literal)
{
	size_t len = strlen(literal);

	return token->len == len && memcmp(token->text, literal, len) == 0;
}

static bool
is_decimal_digit(char c)
{
	return c >= '0' && c <= '9';
}

/*
 * True if the token is a number, not NaN, Infinity or -Infinity. Text tables
 * have numbers that begin with a point, too.
 */
static bool
is_finite_number(const struct token *token)
{
	size_t first = token->len > 0 && *token->text == '-';

	first += token->len > first && token->text[first] == '.';
	return token->len > first && is_decimal_digit(token->text[first]);
}

/* Add digit * 10^power to *value; false if the sum does not fit. */
static bool
add_digit(uint64_t *value, uint64_t digit, int64_t power)
{
	return power <= TG_POWER_MAX &&
		!__builtin_mul_overflow(
			digit, tg_power_of_ten[power], &digit) &&
		!__builtin_add_overflow(*value, digit, value);
}

/*
 * The absolute value of an integer in any notation, such as 3.0 or 3e2. Each
 * digit adds itself times its power of ten. Zeros add nothing, so that there
 * may be any number of them.
 */
static bool
parse_any_notation(const struct token *token, bool negative, uint64_t *value)
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
			return fail_token(
				token, "is not an integer, and the dtype is");
		fits = fits && add_digit(value, (uint64_t)(*text - '0'), power);
	}
	return fits || fail_token(token, "does not fit");
}

/* The absolute value of an integer; most have digits only. */
static bool
parse_magnitude(const struct token *token, bool negative, uint64_t *value)
{
	size_t i = negative;

	/* any 19 digits fit a uint64 */
	for (*value = 0; i < token->len && i < 19; i++) {
		if (!is_decimal_digit(token->text[i]))
			break;
		*value = *value * 10 + (uint64_t)(token->text[i] - '0');
	}
	return i == token->len || parse_any_notation(token, negative, value);
}

static bool
parse_integer_token(void *element, const struct token *token)
{
	unsigned size = token->dtype->size;
	bool is_signed = token->dtype->type <= TG_INT64, negative;
	uint64_t limit = UINT64_MAX >> (64 - 8 * size + is_signed), value;

	if (!is_finite_number(token))
		return fail_token(token, "is not an integer, and the dtype is");
	negative = *token->text == '-';
	if (!parse_magnitude(token, negative, &value))
		return false;
	if (negative)
		limit = is_signed ? limit + 1 : 0;
	if (value > limit)
		return fail_token(token, "does not fit");
	tg_value_store(element, negative ? -value : value, size);
	return true;
}

static bool
parse_bool(void *element, const struct token *token)
{
	bool value = token_is(token, "true") || token_is(token, "1");

	if (!value && !token_is(token, "false") && !token_is(token, "0"))
		return fail_token(
			token, "is not true, false, 0 or 1, and the dtype is");
	tg_value_store(element, value, 1);
	return true;
}

/* The bits of a number in a float type; false on overflow. */
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
	case TG_FLOAT8_E4M3FNUZ:
		ok = tg_number_parse_e4m3fnuz(text, len, &narrow);
		break;
	case TG_FLOAT8_E5M2FNUZ:
		ok = tg_number_parse_e5m2fnuz(text, len, &narrow);
		break;
	default:
		ok = tg_number_parse_e5m2(text, len, &narrow);
		break;
	}
	*bits = narrow;
	return ok;
}

/* Parse a float of size bytes, which may be one part of a complex number. */
static bool
parse_float(void *element, const struct token *token, enum tg_type type,
	size_t size)
{
	const bool one_nan = tg_value_has_one_nan(type);
	uint64_t bits = tg_value_special(type);
	bool negative = token_is(token, "-Infinity");

	/* how numbers between two powers of two are rounded is not agreed on */
	if (type == TG_FLOAT8_E8M0FNU)
		return fail_token(token, "cannot be converted to");
	if (is_finite_number(token)) {
		if (!parse_finite(&bits, token, type))
			return fail_token(token, "does not fit");
		if (one_nan && bits == tg_value_special(type))
			bits = 0; /* there is no negative zero */
	} else if (token_is(token, "NaN")) {
		bits |= one_nan ? 0 : bits >> 1; /* a quiet NaN */
	} else if (!negative && !token_is(token, "Infinity")) {
		return fail_token(token, "is not a number, and the dtype is");
	} else if (!tg_value_has_infinity(type)) {
		return fail_token(token, "does not fit");
	} else if (negative) {
		bits |= UINT64_C(1) << (8 * size - 1);
	}
	tg_value_store(element, bits, size);
	return true;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The part of a token from begin to end, without white space around it. */
static struct token
trimmed_part(const struct token *token, const char *begin, const char *end)
{
	while (begin < end && is_space(*begin))
		begin++;
	while (begin < end && is_space(end[-1]))
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
		return fail_token(
			token, "is not a pair of numbers, and the dtype is");
	re = trimmed_part(token, token->text, comma);
	im = trimmed_part(token, comma + 1, token->text + token->len);
	return parse_float(element, &re, type, size) &&
		parse_float((char *)element + size, &im, type, size);
}

static bool
parse_by_type(void *element, const struct token *token)
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
		return parse_integer_token(element, token);
	case TG_COMPLEX64:
	case TG_COMPLEX128:
		return parse_complex(element, token);
	case TG_BYTES:
	case TG_UNICODE:
	case TG_OPAQUE:
		return fail_token(token, "cannot be converted to");
	default:
		return parse_float(element, token, type, token->dtype->size);
	}
}

bool
tg_value_parse(void *element, const struct tg_dtype *dtype, const char *text,
	size_t len, struct tg_err *err)
{
	const struct token token = { text, len, dtype, err };

	if (!parse_by_type(element, &token))
		return false;
	if (tg_value_is_swapped(dtype))
		tg_dtype_swap(element, element, 1, dtype);
	return true;
}
