#ifndef RANKS_H
#define RANKS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Three ranks that make a result of known bytes in a directory of their own, by
 * src/shard/. One of them has nothing to do.
 */
enum { RANKS = 3 };

/* How ranks write what they make. */
enum ranks_way {
	RANKS_RANGES, /* a range of one file, which is known beforehand */
	RANKS_OWN,    /* a file of its own for each, which are joined */
	RANKS_PLACED, /* a range of one file, if those before it are done, else a
			 file of its own */
	RANKS_WAYS
};

/* How a rank ends. */
enum {
	RANKS_COMMITTED = 0,
	RANKS_FAILED = 3, /* an error of the system, with a message */
	RANKS_WAITING = 10,
	RANKS_BROKEN = 20 /* an error that must not be */
};

/* What OUT is. */
enum ranks_out {
	RANKS_ABSENT,
	RANKS_FORMER, /* what was there first */
	RANKS_WHOLE,  /* the result */
	RANKS_OTHER,  /* what ranks_replace puts there */
	RANKS_WRONG,
};

/* Make the directory in another; ranks_end removes it. */
bool ranks_setup(const char *base);
void ranks_end(void);

/* Has any rank seen yet what is left to do for it, since ranks_begin? */
bool ranks_looked(void);

const char *ranks_directory(void);
const char *ranks_path(void); /* of OUT */

/* Begin anew in an empty directory. former: there is another OUT. */
void ranks_begin(enum ranks_way way, bool former);

/* Another job; it is 0 after ranks_begin. */
void ranks_set_key(uint64_t key);

/* What a rank does from its begin to its end; returns how it ends. */
int ranks_play(int rank);

/* `--shard status` in place of a rank: RANKS_COMMITTED or RANKS_WAITING. */
int ranks_play_status(int rank);

/* Do that in a process of its own, and wait for its end. */
int ranks_run(int (*play)(int rank), int rank);

/* Run all ranks; true if the last commits, and nothing is wrong. */
bool ranks_run_all(void);

enum ranks_out ranks_out(void);

/* Put another file in the place of OUT, as another program may. */
void ranks_replace(void);

/* OUT gets another time, as if the same bytes were written into it again. */
void ranks_write_again(void);

/* True if OUT is whole, and nothing but the record of that is there. */
bool ranks_tidy(void);

/* How many files are there whose names begin so. */
int ranks_count(const char *begin);

#endif
