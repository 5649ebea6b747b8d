#ifndef TG_CLI_OPERAND_SPEC_H
#define TG_CLI_OPERAND_SPEC_H

#include <stdbool.h>
#include <stdint.h>

#include "format/format.h"
#include "tensor/dtype.h"
#include "tensor/shape.h"

/* What the command line says about INPUT or INDEX. All of it but text, which
 * tg_operand_set sets, may be stored right here. */
struct tg_operand_spec {
	const char *role; /* "input" or "index" */
	const char *text; /* FILE[:NAME], -, [...] or {...}[:NAME] */
	bool is_object;   /* it is {...}, and no file of that name exists */
	bool index;
	bool cast; /* floats may be indices, if they are whole numbers */
	bool has_shape;
	struct tg_shape shape;
	bool has_dtype;
	struct tg_dtype dtype;
	bool has_order; /* of bytes: dtype was written with < or > */
	bool has_offset;
	int64_t offset;
	enum tg_layout layout;
	const struct tg_format *format; /* NULL: to be found out */
	enum tg_header header;
};

/* True if the text means standard input, "-" or "-:NAME". */
bool tg_operand_is_stdin(const char *text);

/* Set the text of an operand; what it is does not change afterwards. */
void tg_operand_set(struct tg_operand_spec *spec, const char *text);

/* True if it is JSON on the command line, and no file. */
bool tg_operand_is_inline(const struct tg_operand_spec *spec);

/* The end of the object that a text begins with: ":NAME" may follow it. */
const char *tg_operand_object_end(const char *text);

/*
 * True if all of an operand is there, so that it can be read without waiting for
 * whoever writes it: it is inline, or a regular file.
 */
bool tg_operand_is_at_hand(const struct tg_operand_spec *spec);

/*
 * tg_operand_name - split FILE[:NAME] into the path of a file and the name of a
 * tensor in it. Both may have colons; the longest path that exists is taken.
 *
 *   *path   malloc'ed, the caller's; "-" for standard input
 *   *name   points into text; NULL if there is no name
 *
 * Errors: TG_ESYS without memory.
 */
bool tg_operand_name(
	char **path, const char **name, const char *text, struct tg_err *err);

/* True if FILE:NAME, taken for a file, has a FILE that exists. */
bool tg_operand_names_file(const char *text);

#endif
