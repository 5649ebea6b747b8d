/*
 * Writes bombs: small files that would cost a careless reader much memory or
 * much time. They go to a directory that all workers share; the jobs of the
 * part "bombs" read them there.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bombs.h"
#include "fault.h"
#include "zip.h"

static void
repeat(FILE *to, const char *text, long n)
{
	const size_t len = strlen(text);

	while (n-- > 0)
		fwrite(text, 1, len, to);
}

/* Put a pickle into an archive, as torch.save does. */
static void
put_pickle(FILE *to, const char *pickle, size_t len, bool deflated)
{
	struct zip zip;

	zip_begin(&zip, to);
	zip_add(&zip, "bomb/data.pkl", pickle, len, deflated);
	zip_add(&zip, "bomb/byteorder", "little", 6, false);
	zip_add(&zip, "bomb/data/0", "abcd", 4, false);
	zip_add(&zip, "bomb/version", "3\n", 2, false);
	zip_end(&zip);
}

/*
 * One opcode, again and again; a pickle of more than a million bytes is deflated
 * to a thousandth of that.
 */
static void
put_opcodes(FILE *to, const char *opcode, long n, const char *end)
{
	char *pickle;
	size_t len;
	FILE *text = fault_must(open_memstream(&pickle, &len));

	fwrite("\200\2", 1, 2, text);
	repeat(text, opcode, n);
	fputs(end, text);
	fclose(text);
	put_pickle(to, pickle, len, len > 1000000);
	free(pickle);
}

static void
pickle_lists(FILE *to)
{
	put_opcodes(to, "]", 65000, ".");
}

static void
pickle_dicts(FILE *to)
{
	put_opcodes(to, "}", 65000, ".");
}

static void
pickle_marks(FILE *to)
{
	put_opcodes(to, "(", 65000, "t.");
}

/* A tuple around a tuple around ... */
static void
pickle_deep(FILE *to)
{
	put_opcodes(to, ")\205\205\205\205", 16000, ".");
}

static void
pickle_strings(FILE *to)
{
	put_opcodes(to, "U\1a", 22000, ".");
}

static void
pickle_nones(FILE *to)
{
	put_opcodes(to, "N", 60000000, ".");
}

static void
pickle_many_lists(FILE *to)
{
	put_opcodes(to, "]", 60000000, ".");
}

static void
pickle_many_tuples(FILE *to)
{
	put_opcodes(to, ")\205", 30000000, ".");
}

static void
pickle_many_memos(FILE *to)
{
	put_opcodes(to, "]q\1", 20000000, ".");
}

/* Short texts, each of them with its own place in memory. */
static void
pickle_many_texts(FILE *to)
{
	put_opcodes(to, "U\1a", 20000000, ".");
}

/* Each level holds the one before it twice: 2 to the power of 100 leaves. */
static void
pickle_doubling(FILE *to)
{
	char pickle[1000];
	size_t n = 0;

	memcpy(pickle, "\200\2]q\0", 5);
	n = 5;
	for (int i = 0; i < 100; i++) {
		const char level[] = { 'h', (char)i, 'h', (char)i, '\206', 'q',
			(char)(i + 1) };

		memcpy(pickle + n, level, sizeof(level));
		n += sizeof(level);
	}
	pickle[n++] = '.';
	put_pickle(to, pickle, n, false);
}

/* A place in the memo that is far away. */
static void
pickle_memo(FILE *to)
{
	put_pickle(to, "\200\2]r\377\377\377\177.", 9, false);
}

/* A text that is said to have two gigabytes. */
static void
pickle_long(FILE *to)
{
	put_pickle(to, "\200\2X\377\377\377\177abc.", 11, false);
}

#define ZEROS 100000000L

/* Deflated to a thousandth; only its head is asked for. */
static void
npz_zeros(FILE *to)
{
	char *data = fault_must(calloc(1, ZEROS + 128));
	struct zip zip;

	sprintf(data + 10, "%-117s",
		"{'descr': '|u1', 'fortran_order': False, "
		"'shape': (100000000,), }");
	memcpy(data, "\223NUMPY\1\0\166\0", 10);
	data[127] = '\n';
	zip_begin(&zip, to);
	zip_add(&zip, "w.npy", data, ZEROS + 128, true);
	zip_end(&zip);
	free(data);
}

