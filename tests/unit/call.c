#include "call.h"

#include "base/threads.h"

/* All that is below main is used as it is. */
#define main unused_main
#include "main.c"

bool
call(const struct variant *variant, int argc, char **argv, struct tg_err *err)
{
	struct tg_options options = { 0 };
	bool ok;

	memset(err, 0, sizeof(*err));
	tg_threads_set_piece(variant->piece);
	tg_threads_limit(variant->threads);
	ok = tg_isa_choose(tg_isa_name(variant->isa), err) &&
		tg_cli_parse(&options, argc, argv, err) && run(&options, err);
	tg_cli_free(&options);
	return ok;
}
