"""Read and write safetensors files as the format's page describes them:
https://github.com/huggingface/safetensors#format

    8 bytes    N, the size of the header: unsigned, little-endian
    N bytes    a JSON object in UTF-8 that begins with {; blanks may follow
               NAME: {"dtype", "shape", "data_offsets": [begin, end]}, counted
               from the end of the header; "__metadata__": {text: text}
    the rest   the tensors in C order, little-endian, without holes

A tensor is (dtype, shape, bytes), with the names that reference.py has for
dtypes.
"""

import json
import math
import struct

import reference as ref

NAMES = {"bool": "BOOL", "float16": "F16", "bfloat16": "BF16",
         "float32": "F32", "float64": "F64", "complex64": "C64"}
NAMES.update((name, "%s%d" % (name[0].upper(), 8 * size))
             for name, size in ref.INTEGERS.items())
NAMES.update({"float8_e4m3fn": "F8_E4M3", "float8_e5m2": "F8_E5M2",
              "float8_e4m3fnuz": "F8_E4M3FNUZ",
              "float8_e5m2fnuz": "F8_E5M2FNUZ", "float8_e8m0fnu": "F8_E8M0",
              "f4": "F4", "f6_e2m3": "F6_E2M3", "f6_e3m2": "F6_E3M2"})
BITS = {"f4": 4, "f6_e2m3": 6, "f6_e3m2": 6}    # of an element, where few


class Wrong(Exception):
    """Not a safetensors file."""


def size_in_bits(dtype, shape):
    bits = BITS.get(dtype) or 8 * (
        1 if dtype.startswith("float8") else ref.itemsize(dtype))
    return bits * math.prod(shape)


def must(condition, what):
    if not condition:
        raise Wrong(what)


def unique(pairs):
    must(len({key for key, _ in pairs}) == len(pairs), "a key twice")
    return dict(pairs)


def read(content):
    """{name: tensor} of a file; Wrong for whatever breaks a rule."""
    must(len(content) >= 8, "no size")
    size, = struct.unpack("<Q", content[:8])
    must(size <= min(len(content) - 8, 100_000_000), "header too long")
    header = content[8:8 + size]
    must(header[:1] == b"{", "no {")
    must(header.rstrip(b" ")[-1:] == b"}", "padded with more than blanks")
    header = json.loads(header.decode(), object_pairs_hook=unique)
    data = content[8 + size:]

    metadata = header.pop("__metadata__", {})
    must(all(isinstance(text, str) for text in metadata.values()), "metadata")
    dtypes = {theirs: ours for ours, theirs in NAMES.items()}
    tensors, spans = {}, []
    for name, entry in header.items():
        must(set(entry) == {"dtype", "shape", "data_offsets"}, "keys")
        dtype, shape = dtypes[entry["dtype"]], tuple(entry["shape"])
        must(all(type(n) is int and n >= 0 for n in shape), "shape")
        begin, end = entry["data_offsets"]
        must(8 * (end - begin) == size_in_bits(dtype, shape), "size")
        spans.append((begin, end))
        tensors[name] = dtype, shape, data[begin:end]
    at = 0
    for begin, end in sorted(spans):
        must(begin == at, "a hole")
        at = end
    must(at == len(data), "bytes behind")
    return tensors


def write(tensors, metadata=None, order=None):
    """The bytes of a file of {name: tensor}; order is that of the data, the
    header keeps the dict's."""
    header, data = {}, b""
    if metadata is not None:
        header["__metadata__"] = metadata
    for name in tensors:
        header[name] = None
    for name in order or tensors:
        dtype, shape, content = tensors[name]
        header[name] = {"dtype": NAMES[dtype], "shape": list(shape),
                        "data_offsets": [len(data), len(data) + len(content)]}
        data += content
    text = json.dumps(header, ensure_ascii=False,
                      separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data