/* A head that says that it is as long as can be. */
static void
npz_head(FILE *to)
{
	char *data = fault_must(calloc(1, ZEROS));
	struct zip zip;

	memcpy(data, "\223NUMPY\2\0\0\0\0\13", 12);
	zip_begin(&zip, to);
	zip_add(&zip, "w.npy", data, ZEROS, true);
	zip_end(&zip);
	free(data);
}

/* Thousands of entries that are all the same large member. */
static void
npz_overlap(FILE *to)
{
	char *data = fault_must(calloc(1, 10000000));
	struct zip_member member;
	struct zip zip;
	char name[32];

	zip_begin(&zip, to);
	member = zip_put(&zip, "00000.npy", data, 10000000, true);
	for (int i = 0; i < 5000; i++) {
		snprintf(name, sizeof(name), "%05d.npy", i);
		zip_entry(&zip, name, &member);
	}
	zip_end(&zip);
	free(data);
}

static void
npz_members(FILE *to)
{
	struct zip zip;
	char name[32];

	zip_begin(&zip, to);
	for (int i = 0; i < 60000; i++) {
		snprintf(name, sizeof(name), "%05d.npy", i);
		zip_add(&zip, name, "", 0, false);
	}
	zip_end(&zip);
}

static void
npy_head(FILE *to)
{
	fwrite("\223NUMPY\2\0\377\377\377\377{'descr'", 1, 20, to);
}

static void
npy_deep(FILE *to)
{
	fwrite("\223NUMPY\1\0\377\377", 1, 10, to);
	fputs("{'shape': ", to);
	repeat(to, "(", 65525);
}

/* The header of a safetensors file, behind its length. */
static void
put_header(FILE *to, const char *before, long n, const char *each,
	const char *after)
{
	char *header;
	size_t len;
	FILE *text = fault_must(open_memstream(&header, &len));

	fputs(before, text);
	for (long i = 0; i < n; i++)
		fprintf(text, each, i);
	fputs(after, text);
	fclose(text);
	put_number(to, len, 8);
	fwrite(header, 1, len, to);
	free(header);
}

#define LAST "\"last\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}"

static void
safetensors_tensors(FILE *to)
{
	put_header(to, "{", 1000000,
		"\"%ld\":{\"dtype\":\"U8\",\"shape\":[0],"
		"\"data_offsets\":[0,0]},",
		LAST);
	putc('a', to);
}

static void
safetensors_metadata(FILE *to)
{
	put_header(to, "{\"__metadata__\":{", 1000000, "\"%ld\":\"\",",
		"\"a\":\"b\"}," LAST);
	putc('a', to);
}

static void
safetensors_deep(FILE *to)
{
	put_header(to, "{\"a\":", 1000000, "[", "");
}

static void
safetensors_shape(FILE *to)
{
	put_header(to, "{\"a\":{\"dtype\":\"U8\",\"shape\":[", 1000000, "1,",
		"1],\"data_offsets\":[0,1]}," LAST);
	putc('a', to);
}

/* A graph of 10,000,013 bytes: a million initializers, and a last one. */
static void
onnx_tensors(FILE *to)
{
	fputs("\x3a\x8d\xad\xe2\4", to);
	repeat(to, "\x2a\x08\x10\x02\x4a\1\x61\x42\1x", 1000000);
	fwrite("\x2a\x0b\x10\x02\x42\4last\x4a\1a", 1, 13, to);
}

static void
put_gguf(FILE *to, unsigned long tensors, unsigned long keys)
{
	fputs("GGUF", to);
	put_number(to, 3, 4);
	put_number(to, tensors, 8);
	put_number(to, keys, 8);
}

