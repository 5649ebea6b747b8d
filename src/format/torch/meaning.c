/*
 * Knows the functions that a pickle of torch.save may name, and what calling
 * them would give, so that none has to be called: most hand on one of their
 * arguments, or make a container. See torch/_utils.py, torch/_tensor.py,
 * torch/jit/_pickle.py, torch/_weights_only_unpickler.py, and
 * numpy/core/src/multiarray/methods.c for what they are called with.
 */
#include "format/torch/meaning.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

/* The most calls around a value; in a hostile file they go in circles. */
#define AROUND 16

/* The most bytes that a message shows of a name. */
#define SHOWN 200

/* What a call of a global gives. */
enum gives {
	ITS_ITEMS,      /* a dict, to which items are added */
	FIRST,          /* argument 0 */
	FIRST_OF_DTYPE, /* argument 0, as the dtype of argument 1 */
	CALL_OF_FIRST,  /* what argument 0 gives for argument 2 */
	TENSOR,         /* which is what enum tg_pt_call says */
	ARRAY,          /* likewise */
	REFUSED,        /* a tensor of a kind that is not read */
	NO_TENSOR,      /* something in which no tensor is */
	NOTHING_KNOWN,
};

/* The name of a function, and of the modules in which it was over the years. */
struct known {
	const char *name;
	const char *module[3];
	enum gives gives;
	enum tg_pt_call call;
	const char *kind;
};

#define UTILS                  \
	{                      \
		"torch._utils" \
	}
#define JIT                         \
	{                           \
		"torch.jit._pickle" \
	}
#define BUILTINS                          \
	{                                 \
		"builtins", "__builtin__" \
	}
#define MULTIARRAY                                                \
	{                                                         \
		"numpy.core.multiarray", "numpy._core.multiarray" \
	}

/* clang-format off */
static const struct known known[] = {
	{ "_rebuild_tensor_v2", UTILS, TENSOR, TG_PT_TENSOR_V2, NULL },
	{ "_rebuild_tensor_v3", UTILS, TENSOR, TG_PT_TENSOR_V3, NULL },
	{ "_rebuild_tensor", UTILS, TENSOR, TG_PT_TENSOR_V1, NULL },
	{ "_rebuild_parameter", UTILS, FIRST, 0, NULL },
	{ "_rebuild_parameter_with_state", UTILS, FIRST, 0, NULL },
	{ "_rebuild_from_type_v2", { "torch._tensor" }, CALL_OF_FIRST, 0, NULL },
	{ "_rebuild_from_type", { "torch._tensor", "torch.tensor" },
		CALL_OF_FIRST, 0, NULL },
	{ "Parameter", { "torch.nn.parameter" }, FIRST, 0, NULL },
	{ "Buffer", { "torch.nn.parameter" }, FIRST, 0, NULL },
	{ "_rebuild_device_tensor_from_numpy", UTILS, FIRST_OF_DTYPE, 0, NULL },
	{ "_rebuild_xla_tensor", UTILS, FIRST_OF_DTYPE, 0, NULL },
	{ "_rebuild_device_tensor_from_cpu_tensor", UTILS, FIRST_OF_DTYPE, 0,
		NULL },
	{ "_rebuild_sparse_tensor", UTILS, REFUSED, 0, "a sparse tensor" },
	{ "_rebuild_sparse_csr_tensor", UTILS, REFUSED, 0, "a sparse tensor" },
	{ "_rebuild_qtensor", UTILS, REFUSED, 0, "a quantized tensor" },
	{ "_rebuild_meta_tensor_no_storage", UTILS, REFUSED, 0,
		"a meta tensor without data" },
	{ "_rebuild_nested_tensor", UTILS, REFUSED, 0, "a nested tensor" },
	{ "_rebuild_wrapper_subclass", UTILS, REFUSED, 0,
		"a subclass of a tensor without data of its own" },
	{ "restore_type_tag", JIT, FIRST, 0, NULL },
	{ "build_intlist", JIT, FIRST, 0, NULL },
	{ "build_tensorlist", JIT, FIRST, 0, NULL },
	{ "build_doublelist", JIT, FIRST, 0, NULL },
	{ "build_boollist", JIT, FIRST, 0, NULL },
	{ "build_tensor_from_id", JIT, REFUSED, 0,
		"a tensor that is kept in no file" },
	{ "OrderedDict", { "collections" }, ITS_ITEMS, 0, NULL },
	{ "defaultdict", { "collections" }, ITS_ITEMS, 0, NULL },
	{ "Counter", { "collections" }, FIRST, 0, NULL },
	{ "set", BUILTINS, FIRST, 0, NULL },
	{ "frozenset", BUILTINS, FIRST, 0, NULL },
	{ "bytearray", BUILTINS, NO_TENSOR, 0, NULL },
	{ "bytes", BUILTINS, NO_TENSOR, 0, NULL },
	{ "complex", BUILTINS, NO_TENSOR, 0, NULL },
	{ "slice", BUILTINS, NO_TENSOR, 0, NULL },
	{ "encode", { "_codecs" }, NO_TENSOR, 0, NULL },
	{ "Size", { "torch" }, NO_TENSOR, 0, NULL },
	{ "device", { "torch" }, NO_TENSOR, 0, NULL },
	{ "_get_layout", { "torch.serialization" }, NO_TENSOR, 0, NULL },
	{ "_reconstruct", MULTIARRAY, ARRAY, TG_PT_RECONSTRUCT, NULL },
	{ "scalar", MULTIARRAY, ARRAY, TG_PT_SCALAR, NULL },
	{ "_frombuffer", { "numpy.core.numeric", "numpy._core.numeric" },
		ARRAY, TG_PT_FROMBUFFER, NULL },
	{ "dtype", { "numpy" }, NO_TENSOR, 0, NULL },
};
/* clang-format on */

