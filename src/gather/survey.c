/*
 * Looks at every index for messages: how many are out of range, which are the
 * first of them, and which options would accept them. It is slow, since it is
 * called only after a job has failed, and by a dry run.
 */
#include "gather/survey.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gather/cursor.h"
#include "gather/resolve.h"
#include "tensor/value.h"

void
tg_gather_print_index(
	char text[TG_INDEX_TEXT], const struct tg_gather *g, int64_t value)
{
	if (g->index->dtype.type == TG_UINT64)
		snprintf(text, TG_INDEX_TEXT, "%" PRIu64, (uint64_t)value);
	else
		snprintf(text, TG_INDEX_TEXT, "%" PRId64, value);
}

bool
tg_gather_print_refused(char text[TG_INDEX_TEXT], const struct tg_gather *g,
	const struct tg_places *place, const struct tg_component *component)
{
	char printed[TG_VALUE_MAX];
	const size_t n = tg_value_print(printed, &g->index->dtype,
		tg_cursor_index_at(place, g->index, component), TG_NAN_KEEP);
	double value;

	snprintf(text, TG_INDEX_TEXT, "%.*s", (int)n, printed);
	value = strtod(text, NULL);
	return isfinite(value) && (value >= 0x1p63 || value < -0x1p63);
}

/* Keep what is wrong, if it is among the first, and compare it with them. */
static void
add_wrong(struct tg_survey *s, const struct tg_wrong *wrong)
{
	if (s->nwrong == 0)
		s->same_value = s->from_end = s->one_above = true;
	else if (strcmp(wrong->value, s->wrong[0].value) != 0)
		s->same_value = false;
	if (s->nwrong < TG_WRONG_MAX)
		s->wrong[s->nwrong] = *wrong;
	s->nwrong++;
}

/* Count a float that is no index, element number element, as wrong. */
static void
add_refused(struct tg_survey *s, const struct tg_gather *g,
	const struct tg_places *place, const struct tg_component *component,
	int64_t element)
{
	struct tg_wrong wrong = { .element = element, .component = component };
	bool whole = tg_gather_print_refused(wrong.value, g, place, component);

	wrong.fault = whole ? TG_FAULT_HUGE : TG_FAULT_FRACTION;
	add_wrong(s, &wrong);
	s->refused = true;
}

/* Count index v, element number element of index, as wrong. */
static void
add_wrong_index(struct tg_survey *s, const struct tg_gather *g,
	const struct tg_component *component, int64_t element, int64_t v)
{
	const bool is_unsigned = g->index->dtype.type == TG_UINT64;
	struct tg_gather other = *g;
	struct tg_wrong wrong = { .element = element, .component = component };
	int64_t value = v;

	tg_gather_print_index(wrong.value, g, v);
	add_wrong(s, &wrong);
	other.policy.negative = true;
	if (is_unsigned || v >= 0 ||
		tg_gather_place(&other, component, &value) != TG_PLACE_INSIDE)
		s->from_end = false;
	if (v != component->limit || g->policy.base != 0)
		s->one_above = false;
}

void
tg_gather_survey_part(const struct tg_gather *g, int64_t first, int64_t some,
	struct tg_survey *s)
{
	const bool is_unsigned = g->index->dtype.type == TG_UINT64;
	/* XOR with this makes a signed comparison order unsigned numbers */
	const int64_t flip = is_unsigned ? INT64_MIN : 0;
	const struct tg_plan *plan = g->plan;
	const int n = plan->ncomponent;
	struct tg_gather strict = *g;
	int64_t smallest = INT64_MAX ^ flip, largest = INT64_MIN ^ flip;

	strict.policy.mode = TG_MODE_RAISE;
	strict.policy.has_ignored = false;
	*s = (struct tg_survey){ 0 };
	for (int64_t i = first; i < first + some; i++) {
		const struct tg_places place_of_tuple = { &plan->tuples, i, 1 };

		for (int c = 0; c < n; c++) {
			const struct tg_component *component =
				&plan->component[c];
			int64_t v, place;

			s->n++;
			if (!tg_cursor_indices(&place_of_tuple, g->index,
				    component, g->index_origin, &v)) {
				add_refused(s, g, &place_of_tuple, component,
					i * n + c);
				continue;
			}
			place = v;
			s->zero = s->zero || v == 0;
			if ((v ^ flip) < (smallest ^ flip))
				smallest = v;
			if ((v ^ flip) > (largest ^ flip))
				largest = v;
			if (tg_gather_place(&strict, component, &place) !=
				TG_PLACE_INSIDE)
				s->noutside++;
			place = v;
			if (tg_gather_place(g, component, &place) ==
				TG_PLACE_OUTSIDE)
				add_wrong_index(s, g, component, i * n + c, v);
		}
	}
	tg_gather_print_index(s->smallest, g, smallest);
	tg_gather_print_index(s->largest, g, largest);
}

void
tg_gather_survey(const struct tg_gather *g, struct tg_survey *s)
{
	tg_gather_survey_part(g, 0, g->plan->tuples.n, s);
}

void
tg_survey_add(struct tg_survey *s, const struct tg_survey *part)
{
	const int kept =
		s->nwrong < TG_WRONG_MAX ? (int)s->nwrong : TG_WRONG_MAX;
	const bool first = s->nwrong == 0;

	s->n += part->n;
	s->noutside += part->noutside;
	s->refused = s->refused || part->refused;
	s->zero = s->zero || part->zero;
	if (part->nwrong == 0)
		return;
	for (int i = 0; kept + i < TG_WRONG_MAX && i < part->nwrong; i++)
		s->wrong[kept + i] = part->wrong[i];
	s->nwrong += part->nwrong;
	s->same_value = part->same_value &&
		(first ||
			(s->same_value &&
				strcmp(s->wrong[0].value,
					part->wrong[0].value) == 0));
	s->from_end = part->from_end && (first || s->from_end);
	s->one_above = part->one_above && (first || s->one_above);
}
