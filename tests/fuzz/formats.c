/*
 * The targets of the formats. Where a file has parts that random bytes hardly
 * ever get right, such as checksums and lengths, the target makes them, so that
 * what lies behind them is reached.
 *
 * A first line that begins with a colon is the name of the tensor that is read;
 * the file begins behind it.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/option_values.h"
#include "format/safetensors/safetensors.h"
#include "fuzz.h"
#include "zip.h"

/* Cut off the first line, if it is a name: malloc'ed, or NULL. */
static char *
cut_name(const unsigned char **data, size_t *len)
{
	const unsigned char *end;
	char *name;

	if (*len == 0 || **data != ':' ||
		(end = memchr(*data, '\n', *len)) == NULL)
		return NULL;
	name = fuzz_string(*data + 1, (size_t)(end - *data) - 1);
	*len -= (size_t)(end - *data) + 1;
	*data = end + 1;
	return name;
}

void
fuzz_json(const unsigned char *data, size_t len)
{
	char *name = cut_name(&data, &len);

	fuzz_file(&tg_format_json, data, len, NULL, name);
	free(name);
}

void
fuzz_npy(const unsigned char *data, size_t len)
{
	fuzz_file(&tg_format_npy, data, len, NULL, NULL);
}

/* "DTYPE SHAPE OFFSET ORDER", each of them as on the command line, or left out. */
static bool
read_words(struct tg_operand_spec *spec, char *line)
{
	static struct tg_err err;
	const struct {
		tg_option_set *set;
		void *slot;
	} words[] = {
		{ tg_set_dtype, spec },
		{ tg_set_shape, spec },
		{ tg_set_offset, spec },
		{ tg_set_layout, &spec->layout },
	};
	char *rest = line, *word;

	memset(&err, 0, sizeof(err));
	for (int i = 0; i < 4 && (word = strsep(&rest, " ")) != NULL; i++)
		if (*word != '\0' && !words[i].set(words[i].slot, word, &err)) {
			fuzz_error(&err, 0, true);
			return false;
		}
	return true;
}

/* The first line says what the rest is. */
void
fuzz_raw(const unsigned char *data, size_t len)
{
	const unsigned char *end = memchr(data, '\n', len);
	struct tg_operand_spec spec = { .text = "file" };
	char *line;

	if (end == NULL)
		return;
	line = fuzz_string(data, (size_t)(end - data));
	if (read_words(&spec, line))
		fuzz_file(&tg_format_raw, end + 1,
			len - (size_t)(end - data) - 1, &spec, NULL);
	free(line);
}

/* The first byte chooses one of the formats of vectors. */
void
fuzz_vectors(const unsigned char *data, size_t len)
{
	static const struct tg_format *const formats[] = {
		&tg_format_fvecs,
		&tg_format_ivecs,
		&tg_format_bvecs,
		&tg_format_fbin,
		&tg_format_ibin,
		&tg_format_u8bin,
		&tg_format_i8bin,
		&tg_format_f16bin,
	};
	char *name;
	size_t i;

	if (len == 0)
		return;
	i = *data++ % (sizeof(formats) / sizeof(formats[0]));
	len--;
	name = cut_name(&data, &len);
	fuzz_file(formats[i], data, len, NULL, name);
	free(name);
}

void
fuzz_idx(const unsigned char *data, size_t len)
{
	fuzz_file(&tg_format_idx, data, len, NULL, NULL);
}

/*
 * A model; or, if it begins with a T, the fields of one tensor in a model. What
 * is in another file is never found.
 */
void
fuzz_onnx(const unsigned char *data, size_t len)
{
	char *name = cut_name(&data, &len);
	static struct tg_buffer file;

	file.len = 0;
	if (len > 0 && len < 125 && data[0] == 'T') {
		const unsigned char head[] = { 7 << 3 | 2,
			(unsigned char)(len + 1), 5 << 3 | 2,
			(unsigned char)(len - 1) };

		fuzz_append(&file, head, sizeof(head));
		fuzz_append(&file, data + 1, len - 1);
	} else {
		fuzz_append(&file, data, len);
	}
	fuzz_file(&tg_format_onnx, file.data, file.len, NULL, name);
	free(name);
}

static bool
is_archive(const unsigned char *data, size_t len)
{
	return len >= 2 && data[0] == 'P' && data[1] == 'K';
}

static void
read_archive(const struct tg_format *format, const unsigned char *data,
	size_t len, const char *name)
{
	static struct tg_buffer zip;

	zip.len = 0;
	fuzz_append(&zip, data, len);
	zip_repair((unsigned char *)zip.data, zip.len);
	fuzz_file(format, zip.data, zip.len, NULL, name);
}

/*
 * An archive, whose checksums are put right; or a member for one, which is
 * deflated if a D stands before it.
 */
