/*
 * Splits FILE:NAME, as an operand is written, into the path of a file and the
 * name of a tensor in it. Paths may have colons, too, so that the files that
 * exist decide.
 */
#include "cli/operand_spec.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool
tg_operand_name(
	char **result, const char **name, const char *text, struct tg_err *err)
{
	char *path = strdup(text), *colon;

	*result = path;
	*name = NULL;
	if (path == NULL) {
		tg_fail_memory(err, "a name");
		tg_err_where(err, "%s", text);
		return false;
	}
	if (tg_operand_is_stdin(text)) {
		if (path[1] == ':')
			*name = text + 2;
		path[1] = '\0';
		return true;
	}
	/* cut at colons, from the right, until what is left exists */
	while (access(path, F_OK) != 0) {
		if (errno != ENOENT && errno != ENOTDIR &&
			errno != ENAMETOOLONG) {
			tg_fail_errno(err, "cannot open");
			tg_err_where(err, "%s", path);
			return false;
		}
		colon = strrchr(path, ':');
		if (colon == NULL) {
			strcpy(path, text);
			*name = NULL;
			return true;
		}
		*colon = '\0';
		*name = text + (colon - path) + 1;
	}
	return true;
}

bool
tg_operand_names_file(const char *text)
{
	const char *name;
	char *path = NULL;
	const bool exists = tg_operand_name(&path, &name, text, NULL) &&
		access(path, F_OK) == 0;

	free(path);
	return exists;
}

bool
tg_operand_is_at_hand(const struct tg_operand_spec *spec)
{
	const char *text = spec->text;
	struct stat st;
	const char *name;
	char *path = NULL;
	bool regular;

	if (tg_operand_is_inline(spec))
		return true;
	if (tg_operand_is_stdin(text))
		return fstat(STDIN_FILENO, &st) == 0 && S_ISREG(st.st_mode);
	regular = tg_operand_name(&path, &name, text, NULL) &&
		stat(path, &st) == 0 && S_ISREG(st.st_mode);
	free(path);
	return regular;
}
