#ifndef TG_FORMAT_CONTENTS_H
#define TG_FORMAT_CONTENTS_H

#include "format/format.h"
#include "io/bytes.h"

/* How content that is not read becomes content that is. */
enum tg_next_step {
	TG_NEXT_FILTER,  /* step FILE | tgather ..., or step in a pipe */
	TG_NEXT_PYTHON,  /* python3 -c 'step' FILE */
	TG_NEXT_COMMAND, /* step FILE */
	TG_NEXT_SAID,    /* step is a whole sentence */
};

/* Content that is known by its first bytes, though it is not read. */
struct tg_content {
	const char *what; /* it is, with its article */
	enum tg_next_step next;
	const char *step;
	/* true if bytes begin like that */
	bool (*recognise)(
		const struct tg_bytes *bytes, const struct tg_content *content);
	size_t at; /* where the signature is */
	size_t len;
	const char *signature;
	/* what says more itself of such content, where it is chosen; or NULL */
	const struct tg_format *format;
};

/* What the content is known to be; NULL if it is not known. */
const struct tg_content *tg_content_find(const struct tg_bytes *bytes);

#endif
