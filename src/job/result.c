/*
 * Where the result of a job goes, and in which format: the path and name given
 * with -o, the format that follows from it, the encoder that the format
 * prepares, and the output itself.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "io/terminal.h"
#include "job/columns.h"
#include "job/job.h"
#include "tensor/packing.h"

/*
 * A result is not compressed: do not give it a name that says so, unless the
 * user chooses its format, and so says what is in it.
 */
static bool
check_output_ending(const struct tg_options *options, struct tg_err *err)
{
	static const struct {
		const char *ending, *command;
	} packed[] = {
		{ ".gz", "gzip" },
		{ ".zst", "zstd" },
		{ ".xz", "xz" },
		{ ".bz2", "bzip2" },
	};
	const char *path = options->output;

	if (options->output_format != NULL)
		return true;
	for (size_t i = 0; i < sizeof(packed) / sizeof(packed[0]); i++) {
		if (!tg_format_ends_with(path, packed[i].ending))
			continue;
		tg_fail(err, TG_EUSAGE, TG_NOPOS,
			"the result is not compressed");
		tg_err_where(err, "%s", path);
		tg_err_help(err,
			"leave out -o, and compress what is written: "
			"tgather ... | %s >FILE",
			packed[i].command);
		return false;
	}
	return true;
}

bool
tg_job_name_output(struct tg_job *job, struct tg_err *err)
{
	const char *path = job->options->output, *colon;

	if (job->output_path != NULL)
		return true;
	job->output_name = job->input.name;
	if (path == NULL)
		return true;
	if (!check_output_ending(job->options, err))
		return false;
	colon = tg_format_name_colon(path);
	job->output_path = colon != NULL ? strndup(path, (size_t)(colon - path))
					 : strdup(path);
	if (job->output_path == NULL)
		return tg_fail_memory(err, "a name");
	if (colon != NULL)
		job->output_name = colon + 1;
	return true;
}

/*
 * The format that the ending of a path says. Lines and columns both have .txt;
 * what was read as lines is written as lines.
 */
static const struct tg_format *
format_by_path(const char *path, const struct tg_format *input)
{
	const struct tg_format *format = tg_format_by_ending(path);

	if (format == &tg_format_text && input == &tg_format_lines)
		return input;
	return format;
}

/*
 * Choose the format of the output. If the options do not say it: JSON without
 * -o, else the one of the path's ending, else that of INPUT. If that one can
 * only be read, it is NPY.
 */
static bool
choose_output_format(struct tg_job *job, struct tg_err *err)
{
	const struct tg_options *o = job->options;
	const struct tg_format *format = o->output_format;

	if (format == NULL && !o->picture &&
		(job->output_path == NULL || o->each))
		format = &tg_format_json;
	if (format == NULL && !o->picture)
		format = format_by_path(job->output_path, job->input.format);
	if (format != NULL && format->encode == NULL)
		return tg_fail(err, TG_EUSAGE, TG_NOPOS,
			"%s files can only be read", format->name);
	if (format == NULL)
		format = job->input.format;
	job->format = format->encode != NULL ? format : &tg_format_npy;
	return true;
}

/* JSON of several rows is easier to read row by row, as jq shows it: on a
 * terminal nobody but a person reads it. */
static bool
is_pretty(const struct tg_job *job)
{
	const struct tg_options *o = job->options;

	if (o->pretty || o->no_pretty || o->each || o->dry_run)
		return o->pretty && !o->no_pretty;
	return job->format == &tg_format_json && job->output_path == NULL &&
		job->result.ndim > 1 && tg_terminal_is_output();
}

static bool
fail_fill(const struct tg_packing *packing, struct tg_err *err)
{
	tg_fail(err, TG_ETYPE, TG_NOPOS,
		"a value that is filled in is no block of %s", packing->name);
	tg_err_where_option(err, "--fill");
	tg_err_help(err, "-o NAME.npy gets single elements, filled or not");
	return false;
}

/* Elements that the format cannot have packed are unpacked on their way. */
static bool
unpack_for_format(struct tg_job *job, struct tg_err *err)
{
	const struct tg_tensor *input = &job->input.tensor;
	const struct tg_packing *packing = input->dtype.packing;

	if (packing == NULL)
		return true;
	if (job->format->packs != NULL && job->format->packs(packing))
		return job->gather.fill == NULL || fail_fill(packing, err);
	if (packing->unpack == NULL)
		return tg_packing_fail(packing, err);
	job->unpacked = (struct tg_tensor){
		.dtype = tg_dtype_of(TG_FLOAT32),
		.shape = input->shape,
	};
	tg_tensor_set_strides(&job->unpacked);
	job->encoder.input = &job->unpacked;
	job->encoder.unpack = packing;
	return true;
}

