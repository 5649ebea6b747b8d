/*
 * Turns the call in a pickle that would rebuild a tensor into that tensor: its
 * dtype, shape, strides, and the bytes of its storage. The arguments are those
 * of _rebuild_tensor_v2 and _rebuild_tensor_v3 in torch/_utils.py. All numbers
 * are checked against the size of the storage before an element is touched.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "format/torch/pt.h"

/*
 * The arguments of _rebuild_tensor_v2 and _rebuild_tensor_v3, in order; those of
 * _rebuild_tensor are the first four.
 */
enum {
	STORAGE,
	OFFSET,
	SIZE,
	STRIDE,
	REQUIRES_GRAD,
	HOOKS,
	V2_METADATA,
	V3_DTYPE = V2_METADATA,
	V3_METADATA,
};

/* The items of a storage's id that matter here, in order. */
enum {
	ID_WORD,
	ID_CLASS,
	ID_KEY,
};

static const struct {
	const char *class;
	enum tg_type type;
} storages[] = {
	{ "FloatStorage", TG_FLOAT32 },
	{ "DoubleStorage", TG_FLOAT64 },
	{ "HalfStorage", TG_FLOAT16 },
	{ "BFloat16Storage", TG_BFLOAT16 },
	{ "LongStorage", TG_INT64 },
	{ "IntStorage", TG_INT32 },
	{ "ShortStorage", TG_INT16 },
	{ "CharStorage", TG_INT8 },
	{ "ByteStorage", TG_UINT8 },
	{ "BoolStorage", TG_BOOL },
	{ "ComplexFloatStorage", TG_COMPLEX64 },
	{ "ComplexDoubleStorage", TG_COMPLEX128 },
	{ "UntypedStorage", TG_UINT8 },
};

bool
tg_pt_fail_damaged(const char *what, struct tg_err *err)
{
	return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
		"the pickle describes a tensor that cannot be: %s", what);
}

/* A text of the pickle as a string, cut if it is long; returns text. */
static const char *
copy_name(char text[64], const struct tg_pickle *pickle, uint32_t value)
{
	const struct tg_pickle_value *v = &pickle->values[value];

	const char *name = (const char *)pickle->data + v->text.at;

	snprintf(text, 64, "%.*s", (int)tg_utf8_cut(name, v->text.len, 63),
		name);
	return text;
}

static bool
dtype_of_storage(struct tg_dtype *dtype, const struct tg_pickle *pickle,
	uint32_t class, struct tg_err *err)
{
	const struct tg_pickle_value *v = &pickle->values[class];
	char text[64];

	if (v->kind != TG_PICKLE_GLOBAL)
		return tg_pt_fail_damaged("its storage has no class", err);
	for (size_t i = 0; i < sizeof(storages) / sizeof(storages[0]); i++)
		if (tg_pickle_is_global(
			    pickle, class, "torch", storages[i].class) ||
			tg_pickle_is_global(pickle, class, "torch.storage",
				storages[i].class)) {
			*dtype = tg_dtype_of(storages[i].type);
			return true;
		}
	return tg_fail(err, TG_ELACK, TG_NOPOS,
		"a storage of class %s cannot be read",
		copy_name(text, pickle, v->global.name));
}

static bool
dtype_of_name(struct tg_dtype *dtype, const struct tg_pickle *pickle,
	uint32_t value, struct tg_err *err)
{
	const struct tg_pickle_value *v = &pickle->values[value];
	char text[64], name[72];

	if (v->kind != TG_PICKLE_GLOBAL ||
		!tg_pickle_is_text(pickle, v->global.module, "torch"))
		return tg_pt_fail_damaged("it has no dtype", err);
	snprintf(name, sizeof(name), "torch.%s",
		copy_name(text, pickle, v->global.name));
	if (tg_dtype_parse(dtype, name, err))
		return true;
	/* nobody has misspelt it, so that a near one is no help */
	tg_err_become(err, TG_ELACK);
	tg_err_keep_help(err, 0);
	return false;
}

