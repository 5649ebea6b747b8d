#include "cli/options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/threads.h"
#include "io/progress.h"

static bool
parse_integer(int64_t *to, const char *text, struct tg_err *err)
{
	char *end;
	long long v;

	errno = 0;
	v = strtoll(text, &end, 10);
	if (text[0] == ' ' || end == text || *end != '\0' || errno == ERANGE)
		return tg_fail(err, TG_EUSAGE, TG_NOPOS, "\"%s\" %s", text,
			errno == ERANGE ? "does not fit int64"
					: "is not an integer");
	*to = v;
	return true;
}

static bool
parse_count(int64_t *to, const char *text, struct tg_err *err)
{
	if (!parse_integer(to, text, err))
		return false;
	if (*to < 0)
		return tg_fail(
			err, TG_EUSAGE, TG_NOPOS, "\"%s\" is negative", text);
	return true;
}

static bool
set_flag(void *slot, const char *value, struct tg_err *err)
{
	(void)value;
	(void)err;
	*(bool *)slot = true;
	return true;
}

static bool
set_text(void *slot, const char *value, struct tg_err *err)
{
	(void)err;
	*(const char **)slot = value;
	return true;
}

static bool
set_help(void *slot, const char *value, struct tg_err *err)
{
	(void)value;
	(void)err;
	*(enum tg_action *)slot = TG_ACTION_HELP;
	return true;
}

static bool
set_version(void *slot, const char *value, struct tg_err *err)
{
	(void)value;
	(void)err;
	*(enum tg_action *)slot = TG_ACTION_VERSION;
	return true;
}

static bool
set_info(void *slot, const char *value, struct tg_err *err)
{
	(void)value;
	(void)err;
	*(enum tg_action *)slot = TG_ACTION_INFO;
	return true;
}

static bool
set_dim(void *slot, const char *value, struct tg_err *err)
{
	struct tg_call *call = slot;

	call->has_dim = true;
	return parse_integer(&call->dim, value, err);
}

static bool
set_op(void *slot, const char *value, struct tg_err *err)
{
	struct tg_options *o = slot;

	o->has_op = true;
	return tg_op_parse(&o->call.op, value, err);
}

static bool
set_batch_dims(void *slot, const char *value, struct tg_err *err)
{
	struct tg_options *o = slot;

	o->has_batch_dims = true;
	return parse_count(&o->call.batch_dims, value, err);
}

static bool
set_shape(void *slot, const char *value, struct tg_err *err)
{
	struct tg_operand_spec *spec = slot;

	spec->has_shape = true;
	return tg_shape_parse(&spec->shape, value, err);
}

static bool
set_output_shape(void *slot, const char *value, struct tg_err *err)
{
	struct tg_options *o = slot;

	o->has_output_shape = true;
	return tg_shape_parse(&o->output_shape, value, err);
}

static bool
set_dtype(void *slot, const char *value, struct tg_err *err)
{
	struct tg_operand_spec *spec = slot;

	spec->has_dtype = true;
	return tg_dtype_parse(&spec->dtype, value, err);
}

static bool
set_offset(void *slot, const char *value, struct tg_err *err)
{
	struct tg_operand_spec *spec = slot;

	spec->has_offset = true;
	return parse_count(&spec->offset, value, err);
}

static bool
set_format(void *slot, const char *value, struct tg_err *err)
{
	if (strcmp(value, TG_PICTURE_FORMAT) == 0)
		return tg_fail(err, TG_EUSAGE, TG_NOPOS,
			"%s is a picture, which is only written", value);
	return tg_format_by_name(slot, value, err);
}

static bool
set_output_format(void *slot, const char *value, struct tg_err *err)
{
	struct tg_options *o = slot;

	o->picture = strcmp(value, TG_PICTURE_FORMAT) == 0;
	o->output_format = NULL;
	return o->picture || tg_format_by_name(&o->output_format, value, err);
}

static const char *
nan_word(size_t i)
{
	static const char *const words[] = {
		[TG_NAN_KEEP] = "keep",
		[TG_NAN_NULL] = "null",
		[TG_NAN_ERROR] = "error",
	};

	return i < sizeof(words) / sizeof(words[0]) ? words[i] : NULL;
}

static const char *
mode_word(size_t i)
{
	static const char *const words[] = {
		[TG_MODE_RAISE] = "raise",
		[TG_MODE_WRAP] = "wrap",
		[TG_MODE_CLIP] = "clip",
	};

	return i < sizeof(words) / sizeof(words[0]) ? words[i] : NULL;
}

