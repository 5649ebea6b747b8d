/*
 * Reads the command line into struct tg_options, with the table of options as
 * its only source. It does not use getopt_long, because options may be given by
 * any unique beginning, a misspelt one is answered with the nearest, and "-:x"
 * is an operand.
 */
#include "cli/parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "cli/check.h"
#include "cli/find_option.h"
#include "cli/meant.h"
#include "cli/operand_spec.h"

/* A command line that is being read. */
struct reader {
	struct tg_options *options;
	char **argv;            /* the next argument, NULL at the end */
	char **operands;        /* where the next operand is kept */
	struct tg_given *given; /* where the next option is kept */
	struct tg_words words;
	/* NULL once it says what is wrong: only what was meant is wanted then */
	struct tg_err *err;
};

/* Store the value of an option where its row in the table says. */
static bool
set_option(struct reader *r, const struct tg_option *row, const char *value)
{
	char name[40];

	if (row->set((char *)r->options + row->slot, value, r->err))
		return true;
	snprintf(name, sizeof(name), "--%s", row->name);
	tg_err_where_option(r->err, name);
	return false;
}

/* Read an option whose name was found; value is what its argument holds behind
 * the name, or NULL, when the next argument may be its value. */
static bool
read_option(struct reader *r, const struct tg_option *row, const char *value)
{
	if (row->value != NULL && value == NULL &&
		!tg_option_is_optional(row)) {
		value = *r->argv;
		if (value == NULL)
			return tg_fail(r->err, TG_EUSAGE, TG_NOPOS,
				"--%s needs a value %s", row->name,
				row->value->argument);
		r->argv++;
	}
	if (row->value == NULL && value != NULL)
		return tg_fail(r->err, TG_EUSAGE, TG_NOPOS,
			"--%s takes no value", row->name);
	if (value == NULL && tg_option_is_optional(row)) {
		r->words.explain = r->given;
		r->words.traced = *r->argv;
	}
	*r->given++ = (struct tg_given){ row, value };
	return set_option(r, row, value);
}

/* Read an option that is only guessed, for the call that was meant. */
static bool
read_meant(struct reader *r, const struct tg_option *row, const char *value)
{
	r->err = NULL;
	return read_option(r, row, value);
}

/* "--input FILE" and "--index FILE" are taken for the operands they name. */
static bool
read_named_operand(struct reader *r, const char **operand, const char *value)
{
	if (value == NULL && (value = *r->argv) != NULL)
		r->argv++;
	if (value == NULL || *operand != NULL)
		return tg_fail(r->err, TG_EUSAGE, TG_NOPOS,
			"INPUT and INDEX are operands, each given once, and no "
			"options");
	*operand = value;
	return true;
}

static bool
read_long_option(struct reader *r, const char *text)
{
	const char *value = strchr(text, '=');
	const struct tg_option *row = NULL;
	char word[80];
	size_t n = value != NULL ? (size_t)(value - text) : strlen(text);

	if (n >= sizeof(word))
		return tg_fail(r->err, TG_EUSAGE, TG_NOPOS,
			"unknown option --%s", text);
	memcpy(word, text, n);
	word[n] = '\0';
	value = value != NULL ? value + 1 : NULL;
	if (strcmp(word, "input") == 0)
		return read_named_operand(r, &r->words.input, value);
	if (strcmp(word, "index") == 0)
		return read_named_operand(r, &r->words.index, value);
	if (tg_option_find(&row, word, r->err))
		return read_option(r, row, value);
	return row != NULL && read_meant(r, row, value);
}

/* The bytes of the first character; a letter that is unknown may have several. */
static int
character_length(const char *text)
{
	uint32_t c;
	const size_t n = tg_utf8_decode(&c, text, strlen(text));

	return n > 0 ? (int)n : 1;
}

static bool
fail_one_dash(struct reader *r, const char *name, const char *text)
{
	const char *value = strchr(text, '=');

	tg_fail(r->err, TG_EUSAGE, TG_NOPOS,
		"-%s: a long option begins with two dashes", name);
	tg_err_help(r->err, "did you mean --%s?", name);
	return read_meant(
		r, tg_option_named(name), value != NULL ? value + 1 : NULL);
}

static bool
fail_letter(struct reader *r, const char *text)
{
	tg_fail(r->err, TG_EUSAGE, TG_NOPOS, "unknown option -%.*s",
		character_length(text), text);
	if (*text == 'f')
		tg_option_help_format(r->err);
	return false;
}

