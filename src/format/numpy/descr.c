/*
 * Translates between NumPy's names for dtypes ("descr", such as <f4) and those
 * of this program. Dtypes that have no name here, such as dates and records,
 * are moved as bytes without meaning, and their descr is written as it was
 * read. See "The array interface" in NumPy's reference for the type strings.
 */
#include "format/numpy/descr.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

/* Find the dtype of NumPy's letter and number of bytes, as in f4. */
static bool
find_type(struct tg_dtype *dtype, char kind, uint64_t bytes)
{
	static const struct {
		char kind;
		unsigned bytes;
		enum tg_type type;
	} types[] = {
		{ 'b', 1, TG_BOOL },
		{ 'i', 1, TG_INT8 },
		{ 'i', 2, TG_INT16 },
		{ 'i', 4, TG_INT32 },
		{ 'i', 8, TG_INT64 },
		{ 'u', 1, TG_UINT8 },
		{ 'u', 2, TG_UINT16 },
		{ 'u', 4, TG_UINT32 },
		{ 'u', 8, TG_UINT64 },
		{ 'f', 2, TG_FLOAT16 },
		{ 'f', 4, TG_FLOAT32 },
		{ 'f', 8, TG_FLOAT64 },
		{ 'c', 8, TG_COMPLEX64 },
		{ 'c', 16, TG_COMPLEX128 },
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i].kind == kind && types[i].bytes == bytes) {
			*dtype = tg_dtype_of(types[i].type);
			return true;
		}
	return false;
}

static bool
refuse_descr(const char *text, size_t len, const char *why, struct tg_err *err)
{
	return tg_fail(err, TG_EDATA, TG_NOPOS, "dtype %.*s %s",
		(int)tg_utf8_cut(text, len, 60), text, why);
}

/* True for a unit of time, "[ns]" or "[25us]", or nothing. */
static bool
is_unit(const char *p, const char *end)
{
	static const char *const units[] = { "Y", "M", "W", "D", "h", "m", "s",
		"ms", "us", "ns", "ps", "fs", "as", "generic" };

	if (p == end)
		return true;
	if (*p++ != '[' || p == end || *--end != ']')
		return false;
	while (p < end && isdigit((unsigned char)*p))
		p++;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strlen(units[i]) == (size_t)(end - p) &&
			memcmp(units[i], p, (size_t)(end - p)) == 0)
			return true;
	return false;
}

/* True if NumPy has such a type; p .. end stands behind its number of bytes. */
static bool
is_known(char kind, uint64_t bytes, const char *p, const char *end)
{
	struct tg_dtype ignored;

	if (kind == 'M' || kind == 'm')
		return bytes == 8 && is_unit(p, end);
	if (p < end)
		return false;
	/* long double of C, whose size depends on the machine */
	if ((kind == 'f' && (bytes == 12 || bytes == 16)) ||
		(kind == 'c' && (bytes == 24 || bytes == 32)))
		return true;
	return strchr("SaUV", kind) != NULL || find_type(&ignored, kind, bytes);
}

/* Parse a type string, "<f4" or "|S3" or "<M8[ns]"; len may be 0. */
static bool
parse_typestr(struct tg_dtype *dtype, const char *text, size_t len,
	struct tg_err *err)
{
	const char *p = text, *end = text + len;
	/* a NUL is in every string, as strchr sees it */
	char order = len > 0 && *p != '\0' && strchr("<>|=", *p) != NULL ? *p++
									 : '=';
	char kind = p < end ? *p++ : '\0';
	uint64_t bytes = 0;

	if (kind == 'O')
		return refuse_descr(text, len,
			"holds Python objects, which "
			"only unpickling could read: it could run any code",
			err);
	for (; p < end && isdigit((unsigned char)*p); p++)
		if (bytes < (1u << 30))
			bytes = bytes * 10 + (uint64_t)(*p - '0');
	if (kind == 'U')
		bytes *= 4;
	if (kind == '\0' || strchr("biufcSaUVMm", kind) == NULL)
		return refuse_descr(text, len, "is not known", err);
	if (bytes == 0 || bytes >= 1u << 30)
		return refuse_descr(
			text, len, "has elements of no usable size", err);
	if (!is_known(kind, bytes, p, end))
		return refuse_descr(text, len, "is not known", err);
	if (!find_type(dtype, kind, bytes))
		*dtype = (struct tg_dtype){
			.type = kind == 'U'                  ? TG_UNICODE
				: kind == 'S' || kind == 'a' ? TG_BYTES
							     : TG_OPAQUE,
			.size = (unsigned)bytes,
		};
	/* the bytes of an opaque dtype are never reversed */
	dtype->big_endian = dtype->type != TG_OPAQUE &&
		tg_dtype_number_size(dtype) > 1 &&
		(order == '>' || (order == '=' && TG_HOST_BIG_ENDIAN));
	return true;
}

