#ifndef TG_GATHER_SURVEY_H
#define TG_GATHER_SURVEY_H

#include "gather/gather.h"

/* The text of an index: 20 characters and a sign. */
#define TG_INDEX_TEXT 24

/* Print an index as it stands, signed or not. */
void tg_gather_print_index(char text[TG_INDEX_TEXT],
	const struct tg_gather *gather, int64_t value);

/* One index that is out of range. */
struct tg_wrong {
	int64_t element;           /* of the index, in C order */
	char value[TG_INDEX_TEXT]; /* as it stands there */
	const struct tg_component *component;
};

#define TG_WRONG_MAX 5

/* What a pass over the whole index saw. */
struct tg_survey {
	int64_t n;                    /* elements of the index */
	char smallest[TG_INDEX_TEXT]; /* as they stand there, when n > 0 */
	char largest[TG_INDEX_TEXT];
	int64_t noutside; /* out of range, whatever becomes of them */
	int64_t nwrong;   /* those that are an error */
	struct tg_wrong wrong[TG_WRONG_MAX]; /* the first ones */
	bool same_value;                     /* all wrong ones have one value */
	bool from_end;  /* all would do with negative set */
	bool one_above; /* all would do if they counted from 1 */
	bool zero;      /* an index is 0 */
};

/* Look at every index. Cost: one slow pass over the index. */
void tg_gather_survey(const struct tg_gather *gather, struct tg_survey *survey);

#endif
