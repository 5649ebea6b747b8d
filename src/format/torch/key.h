#ifndef TG_FORMAT_TORCH_KEY_H
#define TG_FORMAT_TORCH_KEY_H

#include "format/torch/pickle_value.h"

/* The most bytes of a name, with the zero byte behind it. */
#define TG_PT_NAME 4096

/* A name, or a part of one. All zero is empty. */
struct tg_pt_name {
	char text[TG_PT_NAME]; /* with a zero byte at its end */
	size_t len;
	bool full;   /* something did not fit */
	size_t room; /* bytes that text may have, with its zero; 0: all */
};

/* How keys that are texts stand in a name. */
enum tg_pt_style {
	TG_PT_PLAIN,  /* as they are */
	TG_PT_QUOTED, /* in quotes, as Python's repr: no two are alike */
};

/*
 * tg_pt_name_item - append the key of an item in a dict, or its position in a
 * list or tuple, to a name. Keys that are no texts are written as Python writes
 * them, without blanks: ('u','r','m'), None, 1.5, b'x'.
 */
void tg_pt_name_item(struct tg_pt_name *name, const struct tg_pickle *pickle,
	uint32_t container, uint32_t item, enum tg_pt_style style);

/* Append one byte. */
void tg_pt_name_byte(struct tg_pt_name *name, char c);

/* Cut a name at a length that it had before. */
void tg_pt_name_cut(struct tg_pt_name *name, size_t len);

/*
 * True if the key of an item is a text that cannot stand in a name as it is:
 * one with a zero byte in it, or that is not UTF-8.
 */
bool tg_pt_name_needs_quotes(const struct tg_pickle *pickle, uint32_t key);

#endif
