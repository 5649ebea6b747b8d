#ifndef ZIP_H
#define ZIP_H

#include <stdbool.h>
#include <stddef.h>

#include "io/buffer.h"

/* Makes a small archive in memory, which is used again for the next one. */
struct zip_maker {
	struct tg_buffer out;
	struct tg_buffer directory;
	unsigned n; /* members */
};

void zip_begin(struct zip_maker *zip);

/* Add a member; deflated: in blocks that are stored, which costs no time. */
void zip_add(struct zip_maker *zip, const char *name, const void *data,
	size_t len, bool deflated);

/* Put the directory behind the members: out is complete. */
void zip_end(struct zip_maker *zip);

/*
 * Put the checksums of an archive right, as far as members can be found, since
 * no random change keeps them. One whose lowest byte is 0 is left as it is.
 */
void zip_repair(unsigned char *zip, size_t len);

#endif