/* Read sizes or strides: a tuple, or a call of torch.Size with a tuple. */
bool
tg_pt_sizes(int64_t *number, int *n, const struct tg_pickle *pickle,
	uint32_t value, struct tg_err *err)
{
	const struct tg_pickle_value *v = &pickle->values[value];

	if (v->kind == TG_PICKLE_CALL &&
		tg_pickle_is_global(pickle, v->call.callee, "torch", "Size") &&
		tg_pickle_item_at(pickle, v->call.arguments, 0, &value))
		v = &pickle->values[value];
	if (v->kind == TG_PICKLE_CALL)
		return tg_pt_fail_call(pickle, value, "its shape", err);
	if (v->kind != TG_PICKLE_TUPLE)
		return tg_pt_fail_damaged("no tuple of sizes and strides", err);
	*n = 0;
	for (uint32_t i = v->first; i != 0; i = pickle->items[i].next) {
		const struct tg_pickle_value *x =
			&pickle->values[pickle->items[i].value];

		if (*n == TG_MAX_NDIM)
			return tg_fail(err, TG_ELACK, TG_NOPOS,
				"more than %d dimensions", TG_MAX_NDIM);
		if (x->kind != TG_PICKLE_INT || x->integer < 0)
			return tg_pt_fail_damaged(
				"a size or stride is no count", err);
		number[(*n)++] = x->integer;
	}
	return true;
}

/*
 * Replace the strides that no element depends on: those of dims of size 1, and
 * all in a tensor without elements. The file may have any number there, too
 * large to multiply with.
 */
static void
settle_strides(struct tg_tensor *tensor, int64_t numel)
{
	int64_t usual[TG_MAX_NDIM];

	tg_shape_strides(&tensor->shape, usual);
	for (int i = 0; i < tensor->shape.ndim; i++)
		if (numel == 0)
			tensor->stride[i] = usual[i];
		else if (tensor->shape.size[i] == 1)
			tensor->stride[i] = 0;
}

/* Find the bytes of the storage that the elements take, and check their range. */
static bool
measure_view(struct tg_pt_view *view, struct tg_tensor *tensor, uint64_t offset,
	struct tg_err *err)
{
	const struct tg_shape *shape = &tensor->shape;
	const size_t size = tensor->dtype.size;
	uint64_t last = offset, step;
	int64_t numel;
	char text[TG_SHAPE_TEXT];

	/* of one element, repeated, there can be more than any file has */
	if (!tg_shape_numel(shape, &numel) || numel > INT64_MAX / (int64_t)size)
		return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"shape %s has more bytes than can be counted",
			tg_shape_text(text, shape));
	settle_strides(tensor, numel);
	view->begin = view->end = 0;
	if (numel == 0)
		return true;
	for (int i = 0; i < shape->ndim; i++)
		if (__builtin_mul_overflow((uint64_t)shape->size[i] - 1,
			    (uint64_t)tensor->stride[i], &step) ||
			__builtin_add_overflow(last, step, &last))
			last = UINT64_MAX;
	if (last >= view->storage.size / size || last >= SIZE_MAX / size)
		return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"shape %s with its strides goes on behind the storage "
			"\"%s\" of %" PRIu64 " bytes",
			tg_shape_text(text, shape), view->storage.name,
			view->storage.size);
	view->begin = (size_t)offset * size;
	view->end = ((size_t)last + 1) * size;
	return true;
}

/* Find the storage that a persistent value stands for, and its class. */
static bool
find_storage(struct tg_pt *pt, uint32_t value, uint32_t *class,
	struct tg_zip_member *member, struct tg_err *err)
{
	const struct tg_pickle *pickle = &pt->pickle;
	const struct tg_pickle_value *v = &pickle->values[value];
	uint32_t word, key;

	if (v->kind == TG_PICKLE_CALL)
		return tg_pt_fail_call(pickle, value, "its storage", err);
	if (v->kind != TG_PICKLE_PERSISTENT ||
		!tg_pickle_item_at(pickle, v->id, ID_WORD, &word) ||
		!tg_pickle_item_at(pickle, v->id, ID_CLASS, class) ||
		!tg_pickle_item_at(pickle, v->id, ID_KEY, &key) ||
		!tg_pickle_is_text(pickle, word, "storage") ||
		pickle->values[key].kind != TG_PICKLE_TEXT)
		return tg_pt_fail_damaged("it has no storage", err);
	v = &pickle->values[key];
	return tg_pt_find_storage(pt, (const char *)pickle->data + v->text.at,
		v->text.len, member, err);
}

