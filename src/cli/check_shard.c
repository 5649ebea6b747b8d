/*
 * What does not go with --shard. Ranks are started by engines, where nobody looks
 * at what each of them says: a call that cannot become one file is refused before
 * anything is read.
 */
#include "cli/check_shard.h"

#include <limits.h>
#include <string.h>
#include <sys/stat.h>

static bool
fail_usage(struct tg_err *err, const char *what)
{
	return tg_fail(err, TG_EUSAGE, TG_NOPOS, "%s", what);
}

static bool
check_output(const struct tg_options *options, struct tg_err *err)
{
	if (options->output == NULL) {
		fail_usage(err, "--shard needs -o FILE");
		tg_err_help(err,
			"the ranks make that file together, and find each "
			"other beside it");
		return false;
	}
	return true;
}

static bool
fail_operand(const char *what, const char *is, struct tg_err *err)
{
	tg_fail(err, TG_EUSAGE, TG_NOPOS, "with --shard %s cannot be %s", what,
		is);
	tg_err_help(err,
		"each rank reads its part of it: it has to be a file, or text "
		"on the command line");
	return false;
}

/* True if FILE or FILE:NAME names something that only one process can read, or
 * that is not the same for all. */
static bool
is_pipe_or_device(const struct tg_operand_spec *spec)
{
	const char *operand = spec->text;
	char path[PATH_MAX], *colon;
	struct stat st;

	if (tg_operand_is_inline(spec) || strlen(operand) >= sizeof(path))
		return false;
	strcpy(path, operand);
	while (stat(path, &st) != 0) {
		colon = strrchr(path, ':');
		if (colon == NULL)
			return false;
		*colon = '\0';
	}
	return !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
}

static bool
check_operand(const char *what, const struct tg_operand_spec *operand,
	struct tg_err *err)
{
	if (operand->text == NULL)
		return true;
	if (tg_operand_is_stdin(operand->text))
		return fail_operand(what, "standard input", err);
	if (is_pipe_or_device(operand))
		return fail_operand(what, "a pipe or a device", err);
	return true;
}

bool
tg_check_shard(const struct tg_options *options, struct tg_err *err)
{
	if (options->shard.what == TG_SHARD_NONE)
		return true;
	if (options->explain)
		return fail_usage(err, "--shard does not go with --explain");
	if (options->dry_run)
		return fail_usage(err, "--shard does not go with --dry-run");
	if (options->each)
		return fail_usage(err, "--shard does not go with --each");
	if (options->picture)
		return fail_usage(err, "--shard does not go with a picture");
	return check_output(options, err) &&
		check_operand("INPUT", &options->input, err) &&
		check_operand("INDEX", &options->index, err) &&
		check_operand("the file of --keys", &options->keys, err);
}

static bool
concerns_ranks(const struct tg_options *options, const char *option)
{
	static const char *const names[] = { "shard", "output", "quiet",
		"verbose", "errors" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(option, names[i]) == 0)
			return true;
	return strcmp(option, "json") == 0 &&
		options->shard.what == TG_SHARD_STATUS;
}

bool
tg_check_shard_action(
	struct tg_options *options, int n, char **operands, struct tg_err *err)
{
	const bool status = options->shard.what == TG_SHARD_STATUS;
	const char *word = status ? "status" : "clean";

	for (const struct tg_given *g = options->given; g->option != NULL; g++)
		if (!concerns_ranks(options, g->option->name)) {
			tg_fail(err, TG_EUSAGE, TG_NOPOS,
				"--%s does not go with --shard %s",
				g->option->name, word);
			tg_err_help(err, "all that it needs is -o FILE");
			return false;
		}
	if (n > 0) {
		tg_fail(err, TG_EUSAGE, TG_NOPOS,
			"--shard %s takes no operand, and got %s", word,
			operands[0]);
		tg_err_help(err, "all that it needs is -o FILE");
		return false;
	}
	options->action =
		status ? TG_ACTION_SHARD_STATUS : TG_ACTION_SHARD_CLEAN;
	return check_output(options, err);
}
