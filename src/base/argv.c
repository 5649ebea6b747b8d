/*
 * Keeps the words of a call apart, as programs start each other with them. Only
 * where a person reads the call it becomes a line for the shell, with quotes.
 */
#include "base/argv.h"

#include <string.h>

#include "base/shell_word.h"

void
tg_argv_add(struct tg_argv *argv, const char *word)
{
	tg_print_bytes(&argv->text, word, strlen(word) + 1);
	argv->n++;
}

void
tg_argv_print(struct tg_argv *argv, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	tg_print_args(&argv->text, fmt, args);
	va_end(args);
	tg_print_bytes(&argv->text, "", 1);
	argv->n++;
}

void
tg_argv_append(struct tg_argv *argv, const struct tg_argv *more, size_t first)
{
	const char *word = more->text.text;

	for (size_t i = 0; i < more->n; i++) {
		if (i >= first)
			tg_argv_add(argv, word);
		word += strlen(word) + 1;
	}
}

void
tg_argv_free(struct tg_argv *argv)
{
	tg_printed_free(&argv->text);
	argv->n = 0;
}

void
tg_argv_shell(struct tg_printed *line, const char *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			tg_print_char(line, ' ');
		tg_shell_word(line, words);
		words += strlen(words) + 1;
	}
}