/* "-d=1": only a long option has its value behind a =. */
static bool
fail_letter_with_sign(
	struct reader *r, const struct tg_option *row, const char *text)
{
	tg_fail(r->err, TG_EUSAGE, TG_NOPOS,
		"-%s: behind one letter the value stands without a =", text);
	return read_meant(r, row, text + 2);
}

/* "-qd1": options of one letter; what follows one that takes a value is it. */
static bool
read_letters(struct reader *r, const char *text)
{
	const char *name = tg_option_name_begins(text);

	if (name != NULL)
		return fail_one_dash(r, name, text);
	for (; *text != '\0'; text++) {
		const struct tg_option *row = tg_option_of_letter(*text);

		if (row == NULL)
			return fail_letter(r, text);
		if (text[1] == '=' && row->value == &tg_option_integer)
			return fail_letter_with_sign(r, row, text);
		if (row->value != NULL)
			return read_option(
				r, row, text[1] != '\0' ? text + 1 : NULL);
		if (!read_option(r, row, NULL))
			return false;
		if (row->set == tg_set_help)
			r->options->action = TG_ACTION_SHORT_HELP;
		if (row->set == tg_set_version)
			r->options->action = TG_ACTION_SHORT_VERSION;
	}
	return true;
}

/* Read the next argument: options, an operand, or the -- before operands. */
static bool
read_argument(struct reader *r)
{
	char *text = *r->argv++;

	if (strcmp(text, "--") == 0) {
		r->words.nplain = (int)(r->operands - r->words.operand);
		while (*r->argv != NULL)
			*r->operands++ = *r->argv++;
		return true;
	}
	if (text[0] != '-' || tg_operand_is_stdin(text) ||
		tg_meant_number(text)) {
		*r->operands++ = text;
		return true;
	}
	return text[1] == '-' ? read_long_option(r, text + 2)
			      : read_letters(r, text + 1);
}

/* The most options that arguments can hold, when every letter is one; and room
 * for the row of zeros that ends the list. */
static size_t
count_options(char **argv)
{
	size_t n = 1;

	for (; *argv != NULL; argv++)
		n += **argv == '-' ? strlen(*argv) : 0;
	return n;
}

/* Check the call, which was read; where it had to be guessed, fail with it. */
static bool
complete(struct reader *r, struct tg_err *err)
{
	struct tg_words *words = &r->words;
	struct tg_options *options = r->options;
	bool ok;

	words->n = (int)(r->operands - words->operand);
	if (words->nplain < 0)
		words->nplain = words->n;
	if (r->err != NULL && tg_meant_action(err, options, words))
		return false;
	if (!tg_meant_words(options, words, r->err))
		r->err = NULL;
	ok = !words->unclear &&
		tg_cli_check(options, words->n, words->operand, r->err);
	options->room = words->room;
	/* the files that would tell which dims there are cannot be read now */
	if (!ok && r->err == NULL && err->nhelp == 0 &&
		options->action == TG_ACTION_GATHER &&
		tg_op_table[options->call.op].has_dim && !options->call.has_dim)
		tg_err_help(err, "the call is: tgather --dim N INPUT INDEX");
	if (!ok || r->err != NULL || options->action != TG_ACTION_GATHER)
		return ok && r->err != NULL;
	options->guessed = options->call.lacks_dim;
	if (!options->guessed)
		tg_meant_help(err, options, words);
	return false;
}

void
tg_cli_free(struct tg_options *options)
{
	free(options->given);
	free(options->room);
	options->given = NULL;
	options->room = NULL;
}

bool
tg_cli_parse(
	struct tg_options *options, int argc, char **argv, struct tg_err *err)
{
	struct reader r = {
		.options = options,
		.argv = argv + (argc > 0),
		.operands = argv,
		.words = { .operand = argv, .nplain = -1 },
		.err = err,
	};

	if (*r.argv == NULL) {
		options->action = TG_ACTION_BRIEF;
		return true;
	}
	options->given = calloc(count_options(argv), sizeof(*options->given));
	if (options->given == NULL)
		return tg_fail_memory(err, "the arguments");
	r.given = options->given;
	options->input.role = "input";
	options->index.role = "index";
	options->keys.role = "keys";
	options->index.index = true;
	while (*r.argv != NULL) {
		if (!read_argument(&r))
			return false;
		if (options->action >= TG_ACTION_BRIEF)
			return r.err != NULL;
	}
	return complete(&r, err);
}
