/*
 * Warns of a gather that fits, but leaves out a part of INPUT, as an index of
 * size 1 does where NumPy would repeat it; and says what covers all of INPUT.
 */
#include "job/warn_dropped.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "job/trial.h"

/* Add to the warning what the user may have meant instead. */
static void
add_alternatives(char *text, struct tg_search *s, int dropped)
{
	const struct tg_shape *k = &s->index->shape;
	struct tg_trial trial = tg_trial_of(s, TG_TAKE_ALONG_DIM);
	char shape[TG_SHAPE_TEXT];
	struct tg_shape output;
	size_t len = strlen(text);

	if (k->size[dropped] == 1 && tg_trial_fits(s, &trial, &output))
		len += (size_t)snprintf(text + len, TG_WARNING_MAX - len,
			"; --op take_along_dim repeats the index, giving %s",
			tg_shape_text(shape, &output));
	trial = tg_trial_of(s, TG_GATHER);
	for (int i = 0; i < k->ndim; i++)
		trial.index_shape.size[i] = k->size[k->ndim - 1 - i];
	if (tg_trial_fits(s, &trial, &output))
		snprintf(text + len, TG_WARNING_MAX - len,
			"; an index of shape %s%s covers all",
			tg_shape_text(shape, &trial.index_shape),
			k->size[dropped] == 1 ? ", as --index-shape makes it,"
					      : ", its transpose,");
}

bool
tg_warn_dropped(char *text, const struct tg_call *call,
	const struct tg_tensor *input, const struct tg_tensor *index)
{
	int dim = tg_trial_dropped_dim(call, input, &index->shape);
	const struct tg_options options = { .call = *call };
	struct tg_search s = {
		.options = &options,
		.input = input,
		.index = index,
	};

	if (dim < 0)
		return false;
	snprintf(text, TG_WARNING_MAX,
		"index has size %" PRId64 " in dim %d, input %" PRId64
		": the rest of input is left out",
		index->shape.size[dim], dim, input->shape.size[dim]);
	s.ignored = calloc(1, sizeof(*s.ignored));
	if (s.ignored != NULL)
		add_alternatives(text, &s, dim);
	free(s.ignored);
	return true;
}
