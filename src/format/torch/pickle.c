/*
 * Reads a Python pickle without running it: opcodes build a tree of values,
 * and a call stays a value that says what would be called. A pickle may name
 * any function of Python, so that running it would run the code of whoever
 * wrote the file. See Lib/pickletools.py in Python for the opcodes.
 */
#include "format/torch/pickle.h"

#include <stdlib.h>
#include <string.h>

#include "format/torch/pickle_stack.h"

/* Read a little-endian number of n bytes, at most 8. */
static bool
read_number(struct tg_pickle_machine *m, unsigned n, uint64_t *x)
{
	*x = 0;
	if ((size_t)(m->end - m->p) < n)
		return tg_pickle_fail(m, "it is cut short");
	for (unsigned i = 0; i < n; i++)
		*x |= (uint64_t)m->p[i] << (8 * i);
	m->p += n;
	return true;
}

/* Read bytes that follow their own number, which is a number of n bytes. */
static bool
read_counted(struct tg_pickle_machine *m, unsigned n,
	const unsigned char **text, size_t *len)
{
	uint64_t x = 0;

	if (!read_number(m, n, &x))
		return false;
	if (x > (uint64_t)(m->end - m->p))
		return tg_pickle_fail(m, "it is cut short");
	*text = m->p;
	*len = (size_t)x;
	m->p += x;
	return true;
}

static bool
push_text(struct tg_pickle_machine *m, enum tg_pickle_kind kind, unsigned n)
{
	const unsigned char *text = NULL;
	uint32_t value = 0;
	size_t len = 0;

	return read_counted(m, n, &text, &len) &&
		tg_pickle_make_text(m, kind, text, len, &value) &&
		tg_pickle_push(m, value);
}

/* Push a signed integer of any length, which is in two's complement. */
static bool
push_long(struct tg_pickle_machine *m)
{
	uint64_t n = 0, x = 0;

	if (!read_number(m, 1, &n))
		return false;
	if (n > sizeof(x)) {
		m->p--;
		return push_text(m, TG_PICKLE_LONG, 1);
	}
	if (!read_number(m, (unsigned)n, &x))
		return false;
	if (n > 0 && n < sizeof(x) && x >> (8 * n - 1) != 0)
		x |= ~(uint64_t)0 << (8 * n);
	return tg_pickle_push_integer(m, (int64_t)x);
}

/* Push a float: eight bytes, big-endian. */
static bool
push_float(struct tg_pickle_machine *m)
{
	uint64_t x = 0;
	double number;

	if (!read_number(m, sizeof(x), &x))
		return false;
	x = __builtin_bswap64(x);
	memcpy(&number, &x, sizeof(number));
	return tg_pickle_push_float(m, number);
}

static bool
read_line(struct tg_pickle_machine *m, uint32_t *value)
{
	const unsigned char *text = m->p;
	const unsigned char *end = memchr(text, '\n', (size_t)(m->end - text));

	if (end == NULL)
		return tg_pickle_fail(m, "it is cut short");
	m->p = end + 1;
	return tg_pickle_make_text(
		m, TG_PICKLE_TEXT, text, (size_t)(end - text), value);
}

static bool
push_global(struct tg_pickle_machine *m, bool from_stack)
{
	uint32_t module = 0, name = 0, value = 0;

	if (from_stack ? !tg_pickle_pop(m, &name) || !tg_pickle_pop(m, &module)
		       : !read_line(m, &module) || !read_line(m, &name))
		return false;
	if (tg_pickle_value_at(m, module)->kind != TG_PICKLE_TEXT ||
		tg_pickle_value_at(m, name)->kind != TG_PICKLE_TEXT)
		return tg_pickle_fail(m, "a global has no name");
	if (!tg_pickle_make(m, TG_PICKLE_GLOBAL, &value))
		return false;
	tg_pickle_value_at(m, value)->global.module = module;
	tg_pickle_value_at(m, value)->global.name = name;
	return tg_pickle_push(m, value);
}

static bool
fail_opcode(struct tg_pickle_machine *m, unsigned char opcode)
{
	m->p--;
	return tg_fail(m->err, TG_ELACK, TG_NOPOS,
		"the pickle has opcode 0x%02X at byte %zu, which is not on the "
		"list that is read",
		opcode, (size_t)(m->p - m->data));
}

