/*
 * Reads the header of an NPY file: the literal of a Python dict, which says the
 * dtype, the order and the shape of the elements behind it.
 */
#include "format/numpy/header.h"

#include <string.h>

#include "base/utf8.h"
#include "format/numpy/descr.h"
#include "format/numpy/literal.h"
#include "format/numpy/record_descr.h"

/* What is read of a header, and which of its keys were there. */
struct header {
	struct tg_tensor *tensor;
	bool *fortran;
	bool has_shape, has_order, has_descr;
};

static bool
is_word(const char *text, size_t len, const char *word)
{
	return len == strlen(word) && memcmp(text, word, len) == 0;
}

static bool
parse_boolean(struct tg_literal *l, bool *value)
{
	tg_literal_space(l);
	*value = l->end - l->p >= 4 && memcmp(l->p, "True", 4) == 0;
	if (!*value && (l->end - l->p < 5 || memcmp(l->p, "False", 5) != 0))
		return tg_literal_bad(l, "True or False belongs here");
	l->p += *value ? 4 : 5;
	return true;
}

/* Latin-1 as UTF-8, malloc'ed; NULL without memory. */
static char *
utf8_of_latin1(const char *text, size_t len)
{
	char *copy = malloc(2 * len + 1), *to = copy;

	for (size_t i = 0; copy != NULL && i < len; i++)
		to += tg_utf8_encode(to, (unsigned char)text[i]);
	if (copy != NULL)
		*to = '\0';
	return copy;
}

/* Give the tensor the name of its dtype, in UTF-8. */
static bool
set_descr(struct tg_tensor *tensor, const char *text, size_t len, bool latin1,
	struct tg_err *err)
{
	free(tensor->descr);
	tensor->descr = latin1 ? utf8_of_latin1(text, len) : strndup(text, len);
	tensor->dtype.descr = tensor->descr;
	return tensor->descr != NULL || tg_fail_memory(err, "a dtype");
}

static bool
parse_record(struct tg_literal *l, struct tg_tensor *tensor)
{
	struct tg_printed descr = { 0 };
	bool ok = tg_npy_record_parse(tensor, &descr, l);

	if (ok && descr.failed)
		ok = tg_fail_memory(l->err, "a dtype");
	ok = ok && set_descr(tensor, descr.text, descr.len, l->latin1, l->err);
	tg_printed_free(&descr);
	return ok;
}

static bool
parse_descr(struct tg_literal *l, struct tg_tensor *tensor)
{
	char spelling[TG_NPY_DESCR];
	const char *text;
	size_t len;

	tg_literal_space(l);
	if (l->p < l->end && *l->p == '[')
		return parse_record(l, tensor);
	if (!tg_literal_string(l, &text, &len) ||
		!tg_npy_descr_parse(
			&tensor->dtype, spelling, text, len, l->err))
		return false;
	if (tensor->dtype.size == 0)
		return tg_fail(l->err, TG_ELACK, TG_NOPOS,
			"dtype %s has elements of no usable size", spelling);
	return tensor->dtype.type < TG_BYTES ||
		set_descr(tensor, spelling, strlen(spelling), false, l->err);
}

static bool
parse_dict_entry(struct tg_literal *l, struct header *h)
{
	const char *key;
	size_t len;
	bool *seen;

	if (!tg_literal_string(l, &key, &len))
		return false;
	if (!tg_literal_next(l, ':'))
		return tg_literal_bad(l, "a colon belongs here");
	if (is_word(key, len, "shape")) {
		seen = &h->has_shape;
	} else if (is_word(key, len, "fortran_order")) {
		seen = &h->has_order;
	} else if (is_word(key, len, "descr")) {
		seen = &h->has_descr;
	} else {
		return tg_literal_bad(
			l, "a key other than descr, fortran_order, shape");
	}
	if (*seen)
		return tg_literal_bad(l, "a key stands there twice");
	*seen = true;
	if (seen == &h->has_shape)
		return tg_literal_tuple(l, &h->tensor->shape);
	if (seen == &h->has_order)
		return parse_boolean(l, h->fortran);
	return parse_descr(l, h->tensor);
}

static bool
parse_dict(struct tg_literal *l, struct header *h)
{
	if (!tg_literal_next(l, '{'))
		return tg_literal_bad(l, "a dict belongs here");
	while (!tg_literal_next(l, '}')) {
		if (!parse_dict_entry(l, h))
			return false;
		if (!tg_literal_next(l, ',') &&
			(l->p == l->end || *l->p != '}'))
			return tg_literal_bad(l, "a comma or } belongs here");
	}
	tg_literal_space(l);
	if (l->p < l->end)
		return tg_literal_bad(l, "something stands behind the dict");
	if (!h->has_shape || !h->has_order || !h->has_descr)
		return tg_literal_bad(
			l, "descr, fortran_order or shape is missing");
	return true;
}

bool
tg_npy_header_read(struct tg_tensor *tensor, bool *fortran,
	size_t *begin_of_data, const unsigned char *data, size_t len,
	struct tg_err *err)
{
	struct header h = { .tensor = tensor, .fortran = fortran };
	struct tg_literal l = { .err = err };
	const unsigned char *nul;
	size_t length, begin = TG_NPY_MAGIC_LEN + 2 + 2;

	if (len < begin + 2)
		return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"the NPY header is cut short");
	length = data[8] | (size_t)data[9] << 8;
	if (data[TG_NPY_MAGIC_LEN] >= 2) {
		length |= (size_t)data[10] << 16 | (size_t)data[11] << 24;
		begin += 2;
	}
	if (data[6] < 1 || data[6] > 3 || data[7] != 0)
		return tg_fail(err, TG_ELACK, TG_NOPOS,
			"NPY version %d.%d is not known, only 1.0, 2.0, 3.0",
			data[6], data[7]);
	if (length > TG_NPY_HEADER_MAX)
		return tg_fail(err, TG_ELACK, TG_NOPOS,
			"the NPY header has %zu bytes, no more than %d are "
			"read",
			length, TG_NPY_HEADER_MAX);
	if (length > len - begin)
		return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"the NPY header is cut short");
	nul = memchr(data + begin, '\0', length);
	if (nul != NULL) /* it would cut names, and NumPy reads none either */
		return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"the NPY header has a NUL, byte %td of the file",
			nul - data);
	l.p = l.start = (const char *)data + begin;
	l.end = l.p + length;
	l.position = begin;
	l.latin1 = l.long_sizes = data[TG_NPY_MAGIC_LEN] < 3;
	*begin_of_data = begin + length;
	return parse_dict(&l, &h);
}