void
fuzz_npz(const unsigned char *data, size_t len)
{
	char *name = cut_name(&data, &len);
	const bool deflated = len > 0 && data[0] == 'D';
	static struct zip_maker zip;

	zip_begin(&zip);
	if (is_archive(data, len)) {
		read_archive(&tg_format_npz, data, len, name);
	} else {
		zip_add(&zip, "a.npy", data + deflated, len - deflated,
			deflated);
		zip_end(&zip);
		fuzz_file(
			&tg_format_npz, zip.out.data, zip.out.len, NULL, name);
	}
	free(name);
}

/* An archive, as above; or a pickle, beside which there are two storages. */
void
fuzz_pt(const unsigned char *data, size_t len)
{
	static const unsigned char storage[64] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	char *name = cut_name(&data, &len);
	static struct zip_maker zip;

	zip_begin(&zip);
	if (is_archive(data, len)) {
		read_archive(&tg_format_pt, data, len, name);
	} else {
		zip_add(&zip, "a/data.pkl", data, len, false);
		zip_add(&zip, "a/data/0", storage, sizeof(storage), false);
		zip_add(&zip, "a/data/1", storage, 4, false);
		zip_end(&zip);
		fuzz_file(&tg_format_pt, zip.out.data, zip.out.len, NULL, name);
	}
	free(name);
}

/*
 * A file; or, if it begins with a brace, a header up to the first newline, and
 * the data behind that.
 */
void
fuzz_safetensors(const unsigned char *data, size_t len)
{
	char *name = cut_name(&data, &len);
	static struct tg_buffer file;

	file.len = 0;
	if (len > 0 && data[0] == '{') {
		const unsigned char *end = memchr(data, '\n', len);
		size_t head = end != NULL ? (size_t)(end - data) : len;
		unsigned char size[8];

		for (int i = 0; i < 8; i++)
			size[i] = (unsigned char)((uint64_t)head >> 8 * i);
		fuzz_append(&file, size, sizeof(size));
		fuzz_append(&file, data, head);
		if (end != NULL)
			fuzz_append(&file, end + 1, len - head - 1);
	} else {
		fuzz_append(&file, data, len);
	}
	fuzz_file(&tg_format_safetensors, file.data, file.len, NULL, name);
	free(name);
}

/* As a file, and as what comes from a pipe: the bytes tell how many they are. */
void
fuzz_gguf(const unsigned char *data, size_t len)
{
	static struct tg_err err;
	char *name = cut_name(&data, &len);
	struct tg_watch watch = { 0 };
	struct tg_bytes bytes;
	size_t needed = SIZE_MAX;

	fuzz_file(&tg_format_gguf, data, len, NULL, name);
	fuzz_bytes(&bytes, data, len);
	for (bytes.len = 0; bytes.len < len && needed == SIZE_MAX; bytes.len++)
		needed = tg_format_gguf.needed(&watch, &bytes, &err);
	fuzz_require(err.code == TG_OK, "an error that is none");
	bytes.len = len;
	tg_bytes_free(&bytes);
	free(name);
}

/* A path stays below the directory of the index. */
static void
check_path(const char *path)
{
	fuzz_require(strncmp(path, "dir/", 4) == 0 && path[4] != '/' &&
			path[4] != '\0',
		"a shard outside the directory");
	for (const char *p = path; (p = strstr(p, "/..")) != NULL; p += 3)
		fuzz_require(p[3] != '/' && p[3] != '\0',
			"a shard above the directory");
}

/* Check what an index says of a tensor; err is clear again. */
static bool
check_told(
	void *context, const char *name, const char *path, struct tg_err *err)
{
	fuzz_require(name != NULL && (path != NULL) == (err->code == TG_OK),
		"an error that is none");
	fuzz_require(context == err, "an error of another");
	if (path != NULL)
		check_path(path);
	tg_err_clear(err);
	return true;
}

/* The index of a model in several files. */
void
fuzz_shards(const unsigned char *data, size_t len)
{
	static struct tg_err err;
	char *name = cut_name(&data, &len), *path = NULL;
	struct tg_bytes bytes;
	bool ok;

	memset(&err, 0, sizeof(err));
	fuzz_bytes(&bytes, data, len);
	ok = tg_safetensors_index_each(
		&bytes, "dir/model.bin.index.json", check_told, &err, &err);
	fuzz_require(ok == (err.code == TG_OK), "an error that is none");
	memset(&err, 0, sizeof(err));
	ok = tg_safetensors_redirect(
		&path, &bytes, "dir/model.safetensors.index.json", name, &err);
	fuzz_require(ok == (err.code == TG_OK) && ok == (path != NULL),
		"an error that is none");
	if (ok)
		check_path(path);
	else
		fuzz_error(&err, len, false);
	free(path);
	tg_bytes_free(&bytes);
	free(name);
}
