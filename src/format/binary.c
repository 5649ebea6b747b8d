/*
 * Writes elements as binary numbers, for all formats that hold an array of
 * them: raw, NPY, NPZ and safetensors. Binary elements are copied, or their
 * bytes are reversed; the elements of a JSON text are parsed here, since until
 * then they are only positions in the text.
 */
#include "format/binary.h"

#include "base/utf8.h"
#include "format/infer_dtype.h"
#include "format/json/token.h"
#include "format/text/field.h"
#include "tensor/number.h"

/*
 * Choose the dtype for a JSON tensor, and check that it holds the fill value.
 *
 *   only   the dtype of a format that has no other; NULL: it has others
 */
static bool
prepare_text(struct tg_encoder *encoder, const struct tg_dtype *only,
	struct tg_err *err)
{
	const struct tg_tensor *input = encoder->input;
	const char *fill = (const char *)input->text->fill;
	unsigned char element[16];

	encoder->can_fail = true;
	if (input->text->typed)
		encoder->dtype = input->text->declared;
	else if (only != NULL)
		encoder->dtype = *only;
	else if (!tg_infer_dtype(&encoder->dtype, input, err))
		return false;
	if (fill == NULL ||
		tg_value_parse(
			element, &encoder->dtype, fill, strlen(fill), err))
		return true;
	tg_err_where_option(err, "--fill");
	return false;
}

bool
tg_binary_prepare(struct tg_encoder *encoder, struct tg_err *err)
{
	const struct tg_tensor *input = encoder->input;

	if (input->dtype.type == TG_TEXT)
		return prepare_text(encoder, NULL, err);
	encoder->dtype = input->dtype;
	if (!encoder->same_format)
		encoder->dtype.big_endian = false;
	encoder->verbatim =
		input->dtype.big_endian == encoder->dtype.big_endian;
	return true;
}

bool
tg_binary_prepare_only(struct tg_encoder *encoder, const char *format,
	enum tg_type type, struct tg_err *err)
{
	const struct tg_dtype *input = &encoder->input->dtype;
	struct tg_dtype only = tg_dtype_of(type);

	only.big_endian = false;
	if (input->type == TG_TEXT) {
		if (!prepare_text(encoder, &only, err))
			return false;
	} else {
		encoder->dtype = *input;
		encoder->verbatim = input->type == type && !input->big_endian;
	}
	if (encoder->dtype.type == type) {
		encoder->dtype = only;
		return true;
	}
	tg_fail(err, TG_ETYPE, TG_NOPOS, "%s files hold %s, not %s", format,
		tg_dtype_name(&only), tg_dtype_name(&encoder->dtype));
	tg_err_help(err, "NPY files hold any dtype: -o NAME.npy");
	return false;
}

/* A message shows at most so many bytes of an element. */
#define TOKEN_SHOWN 40

/* What tg_value_parse is to be given for the element at p. */
static struct tg_token
element_token(const struct tg_text *text, const unsigned char *p)
{
	const unsigned char *end;

	if (text->syntax != TG_SYNTAX_JSON && p != text->fill)
		return tg_field_token(
			p, tg_field_end(p, text->syntax), text->syntax);
	end = tg_json_element_end(p, text->pairs);
	return (struct tg_token){ .text = (const char *)p,
		.len = (size_t)(end - p) };
}

/* Help if a number does not fit the dtype, with one that holds more. */
static void
help_with_dtype(const struct tg_dtype *dtype, const unsigned char *number,
	struct tg_err *err)
{
	const bool integer = tg_dtype_is_integer(dtype);

	if (!tg_json_is_digit(*number) && *number != '-')
		return;
	if (integer || (tg_dtype_is_float(dtype) && dtype->size < 8))
		tg_err_help(err, "%s",
			!integer
				? "more numbers fit --dtype float64"
				: "fractions and large numbers fit --dtype "
				  "float64, rounded to 53 bits; JSON keeps all "
				  "as they are");
	else if (dtype->type == TG_FLOAT64)
		tg_err_help(err, "JSON keeps all numbers as they are");
}

