/*
 * Says which instruction set the kernels use: the best that this processor has,
 * or the one that the user names, so that tests can run every variant.
 */
#include "base/isa.h"

#include <stddef.h>

#include "base/choices.h"

static const char *const names[TG_ISA_COUNT] = {
	[TG_ISA_PORTABLE] = "portable",
	[TG_ISA_SSE2] = "sse2",
	[TG_ISA_AVX2] = "avx2",
	[TG_ISA_NEON] = "neon",
};

/* Set by the user; TG_ISA_COUNT: not set. */
static enum tg_isa chosen = TG_ISA_COUNT;

static const char *
name_at(size_t i)
{
	return i < TG_ISA_COUNT ? names[i] : NULL;
}

const char *
tg_isa_name(enum tg_isa isa)
{
	return names[isa];
}

bool
tg_isa_supported(enum tg_isa isa)
{
#if defined(__x86_64__)
	if (isa == TG_ISA_AVX2)
		return __builtin_cpu_supports("avx2") &&
			__builtin_cpu_supports("bmi") &&
			__builtin_cpu_supports("popcnt");
	return isa <= TG_ISA_SSE2; /* which is a part of x86-64 */
#elif defined(TG_ISA_HAS_NEON)
	return isa == TG_ISA_PORTABLE || isa == TG_ISA_NEON;
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
	char list[TG_CHOICES_TEXT];
	size_t i;

	if (!tg_choices_find(&i, name_at, name)) {
		tg_fail(err, TG_EUSAGE, TG_NOPOS, "\"%s\" is none of %s", name,
			tg_choices_list(list, name_at));
	} else if (!tg_isa_supported((enum tg_isa)i)) {
		tg_fail(err, TG_EUSAGE, TG_NOPOS,
			"this processor does not have %s", name);
	} else {
		chosen = (enum tg_isa)i;
		return true;
	}
	tg_err_where_variable(err, "TGATHER_ISA");
	return false;
}
