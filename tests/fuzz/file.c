/*
 * Reads a file in memory as a job would read it from a disk, and then uses what
 * was read: every tensor's elements are gathered and encoded, so that a wrong
 * size or place is seen, wherever it comes from.
 */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "gather/resolve.h"
#include "job/job.h"
#include "pipeline/encode.h"

/* Of the tensors in a file so many are read, and so many picks are made. */
#define NAMES 3
#define PICKS 2048

/* As an empty command line has them. */
static struct tg_given no_options;

/* A file that is read, and the names that are in it. */
struct reading {
	const struct tg_format *format;
	const struct tg_bytes *bytes;
	const struct tg_operand_spec *spec;
	char *name[NAMES];
	struct tg_shape shape[NAMES]; /* as they are listed */
	enum tg_type type[NAMES];
	int n;
};

/*
 * Elements in the file itself must all lie in it; those in memory that the
 * tensor owns are a sanitizer's to watch.
 */
static void
check_place(const struct tg_tensor *tensor, const struct tg_bytes *bytes)
{
	const unsigned char *first = tensor->data, *last = tensor->data;
	const struct tg_shape packs = tg_tensor_packs(tensor);
	int64_t numel = 0;

	fuzz_require(tensor->shape.ndim >= 0 &&
			tensor->shape.ndim <= TG_MAX_NDIM &&
			tg_shape_numel(&tensor->shape, &numel),
		"a shape that is none");
	if (numel == 0 || tensor->owned != NULL)
		return;
	for (int i = 0; i < tensor->shape.ndim; i++) {
		const int64_t way = (packs.size[i] - 1) * tensor->stride[i];

		if (way > 0)
			last += way * tensor->dtype.size;
		else
			first += way * tensor->dtype.size;
	}
	fuzz_require(first >= bytes->data &&
			last + tensor->dtype.size <= bytes->data + bytes->len,
		"elements outside the file");
}

static bool
empty_text(void *bytes, struct tg_buffer *text, struct tg_err *err)
{
	(void)err;
	*(size_t *)bytes += text->len;
	text->len = 0;
	return true;
}

/*
 * Encode all pieces of a job, as a pipeline does it, but into memory that is
 * used again and again, which makes it several times as fast.
 */
static bool
encode_pieces(struct tg_job *job, size_t *bytes, struct tg_err *err)
{
	static struct tg_buffer text;
	struct tg_source *source = job->source;
	struct tg_piece_encoder encoder = {
		.text = &text, .full = empty_text, .context = bytes
	};
	struct tg_piece *piece = &encoder.piece;
	const struct tg_format *format = job->format;
	bool ok = (format->head == NULL ||
			  format->head(&job->encoder, &text, err)) &&
		source->open(source, piece, err) &&
		tg_piece_encoder_begin(&encoder, format, &job->encoder, err);

	source->first = 0;
	source->end = job->encoder.n;
	source->restart(source);
	while (ok && source->take(source, piece, err) == TG_DONE)
		ok = source->load(source, piece, err) == TG_DONE &&
			(source->settle == NULL ||
				source->settle(source, piece) == TG_DONE) &&
			tg_piece_encode(&encoder, err);
	ok = ok &&
		(format->tail == NULL ||
			format->tail(&job->encoder, &text, err));
	source->close(source, piece);
	tg_piece_encoder_free(&encoder);
	empty_text(bytes, &text, err);
	return ok && err->code == TG_OK;
}

/*
 * What has no elements may have text all the same: an empty array for each
 * position, of which a head can promise any number.
 */
static bool
encode_nothing(struct tg_job *job, struct tg_err *err)
{
	const struct tg_task task = tg_job_task(job);
	int64_t bytes;

	return job->encoder.n > PICKS || tg_pipeline_try(&task, &bytes, err);
}

