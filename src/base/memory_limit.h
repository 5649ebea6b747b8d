#ifndef TG_BASE_MEMORY_LIMIT_H
#define TG_BASE_MEMORY_LIMIT_H

#include <stdint.h>

/*
 * Bytes of memory that this process can count on: those of the machine, or of
 * the control group it is in if that may have less.
 *
 * Source: cgroups(7) and the kernel's cgroup-v1 and cgroup-v2 documentation.
 */
uint64_t tg_memory_limit(void);

/* Count on so many instead. */
void tg_memory_limit_set(uint64_t bytes);

#endif
