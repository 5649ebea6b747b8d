/*
 * Reads the operands of a job: INPUT first, then INDEX, which may share its
 * bytes, and what the options say of their elements.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/command_line.h"
#include "job/confine.h"
#include "job/mask.h"
#include "job/operand_file.h"
#include "tensor/based.h"
#include "tensor/text.h"

bool
tg_job_read_fill(struct tg_job *job, struct tg_err *err)
{
	const char *fill = job->options->fill;

	return fill == NULL ||
		tg_fill_value_read(&job->fill, fill, &job->input.tensor, err);
}

/* True if both operands are of one source, so that INPUT is read for both. */
static bool
share_source(const struct tg_options *o)
{
	return !o->each &&
		(strcmp(o->input.text, o->index.text) == 0 ||
			(tg_operand_is_stdin(o->input.text) &&
				tg_operand_is_stdin(o->index.text)));
}

/*
 * Where only a part of INPUT was read. Whoever writes INDEX may wait until INPUT
 * is read, so that this is completed before INDEX is waited for, unless it is in
 * the same text. If not, the result may have to be kept.
 */
static bool
get_ready_for_parts(struct tg_job *job, struct tg_err *err)
{
	if (job->input.own.coming == NULL)
		return true;
	if (!job->input.whole && !tg_operand_is_at_hand(&job->options->index))
		return tg_operand_complete(&job->input, err);
	tg_bytes_may_keep(&job->input.own);
	return tg_output_may_keep(&job->output, err);
}

/* Let a file that has both operands be read once for both, if it can. */
static void
look_ahead(struct tg_job *job)
{
	if (job->index.bytes != job->input.bytes || job->input.name == NULL ||
		job->index.name == NULL)
		return;
	job->ahead.name = job->index.name;
	job->ahead.cast = job->options->index.cast;
	job->input.ahead = job->index.ahead = &job->ahead;
}

/* What the elements of INDEX may be. */
static enum tg_naming
names_of_index(const struct tg_options *o)
{
	if (o->keys.text != NULL)
		return TG_NAMES;
	/* the columns of a table have names of their own */
	return o->input.header == TG_HEADER_FIRST_LINE &&
			o->call.op == TG_INDEX_SELECT &&
			(o->call.dim == 1 || o->call.dim == -1)
		? TG_NAMES_OR_NUMBERS
		: TG_NO_NAMES;
}

bool
tg_job_open(struct tg_job *job, struct tg_err *err)
{
	const struct tg_options *o = job->options;

	if (job->input.spec != NULL)
		return true;
	clock_gettime(CLOCK_MONOTONIC, &job->start);
	job->input.options = job->index.options = o;
	job->input.whole = share_source(o);
	job->index.names = names_of_index(o);
	if (!tg_operand_open(&job->input, &o->input, NULL, err) ||
		!get_ready_for_parts(job, err) ||
		!(o->each ||
			tg_operand_open(
				&job->index, &o->index, &job->input, err)) ||
		(job->index.own.coming != NULL &&
			!tg_output_may_keep(&job->output, err)) ||
		!tg_job_name_output(job, err))
		return false;
	if (o->keys.text != NULL && !tg_keys_open(&job->keys, &o->keys, err))
		return false;
	look_ahead(job);
	tg_job_confine(job);
	return true;
}

bool
tg_job_load_input(struct tg_job *job, struct tg_err *err)
{
	const struct tg_options *o = job->options;

	if (!tg_job_open(job, err) ||
		!tg_operand_load(&job->input, &o->input, NULL, err))
		return false;
	tg_job_tell_input(job);
	return tg_job_read_fill(job, err);
}

/* INDEX was read as names; read it as numbers if it has not one. */
static bool
read_as_numbers(struct tg_operand *index, struct tg_err *err)
{
	if (index->names != TG_NAMES_OR_NUMBERS ||
		(index->tensor.dtype.type == TG_TEXT &&
			(index->tensor.text->classes & TG_CLASS_STRING) != 0))
		return true;
	tg_tensor_free(&index->tensor);
	index->names = TG_NO_NAMES;
	if (tg_operand_read(index, err))
		return true;
	tg_operand_locate(index, err);
	return false;
}

/*
 * INDEX was left out, and standard input, which it is then, is empty: a script
 * without a pipe has that. Show where INDEX belongs, with one that fits.
 */
static void
fail_left_out(const struct tg_job *job, struct tg_err *err)
{
	const struct tg_options *o = job->options;
	const int ndim = tg_op_table[o->call.op].slices
		? 1
		: job->input.tensor.shape.ndim;
	struct tg_options with_index = *o;
	const struct tg_command command = { .options = &with_index };
	char text[2 * TG_MAX_NDIM + 2] = "";
	struct tg_argv argv = { 0 };

	memset(text, '[', (size_t)ndim);
	text[ndim] = '0';
	memset(text + ndim + 1, ']', (size_t)ndim);
	with_index.index_left_out = false;
	with_index.index.text = text;
	tg_command_words(&argv, &command);
	tg_err_clear(err);
	tg_fail(err, TG_EUSAGE, TG_NOPOS,
		"is empty, and INDEX, which was left out, is read from it");
	tg_err_where(err, "%s", job->index.bytes->name);
	err->role = o->index.role;
	tg_err_help_call(err, &argv, "INDEX can stand on the command line");
	tg_argv_free(&argv);
}

bool
tg_job_load_index(struct tg_job *job, struct tg_err *err)
{
	const struct tg_options *o = job->options;

	if (job->index.loaded)
		return true;
	job->index.names = names_of_index(o);
	if (!tg_operand_load(&job->index, &o->index, &job->input, err) ||
		!read_as_numbers(&job->index, err)) {
		if (o->index_left_out && err->code == TG_EDATA &&
			tg_operand_is_empty_stdin(&job->index))
			fail_left_out(job, err);
		else
			tg_mask_help(err, job);
		return false;
	}
	if (!job->told_index)
		tg_job_tell_index(job);
	job->told_index = true;
	return true;
}

bool
tg_job_load_text(struct tg_job *job, const char *name,
	const struct tg_bytes *text, struct tg_err *err)
{
	const struct tg_options *o = job->options;

	job->index.names = names_of_index(o);
	if (tg_operand_load_text(&job->index, &o->index, name, text, err) &&
		read_as_numbers(&job->index, err))
		return true;
	tg_mask_help(err, job);
	return false;
}

/* Single elements are shown of a call that moves them packed, if it fits. */
static bool
unpack_input(struct tg_job *job, struct tg_err *err)
{
	if (!tg_job_plan(job, err))
		return false;
	if (tg_tensor_unpack(&job->input.tensor, err))
		return true;
	tg_operand_locate(&job->input, err);
	return false;
}

bool
tg_job_load_to_look(struct tg_job *job, struct tg_err *err)
{
	if (!tg_job_load_input(job, err) || !tg_job_load_index(job, err))
		return false;
	if (job->input.tensor.dtype.packing != NULL && !unpack_input(job, err))
		return false;
	return tg_tensor_widen(&job->input.tensor, err);
}

bool
tg_job_is_still_whole(const struct tg_job *job, struct tg_err *err)
{
	return tg_operand_is_still_whole(&job->input, err) &&
		tg_operand_is_still_whole(&job->index, err);
}
