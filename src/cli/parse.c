#include "cli/parse.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/completion.h"
#include "cli/help.h"
#include "base/nearest.h"

/* The Makefile reads it here. */
#define VERSION "0.1.0"

static bool
take_operands(
	struct tg_options *options, int n, char **operands, struct tg_err *err)
{
	if (n == 0)
		return tg_fail(err, TG_EUSAGE, TG_NOPOS, "INPUT is missing");
	if (n > 2)
		return tg_fail(err, TG_EUSAGE, TG_NOPOS,
			"one operand too many: %s", operands[2]);
	options->input.text = operands[0];
	options->index_left_out = n == 1;
	options->index.text = n > 1 ? operands[1] : "-";
	if (strcmp(options->input.text, "-") == 0 &&
		strcmp(options->index.text, "-") == 0) {
		tg_fail(err, TG_EUSAGE, TG_NOPOS,
			"INPUT and INDEX cannot both "
			"be standard input");
		tg_err_help(err,
			"if it is an object that holds both, name "
			"them: -:input -:index");
		return false;
	}
	if (n == 1 && isatty(STDIN_FILENO) == 1) {
		tg_fail(err, TG_EUSAGE, TG_NOPOS, "INDEX is missing");
		tg_err_help(err,
			"it can stand on the command line: tgather "
			"--dim 1 '[[1,2],[3,4]]' '[[0,0],[1,0]]'");
		return false;
	}
	return true;
}

/* The files of --info. */
static bool
take_files(struct tg_options *options, char **end, char **operands,
	struct tg_err *err)
{
	if (end == operands)
		return tg_fail(err, TG_EUSAGE, TG_NOPOS, "--info needs a file");
	if (options->output != NULL)
		return tg_fail(err, TG_EUSAGE, TG_NOPOS,
			"--info writes to standard output, so -o does not go "
			"with it");
	*end = NULL;
	options->operands = operands;
	return true;
}

static bool
usage(struct tg_err *err, const char *what)
{
	return tg_fail(err, TG_EUSAGE, TG_NOPOS, "%s", what);
}

static bool
check_call(struct tg_options *options, struct tg_err *err)
{
	struct tg_call *call = &options->call;
	const char *op;

	if (options->has_batch_dims && !options->has_op)
		call->op = TG_INDEX_SELECT;
	op = tg_op_name(call->op);
	if (options->has_batch_dims && !tg_op_has_batch_dims(call->op))
		return tg_fail(err, TG_EUSAGE, TG_NOPOS,
			"--batch-dims does not go with --op %s", op);
	if (call->has_dim && !tg_op_has_dim(call->op))
		return tg_fail(err, TG_EUSAGE, TG_NOPOS,
			"--dim does not go with --op %s", op);
	if (!call->has_dim && tg_op_has_dim(call->op))
		return usage(err,
			"--dim N is missing: the dimension to "
			"gather along");
	return true;
}

/* Which policies exclude each other; sets what follows from the others. */
static bool
check_policy(struct tg_options *options, struct tg_err *err)
{
	struct tg_policy *policy = &options->policy;

	if (options->fill != NULL && options->has_mode)
		return usage(err, "--mode does not go with --fill");
	if (policy->has_ignored && options->fill == NULL)
		return usage(err, "--ignore-index needs --fill VALUE");
	if (policy->negative && policy->mode == TG_MODE_CLIP)
		return usage(err,
			"--negative does not go with --mode clip, "
			"which takes negative indices to 0");
	if (options->fill != NULL && !policy->has_ignored)
		policy->mode = TG_MODE_FILL;
	if (tg_op_allows_negative(options->call.op))
		policy->negative = true;
	return true;
}

/* What looks, and gathers nothing. */
static bool
check_looking(const struct tg_options *options, struct tg_err *err)
{
	if (options->explain && options->dry_run)
		return usage(err, "--dry-run does not go with --explain");
	if (options->picture && options->dry_run)
		return usage(err, "--dry-run does not go with a picture");
	if (options->explain && options->each)
		return usage(err, "--explain does not go with --each");
	return true;
}

