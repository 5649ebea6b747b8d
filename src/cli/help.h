#ifndef TG_CLI_HELP_H
#define TG_CLI_HELP_H

#include <stdio.h>

#include "base/print.h"
#include "cli/options.h"

/* Print what --help prints: every option, no line over 80 columns. */
void tg_help_print(struct tg_printed *to);

/* Print what -h prints: what most calls need, in fifteen lines. */
void tg_help_print_short(struct tg_printed *to);

/* Print three lines for somebody who gave no argument at all. */
void tg_help_print_brief(FILE *to);

/* Room for the help of any option. */
#define TG_HELP_TEXT 400

/* Write the help of an option, with the words its value may be in place of %;
 * returns text. */
const char *tg_help_of(char text[TG_HELP_TEXT], const struct tg_option *row);

#endif
