/*
 * Reads the variables TGATHER_*, which tests and people who measure use. They
 * are read here only, before any thread starts, so that the parts they set need
 * not know the environment.
 */
#include "cli/environment.h"

#include <stdlib.h>
#include <string.h>

#include "base/error_form.h"
#include "base/integer.h"
#include "base/isa.h"
#include "base/memory_limit.h"
#include "base/threads.h"
#include "io/confine.h"

static bool
parse_bytes(int64_t *bytes, const char *value, int64_t most, struct tg_err *err)
{
	if (tg_integer_parse(bytes, value) == TG_INTEGER && *bytes >= 1 &&
		*bytes <= most)
		return true;
	return tg_fail(err, TG_EUSAGE, TG_NOPOS,
		"\"%s\" is no number of bytes from 1 to %lld", value,
		(long long)most);
}

static bool
set_piece(const char *value, struct tg_err *err)
{
	int64_t bytes;

	if (!parse_bytes(&bytes, value, TG_PIECE_MAX, err))
		return false;
	tg_threads_set_piece(bytes);
	return true;
}

static bool
set_memory(const char *value, struct tg_err *err)
{
	int64_t bytes;

	if (!parse_bytes(&bytes, value, INT64_MAX, err))
		return false;
	tg_memory_limit_set((uint64_t)bytes);
	return true;
}

static bool
set_confined(const char *value, struct tg_err *err)
{
	const bool yes = strcmp(value, "yes") == 0;

	if (!yes && strcmp(value, "no") != 0)
		return tg_fail(err, TG_EUSAGE, TG_NOPOS,
			"\"%s\" is neither yes nor no", value);
	tg_confine_set(yes);
	return true;
}

/* What --threads sets, which comes later and so counts more. */
static bool
set_threads(const char *value, struct tg_err *err)
{
	int64_t n;

	if (tg_integer_parse(&n, value) != TG_INTEGER || n < 1 ||
		n > TG_THREADS_MAX)
		return tg_fail(err, TG_EUSAGE, TG_NOPOS,
			"\"%s\" is no number of threads from 1 to %d", value,
			TG_THREADS_MAX);
	tg_threads_limit((int)n);
	return true;
}

/* It is obeyed before all others: see cli/errors_option.h. */
static bool
check_errors(const char *value, struct tg_err *err)
{
	enum tg_error_form form;

	return tg_error_form_parse(&form, value, err);
}

bool
tg_environment_read(struct tg_err *err)
{
	static const struct {
		const char *name;
		bool (*set)(const char *value, struct tg_err *err);
	} variables[] = {
		{ "TGATHER_ERRORS", check_errors },
		{ "TGATHER_CONFINE", set_confined },
		{ "TGATHER_PIECE", set_piece },
		{ "TGATHER_ISA", tg_isa_choose },
		{ "TGATHER_MEMORY_LIMIT", set_memory },
		{ "TGATHER_THREADS", set_threads },
	};

	for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
		const char *value = getenv(variables[i].name);

		if (value == NULL || *value == '\0' ||
			variables[i].set(value, err))
			continue;
		tg_err_where_variable(err, variables[i].name);
		return false;
	}
	return true;
}
