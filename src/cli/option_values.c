/*
 * Reads the values of options and stores them, for the table in options.c: one
 * function for each kind of option, and the words that a value may be. Options
 * that concern the whole process, such as --threads, are passed on at once.
 */
#include "cli/option_values.h"

#include <string.h>

#include "base/error_form.h"
#include "base/integer.h"
#include "base/threads.h"
#include "cli/options.h"
#include "cli/rank_text.h"
#include "io/progress.h"
#include "tensor/packing.h"

static bool
parse_integer(int64_t *to, const char *text, struct tg_err *err)
{
	enum tg_integer got = tg_integer_parse(to, text);

	return got == TG_INTEGER ||
		tg_fail(err, TG_EUSAGE, TG_NOPOS, "\"%s\" %s", text,
			got == TG_INTEGER_BIG ? "does not fit int64"
					      : "is not an integer");
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

bool
tg_set_flag(void *slot, const char *value, struct tg_err *err)
{
	(void)value;
	(void)err;
	*(bool *)slot = true;
	return true;
}

bool
tg_set_text(void *slot, const char *value, struct tg_err *err)
{
	(void)err;
	*(const char **)slot = value;
	return true;
}

bool
tg_set_help(void *slot, const char *value, struct tg_err *err)
{
	(void)value;
	(void)err;
	*(enum tg_action *)slot = TG_ACTION_HELP;
	return true;
}

bool
tg_set_version(void *slot, const char *value, struct tg_err *err)
{
	(void)value;
	(void)err;
	*(enum tg_action *)slot = TG_ACTION_VERSION;
	return true;
}

bool
tg_set_info(void *slot, const char *value, struct tg_err *err)
{
	(void)value;
	(void)err;
	*(enum tg_action *)slot = TG_ACTION_INFO;
	return true;
}

bool
tg_set_header(void *slot, const char *value, struct tg_err *err)
{
	(void)value;
	(void)err;
	*(enum tg_header *)slot = TG_HEADER_FIRST_LINE;
	return true;
}

bool
tg_set_no_header(void *slot, const char *value, struct tg_err *err)
{
	(void)value;
	(void)err;
	*(enum tg_header *)slot = TG_HEADER_NONE;
	return true;
}

bool
tg_set_dim(void *slot, const char *value, struct tg_err *err)
{
	struct tg_call *call = slot;

	if (call->has_dim)
		return tg_fail(err, TG_EUSAGE, TG_NOPOS, "is given twice");
	call->has_dim = true;
	return parse_integer(&call->dim, value, err);
}

bool
tg_set_op(void *slot, const char *value, struct tg_err *err)
{
	struct tg_options *o = slot;

	o->has_op = true;
	return tg_op_parse(&o->call.op, value, err);
}

bool
tg_set_batch_dims(void *slot, const char *value, struct tg_err *err)
{
	struct tg_options *o = slot;

	o->has_batch_dims = true;
	return parse_integer(&o->call.batch_dims, value, err);
}

bool
tg_set_shape(void *slot, const char *value, struct tg_err *err)
{
	struct tg_operand_spec *spec = slot;

	spec->has_shape = true;
	return tg_shape_parse(&spec->shape, value, err);
}

bool
tg_set_output_shape(void *slot, const char *value, struct tg_err *err)
{
	struct tg_options *o = slot;

	o->has_output_shape = true;
	return tg_shape_parse(&o->output_shape, value, err);
}

bool
tg_set_dtype(void *slot, const char *value, struct tg_err *err)
{
	struct tg_operand_spec *spec = slot;

	spec->has_dtype = true;
	spec->has_order = value[0] == '<' || value[0] == '>';
	if (tg_packing_by_name(value) != NULL) {
		spec->dtype = tg_dtype_of_packing(tg_packing_by_name(value));
		return true;
	}
	return tg_dtype_parse(&spec->dtype, value, err);
}

bool
tg_set_offset(void *slot, const char *value, struct tg_err *err)
{
	struct tg_operand_spec *spec = slot;

	spec->has_offset = true;
	return parse_count(&spec->offset, value, err);
}

bool
tg_set_format(void *slot, const char *value, struct tg_err *err)
{
	if (strcmp(value, TG_PICTURE_FORMAT) == 0)
		return tg_fail(err, TG_EUSAGE, TG_NOPOS,
			"%s is a picture, which is only written", value);
	return tg_format_by_name(slot, value, err);
}

bool
tg_set_output_format(void *slot, const char *value, struct tg_err *err)
{
	struct tg_options *o = slot;

	o->picture = strcmp(value, TG_PICTURE_FORMAT) == 0;
	o->output_format = NULL;
	return o->picture || tg_format_by_name(&o->output_format, value, err);
}

const char *
tg_nan_choice(size_t i)
{
	static const char *const words[] = {
		[TG_NAN_KEEP] = "keep",
		[TG_NAN_NULL] = "null",
		[TG_NAN_ERROR] = "error",
	};

	return i < sizeof(words) / sizeof(words[0]) ? words[i] : NULL;
}

const char *
tg_mode_choice(size_t i)
{
	static const char *const words[] = {
		[TG_MODE_RAISE] = "raise",
		[TG_MODE_WRAP] = "wrap",
		[TG_MODE_CLIP] = "clip",
	};

	return i < sizeof(words) / sizeof(words[0]) ? words[i] : NULL;
}

const char *
tg_shell_choice(size_t i)
{
	static const char *const words[] = {
		[TG_BASH] = "bash",
		[TG_ZSH] = "zsh",
		[TG_FISH] = "fish",
	};

	return i < sizeof(words) / sizeof(words[0]) ? words[i] : NULL;
}

/* Set *i to the place of a value among the words that it may be. */
static bool
parse_choice(
	size_t *i, tg_choices *words, const char *value, struct tg_err *err)
{
	char list[TG_CHOICES_TEXT];

	return tg_choices_find(i, words, value) ||
		tg_fail(err, TG_EUSAGE, TG_NOPOS, "\"%s\" is none of %s", value,
			tg_choices_list(list, words));
}

bool
tg_set_nan(void *slot, const char *value, struct tg_err *err)
{
	size_t i;

	if (!parse_choice(&i, tg_nan_choice, value, err))
		return false;
	*(enum tg_nan *)slot = (enum tg_nan)i;
	return true;
}

const char *
tg_layout_choice(size_t i)
{
	static const char *const words[] = { "C", "F" };

	return i < sizeof(words) / sizeof(words[0]) ? words[i] : NULL;
}

bool
tg_set_layout(void *slot, const char *value, struct tg_err *err)
{
	size_t i;

	if (!parse_choice(&i, tg_layout_choice, value, err))
		return false;
	*(enum tg_layout *)slot = i == 0 ? TG_LAYOUT_C : TG_LAYOUT_F;
	return true;
}

bool
tg_set_mode(void *slot, const char *value, struct tg_err *err)
{
	struct tg_options *o = slot;
	size_t i;

	if (!parse_choice(&i, tg_mode_choice, value, err))
		return false;
	o->has_mode = true;
	o->policy.mode = (enum tg_mode)i;
	return true;
}

bool
tg_set_completion(void *slot, const char *value, struct tg_err *err)
{
	struct tg_options *o = slot;
	size_t i;

	if (!parse_choice(&i, tg_shell_choice, value, err))
		return false;
	o->action = TG_ACTION_COMPLETION;
	o->shell = (enum tg_shell)i;
	return true;
}

bool
tg_set_ignored(void *slot, const char *value, struct tg_err *err)
{
	struct tg_policy *policy = slot;

	policy->has_ignored = true;
	return parse_integer(&policy->ignored, value, err);
}

bool
tg_set_count(void *slot, const char *value, struct tg_err *err)
{
	return parse_count(slot, value, err);
}

bool
tg_set_threads(void *slot, const char *value, struct tg_err *err)
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

const char *
tg_shard_choice(size_t i)
{
	static const char *const words[] = { "auto", "status", "clean" };

	return i < sizeof(words) / sizeof(words[0]) ? words[i] : NULL;
}

bool
tg_set_shard(void *slot, const char *value, struct tg_err *err)
{
	static const enum tg_shard_what meanings[] = { TG_SHARD_AUTO,
		TG_SHARD_STATUS, TG_SHARD_CLEAN };
	struct tg_shard_call *shard = slot;
	size_t i;

	if (tg_choices_find(&i, tg_shard_choice, value)) {
		shard->what = meanings[i];
		return true;
	}
	shard->what = TG_SHARD_RANK;
	return tg_rank_parse(&shard->rank, &shard->nrank, value, err);
}

bool
tg_set_errors(void *slot, const char *value, struct tg_err *err)
{
	size_t i;

	(void)slot;
	return parse_choice(&i, tg_error_form_choice, value, err);
}

bool
tg_set_progress(void *slot, const char *value, struct tg_err *err)
{
	(void)slot;
	(void)value;
	(void)err;
	tg_progress_choose(TG_PROGRESS_ALWAYS);
	return true;
}

bool
tg_set_no_progress(void *slot, const char *value, struct tg_err *err)
{
	(void)slot;
	(void)value;
	(void)err;
	tg_progress_choose(TG_PROGRESS_NEVER);
	return true;
}

bool
tg_set_explain(void *slot, const char *value, struct tg_err *err)
{
	struct tg_options *o = slot;

	o->explain = true;
	o->traced = 16;
	return value == NULL || parse_count(&o->traced, value, err);
}

const char *
tg_written_choice(size_t i)
{
	for (size_t k = 0; tg_formats[k] != NULL; k++)
		if (tg_formats[k]->encode != NULL && i-- == 0)
			return tg_formats[k]->name;
	return i == 0 ? TG_PICTURE_FORMAT : NULL;
}
