/*
 * Contents that are known by name, though they are not read: what people have
 * in the place of a tensor, and what they do then. Only what fails to be read is
 * looked at, so that a signature never hinders.
 */
#include "format/contents.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "format/fixed_head.h"

/*
 * Lines of Python, in a line of the shell between '. What is no array of numbers
 * or strings would become a pickle, which is not read either: it is refused.
 * Columns may hold numbers, or arrays of one length.
 */
#define SAVE(imports, array)                                             \
	"import sys, numpy, " imports "; numpy.save(\"new.npy\", " array \
	", allow_pickle=False)"
#define SAVE_COLUMN(imports, table) \
	SAVE(imports, "numpy.stack(" table "[\"NAME\"].to_numpy())")

#define HDF5 "\x89HDF\r\n\x1A\n"

static bool
has_at(const struct tg_bytes *bytes, size_t at, const char *text, size_t len)
{
	return bytes->len >= at && bytes->len - at >= len &&
		memcmp(bytes->data + at, text, len) == 0;
}

static bool
has_signature(const struct tg_bytes *bytes, const struct tg_content *content)
{
	return has_at(bytes, content->at, content->signature, content->len);
}

/* Behind a block of the user's: 512 bytes, or twice that, or twice that ... */
static bool
is_hdf5(const struct tg_bytes *bytes, const struct tg_content *content)
{
	size_t at = 0;

	while (at < bytes->len &&
		!has_at(bytes, at, content->signature, content->len))
		at = at == 0 ? 512 : 2 * at;
	return at < bytes->len;
}

/* A page, in letters of any case, behind white space. */
static bool
is_page(const struct tg_bytes *bytes, const struct tg_content *content)
{
	const char *p = (const char *)bytes->data;

	if (has_at(bytes, 0, "\xEF\xBB\xBF", 3))
		p += 3;
	/* zero bytes follow, so that white space has an end */
	p += strspn(p, " \t\r\n");
	return strncasecmp(p, content->signature, content->len) == 0;
}

/* What a server says, all of the content but for the end of the line. */
static bool
is_answer(const struct tg_bytes *bytes, const struct tg_content *content)
{
	return bytes->len <= content->len + 2 && has_signature(bytes, content);
}

static uint32_t
load_u32(const unsigned char *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
		(uint32_t)p[3] << 24;
}

/*
 * A message behind its mark: its length, a multiple of 8, and the place of its
 * first table in it. The first message, the schema, is short.
 */
static bool
is_arrow_stream(const struct tg_bytes *bytes, const struct tg_content *content)
{
	uint32_t len, table;

	if (bytes->len < 12 || !has_signature(bytes, content))
		return false;
	len = load_u32(bytes->data + 4);
	table = load_u32(bytes->data + 8);
	return len % 8 == 0 && len < 1u << 28 && table >= 8 && table % 4 == 0 &&
		table < len;
}

/* The head of an IDX file whose size does not fit it: else it could be read. */
static bool
is_idx(const struct tg_bytes *bytes, const struct tg_content *content)
{
	const unsigned char *p = bytes->data;

	(void)content;
	return bytes->len > 4 && p[0] == 0 && p[1] == 0 &&
		memchr("\x08\x09\x0B\x0C\x0D\x0E", p[2], 6) != NULL &&
		p[3] >= 1 && p[3] <= 8 && !tg_format_idx.recognise(bytes);
}

/*
 * A pickle of protocol 2 to 5: it begins with what begins a value, and ends
 * with a full stop.
 */
static bool
is_pickle(const struct tg_bytes *bytes, const struct tg_content *content)
{
	const unsigned char *p = bytes->data;

	(void)content;
	return bytes->len > 3 && p[0] == 0x80 && p[1] >= 2 && p[1] <= 5 &&
		(p[1] >= 4 ? p[2] == 0x95
			   : memchr("](}cXUK", p[2], 7) != NULL) &&
		(bytes->partial || p[bytes->len - 1] == '.');
}

/* One that joblib wrote: the name of its class stands near the beginning. */
static bool
is_joblib(const struct tg_bytes *bytes, const struct tg_content *content)
{
	const size_t near = bytes->len < 4096 ? bytes->len : 4096;

	return bytes->data[0] == 0x80 &&
		memmem(bytes->data, near, content->signature, content->len) !=
		NULL;
}

/*
 * Text in units of several bytes without a mark: the first two characters, of
 * which the first begins a JSON text, are ASCII; content->at tells which byte of
 * a unit is not zero, content->len how many a unit has.
 */
static bool
is_wide_text(const struct tg_bytes *bytes, const struct tg_content *content)
{
	const size_t unit = content->len;

	if (bytes->len < 2 * unit)
		return false;
	for (size_t i = 0; i < 2 * unit; i++) {
		const unsigned char c = bytes->data[i];

		if (i % unit != content->at ? c != 0 : c < '\t' || c >= 0x7F)
			return false;
	}
	return strchr("[{\"-0123456789 \t\r\n", bytes->data[content->at]) !=
		NULL;
}

