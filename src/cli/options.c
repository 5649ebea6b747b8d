/*
 * The one table of options. Parsing, help, completion and suggested commands
 * all read it, so that an option, its value and its help are said once.
 */
#include "cli/options.h"

#include "base/error_form.h"

const struct tg_option_value tg_option_integer = { "N", NULL, false, false };
static const struct tg_option_value traced = { "[=N]", NULL, false, true };
static const struct tg_option_value dims = { "DIMS", NULL, false, false };
static const struct tg_option_value scalar = { "VALUE", NULL, false, false };
static const struct tg_option_value file = { "FILE", NULL, true, false };
static const struct tg_option_value op = { "OP", tg_op_name, false, false };
static const struct tg_option_value mode = { "HOW", tg_mode_choice, false,
	false };
static const struct tg_option_value nan_how = { "HOW", tg_nan_choice, false,
	false };
static const struct tg_option_value dtype = { "TYPE", tg_dtype_choice, false,
	false };
static const struct tg_option_value format = { "FORMAT", tg_format_choice,
	false, false };
static const struct tg_option_value layout = { "ORDER", tg_layout_choice, false,
	false };
static const struct tg_option_value shard = { "I/N", tg_shard_choice, false,
	false };
static const struct tg_option_value errors = { "FORM", tg_error_form_choice,
	false, false };
static const struct tg_option_value shell = { "SHELL", tg_shell_choice, false,
	false };
static const struct tg_option_value written = { "FORMAT", tg_written_choice,
	false, false };

#define SLOT(member) offsetof(struct tg_options, member)

