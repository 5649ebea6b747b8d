/*
 * Reads ZIP archives in memory, for NPZ and .pt files. minizip reads the
 * directory; sizes and places are taken from there alone, since writers may
 * leave those in local headers empty (APPNOTE.TXT of PKWARE, 4.3 and 4.4). Stored
 * members are not copied: they are used where they lie in the archive.
 */
#include "format/zip/zip.h"

#include <minizip/unzip.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "format/zip/inflate.h"

/* Bytes of the record behind the directory; an empty archive has no others. */
#define END_LEN 22

/* One deflated byte inflates to so many bytes at most. */
#define DEFLATE_MOST 1032

/* Among the flags of a member. */
#define ENCRYPTED 1

/* A size that is NO_SIZE stands in the zip64 field, with that number. */
#define NO_SIZE   0xFFFFFFFF
#define ZIP64     1
#define EXTRA_LEN 4096

/* Bytes of a member's local header, without the name and fields behind it. */
#define HEADER_LEN 30

/* What minizip takes for an open file: a position in a struct tg_bytes. */
struct stream {
	ZPOS64_T pos;
};

static voidpf
open_stream(voidpf bytes, const void *name, int mode)
{
	(void)bytes, (void)name, (void)mode;
	return calloc(1, sizeof(struct stream));
}

static int
close_stream(voidpf bytes, voidpf stream)
{
	(void)bytes;
	free(stream);
	return 0;
}

static uLong
read_stream(voidpf opaque, voidpf stream, void *to, uLong n)
{
	const struct tg_bytes *bytes = opaque;
	struct stream *s = stream;

	if (n > bytes->len - s->pos)
		n = (uLong)(bytes->len - s->pos);
	if (n > 0)
		memcpy(to, bytes->data + s->pos, n);
	s->pos += n;
	return n;
}

static uLong
write_stream(voidpf opaque, voidpf stream, const void *from, uLong n)
{
	(void)opaque, (void)stream, (void)from, (void)n;
	return 0;
}

static ZPOS64_T
tell_stream(voidpf bytes, voidpf stream)
{
	(void)bytes;
	return ((const struct stream *)stream)->pos;
}

/* For a step back, minizip passes an offset that makes the sum wrap round. */
static long
seek_stream(voidpf opaque, voidpf stream, ZPOS64_T offset, int origin)
{
	const struct tg_bytes *bytes = opaque;
	struct stream *s = stream;

	if (origin == ZLIB_FILEFUNC_SEEK_CUR)
		offset += s->pos;
	else if (origin == ZLIB_FILEFUNC_SEEK_END)
		offset += bytes->len;
	if (offset > bytes->len)
		return -1;
	s->pos = offset;
	return 0;
}

static int
no_error(voidpf bytes, voidpf stream)
{
	(void)bytes, (void)stream;
	return 0;
}

static bool
has_signature(const struct tg_bytes *bytes, const char *signature)
{
	return bytes->len >= 4 && memcmp(bytes->data, signature, 4) == 0;
}

bool
tg_zip_recognise(const struct tg_bytes *bytes)
{
	return has_signature(bytes, "PK\3\4") || has_signature(bytes, "PK\5\6");
}

bool
tg_zip_open(
	struct tg_zip *zip, const struct tg_bytes *bytes, struct tg_err *err)
{
	zlib_filefunc64_def functions = {
		.zopen64_file = open_stream,
		.zread_file = read_stream,
		.zwrite_file = write_stream,
		.ztell64_file = tell_stream,
		.zseek64_file = seek_stream,
		.zclose_file = close_stream,
		.zerror_file = no_error,
		.opaque = (voidpf)bytes, /* which is only read */
	};
	unz_global_info64 info;

	*zip = (struct tg_zip){ .bytes = bytes };
	if (!tg_zip_recognise(bytes))
		return tg_fail(
			err, TG_EDATA, TG_NOPOS, "this is no ZIP archive");
	/* minizip refuses an empty archive */
	if (bytes->len == END_LEN && has_signature(bytes, "PK\5\6"))
		return true;
	zip->handle = unzOpen2_64("", &functions);
	if (zip->handle == NULL ||
		unzGetGlobalInfo64(zip->handle, &info) != UNZ_OK)
		return tg_fail(err, TG_EDATA, TG_NOPOS,
			"the directory at the end of the ZIP archive is "
			"missing or damaged: is the file whole?");
	zip->n = info.number_entry;
	return true;
}

