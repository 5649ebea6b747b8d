#ifndef TG_BASE_BYTE_COUNT_H
#define TG_BASE_BYTE_COUNT_H

/* Room for a number of bytes as text. */
#define TG_BYTE_COUNT_TEXT 32

/*
 * Write a number of bytes as "1.2 GB", in powers of 1000 as disks count.
 * Returns text.
 */
const char *tg_byte_count_text(char text[TG_BYTE_COUNT_TEXT], double bytes);

#endif
