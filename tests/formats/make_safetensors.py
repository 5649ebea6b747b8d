"""Write the safetensors files that the tests read: good ones and broken ones.

The writer follows the format's page alone, and has no help from the program
under test: https://github.com/huggingface/safetensors#format
"""

import json
import pathlib
import struct

HERE = pathlib.Path(__file__).parent
GOOD = HERE / "safetensors"
BROKEN = HERE / "broken-safetensors"


def file_of(header, data=b"", length=None, pad=True):
    """A file; header is text, bytes, or what json makes a text of."""
    if not isinstance(header, (str, bytes)):
        header = json.dumps(header, separators=(",", ":"), ensure_ascii=False)
    if isinstance(header, str):
        header = header.encode()
    if pad:
        header += b" " * (-len(header) % 8)
    if length is None:
        length = len(header)
    return struct.pack("<Q", length) + header + data


def save(tensors, metadata=None):
    """tensors: name -> (dtype, shape, bytes), in the order of the data."""
    header, data = {}, b""
    if metadata is not None:
        header["__metadata__"] = metadata
    for name, (dtype, shape, content) in tensors.items():
        header[name] = {"dtype": dtype, "shape": shape,
                        "data_offsets": [len(data), len(data) + len(content)]}
        data += content
    return file_of(header, data)


def f32(*values):
    return struct.pack("<%df" % len(values), *values)


def entry(dtype="U8", shape=(4,), offsets=(0, 4)):
    return {"dtype": dtype, "shape": list(shape),
            "data_offsets": list(offsets)}


DATA = bytes(range(4))

# --- good --------------------------------------------------------------------

# In the header, the last of the data stands first.
SHUFFLED = {"z": entry("U8", (2,), (2, 4)), "a": entry("U8", (2,), (0, 2))}

# Beside "a" there are tensors of half bytes and of six bits, and one that is not
# read, of a dtype of which only the place is known.
NOT_READ = {"a": ("F32", [1], f32(1)), "b": ("F4", [2], b"\x21"),
            "c": ("F6_E2M3", [4], bytes(3)), "d": ("F3", [5], bytes(2)),
            "e": ("U8", [2], b"\7\x08")}

