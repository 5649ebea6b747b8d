/*
 * Writes ZIP archives of one stored member, for NPZ files. minizip writes to a
 * file of the caller at any position, since it completes the headers once the
 * checksum is known. The same tensor always makes the same bytes.
 */
#include <minizip/zip.h>
#include <string.h>

#include "format/zip/zip.h"

/*
 * Sizes from here on do not fit the fields of a plain archive: 4 GB, less some
 * room for its headers.
 */
#define ZIP64_FROM 0xFFFF0000

/*
 * What the directory says of the member: made on Unix, needs version 2.0 to
 * read, a regular file with mode 0644, dated 1980-01-01 (the time of writing
 * would make different bytes each time), its name in UTF-8.
 */
#define VERSION (3 << 8 | 20)
#define MODE    (0100644ul << 16)
#define DATE    ((1ul << 5 | 1) << 16)
#define UTF8    (1 << 11)

static voidpf
open_sink(voidpf writer, const void *name, int mode)
{
	(void)name, (void)mode;
	return writer;
}

static int
close_sink(voidpf writer, voidpf stream)
{
	(void)writer, (void)stream;
	return 0;
}

static uLong
read_sink(voidpf writer, voidpf stream, void *to, uLong n)
{
	(void)writer, (void)stream, (void)to, (void)n;
	return 0;
}

static uLong
write_sink(voidpf opaque, voidpf stream, const void *from, uLong n)
{
	struct tg_zip_writer *w = opaque;

	(void)stream;
	if (w->err->code != TG_OK ||
		!w->sink.write_at(w->sink.context, from, n, w->at, w->err))
		return 0;
	w->at += n;
	if (w->at > w->len)
		w->len = w->at;
	return n;
}

static ZPOS64_T
tell_sink(voidpf opaque, voidpf stream)
{
	const struct tg_zip_writer *w = opaque;

	(void)stream;
	return w->at;
}

static long
seek_sink(voidpf opaque, voidpf stream, ZPOS64_T offset, int origin)
{
	struct tg_zip_writer *w = opaque;

	(void)stream;
	if (origin == ZLIB_FILEFUNC_SEEK_CUR)
		offset += w->at;
	else if (origin == ZLIB_FILEFUNC_SEEK_END)
		offset += w->len;
	w->at = offset;
	return 0;
}

static int
sink_error(voidpf opaque, voidpf stream)
{
	const struct tg_zip_writer *w = opaque;

	(void)stream;
	return w->err->code != TG_OK;
}

/* Turn an error of minizip into one in err, unless the sink has put one there. */
static bool
check_minizip(int result, struct tg_err *err)
{
	if (result == ZIP_OK && err->code == TG_OK)
		return true;
	return tg_fail(
		err, TG_ESYS, TG_NOPOS, "the ZIP archive cannot be written");
}

bool
tg_zip_create(struct tg_zip_writer *writer, const struct tg_sink *sink,
	const char *name, uint64_t size, struct tg_err *err)
{
	zlib_filefunc64_def functions = {
		.zopen64_file = open_sink,
		.zread_file = read_sink,
		.zwrite_file = write_sink,
		.ztell64_file = tell_sink,
		.zseek64_file = seek_sink,
		.zclose_file = close_sink,
		.zerror_file = sink_error,
		.opaque = writer,
	};
	const zip_fileinfo info = {
		.dosDate = DATE,
		.external_fa = MODE,
	};

	if (strlen(name) >= TG_ZIP_NAME)
		return tg_fail(err, TG_EDATA, TG_NOPOS,
			"a name in a ZIP archive has %d bytes at most, this "
			"one %zu",
			TG_ZIP_NAME - 1, strlen(name));
	*writer = (struct tg_zip_writer){ .sink = *sink, .err = err };
	writer->handle =
		zipOpen2_64("", APPEND_STATUS_CREATE, NULL, &functions);
	if (writer->handle == NULL)
		return tg_fail_memory(err, "a ZIP archive");
	return check_minizip(
		zipOpenNewFileInZip4_64(writer->handle, name, &info, NULL, 0,
			NULL, 0, NULL, 0, 0, 0, -MAX_WBITS, MAX_MEM_LEVEL,
			Z_DEFAULT_STRATEGY, NULL, 0, VERSION, UTF8,
			size >= ZIP64_FROM),
		err);
}

bool
tg_zip_write(struct tg_zip_writer *writer, const void *data, size_t len,
	struct tg_err *err)
{
	const unsigned char *p = data;

	writer->err = err;
	while (len > 0) {
		size_t part = len > 1 << 30 ? 1 << 30 : len;

		if (!check_minizip(zipWriteInFileInZip(
					   writer->handle, p, (unsigned)part),
			    err))
			return false;
		p += part;
		len -= part;
	}
	return true;
}

bool
tg_zip_finish(struct tg_zip_writer *writer, struct tg_err *err)
{
	int result;

	if (writer->handle == NULL)
		return true;
	writer->err = err;
	result = zipCloseFileInZip(writer->handle);
	if (zipClose(writer->handle, NULL) != ZIP_OK)
		result = ZIP_ERRNO;
	writer->handle = NULL;
	return check_minizip(result, err);
}