void
tg_zip_close(struct tg_zip *zip)
{
	if (zip->handle != NULL)
		unzClose(zip->handle);
	memset(zip, 0, sizeof(*zip));
}

void
tg_zip_rewind(struct tg_zip *zip)
{
	zip->done = 0;
}

static bool
fail_directory(const struct tg_zip *zip, const char *what, struct tg_err *err)
{
	return tg_fail(err, TG_EDATA, TG_NOPOS,
		"the directory of the ZIP archive is damaged at member %llu of "
		"%llu: %s",
		(unsigned long long)zip->done + 1, (unsigned long long)zip->n,
		what);
}

static uint64_t
little_endian(const unsigned char *p, unsigned n)
{
	uint64_t x = 0;

	for (unsigned i = n; i-- > 0;)
		x = x << 8 | p[i];
	return x;
}

/* Read a number of 8 bytes from a field, and step over it. */
static bool
take_field(uint64_t *x, const unsigned char **p, size_t *len)
{
	if (*len < 8)
		return false;
	*x = little_endian(*p, 8);
	*p += 8;
	*len -= 8;
	return true;
}

/*
 * Read sizes and place of a member from its zip64 field, which is one of the len
 * bytes of extra fields. minizip 1.1, which most systems have, does not do so
 * where long has 64 bits: it compares sizes with an unsigned long of all ones
 * instead of NO_SIZE. Later versions do it, and leave no size NO_SIZE.
 */
static void
read_zip64(struct tg_zip_member *member, const unsigned char *p, size_t len)
{
	while (len >= 4) {
		const uint64_t id = little_endian(p, 2);
		size_t n = (size_t)little_endian(p + 2, 2);

		p += 4;
		len -= 4;
		if (n > len)
			return;
		if (id == ZIP64) {
			if (member->size == NO_SIZE)
				take_field(&member->size, &p, &n);
			if (member->packed == NO_SIZE)
				take_field(&member->packed, &p, &n);
			take_field(&member->header, &p, &n);
			return;
		}
		p += n;
		len -= n;
	}
}

/* Read the entry of the directory where minizip stands. */
static bool
read_directory_entry(
	struct tg_zip *zip, struct tg_zip_member *member, struct tg_err *err)
{
	unsigned char extra[EXTRA_LEN];
	unz64_file_pos place;
	unz_file_info64 info;

	if (unzGetCurrentFileInfo64(zip->handle, &info, member->name,
		    sizeof(member->name), extra, sizeof(extra), NULL,
		    0) != UNZ_OK ||
		unzGetFilePos64(zip->handle, &place) != UNZ_OK)
		return fail_directory(zip, "no entry stands there", err);
	if (info.size_filename >= sizeof(member->name))
		return fail_directory(zip, "its name is too long", err);
	if (strlen(member->name) != info.size_filename)
		return fail_directory(zip, "its name has a zero byte", err);
	member->place[0] = place.pos_in_zip_directory;
	member->place[1] = place.num_of_file;
	member->size = info.uncompressed_size;
	member->packed = info.compressed_size;
	member->method = (unsigned)info.compression_method;
	member->encrypted = (info.flag & ENCRYPTED) != 0;
	member->crc = (uint32_t)info.crc;
	member->header = TG_ZIP_UNSAID;
	read_zip64(member, extra,
		info.size_file_extra < sizeof(extra) ? info.size_file_extra
						     : sizeof(extra));
	return true;
}

static bool
go_to_entry(struct tg_zip *zip, const uint64_t place[2])
{
	const unz64_file_pos there = { place[0], place[1] };

	return unzGoToFilePos64(zip->handle, &there) == UNZ_OK;
}

