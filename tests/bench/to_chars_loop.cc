/*
 * to_chars_loop INPUT COLUMNS OUTPUT - write an NPY file of float32 as a JSON
 * array of rows, by one thread that does nothing but std::to_chars: what the
 * program is compared with. Without arguments it says whose to_chars.
 */
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

static const size_t CHUNK = 1 << 16; /* elements read at a time */
static const size_t WIDTH = 20;      /* of an element and what is beside it */

static bool
write_rows(std::FILE *input, size_t columns, int output)
{
	std::vector<float> row(CHUNK / columns * columns);
	std::vector<char> text(row.size() * WIDTH);
	bool ok = write(output, "[", 1) == 1;
	const char *between = "";
	size_t n;

	while (ok && (n = std::fread(row.data(), 4, row.size(), input)) > 0) {
		char *at = text.data();

		for (size_t i = 0; i < n; i++) {
			if (i % columns == 0) {
				while (*between)
					*at++ = *between++;
				*at++ = '[';
				between = "],";
			} else {
				*at++ = ',';
			}
			at = std::to_chars(at, at + WIDTH, row[i]).ptr;
		}
		ok = write(output, text.data(), size_t(at - text.data())) ==
			at - text.data();
	}
	return ok && write(output, "]]\n", 3) == 3;
}

int
main(int argc, char **argv)
{
	unsigned char head[10];

	if (argc != 4) {
		std::printf("of libstdc++ %d\n", _GLIBCXX_RELEASE);
		return argc != 1;
	}
	std::FILE *input = std::fopen(argv[1], "rb");
	const size_t columns = std::strtoul(argv[2], nullptr, 10);
	const int output = open(argv[3], O_WRONLY | O_CREAT | O_TRUNC, 0666);

	if (!input || columns == 0 || output < 0 ||
		std::fread(head, 1, 10, input) != 10 ||
		std::fseek(input, 10 + head[8] + 256L * head[9], SEEK_SET))
		return 1;
	return !write_rows(input, columns, output) || close(output);
}
