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
	const char *dim; /* taken for the dim, but may be an index; or NULL */
	bool unclear;    /* what was meant is not known */
	char *room;      /* for words that are put together; malloc'ed */
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
 * Errors: TG_EUSAGE. Ownership: the caller frees words->room, to which operands
 * may point.
 */
bool tg_meant_words(
	struct tg_options *options, struct tg_words *words, struct tg_err *err);

/* Make the help of an error the whole call that was meant. */
void tg_meant_help(struct tg_err *err, const struct tg_options *options,
	const struct tg_words *words);

/*
 * tg_meant_action - a command such as "help" or "info FILE" that is no file, and
 * means an option. Returns true, with an error that has the call to make, if
 * there is one.
 */
bool tg_meant_action(struct tg_err *err, const struct tg_options *options,
	const struct tg_words *words);

/*
 * tg_meant_output - "-o x.pt": a format that is only read becomes NumPy's.
 *
 *   *room   where there is room for the name of the file and 4 characters more;
 *           becomes what is left
 *
 * Returns true if the options mean what they say. Errors: TG_EUSAGE.
 */
bool tg_meant_output(
	struct tg_options *options, char **room, struct tg_err *err);

/* True for "-1" and what may be the end of a split list, such as "-1,". */
bool tg_meant_number(const char *text);

#endif
