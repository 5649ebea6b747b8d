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

/* No element has so many bytes. */
#define SIZE_LIMIT ((uint64_t)1 << 30)

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
	return tg_fail(err, TG_ELACK, TG_NOPOS, "dtype %.*s %s",
		(int)tg_utf8_cut(text, len, 60), text, why);
}

/* A type string, taken apart. */
struct spelling {
	char order; /* one of < > | = */
	char kind;  /* of the array interface: one of biufcSUVMmO, or unknown */
	uint64_t bytes;
	const char *unit; /* of a date, in brackets; may have no bytes */
	size_t unit_len;  /* settle_unit leaves the brackets out */
};

/* NumPy's other names, on 64-bit Linux. */
static const struct {
	const char *name;
	char kind;
	unsigned bytes;
} names[] = {
	/* clang-format off */
	{ "?", 'b', 1 }, { "bool", 'b', 1 }, { "bool_", 'b', 1 },
	{ "bool8", 'b', 1 },
	{ "b", 'i', 1 }, { "byte", 'i', 1 }, { "int8", 'i', 1 },
	{ "h", 'i', 2 }, { "short", 'i', 2 }, { "int16", 'i', 2 },
	{ "i", 'i', 4 }, { "intc", 'i', 4 }, { "int32", 'i', 4 },
	{ "l", 'i', 8 }, { "q", 'i', 8 }, { "p", 'i', 8 }, { "int", 'i', 8 },
	{ "int_", 'i', 8 }, { "int0", 'i', 8 }, { "intp", 'i', 8 },
	{ "long", 'i', 8 }, { "longlong", 'i', 8 }, { "int64", 'i', 8 },
	{ "B", 'u', 1 }, { "ubyte", 'u', 1 }, { "uint8", 'u', 1 },
	{ "H", 'u', 2 }, { "ushort", 'u', 2 }, { "uint16", 'u', 2 },
	{ "I", 'u', 4 }, { "uintc", 'u', 4 }, { "uint32", 'u', 4 },
	{ "L", 'u', 8 }, { "Q", 'u', 8 }, { "P", 'u', 8 }, { "uint", 'u', 8 },
	{ "uint0", 'u', 8 }, { "uintp", 'u', 8 }, { "ulong", 'u', 8 },
	{ "ulonglong", 'u', 8 }, { "uint64", 'u', 8 },
	{ "e", 'f', 2 }, { "half", 'f', 2 }, { "float16", 'f', 2 },
	{ "f", 'f', 4 }, { "single", 'f', 4 }, { "float32", 'f', 4 },
	{ "d", 'f', 8 }, { "double", 'f', 8 }, { "float", 'f', 8 },
	{ "float_", 'f', 8 }, { "float64", 'f', 8 },
	{ "g", 'f', 16 }, { "longdouble", 'f', 16 }, { "longfloat", 'f', 16 },
	{ "float128", 'f', 16 },
	{ "F", 'c', 8 }, { "csingle", 'c', 8 }, { "singlecomplex", 'c', 8 },
	{ "complex64", 'c', 8 },
	{ "D", 'c', 16 }, { "cdouble", 'c', 16 }, { "cfloat", 'c', 16 },
	{ "complex", 'c', 16 }, { "complex_", 'c', 16 },
	{ "complex128", 'c', 16 },
	{ "G", 'c', 32 }, { "clongdouble", 'c', 32 },
	{ "clongfloat", 'c', 32 }, { "longcomplex", 'c', 32 },
	{ "complex256", 'c', 32 },
	{ "c", 'S', 1 },
	{ "S", 'S', 0 }, { "a", 'S', 0 }, { "bytes", 'S', 0 },
	{ "bytes_", 'S', 0 }, { "bytes0", 'S', 0 }, { "string_", 'S', 0 },
	{ "U", 'U', 0 }, { "str", 'U', 0 }, { "str_", 'U', 0 },
	{ "str0", 'U', 0 }, { "unicode", 'U', 0 }, { "unicode_", 'U', 0 },
	{ "V", 'V', 0 }, { "void", 'V', 0 }, { "void0", 'V', 0 },
	{ "M", 'M', 8 }, { "m", 'm', 8 },
	{ "O", 'O', 0 }, { "object", 'O', 0 }, { "object_", 'O', 0 },
	{ "object0", 'O', 0 },
	/* clang-format on */
};

