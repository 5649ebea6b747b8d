/*
 * The arrays of the machine that reads a pickle: they grow as the pickle asks
 * for, and within the bytes that a pickle of its size may take.
 */
#include <stdlib.h>
#include <string.h>

#include "format/torch/pickle_stack.h"

/*
 * How many entries of size bytes an array is to grow to: an eighth more, since
 * what is not used counts, too, or as many as may still be allocated. Where
 * none may, it is the number that there are.
 */
static uint32_t
grown_capacity(const struct tg_pickle_machine *m,
	const struct tg_pickle_array *a, size_t size)
{
	size_t more = a->capacity / 8 + 16;

	if (more > m->left / size)
		more = m->left / size;
	if (more > UINT32_MAX - a->capacity)
		more = UINT32_MAX - a->capacity;
	return a->capacity + (uint32_t)more;
}

static bool
grow(struct tg_pickle_machine *m, struct tg_pickle_array *a, size_t size)
{
	const uint32_t wanted = grown_capacity(m, a, size);
	void *data;

	if (wanted == a->capacity)
		return tg_fail(m->err, TG_ESYNTAX, TG_NOPOS,
			"the first %zu of %zu bytes of the pickle make more "
			"values than any that is meant",
			(size_t)(m->p - m->data), (size_t)(m->end - m->data));
	data = realloc(a->data, wanted * size);
	if (data == NULL)
		return tg_fail_memory(m->err, "a pickle");
	m->left -= (wanted - a->capacity) * size;
	a->data = data;
	a->capacity = wanted;
	return true;
}

void *
tg_pickle_append(
	struct tg_pickle_machine *m, struct tg_pickle_array *a, size_t size)
{
	if (a->n == a->capacity && !grow(m, a, size))
		return NULL;
	return memset((char *)a->data + size * a->n++, 0, size);
}
