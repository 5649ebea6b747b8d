/*
 * The targets of the command line: its words, one a line, are read; and if all
 * operands are written out, so that no file is touched, the call is done too,
 * with all that explains and draws it.
 *
 * A line TGATHER_...=... before the words is a variable of the environment.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/environment.h"
#include "cli/parse.h"
#include "fuzz.h"

/* All below main is used as it is. */
#define main unused_main
#include "main.c"

#define WORDS 64

/* A command line; words and variables end with NULL. */
struct line {
	char *text;
	char *word[WORDS + 2];
	char *variable[WORDS + 1];
	int n;
};

static void
cut_into_words(struct line *line, const unsigned char *data, size_t len)
{
	char *rest = line->text = fuzz_string(data, len), *word;
	int variables = 0;

	line->word[line->n++] = (char *)(uintptr_t) "tgather";
	while (line->n <= WORDS && (word = strsep(&rest, "\n")) != NULL)
		if (strncmp(word, "TGATHER_", 8) == 0 && variables < WORDS)
			line->variable[variables++] = word;
		else
			line->word[line->n++] = word;
}

static bool
read_environment(struct line *line, struct tg_err *err)
{
	char **before = environ;
	bool ok;

	environ = line->variable;
	ok = tg_environment_read(err);
	environ = before;
	return ok;
}

/* Read a command line; errors are judged here. */
static bool
read_line(struct tg_options *options, struct line *line,
	const unsigned char *data, size_t len)
{
	static struct tg_err err;
	bool ok;

	memset(&err, 0, sizeof(err));
	cut_into_words(line, data, len);
	ok = read_environment(line, &err) &&
		tg_cli_parse(options, line->n, line->word, &err);
	fuzz_require(ok == (err.code == TG_OK), "an error that is none");
	if (!ok)
		fuzz_error(&err, 0, true);
	return ok;
}

void
fuzz_options(const unsigned char *data, size_t len)
{
	struct tg_options options = { 0 };
	struct line line = { 0 };

	if (read_line(&options, &line, data, len) &&
		options.action == TG_ACTION_GATHER) {
		fuzz_require(options.input.text != NULL &&
				options.index.text != NULL,
			"an operand is missing");
		fuzz_require(options.call.op < TG_OPS &&
				options.policy.base >= 0 && options.traced >= 0,
			"an option out of range");
		fuzz_require(options.shard.what != TG_SHARD_RANK ||
				(options.shard.rank >= 0 &&
					options.shard.rank <
						options.shard.nrank &&
					options.output != NULL),
			"a rank out of range");
	}
	tg_cli_free(&options);
	free(line.text);
}

static bool
is_written_out(const char *operand)
{
	return operand[0] == '[';
}

/* True if the call touches no file. */
static bool
needs_no_file(const struct tg_options *options)
{
	if (options->output != NULL || options->action > TG_ACTION_INFO ||
		(options->keys.text != NULL &&
			!is_written_out(options->keys.text)))
		return false;
	if (options->action == TG_ACTION_GATHER)
		return is_written_out(options->input.text) &&
			is_written_out(options->index.text);
	for (char **file = options->operands; *file != NULL; file++)
		if (!is_written_out(*file))
			return false;
	return true;
}

/* What is printed is not looked at. */
static void
silence(void)
{
	static FILE *nowhere;

	if (nowhere != NULL)
		return;
	nowhere = freopen("/dev/null", "w", stdout);
	fuzz_require(nowhere != NULL, "no /dev/null");
#ifdef __GLIBC__
	/* what finds faults goes on writing to the descriptor */
	stderr = fopen("/dev/null", "w");
	nowhere = stderr;
#else
	nowhere = freopen("/dev/null", "w", stderr);
#endif
	fuzz_require(nowhere != NULL, "no /dev/null");
}

void
fuzz_call(const unsigned char *data, size_t len)
{
	static struct tg_err err;
	struct tg_options options = { 0 };
	struct line line = { 0 };
	bool ok;

	silence();
	memset(&err, 0, sizeof(err));
	if (read_line(&options, &line, data, len) && needs_no_file(&options)) {
		ok = run(&options, &err);
		fuzz_require(ok == (err.code == TG_OK) ||
				options.action == TG_ACTION_INFO,
			"an error that is none");
		if (err.code != TG_OK && options.action != TG_ACTION_INFO)
			fuzz_error(&err, len, true);
	}
	tg_cli_free(&options);
	free(line.text);
}
