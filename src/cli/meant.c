/*
 * Guesses what was meant by a command line that is none, so that the error can
 * hold the call to make instead. People write torch's order of arguments, leave
 * out quotes and name operands like options. Only words that name no file and
 * would be refused anyhow are looked at, and nothing is ever done by guess.
 */
#include "cli/meant.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/integer.h"
#include "cli/command_line.h"
#include "cli/meant_array.h"

/* Words that are looked at one after the other. */
struct reading {
	struct tg_options *options;
	struct tg_words *words;
	struct tg_err *err;
	char *next;   /* free room for text */
	bool as_said; /* nothing had to be guessed */
};

static bool
is_file(const char *text)
{
	return access(text, F_OK) == 0;
}

static bool
is_integer(const char *text)
{
	int64_t value;

	return tg_integer_parse(&value, text) == TG_INTEGER;
}

static bool
consists_of(const char *text, const char *characters)
{
	return text[strspn(text, characters)] == '\0';
}

bool
tg_meant_number(const char *text)
{
	return text[0] == '-' && text[1] >= '0' && text[1] <= '9' &&
		consists_of(text + 1, "0123456789.,-] ");
}

/* Room for what all words may become: each gets two brackets and a blank, and
 * as JSON no character becomes more than three. */
static bool
make_room(struct reading *r)
{
	struct tg_words *words = r->words;
	size_t n = 1;

	for (int i = 0; i < words->n; i++)
		n += 4 * strlen(words->operand[i]) + 8;
	if (r->options->output != NULL)
		n += strlen(r->options->output) + 8;
	words->room = malloc(n);
	r->next = words->room;
	return words->room != NULL || tg_fail_memory(r->err, "the arguments");
}

static void
remove_words(struct tg_words *words, int at, int n)
{
	memmove(words->operand + at, words->operand + at + n,
		(size_t)(words->n - at - n) * sizeof(words->operand[0]));
	words->n -= n;
	if (at < words->nplain)
		words->nplain -= n;
}

/* Operands that were given like options become the first and the last one. */
static void
take_named_operands(struct reading *r)
{
	struct tg_words *words = r->words;

	if (words->input == NULL && words->index == NULL)
		return;
	r->as_said = tg_fail(r->err, TG_EUSAGE, TG_NOPOS,
		"unknown option --%s: INPUT and INDEX are operands",
		words->input != NULL ? "input" : "index");
	if (words->input != NULL) {
		memmove(words->operand + 1, words->operand,
			(size_t)words->n * sizeof(words->operand[0]));
		words->operand[0] = (char *)words->input;
		words->n++;
		words->nplain++;
	}
	if (words->index != NULL)
		words->operand[words->n++] = (char *)words->index;
}

/* How many brackets a text opens and does not close. */
static int
open_brackets(const char *text)
{
	int open = 0;

	for (; *text != '\0'; text++)
		open += (*text == '[') - (*text == ']');
	return open;
}

/* Put n words together that were one text; where the shell has taken blanks, a
 * comma may be missing between numbers, too. */
static char *
join_words(struct reading *r, int at, int n)
{
	char *joined = r->next, *end = joined;

	for (int i = 0; i < n; i++) {
		const char *word = r->words->operand[at + i];

		if (i > 0 && strchr(",[", end[-1]) == NULL &&
			strchr(",]", word[0]) == NULL)
			*end++ = ',';
		if (i > 0)
			*end++ = ' ';
		end = stpcpy(end, word);
	}
	r->next = end + 1;
	return joined;
}

/* Put the words together that the shell has made of JSON without quotes. */
static void
join_split_json(struct reading *r, int at)
{
	struct tg_words *words = r->words;
	int open = open_brackets(words->operand[at]), n = 1;
	char *joined;

	while (open > 0 && at + n < words->n)
		open += open_brackets(words->operand[at + n++]);
	if (words->operand[at][0] != '[' || n == 1 || open != 0)
		return;
	joined = join_words(r, at, n);
	r->as_said = tg_fail(r->err, TG_EUSAGE, TG_NOPOS,
		"the shell made %d words of %s", n, joined);
	if (!consists_of(joined, "0123456789.,-+eE[] ")) {
		/* its strings have lost their quotes, too */
		tg_err_help(r->err,
			"JSON on the command line needs quotes around it: "
			"'[\"a\", \"b\"]'");
		words->unclear = true;
	}
	words->operand[at] = joined;
	remove_words(words, at + 1, n - 1);
}

