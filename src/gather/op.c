#include "gather/op.h"

#include <stddef.h>
#include <string.h>

static const struct op {
	const char *name;
	bool has_dim;
	bool has_batch_dims;
	bool allows_negative;
} ops[] = {
	[TG_GATHER] = { "gather", true, false, false },
	[TG_TAKE_ALONG_DIM] = { "take_along_dim", true, false, true },
	[TG_INDEX_SELECT] = { "index_select", true, true, false },
	[TG_PICK] = { "pick", true, false, false },
	[TG_TAKE] = { "take", false, false, true },
	[TG_GATHER_ND] = { "gather_nd", false, true, false },
};

#define NOPS (sizeof(ops) / sizeof(ops[0]))

const char *
tg_op_name(size_t op)
{
	return op < NOPS ? ops[op].name : NULL;
}

bool
tg_op_has_dim(enum tg_op op)
{
	return ops[op].has_dim;
}

bool
tg_op_has_batch_dims(enum tg_op op)
{
	return ops[op].has_batch_dims;
}

bool
tg_op_allows_negative(enum tg_op op)
{
	return ops[op].allows_negative;
}

/* Names that other libraries have for one of the operations. */
static const struct {
	const char *name;
	enum tg_op op;
} elsewhere[] = {
	{ "GatherElements", TG_GATHER },
	{ "torch.gather", TG_GATHER },
	{ "torch.take_along_dim", TG_TAKE_ALONG_DIM },
	{ "np.take_along_axis", TG_TAKE_ALONG_DIM },
	{ "numpy.take_along_axis", TG_TAKE_ALONG_DIM },
	{ "jnp.take_along_axis", TG_TAKE_ALONG_DIM },
	{ "Gather", TG_INDEX_SELECT },
	{ "tf.gather", TG_INDEX_SELECT },
	{ "np.take", TG_INDEX_SELECT },
	{ "numpy.take", TG_INDEX_SELECT },
	{ "jnp.take", TG_INDEX_SELECT },
	{ "torch.index_select", TG_INDEX_SELECT },
	{ "isel", TG_INDEX_SELECT },
	{ "mx.pick", TG_PICK },
	{ "mxnet.pick", TG_PICK },
	{ "batch_gather", TG_INDEX_SELECT },
	{ "torch.take", TG_TAKE },
	{ "GatherND", TG_GATHER_ND },
	{ "tf.gather_nd", TG_GATHER_ND },
};

bool
tg_op_parse(enum tg_op *op, const char *name, struct tg_err *err)
{
	size_t found;

	if (strcmp(name, "take_along_axis") == 0) {
		*op = TG_TAKE_ALONG_DIM;
		return true;
	}
	if (tg_choices_find(&found, tg_op_name, name)) {
		*op = (enum tg_op)found;
		return true;
	}
	tg_fail(err, TG_EUSAGE, TG_NOPOS, "unknown operation \"%s\"", name);
	for (size_t i = 0; i < sizeof(elsewhere) / sizeof(elsewhere[0]); i++)
		if (strcmp(elsewhere[i].name, name) == 0) {
			tg_err_help(err, "%s is --op %s here", name,
				ops[elsewhere[i].op].name);
			return false;
		}
	tg_choices_help(err, name, tg_op_name, "operations");
	return false;
}
