#ifndef TG_FORMAT_TORCH_TREE_H
#define TG_FORMAT_TORCH_TREE_H

#include "base/error.h"
#include "format/torch/meaning.h"

/*
 * The tensors in a pickle of torch.save, by their names: keys of dicts and
 * numbers of lists and tuples, with dots between them, however they nest.
 *
 * A name has two forms. In the plain one keys that are texts stand as they are;
 * it may have several meanings. In the quoted one they stand in quotes; no two
 * tensors have the same. A name is read as quoted if there is such a tensor, and
 * else as plain, with as few keys as possible: the key a.b before a key b below
 * a key a.
 */

/*
 * Called for each tensor, array, tensor of a kind that is not read, and object
 * that may hold tensors; name is empty for one that is the whole pickle. Where
 * no name leads to it, name is NULL.
 */
typedef bool tg_pt_visit(void *context, const char *name,
	const struct tg_pt_meant *meant, struct tg_err *err);

/*
 * tg_pt_each - visit all of these, with names that tg_pt_find reads: plain ones,
 * where they mean nothing else. A container that stands at several places is
 * visited only at the first of them.
 *
 * Errors: TG_EDATA for names that are too long, one or all together, or for
 * nesting that is too deep, TG_ESYS without memory, and those of visit.
 */
bool tg_pt_each(const struct tg_pickle *pickle, tg_pt_visit *visit,
	void *context, struct tg_err *err);

/*
 * tg_pt_find - the tensor of that name; found->value is 0 when there is none.
 *
 * Errors: TG_EDATA when the name leads to or through an object that only code
 * of its own could rebuild, or when two tensors have it as a plain name.
 */
bool tg_pt_find(const struct tg_pickle *pickle, const char *name,
	struct tg_pt_meant *found, struct tg_err *err);

/* Fail with TG_EDATA if the whole pickle is such an object. */
bool tg_pt_check_root(const struct tg_pickle *pickle, struct tg_err *err);

/* The deepest nesting of containers in containers. */
#define TG_PT_NESTING 100

/* Fail with TG_EDATA: it is deeper. */
bool tg_pt_fail_nested(struct tg_err *err);

#endif
