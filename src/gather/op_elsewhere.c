/*
 * What the operations of other libraries are here, for people who give --op the
 * name that they know. Names of functions that do just the same stand in the
 * table of operations; here are those that are like an operation, or need more
 * than its name.
 */
#include "gather/op_elsewhere.h"

#include <stddef.h>
#include <string.h>

#include "gather/op.h"

/* A name, with its library where that matters, and the call here. */
static const struct {
	const char *name;
	const char *call;
} elsewhere[] = {
	/* PyTorch, its relatives, and names made from it */
	{ "gather_elements", "--op gather" },
	{ "gather_along_axis", "--op take_along_dim" },
	{ "gather_along_dim", "--op take_along_dim" },
	{ "select", "--op index_select" },
	{ "embedding", "--op index_select --dim 0" },
	{ "Embedding", "--op index_select --dim 0" },
	{ "embedding_lookup", "--op index_select --dim 0" },
	{ "lookup", "--op index_select --dim 0" },
	{ "index_put", NULL },
	{ "scatter", NULL },
	{ "scatter_add", NULL },
	{ "scatter_nd", NULL },
	{ "scatter_elements", NULL },
	{ "put_along_axis", NULL },
	/* ONNX, OpenVINO, Core ML, TensorRT */
	{ "GatherElements", "--op gather" },
	{ "GatherND", "--op gather_nd" },
	{ "Gather", "--op index_select" },
	/* TensorFlow, Keras, JAX */
	{ "tf.gather", "--op index_select" },
	{ "GatherV2", "--op index_select" },
	{ "batch_gather", "--op index_select --batch-dims 1" },
	{ "batch_gather_nd", "--op gather_nd --batch-dims 1" },
	{ "keras.ops.take", "--op index_select" },
	{ "tf.experimental.numpy.take", "--op index_select" },
	/* MXNet */
	{ "mx.take", "--op index_select --dim 0" },
	{ "mxnet.take", "--op index_select --dim 0" },
	{ "mx.nd.take", "--op index_select --dim 0" },
	{ "mxnet.nd.take", "--op index_select --dim 0" },
	{ "batch_take", "--op pick --dim 1" },
	{ "choose_element_0index", "--op pick --dim 1" },
	{ "mx.gather", "--op gather_nd" },
	/* NumPy, xarray, pandas, PaddlePaddle */
	{ "choose", "--op pick --dim 0" },
	{ "numpy.take", "--op index_select" },
	{ "isel", "--op index_select" },
	{ "iloc", "--op index_select --dim 0" },
	{ "paddle.gather", "--op index_select" },
	{ "index_sample", "--op gather --dim 1" },
	/* Julia */
	{ "selectdim", "--op index_select --index-base 1" },
	{ "getindex", "--op index_select --index-base 1" },
	{ "NNlib.gather", "--op index_select --dim -1 --index-base 1" },
};

/* Names of operations that take a mask, and so have no positions. */
static const char *const masks[] = {
	"boolean_mask",
	"masked_select",
	"compress",
	"mask",
};

/* Names of operations that find positions, and what gives these elsewhere. */
static const struct {
	const char *name;
	const char *finder;
} finders[] = {
	{ "topk", "torch.topk" },
	{ "top_k", "torch.topk" },
	{ "sort", "np.argsort" },
	{ "argsort", "np.argsort" },
	{ "argmax", "np.argmax" },
	{ "argmin", "np.argmin" },
	{ "max", "np.argmax" },
	{ "min", "np.argmin" },
	{ "nonzero", "np.flatnonzero" },
};

/* What stands behind the last point: the function, without its library. */
static const char *
without_library(const char *name)
{
	const char *point = strrchr(name, '.');

	return point != NULL ? point + 1 : name;
}

static bool
help_with_call(const char *name, const char *call, struct tg_err *err)
{
	if (call != NULL)
		tg_err_help(err, "%s is %s here", name, call);
	else
		tg_err_help(err,
			"%s writes to places; tgather only reads from them",
			name);
	return true;
}

/* A function of a library that does just what an operation here does. */
static bool
help_with_function(const char *name, struct tg_err *err)
{
	for (int i = 0; i < TG_OPS; i++)
		for (int k = 0; k < TG_LIBRARIES; k++)
			if (tg_op_table[i].function[k] != NULL &&
				strcmp(tg_op_table[i].function[k], name) == 0) {
				tg_err_help(err, "%s is --op %s here", name,
					tg_op_table[i].name);
				return true;
			}
	return false;
}

static bool
help_with_name(const char *name, const char *asked, struct tg_err *err)
{
	for (size_t i = 0; i < sizeof(elsewhere) / sizeof(elsewhere[0]); i++)
		if (strcmp(elsewhere[i].name, name) == 0)
			return help_with_call(asked, elsewhere[i].call, err);
	return false;
}

static bool
help_with_mask(const char *name, struct tg_err *err)
{
	for (size_t i = 0; i < sizeof(masks) / sizeof(masks[0]); i++)
		if (strcmp(masks[i], name) == 0) {
			tg_err_help(err,
				"--op index_select takes the positions of a "
				"mask: jq '[to_entries[] | "
				"select(.value).key]'");
			return true;
		}
	return false;
}

static bool
help_with_finder(const char *name, const char *asked, struct tg_err *err)
{
	for (size_t i = 0; i < sizeof(finders) / sizeof(finders[0]); i++)
		if (strcmp(finders[i].name, name) == 0) {
			tg_err_help(err,
				"%s finds positions, tgather only reads what "
				"is there: save those of %s as an .npy file, "
				"which is INDEX",
				asked, finders[i].finder);
			return true;
		}
	return false;
}

/* A function of a library that has the name of an operation here. */
static bool
help_with_same_name(const char *name, const char *asked, struct tg_err *err)
{
	enum tg_op op;

	if (name == asked || !tg_op_parse(&op, name, NULL))
		return false;
	tg_err_help(err, "%s is --op %s here", asked, name);
	return true;
}

bool
tg_op_help_elsewhere(const char *name, struct tg_err *err)
{
	const char *function = without_library(name);

	return help_with_function(name, err) ||
		help_with_name(name, name, err) ||
		help_with_same_name(function, name, err) ||
		help_with_name(function, name, err) ||
		help_with_mask(function, err) ||
		help_with_finder(function, name, err);
}
