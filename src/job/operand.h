#ifndef TG_JOB_OPERAND_H
#define TG_JOB_OPERAND_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/operand_spec.h"
#include "cli/options.h"
#include "io/bytes.h"
#include "format/format.h"
#include "tensor/tensor.h"

/* Whether the elements of an operand are names: see keys.h. */
enum tg_naming {
	TG_NO_NAMES,
	TG_NAMES_OR_NUMBERS, /* names where they are no integers */
	TG_NAMES,
};

/* A tensor and where it came from. All zero owns nothing. */
struct tg_operand {
	const struct tg_operand_spec *spec; /* borrowed, with its text */
	const struct tg_options *options;   /* of the call, for suggestions;
					       borrowed, or NULL */
	const struct tg_bytes *bytes;       /* own, or the other operand's */
	struct tg_bytes own;
	char *path;       /* malloc'ed; without :NAME; NULL: no file */
	const char *name; /* of the tensor in the file, or NULL */
	const struct tg_format *format; /* NULL: not yet open */
	struct tg_tensor tensor;
	struct tg_bytes beside; /* of a file that the operand's file names, in
				   which the elements are; then bytes points
				   here, once the tensor is read */
	char *beside_path;      /* malloc'ed; NULL: there is none */
	bool is_file_too; /* it is taken for JSON, and is the name of a file */
	bool loaded;      /* tensor was read, even if it has no elements */
	bool one_line;    /* bytes are a line, of which one dim is made */
	struct tg_ahead *ahead; /* see format/ahead.h; borrowed, or NULL */
	enum tg_naming names;   /* to be set before it is opened */
	bool listing;  /* to be set before it is opened: without a name all
			 tensors are listed, and no elements are needed */
	bool in_parts; /* to be set before it is opened: of a pipe only the
			  first part is needed, the rest is left in own */
	bool at_once;  /* to be set before it is opened: with in_parts, this
			     part is what there is already */
	bool whole;    /* to be set before it is opened: all bytes of a pipe
			     are needed, since another operand may need others */
};

/*
 * tg_operand_load - read the tensor that a spec names.
 *
 *   operand   all zero but for whole and listing, or opened with tg_operand_open
 *   before    an operand that was opened before, or NULL. If both name the same
 *             file they share its bytes: operand must then be freed before it
 *
 * Errors: TG_ESYS if it cannot be read, TG_EDATA if its content is wrong.
 * err->where is set.
 */
bool tg_operand_load(struct tg_operand *operand,
	const struct tg_operand_spec *spec, const struct tg_operand *before,
	struct tg_err *err);

/*
 * The two steps of tg_operand_load. tg_operand_open opens the bytes and finds
 * out their format; tg_operand_read reads the tensor.
 *
 * Errors: as for tg_operand_load, but after tg_operand_read the caller still
 * has to set err->where, with tg_operand_locate.
 */
bool tg_operand_open(struct tg_operand *operand,
	const struct tg_operand_spec *spec, const struct tg_operand *before,
	struct tg_err *err);
bool tg_operand_read(struct tg_operand *operand, struct tg_err *err);

/*
 * tg_operand_expect - set the tensor of an operand of which only the beginning
 * has come: to all that its head, and the user, say of it, without its data.
 *
 *   *begin   offset of its elements in the bytes, where they are in C order
 *
 * Returns false if that is not possible; what is put into err is to be cleared,
 * and the tensor to be freed.
 */
bool tg_operand_expect(
	struct tg_operand *operand, size_t *begin, struct tg_err *err);

/* As tg_operand_open for the file of that path, whatever the spec's text is. */
bool tg_operand_open_path(struct tg_operand *operand,
	const struct tg_operand_spec *spec, const char *path,
	struct tg_err *err);

/* True if the operand is standard input, of which not one byte came. */
bool tg_operand_is_empty_stdin(const struct tg_operand *operand);

/*
 * The same as tg_operand_load for a text whose bytes are already there: one of
 * JSON, or a line of the text table that spec says.
 *
 *   name    of the tensor in the text, or NULL
 *   bytes   borrowed
 */
bool tg_operand_load_text(struct tg_operand *operand,
	const struct tg_operand_spec *spec, const char *name,
	const struct tg_bytes *bytes, struct tg_err *err);

/*
 * tg_operand_is_still_whole - true if the file is not shorter than when it was
 * opened, or if there is none. What was read from a shorter one may be zeros.
 *
 * Errors: TG_ESYS; err->where is set.
 */
bool tg_operand_is_still_whole(
	const struct tg_operand *operand, struct tg_err *err);

/* May be called twice. */
void tg_operand_free(struct tg_operand *operand);

/*
 * tg_operand_place - say where in an operand something is.
 *
 *   place     receives FILE:LINE:COLUMN, or FILE if that is all that is known
 *   pos       byte offset, or TG_NOPOS
 *   element   from 1 in C order, if the format can locate elements; 0: none
 */
void tg_operand_place(char place[TG_ERR_PLACE],
	const struct tg_operand *operand, size_t pos, int64_t element);

/*
 * tg_operand_say_element - say which element of an operand an error is about.
 *
 *   shape     in which it stands
 *   element   from 0 in C order
 */
void tg_operand_say_element(
	struct tg_err *err, const struct tg_shape *shape, int64_t element);

/* Say which operand an error is about, if err->where tells that it is in this
 * one. */
void tg_operand_say_role(const struct tg_operand *operand, struct tg_err *err);

/* Set err->where, unless it is set, to the place of err->pos or err->element. */
void tg_operand_locate(const struct tg_operand *operand, struct tg_err *err);

#endif
