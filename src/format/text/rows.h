#ifndef TG_FORMAT_TEXT_ROWS_H
#define TG_FORMAT_TEXT_ROWS_H

#include "format/json/chunks.h"
#include "format/text/table.h"

/*
 * tg_table_chunks_open - begin to cut a table into chunks of whole lines; see
 * tg_json_chunks_open.
 *
 *   table   opened; an index without a dtype
 *
 * Returns false if the table has no lines, or if they are too long.
 */
bool tg_table_chunks_open(struct tg_json_chunks *chunks,
	const struct tg_table *table, int lead, struct tg_json_scan *unit);

/*
 * True if there is a whole line behind the first one. It decides about the first
 * one, too: whether that is a header, and how many dims the tensor has.
 *
 *   unit   as tg_table_chunks_open has set it
 */
bool tg_table_goes_on(
	const struct tg_json_chunks *chunks, const struct tg_json_scan *unit);

/*
 * tg_table_rows_scan - tg_json_rows_scan for a chunk of a table: whole lines,
 * of which the last one in the text may lack its line end. ndim is 2, and length
 * is the fields of a line. A field that a chunk ends in makes it return false.
 */
bool tg_table_rows_scan(struct tg_json_rows *rows);

/* The same, with the code for an instruction set; this machine must have it. */
bool tg_table_rows_scan_with(struct tg_json_rows *rows, enum tg_isa isa);

#endif
