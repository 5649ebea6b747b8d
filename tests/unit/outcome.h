#ifndef OUTCOME_H
#define OUTCOME_H

#include "call.h"
#include "expected.h"

/* What a call came to. */
struct outcome {
	struct tg_err err;
	char warning[1000];
	char *output;
	size_t len, capacity;
};

/* End the test: something that it stands on does not work. */
_Noreturn void give_up(const char *what);

/* What is written to a stream goes to a file of that name from now on. */
void catch_stream(int fd, const char *name);

/* False when there is no such file; output is used again. */
bool read_file(struct outcome *o, const char *name);

/* The words of the command; returns how many, NULL behind them. */
#define ARGUMENTS 16
int arguments(char *argv[ARGUMENTS], const struct random_case *c);

/* The operands, in.json and ix.json. */
void write_operands(const struct random_case *c);

/*
 * Call tgather on them, standard output and error being caught as "stdout" and
 * "stderr". False when it does not leave what it should: a result, or nothing.
 */
bool run_case(const struct random_case *c, const struct variant *variant,
	struct outcome *o);

/* In what the outcome is not as expected; NULL: in nothing. */
const char *difference(const struct expected *e, const struct outcome *o);

/* In what it is not that of the first variant. */
const char *deviation(const struct outcome *first, const struct outcome *o);

#endif
