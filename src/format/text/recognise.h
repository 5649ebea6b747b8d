#ifndef TG_FORMAT_TEXT_RECOGNISE_H
#define TG_FORMAT_TEXT_RECOGNISE_H

#include "format/format.h"

/*
 * tg_text_or_json - tell text tables from JSON, by no more than the first 64 KB
 * of a text. What is JSON stays JSON: what begins with a bracket or a brace, and
 * a single scalar.
 *
 *   named   the format that the name of the file has: a text table, which the
 *           text then is unless it is JSON; or NULL. The text is then a table
 *           only if its first line consists of numbers
 *   coming  there may be more bytes than these
 *
 * Returns the format, or NULL if more bytes have to come first. For numbers it
 * is the one with commas between them if the line has one, else with tabs, else
 * with blanks. A name that says .csv or .tsv says which it is; one that says
 * .txt does not.
 */
const struct tg_format *tg_text_or_json(const struct tg_format *named,
	const struct tg_bytes *bytes, bool coming);

/*
 * tg_text_of_names - likewise for a text of names, such as words: lines, or JSON
 * if it begins as a tensor of strings or numbers does. A line may be "[PAD]".
 *
 *   named   the format that the name of the file has, or NULL; with .txt it is
 *           always lines
 */
const struct tg_format *tg_text_of_names(const struct tg_format *named,
	const struct tg_bytes *bytes, bool coming);

/* True if it is one of the formats of text tables. */
bool tg_text_is_format(const struct tg_format *format);

/* True if the first line of a text in that format may name columns. */
bool tg_text_has_header(const struct tg_format *format);

#endif
