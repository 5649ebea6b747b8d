#ifndef TG_FORMAT_JSON_COMING_REST_H
#define TG_FORMAT_JSON_COMING_REST_H

#include "format/json/coming.h"

/*
 * The rest begins with this text, which follows the chunks that were settled.
 * Returns false without memory.
 */
bool tg_json_coming_begin_rest(
	struct tg_json_coming *coming, const unsigned char *text, size_t n);

/* Append text to the rest. Returns false without memory. */
bool tg_json_coming_keep(
	struct tg_json_coming *coming, const unsigned char *text, size_t n);

#endif
