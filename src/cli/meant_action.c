/*
 * Answers words that other programs have as commands, "help", "version" and
 * "info FILE", with the options that do this here.
 */
#include <string.h>
#include <unistd.h>

#include "cli/meant.h"

/* True if all options that were given go with any action. */
static bool
options_are_of_all(const struct tg_options *options)
{
	for (const struct tg_given *g = options->given; g->option != NULL; g++)
		if (g->option->use != TG_OF_ALL)
			return false;
	return true;
}

/* The option of a word that is the first operand; or NULL. */
static const char *
option_of(const char *word, int n)
{
	if (n == 1 && strcmp(word, "help") == 0)
		return "--help";
	if (n == 1 && strcmp(word, "version") == 0)
		return "--version";
	if (n > 1 && strcmp(word, "info") == 0)
		return "--info";
	return NULL;
}

/* Add the options that were given, and the words behind the first, all of them
 * behind -- if one is like an option. */
static void
add_rest(struct tg_argv *argv, const struct tg_options *options,
	const struct tg_words *words)
{
	for (const struct tg_given *g = options->given; g->option != NULL;
		g++) {
		tg_argv_print(argv, "--%s", g->option->name);
		if (g->value != NULL)
			tg_argv_add(argv, g->value);
	}
	if (words->nplain < words->n)
		tg_argv_add(argv, "--");
	for (int i = 1; i < words->n; i++)
		tg_argv_add(argv, words->operand[i]);
}

bool
tg_meant_action(struct tg_err *err, const struct tg_options *options,
	const struct tg_words *words)
{
	struct tg_argv argv = { 0 };
	const char *word, *option;

	if (options->action != TG_ACTION_GATHER || words->nplain == 0)
		return false;
	word = words->operand[0];
	option = option_of(word, words->n);
	if (option == NULL || !options_are_of_all(options) ||
		access(word, F_OK) == 0)
		return false;
	tg_fail(err, TG_EUSAGE, TG_NOPOS, "%s is no file: it is an option here",
		word);
	tg_argv_add(&argv, "tgather");
	tg_argv_add(&argv, option);
	add_rest(&argv, options, words);
	tg_err_help_call(err, &argv, "did you mean");
	tg_argv_free(&argv);
	return true;
}
