#ifndef TG_BASE_ERROR_FORM_H
#define TG_BASE_ERROR_FORM_H

#include <stdbool.h>

#include "base/choices.h"

/* In which form standard error gets errors and all else that it is told. */
enum tg_error_form {
	TG_ERRORS_TEXT, /* lines for people; what is used until one is chosen */
	TG_ERRORS_JSON, /* an object on each line, for programs */
};

/* "text", "json" */
tg_choices tg_error_form_choice;

/* Choose a form by its word. Errors: TG_EUSAGE for another word. */
bool tg_error_form_parse(
	enum tg_error_form *form, const char *word, struct tg_err *err);

/* Choose the form for the whole process, before there are threads. */
void tg_error_form_set(enum tg_error_form form);

bool tg_errors_are_json(void);

#endif
