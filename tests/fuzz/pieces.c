/*
 * The targets of texts that are read in pieces, JSON and tables: each must come
 * to just what the same text comes to when it is read as a whole by portable
 * code. That is true of the scan of a tensor, and of a job, which reads an INPUT
 * in rows where it can: its bytes, or its error and the place of it. INPUT
 * also comes from a pipe, which can be read only once.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/isa.h"
#include "base/threads.h"
#include "format/json/array.h"
#include "format/json/scan_parallel.h"
#include "format/text/rows.h"
#include "fuzz.h"
#include "io/arrival.h"
#include "job/job.h"
#include "outcome.h"
#include "tensor/based.h"

/* What the first bytes of the input say, each as a digit or any byte. */
struct way {
	enum tg_isa isa;
	int piece; /* bytes */
	struct tg_call call;
	const struct tg_format *format; /* of the result */
	struct tg_policy policy;
	const struct tg_format *of[2]; /* of INPUT and of INDEX */
	enum tg_header header;
	const char *name;      /* of INPUT in its text, or NULL */
	struct tg_shape shape; /* --shape; no dims: not given */
	bool typed;            /* --dtype float32 is given */
	bool shared;           /* INDEX is the member "b" of INPUT's text */
};

#define WAY  5 /* bytes */
#define TEXT 3 /* bytes that say more of a table */

/* The formats of texts, and the syntax of each. */
static const struct tg_format *const texts[] = {
	&tg_format_csv,
	&tg_format_tsv,
	&tg_format_text,
	&tg_format_lines,
	&tg_format_json,
};

#define PIPE 60000 /* so many bytes fit into a pipe */

/* Which operand comes from a pipe. */
enum coming { NONE_COMES, INPUT_COMES, INDEX_COMES };

static void
read_way(struct way *way, const unsigned char *data)
{
	static const int piece[] = { 1, 2, 3, 5, 7, 11, 16, 31, 32, 33, 64,
		100 };
	static const struct tg_format *const format[] = {
		&tg_format_json,
		&tg_format_npy,
	};
	static const enum tg_isa isa[] = { TG_ISA_PORTABLE, TG_ISA_SSE2,
		TG_ISA_AVX2 };
	unsigned char digit[WAY];

	for (int i = 0; i < WAY; i++)
		digit[i] = (unsigned char)(data[i] - '0');
	*way = (struct way){
		.isa = isa[digit[0] % 3],
		.piece = piece[digit[1] % 12],
		.call = { .op = TG_GATHER, .has_dim = true },
		.format = format[digit[3] % 2],
		.policy = { .negative = digit[4] % 2 },
	};
	way->call.dim = digit[2] % 4;
	if (digit[2] / 4 % 2 == 1) {
		way->call.op = TG_INDEX_SELECT;
		way->call.batch_dims =
			digit[2] / 8 % 2 == 1 ? 0 : way->call.dim;
	} else if (digit[2] / 8 % 2 == 1) {
		way->call.op = TG_TAKE_ALONG_DIM;
	}
	way->of[0] = way->of[1] = &tg_format_json;
	if (digit[3] / 2 % 2 == 1)
		way->name = "a";
	way->typed = digit[3] / 8 % 2 == 1;
	way->shared = way->name != NULL && digit[4] / 8 % 2 == 1;
	if (digit[3] / 4 % 2 == 1)
		way->shape =
			(struct tg_shape){ 2, { -1, 1 + digit[4] / 2 % 4 } };
	if (!tg_isa_supported(way->isa))
		way->isa = tg_isa_supported(TG_ISA_NEON) ? TG_ISA_NEON
							 : TG_ISA_PORTABLE;
}

/* Read what is said of tables, behind the rest. */
static void
read_way_of_tables(struct way *way, const unsigned char *data)
{
	const unsigned result = (unsigned char)(data[3] - '0') % 6u;

	data += WAY;
	way->of[0] = texts[(unsigned char)(data[0] - '0') % 4u];
	way->of[1] = texts[(unsigned char)(data[1] - '0') % 5u];
	way->header = (enum tg_header)((unsigned char)(data[2] - '0') % 3u);
	if (result < 4)
		way->format = texts[result];
}

static void
use_way(const struct way *way)
{
	static struct tg_err err;

	fuzz_require(tg_isa_choose(tg_isa_name(way->isa), &err),
		"an instruction set cannot be chosen");
	tg_threads_set_piece(way->piece);
}

