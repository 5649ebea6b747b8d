/*
 * TAP for the programs here: numbered verdicts, and their number at the end. A
 * program none of whose cases was asked for is skipped.
 */
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int tests, failed;

/* make hands down an empty CASE when none was asked for. */
bool
tap_asked(const char *name)
{
	const char *asked = getenv("CASE");

	return asked == NULL || *asked == '\0' || strcmp(asked, name) == 0;
}

void
tap_ok(bool ok, const char *name)
{
	if (!tap_asked(name))
		return;
	failed += !ok;
	printf("%sok %d - %s\n", ok ? "" : "not ", ++tests, name);
}

int
tap_end(void)
{
	if (tests == 0)
		printf("1..0 # SKIP no case of that name\n");
	else
		printf("1..%d\n", tests);
	return failed > 0;
}
