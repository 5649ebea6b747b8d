/*
 * Shows on standard error how far a long job is, in one line that is written
 * over. The line holds numbers only, so that nothing in it has to be made
 * harmless for the terminal.
 */
#include "io/progress.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/byte_count.h"
#include "base/error_form.h"

/* In seconds: how long a job runs before it shows a line, and then between two. */
#define PATIENCE 1.0
#define PAUSE    0.1

/* The width of the terminal where it does not say, and the most that is used. */
#define COLUMNS 80

static enum tg_progress mode;
static int shown;    /* characters of the line on the terminal; 0: none */
static double start; /* of the work, in seconds; 0: not yet */
static double last;  /* when the line was written */

void
tg_progress_choose(enum tg_progress chosen)
{
	mode = chosen;
}

static double
seconds_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Write a time as "4 s", "2:05" or "1:02:05". */
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

/* How many characters fit into a line without moving the cursor to the next. */
static int
line_columns(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 &&
		size.ws_col < COLUMNS)
		return size.ws_col - 1;
	return COLUMNS - 1;
}

/* Write the line over the one before, and blanks over what is left of that. */
static void
show_line(double done, double total, double seconds)
{
	char parts[3][32], left[32], line[160];
	const double rate = seconds > 0 ? done / seconds : 0;
	int n;

	snprintf(line, sizeof(line),
		"tgather: %3.0f%%  %s of %s, %s/s, %s left", 100 * done / total,
		tg_byte_count_text(parts[0], done),
		tg_byte_count_text(parts[1], total),
		tg_byte_count_text(parts[2], rate),
		time_text(left, rate > 0 ? (total - done) / rate : 0));
	n = (int)strlen(line);
	if (n > line_columns())
		n = line_columns();
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

	if (mode == TG_PROGRESS_NEVER || total == 0 || tg_errors_are_json())
		return;
	t = seconds_now();
	if (start == 0)
		start = t;
	if (mode == TG_PROGRESS_AUTO &&
		(t - start < PATIENCE || isatty(STDERR_FILENO) != 1))
		return;
	if (shown > 0 && t - last < PAUSE)
		return;
	last = t;
	show_line(done < total ? (double)done : (double)total, (double)total,
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