static const struct way plain_way = {
	.isa = TG_ISA_PORTABLE,
	.piece = TG_PIECE_MAX,
};

/* --- the scan of an array ------------------------------------------------- */

static int64_t
item(const struct tg_json_scan *scan, size_t i)
{
	const uint16_t *distance = scan->items;

	if (scan->base != NULL)
		return (int64_t)(scan->base[i / TG_BASED] + distance[i]);
	return tg_json_integer(scan->items, scan->item_size, i);
}

static void
compare_scans(const struct tg_json_scan *a, const struct tg_json_scan *b)
{
	fuzz_require(a->end == b->end && a->n == b->n &&
			a->classes == b->classes &&
			a->item_size == b->item_size &&
			tg_shape_equal(&a->shape, &b->shape),
		"pieces make another tensor");
	for (size_t i = 0; i < a->n; i++)
		fuzz_require(item(a, i) == item(b, i),
			"pieces make another element");
}

/* What pieces accept is the same tensor; they may leave any text to the other. */
static void
scan_both_ways(
	const struct way *way, const struct tg_bytes *bytes, bool integers)
{
	static struct tg_err err;
	struct tg_json_scan whole = {
		.json = { bytes->data, bytes->len, bytes },
		.begin = (size_t)(tg_json_space(bytes->data) - bytes->data),
		.integers = integers,
	};
	struct tg_json_scan pieces = whole;
	bool ok;

	memset(&err, 0, sizeof(err));
	use_way(&plain_way);
	ok = tg_json_scan_serial(&whole, &err);
	use_way(way);
	if (tg_json_scan_parallel(&pieces)) {
		fuzz_require(ok, "pieces make a tensor of what is none");
		compare_scans(&whole, &pieces);
		free(pieces.items);
	}
	free(whole.items);
}

static enum tg_text_syntax
syntax_of(const struct tg_format *format)
{
	static const enum tg_text_syntax syntax[] = {
		TG_SYNTAX_CSV,
		TG_SYNTAX_TSV,
		TG_SYNTAX_BLANKS,
		TG_SYNTAX_LINES,
		TG_SYNTAX_JSON,
	};
	size_t i = 0;

	while (texts[i] != format)
		i++;
	return syntax[i];
}

/* The same for a table. */
static void
scan_table_both_ways(
	const struct way *way, const struct tg_bytes *bytes, bool integers)
{
	static struct tg_err err;
	const struct tg_read request = {
		.index = integers,
		.header = integers ? TG_HEADER_UNSAID : way->header,
	};
	struct tg_table whole, pieces;
	struct tg_json_chunks chunks;
	struct tg_json_scan unit;
	bool ok;

	memset(&err, 0, sizeof(err));
	if (!tg_table_open(&whole, syntax_of(way->of[integers]), bytes,
		    &request, &err))
		return;
	pieces = whole;
	ok = tg_table_scan(&whole, &err);
	use_way(way);
	if (tg_table_chunks_open(&chunks, &pieces, -1, &unit) &&
		tg_json_scan_chunks(&pieces.scan, &chunks)) {
		fuzz_require(ok, "pieces make a tensor of what is none");
		compare_scans(&whole.scan, &pieces.scan);
		free(pieces.scan.items);
	}
	free(whole.scan.items);
}

/* --- a job ---------------------------------------------------------------- */

/* Let an operand come from a pipe; its first part is read. */
static void
come_from_pipe(struct tg_job *job, struct tg_operand *operand)
{
	static struct tg_err err;
	const struct tg_arrival arrival = {
		.first = (size_t)tg_threads_piece(),
	};
	const struct tg_bytes *bytes = operand->bytes;
	int ends[2];

	fuzz_require(pipe(ends) == 0, "no pipe");
	fuzz_require(
		write(ends[1], bytes->data, bytes->len) == (ssize_t)bytes->len,
		"a pipe that is full");
	close(ends[1]);
	operand->own.name = bytes->name;
	fuzz_require(tg_arrival_read(
			     &operand->own, ends[0], false, &arrival, &err) &&
			tg_output_may_keep(&job->output, &err),
		"no memory for a pipe");
	if (operand->own.coming == NULL)
		close(ends[0]);
	operand->bytes = &operand->own;
}

