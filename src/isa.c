#include "isa.h"

#include <string.h>

static const char *const names[TG_ISA_COUNT] = {
	[TG_ISA_PORTABLE] = "portable",
	[TG_ISA_SSE2] = "sse2",
	[TG_ISA_AVX2] = "avx2",
};

static enum tg_isa chosen = TG_ISA_COUNT;

const char *
tg_isa_name(enum tg_isa isa)
{
	return names[isa];
}

bool
tg_isa_supported(enum tg_isa isa)
{
#ifdef __x86_64__
	if (isa == TG_ISA_AVX2)
		return __builtin_cpu_supports("avx2") &&
			__builtin_cpu_supports("bmi2");
	return true; /* SSE2 is a part of x86-64 */
#else
	return isa == TG_ISA_PORTABLE;
#endif
}

enum tg_isa
tg_isa(void)
{
	enum tg_isa isa = TG_ISA_COUNT - 1;

	if (chosen != TG_ISA_COUNT)
		return chosen;
	while (!tg_isa_supported(isa))
		isa--;
	return isa;
}

bool
tg_isa_choose(const char *name, struct tg_err *err)
{
	for (enum tg_isa isa = 0; isa < TG_ISA_COUNT; isa++) {
		if (strcmp(name, names[isa]) != 0)
			continue;
		if (!tg_isa_supported(isa))
			return tg_fail(err, TG_EUSAGE, TG_NOPOS,
				"this processor has no %s", name);
		chosen = isa;
		return true;
	}
	return tg_fail(err, TG_EUSAGE, TG_NOPOS,
		"no such instruction set: '%s'", name);
}
