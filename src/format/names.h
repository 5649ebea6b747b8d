#ifndef TG_FORMAT_NAMES_H
#define TG_FORMAT_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* What becomes of names that do not fit into the list any more. */
enum tg_names_rest {
	TG_NAMES_COUNTED,  /* they are counted: "a, b and 3 more" */
	TG_NAMES_CUT,      /* the first of them is cut: "a, b, lon ..." */
	TG_NAMES_LEFT_OUT, /* nothing is said of them */
};

/* How much of the names a message shows. */
struct tg_names_limits {
	size_t room;    /* bytes of the list, a zero byte behind it included;
			   TG_NAMES_LIST at most */
	size_t longest; /* bytes of one name */
	bool dots;      /* a name that was cut ends with "..." */
	enum tg_names_rest rest;
};

/* Room for any list, and for any name that can be the nearest. */
#define TG_NAMES_LIST    1024
#define TG_NAMES_NEAREST 128

/*
 * The names of the tensors in a file, for the error that a wrong name is:
 *
 *	struct tg_names names = {
 *		.wanted = name,
 *		.limits = &tg_names_of_archive,
 *	};
 *
 *	for (each name there is)
 *		tg_names_offer(&names, name);
 *	return tg_names_fail(&names, "array", err);
 *
 * All is zero at first but wanted, which stays NULL where no name was given,
 * and limits. Names are copied. They may hold any bytes: what comes out in a
 * message is harmless for a terminal.
 */
struct tg_names {
	const char *wanted;
	const struct tg_names_limits *limits;
	size_t n;                       /* names that were offered */
	size_t shown;                   /* of them, in the list */
	char list[TG_NAMES_LIST];       /* those, with commas */
	char nearest[TG_NAMES_NEAREST]; /* to wanted; empty: none is near */
	size_t distance;                /* of nearest, see base/nearest.h */
};

/* The limits for archives: .npz and .pt. */
extern const struct tg_names_limits tg_names_of_archive;

/* Look at one more name. An empty one is listed, but never the nearest. */
void tg_names_offer(struct tg_names *names, const char *name);

/* Add "did you mean NAME?" to err. False if no name is near the wanted one. */
bool tg_names_help_nearest(const struct tg_names *names, struct tg_err *err);

/* Add "INTRO a, b and 3 more" to err: the names from the first one on. */
void tg_names_help_list(
	const struct tg_names *names, const char *intro, struct tg_err *err);

/*
 * tg_names_fail - fail because the wanted name is not there or, where none was
 * given, because there are several to choose from; with the nearest name and
 * the list as help.
 *
 *   what   what a tensor is called in this format, in the singular
 *
 * Errors: always TG_EDATA, without a position.
 */
bool tg_names_fail(
	const struct tg_names *names, const char *what, struct tg_err *err);

#endif