/* The output of a stream is JSON lines. */
static bool
check_stream(const struct tg_options *options, struct tg_err *err)
{
	const struct tg_format *output = options->output_format;
	const struct tg_format *index = options->index.format;

	if (!options->each)
		return true;
	if (options->output != NULL &&
		tg_format_name_colon(options->output) != NULL)
		return usage(err, "--each writes one JSON text a line");
	if (output == NULL && options->output != NULL)
		output = tg_format_by_ending(options->output);
	if ((output != NULL && output != &tg_format_json) || options->pretty ||
		options->picture)
		return usage(err, "--each writes one JSON text a line");
	if (options->dry_run)
		return usage(err, "--dry-run does not go with --each");
	if (index != NULL && index != &tg_format_json)
		return usage(err, "--each reads an INDEX of JSON texts");
	if (options->index.text[0] == '[')
		return usage(err, "--each reads INDEX from a file or a pipe");
	if (tg_operand_is_stdin(options->input.text))
		return usage(err,
			"with --each INPUT cannot be standard "
			"input");
	return true;
}

/* What is left to read of the command line. */
struct reader {
	struct tg_options *options;
	char **argv;          /* the next argument, NULL at the end */
	char **operands;      /* where the next operand is kept */
	struct tg_kept *kept; /* where the next kept option goes */
	struct tg_err *err;
};

static bool
set_option(struct reader *r, const struct tg_option *row, const char *value)
{
	if (row->set((char *)r->options + row->slot, value, r->err))
		return true;
	tg_err_where(r->err, "--%s", row->name);
	return false;
}

/* value is what stands behind the option in its own argument, or NULL. */
static bool
take_option(struct reader *r, const struct tg_option *row, const char *value)
{
	if (row->value != NULL && value == NULL &&
		!tg_option_is_optional(row)) {
		value = *r->argv;
		if (value == NULL)
			return tg_fail(r->err, TG_EUSAGE, TG_NOPOS,
				"--%s needs a value %s", row->name,
				row->value->argument);
		r->argv++;
	}
	if (row->value == NULL && value != NULL)
		return tg_fail(r->err, TG_EUSAGE, TG_NOPOS,
			"--%s takes no value", row->name);
	if (!row->of_call)
		*r->kept++ = (struct tg_kept){ row, value };
	return set_option(r, row, value);
}

static bool
unknown_option(const char *word, struct tg_err *err)
{
	struct tg_nearest nearest = { .word = word };

	for (size_t i = 0; i < tg_option_count; i++) {
		if (tg_option_table[i].name != NULL)
			tg_nearest_offer(&nearest, tg_option_table[i].name);
		if (tg_option_table[i].alias != NULL)
			tg_nearest_offer(&nearest, tg_option_table[i].alias);
	}
	tg_fail(err, TG_EUSAGE, TG_NOPOS, "unknown option --%s", word);
	if (nearest.best != NULL)
		tg_err_help(err, "did you mean --%s?", nearest.best);
	return false;
}

/* True if the name is the word, or starts with it; exact tells which. */
static bool
name_fits(const char *name, const char *word, bool *exact)
{
	size_t n = strlen(word);

	if (name == NULL || strncmp(name, word, n) != 0)
		return false;
	*exact = *exact || name[n] == '\0';
	return true;
}

/* "--a, --b or --c": the options that a word may be short for. */
static bool
ambiguous(const char *word, struct tg_err *err)
{
	char list[400] = "";
	size_t len = 0;

	for (size_t i = 0; i < tg_option_count; i++) {
		const struct tg_option *row = &tg_option_table[i];
		bool exact = false;

		if (name_fits(row->name, word, &exact) && len < sizeof(list))
			len += (size_t)snprintf(list + len, sizeof(list) - len,
				"%s--%s", len > 0 ? ", " : "", row->name);
	}
	tg_fail(err, TG_EUSAGE, TG_NOPOS, "--%s could be several options",
		word);
	tg_err_help(err, "it begins %s", list);
	return false;
}

static bool
find_long(const struct tg_option **found, const char *word, struct tg_err *err)
{
	int fits = 0;

	for (size_t i = 0; i < tg_option_count; i++) {
		const struct tg_option *row = &tg_option_table[i];
		bool exact = false, name = name_fits(row->name, word, &exact);
		bool alias = name_fits(row->alias, word, &exact);

		if (name || alias) {
			*found = row;
			fits++;
		}
		if (exact)
			return true;
	}
	if (fits == 0)
		return unknown_option(word, err);
	return fits == 1 || ambiguous(word, err);
}

static bool
take_long(struct reader *r, const char *text)
{
	const char *value = strchr(text, '=');
	const struct tg_option *row = NULL;
	char word[80];
	size_t n = value != NULL ? (size_t)(value - text) : strlen(text);

	if (n >= sizeof(word))
		return tg_fail(r->err, TG_EUSAGE, TG_NOPOS,
			"unknown option --%s", text);
	memcpy(word, text, n);
	word[n] = '\0';
	return find_long(&row, word, r->err) &&
		take_option(r, row, value != NULL ? value + 1 : NULL);
}

