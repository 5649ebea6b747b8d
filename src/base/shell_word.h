#ifndef TG_BASE_SHELL_WORD_H
#define TG_BASE_SHELL_WORD_H

#include "base/print.h"

/* Print a word, or the end of one, quoted if the shell needs that. */
void tg_shell_word(struct tg_printed *line, const char *text);

#endif
