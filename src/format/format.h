#ifndef TG_FORMAT_FORMAT_H
#define TG_FORMAT_FORMAT_H

#include <stdbool.h>
#include <stdint.h>

#include "io/buffer.h"
#include "io/bytes.h"
#include "tensor/tensor.h"
#include "tensor/value.h"
#include "base/choices.h"

/* What is known of a tensor before its bytes are read. */
struct tg_read {
	const char *name;             /* which tensor in the file, or NULL */
	const struct tg_shape *shape; /* as given by the user, or NULL */
	const struct tg_dtype *dtype; /* likewise */
	int64_t offset;               /* bytes to skip; -1 not given */
	bool index;                   /* it is used as an index */
};

/*
 * A result on its way out: elements come in C order, in any number of runs,
 * and become bytes. Runs are encoded independently of one another.
 */
struct tg_encoder {
	const char *name;              /* of the tensor, where formats have it;
					  NULL: whatever is usual there */
	const struct tg_tensor *input; /* what kind of elements come */
	struct tg_shape shape;         /* of the result */
	int64_t n;                     /* elements to encode */
	struct tg_dtype dtype;         /* of the bytes; set by prepare */
	bool hollow;                   /* they are empty arrays, see JSON */
	bool same_format;              /* input came in the same format */
	bool pretty;
	enum tg_nan nan;
	bool can_fail; /* encode may fail; set by prepare */
	bool verbatim; /* elements become bytes as they are; set by prepare */
};

/*
 * Elements of a result that lie together in memory: n of them, in C order. The
 * first one is number first of the result, counted from 0.
 */
struct tg_elements {
	const void *data; /* of encoder->input's dtype; NULL: see hollow */
	int64_t first;
	size_t n;
};

/* Called for each tensor in a file; false, with err filled in, to stop. */
typedef bool tg_visit(void *context, const char *name,
	const struct tg_tensor *tensor, struct tg_err *err);

/* A file to write to, at any position. */
struct tg_sink {
	void *context;
	bool (*write_at)(void *context, const void *data, size_t len,
		uint64_t at, struct tg_err *err);
};

/*
 * A format is a row of functions; what a format cannot do is NULL.
 *
 * redirect    another file that holds the tensor of a name, *path malloc'ed;
 *             NULL where it is in this one
 * recognise   true if the content is certainly of that format
 * read        bytes -> tensor, which may point into bytes. Errors: TG_EDATA
 *             with or without position, TG_ESYS
 * each        call visit for every tensor in a file of named ones, without
 *             touching its elements; name and tensor last for the call.
 *             NULL: a file holds one, which read gives
 * locate      the position of element k, in C order, of a tensor that was read;
 *             NULL where elements have no lines and columns
 * prepare     settle dtype and can_fail, or say why the result cannot be
 *             written in that format (TG_EDATA)
 * head, tail  what stands before and behind the elements
 * encode      append the bytes of some elements to out; stops early when out
 *             holds TG_BUFFER_FULL bytes or more. elements->n becomes how many
 *             were encoded, 1 or more. Errors: TG_EDATA, with a position in
 *             the input where there is one; TG_ESYS without memory. Several
 *             threads may encode at once, into buffers of their own
 *
 * A format whose bytes go into an archive has three more; it is written only
 * to a regular file.
 *
 * begin       before the head: open an archive in the sink. *archive is
 *             handed to the other two
 * write       all that head, encode and tail append goes through here, in
 *             order
 * end         behind the tail, and after any error too: complete the archive
 *             if there was none, and free it. archive may be NULL
 */
struct tg_format {
	const char *name;
	const char *endings[4]; /* of file names, ".json" */
	bool takes_dtype;       /* its elements have the type the user names */
	bool named;             /* a file holds tensors by name: FILE:NAME */
	bool binary;            /* not for a terminal */
	bool in_rows;           /* a long text can be read in rows, by
				   pipeline/source_rows.h */
	bool (*redirect)(char **path, const struct tg_bytes *bytes,
		const char *path_of_index, const char *name,
		struct tg_err *err);
	bool (*recognise)(const struct tg_bytes *bytes);
	bool (*read)(struct tg_tensor *tensor, const struct tg_bytes *bytes,
		const struct tg_read *request, struct tg_err *err);
	bool (*each)(const struct tg_bytes *bytes, tg_visit *visit,
		void *context, struct tg_err *err);
	size_t (*locate)(const struct tg_tensor *tensor, int64_t k);
	bool (*prepare)(struct tg_encoder *encoder, struct tg_err *err);
	bool (*head)(const struct tg_encoder *encoder, struct tg_buffer *out,
		struct tg_err *err);
	bool (*encode)(const struct tg_encoder *encoder,
		struct tg_elements *elements, struct tg_buffer *out,
		struct tg_err *err);
	bool (*tail)(const struct tg_encoder *encoder, struct tg_buffer *out,
		struct tg_err *err);
	bool (*begin)(void **archive, const struct tg_encoder *encoder,
		const struct tg_sink *sink, struct tg_err *err);
	bool (*write)(void *archive, const void *data, size_t len,
		struct tg_err *err);
	bool (*end)(void *archive, struct tg_err *err);
};

extern const struct tg_format tg_format_json;
extern const struct tg_format tg_format_raw;
extern const struct tg_format tg_format_npy;
extern const struct tg_format tg_format_npz;
extern const struct tg_format tg_format_pt;
extern const struct tg_format tg_format_safetensors;

/* All formats; the last one is NULL. */
extern const struct tg_format *const tg_formats[];

/* Their names. */
tg_choices tg_format_choice;

/* Errors: TG_EUSAGE for an unknown name, with the nearest one. */
bool tg_format_by_name(
	const struct tg_format **format, const char *name, struct tg_err *err);

/*
 * The place of the colon in FILE:NAME for a file to write: it splits only
 * behind the ending of a format that holds tensors by name. NULL when there
 * is none.
 */
const char *tg_format_name_colon(const char *path);

/* True if a path has that ending, and something before it. */
bool tg_format_ends_with(const char *path, const char *ending);

/* NULL when no format has that ending. */
const struct tg_format *tg_format_by_ending(const char *path);

/* NULL when no format is sure of it. */
const struct tg_format *tg_format_by_content(const struct tg_bytes *bytes);

#endif