static const char *
shell_word(size_t i)
{
	static const char *const words[] = {
		[TG_BASH] = "bash",
		[TG_ZSH] = "zsh",
		[TG_FISH] = "fish",
	};

	return i < sizeof(words) / sizeof(words[0]) ? words[i] : NULL;
}

/* The place of one of a few words. */
static bool
parse_word(size_t *i, tg_choices *words, const char *value, struct tg_err *err)
{
	char list[TG_CHOICES_TEXT];

	return tg_choices_find(i, words, value) ||
		tg_fail(err, TG_EUSAGE, TG_NOPOS, "\"%s\" is none of %s", value,
			tg_choices_list(list, words));
}

static bool
set_nan(void *slot, const char *value, struct tg_err *err)
{
	size_t i;

	if (!parse_word(&i, nan_word, value, err))
		return false;
	*(enum tg_nan *)slot = (enum tg_nan)i;
	return true;
}

static bool
set_mode(void *slot, const char *value, struct tg_err *err)
{
	struct tg_options *o = slot;
	size_t i;

	if (!parse_word(&i, mode_word, value, err))
		return false;
	o->has_mode = true;
	o->policy.mode = (enum tg_mode)i;
	return true;
}

static bool
set_completion(void *slot, const char *value, struct tg_err *err)
{
	struct tg_options *o = slot;
	size_t i;

	if (!parse_word(&i, shell_word, value, err))
		return false;
	o->action = TG_ACTION_COMPLETION;
	o->shell = (enum tg_shell)i;
	return true;
}

static bool
set_ignored(void *slot, const char *value, struct tg_err *err)
{
	struct tg_policy *policy = slot;

	policy->has_ignored = true;
	return parse_integer(&policy->ignored, value, err);
}

static bool
set_count(void *slot, const char *value, struct tg_err *err)
{
	return parse_count(slot, value, err);
}

static bool
set_threads(void *slot, const char *value, struct tg_err *err)
{
	int64_t n;

	(void)slot;
	if (!parse_count(&n, value, err))
		return false;
	if (n < 1 || n > TG_THREADS_MAX)
		return tg_fail(err, TG_EUSAGE, TG_NOPOS,
			"\"%s\" is not from 1 to %d", value, TG_THREADS_MAX);
	tg_threads_limit((int)n);
	return true;
}

static bool
set_progress(void *slot, const char *value, struct tg_err *err)
{
	(void)slot;
	(void)value;
	(void)err;
	tg_progress_choose(TG_PROGRESS_ALWAYS);
	return true;
}

static bool
set_no_progress(void *slot, const char *value, struct tg_err *err)
{
	(void)slot;
	(void)value;
	(void)err;
	tg_progress_choose(TG_PROGRESS_NEVER);
	return true;
}

static bool
set_explain(void *slot, const char *value, struct tg_err *err)
{
	struct tg_options *o = slot;

	o->explain = true;
	o->traced = 16;
	return value == NULL || parse_count(&o->traced, value, err);
}

/* Formats that a result can have. */
static const char *
written_word(size_t i)
{
	for (size_t k = 0; tg_formats[k] != NULL; k++)
		if (tg_formats[k]->encode != NULL && i-- == 0)
			return tg_formats[k]->name;
	return i == 0 ? TG_PICTURE_FORMAT : NULL;
}

static const struct tg_option_value integer = { "N", NULL, false, false };
static const struct tg_option_value traced = { "[=N]", NULL, false, true };
static const struct tg_option_value dims = { "DIMS", NULL, false, false };
static const struct tg_option_value scalar = { "VALUE", NULL, false, false };
static const struct tg_option_value file = { "FILE", NULL, true, false };
static const struct tg_option_value op = { "OP", tg_op_name, false, false };
static const struct tg_option_value mode = { "HOW", mode_word, false, false };
static const struct tg_option_value nan_how = { "HOW", nan_word, false, false };
static const struct tg_option_value dtype = { "TYPE", tg_dtype_choice, false,
	false };
static const struct tg_option_value format = { "FORMAT", tg_format_choice,
	false, false };
static const struct tg_option_value shell = { "SHELL", shell_word, false,
	false };
static const struct tg_option_value written = { "FORMAT", written_word, false,
	false };

#define SLOT(member) offsetof(struct tg_options, member)

