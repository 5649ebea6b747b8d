#ifndef TG_BASE_HASH_H
#define TG_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * FNV-1a of 64 bits (Fowler, Noll and Vo; RFC 9923): tells apart what is
 * different by accident, not by intent. Each value is hashed with its length, so
 * that two of them never look like one.
 */
#define TG_HASH_BEGIN UINT64_C(0xcbf29ce484222325)

/* The hash of what was hashed before, and of len bytes. */
static inline uint64_t
tg_hash(uint64_t hash, const void *data, size_t len)
{
	const unsigned char *p = data;

	for (int i = 0; i < 8; i++)
		hash = (hash ^ ((uint64_t)len >> (8 * i) & 0xFF)) *
			UINT64_C(0x100000001b3);
	for (size_t i = 0; i < len; i++)
		hash = (hash ^ p[i]) * UINT64_C(0x100000001b3);
	return hash;
}

static inline uint64_t
tg_hash_text(uint64_t hash, const char *text)
{
	return text == NULL ? tg_hash(hash, "\0none", 5)
			    : tg_hash(hash, text, strlen(text));
}

/* The same for a number, whatever the byte order is. */
static inline uint64_t
tg_hash_number(uint64_t hash, uint64_t x)
{
	unsigned char bytes[8];

	for (int i = 0; i < 8; i++)
		bytes[i] = (unsigned char)(x >> (8 * i));
	return tg_hash(hash, bytes, sizeof(bytes));
}

#endif
