#ifndef TG_BASE_MEMORY_LIMIT_H
#define TG_BASE_MEMORY_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

/*
 * tg_memory_limit - how many bytes of memory this process can count on: those of
 * the machine, or of the control group it is in if that may have less.
 *
 * Cost: the first call reads several files of /proc and /sys, about 100 us, so
 * that it is only asked for where tg_memory_may_lack says so. By one thread at
 * a time.
 *
 * Source: cgroups(7) and the kernel's cgroup-v1 and cgroup-v2 documentation.
 */
uint64_t tg_memory_limit(void);

/*
 * True if so many bytes may be more than this process can count on, and
 * tg_memory_limit has to be asked. It costs nothing.
 */
bool tg_memory_may_lack(uint64_t bytes);

/* Count on so many bytes instead, and on no more. */
void tg_memory_limit_set(uint64_t bytes);

#endif
