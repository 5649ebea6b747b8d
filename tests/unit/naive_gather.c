#include "naive_gather.h"

#include <stdlib.h>
#include <string.h>

/* A tensor of no dimensions counts as one of a single dimension. */
struct view {
	int ndim;
	int64_t size[NAIVE_NDIM];
};

static struct view
view_of(const struct naive_tensor *t)
{
	struct view v = { .ndim = t->ndim > 0 ? t->ndim : 1, .size = { 1 } };

	for (int i = 0; i < t->ndim; i++)
		v.size[i] = t->size[i];
	return v;
}

static int64_t
product(const int64_t *size, int from, int to)
{
	int64_t n = 1;

	for (int i = from; i < to; i++)
		n *= size[i];
	return n;
}

/* The position that index k names; -1 where it is out of range. */
static int64_t
position(const struct naive_call *call, const struct naive_tensor *index,
	size_t k, int64_t size)
{
	int64_t v = index->item[k].value;

	if (call->negative && v < 0 && v >= -size)
		v += size;
	return v >= 0 && v < size ? v : -1;
}

static bool
all_in_range(struct naive_result *r, const struct naive_call *call,
	const struct naive_tensor *index, int64_t size)
{
	for (size_t k = 0; k < index->n; k++)
		if (position(call, index, k, size) < 0) {
			r->wrong = k;
			return false;
		}
	return true;
}

static void
add_size(struct naive_result *r, int64_t size)
{
	r->size[r->ndim++] = size;
}

static void
add_pick(struct naive_result *r, int64_t pick)
{
	if (r->n == r->capacity) {
		r->capacity = r->capacity * 2 + 64;
		r->pick = realloc(r->pick, r->capacity * sizeof(pick));
		if (r->pick == NULL)
			abort();
	}
	r->pick[r->n++] = pick;
}

static bool
gather_fits(const struct view *s, const struct view *k, int dim)
{
	if (s->ndim != k->ndim)
		return false;
	for (int i = 0; i < s->ndim; i++)
		if (i != dim && k->size[i] > s->size[i])
			return false;
	return true;
}

/* out[..c..] = input[..c.., but index[c] in dim] */
static void
gather(struct naive_result *r, const struct naive_call *call,
	const struct view *s, const struct naive_tensor *index, int dim)
{
	const struct view k = view_of(index);

	for (int i = 0; i < index->ndim; i++)
		add_size(r, k.size[i]);
	for (size_t e = 0; e < index->n; e++) {
		int64_t rest = (int64_t)e, stride = 1, pick = 0;
		int64_t v = position(call, index, e, s->size[dim]);

		for (int i = s->ndim - 1; i >= 0; i--) {
			pick += stride * (i == dim ? v : rest % k.size[i]);
			rest /= k.size[i];
			stride *= s->size[i];
		}
		add_pick(r, v < 0 ? -1 : pick);
	}
}

static bool
select_fits(const struct naive_call *call, const struct view *s,
	const struct naive_tensor *index, int dim)
{
	if (call->batch > dim || call->batch > index->ndim)
		return false;
	for (int i = 0; i < call->batch; i++)
		if (s->size[i] != index->size[i])
			return false;
	return s->ndim - 1 + index->ndim - call->batch <= NAIVE_NDIM;
}

/* out[b, o, k, i] = input[b, o, index[b, k], i], each letter some dims */
static void
index_select(struct naive_result *r, const struct naive_call *call,
	const struct view *s, const struct naive_tensor *index, int dim)
{
	const int64_t nb = product(s->size, 0, call->batch);
	const int64_t no = product(s->size, call->batch, dim);
	const int64_t nk = product(index->size, call->batch, index->ndim);
	const int64_t ni = product(s->size, dim + 1, s->ndim);
	const int64_t n = s->size[dim];

	for (int i = 0; i < dim; i++)
		add_size(r, s->size[i]);
	for (int i = call->batch; i < index->ndim; i++)
		add_size(r, index->size[i]);
	for (int i = dim + 1; i < s->ndim; i++)
		add_size(r, s->size[i]);
	for (int64_t bo = 0; bo < nb * no; bo++)
		for (int64_t k = 0; k < nk; k++) {
			size_t e = (size_t)(bo / no * nk + k);
			int64_t v = position(call, index, e, n);

			for (int64_t i = 0; i < ni; i++)
				add_pick(r, v < 0 ? -1 : (bo * n + v) * ni + i);
		}
}

void
naive_gather(struct naive_result *r, const struct naive_call *call,
	const struct naive_tensor *input, const struct naive_tensor *index)
{
	const struct view s = view_of(input), k = view_of(index);
	const int dim = call->dim < 0 ? call->dim + s.ndim : call->dim;

	r->ndim = 0;
	r->n = 0;
	r->outcome = NAIVE_SHAPES;
	if (dim < 0 || dim >= s.ndim)
		return;
	if (call->index_select ? !select_fits(call, &s, index, dim)
			       : !gather_fits(&s, &k, dim))
		return;
	r->outcome = NAIVE_RANGE;
	if (call->fill == NULL && !all_in_range(r, call, index, s.size[dim]))
		return;
	r->outcome = NAIVE_DONE;
	if (call->index_select)
		index_select(r, call, &s, index, dim);
	else
		gather(r, call, &s, index, dim);
}

static void
append(struct naive_text *out, const void *data, size_t len)
{
	if (out->capacity - out->len < len) {
		out->capacity = out->capacity * 2 + len;
		out->data = realloc(out->data, out->capacity);
		if (out->data == NULL)
			abort();
	}
	memcpy(out->data + out->len, data, len);
	out->len += len;
}

struct cursor {
	struct naive_text *out;
	const struct naive_result *result;
	const struct naive_tensor *input;
	const char *fill;
	size_t next;
};

static void
write_level(struct cursor *c, int level)
{
	if (level == c->result->ndim) {
		int64_t pick = c->result->pick[c->next++];

		if (pick < 0) {
			append(c->out, c->fill, strlen(c->fill));
		} else {
			const struct naive_item item = c->input->item[pick];

			append(c->out, c->input->text + item.at,
				item.end - item.at);
		}
		return;
	}
	append(c->out, "[", 1);
	for (int64_t i = 0; i < c->result->size[level]; i++) {
		if (i > 0)
			append(c->out, ",", 1);
		write_level(c, level + 1);
	}
	append(c->out, "]", 1);
}

void
naive_write(struct naive_text *out, const struct naive_result *result,
	const struct naive_tensor *input, const char *fill)
{
	struct cursor c = { out, result, input, fill, 0 };

	out->len = 0;
	write_level(&c, 0);
	append(out, "\n", 1);
}
