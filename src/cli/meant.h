#ifndef TG_CLI_MEANT_H
#define TG_CLI_MEANT_H

#include "cli/options.h"

/* The words of a command line that are no options nor values of them. */
struct tg_words {
	char **operand;
	int n;
	int nplain;         /* those before --, which are the first of them */
	const char *input;  /* of --input, which is no option; or NULL */
	const char *index;  /* of --index, likewise */
	const char *traced; /* the word behind an --explain without a value */
	struct tg_given *explain; /* that option */
	bool unclear;             /* what was meant is not known */
	char *room; /* for words that are put together; malloc'ed */
};

/*
 * tg_meant_words - find out what somebody meant whose words cannot be operands
 * and options as they stand: a dim or an operation without its option, as torch
 * has them; JSON that the shell has split; a tuple of Python.
 *
 *   words, options   become what was meant; room for two operands more than
 *                    there are is needed at words->operand
 *
 * Returns true if the words mean what they say. Otherwise err, which may be
 * NULL, tells what is wrong with the first of them that does not.
 * Errors: TG_EUSAGE. Ownership: the caller frees words->room.
 */
bool tg_meant_words(
	struct tg_options *options, struct tg_words *words, struct tg_err *err);

/* Make the help of an error the whole call that was meant. */
void tg_meant_help(struct tg_err *err, const struct tg_options *options);

/* True for "-1" and what may be the end of a split list, such as "-1,". */
bool tg_meant_number(const char *text);

#endif
