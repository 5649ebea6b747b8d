#ifndef TG_FORMAT_TEXT_TABLE_H
#define TG_FORMAT_TEXT_TABLE_H

#include "format/format.h"
#include "format/json/scan.h"

/*
 * A text table: lines of equally many fields, of which a tensor of two dims is
 * made; or of one dim, if there is one field in each line.
 *
 *   scan     its json is the text; begin is where the first line of elements
 *            begins; integers is true for an index. Items are as in JSON
 *   header   the line that names the columns, or NULL
 *   length   fields of a line; -1 if there is none
 *   before   lines that are before this text, for subscripts in messages
 *   one_line the text is a line, and the tensor has one dim
 *   lowest, highest
 *            what the dtype that the user says of an index can hold
 */
struct tg_table {
	struct tg_json_scan scan;
	enum tg_text_syntax syntax;
	const unsigned char *header;
	int64_t length;
	int64_t before;
	bool one_line;
	int64_t lowest, highest;
};

/*
 * tg_table_open - look at the first lines of a table: where its elements begin,
 * and whether there is a header.
 *
 * Errors: TG_EDATA if it cannot be told whether the first line is a header.
 * Ownership: borrows bytes.
 */
bool tg_table_open(struct tg_table *table, enum tg_text_syntax syntax,
	const struct tg_bytes *bytes, const struct tg_read *request,
	struct tg_err *err);

/*
 * tg_table_scan - scan the lines from scan.begin on by one thread, and fill in
 * the rest of scan. It decides about every text; the faster scanners accept
 * only what this one accepts, too.
 *
 * Errors: TG_EDATA with the position; TG_ESYS without memory.
 * Ownership: scan.items is malloc'ed and the caller's, also after an error.
 */
bool tg_table_scan(struct tg_table *table, struct tg_err *err);

/* The shape of a table with so many lines. */
struct tg_shape tg_table_shape(const struct tg_table *table, int64_t nline);

/*
 * The position of element number k of a table, in C order. comments is true for
 * an index, in which lines that begin with # are comments.
 */
size_t tg_table_find(const struct tg_text *text, bool comments, int64_t k);

#endif
