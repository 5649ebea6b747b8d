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
};

/* "index_select", as written on the command line: of each enum tg_op. */
tg_choices tg_op_name;

/* True if the operation goes along --dim. */
bool tg_op_has_dim(enum tg_op op);

/* True if negative indices count from the end in the operation's references. */
bool tg_op_allows_negative(enum tg_op op);

bool tg_op_has_batch_dims(enum tg_op op);

/* Errors: TG_EUSAGE for an unknown name, with the one that is meant. */
bool tg_op_parse(enum tg_op *op, const char *name, struct tg_err *err);

#endif
