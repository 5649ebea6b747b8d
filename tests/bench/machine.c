/*
 * machine - measure in the current directory what decides how fast files can be
 * read and written on this machine, whatever the program. Prints a line for
 * each: its name and a number, in the unit that the name says. The file that it
 * needs is removed.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define FILE_SIZE ((size_t)480 << 20)
#define COPIED    ((size_t)128 << 20)
#define PAGE      ((size_t)4096)
#define PIECE     ((size_t)256 << 10) /* a buffer that stays in the cache */
#define RECORD    ((size_t)1200)
#define RECORDS   20000
#define ROUNDS    5 /* of which the median counts */

static unsigned char piece[PIECE];

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void
fail(const char *what)
{
	perror(what);
	exit(1);
}

static int
open_file(const char *name, int flags)
{
	const int fd = open(name, flags, 0666);

	if (fd < 0)
		fail(name);
	return fd;
}

/* Seconds to write size bytes to a new file. */
static double
write_file(const char *name, size_t size)
{
	const int fd = open_file(name, O_WRONLY | O_CREAT | O_TRUNC);
	const double start = now();

	for (size_t n = 0; n < size; n += PIECE)
		if (write(fd, piece, PIECE) != (ssize_t)PIECE)
			fail(name);
	close(fd);
	return now() - start;
}

static double
write_seconds(void)
{
	unlink("machine.data");
	return write_file("machine.data", FILE_SIZE);
}

/* Microseconds a page to touch all pages of a mapping. */
static double
touch_microseconds(int protection, int flags, int fd)
{
	unsigned char *pages = mmap(NULL, FILE_SIZE, protection, flags, fd, 0);
	volatile unsigned char *p = pages;
	double start, seconds;

	if (pages == MAP_FAILED)
		fail("mmap");
	start = now();
	for (size_t i = 0; i < FILE_SIZE; i += PAGE)
		if (protection & PROT_WRITE)
			p[i] = 1;
		else
			(void)p[i];
	seconds = now() - start;
	munmap(pages, FILE_SIZE);
	return 1e6 * seconds / (double)(FILE_SIZE / PAGE);
}

static double
fault_microseconds(void)
{
	const int fd = open_file("machine.data", O_RDONLY);
	const double us = touch_microseconds(PROT_READ, MAP_PRIVATE, fd);

	close(fd);
	return us;
}

static double
new_memory_microseconds(void)
{
	return touch_microseconds(PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1);
}

static double
read_gigabytes(void)
{
	const int fd = open_file("machine.data", O_RDONLY);
	const double start = now();
	double seconds;

	while (read(fd, piece, PIECE) > 0)
		;
	seconds = now() - start;
	close(fd);
	return 1e-9 * (double)FILE_SIZE / seconds;
}

static double
pread_microseconds(void)
{
	const int fd = open_file("machine.data", O_RDONLY);
	const double start = now();
	double seconds;
	size_t at = 1;

	for (int i = 0; i < RECORDS; i++) {
		at = (at * 1103515245 + 12345) % (FILE_SIZE - RECORD);
		if (pread(fd, piece, RECORD, (off_t)at) != (ssize_t)RECORD)
			fail("pread");
	}
	seconds = now() - start;
	close(fd);
	return 1e6 * seconds / RECORDS;
}

static double
cp_milliseconds(void)
{
	char *const command[] = { "cp", "machine.data", "machine.copy", NULL };
	char *const environment[] = { NULL };
	const double start = now();
	pid_t pid;
	int status;

	if (posix_spawnp(&pid, "cp", NULL, NULL, command, environment) != 0 ||
		waitpid(pid, &status, 0) != pid || status != 0)
		fail("cp");
	return 1e3 * (now() - start);
}

/* Into a new file, as if by the benchmark. */
static double
copy_milliseconds(void)
{
	const double ms = cp_milliseconds();

	unlink("machine.copy");
	return ms;
}

static int
compare(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void
print_median(const char *name, double (*measure)(void))
{
	double found[ROUNDS];

	for (int i = 0; i < ROUNDS; i++)
		found[i] = measure();
	qsort(found, ROUNDS, sizeof(*found), compare);
	printf("%s %.3g\n", name, found[ROUNDS / 2]);
	fflush(stdout);
}

int
main(void)
{
	memset(piece, 1, sizeof(piece));
	print_median("write-s", write_seconds);
	print_median("fault-us", fault_microseconds);
	print_median("new-us", new_memory_microseconds);
	print_median("read-GB/s", read_gigabytes);
	print_median("pread-us", pread_microseconds);
	if (truncate("machine.data", (off_t)COPIED) != 0)
		fail("machine.data");
	print_median("cp-ms", copy_milliseconds);
	unlink("machine.data");
	return 0;
}