/* clang-format off */
const struct tg_option tg_option_table[] = {
	{ .help = "What to gather" },
	{ 'd', "dim", "axis", &tg_option_integer,
	  "the dimension to gather along; -1 is the last",
	  tg_set_dim, SLOT(call), TG_OF_CALL },
	{ 0, "op", NULL, &op,
	  "the operation; default gather",
	  tg_set_op, 0, TG_OF_CALL },
	{ 0, "batch-dims", NULL, &tg_option_integer,
	  "leading dims that both share; alone: index_select",
	  tg_set_batch_dims, 0, TG_OF_CALL },
	{ 0, "negative", NULL, NULL,
	  "negative indices count from the end",
	  tg_set_flag, SLOT(policy.negative), TG_OF_JOB },
	{ 0, "mode", NULL, &mode,
	  "out of range: %; default raise",
	  tg_set_mode, 0, TG_OF_JOB },
	{ 0, "fill", NULL, &scalar,
	  "put VALUE where an index is out of range",
	  tg_set_text, SLOT(fill), TG_OF_JOB },
	{ 0, "ignore-index", NULL, &tg_option_integer,
	  "with --fill: put VALUE just where the index is N",
	  tg_set_ignored, SLOT(policy), TG_OF_JOB },
	{ 0, "keys", NULL, &file,
	  "INDEX holds names; FILE lists those along --dim",
	  tg_set_text, SLOT(keys.text), TG_OF_JOB },
	{ 0, "index-base", NULL, &tg_option_integer,
	  "indices count from N (default 0)",
	  tg_set_count, SLOT(policy.base), TG_OF_JOB },

	{ .help = "Shapes and types" },
	{ 0, "shape", "input-shape", &dims,
	  "shape of raw INPUT, reshapes any other: 128,21,4",
	  tg_set_shape, SLOT(input), TG_OF_ALL },
	{ 0, "index-shape", NULL, &dims,
	  "the same for INDEX",
	  tg_set_shape, SLOT(index), TG_OF_CALL },
	{ 0, "output-shape", NULL, &dims,
	  "reshape the result to DIMS",
	  tg_set_output_shape, 0, TG_OF_JOB },
	{ 0, "dtype", "input-dtype", &dtype,
	  "type of raw INPUT, or of binary output from JSON",
	  tg_set_dtype, SLOT(input), TG_OF_ALL },
	{ 0, "index-dtype", NULL, &dtype,
	  "type of raw INDEX: any integer, as int64 or >i4",
	  tg_set_dtype, SLOT(index), TG_OF_JOB },
	{ 0, "index-cast", NULL, NULL,
	  "INDEX may have floats that are whole numbers",
	  tg_set_flag, SLOT(index.cast), TG_OF_JOB },
	{ 0, "offset", "input-offset", &tg_option_integer,
	  "bytes to skip before raw INPUT; more may follow it",
	  tg_set_offset, SLOT(input), TG_OF_ALL },
	{ 0, "index-offset", NULL, &tg_option_integer,
	  "the same for raw INDEX",
	  tg_set_offset, SLOT(index), TG_OF_JOB },
	{ 0, "order", "input-order", &layout,
	  "raw INPUT is in C or Fortran (MATLAB) order: %",
	  tg_set_layout, SLOT(input.layout), TG_OF_ALL },
	{ 0, "index-order", NULL, &layout,
	  "the same for raw INDEX",
	  tg_set_layout, SLOT(index.layout), TG_OF_JOB },

	{ .help = "Files" },
	{ 0, "input-format", NULL, &format,
	  "of INPUT: %",
	  tg_set_format, SLOT(input.format), TG_OF_ALL },
	{ 0, "index-format", NULL, &format,
	  "the same for INDEX",
	  tg_set_format, SLOT(index.format), TG_OF_JOB },
	{ 0, "output-format", NULL, &written,
	  "format of the result, not pt, onnx; svg: a picture",
	  tg_set_output_format, 0, TG_OF_JOB },
	{ 0, "header", NULL, NULL,
	  "line 1 of a text table INPUT names its columns",
	  tg_set_header, SLOT(input.header), TG_OF_ALL },
	{ 0, "no-header", NULL, NULL,
	  "line 1 of INPUT is data like all others",
	  tg_set_no_header, SLOT(input.header), TG_OF_ALL },
	{ 'o', "output", NULL, &file,
	  "write to FILE, whole or not at all; .svg: a picture",
	  tg_set_text, SLOT(output), TG_OF_JOB },
	{ 0, "pretty", NULL, NULL,
	  "JSON with one innermost row a line, indented",
	  tg_set_flag, SLOT(pretty), TG_OF_JSON },
	{ 0, "no-pretty", NULL, NULL,
	  "JSON in one line, on a terminal, too",
	  tg_set_flag, SLOT(no_pretty), TG_OF_JSON },
	{ 0, "nan", NULL, &nan_how,
	  "NaN, inf in JSON: %; default keep",
	  tg_set_nan, SLOT(nan), TG_OF_JSON },

	{ .help = "Looking" },
	{ 0, "explain", NULL, &traced,
	  "explain the call, and the first N elements (16)",
	  tg_set_explain, 0, TG_OF_JOB },
	{ 0, "info", NULL, NULL,
	  "one JSON line for each tensor in the files named",
	  tg_set_info, SLOT(action), TG_OF_ALL },
	{ 0, "json", NULL, NULL,
	  "with --info: JSON on a terminal, too, not a table",
	  tg_set_flag, SLOT(json), TG_OF_ALL },
	{ 0, "dry-run", NULL, NULL,
	  "check everything, write one JSON line about the job",
	  tg_set_flag, SLOT(dry_run), TG_OF_JOB },

	{ .help = "Running" },
	{ 0, "each", NULL, NULL,
	  "INDEX is a stream of texts: one result a line",
	  tg_set_flag, SLOT(each), TG_OF_JOB },
	{ 0, "unbuffered", NULL, NULL,
	  "write at once, before all is known to be right",
	  tg_set_flag, SLOT(unbuffered), TG_OF_JOB },
	{ 0, "shard", NULL, &shard,
	  "be rank I of N that make FILE; %",
	  tg_set_shard, SLOT(shard), TG_OF_JOB },
	{ 0, "threads", NULL, &tg_option_integer,
	  "how many, 1 to 256; default: one a processor",
	  tg_set_threads, 0, TG_OF_ALL },
	{ 0, "progress", NULL, NULL,
	  "show how far a job is, and not on a terminal only",
	  tg_set_progress, 0, TG_OF_ALL },
	{ 0, "no-progress", NULL, NULL,
	  "never show it",
	  tg_set_no_progress, 0, TG_OF_ALL },
	{ 'q', "quiet", NULL, NULL,
	  "no warnings, only errors",
	  tg_set_flag, SLOT(quiet), TG_OF_ALL },
	{ 'v', "verbose", NULL, NULL,
	  "tell shapes, formats and times on standard error",
	  tg_set_flag, SLOT(verbose), TG_OF_ALL },
	{ 0, "errors", NULL, &errors,
	  "errors as %; default text",
	  tg_set_errors, 0, TG_OF_ALL },
	{ 'h', "help", NULL, NULL,
	  "print this help; -h: a short one",
	  tg_set_help, SLOT(action), TG_OF_ALL },
	{ 'V', "version", NULL, NULL,
	  "print version and features; -V: the version alone",
	  tg_set_version, SLOT(action), TG_OF_ALL },
	{ 0, "completion", NULL, &shell,
	  "print completions for %",
	  tg_set_completion, 0, TG_OF_ALL },
};
/* clang-format on */

const size_t tg_option_count =
	sizeof(tg_option_table) / sizeof(tg_option_table[0]);
