/*
 * The target of binary data that come from a pipe, and are read once, in a
 * window: each job must come to just what it comes to when all is read before.
 */
#include <string.h>
#include <unistd.h>

#include "base/threads.h"
#include "fuzz.h"
#include "io/arrival.h"
#include "job/job.h"
#include "job/operand_file.h"
#include "outcome.h"

#define WAY  9     /* bytes */
#define PIPE 60000 /* so many bytes fit into a pipe */

/* What the first bytes of the input say, each as a digit or any byte. */
struct way {
	int piece;  /* bytes */
	size_t cut; /* so many bytes are read at first */
	struct tg_options options;
};

static void
read_way(struct way *way, const unsigned char *data)
{
	static const int piece[] = { 1, 2, 5, 8, 16, 31, 100 };
	static const enum tg_type type[] = { TG_UINT8, TG_INT16, TG_FLOAT32,
		TG_FLOAT64 };
	static const struct tg_format *const format[] = { &tg_format_json,
		&tg_format_npy, &tg_format_raw, &tg_format_csv };
	static struct tg_given none;
	struct tg_options *o = &way->options;
	unsigned digit[WAY];

	for (int i = 0; i < WAY; i++)
		digit[i] = (unsigned char)(data[i] - '0');
	*way = (struct way){
		.piece = piece[digit[0] % 7],
		.cut = digit[0] / 7 * 8 + 1,
		.options = { .quiet = true,
			.given = &none,
			.output_format = format[digit[1] % 4],
			.nan = digit[1] / 4 % 2 ? TG_NAN_ERROR : TG_NAN_KEEP,
			.unbuffered = digit[1] / 8 % 2 == 1,
			.input = { .role = "input",
				.text = "in",
				.format = &tg_format_npy },
			.index = { .role = "index",
				.text = "ix",
				.index = true,
				.format = &tg_format_json } },
	};
	o->call.op = (enum tg_op)(digit[2] % TG_OPS);
	o->call.dim = digit[3] % 4;
	o->call.batch_dims =
		tg_op_table[o->call.op].has_batch_dims ? digit[3] / 4 % 3 : 0;
	o->call.has_dim = tg_op_table[o->call.op].has_dim;
	o->policy.negative = digit[4] % 2 == 1;
	o->policy.base = digit[4] / 2 % 2;
	o->fill = digit[4] / 4 % 2 == 1 ? "7" : NULL;
	if (o->fill != NULL)
		o->policy.mode = TG_MODE_FILL;
	o->input.has_shape = digit[5] % 4 > 0;
	o->input.shape = (struct tg_shape){ (int)(digit[5] / 4 % 4),
		{ digit[6] % 6, digit[7] % 6, digit[8] % 6 } };
	if (digit[5] % 4 == 1)
		return;
	o->input.format = &tg_format_raw;
	o->input.has_dtype = true;
	o->input.dtype = tg_dtype_of(type[digit[7] / 6 % 4]);
	o->input.dtype.big_endian = digit[8] / 6 % 2 == 1;
	o->input.has_offset = digit[6] / 6 % 2 == 1;
	o->input.offset = digit[6] / 12 % 4;
}

/* What is known of the source while it comes. */
struct source {
	const struct tg_format *format;
	struct tg_watch watch;
};

static size_t
need_bytes(void *context, const struct tg_bytes *bytes, struct tg_err *err)
{
	struct source *source = context;

	return source->format->needed(&source->watch, bytes, err);
}

static void
put(int fd, const unsigned char *data, size_t len)
{
	fuzz_require(write(fd, data, len) == (ssize_t)len, "a pipe is full");
}

/* Let INPUT come from a pipe: a part of it is read at once. */
static void
come_from_pipe(
	struct tg_job *job, const struct way *way, const struct tg_bytes *input)
{
	static struct tg_err err;
	struct source source = {
		.format = job->input.format,
		.watch.request = tg_operand_request(&job->input),
	};
	const struct tg_arrival arrival = {
		.first = 1,
		.needed = need_bytes,
		.context = &source,
	};
	const size_t cut = way->cut < input->len ? way->cut : input->len;
	int ends[2];

	fuzz_require(pipe(ends) == 0, "no pipe");
	put(ends[1], input->data, cut);
	job->input.own.name = input->name;
	fuzz_require(tg_arrival_read(
			     &job->input.own, ends[0], false, &arrival, &err) &&
			tg_output_may_keep(&job->output, &err),
		"no memory for a pipe");
	memset(&err, 0, sizeof(err));
	put(ends[1], input->data + cut, input->len - cut);
	close(ends[1]);
	if (job->input.own.coming == NULL)
		close(ends[0]);
	job->input.bytes = &job->input.own;
}

static void
run_job(struct fuzz_outcome *outcome, const struct way *way, bool whole,
	const struct tg_bytes *input, const struct tg_bytes *index)
{
	static struct tg_job job;
	struct tg_options options = way->options;

	memset(&job, 0, sizeof(job));
	if (whole)
		options.unbuffered = false;
	job.options = &options;
	job.input.spec = &options.input;
	job.input.format = options.input.format;
	job.index.spec = &options.index;
	job.index.bytes = index;
	job.index.format = options.index.format;
	job.as_a_whole = whole;
	tg_threads_set_piece(way->piece);
	come_from_pipe(&job, way, input);
	fuzz_do_job(outcome, &job);
}

/*
 * With --unbuffered a part may have been written before an error, and of several
 * the one is told that is met first. And what other content this may be is told
 * by what came first, which is little here.
 */
static void
compare_with_whole(const struct way *way, struct fuzz_outcome *whole,
	struct fuzz_outcome *window)
{
	if (way->options.unbuffered && whole->err.code != TG_OK) {
		fuzz_require(window->err.code != TG_OK,
			"a result where there is none");
		return;
	}
	if (whole->err.nhelp > 0 &&
		strstr(tg_err_help_reason(&whole->err, 0),
			"the content looks like") != NULL) {
		tg_err_keep_help(&whole->err, 0);
		tg_err_keep_help(&window->err, 0);
	}
	fuzz_compare_outcomes(whole, window);
}

/*
 * So many bytes say how it is done; then come INDEX, a record separator, and
 * INPUT.
 */
void
fuzz_window(const unsigned char *data, size_t len)
{
	static struct fuzz_outcome whole, window;
	struct tg_bytes input, index;
	const unsigned char *end;
	struct way way;

	if (len < WAY)
		return;
	end = memchr(data + WAY, 0x1E, len - WAY);
	if (end == NULL || len > PIPE || end + 1 == data + len)
		return;
	read_way(&way, data);
	fuzz_bytes(&index, data + WAY, (size_t)(end - data) - WAY);
	fuzz_bytes(&input, end + 1, len - (size_t)(end - data) - 1);
	index.name = "ix";
	input.name = "in";
	run_job(&whole, &way, true, &input, &index);
	run_job(&window, &way, false, &input, &index);
	compare_with_whole(&way, &whole, &window);
	if (whole.err.code != TG_OK)
		fuzz_error(&whole.err, len, false);
	tg_bytes_free(&index);
	tg_bytes_free(&input);
}
