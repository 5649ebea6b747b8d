/*
 * Completes the options once the whole command line has been read: the operands
 * get their meaning, and options that do not go with each other are refused.
 * What is wrong whatever the files hold is found here, before any is opened.
 */
#include "cli/check.h"

#include <inttypes.h>
#include <string.h>

#include "cli/check_shard.h"
#include "format/text/recognise.h"

static bool
fail_third_operand(char **operands, struct tg_err *err)
{
	tg_fail(err, TG_EUSAGE, TG_NOPOS, "one operand too many: %s",
		operands[2]);
	tg_err_help(err,
		"there are two, INPUT and INDEX: here they are %s and %s",
		operands[0], operands[1]);
	return false;
}

/* Set INPUT, and INDEX, which is standard input where it is left out. */
static bool
set_operands(
	struct tg_options *options, int n, char **operands, struct tg_err *err)
{
	if (n == 0)
		return tg_fail(err, TG_EUSAGE, TG_NOPOS, "INPUT is missing");
	if (n > 2)
		return fail_third_operand(operands, err);
	tg_operand_set(&options->input, operands[0]);
	options->index_left_out = n == 1;
	tg_operand_set(&options->index, n > 1 ? operands[1] : "-");
	if (options->keys.text != NULL)
		tg_operand_set(&options->keys, options->keys.text);
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
	return true;
}

/* The operands of --info are all files; the list of them ends with NULL. */
static bool
set_files(
	struct tg_options *options, int n, char **operands, struct tg_err *err)
{
	if (n == 0)
		return tg_fail(err, TG_EUSAGE, TG_NOPOS, "--info needs a file");
	for (const struct tg_given *g = options->given; g->option != NULL; g++)
		if (g->option->use != TG_OF_ALL)
			return tg_fail(err, TG_EUSAGE, TG_NOPOS,
				"--info lists the tensors in files: --%s does "
				"not go with it",
				g->option->name);
	operands[n] = NULL;
	options->operands = operands;
	return true;
}

static bool
fail_usage(struct tg_err *err, const char *what)
{
	return tg_fail(err, TG_EUSAGE, TG_NOPOS, "%s", what);
}

/* Refuse --dim where the operation has none: name those that were meant. */
static bool
fail_dim(const struct tg_call *call, struct tg_err *err)
{
	tg_fail(err, TG_EUSAGE, TG_NOPOS, "--dim does not go with --op %s",
		tg_op_name(call->op));
	if (tg_op_table[call->op].flat)
		tg_err_help(err,
			"to take whole slices along a dim, as numpy.take does "
			"with an axis: --op index_select");
	tg_err_help(err, "to pick one element for each of the others: --op %s",
		tg_op_table[call->op].flat ? "pick" : "gather or pick");
	return false;
}

/* Set the operation, and refuse options that it does not have. */
static bool
check_call(struct tg_options *options, struct tg_err *err)
{
	struct tg_call *call = &options->call;
	const char *op;

	if (options->has_batch_dims && !options->has_op)
		call->op = TG_INDEX_SELECT;
	op = tg_op_name(call->op);
	if (options->has_batch_dims && !tg_op_table[call->op].has_batch_dims) {
		tg_fail(err, TG_EUSAGE, TG_NOPOS,
			"--batch-dims does not go with --op %s", op);
		tg_err_help(err,
			"index_select and gather_nd have it: without --op it "
			"means index_select");
		return false;
	}
	if (call->batch_dims < 0 && tg_op_table[call->op].tuples)
		return tg_fail(err, TG_EUSAGE, TG_NOPOS,
			"--batch-dims %" PRId64 " does not go with --op %s, "
			"where they are counted from the first",
			call->batch_dims, op);
	if (call->has_dim && !tg_call_has_dim(call))
		return fail_dim(call, err);
	return true;
}

