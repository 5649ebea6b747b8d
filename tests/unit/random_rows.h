#ifndef RANDOM_ROWS_H
#define RANDOM_ROWS_H

#include "format/json/rows.h"

#define RANDOM_TEXT 2048 /* bytes of a text at most */

/*
 * Draw what a chunk is to hold, write its text, and spoil some: rows gets len,
 * ndim, length, opened and integers. True if it is a chunk that must be
 * accepted, false if nobody knows.
 */
bool random_rows(struct tg_json_rows *rows, unsigned char text[RANDOM_TEXT]);

#endif
