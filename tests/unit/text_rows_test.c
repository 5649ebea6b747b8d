/*
 * Compares each variant of tg_table_rows_scan with the portable one, which scans
 * field by field: on tables with any three bytes at any place, and on random
 * ones, most of them spoiled.
 *
 *	text_rows_test [N [SEED]]    N random tables, 100000 if not said
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/text/rows.h"
#include "io/bytes.h"
#include "random_text.h"
#include "tap.h"

#define ROOM 1200

static const char separators[] = {
	[TG_SYNTAX_CSV] = ',', [TG_SYNTAX_TSV] = '\t', [TG_SYNTAX_BLANKS] = ' '
};

/* True if both scans came to the same. */
static bool
same(const struct tg_json_rows *a, const struct tg_json_rows *b)
{
	const size_t size = a->integers ? sizeof(int64_t) : sizeof(uint32_t);

	return a->n == b->n && a->nrow == b->nrow && a->classes == b->classes &&
		a->width == b->width && a->last == b->last &&
		a->end == b->end &&
		memcmp(a->items, b->items, a->n * size) == 0;
}

/* Scan a table, with zeros behind it, by each variant. */
static bool
try(const struct tg_json_rows *table)
{
	static struct tg_json_rows portable, other;
	struct tg_json_rows *const scans[] = { &portable, &other };
	bool wanted = false;

	for (enum tg_isa isa = 0; isa < TG_ISA_COUNT; isa++) {
		struct tg_json_rows *scan = scans[isa != TG_ISA_PORTABLE];
		bool ok;

		if (!tg_isa_supported(isa))
			continue;
		scan->text = table->text;
		scan->len = table->len;
		scan->syntax = table->syntax;
		scan->ndim = 2;
		scan->length = table->length;
		scan->opened = 1;
		scan->integers = table->integers;
		ok = tg_table_rows_scan_with(scan, isa);
		if (isa == TG_ISA_PORTABLE)
			wanted = ok;
		if (ok != wanted || (ok && !same(scan, &portable))) {
			printf("# %s, syntax %d, %d fields, %s:\n%.*s\n",
				tg_isa_name(isa), (int)table->syntax,
				(int)table->length,
				table->integers ? "an index" : "an input",
				(int)table->len, (const char *)table->text);
			return false;
		}
	}
	return true;
}

/* Any three of some bytes at any place of a table, and any byte at all. */
static void
try_three_bytes(enum tg_text_syntax syntax, bool integers)
{
	const char bytes[] = { '0', '1', '7', '-', '.', 'e', '\n', '\r', '"',
		separators[syntax], syntax == TG_SYNTAX_CSV ? ' ' : ',' };
	const char *line = integers ? "-1,30,0,712\n" : "-0.25,30,1.5,7\n";
	const size_t n = sizeof(bytes);
	unsigned char plain[ROOM] = { 0 }, text[ROOM];
	struct tg_json_rows table = { .text = text,
		.syntax = syntax,
		.length = 4,
		.integers = integers };
	char name[64];
	bool ok = true;

	while (table.len < 250)
		for (const char *p = line; *p != '\0'; p++)
			plain[table.len++] =
				(unsigned char)(*p == ',' ? separators[syntax]
							  : *p);
	for (size_t at = 100; ok && at < 135; at++) {
		for (size_t i = 0; ok && i < n * n * n; i++) {
			memcpy(text, plain, sizeof(text));
			text[at] = (unsigned char)bytes[i % n];
			text[at + 1] = (unsigned char)bytes[i / n % n];
			text[at + 2] = (unsigned char)bytes[i / n / n];
			ok = try(&table);
		}
		for (int i = 0; ok && i < 256; i++) {
			memcpy(text, plain, sizeof(text));
			text[at] = (unsigned char)i;
			ok = try(&table);
		}
	}
	snprintf(name, sizeof(name), "three bytes, syntax %d, %s", (int)syntax,
		integers ? "an index" : "an input");
	tap_ok(ok, name);
}

static void
put_number(char number[32], bool integers)
{
	static const char *const others[] = { "1e5", "007", "+1", "x", "", "-",
		"1.", ".5", "123456789012345", "1234567890123456",
		"-123456789012345678", "12345678901234567890", "\"1\"",
		"0.123456789012345678901x", "-0", "0" };
	const unsigned kind = random_below(400);

	if (kind < 16)
		strcpy(number, others[kind]);
	else if (integers || kind % 3 == 0)
		snprintf(number, 32, "%s%u", kind % 2 ? "-" : "",
			random_below(kind % 5 ? 1000 : 1000000000));
	else
		snprintf(number, 32, "%s%u.%u", kind % 2 ? "-" : "",
			random_below(20), random_below(1000000000));
}

static bool
try_random(void)
{
	unsigned char text[ROOM] = { 0 };
	struct tg_json_rows table = {
		.text = text,
		.syntax = TG_SYNTAX_CSV + random_below(3),
		.length = 1 + random_below(random_below(3) == 0 ? 20 : 5),
		.integers = random_below(3) == 0,
	};
	const size_t most = 64 + random_below(900);
	const bool crlf = random_below(4) == 0;
	const bool integers = table.integers || random_below(3) == 0;

	while (table.len < most) {
		for (int i = 0; i < table.length; i++) {
			char number[32];

			put_number(number, integers);
			table.len += (size_t)sprintf((char *)text + table.len,
				"%.*s%s", i > 0, &separators[table.syntax],
				number);
		}
		table.len += (size_t)sprintf((char *)text + table.len,
			crlf && random_below(9) != 0 ? "\r\n" : "\n");
		if (table.len > ROOM - 600)
			break;
	}
	for (unsigned i = random_below(3); i > 0; i--)
		text[random_below((unsigned)table.len)] =
			(unsigned char)"0159-.,\t \n\r\"ex"[random_below(14)];
	return try(&table);
}

int
main(int argc, char **argv)
{
	long n = argc > 1 ? atol(argv[1]) : 100000;
	bool ok = true;

	random_begin(argc > 2 ? strtoull(argv[2], NULL, 10) : 1);
	for (enum tg_text_syntax syntax = TG_SYNTAX_CSV;
		syntax <= TG_SYNTAX_BLANKS; syntax++) {
		try_three_bytes(syntax, false);
		try_three_bytes(syntax, true);
	}
	for (long i = 0; ok && tap_asked("random tables") && i < n; i++)
		ok = try_random();
	tap_ok(ok, "random tables");
	return tap_end();
}
