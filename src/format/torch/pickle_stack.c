/*
 * The values, stack, marks and memo of the machine that reads a pickle; each
 * opcode in pickle.c is a call or two of these. Values refer to one another by
 * numbers instead of pointers, since the array they stand in moves as it grows.
 */
#include "format/torch/pickle_stack.h"

#include <stdlib.h>
#include <string.h>

bool
tg_pickle_fail(struct tg_pickle_machine *m, const char *what)
{
	return tg_fail(m->err, TG_ESYNTAX, TG_NOPOS,
		"the pickle is damaged at byte %zu: %s",
		(size_t)(m->p - m->data), what);
}

/* True for an integer that is made once. */
static bool
is_small(int64_t integer)
{
	return integer >= 0 && integer < TG_PICKLE_SMALL;
}

struct tg_pickle_value *
tg_pickle_value_at(const struct tg_pickle_machine *m, uint32_t v)
{
	return (struct tg_pickle_value *)m->values.data + v;
}

bool
tg_pickle_push(struct tg_pickle_machine *m, uint32_t value)
{
	uint32_t *top = tg_pickle_append(m, &m->stack, sizeof(*top));

	if (top == NULL)
		return false;
	*top = value;
	return true;
}

/*
 * The height of the stack at the last mark: opcodes must not touch the values
 * below it.
 */
static uint32_t
stack_floor(const struct tg_pickle_machine *m)
{
	const uint32_t *marks = m->marks.data;

	return m->marks.n > 0 ? marks[m->marks.n - 1] : 0;
}

bool
tg_pickle_pop(struct tg_pickle_machine *m, uint32_t *value)
{
	if (m->stack.n == stack_floor(m))
		return tg_pickle_fail(m, "the stack is empty");
	*value = ((const uint32_t *)m->stack.data)[--m->stack.n];
	return true;
}

bool
tg_pickle_top(struct tg_pickle_machine *m, uint32_t *value)
{
	if (!tg_pickle_pop(m, value))
		return false;
	m->stack.n++;
	return true;
}

bool
tg_pickle_make(
	struct tg_pickle_machine *m, enum tg_pickle_kind kind, uint32_t *value)
{
	struct tg_pickle_value *new =
		tg_pickle_append(m, &m->values, sizeof(*new));

	if (new == NULL)
		return false;
	new->kind = kind;
	*value = m->values.n - 1;
	return true;
}

bool
tg_pickle_push_new(struct tg_pickle_machine *m, enum tg_pickle_kind kind)
{
	uint32_t value = 0;

	return tg_pickle_make(m, kind, &value) && tg_pickle_push(m, value);
}

bool
tg_pickle_push_constant(struct tg_pickle_machine *m, enum tg_pickle_kind kind)
{
	uint32_t *constant = &m->constant[kind];

	if (*constant == 0 && !tg_pickle_make(m, kind, constant))
		return false;
	return tg_pickle_push(m, *constant);
}

static bool
make_integer(struct tg_pickle_machine *m, int64_t integer, uint32_t *value)
{
	if (!tg_pickle_make(m, TG_PICKLE_INT, value))
		return false;
	tg_pickle_value_at(m, *value)->integer = integer;
	return true;
}

/* Push a small integer, which is made if it is not there yet. */
static bool
push_small(struct tg_pickle_machine *m, uint32_t integer)
{
	struct tg_pickle_array *small = &m->small;
	uint32_t value;

	while (small->n <= integer)
		if (tg_pickle_append(m, small, sizeof(value)) == NULL)
			return false;
	value = ((const uint32_t *)small->data)[integer];
	if (value == 0) {
		if (!make_integer(m, integer, &value))
			return false;
		((uint32_t *)small->data)[integer] = value;
	}
	return tg_pickle_push(m, value);
}

bool
tg_pickle_push_integer(struct tg_pickle_machine *m, int64_t integer)
{
	uint32_t value = 0;

	if (is_small(integer))
		return push_small(m, (uint32_t)integer);
	return make_integer(m, integer, &value) && tg_pickle_push(m, value);
}

bool
tg_pickle_push_float(struct tg_pickle_machine *m, double number)
{
	uint32_t value = 0;

	if (!tg_pickle_make(m, TG_PICKLE_FLOAT, &value))
		return false;
	tg_pickle_value_at(m, value)->number = number;
	return tg_pickle_push(m, value);
}

