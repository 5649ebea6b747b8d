/*
 * Calls tgather on random JSON, much of it spoiled, and compares with a naive
 * reading and gather: what is accepted, the output, and the place that an error
 * names. It must be the same for every instruction set, piece size and number
 * of threads.
 *
 *	json_fuzz [-n CASES | -t SECONDS] [-s SEED] [-f FIRST] [-d DIRECTORY]
 *
 * Case FIRST and those behind it are tried; each has a number, and with it and
 * the seed it can be repeated. Its files are left in DIRECTORY.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/threads.h"
#include "outcome.h"
#include "tap.h"

/* A case is done by the first variant and so many others, in turn. */
#define OTHERS   3
#define THREADS  3
#define SHOWN    10  /* disagreements */
#define PATIENCE 300 /* seconds for a case */

static const int piece_sizes[] = { TG_PIECE_MAX, 1, 7, 64, 200, 4096 };
#define PIECE_SIZES ((int)(sizeof(piece_sizes) / sizeof(piece_sizes[0])))
#define VARIANTS    (TG_ISA_COUNT * PIECE_SIZES * THREADS)

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
	return (struct variant){ (enum tg_isa)(i / (PIECE_SIZES * THREADS)),
		piece_sizes[i / THREADS % PIECE_SIZES], 1 + i % THREADS };
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

	fprintf(report, "# %s:\n#   TGATHER_ISA=%s TGATHER_PIECE=%d tgather",
		what, tg_isa_name(v.isa), v.piece);
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
	fprintf(report, "#   expected %s %s:%zu:%zu\n",
		!e->known         ? "as the first variant"
			: e->done ? "a result"
				  : "an error at",
		e->where, e->line, e->column);
	if (e->output_known)
		show_text("expected", (unsigned char *)e->output.data,
			e->output.len);
	if (o->err.code == TG_OK)
		show_text("result", (unsigned char *)o->output, o->len);
	else
		fprintf(report, "#   error %d at %s:%zu:%zu: %s\n",
			(int)o->err.code, o->err.where, o->err.line,
			o->err.column, o->err.what);
}

#define NAME 64 /* bytes at most */

static void
name_variant(char name[NAME], int number)
{
	const struct variant v = variant_number(number);

	snprintf(name, NAME, "%s, pieces of %d, %d threads", tg_isa_name(v.isa),
		v.piece, v.threads);
}

static bool
is_tried(int number)
{
	char name[NAME];

	name_variant(name, number);
	return tg_isa_supported(variant_number(number).isa) && tap_asked(name);
}

static bool
any_is_tried(void)
{
	int i = 0;

	while (i < VARIANTS && !is_tried(i))
		i++;
	return i < VARIANTS;
}

/*
 * A chunk may look ahead over a long run of white space, so that a long text in
 * very small pieces takes minutes, and shows nothing that a shorter one does not.
 */
static bool
is_affordable(const struct random_case *c, const struct variant *v)
{
	const size_t len =
		c->input_len > c->index_len ? c->input_len : c->index_len;

	return len / (size_t)v->piece <= 4096;
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

		if (i > 0 && !(is_tried(number) && is_affordable(c, &v)))
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
		write_operands(&c);
		expect(&e, &c);
		try_case(&c, &e);
		ledger->n++;
	}
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
	char name[NAME];

	fflush(report);
	for (int i = 0; i < VARIANTS; i++) {
		if (!is_tried(i))
			continue;
		name_variant(name, i);
		tap_ok(ledger->wrong[i] == 0, name);
	}
	return tap_end();
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
	if (!any_is_tried())
		return tap_end();
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
