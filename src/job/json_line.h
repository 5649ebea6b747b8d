#ifndef TG_JOB_JSON_LINE_H
#define TG_JOB_JSON_LINE_H

#include "base/print.h"
#include "tensor/tensor.h"

/*
 * A JSON object in one line, of which one member is written after the other.
 * Whether there was memory is asked once, of the text it is printed to.
 */
struct tg_json_line {
	struct tg_printed *to;
	bool has_members;
};

/* Begin an object, behind what is in the text. */
struct tg_json_line tg_json_line_begin(struct tg_printed *to);

/* Write a member. text NULL is null; raw is JSON and written as it is. */
void tg_json_line_integer(
	struct tg_json_line *line, const char *name, int64_t value);
void tg_json_line_shape(struct tg_json_line *line, const char *name,
	const struct tg_shape *shape);
void tg_json_line_text(
	struct tg_json_line *line, const char *name, const char *text);
void tg_json_line_raw(
	struct tg_json_line *line, const char *name, const char *raw);

/*
 * tg_listed_dtype - the name of a tensor's dtype. For one read from text it is
 * the dtype that it would get in a binary file, or NULL if it cannot be written
 * to one. Valid until the next call, and as long as the tensor.
 *
 * Errors: TG_ESYS if that cannot be found out.
 */
bool tg_listed_dtype(
	const char **name, const struct tg_tensor *tensor, struct tg_err *err);

/*
 * The member "dtype" of a tensor. For a JSON tensor it is the dtype that it
 * would get in a binary file, or null if it cannot be written to one.
 *
 * Errors: TG_ESYS if that cannot be found out.
 */
bool tg_json_line_dtype(struct tg_json_line *line,
	const struct tg_tensor *tensor, struct tg_err *err);

/* End the object and the line. */
void tg_json_line_end(struct tg_json_line *line);

#endif
