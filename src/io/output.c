/*
 * Opens, commits and closes what a result is written to. A new file has no name,
 * or a temporary one, until all its bytes are written: whoever looks at the
 * target sees the former file or the whole new one, also when the program is
 * ended in between.
 */
#include "io/output.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/retry.h"
#include "io/signals.h"
#include "io/target.h"
#include "io/temporary.h"

static bool
fail(const struct tg_output *output, const char *what, struct tg_err *err)
{
	return tg_file_writer_fail(&output->file, what, err);
}

/*
 * Open a file without a name. It gets one through /proc, so that where there is
 * none, as in a bare chroot, a temporary name is needed.
 */
static bool
open_nameless(struct tg_output *output)
{
#ifdef O_TMPFILE
	char *copy;

	if (access("/proc/self/fd", X_OK) != 0)
		return false;
	copy = strdup(output->target);
	if (copy == NULL)
		return false;
	output->file.fd =
		open(dirname(copy), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
	free(copy);
	return output->file.fd >= 0;
#else
	output->file.fd = -1;
	return false;
#endif
}

/* Open a new file: with a temporary name where none without a name can be had. */
static bool
open_file(struct tg_output *output)
{
	if (open_nameless(output))
		return true;
	output->file.fd = tg_temporary_open(&output->temporary, output->target);
	return output->file.fd >= 0;
}

static bool
open_path(struct tg_output *output, const char *path, struct tg_err *err)
{
	struct stat st;
	bool exists = stat(path, &st) == 0;

	if (!exists && errno != ENOENT)
		return fail(output, "cannot write", err);
	if (exists && tg_target_is_standard_output(&st)) {
		output->file.fd = STDOUT_FILENO;
		return true;
	}
	if (exists && !S_ISREG(st.st_mode)) {
		output->file.fd = open(path, O_WRONLY | O_CLOEXEC);
		return output->file.fd >= 0 || fail(output, "cannot open", err);
	}
	/* replacing would get round a file that is read only */
	if (exists && access(path, W_OK) != 0)
		return fail(output, "cannot write", err);
	output->target = tg_target_follow(path);
	if (output->target == NULL)
		return fail(output, "cannot follow the link", err);
	return open_file(output) || fail(output, "cannot create", err);
}

bool
tg_output_open(struct tg_output *output, const char *path, struct tg_err *err)
{
	output->file.fd = -1;
	if (path != NULL) {
		if (output->file.name == NULL)
			output->file.name = path;
		output->open = open_path(output, path, err);
		return output->open;
	}
	output->file.name = TG_STDOUT_NAME;
	output->file.fd = STDOUT_FILENO;
	output->open = true;
	return true;
}

bool
tg_output_open_range(struct tg_output *output, int fd, const char *path,
	const struct tg_file_range *range, struct tg_err *err)
{
	output->file.fd = fd;
	output->file.name = path;
	output->in_place = output->open = true;
	tg_file_writer_set_range(&output->file, range);
	output->target = strdup(path);
	return output->target != NULL || tg_fail_memory(err, "a name");
}

void
tg_output_seal(struct tg_output *output, const struct tg_seal *seal)
{
	output->file.seal = *seal;
}

uint64_t
tg_output_length(const struct tg_output *output)
{
	return output->file.claimed + output->file.nleft;
}

uint32_t
tg_output_crc(const struct tg_output *output)
{
	return output->file.crc;
}

void
tg_output_allow(struct tg_confinement *confinement, const char *path)
{
	struct stat st;
	const bool exists = stat(path, &st) == 0;
	char *target;

	if (exists && tg_target_is_standard_output(&st))
		return;
	if (exists && !S_ISREG(st.st_mode)) {
		tg_confine_allow(confinement, path, TG_ALLOW_WRITE);
		return;
	}
	target = tg_target_follow(path);
	if (target != NULL)
		tg_confine_allow(
			confinement, dirname(target), TG_ALLOW_REPLACE);
	else if (errno == ENOMEM)
		tg_confine_give_up(confinement);
	free(target);
}

bool
tg_output_can_discard(const struct tg_output *output)
{
	return output->target != NULL || output->keeps;
}

bool
tg_output_is_file(const struct tg_output *output)
{
	return output->target != NULL;
}

bool
tg_output_may_keep(struct tg_output *output, struct tg_err *err)
{
	if (output->kept != NULL)
		return true;
	output->kept = calloc(1, sizeof(*output->kept));
	if (output->kept == NULL)
		return tg_fail_memory(err, "the result");
	output->kept->fd = -1;
	tg_kept_open(output->kept);
	return true;
}

void
tg_output_keep(struct tg_output *output)
{
	output->keeps = true;
}

void
tg_output_begin_again(struct tg_output *output)
{
	output->again = (struct tg_seen){ 0 };
	output->repeats = output->sent.len > 0;
}

void
tg_output_forget(struct tg_output *output)
{
	if (output->keeps)
		tg_kept_free(output->kept);
	output->keeps = false;
}

bool
tg_output_is_terminal(const struct tg_output *output)
{
	return isatty(output->file.fd) == 1;
}

/* Let a file without a name take that of the target. */
static bool
link_nameless(const struct tg_output *output)
{
	char link[40];

	snprintf(link, sizeof(link), "/proc/self/fd/%d", output->file.fd);
	if (linkat(AT_FDCWD, link, AT_FDCWD, output->target,
		    AT_SYMLINK_FOLLOW) == 0)
		return true;
	return errno == EEXIST && tg_temporary_link(link, output->target);
}

/*
 * From here on the result is there. Signals are held until the process ends, so
 * that whoever sees it end by one finds the former file.
 */
static bool
give_name(struct tg_output *output)
{
	sigset_t before;
	bool ok;

	tg_signals_hold(&before);
	if (output->temporary != NULL)
		ok = tg_temporary_rename(output->temporary, output->target);
	else
		ok = link_nameless(output);
	if (ok)
		output->temporary = NULL;
	if (!ok || output->goes_on)
		tg_signals_release(&before);
	return ok;
}

/*
 * Some file systems say only on closing that a write has failed. A copy is
 * closed, because the file itself has to stay open until it has its name. Where
 * no more descriptors are allowed it gets that of standard input, from which
 * nothing is read any more.
 */
static bool
close_copy(int fd)
{
	int copy = dup(fd);

	if (copy < 0 && (errno == EMFILE || errno == ENFILE))
		copy = dup2(fd, STDIN_FILENO);
	return copy >= 0 && close(copy) == 0;
}

static bool
fail_to_repeat(const struct tg_output *output, struct tg_err *err)
{
	tg_fail(err, TG_EDATA, TG_NOPOS,
		"the result is not what its first bytes, which were written at "
		"once, let expect");
	tg_err_where(err, "%s", output->file.name);
	tg_err_help(err, "leave out --unbuffered");
	return false;
}

/* Write to a pipe or a device, for others to see. */
static bool
write_to_be_seen(
	void *context, const void *data, size_t len, struct tg_err *err)
{
	struct tg_output *output = context;
	const unsigned char *p = data;

	if (output->repeats) {
		const size_t n =
			tg_seen_repeat(&output->sent, &output->again, p, len);

		if (tg_seen_differ(&output->sent, &output->again))
			return fail_to_repeat(output, err);
		p += n;
		len -= n;
	}
	if (len == 0)
		return true;
	output->repeats = false;
	output->seen = true;
	if (output->at_once)
		tg_seen_add(&output->sent, p, len);
	return tg_retry_write(output->file.fd, p, len) ||
		fail(output, "cannot write", err);
}

bool
tg_output_write(struct tg_output *output, const void *data, size_t len,
	struct tg_err *err)
{
	if (len == 0)
		return true; /* and there may be no data */
	if (output->target != NULL)
		return tg_file_writer_write(&output->file, data, len, err);
	if (output->keeps)
		return tg_kept_add(output->kept, data, len, err);
	return write_to_be_seen(output, data, len, err);
}

bool
tg_output_write_over(struct tg_output *output, const void *data, size_t len,
	struct tg_err *err)
{
	if (output->target != NULL)
		return tg_file_writer_write_over(&output->file, data, len, err);
	return tg_kept_write_over(output->kept, data, len, err);
}

void
tg_output_claim(struct tg_output *output, const void *data, size_t len,
	struct tg_span *span)
{
	tg_file_writer_claim(&output->file, data, len, span);
}

bool
tg_output_write_span(struct tg_output *output, const void *data,
	const struct tg_span *span, struct tg_err *err)
{
	return tg_file_writer_write_span(&output->file, data, span, err);
}

bool
tg_output_write_at(struct tg_output *output, const void *data, size_t len,
	uint64_t at, struct tg_err *err)
{
	return tg_file_writer_write_at(&output->file, data, len, at, err);
}

bool
tg_output_commit(struct tg_output *output, struct tg_err *err)
{
	if (output->target != NULL &&
		!tg_file_writer_finish(&output->file, err))
		return false;
	if (output->keeps &&
		!tg_kept_release(output->kept, write_to_be_seen, output, err))
		return false;
	if (output->repeats && output->again.len < output->sent.len)
		return fail_to_repeat(output, err);
	if (!close_copy(output->file.fd))
		return fail(output, "cannot write", err);
	if (output->target != NULL && !output->in_place) {
		if (!tg_target_keep_attributes(output->target, output->file.fd))
			return fail(output, "cannot keep the mode", err);
		if (!give_name(output))
			return fail(output, "cannot put in place", err);
	}
	return true;
}

void
tg_output_free(struct tg_output *output)
{
	if (output->file.fd > STDERR_FILENO)
		close(output->file.fd);
	tg_temporary_remove(output->temporary);
	free(output->target);
	if (output->kept != NULL)
		tg_kept_free(output->kept);
	free(output->kept);
	memset(output, 0, sizeof(*output));
}

bool
tg_output_print(const void *data, size_t len, struct tg_err *err)
{
	static struct tg_output output; /* large for a stack */
	bool ok = tg_output_open(&output, NULL, err) &&
		tg_output_write(&output, data, len, err) &&
		tg_output_commit(&output, err);

	tg_output_free(&output);
	return ok;
}
