/*
 * Calls tgather on random JSON, much of it spoiled, and compares with a naive
 * reading and gather: what is accepted, the output, and the place that an error
 * names. It must be the same for every instruction set, chunk size and number
 * of threads.
 *
 *	json_fuzz [-n CASES | -t SECONDS] [-s SEED] [-f FIRST] [-d DIRECTORY]
 *
 * Case FIRST and those behind it are tried; each has a number, and with it and
 * the seed it can be repeated. Its files are left in DIRECTORY.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "call.h"
#include "crew.h"
#include "random_case.h"

/* A case is done by the first variant and so many others, in turn. */
#define OTHERS   3
#define THREADS  3
#define SHOWN    10 /* disagreements */
#define PATIENCE 60 /* seconds for a case */

static const int chunks[] = { TG_CREW_PIECE, 1, 7, 64, 200, 4096 };
#define CHUNKS   ((int)(sizeof(chunks) / sizeof(chunks[0])))
#define VARIANTS (TG_ISA_COUNT * CHUNKS * THREADS)

struct expected {
	bool known;
	bool done;
	char where[64]; /* of the error; empty: anywhere */
	bool output_known;
	struct naive_text output;
};

struct outcome {
	struct tg_err err;
	char warning[1000];
	char *output;
	size_t len, capacity;
};

/* What is known of the child that does the cases should it die. */
struct ledger {
	uint64_t n, calls;
	int variant;
	long wrong[VARIANTS];
};

static struct ledger *ledger;
static uint64_t seed = 1;
static FILE *report;

static struct variant
variant_number(int i)
{
	return (struct variant){ (enum tg_isa)(i / (CHUNKS * THREADS)),
		chunks[i / THREADS % CHUNKS], 1 + i % THREADS };
}

static void
give_up(const char *what)
{
	fprintf(report, "Bail out! %s: %s\n", what, strerror(errno));
	fflush(report);
	_exit(3);
}

static void
write_file(const char *name, const unsigned char *data, size_t len)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0666);

	if (fd < 0 || write(fd, data, len) != (ssize_t)len || close(fd) != 0)
		give_up(name);
}

/* False when there is no such file. */
static bool
read_file(struct outcome *o, const char *name)
{
	int fd = open(name, O_RDONLY);
	struct stat st;

	o->len = 0;
	if (fd < 0)
		return false;
	if (fstat(fd, &st) != 0)
		give_up(name);
	o->len = (size_t)st.st_size;
	if (o->len >= o->capacity) {
		o->capacity = 2 * o->len + 1;
		o->output = realloc(o->output, o->capacity);
		if (o->output == NULL)
			give_up(name);
	}
	if (read(fd, o->output, o->len) != (ssize_t)o->len || close(fd) != 0)
		give_up(name);
	return true;
}

#define ARGUMENTS 16

static int
arguments(char *argv[ARGUMENTS], const struct random_case *c)
{
	static char dim[16], batch[16];
	int n = 0;

	snprintf(dim, sizeof(dim), "%d", c->call.dim);
	snprintf(batch, sizeof(batch), "%d", c->call.batch);
	argv[n++] = "tgather";
	argv[n++] = "--dim";
	argv[n++] = dim;
	if (c->call.index_select) {
		argv[n++] = "--op=index_select";
		argv[n++] = "--batch-dims";
		argv[n++] = batch;
	}
	if (c->call.negative)
		argv[n++] = "--negative";
	if (c->call.fill != NULL) {
		argv[n++] = "--fill";
		argv[n++] = (char *)(uintptr_t)c->call.fill;
	}
	if (c->to != TO_STDOUT) {
		argv[n++] = "-o";
		argv[n++] = c->to == TO_NPY ? "out.npy" : "out.json";
	}
	argv[n++] = "in.json";
	argv[n++] = "ix.json";
	argv[n] = NULL;
	return n;
}

static const char *
output_name(const struct random_case *c)
{
	return c->to == TO_STDOUT ? "stdout"
		: c->to == TO_NPY ? "out.npy"
				  : "out.json";
}

static void
rewind_file(int fd)
{
	if (ftruncate(fd, 0) != 0 || lseek(fd, 0, SEEK_SET) != 0)
		give_up("rewind");
}

/* What was printed while fd 2 was a file, which is empty again. */
static void
take_warning(struct outcome *o)
{
	ssize_t n = pread(2, o->warning, sizeof(o->warning) - 1, 0);

	o->warning[n > 0 ? n : 0] = '\0';
	if (n != 0)
		rewind_file(2);
}

/* False when it does not leave what it should: a result, or nothing. */
static bool
run_case(const struct random_case *c, const struct variant *variant,
	struct outcome *o)
{
	char *argv[ARGUMENTS];
	int argc = arguments(argv, c);
	bool ok, exists;

	rewind_file(1);
	ok = call(variant, argc, argv, &o->err);
	take_warning(o);
	exists = read_file(o, output_name(c));
	if (c->to != TO_STDOUT && exists)
		unlink(output_name(c));
	if (ok)
		return exists && o->len > 0 && o->err.code == TG_OK;
	return o->len == 0 && exists == (c->to == TO_STDOUT);
}

