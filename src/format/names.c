/*
 * Words the help for a name that is not in a file, for all formats that have
 * names: the nearest of the names there are, or the first few of them. A file
 * may hold thousands of names of any length, so that both are cut, always
 * between two characters.
 */
#include "format/names.h"

#include <stdio.h>
#include <string.h>

#include "base/nearest.h"
#include "base/harmless.h"
#include "base/utf8.h"

const struct tg_names_limits tg_names_of_archive = {
	.room = TG_NAMES_LIST,
	.longest = 200,
	.rest = TG_NAMES_COUNTED,
};

/* True if b is what is left of a behind a dot. */
static bool
ends_with_name(const char *a, const char *b)
{
	const size_t n = strlen(a), m = strlen(b);

	return m > 0 && n > m + 1 && a[n - m - 1] == '.' &&
		strcmp(a + n - m, b) == 0;
}

/*
 * Look how near a name is to the wanted one. One that differs by what is before
 * it alone is nearest: programs put module., model. or _orig_mod. there.
 */
static void
offer_nearest(struct tg_names *names, const char *name)
{
	struct tg_nearest nearest = { .word = names->wanted };

	if (ends_with_name(name, names->wanted) ||
		ends_with_name(names->wanted, name))
		nearest.best = name;
	else
		tg_nearest_offer(&nearest, name);
	if (nearest.best == NULL || strlen(name) >= sizeof(names->nearest) ||
		(names->nearest[0] != '\0' &&
			nearest.distance >= names->distance))
		return;
	strcpy(names->nearest, name);
	names->distance = nearest.distance;
}

/* How many bytes of a name are shown. */
static size_t
shown_length(const struct tg_names *names, const char *name)
{
	return tg_utf8_cut(name, strlen(name), names->limits->longest);
}

static void
add_to_list(struct tg_names *names, const char *name)
{
	const enum tg_names_rest rest = names->limits->rest;
	const size_t len = strlen(names->list);
	const size_t room = names->limits->room - len; /* 1 at least */
	const char *comma = len > 0 ? ", " : "";
	size_t n = shown_length(names, name);
	const char *dots = names->limits->dots && name[n] != '\0' ? "..." : "";
	const size_t beside = strlen(comma) + strlen(dots) + 1;
	const bool fits = beside + n <= room;

	/* the first one that does not fit is where the list ends */
	if (rest != TG_NAMES_LEFT_OUT && names->shown < names->n)
		return;
	if (!fits && rest != TG_NAMES_CUT)
		return;
	if (!fits)
		n = tg_utf8_cut(name, n, room > beside ? room - beside : 0);
	snprintf(
		names->list + len, room, "%s%.*s%s", comma, (int)n, name, dots);
	names->shown += fits;
}

void
tg_names_offer(struct tg_names *names, const char *name)
{
	if (names->wanted != NULL && *name != '\0')
		offer_nearest(names, name);
	add_to_list(names, name);
	names->n++;
}

bool
tg_names_help_nearest(const struct tg_names *names, struct tg_err *err)
{
	char text[4 * sizeof(names->nearest)];

	if (names->nearest[0] != '\0')
		tg_err_help(err, "did you mean %s?",
			tg_harmless(text, sizeof(text), names->nearest));
	return names->nearest[0] != '\0';
}

void
tg_names_help_list(
	const struct tg_names *names, const char *intro, struct tg_err *err)
{
	const enum tg_names_rest rest = names->limits->rest;
	char text[4 * sizeof(names->list)];

	tg_harmless(text, sizeof(text), names->list);
	if (names->shown == names->n || rest == TG_NAMES_LEFT_OUT)
		tg_err_help(err, "%s %s", intro, text);
	else if (rest == TG_NAMES_CUT)
		tg_err_help(err, "%s %s ...", intro, text);
	else
		tg_err_help(err, "%s %s and %zu more", intro, text,
			names->n - names->shown);
}

bool
tg_names_fail(
	const struct tg_names *names, const char *what, struct tg_err *err)
{
	const char *wanted = names->wanted;
	char cut[TG_NAMES_LIST], harmless[4 * sizeof(cut)], intro[64];

	if (wanted != NULL) {
		snprintf(cut, sizeof(cut), "%.*s",
			(int)shown_length(names, wanted), wanted);
		tg_fail(err, TG_ENAME, TG_NOPOS, "the file holds no %s \"%s\"",
			what, tg_harmless(harmless, sizeof(harmless), cut));
	} else if (names->n == 0) {
		tg_fail(err, TG_EDATA, TG_NOPOS, "the file holds no %s", what);
	} else {
		tg_fail(err, TG_ENAME, TG_NOPOS,
			"the file holds %zu %ss: name the one that is meant, "
			"as FILE:NAME",
			names->n, what);
	}
	tg_names_help_nearest(names, err);
	snprintf(intro, sizeof(intro), "its %s%s", what,
		names->n > 1 ? "s are" : " is");
	if (names->n > 0)
		tg_names_help_list(names, intro, err);
	return false;
}
