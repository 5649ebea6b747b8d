#ifndef TG_TENSOR_NUMBER_H
#define TG_TENSOR_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Conversion between decimal text and binary floating point: functions of C
 * that call C++'s <charconv>, which reads with correct rounding and prints the
 * shortest text (P0067R5). The narrow formats, of 16 and 8 bits, are not in it;
 * they are built on double.
 *
 * A narrow value is passed as its bits. float16 is IEEE 754 binary16, bfloat16
 * the upper half of a binary32, float8_e5m2 the upper half of a binary16.
 * float8_e4m3fn has no infinities: its largest exponent holds numbers too, up
 * to 448, and 0x7f and 0xff are NaN. The two with FNUZ have no infinities and no
 * negative zero either: 0x80 is NaN, and is not printed here.
 */
#ifdef __cplusplus
extern "C" {
#endif

/* No finite value prints to more bytes than this. */
#define TG_NUMBER_MAX 32

/*
 * Print a finite value as the shortest text that reads back as the same value
 * of that type. Returns the length; no terminating zero is written. No ".0" is
 * added: the text may be "1e+22" or "5".
 */
size_t tg_number_print_f64(char *text, double value);
size_t tg_number_print_f32(char *text, float value);
size_t tg_number_print_f16(char *text, unsigned bits);
size_t tg_number_print_bf16(char *text, unsigned bits);
size_t tg_number_print_e4m3fn(char *text, unsigned bits);
size_t tg_number_print_e5m2(char *text, unsigned bits);
size_t tg_number_print_e4m3fnuz(char *text, unsigned bits);
size_t tg_number_print_e5m2fnuz(char *text, unsigned bits);

/*
 * Read a JSON number of len bytes, rounded correctly, and only once, to the
 * type. A number that is too small becomes a subnormal, or a zero with the
 * number's sign.
 *
 * Returns false on overflow.
 */
bool tg_number_parse_f64(const char *text, size_t len, double *value);
bool tg_number_parse_f32(const char *text, size_t len, float *value);
bool tg_number_parse_f16(const char *text, size_t len, unsigned *bits);
bool tg_number_parse_bf16(const char *text, size_t len, unsigned *bits);
bool tg_number_parse_e4m3fn(const char *text, size_t len, unsigned *bits);
bool tg_number_parse_e5m2(const char *text, size_t len, unsigned *bits);
bool tg_number_parse_e4m3fnuz(const char *text, size_t len, unsigned *bits);
bool tg_number_parse_e5m2fnuz(const char *text, size_t len, unsigned *bits);

/*
 * The same for a number that begins at text and whose end need not be known.
 * This is the fast way for usual numbers.
 *
 *   text   TG_NUMBER_SHORT bytes of it can be read
 *
 * Returns false if the number is longer, becomes zero without being zero,
 * overflows, or is no number; the functions above then have to be asked.
 */
#define TG_NUMBER_SHORT 64
bool tg_number_parse_short_f64(const char *text, double *value);
bool tg_number_parse_short_f32(const char *text, float *value);

#ifdef __cplusplus
}
#endif

#endif
