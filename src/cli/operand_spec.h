#ifndef TG_CLI_OPERAND_SPEC_H
#define TG_CLI_OPERAND_SPEC_H

#include <stdbool.h>
#include <stdint.h>

#include "format/format.h"
#include "tensor/dtype.h"
#include "tensor/shape.h"

/* What the command line says about INPUT or INDEX. */
struct tg_operand_spec {
	const char *role; /* "input" or "index" */
	const char *text; /* FILE[:NAME], - or [...] */
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

/* True if it is a JSON array and no file. */
bool tg_operand_is_inline(const char *text);

#endif