/* Parse the next field of a record: how many bytes it has, subarray included. */
static bool
parse_field(struct tg_literal *l, uint64_t *bytes)
{
	struct tg_dtype dtype;
	struct tg_shape shape = { 0 };
	const char *text;
	size_t len;
	int64_t n = 1;

	if (!tg_literal_next(l, '('))
		return tg_literal_bad(l,
			"a field belongs here, only flat records are "
			"read");
	if (tg_literal_next(l, '(')) { /* a pair: title and name */
		if (!tg_literal_string(l, &text, &len) ||
			!tg_literal_next(l, ',') ||
			!tg_literal_string(l, &text, &len) ||
			!tg_literal_next(l, ')'))
			return tg_literal_bad(l, "a field's name belongs here");
	} else if (!tg_literal_string(l, &text, &len)) {
		return false;
	}
	tg_literal_next(l, ',');
	tg_literal_space(l);
	if (l->p == l->end || (*l->p != '\'' && *l->p != '"'))
		return tg_literal_bad(l,
			"a field's type belongs here, only flat records are "
			"read");
	if (!tg_literal_string(l, &text, &len))
		return false;
	if (!parse_typestr(&dtype, text, len, l->err))
		return false;
	if (tg_literal_next(l, ',') && l->p < l->end && *l->p != ')') {
		tg_literal_space(l);
		if (l->p < l->end && *l->p == '(' &&
			!tg_literal_tuple(l, &shape))
			return false;
	}
	if (!tg_literal_next(l, ')'))
		return tg_literal_bad(l, "a field is not closed");
	if (!tg_shape_numel(&shape, &n) ||
		__builtin_mul_overflow(
			(uint64_t)n, (uint64_t)dtype.size, bytes))
		return tg_literal_bad(l, "a field is too large");
	return true;
}

static bool
parse_record(struct tg_dtype *dtype, const char *text, size_t len,
	struct tg_err *err)
{
	struct tg_literal l = {
		.p = text,
		.end = text + len,
		.start = text,
		.err = err,
	};
	uint64_t bytes, sum = 0;

	tg_literal_next(&l, '[');
	while (!tg_literal_next(&l, ']')) {
		if (!parse_field(&l, &bytes))
			return false;
		sum += bytes;
		if (sum >= 1u << 30)
			return tg_literal_bad(&l, "a record is too large");
		if (!tg_literal_next(&l, ',') && (l.p == l.end || *l.p != ']'))
			return tg_literal_bad(&l, "a comma or ] belongs here");
	}
	if (sum == 0)
		return tg_literal_bad(&l, "a record has no bytes");
	*dtype = (struct tg_dtype){
		.type = TG_OPAQUE,
		.size = (unsigned)sum,
	};
	return true;
}

bool
tg_npy_descr_parse(struct tg_dtype *dtype, const char *text, size_t len,
	struct tg_err *err)
{
	bool ok = len > 0 && text[0] == '['
		? parse_record(dtype, text, len, err)
		: parse_typestr(dtype, text, len, err);

	/* a position in the descr is none in the file */
	err->pos = TG_NOPOS;
	return ok;
}

bool
tg_npy_descr_print(char *text, size_t room, const struct tg_dtype *dtype,
	struct tg_err *err)
{
	static const char *const codes[] = {
		[TG_BOOL] = "b1",
		[TG_INT8] = "i1",
		[TG_INT16] = "i2",
		[TG_INT32] = "i4",
		[TG_INT64] = "i8",
		[TG_UINT8] = "u1",
		[TG_UINT16] = "u2",
		[TG_UINT32] = "u4",
		[TG_UINT64] = "u8",
		[TG_FLOAT16] = "f2",
		[TG_BFLOAT16] = "V2",
		[TG_FLOAT32] = "f4",
		[TG_FLOAT64] = "f8",
		[TG_COMPLEX64] = "c8",
		[TG_COMPLEX128] = "c16",
		[TG_FLOAT8_E4M3FN] = "V1",
		[TG_FLOAT8_E5M2] = "V1",
	};
	char order = dtype->big_endian ? '>' : dtype->size == 1 ? '|' : '<';
	int n;

	if (dtype->type == TG_UNICODE)
		n = snprintf(text, room, "'%cU%u'", order, dtype->size / 4);
	else if (dtype->type == TG_BYTES)
		n = snprintf(text, room, "'|S%u'", dtype->size);
	else if (dtype->type == TG_OPAQUE &&
		strchr("<>|=[", dtype->descr[0]) == NULL)
		/* the name comes from another format, such as F8_E8M0 */
		n = snprintf(text, room, "'|V%u'", dtype->size);
	else if (dtype->type == TG_OPAQUE)
		n = snprintf(text, room, dtype->descr[0] == '[' ? "%s" : "'%s'",
			dtype->descr);
	else if (dtype->type == TG_BFLOAT16 && dtype->big_endian)
		return tg_fail(err, TG_EDATA, TG_NOPOS,
			"NPY has no bfloat16 in big-endian order");
	else if (dtype->type >= TG_FLOAT8_E4M3FN)
		/* as ml_dtypes, which adds these types to NumPy, writes it */
		n = snprintf(text, room, "'<%s'", codes[dtype->type]);
	else
		n = snprintf(text, room, "'%c%s'", order, codes[dtype->type]);
	return (n > 0 && (size_t)n < room) ||
		tg_fail(err, TG_EDATA, TG_NOPOS,
			"the dtype is too long for an NPY header");
}
