/*
 * Answers who wants a result in a format that is only read with the call that
 * writes one which holds any result.
 */
#include <string.h>

#include "cli/meant.h"

/* Copy the path of FILE[:NAME] to where there is room. */
static void
copy_path(char *to, const char *output)
{
	const char *colon = tg_format_name_colon(output);

	strcpy(to, output);
	if (colon != NULL)
		to[colon - output] = '\0';
}

/* Give the output the name that NumPy's format has. */
static void
rename_output(struct tg_options *o, struct tg_given *given, char **room)
{
	char *path = *room;

	copy_path(path, o->output);
	strcpy(strrchr(path, '.') + 1, tg_format_npy.name);
	o->output = given->value = path;
	*room += strlen(path) + 1;
}

bool
tg_meant_output(struct tg_options *o, char **room, struct tg_err *err)
{
	const struct tg_format *format = o->output_format;
	const bool named = format != NULL;

	if (!named && o->output != NULL && !o->picture) {
		copy_path(*room, o->output);
		format = tg_format_by_ending(*room);
	}
	if (format == NULL || format->encode != NULL)
		return true;
	for (struct tg_given *g = o->given; g->option != NULL; g++) {
		if (named && g->option->set == tg_set_output_format) {
			g->value = tg_format_npy.name;
			o->output_format = &tg_format_npy;
		} else if (!named && g->value == o->output) {
			rename_output(o, g, room);
		}
	}
	return tg_fail(err, TG_EUSAGE, TG_NOPOS, "%s files can only be read",
		format->name);
}