/* "(1,0)" as Python prints a tuple, "1,0", and a lone INDEX "1": JSON has
 * brackets. */
static void
bracket_list(struct reading *r, int at)
{
	const char *text = r->words->operand[at];
	char *made = r->next, *end;
	const bool tuple = text[0] == '(' && text[strlen(text) - 1] == ')';
	const bool alone = at == 1 && r->words->n == 2;

	if (text[0] == '\0' ||
		(!tuple && strchr("0123456789", text[0]) == NULL) ||
		!consists_of(
			text, tuple ? "()0123456789., -" : "0123456789, -") ||
		(!tuple && !alone && strpbrk(text, ", ") == NULL) ||
		is_file(text))
		return;
	end = made;
	if (!tuple)
		*end++ = '[';
	for (; *text != '\0'; text++) {
		if (*text == ')' && end[-1] == ',')
			end--;
		*end++ = *text == '(' ? '[' : *text == ')' ? ']' : *text;
	}
	if (!tuple)
		*end++ = ']';
	*end++ = '\0';
	r->next = end;
	r->as_said = tg_fail(r->err, TG_EUSAGE, TG_NOPOS,
		"%s is no file, and a tensor is written as JSON",
		r->words->operand[at]);
	r->words->operand[at] = made;
}

/* "torch.tensor([1, 0])": the text of a program is no file either. */
static void
unwrap_array(struct reading *r, int at)
{
	const char *text = r->words->operand[at];
	struct tg_printed json = { 0 };

	if (strchr(text, '(') != NULL && !is_file(text) &&
		tg_meant_array(&json, text)) {
		r->as_said = tg_fail(r->err, TG_EUSAGE, TG_NOPOS,
			"%s is no file, and a tensor is written as JSON", text);
		r->words->operand[at] = strcpy(r->next, json.text);
		r->next += json.len + 1;
	}
	tg_printed_free(&json);
}

/* True if all behind INPUT are numbers, and no files. */
static bool
end_in_numbers(const struct tg_words *words)
{
	for (int i = 1; i < words->n; i++)
		if (!is_integer(words->operand[i]) ||
			is_file(words->operand[i]))
			return false;
	return words->n > 1;
}

/* "a 0 1": numbers behind INPUT that are no files are the list that INDEX is. */
static void
join_numbers(struct reading *r)
{
	struct tg_words *words = r->words;
	char *end = r->next;

	if (words->n < 3 || open_brackets(words->operand[0]) != 0 ||
		!end_in_numbers(words))
		return;
	*end++ = '[';
	for (int i = 1; i < words->n; i++) {
		end = stpcpy(end, words->operand[i]);
		end = stpcpy(end, i + 1 < words->n ? ", " : "]");
	}
	r->as_said = tg_fail(r->err, TG_EUSAGE, TG_NOPOS,
		"%s is no file, and a tensor is written as JSON",
		words->operand[1]);
	words->operand[1] = r->next;
	r->next = end + 1;
	remove_words(words, 2, words->n - 2);
}

/* Find an operation by its name here, or in a library that has just this one. */
static bool
find_operation(enum tg_op *op, const char *word)
{
	if (tg_op_parse(op, word, NULL))
		return true;
	for (int i = 0; i < TG_OPS; i++)
		for (int k = 0; k < TG_LIBRARIES; k++)
			if (tg_op_table[i].function[k] != NULL &&
				strcmp(tg_op_table[i].function[k], word) == 0) {
				*op = (enum tg_op)i;
				return true;
			}
	return false;
}

