/*
 * The table of --info on a terminal. A model has thousands of tensors, of which
 * most are those of one layer again: so names that differ only in their numbers
 * are told once, with the range of these numbers.
 */
#include "job/info_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/byte_count.h"
#include "base/text_width.h"

/* A table of so many lines is not folded. */
#define SHORT 24

/* The fewest columns of a name, and the most of a dtype. */
#define NAME_MIN  12
#define DTYPE_MAX 24

/* So many runs of digits in a name are told apart; numbers behind are text. */
#define RUNS 8

struct tg_info_entry {
	char *name;
	char *dtype; /* malloc'ed as name is */
	struct tg_shape shape;
	int64_t bytes;
	size_t number; /* of the entry, in the order of the file */
};

/* Entries that are told in one line. */
struct row {
	const struct tg_info_entry *first;
	size_t n;
	double bytes; /* of all */
	char *name;   /* malloc'ed */
};

static bool
make_room(struct tg_info_table *table)
{
	struct tg_info_entry *grown;
	size_t capacity = table->capacity, size;

	if (table->n < capacity)
		return true;
	capacity += capacity / 2 + 16;
	if (__builtin_mul_overflow(capacity, sizeof(*grown), &size))
		return false;
	grown = realloc(table->entries, size);
	if (grown == NULL)
		return false;
	table->entries = grown;
	table->capacity = capacity;
	return true;
}

void
tg_info_table_add(struct tg_info_table *table, const char *name,
	const char *dtype, const struct tg_shape *shape, int64_t bytes)
{
	struct tg_info_entry *entry;

	if (!make_room(table)) {
		table->failed = true;
		return;
	}
	entry = &table->entries[table->n];
	*entry = (struct tg_info_entry){
		.name = strdup(name),
		.dtype = strdup(dtype != NULL ? dtype : "-"),
		.shape = *shape,
		.bytes = bytes,
		.number = table->n,
	};
	table->n++;
	if (entry->name == NULL || entry->dtype == NULL) {
		table->failed = true;
		tg_info_table_cut(table, table->n - 1);
	}
}

void
tg_info_table_cut(struct tg_info_table *table, size_t n)
{
	while (table->n > n) {
		table->n--;
		free(table->entries[table->n].name);
		free(table->entries[table->n].dtype);
	}
}

