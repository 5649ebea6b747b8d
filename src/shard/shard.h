#ifndef TG_SHARD_SHARD_H
#define TG_SHARD_SHARD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "io/confine.h"

/*
 * One result by many processes, the ranks. Each makes its share of it and
 * leaves a marker; whoever finds the markers of all gives the result its name.
 * There is no lock, nobody waits, and nothing goes stale: whatever rank is ended
 * at whatever moment, starting it again is enough.
 *
 * All files lie beside the result, OUT, where its symbolic links lead:
 *
 *   .tgather.HASH.KEY.part        the file that becomes OUT: ranks write ranges
 *                                 of it, or it is joined from
 *   .tgather.HASH.KEY.part.I      files of their own
 *   .tgather.HASH.KEY.done.I      the marker of rank I
 *   .tgather.HASH.KEY.committed   which file has become OUT
 *   ..tgather.HASH.KEY.*          on its way to one of the others
 *
 * HASH is 16 hexadecimal digits that stand for the name of OUT, KEY 16 that
 * stand for the job: its options, the number of ranks, and what the operands
 * hold. So jobs of different operands never meet.
 *
 * The directory's file system must have rename, hard links and fsync.
 */

/* The most ranks of a job. */
#define TG_MAX_RANKS 1000000

/* How the shares of all ranks become the result. */
struct tg_shard_layout {
	bool joined;  /* rank after rank: where a share begins in the one file
			 is not known before the shares of the ranks before it
			 are there */
	uint64_t len; /* else: bytes of the one file that all write */
	/*
	 * The CRC-32 of bytes crc_begin .. crc_end of the one file belongs at
	 * ncrc places in it, little-endian, before the file gets its name. Ranks
	 * must leave these 4 bytes out when they write their ranges: one that is
	 * late would write over the CRC.
	 */
	int ncrc;
	uint64_t crc_at[2];
	uint64_t crc_begin, crc_end;
};

/* What a rank has made, for its marker. */
struct tg_shard_share {
	bool placed; /* it is in the one file; else in a file of its own, which
			is to be joined */
	uint64_t begin, end; /* of the one file; of a file of its own 0 and its
				length */
	uint32_t crc; /* CRC-32 of the bytes from begin to end, as far as they
			 lie in crc_begin .. crc_end; 0 where none is due */
};

/* All zero at first, but as tg_shard_open sets it. */
struct tg_shard {
	const char *name; /* of OUT, as the user gave it, for messages */
	char *target;     /* where its links lead; malloc'ed */
	char *path;       /* room for the path of any file; malloc'ed */
	size_t dir_len;   /* bytes of it that are the directory */
	uint64_t hash, key;
	int64_t rank, nrank; /* rank 0 .. nrank-1 */
	/*
	 * The file that becomes OUT, once it is open; else 0. It stays open, so
	 * that no other file can get the same inode number.
	 */
	int part;
};

enum tg_shard_state {
	TG_SHARD_FAILED,    /* err says why */
	TG_SHARD_DUE,       /* this rank's share has to be made */
	TG_SHARD_MADE,      /* it was made before: only commit */
	TG_SHARD_COMMITTED, /* the result of this job is in place */
	TG_SHARD_WAITING,   /* other ranks are not done yet */
};

/*
 * tg_shard_open - begin as one rank of a job.
 *
 *   out    path of the result; borrowed
 *   key    what tells this job from others
 *
 * Errors: TG_EUSAGE if OUT is a pipe, a device or a directory; TG_ESYS.
 * Ownership: tg_shard_free frees what the struct owns, also after an error.
 */
bool tg_shard_open(struct tg_shard *shard, const char *out, uint64_t key,
	int64_t rank, int64_t nrank, struct tg_err *err);
void tg_shard_free(struct tg_shard *shard);

/* Add what to do next to an error of the system, once a rank has begun. */
void tg_shard_help(const struct tg_shard *shard, struct tg_err *err);

/* Add a line of help: why to give --shard clean, and how. */
void tg_shard_help_clean(const char *out, const char *why, struct tg_err *err);

/* Allow what all functions here need, for a result with this path. */
void tg_shard_allow(struct tg_confinement *confinement, const char *out);

