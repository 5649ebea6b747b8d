#ifndef TG_TENSOR_NUMBER_H
#define TG_TENSOR_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Decimal text <-> binary floating point: a C face on C++'s <charconv>, whose
 * conversions are correctly rounded and shortest both ways (P0067R5). The
 * narrow formats, which it lacks, are built on double.
 *
 * A narrow value is passed as its bits: float16 is IEEE 754 binary16, bfloat16
 * the upper half of a binary32, float8_e5m2 the upper half of a binary16.
 * float8_e4m3fn has no infinities: its largest exponent holds numbers too, up
 * to 448, and 0x7f and 0xff are NaN.
 */
#ifdef __cplusplus
extern "C" {
#endif

/* Room that is enough for every finite value printed below. */
#define TG_NUMBER_MAX 32

/*
 * Print a finite value: the shortest text that reads back as the same value of
 * that type. Returns the length; no terminating zero is written. "1e+22" and
 * "5" are possible: no ".0" is added.
 */
size_t tg_number_print_f64(char *text, double value);
size_t tg_number_print_f32(char *text, float value);
size_t tg_number_print_f16(char *text, unsigned bits);
size_t tg_number_print_bf16(char *text, unsigned bits);
size_t tg_number_print_e4m3fn(char *text, unsigned bits);
size_t tg_number_print_e5m2(char *text, unsigned bits);

/*
 * Read a JSON number, correctly rounded (once) to the type. Underflow gives a
 * subnormal or a zero with the number's sign.
 *
 * Returns false on overflow.
 */
bool tg_number_parse_f64(const char *text, size_t len, double *value);
bool tg_number_parse_f32(const char *text, size_t len, float *value);
bool tg_number_parse_f16(const char *text, size_t len, unsigned *bits);
bool tg_number_parse_bf16(const char *text, size_t len, unsigned *bits);
bool tg_number_parse_e4m3fn(const char *text, size_t len, unsigned *bits);
bool tg_number_parse_e5m2(const char *text, size_t len, unsigned *bits);

/*
 * The same for a number that begins at text, whose end need not be known: the
 * fast way for the usual ones.
 *
 *   text   TG_NUMBER_SHORT bytes of it can be read
 *
 * Returns false for what is long, rounds to zero, overflows or is no number.
 */
#define TG_NUMBER_SHORT 64
bool tg_number_parse_short_f64(const char *text, double *value);
bool tg_number_parse_short_f32(const char *text, float *value);

#ifdef __cplusplus
}
#endif

#endif
