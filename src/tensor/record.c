/*
 * Records: elements that have named fields, as NumPy's structured arrays have
 * them. A gather moves them as bytes; here they are printed, and a field of
 * them becomes a tensor of its own.
 */
#include "tensor/record.h"

/* A record prints to at most so many arrays that hold no element. */
#define HOLLOW_MOST (1 << 20)

/* How many arrays a shape has at all levels; false if they are too many. */
static bool
count_arrays(const struct tg_shape *shape, size_t *n)
{
	size_t level = 1;
	bool hollow = false;

	*n = 0;
	for (int i = 0; i < shape->ndim && level > 0; i++) {
		if (__builtin_add_overflow(*n, level, n) ||
			__builtin_mul_overflow(level, shape->size[i], &level))
			return false;
		hollow = level == 0;
	}
	return !hollow || *n <= HOLLOW_MOST;
}

bool
tg_record_measure(struct tg_record *record)
{
	record->room = 2;
	for (size_t i = 0; i < record->n; i++) {
		const struct tg_field *field = &record->fields[i];
		size_t arrays, bytes;
		int64_t n;

		/* 3 bytes an array: its brackets, and a comma */
		if (!tg_shape_numel(&field->shape, &n) ||
			!count_arrays(&field->shape, &arrays) ||
			__builtin_mul_overflow(
				n, tg_value_room(&field->dtype) + 1, &bytes) ||
			__builtin_mul_overflow(arrays, 3, &arrays) ||
			__builtin_add_overflow(bytes, arrays, &bytes) ||
			__builtin_add_overflow(
				bytes, field->key_len + 1, &bytes) ||
			__builtin_add_overflow(
				record->room, bytes, &record->room))
			return false;
	}
	return true;
}

const struct tg_field *
tg_record_without_text(const struct tg_record *record)
{
	for (size_t i = 0; i < record->n; i++)
		if (!tg_value_has_text(&record->fields[i].dtype))
			return &record->fields[i];
	return NULL;
}

const struct tg_field *
tg_record_find(const struct tg_record *record, const char *name)
{
	for (size_t i = 0; i < record->n; i++)
		if (strcmp(record->fields[i].name, name) == 0)
			return &record->fields[i];
	for (size_t i = 0; i < record->n; i++)
		if (record->fields[i].title != NULL &&
			strcmp(record->fields[i].title, name) == 0)
			return &record->fields[i];
	return NULL;
}

/*
 * Print dims dim and up of a field whose next element is at *element, which is
 * moved on. Returns the length of the text; 0 if an element cannot be printed.
 */
static size_t
print_dims(char *text, const struct tg_field *field, int dim,
	const unsigned char **element, enum tg_nan nan)
{
	size_t len = 0, n;

	if (dim == field->shape.ndim) {
		len = tg_value_print(text, &field->dtype, *element, nan);
		*element += field->dtype.size;
		return len;
	}
	text[len++] = '[';
	for (int64_t i = 0; i < field->shape.size[dim]; i++) {
		if (i > 0)
			text[len++] = ',';
		n = print_dims(text + len, field, dim + 1, element, nan);
		if (n == 0)
			return 0;
		len += n;
	}
	text[len++] = ']';
	return len;
}

size_t
tg_record_print(char *text, const struct tg_record *record, const void *element,
	enum tg_nan nan)
{
	size_t len = 0, n;

	text[len++] = '{';
	for (size_t i = 0; i < record->n; i++) {
		const struct tg_field *field = &record->fields[i];
		const unsigned char *p = element;

		p += field->offset;
		if (i > 0)
			text[len++] = ',';
		memcpy(text + len, field->key, field->key_len);
		len += field->key_len;
		n = print_dims(text + len, field, 0, &p, nan);
		if (n == 0)
			return 0;
		len += n;
	}
	text[len++] = '}';
	return len;
}

/* Copy a field of each record, in C order, into memory of its own. */
static bool
copy_field(struct tg_tensor *tensor, const struct tg_field *field, size_t len,
	int64_t numel, struct tg_err *err)
{
	unsigned char *data = malloc(len);

	if (data == NULL)
		return tg_fail_memory(err, "a field");
	for (int64_t i = 0; i < numel; i++)
		memcpy(data + (size_t)i * (len / (size_t)numel),
			tg_tensor_element(tensor, i) + field->offset,
			len / (size_t)numel);
	free(tensor->owned);
	tensor->data = tensor->owned = data;
	return true;
}

/* Put the dims of a field behind those of the records. */
static bool
append_dims(
	struct tg_shape *shape, const struct tg_shape *more, struct tg_err *err)
{
	if (more->ndim > TG_MAX_NDIM - shape->ndim)
		return tg_fail(err, TG_ELACK, TG_NOPOS,
			"more than %d dimensions", TG_MAX_NDIM);
	memcpy(shape->size + shape->ndim, more->size,
		(size_t)more->ndim * sizeof(more->size[0]));
	shape->ndim += more->ndim;
	return true;
}

bool
tg_record_pick(struct tg_tensor *tensor, const struct tg_field *field,
	struct tg_err *err)
{
	const size_t record = tensor->dtype.size, size = field->dtype.size;
	struct tg_shape shape = tensor->shape;
	int64_t numel, inner, all, stride[TG_MAX_NDIM];

	if (size == 0)
		return tg_fail(err, TG_ELACK, TG_NOPOS,
			"the elements of field \"%s\" have no bytes",
			field->name);
	if (!append_dims(&shape, &field->shape, err))
		return false;
	if (!tg_shape_numel(&tensor->shape, &numel) ||
		!tg_shape_numel(&field->shape, &inner) ||
		!tg_shape_numel(&shape, &all))
		return tg_fail(err, TG_ESHAPE, TG_NOPOS,
			"more elements than can be counted");
	tg_shape_strides(&shape, stride);
	if (all > 0 && record % size == 0) {
		for (int i = 0; i < tensor->shape.ndim; i++)
			stride[i] =
				tensor->stride[i] * (int64_t)(record / size);
		if (tensor->data != NULL)
			tensor->data += field->offset;
	} else if (all > 0 && tensor->data != NULL &&
		!copy_field(tensor, field, (size_t)inner * (size_t)numel * size,
			numel, err)) {
		return false;
	}
	tensor->shape = shape;
	tensor->dtype = field->dtype;
	memcpy(tensor->stride, stride, sizeof(stride));
	return true;
}