static bool
find_name(struct spelling *s, const char *text, size_t len)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strlen(names[i].name) == len &&
			memcmp(names[i].name, text, len) == 0) {
			s->kind = names[i].kind;
			s->bytes = names[i].bytes;
			return true;
		}
	return false;
}

/*
 * Step over the first part of text if it is that word. NumPy takes dates by
 * these names, with a unit or without.
 */
static bool
skip_word(const char **text, const char *end, const char *word)
{
	const size_t n = strlen(word);

	if ((size_t)(end - *text) < n || memcmp(*text, word, n) != 0)
		return false;
	*text += n;
	return true;
}

/* Take a type string apart; false if it is none at all. */
static bool
take_apart(struct spelling *s, const char *text, size_t len)
{
	const char *p = text, *end = text + len;
	bool date = true;

	*s = (struct spelling){ .order = '=' };
	if (len == 0)
		return false;
	if (memchr("<>|=", *p, 4) != NULL)
		s->order = *p++;
	/* of the names, NumPy lets only letters have a mark */
	if ((p == text || end - p == 1) && find_name(s, p, (size_t)(end - p)))
		return true;
	if (skip_word(&p, end, "datetime64") || skip_word(&p, end, "M8")) {
		s->kind = 'M';
	} else if (skip_word(&p, end, "timedelta64") ||
		skip_word(&p, end, "m8")) {
		s->kind = 'm';
	} else if (p < end && isalpha((unsigned char)*p)) {
		date = false;
		s->kind = *p == 'a' ? 'S' : *p;
		p++;
	}
	if (date) {
		s->bytes = 8;
		s->unit = p;
		s->unit_len = (size_t)(end - p);
		return s->kind != '\0';
	}
	if (p == end)
		return false;
	for (; p < end && isdigit((unsigned char)*p); p++)
		if (s->bytes < SIZE_LIMIT)
			s->bytes = s->bytes * 10 + (uint64_t)(*p - '0');
	if (s->kind == 'U')
		s->bytes *= 4;
	return p == end;
}

/*
 * Check a unit of time, "[ns]" or "[25us]", or nothing, and make it what NumPy
 * writes between brackets: nothing for [generic], and ns for [1ns].
 */
static bool
settle_unit(struct spelling *s)
{
	static const char *const units[] = { "Y", "M", "W", "D", "h", "m", "s",
		"ms", "us", "ns", "ps", "fs", "as", "generic" };
	const char *p = s->unit, *end, *digits;
	size_t n;

	if (s->unit_len == 0)
		return true;
	end = p + s->unit_len;
	if (s->unit_len < 3 || *p++ != '[' || *--end != ']')
		return false;
	digits = p;
	while (p < end && isdigit((unsigned char)*p))
		p++;
	n = (size_t)(p - digits);
	if (n > 9 || (n > 0 && *digits == '0'))
		return false;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strlen(units[i]) == (size_t)(end - p) &&
			memcmp(units[i], p, (size_t)(end - p)) == 0) {
			s->unit = n == 1 && *digits == '1' ? p : digits;
			s->unit_len = (size_t)(end - s->unit);
			if (strcmp(units[i], "generic") == 0)
				s->unit_len = 0;
			return s->unit_len > 0 || n == 0;
		}
	return false;
}

/* True if NumPy has such a type. */
static bool
is_known(const struct spelling *s)
{
	struct tg_dtype ignored;

	if (s->kind == 'M' || s->kind == 'm')
		return s->bytes == 8;
	/* long double of C, whose size depends on the machine */
	if ((s->kind == 'f' && (s->bytes == 12 || s->bytes == 16)) ||
		(s->kind == 'c' && (s->bytes == 24 || s->bytes == 32)))
		return true;
	return strchr("SUV", s->kind) != NULL ||
		find_type(&ignored, s->kind, s->bytes);
}

