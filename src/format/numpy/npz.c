/*
 * Reads and writes NPZ files: ZIP archives in which each member NAME.npy is an
 * NPY file (numpy/lib/npyio.py, numpy.savez), and so is any other that begins
 * as one. A member that is deflated is
 * inflated only as far as its NPY header promises, so that a small file cannot
 * demand any amount of memory.
 */
#include <inttypes.h>

#include "format/binary.h"
#include "format/format.h"
#include "format/names.h"
#include "format/numpy/header.h"
#include "format/numpy/npy.h"
#include "format/zip/zip.h"

#define ENDING     ".npy"
#define ENDING_LEN 4

/* So many bytes of a member are inflated to read its header. */
#define HEADER_MOST 16384

/* What NumPy calls an array that was given no name. */
#define UNNAMED "arr_0"

/* The member by which an archive of torch.save is known. */
#define PICKLE "/data.pkl"

static bool
ends_with(const char *name, const char *ending)
{
	size_t n = strlen(name), m = strlen(ending);

	return n >= m && strcmp(name + n - m, ending) == 0;
}

/*
 * True for any archive that is not PyTorch's. A damaged archive counts as NPZ,
 * so that reading it says what is wrong.
 */
static bool
recognise_npz(const struct tg_bytes *bytes)
{
	struct tg_zip_member member;
	struct tg_zip zip = { 0 };
	bool pickle = false;

	if (!tg_zip_recognise(bytes))
		return false;
	if (tg_zip_open(&zip, bytes, NULL))
		while (!pickle && tg_zip_next(&zip, &member, NULL))
			pickle = ends_with(member.name, PICKLE);
	return !pickle;
}

/* True for what macOS adds to an archive beside each member. */
static bool
is_of_macos(const char *name)
{
	const char *last = strrchr(name, '/');

	last = last != NULL ? last + 1 : name;
	return strncmp(name, "__MACOSX/", 9) == 0 ||
		strncmp(last, "._", 2) == 0;
}

/*
 * Find out whether a member is an array. NAME.npy is one, whatever is in it.
 * Others are, as in NumPy, if they begin as NPY files do; what cannot be read
 * is none of them.
 *
 * Errors: TG_ESYS without memory.
 */
static bool
find_out_array(bool *is, const struct tg_zip *zip,
	const struct tg_zip_member *member, struct tg_err *err)
{
	struct tg_zip_content content;

	*is = ends_with(member->name, ENDING) && !is_of_macos(member->name);
	if (*is || member->size < TG_NPY_MAGIC_LEN)
		return true;
	if (!tg_zip_read_content(
		    zip, member, TG_NPY_MAGIC_LEN, &content, err)) {
		if (err->code != TG_EDATA)
			return false;
		tg_err_clear(err);
		return true;
	}
	*is = tg_npy_recognise(content.data, content.len);
	free(content.owned);
	return true;
}

/* Step to the next member that is an array. As tg_zip_next. */
static bool
next_array(struct tg_zip *zip, struct tg_zip_member *member, struct tg_err *err)
{
	bool is = false;

	while (!is)
		if (!tg_zip_next(zip, member, err) ||
			!find_out_array(&is, zip, member, err))
			return false;
	return true;
}

/* How long the name of an array is: that of its member without .npy. */
static size_t
name_length(const struct tg_zip_member *member)
{
	return strlen(member->name) -
		(ends_with(member->name, ENDING) ? ENDING_LEN : 0);
}

static void
cut_ending(struct tg_zip_member *member)
{
	member->name[name_length(member)] = '\0';
}

/*
 * True if a wanted name is that of an array, with or without its .npy, in its
 * first *len bytes; behind them stands nothing, or a colon and a field.
 */
static bool
matches_name(const struct tg_zip_member *member, const char *name, size_t *len)
{
	const size_t lens[] = { strlen(member->name), name_length(member) };

	for (int i = 0; i < 2; i++)
		if (strncmp(member->name, name, lens[i]) == 0 &&
			(name[lens[i]] == '\0' || name[lens[i]] == ':')) {
			*len = lens[i];
			return true;
		}
	return false;
}

