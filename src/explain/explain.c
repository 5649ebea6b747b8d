#include "explain/explain.h"

#include "explain/sections.h"
#include "explain/trace_lines.h"

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
	bool ok = tg_job_plan(job, err) && tg_job_check(job, err);
	struct tg_page page;
	struct tg_explanation e = { .page = &page, .job = job, .err = err };

	/* where memory or a file failed, there is nothing to explain */
	if (err->code == TG_ESYS || !tg_page_open(&page, err))
		return false;
	tg_subscripts_make(&e.subscripts, &job->options->call,
		&job->input.tensor.shape, &job->index.tensor.shape);
	put_parts(&e, n);
	return tg_page_print(&page, err) && ok;
}
