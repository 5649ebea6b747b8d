/*
 * simdjson_parse FILE - read a file and parse it to simdjson's DOM, nothing
 * more: a part of the job. Prints the seconds of the parse alone. Without FILE
 * it prints simdjson's version and which variant of it runs here.
 */
#include <chrono>
#include <cstdio>

#include <simdjson.h>

int
main(int argc, char **argv)
{
	simdjson::dom::parser parser;
	simdjson::padded_string text;
	simdjson::dom::element root;

	if (argc != 2) {
		std::printf("%d.%d.%d %s\n", simdjson::SIMDJSON_VERSION_MAJOR,
			simdjson::SIMDJSON_VERSION_MINOR,
			simdjson::SIMDJSON_VERSION_REVISION,
			simdjson::get_active_implementation()->name().c_str());
		return 0;
	}
	if (simdjson::padded_string::load(argv[1]).get(text))
		return 1;
	const auto start = std::chrono::steady_clock::now();
	if (parser.parse(text).get(root))
		return 1;
	const std::chrono::duration<double> seconds =
		std::chrono::steady_clock::now() - start;

	std::printf("%.6f\n", seconds.count());
	return 0;
}
