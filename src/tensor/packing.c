/*
 * The table of packings: ggml's quantized types. Sizes and formulas are those of
 * ggml-common.h and ggml-quants.c in https://github.com/ggml-org/llama.cpp.
 */
#include "tensor/packing.h"

#include <strings.h>

/* Tables of some 30 KB, from which blocks pick groups of eight numbers. */
#define TABLES "they stand in large tables of ggml, not in the blocks"

/* It is not meant to be stored. */
#define NO_CONVERSION "ggml itself has no conversion of it"

static const struct tg_packing packings[] = {
	{ "q4_0", 32, 18, tg_unpack_q4_0, NULL },
	{ "q4_1", 32, 20, tg_unpack_q4_1, NULL },
	{ "q5_0", 32, 22, tg_unpack_q5_0, NULL },
	{ "q5_1", 32, 24, tg_unpack_q5_1, NULL },
	{ "q8_0", 32, 34, tg_unpack_q8_0, NULL },
	{ "q8_1", 32, 36, NULL, NO_CONVERSION },
	{ "q2_K", 256, 84, tg_unpack_q2_k, NULL },
	{ "q3_K", 256, 110, tg_unpack_q3_k, NULL },
	{ "q4_K", 256, 144, tg_unpack_q4_k, NULL },
	{ "q5_K", 256, 176, tg_unpack_q5_k, NULL },
	{ "q6_K", 256, 210, tg_unpack_q6_k, NULL },
	{ "q8_K", 256, 292, tg_unpack_q8_k, NULL },
	{ "iq1_s", 256, 50, NULL, TABLES },
	{ "iq1_m", 256, 56, NULL, TABLES },
	{ "iq2_xxs", 256, 66, NULL, TABLES },
	{ "iq2_xs", 256, 74, NULL, TABLES },
	{ "iq2_s", 256, 82, NULL, TABLES },
	{ "iq3_xxs", 256, 98, NULL, TABLES },
	{ "iq3_s", 256, 110, NULL, TABLES },
	{ "iq4_nl", 32, 18, tg_unpack_iq4_nl, NULL },
	{ "iq4_xs", 256, 136, tg_unpack_iq4_xs, NULL },
	{ "tq1_0", 256, 54, tg_unpack_tq1_0, NULL },
	{ "tq2_0", 256, 66, tg_unpack_tq2_0, NULL },
	{ "mxfp4", 32, 17, tg_unpack_mxfp4, NULL },
	{ "nvfp4", 64, 36, tg_unpack_nvfp4, NULL },
	{ "q1_0", 128, 18, tg_unpack_q1_0, NULL },
	{ "q2_0", 64, 18, tg_unpack_q2_0, NULL },
};

#define NPACKINGS (sizeof(packings) / sizeof(packings[0]))

const char *
tg_packing_choice(size_t i)
{
	return i < NPACKINGS ? packings[i].name : NULL;
}

bool
tg_packing_fail(const struct tg_packing *packing, struct tg_err *err)
{
	tg_fail(err, TG_ELACK, TG_NOPOS,
		"the numbers in blocks of %s are not unpacked, since %s: they "
		"can only be moved",
		packing->name, packing->why);
	tg_err_help(err,
		"%s and raw data keep them as they are: -o NAME.%s, or "
		"--output-format raw",
		tg_packing_by_name(packing->name) != NULL ? "GGUF"
							  : "safetensors",
		tg_packing_by_name(packing->name) != NULL ? "gguf"
							  : "safetensors");
	return false;
}

const struct tg_packing *
tg_packing_by_name(const char *name)
{
	for (size_t i = 0; i < NPACKINGS; i++)
		if (strcasecmp(packings[i].name, name) == 0)
			return &packings[i];
	return NULL;
}
