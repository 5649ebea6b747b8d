#ifndef TG_CLI_ERRORS_OPTION_H
#define TG_CLI_ERRORS_OPTION_H

/*
 * Choose the form of errors that a command line asks for with --errors, or else
 * TGATHER_ERRORS, before the command line is read: an error in it, wherever it
 * stands, has that form, too. A word that is no form is left to those who read
 * the options and the environment.
 */
void tg_errors_option_apply(char **argv);

#endif