/* Complete an error in one array of the file: say in which. Returns false. */
static bool
fail_in_array(const struct tg_bytes *bytes, const struct tg_zip_member *member,
	struct tg_err *err)
{
	/* a position in the member is none in the file */
	err->pos = TG_NOPOS;
	tg_err_where_member(
		err, bytes->name, member->name, name_length(member));
	return false;
}

/* The array that a name means. */
struct found {
	struct tg_zip_member member;
	size_t len; /* bytes of the name that are the array's */
	size_t n;   /* arrays whose names match as well */
};

/* Keep an array if it matches a name better than those before, or all names. */
static void
compare_array(struct found *found, const struct tg_zip_member *member,
	const char *name)
{
	size_t len = 0;

	if (name != NULL && !matches_name(member, name, &len))
		return;
	if (found->n > 0 && len < found->len)
		return;
	found->n = len > found->len ? 1 : found->n + 1;
	found->len = len;
	found->member = *member;
}

/*
 * Find the array of that name, or the only one if name is NULL. ARRAY:FIELD
 * means a field, if no array is named so.
 */
static bool
find_array(struct found *found, struct tg_zip *zip, const char *name,
	struct tg_err *err)
{
	struct tg_names names = {
		.wanted = name,
		.limits = &tg_names_of_archive,
	};
	struct tg_zip_member member;

	while (next_array(zip, &member, err)) {
		compare_array(found, &member, name);
		cut_ending(&member);
		tg_names_offer(&names, member.name);
	}
	if (err->code != TG_OK)
		return false;
	if (found->n == 0 || (name == NULL && found->n > 1))
		return tg_names_fail(&names, "array", err);
	if (found->n > 1)
		return tg_fail(err, TG_ENAME, TG_NOPOS,
			"there are %zu arrays of the name \"%.*s\"", found->n,
			(int)found->len, name);
	return true;
}

/*
 * How many bytes of a deflated member are wanted: what its NPY header promises,
 * even if the member would inflate to more.
 */
static bool
promised_length(size_t *most, struct tg_zip *zip,
	const struct tg_zip_member *member, struct tg_err *err)
{
	struct tg_zip_content header;
	bool ok;

	if (!tg_zip_read_content(zip, member, HEADER_MOST, &header, err))
		return false;
	ok = tg_npy_length(most, header.data, header.len, err);
	free(header.owned);
	if (ok && *most > member->size)
		return tg_fail(err, TG_ESYNTAX, TG_NOPOS,
			"the array takes %zu bytes with its header, there are "
			"%" PRIu64,
			*most, member->size);
	return ok;
}

static bool
read_array(struct tg_tensor *tensor, struct tg_zip *zip,
	const struct tg_zip_member *member, struct tg_err *err)
{
	struct tg_zip_content content;
	size_t most = SIZE_MAX;

	if (member->method != 0 && !promised_length(&most, zip, member, err))
		return false;
	if (!tg_zip_read_content(zip, member, most, &content, err))
		return false;
	tensor->owned = content.owned;
	return tg_npy_read(tensor, content.data, content.len, err);
}

static bool
read_npz(struct tg_tensor *tensor, const struct tg_bytes *bytes,
	const struct tg_read *request, struct tg_err *err)
{
	const char *name = request->name;
	struct found found = { 0 };
	struct tg_zip zip = { 0 };

	if (!tg_zip_open(&zip, bytes, err) ||
		!find_array(&found, &zip, name, err))
		return false;
	if (read_array(tensor, &zip, &found.member, err) &&
		(name == NULL || name[found.len] == '\0' ||
			tg_npy_pick(tensor, name + found.len + 1, err)))
		return true;
	return fail_in_array(bytes, &found.member, err);
}