static bool
is_in_module(const struct tg_pickle *pickle, uint32_t module,
	const struct known *function)
{
	for (int i = 0; i < 3 && function->module[i] != NULL; i++)
		if (tg_pickle_is_text(pickle, module, function->module[i]))
			return true;
	return false;
}

/* Find what is known of a global; NULL if that is nothing. */
static const struct known *
find_known(const struct tg_pickle *pickle, uint32_t global)
{
	const struct tg_pickle_value *v = &pickle->values[global];

	if (v->kind != TG_PICKLE_GLOBAL)
		return NULL;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (tg_pickle_is_text(pickle, v->global.name, known[i].name) &&
			is_in_module(pickle, v->global.module, &known[i]))
			return &known[i];
	return NULL;
}

/* True for a class of TorchScript, whose attributes are its state. */
static bool
is_script_class(const struct tg_pickle *pickle, uint32_t global)
{
	static const char root[] = "__torch__";
	const struct tg_pickle_value *v = &pickle->values[global];

	if (v->kind != TG_PICKLE_GLOBAL)
		return false;
	v = &pickle->values[v->global.module];
	return v->text.len >= strlen(root) &&
		memcmp(pickle->data + v->text.at, root, strlen(root)) == 0;
}

/* A call of a function: what it gives, and the value that it hands on. */
struct call {
	uint32_t callee, arguments, state;
	bool items; /* some were added to what it returned */
};

/*
 * True if the value of the call is not what its arguments say: a tensor with a
 * state takes its elements from there, and what hands on an argument had items
 * added to it.
 */
static bool
is_changed_later(const struct tg_pickle *pickle, const struct call *call,
	enum gives gives)
{
	const bool has_state = call->state != 0 &&
		pickle->values[call->state].kind != TG_PICKLE_DICT;

	return (gives == TENSOR && call->state != 0) ||
		(gives == FIRST && (call->items || has_state));
}

/* True if a dict is made of more than items that are added to it later. */
static bool
begins_with_items(const struct tg_pickle *pickle, const struct call *call)
{
	/* defaultdict(list) has no items: its argument 0 makes values */
	const bool has_factory = tg_pickle_is_text(pickle,
		pickle->values[call->callee].global.name, "defaultdict");
	uint32_t items;

	return tg_pickle_item_at(
		       pickle, call->arguments, has_factory ? 1 : 0, &items) &&
		pickle->values[items].first != 0;
}

static enum tg_pt_meaning
meaning_of_kind(enum tg_pickle_kind kind)
{
	switch (kind) {
	case TG_PICKLE_LIST:
	case TG_PICKLE_TUPLE:
	case TG_PICKLE_DICT:
		return TG_PT_ITEMS;
	case TG_PICKLE_CALL:
		return TG_PT_OBJECT;
	default:
		return TG_PT_OTHER;
	}
}

