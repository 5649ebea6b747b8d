#include "explain/explain.h"

#include <inttypes.h>

#include "explain/sections.h"
#include "base/text_width.h"

int64_t
tg_explain_focus(const struct tg_explanation *e)
{
	return e->err->element > 0
		? tg_trace_user(&e->job->gather, e->err->element - 1)
		: 0;
}

int
tg_explain_colour(const struct tg_trace *trace)
{
	if (trace->state == TG_PLACE_OUTSIDE)
		return TG_WRONG;
	if (trace->state == TG_PLACE_FILLED)
		return TG_DIM;
	return (int)(trace->step[0].place % TG_COLOURS);
}

/* The bytes of what has no text, in hexadecimal. */
static void
put_bytes(struct tg_buffer *out, const unsigned char *element, size_t size,
	struct tg_err *err)
{
	char digits[4];

	for (size_t i = 0; i < size && i < 8; i++) {
		snprintf(digits, sizeof(digits), "%02x", element[i]);
		tg_buffer_append(out, digits, 2, err);
	}
}

void
tg_explain_cell(char text[TG_CELL_TEXT], const struct tg_tensor *tensor,
	const unsigned char *element, int columns)
{
	const struct tg_format *json = &tg_format_json;
	struct tg_encoder encoder = { .input = tensor, .n = 1 };
	struct tg_buffer out = { 0 };
	struct tg_err err = { 0 };
	struct tg_elements one = { .data = element, .n = 1 };

	if (!json->prepare(&encoder, &err))
		put_bytes(&out, element, tensor->dtype.size, &err);
	else if (!json->encode(&encoder, &one, &out, &err))
		tg_buffer_append(&out, "?", 1, &err);
	tg_text_width_cut(
		text, TG_CELL_TEXT, (const char *)out.data, out.len, columns);
	tg_buffer_free(&out);
}

/* "[0][2]" */
static void
put_coordinates(FILE *to, const int64_t *at, int n)
{
	for (int i = 0; i < n; i++)
		fprintf(to, "[%" PRId64 "]", at[i]);
}

/* "index[0][2]=7", and behind an arrow the place it means, if another. */
static void
put_step(const struct tg_explanation *e, const struct tg_trace *trace, int i)
{
	const struct tg_trace_step *step = &trace->step[i];
	const int ndim = e->job->index.tensor.shape.ndim;
	FILE *to = e->page->to;

	tg_page_colour(e->page, tg_explain_colour(trace));
	fputs("index", to);
	if (e->subscripts.op == TG_GATHER_ND) {
		put_coordinates(to, trace->index, ndim - 1);
		fprintf(to, "[%d]", i);
	} else {
		put_coordinates(to, trace->index, ndim);
	}
	fprintf(to, "=%s", step->text);
	if (step->state == TG_PLACE_INSIDE && step->place != step->value)
		fprintf(to, " -> %" PRId64, step->place);
	tg_page_colour(e->page, TG_PLAIN);
}

/* "input[0][index[0]=1][2]", with what index says in its places. */
static void
put_source(const struct tg_explanation *e, const struct tg_trace *trace)
{
	const int ndim = e->job->input.tensor.shape.ndim;
	FILE *to = e->page->to;
	int step = 0;

	fputs(trace->step[0].dim < 0 ? "flat_input" : "input", to);
	if (trace->step[0].dim < 0) {
		putc('[', to);
		put_step(e, trace, 0);
		putc(']', to);
		if (trace->state == TG_PLACE_INSIDE && ndim != 1) {
			fputs(" = input", to);
			put_coordinates(to, trace->input, ndim);
		}
		return;
	}
	for (int i = 0; i < ndim || i == 0; i++) {
		putc('[', to);
		if (step < trace->nstep && trace->step[step].dim == i)
			put_step(e, trace, step++);
		else
			fprintf(to, "%" PRId64, trace->input[i]);
		putc(']', to);
	}
}