bool
tg_pickle_make_text(struct tg_pickle_machine *m, enum tg_pickle_kind kind,
	const unsigned char *text, size_t len, uint32_t *value)
{
	struct tg_pickle_value *v;

	if (!tg_pickle_make(m, kind, value))
		return false;
	v = tg_pickle_value_at(m, *value);
	v->text.at = (uint32_t)(text - m->data);
	v->text.len = (uint32_t)len;
	return true;
}

static bool
add_item(struct tg_pickle_machine *m, uint32_t to, uint32_t key, uint32_t value)
{
	struct tg_pickle_value *v = tg_pickle_value_at(m, to);
	struct tg_pickle_item *item =
		tg_pickle_append(m, &m->items, sizeof(*item));

	if (item == NULL)
		return false;
	item->key = key;
	item->value = value;
	if (v->first == 0)
		v->first = m->items.n - 1;
	else
		((struct tg_pickle_item *)m->items.data)[v->last].next =
			m->items.n - 1;
	v->last = m->items.n - 1;
	return true;
}

/* True if nothing that is read of a list can depend on this item. */
static bool
is_counted_only(const struct tg_pickle_value *value)
{
	return value->kind <= TG_PICKLE_BYTES;
}

/*
 * Append an item to a list. Most of a long list is often numbers, bytes, None,
 * True or False: these are counted only.
 */
static bool
add_list_item(struct tg_pickle_machine *m, uint32_t list, uint32_t value)
{
	const uint32_t i = tg_pickle_value_at(m, list)->n++;

	return is_counted_only(tg_pickle_value_at(m, value)) ||
		add_item(m, list, i, value);
}

/* Replace the values above a height of the stack by a tuple of them. */
static bool
push_tuple(struct tg_pickle_machine *m, uint32_t from)
{
	uint32_t tuple = 0;

	if (!tg_pickle_make(m, TG_PICKLE_TUPLE, &tuple))
		return false;
	for (uint32_t i = from; i < m->stack.n; i++)
		if (!add_item(m, tuple, i - from,
			    ((const uint32_t *)m->stack.data)[i]))
			return false;
	m->stack.n = from;
	return tg_pickle_push(m, tuple);
}

bool
tg_pickle_push_short_tuple(struct tg_pickle_machine *m, uint32_t n)
{
	if (m->stack.n - stack_floor(m) < n)
		return tg_pickle_fail(m, "the stack is empty");
	return push_tuple(m, m->stack.n - n);
}

/* Remove the last mark; *from is the height of the stack when it was set. */
static bool
pop_mark(struct tg_pickle_machine *m, uint32_t *from)
{
	if (m->marks.n == 0)
		return tg_pickle_fail(m, "a mark is missing");
	*from = stack_floor(m);
	m->marks.n--;
	return true;
}

bool
tg_pickle_push_mark(struct tg_pickle_machine *m)
{
	uint32_t *mark = tg_pickle_append(m, &m->marks, sizeof(*mark));

	if (mark == NULL)
		return false;
	*mark = m->stack.n;
	return true;
}

bool
tg_pickle_push_marked_tuple(struct tg_pickle_machine *m)
{
	uint32_t from = 0;

	return pop_mark(m, &from) && push_tuple(m, from);
}

/*
 * Make room again for the numbers that were made last and came into a list,
 * above a height of the stack: nothing refers to them but the memo, which has
 * none above memo_last, and small ones, which are shared.
 */
static void
forget_numbers(struct tg_pickle_machine *m, uint32_t from, uint32_t n)
{
	const uint32_t *stack = m->stack.data;

	for (uint32_t i = from + n; i > from; i--) {
		const struct tg_pickle_value *v =
			tg_pickle_value_at(m, stack[i - 1]);

		if (stack[i - 1] != m->values.n - 1 ||
			stack[i - 1] <= m->memo_last ||
			v->kind < TG_PICKLE_INT || v->kind > TG_PICKLE_BYTES ||
			(v->kind == TG_PICKLE_INT && is_small(v->integer)))
			return;
		m->values.n--;
	}
}

/*
 * Add the values above a height of the stack to the container below them: one
 * by one, or in pairs of key and value.
 */
