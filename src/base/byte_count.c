/*
 * Writes sizes of files for people.
 */
#include "base/byte_count.h"

#include <stdio.h>

const char *
tg_byte_count_text(char text[TG_BYTE_COUNT_TEXT], double bytes)
{
	static const char units[] = "kMGTPE";
	int unit = -1;

	for (; bytes >= 999.5 && units[unit + 1] != '\0'; unit++)
		bytes /= 1000;
	if (unit < 0)
		snprintf(text, TG_BYTE_COUNT_TEXT, "%.0f B", bytes);
	else
		snprintf(text, TG_BYTE_COUNT_TEXT,
			bytes < 9.95 ? "%.1f %cB" : "%.0f %cB", bytes,
			units[unit]);
	return text;
}