static bool
run_opcode(struct tg_pickle_machine *m)
{
	const unsigned char opcode = *m->p++;
	uint64_t x = 0;

	switch (opcode) {
	case 0x80: /* PROTO */
		return read_number(m, 1, &x) &&
			((x >= 2 && x <= 5) ||
				tg_pickle_fail(
					m, "its protocol is not 2 to 5"));
	case 0x95: /* FRAME */
		return read_number(m, 8, &x);
	case '.': /* STOP */
		m->stopped = true;
		return true;
	case '(': /* MARK */
		return tg_pickle_push_mark(m);
	case '0': /* POP */
		return tg_pickle_discard(m);
	case '1': /* POP_MARK */
		return tg_pickle_discard_marked(m);

	case 'N': /* NONE */
		return tg_pickle_push_constant(m, TG_PICKLE_NONE);
	case 0x88: /* NEWTRUE */
		return tg_pickle_push_constant(m, TG_PICKLE_TRUE);
	case 0x89: /* NEWFALSE */
		return tg_pickle_push_constant(m, TG_PICKLE_FALSE);
	case 'J': /* BININT */
		return read_number(m, 4, &x) &&
			tg_pickle_push_integer(m, (int32_t)x);
	case 'K': /* BININT1 */
		return read_number(m, 1, &x) &&
			tg_pickle_push_integer(m, (int64_t)x);
	case 'M': /* BININT2 */
		return read_number(m, 2, &x) &&
			tg_pickle_push_integer(m, (int64_t)x);
	case 0x8A: /* LONG1 */
		return push_long(m);
	case 0x8B: /* LONG4 */
		return push_text(m, TG_PICKLE_LONG, 4);
	case 'B': /* BINBYTES */
		return push_text(m, TG_PICKLE_BYTES, 4);
	case 'C': /* SHORT_BINBYTES */
		return push_text(m, TG_PICKLE_BYTES, 1);
	case 0x8E: /* BINBYTES8 */
	case 0x96: /* BYTEARRAY8 */
		return push_text(m, TG_PICKLE_BYTES, 8);
	case 'G': /* BINFLOAT */
		return push_float(m);
	case 'T': /* BINSTRING, of Python 2 */
	case 'X': /* BINUNICODE */
		return push_text(m, TG_PICKLE_TEXT, 4);
	case 'U':  /* SHORT_BINSTRING, of Python 2 */
	case 0x8C: /* SHORT_BINUNICODE */
		return push_text(m, TG_PICKLE_TEXT, 1);
	case 0x8D: /* BINUNICODE8 */
		return push_text(m, TG_PICKLE_TEXT, 8);

	case ')': /* EMPTY_TUPLE */
		return tg_pickle_push_constant(m, TG_PICKLE_TUPLE);
	case 0x85: /* TUPLE1 */
	case 0x86: /* TUPLE2 */
	case 0x87: /* TUPLE3 */
		return tg_pickle_push_short_tuple(m, opcode - 0x84u);
	case 't':  /* TUPLE */
	case 0x91: /* FROZENSET, which is like a tuple here */
		return tg_pickle_push_marked_tuple(m);
	case ']':  /* EMPTY_LIST */
	case 0x8F: /* EMPTY_SET */
		return tg_pickle_push_new(m, TG_PICKLE_LIST);
	case 'a': /* APPEND */
		return tg_pickle_extend_last(m, 1, false);
	case 'e':  /* APPENDS */
	case 0x90: /* ADDITEMS */
		return tg_pickle_extend_marked(m, false);
	case '}': /* EMPTY_DICT */
		return tg_pickle_push_new(m, TG_PICKLE_DICT);
	case 's': /* SETITEM */
		return tg_pickle_extend_last(m, 2, true);
	case 'u': /* SETITEMS */
		return tg_pickle_extend_marked(m, true);

	case 'c': /* GLOBAL */
		return push_global(m, false);
	case 0x93: /* STACK_GLOBAL */
		return push_global(m, true);
	case 'R':  /* REDUCE */
	case 0x81: /* NEWOBJ */
		return tg_pickle_push_call(m);
	case 0x92: /* NEWOBJ_EX, whose arguments by name are left out */
		return tg_pickle_discard(m) && tg_pickle_push_call(m);
	case 'b': /* BUILD */
		return tg_pickle_push_built(m);
	case 'Q': /* BINPERSID */
		return tg_pickle_push_persistent(m);

	case 'q': /* BINPUT */
		return read_number(m, 1, &x) && tg_pickle_memo_put(m, x);
	case 'r': /* LONG_BINPUT */
		return read_number(m, 4, &x) && tg_pickle_memo_put(m, x);
	case 0x94: /* MEMOIZE */
		return tg_pickle_memo_put(m, m->memo.n);
	case 'h': /* BINGET */
		return read_number(m, 1, &x) && tg_pickle_memo_get(m, x);
	case 'j': /* LONG_BINGET */
		return read_number(m, 4, &x) && tg_pickle_memo_get(m, x);
	default:
		return fail_opcode(m, opcode);
	}
}

static bool
run_pickle(struct tg_pickle_machine *m, uint32_t *root)
{
	if (!tg_pickle_begin(m))
		return false;
	while (!m->stopped) {
		if (m->p == m->end)
			return tg_pickle_fail(m, "it is cut short");
		if (!run_opcode(m))
			return false;
	}
	return tg_pickle_pop(m, root);
}

bool
tg_pickle_read(struct tg_pickle *pickle, const unsigned char *data, size_t len,
	size_t most, struct tg_err *err)
{
	struct tg_pickle_machine m = {
		.data = data,
		.p = data,
		.end = data + len,
		.most = most,
		.left = most,
		.err = err,
	};
	bool ok;

	memset(pickle, 0, sizeof(*pickle));
	/* values, items and positions are numbered with 32 bits */
	if (len > UINT32_MAX / 4)
		return tg_fail(err, TG_ELACK, TG_NOPOS,
			"the pickle has %zu bytes, more than are read", len);
	ok = run_pickle(&m, &pickle->root);
	tg_pickle_end(&m, pickle);
	if (!ok)
		tg_pickle_free(pickle);
	return ok;
}
