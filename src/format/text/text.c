/*
 * The formats of text tables: CSV, TSV, columns with blanks between them, and
 * lines. They differ in what ends a field, and share all else. Elements stay
 * text, so that a gather writes them exactly as they were.
 */
#include <stdlib.h>

#include "base/threads.h"
#include "format/format.h"
#include "format/json/array.h"
#include "format/json/scan_parallel.h"
#include "format/text/field.h"
#include "format/text/rows.h"
#include "format/text/table.h"
#include "format/text/write.h"

/* Make a tensor of what was scanned. */
static bool
make_tensor(struct tg_tensor *tensor, struct tg_table *table,
	const struct tg_read *request, struct tg_err *err)
{
	if (!tg_json_array_tensor(tensor, &table->scan, err))
		return false;
	tensor->text->syntax = table->syntax;
	tensor->text->header = table->header;
	tensor->text->typed = request->dtype != NULL;
	if (request->dtype != NULL)
		tensor->text->declared = *request->dtype;
	return true;
}

/*
 * Scan a large table by several threads. False, with nothing done, if it is
 * small or not what they expect; they know no dtype of an index, either.
 */
static bool
scan_in_parallel(struct tg_table *table, const struct tg_read *request)
{
	const size_t len = table->scan.json.len - table->scan.begin;
	struct tg_json_chunks chunks;
	struct tg_json_scan unit;

	return len > (size_t)tg_threads_piece() && !request->one_line &&
		!(request->index && request->dtype != NULL) &&
		tg_table_chunks_open(&chunks, table, -1, &unit) &&
		tg_json_scan_chunks(&table->scan, &chunks);
}

static bool
read_table(struct tg_tensor *tensor, enum tg_text_syntax syntax,
	const struct tg_bytes *bytes, const struct tg_read *request,
	struct tg_err *err)
{
	struct tg_table table;
	bool ok;

	if (request->name != NULL)
		return tg_fail(err, TG_ENAME, TG_NOPOS,
			"a text table has no tensors with names");
	if (!request->index && request->dtype != NULL &&
		tg_dtype_is_complex(request->dtype))
		return tg_fail(err, TG_ETYPE, TG_NOPOS,
			"a text table has no elements of %s",
			tg_dtype_name(request->dtype));
	ok = tg_table_open(&table, syntax, bytes, request, err) &&
		(scan_in_parallel(&table, request) ||
			tg_table_scan(&table, err)) &&
		make_tensor(tensor, &table, request, err);
	free(table.scan.items);
	return ok;
}

static bool
open_chunks(struct tg_json_chunks *chunks, enum tg_text_syntax syntax,
	const struct tg_bytes *bytes, const struct tg_read *request, int lead,
	struct tg_json_scan *unit)
{
	struct tg_table table;

	return tg_table_open(&table, syntax, bytes, request, NULL) &&
		tg_table_chunks_open(chunks, &table, lead, unit);
}

static size_t
locate_field(const struct tg_tensor *tensor, int64_t k)
{
	return tg_table_find(tensor->text, tensor->dtype.type != TG_TEXT, k);
}

static bool
read_csv(struct tg_tensor *tensor, const struct tg_bytes *bytes,
	const struct tg_read *request, struct tg_err *err)
{
	return read_table(tensor, TG_SYNTAX_CSV, bytes, request, err);
}

static bool
read_tsv(struct tg_tensor *tensor, const struct tg_bytes *bytes,
	const struct tg_read *request, struct tg_err *err)
{
	return read_table(tensor, TG_SYNTAX_TSV, bytes, request, err);
}

static bool
read_blanks(struct tg_tensor *tensor, const struct tg_bytes *bytes,
	const struct tg_read *request, struct tg_err *err)
{
	return read_table(tensor, TG_SYNTAX_BLANKS, bytes, request, err);
}

static bool
read_lines(struct tg_tensor *tensor, const struct tg_bytes *bytes,
	const struct tg_read *request, struct tg_err *err)
{
	return read_table(tensor, TG_SYNTAX_LINES, bytes, request, err);
}

static bool
open_csv_chunks(struct tg_json_chunks *chunks, const struct tg_bytes *bytes,
	const struct tg_read *request, size_t begin, int lead,
	struct tg_json_scan *unit)
{
	(void)begin;
	return open_chunks(chunks, TG_SYNTAX_CSV, bytes, request, lead, unit);
}

static bool
prepare_csv(struct tg_encoder *encoder, struct tg_err *err)
{
	return tg_table_prepare(encoder, TG_SYNTAX_CSV, err);
}

static bool
open_tsv_chunks(struct tg_json_chunks *chunks, const struct tg_bytes *bytes,
	const struct tg_read *request, size_t begin, int lead,
	struct tg_json_scan *unit)
{
	(void)begin;
	return open_chunks(chunks, TG_SYNTAX_TSV, bytes, request, lead, unit);
}

static bool
prepare_tsv(struct tg_encoder *encoder, struct tg_err *err)
{
	return tg_table_prepare(encoder, TG_SYNTAX_TSV, err);
}

static bool
open_blanks_chunks(struct tg_json_chunks *chunks, const struct tg_bytes *bytes,
	const struct tg_read *request, size_t begin, int lead,
	struct tg_json_scan *unit)
{
	(void)begin;
	return open_chunks(
		chunks, TG_SYNTAX_BLANKS, bytes, request, lead, unit);
}

static bool
prepare_blanks(struct tg_encoder *encoder, struct tg_err *err)
{
	return tg_table_prepare(encoder, TG_SYNTAX_BLANKS, err);
}

static bool
prepare_lines(struct tg_encoder *encoder, struct tg_err *err)
{
	return tg_table_prepare(encoder, TG_SYNTAX_LINES, err);
}

const struct tg_format tg_format_csv = {
	.name = "csv",
	.endings = { ".csv" },
	.takes_dtype = true,
	.read = read_csv,
	.open_chunks = open_csv_chunks,
	.locate = locate_field,
	.prepare = prepare_csv,
	.head = tg_table_head,
	.encode = tg_table_encode,
};

const struct tg_format tg_format_tsv = {
	.name = "tsv",
	.endings = { ".tsv", ".tab" },
	.takes_dtype = true,
	.read = read_tsv,
	.open_chunks = open_tsv_chunks,
	.locate = locate_field,
	.prepare = prepare_tsv,
	.head = tg_table_head,
	.encode = tg_table_encode,
};

const struct tg_format tg_format_text = {
	.name = "text",
	.endings = { ".txt" },
	.takes_dtype = true,
	.read = read_blanks,
	.open_chunks = open_blanks_chunks,
	.locate = locate_field,
	.prepare = prepare_blanks,
	.head = tg_table_head,
	.encode = tg_table_encode,
};

const struct tg_format tg_format_lines = {
	.name = "lines",
	.takes_dtype = true,
	.read = read_lines,
	.locate = locate_field,
	.prepare = prepare_lines,
	.head = tg_table_head,
	.encode = tg_table_encode,
};
