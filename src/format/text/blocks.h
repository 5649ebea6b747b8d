#ifndef TG_FORMAT_TEXT_BLOCKS_H
#define TG_FORMAT_TEXT_BLOCKS_H

#include "format/json/rows_state.h"

/*
 * Scan fields of a text table a block of text at a time, as long as all of them
 * are numbers without an exponent and all lines are as expected; see
 * tg_json_rows_blocks. Not for lines.
 */
#if defined(__x86_64__)
tg_json_rows_blocks tg_table_blocks_sse2, tg_table_blocks_avx2;
#elif defined(TG_ISA_HAS_NEON)
tg_json_rows_blocks tg_table_blocks_neon;
#endif

#endif
