#!/usr/bin/python3
"""Write the NPY files of the script npy, and the answers to gathers from them.

The files are written by np.save, or byte by byte where np.save would not write
such a file. Each case becomes a line in tests/golden/npy/cases (its name and
its command) and a file tests/golden/npy/NAME.out, which np.save writes too, of
what np.take_along_axis, np.take and NumPy's indexing give; for JSON as
reference.py spells numbers. tgather takes no part in this. Needs Debian's
python3-numpy; the seed is fixed, so the files change only with this script.
"""

import io
import json as js
import math
import os
import struct
import sys
import warnings

here = os.path.dirname(os.path.abspath(__file__))
golden = os.path.join(here, "..", "golden", "npy")
sys.path.insert(0, os.path.join(here, ".."))
import numpy as np

import reference as ref

# Names that are no latin1 need version 3.0, of which NumPy warns.
warnings.simplefilter("ignore", UserWarning)

rng = np.random.default_rng(4)
cases = []


def write(name, content):
    """A file in tests/formats/npy/."""
    with open(os.path.join(here, "npy", name), "wb") as file:
        file.write(content)


def saved(array):
    """The bytes of np.save."""
    file = io.BytesIO()
    np.save(file, array, allow_pickle=True)
    return file.getvalue()


def case(name, command, output):
    """Note a case; output is text, bytes, or an array that np.save writes."""
    if isinstance(output, np.ndarray):
        output = saved(output.copy("C"))
    elif isinstance(output, str):
        output = output.encode() + b"\n"
    cases.append("%s %s\n" % (name, command))
    with open(os.path.join(golden, name + ".out"), "wb") as file:
        file.write(output)


def npy(header, data=b"", version=(1, 0), length=None):
    """A file with a header as it is given, save for the blanks behind it;
    length is what the file says of that, right if None."""
    if isinstance(header, str):
        header = header.encode("utf-8" if version[0] == 3 else "latin1")
    before = 10 if version[0] == 1 else 12
    header += b" " * (-(before + len(header) + 1) % 64) + b"\n"
    length = struct.pack("<H" if before == 10 else "<I",
                         len(header) if length is None else length)
    return b"\x93NUMPY" + bytes(version) + length + header + data


def header(descr="'<i4'", order="False", shape="(2, 3)"):
    return "{'descr': %s, 'fortran_order': %s, 'shape': %s, }" % (
        descr, order, shape)


def json(array):
    """An array as tgather prints it; its dtype has one of reference's names."""
    name = array.dtype.newbyteorder("<").name
    items = [x.tobytes() for x in
             array.astype(array.dtype.newbyteorder("<")).flatten()]
    return ref.nested([ref.text(name, item) for item in items], array.shape)


def word(index):
    return "'%s'" % str(index.tolist()).replace(" ", "")


NPY = "--output-format npy"

# What is picked along dim 1 from all arrays of shape (3, 4).
INDEX = np.array([[0, 3], [2, 1], [1, 0]])


# Dtypes ----------------------------------------------------------------------

