#ifndef TG_JOB_OPERAND_H
#define TG_JOB_OPERAND_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/operand_spec.h"
#include "io/bytes.h"
#include "format/format.h"
#include "tensor/tensor.h"

/*
 * A tensor and where it came from. All zero owns nothing; text of the spec is
 * borrowed.
 */
struct tg_operand {
	const struct tg_operand_spec *spec;
	const struct tg_bytes *bytes; /* own, or those of the operand before */
	struct tg_bytes own;
	char *path;       /* without the name of the tensor */
	const char *name; /* of the tensor in it, or NULL */
	const struct tg_format *format;
	struct tg_tensor tensor;
};

/*
 * tg_operand_load - read the tensor that a spec names, of an operand that is
 * all zero or was opened for it.
 *
 *   before   an operand that was loaded before, or NULL: when both name the
 *            same source they share its bytes
 *
 * Errors: TG_ESYS when it cannot be read, TG_EDATA when it is not what it
 * should be; err->where is set.
 */
bool tg_operand_load(struct tg_operand *operand,
	const struct tg_operand_spec *spec, const struct tg_operand *before,
	struct tg_err *err);

/*
 * The two steps of tg_operand_load: make the bytes there and find out their
 * format, read the tensor. Errors as there; tg_operand_locate is still due.
 */
bool tg_operand_open(struct tg_operand *operand,
	const struct tg_operand_spec *spec, const struct tg_operand *before,
	struct tg_err *err);
bool tg_operand_read(struct tg_operand *operand, struct tg_err *err);

/*
 * tg_operand_name - the path and the name of a tensor in FILE[:NAME].
 *
 *   *path   malloc'ed, the caller's; "-" for standard input
 *   *name   inside text, or NULL
 *
 * Errors: TG_ESYS without memory.
 */
bool tg_operand_name(
	char **path, const char **name, const char *text, struct tg_err *err);

/* tg_operand_load from the bytes of a JSON text, which are borrowed. */
bool tg_operand_load_text(struct tg_operand *operand,
	const struct tg_operand_spec *spec, const char *name,
	const struct tg_bytes *bytes, struct tg_err *err);

void tg_operand_free(struct tg_operand *operand);

/*
 * Say where in this operand an error is: at byte err->pos, or at element
 * err->element; where its text has lines, that is file:line:column.
 */
void tg_operand_locate(const struct tg_operand *operand, struct tg_err *err);

#endif