bool
tg_zip_next(
	struct tg_zip *zip, struct tg_zip_member *member, struct tg_err *err)
{
	bool there;

	if (zip->done == zip->n)
		return false;
	/* tg_zip_read_content may have moved minizip to another entry */
	there = zip->done == 0 ? unzGoToFirstFile(zip->handle) == UNZ_OK
			       : go_to_entry(zip, zip->place) &&
			unzGoToNextFile(zip->handle) == UNZ_OK;
	if (!there)
		return fail_directory(zip, "no entry stands there", err);
	if (!read_directory_entry(zip, member, err))
		return false;
	memcpy(zip->place, member->place, sizeof(zip->place));
	zip->done++;
	return true;
}

bool
tg_zip_member_at(struct tg_zip *zip, const uint64_t place[2],
	struct tg_zip_member *member, struct tg_err *err)
{
	if (!go_to_entry(zip, place))
		return fail_directory(zip, "no entry stands there", err);
	return read_directory_entry(zip, member, err);
}

static bool
fail_member(const struct tg_zip_member *member, const char *what,
	struct tg_err *err)
{
	return tg_fail(err, TG_EDATA, TG_NOPOS, "member \"%s\" %s",
		member->name, what);
}

/* Find where the bytes of a member begin: behind its local header. */
static bool
find_member_data(
	struct tg_zip *zip, const struct tg_zip_member *member, uint64_t *pos)
{
	const struct tg_bytes *bytes = zip->bytes;
	const unsigned char *header;
	int method;

	if (!go_to_entry(zip, member->place))
		return false;
	if (unzOpenCurrentFile2(zip->handle, &method, NULL, 1) == UNZ_OK) {
		*pos = unzGetCurrentFileZStreamPos64(zip->handle);
		unzCloseCurrentFile(zip->handle);
		return true;
	}
	/* minizip fails where it has not read the zip64 field */
	if (bytes->len < HEADER_LEN || member->header > bytes->len - HEADER_LEN)
		return false;
	header = bytes->data + member->header;
	*pos = member->header + HEADER_LEN + little_endian(header + 26, 2) +
		little_endian(header + 28, 2);
	return memcmp(header, "PK\3\4", 4) == 0;
}

static bool
inflate_member(const struct tg_zip_member *member, const unsigned char *from,
	struct tg_zip_content *content, struct tg_err *err)
{
	unsigned char *to;
	uint32_t crc;

	/* no deflated data can inflate to so much more */
	if (member->size / DEFLATE_MOST > member->packed)
		return fail_member(member, "cannot have the size it says", err);
	to = malloc(content->len + TG_PADDING);
	content->owned = to;
	content->data = to;
	if (to == NULL)
		return tg_fail_memory(err, "what the ZIP archive holds");
	memset(to + content->len, 0, TG_PADDING);
	if (!tg_inflate(to, content->len, from, (size_t)member->packed, &crc))
		return fail_member(member, "does not inflate", err);
	if (content->len == member->size && crc != member->crc)
		return fail_member(member, "does not match its checksum", err);
	return true;
}

bool
tg_zip_read_content(struct tg_zip *zip, const struct tg_zip_member *member,
	size_t most, struct tg_zip_content *content, struct tg_err *err)
{
	const bool stored = member->method == 0;
	uint64_t pos;

	*content = (struct tg_zip_content){
		.len = member->size < most ? (size_t)member->size : most,
	};
	if (member->encrypted)
		return fail_member(member, "is encrypted", err);
	if (!stored && member->method != Z_DEFLATED)
		return fail_member(member,
			"is compressed in a way other than deflate", err);
	if (stored && member->packed != member->size)
		return fail_member(member, "is stored in another size", err);
	if (!find_member_data(zip, member, &pos))
		return fail_member(
			member, "is not where the directory says", err);
	if (pos > zip->bytes->len || member->packed > zip->bytes->len - pos)
		return fail_member(member, "goes on behind the archive", err);
	content->data = zip->bytes->data + pos;
	if (stored || inflate_member(member, content->data, content, err))
		return true;
	free(content->owned);
	*content = (struct tg_zip_content){ 0 };
	return false;
}