/* Read what the header of an array says; no more of it is inflated. */
static bool
describe_array(struct tg_tensor *tensor, struct tg_zip *zip,
	const struct tg_zip_member *member, struct tg_err *err)
{
	struct tg_zip_content header;
	size_t length;
	bool ok;

	if (!tg_zip_read_content(zip, member, HEADER_MOST, &header, err))
		return fail_in_array(zip->bytes, member, err);
	/* the header says how long it is, and nothing behind it is read */
	ok = tg_npy_length(&length, header.data, header.len, err) &&
		tg_npy_read(tensor, header.data, (size_t)member->size, err);
	tensor->data = NULL;
	free(header.owned);
	return ok || fail_in_array(zip->bytes, member, err);
}

static bool
visit_array(struct tg_zip *zip, struct tg_zip_member *member,
	const struct tg_visitor *visitor, struct tg_err *err)
{
	struct tg_tensor tensor = { 0 };
	bool ok;

	if (describe_array(&tensor, zip, member, err)) {
		cut_ending(member);
		ok = visitor->tensor(
			visitor->context, member->name, &tensor, err);
	} else {
		ok = tg_visit_unreadable(visitor, err);
	}
	tg_tensor_free(&tensor);
	return ok;
}

static bool
each_array(const struct tg_bytes *bytes, const struct tg_visitor *visitor,
	struct tg_err *err)
{
	struct tg_zip_member member;
	struct tg_zip zip = { 0 };
	bool ok = tg_zip_open(&zip, bytes, err);

	while (ok && next_array(&zip, &member, err))
		ok = visit_array(&zip, &member, visitor, err);
	return ok && err->code == TG_OK;
}

/* The member that a result becomes, and the header of its array. */
struct result_member {
	struct tg_zip_stored stored;
	char *name; /* malloc'ed */
	struct tg_buffer header;
};

static bool
describe_member(struct result_member *member, const struct tg_encoder *encoder,
	struct tg_err *err)
{
	const char *name = encoder->name != NULL ? encoder->name : UNNAMED;
	const size_t len = strlen(name);

	*member =
		(struct result_member){ .name = malloc(len + sizeof(ENDING)) };
	if (member->name == NULL)
		return tg_fail_memory(err, "a ZIP archive");
	memcpy(member->name, name, len);
	memcpy(member->name + len, ENDING, sizeof(ENDING));
	if (!tg_npy_header(
		    &member->header, &encoder->dtype, &encoder->shape, err))
		return false;
	member->stored = (struct tg_zip_stored){
		.name = member->name,
		.size = member->header.len +
			(uint64_t)encoder->n * encoder->dtype.size,
	};
	return true;
}

static void
free_member(struct result_member *member)
{
	free(member->name);
	tg_buffer_free(&member->header);
}

static bool
write_npz_head(const struct tg_encoder *encoder, struct tg_buffer *out,
	struct tg_err *err)
{
	struct result_member member;
	const bool ok = describe_member(&member, encoder, err) &&
		tg_zip_begin(out, &member.stored, err) &&
		tg_buffer_append(
			out, member.header.data, member.header.len, err);

	free_member(&member);
	return ok;
}

static bool
write_npz_tail(const struct tg_encoder *encoder, struct tg_buffer *out,
	struct tg_err *err)
{
	struct result_member member;
	const bool ok = describe_member(&member, encoder, err) &&
		tg_zip_end(out, &member.stored, err);

	free_member(&member);
	return ok;
}

static bool
seal_npz(const struct tg_encoder *encoder, struct tg_seal *seal,
	struct tg_err *err)
{
	struct result_member member;
	const bool ok = describe_member(&member, encoder, err);

	if (ok)
		*seal = tg_zip_seal(&member.stored);
	free_member(&member);
	return ok;
}

const struct tg_format tg_format_npz = {
	.name = "npz",
	.endings = { ".npz" },
	.named = true,
	.binary = true,
	.recognise = recognise_npz,
	.needed = tg_zip_needed,
	.read = read_npz,
	.each = each_array,
	.prepare = tg_binary_prepare,
	.head = write_npz_head,
	.encode = tg_binary_encode,
	.tail = write_npz_tail,
	.seal = seal_npz,
};
