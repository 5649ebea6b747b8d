/*
 * Keeps in which form errors are told: the option and the environment choose it,
 * and all who write to standard error ask for it.
 */
#include "base/error_form.h"

static enum tg_error_form chosen;

const char *
tg_error_form_choice(size_t i)
{
	static const char *const words[] = {
		[TG_ERRORS_TEXT] = "text",
		[TG_ERRORS_JSON] = "json",
	};

	return i < sizeof(words) / sizeof(words[0]) ? words[i] : NULL;
}

bool
tg_error_form_parse(
	enum tg_error_form *form, const char *word, struct tg_err *err)
{
	size_t i;

	if (!tg_choices_find(&i, tg_error_form_choice, word))
		return tg_fail(err, TG_EUSAGE, TG_NOPOS,
			"\"%s\" is neither text nor json", word);
	*form = (enum tg_error_form)i;
	return true;
}

void
tg_error_form_set(enum tg_error_form form)
{
	chosen = form;
}

bool
tg_errors_are_json(void)
{
	return chosen == TG_ERRORS_JSON;
}
