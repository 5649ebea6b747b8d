/*
 * --shard status and --shard clean: what ranks have left beside a result, told
 * to people and to scripts. Numbers of ranks are written as Slurm takes them for
 * a job array, so that those that are missing can be started again by copying.
 */
#include "job/shard_status.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/byte_count.h"
#include "base/harmless.h"
#include "base/print.h"
#include "format/format.h"
#include "io/output.h"
#include "job/json_line.h"
#include "shard/shard.h"

/* What is told of the jobs of one result. */
struct report {
	const char *out; /* its path */
	bool json;
	struct tg_printed lines;
	int64_t njobs, nwaiting;
	struct tg_printed missing; /* ranks of the last job that waits */
};

/* Print the ranks of a job that are not done: "0-4,7". */
static void
print_missing(struct tg_printed *to, const struct tg_shard_job *job)
{
	int64_t next = 0; /* the first rank that was not looked at */

	for (int64_t i = 0; i <= job->ndone; i++) {
		const int64_t end = i < job->ndone ? job->done[i] : job->nrank;

		if (end > next) {
			tg_print(
				to, "%s%" PRId64, to->len > 0 ? "," : "", next);
			if (end > next + 1)
				tg_print(to, "-%" PRId64, end - 1);
		}
		next = end + 1;
	}
}

/* Those of the job that is told of; NULL where there are none, or nobody knows. */
static const char *
missing_ranks(const struct report *report, const struct tg_shard_job *job)
{
	return job->committed || job->nrank == 0 ? NULL : report->missing.text;
}

static void
print_json(struct report *report, const struct tg_shard_job *job)
{
	struct tg_json_line line = tg_json_line_begin(&report->lines);
	char key[24];

	snprintf(key, sizeof(key), "%016" PRIx64, job->key);
	tg_json_line_text(&line, "file", report->out);
	tg_json_line_text(&line, "key", key);
	if (job->committed || job->nrank == 0)
		tg_json_line_raw(&line, "ranks", "null");
	else
		tg_json_line_integer(&line, "ranks", job->nrank);
	if (job->committed)
		tg_json_line_raw(&line, "done", "null");
	else
		tg_json_line_integer(&line, "done", job->ndone);
	tg_json_line_text(&line, "missing", missing_ranks(report, job));
	tg_json_line_raw(&line, "complete", job->committed ? "true" : "false");
	tg_json_line_integer(&line, "bytes", (int64_t)job->bytes);
	tg_json_line_end(&line);
}

static void
print_for_people(struct report *report, const struct tg_shard_job *job)
{
	struct tg_printed *to = &report->lines;
	char name[TG_ERR_PLACE], bytes[TG_BYTE_COUNT_TEXT];

	tg_print(to, "%s: job %016" PRIx64 ": ",
		tg_harmless(name, sizeof(name), report->out), job->key);
	if (job->committed)
		tg_print_text(to, "complete");
	else if (job->nrank == 0)
		tg_print_text(to, "no rank is done");
	else if (report->missing.text == NULL)
		tg_print(to, "all of %" PRId64 " ranks are done", job->nrank);
	else
		tg_print(to,
			"%" PRId64 " of %" PRId64 " ranks are done; missing: "
			"%s",
			job->ndone, job->nrank, missing_ranks(report, job));
	if (job->bytes > 0)
		tg_print(to, "; %s on the disk",
			tg_byte_count_text(bytes, (double)job->bytes));
	tg_print_char(to, '\n');
}

static bool
tell_job(void *context, const struct tg_shard_job *job, struct tg_err *err)
{
	struct report *report = context;

	report->njobs++;
	if (!job->committed) {
		report->nwaiting++;
		tg_printed_free(&report->missing);
		if (job->nrank > 0)
			print_missing(&report->missing, job);
	}
	if (report->json)
		print_json(report, job);
	else
		print_for_people(report, job);
	return !(report->lines.failed || report->missing.failed) ||
		tg_fail_memory(err, "the lines");
}

/* The path of the output, without the name of a tensor in it; malloc'ed. */
static char *
output_path(const struct tg_options *options, struct tg_err *err)
{
	const char *out = options->output, *colon = tg_format_name_colon(out);
	char *path = colon != NULL ? strndup(out, (size_t)(colon - out))
				   : strdup(out);

	if (path == NULL)
		tg_fail_memory(err, "a name");
	return path;
}

/* The error of a result that is not complete, with what to do next. */
static void
fail_incomplete(const struct report *report, struct tg_err *err)
{
	tg_fail(err, TG_EDATA, TG_NOPOS, "the result is not complete");
	if (report->njobs > 1)
		tg_err_help(err,
			"ranks are of one job if they have the same options "
			"and number of ranks, and operands of the same bytes "
			"and time of change (cp -p keeps it)");
	tg_err_help(err,
		"to go on, start the ranks that are missing, with the command "
		"as it was");
	tg_shard_help_clean(report->out, "to give up what is there", err);
}

/* What a script waits for: the result, and nothing that is still to become it. */
static bool
check_complete(const struct report *report, struct tg_err *err)
{
	if (report->nwaiting > 0)
		fail_incomplete(report, err);
	else if (report->njobs == 0 && access(report->out, F_OK) != 0)
		tg_fail(err, TG_EDATA, TG_NOPOS,
			"there is no such file, and no rank has begun to make "
			"it");
	else
		return true;
	tg_err_where(err, "%s", report->out);
	return false;
}

bool
tg_job_shard_status(const struct tg_options *options, struct tg_err *err)
{
	struct report report = { .json = options->json };
	char *path = output_path(options, err);
	bool ok;

	if (path == NULL)
		return false;
	report.out = path;
	ok = tg_shard_status(path, tell_job, &report, err) &&
		(options->quiet ||
			tg_output_print(
				report.lines.text, report.lines.len, err)) &&
		check_complete(&report, err);
	tg_printed_free(&report.missing);
	tg_printed_free(&report.lines);
	free(path);
	return ok;
}

bool
tg_job_shard_clean(const struct tg_options *options, struct tg_err *err)
{
	char *path = output_path(options, err), name[TG_ERR_PLACE];
	struct tg_printed line = { 0 };
	int64_t removed;
	bool ok;

	if (path == NULL)
		return false;
	ok = tg_shard_clean(path, &removed, err);
	if (ok && !options->quiet) {
		tg_print(&line, "%s: removed %" PRId64 " file%s\n",
			tg_harmless(name, sizeof(name), path), removed,
			removed == 1 ? "" : "s");
		ok = line.failed ? tg_fail_memory(err, "a line")
				 : tg_output_print(line.text, line.len, err);
	}
	tg_printed_free(&line);
	free(path);
	return ok;
}
