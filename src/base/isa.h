#ifndef TG_BASE_ISA_H
#define TG_BASE_ISA_H

#include <stdbool.h>

#include "base/error.h"

/* Every arm64 machine has NEON; the masks are made for little-endian ones. */
#if defined(__aarch64__) && !defined(__AARCH64EB__)
#define TG_ISA_HAS_NEON
#endif

/* The instruction sets that kernels have variants for. Of those that one
 * processor has the best one is last. */
enum tg_isa {
	TG_ISA_PORTABLE,
	TG_ISA_SSE2,
	TG_ISA_AVX2,
	TG_ISA_NEON,
	TG_ISA_COUNT,
};

/* Its name, as TGATHER_ISA has it. */
const char *tg_isa_name(enum tg_isa isa);

/* True if this processor has it, and the other instructions that kernels of this
 * name use. */
bool tg_isa_supported(enum tg_isa isa);

/* The one that kernels use: what was chosen, else the best that there is. */
enum tg_isa tg_isa_chosen(void);

/*
 * tg_isa_choose - use the one of this name from now on, the value of TGATHER_ISA.
 * Call it before any thread starts.
 *
 * Errors: TG_EUSAGE when there is none of this name, or this processor does not
 * have it.
 */
bool tg_isa_choose(const char *name, struct tg_err *err);

#endif