static bool
extend_container(struct tg_pickle_machine *m, uint32_t from, bool pairs)
{
	const uint32_t *stack = m->stack.data, step = pairs ? 2 : 1;
	uint32_t n = m->stack.n - from, to = 0;
	enum tg_pickle_kind kind;

	m->stack.n = from;
	if (n % step != 0)
		return tg_pickle_fail(m, "a key has no value");
	if (!tg_pickle_top(m, &to))
		return false;
	kind = tg_pickle_value_at(m, to)->kind;
	if (kind != (pairs ? TG_PICKLE_DICT : TG_PICKLE_LIST) &&
		kind != TG_PICKLE_CALL)
		return tg_pickle_fail(m, "items are added to what has none");
	for (uint32_t i = from; i < from + n; i += step)
		if (kind == TG_PICKLE_LIST
				? !add_list_item(m, to, stack[i])
				: !add_item(m, to, pairs ? stack[i] : 0,
					  stack[i + step - 1]))
			return false;
	if (kind == TG_PICKLE_LIST)
		forget_numbers(m, from, n);
	return true;
}

bool
tg_pickle_extend_last(struct tg_pickle_machine *m, uint32_t n, bool pairs)
{
	if (m->stack.n - stack_floor(m) < n)
		return tg_pickle_fail(m, "the stack is empty");
	return extend_container(m, m->stack.n - n, pairs);
}

bool
tg_pickle_extend_marked(struct tg_pickle_machine *m, bool pairs)
{
	uint32_t from = 0;

	return pop_mark(m, &from) && extend_container(m, from, pairs);
}

bool
tg_pickle_push_call(struct tg_pickle_machine *m)
{
	uint32_t callee = 0, arguments = 0, value = 0;

	if (!tg_pickle_pop(m, &arguments) || !tg_pickle_pop(m, &callee) ||
		!tg_pickle_make(m, TG_PICKLE_CALL, &value))
		return false;
	tg_pickle_value_at(m, value)->call.callee = callee;
	tg_pickle_value_at(m, value)->call.arguments = arguments;
	return tg_pickle_push(m, value);
}

bool
tg_pickle_push_built(struct tg_pickle_machine *m)
{
	uint32_t state = 0, value = 0;

	if (!tg_pickle_pop(m, &state) || !tg_pickle_top(m, &value))
		return false;
	if (tg_pickle_value_at(m, value)->kind == TG_PICKLE_CALL)
		tg_pickle_value_at(m, value)->state = state;
	return true;
}

bool
tg_pickle_push_persistent(struct tg_pickle_machine *m)
{
	uint32_t id = 0, value = 0;

	if (!tg_pickle_pop(m, &id) ||
		!tg_pickle_make(m, TG_PICKLE_PERSISTENT, &value))
		return false;
	tg_pickle_value_at(m, value)->id = id;
	return tg_pickle_push(m, value);
}

bool
tg_pickle_memo_put(struct tg_pickle_machine *m, uint64_t i)
{
	uint32_t value = 0, *entry;

	if (!tg_pickle_top(m, &value))
		return false;
	if (i >= (uint64_t)(m->end - m->data))
		return tg_pickle_fail(m, "a memo number is out of range");
	while (m->memo.n <= i)
		if (tg_pickle_append(m, &m->memo, sizeof(*entry)) == NULL)
			return false;
	entry = (uint32_t *)m->memo.data + i;
	*entry = value;
	if (value > m->memo_last)
		m->memo_last = value;
	return true;
}

bool
tg_pickle_memo_get(struct tg_pickle_machine *m, uint64_t i)
{
	const uint32_t *memo = m->memo.data;

	if (i >= m->memo.n || memo[i] == 0)
		return tg_pickle_fail(m, "a memo number is out of range");
	return tg_pickle_push(m, memo[i]);
}

bool
tg_pickle_discard(struct tg_pickle_machine *m)
{
	uint32_t value = 0;

	return tg_pickle_pop(m, &value);
}

bool
tg_pickle_discard_marked(struct tg_pickle_machine *m)
{
	uint32_t from = 0;

	if (!pop_mark(m, &from))
		return false;
	m->stack.n = from;
	return true;
}

bool
tg_pickle_begin(struct tg_pickle_machine *m)
{
	uint32_t none;

	return tg_pickle_make(m, TG_PICKLE_NONE, &none) &&
		tg_pickle_append(m, &m->items, sizeof(struct tg_pickle_item)) !=
		NULL;
}

void
tg_pickle_end(struct tg_pickle_machine *m, struct tg_pickle *pickle)
{
	pickle->data = m->data;
	pickle->len = (size_t)(m->end - m->data);
	pickle->values = m->values.data;
	pickle->n_values = m->values.n;
	pickle->items = m->items.data;
	pickle->n_items = m->items.n;
	pickle->most = m->most;
	free(m->stack.data);
	free(m->marks.data);
	free(m->memo.data);
	free(m->small.data);
}
