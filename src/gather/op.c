/*
 * The table of operations: what each is called here and in other libraries,
 * what it takes from the command line and how its shapes fit. Lowering, the
 * formulas, the words for people and the calls in other libraries read it, so
 * that a fact about an operation is written once.
 */
#include "gather/op.h"

#include <stddef.h>
#include <string.h>

#include "gather/op_elsewhere.h"

const struct tg_op_row tg_op_table[TG_OPS] = {
	[TG_GATHER] = {
		.name = "gather",
		.has_dim = true,
		.scalar_input = true,
		.scalar_index = true,
		.sizes = TG_SIZES_WITHIN,
		.function = {
			[TG_TORCH] = "torch.gather",
			[TG_ONNX] = "GatherElements",
		},
	},
	[TG_TAKE_ALONG_DIM] = {
		.name = "take_along_dim",
		.alias = "take_along_axis",
		.has_dim = true,
		.allows_negative = true,
		.scalar_input = true,
		.scalar_index = true,
		.sizes = TG_SIZES_BROADCAST,
		.function = {
			[TG_TORCH] = "torch.take_along_dim",
			[TG_NUMPY] = "np.take_along_axis",
			[TG_JAX] = "jnp.take_along_axis",
		},
	},
	[TG_INDEX_SELECT] = {
		.name = "index_select",
		.has_dim = true,
		.has_batch_dims = true,
		.scalar_input = true,
		.slices = true,
		.sizes = TG_SIZES_EQUAL,
		.function = {
			[TG_TORCH] = "torch.index_select",
			[TG_NUMPY] = "np.take",
			[TG_TENSORFLOW] = "tf.gather",
			[TG_ONNX] = "Gather",
			[TG_JAX] = "jnp.take",
		},
	},
	[TG_PICK] = {
		.name = "pick",
		.has_dim = true,
		.sizes = TG_SIZES_EQUAL,
	},
	[TG_TAKE] = {
		.name = "take",
		.allows_negative = true,
		.flat = true,
		.sizes = TG_SIZES_EQUAL,
		.function = {
			[TG_TORCH] = "torch.take",
			[TG_NUMPY] = "np.take",
			[TG_JAX] = "jnp.take",
		},
	},
	[TG_GATHER_ND] = {
		.name = "gather_nd",
		.may_have_dim = true,
		.has_batch_dims = true,
		.tuples = true,
		.slices = true,
		.sizes = TG_SIZES_EQUAL,
		.function = {
			[TG_TENSORFLOW] = "tf.gather_nd",
			[TG_ONNX] = "GatherND",
		},
	},
};

const char *
tg_op_name(size_t op)
{
	return op < TG_OPS ? tg_op_table[op].name : NULL;
}

bool
tg_op_parse(enum tg_op *op, const char *name, struct tg_err *err)
{
	for (int i = 0; i < TG_OPS; i++) {
		const struct tg_op_row *row = &tg_op_table[i];

		if (strcmp(row->name, name) != 0 &&
			(row->alias == NULL || strcmp(row->alias, name) != 0))
			continue;
		*op = (enum tg_op)i;
		return true;
	}
	tg_fail(err, TG_EUSAGE, TG_NOPOS, "unknown operation \"%s\"", name);
	if (tg_op_help_elsewhere(name, err))
		return false;
	tg_choices_help(err, name, tg_op_name, "operations");
	return false;
}
