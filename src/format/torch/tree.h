#ifndef TG_FORMAT_TORCH_TREE_H
#define TG_FORMAT_TORCH_TREE_H

#include "format/torch/pickle.h"

/*
 * The tensors in a pickle of torch.save, by their names: keys of dicts and
 * numbers of lists and tuples, with dots between them, however they nest. What
 * else there is in a pickle is passed over.
 */

/* The call that makes the tensor this value is, parameters too; 0: none. */
uint32_t tg_pt_tensor(const struct tg_pickle *pickle, uint32_t value);

/* A tensor that is the whole pickle has an empty name. */
typedef bool tg_pt_visit(
	void *context, const char *name, uint32_t tensor, struct tg_err *err);

/*
 * tg_pt_each - visit the tensors. What is in a container that stands at
 * several places is visited at the first of them.
 *
 * Errors: TG_EDATA for names too long or nested too deep, TG_ESYS, visit's.
 */
bool tg_pt_each(const struct tg_pickle *pickle, tg_pt_visit *visit,
	void *context, struct tg_err *err);

/*
 * tg_pt_find - the tensor of that name; *tensor is 0 when there is none.
 *
 * Errors: TG_EDATA when an object is in the way, which only its own code could
 * rebuild.
 */
bool tg_pt_find(const struct tg_pickle *pickle, const char *name,
	uint32_t *tensor, struct tg_err *err);

/* Fail with TG_EDATA if the pickle is such an object. */
bool tg_pt_check_root(const struct tg_pickle *pickle, struct tg_err *err);

/* Fail with TG_EDATA: what needs that call, which is named. */
bool tg_pt_fail_call(const struct tg_pickle *pickle, uint32_t call,
	const char *what, struct tg_err *err);

#endif
