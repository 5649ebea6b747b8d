#ifndef TG_FORMAT_SAFETENSORS_SAFETENSORS_H
#define TG_FORMAT_SAFETENSORS_SAFETENSORS_H

#include "format/format.h"
#include "io/bytes.h"
#include "tensor/tensor.h"

/*
 * The safetensors format: a length in 8 bytes, little-endian; so many bytes of
 * JSON that map names to dtype, shape and place; the tensors' bytes.
 * https://github.com/huggingface/safetensors, README and tensor.rs.
 */

/* The most bytes of a header. */
#define TG_SAFETENSORS_HEADER_MAX 100000000

/* The key in a header that names no tensor. */
#define TG_SAFETENSORS_METADATA "__metadata__"

/* A tensor in a header. */
struct tg_safetensors_entry {
	const char *name;
	size_t value;        /* position of its object in the header */
	size_t len;          /* of that object in bytes */
	uint64_t begin, end; /* positions of its bytes in the data */
};

/* An open file. All zero owns nothing. */
struct tg_safetensors {
	unsigned char *text; /* copy of the header; names point into it */
	struct tg_safetensors_entry *entry; /* in the order of the data */
	size_t n;
	const unsigned char *data; /* behind the header; borrowed */
	size_t len;                /* of data in bytes */
};

/* True if bytes begin as a safetensors file does. */
bool tg_safetensors_recognise(const struct tg_bytes *bytes);

/* The function needed of a tg_format. */
size_t tg_safetensors_needed(struct tg_watch *watch,
	const struct tg_bytes *bytes, struct tg_err *err);

/*
 * tg_safetensors_open - read the header and check every rule of the format.
 *
 * Errors: TG_EDATA without position: what is wrong, and with which tensor;
 * TG_ESYS without memory.
 * Ownership: borrows bytes; the caller closes it, which may be done twice.
 * Cost: time and memory O(bytes of the header), and sorting the tensors twice.
 * The data is not touched.
 */
bool tg_safetensors_open(struct tg_safetensors *file,
	const struct tg_bytes *bytes, struct tg_err *err);
void tg_safetensors_close(struct tg_safetensors *file);

/*
 * tg_safetensors_place - check what the header says about a tensor, and set
 * begin and end of the entry, whose name, value and len are set.
 *
 * Errors: as tg_safetensors_open, where one entry alone is wrong. A dtype that
 * is not known is no error.
 */
bool tg_safetensors_place(const struct tg_safetensors *file,
	struct tg_safetensors_entry *entry, struct tg_err *err);

/*
 * tg_safetensors_tensor - read what the header says about a tensor.
 *
 *   tensor   receives dtype, shape, strides, and data, which is borrowed
 *
 * Errors: TG_EDATA for a dtype that is not read.
 */
bool tg_safetensors_tensor(struct tg_tensor *tensor,
	const struct tg_safetensors *file,
	const struct tg_safetensors_entry *entry, struct tg_err *err);

/*
 * How elements of less than a byte are packed: the packing of a dtype's name, or
 * NULL; and whether a packing is one of these.
 */
const struct tg_packing *tg_safetensors_packing(const char *tag);
bool tg_safetensors_packs(const struct tg_packing *packing);

/* Put a text before the message of an error; returns false. */
bool tg_safetensors_about(struct tg_err *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3), cold));

/* Room for a name in a message, with a zero byte. */
#define TG_SAFETENSORS_SHOWN 128

/*
 * tg_safetensors_redirect - the file of a sharded model that holds a tensor.
 *
 *   *path      malloc'ed, the caller's: the file that the index's weight_map
 *              gives for name, in the index's directory. NULL if the operand
 *              is no such index, see tg_safetensors_is_index
 *   bytes      the index
 *   name       of the tensor; NULL: none was given
 *
 * Errors: TG_EDATA, with the position in the index where there is one: not an
 * index; no such tensor; a file name that is absolute or has "..", since an
 * index shall not lead out of its directory.
 * Cost: one pass over the index.
 */
bool tg_safetensors_redirect(char **path, const struct tg_bytes *bytes,
	const char *path_of_index, const char *name, struct tg_err *err);

/*
 * True for the path of the index of a model in several files, of safetensors or
 * of PyTorch: *.safetensors.index.json, *.bin.index.json, and with a variant
 * before .json, such as *.safetensors.index.fp16.json. Behind each .gz may follow.
 */
bool tg_safetensors_is_index(const char *path);

/*
 * Called for a tensor that an index names, with the path of its file. Where that
 * leads out of the directory of the index, path is NULL and err says so.
 */
typedef bool tg_safetensors_told(
	void *context, const char *name, const char *path, struct tg_err *err);

/*
 * Tell of all tensors that an index names, in its order.
 *
 * Errors: TG_EDATA with a position if it is no index, TG_ESYS, and those of
 * told.
 */
bool tg_safetensors_index_each(const struct tg_bytes *bytes,
	const char *path_of_index, tg_safetensors_told *told, void *context,
	struct tg_err *err);

#endif
