#include "format/names.h"

#include <stdio.h>
#include <string.h>

#include "base/nearest.h"

/* What a message shows of a name. */
#define SHOWN 200

static void
offer_nearest(struct tg_names *names, const char *name)
{
	struct tg_nearest nearest = { .word = names->wanted };

	tg_nearest_offer(&nearest, name);
	if (nearest.best == NULL || strlen(name) >= sizeof(names->nearest) ||
		(names->nearest[0] != '\0' &&
			nearest.distance >= names->distance))
		return;
	strcpy(names->nearest, name);
	names->distance = nearest.distance;
}

void
tg_names_offer(struct tg_names *names, const char *name)
{
	size_t len = strlen(names->text), n = strnlen(name, SHOWN);

	if (names->wanted != NULL)
		offer_nearest(names, name);
	/* the first that does not fit is where the list ends */
	if (names->shown == names->n &&
		len + n + sizeof(", ") <= sizeof(names->text)) {
		snprintf(names->text + len, sizeof(names->text) - len, "%s%.*s",
			len > 0 ? ", " : "", (int)n, name);
		names->shown++;
	}
	names->n++;
}

bool
tg_names_fail(
	const struct tg_names *names, const char *what, struct tg_err *err)
{
	const char *wanted = names->wanted;

	if (wanted != NULL)
		tg_fail(err, TG_EDATA, TG_NOPOS,
			"the file holds no %s \"%.*s\"", what, SHOWN, wanted);
	else if (names->n == 0)
		tg_fail(err, TG_EDATA, TG_NOPOS, "the file holds no %s", what);
	else
		tg_fail(err, TG_EDATA, TG_NOPOS,
			"the file holds %zu %ss: name the one that is meant, "
			"as FILE:NAME",
			names->n, what);
	if (names->nearest[0] != '\0')
		tg_err_help(err, "did you mean %s?", names->nearest);
	if (names->shown < names->n)
		tg_err_help(err, "its %ss are %s and %zu more", what,
			names->text, names->n - names->shown);
	else if (names->n > 0)
		tg_err_help(err, "its %s%s %s", what,
			names->n > 1 ? "s are" : " is", names->text);
	return false;
}
