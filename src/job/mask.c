/*
 * Helps those who give a boolean mask in place of an index, as x[mask] in NumPy
 * does. A mask has no shape that a gather could give its result; the positions
 * of its true elements are an index, and the shapes tell of which call.
 */
#include "job/mask.h"

#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "base/print.h"
#include "base/shell_word.h"
#include "cli/command_line.h"
#include "tensor/text.h"

/* How the positions of a mask are made, and the call that takes them. */
struct way {
	const char *jq;    /* of a text with a mask */
	const char *numpy; /* of an array called mask */
	struct tg_call call;
};

static bool
is_mask(const struct tg_tensor *tensor)
{
	return tensor->dtype.type == TG_BOOL ||
		(tensor->dtype.type == TG_TEXT &&
			tensor->text->classes == TG_CLASS_BOOL);
}

/* True if the mask has the sizes of input from a dim on. */
static bool
fits_from(const struct tg_shape *mask, const struct tg_shape *input, int dim)
{
	if (dim + mask->ndim > input->ndim)
		return false;
	for (int i = 0; i < mask->ndim; i++)
		if (mask->size[i] != input->size[dim + i])
			return false;
	return true;
}

/* The dim from which the mask fits: that of the call, or the first; or -1. */
static int
find_dim(const struct tg_job *job, const struct tg_shape *mask)
{
	const struct tg_call *call = &job->options->call;
	const struct tg_shape *input = &job->input.tensor.shape;
	const int64_t dim = call->dim < 0 ? call->dim + input->ndim : call->dim;

	if (tg_call_has_dim(call) && dim >= 0 && dim < input->ndim &&
		fits_from(mask, input, (int)dim))
		return (int)dim;
	for (int i = 0; i < input->ndim; i++)
		if (fits_from(mask, input, i))
			return i;
	return -1;
}

/* Choose the way by the shapes; false if the mask fits nowhere. */
static bool
choose_way(
	struct way *way, const struct tg_job *job, const struct tg_shape *mask)
{
	const int dim = mask->ndim > 0 ? find_dim(job, mask) : -1;

	if (dim < 0)
		return false;
	way->call = (struct tg_call){ .has_dim = true, .dim = dim };
	if (mask->ndim == 1) {
		way->call.op = TG_INDEX_SELECT;
		way->jq = "[paths(. == true)[0]]";
		way->numpy = "np.flatnonzero(mask)";
	} else if (mask->ndim == job->input.tensor.shape.ndim) {
		way->call.op = TG_TAKE;
		way->jq = "flatten | [paths(. == true)[0]]";
		way->numpy = "np.flatnonzero(mask)";
	} else {
		way->call.op = TG_GATHER_ND;
		way->call.has_dim = dim > 0;
		way->jq = "[paths(. == true)]";
		way->numpy = "np.argwhere(mask)";
	}
	return true;
}

/* The given options without those that say what the mask was. malloc'ed. */
static struct tg_given *
options_without_index(const struct tg_given *given)
{
	struct tg_given *result;
	size_t n = 0;

	while (given[n].option != NULL)
		n++;
	result = calloc(n + 1, sizeof(*result));
	for (size_t i = n = 0; result != NULL && given[i].option != NULL; i++)
		if (strncmp(given[i].option->name, "index-", 6) != 0 &&
			strcmp(given[i].option->name, "output-shape") != 0)
			result[n++] = given[i];
	return result;
}

/* The call without INDEX, which is standard input then. malloc'ed, or NULL. */
static char *
call_without_index(const struct tg_job *job, const struct tg_call *call)
{
	struct tg_options options = *job->options;
	struct tg_given *given = options_without_index(options.given);
	char *line = NULL;

	if (given != NULL) {
		options.given = given;
		options.index.has_shape = false;
		options.index_left_out = true;
		options.index.text = "-";
		line = tg_command_line(&options, call);
	}
	free(given);
	return line;
}

