/*
 * Compares each variant of tg_json_rows_scan with a naive scan of the same
 * chunk, on texts written by hand and on random ones, most of them spoiled.
 *
 *	json_rows_test [N [SEED]]    N random texts, 100000 if not said
 *
 * The naive scan turns the chunk into a string of tokens, elements by the exact
 * functions of json_token.h, and looks at the order of these alone. A chunk
 * that is a whole text is compared with tg_json_array_scan too. The padding ends at
 * a page that cannot be read.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "io/bytes.h"
#include "format/json/rows.h"
#include "format/json/array.h"
#include "format/json/rows_state.h"
#include "json_rows_cases.h"
#include "random_rows.h"
#include "random_text.h"
#include "tap.h"

struct answer {
	bool ok, last;
	size_t n, end, nrow;
	unsigned classes, width;
	int64_t item[RANDOM_TEXT];
	unsigned char closed[RANDOM_TEXT];
};

/* One token: '[', ']', ',' or 'v', an element. */
struct token {
	char kind;
	size_t at, end;
	unsigned class;
};

static unsigned char *room_end; /* where a text's padding ends */

static bool
next_token(const struct tg_json *json, size_t at, struct token *token)
{
	const unsigned char *p = tg_json_space(json->text + at);
	static struct tg_err err;

	err.code = TG_OK;
	*token = (struct token){ .at = (size_t)(p - json->text) };
	if (*p == '[' || *p == ']' || *p == ',') {
		token->kind = (char)*p++;
	} else {
		token->kind = 'v';
		if (!tg_json_skip(json, &p, &token->class, &err))
			return false;
	}
	token->end = (size_t)(p - json->text);
	return true;
}

static int64_t
value(const unsigned char *text, const struct token *token)
{
	char digits[32];
	size_t len = token->end - token->at;

	memcpy(digits, text + token->at, len);
	digits[len] = 0;
	return strtoll(digits, NULL, 10);
}

static unsigned
width_of(int64_t v)
{
	return v == (int8_t)v     ? 1
		: v == (int16_t)v ? 2
		: v == (int32_t)v ? 4
				  : 8;
}

static bool
take(const struct tg_json_rows *rows, struct answer *a, const struct token *t)
{
	int64_t item = (int64_t)t->at;

	if (rows->integers) {
		unsigned no = t->class &
			~(unsigned)(TG_CLASS_INTEGER | TG_CLASS_NEGATIVE |
				TG_CLASS_INEXACT);

		if (no != 0)
			return false;
		item = value(rows->text, t);
		if (width_of(item) > a->width)
			a->width = width_of(item);
	}
	a->item[a->n++] = item;
	a->classes |= t->class;
	return true;
}

/* What tg_json_rows_scan is to say, of a text with zeros behind it. */
static void
naive(const struct tg_json_rows *rows, struct answer *a)
{
	struct tg_json json = { .text = rows->text, .len = rows->len };
	struct token t = { 0 };
	int64_t in_row = 0;
	int closed = 0, open = rows->opened;
	char before = open > 0 ? '[' : ',';

	memset(a, 0, offsetof(struct answer, item));
	a->width = 1;
	while (next_token(&json, t.end, &t)) {
		if (t.kind == '[') {
			if ((before != '[' && before != ',') || open-- == 0)
				return;
		} else if (t.kind == 'v') {
			if ((before != '[' && before != ',') || open != 0)
				return;
			if (!take(rows, a, &t))
				return;
			in_row++;
		} else if (t.kind == ']') {
			if (before != 'v' && before != ']')
				return;
			if (rows->ndim > 1 && in_row != rows->length)
				return;
			closed++;
		} else {
			if (before != 'v' && before != ']')
				return;
			if (closed > 0) {
				a->closed[a->nrow++] = (unsigned char)closed;
				in_row = 0;
			}
			open = closed;
			closed = 0;
			if (t.end == rows->len &&
				(open > 0 || rows->ndim == 1)) {
				a->end = t.end;
				a->ok = true;
				return;
			}
		}
		before = t.kind;
		if (closed == rows->ndim) {
			if (rows->ndim > 1)
				a->closed[a->nrow++] = (unsigned char)closed;
			a->ok = a->last = true;
			a->end = t.end;
			return;
		}
	}
}

static bool
same_items(const struct tg_json_rows *rows, const struct answer *a)
{
	for (size_t i = 0; i < a->n; i++) {
		int64_t item = rows->integers
			? ((int64_t *)rows->items)[i]
			: (int64_t)((uint32_t *)rows->items)[i];

		if (item != a->item[i])
			return false;
	}
	return true;
}

