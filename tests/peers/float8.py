"""Floats of 8 bits for reference.py, which works them out like the longer ones.

e4m3fn has no infinities and a NaN of all ones; the fnuz types have neither
infinities nor -0, and NaN in its place; e8m0fnu has powers of two alone, which
read and print as float32. After https://onnx.ai/onnx/technical/float8.html and
https://www.opencompute.org/documents/ocp-microscaling-formats-mx-v1-0-spec-final-pdf
"""

import struct

import reference as ref

E8M0 = "float8_e8m0fnu"
# precision, smallest exponent of a unit, the first bits that are no number
LIMITS = {"float8_e4m3fn": (4, -9, 0x7F), "float8_e5m2": (3, -16, 0x7C),
          "float8_e4m3fnuz": (4, -10, 0x80), "float8_e5m2fnuz": (3, -17, 0x80)}
NAMES = [*LIMITS, E8M0]

longer = ref.limits
ref.limits = lambda dtype: LIMITS.get(dtype) or longer(dtype)
parse_longer = ref.parse_float
ref.parse_float = lambda dtype, token: plain_zero(
    dtype, parse_longer(dtype, token))
ref.FLOATS.update((name, (1, limits[0])) for name, limits in LIMITS.items())


def plain_zero(dtype, item):
    """What rounds to -0 is 0 where there is no -0."""
    return b"\0" if dtype.endswith("fnuz") and item == b"\x80" else item


def is_nan(dtype, bits):
    if dtype == E8M0:
        return bits == 0xFF
    if dtype.endswith("fnuz"):
        return bits == 0x80
    return bits & 0x7F >= LIMITS[dtype][2] + (dtype == "float8_e5m2")


def text(dtype, item):
    """An element as JSON."""
    if is_nan(dtype, item[0]):
        return "NaN"
    if dtype == E8M0:
        return ref.text("float32", struct.pack("<f", 2.0 ** (item[0] - 127)))
    return ref.float_text(dtype, item[0])