/*
 * Find what a call gives. True if it only hands on a value, or calls another
 * function: *meant or *call are then that.
 */
static bool
step_inside(const struct tg_pickle *pickle, struct call *call, bool *is_call,
	struct tg_pt_meant *meant)
{
	const struct known *function = find_known(pickle, call->callee);
	const enum gives gives =
		function != NULL ? function->gives : NOTHING_KNOWN;

	*is_call = false;
	if (is_changed_later(pickle, call, gives))
		return false;
	switch (gives) {
	case FIRST_OF_DTYPE:
		if (!tg_pickle_item_at(
			    pickle, call->arguments, 1, &meant->dtype))
			return false;
		__attribute__((fallthrough));
	case FIRST:
		/* set() and Counter() are empty */
		if (tg_pickle_item_at(
			    pickle, call->arguments, 0, &meant->value))
			return true;
		meant->meaning = TG_PT_OTHER;
		return false;
	case CALL_OF_FIRST:
		*is_call = tg_pickle_item_at(pickle, call->arguments, 2,
				   &meant->arguments) &&
			tg_pickle_item_at(
				pickle, call->arguments, 0, &call->callee);
		call->arguments = meant->arguments;
		return *is_call;
	case TENSOR:
	case ARRAY:
		meant->meaning = gives == TENSOR ? TG_PT_TENSOR : TG_PT_ARRAY;
		meant->call = function->call;
		meant->arguments = call->arguments;
		return false;
	case REFUSED:
		meant->meaning = TG_PT_REFUSED;
		meant->kind = function->kind;
		return false;
	case ITS_ITEMS:
		/* as Python 2 makes an OrderedDict: from a list of pairs */
		if (!begins_with_items(pickle, call))
			meant->meaning = TG_PT_ITEMS;
		return false;
	case NO_TENSOR:
		meant->meaning = TG_PT_OTHER;
		return false;
	case NOTHING_KNOWN:
		break;
	}
	if (call->state == 0 || !is_script_class(pickle, call->callee))
		return false;
	meant->value = call->state;
	return true;
}

struct tg_pt_meant
tg_pt_meaning_of(const struct tg_pickle *pickle, uint32_t value)
{
	struct tg_pt_meant meant = { .value = value };
	struct call call = { 0 };
	bool is_call = false;

	for (int i = 0; i < AROUND; i++) {
		const struct tg_pickle_value *v = &pickle->values[meant.value];

		if (!is_call) {
			meant.meaning = meaning_of_kind(v->kind);
			if (v->kind != TG_PICKLE_CALL)
				return meant;
			call = (struct call){ v->call.callee, v->call.arguments,
				v->state, v->first != 0 };
		}
		if (!step_inside(pickle, &call, &is_call, &meant))
			return meant;
	}
	return (struct tg_pt_meant){ .meaning = TG_PT_OBJECT, .value = value };
}

static void
copy_text(char *to, size_t room, const struct tg_pickle *pickle, uint32_t value)
{
	const struct tg_pickle_value *v = &pickle->values[value];
	const char *text = (const char *)pickle->data + v->text.at;

	snprintf(to, room, "%.*s", (int)tg_utf8_cut(text, v->text.len, SHOWN),
		text);
}

bool
tg_pt_fail_call(const struct tg_pickle *pickle, uint32_t call, const char *what,
	struct tg_err *err)
{
	const struct tg_pickle_value *v = &pickle->values[call];
	char module[SHOWN + 1] = "", name[SHOWN + 1] = "something";

	v = &pickle->values[v->call.callee];
	if (v->kind == TG_PICKLE_GLOBAL) {
		copy_text(module, sizeof(module), pickle, v->global.module);
		copy_text(name, sizeof(name), pickle, v->global.name);
	}
	tg_fail(err, TG_ELACK, TG_NOPOS,
		"%s needs a call of %s%s%s: tgather runs nothing that a pickle "
		"names",
		what, module, module[0] != '\0' ? "." : "", name);
	tg_err_help(err,
		"in Python, save the tensors alone, as in "
		"torch.save(model.state_dict(), \"new.pt\")");
	return false;
}
