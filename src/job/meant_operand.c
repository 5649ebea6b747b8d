/*
 * Helps whose operand cannot be read, but says what was meant: the name of a
 * file may be misspelt, a pattern may stand in quotes, an address may be meant
 * that tgather does not fetch, and an array may be as NumPy prints it.
 */
#include "job/meant_operand.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/nearest.h"
#include "base/print.h"
#include "base/shell_word.h"
#include "cli/command_line.h"
#include "cli/meant_array.h"

/* A larger directory is not looked through: the error should come at once. */
#define NAMES_MAX 10000

/* The user's call with another operand in this one's place. */
static void
call_with(struct tg_argv *argv, const struct tg_operand *operand,
	const char *text)
{
	struct tg_options o = *operand->options;

	if (operand->spec == &operand->options->input)
		o.input.text = text;
	else
		o.index.text = text;
	tg_command_words(argv, &(struct tg_command){ .options = &o });
}

/* True if the call can be told: the operand is one of its own. */
static bool
knows_call(const struct tg_operand *operand)
{
	const struct tg_options *o = operand->options;

	return o != NULL && !o->call.lacks_dim &&
		(operand->spec == &o->input || operand->spec == &o->index);
}

/* True if both have the same digits: step1 and step2 are two files, and neither
 * is the other one misspelt. */
static bool
have_same_digits(const char *a, const char *b)
{
	static const char digits[] = "0123456789";

	for (;; a++, b++) {
		a += strcspn(a, digits);
		b += strcspn(b, digits);
		if (*a != *b)
			return false;
		if (*a == '\0')
			return true;
	}
}

/*
 * Find the one name in a directory that is nearest to another. Of the letters
 * before the last point, which tell files apart, at most a third may differ.
 * (Behind the point there may be another format.)
 * Returns NULL if there is none, or several; else it is malloc'ed.
 */
static char *
find_nearest(const char *directory, const char *name)
{
	const char *point = strrchr(name, '.');
	const size_t stem =
		point != NULL ? (size_t)(point - name) : strlen(name);
	struct tg_nearest nearest = { .word = name };
	char *best = NULL;
	struct dirent *entry;
	DIR *dir = opendir(directory);
	int n = 0;

	if (dir == NULL)
		return NULL;
	while (n < NAMES_MAX && (entry = readdir(dir)) != NULL) {
		const char *before = nearest.best;

		n++;
		if (!have_same_digits(name, entry->d_name))
			continue;
		tg_nearest_offer(&nearest, entry->d_name);
		if (nearest.best == before)
			continue;
		free(best);
		nearest.best = best = strdup(entry->d_name);
		if (best == NULL)
			break;
	}
	closedir(dir);
	if (best != NULL && n < NAMES_MAX && !nearest.tied &&
		(nearest.distance * 3 <= stem ||
			strncmp(best, name, stem + 1) == 0))
		return best;
	free(best);
	return NULL;
}

static bool
is_regular(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* Suggest the file whose name is nearest, with the :NAME that was given. */
static void
help_with_nearest(const struct tg_operand *operand, struct tg_err *err)
{
	const char *text = operand->spec->text;
	const char *slash = strrchr(text, '/');
	const size_t begin = slash != NULL ? (size_t)(slash - text) + 1 : 0;
	const size_t len = strcspn(text + begin, ":");
	struct tg_printed path = { 0 }, name = { 0 };
	struct tg_argv argv = { 0 };
	char *nearest = NULL;

	tg_print_bytes(&path, text, begin);
	tg_print_bytes(&name, text + begin, len);
	if (!path.failed && !name.failed && len > 0)
		nearest = find_nearest(begin > 0 ? path.text : ".", name.text);
	if (nearest != NULL)
		tg_print_text(&path, nearest);
	if (nearest == NULL || path.failed || !is_regular(path.text))
		goto done;
	tg_print_text(&path, text + begin + len);
	if (path.failed)
		goto done;
	if (knows_call(operand)) {
		call_with(&argv, operand, path.text);
		tg_err_help_call(err, &argv, "did you mean %s", nearest);
	} else {
		tg_err_help(err, "did you mean %s?", path.text);
	}
done:
	tg_argv_free(&argv);
	tg_printed_free(&name);
	tg_printed_free(&path);
	free(nearest);
}

static bool
is_address(const char *text)
{
	return strncmp(text, "http://", 7) == 0 ||
		strncmp(text, "https://", 8) == 0;
}

/* True if standard input is free to be what this operand should have been. */
static bool
may_be_stdin(const struct tg_operand *operand)
{
	const struct tg_options *o = operand->options;

	return knows_call(operand) && !o->index_left_out &&
		!tg_operand_is_stdin(o->input.text) &&
		!tg_operand_is_stdin(o->index.text) && !o->each;
}

/* Let another program fetch what stands at an address. */
static void
help_with_address(const struct tg_operand *operand, struct tg_err *err)
{
	static const char reason[] = "tgather opens no addresses";
	struct tg_printed line = { 0 };
	struct tg_argv argv = { 0 };

	tg_print_text(&line, "curl -fsSL ");
	tg_shell_word(&line, operand->spec->text);
	tg_print_text(&line, " | ");
	if (may_be_stdin(operand)) {
		call_with(&argv, operand, "-");
		tg_argv_shell(&line, argv.text.text, argv.n);
	} else {
		tg_print_text(&line, "tgather ..., with - in its place");
	}
	if (line.failed || argv.text.failed)
		; /* nothing is suggested */
	else if (argv.n > 0)
		tg_err_help_shell(err, line.text, reason);
	else
		tg_err_help(err, "%s: %s", reason, line.text);
	tg_argv_free(&argv);
	tg_printed_free(&line);
}

void
tg_help_missing_file(const struct tg_operand *operand, struct tg_err *err)
{
	const char *text = operand->spec->text;

	if (err->kind != TG_ENOFILE || tg_operand_is_stdin(text))
		return;
	if (is_address(text))
		help_with_address(operand, err);
	else if (strpbrk(text, "*?") != NULL)
		tg_err_help(err,
			"no file has this name as it stands; the shell makes "
			"names of * and ? where no quotes are around them");
	else
		help_with_nearest(operand, err);
}

/* Put commas into an operand that is written out; json gets its text. */
static bool
respell(struct tg_operand_spec *spec, struct tg_printed *json)
{
	if (!tg_operand_is_inline(spec) || !tg_meant_array(json, spec->text))
		return false;
	spec->text = json->text;
	return true;
}

void
tg_help_printed_array(const struct tg_operand *operand, struct tg_err *err)
{
	struct tg_printed input = { 0 }, index = { 0 };
	struct tg_argv argv = { 0 };
	struct tg_options o;
	bool input_too, index_too;

	if (err->kind != TG_ESYNTAX || operand->is_file_too ||
		!knows_call(operand))
		return;
	o = *operand->options;
	input_too = respell(&o.input, &input);
	index_too = respell(&o.index, &index);
	if (operand->spec->index ? index_too : input_too) {
		tg_command_words(&argv, &(struct tg_command){ .options = &o });
		tg_err_help_call(err, &argv, "JSON has commas: did you mean");
	}
	tg_argv_free(&argv);
	tg_printed_free(&index);
	tg_printed_free(&input);
}