bool
tg_job_prepare_encoder(struct tg_job *job, struct tg_err *err)
{
	const struct tg_options *o = job->options;
	struct tg_encoder *encoder = &job->encoder;
	int64_t numel;

	if (!choose_output_format(job, err))
		return false;
	job->result = job->plan.output;
	if (!tg_shape_numel(&job->result, &numel))
		return tg_fail_memory(err, "the result");
	if (o->has_output_shape) {
		job->result = o->output_shape;
		if (!tg_shape_settle(&job->result, numel, err)) {
			tg_err_where_option(err, "--output-shape");
			return false;
		}
	}
	if (!tg_job_name_columns(job, err))
		return false;
	*encoder = (struct tg_encoder){
		.name = job->output_name,
		.input = &job->input.tensor,
		.source = job->input.bytes,
		.shape = job->result,
		.n = numel,
		.names = job->columns,
		.same_format = job->format == job->input.format,
		.pretty = is_pretty(job),
		.nan = o->nan,
	};
	if (unpack_for_format(job, err) && job->format->prepare(encoder, err))
		return true;
	tg_operand_locate(&job->input, err);
	return false;
}

bool
tg_job_could_write(const struct tg_job *job, const struct tg_shape *shape,
	struct tg_err *err)
{
	struct tg_job *trial = malloc(sizeof(*trial));
	bool ok;

	if (trial == NULL)
		return tg_fail_memory(err, "a plan");
	*trial = *job;
	trial->columns = NULL; /* which are of texts */
	trial->plan.output = *shape;
	trial->gather.fill =
		job->options->fill != NULL ? job->fill.element : NULL;
	/* no more than the shape, the dtype and the format decide */
	ok = tg_job_prepare_encoder(trial, err);
	free(trial);
	return ok;
}

/*
 * Fail if the output, which is written where it is, is a file that is still
 * being read: cat refuses that, too.
 */
static bool
check_output_is_no_operand(const struct tg_job *job, struct tg_err *err)
{
	const struct tg_operand *operands[] = { &job->input, &job->index };

	for (int i = 0; i < 2; i++) {
		const struct tg_bytes *bytes = operands[i]->bytes;

		if (bytes == NULL ||
			!tg_bytes_lie_in(bytes, job->output.file.fd))
			continue;
		tg_fail(err, TG_EUSAGE, TG_NOPOS,
			"is read, and would be overwritten meanwhile");
		tg_err_where(err, "%s", bytes->name);
		tg_err_help(err, "-o replaces a file when all is written");
		return false;
	}
	return true;
}

/* Whether the result can be written to the output, which is open. */
static bool
check_output(const struct tg_job *job, struct tg_err *err)
{
	if (!tg_output_can_discard(&job->output) &&
		!check_output_is_no_operand(job, err))
		return false;
	if (job->options->picture)
		return true;
	if (job->format->seal != NULL && !tg_output_can_discard(&job->output)) {
		tg_fail(err, TG_EUSAGE, TG_NOPOS, TG_FORMAT_LACKS_FILE,
			job->format->name);
		return false;
	}
	/* the line of a dry run is no binary data */
	if (!job->format->binary || job->options->dry_run ||
		!tg_output_is_terminal(&job->output))
		return true;
	tg_fail(err, TG_EUSAGE, TG_NOPOS,
		"binary data is not written to a terminal");
	tg_err_help(err, "name a file with -o, or use a pipe");
	return false;
}

bool
tg_job_open_output(struct tg_job *job, struct tg_err *err)
{
	if (!job->output.open &&
		!tg_output_open(&job->output, job->output_path, err))
		return false;
	return check_output(job, err);
}

/* Opening a pipe would wait for its reader, who would then see it end. */
static bool
is_pipe(const char *path)
{
	struct stat st;

	return path != NULL && stat(path, &st) == 0 && S_ISFIFO(st.st_mode);
}

bool
tg_job_try_output(struct tg_job *job, struct tg_err *err)
{
	bool ok;

	if (is_pipe(job->output_path)) {
		job->output.file.fd = -1;
		ok = check_output(job, err);
	} else {
		ok = tg_job_open_output(job, err);
	}
	tg_output_free(&job->output);
	return ok;
}

void
tg_job_drop_output(struct tg_job *job)
{
	if (tg_output_is_file(&job->output))
		tg_output_free(&job->output);
	else
		tg_output_forget(&job->output);
}

bool
tg_job_commit(struct tg_job *job, struct tg_err *err)
{
	if (!tg_job_is_still_whole(job, err) ||
		!tg_output_commit(&job->output, err))
		return false;
	tg_job_tell(job, "output", &job->result, tg_output_name(&job->output),
		job->options->picture         ? TG_PICTURE_FORMAT
			: job->format != NULL ? job->format->name
					      : "json");
	return true;
}
