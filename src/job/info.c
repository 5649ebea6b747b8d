#include "job/info.h"

#include <cjson/cJSON.h>
#include <inttypes.h>
#include <stdio.h>

#include "format/binary.h"

/* An integer that cJSON, whose numbers are doubles, might round. */
static void
add_integer(cJSON *line, const char *name, int64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRId64, value);
	cJSON_AddRawToObject(line, name, text);
}

static void
add_shape(cJSON *line, const char *name, const struct tg_shape *shape)
{
	char text[TG_SHAPE_TEXT];

	tg_shape_list(text, shape->size, shape->ndim, "[],");
	cJSON_AddRawToObject(line, name, text);
}

static void
add_text(cJSON *line, const char *name, const char *text)
{
	if (text != NULL)
		cJSON_AddStringToObject(line, name, text);
	else
		cJSON_AddNullToObject(line, name);
}

/* The dtype of a JSON tensor is the one it would have in a binary file. */
static const char *
dtype_name(const struct tg_tensor *tensor)
{
	struct tg_encoder encoder = { .input = tensor, .same_format = true };
	static struct tg_err ignored;

	if (tensor->dtype.type != TG_TEXT)
		return tg_dtype_name(&tensor->dtype);
	ignored.code = TG_OK;
	if (!tg_binary_prepare(&encoder, &ignored))
		return NULL;
	return tg_dtype_name(&encoder.dtype);
}

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

/* Print the line and delete it. */
static bool
append_line(struct tg_buffer *out, cJSON *line, struct tg_err *err)
{
	char *text = line != NULL ? cJSON_PrintUnformatted(line) : NULL;
	bool ok;

	cJSON_Delete(line);
	if (text == NULL)
		return tg_fail_memory(err, "a line");
	ok = tg_buffer_append(out, text, strlen(text), err) &&
		tg_buffer_append(out, "\n", 1, err);
	cJSON_free(text);
	return ok;
}

/* Where the lines of a file go, and what they have in common. */
struct listing {
	struct tg_buffer *out;
	const struct tg_operand *operand;
};

static bool
add_tensor(void *context, const char *name, const struct tg_tensor *tensor,
	struct tg_err *err)
{
	const struct listing *listing = context;
	cJSON *line = cJSON_CreateObject();
	int64_t n;

	if (!tg_shape_numel(&tensor->shape, &n))
		n = 0;
	if (tensor->dtype.type == TG_TEXT)
		n = (int64_t)(tensor->text_end - tensor->text_begin);
	else
		n *= tensor->dtype.size;
	add_text(line, "file", listing->operand->bytes->name);
	add_text(line, "name", name);
	add_text(line, "format", listing->operand->format->name);
	add_text(line, "dtype", dtype_name(tensor));
	add_shape(line, "shape", &tensor->shape);
	add_integer(line, "bytes", n);
	add_text(line, "order", order_name(tensor));
	return append_line(listing->out, line, err);
}

bool
tg_info_file(struct tg_buffer *out, const struct tg_options *options,
	const char *text, struct tg_err *err)
{
	struct tg_operand_spec spec = options->input;
	struct tg_operand operand = { 0 };
	struct listing listing = { out, &operand };
	size_t before = out->len;
	bool ok;

	spec.text = text;
	ok = tg_operand_open(&operand, &spec, NULL, err);
	/* among many files these are meant for the raw ones */
	if (operand.format != &tg_format_raw)
		spec.has_shape = spec.has_dtype = spec.has_offset = false;
	if (ok && operand.name == NULL && operand.format->each != NULL)
		ok = operand.format->each(
			operand.bytes, add_tensor, &listing, err);
	else if (ok)
		ok = tg_operand_read(&operand, err) &&
			add_tensor(
				&listing, operand.name, &operand.tensor, err);
	if (!ok) {
		if (operand.bytes != NULL)
			tg_operand_locate(&operand, err);
		out->len = before;
	}
	tg_operand_free(&operand);
	return ok;
}

bool
tg_info_job(struct tg_buffer *out, const struct tg_job *job, int64_t bytes,
	struct tg_err *err)
{
	const struct tg_component *component = &job->plan.component[0];
	const enum tg_op op = job->options->call.op;
	cJSON *line = cJSON_CreateObject();
	struct tg_survey survey;
	const char *dtype;

	tg_gather_survey(&job->gather, &survey);
	dtype = job->encoder.dtype.type == TG_TEXT
		? dtype_name(&job->input.tensor)
		: tg_dtype_name(&job->encoder.dtype);
	add_text(line, "op", tg_op_name(op));
	if (tg_op_has_dim(op))
		add_integer(line, "dim", component->dim);
	else
		cJSON_AddNullToObject(line, "dim");
	add_shape(line, "input_shape", &job->input.tensor.shape);
	add_shape(line, "index_shape", &job->index.tensor.shape);
	add_shape(line, "output_shape", &job->result);
	add_text(line, "dtype", dtype);
	add_text(line, "format", job->format->name);
	add_integer(line, "bytes", bytes);
	cJSON_AddRawToObject(line, "smallest_index",
		survey.n > 0 ? survey.smallest : "null");
	cJSON_AddRawToObject(
		line, "largest_index", survey.n > 0 ? survey.largest : "null");
	add_integer(line, "out_of_range", survey.noutside);
	return append_line(out, line, err);
}
