/*
 * --info: lists the tensors in files, with one JSON line for each, or in a table
 * for people on a terminal. If the format allows it, their elements are not
 * read, so that a listing of large files is fast.
 */
#include "job/info.h"

#include "base/harmless.h"
#include "cli/print_error.h"
#include "io/output.h"
#include "io/terminal.h"
#include "job/confine.h"
#include "job/info_table.h"
#include "job/json_line.h"
#include "job/known_content.h"
#include "job/operand.h"
#include "job/parts.h"
#include "job/model_files.h"
#include "tensor/record.h"
#include "tensor/text.h"

/* "C", "F" for Fortran order, the reverse of C order, or "strided". */
static const char *
order_name(const struct tg_tensor *tensor)
{
	struct tg_tensor turned = *tensor;
	int n = tensor->shape.ndim;

	if (tg_tensor_is_contiguous(tensor))
		return "C";
	for (int i = 0; i < n; i++) {
		turned.shape.size[i] = tensor->shape.size[n - 1 - i];
		turned.stride[i] = tensor->stride[n - 1 - i];
	}
	return tg_tensor_is_contiguous(&turned) ? "F" : "strided";
}

/*
 * So many bytes of lines about a file are kept until it is known that all of it
 * can be listed. If there are more, it is listed once more, to print them: a
 * small file may have many names, and long ones.
 */
#define KEPT ((size_t)64 << 10)

/* The most tensors of a file of which is said why they cannot be read. */
#define ERRORS 20

/* What is printed about all files. */
struct output {
	struct tg_printed lines;
	bool for_people; /* a table; else lines of JSON */
	struct tg_info_table table;
};

/* Where the lines about a file go, and the file they are about. */
struct listing {
	struct tg_printed *to;
	struct output *output;
	bool has_names; /* of those in the table */
	const struct tg_operand *operand;
	char *const *files; /* all that are listed, up to NULL */
	const char *format; /* of the tensor that is listed */
	enum tg_code worst; /* of the errors about tensors */
	size_t before;      /* bytes of lines about files before */
	bool overflown; /* there are more than KEPT bytes, and none is kept */
	bool again;     /* all can be listed: lines are written as they come */
	size_t unreadable; /* tensors that cannot be read */
};

/* Called after each line: keep no more than KEPT bytes. */
static bool
keep_or_write(struct listing *listing, struct tg_err *err)
{
	struct tg_printed *to = listing->to;

	if (!listing->again) {
		if (to->len - listing->before > KEPT)
			listing->overflown = true;
		if (listing->overflown)
			to->len = listing->before;
		return true;
	}
	if (to->len < KEPT)
		return true;
	if (!tg_output_print(to->text, to->len, err))
		return false;
	to->len = listing->before = 0;
	return true;
}

/* The names of a record's fields, as FILE:NAME takes them. */
static void
print_fields(struct tg_json_line *line, const struct tg_record *record)
{
	tg_json_line_raw(line, "fields", "[");
	for (size_t i = 0; i < record->n; i++)
		tg_print(line->to, "%s%.*s", i > 0 ? "," : "",
			(int)record->fields[i].key_len - 1,
			record->fields[i].key);
	tg_print_char(line->to, ']');
}

/* The bytes that the elements of a tensor take in the file. */
static int64_t
count_bytes(const struct tg_tensor *tensor)
{
	int64_t n;

	if (tensor->dtype.type == TG_TEXT)
		return (int64_t)(tensor->text->end - tensor->text->begin);
	if (!tg_shape_numel(&tensor->shape, &n))
		return 0;
	return n / tg_dtype_pack(&tensor->dtype) * tensor->dtype.size;
}

static bool
add_row_about_tensor(struct listing *listing, const char *name,
	const struct tg_tensor *tensor, struct tg_err *err)
{
	struct tg_info_table *table = &listing->output->table;
	const char *dtype;

	if (!tg_listed_dtype(&dtype, tensor, err))
		return false;
	/* files without names are rows of one table, which ends here */
	if (name != NULL && !listing->has_names) {
		listing->has_names = true;
		tg_info_table_print(
			table, listing->to, NULL, tg_terminal_width());
	}
	tg_info_table_add(table,
		name != NULL ? name : listing->operand->bytes->name, dtype,
		&tensor->shape, count_bytes(tensor));
	return !table->failed || tg_fail_memory(err, "a line");
}

static bool
print_line_about_tensor(struct listing *listing, const char *name,
	const struct tg_tensor *tensor, struct tg_err *err)
{
	struct tg_json_line line = tg_json_line_begin(listing->to);

	tg_json_line_text(&line, "file", listing->operand->bytes->name);
	tg_json_line_text(&line, "name", name);
	tg_json_line_text(&line, "format", listing->format);
	if (!tg_json_line_dtype(&line, tensor, err))
		return false;
	if (tensor->dtype.record != NULL)
		print_fields(&line, tensor->dtype.record);
	tg_json_line_shape(&line, "shape", &tensor->shape);
	tg_json_line_integer(&line, "bytes", count_bytes(tensor));
	tg_json_line_text(&line, "order", order_name(tensor));
	tg_json_line_end(&line);
	if (listing->to->failed)
		return tg_fail_memory(err, "a line");
	return keep_or_write(listing, err);
}

static bool
tell_of_tensor(void *context, const char *name, const struct tg_tensor *tensor,
	struct tg_err *err)
{
	struct listing *listing = context;

