#ifndef TG_FORMAT_GGUF_SPLIT_H
#define TG_FORMAT_GGUF_SPLIT_H

#include <stdbool.h>

/*
 * How many files a model is in, as the path of one of them says, such as
 * NAME-00001-of-00003.gguf; *part becomes its number, from 1 on. 0 if the path
 * says no such thing.
 */
int tg_gguf_parts(const char *path, int *part);

/* True if both paths say that they are parts of one model. */
bool tg_gguf_are_of_one(const char *path, const char *other);

/* Make the path of one part, for which the above is not 0, that of another. */
void tg_gguf_name_part(char *path, int part);

#endif
