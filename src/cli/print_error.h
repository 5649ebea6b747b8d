#ifndef TG_CLI_PRINT_ERROR_H
#define TG_CLI_PRINT_ERROR_H

#include <stdio.h>

#include "base/error.h"
#include "tensor/shape.h"

/*
 * Print an error, in the form that was chosen (base/error_form.h): for people,
 * made harmless for a terminal (base/harmless.h), or as a line of JSON. Nothing
 * is allocated for JSON; for people, only for the calls in it.
 */
void tg_cli_print_error(FILE *to, const struct tg_err *err);

/* The line of JSON for programs; see the manual for what is in it. */
void tg_cli_print_error_json(FILE *to, const struct tg_err *err);

/* Tell programs of a step of the job, and the time since its beginning. */
void tg_cli_print_step_json(const char *step, int64_t microseconds,
	const struct tg_shape *shape, const char *format, const char *name);

void tg_cli_print_warning_json(const char *text);

/* Print on standard error that a result may not be what was meant. */
void tg_cli_print_warning(const char *text);

#endif