	return listing->output->for_people
		? add_row_about_tensor(listing, name, tensor, err)
		: print_line_about_tensor(listing, name, tensor, err);
}

/* Say why a tensor cannot be read; of many, the first few are enough. */
static bool
print_error_about_tensor(void *context, struct tg_err *err)
{
	struct listing *listing = context;

	if (listing->worst < err->code)
		listing->worst = err->code;
	if (!listing->again && listing->unreadable++ < ERRORS) {
		tg_operand_locate(listing->operand, err);
		tg_cli_print_error(stderr, err);
	}
	tg_err_clear(err);
	return true;
}

/* Tell of the tensors of a file, or of the files of the model that it stands
 * for. */
static bool
visit_tensors(struct listing *listing, const struct tg_visitor *visitor,
	struct tg_err *err)
{
	const struct tg_operand *operand = listing->operand;

	if (tg_model_files_is_index(operand))
		return tg_model_files_each(
			operand, visitor, &listing->format, err);
	if (tg_parts_are_of(operand, listing->files))
		return tg_parts_each(operand, visitor, err);
	return operand->format->each(operand->bytes, visitor, err);
}

/* List all tensors of a file. */
static bool
list_tensors(struct listing *listing, struct tg_err *err)
{
	const struct tg_operand *operand = listing->operand;
	const struct tg_visitor visitor = {
		.context = listing,
		.tensor = tell_of_tensor,
		.unreadable = print_error_about_tensor,
	};

	if (!visit_tensors(listing, &visitor, err))
		return false;
	if (listing->unreadable > ERRORS) {
		tg_fail(err, TG_EDATA, TG_NOPOS,
			"%zu more of its tensors or files cannot be read",
			listing->unreadable - ERRORS);
		tg_operand_locate(operand, err);
		tg_cli_print_error(stderr, err);
		tg_err_clear(err);
	}
	listing->again = listing->overflown;
	return !listing->again || visit_tensors(listing, &visitor, err);
}

/* The table of a file whose tensors have names. */
static void
print_table(const struct listing *listing)
{
	const char *file = listing->operand->bytes->name;
	char name[TG_ERR_PLACE], heading[2 * TG_ERR_PLACE];
	const size_t n = listing->output->table.n;

	snprintf(heading, sizeof(heading), "%s: %s, %zu tensor%s",
		tg_harmless(name, sizeof(name), file), listing->format, n,
		n == 1 ? "" : "s");
	tg_info_table_print(&listing->output->table, listing->to, heading,
		tg_terminal_width());
}

/*
 * Print the lines about one of the operands. After an error in all of it nothing
 * of it is printed, and the lines about those before it are there. *worst
 * becomes the code of an error about one of its tensors, if that is worse.
 */
static bool
list_file(struct output *output, const struct tg_options *options, char **file,
	enum tg_code *worst, struct tg_err *err)
{
	struct tg_printed *to = &output->lines;
	const size_t rows_before = output->table.n;
	struct tg_operand_spec spec = options->input;
	struct tg_operand operand = { .listing = true };
	struct listing listing = {
		.to = to,
		.output = output,
		.operand = &operand,
		.files = options->operands,
		.before = to->len,
	};
	bool ok;

	tg_operand_set(&spec, *file);
	ok = tg_operand_open(&operand, &spec, NULL, err);
	if (file == options->operands)
		tg_info_confine(file[1] != NULL ||
			tg_model_files_is_index(&operand) ||
			tg_parts_are_of(&operand, options->operands));
	if (ok)
		listing.format = operand.format->name;
	/* with many files, these options are meant for the raw ones */
	if (operand.format != &tg_format_raw) {
		spec.has_shape = spec.has_dtype = spec.has_offset = false;
		spec.layout = TG_LAYOUT_UNSAID;
	}
	if (ok && operand.name == NULL && operand.format->each != NULL)
		ok = list_tensors(&listing, err) ||
			tg_known_content(&operand, err);
	else if (ok)
		ok = tg_operand_read(&operand, err) &&
			tell_of_tensor(
				&listing, operand.name, &operand.tensor, err);
	ok = ok && tg_operand_is_still_whole(&operand, err);
	if (!ok) {
		if (operand.bytes != NULL)
			tg_operand_locate(&operand, err);
		to->len = listing.before;
		to->failed = false;
		tg_info_table_cut(
			&output->table, listing.has_names ? 0 : rows_before);
		output->table.failed = false;
	} else if (listing.has_names) {
		print_table(&listing);
	}
	if (*worst < listing.worst)
		*worst = listing.worst;
	tg_operand_free(&operand);
	return ok;
}

/* A file that cannot be read does not keep the others from being listed. */
bool
tg_info_list(const struct tg_options *options, struct tg_err *err)
{
	struct output output = {
		.for_people = tg_terminal_is_output() && !options->json,
	};
	enum tg_code worst = TG_OK;
	bool ok;

	for (char **file = options->operands; *file != NULL; file++) {
		if (list_file(&output, options, file, &worst, err))
			continue;
		tg_cli_print_error(stderr, err);
		worst = err->code > worst ? err->code : worst;
		err->code = TG_OK;
	}
	tg_info_table_print(
		&output.table, &output.lines, NULL, tg_terminal_width());
	ok = output.lines.failed
		? tg_fail_memory(err, "the lines")
		: tg_output_print(output.lines.text, output.lines.len, err);
	tg_printed_free(&output.lines);
	tg_info_table_free(&output.table);
	if (ok) /* the errors have been printed */
		err->code = worst;
	return ok;
}