static void
expect_where(struct expected *e, const char *name,
	const struct naive_tensor *tensor, size_t pos)
{
	size_t line, column;

	naive_line_column(tensor, pos, &line, &column);
	snprintf(e->where, sizeof(e->where), "%s:%zu:%zu", name, line, column);
}

/* True when the text is read; else what is to happen is said. */
static bool
expect_text(struct expected *e, const char *name, struct naive_tensor *tensor)
{
	naive_read(tensor);
	if (!tensor->object && !tensor->ok)
		expect_where(e, name, tensor, tensor->bad);
	e->known = !tensor->object || !tensor->ok;
	return !tensor->object && tensor->ok;
}

static void
expect(struct expected *e, const struct random_case *c)
{
	static struct naive_tensor input, index = { .index = true };
	static struct naive_result result;

	e->done = e->output_known = false;
	e->where[0] = '\0';
	input.text = c->input;
	input.len = c->input_len;
	index.text = c->index;
	index.len = c->index_len;
	if (!expect_text(e, "in.json", &input) ||
		!expect_text(e, "ix.json", &index))
		return;
	naive_gather(&result, &c->call, &input, &index);
	if (result.outcome == NAIVE_SHAPES)
		return;
	/* which elements have a type in common is another matter */
	e->known = c->to != TO_NPY;
	if (result.outcome == NAIVE_RANGE) {
		expect_where(e, "ix.json", &index, index.item[result.wrong].at);
		return;
	}
	e->done = true;
	e->output_known = e->known;
	naive_write(&e->output, &result, &input, c->call.fill);
}

static const char *
difference(const struct expected *e, const struct outcome *o)
{
	if (!e->known)
		return NULL;
	if (e->done != (o->err.code == TG_OK))
		return e->done ? "refused" : "accepted";
	if (!e->done && o->err.code != TG_EDATA)
		return "status";
	if (!e->done && e->where[0] != '\0' &&
		strcmp(e->where, o->err.where) != 0)
		return "place";
	if (e->output_known &&
		(o->len != e->output.len ||
			memcmp(o->output, e->output.data, o->len) != 0))
		return "output";
	return NULL;
}

/* From what the first variant did. */
static const char *
deviation(const struct outcome *first, const struct outcome *o)
{
	const struct tg_err *a = &first->err, *b = &o->err;

	if (a->code != b->code || strcmp(a->where, b->where) != 0 ||
		strcmp(a->what, b->what) != 0 ||
		strcmp(a->detail, b->detail) != 0 ||
		strcmp(a->help, b->help) != 0)
		return "another error than the first variant";
	if (strcmp(first->warning, o->warning) != 0)
		return "another warning than the first variant";
	if (first->len != o->len ||
		memcmp(first->output, o->output, o->len) != 0)
		return "another output than the first variant";
	return NULL;
}

static void
show_text(const char *name, const unsigned char *text, size_t len)
{
	fprintf(report, "#   %s, %zu bytes: ", name, len);
	for (size_t i = 0; i < len && i < 1000; i++)
		fprintf(report,
			text[i] < ' ' || text[i] >= 0x7F || text[i] == '\\'
				? "\\x%02X"
				: "%c",
			text[i]);
	fprintf(report, len > 1000 ? "...\n" : "\n");
}

static void
show_case(const struct random_case *c, int number, const char *what)
{
	const struct variant v = variant_number(number);
	char *argv[ARGUMENTS];
	int argc = arguments(argv, c);

	fprintf(report, "# %s:\n#   TGATHER_ISA=%s TGATHER_CHUNK=%d tgather",
		what, tg_isa_name(v.isa), v.chunk);
	fprintf(report, " --threads %d", v.threads);
	for (int i = 1; i < argc; i++)
		fprintf(report, " '%s'", argv[i]);
	fprintf(report, "\n");
	show_text("in.json", c->input, c->input_len);
	show_text("ix.json", c->index, c->index_len);
	fprintf(report,
		"#   again: json_fuzz -s %" PRIu64 " -f %" PRIu64
		" -n 1 -d DIRECTORY\n",
		seed, ledger->n);
}

static void
show_outcome(const struct expected *e, const struct outcome *o)
{
	fprintf(report, "#   expected %s %s\n",
		!e->known         ? "as the first variant"
			: e->done ? "a result"
				  : "an error at",
		e->where);
	if (e->output_known)
		show_text("expected", (unsigned char *)e->output.data,
			e->output.len);
	if (o->err.code == TG_OK)
		show_text("result", (unsigned char *)o->output, o->len);
	else
		fprintf(report, "#   error %d at %s: %s\n", (int)o->err.code,
			o->err.where, o->err.what);
}

static bool
is_supported(int number)
{
	return tg_isa_supported(variant_number(number).isa);
}

