#!/usr/bin/env python3
"""Write the files that fuzzing begins with, where tests/formats has none.

    /usr/bin/python3 tests/fuzz/make_seeds.py

Needs nothing but Python. What each target reads is said in tests/fuzz/*.c.
"""
import gzip
import pathlib
import struct
import zipfile
import zlib

HERE = pathlib.Path(__file__).parent
FORMATS = HERE.parent / "formats"
CORPUS = HERE / "corpus"


def seeds(target, texts):
    folder = CORPUS / target
    folder.mkdir(parents=True, exist_ok=True)
    for i, text in enumerate(texts):
        if isinstance(text, str):
            text = text.encode()
        (folder / f"seed-{i:02}").write_bytes(text)


JSON = [
    "[[1,2],[3,4]]\n",
    "[]", "[[],[]]", "[[[]]]", "7", '"a"', " [ 1 , 2 ] ", "\ufeff[1]",
    '["a","\\u00e9\\ud83d\\ude00\\"","b,]"]',
    "[true,false,null,NaN,Infinity,-Infinity]",
    "[1.5,-0.0,1e400,1E-5,123456789012345678901234567890]",
    "[-9223372036854775808,9223372036854775807,18446744073709551615]",
    '[{"a":[1,{"b":2}]},{}]',
    '{"data":[[1,2],[3,4]],"shape":[4],"dtype":"float32"}',
    '{"data":[[1,2],[3,4]],"dtype":"complex64"}',
    '{"data":[1,2,3,4],"dtype":"i1","shape":[2,2]}',
    '{"a":[1,2],"b":{"c":[[3]],"d":"e"},"f":4}',
    ':/b/c/0\n{"a":[1,2],"b":{"c":[[3],[4]],"d":"e"},"f":4}',
    ':a\n{"a":[1,2],"b":[3],"a~1/":[5]}',
    ":/a~0~1~1\n{\"a~//\":[1]}",
    "[[1,2],[3]]", "[1,", "[01]", '["\x01"]', '["\\x"]', "[1]x", "[1,]",
]

RAW = [
    b"f4 2,3 0\n" + bytes(range(24)),
    b">i8 -1 8\n" + bytes(range(40)),
    b"bf16 (2, 2)\n" + bytes(range(8)),
    b"u1\nabc", b"bool 4 0\n\0\1\1\0", b"c16 1x1\n" + bytes(16),
    b"f8_e4m3fn 0,3 0\n", b"i2 2,-1 1\n12345", b"u8 9999999999,99999999 0\n",
    b"complex64 () 0\n01234567", b"float16 2 9223372036854775807\nabcd",
    b"i2 3,2 0 F\n012345678901", b"f4 2,-1 0 F\n" + bytes(range(32)),
    b"q4_0 2,-1 0\n" + bytes(range(72)), b"iq2_xs 256 0\n" + bytes(74),
]

# WAY (instruction set, piece, dim, result, negative), formats of INPUT and INDEX,
# header; INPUT, a record separator, INDEX.
TEXT = [
    "28100000" "1,2,3\n4,5,6\n7,8,9\n\x1e0,1\n2,0\n1,1\n",
    "20101000" 'a,"b,c",1.5\r\n"x""y",,+2\r\n\x1e0,1\n2,0\n',
    "13101110" "1\t2\n\n3\t\n\x1e0\t1\n1\t0\n",
    "21102220" " 1 2.5\n3  -4e5 \n\t007 nan\n\x1e# c\n0 1\n1 0\n1 1\n",
    "27003330" "a\n\n b \nlast\x1e0\n3\n1\n",
    "24105041" "x,y\n1,2\n3,4\n\x1e[[0],[1]]",
    "22104001" "x,y\n1,2\n\x1e1\n",
    "25100002" "\ufeffx,y\n.5,1.\n\x1e0\n0\n",
    "20100000" 'a,"b\nc"\n"d\ne",f\n\x1e0\n1\n',
    "20100000" 'a,"b\nc\n\x1e0\n', "20100000" "1,2\n3\n\x1e0\n",
    "26145000" "1,2\n3,4\n5,6\n\x1e+0,\" 1\"\n-1,00\n1,0\n",
]

