#ifndef TG_FORMAT_TORCH_MEANING_H
#define TG_FORMAT_TORCH_MEANING_H

#include "base/error.h"
#include "format/torch/pickle_value.h"

/* What a value of a pickle is to someone who looks for tensors. */
enum tg_pt_meaning {
	TG_PT_OTHER,   /* nothing in which a tensor could be */
	TG_PT_ITEMS,   /* a container: its items are looked at */
	TG_PT_TENSOR,  /* a tensor of PyTorch */
	TG_PT_ARRAY,   /* an array or scalar of NumPy */
	TG_PT_REFUSED, /* a tensor of a kind that is not read */
	/* a call, that is not known or around too many, and may hold tensors */
	TG_PT_OBJECT,
};

/* The calls that rebuild a tensor. */
enum tg_pt_call {
	TG_PT_TENSOR_V1, /* the first four arguments of the next one */
	TG_PT_TENSOR_V2,
	TG_PT_TENSOR_V3,
	TG_PT_RECONSTRUCT, /* NumPy's: an array, whose state says what it is */
	TG_PT_FROMBUFFER,  /* an array, by its arguments */
	TG_PT_SCALAR,
};

/* A value, without the calls around it that only hand it on. */
struct tg_pt_meant {
	enum tg_pt_meaning meaning;
	uint32_t value; /* what is left */
	/* of a tensor or array */
	enum tg_pt_call call;
	uint32_t arguments;
	uint32_t dtype;   /* a global that a call around it asks for, or 0 */
	const char *kind; /* of what is refused: "a sparse tensor" */
};

/*
 * tg_pt_meaning_of - what a value means. Nothing is called: of each function that
 * torch.load may call with weights_only, and of those that NumPy's arrays name,
 * it is known here what it would return.
 *
 * Cost: that of a look into a table for each call around the value.
 */
struct tg_pt_meant tg_pt_meaning_of(
	const struct tg_pickle *pickle, uint32_t value);

/*
 * Fail with TG_EDATA: "WHAT needs a call of MODULE.NAME", where call is the
 * value of the call.
 */
bool tg_pt_fail_call(const struct tg_pickle *pickle, uint32_t call,
	const char *what, struct tg_err *err);

#endif
