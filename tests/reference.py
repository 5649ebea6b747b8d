"""Elements as tgather should read and print them, for the golden files and
the random cases; where an element comes from is in peers/gathers.py.

How a number reads and prints is worked out here in exact fractions; run as a
program, this file compares that with NumPy's conversions.

An element of a raw tensor is its bytes, little-endian; of a JSON tensor, the
text of its token.
"""

from fractions import Fraction
import math
import struct

import numpy as np


class Refused(Exception):
    """The reference has no answer: tgather must exit with status 1."""


# Element types ---------------------------------------------------------------

INTEGERS = {sign + "int%d" % bits: bits // 8
            for bits in (8, 16, 32, 64) for sign in ("", "u")}
FLOATS = {"float16": (2, 11), "bfloat16": (2, 8),    # bytes, precision in bits
          "float32": (4, 24), "float64": (8, 53)}
COMPLEX = {"complex64": "float32", "complex128": "float64"}
DTYPES = ["bool", *INTEGERS, *FLOATS, *COMPLEX]


def itemsize(dtype):
    if dtype == "bool":
        return 1
    if dtype in COMPLEX:
        return 2 * itemsize(COMPLEX[dtype])
    return INTEGERS.get(dtype) or FLOATS[dtype][0]


def swap(dtype, item):
    """Turn the byte order of each number of an element round."""
    if dtype in COMPLEX:
        half = len(item) // 2
        return item[:half][::-1] + item[half:][::-1]
    return item[::-1]


# Text <-> floating point -----------------------------------------------------

def limits(dtype):
    """Precision p, smallest exponent of a unit, bits of infinity."""
    size, p = FLOATS[dtype]
    bias = (1 << 8 * size - p - 1) - 1
    return p, 2 - bias - p, (2 * bias + 1) << p - 1


def value_of(dtype, bits):
    """The exact value of a finite, positive number."""
    p, least, _ = limits(dtype)
    exponent, mantissa = bits >> p - 1, bits & (1 << p - 1) - 1
    if exponent:
        mantissa += 1 << p - 1
        least += exponent - 1
    return mantissa * Fraction(2) ** least


def bits_of(dtype, value):
    """The bits of a value >= 0, rounded to nearest, ties to even."""
    p, least, infinity = limits(dtype)
    if value == 0:
        return 0
    unit = max(least, binary_exponent(value) - p)
    n = round(value / Fraction(2) ** unit)          # Fraction rounds to even
    bits = n + ((unit - least) << p - 1)
    if bits >= infinity:
        raise Refused("overflow")
    return bits


def binary_exponent(value):
    """e with 2**(e-1) <= value < 2**e."""
    e = value.numerator.bit_length() - value.denominator.bit_length()
    return e + 1 if value >= Fraction(2) ** e else e


