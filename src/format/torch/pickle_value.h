#ifndef TG_FORMAT_TORCH_PICKLE_VALUE_H
#define TG_FORMAT_TORCH_PICKLE_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a value in a pickle is. */
enum tg_pickle_kind {
	TG_PICKLE_NONE,
	TG_PICKLE_FALSE,
	TG_PICKLE_TRUE,
	TG_PICKLE_INT,
	TG_PICKLE_LONG, /* an int of more than 8 bytes */
	TG_PICKLE_FLOAT,
	TG_PICKLE_BYTES,
	TG_PICKLE_TEXT,
	TG_PICKLE_LIST, /* or a set, in the order of the pickle */
	TG_PICKLE_TUPLE,
	TG_PICKLE_DICT,
	TG_PICKLE_GLOBAL,     /* a name in a module */
	TG_PICKLE_CALL,       /* what a call of a global would return */
	TG_PICKLE_PERSISTENT, /* an object outside, by an id: a storage */
};

/*
 * A value. Values and items refer to one another by their numbers, which are
 * indices into the arrays of struct tg_pickle. Item 0 stands for no item.
 */
struct tg_pickle_value {
	enum tg_pickle_kind kind;
	uint32_t first, last; /* items of a list, tuple, dict or call */
	uint32_t state;       /* of a call: what BUILD gave it, or 0 */
	union {
		int64_t integer; /* of an int */
		double number;   /* of a float */
		uint32_t n;      /* of a list: items, also those
				    that were left out */
		struct {
			uint32_t at, len; /* in the pickle: UTF-8; of bytes
					     and a long int, which is in two's
					     complement, the bytes */
		} text;
		struct {
			uint32_t module, name; /* texts */
		} global;
		struct {
			uint32_t callee, arguments;
		} call;
		uint32_t id; /* of a persistent value: a tuple */
	};
};

struct tg_pickle_item {
	uint32_t next;
	uint32_t key; /* in a dict a value; in a list or tuple the item's
			 number from 0: lists leave out what does not matter */
	uint32_t value;
};

/* A pickle that was read. All zero owns nothing. */
struct tg_pickle {
	const unsigned char *data; /* borrowed */
	size_t len;
	struct tg_pickle_value *values;
	struct tg_pickle_item *items;
	uint32_t n_values, n_items;
	uint32_t root; /* the value that the pickle stands for */
	size_t most;   /* bytes that what is made of it may take */
};

/* Free a pickle. May be called twice. */
void tg_pickle_free(struct tg_pickle *pickle);

/* True if the value is a text that equals text. */
bool tg_pickle_is_text(
	const struct tg_pickle *pickle, uint32_t value, const char *text);

/* True if the value is the global module.name. */
bool tg_pickle_is_global(const struct tg_pickle *pickle, uint32_t value,
	const char *module, const char *name);

/*
 * Item number i of a list or a tuple; false when there is none, or it is
 * neither.
 */
bool tg_pickle_item_at(const struct tg_pickle *pickle, uint32_t value,
	unsigned i, uint32_t *item);

#endif