/* Gather, and encode the result, without writing it anywhere. */
static void
gather(struct tg_job *job, size_t len)
{
	static struct tg_err err;
	size_t bytes = 0;
	bool ok;

	memset(&err, 0, sizeof(err));
	ok = tg_job_plan(job, &err);
	if (ok) {
		tg_job_choose_source(job);
		ok = tg_gather_check(&job->gather, &err) &&
			(job->plan.blocks.n == 0
					? encode_nothing(job, &err)
					: encode_pieces(job, &bytes, &err));
		if (!ok)
			tg_job_complete_error(job, &err);
	}
	fuzz_require(ok == (err.code == TG_OK), "an error that is none");
	if (!ok)
		fuzz_error(&err, len, false);
	else
		fuzz_require(bytes >= (size_t)job->encoder.n ||
				job->plan.blocks.n == 0 ||
				job->encoder.dtype.packing != NULL ||
				job->encoder.dtype.size == 0,
			"elements without bytes");
}

/* All elements of a small input, the last row first; three of a large one. */
static void
pick_elements(struct tg_options *options, struct tg_tensor *index,
	const struct tg_tensor *input)
{
	static int64_t pick[PICKS];
	int64_t n, numel;
	bool whole;

	tg_shape_numel(&input->shape, &numel);
	whole = input->shape.ndim > 0 &&
		(numel <= PICKS || input->dtype.packing != NULL);
	options->call =
		(struct tg_call){ .op = whole ? TG_INDEX_SELECT : TG_TAKE,
			.has_dim = whole };
	n = whole ? input->shape.size[0] : 3;
	if (numel == 0)
		n = 0;
	if (n > PICKS)
		n = PICKS;
	for (int64_t i = 0; i < n; i++)
		pick[i] = whole ? n - 1 - i : i * ((numel - 1) / 2);
	*index = (struct tg_tensor){
		.dtype = tg_dtype_of(TG_INT64),
		.shape = { 1, { n } },
		.stride = { 1 },
		.data = (const unsigned char *)pick,
	};
}

static void
use_as_input(const struct reading *r, struct tg_operand *operand)
{
	static const struct tg_format *const formats[] = {
		&tg_format_json,
		&tg_format_npy,
		&tg_format_safetensors,
		&tg_format_npz,
		&tg_format_raw,
		&tg_format_gguf,
	};
	static struct tg_bytes none = { .name = "index" };
	struct tg_options options = {
		.quiet = true,
		.given = &no_options,
		.input = { .role = "input", .text = "input" },
		.index = { .role = "index", .text = "index" },
	};
	static struct tg_job job;

	memset(&job, 0, sizeof(job));
	job.options = &options;
	job.input = *operand;
	job.index.spec = &options.index;
	job.index.bytes = &none;
	job.index.format = &tg_format_npy;
	pick_elements(&options, &job.index.tensor, &operand->tensor);
	options.output_format = &tg_format_json;
	gather(&job, r->bytes->len);
	options.output_format = formats[1 + r->bytes->len % 5];
	gather(&job, r->bytes->len);
}

/* Picks from 0, 1, 2, ... 255; in half of the files some may be out of range. */
static void
use_as_index(const struct reading *r, struct tg_operand *operand)
{
	static unsigned char numbers[256];
	static struct tg_bytes none = { .name = "input" };
	struct tg_options options = {
		.quiet = true,
		.given = &no_options,
		.input = { .role = "input", .text = "input" },
		.index = { .role = "index", .text = "index" },
	};
	static struct tg_job job;
	int64_t numel;

	tg_shape_numel(&operand->tensor.shape, &numel);
	if (numel > PICKS)
		return;
	for (int i = 0; i < 256; i++)
		numbers[i] = (unsigned char)i;
	memset(&job, 0, sizeof(job));
	job.options = &options;
	job.index = *operand;
	job.input.spec = &options.input;
	job.input.bytes = &none;
	job.input.format = &tg_format_npy;
	job.input.tensor = (struct tg_tensor){
		.dtype = tg_dtype_of(TG_UINT8),
		.shape = { 1, { 256 } },
		.stride = { 1 },
		.data = numbers,
	};
	options.call.op = TG_TAKE;
	options.output_format = &tg_format_json;
	if (r->bytes->len % 4 == 0)
		options.policy.mode = TG_MODE_CLIP;
	gather(&job, r->bytes->len);
}

