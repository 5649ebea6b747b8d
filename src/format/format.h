#ifndef TG_FORMAT_FORMAT_H
#define TG_FORMAT_FORMAT_H

#include <stdbool.h>
#include <stdint.h>

#include "format/ahead.h"
#include "io/buffer.h"
#include "io/bytes.h"
#include "io/file_writer.h"
#include "tensor/tensor.h"
#include "tensor/text.h"
#include "tensor/value.h"
#include "base/choices.h"

/* Whether the first line of a text table names its columns. */
enum tg_header {
	TG_HEADER_UNSAID,
	TG_HEADER_FIRST_LINE,
	TG_HEADER_NONE,
};

/* In which order raw data has its elements. */
enum tg_layout {
	TG_LAYOUT_UNSAID, /* it is C's */
	TG_LAYOUT_C,      /* the last subscript runs fastest */
	TG_LAYOUT_F,      /* the first one does, as in Fortran and MATLAB */
};

/* What the user says of a tensor that is to be read. */
struct tg_read {
	const char *name;              /* of the tensor in the file, or NULL */
	const struct tg_shape *shape;  /* --shape, or NULL */
	const struct tg_dtype *dtype;  /* --dtype, or NULL */
	int64_t offset;                /* bytes to skip; -1: not given */
	enum tg_layout layout;         /* --order */
	const struct tg_bytes *beside; /* what the file holds that the function
					 beside has named; or NULL */
	bool index;                    /* it will be used as an index of
					 numbers */
	bool names;                    /* its elements are names, or perhaps:
					 all of them are looked at */
	enum tg_header header;         /* of a text table */
	bool one_line;                 /* a text table is a line, of one dim */
	bool cast;                     /* an index may have floats that are
					 whole numbers */
	struct tg_ahead *ahead;        /* an index in the same bytes as INPUT,
					 for both of them; or NULL */
};

/*
 * What is known of a source whose bytes still come: all zero at first, but for
 * the request. A format keeps here how far it has looked.
 */
struct tg_watch {
	struct tg_read request; /* its name is not set */
	size_t at;              /* bytes that were looked at */
	size_t next;            /* look closely when there are so many bytes */
	size_t depth;           /* of a text: brackets that are open at `at`, */
	bool in_string;         /* whether that is in a string, */
	bool complete;          /* and whether the text has ended before it */
};

/*
 * What encoding a result has to know. Its elements are encoded piece by piece,
 * in C order within a piece, and pieces independently of one another.
 */
struct tg_encoder {
	const char *name;              /* for formats with names; NULL: the
					  name that is usual in the format */
	const struct tg_tensor *input; /* what the elements are taken from */
	const struct tg_bytes *source; /* the file of input, for what its header
					  says of it; or NULL */
	struct tg_shape shape;         /* of the result */
	int64_t n;                     /* elements to encode */
	struct tg_dtype dtype;         /* in the file; set by prepare */
	bool hollow;                   /* elements are empty arrays, see
					  json/write.h; set by prepare */
	enum tg_text_syntax syntax;    /* of a text table; set by prepare */
	const int64_t *names;          /* for each column of the result, the
					  column of input whose name it has, or
					  -1; NULL: columns have no names */
	bool same_format;              /* input has the same format */
	bool pretty;
	enum tg_nan nan;
	bool can_fail; /* encode may fail for some element; set by prepare */
	bool verbatim; /* encode copies elements as they are; set by prepare */
	/* elements come packed like that, and are unpacked before encode;
	   NULL: they come as input has them */
	const struct tg_packing *unpack;
};

/*
 * Elements of a result that lie together in memory: n of them, in C order. The
 * first one is number first of the result, counted from 0. Of packed ones these
 * are packs.
 */
struct tg_elements {
	const void *data; /* of encoder->input's dtype; NULL: see hollow */
	int64_t first;
	size_t n;
};

/*
 * Who is told of the tensors in a file. Both functions return false, with err
 * filled in, to stop.
 *
 * tensor      called for each tensor. name is NULL for one without a name; name
 *             and tensor are valid during the call
 * unreadable  called by tg_visit_unreadable for each that cannot be read. err
 *             tells why, and is clear again where it returns true
 */
