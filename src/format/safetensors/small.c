/*
 * Elements of less than a byte, which safetensors has since 2025. Rows of whole
 * bytes are moved like any others. In which order elements lie in a byte is said
 * nowhere but for F4, of which PyTorch has the first one in the low half.
 */
#include "format/safetensors/safetensors.h"

#include "tensor/packing.h"

/* Two numbers of a sign, two bits of exponent and one of fraction. */
static void
unpack_f4(float *to, const unsigned char *pack)
{
	static const float values[] = { 0, 0.5f, 1, 1.5f, 2, 3, 4, 6, -0.0f,
		-0.5f, -1, -1.5f, -2, -3, -4, -6 };

	to[0] = values[*pack & 15];
	to[1] = values[*pack >> 4];
}

#define UNSAID "it is said nowhere how they lie in their bytes"

static const struct tg_packing packings[] = {
	{ "F4", 2, 1, unpack_f4, NULL },
	{ "F6_E2M3", 4, 3, NULL, UNSAID },
	{ "F6_E3M2", 4, 3, NULL, UNSAID },
};

#define NPACKINGS (sizeof(packings) / sizeof(packings[0]))

const struct tg_packing *
tg_safetensors_packing(const char *tag)
{
	for (size_t i = 0; i < NPACKINGS; i++)
		if (strcmp(packings[i].name, tag) == 0)
			return &packings[i];
	return NULL;
}

bool
tg_safetensors_packs(const struct tg_packing *packing)
{
	return packing >= packings && packing < packings + NPACKINGS;
}
