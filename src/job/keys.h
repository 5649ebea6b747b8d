#ifndef TG_JOB_KEYS_H
#define TG_JOB_KEYS_H

#include "base/print.h"
#include "job/operand.h"

/* A name, and the position along the dim that it stands for. */
struct tg_key {
	const char *text; /* inside the texts of tg_keys */
	size_t len;
	int64_t number;
};

/*
 * The names of the positions along a dim of INPUT, so that INDEX can hold names
 * in place of numbers. All zero has none.
 */
struct tg_keys {
	const char *source;      /* where they stand, for messages; borrowed */
	struct tg_operand file;  /* of --keys */
	struct tg_printed texts; /* of all keys */
	struct tg_key *sorted;   /* malloc'ed */
	size_t n;
};

/*
 * tg_keys_open - open the file that lists the names: one a line, or a tensor of
 * one dim in any other format.
 *
 *   keys   all zero; borrows spec
 *
 * Errors: TG_ESYS, TG_EDATA; complete.
 */
bool tg_keys_open(struct tg_keys *keys, const struct tg_operand_spec *spec,
	struct tg_err *err);

/*
 * tg_keys_of_file - take the names from the file that was opened, unless that
 * was done. They need not differ: one that stands there twice must only not be
 * looked up.
 *
 * Errors: TG_EDATA, TG_ESYS; complete.
 */
bool tg_keys_of_file(struct tg_keys *keys, struct tg_err *err);

/*
 * tg_keys_of_header - take the names of the columns of a text table, unless that
 * was done.
 *
 *   source   as messages call it; borrowed
 *   table    has a header
 *
 * Errors: TG_ESYS without memory.
 */
bool tg_keys_of_header(struct tg_keys *keys, const char *source,
	const struct tg_tensor *table, struct tg_err *err);

/* The first key of that text, or NULL. */
const struct tg_key *tg_keys_find(
	const struct tg_keys *keys, const struct tg_printed *name);

/* True if another key has the text of one that was found. */
bool tg_keys_has_twice(const struct tg_keys *keys, const struct tg_key *key);

/*
 * tg_keys_resolve - look up each element of INDEX, and make it the tensor of the
 * numbers, int64.
 *
 *   index   its tensor holds names, in any dtype that has a text: numbers are
 *           compared as they are written
 *   fill    a name that is unknown becomes a number that no dim has; else it is
 *           an error
 *
 * Errors: TG_EDATA for names that are unknown, with the nearest ones, or that
 * are the keys of two positions; TG_ESYS without memory. Complete.
 */
bool tg_keys_resolve(const struct tg_keys *keys, struct tg_operand *index,
	bool fill, struct tg_err *err);

void tg_keys_free(struct tg_keys *keys);

#endif