def some(dtype, shape=(3, 4)):
    """An array of any bits, but for what has to be text or true."""
    dtype = np.dtype(dtype)
    n = math.prod(shape)
    if dtype.kind == "b":
        return rng.integers(0, 2, shape).astype(bool)
    if dtype.kind == "S":
        return np.array([rng.bytes(dtype.itemsize) for _ in range(n)],
                        dtype).reshape(shape)
    if dtype.kind == "U":
        letters = list("abcäßλ→😀")
        return np.array(["".join(rng.choice(letters, dtype.itemsize // 4))
                         for _ in range(n)], dtype).reshape(shape)
    return np.frombuffer(rng.bytes(n * dtype.itemsize),
                         dtype).reshape(shape)


def dtypes():
    def one(name, dtype):
        array = some(dtype)
        write(name + ".npy", saved(array))
        picked = np.take_along_axis(array, INDEX, 1)
        assert picked.dtype.str == array.dtype.str
        case("npy-" + name, "tgather --dim 1 %s $npy/%s.npy %s"
             % (NPY, name, word(INDEX)), picked)
        return picked

    numbers = ["b1", "i1", "u1", "i2", "i4", "i8", "u2", "u4", "u8",
               "f2", "f4", "f8", "c8", "c16"]
    for code in numbers:
        for order in "<>" if code[1:] != "1" else "|":
            name = code + ("-big" if order == ">" else "")
            picked = one(name, order + code)
            case("npy-%s-json" % name, "tgather --dim 1 $npy/%s.npy %s"
                 % (name, word(INDEX)), json(picked))
            little = picked.astype(picked.dtype.newbyteorder("<"))
            case("npy-%s-raw" % name, "tgather --dim 1 --output-format raw "
                 "$npy/%s.npy %s" % (name, word(INDEX)), little.tobytes())
    for name, dtype in [
            ("S3", "S3"), ("S1", "S1"), ("U2", "<U2"), ("U2-big", ">U2"),
            ("M8", "<M8[ns]"), ("M8-big", ">M8[D]"), ("M8-25s", "<M8[25s]"),
            ("M8-plain", "<M8"), ("m8", "<m8[us]"), ("m8-big", ">m8[W]"),
            ("V1", "V1"), ("V2", "V2"), ("V3", "V3"), ("V33", "V33"),
            ("f16", "<f16"), ("f16-big", ">f16"), ("c32", "<c32")]:
        one(name, dtype)

    for name, dtype in [
            ("record", [("a", "<i4"), ("b", ">f8"), ("c", "|S3")]),
            ("record-one", [("x", "u1")]),
            ("record-array", [("a", "<i2", (2, 3)), ("b", "|u1", (2,))]),
            ("record-title", [(("a title", "a"), "<f4"), ("b", "<M8[ms]")]),
            ("record-quote", [("it's", "<i4"), ('say "x"', "<i2")]),
            ("record-brackets", [("[a](b)", "<i4"), ("}", "<i2")]),
            ("record-latin1", [("é", "<i4"), ("ß", "|b1")]),
            ("record-utf8", [("λ", "<i4"), ("→", "<i2")]),
            ("record-escape", [("a\\b", "<i4"), ("c\nd", "<i2")])]:
        array = np.empty((3, 4), dtype)
        for field in array.dtype.names:
            part = array[field]
            part[...] = np.arange(part.size).reshape(part.shape).astype(
                part.dtype)
        write(name + ".npy", saved(array))
        case("npy-" + name, "tgather --dim 1 %s $npy/%s.npy %s"
             % (NPY, name, word(INDEX)), np.take_along_axis(array, INDEX, 1))

    # A name in UTF-8 that latin1 could have written too, as np.save does.
    descr = "[('é', '<i4'), ('ß', '|b1')]"
    array = np.zeros((3, 4), [("é", "<i4"), ("ß", "|b1")])
    array["é"] = np.arange(12).reshape(3, 4)
    write("record-latin1-3.npy", npy(header(descr, shape="(3, 4)"),
                                     array.tobytes(), (3, 0)))
    case("npy-record-latin1-3", "tgather --dim 1 %s $npy/record-latin1-3.npy %s"
         % (NPY, word(INDEX)), np.take_along_axis(array, INDEX, 1))

    # Fields with gaps between them, which np.save writes as fields too.
    array = np.zeros((3, 4), np.dtype([("a", "i1"), ("b", "<i8")], align=True))
    array["a"] = np.arange(12).reshape(3, 4)
    array["b"] = -array["a"]
    write("record-aligned.npy", saved(array))
    case("npy-record-aligned", "tgather --dim 1 %s $npy/record-aligned.npy "
         "%s" % (NPY, word(INDEX)), np.take_along_axis(array, INDEX, 1))

    # As ml_dtypes saves its bfloat16 and float8, which it calls <V2 and <V1.
    data = struct.pack("<6H", 0x3F80, 0xC000, 0x7F80, 0x3DCD, 0x0001, 0x8000)
    write("bfloat16.npy", npy(header("'<V2'"), data))
    picked = [data[2 * i:2 * i + 2] for i in (2, 0, 4, 5)]
    case("npy-bfloat16", "tgather --dim 1 --dtype bfloat16 "
         "$npy/bfloat16.npy '[[2,0],[1,2]]'", ref.nested(
             [ref.text("bfloat16", item) for item in picked], (2, 2)))
    growth = header("'<V2'", shape="(2, 2)") + " " * 20
    for name, option in [("npy-bfloat16-npy", " --dtype bfloat16"),
                         ("npy-V2-little", "")]:
        case(name, "tgather --dim 1%s %s $npy/bfloat16.npy '[[2,0],[1,2]]'"
             % (option, NPY), npy(growth, b"".join(picked)))
    case("npy-bfloat16-made", "tgather --dim 0 --shape 6 --dtype bf16 "
         "--input-format raw --offset 128 %s $npy/bfloat16.npy "
         "'[5,4,3,2,1,0]'" % NPY,
         npy(header("'<V2'", shape="(6,)") + " " * 20, b"".join(
             data[2 * i:2 * i + 2] for i in reversed(range(6)))))
    write("f1.npy", npy(header("'<V1'"), bytes([0x38, 0xB8, 1, 0x7E, 0x7F, 0])))
    case("npy-f1", "tgather --dim 1 %s $npy/f1.npy '[[2,0],[1,2]]'" % NPY,
         npy(header("'<V1'", shape="(2, 2)") + " " * 20,
             bytes([1, 0x38, 0x7F, 0])))


# Indices ---------------------------------------------------------------------

def indices():
    array = np.arange(12).reshape(3, 4) * 11
    picked = np.take_along_axis(array, INDEX, 1)
    for code in ("i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"):
        for order in "<>" if code != "i1" and code != "u1" else "|":
            name = "index-" + code + ("-big" if order == ">" else "")
            write(name + ".npy", saved(INDEX.astype(order + code)))
            case("npy-" + name, "tgather --dim 1 %s $npy/%s.npy"
                 % (word(array), name), json(picked))
    write("index-fortran.npy", saved(np.asfortranarray(INDEX.astype("<i4"))))
    write("index-fortran-big.npy",
          saved(np.asfortranarray(INDEX.astype(">u2"))))
    for name in ("index-fortran", "index-fortran-big"):
        case("npy-" + name, "tgather --dim 1 %s $npy/%s.npy"
             % (word(array), name), json(picked))
    case("npy-index-fortran-shape", "tgather --dim 0 --index-shape 6 %s "
         "$npy/index-fortran.npy" % word(array[0]),
         json(array[0][INDEX.reshape(6)]))
    write("index-0d.npy", saved(np.array(2, "<i2")))
    case("npy-index-0d", "tgather --dim 0 --op index_select %s "
         "$npy/index-0d.npy" % word(array), json(array[2]))
    # An index that is opaque until its dtype is named.
    write("index-V8.npy", npy(header("'|V8'", shape="(3, 2)"),
                              INDEX.astype("<i8").tobytes()))
    case("npy-index-V8", "tgather --dim 1 --index-dtype int64 %s "
         "$npy/index-V8.npy" % word(array), json(picked))


# Orders and operations -------------------------------------------------------

def orders():
    array = rng.integers(-99, 99, (2, 3, 4)).astype("<i4")
    write("c3.npy", saved(array))
    write("fortran.npy", saved(np.asfortranarray(array)))
    write("fortran-big.npy", saved(np.asfortranarray(array.astype(">i4"))))
    index = {dim: rng.integers(0, array.shape[dim], [
        5 if i == dim else n for i, n in enumerate(array.shape)])
        for dim in range(3)}

    def all_orders(name, command, output):
        for order in ("c3", "fortran", "fortran-big"):
            out = output.astype(">i4") if order == "fortran-big" else output
            line = command.replace("INPUT", "$npy/%s.npy" % order)
            case("npy-%s-%s" % (name, order), line.replace(
                "tgather", "tgather " + NPY), out)
        line = command.replace("INPUT", "$npy/fortran.npy")
        case("npy-%s-json" % name, line, json(output))

    for dim in range(3):
        all_orders("gather-%d" % dim, "tgather --dim %d INPUT %s"
                   % (dim, word(index[dim])),
                   np.take_along_axis(array, index[dim], dim))
        rows = rng.integers(0, array.shape[dim], 4)
        all_orders("select-%d" % dim, "tgather --op index_select --dim %d "
                   "INPUT %s" % (dim, word(rows)), np.take(array, rows, dim))
    one = rng.integers(0, 3, (1, 2, 1))
    all_orders("along", "tgather --op take_along_dim --dim 1 INPUT %s"
               % word(one), np.take_along_axis(array, one, 1))
    one = rng.integers(0, 4, (2, 3))
    all_orders("pick", "tgather --op pick --dim 2 INPUT %s" % word(one),
               np.take_along_axis(array, one[..., None], 2)[..., 0])
    all_orders("batch", "tgather --batch-dims 1 --dim 2 INPUT '[[3,0],[1,1]]'",
               np.stack([array[0][:, [3, 0]], array[1][:, [1, 1]]]))
    flat = rng.integers(-24, 24, (3, 5))
    all_orders("take", "tgather --op take INPUT %s" % word(flat),
               np.take(array, flat))
    all_orders("nd", "tgather --op gather_nd INPUT '[[1,2],[0,0],[1,1]]'",
               array[[1, 0, 1], [2, 0, 1]])
    all_orders("nd-all", "tgather --op gather_nd INPUT '[[1,2,3],[0,0,1]]'",
               array[[1, 0], [2, 0], [3, 1]])
    wide = array.reshape(4, 6)
    all_orders("shape", "tgather --op index_select --dim 1 --shape 4,-1 INPUT "
               "'[5,0,2]'", wide[:, [5, 0, 2]])
    all_orders("shape-flat", "tgather --dim 0 --shape 24 INPUT '[23,1,12]'",
               array.reshape(24)[[23, 1, 12]])
    all_orders("output-shape", "tgather --dim 0 --shape 24 --output-shape 1,3,1"
               " INPUT '[23,1,12]'",
               array.reshape(24)[[23, 1, 12]].reshape(1, 3, 1))
    all_orders("fill", "tgather --dim 0 --shape 24 --fill -7 INPUT '[23,24,-1]'",
               np.array([array[1, 2, 3], -7, -7], "<i4"))
    all_orders("wrap", "tgather --op take --mode wrap INPUT '[-1,24,99]'",
               np.take(array, [-1, 24, 99], mode="wrap"))

    # Elements of other widths, where blocks are moved by theirs.
    for name, dtype in [("i1", "|i1"), ("i2", "<i2"), ("f8", "<f8"),
                        ("c16", "<c16"), ("V3", "V3"), ("U2", "<U2")]:
        array = some(dtype)
        write("fortran-%s.npy" % name, saved(np.asfortranarray(array)))
        picked = np.take_along_axis(array, INDEX, 1)
        case("npy-fortran-" + name, "tgather --dim 1 %s $npy/fortran-%s.npy"
             " %s" % (NPY, name, word(INDEX)), picked)


# Fields ----------------------------------------------------------------------

def plain(value):
    """A record, or a field of it, as json takes it; bytes are ASCII here."""
    if isinstance(value, np.void):
        return {name: plain(value[name]) for name in value.dtype.names}
    if isinstance(value, np.ndarray):
        return [plain(item) for item in value]
    if isinstance(value, np.bytes_):
        return value.decode()
    if isinstance(value, np.complexfloating):
        return [float(value.real), float(value.imag)]
    return value.item()


def as_json(array):
    return js.dumps(plain(array), ensure_ascii=False, separators=(",", ":"))


def shell(text):
    return "'%s'" % text.replace("'", "'\\''")


def fields():
    """FILE:FIELD of records, and records as JSON."""
    def filled(dtype, shape):
        array = np.zeros(shape, dtype)
        k = 0
        for name in array.dtype.names:
            part = array[name]
            part[...] = (np.arange(part.size).reshape(part.shape) + k).astype(
                part.dtype)
            k += 7
        return array

    many = [("f%03d" % i, "<i2" if i % 2 else "u1") for i in range(560)]
    for name, array in [
            ("packed", filled([("k", "u1"), ("v", "<f8"), ("s", "<U2"),
                               ("n", ">i4")], (3, 2))),
            ("even", filled([("a", "<i4"), ("b", ">f4"), ("c", "<c8")],
                            (3, 2))),
            ("fortran", np.asfortranarray(filled(
                [("a", "<i4"), ("b", "|S4"), ("z", "?")], (3, 2)))),
            ("0d", filled([("a", "<i4"), ("b", "<f8")], ())),
            ("empty", filled([("a", "<i4"), ("b", "<f8")], (0,))),
            ("arrays", filled([("m", "<i2", (2, 3)), ("e", "<f4", (2, 0)),
                               ("o", "u1", (1,))], (3,))),
            ("named", filled([("it's", "u1"), ('say "x"', "u1"),
                              ("a.b", "<i2"), ("a:b", "<i2"), ("a", "<i2"),
                              ("λ→", "<i2"), ("x\n\ty", "u1"), ("", "u1"),
                              ("back\\slash", "u1")], (3,))),
            ("gaps", filled(np.dtype([("a", "i1"), ("b", "<i8"), ("c", "S3")],
                                     align=True), (3,))),
            ("no-bytes", filled([("a", "S0"), ("b", "<i4")], (3,))),
            ("many", filled(many, (3,)))]:
        write("fields-%s.npy" % name, saved(array))
        seen = array if array.ndim else array.reshape(1)
        rows = [2, 0] if len(seen) > 2 else [0] if len(seen) else []
        picked = seen[rows]
        command = "tgather --dim 0 --op index_select %s %%s %s" % (
            NPY, word(np.array(rows)))
        case("npy-fields-%s-json" % name, command.replace(NPY, "") %
             ("$npy/fields-%s.npy" % name), as_json(picked))
        for i, field in enumerate(array.dtype.names[:2 if name == "many"
                                                          else 9]):
            if picked[field].dtype.itemsize == 0 or "\n" in field:
                continue
            for form in ("npy", "json"):
                line = command if form == "npy" else command.replace(NPY, "")
                case("npy-fields-%s-%d-%s" % (name, i, form), line % (
                    "$npy/fields-%s.npy:%s" % (name, shell(field))),
                    picked[field] if form == "npy" else as_json(picked[field]))

    # Spelled as Python 2 did, and in other ways that NumPy reads.
    array = filled([("a", "<i8"), ("b", "<f8", (2,))], (2,))
    for name, descr, shape in [
            ("python-2", "[(u'a', '<i8'), (u'b', u'<f8', (2L,))]", "(2L,)"),
            ("spelled", '[("a", "int64" , () ,),("b",\'d\',(2,)),]', "(2,)")]:
        write("fields-%s.npy" % name, npy(header(descr, shape=shape),
                                          array.tobytes()))
        case("npy-fields-%s" % name, "tgather --dim 0 %s $npy/fields-%s.npy "
             "'[1,0]'" % (NPY, name), array[[1, 0]])
        case("npy-fields-%s-b" % name, "tgather --dim 0 $npy/fields-%s.npy:b "
             "'[[1,1]]'" % name, as_json(array["b"][[1]]))
    write("fields-dims.npy", npy(header("[('a', '<i4', (%s))]" % ("1, " * 64),
                                        shape="(2,)"), bytes(8)))
    write("fields-nan.npy", saved(np.array([(np.nan, 1)],
                                           [("a", "<f4"), ("b", "u1")])))
    array = np.zeros((1,), [("a", "<u4")])
    array["a"] = 0x110000
    write("fields-no-code-point.npy", saved(array).replace(b"<u4", b"<U1"))
    case("npy-fields-title", "tgather --dim 1 %s $npy/record-title.npy:'a title'"
         " %s" % (NPY, word(INDEX)),
         np.take_along_axis(np.load(os.path.join(
             here, "npy", "record-title.npy"))["a"], INDEX, 1))
    case("npy-fields-index", "tgather --dim 0 '[[1,2],[3,4],[5,6]]' "
         "$npy/fields-index.npy:i", "[[5,6],[1,2]]")
    array = np.zeros((2, 2), [("x", "u1"), ("i", "<i4")])
    array["i"] = [[2, 2], [0, 0]]
    write("fields-index.npy", saved(array))


def spellings():
    """What NumPy makes of types, each a line: as spelled, and as written."""
    lines = []
    letters = "?bhilqpBHILQPefdgFDGcMm"
    some = [mark + code for mark in ("", "<", ">", "=", "|")
            for code in list(letters) + [
                "b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2",
                "f4", "f8", "f16", "c8", "c16", "c32", "S5", "a5", "U5", "V5",
                "M8", "m8", "M8[ns]", "m8[25s]", "datetime64[ns]",
                "timedelta64[D]", "M8[1us]", "m8[generic]", "i08", "f004"]
            if mark + code != "<V5"]
    some += [name for name in sorted(
        name for name in np.sctypeDict if isinstance(name, str))
        if len(name) > 1 and np.dtype(name).itemsize
        and not np.dtype(name).hasobject]
    for spelling in sorted(set(some)):
        lines.append("%s %s" % (spelling, np.dtype(spelling).str))
    with open(os.path.join(golden, "npy-spellings.out"), "w") as file:
        file.write("\n".join(lines) + "\n")


# Sizes -----------------------------------------------------------------------

def sizes():
    write("0d.npy", saved(np.array(7.5)))
    case("npy-0d", "tgather --dim 0 %s $npy/0d.npy $npy/index-zero.npy"
         % NPY, np.array(7.5))
    write("index-zero.npy", saved(np.array(0)))
    case("npy-0d-json", "tgather --dim 0 $npy/0d.npy "
         "$npy/index-zero.npy", "7.5")
    case("npy-0d-more", "tgather --dim 0 %s $npy/0d.npy '[0,0]'" % NPY,
         np.array([7.5, 7.5]))
    case("npy-to-0d", "tgather --dim 0 --op index_select %s $npy/one.npy "
         "$npy/index-zero.npy" % NPY, np.array(9, "<u2"))
    write("one.npy", saved(np.array([9], "<u2")))
    for shape in [(0,), (2, 0), (0, 3), (2, 0, 3)]:
        array = np.empty(shape, "<f4")
        name = "empty-" + "".join(map(str, shape))
        write(name + ".npy", saved(array))
        write("index-" + name + ".npy", saved(np.empty(shape, "<i8")))
        case("npy-" + name, "tgather --dim 0 %s $npy/%s.npy "
             "$npy/index-%s.npy" % (NPY, name, name), array)
    case("npy-nothing-picked", "tgather --op index_select --dim 0 %s "
         "$npy/i4.npy '[]'" % NPY, np.empty((0, 4), "<i4"))
    write("empty-fortran.npy", npy(header("'<f4'", "True", "(2, 0)")))
    case("npy-empty-fortran", "tgather --op index_select --dim 0 %s "
         "$npy/empty-fortran.npy '[1,1,0]'" % NPY,
         np.empty((3, 0), "<f4"))
    # First sizes of every length: np.save leaves room for it to grow.
    for n in (9, 10, 99, 100, 1000):
        array = np.arange(n, dtype="u1")
        case("npy-rows-%d" % n, "tgather --dim 0 %s $npy/one-u1.npy "
             "\"[$(seq -s, %d | sed 's/[0-9][0-9]*/0/g')]\"" % (NPY, n),
             array * 0 + 5)
    write("one-u1.npy", saved(np.array([5], "u1")))
    # np.save's header goes over 128 and 256 bytes.
    for n in (22, 23, 24, 25, 26, 31):
        shape = (1,) * n + (2,)
        array = np.array([3, 5], "<i2").reshape(shape)
        write("dims-%d.npy" % n, saved(array))
        case("npy-dims-%d" % n, "tgather --dim 0 %s $npy/dims-%d.npy "
             "$npy/index-dims-%d.npy" % (NPY, n, n), array)
        write("index-dims-%d.npy" % n, saved(array * 0))
    # Headers that just fill a multiple of 64 bytes, and those a bit longer or
    # shorter: more sizes, and the last one with more digits.
    for n in range(29):
        for digits in range(3):
            shape = (0,) + (1,) * n + (10 ** digits,)
            content = saved(np.empty(shape, "<i8"))
            text = content[10:].rstrip()
            # the growth of 20 bytes, and the new line, stand behind it
            full = (10 + len(text) + 20 + 1) % 64
            if 3 <= full < 62:
                continue
            case("npy-fills-%d-%d" % (n, digits), "tgather --dim 0 %s "
                 "--dtype int64 --output-shape %s '[]' '[]'"
                 % (NPY, ",".join(map(str, shape))), content)
    # NumPy has 32 dims at most; 64 is the most here.
    shape = "(%s2)" % ("1, " * 63)
    write("dims-64.npy", npy(header("'<i2'", shape=shape),
                             struct.pack("<2h", 3, 5)))
    case("npy-dims-64", "tgather --dim -1 --shape 2 $npy/dims-64.npy "
         "'[1,0]'", "[5,3]")


# Headers ---------------------------------------------------------------------

def headers():
    """All of them hold [[10,20,30],[40,50,60]]."""
    data = np.array([[10, 20, 30], [40, 50, 60]], "<i4")
    picked = data[:, [2, 0]]

    def same(name, content):
        write(name + ".npy", content)
        case("npy-" + name, "tgather --dim 1 %s $npy/%s.npy '[[2,0],[2,0]]'"
             % (NPY, name), picked)

    d = data.tobytes()
    for version in ((1, 0), (2, 0), (3, 0)):
        file = io.BytesIO()
        np.lib.format.write_array(file, data, version)
        same("version-%d" % version[0], file.getvalue())
        same("version-%d-fortran" % version[0], npy(
            header(order="True"), data.T.tobytes(), version))
    for name, text in {
            "order-of-keys": "{'shape': (2, 3), 'fortran_order': False, "
                             "'descr': '<i4'}",
            "double-quotes": '{"descr": "<i4", "fortran_order": False, '
                             '"shape": (2, 3), }',
            "mixed-quotes": "{'descr': \"<i4\", \"fortran_order\": False, "
                            "'shape': (2, 3)}",
            "no-comma": "{'descr': '<i4', 'fortran_order': False, "
                        "'shape': (2, 3)}",
            "python-2": "{'descr': '<i4', 'fortran_order': False, "
                        "'shape': (2L, 3L), }",
            "comma-in-tuple": "{'descr': '<i4', 'fortran_order': False, "
                              "'shape': (2,3,)}",
            "no-blanks": "{'descr':'<i4','fortran_order':False,'shape':(2,3)}",
            "blanks": " { 'descr' : '<i4' ,\n 'fortran_order' :\tFalse , "
                      "'shape' : ( 2 , 3 , ) , } ",
            "native-order": header("'=i4'"),
            "no-order": header("'i4'")}.items():
        same(name, npy(text, d))
    same("unaligned", b"\x93NUMPY\1\0" + struct.pack("<H", len(header()))
         + header().encode() + d)
    same("padded", npy(header() + " " * 900, d))
    same("padded-10000", b"\x93NUMPY\2\0" + struct.pack("<I", 10000)
         + header().ljust(9999).encode() + b"\n" + d)
    same("behind", npy(header(), d + b"more bytes"))
    write("single.npy", npy(header("'|i1'", shape="(3,)"), bytes([1, 2, 3])))
    case("npy-single", "tgather --dim 0 %s $npy/single.npy '[2,2,0]'" % NPY,
         np.array([3, 3, 1], "i1"))
    # a mark that means nothing for one byte, and is not kept
    for mark in "<>=":
        name = "marked-" + {"<": "little", ">": "big", "=": "native"}[mark]
        write(name + ".npy", npy(header("'%si1'" % mark, shape="(3,)"),
                                 bytes([1, 2, 3])))
        case("npy-" + name, "tgather --dim 0 %s $npy/%s.npy '[2,2,0]'"
             % (NPY, name), np.array([3, 3, 1], "i1"))
    file = io.BytesIO()
    for array in (data, data + 1, data[0]):
        np.save(file, array)
    same("several", file.getvalue())


# Broken files ----------------------------------------------------------------

def broken():
    """Files that must be refused; what is said of bad-NAME.npy is in
    tests/golden/npy/bad-NAME.npy.err."""
    d = bytes(24)

    def bad(name, text, data=d, **more):
        write("bad-%s.npy" % name, npy(text, data, **more))

    write("whole.npy", saved(np.arange(24).reshape(3, 8)))
    bad("length-beyond", header(), length=65535)
    bad("length-beyond-2", header(), version=(2, 0), length=2 ** 32 - 1)
    bad("length-by-one", header(), b"", length=119)
    bad("length-zero", header(), length=0)
    write("bad-header-10001.npy", b"\x93NUMPY\2\0" + struct.pack("<I", 10001)
          + header().ljust(10000).encode() + b"\n" + d)
    bad("version-0", header(), version=(0, 0))
    bad("version-1-1", header(), version=(1, 1))
    bad("version-4", header(), version=(4, 0))
    bad("version-255", header(), version=(255, 255))
    bad("nothing", "")
    bad("blank", " " * 50)
    bad("list", "[('descr', '<i4'), ('fortran_order', False), "
        "('shape', (2, 3))]")
    bad("string", "'descr'")
    bad("json", '{"descr": "<i4", "fortran_order": false, "shape": [2, 3]}')
    bad("open", header()[:-1])
    bad("open-tuple", header(shape="(2, 3"))
    bad("behind-dict", header() + " {}")
    bad("nul", header() + "\0")
    bad("nul-inside", header(descr="'<i4\0'"))
    bad("nul-as-order", header(descr="'\0i4'"))
    bad("nul-in-field", header(descr="[('a\0b', '<i4')]"))
    bad("no-descr", "{'fortran_order': False, 'shape': (2, 3), }")
    bad("no-order-key", "{'descr': '<i4', 'shape': (2, 3), }")
    bad("no-shape", "{'descr': '<i4', 'fortran_order': False, }")
    bad("empty-dict", "{}")
    bad("twice", header()[:-1] + "'shape': (2, 3), }")
    bad("twice-descr", header()[:-1] + "'descr': '<i4', }")
    bad("twice-order", header()[:-1] + "'fortran_order': True, }")
    bad("unknown-key", header()[:-1] + "'extra': 1, }")
    bad("key-case", "{'Descr': '<i4', 'fortran_order': False, 'shape': (2, 3)}")
    bad("key-number", "{1: '<i4', 'fortran_order': False, 'shape': (2, 3)}")
    bad("no-colon", "{'descr' '<i4', 'fortran_order': False, 'shape': (2, 3)}")
    bad("no-comma-between", "{'descr': '<i4' 'fortran_order': False, "
        "'shape': (2, 3)}")
    bad("comma-alone", "{,}")
    bad("two-commas", "{'descr': '<i4',, 'fortran_order': False, "
        "'shape': (2, 3)}")
    bad("order-number", header(order="1"))
    bad("order-string", header(order="'False'"))
    bad("order-word", header(order="Falsehood"))
    bad("shape-list", header(shape="[2, 3]"))
    bad("shape-number", header(shape="6"))
    bad("shape-none", header(shape="None"))
    bad("shape-float", header(shape="(2.0, 3)"))
    bad("shape-hexadecimal", header(shape="(0x2, 3)"))
    bad("shape-word", header(shape="(a, 3)"))
    bad("shape-comma-alone", header(shape="(,)"))
    bad("shape-two-commas", header(shape="(2,, 3)"))
    bad("shape-no-comma", header(shape="(2 3)"))
    bad("shape-nested", header(shape="((2, 3),)"))
    bad("negative", header(shape="(-2, 3)"))
    bad("negative-both", header(shape="(-2, -3)"))
    bad("minus-zero", header(shape="(-0, 3)"))
    bad("dims-65", header("'|i1'", shape="(%s)" % ("1, " * 65)))
    bad("size-2-63", header(shape="(9223372036854775808,)"))
    bad("size-20-digits", header(shape="(10000000000000000000, 1)"))
    bad("product", header(shape="(4294967296, 4294967296)"))
    bad("product-to-0", header(shape="(4294967296, 4294967296, 0)"), b"")
    bad("bytes", header("'<f8'", shape="(2305843009213693952,)"))
    bad("bytes-2-63", header("'|i1'", shape="(9223372036854775807,)"))
    bad("short-one", header(), bytes(23))
    bad("short-all", header(), b"")
    bad("short-fortran", header(order="True"), bytes(23))
    bad("descr-none", header("None"))
    bad("descr-number", header("4"))
    bad("descr-empty", header("''"))
    bad("descr-order-alone", header("'<'"))
    bad("descr-unknown", header("'<x'"))
    bad("descr-unknown-big", header("'>f1'"))
    bad("descr-unknown-unmarked", header("'x4'"))
    bad("descr-name-marked", header("'<float32'"))
    bad("descr-list", header("'i4,f4'"))
    bad("descr-bytes", header("b'<i4'"))
    bad("descr-raw", header("r'<i4'"))
    bad("descr-two-strings", header("'<' 'i4'"))
    bad("descr-escape", header("'<\\x694'"))
    bad("descr-line", header("'<i4\n'"))
    bad("descr-unit-zero", header("'<M8[0ns]'"))
    bad("descr-unit-part", header("'<M8[ns/4]'"))
    bad("descr-str", header("'str'"))
    bad("shape-octal", header(shape="(02, 3)"))
    bad("shape-octal-0", header(shape="(00, 3)"))
    bad("shape-octal-long", header(shape="(02L, 3)"))
    bad("shape-underscore", header(shape="(2_0, 3)"), bytes(240))
    bad("shape-plus", header(shape="(+2, 3)"))
    bad("shape-binary", header(shape="(0b10, 3)"))
    bad("shape-true", header(shape="(True, 3)"))
    bad("shape-long-apart", header(shape="(2 L, 3)"))
    bad("shape-long-3", header(shape="(2L, 3)"), version=(3, 0))
    bad("shape-parentheses", header(shape="(6)"))
    bad("shape-comment", header(shape="(2, # two\n3)"))
    bad("key-raw", "{r'descr': '<i4', 'fortran_order': False, "
        "'shape': (2, 3)}")
    bad("key-escape", "{'d\\x65scr': '<i4', 'fortran_order': False, "
        "'shape': (2, 3)}")
    bad("vertical-tab", header().replace(", ", ",\v"))
    bad("parentheses", "(%s)" % header())
    bad("tuple", header() + ",")
    bad("record-twice", header("[('a', '<i4'), ('a', '<f4')]"))
    bad("record-title-twice", header("[(('a', 'b'), '<i4'), ('a', '<f4')]"))
    bad("record-joined", header("[('a' '<i4')]"))
    bad("record-bytes-name", header("[(b'a', '<i4')]"))
    bad("record-name-zero", header("[('a\\x00', '<i4')]"))
    bad("record-name-named", header("[('\\N{DIGIT ONE}', '<i4')]"))
    bad("record-name-cut", header("[('\\x4', '<i4')]"))
    bad("record-name-half", header("[('\\ud800', '<i4')]"))
    bad("record-name-bell", header("[('\\q', '<i4')]"))
    bad("record-title-alone", header("[(('a'), '<i4')]"))
    bad("record-title-three", header("[(('a', 'b', 'c'), '<i4')]"))
    bad("record-subtype", header("[('a', ('<i4', (2,)))]"))
    bad("record-shape-number", header("[('a', '<i4', 2)]"))
    bad("record-hollow", header("[('a', '<i4', (99999999, 0)), "
                                "('b', '<i4')]"))
    bad("record-no-bytes-array", header("[('a', '|S0', (9,)), ('b', '<i4')]"))
    bad("record-type-unknown", header("[('a', '<x')]"))
    bad("descr-M4", header("'<M4[ns]'"), bytes(99))
    bad("descr-unit", header("'<M8[parsec]'"), bytes(99))
    bad("descr-unit-open", header("'<M8[ns'"), bytes(99))
    bad("descr-behind", header("'<i4 '"))
    bad("descr-two-orders", header("'<<i4'"))
    bad("descr-open", header("'<i4"))
    bad("descr-S0", header("'|S0'"))
    bad("descr-U0", header("'<U0'"))
    bad("descr-V0", header("'|V0'"))
    bad("descr-large", header("'|S1073741824'"))
    bad("descr-larger", header("'|V99999999999999999999'"))
    bad("descr-U-large", header("'<U1073741823'"))
    bad("object", header("'|O'"), b"\x80\x04N.")
    write("object.npy", saved(np.array([1, "a", None], object)))
    bad("record-object", header("[('a', '<i4'), ('b', '|O')]"))
    bad("record-nested", header("[('a', [('b', '<i4'), ('c', '<i2')])]"))
    bad("record-empty", header("[]"))
    bad("record-no-type", header("[('a',)]"))
    bad("record-no-name", header("[(1, '<i4')]"))
    bad("record-open", "{'descr': [('a', '<i4'), ")
    bad("record-unclosed-field", header("[('a', '<i4'"))
    bad("record-dict", header("{'names': ['a'], 'formats': ['<i4']}"))
    bad("record-size", header("[('a', '<i4', (4294967296, 4294967296))]"))
    bad("record-large", header("[('a', '|V1073741823'), ('b', '|V1')]"))
    bad("record-overflow", header(
        "[%s]" % ", ".join("('f%d', '|V1', (4611686018427387904,))" % i
                           for i in range(4))))
    bad("record-negative", header("[('a', '<i4', (-2,))]"))


dtypes()
indices()
orders()
fields()
spellings()
sizes()
headers()
broken()
with open(os.path.join(golden, "cases"), "w") as file:
    file.write("".join(cases))
