/*
 * The page that --explain prints: it says in words, formulas, grids and traces
 * what a call would gather, for people who learn what an operation does or look
 * for their mistake. This file decides which sections there are and in which
 * order; each section is a file of its own.
 */
#include "explain/explain.h"

#include "explain/sections.h"
#include "explain/trace_lines.h"

static void
put_blank_line(const struct tg_explanation *e)
{
	tg_print_char(&e->page->to, '\n');
}

/* What is wrong, and the element that shows it; standard error says more. */
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

/* False where --dim is out of range, so that the formula would be wrong. */
static bool
picks_some_dim(const struct tg_subscripts *subscripts)
{
	for (int i = 0; i < subscripts->nslot; i++)
		if (subscripts->slot[i].picked)
			return true;
	return false;
}

static void
put_sections(const struct tg_explanation *e, int64_t n)
{
	const bool fits = e->job->gather.plan != NULL;

	tg_explain_heading(e);
	put_blank_line(e);
	if (picks_some_dim(&e->subscripts)) {
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

	/* where memory or a file failed, the page would fail as well */
	if (err->code == TG_ESYS)
		return false;
	tg_page_open(&page);
	tg_subscripts_make(&e.subscripts, &job->options->call,
		&job->input.tensor.shape, &job->index.tensor.shape);
	put_sections(&e, n);
	if (tg_job_is_still_whole(job, err))
		return tg_page_print(&page, err) && ok;
	tg_page_free(&page);
	return false;
}
