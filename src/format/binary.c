/*
 * Writes elements as binary numbers, for all formats that hold an array of
 * them: raw, NPY, NPZ and safetensors. Binary elements are copied, or their
 * bytes are reversed; the elements of a JSON text are parsed here, since until
 * then they are only positions in the text.
 */
#include "format/binary.h"

#include "format/infer_dtype.h"
#include "format/json/token.h"
#include "tensor/number.h"

/* Choose the dtype for a JSON tensor, and check that it holds the fill value. */
static bool
prepare_text(struct tg_encoder *encoder, struct tg_err *err)
{
	const struct tg_tensor *input = encoder->input;
	const char *fill = (const char *)input->text->fill;
	unsigned char element[16];

	encoder->can_fail = true;
	if (input->text->typed)
		encoder->dtype = input->text->declared;
	else if (!tg_infer_dtype(&encoder->dtype, input, err))
		return false;
	if (fill == NULL ||
		tg_value_parse(
			element, &encoder->dtype, fill, strlen(fill), err))
		return true;
	tg_err_where(err, "--fill");
	return false;
}

bool
tg_binary_prepare(struct tg_encoder *encoder, struct tg_err *err)
{
	const struct tg_tensor *input = encoder->input;

	if (input->dtype.type == TG_TEXT)
		return prepare_text(encoder, err);
	encoder->dtype = input->dtype;
	if (!encoder->same_format)
		encoder->dtype.big_endian = false;
	encoder->verbatim =
		input->dtype.big_endian == encoder->dtype.big_endian;
	return true;
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
	const unsigned char *end = tg_json_element_end(p, input->text->pairs);

	if (tg_value_parse(
		    to, &e->dtype, (const char *)p, (size_t)(end - p), err))
		return true;
	help_with_dtype(&e->dtype, p, err);
	if (p != input->text->fill)
		err->pos = (size_t)(p - input->text->bytes);
	return false;
}

_Static_assert(TG_NUMBER_SHORT <= TG_PADDING, "a text is padded that far");

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

	if (e->dtype.big_endian != TG_HOST_BIG_ENDIAN)
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
