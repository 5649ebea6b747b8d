/*
 * The dtypes that tgather knows, with every name that people and files call
 * them by. One table holds them all, so that options, file formats and messages
 * agree on what a name means.
 */
#include "tensor/dtype.h"

#include <stdint.h>
#include <string.h>

#include "base/nearest.h"
#include "base/utf8.h"
#include "tensor/packing.h"

enum kind {
	BOOLEAN,
	INTEGER,
	FLOAT,
	COMPLEX,
};

/* A message shows at most so many bytes of a wrong name. */
#define NAME_SHOWN 64

/*
 * Every name of every type. The brief names count bits, NumPy's codes count
 * bytes, so that i8 and u8 are ambiguous: see find_type_by_name.
 */
static const struct row {
	enum kind kind;
	unsigned size;
	const char *marked; /* the mark for big-endian, then its name */
	const char *code;   /* NumPy's code: kind and bytes */
	const char *brief;  /* as Rust writes it: kind and bits */
	const char *tag;    /* the name in safetensors */
	const char *others; /* in KServe, C and MLIR; spaces between them */
	const char *torch;  /* PyTorch's second name, without "torch." */
} rows[] = {
	/* clang-format off */
	[TG_BOOL]     = { BOOLEAN, 1, ">bool",     "b1", "b1",   "BOOL", "",            "" },
	[TG_INT8]     = { INTEGER, 1, ">int8",     "i1", "i8",   "I8",   "INT8",        "" },
	[TG_INT16]    = { INTEGER, 2, ">int16",    "i2", "i16",  "I16",  "INT16 short", "short" },
	[TG_INT32]    = { INTEGER, 4, ">int32",    "i4", "i32",  "I32",  "INT32",       "int" },
	[TG_INT64]    = { INTEGER, 8, ">int64",    "i8", "i64",  "I64",  "INT64",       "long" },
	[TG_UINT8]    = { INTEGER, 1, ">uint8",    "u1", "u8",   "U8",   "UINT8",       "" },
	[TG_UINT16]   = { INTEGER, 2, ">uint16",   "u2", "u16",  "U16",  "UINT16",      "" },
	[TG_UINT32]   = { INTEGER, 4, ">uint32",   "u4", "u32",  "U32",  "UINT32",      "" },
	[TG_UINT64]   = { INTEGER, 8, ">uint64",   "u8", "u64",  "U64",  "UINT64",      "" },
	[TG_FLOAT16]  = { FLOAT,   2, ">float16",  "f2", "f16",  "F16",  "FP16 half",   "half" },
	[TG_BFLOAT16] = { FLOAT,   2, ">bfloat16", "",   "bf16", "BF16", "",            "" },
	[TG_FLOAT32]  = { FLOAT,   4, ">float32",  "f4", "f32",  "F32",  "FP32",        "float" },
	[TG_FLOAT64]  = { FLOAT,   8, ">float64",  "f8", "f64",  "F64",  "FP64 double", "double" },
	[TG_COMPLEX64]  = { COMPLEX, 8,  ">complex64",  "c8",  "c64",  "C64", "",      "cfloat" },
	[TG_COMPLEX128] = { COMPLEX, 16, ">complex128", "c16", "c128", "",    "C128",  "cdouble" },
	[TG_FLOAT8_E4M3FN] = { FLOAT, 1, ">float8_e4m3fn", "", "f8e4m3fn", "F8_E4M3", "f8E4M3FN", "" },
	[TG_FLOAT8_E5M2]   = { FLOAT, 1, ">float8_e5m2",   "", "f8e5m2",   "F8_E5M2", "f8E5M2",   "" },
	[TG_FLOAT8_E4M3FNUZ] = { FLOAT, 1, ">float8_e4m3fnuz", "", "f8e4m3fnuz", "F8_E4M3FNUZ", "f8E4M3FNUZ", "" },
	[TG_FLOAT8_E5M2FNUZ] = { FLOAT, 1, ">float8_e5m2fnuz", "", "f8e5m2fnuz", "F8_E5M2FNUZ", "f8E5M2FNUZ", "" },
	[TG_FLOAT8_E8M0FNU]  = { FLOAT, 1, ">float8_e8m0fnu",  "", "f8e8m0fnu",  "F8_E8M0",     "f8E8M0FNU",  "" },
	/* clang-format on */
};

