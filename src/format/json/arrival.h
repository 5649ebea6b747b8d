#ifndef TG_FORMAT_JSON_ARRIVAL_H
#define TG_FORMAT_JSON_ARRIVAL_H

#include "format/format.h"

/*
 * tg_json_goes_wrong - look at a text that is still coming, for --each and for
 * pipes: it may go on for ever.
 *
 *   watch   all zero at the first call for a text
 *   bytes   what has come so far, at least what there was at the call before;
 *           TG_PADDING zero bytes follow
 *
 * Returns true if there is a byte that belongs to no JSON text: all of a valid
 * text can be read, whatever this returned for its beginning. A few bytes at the
 * end, which may be the beginning of a word, are not looked at.
 *
 * Brackets and strings are followed from the first byte to the last, so that
 * what comes after the end of the text is found at once, and so is a byte that no
 * token has; of letters and / that is looked at in some places only. The tokens
 * are checked in the first 64 KB and in samples of what follows, since checking
 * all of them would take as long as reading the tensor.
 */
bool tg_json_goes_wrong(struct tg_watch *watch, const struct tg_bytes *bytes,
	struct tg_err *err);

/* The function needed of a tg_format. */
size_t tg_json_needed(struct tg_watch *watch, const struct tg_bytes *bytes,
	struct tg_err *err);

#endif
