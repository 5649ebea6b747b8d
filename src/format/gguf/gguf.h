#ifndef TG_FORMAT_GGUF_GGUF_H
#define TG_FORMAT_GGUF_GGUF_H

#include "format/format.h"
#include "format/names.h"
#include "io/bytes.h"
#include "tensor/tensor.h"

/*
 * The GGUF format of llama.cpp: a head, keys with values, what is known of each
 * tensor, and the tensors' bytes. All numbers are little-endian.
 * https://github.com/ggml-org/ggml/blob/master/docs/gguf.md and ggml/src/gguf.cpp
 */

#define TG_GGUF_MAGIC   "GGUF"
#define TG_GGUF_VERSION 3

/* A tensor has at most so many dims, and its name so many bytes. */
#define TG_GGUF_NDIM 4
#define TG_GGUF_NAME 63

/* Where tensors begin, unless a key says another multiple. */
#define TG_GGUF_ALIGNMENT     32
#define TG_GGUF_ALIGNMENT_KEY "general.alignment"

/* Bytes in the file, without a zero byte behind them. */
struct tg_gguf_text {
	const unsigned char *text;
	size_t len;
};

/* A key with its value. */
struct tg_gguf_key {
	struct tg_gguf_text name;
	int32_t type;
	const unsigned char *value;
	const unsigned char *begin, *end; /* of all of it */
};

/* A tensor, as the header has it. */
struct tg_gguf_entry {
	struct tg_gguf_text name;
	uint32_t ndim;
	int64_t size[TG_GGUF_NDIM]; /* that of the last dim first */
	int32_t type;
	uint64_t offset; /* of its bytes in the data */
};

/*
 * A position in a header.
 *
 *   behind   at least so many bytes follow what is taken next
 *   lacks    the header goes on behind the bytes that there are, so that at least
 *            so many are needed
 */
struct tg_gguf_reader {
	const unsigned char *begin, *p, *end;
	int64_t ntensor, nkey; /* as the head says */
	uint64_t behind;
	size_t lacks;
};

/*
 * Read the head, then each key, then each tensor. What these give points into
 * bytes.
 *
 * Errors: TG_EDATA, without position: what is wrong, or that the bytes end. The
 * rules are those of gguf.cpp, but for those about several tensors.
 */
bool tg_gguf_begin(struct tg_gguf_reader *reader, const struct tg_bytes *bytes,
	struct tg_err *err);
bool tg_gguf_next_key(struct tg_gguf_reader *reader, struct tg_gguf_key *key,
	struct tg_err *err);
bool tg_gguf_next_entry(struct tg_gguf_reader *reader,
	struct tg_gguf_entry *entry, struct tg_err *err);

/*
 * Check that the bytes there are can hold as many tensors and keys as the head
 * says, once all bytes of the file are there. Errors: TG_EDATA.
 */
bool tg_gguf_counts_fit(
	const struct tg_gguf_reader *reader, struct tg_err *err);

/*
 * Set *alignment to what a key says of it; it stays as it is if the key is
 * another one.
 *
 * Errors: TG_EDATA if it is no power of two.
 */
bool tg_gguf_alignment(
	uint64_t *alignment, const struct tg_gguf_key *key, struct tg_err *err);

/* The first multiple of a power of two from at on. */
uint64_t tg_gguf_align(uint64_t at, uint64_t alignment);

/* True if a text of the file is this one. */
bool tg_gguf_text_is(const struct tg_gguf_text *text, const char *is);

/* Room for a name in a message, with a zero byte. */
#define TG_GGUF_SHOWN 128

/* A name that is safe to print, and cut if it is long. Returns to. */
const char *tg_gguf_shown(
	char to[TG_GGUF_SHOWN], const struct tg_gguf_text *name);

/* The name of a tensor, as it is, with a zero byte. Returns to. */
const char *tg_gguf_name(
	char to[TG_GGUF_NAME + 1], const struct tg_gguf_entry *entry);

/* The shape of a tensor, the slowest dim first. */
struct tg_shape tg_gguf_shape(const struct tg_gguf_entry *entry);

/* How much of the names a message shows: a model has hundreds. */
extern const struct tg_names_limits tg_gguf_names;

/* An open file. All zero owns nothing. */
struct tg_gguf {
	struct tg_gguf_entry *entry; /* malloc'ed */
	size_t n;
	const unsigned char *data; /* of the tensors; borrowed */
};

/*
 * tg_gguf_open - read a header and check every rule of the format.
 *
 * A tensor of a type that is not known keeps no other from being read.
 *
 * Errors: TG_EDATA without position: what is wrong, and with which tensor;
 * TG_ESYS without memory.
 * Ownership: borrows bytes; the caller closes it, which may be done twice.
 * Cost: time and memory O(bytes of the header), and sorting the names. The data
 * is not touched.
 */
bool tg_gguf_open(
	struct tg_gguf *file, const struct tg_bytes *bytes, struct tg_err *err);
void tg_gguf_close(struct tg_gguf *file);

/*
 * tg_gguf_tensor - read what the header says about a tensor.
 *
 *   tensor   receives dtype, shape, strides, and data, which is borrowed
 *
 * Errors: TG_EDATA for a type that is not read.
 */
bool tg_gguf_tensor(struct tg_tensor *tensor, const struct tg_gguf *file,
	const struct tg_gguf_entry *entry, struct tg_err *err);

/*
 * In types.c: ggml's types. tg_gguf_dtype sets the dtype of a type's number;
 * false if it is not known, or was removed: *removed is its name then, else
 * NULL. tg_gguf_type is the other way round: -1 if ggml has no such type.
 */
bool tg_gguf_dtype(struct tg_dtype *dtype, int32_t type, const char **removed);
int32_t tg_gguf_type(const struct tg_dtype *dtype);

/* The functions of the format, see format.h: in needed.c, split.c and write.c. */
size_t tg_gguf_needed(struct tg_watch *watch, const struct tg_bytes *bytes,
	struct tg_err *err);
bool tg_gguf_redirect(char **path, const struct tg_bytes *bytes,
	const char *path_of_part, const char *name, struct tg_err *err);
bool tg_gguf_packs(const struct tg_packing *packing);
bool tg_gguf_prepare(struct tg_encoder *encoder, struct tg_err *err);
bool tg_gguf_head(const struct tg_encoder *encoder, struct tg_buffer *out,
	struct tg_err *err);
bool tg_gguf_tail(const struct tg_encoder *encoder, struct tg_buffer *out,
	struct tg_err *err);

#endif