static bool
parse_element(const struct tg_encoder *e, const unsigned char *element,
	unsigned char *to, struct tg_err *err)
{
	const struct tg_tensor *input = e->input;
	const unsigned char *p = tg_tensor_text(input, element);
	const struct tg_token token = element_token(input->text, p);

	const size_t shown = tg_utf8_cut(token.text, token.len, TOKEN_SHOWN);

	/* a bool looks at the whole of a word, a number only at its beginning */
	if (token.is_word && e->dtype.type != TG_BOOL)
		tg_fail(err, TG_ETYPE, TG_NOPOS,
			"%.*s%s is not a number, and the dtype is %s",
			(int)shown, token.text, shown < token.len ? "..." : "",
			tg_dtype_name(&e->dtype));
	else if (tg_value_parse(to, &e->dtype, token.text, token.len, err))
		return true;
	if (!token.is_word)
		help_with_dtype(&e->dtype, p, err);
	if (p != input->text->fill)
		err->pos = (size_t)(p - input->text->bytes);
	return false;
}

_Static_assert(TG_NUMBER_SHORT <= TG_PADDING, "a text is padded that far");

/* True if an element may be the field of a table that JSON would not have. */
static inline bool
may_be_odd(const struct tg_tensor *input)
{
	return input->text->syntax != TG_SYNTAX_JSON &&
		(input->text->classes & (TG_CLASS_STRING | TG_CLASS_ODD)) != 0;
}

/*
 * The fast way for most elements: a short number that becomes a float in the
 * byte order of this host. False where parse_element has to do it.
 */
static inline bool
parse_short_float(const struct tg_encoder *e, const unsigned char *element,
	unsigned char *to)
{
	const char *p = (const char *)tg_tensor_text(e->input, element);
	double wide;
	float single;

	if (e->dtype.big_endian != TG_HOST_BIG_ENDIAN || may_be_odd(e->input))
		return false;
	if (e->dtype.type == TG_FLOAT64 &&
		tg_number_parse_short_f64(p, &wide)) {
		memcpy(to, &wide, sizeof(wide));
		return true;
	}
	if (e->dtype.type == TG_FLOAT32 &&
		tg_number_parse_short_f32(p, &single)) {
		memcpy(to, &single, sizeof(single));
		return true;
	}
	return false;
}

bool
tg_binary_size(
	const struct tg_encoder *encoder, uint64_t *size, struct tg_err *err)
{
	const struct tg_tensor result = {
		.dtype = encoder->dtype,
		.shape = encoder->shape,
	};

	return tg_tensor_size(size, &result, err);
}

bool
tg_binary_encode(const struct tg_encoder *e, struct tg_elements *elements,
	struct tg_buffer *out, struct tg_err *err)
{
	const struct tg_dtype *from = &e->input->dtype, *to = &e->dtype;
	const unsigned char *element = elements->data;
	const size_t room = TG_BUFFER_FULL - out->len;
	size_t n = elements->n, fetched = 0;
	unsigned char *at;

	if (n > room / to->size + 1)
		n = room / to->size + 1;
	if (!tg_buffer_reserve(out, n * to->size, err))
		return false;
	at = out->data + out->len;
	if (from->type == TG_TEXT) {
		for (size_t i = 0; i < n; i++) {
			tg_tensor_fetch(e->input, element, n, i, &fetched);
			if (!parse_short_float(e, element + i * from->size,
				    at + i * to->size) &&
				!parse_element(e, element + i * from->size,
					at + i * to->size, err))
				return false;
		}
	} else if (e->verbatim) {
		memcpy(at, element, n * to->size);
	} else {
		tg_dtype_swap(at, element, n, to);
	}
	out->len += n * to->size;
	elements->n = n;
	return true;
}
