/*
 * Words the error for indices that are out of range. The kernels only find that
 * there is one; here all indices are looked at again, so that the message tells
 * which they are and which option may be missing.
 */
#include "job/out_of_range.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/command_line.h"
#include "job/suggest.h"

const char *
tg_out_of_range_valid(
	char text[120], const struct tg_policy *policy, int64_t limit)
{
	int64_t base = policy->base, last;

	if (__builtin_add_overflow(base, limit - 1, &last))
		last = INT64_MAX;
	if (policy->negative && base > 0)
		snprintf(text, 120,
			"%" PRId64 " to -1 and %" PRId64 " to %" PRId64, -limit,
			base, last);
	else
		snprintf(text, 120, "%" PRId64 " to %" PRId64,
			policy->negative ? -limit : base, last);
	return text;
}

/* Fail: an index is a float that is no integer, or none that fits. */
static void
describe_refused(struct tg_err *err, const struct tg_shape *shape,
	const struct tg_wrong *wrong)
{
	char at[TG_SHAPE_TEXT];

	tg_shape_coordinates(at, shape, wrong->element);
	tg_fail(err, TG_ETYPE, TG_NOPOS, "index%s%s is %s, which %s",
		shape->ndim > 0 ? " " : "", shape->ndim > 0 ? at : "",
		wrong->value,
		wrong->fault == TG_FAULT_HUGE ? "does not fit int64"
					      : "is not an integer");
}

/* Fail with a message about the first wrong index. */
static void
describe_first_wrong(struct tg_err *err, const struct tg_gather *gather,
	const struct tg_wrong *wrong)
{
	const struct tg_shape *shape = &gather->index->shape;
	int64_t limit = wrong->component->limit;
	char at[TG_SHAPE_TEXT], place[80], range[120];

	if (wrong->fault != TG_FAULT_OUTSIDE) {
		describe_refused(err, shape, wrong);
		return;
	}
	if (wrong->component->dim < 0)
		snprintf(place, sizeof(place), "%" PRId64 " elements", limit);
	else
		snprintf(place, sizeof(place), "dim %d of size %" PRId64,
			wrong->component->dim, limit);
	tg_shape_coordinates(at, shape, wrong->element);
	tg_fail(err, TG_ERANGE, TG_NOPOS, "index%s%s is %s, %s %s%s%s",
		shape->ndim > 0 ? " " : "", shape->ndim > 0 ? at : "",
		wrong->value,
		limit == 0 ? "and nothing is in range for" : "out of range for",
		place, limit == 0 ? "" : ": valid are ",
		limit == 0
			? ""
			: tg_out_of_range_valid(range, &gather->policy, limit));
}

/* Say where in the file a wrong index is. */
static void
place_of(char place[TG_ERR_PLACE], const struct tg_operand *index,
	const struct tg_wrong *wrong)
{
	if (wrong->line == 0 && index->format->locate == NULL &&
		index->name != NULL && index->path != NULL)
		snprintf(place, TG_ERR_PLACE, "%s:%s", index->bytes->name,
			index->name);
	else if (wrong->line == 0)
		tg_operand_place(place, index, TG_NOPOS, wrong->element + 1);
	else
		snprintf(place, TG_ERR_PLACE, "%s:%zu:%zu", index->bytes->name,
			wrong->line, wrong->column);
}

/* Say where the first wrong index is. */
static void
locate(struct tg_err *err, const struct tg_operand *index,
	const struct tg_shape *shape, const struct tg_wrong *wrong)
{
	tg_operand_say_element(err, shape, wrong->element);
	if (wrong->line > 0)
		tg_err_where_line(
			err, index->bytes->name, wrong->line, wrong->column);
	else if (index->format->locate == NULL && index->name != NULL &&
		index->path != NULL)
		tg_err_where_member(err, index->bytes->name, index->name,
			strlen(index->name));
	else
		tg_operand_locate(index, err);
	tg_operand_say_role(index, err);
}

