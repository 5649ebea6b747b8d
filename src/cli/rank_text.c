/*
 * Reads the I/N of --shard. A script or an engine has often put it together, so
 * that what is likely to be wrong then has messages of its own: ranks that count
 * from 1, and a variable that is not set.
 */
#include "cli/rank_text.h"

#include <inttypes.h>
#include <string.h>

#include "base/choices.h"
#include "base/integer.h"
#include "cli/option_values.h"
#include "shard/shard.h"

/* Room for an integer of any size that can be right. */
#define DIGITS 24

static bool
fail_no_rank(const char *text, struct tg_err *err)
{
	const char *nearest = tg_choices_nearest(tg_shard_choice, text);
	char words[TG_CHOICES_TEXT];

	tg_fail(err, TG_EUSAGE, TG_NOPOS, "\"%s\" is none of I/N, %s", text,
		tg_choices_list(words, tg_shard_choice));
	if (nearest != NULL)
		tg_err_help(err, "did you mean %s?", nearest);
	else
		tg_err_help(err,
			"I/N is rank I of N, counted from 0: the first of four "
			"is 0/4, the last 3/4");
	return false;
}

static bool
fail_empty(const char *text, bool rank, struct tg_err *err)
{
	tg_fail(err, TG_EUSAGE, TG_NOPOS, "\"%s\" has no number %s the /", text,
		rank ? "before" : "behind");
	tg_err_help(err,
		"I/N is rank I of N; if a variable stands there, it is empty "
		"or not set");
	return false;
}

static bool
fail_rank(const char *text, int64_t nrank, struct tg_err *err)
{
	tg_fail(err, TG_EUSAGE, TG_NOPOS,
		"\"%s\": ranks count from 0, and of %" PRId64 " the last is "
		"%" PRId64,
		text, nrank, nrank - 1);
	tg_err_help(err,
		"where they are numbered from 1: --shard $((I - 1))/%" PRId64,
		nrank);
	return false;
}

bool
tg_rank_parse(
	int64_t *rank, int64_t *nrank, const char *text, struct tg_err *err)
{
	const char *slash = strchr(text, '/');
	const size_t n = slash != NULL ? (size_t)(slash - text) : 0;
	enum tg_integer got_rank, got_nrank;
	char before[DIGITS];

	if (slash == NULL || n >= sizeof(before))
		return fail_no_rank(text, err);
	if (n == 0 || slash[1] == '\0')
		return fail_empty(text, n == 0, err);
	memcpy(before, text, n);
	before[n] = '\0';
	got_rank = tg_integer_parse(rank, before);
	got_nrank = tg_integer_parse(nrank, slash + 1);
	if (got_rank == TG_INTEGER_NONE || got_nrank == TG_INTEGER_NONE)
		return fail_no_rank(text, err);
	if (got_nrank == TG_INTEGER_BIG || *nrank < 1 || *nrank > TG_MAX_RANKS)
		return tg_fail(err, TG_EUSAGE, TG_NOPOS,
			"\"%s\": the number of ranks is from 1 to %d", text,
			TG_MAX_RANKS);
	if (got_rank == TG_INTEGER_BIG || *rank < 0 || *rank >= *nrank)
		return fail_rank(text, *nrank, err);
	return true;
}