/* Strings, opaque types and text have no row. */
#define NROWS ((int)(sizeof(rows) / sizeof(rows[0])))

/* Names that are refused, since people mean different types by them. */
static const struct refused {
	const char *name;
	bool marked; /* true: refused after a byte order mark; false: without */
	const char *say; /* what to write instead */
} refused[] = {
	{ "f", false, "float32 or float64" },
	{ "f8", false, "<f8 or float64 for 8 bytes" },
	{ "float", false, "float32 (torch.float) or float64 (NumPy's float)" },
	{ "float8", false, "float8_e4m3fn or float8_e5m2" },
	{ "complex", false, "complex64 or complex128" },
	{ "int", false, "int32 (torch.int) or int64 (NumPy's int)" },
	{ "uint", false, "uint32 or uint64" },
	{ "long", false, "int64 (torch.long) or int32 (C's on Windows)" },
	/* After a byte order mark it is NumPy's code, which counts bytes. */
	{ "f16", true, "<f2 or float16 for 2 bytes; 16 are not supported" },
};

/* The row of a dtype in the table; NULL if it has none. */
static const struct row *
row_of(const struct tg_dtype *dtype)
{
	return (int)dtype->type < NROWS ? &rows[dtype->type] : NULL;
}

static bool
is_kind(const struct tg_dtype *dtype, enum kind kind)
{
	const struct row *row = row_of(dtype);

	return row != NULL && row->kind == kind;
}

struct tg_dtype
tg_dtype_of(enum tg_type type)
{
	unsigned size = rows[type].size;

	return (struct tg_dtype){
		.type = type,
		.size = size,
		.big_endian = TG_HOST_BIG_ENDIAN && size > 1,
	};
}

struct tg_dtype
tg_dtype_of_packing(const struct tg_packing *packing)
{
	return (struct tg_dtype){
		.type = TG_OPAQUE,
		.size = packing->size,
		.descr = packing->name,
		.packing = packing,
	};
}

int64_t
tg_dtype_pack(const struct tg_dtype *dtype)
{
	return dtype->packing != NULL ? dtype->packing->elements : 1;
}

const char *
tg_dtype_choice(size_t i)
{
	return i < NROWS ? rows[i].marked + 1 : NULL;
}

static int
find_by_numpy_code(const char *name)
{
	for (int i = 0; i < NROWS; i++)
		if (strcmp(name, rows[i].code) == 0)
			return i;
	return -1;
}

/* True if word is in list, whose words have spaces between them. */
static bool
has_word(const char *list, const char *word)
{
	size_t len = strlen(word), n;

	for (; *list != '\0'; list += n + (list[n] != '\0')) {
		n = strcspn(list, " ");
		if (n == len && memcmp(list, word, len) == 0)
			return true;
	}
	return false;
}

static int
find_by_other_name(const char *name)
{
	for (int i = 0; i < NROWS; i++)
		if (strcmp(name, rows[i].marked + 1) == 0 ||
			strcmp(name, rows[i].brief) == 0 ||
			strcmp(name, rows[i].tag) == 0 ||
			has_word(rows[i].others, name))
			return i;
	return -1;
}

static int
find_by_torch_name(const char *name)
{
	for (int i = 0; i < NROWS; i++)
		if (strcmp(name, rows[i].marked + 1) == 0 ||
			strcmp(name, rows[i].torch) == 0)
			return i;
	return -1;
}

