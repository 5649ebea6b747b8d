"""Write the GGUF files that the tests read: small good ones and broken ones.

The writer follows the format's page alone, and has no help from the program
under test: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
What ggml itself writes comes from make_gguf_ggml.py.
"""

import pathlib
import struct

HERE = pathlib.Path(__file__).parent
GOOD = HERE / "gguf"
BROKEN = HERE / "broken-gguf"

U8, I8, U16, I16, U32, I32, F32V, BOOL, STR, ARR, U64, I64, F64V = range(13)
F32, F16, Q4_0, Q8_0, I32T = 0, 1, 2, 8, 26


def text(value):
    if isinstance(value, str):
        value = value.encode()
    return struct.pack("<Q", len(value)) + value


def key(name, kind, value):
    """value: the bytes as they are in the file."""
    return text(name) + struct.pack("<I", kind) + value


def u32(name, value):
    return key(name, U32, struct.pack("<I", value))


def array(name, kind, count, content):
    return key(name, ARR, struct.pack("<IQ", kind, count) + content)


def info(name, sizes, kind, offset):
    """sizes: the fastest first, as the file has them."""
    return (text(name) + struct.pack("<I", len(sizes)) +
            b"".join(struct.pack("<q", size) for size in sizes) +
            struct.pack("<IQ", kind, offset))


def header(keys=(), infos=(), nkeys=None, ninfos=None, version=3,
           magic=b"GGUF"):
    return (magic + struct.pack(
        "<Iqq", version, len(infos) if ninfos is None else ninfos,
        len(keys) if nkeys is None else nkeys) +
        b"".join(keys) + b"".join(infos))


def file_of(head, data=b"", alignment=32):
    return head + bytes(-len(head) % alignment) + data


def i32(*values):
    return struct.pack("<%di" % len(values), *values)


def padded(data, alignment=32):
    return data + bytes(-len(data) % alignment)


def one(**changes):
    """A file of the tensor a, of 4 numbers, with some of it changed."""
    what = {"name": "a", "sizes": [4], "kind": I32T, "offset": 0}
    what.update(changes)
    return file_of(header(infos=[info(**what)]), padded(i32(1, 2, 3, 4)))


EVERY_KEY = [
    key("k.u8", U8, b"\x01"), key("k.i8", I8, b"\xff"),
    key("k.u16", U16, b"\x01\x02"), key("k.i16", I16, b"\x01\x02"),
    u32("k.u32", 7), key("k.i32", I32, i32(-7)),
    key("k.f32", F32V, struct.pack("<f", 1)), key("k.bool", BOOL, b"\x01"),
    key("k.string", STR, text("words")),
    key("k.u64", U64, bytes(8)), key("k.i64", I64, bytes(8)),
    key("k.f64", F64V, bytes(8)),
    array("k.strings", STR, 3, text("") + text("a") + text("bc")),
    array("k.numbers", I16, 3, bytes(6)), array("k.none", U64, 0, b""),
]

