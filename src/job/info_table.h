#ifndef TG_JOB_INFO_TABLE_H
#define TG_JOB_INFO_TABLE_H

#include "base/print.h"
#include "tensor/shape.h"

/*
 * A listing of tensors for people: a table of name, dtype, shape and size. In a
 * long one, tensors whose names differ only in their numbers are one line. All
 * zero is empty.
 */
struct tg_info_table {
	struct tg_info_entry *entries; /* malloc'ed */
	size_t n, capacity;
	bool failed; /* there was not enough memory */
};

/*
 * Add a tensor. name and dtype are copied; dtype NULL: none fits. There is no
 * need to look whether there was memory: failed tells in the end.
 */
void tg_info_table_add(struct tg_info_table *table, const char *name,
	const char *dtype, const struct tg_shape *shape, int64_t bytes);

/* Drop the tensors behind the first n. */
void tg_info_table_cut(struct tg_info_table *table, size_t n);

/*
 * tg_info_table_print - print the table, unless it is empty, and drop all its
 * tensors.
 *
 *   to        no line takes more than width columns, unless it is the shape
 *             that is so long
 *   heading   the line above it; NULL: none
 *
 * Errors: to->failed without memory.
 */
void tg_info_table_print(struct tg_info_table *table, struct tg_printed *to,
	const char *heading, int width);

void tg_info_table_free(struct tg_info_table *table);

#endif
