#ifndef TG_IO_CONFINE_H
#define TG_IO_CONFINE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Gives up the file system but for the paths that a job needs, so that a fault
 * in a reader, which a hostile file might find, cannot reach any other file.
 * Where the kernel has no Landlock, or has it turned off, or descriptors are
 * short, nothing is given up and nothing is said.
 *
 * Source: landlock(7) and the kernel's documentation, userspace-api/landlock.
 */
struct tg_confinement {
	int ruleset;      /* a descriptor; -1: the process stays as it is */
	uint64_t handled; /* the rights that are given up, as bits */
};

/* What may be done with a path. */
enum tg_allowed {
	TG_ALLOW_READ,    /* open it for reading; a directory: all below it */
	TG_ALLOW_WRITE,   /* open it for writing */
	TG_ALLOW_REPLACE, /* a directory: make, write, rename, remove files */
};

/*
 * tg_confine_set - whether tg_confine_begin and tg_confine_end do anything; at
 * first they do not. Only main asks for it, since a program that does many jobs
 * must be able to open the files of the next one.
 */
void tg_confine_set(bool confined);
bool tg_confine_is_set(void);

/* The version of Landlock that this kernel has; 0: it has none, or none that is
 * turned on. */
int tg_confine_version(void);

/*
 * tg_confine_begin - begin to collect what is allowed. tg_confine_end has to
 * follow: it gives up everything else, in this thread and in those that it will
 * start. Descriptors that are open stay as they are.
 *
 * Cost: 15 us together with three paths.
 */
void tg_confine_begin(struct tg_confinement *confinement);
void tg_confine_end(struct tg_confinement *confinement);

/*
 * tg_confine_allow - allow something for a path. One that does not exist, or
 * that this user cannot reach, is left out: opening it fails by itself, for the
 * same reason as ever. If it cannot be told, the process stays as it is.
 */
void tg_confine_allow(struct tg_confinement *confinement, const char *path,
	enum tg_allowed allowed);

/* Leave the process as it is, since a path that it needs cannot be allowed. */
void tg_confine_give_up(struct tg_confinement *confinement);

#endif
