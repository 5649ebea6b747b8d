/*
 * Warns if the name of the output lets expect a format that tgather does not
 * write: x.h5 would else be JSON, or a copy of the format of INPUT, and only
 * its reader would notice.
 */
#include "job/warn_ending.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Endings that say nothing of a format, as names of temporary files have. */
static bool
says_nothing(const char *ending)
{
	static const char *const words[] = {
		".tmp",
		".out",
		".new",
		".part",
		".bak",
		NULL,
	};

	for (int i = 0; words[i] != NULL; i++)
		if (strcmp(words[i], ending) == 0)
			return true;
	return false;
}

/*
 * The ending of a path that lets expect a format, ".csv": a letter and at most
 * seven more letters or digits; what mktemp makes up is longer. NULL if the path
 * has none.
 */
static const char *
ending_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *point = strrchr(slash != NULL ? slash : path, '.');
	size_t n = 0;

	if (point == NULL || point == path || point[-1] == '/' ||
		!isalpha((unsigned char)point[1]))
		return NULL;
	while (isalnum((unsigned char)point[1 + n]))
		n++;
	return point[1 + n] == '\0' && n <= 8 && !says_nothing(point) ? point
								      : NULL;
}

/* The ending of a format that differs only by capital letters; else NULL. */
static const char *
lower_ending(const char *ending)
{
	if (strcasecmp(ending, TG_PICTURE_ENDING) == 0)
		return TG_PICTURE_ENDING;
	for (int i = 0; tg_formats[i] != NULL; i++)
		for (int k = 0; tg_formats[i]->endings[k] != NULL; k++)
			if (strcasecmp(tg_formats[i]->endings[k], ending) == 0)
				return tg_formats[i]->endings[k];
	return NULL;
}

bool
tg_job_warn_ending(char text[TG_WARNING_MAX], const struct tg_job *job)
{
	const struct tg_options *o = job->options;
	const char *ending, *lower;

	if (job->output_path == NULL || o->output_format != NULL ||
		o->picture || o->each ||
		tg_format_by_ending(job->output_path) != NULL)
		return false;
	ending = ending_of(job->output_path);
	/* .jsonl and .geojson hold JSON, too */
	if (ending == NULL ||
		(job->format == &tg_format_json &&
			strstr(ending, "json") != NULL))
		return false;
	lower = lower_ending(ending);
	snprintf(text, TG_WARNING_MAX,
		"the result is written as %s, since no format has the ending "
		"%s; %s%s",
		job->format->name, ending,
		lower != NULL ? "endings are written small: "
			      : "--output-format says which one is meant",
		lower != NULL ? lower : "");
	return true;
}