good = {
    "not-read": save(NOT_READ),
    "one": save({"only": ("F32", [2, 3], f32(0, 1, 2, 3, 4, 5))}),
    "output": save({"output": ("F32", [2, 1], f32(2, 3))}),
    "named": save({"a \"b\"\\\né": ("F32", [2, 1], f32(2, 3))}),
    "output-empty": save({"output": ("F32", [2, 0], b"")}),
    "output-0d": save({"output": ("I64", [], struct.pack("<q", -7))}),
    "output-bf16": save({"output": ("BF16", [2], bytes.fromhex("803fc0bf"))}),
    # the 16 numbers of F4, the first of two in the low half of a byte
    "small": save({
        "f4": ("F4", [4, 4], bytes.fromhex("1032547698badcfe")),
        "f6": ("F6_E2M3", [2, 8], bytes(range(12))),
        "f6 too": ("F6_E3M2", [3, 4], bytes(range(9)))}),
    "output-f4": save({"f4": ("F4", [2, 4], bytes.fromhex("98ba1032"))}),
    "output-f6": save({"f6": ("F6_E2M3", [1, 8], bytes(range(6, 12)))}),
    "output-f6-too": save({"f6 too": ("F6_E3M2", [2, 4],
                                      bytes([6, 7, 8, 0, 1, 2]))}),
    "output-e8m0": save({"output": ("F8_E8M0", [2], b"\x7f\x00")}),
    "types": save({
        "bool": ("BOOL", [2], b"\0\1"),
        "u8": ("U8", [2], b"\x07\xff"),
        "i8": ("I8", [2], b"\x07\xff"),
        "e5m2": ("F8_E5M2", [6], b"\x00\x3c\xbe\x7b\x7c\x01"),
        "e4m3": ("F8_E4M3", [6], b"\x00\x38\xbc\x7e\x7f\x01"),
        "e8m0": ("F8_E8M0", [2], b"\x00\x7f"),
        "e4m3fnuz": ("F8_E4M3FNUZ", [3], b"\x81\x7f\x80"),
        "e5m2fnuz": ("F8_E5M2FNUZ", [3], b"\x81\x7f\x80"),
        "i16": ("I16", [2], struct.pack("<2h", 7, -2)),
        "u16": ("U16", [2], struct.pack("<2H", 7, 65535)),
        "f16": ("F16", [2], struct.pack("<2e", 0.1, -2)),
        "bf16": ("BF16", [2], bytes.fromhex("803fc0bf")),
        "i32": ("I32", [2], struct.pack("<2i", 7, -2)),
        "u32": ("U32", [2], struct.pack("<2I", 7, 2**32 - 1)),
        "f32": ("F32", [2], f32(0.1, -2)),
        "c64": ("C64", [2], f32(0.1, -2, 3, 4)),
        "f64": ("F64", [2], struct.pack("<2d", 0.1, -2)),
        "i64": ("I64", [2], struct.pack("<2q", 7, -2)),
        "u64": ("U64", [2], struct.pack("<2Q", 7, 2**64 - 1)),
    }, {"format": "pt"}),
    "shapes": save({
        "scalar": ("I64", [], struct.pack("<q", -7)),
        "empty": ("F32", [0, 4], b""),
        "empty too": ("F32", [2**40, 0], b""),
        "é": ("U8", [1], b"\5"),
        "deep": ("U8", [1] * 64, b"\6"),
        "weight_1": ("U8", [2], b"\1\2"),
        "weight_2": ("U8", [2], b"\3\4"),
        "": ("U8", [1], b"\x09"),
    }),
    "shuffled": file_of(SHUFFLED, DATA),
    "nothing": file_of("{}"),
    "metadata-only": save({}, {"a": "b", "c": "ü"}),
    # White space around the object and in it, an escape in a key.
    "spaces": file_of(' \n\t{ "\\u0061" : { "shape" : [ 4 ] , "dtype" : "U8" '
                      ', "data_offsets" : [ 0 , 4 ] , "new" : [ { } ] } }\r\n',
                      DATA),
    "surrogates": file_of('{"\\ud83d\\ude00":{"dtype":"U8","shape":[4],'
                          '"data_offsets":[0,4]}}', DATA),
    "unpadded": file_of({"a": entry()}, DATA, pad=False),
    "model-00001-of-00002": save({
        "first": ("U8", [2], b"\1\2"), "both": ("U8", [2], b"\3\4")}),
    "model-00002-of-00002": save({
        "last": ("U8", [2], b"\5\6"), "both": ("U8", [2], b"\7\x08")}),
}

INDEX = {
    "metadata": {"total_size": 8},
    "weight_map": {"first": "model-00001-of-00002.safetensors",
                   "both": "./model-00002-of-00002.safetensors",
                   "last": "model-00002-of-00002.safetensors",
                   "missing": "model-00003-of-00002.safetensors",
                   "absent": "model-00001-of-00002.safetensors",
                   "outside": "../safetensors/model-00001-of-00002.safetensors",
                   "hidden": "a/..", "root": "/etc/passwd", "none": ""},
}

# --- broken ------------------------------------------------------------------


def one(text, data=DATA):
    """A header with the entry "a", whose members are the text."""
    return file_of('{"a":{%s}}' % text, data)


ENTRY = '{"dtype":"U8","shape":[4],"data_offsets":[0,4]}'

