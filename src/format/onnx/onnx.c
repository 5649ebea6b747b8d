/*
 * ONNX for the table of formats: finds the initializers of a model by name and
 * lists them. What else is in a model is stepped over. It is only read, since a
 * result is no model.
 */
#include "format/onnx/onnx.h"

#include <stdio.h>

#include "base/harmless.h"
#include "format/names.h"

/* Room for a name in a message. */
#define SHOWN 128

/* Fields of ModelProto, GraphProto and SparseTensorProto. */
enum {
	MODEL_GRAPH = 7,
	GRAPH_INITIALIZER = 5,
	GRAPH_SPARSE = 15,
	SPARSE_VALUES = 1,
};

/* The tensors of a file, one after the other. */
struct walk {
	struct tg_wire file;
	struct tg_wire graph; /* what is left of one */
	bool alone;           /* the file is one tensor, not a model */
	bool sparse; /* the last tensor is the values of a sparse one */
};

/*
 * A tensor alone says its type in field 2, which is a string in a model. All of
 * what stands on the outermost level is looked at, so that what is no message
 * is refused.
 */
static bool
open_file(struct walk *walk, const struct tg_bytes *bytes, struct tg_err *err)
{
	struct tg_wire file = { bytes->data, bytes->data + bytes->len };
	struct tg_wire_field field;
	bool model = false;

	*walk = (struct walk){ .file = file };
	while (tg_wire_next(&file, &field, err)) {
		if (field.number == 2 && field.type == TG_WIRE_VARINT)
			walk->alone = true;
		if (field.number == MODEL_GRAPH && field.type == TG_WIRE_BYTES)
			model = true;
	}
	if (err->code != TG_OK)
		return false;
	return model || walk->alone ||
		tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"this is neither a model of ONNX nor a tensor of one");
}

/* The message of a sparse tensor's values; all of it if it has none. */
static struct tg_wire
values_of_sparse(struct tg_wire sparse, struct tg_err *err)
{
	struct tg_wire_field field;
	struct tg_wire rest = sparse;

	while (tg_wire_next(&rest, &field, err))
		if (field.number == SPARSE_VALUES &&
			field.type == TG_WIRE_BYTES)
			return field.at;
	return (struct tg_wire){ sparse.end, sparse.end };
}

/* The message of the next tensor; false at the end, and after an error. */
static bool
next_tensor(struct walk *walk, struct tg_wire *tensor, struct tg_err *err)
{
	struct tg_wire_field field;

	if (walk->alone) {
		*tensor = walk->file;
		walk->file.p = walk->file.end;
		return tensor->p < tensor->end;
	}
	for (;;) {
		while (tg_wire_next(&walk->graph, &field, err)) {
			walk->sparse = field.number == GRAPH_SPARSE;
			if (field.type != TG_WIRE_BYTES ||
				(field.number != GRAPH_INITIALIZER &&
					!walk->sparse))
				continue;
			*tensor = walk->sparse ? values_of_sparse(field.at, err)
					       : field.at;
			return err->code == TG_OK;
		}
		if (err->code != TG_OK ||
			!tg_wire_next(&walk->file, &field, err))
			return false;
		if (field.number == MODEL_GRAPH && field.type == TG_WIRE_BYTES)
			walk->graph = field.at;
	}
}

/* A name as a string: malloc'ed, the caller's. */
static char *
copy_text(const struct tg_onnx_text *text, struct tg_err *err)
{
	char *copy = malloc(text->len + 1);

	if (copy == NULL) {
		tg_fail_memory(err, "a name");
		return NULL;
	}
	if (text->len > 0)
		memcpy(copy, text->p, text->len);
	copy[text->len] = '\0';
	return copy;
}

static bool
fail_sparse(struct tg_err *err)
{
	return tg_fail(
		err, TG_ELACK, TG_NOPOS, "sparse tensors are not supported");
}

/* Words the help for a name that is not there, or for none: see names.h. */
static bool
offer_names(struct tg_names *names, const struct tg_bytes *bytes,
	struct tg_err *err)
{
	struct tg_onnx_tensor proto;
	struct tg_wire message;
	struct walk walk;
	char *name;

	if (!open_file(&walk, bytes, err))
		return false;
	while (next_tensor(&walk, &message, err)) {
		if (!tg_onnx_parse(&proto, message, err)) {
			tg_err_clear(err);
			continue;
		}
		name = copy_text(&proto.name, err);
		if (name == NULL)
			return false;
		tg_names_offer(names, name);
		free(name);
	}
	return err->code == TG_OK;
}

/* Say that a name is not in the file, or is needed, since it has n tensors. */
static bool
fail_name(const struct tg_bytes *bytes, const char *wanted, size_t n,
	struct tg_err *err)
{
	struct tg_names names = {
		.wanted = wanted,
		.limits = &tg_names_of_archive,
	};
	char shown[SHOWN];

