/*
 * Takes the place of the system's copy_file_range, so that tests see what is done
 * where it copies little, or nothing.
 */
#include "copies.h"

#include <errno.h>
#include <unistd.h>

int copies_error;

ssize_t
copy_file_range(
	int from, off_t *in, int to, off_t *out, size_t len, unsigned int flags)
{
	char byte;

	(void)flags;
	errno = copies_error;
	if (len == 0 || copies_error != 0)
		return -1;
	if (pread(from, &byte, 1, *in) != 1 || pwrite(to, &byte, 1, *out) != 1)
		return -1;
	++*in;
	++*out;
	return 1;
}
