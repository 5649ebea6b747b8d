#!/usr/bin/env python3
"""Write ONNX files with the onnx package, and what their tensors are.

    /usr/bin/python3 tests/formats/make_onnx.py

Needs Debian's python3-onnx. The files go to tests/formats/onnx. Rows 1, 0 and 1
of each tensor, as onnx.numpy_helper reads it, go to tests/golden/onnx/NAME.out.
What must be refused is put together byte by byte, in tests/formats/broken-onnx.
"""
import json
import pathlib

import numpy as np
import onnx
from onnx import TensorProto, external_data_helper, helper, numpy_helper

HERE = pathlib.Path(__file__).parent
FILES = HERE / "onnx"
GOLDEN = HERE.parent / "golden" / "onnx"
T = TensorProto

INTEGERS = "INT8 UINT8 INT16 UINT16 INT32 UINT32 INT64 UINT64".split()
FLOATS = "FLOAT16 FLOAT DOUBLE BFLOAT16".split()


def numbers(name):
    """Two rows: the ends of a type, or fractions that all floats have."""
    if name in INTEGERS:
        ends = np.iinfo(np.dtype(name.lower()))
        return [ends.min, ends.max, 0, 1, 2, 3]
    if name == "BOOL":
        return [True, False, True, True, False, False]
    if name.startswith("COMPLEX"):
        return [1 + 2j, -0.5j, 0, 1.5, -2, 1j]
    return [0.5, -1.5, 0.0, 1.0, 2.0, -0.25]


def typed(name):
    """A tensor with its elements in a field of its type."""
    return helper.make_tensor("typed_" + name.lower(), getattr(T, name), [2, 3],
                              numbers(name))


def raw(name):
    """The same with raw_data."""
    dtype = {"FLOAT": "f4", "DOUBLE": "f8"}.get(name, name.lower())
    array = np.array(numbers(name), dtype).reshape(2, 3)
    return numpy_helper.from_array(array, "raw_" + name.lower())


def plain(x):
    if isinstance(x, list):
        return [plain(i) for i in x]
    return [x.real, x.imag] if isinstance(x, complex) else x


def due(tensor):
    if tensor.name.startswith("typed_complex"):
        # onnx 1.12 cannot read what it writes here
        array = np.array(numbers("COMPLEX")).reshape(2, 3)
    else:
        array = numpy_helper.to_array(tensor)
    text = json.dumps(plain(array[[1, 0, 1]].tolist()), separators=(",", ":"))
    GOLDEN.mkdir(parents=True, exist_ok=True)
    (GOLDEN / f"{tensor.name}.out").write_text(text + "\n")


SIZES = {"FLOAT": ("float32", 4), "DOUBLE": ("float64", 8),
         "BFLOAT16": ("bfloat16", 2), "BOOL": ("bool", 1),
         "COMPLEX64": ("complex64", 8), "COMPLEX128": ("complex128", 16)}


