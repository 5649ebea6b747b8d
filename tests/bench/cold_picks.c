/*
 * cold_picks INPUT INDEX N - pick the first N elements that the NPY file INDEX
 * of int64 names out of the NPY file INPUT of float64, one pread each, in the
 * order of the index. Prints the seconds that it took.
 *
 * What one does who does not sort: where the input is larger than the memory,
 * nearly each pick waits for the disk. Nothing is read ahead.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* Where the data starts, 0 if it cannot be read. */
static off_t
open_npy(const char *path, int *fd)
{
	unsigned char head[10];

	*fd = open(path, O_RDONLY);
	if (*fd < 0 || read(*fd, head, 10) != 10)
		return 0;
	return 10 + head[8] + 256 * head[9];
}

static double
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int
pick(int input, off_t data, const int64_t *index, size_t n)
{
	double element, start = now();

	for (size_t i = 0; i < n; i++)
		if (pread(input, &element, 8, data + 8 * index[i]) != 8)
			return 1;
	printf("%.6f\n", now() - start);
	return 0;
}

int
main(int argc, char **argv)
{
	int input, index;
	off_t data, positions;
	int64_t *picks;
	size_t n;

	if (argc != 4)
		return 1;
	n = strtoul(argv[3], NULL, 10);
	data = open_npy(argv[1], &input);
	positions = open_npy(argv[2], &index);
	picks = malloc(n * sizeof(*picks));
	if (data == 0 || positions == 0 || !picks ||
		posix_fadvise(input, 0, 0, POSIX_FADV_RANDOM) != 0 ||
		pread(index, picks, 8 * n, positions) != (ssize_t)(8 * n))
		return 1;
	return pick(input, data, picks, n);
}
