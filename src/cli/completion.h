#ifndef TG_CLI_COMPLETION_H
#define TG_CLI_COMPLETION_H

#include <stdio.h>

#include "cli/options.h"

/*
 * tg_completion_print - a script that teaches a shell to complete the words of
 * a command: what the options are and take, from their table, and then
 * src/shell/tgather.SHELL, which completes the names of tensors.
 */
void tg_completion_print(FILE *to, enum tg_shell shell);

#endif
