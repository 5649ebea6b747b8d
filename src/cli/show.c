/*
 * Prints what needs no files: the help, the version and the completions. The
 * text is made in memory first, so that it is written as every other result is,
 * and a full disk is noticed.
 */
#include "cli/show.h"

#include <stdio.h>

#include "base/error_form.h"
#include "cli/completion.h"
#include "cli/help.h"
#include "cli/version.h"
#include "io/output.h"

static void
print_action(struct tg_printed *to, const struct tg_options *options)
{
	switch (options->action) {
	case TG_ACTION_VERSION:
		tg_version_print(to);
		break;
	case TG_ACTION_SHORT_VERSION:
		tg_version_print_short(to);
		break;
	case TG_ACTION_COMPLETION:
		tg_completion_print(to, options->shell);
		break;
	case TG_ACTION_SHORT_HELP:
		tg_help_print_short(to);
		break;
	default:
		tg_help_print(to);
	}
}

bool
tg_cli_show(const struct tg_options *options, struct tg_err *err)
{
	struct tg_printed text = { 0 };
	bool ok;

	if (options->action == TG_ACTION_BRIEF && tg_errors_are_json())
		return tg_fail(err, TG_EUSAGE, TG_NOPOS, "INPUT is missing");
	if (options->action == TG_ACTION_BRIEF) {
		tg_help_print_brief(stderr);
		err->code = TG_EUSAGE;
		return true;
	}
	print_action(&text, options);
	ok = text.failed ? tg_fail_memory(err, "the help")
			 : tg_output_print(text.text, text.len, err);
	tg_printed_free(&text);
	return ok;
}
