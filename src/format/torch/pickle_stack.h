#ifndef TG_FORMAT_TORCH_PICKLE_STACK_H
#define TG_FORMAT_TORCH_PICKLE_STACK_H

#include "base/error.h"
#include "format/torch/pickle_value.h"

/* An array that grows; entries are counted in 32 bits. */
struct tg_pickle_array {
	void *data;
	uint32_t n, capacity;
};

/* Integers from 0 to below this are made once. */
#define TG_PICKLE_SMALL 65536

/* The machine while it runs: a stack of values, and of marks on it. */
struct tg_pickle_machine {
	const unsigned char *data, *p, *end;
	size_t most, left; /* bytes that may be allocated, in all and still */
	struct tg_pickle_array values, items; /* of struct tg_pickle */
	struct tg_pickle_array stack, marks;  /* of uint32_t: values; heights */
	struct tg_pickle_array memo;          /* of uint32_t: values, 0: none */
	struct tg_pickle_array small;         /* of uint32_t: small integers */
	uint32_t memo_last; /* the value made last of those in the memo */
	/* by kind, the value that tg_pickle_push_constant pushes; 0: none yet */
	uint32_t constant[TG_PICKLE_PERSISTENT + 1];
	bool stopped;
	struct tg_err *err;
};

/*
 * What opcodes do to the stack. Each function returns false with m->err filled
 * in where that fails: TG_EDATA where the pickle is damaged, or takes more memory
 * than it may, TG_ESYS without memory.
 */

/*
 * Append an entry of size bytes, all zero, to one of the machine's arrays; NULL
 * where that fails. It is valid until the next one is appended.
 */
void *tg_pickle_append(
	struct tg_pickle_machine *m, struct tg_pickle_array *a, size_t size);

/* Make the values and items number 0, which stand for none. */
bool tg_pickle_begin(struct tg_pickle_machine *m);

/* Hand the values and items over to pickle, which frees them; free the rest. */
void tg_pickle_end(struct tg_pickle_machine *m, struct tg_pickle *pickle);

/* Fail with TG_EDATA: the pickle is damaged at the current byte. */
bool tg_pickle_fail(struct tg_pickle_machine *m, const char *what);

/* A value by its number. The pointer is valid until the next value is made. */
struct tg_pickle_value *tg_pickle_value_at(
	const struct tg_pickle_machine *m, uint32_t value);

/* Make a value without pushing it; *value is its number. */
bool tg_pickle_make(
	struct tg_pickle_machine *m, enum tg_pickle_kind kind, uint32_t *value);

/* Make a value that stands for bytes of the pickle: a text, bytes, a long. */
bool tg_pickle_make_text(struct tg_pickle_machine *m, enum tg_pickle_kind kind,
	const unsigned char *text, size_t len, uint32_t *value);

/* Push a value by its number, or a new one. */
bool tg_pickle_push(struct tg_pickle_machine *m, uint32_t value);
bool tg_pickle_push_new(struct tg_pickle_machine *m, enum tg_pickle_kind kind);
bool tg_pickle_push_integer(struct tg_pickle_machine *m, int64_t integer);
bool tg_pickle_push_float(struct tg_pickle_machine *m, double number);

/*
 * Push the value of a kind that is the same each time, and to which nothing can
 * be added: None, True, False, and the empty tuple.
 */
bool tg_pickle_push_constant(
	struct tg_pickle_machine *m, enum tg_pickle_kind kind);

/*
 * Pop the value on top of the stack, look at it, or throw it away. All fail
 * where no value lies above the last mark.
 */
bool tg_pickle_pop(struct tg_pickle_machine *m, uint32_t *value);
bool tg_pickle_top(struct tg_pickle_machine *m, uint32_t *value);
bool tg_pickle_discard(struct tg_pickle_machine *m);

/* Set a mark; throw away all values above the last mark, and the mark. */
bool tg_pickle_push_mark(struct tg_pickle_machine *m);
bool tg_pickle_discard_marked(struct tg_pickle_machine *m);

/* Replace the n values on top, or those above the last mark, by a tuple. */
bool tg_pickle_push_short_tuple(struct tg_pickle_machine *m, uint32_t n);
bool tg_pickle_push_marked_tuple(struct tg_pickle_machine *m);

/*
 * Add the n values on top, or those above the last mark, to the container below
 * them: one by one, or with pairs set as keys and values in turn.
 */
bool tg_pickle_extend_last(struct tg_pickle_machine *m, uint32_t n, bool pairs);
bool tg_pickle_extend_marked(struct tg_pickle_machine *m, bool pairs);

/*
 * Replace a callee and the arguments above it by the call; replace the id on
 * top by the object outside the pickle that it stands for.
 */
bool tg_pickle_push_call(struct tg_pickle_machine *m);
bool tg_pickle_push_persistent(struct tg_pickle_machine *m);

/* Give the state on top to the object below it, which stays. */
bool tg_pickle_push_built(struct tg_pickle_machine *m);

/* Remember the value on top as number i; push the value number i. */
bool tg_pickle_memo_put(struct tg_pickle_machine *m, uint64_t i);
bool tg_pickle_memo_get(struct tg_pickle_machine *m, uint64_t i);

#endif