	if (!offer_names(&names, bytes, err))
		return false;
	if (n == 0)
		tg_fail(err, TG_EDATA, TG_NOPOS,
			"the model holds no initializer");
	else if (wanted == NULL)
		tg_fail(err, TG_ENAME, TG_NOPOS,
			"the file holds %zu tensors: name the one that is "
			"meant, as FILE:NAME",
			n);
	else
		tg_fail(err, TG_ENAME, TG_NOPOS,
			"the file holds no tensor \"%s\"",
			tg_harmless(shown, sizeof(shown), wanted));
	if (!tg_names_help_nearest(&names, err) && names.n > 0)
		tg_names_help_list(&names, "its tensors are", err);
	return false;
}

/*
 * Find the tensor of a name, or the only one. *sparse tells whether it is a
 * sparse one.
 */
static bool
find_tensor(struct tg_onnx_tensor *found, bool *sparse,
	const struct tg_bytes *bytes, const char *name, struct tg_err *err)
{
	struct tg_onnx_tensor proto;
	struct tg_wire message;
	struct walk walk;
	size_t n = 0, fits = 0;
	bool ok;

	if (!open_file(&walk, bytes, err))
		return false;
	for (; next_tensor(&walk, &message, err); n++) {
		/* what is wrong with another tensor does not matter */
		ok = tg_onnx_parse(&proto, message, err);
		if (name != NULL ? !tg_onnx_text_is(&proto.name, name)
				 : n > 0) {
			tg_err_clear(err);
			continue;
		}
		if (!ok)
			return false;
		*found = proto;
		*sparse = walk.sparse;
		fits++;
	}
	if (err->code != TG_OK)
		return false;
	if (fits == 0 || (name == NULL && n > 1))
		return fail_name(bytes, name, n, err);
	return fits == 1 ||
		tg_fail(err, TG_ENAME, TG_NOPOS,
			"the file holds %zu tensors of that name", fits);
}

static bool
find_beside(char **location, const struct tg_bytes *bytes, const char *name,
	struct tg_err *err)
{
	struct tg_onnx_tensor proto;
	bool sparse;

	*location = NULL;
	if (!find_tensor(&proto, &sparse, bytes, name, err))
		return false;
	/* tg_onnx_map says what is wrong with one that has no location */
	if (!proto.external || sparse || proto.location.len == 0 ||
		memchr(proto.location.p, 0, proto.location.len) != NULL)
		return true;
	*location = copy_text(&proto.location, err);
	return *location != NULL;
}

static bool
read_onnx(struct tg_tensor *tensor, const struct tg_bytes *bytes,
	const struct tg_read *request, struct tg_err *err)
{
	struct tg_onnx_tensor proto;
	bool sparse;

	if (!find_tensor(&proto, &sparse, bytes, request->name, err))
		return false;
	if (sparse ? fail_sparse(err)
		   : tg_onnx_map(tensor, &proto, request->beside, err))
		return true;
	if (request->name != NULL)
		tg_err_where_member(
			err, bytes->name, request->name, strlen(request->name));
	return false;
}

/* Tell of one tensor, whose name is malloc'ed, or say why it cannot be read. */
static bool
visit_tensor(const struct tg_visitor *visitor, const struct walk *walk,
	const struct tg_onnx_tensor *proto, const char *file, char *name,
	struct tg_err *err)
{
	struct tg_tensor tensor = { 0 };
	uint64_t len;

	if (err->code == TG_OK &&
		(walk->sparse ? fail_sparse(err)
			      : tg_onnx_describe(&tensor, &len, proto, err)))
		return visitor->tensor(visitor->context,
			*name != '\0' ? name : NULL, &tensor, err);
	if (*name != '\0')
		tg_err_where_member(err, file, name, strlen(name));
	return tg_visit_unreadable(visitor, err);
}

static bool
each_onnx(const struct tg_bytes *bytes, const struct tg_visitor *visitor,
	struct tg_err *err)
{
	struct tg_onnx_tensor proto;
	struct tg_wire message;
	struct walk walk;
	bool ok = open_file(&walk, bytes, err);
	char *name;

	while (ok && next_tensor(&walk, &message, err)) {
		/* visit_tensor is told of an error by err */
		tg_onnx_parse(&proto, message, err);
		name = copy_text(&proto.name, err);
		ok = name != NULL &&
			visit_tensor(
				visitor, &walk, &proto, bytes->name, name, err);
		free(name);
	}
	return ok && err->code == TG_OK;
}

const struct tg_format tg_format_onnx = {
	.name = "onnx",
	.endings = { ".onnx", ".pb" },
	.named = true,
	.binary = true,
	.beside = find_beside,
	.read = read_onnx,
	.each = each_onnx,
};