struct tg_visitor {
	void *context;
	bool (*tensor)(void *context, const char *name,
		const struct tg_tensor *tensor, struct tg_err *err);
	bool (*unreadable)(void *context, struct tg_err *err);
};

/*
 * Tell of a tensor that cannot be read, so that it hides no others: err is
 * TG_EDATA, with the place where it is known. If it is another error, or the
 * visitor wants no more, this returns false, and so does what calls it.
 */
bool tg_visit_unreadable(const struct tg_visitor *visitor, struct tg_err *err);

struct tg_json_chunks; /* see json/chunks.h */
struct tg_json_scan;

/*
 * A format is a row of functions; what a format cannot do is NULL. err is never
 * NULL here, since it may be completed or asked for its code.
 *
 * redirect    find another file that holds the tensor of that name: its path
 *             in *path, malloc'ed; NULL if the tensor is in this file
 * beside      name the file that has the elements of a tensor, if they are not in
 *             this one: its path from the directory of this file in *location,
 *             malloc'ed; NULL if they are here. The tensor may then point into
 *             what that file holds instead
 * recognise   true if the content is certainly of that format
 * needed      how many bytes of a source are needed, in all, as those tell that
 *             have come so far; SIZE_MAX if they do not tell yet. 0 if they are
 *             not the first bytes of that format, or are wrong: what is there is
 *             then read, and fails. Called again after each read, until it tells
 *             a number. TG_PADDING zero bytes follow. What is put into err is to
 *             be cleared. NULL: all are needed
 * expect      of a source whose beginning has come: the tensor without its data,
 *             and *begin, the offset of its elements, which follow each other
 *             in C order. `needed` then tells where the source ends, and read
 *             tells from the length of the bytes alone whether it has ended
 *             there. False if that cannot be said before all is there; what is
 *             put into err is to be cleared. NULL: it never can
 * read        bytes -> tensor, which may point into bytes. Errors: TG_EDATA
 *             with or without a position in bytes, TG_ESYS
 * each        tell the visitor of every tensor in a file, without touching
 *             elements. Fails where nothing in the file can be trusted. NULL: a
 *             file holds one tensor, which read gives
 * open_chunks begin to cut a long text into chunks of whole rows, as
 *             tg_json_chunks_open does. begin is where a JSON array begins; a
 *             table begins where its format says. False if it cannot be cut,
 *             whatever the reason. NULL: the format is no text
 * locate      the position in bytes of element k, in C order, of a tensor that
 *             was read. NULL: elements have no lines and columns
 * packs       true if elements that are packed so can be written as they are;
 *             else they are unpacked. NULL: for no packing
 * prepare     set dtype, can_fail, hollow and verbatim of the encoder, or say
 *             why the result cannot be written in that format (TG_EDATA). Where
 *             verbatim is set, the bytes of elements are written as they are,
 *             and encode is not called
 * head, tail  append what stands before and behind the elements
 * encode      append the bytes of some elements to out; stops early when out
 *             holds TG_BUFFER_FULL bytes or more. elements->n becomes how many
 *             were encoded, 1 or more. Errors: TG_EDATA, with a position in
 *             the input where there is one; TG_ESYS without memory. Several
 *             threads may encode at once, into buffers of their own
 *
 * seal        tell of which bytes a checksum belongs into the file, and where. Its
 *             output must be a regular file, which is sealed when all of it is
 *             written. Errors: those of head. NULL: there is none
 */
