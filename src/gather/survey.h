#ifndef TG_GATHER_SURVEY_H
#define TG_GATHER_SURVEY_H

#include "gather/gather.h"

/* Enough for the text of an index: a sign and 20 digits. */
#define TG_INDEX_TEXT 24

/*
 * Print an index that tg_cursor_indices read: as unsigned if the dtype of the
 * index is uint64, else as signed.
 */
void tg_gather_print_index(char text[TG_INDEX_TEXT],
	const struct tg_gather *gather, int64_t value);

/* One index that is out of range. */
struct tg_wrong {
	int64_t element;           /* its number in index, in C order */
	char value[TG_INDEX_TEXT]; /* as it is in the file */
	const struct tg_component *component;
};

/* Of wrong indices the first so many are kept. */
#define TG_WRONG_MAX 5

/* What a pass over the whole index has found. */
struct tg_survey {
	int64_t n;                    /* elements of the index */
	char smallest[TG_INDEX_TEXT]; /* as it is in the file; if n > 0 */
	char largest[TG_INDEX_TEXT];  /* likewise */
	int64_t noutside; /* out of range, whatever mode and ignored say */
	int64_t nwrong;   /* out of range, and an error under the policy */
	struct tg_wrong wrong[TG_WRONG_MAX]; /* the first of those */
	bool same_value;                     /* all wrong ones are equal */
	bool from_end;  /* all wrong ones would do if negatives were allowed */
	bool one_above; /* all wrong ones would do if indices began at 1 */
	bool zero;      /* an index is 0 */
};

/*
 * tg_gather_survey - look at every index. All of index must be in memory.
 *
 * Cost: one slow pass over the index.
 */
void tg_gather_survey(const struct tg_gather *gather, struct tg_survey *survey);

#endif
