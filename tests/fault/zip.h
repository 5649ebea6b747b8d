#ifndef ZIP_H
#define ZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* A ZIP archive that is being written, as it should be or otherwise. */
struct zip {
	FILE *to;
	char *directory;
	size_t ndirectory;
	FILE *entries; /* writes the directory */
	uint32_t at;   /* bytes written */
	uint32_t n;    /* entries in the directory */
};

struct zip_member {
	uint32_t at, crc, packed, size;
	bool deflated;
};

void zip_begin(struct zip *zip, FILE *to);

/* Write what is in the archive; it gets entries by zip_entry alone. */
struct zip_member zip_put(struct zip *zip, const char *name, const void *data,
	size_t len, bool deflated);

void zip_entry(
	struct zip *zip, const char *name, const struct zip_member *member);

/* Both of these. */
void zip_add(struct zip *zip, const char *name, const void *data, size_t len,
	bool deflated);

void zip_end(struct zip *zip);

/* So many bytes of a number, the lowest first. */
void put_number(FILE *to, uint64_t value, int bytes);

#endif
