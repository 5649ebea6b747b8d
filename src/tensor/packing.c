/*
 * The table of packings: ggml's quantized types. Sizes and formulas are those of
 * ggml-common.h and ggml-quants.c in https://github.com/ggml-org/llama.cpp.
 */
#include "tensor/packing.h"

#include <strings.h>

/* q8_1 is never stored, so that ggml has no function that would unpack it. */
static const struct tg_packing packings[] = {
	{ "q4_0", 32, 18, tg_unpack_q4_0 },
	{ "q4_1", 32, 20, tg_unpack_q4_1 },
	{ "q5_0", 32, 22, tg_unpack_q5_0 },
	{ "q5_1", 32, 24, tg_unpack_q5_1 },
	{ "q8_0", 32, 34, tg_unpack_q8_0 },
	{ "q8_1", 32, 36, NULL },
	{ "q2_K", 256, 84, tg_unpack_q2_k },
	{ "q3_K", 256, 110, tg_unpack_q3_k },
	{ "q4_K", 256, 144, tg_unpack_q4_k },
	{ "q5_K", 256, 176, tg_unpack_q5_k },
	{ "q6_K", 256, 210, tg_unpack_q6_k },
	{ "q8_K", 256, 292, tg_unpack_q8_k },
	{ "iq1_s", 256, 50, NULL },
	{ "iq1_m", 256, 56, NULL },
	{ "iq2_xxs", 256, 66, NULL },
	{ "iq2_xs", 256, 74, NULL },
	{ "iq2_s", 256, 82, NULL },
	{ "iq3_xxs", 256, 98, NULL },
	{ "iq3_s", 256, 110, NULL },
	{ "iq4_nl", 32, 18, tg_unpack_iq4_nl },
	{ "iq4_xs", 256, 136, tg_unpack_iq4_xs },
	{ "tq1_0", 256, 54, tg_unpack_tq1_0 },
	{ "tq2_0", 256, 66, tg_unpack_tq2_0 },
	{ "mxfp4", 32, 17, tg_unpack_mxfp4 },
	{ "nvfp4", 64, 36, tg_unpack_nvfp4 },
	{ "q1_0", 128, 18, tg_unpack_q1_0 },
	{ "q2_0", 64, 18, tg_unpack_q2_0 },
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
	tg_fail(err, TG_EDATA, TG_NOPOS,
		"the numbers in blocks of %s are not unpacked: they can only "
		"be moved",
		packing->name);
	tg_err_help(err, "%s and raw data have them: -o NAME.%s",
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
