/*
 * The file of an operand: its bytes are read, as far as they are needed, and
 * their format is found out, by what the user says, the content and the name.
 */
#include "job/operand_file.h"

#include <string.h>
#include <stdlib.h>

#include "base/print.h"
#include "base/threads.h"
#include "format/contents.h"
#include "format/text/recognise.h"
#include "io/beneath.h"
#include "io/terminal.h"

struct tg_read
tg_operand_request(const struct tg_operand *operand)
{
	const struct tg_operand_spec *spec = operand->spec;

	return (struct tg_read){
		.name = operand->name,
		.shape = spec->has_shape ? &spec->shape : NULL,
		.dtype = spec->has_dtype ? &spec->dtype : NULL,
		.offset = spec->has_offset ? spec->offset : -1,
		.layout = spec->layout,
		.index = spec->index && operand->names == TG_NO_NAMES,
		.names = operand->names != TG_NO_NAMES,
		.cast = spec->cast,
		.header = spec->header,
		.one_line = operand->one_line,
		.ahead = operand->ahead,
		.beside =
			operand->beside_path != NULL ? &operand->beside : NULL,
	};
}

/* The format that the name of a file says, or options that are for raw data. */
static const struct tg_format *
format_by_name(const struct tg_operand *operand, const struct tg_bytes *bytes)
{
	const struct tg_operand_spec *spec = operand->spec;
	const struct tg_format *format = bytes->inflated
		? tg_format_by_ending_in_gzip(operand->path)
		: tg_format_by_ending(operand->path);

	if (format == NULL && spec->has_shape && spec->has_dtype)
		return &tg_format_raw;
	return format;
}

/*
 * The format of a file whose name and content say this one, or NULL: which text
 * it is, its first bytes tell. NULL if more of them have to come.
 */
static const struct tg_format *
format_of_text(const struct tg_operand *operand, const struct tg_format *format,
	const struct tg_bytes *bytes, bool coming)
{
	if (operand->names == TG_NAMES)
		return tg_text_of_names(format, bytes, coming);
	return format == NULL || tg_text_is_format(format)
		? tg_text_or_json(format, bytes, coming)
		: format;
}

/* An operand whose bytes still come. */
struct coming_operand {
	const struct tg_operand *operand;
	struct tg_watch watch;
	size_t known; /* bytes that are needed; 0: not yet known */
};

/* The format of what has come so far; NULL if it cannot be told yet. */
static const struct tg_format *
format_of_coming(struct coming_operand *coming, const struct tg_bytes *bytes,
	struct tg_err *err)
{
	const struct tg_operand *operand = coming->operand;
	const struct tg_format *format = operand->spec->format;

	if (format != NULL)
		return format;
	format = tg_format_by_first_bytes(&coming->watch, bytes, false, err);
	if (format == NULL)
		format = format_by_name(operand, bytes);
	if (format == NULL)
		format = tg_format_by_first_bytes(
			&coming->watch, bytes, true, err);
	return format_of_text(operand, format, bytes, true);
}

static size_t
need_bytes(void *context, const struct tg_bytes *bytes, struct tg_err *err)
{
	struct coming_operand *coming = context;
	const struct tg_format *format;
	size_t needed;

	if (coming->known > 0)
		return coming->known;
	format = format_of_coming(coming, bytes, err);
	if (format == NULL || format->needed == NULL)
		return SIZE_MAX;
	needed = format->needed(&coming->watch, bytes, err);
	if (needed < SIZE_MAX)
		coming->known = needed;
	return needed;
}

/* Raw data is taken as it stands, whatever its first bytes look like. */
static bool
wants_inflating(const struct tg_operand_spec *spec)
{
	return spec->format == NULL && !(spec->has_shape && spec->has_dtype);
}

/* So many bytes are a part of an operand that tells what it is. */
#define FIRST_PART ((size_t)256 << 10)

/* How an operand is read that is not mapped. */
static struct tg_arrival
arrival_of(struct tg_operand *operand, struct coming_operand *coming)
{
	const size_t piece = (size_t)tg_threads_piece();

	*coming = (struct coming_operand){
		.operand = operand,
		.watch.request = tg_operand_request(operand),
	};
	return (struct tg_arrival){
		.inflate = wants_inflating(operand->spec),
		.first = !operand->in_parts ||
				(operand->name != NULL &&
					!tg_operand_is_stdin(
						operand->spec->text))
			? 0
			: operand->at_once   ? 1
			: piece < FIRST_PART ? piece
					     : FIRST_PART,
		.needed = operand->whole ? NULL : need_bytes,
		.context = coming,
	};
}