/* Who gives a file alone may want to see what is in it. */
static bool
fail_without_dim(const struct tg_options *options, struct tg_err *err)
{
	const char *file = options->input.text;
	struct tg_argv argv = { 0 };

	fail_usage(err, TG_LACKS_DIM);
	if (err == NULL || !options->index_left_out ||
		tg_operand_is_stdin(file) ||
		tg_operand_is_inline(&options->input) ||
		!tg_operand_names_file(file))
		return false;
	tg_argv_add(&argv, "tgather");
	tg_argv_add(&argv, "--info");
	if (file[0] == '-')
		tg_argv_add(&argv, "--");
	tg_argv_add(&argv, file);
	tg_err_help_short_call(err, &argv, "to see what it holds");
	tg_argv_free(&argv);
	return false;
}

/*
 * True if an operand is read from a pipe or a device, whose bytes may never come,
 * and are gone once they are read: no call could be suggested for them. A file
 * that is not there gives no call either.
 */
static bool
is_stream(const struct tg_operand_spec *spec)
{
	return tg_operand_is_stdin(spec->text) || !tg_operand_is_at_hand(spec);
}

/*
 * Where no --dim was given it is left to the plan to say so, if there is no
 * waiting for the operands, which tell what it may be.
 */
static bool
complete_dim(struct tg_options *options, struct tg_err *err)
{
	struct tg_call *call = &options->call;

	if (call->has_dim || !tg_op_table[call->op].has_dim)
		return true;
	if (options->action != TG_ACTION_GATHER || options->each ||
		options->explain || options->keys.text != NULL ||
		options->shard.what != TG_SHARD_NONE ||
		is_stream(&options->input) || is_stream(&options->index))
		return fail_without_dim(options, err);
	call->has_dim = call->lacks_dim = true;
	call->dim = INT64_MIN;
	return true;
}

/* Refuse policies that exclude each other, and set what follows from others. */
static bool
check_policy(struct tg_options *options, struct tg_err *err)
{
	struct tg_policy *policy = &options->policy;

	if (options->fill != NULL && options->has_mode)
		return fail_usage(err, "--mode does not go with --fill");
	if (policy->has_ignored && options->fill == NULL)
		return fail_usage(err, "--ignore-index needs --fill VALUE");
	if (policy->negative && policy->mode == TG_MODE_CLIP)
		return fail_usage(err,
			"--negative does not go with --mode clip, "
			"which takes negative indices to 0");
	if (options->fill != NULL && !policy->has_ignored)
		policy->mode = TG_MODE_FILL;
	if (tg_op_table[options->call.op].allows_negative)
		policy->negative = true;
	return true;
}

/* Names are looked up: what is said of numbers does not go with them. */
static bool
check_keys(const struct tg_options *options, struct tg_err *err)
{
	static const char *const of_numbers[] = { "negative", "mode",
		"ignore-index", "index-base", "index-dtype", "index-cast",
		"index-offset" };
	const struct tg_op_row *op = &tg_op_table[options->call.op];

	if (options->keys.text == NULL)
		return true;
	if (!op->has_dim || op->tuples || op->flat)
		return tg_fail(err, TG_EUSAGE, TG_NOPOS,
			"--keys names the positions along --dim, which --op %s "
			"does not have",
			tg_op_name(options->call.op));
	for (const struct tg_given *g = options->given; g->option != NULL; g++)
		for (size_t i = 0;
			i < sizeof(of_numbers) / sizeof(of_numbers[0]); i++)
			if (strcmp(g->option->name, of_numbers[i]) == 0)
				return tg_fail(err, TG_EUSAGE, TG_NOPOS,
					"--%s is for an INDEX of numbers: it "
					"does not go with --keys",
					of_numbers[i]);
	if (tg_operand_is_stdin(options->keys.text) &&
		(tg_operand_is_stdin(options->input.text) ||
			tg_operand_is_stdin(options->index.text)))
		return fail_usage(err,
			"only one of INPUT, INDEX and --keys can be standard "
			"input");
	return true;
}

/* Options that show something about a call instead of its result. */
static bool
check_looking(const struct tg_options *options, struct tg_err *err)
{
	if (options->pretty && options->no_pretty)
		return fail_usage(err, "--pretty does not go with --no-pretty");
	if (options->explain && options->dry_run)
		return fail_usage(err, "--dry-run does not go with --explain");
	if (options->picture && options->dry_run)
		return fail_usage(err, "--dry-run does not go with a picture");
	if (options->explain && options->each)
		return fail_usage(err, "--explain does not go with --each");
	if (options->explain && options->output != NULL)
		return fail_usage(err,
			"--explain writes a page to standard output and makes "
			"no result: -o does not go with it");
	if (options->explain && options->picture)
		return fail_usage(err, "--explain does not go with a picture");
	return true;
}

