#ifndef TG_ISA_H
#define TG_ISA_H

#include <stdbool.h>

#include "error.h"

/*
 * The instruction sets that kernels have variants for, each holding those
 * before it. Where a kernel has no variant of its own, the one before serves.
 */
enum tg_isa {
	TG_ISA_PORTABLE,
	TG_ISA_SSE2,
	TG_ISA_AVX2,
	TG_ISA_COUNT,
};

/* As TGATHER_ISA calls it. */
const char *tg_isa_name(enum tg_isa isa);

/* True if this processor has it, and this program was built with it. */
bool tg_isa_supported(enum tg_isa isa);

/* What kernels use: the one that was chosen, else the best that there is. */
enum tg_isa tg_isa(void);

/*
 * Use that one from now on. Call it before any thread starts.
 *
 * Errors: TG_EUSAGE when name is none, or is none that this processor has.
 */
bool tg_isa_choose(const char *name, struct tg_err *err);

#endif
