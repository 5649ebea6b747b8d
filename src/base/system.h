#ifndef TG_BASE_SYSTEM_H
#define TG_BASE_SYSTEM_H

#include <stddef.h>

/* What systems call differently, or do not all have. */

/* The time of the last change in a struct stat, as POSIX calls it. */
#if defined(__APPLE__) && !defined(st_mtim)
#define st_mtim st_mtimespec
#endif

/* The last of len bytes that is c, or NULL: memrchr. */
static inline const char *
tg_last_byte(const void *bytes, char c, size_t len)
{
	const char *p = (const char *)bytes + len;

	while (p > (const char *)bytes)
		if (*--p == c)
			return p;
	return NULL;
}

#endif