/* True if jq's filter sees just the mask: INDEX is a JSON array and no more. */
static bool
is_plain_array(const struct tg_operand *index, const struct tg_tensor *mask)
{
	const struct tg_text *text = mask->text;

	/* bytes in base64 have no text */
	if (mask->dtype.type != TG_TEXT || index->name != NULL)
		return false;
	for (size_t i = 0; i < text->begin; i++)
		if (strchr(" \t\r\n", text->bytes[i]) == NULL)
			return false;
	return true;
}

/* "jq -c '[paths(. == true)[0]]' mask.json" */
static void
print_jq(struct tg_printed *to, const struct tg_operand *index, const char *jq)
{
	const char *text = index->spec->text;
	const bool is_inline = tg_operand_is_inline(index->spec);

	if (is_inline) {
		tg_print_text(to, "echo ");
		tg_shell_word(to, text);
		tg_print_text(to, " | ");
	}
	tg_print(to, "jq -c '%s'", jq);
	if (is_inline || tg_operand_is_stdin(text))
		return;
	tg_print_text(to, " ");
	tg_shell_word(to, text);
}

static void
help_in_shell(struct tg_err *err, const struct tg_job *job,
	const struct way *way, const char *call)
{
	struct tg_printed line = { 0 };
	const bool piped = tg_operand_is_stdin(job->options->input.text);

	if (piped)
		tg_print(&line, "%s \"$(", call);
	print_jq(&line, &job->index, way->jq);
	tg_print(&line, piped ? ")\"" : " | %s", call);
	if (!line.failed)
		tg_err_help_shell(err, line.text,
			"a mask is no index; the positions of its true "
			"elements are one");
	tg_printed_free(&line);
}

static void
help_in_python(struct tg_err *err, const struct way *way, const char *call)
{
	struct tg_printed line = { 0 };
	char numpy[80];

	tg_print(&line, "%s index.npy", call);
	if (line.failed || line.len > sizeof(err->help_text) / 2) {
		tg_printed_free(&line);
		return;
	}
	snprintf(
		numpy, sizeof(numpy), "np.save(\"index.npy\", %s)", way->numpy);
	tg_err_help_python(err, numpy,
		"a mask is no index; the positions of its true elements are "
		"one. In Python");
	/* the file is not there yet, so that this is no call to make at once */
	tg_err_help_shell(err, line.text, "then");
	tg_printed_free(&line);
}

static void
help_with(struct tg_err *err, const struct tg_job *job,
	const struct tg_tensor *mask)
{
	struct way way = { 0 };
	char text[TG_SHAPE_TEXT], other[TG_SHAPE_TEXT], *call;

	if (!choose_way(&way, job, &mask->shape)) {
		tg_err_help(err,
			"a mask is no index; the positions of its true "
			"elements are one. This one, of shape %s, goes with no "
			"dims of input, of shape %s",
			tg_shape_text(text, &mask->shape),
			tg_shape_text(other, &job->input.tensor.shape));
		return;
	}
	call = call_without_index(job, &way.call);
	if (call == NULL) /* then nothing is suggested */
		return;
	if (is_plain_array(&job->index, mask))
		help_in_shell(err, job, &way, call);
	else if (!job->options->each)
		help_in_python(err, &way, call);
	else /* no array of Python is a stream */
		tg_err_help(err,
			"a mask is no index; the positions of its true "
			"elements are one");
	free(call);
}

void
tg_mask_help(struct tg_err *err, const struct tg_job *job)
{
	struct tg_operand_spec spec;
	struct tg_operand again;
	struct tg_err *ignored;

	if (err->code != TG_EDATA || !job->input.loaded ||
		job->index.format == NULL)
		return;
	ignored = calloc(1, sizeof(*ignored));
	if (ignored == NULL)
		return;
	spec = *job->index.spec;
	spec.index = false;
	again = (struct tg_operand){
		.spec = &spec,
		.bytes = job->index.bytes,
		.name = job->index.name,
		.format = job->index.format,
	};
	if (tg_operand_read(&again, ignored) && is_mask(&again.tensor))
		help_with(err, job, &again.tensor);
	tg_tensor_free(&again.tensor);
	free(ignored);
}