static const struct tg_option *
find_letter(char letter)
{
	for (size_t i = 0; i < tg_option_count; i++)
		if (tg_option_table[i].letter == letter)
			return &tg_option_table[i];
	return NULL;
}

/* "-qd1": letters, the rest behind one that takes a value is its value. */
static bool
take_letters(struct reader *r, const char *text)
{
	for (; *text != '\0'; text++) {
		const struct tg_option *row = find_letter(*text);

		if (row == NULL)
			return tg_fail(r->err, TG_EUSAGE, TG_NOPOS,
				"unknown option -%c", *text);
		if (row->value != NULL)
			return take_option(
				r, row, text[1] != '\0' ? text + 1 : NULL);
		if (!take_option(r, row, NULL))
			return false;
	}
	return true;
}

static bool
take_argument(struct reader *r)
{
	char *text = *r->argv++;

	if (strcmp(text, "--") == 0) {
		while (*r->argv != NULL)
			*r->operands++ = *r->argv++;
		return true;
	}
	if (text[0] != '-' || tg_operand_is_stdin(text)) {
		*r->operands++ = text;
		return true;
	}
	return text[1] == '-' ? take_long(r, text + 2)
			      : take_letters(r, text + 1);
}

/* At most, and the end; a letter may be an option. */
static size_t
count_kept(char **argv)
{
	size_t n = 1;

	for (; *argv != NULL; argv++)
		n += **argv == '-' ? strlen(*argv) : 0;
	return n;
}

bool
tg_cli_parse(
	struct tg_options *options, int argc, char **argv, struct tg_err *err)
{
	struct reader r = {
		.options = options,
		.argv = argv + (argc > 0),
		.operands = argv,
		.err = err,
	};

	if (*r.argv == NULL) {
		options->action = TG_ACTION_BRIEF;
		return true;
	}
	options->kept = calloc(count_kept(argv), sizeof(*options->kept));
	if (options->kept == NULL)
		return tg_fail_memory(err, "the arguments");
	r.kept = options->kept;
	options->input.role = "input";
	options->index.role = "index";
	options->index.index = true;
	while (*r.argv != NULL) {
		if (!take_argument(&r))
			return false;
		if (options->action >= TG_ACTION_BRIEF)
			return true;
	}
	if (options->output != NULL && strcmp(options->output, "-") == 0)
		options->output = NULL;
	if (options->output != NULL && options->output_format == NULL &&
		tg_format_ends_with(options->output, TG_PICTURE_ENDING))
		options->picture = true;
	if (options->action == TG_ACTION_INFO)
		return take_files(options, r.operands, argv, err);
	return check_call(options, err) &&
		take_operands(options, (int)(r.operands - argv), argv, err) &&
		check_policy(options, err) && check_looking(options, err) &&
		check_stream(options, err);
}

bool
tg_cli_show(const struct tg_options *options, struct tg_err *err)
{
	switch (options->action) {
	case TG_ACTION_BRIEF:
		tg_help_print_brief(stderr);
		err->code = TG_EUSAGE;
		return true;
	case TG_ACTION_VERSION:
		printf("tgather %s\n", VERSION);
		break;
	case TG_ACTION_COMPLETION:
		tg_completion_print(stdout, options->shell);
		break;
	default:
		tg_help_print(stdout);
	}
	if (fflush(stdout) != 0) {
		tg_fail_errno(err, "cannot write");
		tg_err_where(err, "standard output");
		return false;
	}
	return true;
}

static void
print_visibly(FILE *to, const char *text, const char *after_newline)
{
	for (const char *p = text; *p != '\0'; p++) {
		unsigned char c = (unsigned char)*p;

		if (c == '\n' && after_newline != NULL)
			fprintf(to, "\n%s", p[1] != '\0' ? after_newline : "");
		else if (c < 0x20 || c == 0x7F)
			fprintf(to, "\\x%02X", c);
		else
			putc(c, to);
	}
}

void
tg_cli_print_error(FILE *to, const struct tg_err *err)
{
	fputs("tgather: ", to);
	if (err->where[0] != '\0') {
		print_visibly(to, err->where, NULL);
		fputs(": ", to);
	}
	print_visibly(to, err->what, NULL);
	putc('\n', to);
	print_visibly(to, err->detail, "");
	if (err->help[0] != '\0') {
		fputs("help: ", to);
		print_visibly(to, err->help, "      ");
	} else if (err->code == TG_EUSAGE) {
		fputs("Try 'tgather --help'.\n", to);
	}
}
