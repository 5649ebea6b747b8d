#ifndef TG_CLI_VERSION_H
#define TG_CLI_VERSION_H

#include "base/print.h"

/* Print the first line of tg_version_print alone: "tgather 0.1.0". */
void tg_version_print_short(struct tg_printed *to);

/*
 * tg_version_print - print what --version prints: that line, then a line
 * "NAME: VALUES" for each thing on which a report of a fault may depend. Some
 * are asked of this processor and this kernel; nothing is said of when and where
 * the program was built.
 */
void tg_version_print(struct tg_printed *to);

#endif
