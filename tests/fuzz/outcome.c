/*
 * What a job came to, for targets that do one job in several ways, all of which
 * have to come to the same.
 */
#include "outcome.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"

/* Take all that was written to a file, which is empty then. */
static void
take_output(struct fuzz_outcome *o, int fd)
{
	off_t len = lseek(fd, 0, SEEK_END);

	fuzz_require(len >= 0, "no output");
	o->len = (size_t)len;
	if (o->len > o->capacity) {
		o->capacity = 2 * o->len;
		o->data = realloc(o->data, o->capacity);
		fuzz_require(o->data != NULL, "no memory");
	}
	fuzz_require(pread(fd, o->data, o->len, 0) == len, "no output");
	fuzz_require(o->len == 0 ||
			(ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0),
		"no output");
}

void
fuzz_do_job(struct fuzz_outcome *o, struct tg_job *job)
{
	static int fd = -1;
	bool ok;

	if (fd < 0)
		fd = memfd_create("output", MFD_CLOEXEC);
	fuzz_require(fd >= 0, "no memory for the output");
	memset(&o->err, 0, sizeof(o->err));
	job->output.open = true;
	job->output.file.name = "output";
	job->output.file.fd = fd;
	ok = tg_job_gather(job, &o->err);
	fuzz_require(ok == (o->err.code == TG_OK), "an error that is none");
	if (job->output.kept != NULL)
		tg_kept_free(job->output.kept);
	free(job->output.kept);
	memset(&job->output, 0, sizeof(job->output));
	tg_job_free(job);
	take_output(o, fd);
}

void
fuzz_compare_outcomes(
	const struct fuzz_outcome *a, const struct fuzz_outcome *b)
{
	fuzz_require(a->err.code == b->err.code, "pieces end otherwise");
	fuzz_require(strcmp(a->err.where, b->err.where) == 0 &&
			a->err.line == b->err.line &&
			a->err.column == b->err.column,
		"pieces find the error in another place");
	fuzz_require(strcmp(a->err.what, b->err.what) == 0 &&
			strcmp(a->err.detail, b->err.detail) == 0 &&
			a->err.help_len == b->err.help_len &&
			memcmp(a->err.help_text, b->err.help_text,
				a->err.help_len) == 0,
		"pieces give another message");
	fuzz_require(a->len == b->len &&
			(a->len == 0 || memcmp(a->data, b->data, a->len) == 0),
		"pieces give another result");
}
