/*
 * What libFuzzer calls, which has main and chooses the bytes. The variable FUZZ
 * names the target: the processes that libFuzzer starts get it, too.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "fuzz.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const struct fuzz_target *target;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *name = getenv("FUZZ");

	(void)argc;
	(void)argv;
	target = name != NULL ? fuzz_target_by_name(name) : NULL;
	if (target != NULL)
		return 0;
	fprintf(stderr, "FUZZ names the target, one of:");
	for (target = fuzz_targets; target->name != NULL; target++)
		fprintf(stderr, " %s", target->name);
	fprintf(stderr, "\n");
	exit(2);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	fuzz_run(target, data, len);
	return 0;
}