/*
 * tg_shard_look - what is left to do for this rank: TG_SHARD_DUE,
 * TG_SHARD_MADE or TG_SHARD_COMMITTED. What a committed job has left is removed.
 * A job whose result is no longer in place, or has other bytes, begins anew.
 *
 * Errors: TG_ESYS.
 */
enum tg_shard_state tg_shard_look(struct tg_shard *shard, struct tg_err *err);

/*
 * tg_shard_is_committed - for who misses what it has made itself: has it gone into
 * OUT? Unlike tg_shard_look this is not misled by a rank that is late, and writes
 * the same bytes into OUT again: until that rank has left a record of it too, OUT
 * looks like a file that somebody has changed.
 *
 * Errors: TG_ESYS.
 */
bool tg_shard_is_committed(
	struct tg_shard *shard, bool *committed, struct tg_err *err);

/*
 * tg_shard_open_part - open the one file that all ranks write, of layout->len
 * bytes, and make it where there is none. If shares are joined it is as long as
 * what others have written.
 *
 *   *fd   receives the descriptor, for writing and reading; the caller's
 *
 * Errors: TG_ESYS.
 */
bool tg_shard_open_part(struct tg_shard *shard,
	const struct tg_shard_layout *layout, int *fd, struct tg_err *err);

/*
 * tg_shard_find_place - where in the one file this rank's share begins, if shares
 * are joined and that is known by now: the share of the rank before it is there.
 *
 *   *known   if it is not, the share is to be written to a file of its own
 *
 * Errors: TG_ESYS.
 */
bool tg_shard_find_place(struct tg_shard *shard, bool *known, uint64_t *begin,
	struct tg_err *err);

/*
 * tg_shard_part_path - the path of this rank's own file, to be joined, for
 * something that writes it under another name first. malloc'ed; NULL without
 * memory.
 *
 * If that other name has vanished when the file is to get this one, another rank
 * has committed, and removed it: tg_shard_is_committed tells.
 */
char *tg_shard_part_path(const struct tg_shard *shard);

/*
 * tg_shard_leave - this rank's share is written: leave its marker. Its bytes
 * reach the disk before the marker does.
 *
 *   fd   what was written: the one file, or this rank's own under its name
 *
 * Errors: TG_ESYS.
 */
bool tg_shard_leave(struct tg_shard *shard, int fd,
	const struct tg_shard_layout *layout,
	const struct tg_shard_share *share, struct tg_err *err);

/*
 * tg_shard_commit - count the markers, and if all are there give the result its
 * name; it takes the mode and the owner of the file that it replaces.
 *
 *   *done   receives the number of ranks that are done
 *
 * A rank that wrote the one file has to commit with the struct that opened it.
 *
 * Returns TG_SHARD_COMMITTED, also if another rank was faster; TG_SHARD_WAITING
 * if ranks are missing; TG_SHARD_FAILED. Errors: TG_ESYS.
 */
enum tg_shard_state tg_shard_commit(
	struct tg_shard *shard, int64_t *done, struct tg_err *err);

/* One job that has left something beside OUT. */
struct tg_shard_job {
	uint64_t key;
	int64_t nrank; /* 0: no rank has left a marker yet */
	int64_t ndone;
	const int64_t *done; /* their numbers, ascending */
	bool committed;      /* OUT is its result */
	uint64_t bytes;      /* that its files take on the disk */
};

/*
 * tg_shard_status - tell of every job that has left something beside OUT,
 * in the order of keys; a job whose ranks are all done is committed first.
 *
 *   tell   called for each; returns false, with err filled in, to stop
 *
 * Errors: TG_ESYS; those of tell.
 */
bool tg_shard_status(const char *out,
	bool (*tell)(void *context, const struct tg_shard_job *job,
		struct tg_err *err),
	void *context, struct tg_err *err);

/*
 * tg_shard_clean - remove all that any job has left beside OUT; OUT stays.
 *
 *   *removed   receives the number of files
 *
 * Errors: TG_ESYS.
 */
bool tg_shard_clean(const char *out, int64_t *removed, struct tg_err *err);

#endif
