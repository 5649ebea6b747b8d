/*
 * Says which paths a job needs, for io/confine.h. What is needed follows from the
 * command line alone, so that the rights are given up before a byte of a file is
 * looked at.
 */
#include "job/confine.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory_limit.h"
#include "format/format.h"
#include "format/safetensors/safetensors.h"
#include "io/confine.h"
#include "io/output.h"
#include "job/operand.h"

/*
 * How much memory there is stands in files that cannot be opened any more once
 * the process is confined: find it out now if this file makes it matter.
 */
static void
learn_memory_limit(const char *path)
{
	struct stat st;

	if ((strcmp(path, "-") == 0 ? fstat(STDIN_FILENO, &st)
				    : stat(path, &st)) == 0 &&
		st.st_size > 0 && tg_memory_may_lack((uint64_t)st.st_size))
		(void)tg_memory_limit();
}

static void
allow_operand(struct tg_confinement *confinement, const char *text)
{
	const char *name;
	char *path;

	if (text == NULL || tg_operand_is_inline(text))
		return;
	if (!tg_operand_name(&path, &name, text, NULL)) {
		tg_confine_give_up(confinement);
		free(path);
		return;
	}
	learn_memory_limit(path);
	if (tg_safetensors_is_index(path)) {
		/* its files may be links to anywhere, as in a cache of models */
		tg_confine_allow(confinement, "/", TG_ALLOW_READ);
		(void)tg_memory_limit();
	} else if (!tg_operand_is_stdin(path)) {
		tg_confine_allow(confinement, path, TG_ALLOW_READ);
	}
	free(path);
}

static void
allow_output(struct tg_confinement *confinement, const char *text)
{
	const char *colon = tg_format_name_colon(text);
	char *path = strndup(
		text, colon != NULL ? (size_t)(colon - text) : strlen(text));

	if (path == NULL)
		tg_confine_give_up(confinement);
	else
		tg_output_allow(confinement, path);
	free(path);
}

static bool
reads_a_file(const struct tg_options *options)
{
	return options->action == TG_ACTION_INFO ||
		(options->action == TG_ACTION_GATHER &&
			!(tg_operand_is_inline(options->input.text) &&
				tg_operand_is_inline(options->index.text)));
}

void
tg_job_confine(const struct tg_options *options)
{
	struct tg_confinement confinement;

	if (!reads_a_file(options))
		return;
	tg_confine_begin(&confinement);
	if (options->action == TG_ACTION_INFO) {
		for (char **file = options->operands; *file != NULL; file++)
			allow_operand(&confinement, *file);
	} else {
		allow_operand(&confinement, options->input.text);
		allow_operand(&confinement, options->index.text);
	}
	if (options->output != NULL)
		allow_output(&confinement, options->output);
	tg_confine_end(&confinement);
}