OPTIONS = [
    "--dim\n0\nin.json\nix.json",
    "-d1\n--batch-dims=1\n--op\nindex_select\na\nb\n-o\nc.npy",
    "--info\na.npz\nb.pt:x", "--help", "--version", "--completion\nbash",
    "-qvd\n-1\n--\n-x\n-y", "--op=gathr\na\nb", "--dm\n1", "--mode\nwrap",
    "--shape\n2,3\n--dtype\nf4\n--offset\n8\n-d0\na.raw\nb",
    "--index-shape=(2, 3)\n--index-dtype=>i4\n--index-base\n1\na\nb\n-d0",
    "--fill\nnull\n--ignore-index\n-1\n--op\ntake\na\nb",
    "--each\n-d0\na\n-\n--nan\nnull\n--pretty", "--explain=3\n-d0\na\nb",
    "--output-format\nsvg\n-d\n0\na\nb", "--threads\n3\n--output-shape\n-1",
    "TGATHER_ISA=sse2\nTGATHER_PIECE=1\nTGATHER_MEMORY_LIMIT=9\n-d0\na\nb",
    "TGATHER_ISA=neon\n", "TGATHER_PIECE=0\n", "--input-format=npy\n-d0\na",
    "--dry-run\n--negative\n-d0\na\nb\n--output-format\nsafetensors",
]

TWO = "[[1,2],[3,4]]"
CALL = [
    f"--dim\n0\n{TWO}\n[[0,1],[1,0]]",
    f"--dim\n1\n--explain=2\n{TWO}\n[[0,0],[1,0]]",
    f"--dim\n0\n--output-format\nsvg\n{TWO}\n[[0,1],[1,0]]",
    f"--dim\n0\n--dry-run\n{TWO}\n[[0,1],[1,0]]",
    f"--info\n{TWO}\n[]\n[\"a\"]",
    f"--op=index_select\n--dim=1\n--batch-dims=1\n--explain\n{TWO}\n[[1],[0]]",
    f"--op\ntake\n--negative\n{TWO}\n[-1,0]",
    f"--op\ngather_nd\n--explain\n{TWO}\n[[0,1],[1,0]]",
    f"--op\npick\n--dim\n1\n--output-format\nsvg\n{TWO}\n[0,1]",
    f"--op\ntake_along_dim\n--dim\n0\n--explain\n{TWO}\n[[0]]",
    f"--dim\n0\n--fill\n\"x\"\n--ignore-index\n-1\n{TWO}\n[[-1,9]]",
    f"--dim\n0\n--mode\nwrap\n--index-base\n1\n{TWO}\n[[7,-3]]",
    f"--dim\n0\n--pretty\n--output-shape\n-1\n{TWO}\n[[0,1]]",
    f"--dim\n0\n--dtype\nf4\n--output-format\nnpy\n{TWO}\n[[0,1]]",
    f"--dim\n0\n--shape\n4\n{TWO}\n[0,3,5]", f"--dim\n3\n{TWO}\n[[0]]",
    "--dim\n0\n[[[1,2,3]],[[4,5,6]]]\n[[0,1]]",
    "--dim\n-1\n--explain\n[\"a\",\"\u00e9\\u0007\",\"\u4e2d\"]\n[2,1]",
    "--dim\n0\n--nan\nnull\n[NaN,1]\n[0]\n--output-format=json",
    "--dim\n0\n--explain\n[[[[1,2],[3,4]]]]\n[[[[0,0],[0,0]]]]",
    "--op\nindex_select\n--dim\n0\n--keys\n[\"a\",\"b\\u0000\",3]\n"
    "[1,2,4]\n[3,\"a\"]",
    "--op\npick\n--dim\n1\n--fill\n0\n--keys\n[\"of\",\"the\"]\n"
    f"{TWO}\n[\"the\",\"off\"]",
    f"--dim\n1\n--keys\n[\"of\",\"of\"]\n{TWO}\n[[\"of\"],[\"teh\"]]",
    f"--each\n--dim\n0\n--keys\n[\"of\"]\n{TWO}\n[[\"\\ud800\"]]",
    "--input-order\nF\n--order\nC\n--dim\n0\n[1]\n[0]",
]

STREAM = [
    "7[0]\n[1,2]\n[[3]]\n", "1[0][1] 2 \"a\"", "0\x1e[1]\n\x1e[2]\n",
    "0{\"a\":\"]\\\"}\"} [\n1\n]\n", "9[\u00e9\n", "A]]}[", "2\"a\" \"\\",
]

