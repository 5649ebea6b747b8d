#ifndef TG_FORMAT_TORCH_PICKLE_H
#define TG_FORMAT_TORCH_PICKLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/*
 * Python's pickle, read and not run: a fixed list of opcodes makes a tree of
 * values, in which a call is a value that says what would have been called.
 * See Lib/pickletools.py in Python for what the opcodes mean.
 */
enum tg_pickle_kind {
	TG_PICKLE_OTHER, /* None, a float, bytes: nothing that matters here */
	TG_PICKLE_BOOL,
	TG_PICKLE_INT,
	TG_PICKLE_TEXT,
	TG_PICKLE_LIST,
	TG_PICKLE_TUPLE,
	TG_PICKLE_DICT,
	TG_PICKLE_GLOBAL,     /* a name in a module */
	TG_PICKLE_CALL,       /* what a call of it would give */
	TG_PICKLE_PERSISTENT, /* what an id stands for */
};

/* Values and items are numbered; item 0 is none. */
struct tg_pickle_value {
	enum tg_pickle_kind kind;
	uint32_t first, last; /* items of a list, a tuple, a dict or a call */
	union {
		int64_t integer; /* also a bool's */
		struct {
			uint32_t at, len; /* UTF-8, in the pickle */
		} text;
		struct {
			uint32_t module, name; /* texts */
		} global;
		struct {
			uint32_t callee, arguments;
		} call;
		uint32_t id; /* of a persistent one */
	};
};

struct tg_pickle_item {
	uint32_t next;
	uint32_t key; /* of a dict: a value */
	uint32_t value;
};

/* A pickle that was read. All zero owns nothing. */
struct tg_pickle {
	const unsigned char *data; /* borrowed */
	size_t len;
	struct tg_pickle_value *values;
	struct tg_pickle_item *items;
	uint32_t n_values, n_items;
	uint32_t root; /* the value of it all */
};

/*
 * Errors: TG_EDATA for what is no pickle, or has an opcode that is not on the
 * list; TG_ESYS without memory.
 * Cost: linear in time and memory; values may refer to one another in circles.
 */
bool tg_pickle_read(struct tg_pickle *pickle, const unsigned char *data,
	size_t len, struct tg_err *err);

/* May be called twice. */
void tg_pickle_free(struct tg_pickle *pickle);

/* True if the value is a text that says so. */
bool tg_pickle_is_text(
	const struct tg_pickle *pickle, uint32_t value, const char *text);

/* True if the value is that name in that module. */
bool tg_pickle_is_global(const struct tg_pickle *pickle, uint32_t value,
	const char *module, const char *name);

/*
 * Item number i of a list or a tuple; false when there is none, or it is
 * neither.
 */
bool tg_pickle_item(const struct tg_pickle *pickle, uint32_t value, unsigned i,
	uint32_t *item);

#endif
