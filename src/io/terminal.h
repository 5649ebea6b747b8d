#ifndef TG_IO_TERMINAL_H
#define TG_IO_TERMINAL_H

#include <stdbool.h>

/* True if standard output is a terminal. */
bool tg_terminal_is_output(void);

/*
 * How many columns text on standard output may take: COLUMNS where that is a
 * number, else those of the terminal, else 80; at least 20.
 */
int tg_terminal_width(void);

/*
 * Where standard input is a terminal, tell whoever sits there, on standard
 * error, what is read from it and how that ends; else do nothing.
 *
 *   what   "index"
 */
void tg_terminal_prompt(const char *what);

#endif
