#ifndef TG_SHARD_FILES_H
#define TG_SHARD_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "shard/shard.h"

/*
 * What the files of shard/ share: the names of a job's files, and what is in
 * them. Where nothing else is said, errors are TG_ESYS and say the file.
 */

/* Room for the name of any file of a job, and for the text of a small one. */
#define TG_SHARD_NAME 128
#define TG_SHARD_TEXT 512

/*
 * tg_shard_begin - know where the files of OUT are. tg_shard_free frees what
 * the struct owns.
 *
 * Errors: as tg_shard_open.
 */
bool tg_shard_begin(
	struct tg_shard *shard, const char *out, struct tg_err *err);

/* False, with an error, if OUT is there and read only. */
bool tg_shard_may_replace(const struct tg_shard *shard, struct tg_err *err);

/*
 * The path of a file of the job, by the end of its name. It is good until the
 * next call.
 */
const char *tg_shard_path(struct tg_shard *shard, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* The path of any file in the directory; likewise. */
const char *tg_shard_path_of(struct tg_shard *shard, const char *name);

/* The path of the directory itself; likewise. */
const char *tg_shard_directory(struct tg_shard *shard);

/* Fail by errno: "cannot WHAT FILE"; path as tg_shard_path gave it. */
bool tg_shard_fail(const struct tg_shard *shard, const char *what,
	const char *path, struct tg_err *err);

/* Let what has been done in the directory reach the disk. */
bool tg_shard_sync(struct tg_shard *shard, struct tg_err *err);

/*
 * tg_shard_put - write a small file, which appears whole and stays, also when
 * the machine stops.
 */
bool tg_shard_put(struct tg_shard *shard, const char *end, const char *text,
	struct tg_err *err);

/*
 * tg_shard_get - read a small file. The text is empty if there is none, or if
 * the file is too large to be one.
 */
bool tg_shard_get(struct tg_shard *shard, const char *end,
	char text[TG_SHARD_TEXT], struct tg_err *err);

/* A file of a job, as its name tells. */
enum tg_shard_kind {
	TG_SHARD_RECORD, /* .committed */
	TG_SHARD_PART,   /* .part */
	TG_SHARD_OWN,    /* .part.I */
	TG_SHARD_DONE,   /* .done.I */
	TG_SHARD_OTHER,  /* on its way */
};

struct tg_shard_entry {
	uint64_t key;
	enum tg_shard_kind kind;
	int64_t rank; /* of TG_SHARD_OWN and TG_SHARD_DONE; else 0 */
};

/* Files beside OUT, in the order of key, kind and rank. All zero is empty. */
struct tg_shard_list {
	struct tg_shard_entry *entry;
	size_t n, room;
};

/*
 * tg_shard_list_read - list the files that all jobs have beside OUT, or those
 * of one job. Its rows are read anew: a name that a network's file system
 * remembers as absent is found.
 *
 *   key   NULL for all
 */
bool tg_shard_list_read(struct tg_shard_list *list, struct tg_shard *shard,
	const uint64_t *key, struct tg_err *err);
void tg_shard_list_free(struct tg_shard_list *list);

/* How many markers of ranks below nrank the shard's job has. */
int64_t tg_shard_list_ndone(
	const struct tg_shard_list *list, const struct tg_shard *shard);

/*
 * tg_shard_remove_job - remove what the job of a committed result has left, apart
 * from its record, and the records of other jobs, whose result OUT no longer is.
 */
bool tg_shard_remove_job(struct tg_shard *shard, struct tg_err *err);

/* Remove all that jobs have beside OUT, and count the files. */
bool tg_shard_remove_all(
	struct tg_shard *shard, int64_t *removed, struct tg_err *err);

/* Remove one file; it may be absent. */
bool tg_shard_remove(
	struct tg_shard *shard, const char *end, struct tg_err *err);

/* What a marker says. */
struct tg_shard_marker {
	int64_t nrank;
	struct tg_shard_layout layout;
	uint64_t inode; /* of the one file; 0 if the share is not in it */
	struct tg_shard_share share;
};

void tg_shard_marker_print(
	const struct tg_shard_marker *marker, char text[TG_SHARD_TEXT]);

/* False for any text that tg_shard_marker_print does not write. */
bool tg_shard_marker_parse(struct tg_shard_marker *marker, const char *text);

/* Read the marker of a rank; *found is false if there is none, or no good one. */
bool tg_shard_marker_read(struct tg_shard_marker *marker,
	struct tg_shard *shard, int64_t rank, bool *found, struct tg_err *err);

/*
 * tg_shard_take - open the file that becomes OUT, if there is one, in place of
 * the one that is open.
 */
bool tg_shard_take(struct tg_shard *shard, struct tg_err *err);

/*
 * tg_shard_take, but make the file where there is none, of so many bytes.
 *
 *   fixed   a file of another size is damaged, and a new one takes its place
 */
bool tg_shard_make(
	struct tg_shard *shard, uint64_t len, bool fixed, struct tg_err *err);

/* Give the file that is open its size, unless it has it. */
bool tg_shard_set_size(
	struct tg_shard *shard, uint64_t len, struct tg_err *err);

/* Close the file that becomes OUT. */
void tg_shard_drop(struct tg_shard *shard);

/*
 * tg_shard_counts - does a rank's marker count? It has to be of this job, and to
 * be about the file that is open now, or about a file of its own that is there.
 */
bool tg_shard_counts(const struct tg_shard_marker *marker,
	struct tg_shard *shard, int64_t rank, bool *counts, struct tg_err *err);

/* The markers that count. All zero is empty. */
struct tg_shard_count {
	int64_t n;
	int64_t *rank; /* ascending */
	struct tg_shard_share *share;
	struct tg_shard_layout layout; /* of all of them */
};

/*
 * tg_shard_count_read - read the listed markers of the shard's job. Where nrank
 * is not known, it becomes that of the first.
 */
bool tg_shard_count_read(struct tg_shard_count *count, struct tg_shard *shard,
	const struct tg_shard_list *list, struct tg_err *err);
void tg_shard_count_free(struct tg_shard_count *count);

/*
 * tg_shard_combine - put the shares together, which are those of all ranks.
 *
 *   *crc   receives the CRC-32 of the layout's bytes
 *
 * Returns false, and TG_EDATA, if they are not each byte of the result once.
 */
bool tg_shard_combine(const struct tg_shard *shard,
	const struct tg_shard_count *count, uint32_t *crc, struct tg_err *err);

/*
 * tg_shard_record - leave a record: OUT is the result of this job if it is the
 * open file as it is now.
 */
bool tg_shard_record(struct tg_shard *shard, struct tg_err *err);

/*
 * tg_shard_in_place - is OUT the result of this job? It is if the record says
 * so, and if it is the file that is open here: only who has counted all markers
 * gives it that name.
 */
bool tg_shard_in_place(
	struct tg_shard *shard, bool *in_place, struct tg_err *err);

/* Does the record name OUT, whenever something was written into it? */
bool tg_shard_was_in_place(
	struct tg_shard *shard, bool *was, struct tg_err *err);

#endif
