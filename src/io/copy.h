#ifndef TG_IO_COPY_H
#define TG_IO_COPY_H

#include <stdbool.h>
#include <stdint.h>

/*
 * tg_copy_file - copy the first len bytes of one file to another, from its byte
 * at on. Where the file system can, it copies them by itself.
 *
 * Returns false with errno set; ESTALE if the file has fewer bytes.
 * Cost: at most 1 MB of memory.
 */
bool tg_copy_file(int from, uint64_t len, int to, uint64_t at);

#endif
