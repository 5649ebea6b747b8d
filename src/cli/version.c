/*
 * Says what this program is and can do, for whoever reports a fault or has to
 * know whether a format is there. All of it is asked of the tables and functions
 * that do the work, so that it cannot say something else than they do.
 */
#include "cli/version.h"

#include <libdeflate.h>
#include <stdint.h>
#include <zlib.h>

#include "base/isa.h"
#include "base/threads.h"
#include "cli/option_values.h"
#include "cli/show.h"
#include "format/format.h"
#include "io/confine.h"

#ifdef __clang__
#define COMPILER __VERSION__ /* it begins with the name, unlike GCC's */
#else
#define COMPILER "gcc " __VERSION__
#endif

void
tg_version_print_short(struct tg_printed *to)
{
	tg_print(to, "tgather %s\n", TG_VERSION);
}

static void
print_isa(struct tg_printed *to)
{
	const char *comma = "";

	tg_print(to, "instructions: %s (this processor has ",
		tg_isa_name(tg_isa_chosen()));
	for (int isa = 0; isa < TG_ISA_COUNT; isa++) {
		if (!tg_isa_supported((enum tg_isa)isa))
			continue;
		tg_print(to, "%s%s", comma, tg_isa_name((enum tg_isa)isa));
		comma = ", ";
	}
	tg_print_text(to, ")\n");
}

static void
print_confinement(struct tg_printed *to)
{
	const int version = tg_confine_version();

	if (!tg_confine_is_set())
		tg_print_text(to, "confinement: none, it is turned off\n");
	else if (version < 1)
		tg_print_text(to, "confinement: none, there is no Landlock\n");
	else
		tg_print(to, "confinement: Landlock %d\n", version);
}

static void
print_words(struct tg_printed *to, const char *name, tg_choices *words)
{
	tg_print(to, "%s:", name);
	for (size_t i = 0; words(i) != NULL; i++)
		tg_print(to, " %s", words(i));
	tg_print_char(to, '\n');
}

void
tg_version_print(struct tg_printed *to)
{
	static const uint16_t one = 1;

	tg_version_print_short(to);
	print_isa(to);
	tg_print(to, "threads: %d\n", tg_threads_worth(UINT64_MAX));
	print_confinement(to);
	print_words(to, "reads", tg_format_choice);
	print_words(to, "writes", tg_written_choice);
	tg_print(to, "libraries: libdeflate %s, zlib %s\n",
		LIBDEFLATE_VERSION_STRING, zlibVersion());
	tg_print(to, "compiled: %s, %d bits, %s-endian\n", COMPILER,
		(int)sizeof(void *) * 8,
		*(const unsigned char *)&one == 1 ? "little" : "big");
}