/* True if two texts are equal but for the case of letters. */
static bool
same_letters(const char *a, const char *b, size_t len)
{
	for (; len > 0; a++, b++, len--)
		if (*a != *b &&
			((*a ^ *b) != 0x20 || (*a | 0x20) < 'a' ||
				(*a | 0x20) > 'z'))
			return false;
	return true;
}

/* True if a word of a list is text of len bytes, in any case. */
static bool
has_word_in_any_case(const char *list, const char *text, size_t len)
{
	size_t n;

	for (; *list != '\0'; list += n + (list[n] != '\0')) {
		n = strcspn(list, " ");
		if (n == len && same_letters(list, text, len))
			return true;
	}
	return false;
}

/*
 * The type that a server means: DT_FLOAT (TensorFlow), TYPE_FP32 (Triton),
 * tensor(float) (ONNX), Float32, fp32. FLOAT is a type of its own only behind
 * the prefixes: alone, people mean two by it.
 */
static int
find_by_server_name(const char *name)
{
	static const char *const prefixes[] = { "DT_", "TYPE_", "tensor(" };
	size_t len = strlen(name);
	bool bare = true;

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		const size_t n = strlen(prefixes[i]);

		if (len <= n || memcmp(name, prefixes[i], n) != 0)
			continue;
		name += n;
		len -= n;
		bare = false;
		if (i == 2 && name[--len] != ')')
			return -1;
		break;
	}
	if (!bare && len == 5 && same_letters(name, "float", len))
		return TG_FLOAT32;
	for (int i = 0; i < NROWS && len > 3; i++)
		if (has_word_in_any_case(rows[i].marked + 1, name, len) ||
			has_word_in_any_case(rows[i].others, name, len) ||
			(!bare && has_word_in_any_case(rows[i].tag, name, len)))
			return i;
	return -1;
}

/*
 * The type that has a name, or -1. After a byte order mark i8 is NumPy's code,
 * of 8 bytes; without a mark it has 8 bits.
 */
static int
find_type_by_name(const char *name, bool marked)
{
	int found;

	if (strncmp(name, "torch.", 6) == 0 && name[6] != '\0')
		return find_by_torch_name(name + 6);
	found = marked ? find_by_numpy_code(name) : find_by_other_name(name);
	if (found < 0)
		found = marked ? find_by_other_name(name)
			       : find_by_numpy_code(name);
	if (found < 0 && !marked)
		found = find_by_server_name(name);
	return found;
}

static bool
fail_unknown_dtype(const char *whole, const char *name, struct tg_err *err)
{
	struct tg_nearest nearest = { .word = name };
	char list[TG_CHOICES_TEXT];

	if (strncmp(name, "torch.", 6) == 0)
		nearest.word += 6;
	for (size_t i = 0; tg_dtype_choice(i) != NULL; i++)
		tg_nearest_offer(&nearest, tg_dtype_choice(i));
	/* Too many brief names are near to one letter and a digit. */
	for (int i = 0; i < NROWS && strlen(name) > 2; i++)
		tg_nearest_offer(&nearest, rows[i].brief);
	tg_fail(err, TG_EUSAGE, TG_NOPOS, "unknown dtype \"%.*s\"",
		(int)tg_utf8_cut(whole, strlen(whole), NAME_SHOWN), whole);
	if (nearest.best != NULL)
		tg_err_help(err, "did you mean %s?", nearest.best);
	else
		tg_err_help(err, "the dtypes are %s",
			tg_choices_list(list, tg_dtype_choice));
	return false;
}

static const struct refused *
find_refused(const char *name, bool marked)
{
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		if (refused[i].marked == marked &&
			strcmp(name, refused[i].name) == 0)
			return &refused[i];
	return NULL;
}