/* Empty tensors, with names of 6 digits. */
static void
gguf_tensors(FILE *to)
{
	put_gguf(to, 1000000, 0);
	for (int i = 0; i < 1000000; i++) {
		put_number(to, 6, 8);
		fprintf(to, "%06d", i);
		put_number(to, 1, 4);
		put_number(to, 0, 8);
		put_number(to, 0, 4);
		put_number(to, 0, 8);
	}
}

/* An array of strings without an end. */
static void
gguf_strings(FILE *to)
{
	put_gguf(to, 0, 1);
	put_number(to, 1, 8);
	putc('k', to);
	put_number(to, 9, 4);
	put_number(to, 8, 4);
	put_number(to, UINT64_MAX, 8);
	for (int i = 0; i < 1000000; i++)
		put_number(to, 0, 8);
}

static void
json_deep(FILE *to)
{
	repeat(to, "[", 1000000);
}

static void
json_objects(FILE *to)
{
	repeat(to, "{\"a\":", 300000);
}

static void
json_digits(FILE *to)
{
	fputs("[0.", to);
	repeat(to, "1", 1000000);
	fputs("]", to);
}

static void
json_exponent(FILE *to)
{
	fputs("[1e", to);
	repeat(to, "9", 1000000);
	fputs("]", to);
}

static void
json_members(FILE *to)
{
	fputs("{", to);
	for (int i = 0; i < 300000; i++)
		fprintf(to, "\"%d\":1,", i);
	fputs("\"last\":[5]}", to);
}

static void
json_empty(FILE *to)
{
	fputs("[", to);
	repeat(to, "[],", 500000);
	fputs("[]]", to);
}

static const struct {
	const char *name;
	void (*write)(FILE *to);
} bombs[] = {
	{ "lists.pt", pickle_lists },
	{ "dicts.pt", pickle_dicts },
	{ "marks.pt", pickle_marks },
	{ "deep.pt", pickle_deep },
	{ "strings.pt", pickle_strings },
	{ "nones.pt", pickle_nones },
	{ "many-lists.pt", pickle_many_lists },
	{ "many-tuples.pt", pickle_many_tuples },
	{ "many-memos.pt", pickle_many_memos },
	{ "many-texts.pt", pickle_many_texts },
	{ "doubling.pt", pickle_doubling },
	{ "memo.pt", pickle_memo },
	{ "long.pt", pickle_long },
	{ "zeros.npz", npz_zeros },
	{ "head.npz", npz_head },
	{ "overlap.npz", npz_overlap },
	{ "members.npz", npz_members },
	{ "head.npy", npy_head },
	{ "deep.npy", npy_deep },
	{ "tensors.safetensors", safetensors_tensors },
	{ "metadata.safetensors", safetensors_metadata },
	{ "deep.safetensors", safetensors_deep },
	{ "shape.safetensors", safetensors_shape },
	{ "tensors.onnx", onnx_tensors },
	{ "tensors.gguf", gguf_tensors },
	{ "strings.gguf", gguf_strings },
	{ "deep.json", json_deep },
	{ "objects.json", json_objects },
	{ "digits.json", json_digits },
	{ "exponent.json", json_exponent },
	{ "members.json", json_members },
	{ "empty.json", json_empty },
};

static void
write_bombs(const char *directory)
{
	char path[8192];

	for (size_t i = 0; i < sizeof(bombs) / sizeof(bombs[0]); i++) {
		FILE *file;

		snprintf(path, sizeof(path), "%s/%s", directory, bombs[i].name);
		file = fault_must(fopen(path, "wb"));
		bombs[i].write(file);
		if (fclose(file) != 0)
			fault_must(NULL);
	}
}

void
fault_bombs_create(const char *directory)
{
	pid_t writer;
	int status = 0;

	if (mkdir(directory, 0777) != 0)
		return; /* they are there */
	/* the driver stays small: it forks thousands of times */
	writer = fork();
	if (writer == 0) {
		write_bombs(directory);
		_exit(0);
	}
	if (writer < 0 || waitpid(writer, &status, 0) < 0 || status != 0)
		fault_must(NULL);
}