static void
try_case(const struct random_case *c, const struct expected *e)
{
	static struct outcome first, other;
	static int shown;

	for (int i = 0; i <= OTHERS; i++) {
		struct outcome *o = i == 0 ? &first : &other;
		int number = i == 0
			? 0
			: (int)((ledger->n * OTHERS + (uint64_t)i) % VARIANTS);
		const struct variant v = variant_number(number);
		const char *what = "files";

		if (!is_supported(number))
			continue;
		ledger->variant = number;
		ledger->calls++;
		if (run_case(c, &v, o))
			what = difference(e, o);
		if (what == NULL && i > 0)
			what = deviation(&first, o);
		if (what == NULL)
			continue;
		ledger->wrong[number]++;
		if (shown++ >= SHOWN)
			continue;
		show_case(c, number, what);
		show_outcome(e, o);
	}
}

struct range {
	uint64_t first, n;
	time_t end; /* 0: after n cases */
};

static void
try_cases(const struct range *range)
{
	static struct random_case c;
	static struct expected e;

	ledger->n = range->first;
	while (range->end > 0 ? time(NULL) < range->end
			      : ledger->n < range->first + range->n) {
		alarm(PATIENCE);
		random_case(&c, seed, ledger->n);
		write_file("in.json", c.input, c.input_len);
		write_file("ix.json", c.index, c.index_len);
		expect(&e, &c);
		try_case(&c, &e);
		ledger->n++;
	}
}

/* What is written to the stream goes to a file. */
static void
catch_stream(int fd, const char *name)
{
	int file = open(name, O_RDWR | O_CREAT | O_TRUNC, 0666);

	if (file < 0 || dup2(file, fd) != fd || close(file) != 0)
		give_up(name);
}

/* In a child, so that it can be told what it died of. */
static void
try_safely(const struct range *range)
{
	static struct random_case c;
	static struct outcome last_words;
	pid_t child;
	int status;

	fflush(report);
	child = fork();
	if (child < 0)
		give_up("fork");
	if (child == 0) {
		catch_stream(1, "stdout");
		catch_stream(2, "stderr");
		try_cases(range);
		fflush(report);
		exit(0);
	}
	if (waitpid(child, &status, 0) != child)
		give_up("waitpid");
	if (status == 0)
		return;
	ledger->wrong[ledger->variant]++;
	random_case(&c, seed, ledger->n);
	show_case(&c, ledger->variant, "died");
	fprintf(report, "#   by signal %d, status %d\n", WTERMSIG(status),
		WEXITSTATUS(status));
	if (read_file(&last_words, "stderr"))
		fwrite(last_words.output, 1, last_words.len, report);
}

static int
verdict(void)
{
	int tests = 0, failed = 0;

	for (int i = 0; i < VARIANTS; i++) {
		const struct variant v = variant_number(i);
		bool ok = ledger->wrong[i] == 0;

		if (!is_supported(i))
			continue;
		failed += !ok;
		fprintf(report, "%sok %d - %s, chunks of %d, %d threads\n",
			ok ? "" : "not ", ++tests, tg_isa_name(v.isa), v.chunk,
			v.threads);
	}
	fprintf(report, "1..%d\n", tests);
	return failed > 0;
}

/* Files are read and written in memory where that can be had. */
static void
enter_directory(const char *directory, char scratch[64])
{
	strcpy(scratch, "/dev/shm/json_fuzz.XXXXXX");
	if (directory == NULL && (directory = mkdtemp(scratch)) == NULL) {
		strcpy(scratch, "/tmp/json_fuzz.XXXXXX");
		directory = mkdtemp(scratch);
	}
	if (directory == NULL || chdir(directory) != 0)
		give_up("directory");
}

static void
remove_directory(const char *scratch)
{
	unlink("in.json");
	unlink("ix.json");
	unlink("stdout");
	unlink("stderr");
	unlink("out.json");
	unlink("out.npy");
	rmdir(scratch);
}

int
main(int argc, char **argv)
{
	struct range range = { .n = 10000 };
	const char *directory = NULL;
	char scratch[64];
	struct timespec begin, end;
	double seconds;
	int option;

	while ((option = getopt(argc, argv, "n:t:s:f:d:")) != -1) {
		if (option == 'n')
			range.n = strtoull(optarg, NULL, 10);
		else if (option == 't')
			range.end = time(NULL) + atol(optarg);
		else if (option == 's')
			seed = strtoull(optarg, NULL, 10);
		else if (option == 'f')
			range.first = strtoull(optarg, NULL, 10);
		else if (option == 'd')
			directory = optarg;
		else
			return 2;
	}
	report = fdopen(dup(1), "w");
	ledger = mmap(NULL, sizeof(*ledger), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (report == NULL || ledger == MAP_FAILED)
		give_up("begin");
	enter_directory(directory, scratch);
	clock_gettime(CLOCK_MONOTONIC, &begin);
	try_safely(&range);
	clock_gettime(CLOCK_MONOTONIC, &end);
	if (directory == NULL)
		remove_directory(scratch);
	seconds = (double)(end.tv_sec - begin.tv_sec) +
		(double)(end.tv_nsec - begin.tv_nsec) / 1e9;
	fprintf(report,
		"# seed %" PRIu64 ": %" PRIu64 " cases, %" PRIu64
		" calls, %.0f a second\n",
		seed, ledger->n - range.first, ledger->calls,
		(double)ledger->calls / seconds);
	return verdict();
}
