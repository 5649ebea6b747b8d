#ifndef TG_BASE_ISA_H
#define TG_BASE_ISA_H

#include <stdbool.h>

#include "base/error.h"

/* The instruction sets that kernels have variants for, the best one last. */
enum tg_isa {
	TG_ISA_PORTABLE,
	TG_ISA_SSE2,
	TG_ISA_AVX2,
	TG_ISA_COUNT,
};

/* As TGATHER_ISA calls it. */
const char *tg_isa_name(enum tg_isa isa);

/* True if this processor has it, with all that usually comes with it. */
bool tg_isa_supported(enum tg_isa isa);

/* What kernels use: the one that was chosen, else the best that there is. */
enum tg_isa tg_isa_chosen(void);

/*
 * Use the one that TGATHER_ISA names from now on. Call it before any thread
 * starts; it is the caller who reads the environment.
 *
 * Errors: TG_EUSAGE when it is none, or none that this processor has.
 */
bool tg_isa_choose(const char *name, struct tg_err *err);

#endif
