/*
 * The types of tensors in GGUF, by the numbers of enum ggml_type in ggml.h: plain
 * numbers, and blocks of quantized ones.
 */
#include "format/gguf/gguf.h"

#include "tensor/packing.h"

/* A number without a type, which is that of a packing. */
#define PACKED TG_TEXT

static const struct row {
	int32_t number;
	enum tg_type type;
	const char *packing;
} rows[] = {
	{ 0, TG_FLOAT32, "" },
	{ 1, TG_FLOAT16, "" },
	{ 2, PACKED, "q4_0" },
	{ 3, PACKED, "q4_1" },
	{ 6, PACKED, "q5_0" },
	{ 7, PACKED, "q5_1" },
	{ 8, PACKED, "q8_0" },
	{ 9, PACKED, "q8_1" },
	{ 10, PACKED, "q2_K" },
	{ 11, PACKED, "q3_K" },
	{ 12, PACKED, "q4_K" },
	{ 13, PACKED, "q5_K" },
	{ 14, PACKED, "q6_K" },
	{ 15, PACKED, "q8_K" },
	{ 16, PACKED, "iq2_xxs" },
	{ 17, PACKED, "iq2_xs" },
	{ 18, PACKED, "iq3_xxs" },
	{ 19, PACKED, "iq1_s" },
	{ 20, PACKED, "iq4_nl" },
	{ 21, PACKED, "iq3_s" },
	{ 22, PACKED, "iq2_s" },
	{ 23, PACKED, "iq4_xs" },
	{ 24, TG_INT8, "" },
	{ 25, TG_INT16, "" },
	{ 26, TG_INT32, "" },
	{ 27, TG_INT64, "" },
	{ 28, TG_FLOAT64, "" },
	{ 29, PACKED, "iq1_m" },
	{ 30, TG_BFLOAT16, "" },
	{ 34, PACKED, "tq1_0" },
	{ 35, PACKED, "tq2_0" },
	{ 39, PACKED, "mxfp4" },
	{ 40, PACKED, "nvfp4" },
	{ 41, PACKED, "q1_0" },
	{ 42, PACKED, "q2_0" },
};

#define NROWS (sizeof(rows) / sizeof(rows[0]))

/* Types that ggml had once, and whose numbers it leaves free. */
static const struct {
	int32_t number;
	const char *name;
} gone[] = {
	{ 4, "q4_2" },
	{ 5, "q4_3" },
	{ 31, "q4_0_4_4" },
	{ 32, "q4_0_4_8" },
	{ 33, "q4_0_8_8" },
	{ 36, "iq4_nl_4_4" },
	{ 37, "iq4_nl_4_8" },
	{ 38, "iq4_nl_8_8" },
};

bool
tg_gguf_dtype(struct tg_dtype *dtype, int32_t type, const char **removed)
{
	*removed = NULL;
	for (size_t i = 0; i < sizeof(gone) / sizeof(gone[0]); i++)
		if (gone[i].number == type)
			*removed = gone[i].name;
	for (size_t i = 0; i < NROWS; i++) {
		if (rows[i].number != type)
			continue;
		if (rows[i].type == PACKED) {
			*dtype = tg_dtype_of_packing(
				tg_packing_by_name(rows[i].packing));
			return true;
		}
		*dtype = tg_dtype_of(rows[i].type);
		dtype->big_endian = false;
		return true;
	}
	return false;
}

int32_t
tg_gguf_type(const struct tg_dtype *dtype)
{
	for (size_t i = 0; i < NROWS; i++)
		if (dtype->packing != NULL ? strcmp(rows[i].packing,
						     dtype->packing->name) == 0
					   : rows[i].type == dtype->type)
			return rows[i].number;
	return -1;
}