static bool
is_nifti(const struct tg_bytes *bytes, const struct tg_content *content)
{
	(void)content;
	return tg_fixed_head_is_nifti(bytes);
}

static bool
is_fits(const struct tg_bytes *bytes, const struct tg_content *content)
{
	(void)content;
	return tg_fixed_head_is_fits(bytes);
}

#define SIGNATURE(at, text) has_signature, at, sizeof(text) - 1, text, NULL
#define BY(function, text)  function, 0, sizeof(text) - 1, text, NULL

static const struct tg_content contents[] = {
	{ "a Git LFS pointer, not the file that it stands for", TG_NEXT_SAID,
		"fetch the file with: git lfs pull",
		SIGNATURE(0, "version https://git-lfs.github.com/spec/") },
	{ "a Git LFS pointer, not the file that it stands for", TG_NEXT_SAID,
		"fetch the file with: git lfs pull",
		SIGNATURE(0, "version https://hawser.github.com/spec/") },

	{ "an HTML page, such as a server sends in the place of a file",
		TG_NEXT_COMMAND, "to see what it says: head -c 2000",
		BY(is_page, "<!doctype html") },
	{ "an HTML page, such as a server sends in the place of a file",
		TG_NEXT_COMMAND, "to see what it says: head -c 2000",
		BY(is_page, "<html") },
	{ "XML, such as a server sends in the place of a file", TG_NEXT_COMMAND,
		"to see what it says: head -c 2000", BY(is_page, "<?xml") },
	{ "\"Entry not found\", a server's answer in the place of a file",
		TG_NEXT_SAID, "fetch the file again, by its right address",
		BY(is_answer, "Entry not found") },
	{ "\"Repository not found\", a server's answer in the place of a file",
		TG_NEXT_SAID, "fetch the file again, by its right address",
		BY(is_answer, "Repository not found") },
	{ "\"Not Found\", a server's answer in the place of a file",
		TG_NEXT_SAID, "fetch the file again, by its right address",
		BY(is_answer, "Not Found") },
	{ "\"404: Not Found\", a server's answer in the place of a file",
		TG_NEXT_SAID, "fetch the file again, by its right address",
		BY(is_answer, "404: Not Found") },
	{ "\"Invalid username or password.\", a server's answer in the place "
	  "of a file",
		TG_NEXT_SAID, "log in, and fetch the file again",
		BY(is_answer, "Invalid username or password.") },

	{ "gzip data", TG_NEXT_FILTER, "gzip -dc",
		SIGNATURE(0, "\x1F\x8B\x08") },
	{ "zstd data", TG_NEXT_FILTER, "zstd -dc",
		SIGNATURE(0, "\x28\xB5\x2F\xFD") },
	{ "xz data", TG_NEXT_FILTER, "xz -dc",
		SIGNATURE(0,
			"\xFD"
			"7zXZ\0") },
	{ "bzip2 data", TG_NEXT_FILTER, "bzip2 -dc", SIGNATURE(4, "1AY&SY") },
	{ "lz4 data", TG_NEXT_FILTER, "lz4 -dc",
		SIGNATURE(0, "\x04\x22\x4D\x18") },

	/* a mark of UTF-32 begins as one of UTF-16 does */
	{ "UTF-32 text", TG_NEXT_FILTER, "iconv -f UTF-32 -t UTF-8",
		SIGNATURE(0, "\xFF\xFE\0\0") },
	{ "UTF-32 text", TG_NEXT_FILTER, "iconv -f UTF-32 -t UTF-8",
		SIGNATURE(0, "\0\0\xFE\xFF") },
	{ "UTF-16 text", TG_NEXT_FILTER, "iconv -f UTF-16 -t UTF-8",
		SIGNATURE(0, "\xFF\xFE") },
	{ "UTF-16 text", TG_NEXT_FILTER, "iconv -f UTF-16 -t UTF-8",
		SIGNATURE(0, "\xFE\xFF") },
	{ "UTF-32 text", TG_NEXT_FILTER, "iconv -f UTF-32LE -t UTF-8",
		is_wide_text, 0, 4, NULL, NULL },
	{ "UTF-32 text", TG_NEXT_FILTER, "iconv -f UTF-32BE -t UTF-8",
		is_wide_text, 3, 4, NULL, NULL },
	{ "UTF-16 text", TG_NEXT_FILTER, "iconv -f UTF-16LE -t UTF-8",
		is_wide_text, 0, 2, NULL, NULL },
	{ "UTF-16 text", TG_NEXT_FILTER, "iconv -f UTF-16BE -t UTF-8",
		is_wide_text, 1, 2, NULL, NULL },

	{ "a MATLAB file of version 7.3, which is HDF5", TG_NEXT_PYTHON,
		SAVE("h5py", "h5py.File(sys.argv[1])[\"NAME\"][()].T"),
		SIGNATURE(0, "MATLAB 7.3 MAT-file") },
	{ "a MATLAB file", TG_NEXT_PYTHON,
		SAVE("scipy.io", "scipy.io.loadmat(sys.argv[1])[\"NAME\"]"),
		SIGNATURE(0, "MATLAB 5.0 MAT-file") },
	/* another text may stand before the version and the byte order */
	{ "a MATLAB file", TG_NEXT_PYTHON,
		SAVE("scipy.io", "scipy.io.loadmat(sys.argv[1])[\"NAME\"]"),
		SIGNATURE(124, "\0\1IM") },
	{ "a MATLAB file", TG_NEXT_PYTHON,
		SAVE("scipy.io", "scipy.io.loadmat(sys.argv[1])[\"NAME\"]"),
		SIGNATURE(124, "\1\0MI") },
	{ "a NIfTI image", TG_NEXT_PYTHON,
		SAVE("nibabel",
			"numpy.asarray(nibabel.load(sys.argv[1]).dataobj)"),
		BY(is_nifti, "") },
	{ "a FITS file", TG_NEXT_PYTHON,
		SAVE("astropy.io.fits", "astropy.io.fits.getdata(sys.argv[1])"),
		BY(is_fits, "") },
	{ "an HDF5 file", TG_NEXT_PYTHON,
		SAVE("h5py", "h5py.File(sys.argv[1])[\"NAME\"][()]"),
		BY(is_hdf5, HDF5) },
	{ "a Parquet file", TG_NEXT_PYTHON,
		SAVE_COLUMN("pandas", "pandas.read_parquet(sys.argv[1])"),
		SIGNATURE(0, "PAR1") },
	{ "an Arrow file (Feather)", TG_NEXT_PYTHON,
		SAVE_COLUMN("pandas", "pandas.read_feather(sys.argv[1])"),
		SIGNATURE(0, "ARROW1\0\0") },
	{ "an Arrow file (Feather)", TG_NEXT_PYTHON,
		SAVE_COLUMN("pandas", "pandas.read_feather(sys.argv[1])"),
		SIGNATURE(0, "FEA1") },
	{ "an Arrow stream", TG_NEXT_PYTHON,
		SAVE_COLUMN("pyarrow.ipc",
			"pyarrow.ipc.open_stream(open(sys.argv[1], "
			"\"rb\")).read_pandas()"),
		BY(is_arrow_stream, "\xFF\xFF\xFF\xFF") },
	{ "a NetCDF file", TG_NEXT_PYTHON,
		SAVE("scipy.io",
			"scipy.io.netcdf_file(sys.argv[1], mmap=False)"
			".variables[\"NAME\"].data"),
		SIGNATURE(0, "CDF\1") },
	{ "a NetCDF file", TG_NEXT_PYTHON,
		SAVE("scipy.io",
			"scipy.io.netcdf_file(sys.argv[1], mmap=False)"
			".variables[\"NAME\"].data"),
		SIGNATURE(0, "CDF\2") },
	{ "a NetCDF file", TG_NEXT_PYTHON,
		SAVE("netCDF4",
			"numpy.ma.getdata(netCDF4.Dataset(sys.argv[1])"
			"[\"NAME\"][...])"),
		SIGNATURE(0, "CDF\5") },
	{ "a file of joblib; to load it runs what is in it, so trust it first",
		TG_NEXT_PYTHON, SAVE("joblib", "joblib.load(sys.argv[1])"),
		BY(is_joblib, "joblib.numpy_pickle") },
	{ "a pickle; to load it runs what is in it, so trust it first",
		TG_NEXT_PYTHON,
		SAVE("pickle", "pickle.load(open(sys.argv[1], \"rb\"))"),
		BY(is_pickle, "") },

	{ "perhaps an IDX file, but its size does not fit its head",
		TG_NEXT_SAID,
		"fetch the file again, or give its format, idx, to learn more",
		is_idx, 0, 0, NULL, &tg_format_idx },

	{ "a PNG image", TG_NEXT_PYTHON,
		SAVE("PIL.Image", "numpy.asarray(PIL.Image.open(sys.argv[1]))"),
		SIGNATURE(0, "\x89PNG\r\n\x1A\n") },
	{ "a JPEG image", TG_NEXT_PYTHON,
		SAVE("PIL.Image", "numpy.asarray(PIL.Image.open(sys.argv[1]))"),
		SIGNATURE(0, "\xFF\xD8\xFF") },
	{ "a PDF document", TG_NEXT_SAID, "a tensor is in another file",
		SIGNATURE(0, "%PDF-") },
	{ "an SQLite database", TG_NEXT_SAID,
		"write a column as JSON: sqlite3 FILE 'select "
		"json_group_array(COLUMN) from TABLE' | tgather ...",
		SIGNATURE(0, "SQLite format 3\0") },
	{ "a tar archive", TG_NEXT_COMMAND,
		"take out its files, and name one of them: tar -xf",
		SIGNATURE(257, "ustar") },
};

const struct tg_content *
tg_content_find(const struct tg_bytes *bytes)
{
	for (size_t i = 0; i < sizeof(contents) / sizeof(contents[0]); i++)
		if (contents[i].recognise(bytes, &contents[i]))
			return &contents[i];
	return NULL;
}