broken = {
    # lengths
    "nothing-at-all": b"",
    "seven-bytes": b"\2\0\0\0\0\0\0",
    "length-only": struct.pack("<Q", 2),
    "length-0": file_of("", length=0),
    "length-beyond-file": file_of("{}", length=9),
    "length-2-63": file_of("{}", length=2**63),
    "length-2-64": file_of("{}", length=2**64 - 1),
    "length-over-limit": file_of("{}", length=100000001),
    "length-at-limit": file_of("{}", length=100000000),
    "length-short": file_of({"a": entry()}, DATA, length=20),
    # the text
    "not-json": file_of("{dtype}"),
    "not-an-object": file_of("[1,2]"),
    "scalar": file_of("null"),
    "blank": file_of("  \n"),
    "trailing": file_of('{"a":%s} {}' % ENTRY, DATA),
    "trailing-nul": file_of('{"a":%s}\0' % ENTRY, DATA),
    "comma": file_of('{"a":%s,}' % ENTRY, DATA),
    "unclosed": file_of('{"a":%s' % ENTRY, DATA),
    "string-into-data": file_of('{"a', b'":%s}' % ENTRY.encode(), pad=False),
    "byte-order-mark": file_of('\ufeff{"a":%s}' % ENTRY, DATA),
    "not-utf-8": file_of(b'{"a\xff":{}}'),
    "overlong-utf-8": file_of(b'{"a\xc0\xaf":{}}'),
    "nan": one('"dtype":"U8","shape":[NaN],"data_offsets":[0,4]'),
    "infinity": one('"x":[-Infinity],"dtype":"U8","shape":[4],'
                    '"data_offsets":[0,4]'),
    "leading-zero": one('"dtype":"U8","shape":[04],"data_offsets":[0,4]'),
    "deep": one('"x":%s,' % ("[" * 200 + "]" * 200)
                + ENTRY[1:-1]),
    "deeper": one('"x":' + "[" * 4000),
    # keys
    "duplicate": file_of('{"b":%s,"a":%s,"b":%s}' % ((ENTRY,) * 3), DATA),
    "duplicate-escaped": file_of('{"a":%s,"\\u0061":%s}' % (ENTRY, ENTRY),
                                 DATA),
    "duplicate-dtype": one('"dtype":"U8",' + ENTRY[1:-1]),
    "duplicate-offsets": one(ENTRY[1:-1] + ',"data_off\\u0073ets":[0,4]'),
    "duplicate-metadata": file_of(
        '{"__metadata__":{},"a":%s,"__metadata__":{}}' % ENTRY, DATA),
    "duplicate-in-metadata": file_of(
        '{"__metadata__":{"k":"1","j":"2","k":"3"},"a":%s}' % ENTRY, DATA),
    "nul-in-key": file_of('{"a\\u0000b":%s}' % ENTRY, DATA),
    "nul-in-member": one('"dtype\\u0000":1,' + ENTRY[1:-1]),
    "lone-surrogate": file_of('{"\\ud800":%s}' % ENTRY, DATA),
    "lone-surrogate-low": file_of('{"\\udc00\\ud800":%s}' % ENTRY, DATA),
    "surrogate-cut": file_of('{"\\ud800\\u0041":%s}' % ENTRY, DATA),
    # metadata
    "metadata-array": file_of('{"__metadata__":[],"a":%s}' % ENTRY, DATA),
    "metadata-number": file_of('{"__metadata__":{"n":1},"a":%s}' % ENTRY, DATA),
    "metadata-null": file_of('{"__metadata__":null,"a":%s}' % ENTRY, DATA),
    # members
    "entry-array": file_of({"a": [1]}, DATA),
    "entry-long": one('"x":"%s",' % ("y" * 8200) + ENTRY[1:-1]),
    "no-dtype": one('"shape":[4],"data_offsets":[0,4]'),
    "no-shape": one('"dtype":"U8","data_offsets":[0,4]'),
    "no-offsets": one('"dtype":"U8","shape":[4]'),
    "case": one('"Dtype":"U8","shape":[4],"data_offsets":[0,4]'),
    "dtype-unknown": file_of({"a": entry("float32")}, DATA),
    "dtype-empty": file_of({"a": entry("")}, DATA),
    "dtype-control": file_of({"a": entry("\x1b[31m")}, DATA),
    "dtype-number": file_of({"a": entry(8)}, DATA),
    "dtype-c128": file_of({"a": entry("C128")}, DATA),
    "dtype-f4-rows": file_of({"a": entry("F4", (2, 3), (0, 3))}, DATA[:3]),
    "dtype-f6-rows": file_of({"a": entry("F6_E2M3", (2, 2), (0, 3))}, DATA[:3]),
    "dtype-f4-size": file_of({"a": entry("U8", (2,), (0, 2)),
                              "b": entry("F4", (5,), (2, 4))}, DATA),
    "dtype-unknown-hole": file_of({"a": entry("U8", (2,), (0, 2)),
                                   "b": entry("F3", (2,), (3, 4))}, DATA),
    "shape-number": one('"dtype":"U8","shape":4,"data_offsets":[0,4]'),
    "shape-negative": file_of({"a": entry(shape=(-1, 4))}, DATA),
    "shape-fraction": file_of({"a": entry(shape=(4, 1.5))}, DATA),
    "shape-string": file_of({"a": entry(shape=("4",))}, DATA),
    "shape-2-53": file_of({"a": entry(shape=(2**53, 0), offsets=(0, 0))}),
    "shape-huge": one('"dtype":"U8","shape":[1e999],"data_offsets":[0,4]'),
    "shape-65": file_of({"a": entry(shape=(1,) * 65, offsets=(0, 1))}, b"\0"),
    "product-overflow": file_of({"a": entry(shape=(2**32, 2**32),
                                            offsets=(0, 0))}),
    "product-wraps": file_of({"a": entry(shape=(2**32, 2**31 + 1, 2),
                                         offsets=(0, 4))}, DATA),
    "product-overflow-empty": file_of({"a": entry(shape=(2**40, 2**40, 0),
                                                  offsets=(0, 0))}),
    "bytes-overflow": file_of({"a": entry("F64", (2**31, 2**30),
                                          offsets=(0, 0))}),
    "size-differs": file_of({"a": entry("F32")}, DATA),
    "size-of-0d": file_of({"a": entry(shape=())}, DATA),
    # places
    "offsets-three": file_of({"a": entry(offsets=(0, 4, 4))}, DATA),
    "offsets-one": file_of({"a": entry(offsets=(0,))}, DATA),
    "offsets-object": one('"dtype":"U8","shape":[4],'
                          '"data_offsets":{"a":0,"b":4}'),
    "offsets-negative": file_of({"a": entry(offsets=(-4, 0))}, DATA),
    "offsets-fraction": file_of({"a": entry(offsets=(0, 4.5))}, DATA),
    "offsets-2-53": file_of({"a": entry(offsets=(2**53, 2**53 + 4))}, DATA),
    "offsets-2-64": file_of({"a": entry(offsets=(2**64 - 4, 2**64))}, DATA),
    "offsets-reversed": file_of({"a": entry(offsets=(4, 0))}, DATA),
    "offsets-beyond": file_of({"a": entry(offsets=(0, 5), shape=(5,))}, DATA),
    "offsets-far": file_of({"a": entry(offsets=(2**52, 2**52 + 4))}, DATA),
    "overlap": file_of({"a": entry(shape=(3,), offsets=(0, 3)),
                        "b": entry(shape=(2,), offsets=(2, 4))}, DATA),
    "overlap-same": file_of({"a": entry(), "b": entry()}, DATA),
    "overlap-inside": file_of({"b": entry(shape=(2,), offsets=(1, 3)),
                               "a": entry()}, DATA),
    "overlap-empty": file_of({"a": entry(), "b": entry(shape=(0,),
                                                       offsets=(2, 2))}, DATA),
    "hole": file_of({"a": entry(shape=(1,), offsets=(0, 1)),
                     "b": entry(shape=(2,), offsets=(2, 4))}, DATA),
    "hole-first": file_of({"a": entry(shape=(3,), offsets=(1, 4))}, DATA),
    "hole-last": file_of({"a": entry(shape=(3,), offsets=(0, 3))}, DATA),
    "data-without-tensors": file_of("{}", DATA),
}

broken_indices = {
    "nul-in-file": {"weight_map": {"a": "x.safetensors\0/../y"}},
    "no-map": {"metadata": {}},
    "map-array": {"weight_map": []},
    "map-number": {"weight_map": {"a": 1}},
    "array": [],
    "two-maps": '{"weight_map":{},"weight_map":{}}',
    "name-twice": '{"weight_map":{"a":"x","a":"y"}}',
    "two-texts": '{"weight_map":{"a":"x"}}{}',
    "cut": '{"weight_map":{"a":"x"',
}


def main():
    for directory in (GOOD, BROKEN):
        directory.mkdir(exist_ok=True)
        for old in directory.iterdir():
            old.unlink()
    for name, content in good.items():
        (GOOD / (name + ".safetensors")).write_bytes(content)
    (GOOD / "model.safetensors.index.json").write_text(
        json.dumps(INDEX, indent=1) + "\n")
    for name, content in broken.items():
        (BROKEN / (name + ".safetensors")).write_bytes(content)
    for name, content in broken_indices.items():
        if not isinstance(content, str):
            content = json.dumps(content)
        (BROKEN / (name + ".safetensors.index.json")).write_text(content)


if __name__ == "__main__":
    main()
