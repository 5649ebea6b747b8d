/*
 * Sees to it that the result of many ranks is none of the files that they read: a
 * rank that is started again when the result is there would read that.
 */
#include "job/share.h"

#include <stdlib.h>
#include <sys/stat.h>

/* True if both paths lead to one file that exists. */
static bool
are_one_file(const char *a, const char *b)
{
	struct stat x, y;

	return a != NULL && stat(a, &x) == 0 && stat(b, &y) == 0 &&
		x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/*
 * Is the result the file that an operand was named by? That may say just which
 * other file has the tensor.
 */
static bool
is_named(const struct tg_operand_spec *spec, const char *out, bool *is,
	struct tg_err *err)
{
	const char *name;
	char *path;

	*is = false;
	if (tg_operand_is_inline(spec))
		return true;
	if (!tg_operand_name(&path, &name, spec->text, err))
		return false;
	*is = are_one_file(path, out);
	free(path);
	return true;
}

bool
tg_share_check_operands(const struct tg_job *job, struct tg_err *err)
{
	const char *const paths[] = { job->input.path, job->input.beside_path,
		job->index.path, job->index.beside_path, job->keys.file.path };
	const char *out = job->output_path;
	bool input, index;

	if (!is_named(&job->options->input, out, &input, err) ||
		!is_named(&job->options->index, out, &index, err))
		return false;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		if (!input && !index && !are_one_file(paths[i], out))
			continue;
		tg_fail(err, TG_EDATA, TG_NOPOS,
			"the result would replace an operand, which other "
			"ranks still have to read");
		tg_err_where(err, "%s", job->output_path);
		tg_err_help(err, "give the result another name with -o");
		return false;
	}
	return true;
}