static void
run_job(struct fuzz_outcome *o, const struct way *way, const struct way *how,
	const struct tg_bytes operand[2], enum coming comes)
{
	static struct tg_job job;
	static struct tg_given none;
	struct tg_options options = {
		.call = way->call,
		.policy = way->policy,
		.output_format = way->format,
		.quiet = true,
		.given = &none,
		.input = { .role = "input",
			.text = "in",
			.format = way->of[0],
			.header = way->header,
			.has_dtype = way->typed,
			.dtype = tg_dtype_of(TG_FLOAT32),
			.has_shape = way->shape.ndim > 0,
			.shape = way->shape },
		.index = { .role = "index",
			.text = "ix",
			.format = way->of[1],
			.index = true },
	};

	memset(&job, 0, sizeof(job));
	job.options = &options;
	job.input.spec = &options.input;
	job.input.bytes = &operand[0];
	job.input.format = way->of[0];
	job.input.name = way->name;
	job.index.spec = &options.index;
	job.index.bytes = &operand[1];
	job.index.format = way->of[1];
	job.as_a_whole = how == &plain_way;
	use_way(how);
	if (comes == INPUT_COMES)
		come_from_pipe(&job, &job.input);
	if (comes == INDEX_COMES)
		come_from_pipe(&job, &job.index);
	if (way->shared) {
		job.index.bytes = job.input.bytes;
		job.ahead.name = job.index.name = "b";
		job.input.ahead = job.index.ahead = &job.ahead;
	}
	fuzz_do_job(o, &job);
}

/* Cut the bytes into INPUT and INDEX, at a record separator. */
static void
cut_operands(struct tg_bytes operand[2], const unsigned char *data, size_t len)
{
	const unsigned char *index = memchr(data, 0x1E, len);
	const size_t n = index != NULL ? (size_t)(index - data) : len;

	fuzz_bytes(&operand[0], data, n);
	fuzz_bytes(&operand[1], index != NULL ? index + 1 : data,
		index != NULL ? len - n - 1 : n);
	operand[0].name = "in";
	operand[1].name = "ix";
}

static void
run_both_ways(
	const struct way *way, const struct tg_bytes operand[2], size_t len)
{
	static struct fuzz_outcome whole, pieces;

	run_job(&whole, way, &plain_way, operand, NONE_COMES);
	run_job(&pieces, way, way, operand, NONE_COMES);
	fuzz_compare_outcomes(&whole, &pieces);
	if (operand[0].len < PIPE) {
		run_job(&pieces, way, way, operand, INPUT_COMES);
		fuzz_compare_outcomes(&whole, &pieces);
	}
	if (operand[1].len < PIPE && !way->shared) {
		run_job(&pieces, way, way, operand, INDEX_COMES);
		fuzz_compare_outcomes(&whole, &pieces);
	}
	if (whole.err.code != TG_OK)
		fuzz_error(&whole.err, len, false);
}

/*
 * So many bytes say how it is done; then come INPUT, a record separator, and
 * INDEX.
 */
void
fuzz_pieces(const unsigned char *data, size_t len)
{
	struct tg_bytes operand[2];
	struct way way;

	if (len < WAY)
		return;
	read_way(&way, data);
	cut_operands(operand, data + WAY, len - WAY);
	scan_both_ways(&way, &operand[0], false);
	scan_both_ways(&way, &operand[1], true);
	run_both_ways(&way, operand, len);
	tg_bytes_free(&operand[0]);
	tg_bytes_free(&operand[1]);
}

/* The same for tables; more bytes say of which kind. */
void
fuzz_text(const unsigned char *data, size_t len)
{
	struct tg_bytes operand[2];
	struct way way;

	if (len < WAY + TEXT)
		return;
	read_way(&way, data);
	read_way_of_tables(&way, data);
	cut_operands(operand, data + WAY + TEXT, len - WAY - TEXT);
	scan_table_both_ways(&way, &operand[0], false);
	if (way.of[1] != &tg_format_json)
		scan_table_both_ways(&way, &operand[1], true);
	run_both_ways(&way, operand, len);
	use_way(&plain_way);
	if (len % 4 == 0)
		fuzz_file(
			way.of[0], operand[0].data, operand[0].len, NULL, NULL);
	tg_bytes_free(&operand[0]);
	tg_bytes_free(&operand[1]);
}