/* Read an entry of the metadata. Of two with one key, Python keeps the last. */
static bool
read_metadata_entry(struct tg_pt_view *view, const struct tg_pickle *pickle,
	const struct tg_pickle_item *item)
{
	const enum tg_pickle_kind kind = pickle->values[item->value].kind;
	const bool set = kind == TG_PICKLE_TRUE;

	if (!set && kind != TG_PICKLE_FALSE)
		return false;
	if (tg_pickle_is_text(pickle, item->key, "conj"))
		view->conjugate = set;
	else if (tg_pickle_is_text(pickle, item->key, "neg"))
		view->negate = set;
	else
		return !set;
	return true;
}

/*
 * Read what PyTorch does to the elements once it has read them: argument number
 * i of the call is a dict with conj or neg, or it is not there. Only a dict and
 * a call have keys that are values.
 */
static bool
read_rebuild_metadata(struct tg_pt_view *view, const struct tg_pickle *pickle,
	uint32_t arguments, unsigned i, struct tg_err *err)
{
	enum tg_pickle_kind kind;
	bool known;
	uint32_t dict;

	if (!tg_pickle_item_at(pickle, arguments, i, &dict) ||
		pickle->values[dict].kind == TG_PICKLE_NONE)
		return true;
	kind = pickle->values[dict].kind;
	known = kind == TG_PICKLE_NONE || kind == TG_PICKLE_DICT ||
		tg_pt_meaning_of(pickle, dict).meaning == TG_PT_ITEMS;
	if (kind == TG_PICKLE_LIST || kind == TG_PICKLE_TUPLE)
		known = false;
	for (uint32_t at = pickle->values[dict].first; known && at != 0;
		at = pickle->items[at].next)
		known = read_metadata_entry(view, pickle, &pickle->items[at]);
	return known ||
		tg_fail(err, TG_ELACK, TG_NOPOS,
			"the tensor has metadata that are not known");
}

/* Check that the elements are such as can be conjugated or negated. */
static bool
check_rebuild_metadata(const struct tg_pt_view *view,
	const struct tg_dtype *dtype, struct tg_err *err)
{
	const bool complex = tg_dtype_is_complex(dtype);
	const bool real = dtype->type == TG_FLOAT64 ||
		dtype->type == TG_FLOAT32 || dtype->type == TG_FLOAT16 ||
		dtype->type == TG_BFLOAT16;

	if ((!view->conjugate || complex) && (!view->negate || complex || real))
		return true;
	return tg_fail(err, TG_ELACK, TG_NOPOS,
		"the pickle asks to %s elements of dtype %s",
		view->conjugate ? "conjugate" : "negate", tg_dtype_name(dtype));
}

/* Read the dtype, the storage and what is done to its elements. */
static bool
describe_elements(struct tg_pt *pt, const struct tg_pt_meant *meant,
	const uint32_t *item, struct tg_tensor *tensor, struct tg_pt_view *view,
	struct tg_err *err)
{
	const struct tg_pickle *pickle = &pt->pickle;
	const bool v3 = meant->call == TG_PT_TENSOR_V3;
	uint32_t class;

	if (!find_storage(pt, item[STORAGE], &class, &view->storage, err))
		return false;
	if (v3 ? !dtype_of_name(&tensor->dtype, pickle, item[V3_DTYPE], err)
	       : !dtype_of_storage(&tensor->dtype, pickle, class, err))
		return false;
	tensor->dtype.big_endian = pt->big_endian && tensor->dtype.size > 1;
	return read_rebuild_metadata(view, pickle, meant->arguments,
		       v3 ? V3_METADATA : V2_METADATA, err) &&
		check_rebuild_metadata(view, &tensor->dtype, err);
}

static bool
describe_tensor(struct tg_pt *pt, const struct tg_pt_meant *meant,
	struct tg_tensor *tensor, struct tg_pt_view *view, struct tg_err *err)
{
	const struct tg_pickle *pickle = &pt->pickle;
	const uint32_t arguments = meant->arguments;
	const unsigned n =
		meant->call == TG_PT_TENSOR_V3 ? V3_DTYPE + 1 : STRIDE + 1;
	uint32_t item[V3_METADATA];
	int ndim = 0;