void
tg_info_table_free(struct tg_info_table *table)
{
	tg_info_table_cut(table, 0);
	free(table->entries);
	*table = (struct tg_info_table){ 0 };
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The end of the digits at p. */
static const char *
end_of_digits(const char *p)
{
	while (is_digit(*p))
		p++;
	return p;
}

/* Compare two names, in which one run of digits is like any other. */
static int
compare_patterns(const char *a, const char *b)
{
	for (int run = 0;; a++, b++) {
		if (run < RUNS && is_digit(*a) && is_digit(*b)) {
			a = end_of_digits(a);
			b = end_of_digits(b);
			run++;
		}
		if (*a != *b || *a == '\0')
			return (unsigned char)*a - (unsigned char)*b;
	}
}

/* The order in which entries of one line are beside each other. */
static int
compare_kinds(const struct tg_info_entry *a, const struct tg_info_entry *b)
{
	int order = compare_patterns(a->name, b->name);

	if (order == 0)
		order = strcmp(a->dtype, b->dtype);
	if (order == 0)
		order = a->shape.ndim - b->shape.ndim;
	for (int i = 0; order == 0 && i < a->shape.ndim; i++)
		order = (a->shape.size[i] > b->shape.size[i]) -
			(a->shape.size[i] < b->shape.size[i]);
	return order;
}

static int
compare_entries(const void *a, const void *b)
{
	const struct tg_info_entry *x = a, *y = b;
	const int order = compare_kinds(x, y);

	return order != 0 ? order
			  : (x->number > y->number) - (x->number < y->number);
}

static int
compare_rows(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	return (x->first->number > y->first->number) -
		(x->first->number < y->first->number);
}

/* Compare two numbers, each of one digit and more, by their values. */
static int
compare_numbers(const char *a, const char *b)
{
	const char *a_end = end_of_digits(a), *b_end = end_of_digits(b);

	while (*a == '0' && a + 1 < a_end)
		a++;
	while (*b == '0' && b + 1 < b_end)
		b++;
	if (a_end - a != b_end - b)
		return a_end - a < b_end - b ? -1 : 1;
	return memcmp(a, b, (size_t)(a_end - a));
}

/* Find the runs of digits of a name. Returns how many. */
static int
find_runs(const char *name, const char *run[RUNS])
{
	int n = 0;

	while (*name != '\0' && n < RUNS) {
		if (is_digit(*name)) {
			run[n++] = name;
			name = end_of_digits(name);
		} else {
			name++;
		}
	}
	return n;
}

/* The name of n entries, with the ranges of the numbers in which they differ. */
static void
print_folded_name(
	struct tg_printed *to, const struct tg_info_entry *entries, size_t n)
{
	const char *low[RUNS] = { NULL }, *high[RUNS], *run[RUNS];
	const char *p = entries[0].name;
	const int nrun = find_runs(p, low);

	memcpy(high, low, sizeof(high));
	for (size_t i = 1; i < n; i++) {
		find_runs(entries[i].name, run);
		for (int k = 0; k < nrun; k++) {
			if (compare_numbers(run[k], low[k]) < 0)
				low[k] = run[k];
			if (compare_numbers(run[k], high[k]) > 0)
				high[k] = run[k];
		}
	}
	find_runs(p, run);
	for (int k = 0; k < nrun; k++) {
		const bool differ = compare_numbers(low[k], high[k]) != 0;

		tg_print(to, "%.*s%s%.*s", (int)(run[k] - p), p,
			differ ? "{" : "",
			(int)(end_of_digits(low[k]) - low[k]), low[k]);
		if (differ)
			tg_print(to, "-%.*s}",
				(int)(end_of_digits(high[k]) - high[k]),
				high[k]);
		p = end_of_digits(run[k]);
	}
	tg_print_text(to, p);
}

/* Make rows of the entries, which are then in the order of their kinds. */
static size_t
fold(struct tg_info_table *table, struct row *rows)
{
	struct tg_info_entry *e = table->entries;
	const bool folds = table->n > SHORT;
	size_t nrow = 0, n;

	if (folds)
		qsort(e, table->n, sizeof(*e), compare_entries);
	for (size_t i = 0; i < table->n; i += n) {
		struct tg_printed name = { 0 };

		n = 1;
		while (folds && i + n < table->n &&
			compare_kinds(&e[i], &e[i + n]) == 0)
			n++;
		print_folded_name(&name, &e[i], n);
		table->failed = table->failed || name.failed;
		rows[nrow] = (struct row){ &e[i], n, 0, name.text };
		for (size_t k = i; k < i + n; k++)
			rows[nrow].bytes += (double)e[k].bytes;
		nrow++;
	}
	qsort(rows, nrow, sizeof(*rows), compare_rows);
	return nrow;
}

/* The widths of the columns that have one. */
struct widths {
	int name, dtype, shape;
};

static int
larger(int a, int b)
{
	return a > b ? a : b;
}

static struct widths
measure(const struct row *rows, size_t nrow, int width)
{
	struct widths w = { .name = 4, .dtype = 5, .shape = 5 };
	char text[TG_SHAPE_TEXT];
	int left;

	for (size_t i = 0; i < nrow; i++) {
		const struct tg_info_entry *e = rows[i].first;

		w.name = larger(w.name,
			tg_text_width(rows[i].name, strlen(rows[i].name)));
		w.dtype = larger(w.dtype, (int)strlen(e->dtype));
		w.shape = larger(
			w.shape, (int)strlen(tg_shape_text(text, &e->shape)));
	}
	if (w.dtype > DTYPE_MAX)
		w.dtype = DTYPE_MAX;
	/* a size such as "4.2 MB in 1024" takes 14 columns */
	left = width - w.dtype - w.shape - 6 - 14;
	if (w.name > left)
		w.name = larger(left, NAME_MIN);
	return w;
}

/* Print a text in a column, cut if it is wider. */
static void
print_cell(struct tg_printed *to, const char *text, int width)
{
	const size_t len = strlen(text), room = 6 * len + 8;
	char *cell = malloc(room);

	if (cell == NULL) {
		to->failed = true;
		return;
	}
	width -= tg_text_width_cut(cell, room, text, len, width);
	tg_print(to, "%s%*s  ", cell, width, "");
	free(cell);
}

static void
print_row(struct tg_printed *to, const struct row *row, const struct widths *w)
{
	char text[TG_SHAPE_TEXT], size[TG_BYTE_COUNT_TEXT];

	print_cell(to, row->name, w->name);
	print_cell(to, row->first->dtype, w->dtype);
	print_cell(to, tg_shape_text(text, &row->first->shape), w->shape);
	tg_print_text(to, tg_byte_count_text(size, row->bytes));
	if (row->n > 1)
		tg_print(to, " in %zu", row->n);
	tg_print_char(to, '\n');
}

static void
print_rows(struct tg_printed *to, const struct row *rows, size_t nrow,
	const char *heading, int width)
{
	const struct widths w = measure(rows, nrow, width);

	if (to->len > 0)
		tg_print_char(to, '\n');
	if (heading != NULL)
		tg_print(to, "%s\n", heading);
	tg_print(to, "%-*s  %-*s  %-*s  size\n", w.name, "name", w.dtype,
		"dtype", w.shape, "shape");
	for (size_t i = 0; i < nrow; i++)
		print_row(to, &rows[i], &w);
}

void
tg_info_table_print(struct tg_info_table *table, struct tg_printed *to,
	const char *heading, int width)
{
	struct row *rows;
	size_t nrow = 0;

	if (table->n == 0)
		return;
	rows = calloc(table->n, sizeof(*rows));
	if (rows != NULL)
		nrow = fold(table, rows);
	to->failed = to->failed || rows == NULL || table->failed;
	if (!to->failed)
		print_rows(to, rows, nrow, heading, width);
	if (nrow < table->n)
		tg_print(to, "(--json lists each of the %zu)\n", table->n);
	for (size_t i = 0; i < nrow; i++)
		free(rows[i].name);
	free(rows);
	tg_info_table_cut(table, 0);
}
