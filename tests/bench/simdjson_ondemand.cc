/*
 * What tgather does with JSON of two dims along dim 1, by simdjson's On-Demand
 * interface, which parses nothing that is not asked for: elements are copied as
 * they stand in the text.
 *
 *   simdjson_ondemand gather INPUT INDEX OUTPUT   the whole job, files to file
 *   simdjson_ondemand tokens INPUT                find all elements, no more
 *   simdjson_ondemand numbers INPUT               and make doubles of them
 *
 * The last two go through one text in memory, with what the parser has already
 * allocated, several times. The median of their seconds is printed. Without
 * arguments the version is.
 */
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <vector>

#include <simdjson.h>

namespace od = simdjson::ondemand;

/* So many bytes are written at once. */
static constexpr size_t FLUSHED = 262144;

/* An element as it stands in the text, without white space behind it. */
static std::string_view
token_of(od::value value)
{
	std::string_view token = value.raw_json_token();

	while (!token.empty() &&
		static_cast<unsigned char>(token.back()) <= ' ')
		token.remove_suffix(1);
	return token;
}

/* A sum over all elements, so that none is left out as unused; -1: no rows. */
static double
walk(od::parser &parser, const simdjson::padded_string &text, bool numbers)
{
	od::document document;
	od::array rows;
	double sum = 0;

	if (parser.iterate(text).get(document) ||
		document.get_array().get(rows))
		return -1;
	for (auto row : rows) {
		od::array elements;

		if (row.get_array().get(elements))
			return -1;
		for (auto element : elements) {
			od::value value;
			double number = 0;

			if (element.get(value) ||
				(numbers && value.get_double().get(number)))
				return -1;
			sum += numbers
				? number * number
				: static_cast<double>(token_of(value).size());
		}
	}
	return sum;
}

static int
time_walks(const char *path, bool numbers)
{
	std::vector<double> seconds;
	simdjson::padded_string text;
	od::parser parser;

	if (simdjson::padded_string::load(path).get(text) ||
		walk(parser, text, numbers) < 0)
		return 1;
	for (int i = 0; i < 9; i++) {
		const auto start = std::chrono::steady_clock::now();

		if (walk(parser, text, numbers) < 0)
			return 1;
		const std::chrono::duration<double> taken =
			std::chrono::steady_clock::now() - start;
		seconds.push_back(taken.count());
	}
	std::nth_element(seconds.begin(), seconds.begin() + 4, seconds.end());
	std::printf("%.6f\n", seconds[4]);
	return 0;
}

/* The elements of a row that the index names, as a row of the output. */
static bool
gather_row(od::array input, od::array index, std::vector<char> &output)
{
	thread_local std::vector<std::string_view> tokens;
	char before = '[';

	tokens.clear();
	for (auto element : input) {
		od::value value;

		if (element.get(value))
			return false;
		tokens.push_back(token_of(value));
	}
	for (auto element : index) {
		uint64_t i;

		if (element.get_uint64().get(i) || i >= tokens.size())
			return false;
		output.push_back(before);
		output.insert(output.end(), tokens[i].begin(), tokens[i].end());
		before = ',';
	}
	output.push_back(']');
	return true;
}

static bool
flush(std::vector<char> &output, std::FILE *file)
{
	const size_t n = output.size();
	const bool ok = std::fwrite(output.data(), 1, n, file) == n;

	output.clear();
	return ok;
}

static bool
gather(const char *input_path, const char *index_path, std::FILE *file)
{
	simdjson::padded_string texts[2];
	od::parser parsers[2];
	od::document input, index;
	od::array rows, row, at;
	od::array index_rows;
	std::vector<char> output;

	if (simdjson::padded_string::load(input_path).get(texts[0]) ||
		simdjson::padded_string::load(index_path).get(texts[1]) ||
		parsers[0].iterate(texts[0]).get(input) ||
		parsers[1].iterate(texts[1]).get(index) ||
		input.get_array().get(rows) ||
		index.get_array().get(index_rows))
		return false;
	auto next = rows.begin();
	const auto end = rows.end();
	char before = '[';

	for (auto index_row : index_rows) {
		if (next == end || (*next).get_array().get(row) ||
			index_row.get_array().get(at))
			return false;
		output.push_back(before);
		if (!gather_row(row, at, output))
			return false;
		if (output.size() >= FLUSHED && !flush(output, file))
			return false;
		++next;
		before = ',';
	}
	output.push_back(']');
	output.push_back('\n');
	return flush(output, file);
}

int
main(int argc, char **argv)
{
	if (argc == 1)
		return std::printf("%d.%d.%d\n",
			       simdjson::SIMDJSON_VERSION_MAJOR,
			       simdjson::SIMDJSON_VERSION_MINOR,
			       simdjson::SIMDJSON_VERSION_REVISION) < 0;
	if (argc == 3)
		return time_walks(
			argv[2], std::strcmp(argv[1], "numbers") == 0);
	if (argc != 5 || std::strcmp(argv[1], "gather") != 0)
		return 2;
	std::FILE *file = std::fopen(argv[4], "wb");

	if (file == nullptr || !gather(argv[2], argv[3], file))
		return 1;
	return std::fclose(file) != 0;
}