/* clang-format off */
const struct tg_option tg_option_table[] = {
	{ .help = "What to gather" },
	{ 'd', "dim", "axis", &integer,
	  "the dimension to gather along; -1 is the last",
	  set_dim, SLOT(call), true },
	{ 0, "op", NULL, &op,
	  "%; default gather",
	  set_op, 0, true },
	{ 0, "batch-dims", NULL, &integer,
	  "leading dims that INPUT and INDEX share; alone it "
	  "means index_select",
	  set_batch_dims, 0, true },
	{ 0, "negative", NULL, NULL,
	  "negative indices count from the end",
	  set_flag, SLOT(policy.negative), false },
	{ 0, "mode", NULL, &mode,
	  "out of range: %; default raise",
	  set_mode, 0, false },
	{ 0, "fill", NULL, &scalar,
	  "put VALUE where an index is out of range",
	  set_text, SLOT(fill), false },
	{ 0, "ignore-index", NULL, &integer,
	  "with --fill: put VALUE just where the index is N",
	  set_ignored, SLOT(policy), false },
	{ 0, "index-base", NULL, &integer,
	  "indices count from N (default 0)",
	  set_count, SLOT(policy.base), false },

	{ .help = "Shapes and types" },
	{ 0, "shape", "input-shape", &dims,
	  "shape of raw INPUT, reshapes any other: 128,21,4",
	  set_shape, SLOT(input), false },
	{ 0, "index-shape", NULL, &dims,
	  "shape of INDEX",
	  set_shape, SLOT(index), true },
	{ 0, "output-shape", NULL, &dims,
	  "reshape the result",
	  set_output_shape, 0, false },
	{ 0, "dtype", "input-dtype", &dtype,
	  "type of raw INPUT, or of binary output from JSON",
	  set_dtype, SLOT(input), false },
	{ 0, "index-dtype", NULL, &dtype,
	  "type of raw INDEX, such as int64 or >i4",
	  set_dtype, SLOT(index), false },
	{ 0, "offset", "input-offset", &integer,
	  "bytes to skip before raw INPUT",
	  set_offset, SLOT(input), false },
	{ 0, "index-offset", NULL, &integer,
	  "bytes to skip before raw INDEX",
	  set_offset, SLOT(index), false },

	{ .help = "Files" },
	{ 0, "input-format", NULL, &format,
	  "format of INPUT: %; default: by content and "
	  "name",
	  set_format, SLOT(input.format), false },
	{ 0, "index-format", NULL, &format,
	  "format of INDEX",
	  set_format, SLOT(index.format), false },
	{ 0, "output-format", NULL, &written,
	  "format of the result; svg draws a picture",
	  set_output_format, 0, false },
	{ 'o', "output", NULL, &file,
	  "write to FILE, whole or not at all; .svg: a picture",
	  set_text, SLOT(output), false },
	{ 0, "pretty", NULL, NULL,
	  "JSON with one innermost row a line, indented",
	  set_flag, SLOT(pretty), false },
	{ 0, "nan", NULL, &nan_how,
	  "NaN in JSON: %; default keep",
	  set_nan, SLOT(nan), false },

	{ .help = "Looking" },
	{ 0, "explain", NULL, &traced,
	  "explain the call, and the first N elements (16)",
	  set_explain, 0, false },
	{ 0, "info", NULL, NULL,
	  "one JSON line for each tensor in the files named",
	  set_info, SLOT(action), false },
	{ 0, "dry-run", NULL, NULL,
	  "check everything, write one JSON line about the job",
	  set_flag, SLOT(dry_run), false },

	{ .help = "Running" },
	{ 0, "each", NULL, NULL,
	  "INDEX is a stream of JSON texts: one result a line",
	  set_flag, SLOT(each), false },
	{ 0, "threads", NULL, &integer,
	  "how many threads; default: one a processor",
	  set_threads, 0, false },
	{ 0, "progress", NULL, NULL,
	  "show how far a job is; default: a long one, if "
	  "standard error is a terminal",
	  set_progress, 0, false },
	{ 0, "no-progress", NULL, NULL,
	  "never show it",
	  set_no_progress, 0, false },
	{ 'q', "quiet", NULL, NULL,
	  "no warnings",
	  set_flag, SLOT(quiet), false },
	{ 'v', "verbose", NULL, NULL,
	  "tell shapes, formats and times on standard error",
	  set_flag, SLOT(verbose), false },
	{ 'h', "help", NULL, NULL,
	  "print this help",
	  set_help, SLOT(action), false },
	{ 'V', "version", NULL, NULL,
	  "print the version",
	  set_version, SLOT(action), false },
	{ 0, "completion", NULL, &shell,
	  "print completions for %",
	  set_completion, 0, false },
};
/* clang-format on */

const size_t tg_option_count =
	sizeof(tg_option_table) / sizeof(tg_option_table[0]);