GOOD_FILES = {
    # every type of value, and shapes: (2,3), (), (0,4), (1,2,1,3)
    "shapes.gguf": file_of(
        header(EVERY_KEY, [
            info("matrix", [3, 2], I32T, 0), info("scalar", [], I32T, 32),
            info("empty", [4, 0], I32T, 64),
            info("four", [3, 1, 2, 1], I32T, 64), info("", [1], I32T, 96),
            info("blk.0.\u00e9", [1], I32T, 128)]),
        padded(i32(0, 1, 2, 3, 4, 5)) + padded(i32(-7)) +
        padded(i32(0, 1, 2, 3, 4, 5)) + padded(i32(9)) + padded(i32(8))),
    "version-2.gguf": file_of(
        header(infos=[info("a", [4], I32T, 0)], version=2),
        padded(i32(1, 2, 3, 4))),
    "aligned.gguf": file_of(
        header([u32("general.alignment", 128), key("general.name", STR,
                                                   text("words")),
                u32("split.no", 0), array("tokenizer.ggml.tokens", STR, 1,
                                          text("a"))],
               [info("a", [4], I32T, 0), info("b", [2], I32T, 128)]),
        padded(i32(1, 2, 3, 4), 128) + padded(i32(5, 6), 128), 128),
    # the padding behind the last tensor is left out by some writers
    "unpadded.gguf": file_of(
        header(infos=[info("a", [4], I32T, 0)]), i32(1, 2, 3, 4)),
    "nothing.gguf": header(EVERY_KEY[:1]),
    "one.gguf": one(),
    # types that were removed and one that is to come, before one that is read
    "not-read.gguf": file_of(
        header(infos=[info("old", [32], 4, 0), info("older", [32], 36, 32),
                      info("new", [64], 99, 64), info("a", [4], I32T, 96),
                      info("b", [2], I32T, 128)]),
        bytes(96) + padded(i32(1, 2, 3, 4)) + padded(i32(5, 6))),
    # d = 0.5 and the nibbles 0 to 15, twice: -4.0 to 3.5
    "q4_0.gguf": file_of(
        header(infos=[info("a", [32, 2], Q4_0, 0)]),
        padded(b"\x00\x38" + bytes(17 * i for i in range(16)) +
               b"\x00\x3c" + bytes(16 * i + 15 - i for i in range(16)))),
    # the index of rows, in a file that also has the rows
    "rows.gguf": file_of(
        header(infos=[info("rows", [2, 3], F32, 0),
                      info("index", [2], I32T, 32)]),
        padded(struct.pack("<6f", 0, 1, 2, 3, 4, 5)) + padded(i32(2, 0))),
    # what gguf-split writes: a part without a tensor, then the tensors
    "split-00001-of-00003.gguf": header(
        [key("general.name", STR, text("split")),
         key("split.no", U16, b"\0\0"), key("split.count", U16, b"\3\0"),
         key("split.tensors.count", I32, i32(2))]),
    "split-00002-of-00003.gguf": file_of(
        header([key("split.no", U16, b"\1\0")],
               [info("first", [2], I32T, 0)]), padded(i32(1, 2))),
    "split-00003-of-00003.gguf": file_of(
        header([key("split.no", U16, b"\2\0")],
               [info("last", [2], I32T, 0)]), padded(i32(5, 6))),
    # what is to be written
    "output.gguf": file_of(
        header(infos=[info("output", [2, 1], F32, 0)]),
        padded(struct.pack("<2f", 2, 3))),
    "output-aligned.gguf": file_of(
        header([u32("general.alignment", 128), key("general.name", STR,
                                                   text("words"))],
               [info("b", [3], I32T, 0)]),
        padded(i32(6, 5, 6), 128), 128),
    "output-0d.gguf": file_of(
        header(infos=[info("output", [], I32T, 0)]), padded(i32(-7))),
    "output-empty.gguf": file_of(
        header(infos=[info("output", [0, 2], F32, 0)])),
    "output-q4_0.gguf": file_of(
        header(infos=[info("a", [32, 3], Q4_0, 0)]),
        padded((b"\x00\x3c" + bytes(16 * i + 15 - i for i in range(16))) * 2 +
               b"\x00\x38" + bytes(17 * i for i in range(16)))),
}

