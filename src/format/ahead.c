/* What was read of an index before its turn came. */
#include "format/ahead.h"

#include <stddef.h>

void
tg_ahead_drop(struct tg_ahead *ahead)
{
	if (ahead->kept != NULL)
		ahead->drop(ahead->kept);
	ahead->kept = NULL;
}