def info(case, file, tensors):
    """What --info prints about a file."""
    lines = []
    for t in tensors:
        name = T.DataType.Name(t.data_type)
        if name == "STRING":
            continue
        dtype, size = SIZES.get(name) or (
            name.lower(), int("".join(filter(str.isdigit, name))) // 8)
        lines.append({
            "file": file, "name": t.name, "format": "onnx", "dtype": dtype,
            "shape": list(t.dims),
            "bytes": size * int(np.prod(t.dims, dtype="i8")), "order": "C"})
    text = "".join(json.dumps(x, separators=(",", ":")) + "\n" for x in lines)
    (GOLDEN / f"{case}.out").write_text(text)


def model(initializers):
    node = helper.make_node("Identity", ["x"], ["y"])
    value = helper.make_tensor_value_info
    graph = helper.make_graph([node], "g", [value("x", T.FLOAT, [1])],
                              [value("y", T.FLOAT, [1])], initializers)
    return helper.make_model(graph, producer_name="make_onnx.py")


def sparse():
    values = numpy_helper.from_array(np.array([1.5], "f4"), "thin")
    indices = numpy_helper.from_array(np.array([3], "i8"))
    return helper.make_sparse_tensor(values, indices, [9])


def external():
    """Two tensors in a file beside the model, as onnx.save_model writes it."""
    arrays = [(np.arange(6, dtype="f4") / 4).reshape(2, 3),
              np.arange(8, dtype="i8").reshape(2, 4)]
    tensors = [numpy_helper.from_array(a, n)
               for a, n in zip(arrays, ("external_w", "external_i"))]
    for tensor in tensors:
        due(tensor)
    info("onnx-info-external", "external.onnx", tensors)
    onnx.save_model(model(tensors), str(FILES / "external.onnx"),
                    save_as_external_data=True, location="external.data",
                    size_threshold=0)


def varint(x):
    x &= 2 ** 64 - 1
    out = b""
    while x > 127:
        out += bytes([x & 127 | 128])
        x >>= 7
    return out + bytes([x])


def field(number, value):
    """An integer as a varint, bytes as bytes."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def entry(key, value):
    return field(13, field(1, key) + field(2, value))


def proto(dims, kind, *fields, name=b"w"):
    """A TensorProto, field by field."""
    return (b"".join(field(1, d) for d in dims) + field(2, kind) +
            field(8, name) + b"".join(fields))


def model_of(*protos):
    return field(1, 8) + field(7, b"".join(field(5, p) for p in protos))


def outside(location, *entries):
    return proto([2], 1, entry(b"location", location), *entries, field(14, 1))


RAW8 = field(9, bytes(range(8)))
BROKEN = {
    # wire format
    "empty": b"",
    "cut-key": model_of(proto([2], 1, RAW8)) + b"\x80",
    "cut-length": model_of(proto([2], 1, RAW8)) + b"\x12\x80",
    "length-beyond-end": field(1, 8) + b"\x3a\x7f" + bytes(5),
    "length-of-2-64": field(1, 8) + b"\x3a" + b"\xff" * 9 + b"\x01",
    "varint-of-11-bytes": b"\x08" + b"\xff" * 10 + b"\x01",
    "varint-over-2-64": b"\x08" + b"\xff" * 9 + b"\x02",
    "field-0": b"\x02\x00" + model_of(proto([2], 1, RAW8)),
    "group": b"\x0b\x0c" + model_of(proto([2], 1, RAW8)),
    "wire-type-7": b"\x0f" + model_of(proto([2], 1, RAW8)),
    "tensor-cut": model_of(proto([2], 1, RAW8)[:-1] + b""),
    "tensor-length-beyond-graph":
        field(1, 8) + field(7, b"\x2a\x7f" + proto([2], 1, RAW8)),
    "no-graph": field(1, 8) + field(2, b"pytorch"),
    "no-initializer": field(1, 8) + field(7, b""),
    # shapes and types
    "dim-negative": model_of(proto([-1], 1, RAW8)),
    "dims-65": model_of(proto([1] * 65, 1, field(9, bytes(4)))),
    "dims-wrap": model_of(proto([2 ** 32, 2 ** 32], 3, field(9, b"a"))),
    "dims-wrap-to-bytes": model_of(proto([2 ** 62], 1, field(9, b""))),
    "dims-packed-cut": model_of(field(1, b"\x02\x80") + proto([], 1, RAW8)),
    "dims-fixed": model_of(b"\x0d" + bytes(4) + proto([2], 1, RAW8)),
    "type-0": model_of(proto([2], 0, RAW8)),
    "type-8-string": model_of(proto([1], 8, field(6, b"a"))),
    "type-22-int4": model_of(proto([2], 22, field(9, b"a"))),
    "type-99": model_of(proto([2], 99, RAW8)),
    "type-negative": model_of(proto([2], -1, RAW8)),
    "segment": model_of(proto([2], 1, RAW8, field(3, b""))),
    # elements
    "raw-short": model_of(proto([3], 1, RAW8)),
    "raw-long": model_of(proto([1], 1, RAW8)),
    "no-elements": model_of(proto([2], 1)),
    "elements-in-another-field": model_of(proto([2], 1, field(7, b"\1\2"))),
    "elements-twice": model_of(proto([2], 6, RAW8, field(5, b"\1\2"))),
    "typed-few": model_of(proto([3], 7, field(7, b"\1\2"))),
    "typed-many": model_of(proto([1], 7, field(7, b"\1\2"))),
    "typed-many-of-none": model_of(proto([0], 7, field(7, b"\1"))),
    "typed-huge-shape": model_of(proto([2 ** 40], 7, field(7, b"\1\2"))),
    "typed-cut": model_of(proto([2], 7, field(7, b"\1\x82"))),
    "typed-float-cut": model_of(proto([2], 1, field(4, bytes(7)))),
    "uint8-256": model_of(proto([1], 2, field(5, varint(256)))),
    "uint8-negative": model_of(proto([1], 2, field(5, varint(-1)))),
    "int8-128": model_of(proto([1], 3, field(5, varint(128)))),
    "int16-below": model_of(proto([1], 5, field(5, varint(-32769)))),
    "bool-2": model_of(proto([1], 9, field(5, b"\2"))),
    "float16-65536": model_of(proto([1], 10, field(5, varint(65536)))),
    "uint32-2-32": model_of(proto([1], 12, field(11, varint(2 ** 32)))),
    # names
    "two-of-a-name": model_of(proto([2], 1, RAW8), proto([1], 1, RAW8)),
    # elements in another file
    "external-absolute": model_of(outside(b"/etc/passwd")),
    "external-above": model_of(outside(b"../onnx/external.data")),
    "external-above-later": model_of(outside(b"a/../../x")),
    "external-dot": model_of(outside(b".")),
    "external-dots": model_of(outside(b"..")),
    "external-empty-part": model_of(outside(b"a//b")),
    "external-nul": model_of(outside(b"a\0b")),
    "external-nowhere": model_of(proto([2], 1, field(14, 1))),
    "external-missing": model_of(outside(b"missing.data")),
    "external-directory": model_of(outside(b"sub")),
    "external-beyond": model_of(
        outside(b"eight.data", entry(b"offset", b"4"),
                entry(b"length", b"8"))),
    "external-offset-beyond": model_of(
        outside(b"eight.data", entry(b"offset", b"9"))),
    "external-offset-wraps": model_of(
        outside(b"eight.data", entry(b"offset", b"18446744073709551612"),
                entry(b"length", b"8"))),
    "external-offset-over-64-bits": model_of(
        outside(b"eight.data", entry(b"offset", b"18446744073709551616"))),
    "external-offset-negative": model_of(
        outside(b"eight.data", entry(b"offset", b"-1"))),
    "external-length-word": model_of(
        outside(b"eight.data", entry(b"length", b"8x"))),
    "external-length-of-more": model_of(
        outside(b"eight.data", entry(b"length", b"7"))),
    "external-rest-of-less": model_of(
        outside(b"eight.data", entry(b"offset", b"1"))),
}


# Which are whole, though nobody writes them like this
WHOLE = {
    "dims-packed": model_of(field(1, b"\x01\x02") + proto([], 1, RAW8)),
    "graph-in-two-parts": field(7, field(5, proto([2], 1, RAW8, name=b"a"))) +
        model_of(proto([1], 1, field(9, bytes(4)))),
    "typed-in-parts": model_of(
        proto([5], 7, field(7, b"\x05\x06"), field(7, 7), field(7, b""),
              field(99, b"x"), field(7, varint(-1)), field(7, 9))),
    "floats-one-by-one": model_of(
        proto([2], 1, b"\x25" + np.array([1.5], "<f4").tobytes(),
              b"\x25" + np.array([-2], "<f4").tobytes())),
    "last-one-wins": model_of(
        proto([2], 6, field(2, 1), field(9, bytes(3)), RAW8)),
    "one-that-is-broken": model_of(
        proto([2], 99, RAW8, name=b"bad"), proto([1], 9, field(5, b"\1"))),
    "external-in-sub": model_of(
        outside(b"./sub/eight.data", entry(b"checksum", b"x"))),
    "external-twice": model_of(
        outside(b"nowhere", entry(b"location", b"eight.data"))),
    "external-part": model_of(
        proto([1], 6, entry(b"location", b"eight.data"),
              entry(b"offset", b"4"), entry(b"length", b"4"), field(14, 1))),
    "external-large": model_of(
        proto([100000], 2, entry(b"location", b"eight.data"), field(14, 1))),
    "external-20-gb": model_of(
        proto([20000, 1000000], 2, entry(b"location", b"large.data"),
              field(14, 1))),
    # types that onnx 1.12 does not have; raw, and as numbers
    "float8": model_of(
        proto([3], 18, field(9, b"\x40\x80\x7f")),
        proto([3], 20, field(5, varint(0x40) + varint(0x80) + varint(0x7F)),
              name=b"v"),
        proto([3], 24, field(9, b"\x7f\xff\x80"), name=b"u")),
    "external-nothing": model_of(
        proto([0], 1, entry(b"location", b"eight.data"),
              entry(b"length", b"0"), field(14, 1))),
}


def broken():
    folder = HERE / "broken-onnx"
    (folder / "sub").mkdir(parents=True, exist_ok=True)
    (folder / "sub" / "eight.data").write_bytes(bytes(range(8)))
    (folder / "eight.data").write_bytes(bytes(range(8)))
    for name, content in BROKEN.items():
        (folder / f"{name}.onnx").write_bytes(content)
    (FILES / "sub").mkdir(exist_ok=True)
    (FILES / "sub" / "eight.data").write_bytes(bytes(range(8)))
    (FILES / "eight.data").write_bytes(bytes(range(8)))
    for name, content in WHOLE.items():
        (FILES / f"{name}.onnx").write_bytes(content)


def main():
    FILES.mkdir(exist_ok=True)
    (FILES / "external.data").unlink(missing_ok=True)
    complexes = ["COMPLEX64", "COMPLEX128"]
    tensors = ([typed(n) for n in INTEGERS + FLOATS + ["BOOL"] + complexes] +
               [raw(n) for n in INTEGERS + FLOATS[:3] + ["BOOL"] + complexes])
    for tensor in tensors:
        due(tensor)
    text = helper.make_tensor("text", T.STRING, [2], [b"a", b"b"])
    empty = numpy_helper.from_array(np.zeros((0, 3), "f4"), "empty")
    scalar = numpy_helper.from_array(np.array(7, "i8"), "scalar")
    both = model(tensors + [text, empty, scalar])
    both.graph.sparse_initializer.append(sparse())
    (FILES / "all.onnx").write_bytes(both.SerializeToString())
    (FILES / "alone.pb").write_bytes(typed("FLOAT").SerializeToString())
    (FILES / "one.onnx").write_bytes(
        model([raw("INT16")]).SerializeToString())
    info("onnx-info", "all.onnx", tensors + [text, empty, scalar])
    info("onnx-info-alone", "alone.pb", [typed("FLOAT")])
    whole = numpy_helper.from_array(np.array([True]), "w")
    info("onnx-info-one-is-broken", "m.onnx", [whole])
    external()
    broken()


main()
