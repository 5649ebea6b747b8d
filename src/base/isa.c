#include "base/isa.h"

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
			__builtin_cpu_supports("bmi") &&
			__builtin_cpu_supports("popcnt");
	return true; /* SSE2 is a part of x86-64 */
#else
	return isa == TG_ISA_PORTABLE;
#endif
}

enum tg_isa
tg_isa_chosen(void)
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
	enum tg_isa isa = 0;

	while (isa < TG_ISA_COUNT && strcmp(name, names[isa]) != 0)
		isa++;
	if (isa < TG_ISA_COUNT && tg_isa_supported(isa)) {
		chosen = isa;
		return true;
	}
	if (isa < TG_ISA_COUNT)
		tg_fail(err, TG_EUSAGE, TG_NOPOS,
			"this processor does not have %s", name);
	else
		tg_fail(err, TG_EUSAGE, TG_NOPOS,
			"\"%s\" is none of %s, %s, %s", name, names[0],
			names[1], names[2]);
	tg_err_where(err, "TGATHER_ISA");
	return false;
}
