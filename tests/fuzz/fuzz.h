#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "cli/operand_spec.h"
#include "format/format.h"
#include "io/buffer.h"
#include "io/bytes.h"

/*
 * A target is called with any bytes, again and again, and ends the process if
 * tgather does with them what it never may: see fuzz_require. What comes before
 * the bytes of a file is said at each target. The last one is all zero.
 */
struct fuzz_target {
	const char *name;
	void (*run)(const unsigned char *data, size_t len);
};

extern const struct fuzz_target fuzz_targets[];

void fuzz_json(const unsigned char *data, size_t len);
void fuzz_raw(const unsigned char *data, size_t len);
void fuzz_npy(const unsigned char *data, size_t len);
void fuzz_npz(const unsigned char *data, size_t len);
void fuzz_pt(const unsigned char *data, size_t len);
void fuzz_safetensors(const unsigned char *data, size_t len);
void fuzz_shards(const unsigned char *data, size_t len);
void fuzz_vectors(const unsigned char *data, size_t len);
void fuzz_idx(const unsigned char *data, size_t len);
void fuzz_onnx(const unsigned char *data, size_t len);
void fuzz_options(const unsigned char *data, size_t len);
void fuzz_call(const unsigned char *data, size_t len);
void fuzz_stream(const unsigned char *data, size_t len);
void fuzz_pieces(const unsigned char *data, size_t len);
void fuzz_text(const unsigned char *data, size_t len);
void fuzz_window(const unsigned char *data, size_t len);
void fuzz_gzip(const unsigned char *data, size_t len);

/* Run a target, as the whole machine in one thread. */
void fuzz_run(const struct fuzz_target *target, const unsigned char *data,
	size_t len);

/* The target of that name, or NULL. */
const struct fuzz_target *fuzz_target_by_name(const char *name);

/* End the process with a message, unless what should hold does. */
void fuzz_require(bool ok, const char *what);

/*
 * Copy bytes to memory of just their size and the padding that io/bytes.h
 * promises, so that a sanitizer sees who reads further. tg_bytes_free frees it.
 */
void fuzz_bytes(struct tg_bytes *bytes, const void *data, size_t len);

/* Append to a buffer; memory that is lacking ends the process. */
void fuzz_append(struct tg_buffer *out, const void *data, size_t len);

/* A string of some bytes, which the caller frees. */
char *fuzz_string(const unsigned char *data, size_t len);

/*
 * What must hold of an error: there is a message of printable text, and small
 * files are wrong data (TG_EDATA), or a wrong call where usage is true, but no
 * failure of the system.
 *
 *   len   bytes of the operand, which a position lies in
 */
void fuzz_error(const struct tg_err *err, size_t len, bool usage);

/*
 * Read the bytes of a file in all ways there are: list its tensors, read each,
 * as INPUT and as INDEX, and gather and encode elements of it. Some of that is
 * done for every second or fourth length only, which saves half of the time.
 *
 *   spec   what the command line says of the file, or NULL
 *   name   of a tensor in the file, or NULL: read those that are listed
 */
void fuzz_file(const struct tg_format *format, const void *data, size_t len,
	const struct tg_operand_spec *spec, const char *name);

#endif