static const char *
difference(const struct tg_json_rows *rows, bool ok, const struct answer *a)
{
	if (ok != a->ok)
		return ok ? "accepted" : "refused";
	if (!ok)
		return NULL;
	if (rows->n != a->n || !same_items(rows, a))
		return "items";
	if (rows->classes != a->classes)
		return "classes";
	if (rows->integers && rows->width != a->width)
		return "width";
	if (rows->last != a->last || rows->end != a->end)
		return "end";
	if (rows->nrow != a->nrow)
		return "nrow";
	if (rows->ndim > 2 && memcmp(rows->closed, a->closed, a->nrow) != 0)
		return "closed";
	return NULL;
}

/* A whole text that tg_json_array_scan takes for no tensor, or for another one. */
static const char *
serial_difference(const struct tg_json_rows *rows, const struct answer *a)
{
	static struct tg_err err;
	struct tg_json_scan scan = {
		.json = { rows->text, rows->len, NULL },
		.integers = rows->integers,
	};
	const char *what = NULL;

	err.code = TG_OK;
	scan.begin = (size_t)(tg_json_begin(&scan.json) - rows->text);
	if (!tg_json_array_scan(&scan, &err))
		/* rows need not be of one number in what is above them */
		what = rows->ndim > 2 ? NULL : "tg_json_array_scan refuses it";
	else if (scan.n != a->n || scan.classes != a->classes ||
		scan.end != a->end)
		what = "tg_json_array_scan differs";
	else if (rows->integers && scan.item_size != a->width)
		what = "tg_json_array_scan has another width";
	free(scan.items);
	return what;
}

static void
complain(const struct tg_json_rows *rows, const char *who, const char *what)
{
	printf("# %s, %s: ndim %d length %" PRId64 " opened %d%s: ", who, what,
		rows->ndim, rows->length, rows->opened,
		rows->integers ? " integers" : "");
	for (size_t i = 0; i < rows->len; i++)
		printf(rows->text[i] < ' ' || rows->text[i] >= 0x7F ? "\\x%02X"
								    : "%c",
			rows->text[i]);
	printf("\n");
}

/* The text at the end of the room, with filler behind it. */
static unsigned char *
place(const unsigned char *text, size_t len, const char *filler)
{
	unsigned char *pad = room_end - TG_PADDING;
	size_t n = strlen(filler);

	for (size_t i = 0; i < TG_PADDING; i++)
		pad[i] = n > 0 ? (unsigned char)filler[i % n] : 0;
	memcpy(pad - len, text, len);
	return pad - len;
}

/* True if all variants say of the text what they should; NULL wants anything */
static bool
try(struct tg_json_rows *rows, const unsigned char *text, const bool *wanted)
{
	static const char *const fillers[] = { "1", "]", ",", "\"", " ", "1,",
		"],[", "}", "0.5e", "" };
	static struct answer a;
	const char *what = NULL;

	rows->text = place(text, rows->len, "");
	naive(rows, &a);
	if (wanted != NULL && *wanted != a.ok)
		what = a.ok ? "accepted" : "refused";
	if (what == NULL && a.ok && a.last && rows->opened == rows->ndim &&
		a.end == rows->len)
		what = serial_difference(rows, &a);
	if (what != NULL) {
		complain(rows, "naive", what);
		return false;
	}
	place(text, rows->len,
		fillers[random_below(sizeof(fillers) / sizeof(fillers[0]))]);
	for (enum tg_isa isa = 0; isa < TG_ISA_COUNT; isa++) {
		if (!tg_isa_supported(isa))
			continue;
		what = difference(rows, tg_json_rows_scan_with(rows, isa), &a);
		if (what != NULL) {
			complain(rows, tg_isa_name(isa), what);
			return false;
		}
	}
	return true;
}

/*
 * Each case as it is, and far from the start of the chunk, where blocks have
 * set in: behind rows of the same shape that end at 0 to 130 bytes.
 */
static void
try_cases(void)
{
	struct tg_json_rows rows = { 0 };
	unsigned char text[RANDOM_TEXT];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bool ok = true;

		rows.ndim = cases[i].ndim;
		rows.length = cases[i].length;
		rows.opened = cases[i].opened;
		rows.integers = cases[i].integers;
		for (size_t shift = 0; ok && shift <= 130; shift++) {
			memset(text, ' ', shift);
			strcpy((char *)text + shift, cases[i].text);
			rows.len = shift + strlen(cases[i].text);
			ok = try(&rows, text, &cases[i].ok);
		}
		tap_ok(ok, cases[i].text);
	}
	tg_json_rows_free(&rows);
}

static bool
try_random(struct tg_json_rows *rows)
{
	static const bool accepted = true;
	unsigned char text[RANDOM_TEXT];

	return try(rows, text, random_rows(rows, text) ? &accepted : NULL);
}