	if (pickle->values[arguments].kind == TG_PICKLE_CALL)
		return tg_pt_fail_call(pickle, arguments, "the tensor", err);
	for (unsigned i = 0; i < n; i++)
		if (!tg_pickle_item_at(pickle, arguments, i, &item[i]))
			return tg_pt_fail_damaged("something is missing", err);
	if (!describe_elements(pt, meant, item, tensor, view, err) ||
		!tg_pt_sizes(tensor->shape.size, &tensor->shape.ndim, pickle,
			item[SIZE], err) ||
		!tg_pt_sizes(tensor->stride, &ndim, pickle, item[STRIDE], err))
		return false;
	if (ndim != tensor->shape.ndim)
		return tg_pt_fail_damaged(
			"it has not a stride for each size", err);
	if (pickle->values[item[OFFSET]].kind != TG_PICKLE_INT ||
		pickle->values[item[OFFSET]].integer < 0)
		return tg_pt_fail_damaged("its offset is no count", err);
	return measure_view(view, tensor,
		(uint64_t)pickle->values[item[OFFSET]].integer, err);
}

/* Check that the elements are already of the dtype that a call makes them. */
static bool
check_converted(const struct tg_pickle *pickle, uint32_t global,
	const struct tg_dtype *dtype, struct tg_err *err)
{
	struct tg_dtype wanted;

	if (!dtype_of_name(&wanted, pickle, global, err))
		return false;
	return tg_dtype_same_type(&wanted, dtype) ||
		tg_fail(err, TG_ELACK, TG_NOPOS,
			"the pickle asks to convert %s to %s, and tgather does "
			"not convert",
			tg_dtype_name(dtype), tg_dtype_name(&wanted));
}

static bool
fail_refused(const char *kind, struct tg_err *err)
{
	tg_fail(err, TG_ELACK, TG_NOPOS, "this is %s, which is not read", kind);
	if (strstr(kind, "sparse") != NULL)
		tg_err_help(err, "in Python, save t.to_dense() of this tensor");
	if (strstr(kind, "quantized") != NULL)
		tg_err_help(err,
			"in Python, save t.dequantize() of this tensor, or "
			"t.int_repr()");
	return false;
}

bool
tg_pt_describe(struct tg_pt *pt, const struct tg_pt_meant *meant,
	struct tg_tensor *tensor, struct tg_pt_view *view, struct tg_err *err)
{
	bool ok;

	memset(view, 0, sizeof(*view));
	if (meant->meaning == TG_PT_REFUSED)
		return fail_refused(meant->kind, err);
	if (meant->meaning == TG_PT_OBJECT)
		return tg_pt_fail_call(
			&pt->pickle, meant->value, "the content", err);
	ok = meant->meaning == TG_PT_ARRAY
		? tg_pt_describe_array(pt, meant, tensor, view, err)
		: describe_tensor(pt, meant, tensor, view, err);
	return ok &&
		(meant->dtype == 0 ||
			check_converted(&pt->pickle, meant->dtype,
				&tensor->dtype, err));
}

/*
 * Change the sign of the numbers of each element: all for negate, and the
 * imaginary one for conjugate. The sign is the highest bit of a number.
 */
static void
change_signs(unsigned char *data, size_t len, const struct tg_dtype *dtype,
	const struct tg_pt_view *view)
{
	const size_t size = tg_dtype_number_size(dtype);
	const size_t sign = dtype->big_endian ? 0 : size - 1;
	const bool complex = tg_dtype_is_complex(dtype);
	bool imaginary = false;

	for (size_t i = 0; i + size <= len; i += size) {
		if (view->negate != (view->conjugate && imaginary))
			data[i + sign] ^= 0x80;
		imaginary = complex && !imaginary;
	}
}

/* Make a copy of the elements that is conjugated or negated. */
static bool
map_changed(const struct tg_pt_view *view, struct tg_tensor *tensor,
	struct tg_zip_content *content, struct tg_err *err)
{
	const size_t len = view->end - view->begin;
	unsigned char *copy = calloc(1, len + TG_PADDING);

	if (copy == NULL) {
		free(content->owned);
		return tg_fail_memory(err, "a tensor");
	}
	memcpy(copy, content->data + view->begin, len);
	free(content->owned);
	change_signs(copy, len, &tensor->dtype, view);
	tensor->owned = copy;
	tensor->data = copy;
	return true;
}

bool
tg_pt_map(struct tg_pt *pt, const struct tg_pt_view *view,
	struct tg_tensor *tensor, struct tg_err *err)
{
	struct tg_zip_content content;

	if (view->bytes != 0)
		return tg_pt_map_array(pt, view, tensor, err);
	if (!tg_zip_read_content(
		    &pt->zip, &view->storage, view->end, &content, err))
		return false;
	if (view->conjugate || view->negate)
		return map_changed(view, tensor, &content, err);
	tensor->owned = content.owned;
	tensor->data = content.data + view->begin;
	return true;
}
