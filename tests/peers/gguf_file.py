"""Write GGUF files as the format's page describes them:
https://github.com/ggml-org/ggml/blob/master/docs/gguf.md

A key is the bytes of it; a tensor is (number of its type, shape, bytes), the
slowest dim first.
"""

import struct

# number of a type: its name, and elements and bytes of a block
BLOCKS = {2: ("q4_0", 32, 18), 3: ("q4_1", 32, 20), 6: ("q5_0", 32, 22),
          7: ("q5_1", 32, 24), 8: ("q8_0", 32, 34), 9: ("q8_1", 32, 36),
          10: ("q2_K", 256, 84), 11: ("q3_K", 256, 110),
          12: ("q4_K", 256, 144), 13: ("q5_K", 256, 176),
          14: ("q6_K", 256, 210), 15: ("q8_K", 256, 292),
          16: ("iq2_xxs", 256, 66), 17: ("iq2_xs", 256, 74),
          18: ("iq3_xxs", 256, 98), 19: ("iq1_s", 256, 50),
          20: ("iq4_nl", 32, 18), 21: ("iq3_s", 256, 110),
          22: ("iq2_s", 256, 82), 23: ("iq4_xs", 256, 136),
          29: ("iq1_m", 256, 56), 34: ("tq1_0", 256, 54),
          35: ("tq2_0", 256, 66), 39: ("mxfp4", 32, 17), 40: ("nvfp4", 64, 36),
          41: ("q1_0", 128, 18), 42: ("q2_0", 64, 18)}
PLAIN = {"float32": 0, "float16": 1, "int8": 24, "int16": 25, "int32": 26,
         "int64": 27, "float64": 28, "bfloat16": 30}


def text(value):
    return struct.pack("<Q", len(value)) + value


def alignment_key(alignment):
    return text(b"general.alignment") + struct.pack("<II", 4, alignment)


def some_key(rng, name):
    kind, size = rng.choice([(0, 1), (1, 1), (2, 2), (3, 2), (4, 4), (5, 4),
                             (6, 4), (7, 1), (8, 0), (9, 0), (10, 8), (11, 8),
                             (12, 8)])
    if kind == 8:
        value = text(rng.randbytes(rng.randrange(20)))
    elif kind == 9:
        n = rng.randrange(5)
        value = rng.choice([
            struct.pack("<IQ", 8, n) + text(b"word") * n,
            struct.pack("<IQ", 3, n) + bytes(2 * n)])
    else:
        value = rng.randbytes(size)
    return text(name) + struct.pack("<I", kind) + value


def pad(data, alignment):
    return data + bytes(-len(data) % alignment)


def info(name, kind, shape, offset):
    """What the header says of a tensor."""
    return (text(name.encode()) + struct.pack("<I", len(shape)) +
            b"".join(struct.pack("<Q", size) for size in reversed(shape)) +
            struct.pack("<IQ", kind, offset))


def write(keys, tensors, alignment=32):
    """keys: a list; tensors: by name."""
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(keys))
    head += b"".join(keys)
    data = b""
    for name, (kind, shape, content) in tensors.items():
        head += info(name, kind, shape, len(data))
        data += pad(content, alignment)
    return pad(head, alignment) + data