bool
tg_dtype_parse(struct tg_dtype *dtype, const char *name, struct tg_err *err)
{
	char mark = *name != '\0' && strchr("<>=|", *name) ? *name : '\0';
	const char *rest = name + (mark != '\0');
	const struct refused *no = find_refused(rest, mark != '\0');
	int found = -1;

	if (no != NULL) {
		tg_fail(err, TG_EUSAGE, TG_NOPOS, "dtype \"%s\" is ambiguous",
			name);
		tg_err_help(err, "say %s", no->say);
		return false;
	}
	if (*rest != '\0')
		found = find_type_by_name(rest, mark != '\0');
	if (found < 0)
		return fail_unknown_dtype(name, rest, err);
	*dtype = tg_dtype_of((enum tg_type)found);
	if (mark != '=')
		dtype->big_endian = mark == '>' && dtype->size > 1;
	return true;
}

const char *
tg_dtype_name(const struct tg_dtype *dtype)
{
	if (dtype->type == TG_TEXT)
		return "JSON";
	if (row_of(dtype) != NULL)
		return row_of(dtype)->marked + !dtype->big_endian;
	if (dtype->descr != NULL)
		return dtype->descr;
	return dtype->type == TG_OPAQUE ? "opaque" : "string";
}

const char *
tg_dtype_tag(const struct tg_dtype *dtype)
{
	const struct row *row = row_of(dtype);

	return row != NULL && row->tag[0] != '\0' ? row->tag : NULL;
}

bool
tg_dtype_of_tag(struct tg_dtype *dtype, const char *tag)
{
	for (int i = 0; i < NROWS; i++)
		if (tag[0] != '\0' && strcmp(rows[i].tag, tag) == 0) {
			*dtype = tg_dtype_of((enum tg_type)i);
			dtype->big_endian = false;
			return true;
		}
	return false;
}

bool
tg_dtype_is_integer(const struct tg_dtype *dtype)
{
	return is_kind(dtype, INTEGER);
}

bool
tg_dtype_is_float(const struct tg_dtype *dtype)
{
	return is_kind(dtype, FLOAT);
}

bool
tg_dtype_is_complex(const struct tg_dtype *dtype)
{
	return is_kind(dtype, COMPLEX);
}

bool
tg_dtype_same_type(const struct tg_dtype *a, const struct tg_dtype *b)
{
	if (a->type != b->type || a->type != TG_OPAQUE)
		return a->type == b->type && a->size == b->size;
	return strcmp(tg_dtype_name(a), tg_dtype_name(b)) == 0;
}

size_t
tg_dtype_number_size(const struct tg_dtype *dtype)
{
	switch (dtype->type) {
	case TG_UNICODE:
		return 4;
	case TG_BYTES:
	case TG_OPAQUE:
		return 1;
	default:
		return tg_dtype_is_complex(dtype) ? dtype->size / 2
						  : dtype->size;
	}
}

/*
 * There is one loop for each width, since compilers make a single load of
 * memcpy only if its size is constant.
 */
/* clang-format off */
#define DEFINE_SWAP(bits)                                                \
static void                                                              \
swap##bits(unsigned char *to, const unsigned char *from, size_t n)       \
{                                                                        \
	uint##bits##_t x;                                                \
                                                                         \
	for (; n > 0; n--) {                                             \
		memcpy(&x, from, sizeof(x));                             \
		x = __builtin_bswap##bits(x);                            \
		memcpy(to, &x, sizeof(x));                               \
		from += sizeof(x);                                       \
		to += sizeof(x);                                         \
	}                                                                \
}
/* clang-format on */

DEFINE_SWAP(16)
DEFINE_SWAP(32)
DEFINE_SWAP(64)

void
tg_dtype_swap(
	void *to, const void *from, size_t n, const struct tg_dtype *dtype)
{
	size_t size = tg_dtype_number_size(dtype);

	n *= dtype->size / size;
	if (size == 8)
		swap64(to, from, n);
	else if (size == 4)
		swap32(to, from, n);
	else if (size == 2)
		swap16(to, from, n);
	else
		memmove(to, from, n);
}
