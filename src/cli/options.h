#ifndef TG_CLI_OPTIONS_H
#define TG_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/choices.h"
#include "cli/operand_spec.h"
#include "cli/option_values.h"
#include "gather/plan.h"
#include "gather/policy.h"

/* Not a format to read, but a picture of a gather: see picture.h. */
#define TG_PICTURE_FORMAT "svg"
#define TG_PICTURE_ENDING "." TG_PICTURE_FORMAT

enum tg_action {
	TG_ACTION_GATHER,
	TG_ACTION_INFO,
	TG_ACTION_SHARD_STATUS,
	TG_ACTION_SHARD_CLEAN,
	TG_ACTION_BRIEF, /* this one and those below: see tg_cli_show */
	TG_ACTION_HELP,
	TG_ACTION_SHORT_HELP,
	TG_ACTION_VERSION,
	TG_ACTION_SHORT_VERSION,
	TG_ACTION_COMPLETION,
};

enum tg_shell {
	TG_BASH,
	TG_ZSH,
	TG_FISH,
};

/* What --shard asks for. */
enum tg_shard_what {
	TG_SHARD_NONE, /* all of the result, by this process */
	TG_SHARD_RANK, /* the share of one rank */
	TG_SHARD_AUTO, /* the same; an engine tells which: see job/rank.h */
	TG_SHARD_STATUS,
	TG_SHARD_CLEAN,
};

struct tg_shard_call {
	enum tg_shard_what what;
	int64_t rank, nrank; /* 0 <= rank < nrank <= TG_MAX_RANKS */
	const char *engine;  /* that told them; NULL: the user did */
};

/* An option as it was given; value is NULL where it had none. */
struct tg_given {
	const struct tg_option *option;
	const char *value;
};

/* The command line, understood. Text is borrowed from argv. */
struct tg_options {
	enum tg_action action;
	struct tg_operand_spec input;
	struct tg_operand_spec index;
	bool index_left_out; /* INDEX is standard input by default */
	struct tg_call call;
	bool guessed; /* this is what an erroneous command line may mean, and it
			 lacks --dim */
	bool has_op;
	bool has_batch_dims;
	bool has_mode;
	struct tg_given *given; /* all options, in their order; the last one is
				   all zero */
	struct tg_policy policy;
	struct tg_operand_spec keys; /* its text is NULL: none */
	const char *fill;            /* NULL: none */
	bool each;
	bool dry_run;
	bool json; /* --info, --shard status: lines of JSON, whoever reads */
	bool explain;
	int64_t traced;      /* elements that are explained one by one */
	char **operands;     /* of --info; ends with NULL */
	enum tg_shell shell; /* of --completion */
	bool has_output_shape;
	struct tg_shape output_shape;
	const struct tg_format *output_format; /* NULL: by the name */
	bool picture;                          /* instead of the result */
	const char *output;                    /* NULL: standard output */
	bool pretty;
	bool no_pretty; /* not even on a terminal */
	enum tg_nan nan;
	bool unbuffered;
	struct tg_shard_call shard;
	bool quiet;
	bool verbose;
	char *room; /* malloc'ed text of operands that were guessed; or NULL */
};

/* What may stand behind an option, for help and completion. */
struct tg_option_value {
	const char *argument; /* as help shows it, "N" */
	tg_choices *words;    /* what it may be; NULL: anything */
	bool is_file;
	bool optional; /* it may be left out, and stands behind a = */
};

/* What an option says something about. */
enum tg_option_use {
	TG_OF_CALL, /* which gather is meant; see suggest.h */
	TG_OF_JOB,  /* how it is done, and what becomes of the result */
	TG_OF_JSON, /* likewise, and only a JSON result has it */
	TG_OF_ALL,  /* reading a file, or the process: --info has it, too */
};

/*
 * An option: everything about it is said here once. A row without a name is a
 * heading of --help.
 */
struct tg_option {
	char letter; /* 0 when it has none */
	const char *name;
	const char *alias;
	const struct tg_option_value *value; /* NULL when it takes none */
	const char *help; /* one line of words; % stands for those of value */
	tg_option_set *set;
	size_t slot; /* what set gets, as an offset in struct tg_options */
	enum tg_option_use use;
};

/* The value of options that take an integer. */
extern const struct tg_option_value tg_option_integer;

/* True if it may stand without its value, which is NULL then. */
static inline bool
tg_option_is_optional(const struct tg_option *option)
{
	return option->value != NULL && option->value->optional;
}

/* All options in the order of --help. */
extern const struct tg_option tg_option_table[];
extern const size_t tg_option_count;

#endif
