/*
 * What tells one job of many ranks from all others: the program, the call, the
 * number of ranks, and what the operands hold. Paths are left out, since ranks on
 * different machines may have different ones for the same bytes.
 */
#include "job/share.h"

#include <string.h>

#include "base/hash.h"
#include "cli/show.h"
#include "io/fingerprint.h"

/*
 * True for an option that says nothing of the bytes of the result, or of which
 * something else is hashed: what the file of --keys holds, and what --header and
 * --no-header come to, the last of which counts.
 */
static bool
is_left_out(const struct tg_option *option)
{
	static const char *const names[] = { "output", "shard", "threads",
		"unbuffered", "progress", "no-progress", "quiet", "verbose",
		"keys", "header", "no-header", "no-pretty" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(option->name, names[i]) == 0)
			return true;
	return false;
}

/*
 * The other options by their long names, in the order of --help; the last one
 * counts.
 */
static uint64_t
add_options(uint64_t key, const struct tg_options *options)
{
	for (size_t i = 0; i < tg_option_count; i++) {
		const struct tg_given *last = NULL;

		for (const struct tg_given *g = options->given;
			g->option != NULL; g++)
			if (g->option == &tg_option_table[i] &&
				g->option->use != TG_OF_CALL &&
				!is_left_out(g->option))
				last = g;
		if (last == NULL)
			continue;
		key = tg_hash_text(key, last->option->name);
		key = tg_hash_text(key, last->value);
	}
	key = tg_hash_number(key, options->keys.text != NULL);
	return tg_hash_number(key, (uint64_t)options->input.header);
}

static uint64_t
add_shape(uint64_t key, const struct tg_shape *shape)
{
	key = tg_hash_number(key, (uint64_t)shape->ndim);
	for (int i = 0; i < shape->ndim; i++)
		key = tg_hash_number(key, (uint64_t)shape->size[i]);
	return key;
}

/* Which gather it is, whether a dim is counted from the end or a default is said. */
static uint64_t
add_call(uint64_t key, const struct tg_job *job)
{
	const struct tg_call *call = &job->options->call;
	int64_t dim = -1;

	if (tg_call_has_dim(call))
		dim = call->dim < 0 ? call->dim + job->input.tensor.shape.ndim
				    : call->dim;
	key = add_shape(key, &job->index.tensor.shape);
	key = tg_hash_text(key, tg_op_name(call->op));
	key = tg_hash_number(key, (uint64_t)dim);
	return tg_hash_number(key, (uint64_t)job->plan.batch_dims);
}

/* What is made of it all: the same for all ranks, or they do not belong together. */
static uint64_t
add_result(uint64_t key, const struct tg_job *job, const struct tg_share *share)
{
	key = tg_hash_text(key, job->format->name);
	key = tg_hash_text(key, job->encoder.name);
	key = tg_hash_text(key,
		job->format->binary ? tg_dtype_name(&job->encoder.dtype)
				    : NULL);
	key = tg_hash_number(key, share->joined);
	key = tg_hash_number(key, share->len);
	key = tg_hash_number(key, share->align);
	key = tg_hash_number(key, share->passes_over);
	return add_shape(key, &job->result);
}

/* The names that INDEX may have in place of numbers. */
static uint64_t
add_names(uint64_t key, const struct tg_keys *keys)
{
	for (size_t i = 0; i < keys->n; i++) {
		key = tg_hash(key, keys->sorted[i].text, keys->sorted[i].len);
		key = tg_hash_number(key, (uint64_t)keys->sorted[i].number);
	}
	return key;
}

/* The tensor, and the files that it is in. */
static bool
add_operand(uint64_t *key, const struct tg_operand *operand, struct tg_err *err)
{
	*key = tg_hash_text(*key, operand->format->name);
	*key = tg_hash_text(*key, operand->name);
	return tg_bytes_fingerprint(key, operand->bytes, err) &&
		(operand->bytes == &operand->own || operand->own.data == NULL ||
			tg_bytes_fingerprint(key, &operand->own, err));
}

bool
tg_share_key(uint64_t *key, const struct tg_job *job,
	const struct tg_share *share, int64_t nrank, struct tg_err *err)
{
	*key = tg_hash_text(TG_HASH_BEGIN, TG_VERSION);
	*key = tg_hash_number(*key, (uint64_t)nrank);
	*key = add_call(*key, job);
	*key = add_options(*key, job->options);
	*key = add_result(*key, job, share);
	*key = add_names(*key, &job->keys);
	return add_operand(key, &job->input, err) &&
		add_operand(key, &job->index, err);
}
