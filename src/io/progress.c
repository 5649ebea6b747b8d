#include "io/progress.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

/* Seconds before the first line, and between two of them. */
#define PATIENCE 1.0
#define PAUSE    0.1

#define COLUMNS 80

static enum tg_progress mode;
static int shown;    /* characters of the line that stands there */
static double start; /* of the work, in seconds; 0: not yet */
static double last;  /* when the line was written */

void
tg_progress_choose(enum tg_progress chosen)
{
	mode = chosen;
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* "1.2 GB", in powers of 1000 as disks and networks count. */
static const char *
bytes_text(char text[32], double bytes)
{
	static const char units[] = "kMGTPE";
	int unit = -1;

	for (; bytes >= 999.5 && units[unit + 1] != '\0'; unit++)
		bytes /= 1000;
	if (unit < 0)
		snprintf(text, 32, "%.0f B", bytes);
	else
		snprintf(text, 32, bytes < 9.95 ? "%.1f %cB" : "%.0f %cB",
			bytes, units[unit]);
	return text;
}

/* "4 s", "2:05", "1:02:05". */
static const char *
time_text(char text[32], double seconds)
{
	const uint64_t s = seconds < 1e9 ? (uint64_t)(seconds + 0.5) : 0;

	if (s < 60)
		snprintf(text, 32, "%" PRIu64 " s", s);
	else if (s < 3600)
		snprintf(text, 32, "%" PRIu64 ":%02" PRIu64, s / 60, s % 60);
	else
		snprintf(text, 32, "%" PRIu64 ":%02" PRIu64 ":%02" PRIu64,
			s / 3600, s / 60 % 60, s % 60);
	return text;
}

static int
columns(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 &&
		size.ws_col < COLUMNS)
		return size.ws_col - 1;
	return COLUMNS - 1;
}

static void
show(double done, double total, double seconds)
{
	char parts[3][32], left[32], line[160];
	const double rate = seconds > 0 ? done / seconds : 0;
	int n;

	snprintf(line, sizeof(line),
		"tgather: %3.0f%%  %s of %s, %s/s, %s left", 100 * done / total,
		bytes_text(parts[0], done), bytes_text(parts[1], total),
		bytes_text(parts[2], rate),
		time_text(left, rate > 0 ? (total - done) / rate : 0));
	n = (int)strlen(line);
	if (n > columns())
		n = columns();
	fprintf(stderr, "\r%.*s", n, line);
	if (n < shown)
		fprintf(stderr, "%*s", shown - n, "");
	fflush(stderr);
	shown = n;
}

void
tg_progress_step(uint64_t done, uint64_t total)
{
	double t;

	if (mode == TG_PROGRESS_NEVER || total == 0)
		return;
	t = now();
	if (start == 0)
		start = t;
	if (mode == TG_PROGRESS_AUTO &&
		(t - start < PATIENCE || isatty(STDERR_FILENO) != 1))
		return;
	if (shown > 0 && t - last < PAUSE)
		return;
	last = t;
	show(done < total ? (double)done : (double)total, (double)total,
		t - start);
}

void
tg_progress_clear(void)
{
	if (shown > 0) {
		fprintf(stderr, "\r%*s\r", shown, "");
		fflush(stderr);
	}
	shown = 0;
	start = 0;
}