struct tg_format {
	const char *name;
	const char *endings[4]; /* of file names, such as ".json" */
	bool takes_dtype;       /* --dtype says what its elements are */
	bool named;             /* its tensors have names: FILE:NAME */
	bool binary;            /* must not be written to a terminal */
	bool weak; /* other files may look like it: its name, and options that
		      are for raw data, say more than its content does */
	bool (*redirect)(char **path, const struct tg_bytes *bytes,
		const char *path_of_index, const char *name,
		struct tg_err *err);
	bool (*beside)(char **location, const struct tg_bytes *bytes,
		const char *name, struct tg_err *err);
	bool (*recognise)(const struct tg_bytes *bytes);
	size_t (*needed)(struct tg_watch *watch, const struct tg_bytes *bytes,
		struct tg_err *err);
	bool (*expect)(struct tg_tensor *tensor, size_t *begin,
		const struct tg_bytes *bytes, const struct tg_read *request,
		struct tg_err *err);
	bool (*read)(struct tg_tensor *tensor, const struct tg_bytes *bytes,
		const struct tg_read *request, struct tg_err *err);
	bool (*each)(const struct tg_bytes *bytes,
		const struct tg_visitor *visitor, struct tg_err *err);
	bool (*open_chunks)(struct tg_json_chunks *chunks,
		const struct tg_bytes *bytes, const struct tg_read *request,
		size_t begin, int lead, struct tg_json_scan *unit);
	size_t (*locate)(const struct tg_tensor *tensor, int64_t k);
	bool (*packs)(const struct tg_packing *packing);
	bool (*prepare)(struct tg_encoder *encoder, struct tg_err *err);
	bool (*head)(const struct tg_encoder *encoder, struct tg_buffer *out,
		struct tg_err *err);
	bool (*encode)(const struct tg_encoder *encoder,
		struct tg_elements *elements, struct tg_buffer *out,
		struct tg_err *err);
	bool (*tail)(const struct tg_encoder *encoder, struct tg_buffer *out,
		struct tg_err *err);
	bool (*seal)(const struct tg_encoder *encoder, struct tg_seal *seal,
		struct tg_err *err);
};

/* What is said of a format that has a seal, where there is no file for it. */
#define TG_FORMAT_LACKS_FILE "an archive (%s) is only written to a file with -o"

extern const struct tg_format tg_format_json;
extern const struct tg_format tg_format_raw;
extern const struct tg_format tg_format_npy;
extern const struct tg_format tg_format_npz;
extern const struct tg_format tg_format_pt;
extern const struct tg_format tg_format_safetensors;
extern const struct tg_format tg_format_gguf;
extern const struct tg_format tg_format_csv;
extern const struct tg_format tg_format_tsv;
extern const struct tg_format tg_format_text;
extern const struct tg_format tg_format_lines;
extern const struct tg_format tg_format_fvecs;
extern const struct tg_format tg_format_ivecs;
extern const struct tg_format tg_format_bvecs;
extern const struct tg_format tg_format_fbin;
extern const struct tg_format tg_format_ibin;
extern const struct tg_format tg_format_u8bin;
extern const struct tg_format tg_format_i8bin;
extern const struct tg_format tg_format_f16bin;
extern const struct tg_format tg_format_idx;
extern const struct tg_format tg_format_onnx;

/* All formats; the last one is NULL. */
extern const struct tg_format *const tg_formats[];

/* The name of format number i, or NULL past the last one. */
tg_choices tg_format_choice;

/* The format of that name. Errors: TG_EUSAGE, with the nearest name as help. */
bool tg_format_by_name(
	const struct tg_format **format, const char *name, struct tg_err *err);

/*
 * The colon of FILE:NAME in the path of a file to write, or NULL. Only a colon
 * behind the ending of a format with names counts, since a path may have
 * others.
 */
const char *tg_format_name_colon(const char *path);

/* True if a path has that ending, and something before it. */
bool tg_format_ends_with(const char *path, const char *ending);

/* The format for the ending of a path; NULL when no format has that ending. */
const struct tg_format *tg_format_by_ending(const char *path);

/* The same for a path that is taken without its last ending, ".gz". */
const struct tg_format *tg_format_by_ending_in_gzip(const char *path);

/*
 * The format that recognises the content; NULL when none does.
 *
 *   weak   ask those that are, and not the others
 */
const struct tg_format *tg_format_by_content(
	const struct tg_bytes *bytes, bool weak);

/*
 * The format that the first bytes of a source may be the beginning of, though
 * it is not yet known; NULL when there is none that begins like that.
 */
const struct tg_format *tg_format_by_first_bytes(struct tg_watch *watch,
	const struct tg_bytes *bytes, bool weak, struct tg_err *err);

#endif
