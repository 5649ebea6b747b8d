#ifndef TG_CLI_FIND_OPTION_H
#define TG_CLI_FIND_OPTION_H

#include "base/error.h"
#include "cli/options.h"

/*
 * tg_option_find - find the option that a word names, or is a beginning of that
 * no other has.
 *
 *   *found   its row; if there is none, the one that may be meant, or NULL
 *
 * Errors: TG_EUSAGE, with the nearest name or those that begin so.
 */
bool tg_option_find(
	const struct tg_option **found, const char *word, struct tg_err *err);

/* Name the options that say a format, to who asks for one and not of what. */
void tg_option_help_format(struct tg_err *err);

/* The row of a name or a second name, which has to be one. */
const struct tg_option *tg_option_named(const char *name);

/* The row of a letter, or NULL. */
const struct tg_option *tg_option_of_letter(char letter);

/* The whole name of an option that a text has before its =, or at its end, if
 * there is one; or NULL: see read_letters in parse.c. */
const char *tg_option_name_begins(const char *text);

#endif
