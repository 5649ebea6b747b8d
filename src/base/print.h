#ifndef TG_BASE_PRINT_H
#define TG_BASE_PRINT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Text that is printed into memory, and grows. All zero is empty and owns
 * nothing.
 *
 * Whoever prints need not look whether there was memory: once there was none,
 * failed stays true and nothing more is printed. Whoever uses the text asks for
 * failed before, once. A stream of open_memstream would not do: when it cannot
 * grow, glibc drops what is printed, and ferror is false.
 */
struct tg_printed {
	char *text; /* malloc'ed, with a zero byte at the end; NULL where nothing
		       was printed */
	size_t len; /* without the zero byte */
	size_t capacity;
	bool failed; /* something is missing in the text, or was needed for it and
			could not be made; others may set it */
};

/* Print behind what is there, as fprintf, fputs, putc and fwrite do. */
void tg_print(struct tg_printed *to, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void tg_print_args(struct tg_printed *to, const char *fmt, va_list args)
	__attribute__((format(printf, 2, 0)));
void tg_print_text(struct tg_printed *to, const char *text);
void tg_print_char(struct tg_printed *to, char c);
void tg_print_bytes(struct tg_printed *to, const char *bytes, size_t n);

/* Free the text; it is then empty, and can be printed to again. */
void tg_printed_free(struct tg_printed *printed);

#endif
