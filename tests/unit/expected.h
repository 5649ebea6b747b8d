#ifndef EXPECTED_H
#define EXPECTED_H

#include "random_case.h"

/* What a call should come to, as far as that is known. */
struct expected {
	bool known;
	bool done;
	char where[64]; /* the file with the error; empty: anywhere */
	size_t line, column;
	bool output_known;
	struct naive_text output;
};

/* Judge a case by naive reading and gathering; output is used again. */
void expect(struct expected *e, const struct random_case *c);

#endif
