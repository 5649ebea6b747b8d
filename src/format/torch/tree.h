#ifndef TG_FORMAT_TORCH_TREE_H
#define TG_FORMAT_TORCH_TREE_H

#include "base/error.h"
#include "format/torch/pickle_value.h"

/*
 * The tensors in a pickle of torch.save, by their names: keys of dicts and
 * numbers of lists and tuples, with dots between them, however they nest. What
 * else there is in a pickle is passed over.
 */

/*
 * The value of the call that makes a tensor, if this value is that call or a
 * parameter around it; else 0.
 */
uint32_t tg_pt_tensor(const struct tg_pickle *pickle, uint32_t value);

/* Called for each tensor; name is empty for one that is the whole pickle. */
typedef bool tg_pt_visit(
	void *context, const char *name, uint32_t tensor, struct tg_err *err);

/*
 * tg_pt_each - visit all tensors. A container that stands at several places is
 * visited only at the first of them.
 *
 * Errors: TG_EDATA for names that are too long, one or all together, or for
 * nesting that is too deep,
 * TG_ESYS without memory, and those of visit.
 */
bool tg_pt_each(const struct tg_pickle *pickle, tg_pt_visit *visit,
	void *context, struct tg_err *err);

/*
 * tg_pt_find - the tensor of that name; *tensor is 0 when there is none.
 *
 * Errors: TG_EDATA when the name leads to or through an object that only code
 * of its own could rebuild.
 */
bool tg_pt_find(const struct tg_pickle *pickle, const char *name,
	uint32_t *tensor, struct tg_err *err);

/* Fail with TG_EDATA if the whole pickle is such an object. */
bool tg_pt_check_root(const struct tg_pickle *pickle, struct tg_err *err);

/*
 * Fail with TG_EDATA: "WHAT needs a call of MODULE.NAME", where call is the
 * value of the call.
 */
bool tg_pt_fail_call(const struct tg_pickle *pickle, uint32_t call,
	const char *what, struct tg_err *err);

#endif