/* Print a type as NumPy does, or as it stands there if NumPy has none such. */
static void
print_spelling(char to[TG_NPY_DESCR], const struct spelling *s,
	const struct tg_dtype *dtype, const char *text, size_t len)
{
	const bool big =
		s->order == '>' || (s->order == '=' && TG_HOST_BIG_ENDIAN);
	const char order = s->kind == 'S' || s->kind == 'V' ||
			(dtype->size == 1 && s->kind != 'U')
		? '|'
		: big ? '>'
		      : '<';

	/* ml_dtypes' bfloat16 was <V2 */
	if (!is_known(s) || (s->kind == 'V' && text[0] == '<'))
		snprintf(to, TG_NPY_DESCR, "%.*s", (int)len, text);
	else if (s->kind == 'M' || s->kind == 'm')
		snprintf(to, TG_NPY_DESCR,
			s->unit_len > 0 ? "%c%c8[%.*s]" : "%c%c8%.*s", order,
			s->kind, (int)s->unit_len, s->unit);
	else
		snprintf(to, TG_NPY_DESCR, "%c%c%u", order, s->kind,
			s->kind == 'U' ? dtype->size / 4 : dtype->size);
}

static bool
refuse_objects(const char *text, size_t len, struct tg_err *err)
{
	refuse_descr(text, len,
		"holds Python objects, which only unpickling could read: it "
		"could run any code",
		err);
	tg_err_help(err,
		"if you trust the file, save numbers or strings in Python: "
		"a = numpy.load(FILE, allow_pickle=True); "
		"numpy.save(\"new.npy\", numpy.array(a.tolist()), "
		"allow_pickle=False)");
	return false;
}

bool
tg_npy_descr_parse(struct tg_dtype *dtype, char spelling[TG_NPY_DESCR],
	const char *text, size_t len, struct tg_err *err)
{
	struct spelling s;
	bool found = take_apart(&s, text, len);

	if (s.kind == 'O')
		return refuse_objects(text, len, err);
	if (!found || ((s.kind == 'M' || s.kind == 'm') && !settle_unit(&s)))
		return refuse_descr(text, len, "is not known", err);
	if (s.bytes >= SIZE_LIMIT ||
		(s.bytes == 0 && strchr("SUV", s.kind) == NULL))
		return refuse_descr(
			text, len, "has elements of no usable size", err);
	/* whoever says what it is could not say this of its byte order */
	if (!is_known(&s) &&
		(s.order == '>' || s.order == '=' || len >= TG_NPY_DESCR))
		return refuse_descr(text, len, "is not known", err);
	if (!find_type(dtype, s.kind, s.bytes))
		*dtype = (struct tg_dtype){
			.type = s.kind == 'U'   ? TG_UNICODE
				: s.kind == 'S' ? TG_BYTES
						: TG_OPAQUE,
			.size = (unsigned)s.bytes,
		};
	/* the bytes of an opaque dtype are never reversed */
	dtype->big_endian = dtype->type != TG_OPAQUE &&
		tg_dtype_number_size(dtype) > 1 &&
		(s.order == '>' || (s.order == '=' && TG_HOST_BIG_ENDIAN));
	print_spelling(spelling, &s, dtype, text, len);
	return true;
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
		[TG_FLOAT8_E4M3FNUZ] = "V1",
		[TG_FLOAT8_E5M2FNUZ] = "V1",
		[TG_FLOAT8_E8M0FNU] = "V1",
	};
	char order = dtype->big_endian ? '>' : dtype->size == 1 ? '|' : '<';
	int n;

	if (dtype->type == TG_UNICODE)
		n = snprintf(text, room, "'%cU%u'", order, dtype->size / 4);
	else if (dtype->type == TG_BYTES)
		n = snprintf(text, room, "'|S%u'", dtype->size);
	else if (dtype->type == TG_OPAQUE &&
		strchr("<>|=[", dtype->descr[0]) == NULL)
		/* the name comes from another format */
		n = snprintf(text, room, "'|V%u'", dtype->size);
	else if (dtype->type == TG_OPAQUE)
		n = snprintf(text, room, dtype->descr[0] == '[' ? "%s" : "'%s'",
			dtype->descr);
	else if (dtype->type == TG_BFLOAT16 && dtype->big_endian)
		return tg_fail(err, TG_ETYPE, TG_NOPOS,
			"NPY has no bfloat16 in big-endian order");
	else if (dtype->type >= TG_FLOAT8_E4M3FN)
		/* as ml_dtypes, which adds these types to NumPy, writes it */
		n = snprintf(text, room, "'<%s'", codes[dtype->type]);
	else
		n = snprintf(text, room, "'%c%s'", order, codes[dtype->type]);
	return (n > 0 && (size_t)n < room) ||
		tg_fail(err, TG_ELACK, TG_NOPOS,
			"the dtype is too long for an NPY header");
}