static bool
read_operand_file(struct tg_operand *operand, struct tg_err *err)
{
	struct coming_operand coming;
	const struct tg_arrival arrival = arrival_of(operand, &coming);
	const bool is_stdin = tg_operand_is_stdin(operand->spec->text);

	if (is_stdin && (operand->options == NULL || !operand->options->quiet))
		tg_terminal_prompt(operand->spec->role);
	return tg_bytes_open(
		&operand->own, is_stdin ? NULL : operand->path, &arrival, err);
}

/*
 * True if the bytes that another operand has read of the same path are those
 * that this one needs. Standard input can only be read once.
 */
static bool
may_share_bytes(
	const struct tg_operand *operand, const struct tg_operand *other)
{
	return other != NULL && other->path != NULL &&
		strcmp(other->path, operand->path) == 0 &&
		(tg_operand_is_stdin(operand->path) ||
			!other->bytes->inflated ||
			wants_inflating(operand->spec));
}

bool
tg_operand_open_file(struct tg_operand *operand,
	const struct tg_operand *before, struct tg_err *err)
{
	operand->bytes = &operand->own;
	if (may_share_bytes(operand, before)) {
		operand->bytes = before->bytes;
		return true;
	}
	return read_operand_file(operand, err);
}

const struct tg_format *
tg_operand_find_format(const struct tg_operand *operand)
{
	const struct tg_operand_spec *spec = operand->spec;
	const struct tg_format *format = spec->format;

	if (format == NULL && tg_operand_is_inline(spec))
		return &tg_format_json;
	if (format != NULL)
		return format;
	format = tg_format_by_content(operand->bytes, false);
	if (format == NULL)
		format = format_by_name(operand, operand->bytes);
	if (format == NULL)
		format = tg_format_by_content(operand->bytes, true);
	return format_of_text(operand, format, operand->bytes, false);
}

/* The path of a location in the directory of another path; NULL: no memory. */
static char *
path_beside(const char *path, const char *location)
{
	const char *slash = strrchr(path, '/');
	struct tg_printed joined = { 0 };

	if (slash != NULL)
		tg_print_bytes(&joined, path, (size_t)(slash - path) + 1);
	tg_print_text(&joined, location);
	if (!joined.failed)
		return joined.text;
	tg_printed_free(&joined);
	return NULL;
}

static bool
open_location(
	struct tg_operand *operand, const char *location, struct tg_err *err)
{
	const struct tg_arrival arrival = { 0 };
	int fd;

	operand->beside_path = path_beside(operand->path, location);
	if (operand->beside_path == NULL)
		return tg_fail_memory(err, "a name");
	fd = tg_open_beneath(operand->path, location, err);
	if (fd >= 0 &&
		tg_bytes_take(&operand->beside, operand->beside_path, fd,
			&arrival, err))
		return true;
	tg_err_where(err, "%s",
		err->code == TG_EDATA ? operand->path : operand->beside_path);
	return false;
}

bool
tg_operand_open_beside(struct tg_operand *operand, struct tg_err *err)
{
	const bool is_file =
		operand->path != NULL && !tg_operand_is_stdin(operand->path);
	char *location = NULL;
	bool ok;

	if (operand->format->beside == NULL || !is_file)
		return true;
	if (!operand->format->beside(
		    &location, operand->bytes, operand->name, err)) {
		ok = err->code == TG_EDATA;
		if (ok)
			tg_err_clear(err);
		return ok;
	}
	ok = location == NULL || open_location(operand, location, err);
	free(location);
	return ok;
}

bool
tg_operand_read_on(struct tg_operand *operand, bool *more, struct tg_err *err)
{
	struct coming_operand coming;
	const struct tg_arrival arrival = arrival_of(operand, &coming);
	const size_t len = operand->own.len;

	*more = operand->at_once && operand->own.coming != NULL &&
		len < FIRST_PART;
	if (!*more)
		return true;
	if (!tg_bytes_read_up_to(&operand->own, len + 1, &arrival, err))
		return false;
	operand->format = tg_operand_find_format(operand);
	return true;
}

bool
tg_operand_complete(struct tg_operand *operand, struct tg_err *err)
{
	struct coming_operand coming;
	const struct tg_arrival arrival = arrival_of(operand, &coming);

	if (operand->own.coming == NULL)
		return true;
	if (!tg_bytes_read_up_to(&operand->own, SIZE_MAX, &arrival, err))
		return false;
	operand->format = tg_operand_find_format(operand);
	return true;
}

bool
tg_operand_looks_like_no_other(const struct tg_operand *operand)
{
	return tg_format_by_content(operand->bytes, false) == NULL &&
		tg_content_find(operand->bytes) == NULL;
}
