#ifndef CALL_H
#define CALL_H

#include "base/error.h"
#include "base/isa.h"

/* How the work is done, which must not show in what comes out. */
struct variant {
	enum tg_isa isa;
	int piece; /* bytes, as TGATHER_PIECE */
	int threads;
};

/*
 * tgather as a function: argv as for the program, ending with NULL. It may be
 * called again and again; what the program would print as an error is in err.
 */
bool call(const struct variant *variant, int argc, char **argv,
	struct tg_err *err);

#endif
