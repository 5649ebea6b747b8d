#ifndef TG_GATHER_OP_H
#define TG_GATHER_OP_H

#include <stdbool.h>

#include "base/error.h"
#include "base/choices.h"

enum tg_op {
	TG_GATHER,
	TG_TAKE_ALONG_DIM,
	TG_INDEX_SELECT,
	TG_PICK,
	TG_TAKE,
	TG_GATHER_ND,
	TG_OPS, /* how many there are */
};

/* Libraries that have some of the operations as functions of their own. */
enum tg_library {
	TG_TORCH,
	TG_NUMPY,
	TG_TENSORFLOW,
	TG_ONNX,
	TG_JAX,
	TG_LIBRARIES, /* how many there are */
};

/* How the sizes of input and index must fit in a dim that both have. */
enum tg_op_sizes {
	TG_SIZES_EQUAL,     /* they are equal */
	TG_SIZES_WITHIN,    /* index is as large as input, or smaller */
	TG_SIZES_BROADCAST, /* they are equal, or one is 1 and repeated */
};

/*
 * What is known of an operation. An operation that is like another one but for
 * these facts needs only a row of its own in the table.
 */
struct tg_op_row {
	const char *name;  /* as written on the command line */
	const char *alias; /* another name that is accepted there, or NULL */
	bool has_dim;      /* it goes along --dim */
	bool may_have_dim; /* --dim says where it begins; else at the first
			      dim behind the batch dims */
	bool has_batch_dims;
	bool allows_negative; /* in its references negative indices count from
				 the end */
	bool scalar_input; /* an input without dims counts as one of size 1 */
	bool scalar_index; /* an index without dims does so, too */
	bool flat;         /* input is read as one dim, in C order */
	bool tuples; /* the last dim of index holds coordinates in input */
	bool slices; /* output has the dims of input that come after those
			which index picks from, so that slices move whole */
	enum tg_op_sizes sizes;
	/* the function of each library that does just this; NULL: none */
	const char *function[TG_LIBRARIES];
};

extern const struct tg_op_row tg_op_table[TG_OPS];

/* "index_select", as written on the command line: of each enum tg_op. */
tg_choices tg_op_name;

/* Errors: TG_EUSAGE for an unknown name, with the one that is meant. */
bool tg_op_parse(enum tg_op *op, const char *name, struct tg_err *err);

#endif