/*
 * A name that was listed must lead to what was listed with it, or say what is
 * wrong with the elements.
 */
static void
check_listed(const struct reading *r, int i, const struct tg_tensor *tensor,
	const struct tg_err *err)
{
	if (r->format != &tg_format_pt && r->format != &tg_format_safetensors &&
		r->format != &tg_format_gguf)
		return;
	if (err->code != TG_OK)
		fuzz_require(strstr(err->what, "holds no tensor") == NULL &&
				strstr(err->what, "two tensors have") == NULL,
			"a name that is listed, and not found");
	else
		fuzz_require(tensor->dtype.type == r->type[i] &&
				tg_shape_equal(&tensor->shape, &r->shape[i]),
			"a name that leads to another tensor");
}

/* listed is the number of the name among those that were listed, or -1. */
static void
read_tensor(const struct reading *r, const char *name, int listed, bool index)
{
	static struct tg_err err;
	struct tg_operand_spec spec = { .text = "file" };
	struct tg_operand operand = { .bytes = r->bytes, .name = name };
	bool ok;

	if (r->spec != NULL)
		spec = *r->spec;
	spec.role = index ? "index" : "input";
	spec.index = index;
	operand.format = r->format;
	operand.spec = &spec;
	memset(&err, 0, sizeof(err));
	ok = tg_operand_read(&operand, &err);
	fuzz_require(ok == (err.code == TG_OK), "an error that is none");
	if (listed >= 0)
		check_listed(r, listed, &operand.tensor, &err);
	if (ok) {
		check_place(&operand.tensor, r->bytes);
		if (index)
			use_as_index(r, &operand);
		else
			use_as_input(r, &operand);
	} else {
		fuzz_error(&err, r->bytes->len, false);
		tg_operand_locate(&operand, &err);
	}
	tg_tensor_free(&operand.tensor);
}

static bool
keep_name(void *context, const char *name, const struct tg_tensor *tensor,
	struct tg_err *err)
{
	struct reading *r = context;
	char text[TG_SHAPE_TEXT];

	(void)err;
	tg_shape_text(text, &tensor->shape);
	if (tensor->dtype.type != TG_TEXT)
		fuzz_require(*tg_dtype_name(&tensor->dtype) != '\0',
			"a dtype without a name");
	if (name != NULL && r->n < NAMES) {
		r->shape[r->n] = tensor->shape;
		r->type[r->n] = tensor->dtype.type;
		r->name[r->n++] =
			fuzz_string((const unsigned char *)name, strlen(name));
	}
	return true;
}

static bool
pass_over(void *context, struct tg_err *err)
{
	struct reading *r = context;

	fuzz_error(err, r->bytes->len, false);
	tg_err_clear(err);
	return true;
}

static void
list_tensors(struct reading *r)
{
	static struct tg_err err;
	const struct tg_visitor visitor = { r, keep_name, pass_over };
	bool ok;

	memset(&err, 0, sizeof(err));
	ok = r->format->each(r->bytes, &visitor, &err);
	fuzz_require(ok == (err.code == TG_OK), "an error that is none");
	if (!ok)
		fuzz_error(&err, r->bytes->len, false);
}

void
fuzz_file(const struct tg_format *format, const void *data, size_t len,
	const struct tg_operand_spec *spec, const char *name)
{
	struct tg_bytes bytes;
	struct reading r = { .format = format, .bytes = &bytes, .spec = spec };

	fuzz_bytes(&bytes, data, len);
	if (len % 4 == 0)
		tg_format_by_content(&bytes, false);
	if (name == NULL && format->each != NULL)
		list_tensors(&r);
	read_tensor(&r, name, -1, false);
	if (len % 2 == 0)
		read_tensor(&r, name, -1, true);
	while (r.n > 0) {
		r.n--;
		read_tensor(&r, r.name[r.n], r.n, false);
		free(r.name[r.n]);
	}
	tg_bytes_free(&bytes);
}
