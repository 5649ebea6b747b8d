#include "outcome.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void
give_up(const char *what)
{
	dprintf(STDERR_FILENO, "%s: %s\n", what, strerror(errno));
	_exit(3);
}

void
catch_stream(int fd, const char *name)
{
	int file = open(name, O_RDWR | O_CREAT | O_TRUNC, 0666);

	if (file < 0 || dup2(file, fd) != fd || close(file) != 0)
		give_up(name);
}

static void
write_file(const char *name, const unsigned char *data, size_t len)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0666);

	if (fd < 0 || write(fd, data, len) != (ssize_t)len || close(fd) != 0)
		give_up(name);
}

bool
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

int
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

void
write_operands(const struct random_case *c)
{
	write_file("in.json", c->input, c->input_len);
	write_file("ix.json", c->index, c->index_len);
}

bool
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

/* What has no bytes may be NULL. */
static bool
same_bytes(const char *a, size_t a_len, const char *b, size_t b_len)
{
	return a_len == b_len && (a_len == 0 || memcmp(a, b, a_len) == 0);
}

const char *
difference(const struct expected *e, const struct outcome *o)
{
	if (!e->known)
		return NULL;
	if (e->done != (o->err.code == TG_OK))
		return e->done ? "refused" : "accepted";
	if (!e->done && o->err.code != TG_EDATA)
		return "status";
	if (!e->done && e->where[0] != '\0' &&
		(strcmp(e->where, o->err.where) != 0 ||
			e->line != o->err.line || e->column != o->err.column))
		return "place";
	if (e->output_known &&
		!same_bytes(o->output, o->len, e->output.data, e->output.len))
		return "output";
	return NULL;
}

const char *
deviation(const struct outcome *first, const struct outcome *o)
{
	const struct tg_err *a = &first->err, *b = &o->err;

	if (a->code != b->code || strcmp(a->where, b->where) != 0 ||
		strcmp(a->what, b->what) != 0 ||
		strcmp(a->detail, b->detail) != 0 || a->line != b->line ||
		a->column != b->column || a->help_len != b->help_len ||
		memcmp(a->help_text, b->help_text, a->help_len) != 0)
		return "another error than the first variant";
	if (strcmp(first->warning, o->warning) != 0)
		return "another warning than the first variant";
	if (!same_bytes(first->output, first->len, o->output, o->len))
		return "another output than the first variant";
	return NULL;
}
