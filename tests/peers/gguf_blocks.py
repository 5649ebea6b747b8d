"""The numbers in ggml's blocks, with NumPy, as ggml-quants.c computes them:
https://github.com/ggml-org/llama.cpp/blob/master/ggml/src/ggml-quants.c

Each function takes n blocks, an array of bytes of shape (n, size), and returns
float32 of shape (n, elements); all arithmetic is that of float32.
"""

import numpy as np

F = np.float32
IQ4 = np.array([-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69,
                89, 113], F)
E2M1 = np.array([0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12], F)


def half(blocks, at):
    pair = np.ascontiguousarray(blocks[:, at:at + 2])
    return pair.view("<f2").astype(F)


def nibbles(bytes_):
    """The low halves of all bytes, then the high ones."""
    return np.concatenate([bytes_ & 15, bytes_ >> 4], axis=1)


def crumbs(bytes_):
    """2 bits of each byte, four times: bits 0 and 1, then 2 and 3 ..."""
    return np.concatenate([bytes_ >> shift & 3 for shift in (0, 2, 4, 6)],
                          axis=1)


def bits(bytes_):
    return np.unpackbits(bytes_, axis=1, bitorder="little")


def q4_0(b):
    return (nibbles(b[:, 2:]).astype(F) - F(8)) * half(b, 0)


def q4_1(b):
    return nibbles(b[:, 4:]).astype(F) * half(b, 0) + half(b, 2)


def q5_0(b):
    q = nibbles(b[:, 6:]) | bits(b[:, 2:6]) << 4
    return (q.astype(F) - F(16)) * half(b, 0)


def q5_1(b):
    q = nibbles(b[:, 8:]) | bits(b[:, 4:8]) << 4
    return q.astype(F) * half(b, 0) + half(b, 2)


def q8_0(b):
    return b[:, 2:].astype(np.int8).astype(F) * half(b, 0)


def iq4_nl(b):
    return IQ4[nibbles(b[:, 2:])] * half(b, 0)


def mxfp4(b):
    scale = np.ldexp(F(1), b[:, :1].astype(int) - 128).astype(F)
    return E2M1[nibbles(b[:, 1:])] * scale


def nvfp4(b):
    code = b[:, :4]
    exponent, mantissa = code >> 3 & 15, (code & 7).astype(F)
    scale = np.where(exponent == 0, np.ldexp(mantissa, -9),
                     np.ldexp(F(1) + mantissa / F(8),
                              exponent.astype(int) - 7)).astype(F) * F(0.5)
    scale = np.where((code == 0) | (code == 0x7F), F(0), scale)
    parts = [E2M1[nibbles(b[:, 4 + 8 * i:12 + 8 * i])] * scale[:, i:i + 1]
             for i in range(4)]
    return np.concatenate(parts, axis=1)


def q1_0(b):
    d = half(b, 0)
    return np.where(bits(b[:, 2:]) == 1, d, -d)


def q2_0(b):
    q = np.stack([b[:, 2:] >> shift & 3 for shift in (0, 2, 4, 6)], axis=2)
    return (q.reshape(len(b), 64).astype(F) - F(1)) * half(b, 0)


def in_parts(values, n, scale, minimum=None):
    """Parts of n elements, each multiplied by its scale, less its minimum."""
    parts = values.reshape(len(values), -1, n).astype(F) * scale[:, :, None]
    if minimum is not None:
        parts = parts - minimum[:, :, None]
    return parts.reshape(len(values), -1)


def two_bits(qs):
    """The 256 values of q2_K and q3_K: 32 bytes hold 4 rows of 32."""
    return np.concatenate([crumbs(qs[:, :32]), crumbs(qs[:, 32:])], axis=1)


def q2_K(b):
    scales = b[:, :16]
    return in_parts(two_bits(b[:, 16:80]), 16,
                    half(b, 80) * (scales & 15).astype(F),
                    half(b, 82) * (scales >> 4).astype(F))


def q3_K(b):
    packed = b[:, 96:108]
    low = np.concatenate([packed[:, :8] & 15, packed[:, :8] >> 4], axis=1)
    high = np.concatenate([packed[:, 8:] >> s & 3 for s in (0, 2, 4, 6)],
                          axis=1)
    scale = half(b, 108) * ((low | high << 4).astype(F) - F(32))
    mask = np.concatenate([b[:, :32] >> i & 1 for i in range(8)], axis=1)
    q = two_bits(b[:, 32:96]).astype(F) - F(4) * (1 - mask.astype(F))
    return in_parts(q, 16, scale)


def six_bits(p):
    """The 8 scales and 8 minimums in the 12 bytes of q4_K and q5_K."""
    d, m, md = p[:, :4], p[:, 4:8], p[:, 8:]
    scale = np.concatenate([d & 63, (md & 15) | d >> 6 << 4], axis=1)
    minimum = np.concatenate([m & 63, md >> 4 | m >> 6 << 4], axis=1)
    return scale.astype(F), minimum.astype(F)


def halves(qs):
    """32 bytes are a row of 32 low halves, and one of 32 high ones."""
    return np.concatenate([nibbles(qs[:, i:i + 32])
                           for i in range(0, 128, 32)], axis=1)


def q4_K(b):
    scale, minimum = six_bits(b[:, 4:16])
    return in_parts(halves(b[:, 16:]), 32, half(b, 0) * scale,
                    half(b, 2) * minimum)


def q5_K(b):
    scale, minimum = six_bits(b[:, 4:16])
    high = np.concatenate([b[:, 16:48] >> i & 1 for i in range(8)], axis=1)
    return in_parts(halves(b[:, 48:]) | high << 4, 32, half(b, 0) * scale,
                    half(b, 2) * minimum)


def q6_K(b):
    rows = []
    for i in (0, 1):
        low = nibbles(b[:, 64 * i:64 * i + 64])
        rows.append(low | crumbs(b[:, 128 + 32 * i:160 + 32 * i]) << 4)
    q = np.concatenate(rows, axis=1).astype(F) - F(32)
    scale = half(b, 208) * b[:, 192:208].astype(np.int8).astype(F)
    return in_parts(q, 16, scale)


def q8_K(b):
    d = np.ascontiguousarray(b[:, :4]).view("<f4")
    return d * b[:, 4:260].astype(np.int8).astype(F)


def iq4_xs(b):
    high = np.ascontiguousarray(b[:, 2:4]).view("<u2").astype(int)
    low = np.stack([b[:, 4:8] & 15, b[:, 4:8] >> 4], axis=2).reshape(-1, 8)
    high = np.concatenate([high >> 2 * i & 3 for i in range(8)], axis=1)
    scale = half(b, 0) * ((low | high << 4).astype(F) - F(32))
    values = np.concatenate([IQ4[nibbles(b[:, i:i + 16])]
                             for i in range(8, 136, 16)], axis=1)
    return in_parts(values, 32, scale)


def tq1_0(b):
    def digits(bytes_, n):
        rows = [bytes_ * np.uint8(3 ** i) for i in range(n)]   # modulo 256
        return [(row.astype(np.uint16) * 3 >> 8).astype(F) - F(1)
                for row in rows]

    rows = digits(b[:, :32], 5) + digits(b[:, 32:48], 5) + \
        digits(b[:, 48:52], 4)
    return np.concatenate(rows, axis=1) * half(b, 52)


def tq2_0(b):
    return (two_bits(b[:, :64]).astype(F) - F(1)) * half(b, 64)