void
tg_explain_trace(const struct tg_explanation *e, int64_t element)
{
	const struct tg_gather *g = &e->job->gather;
	FILE *to = e->page->to;
	struct tg_trace trace;
	char text[TG_CELL_TEXT];

	tg_trace_follow(g, element, &trace);
	fputs("  output", to);
	put_coordinates(to, trace.output, g->plan->output.ndim);
	fputs(" = ", to);
	put_source(e, &trace);
	if (trace.state == TG_PLACE_OUTSIDE) {
		fputs(", out of range\n", to);
		return;
	}
	tg_explain_cell(text, g->input,
		trace.state == TG_PLACE_FILLED ? g->fill
					       : tg_trace_source(g, &trace),
		60);
	fprintf(to, "%s %s\n",
		trace.state == TG_PLACE_FILLED ? ", filled:" : " =", text);
}

void
tg_explain_traces(const struct tg_explanation *e, int64_t n)
{
	int64_t numel = 0;

	if (!tg_shape_numel(&e->job->plan.output, &numel) || n == 0)
		return;
	if (numel == 0)
		tg_page_say(e->page, 2, "output has no elements");
	for (int64_t i = 0; i < n && i < numel; i++)
		tg_explain_trace(e, i);
	if (numel > n)
		tg_page_say(e->page, 2, "... and %" PRId64 " more element%s",
			numel - n, numel - n == 1 ? "" : "s");
}

void
tg_explain_heading(const struct tg_explanation *e)
{
	const struct tg_call *call = &e->job->options->call;
	FILE *to = e->page->to;

	tg_page_colour(e->page, TG_BOLD);
	fputs(tg_op_name(call->op), to);
	if (tg_op_has_dim(call->op))
		fprintf(to, " along dim %" PRId64, call->dim);
	if (call->batch_dims > 0)
		fprintf(to, ", %" PRId64 " batch dim%s", call->batch_dims,
			call->batch_dims == 1 ? "" : "s");
	tg_page_colour(e->page, TG_PLAIN);
	putc('\n', to);
}

static void
put_blank_line(const struct tg_explanation *e)
{
	putc('\n', e->page->to);
}

/* Where it breaks; standard error says more. */
static void
say_error(const struct tg_explanation *e)
{
	tg_page_colour(e->page, TG_WRONG);
	tg_page_say(e->page, 2, "It fails: %s", e->err->what);
	tg_page_colour(e->page, TG_PLAIN);
	if (e->err->element > 0 && e->job->plan.blocks.n > 0)
		tg_explain_trace(e, tg_explain_focus(e));
	put_blank_line(e);
}

/* False where --dim means none. */
static bool
picks(const struct tg_subscripts *subscripts)
{
	for (int i = 0; i < subscripts->nslot; i++)
		if (subscripts->slot[i].picked)
			return true;
	return false;
}

static void
put_parts(const struct tg_explanation *e, int64_t n)
{
	const bool fits = e->job->gather.plan != NULL;

	tg_explain_heading(e);
	put_blank_line(e);
	if (picks(&e->subscripts)) {
		tg_explain_formula(e);
		put_blank_line(e);
	}
	tg_explain_shapes(e);
	if (fits) {
		put_blank_line(e);
		tg_explain_summary(e);
		put_blank_line(e);
		tg_explain_grids(e);
	}
	put_blank_line(e);
	if (e->err->code != TG_OK) {
		say_error(e);
		return;
	}
	tg_explain_traces(e, n);
	put_blank_line(e);
	tg_explain_calls(e);
}

bool
tg_explain(struct tg_job *job, int64_t n, struct tg_err *err)
{
	struct tg_page page;
	struct tg_explanation e = { .page = &page, .job = job, .err = err };
	bool ok;

	if (!tg_job_load_to_look(job, err))
		return false;
	ok = tg_job_plan(job, err) && tg_job_check(job, err);

	/* where memory or a file failed, there is nothing to explain */
	if (err->code == TG_ESYS || !tg_page_open(&page, err))
		return false;
	tg_subscripts_make(&e.subscripts, &job->options->call,
		&job->input.tensor.shape, &job->index.tensor.shape);
	put_parts(&e, n);
	return tg_page_print(&page, err) && ok;
}