HUGE = 1 << 62
BROKEN_FILES = {
    "magic.gguf": header(magic=b"GGUG") + bytes(32),
    "cut-in-head.gguf": header()[:20],
    "version-0.gguf": header(version=0),
    "version-1.gguf": header(version=1) + bytes(64),
    "version-4.gguf": header(version=4) + bytes(64),
    "big-endian.gguf": b"GGUF" + struct.pack(">IQQ", 3, 0, 0),
    "tensors-negative.gguf": header(ninfos=-1) + bytes(64),
    "tensors-many.gguf": header(ninfos=HUGE) + bytes(64),
    "keys-negative.gguf": header(nkeys=-1) + bytes(64),
    "keys-many.gguf": header(nkeys=HUGE) + bytes(64),
    "key-empty.gguf": header([key("", U8, b"\1")]) + bytes(64),
    "key-long.gguf": header([key("k" * 65536, U8, b"\1")]) + bytes(64),
    "key-beyond.gguf": header(nkeys=1) + struct.pack("<Q", HUGE) + bytes(64),
    "key-twice.gguf": header([u32("k", 1), u32("j", 1), u32("k", 2)]) +
        bytes(64),
    "key-type.gguf": header([key("k", 13, bytes(8))]) + bytes(64),
    "key-cut.gguf": header([u32("k", 1)], nkeys=2) + text("a") + bytes(4),
    "array-nested.gguf": header([array("k", ARR, 1, bytes(16))]) + bytes(64),
    "array-type.gguf": header([array("k", 77, 1, bytes(16))]) + bytes(64),
    "array-many.gguf": header([array("k", U64, HUGE, bytes(16))]) + bytes(64),
    "array-strings.gguf": header([array("k", STR, HUGE, bytes(16))]) +
        bytes(64),
    "string-beyond.gguf": header([key("k", STR, struct.pack("<Q", HUGE))]) +
        bytes(64),
    "alignment-0.gguf": header([u32("general.alignment", 0)]) + bytes(64),
    "alignment-24.gguf": header([u32("general.alignment", 24)]) + bytes(64),
    "alignment-type.gguf":
        header([key("general.alignment", U64, bytes(8))]) + bytes(64),
    "alignment-huge.gguf": file_of(
        header([u32("general.alignment", 1 << 31)],
               [info("a", [4], I32T, 0)]), bytes(64)),
    "name-64.gguf": one(name="a" * 64),
    "name-nul.gguf": one(name="a\0b"),
    "name-twice.gguf": file_of(
        header(infos=[info("a", [4], I32T, 0), info("b", [4], I32T, 32),
                      info("a", [4], I32T, 64)]), bytes(96)),
    "dims-5.gguf": one(sizes=[4, 1, 1, 1, 1]),
    "dims-many.gguf": header(ninfos=1) + text("a") + b"\xff\xff\xff\xff" +
        bytes(64),
    "size-negative.gguf": one(sizes=[-4]),
    "size-wraps.gguf": one(sizes=[1 << 31, 1 << 31, 4]),
    "size-wraps-0.gguf": one(sizes=[0, 1 << 40, 1 << 40]),
    "size-bytes-wrap.gguf": one(sizes=[1 << 61]),
    "size-bytes-wrap-0.gguf": one(sizes=[1 << 62]),
    "size-no-block.gguf": one(sizes=[33], kind=Q4_0),
    "size-0d-block.gguf": one(sizes=[], kind=Q4_0),
    "size-beyond.gguf": one(sizes=[100]),
    "offset-gap.gguf": one(offset=32),
    "offset-overlap.gguf": file_of(
        header(infos=[info("a", [16], I32T, 0), info("b", [16], I32T, 32)]),
        bytes(128)),
    "offset-swapped.gguf": file_of(
        header(infos=[info("a", [4], I32T, 32), info("b", [4], I32T, 0)]),
        bytes(64)),
    "offset-behind-unknown.gguf": file_of(
        header(infos=[info("u", [4], 99, 0), info("a", [4], I32T, 24)]),
        bytes(64)),
    "offset-wraps.gguf": file_of(
        header(infos=[info("u", [4], 99, 0),
                      info("a", [4], I32T, (1 << 64) - 32)]), bytes(64)),
    "tensor-cut.gguf": header(ninfos=1) + text("a") +
        struct.pack("<IQ", 1, 4) + bytes(4),
    "escape-name.gguf": one(name="\x1b[2Ja", kind=4),
}


def main():
    for folder, files in ((GOOD, GOOD_FILES), (BROKEN, BROKEN_FILES)):
        folder.mkdir(exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)


main()
