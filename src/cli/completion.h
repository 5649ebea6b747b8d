#ifndef TG_CLI_COMPLETION_H
#define TG_CLI_COMPLETION_H

#include "base/print.h"
#include "cli/options.h"

/*
 * tg_completion_print - print a script that makes a shell complete the words of
 * a command: first what options there are and what they take, from their table,
 * then src/cli/shell/tgather.SHELL, which completes the names of tensors.
 */
void tg_completion_print(struct tg_printed *to, enum tg_shell shell);

#endif