/* "gather a b", with a command in front as git has it. */
static void
take_operation(struct reading *r)
{
	struct tg_words *words = r->words;
	struct tg_options *o = r->options;
	const char *word;
	enum tg_op op;

	if (words->n < 2)
		return;
	word = words->operand[0];
	if (!find_operation(&op, word) || is_file(word) ||
		(o->has_op && o->call.op != op))
		return;
	if (op == TG_GATHER)
		tg_fail(r->err, TG_EUSAGE, TG_NOPOS,
			"%s is no file, and need not be named: it is the "
			"default operation",
			word);
	else
		tg_fail(r->err, TG_EUSAGE, TG_NOPOS,
			"%s is no file: an operation is named with --op", word);
	r->as_said = false;
	o->has_op = true;
	o->call.op = op;
	remove_words(words, 0, 1);
}

/* "--explain 4": the number is no file, so it belongs to the option. */
static void
take_traced(struct reading *r)
{
	struct tg_words *words = r->words;

	for (int i = 0; words->traced != NULL && i < words->nplain; i++) {
		const char *word = words->operand[i];

		if (word != words->traced || !is_integer(word) || is_file(word))
			continue;
		r->as_said = tg_fail(r->err, TG_EUSAGE, TG_NOPOS,
			"--explain has its number behind a =");
		words->explain->value = word;
		remove_words(words, i, 1);
		return;
	}
}

/* "a 1 b": torch has dim between input and index. */
static void
take_dim(struct reading *r)
{
	struct tg_words *words = r->words;
	struct tg_call *call = &r->options->call;

	if (call->has_dim || words->n < 2 ||
		!(tg_op_table[call->op].has_dim ||
			tg_op_table[call->op].may_have_dim))
		return;
	for (int i = 0; i < words->nplain; i++) {
		const char *word = words->operand[i];

		if (!is_integer(word) || is_file(word))
			continue;
		r->as_said = tg_fail(r->err, TG_EUSAGE, TG_NOPOS,
			"%s is no file: a dim is given with --dim", word);
		tg_integer_parse(&call->dim, word);
		call->has_dim = true;
		remove_words(words, i, 1);
		if (i == 1 && end_in_numbers(words))
			words->dim = word;
		return;
	}
}

/* What looks like a negative number, and could not be understood, is refused as
 * any other letter that is no option. */
static void
refuse_numbers_as_letters(struct reading *r)
{
	for (int i = 0; i < r->words->nplain; i++) {
		if (!tg_meant_number(r->words->operand[i]))
			continue;
		r->as_said = tg_fail(r->err, TG_EUSAGE, TG_NOPOS,
			"unknown option %.2s", r->words->operand[i]);
		r->words->unclear = true;
	}
}

static void
read_call(struct reading *r)
{
	if (!tg_meant_output(r->options, &r->next, r->err))
		r->as_said = false;
	take_operation(r);
	take_traced(r);
	take_dim(r);
	for (int i = 0; i < r->words->n; i++)
		join_split_json(r, i);
	join_numbers(r);
	for (int i = 0; i < r->words->n; i++) {
		unwrap_array(r, i);
		bracket_list(r, i);
	}
}

bool
tg_meant_words(
	struct tg_options *options, struct tg_words *words, struct tg_err *err)
{
	struct reading r = {
		.options = options,
		.words = words,
		.err = err,
		.as_said = true,
	};

	take_named_operands(&r);
	if (!make_room(&r)) {
		words->unclear = true;
		return false;
	}
	/* others have any number of operands, which are files */
	if (options->action == TG_ACTION_GATHER &&
		options->shard.what < TG_SHARD_STATUS)
		read_call(&r);
	refuse_numbers_as_letters(&r);
	return r.as_said;
}

void
tg_meant_help(struct tg_err *err, const struct tg_options *options,
	const struct tg_words *words)
{
	const char *index = options->index.text;
	const struct tg_command command = { .options = options };
	struct tg_argv argv = { 0 };

	tg_command_words(&argv, &command);
	if (!argv.text.failed)
		tg_err_keep_help(err, 0);
	tg_err_help_call(err, &argv, "did you mean");
	if (words->dim != NULL)
		tg_err_help(err,
			"or, if %s is an index, too: --dim N and '[%s, %s'",
			words->dim, words->dim, index + 1);
	tg_argv_free(&argv);
}