/* If there are several wrong indices, count them and list the first ones. */
static void
list_wrong_indices(struct tg_err *err, const struct tg_survey *survey,
	const struct tg_gather *gather, const struct tg_operand *index)
{
	char at[TG_SHAPE_TEXT], place[TG_ERR_PLACE];

	if (survey->nwrong < 2)
		return;
	tg_err_detail(err,
		"  %" PRId64 " of %" PRId64 " indices are %s:", survey->nwrong,
		survey->n,
		survey->refused ? "out of range or no integers"
				: "out of range");
	for (int i = 0; i < TG_WRONG_MAX && i < survey->nwrong; i++) {
		const struct tg_wrong *wrong = &survey->wrong[i];

		tg_shape_coordinates(at, &gather->index->shape, wrong->element);
		place_of(place, index, wrong);
		if (index->format->locate != NULL)
			tg_err_detail(err, "    %s: %s is %s", place, at,
				wrong->value);
		else
			tg_err_detail(err, "    %s is %s", at, wrong->value);
	}
	if (survey->nwrong > TG_WRONG_MAX)
		tg_err_detail(err, "    ...");
}

/* Suggest what accepts any index, since nothing tells what these ones mean. */
static void
suggest_any_policy(
	struct tg_err *err, const struct tg_options *options, int64_t limit)
{
	const struct tg_policy *policy = &options->policy;

	if (policy->has_ignored) {
		tg_err_help(err,
			"--fill without --ignore-index fills every place whose "
			"index is out of range");
		return;
	}
	tg_err_help(err, "to put a value there: --fill VALUE");
	if (limit == 0)
		return;
	if (!policy->negative)
		tg_command_help_option(err, options, "mode", "clip",
			"to take the nearest end");
	tg_command_help_option(
		err, options, "mode", "wrap", "to count on from the other end");
}

/* Suggest each option that would accept all wrong indices. */
static void
suggest_policy_options(struct tg_err *err, const struct tg_survey *survey,
	const struct tg_options *options)
{
	if (survey->from_end)
		tg_command_help_option(err, options, "negative", NULL,
			"to count negative indices from the end");
	/* texts of a stream before this one may have had an index of 0 */
	if (survey->one_above && !survey->zero && !options->each)
		tg_command_help_option(err, options, "index-base", "1",
			"for indices that count from 1");
}

/* One value that stands there again and again may be a mark. */
static bool
suggest_ignored(struct tg_err *err, const struct tg_survey *survey,
	const struct tg_policy *policy)
{
	const char *value = survey->wrong[0].value;

	if (!survey->same_value || (survey->nwrong < 2 && value[0] != '-') ||
		policy->has_ignored)
		return false;
	tg_err_help(err,
		"where %s marks what has no index: "
		"--fill VALUE --ignore-index %s",
		value, value);
	return true;
}

/* Describe all indices that are wrong, and suggest what accepts them: the whole
 * index is there for other calls to be tried, or only the survey of it. */
static void
say(struct tg_err *err, const struct tg_job *job,
	const struct tg_survey *survey, bool whole)
{
	const struct tg_gather *gather = &job->gather;
	const int64_t limit = survey->wrong[0].component->limit;
	const bool stream = job->options->each;
	bool known, other_dim = false;

	memset(err, 0, sizeof(*err));
	describe_first_wrong(err, gather, &survey->wrong[0]);
	locate(err, &job->index, &gather->index->shape, &survey->wrong[0]);
	list_wrong_indices(err, survey, gather, &job->index);
	if (gather->policy.mode != TG_MODE_RAISE || survey->refused)
		return;
	if (limit > 0)
		suggest_policy_options(err, survey, job->options);
	/* the next index of a stream, and what other ranks have of it, may not
	 * be in range there */
	known = err->nhelp > 0;
	if (whole && !stream && limit > 0 &&
		job->options->shard.what == TG_SHARD_NONE)
		other_dim = tg_suggest_other_dim(err, job);
	if (limit > 0)
		known = suggest_ignored(err, survey, &gather->policy) || known;
	if (!known && !other_dim)
		suggest_any_policy(err, job->options, limit);
}

void
tg_out_of_range_say(struct tg_err *err, const struct tg_job *job,
	const struct tg_survey *survey)
{
	say(err, job, survey, false);
}

void
tg_out_of_range_report(struct tg_err *err, const struct tg_job *job)
{
	struct tg_survey survey;

	tg_gather_survey(&job->gather, &survey);
	if (survey.nwrong > 0) {
		say(err, job, &survey, true);
		return;
	}
	memset(err, 0, sizeof(*err));
	tg_fail(err, TG_ECHANGED, TG_NOPOS, "was changed while it was read");
	tg_operand_locate(&job->index, err);
}
