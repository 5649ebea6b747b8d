#ifndef TG_FORMAT_TORCH_PICKLE_STACK_H
#define TG_FORMAT_TORCH_PICKLE_STACK_H

#include "format/torch/pickle.h"

/* An array that grows; entries are counted in 32 bits. */
struct tg_pickle_array {
	void *data;
	uint32_t n, capacity;
};

/* The machine while it runs: a stack of values, and of marks on it. */
struct tg_pickle_machine {
	const unsigned char *data, *p, *end;
	struct tg_pickle_array values, items; /* of struct tg_pickle */
	struct tg_pickle_array stack, marks;  /* of uint32_t: values; heights */
	struct tg_pickle_array memo;          /* of uint32_t: values, 0 none */
	bool stopped;
	struct tg_err *err;
};

/*
 * The values of the opcodes, and what they do to the stack. All return false
 * with m->err filled in: TG_EDATA where the pickle is damaged, TG_ESYS without
 * memory.
 */

/* Make value and item 0, which nothing refers to. */
bool tg_pickle_begin(struct tg_pickle_machine *m);

/* Hand over the values, and free the rest. */
void tg_pickle_end(struct tg_pickle_machine *m, struct tg_pickle *pickle);

/* Say that it is damaged. */
bool tg_pickle_fail(struct tg_pickle_machine *m, const char *what);

/* A value as it can be changed, until the next one is made. */
struct tg_pickle_value *tg_pickle_value_at(
	const struct tg_pickle_machine *m, uint32_t value);

/* A new value that is not on the stack. */
bool tg_pickle_make(
	struct tg_pickle_machine *m, enum tg_pickle_kind kind, uint32_t *value);
bool tg_pickle_make_text(struct tg_pickle_machine *m, const unsigned char *text,
	size_t len, uint32_t *value);

bool tg_pickle_push(struct tg_pickle_machine *m, uint32_t value);
bool tg_pickle_push_new(struct tg_pickle_machine *m, enum tg_pickle_kind kind);
bool tg_pickle_push_integer(
	struct tg_pickle_machine *m, enum tg_pickle_kind kind, int64_t integer);

/* The value on top, taken away or not; what lies below the last mark is hidden. */
bool tg_pickle_pop(struct tg_pickle_machine *m, uint32_t *value);
bool tg_pickle_top(struct tg_pickle_machine *m, uint32_t *value);
bool tg_pickle_discard(struct tg_pickle_machine *m);

/* A mark, and dropping all down to the last one. */
bool tg_pickle_push_mark(struct tg_pickle_machine *m);
bool tg_pickle_discard_marked(struct tg_pickle_machine *m);

/* A tuple of n values on top, or of those above the last mark. */
bool tg_pickle_push_short_tuple(struct tg_pickle_machine *m, uint32_t n);
bool tg_pickle_push_marked_tuple(struct tg_pickle_machine *m);

/* Add n values on top, or those above the last mark, to the one below. */
bool tg_pickle_extend_last(struct tg_pickle_machine *m, uint32_t n, bool pairs);
bool tg_pickle_extend_marked(struct tg_pickle_machine *m, bool pairs);

/* A call of what lies below its arguments; what the id on top stands for. */
bool tg_pickle_push_call(struct tg_pickle_machine *m);
bool tg_pickle_push_persistent(struct tg_pickle_machine *m);

/* Remember the value on top by a number; push what was remembered. */
bool tg_pickle_memo_put(struct tg_pickle_machine *m, uint64_t i);
bool tg_pickle_memo_get(struct tg_pickle_machine *m, uint64_t i);

#endif
