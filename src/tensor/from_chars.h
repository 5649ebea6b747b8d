#ifndef TG_TENSOR_FROM_CHARS_H
#define TG_TENSOR_FROM_CHARS_H

/*
 * std::from_chars of double and float, for number.cc. LLVM's C++ library has it
 * from version 20 on. Where it is missing strtod takes its place, which is as
 * exact in the C libraries of Linux, macOS and the BSDs, and takes more time.
 */
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <type_traits>
#include <utility>

template <typename... T> using tg_void = void;

template <typename T, typename = void>
struct tg_has_from_chars : std::false_type {
};

template <typename T>
struct tg_has_from_chars<T,
	tg_void<decltype(std::from_chars((const char *)nullptr,
		(const char *)nullptr, std::declval<T &>()))>>
    : std::true_type {
};

template <typename T, typename = void>
struct tg_has_to_chars : std::false_type {
};

template <typename T>
struct tg_has_to_chars<T,
	tg_void<decltype(std::to_chars((char *)nullptr, (char *)nullptr,
		std::declval<T>(), std::chars_format::scientific, 0))>>
    : std::true_type {
};

static_assert(tg_has_to_chars<double>::value && tg_has_to_chars<float>::value,
	"this C++ library has no std::to_chars of floating point; "
	"libstdc++ has it from GCC 11 on, and libc++ from LLVM 14 on "
	"(make CXX=g++ takes that of GCC)");

static inline void
tg_strto(const char *text, char **end, double *value)
{
	*value = strtod(text, end);
}

static inline void
tg_strto(const char *text, char **end, float *value)
{
	*value = strtof(text, end);
}

/* A number that is longer is out of range for the function below. */
#define TG_FROM_CHARS_MAX 1000

/*
 * What std::from_chars does, in a program that has the C locale. Only bytes of
 * decimal numbers are given to strtod, as it reads more than these: white space,
 * hexadecimal digits and words. It tells by errno what is too small, but not
 * whether that became a subnormal or zero.
 */
template <typename T>
static std::from_chars_result
tg_from_chars_by_strto(const char *text, const char *limit, T *value)
{
	char copy[TG_FROM_CHARS_MAX + 1], *end;
	const char *p = text;
	bool zero = true, finite;
	T result;

	for (; p < limit && strchr("0123456789.eE+-", *p) && *p != 0; p++) {
		if (p - text == TG_FROM_CHARS_MAX)
			return { text, std::errc::result_out_of_range };
		copy[p - text] = *p;
	}
	copy[p - text] = 0;
	tg_strto(copy, &end, &result);
	if (end == copy)
		return { text, std::errc::invalid_argument };
	for (p = copy; p < end && *p != 'e' && *p != 'E'; p++)
		zero = zero && (*p < '1' || *p > '9');
	finite = result - result == 0;
	p = text + (end - copy);
	if (!finite || (result == 0 && !zero))
		return { p, std::errc::result_out_of_range };
	*value = result;
	return { p, std::errc() };
}

template <typename T>
static inline std::from_chars_result
tg_from_chars(const char *text, const char *limit, T *value)
{
	if constexpr (tg_has_from_chars<T>::value)
		return std::from_chars(text, limit, *value);
	else
		return tg_from_chars_by_strto(text, limit, value);
}

#endif
