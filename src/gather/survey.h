#ifndef TG_GATHER_SURVEY_H
#define TG_GATHER_SURVEY_H

#include "gather/cursor.h"
#include "gather/gather.h"

/* Enough for an index: a sign and 20 digits, or the text of a float64. */
#define TG_INDEX_TEXT 32

/*
 * Print an index that tg_cursor_indices read: as unsigned if the dtype of the
 * index is uint64, else as signed.
 */
void tg_gather_print_index(char text[TG_INDEX_TEXT],
	const struct tg_gather *gather, int64_t value);

/*
 * Print the index at a place that tg_cursor_indices refused: a float such as
 * "2.5". Returns true if it is a whole number, which does not fit int64.
 */
bool tg_gather_print_refused(char text[TG_INDEX_TEXT],
	const struct tg_gather *gather, const struct tg_places *place,
	const struct tg_component *component);

/* What is wrong with an index. */
enum tg_fault {
	TG_FAULT_OUTSIDE,  /* it is out of range */
	TG_FAULT_FRACTION, /* it is a float that is no whole number */
	TG_FAULT_HUGE,     /* it is a float that does not fit int64 */
};

/* One index that is wrong. */
struct tg_wrong {
	enum tg_fault fault;
	int64_t element;           /* its number in index, in C order */
	char value[TG_INDEX_TEXT]; /* as it is in the file */
	const struct tg_component *component;
	size_t line; /* where it is in a text that cannot be read again, from */
	size_t column; /* 1; 0: that is found out when it is told */
};

/* Of wrong indices the first so many are kept. */
#define TG_WRONG_MAX 5

/* What a pass over the whole index has found. */
struct tg_survey {
	int64_t n;                    /* elements of the index */
	char smallest[TG_INDEX_TEXT]; /* as it is in the file; if n > 0 */
	char largest[TG_INDEX_TEXT];  /* likewise */
	int64_t noutside; /* out of range, whatever mode and ignored say */
	int64_t nwrong;   /* an error under the policy: out of range, or no
			     integer */
	struct tg_wrong wrong[TG_WRONG_MAX]; /* the first of those */
	bool refused;    /* one of the wrong ones, kept or not, is no integer */
	bool same_value; /* all wrong ones are equal */
	bool from_end;   /* all wrong ones would do if negatives were allowed */
	bool one_above;  /* all wrong ones would do if indices began at 1 */
	bool zero;       /* an index is 0 */
};

/*
 * tg_gather_survey - look at every index. All of index must be in memory.
 *
 * Cost: one slow pass over the index.
 */
void tg_gather_survey(const struct tg_gather *gather, struct tg_survey *survey);

/*
 * The same for n tuples of index, from number first on, of which only a part
 * need be in memory.
 */
void tg_gather_survey_part(const struct tg_gather *gather, int64_t first,
	int64_t n, struct tg_survey *survey);

/*
 * Add what was found in the next part to what was found before it, but for the
 * smallest and the largest index. All zero is of no part.
 */
void tg_survey_add(struct tg_survey *survey, const struct tg_survey *part);

#endif