PIECES = [
    "00000[[1,2],[3,4]]\x1e[[0,1],[1,0]]",
    "21110[[1,2],[3,4],[5,6]]\x1e[[0],[1],[0]]",
    "14510[[[1,2],[3,4]],[[5,6],[7,8]]]\x1e[[1,0],[0,1]]",
    "26510[[\"a\",\"],[\"],[\"b\",null]]\x1e[[1],[0]]",
    "25101[[1.5,2e5],[NaN,-0]] \x1e [[-1,0],[0,9]]",
    "12000[1,2,3,4,5,6,7,8,9,10,11]\x1e[10,0,300,70000,5000000000]",
    "23110{\"data\":[[1,2],[3,4]]}\x1e[[0],[1]]",
    "11110[[1,2],[3,4]\x1e[[0],[1]]", "11110[[1,2],[3]]\x1e[[0],[1]]",
    "25000[[{\"a\":[1]}],[true]]\x1e[[0],[0]]",
    "21=28{\"b\":[1,0],\"n\":\"]\",\"a\":[[1,2],[3,4],[5,6]],\"c\":[1]}",
    "21128{\"b\":[[1],[0],[1]],\"a\":[[1,2],[3,4],[5,6]]}\n",
    "21=28{\"b\":[1,0],\"a\":[[1,2],[3,4],[5,6]],\"b\":[1]}",
    "21=20{\"a\":[[1,2],[3,4],[5]],\"c\":01}\x1e[1]",
    "21=42[[1,2,3,4],[5,6,7,8]]\x1e[1]",
    "21=90[[1,2],[3,4],[5e9,6]]\x1e[1]",
    "21190[[1,2],[3,\"4\"],[5,6]]\x1e[[1],[0],[1]]",
]

SHARDS = [
    (FORMATS / "safetensors/model.safetensors.index.json").read_text(),
    ':a\n{"weight_map":{"a":"m-1.safetensors","b":"d/m-2.safetensors"}}',
    ':a\n{"metadata":{"x":[1]},"weight_map":{"a":"../m"}}',
    ':\u00e9\n{"weight_map":{"\\u00e9":"\\u002e./x"}}',
    ':a\n{"weight_map":{"a":"x.bin","b":"x.bin","c":"y/z.bin","a.b":""}}',
    ':a\n{"weight_map":{"a":"/etc/passwd"}}', ':a\n{"weight_map":[]}',
]


IDX = [
    b"\0\0\x08\1\0\0\0\3abc", b"\0\0\x0b\2\0\0\0\2\0\0\0\2abcdefgh",
    b"\0\0\x0e\3" + b"\xff" * 12, b"\0\0\x08\0a", b"\0\0\x0d\x41",
    b"\0\0\x0c\1\0\0\0\1\0\0\0", b"\0\0\x09\1\0\0\0\0", b"\0\0\x0a\1",
]


def vectors():
    """The number of a format in fuzz_vectors, and a file of it."""
    names = "fvecs ivecs bvecs fbin ibin u8bin i8bin f16bin".split()
    for i, name in enumerate(names):
        yield bytes([i]) + (FORMATS / f"vectors/{name}.{name}").read_bytes()
    truth = (FORMATS / "vectors/truth.ibin").read_bytes()
    yield b"\4:distances\n" + truth
    yield b"\4" + truth
    yield b"\2\1\0\0\0a\2\0\0\0b"
    yield b"\1\xff\xff\xff\x7fabcd"
    yield b"\0\0\0\0\0"
    yield b"\3" + b"\xff" * 7 + b"\x7f"
    yield b"\5" + bytes(8)


def models():
    for folder in ("onnx", "broken-onnx"):
        for file in sorted((FORMATS / folder).glob("*.onnx")):
            if not file.name.startswith("all"):
                yield file.read_bytes()
    yield ":b\n" + (FORMATS / "onnx/one.onnx").read_bytes().decode("latin1")
    # dims, data_type, name and the elements of a tensor
    yield b"T\x08\x02\x10\x07\x42\x01w\x3a\x02\x05\x06"
    yield b"T\x0a\x02\x01\x03\x10\x02\x2a\x03\x01\x02\x03"
    yield b"T\x08\x01\x10\x0f\x52\x10" + bytes(16)


def headers():
    """Safetensors files as their header, a newline, and their data."""
    for file in sorted((FORMATS / "safetensors").glob("*.safetensors")):
        data = file.read_bytes()
        n = 8 + int.from_bytes(data[:8], "little")
        yield data[8:n] + b"\n" + data[n:]


def packed_tensors():
    """The good GGUF files, and a tensor of each type beside the index of it."""
    for file in sorted((FORMATS / "gguf").glob("*.gguf")):
        if file.stat().st_size < 2048:
            yield file.read_bytes()
    blocks = {2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34),
              10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176),
              14: (256, 210), 15: (256, 292), 16: (256, 66), 20: (32, 18),
              23: (256, 136), 34: (256, 54), 35: (256, 66), 39: (32, 17),
              40: (64, 36), 41: (128, 18), 42: (64, 18), 30: (1, 2)}
    for number, (n, size) in blocks.items():
        head = b"GGUF" + struct.pack(
            "<IQQQ", 3, 1, 0, 1) + b"a" + struct.pack(
            "<IQQIQ", 2, n, 2, number, 0)
        yield (head + bytes(-len(head) % 32) +
               bytes(i * 37 % 256 for i in range(2 * size)))