/* --each reads a stream of texts, and writes one JSON text a line. */
static bool
check_stream(const struct tg_options *options, struct tg_err *err)
{
	const struct tg_format *output = options->output_format;
	const struct tg_format *index = options->index.format;

	if (!options->each)
		return true;
	if (options->output != NULL &&
		tg_format_name_colon(options->output) != NULL)
		return fail_usage(err, "--each writes one JSON text a line");
	if (output == NULL && options->output != NULL)
		output = tg_format_by_ending(options->output);
	if ((output != NULL && output != &tg_format_json) || options->pretty ||
		options->picture)
		return fail_usage(err, "--each writes one JSON text a line");
	if (options->dry_run)
		return fail_usage(err, "--dry-run does not go with --each");
	if (index != NULL && index != &tg_format_json &&
		!tg_text_is_format(index))
		return fail_usage(err,
			"--each reads an INDEX of JSON texts, or of lines with "
			"--index-format text, csv, tsv or lines");
	if (tg_operand_is_inline(&options->index))
		return fail_usage(
			err, "--each reads INDEX from a file or a pipe");
	if (tg_operand_is_stdin(options->input.text))
		return fail_usage(err,
			"with --each INPUT cannot be standard "
			"input");
	return true;
}

/* "-" is standard output; a name that ends with .svg asks for a picture. */
static bool
complete_output(struct tg_options *options, struct tg_err *err)
{
	if (options->output != NULL && options->output[0] == '\0')
		return fail_usage(
			err, "-o needs the name of a file, and got none");
	if (options->output != NULL && strcmp(options->output, "-") == 0)
		options->output = NULL;
	if (options->output != NULL && options->output_format == NULL &&
		tg_format_ends_with(options->output, TG_PICTURE_ENDING))
		options->picture = true;
	if (options->output != NULL && options->unbuffered)
		return fail_usage(err,
			"--unbuffered is for standard output: -o writes a file "
			"whole or not at all");
	return true;
}

/* An archive is sealed when all of it is written, which needs a file. */
static bool
check_archive(const struct tg_options *options, struct tg_err *err)
{
	const struct tg_format *format = options->output_format;

	if (format == NULL || format->seal == NULL || options->output != NULL ||
		options->explain)
		return true;
	return tg_fail(
		err, TG_EUSAGE, TG_NOPOS, TG_FORMAT_LACKS_FILE, format->name);
}

/* Whether a result, whose format is known here only if options say it, has a
 * place for what is said of JSON. */
static bool
check_json_options(const struct tg_options *options, struct tg_err *err)
{
	const struct tg_format *format = options->output_format;

	if (format == NULL && options->output != NULL)
		format = tg_format_by_ending(options->output);
	if (!options->picture && (format == NULL || format == &tg_format_json))
		return true;
	for (const struct tg_given *g = options->given; g->option != NULL; g++)
		if (g->option->use == TG_OF_JSON)
			return tg_fail(err, TG_EUSAGE, TG_NOPOS,
				"--%s is for JSON, and the result is %s",
				g->option->name,
				options->picture ? "a picture" : format->name);
	return true;
}

bool
tg_cli_check(
	struct tg_options *options, int n, char **operands, struct tg_err *err)
{
	if (!complete_output(options, err))
		return false;
	if (options->action == TG_ACTION_INFO)
		return set_files(options, n, operands, err);
	if (options->shard.what == TG_SHARD_STATUS ||
		options->shard.what == TG_SHARD_CLEAN)
		return tg_check_shard_action(options, n, operands, err);
	if (options->json)
		return fail_usage(
			err, "--json goes with --info and --shard status");
	return check_call(options, err) &&
		set_operands(options, n, operands, err) &&
		complete_dim(options, err) && check_policy(options, err) &&
		check_keys(options, err) && check_looking(options, err) &&
		check_stream(options, err) && tg_check_shard(options, err) &&
		check_archive(options, err) && check_json_options(options, err);
}
