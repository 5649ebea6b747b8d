#ifndef TG_BASE_ARGV_H
#define TG_BASE_ARGV_H

#include "base/print.h"

/* The words of a call. All zero is empty and owns nothing; text.failed tells
 * that there was no memory for one. */
struct tg_argv {
	struct tg_printed text; /* the words, each with its zero byte */
	size_t n;
};

/* Add a word. */
void tg_argv_add(struct tg_argv *argv, const char *word);
void tg_argv_print(struct tg_argv *argv, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Add the words of another call, from number first on. */
void tg_argv_append(
	struct tg_argv *argv, const struct tg_argv *more, size_t first);

void tg_argv_free(struct tg_argv *argv);

/* Print n words, each with its zero byte, as they are typed into a shell. */
void tg_argv_shell(struct tg_printed *line, const char *words, size_t n);

#endif