def digits_of(dtype, bits):
    """The shortest decimal n * 10**e that rounds to these bits, of those the
    nearest, of two that are as near the even one: (n, e)."""
    value = value_of(dtype, bits)
    below = value_of(dtype, bits - 1)
    above = 2 * value - below if bits + 1 >= limits(dtype)[2] \
        else value_of(dtype, bits + 1)
    low, high = (below + value) / 2, (value + above) / 2

    def nearest(e):
        """(distance, odd, n, e) of the best n * 10**e, or None."""
        fits = []
        for n in (value // Fraction(10) ** e, value // Fraction(10) ** e + 1):
            decimal = n * Fraction(10) ** e
            if n and (low < decimal < high
                      or bits % 2 == 0 and decimal in (low, high)):
                fits.append((abs(decimal - value), n % 2, n, e))
        return min(fits, default=None)

    e = len(str(value.numerator)) - len(str(value.denominator)) + 1
    while not nearest(e):
        e -= 1
    best = nearest(e)
    if value < Fraction(10) ** e:   # 9e-41 is as short as 1e-40
        best = min(best, nearest(e - 1))
    n, e = best[2:]
    while n % 10 == 0:
        n, e = n // 10, e + 1
    return n, e


def float_text(dtype, bits):
    """As std::to_chars prints it, also for the types that it has only from
    C++23 on: fixed, or scientific where that is shorter; then .0 where it
    would look like an integer."""
    infinity = limits(dtype)[2]
    sign = "-" if bits >> 8 * FLOATS[dtype][0] - 1 else ""
    bits &= (1 << 8 * FLOATS[dtype][0] - 1) - 1
    if bits >= infinity:
        return "NaN" if bits > infinity else sign + "Infinity"
    if bits == 0:
        return sign + "0.0"
    n, e = digits_of(dtype, bits)
    digits = str(n)
    exponent = e + len(digits) - 1
    scientific = digits[0] + ("." + digits[1:] if n > 9 else "")
    scientific += "e%s%02d" % ("-" if exponent < 0 else "+", abs(exponent))
    if e >= 0:
        fixed = digits + "0" * e
    elif exponent >= 0:
        fixed = digits[:e] + "." + digits[e:]
    else:
        fixed = "0." + digits.zfill(-e)
    if len(fixed) > len(scientific):
        return sign + scientific
    if e >= 0:                      # at the same length the exact digits
        fixed = str(int(value_of(dtype, bits))) + ".0"
    return sign + fixed


def number(token):
    """The exact value of a JSON number."""
    if token[-1] not in "0123456789":
        raise Refused("no number")
    return Fraction(token)


def parse_float(dtype, token):
    size, p = FLOATS[dtype]
    infinity = limits(dtype)[2]
    special = {"NaN": infinity | 1 << p - 2, "Infinity": infinity}
    sign = token.startswith("-")
    token = token[sign:]
    bits = special[token] if token in special else bits_of(dtype, number(token))
    return (bits | sign << 8 * size - 1).to_bytes(size, "little")


# Text <-> any element --------------------------------------------------------

def text(dtype, item):
    """An element as JSON."""
    if dtype == "bool":
        return "true" if item != b"\0" else "false"
    if dtype in COMPLEX:
        half = len(item) // 2
        return "[%s,%s]" % (text(COMPLEX[dtype], item[:half]),
                            text(COMPLEX[dtype], item[half:]))
    if dtype in FLOATS:
        return float_text(dtype, int.from_bytes(item, "little"))
    return str(int.from_bytes(item, "little", signed=dtype[0] == "i"))


def parse(dtype, token):
    """A JSON token as an element; for complex two, with a comma between."""
    if dtype == "bool":
        if token not in ("true", "false", "0", "1"):
            raise Refused("no bool")
        return bytes([token in ("true", "1")])
    if dtype in COMPLEX:
        return b"".join(parse(COMPLEX[dtype], t) for t in token.split(","))
    if dtype in FLOATS:
        return parse_float(dtype, token)
    value = number(token)
    if value.denominator != 1:
        raise Refused("not integral")
    try:
        return int(value).to_bytes(INTEGERS[dtype], "little",
                                   signed=dtype[0] == "i")
    except OverflowError:
        raise Refused("does not fit") from None


def nested(tokens, shape):
    """Compact JSON of tokens, as tolist() nests them."""
    if not shape:
        return tokens[0]
    step = math.prod(shape[1:])
    return "[%s]" % ",".join(
        nested(tokens[i * step:(i + 1) * step], shape[1:])
        for i in range(shape[0]))


def _test():
    rng = np.random.default_rng(1)
    for name in ("float16", "float32", "float64"):
        kind = np.dtype(name)
        word = "u%d" % kind.itemsize
        bits = np.concatenate([
            rng.integers(0, 2 ** (8 * kind.itemsize - 1), 20000, np.uint64),
            np.arange(3000),
            [b << FLOATS[name][1] - 1 for b in range(1, 31)]])
        for b in bits.astype(word):
            x = b.view(kind)
            if not np.isfinite(x) or x == 0:
                continue
            n, e = digits_of(name, int(b))
            m = np.format_float_scientific(x, unique=True, trim="-")
            assert n * Fraction(10) ** e == Fraction(m), (name, b)
            got = parse_float(name, float_text(name, int(b)))
            assert got == b.tobytes(), (name, b)
    for _ in range(20000):
        token = "%d.%de%d" % (rng.integers(0, 100),
                              rng.integers(0, 2 ** 60), rng.integers(-330, 300))
        try:
            assert parse_float("float64", token) == struct.pack("<d", float(token))
        except Refused:
            assert math.isinf(float(token))
    every = np.arange(0x7F80).astype("u2")
    wide = (every.astype("u4") << 16).view("f4")
    for b, x in zip(every, wide):
        assert value_of("bfloat16", int(b)) == Fraction(float(x))
        assert parse_float("bfloat16", float_text("bfloat16", int(b))) == b.tobytes()
    print("ok")


if __name__ == "__main__":
    _test()