/*
 * Any three of these bytes, and any byte at all, at any place of a text without
 * white space, in which blocks have set in and go on.
 */
static void
try_three_bytes(bool integers)
{
	static const char bytes[] = "017-.,[]e ";
	const size_t nbytes = sizeof(bytes) - 1;
	const char *row = integers ? "[-1,30,0,712]," : "[-0.25,30,1.5,7],";
	struct tg_json_rows rows = {
		.ndim = 2, .length = 4, .opened = 1, .integers = integers
	};
	unsigned char plain[RANDOM_TEXT] = { 0 }, text[RANDOM_TEXT];
	bool ok = true;

	while (rows.len < 250) {
		strcpy((char *)plain + rows.len, row);
		rows.len += strlen(row);
	}
	for (size_t at = 100; ok && at < 135; at++) {
		for (size_t i = 0; ok && i < nbytes * nbytes * nbytes; i++) {
			memcpy(text, plain, sizeof(text));
			text[at] = (unsigned char)bytes[i % nbytes];
			text[at + 1] =
				(unsigned char)bytes[i / nbytes % nbytes];
			text[at + 2] =
				(unsigned char)bytes[i / nbytes / nbytes];
			ok = try(&rows, text, NULL);
		}
		for (int i = 0; ok && i < 256; i++) {
			memcpy(text, plain, sizeof(text));
			text[at] = (unsigned char)i;
			ok = try(&rows, text, NULL);
		}
	}
	tap_ok(ok, integers ? "three bytes of an index" : "three bytes");
	tg_json_rows_free(&rows);
}

/* Each instruction set by its name, and one that there is none of. */
static void
try_names(void)
{
	static struct tg_err err;
	bool ok = true;

	for (enum tg_isa isa = 0; isa < TG_ISA_COUNT; isa++)
		if (tg_isa_supported(isa))
			ok = ok && tg_isa_choose(tg_isa_name(isa), &err) &&
				tg_isa_chosen() == isa;
	tap_ok(ok, "instruction sets by name");
	ok = !tg_isa_choose("AVX2", &err) && err.code == TG_EUSAGE &&
		strcmp(err.where, "TGATHER_ISA") == 0 &&
		strcmp(err.what,
			"\"AVX2\" is none of portable, sse2, avx2, neon") == 0;
	tap_ok(ok, "no instruction set");
}

/*
 * Vector code scans a text of numbers by itself, up to its last block: what it
 * leaves is right, too, but slow.
 */
static bool
blocks_scan(tg_json_rows_blocks *blocks, bool integers)
{
	unsigned char text[1000 + TG_PADDING] = "";
	struct tg_json_rows rows = { .ndim = 1, .integers = integers };
	struct tg_json_rows_state s = { .rows = &rows, .left = INT64_MAX };
	bool ok = tg_json_rows_reserve(&rows, sizeof(text));

	for (size_t i = 0; i < 1000; i += 5)
		memcpy(text + i, integers ? "-123," : "1.50,", 5);
	s.json.text = text;
	s.json.len = 1000;
	if (ok)
		blocks(&s);
	ok = ok && s.at > 1000 - 2 * TG_JSON_ROWS_BLOCK && rows.n * 5 == s.at;
	tg_json_rows_free(&rows);
	return ok;
}

static void
try_blocks(void)
{
	bool ok = true;

	for (enum tg_isa isa = 0; isa < TG_ISA_COUNT; isa++) {
		tg_json_rows_blocks *blocks = tg_json_rows_blocks_of(isa);

		if (blocks != NULL && tg_isa_supported(isa))
			ok = ok && blocks_scan(blocks, false) &&
				blocks_scan(blocks, true);
	}
	tap_ok(ok, "blocks of numbers are scanned by vectors");
}

int
main(int argc, char **argv)
{
	long n = argc > 1 ? atol(argv[1]) : 100000, bad = 0;
	size_t page = (size_t)sysconf(_SC_PAGESIZE), room = 2 * page;
	struct tg_json_rows rows = { 0 };
	unsigned char *p = mmap(NULL, room + page, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED || mprotect(p + room, page, PROT_NONE) != 0)
		return 3;
	room_end = p + room;
	random_begin(argc > 2 ? strtoull(argv[2], NULL, 10) : 1);
	try_names();
	try_blocks();
	try_cases();
	try_three_bytes(false);
	try_three_bytes(true);
	for (long i = 0; tap_asked("random texts") && i < n && bad < 10; i++)
		bad += !try_random(&rows);
	tap_ok(bad == 0, "random texts");
	tg_json_rows_free(&rows);
	return tap_end();
}