def pickles():
    for file in sorted(FORMATS.glob("*pt/*.pt")):
        try:
            with zipfile.ZipFile(file) as archive:
                for name in archive.namelist():
                    if name.endswith("/data.pkl"):
                        yield archive.read(name)
        except (zipfile.BadZipFile, NotImplementedError):
            pass


def member(content, **words):
    return gzip.compress(content, mtime=0, **words)


def packed():
    """A byte for the size of parts, and a file: see gzip.c."""
    plain = member(b"[[1,2],[3,4]]\n")
    stored = member(b"[5,6]", compresslevel=0)
    # flags: a name, a comment, a checksum of the header, more fields
    named = plain[:3] + b"\x08" + plain[4:10] + b"a.json\0" + plain[10:]
    header = plain[:3] + b"\x16" + plain[4:10] + b"\4\0abcd" + b"note\0"
    checked = (header + (zlib.crc32(header) & 0xFFFF).to_bytes(2, "little") +
               plain[10:])
    for part, data in [
            (0, plain), (40, plain), (255, member(bytes(70000))),
            (3, stored), (1, named), (7, checked), (2, plain + stored),
            (9, plain + bytes(20)), (4, plain + b"\0" + stored),
            (4, plain + b"x"), (5, plain[:-1]), (5, plain[:12]),
            (6, plain[:-8] + bytes(8)), (6, plain[:-4] + bytes(4)),
            (8, member(b"") + stored), (8, b"\x1f\x8b\x08"),
            (8, plain[:3] + b"\xe0" + plain[4:]), (1, b"[1]"), (1, b"\x1f")]:
        yield bytes([part]) + data


def arrays():
    for name in ("b1", "bad-dims-65", "U2-big", "record", "fields-packed",
                 "fields-arrays", "fields-named", "fields-gaps",
                 "fields-python-2"):
        file = FORMATS / "npy" / (name + ".npy")
        if file.exists():
            yield file.read_bytes()
            yield b"D" + file.read_bytes()


def windows():
    """How it is done, in nine bytes, INDEX, and INPUT: see window.c."""
    def npy(descr, shape, data):
        head = ("{'descr': '%s', 'fortran_order': False, 'shape': %s, }"
                % (descr, shape)).ljust(117) + "\n"
        return b"\x93NUMPY\1\0\x76\0" + head.encode() + data

    data = bytes(range(48))
    for way, index, file in [
            # gather, index_select, take_along_dim ... along dims 0 to 2
            ("u00100000", "[[0,0],[0,1],[1,2]]", npy("|u1", (12, 4), data)),
            ("v02000000", "[1,1,3,11]", npy("<i2", (12, 2), data)),
            ("w11100000", "[[1],[0]]", npy(">i2", (12, 2), data)),
            ("x21120000", "[[1],[0],[2]]", npy("<f4", (3, 2, 2), data)),
            ("y03100000", "[0,1,1]", npy("|u1", (3, 16), data)),
            ("z04000000", "[[0,5],[7,47]]", npy("|u1", (48,), data)),
            ("u05000000", "[[0,1],[1,0]]", npy("|u1", (12, 4), data)),
            ("0821020:0", "[0]", npy("|S4", (3, 4), data)),
            # raw data: of the right length, too short, too long, at an offset
            ("702100>33", "[2,0]", data[:9]),
            ("702100>33", "[2,0]", data[:8]),
            ("702100>33", "[2,0]", data[:10]),
            ("702000>43", "[0,3]", data[:12]),
            ("702000:@3", "[0,3]", data),
            ("302140>F3", "[2,9]", data[:36]),
            ("402030>3Q", "[-3,-1]", data),
            ("812100>33", "[1]", data[:9])]:
        yield (way + index + "\x1e").encode() + file


seeds("json", JSON)
seeds("raw", RAW)
seeds("text", TEXT)
seeds("options", OPTIONS)
seeds("call", CALL)
seeds("stream", STREAM)
seeds("pieces", PIECES)
seeds("shards", SHARDS)
seeds("vectors", vectors())
seeds("idx", IDX)
seeds("onnx", models())
seeds("safetensors", headers())
seeds("gguf", packed_tensors())
seeds("pt", pickles())
seeds("npz", arrays())
seeds("gzip", packed())
seeds("window", windows())
