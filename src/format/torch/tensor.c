/*
 * Turns the call in a pickle that would rebuild a tensor into that tensor: its
 * dtype, shape, strides, and the bytes of its storage. The arguments are those
 * of _rebuild_tensor_v2 and _rebuild_tensor_v3 in torch/_utils.py. All numbers
 * are checked against the size of the storage before an element is touched.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "format/torch/pt.h"
#include "format/torch/tree.h"

/* The arguments of _rebuild_tensor_v2 and _rebuild_tensor_v3, in order. */
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
};

static bool
fail_damaged_tensor(const char *what, struct tg_err *err)
{
	return tg_fail(err, TG_EDATA, TG_NOPOS,
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
		return fail_damaged_tensor("its storage has no class", err);
	for (size_t i = 0; i < sizeof(storages) / sizeof(storages[0]); i++)
		if (tg_pickle_is_global(
			    pickle, class, "torch", storages[i].class)) {
			*dtype = tg_dtype_of(storages[i].type);
			return true;
		}
	return tg_fail(err, TG_EDATA, TG_NOPOS,
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
		return fail_damaged_tensor("it has no dtype", err);
	snprintf(name, sizeof(name), "torch.%s",
		copy_name(text, pickle, v->global.name));
	if (tg_dtype_parse(dtype, name, err))
		return true;
	/* nobody has misspelt it, so that a near one is no help */
	err->code = TG_EDATA;
	err->help[0] = '\0';
	return false;
}

/* Read sizes or strides: a tuple, or a call of torch.Size with a tuple. */
static bool
read_sizes(int64_t *number, int *n, const struct tg_pickle *pickle,
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
		return fail_damaged_tensor(
			"no tuple of sizes and strides", err);
	*n = 0;
	for (uint32_t i = v->first; i != 0; i = pickle->items[i].next) {
		const struct tg_pickle_value *x =
			&pickle->values[pickle->items[i].value];

		if (*n == TG_MAX_NDIM)
			return tg_fail(err, TG_EDATA, TG_NOPOS,
				"more than %d dimensions", TG_MAX_NDIM);
		if (x->kind != TG_PICKLE_INT || x->integer < 0)
			return fail_damaged_tensor(
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

	if (!tg_shape_numel(shape, &numel))
		return tg_fail(err, TG_EDATA, TG_NOPOS,
			"shape %s has more elements than can be counted",
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
	if (last >= view->storage.size / size)
		return tg_fail(err, TG_EDATA, TG_NOPOS,
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
		return fail_damaged_tensor("it has no storage", err);
	v = &pickle->values[key];
	return tg_pt_find_storage(pt, (const char *)pickle->data + v->text.at,
		v->text.len, member, err);
}

/*
 * Refuse a tensor that PyTorch would conjugate or negate after reading it:
 * argument number i of the call is then a dict that is not empty.
 */
static bool
check_rebuild_metadata(const struct tg_pickle *pickle, uint32_t arguments,
	unsigned i, struct tg_err *err)
{
	uint32_t value;

	if (!tg_pickle_item_at(pickle, arguments, i, &value) ||
		pickle->values[value].first == 0)
		return true;
	tg_fail(err, TG_EDATA, TG_NOPOS,
		"the tensor is stored before it is conjugated or negated");
	tg_err_help(err,
		"in Python, save "
		"tensor.resolve_conj().resolve_neg() instead");
	return false;
}

bool
tg_pt_describe(struct tg_pt *pt, uint32_t value, struct tg_tensor *tensor,
	struct tg_pt_view *view, struct tg_err *err)
{
	const struct tg_pickle *pickle = &pt->pickle;
	const struct tg_pickle_value *call = &pickle->values[value];
	const uint32_t arguments = call->call.arguments;
	const bool v3 = tg_pickle_is_global(pickle, call->call.callee,
		"torch._utils", "_rebuild_tensor_v3");
	uint32_t item[V3_METADATA], class;
	unsigned n = v3 ? V3_DTYPE + 1 : STRIDE + 1;
	int ndim = 0;

	if (pickle->values[arguments].kind == TG_PICKLE_CALL)
		return tg_pt_fail_call(pickle, arguments, "the tensor", err);
	for (unsigned i = 0; i < n; i++)
		if (!tg_pickle_item_at(pickle, arguments, i, &item[i]))
			return fail_damaged_tensor("something is missing", err);
	if (!find_storage(pt, item[STORAGE], &class, &view->storage, err))
		return false;
	if (v3 ? !dtype_of_name(&tensor->dtype, pickle, item[V3_DTYPE], err)
	       : !dtype_of_storage(&tensor->dtype, pickle, class, err))
		return false;
	tensor->dtype.big_endian = pt->big_endian && tensor->dtype.size > 1;
	if (!check_rebuild_metadata(
		    pickle, arguments, v3 ? V3_METADATA : V2_METADATA, err))
		return false;
	if (!read_sizes(tensor->shape.size, &tensor->shape.ndim, pickle,
		    item[SIZE], err) ||
		!read_sizes(tensor->stride, &ndim, pickle, item[STRIDE], err))
		return false;
	if (ndim != tensor->shape.ndim)
		return fail_damaged_tensor(
			"it has not a stride for each size", err);
	if (pickle->values[item[OFFSET]].kind != TG_PICKLE_INT ||
		pickle->values[item[OFFSET]].integer < 0)
		return fail_damaged_tensor("its offset is no count", err);
	return measure_view(view, tensor,
		(uint64_t)pickle->values[item[OFFSET]].integer, err);
}

bool
tg_pt_map(struct tg_pt *pt, const struct tg_pt_view *view,
	struct tg_tensor *tensor, struct tg_err *err)
{
	struct tg_zip_content content;

	if (!tg_zip_read_content(
		    &pt->zip, &view->storage, view->end, &content, err))
		return false;
	tensor->owned = content.owned;
	tensor->data = content.data + view->begin;
	return true;
}
