#!/usr/bin/python3
"""Write the golden answers of the scripts gather and ops, from the references.

A case is called SCRIPT/NAME here. It becomes a line in the file cases of
tests/golden/SCRIPT/ (its name and its command) and a file NAME.out there; sizes
of 0 are in tests/golden/ops/zeros, input files go to tests/data/. tgather takes
no part in this. Needs Debian's python3-torch and python3-numpy; the seed is
fixed, so the files change only with this script.
"""

import collections
import itertools
import json
import math
import os
import random
import struct
import sys

here = os.path.dirname(os.path.abspath(__file__))
root = os.path.join(here, "..", "..")
sys.path[:0] = [os.path.join(here, ".."), os.path.join(here, "..", "peers")]
import torch

import gathers
import reference as ref
from gathers import Policy

rng = random.Random(2)
cases = collections.defaultdict(list)   # script: lines "NAME COMMAND"
inputs = {}     # shape: path and tokens of the JSON file of that shape


def write(path, content):
    with open(os.path.join(root, path), "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())


def case(path, command, output):
    """Note a case SCRIPT/NAME; output is text, or the bytes of raw data."""
    script, name = path.split("/")
    cases[script].append("%s %s\n" % (name, command))
    if isinstance(output, str):
        output += "\n"
    if output:
        write("tests/golden/%s.out" % path, output)


def load(path):
    """The tokens of a JSON tensor, as they are spelt, and its shape."""
    with open(os.path.join(root, path)) as file:
        tensor = json.load(file, parse_float=str, parse_int=str)
    shape = []
    while isinstance(tensor, list):
        shape.append(len(tensor))
        tensor = tensor[0] if tensor else None
    with open(os.path.join(root, path)) as file:
        tokens = file.read().translate(str.maketrans("[],", "   ")).split()
    return tokens, tuple(shape)


# The story -------------------------------------------------------------------

def story():
    """roi_loc.gather(1, label[:,None,None].repeat_interleave(4, -1))
    .squeeze(1), with the elements as the file spells them."""
    roi_loc, shape = load("data/roi_loc.json")
    label, label_shape = load("data/label.json")
    label = torch.tensor([int(token) for token in label])
    index = label[:, None, None].repeat_interleave(4, -1)
    position = torch.arange(len(roi_loc)).reshape(shape)
    picked = position.gather(1, index).squeeze(1)
    output = ref.nested([roi_loc[i] for i in picked.flatten().tolist()],
                        tuple(picked.shape))
    case("gather/story", "tgather --dim 1 --batch-dims 1 $data/roi_loc.json "
         "$data/label.json", output)
    case("gather/story-steps", "tgather --dim 1 --output-shape 128,4 "
         "$data/roi_loc.json $data/label_index.json", output)

    small, shape = load("data/small.json")
    picked, shape = gathers.gather("gather", shape, [1, 0, 2],
                                   (1, 3), 0)
    case("gather/small",
         "tgather --dim 0 $data/small.json $data/small_index.json",
         ref.nested([small[i] for i in picked], shape))


# Shapes, on JSON -------------------------------------------------------------

SPELLINGS = ["%d", "-%d", "%d.50", "%dE-2", '"s%d"', "%d0000000000000000000",
             '{"k":[%d]}']


def some_input(shape):
    """A JSON file of that shape, its elements of many kinds, all different,
    with white space here and there; returns path and tokens."""
    path = "x%s.json" % "".join(map(str, shape)) if shape else "scalar.json"
    tokens = [rng.choice(SPELLINGS) % (i + 1)
              for i in range(math.prod(shape))]
    spaced = [rng.choice(["", "", " ", "\n"]) + token for token in tokens]
    write("tests/data/" + path, ref.nested(spaced, shape) + "\n")
    return "$in/" + path, tokens


def options(**values):
    text = ""
    for name, value in values.items():
        name = ("--" if name[1:] else "-") + name.replace("_", "-")
        text += " " + name if value is True else " %s %s" % (name, value)
    return text


def shapes():
    def one(name, op, shape, index_shape, dim, batch=0, negative=False,
            **more):
        if shape not in inputs:
            inputs[shape] = some_input(shape)
        path, tokens = inputs[shape]
        size = shape[dim] if shape else 1
        index = [rng.randrange(-size if negative else 0, size)
                 for _ in range(math.prod(index_shape))]
        args = {} if op == "gather" else {"op": op}
        args["dim"] = dim
        if batch:
            args = {"dim": dim, "batch_dims": batch}
        if negative:
            args["negative"] = True
        args.update(more)
        picked, out = gathers.gather(op, shape, index, index_shape, dim, batch,
                                     Policy(negative=negative))
        if "output_shape" in more:
            out = tuple(map(int, more["output_shape"].split(",")))
        text = ref.nested([str(i) for i in index], index_shape)
        quoted = "'%s'" % text if index_shape else "-"
        command = "tgather%s %s %s" % (options(**args), path, quoted)
        if not index_shape:
            command = "echo %s | %s" % (text, command)
        case("gather/" + name, command,
             ref.nested([tokens[i] for i in picked], out))

    one("gather-1d", "gather", (5,), (7,), 0)
    one("gather-2d-dim0", "gather", (3, 4), (5, 4), 0)
    one("gather-2d-dim1", "gather", (3, 4), (3, 2), 1)
    one("gather-2d-dim-1", "gather", (3, 4), (3, 6), -1)
    one("gather-2d-column", "gather", (3, 1), (4, 1), 0)
    one("gather-3d-dim0", "gather", (2, 3, 4), (4, 3, 4), 0)
    one("gather-3d-dim1", "gather", (2, 3, 4), (2, 1, 4), 1)
    one("gather-3d-dim2", "gather", (2, 3, 4), (2, 3, 5), 2)
    one("gather-3d-dim-3", "gather", (2, 3, 4), (1, 3, 4), -3)
    one("gather-4d", "gather", (2, 3, 2, 3), (2, 3, 4, 3), 2)
    one("gather-5d", "gather", (2, 2, 3, 1, 2), (2, 3, 3, 1, 2), -4)
    one("gather-fewer", "gather", (2, 3, 4), (1, 2, 3), 2, q=True)
    one("gather-fewer-dim0", "gather", (3, 4), (6, 3), 0, q=True)
    one("gather-negative", "gather", (3, 4), (3, 8), 1, negative=True)
    one("gather-empty-index", "gather", (3, 4), (3, 0), 1)
    one("gather-empty-both", "gather", (0,), (0,), 0)
    one("gather-0d-input", "gather", (), (3,), 0)
    one("gather-0d-index", "gather", (5,), (), 0)
    one("gather-0d-both", "gather", (), (), -1)
    one("gather-output-shape", "gather", (3, 4), (3, 2), 1, output_shape="2,3")
    one("select-1d", "index_select", (5,), (3,), 0)
    one("select-rows", "index_select", (3, 4), (4,), 0)
    one("select-columns", "index_select", (3, 4), (2,), -1)
    one("select-2d-index", "index_select", (2, 3, 4), (2, 2), 1)
    one("select-0d-index", "index_select", (2, 3, 4), (), 1)
    one("select-0d-both", "index_select", (), (), 0)
    one("select-5d", "index_select", (2, 2, 3, 1, 2), (2, 2), 2)
    one("select-empty", "index_select", (3, 4), (0,), 0)
    one("select-empty-rows", "index_select", (2, 0), (3,), 0)
    one("select-negative", "index_select", (3, 4), (6,), 0, negative=True)
    one("batch-1-label", "index_select", (2, 3, 4), (2,), 1, batch=1)
    one("batch-1-many", "index_select", (2, 3, 4), (2, 3), -1, batch=1)
    one("batch-2", "index_select", (2, 3, 4), (2, 3), 2, batch=2)
    one("batch-2-inner", "index_select", (2, 2, 3, 1, 2), (2, 2, 2), 2, batch=2)
    one("batch-negative", "index_select", (2, 3, 4), (2, 2), 1, batch=1,
        negative=True)


# Types, raw and JSON ---------------------------------------------------------

def some_bits(dtype):
    """12 elements: the ends of the type's range, what is special in it, and
    others by chance, each as its bytes."""
    size = ref.itemsize(dtype)
    if dtype == "bool":
        return [bytes([rng.randrange(2)]) for _ in range(12)]
    if dtype in ref.COMPLEX:
        half = some_bits(ref.COMPLEX[dtype])
        other = some_bits(ref.COMPLEX[dtype])
        return [a + b for a, b in zip(half, rng.sample(other, 12))]
    top = 1 << 8 * size - 1
    bits = [0, top, top - 1, 2 * top - 1, 1, 100]
    if dtype in ref.FLOATS:
        p, _, infinity = ref.limits(dtype)
        bits = [0, top, infinity, top | infinity, infinity | 1 << p - 2, 1,
                infinity - 1, 1 << p - 1]
        bits += [int.from_bytes(ref.parse(dtype, t), "little")
                 for t in ("1", "0.1", "1e4", "-1e-5")]
    bits += [rng.randrange(2 * top) for _ in range(12 - len(bits))]
    return [b.to_bytes(size, "little") for b in bits]


def some_tokens(dtype):
    """12 tokens that mean numbers of the type, not all in its own spelling."""
    size = ref.itemsize(dtype)
    if dtype == "bool":
        return ["true", "false", "0", "1"] * 3
    if dtype in ref.COMPLEX:
        part = some_tokens(ref.COMPLEX[dtype])
        return ["%s,%s" % pair for pair in zip(part, reversed(part))]
    if dtype in ref.INTEGERS:
        least = -(1 << 8 * size - 1) if dtype[0] == "i" else 0
        most = least + (1 << 8 * size) - 1
        return [str(least), str(most), "0", "-0", "3.0", "1e2", "120e-1",
                "7.00", "0.5e1", "1", "2", "100"]
    if dtype == "float16":          # midpoints that a double cannot tell apart
        near = ["2049.0000000000000000001", "2049", "2051", "65519.99", "6e-8"]
    elif dtype == "bfloat16":
        near = ["257.00000000000000000001", "257", "259", "3.39e38", "1e-40"]
    elif dtype == "float32":
        near = ["16777217.0000000000000001", "16777217", "16777219",
                "3.4028235e38", "1e-45"]
    else:
        near = ["9007199254740993.0000000001", "9007199254740993",
                "9007199254740995", "1.7976931348623157e308", "5e-324"]
    return near + ["-0", "0.1", "1e-400", "-1E+2", "NaN", "-Infinity", "7"]


def types():
    shape, index_shape = (3, 4), (3, 2)
    index = [0, 3, 2, 1, 1, 0]
    picked, _ = gathers.gather("gather", shape, index, index_shape, 1)
    picks = "'%s'" % ref.nested([str(i) for i in index], index_shape)
    same = "'[[0,1,2,3],[0,1,2,3],[0,1,2,3]]'"

    def data(name, items):
        write("tests/data/%s.raw" % name, b"".join(items))

    for dtype in ref.DTYPES:
        items = some_bits(dtype)
        data(dtype, items)
        data(dtype + "-big", [ref.swap(dtype, item) for item in items])
        raw = "tgather --dim 1 --shape 3,4 --dtype"
        case("gather/" + dtype + "-raw",
             "%s %s --output-format raw $in/%s.raw %s"
             % (raw, dtype, dtype, picks),
             b"".join(items[i] for i in picked))
        case("gather/" + dtype + "-json",
             "%s %s $in/%s.raw %s" % (raw, dtype, dtype, same),
             ref.nested([ref.text(dtype, item) for item in items], shape))
        if ref.itemsize(dtype) > 1:
            case("gather/" + dtype + "-big-raw",
                 "%s '>%s' --output-format raw $in/%s-big.raw %s"
                 % (raw, dtype, dtype, picks),
                 b"".join(ref.swap(dtype, items[i]) for i in picked))
            case("gather/" + dtype + "-big-json", "%s '>%s' $in/%s-big.raw %s"
                 % (raw, dtype, dtype, same),
                 ref.nested([ref.text(dtype, item) for item in items], shape))

        tokens = some_tokens(dtype)
        inner = "[%s]" if dtype in ref.COMPLEX else "%s"
        write("tests/data/%s.json" % dtype,
              ref.nested([inner % token for token in tokens], shape) + "\n")
        case("gather/" + dtype + "-from-json",
             "tgather --dim 1 --dtype %s --output-format raw $in/%s.json %s"
             % (dtype, dtype, same),
             b"".join(ref.parse(dtype, token) for token in tokens))

    for dtype, size in ref.INTEGERS.items():
        for order in ("little", "big") if size > 1 else ("little",):
            name = "index-" + dtype + ("" if order == "little" else "-big")
            code = dtype if order == "little" else ">%s%d" % (dtype[0], size)
            data(name, [i.to_bytes(size, order) for i in index])
            case("gather/" + name, "tgather --dim 1 --index-shape 3,2 "
                 "--index-dtype '%s' $in/x34.json $in/%s.raw" % (code, name),
                 ref.nested([inputs[3, 4][1][i] for i in picked], index_shape))

    # Rows of 1 to 24 bytes: blocks of every width that is moved at once.
    for count in (1, 2, 3, 4, 6, 8, 16, 24):
        row = [bytes([rng.randrange(256)]) for _ in range(5 * count)]
        data("rows%d" % count, row)
        picked, _ = gathers.gather("index_select", (5, count), [4, 0, 2, 2],
                                   (4,), 0)
        case("gather/rows-%d" % count, "tgather --op index_select --dim 0 "
             "--shape 5,%d --dtype u8 --output-format raw $in/rows%d.raw "
             "'[4,0,2,2]'" % (count, count), b"".join(row[i] for i in picked))


# Operations and policies ------------------------------------------------------

CALLS = [   # operation, shapes of input and index, dim, batch dims, raw index
    ("gather", (3, 4), (3, 3), 1, 0, "int8"),
    ("take_along_dim", (3, 4), (1, 3), -1, 0, ">int16"),
    ("index_select", (3, 4), (2, 2), 0, 0, "int32"),
    ("index_select", (2, 3, 2), (2, 2), 1, 1, "int64"),
    ("pick", (2, 3, 2), (2, 2), 1, 0, ">int64"),
    ("take", (3, 4), (2, 3), None, 0, ">int32"),
    ("gather_nd", (2, 3, 2), (4, 2), None, 0, "int16"),
    ("gather_nd", (2, 3, 2), (2, 2, 1), None, 1, "int8"),
]

POLICIES = {
    "raise": Policy(),
    "negative": Policy(negative=True),
    "base": Policy(base=1),
    "wrap": Policy("wrap"),
    "base-wrap": Policy("wrap", base=1),
    "clip": Policy("clip"),
    "base-clip": Policy("clip", base=2),
    "fill": Policy("fill"),
    "negative-fill": Policy("fill", negative=True),
    "base-fill": Policy("fill", base=1),
    "ignore": Policy(ignored=-1),
    "base-ignore": Policy(base=1, ignored=0),
}


def policy_options(policy, fill):
    args = {}
    if policy.negative:
        args["negative"] = True
    if policy.mode in ("wrap", "clip"):
        args["mode"] = policy.mode
    if policy.mode == "fill" or policy.ignored is not None:
        args["fill"] = fill
    if policy.ignored is not None:
        args["ignore_index"] = policy.ignored
    if policy.base:
        args["index_base"] = policy.base
    return args


def policy_index(policy, sizes, n):
    """Indices that the policy takes, most of what it is for among them."""
    def draw(i):
        size = sizes[i % len(sizes)]
        if policy.negative and i % 2:
            return rng.randrange(-size, 0)
        if policy.ignored is not None and i % 3 == 0:
            return policy.ignored
        if policy.mode != "raise" and i % 3 < 2:
            return rng.choice([-1, size + policy.base, -size - 1, 3 * size + 1,
                               policy.base - 1, -100, 100])
        return rng.randrange(size) + policy.base
    return [draw(i) for i in range(n)]


def call_options(op, shape, dim, batch):
    args = {} if op == "gather" else {"op": op}
    if dim is not None:
        args["dim"] = dim
    if batch:
        args["batch_dims"] = batch
    args["shape"] = ",".join(map(str, shape))
    return args


def escaped(content):
    return "printf '%s'" % "".join("\\%03o" % byte for byte in content)


def ops():
    """Each operation under each policy: from JSON to JSON, and raw to raw
    with a raw index on standard input."""
    tokens = inputs[3, 4][1]
    with open(os.path.join(root, "tests/data/int16-big.raw"), "rb") as file:
        content = file.read()
    items = [content[i:i + 2] for i in range(0, 24, 2)]
    for op, shape, index_shape, dim, batch, kind in CALLS:
        for policy_name, policy in POLICIES.items():
            _, sizes = gathers.result_shape(
                op, shape, index_shape, (dim or 0) % len(shape), batch)
            index = policy_index(policy, sizes, math.prod(index_shape))
            actual = Policy(policy.mode, policy.negative
                            or op in gathers.NEGATIVE, policy.base,
                            policy.ignored)
            picked, out = gathers.gather(op, shape, index, index_shape,
                                         dim or 0, batch, actual)
            name = "ops/" + "-".join(["ops", op.replace("_", "-")]
                            + ["batch"] * (batch > 0) + [policy_name])
            args = call_options(op, shape, dim, batch)
            case(name, "tgather%s $in/x34.json '%s'" % (
                options(**args, **policy_options(policy, "1.50")),
                ref.nested([str(i) for i in index], index_shape)),
                ref.nested(["1.50" if i is None else tokens[i]
                            for i in picked], out))
            name += "-raw"
            width = ref.itemsize(kind.strip(">"))
            order = "big" if kind[0] == ">" else "little"
            raw = b"".join(i.to_bytes(width, order, signed=True)
                           for i in index)
            args["dtype"] = "'>int16'"
            args["index_dtype"] = "'%s'" % kind
            args["index_shape"] = ",".join(map(str, index_shape))
            case(name, "%s | tgather%s --output-format raw $in/int16-big.raw -"
                 % (escaped(raw),
                    options(**args, **policy_options(policy, "-7"))),
                 b"".join(struct.pack(">h", -7) if i is None else items[i]
                          for i in picked))

    # What an uint64 holds and no int64 does.
    index = [0, 2 ** 63, 2 ** 64 - 1, 4, 2 ** 63 + 4]
    for mode in ("wrap", "clip", "fill"):
        for base in (0, 3):
            if mode == "fill":
                index[0] = base
            policy = Policy(mode, base=base)
            picked, out = gathers.gather("take", (3, 4), index, (5,), 0, 0,
                                         policy)
            expected = ref.nested(["null" if i is None else tokens[i]
                                   for i in picked], out)
            args = {"op": "take", **policy_options(policy, "null")}
            name = "ops/ops-uint64-%s%s" % (mode, "-base" * (base > 0))
            case(name, "tgather%s $in/x34.json '%s'" % (
                options(**args), str(index).replace(" ", "")), expected)
            case(name + "-raw", "%s | tgather%s --index-dtype '>u8' "
                 "--index-shape 5 $in/x34.json -" % (
                     escaped(struct.pack(">5Q", *index)), options(**args)),
                 expected)


def dropped():
    """Gathers that are done with a warning; the script suggest has their
    commands."""
    def one(name, shape, index, index_shape, dim):
        if shape not in inputs:
            inputs[shape] = some_input(shape)
        tokens = inputs[shape][1]
        picked, out = gathers.gather("gather", shape, index, index_shape, dim)
        write("tests/golden/suggest/%s.out" % name,
              ref.nested([tokens[i] for i in picked], out) + "\n")

    one("warn-transpose", (4, 2), [0, 1, 0, 1, 1, 1, 0, 0, 1, 0, 1, 0], (3, 4),
        1)
    one("warn-row", (4, 2), [1, 0, 1, 0], (1, 4), 1)
    one("warn-column", (2, 3, 5), [1, 0, 1, 0, 1, 1], (2, 3, 1), 0)
    one("warn-part", (2, 3, 5), [1, 0, 1, 0, 1, 0, 0, 0, 1, 1], (1, 2, 5), 0)
    one("warn-empty", (4, 2), [], (2, 0), 1)


def scalars():
    """Tensors without dims, given as bare JSON."""
    def one(op, shape, index_shape, dim=None):
        if shape not in inputs:
            inputs[shape] = some_input(shape)
        path, tokens = inputs[shape]
        index = [0] * math.prod(index_shape)
        picked, out = gathers.gather(op, shape, index, index_shape, dim or 0)
        args = {"op": op} if dim is None else {"op": op, "dim": dim}
        case("ops/ops-0d-%s-%d-%d" % (op.replace("_", "-"), len(shape),
                                  len(index_shape)),
             "echo '%s' | tgather%s %s" % (
                 ref.nested(["0"] * len(index), index_shape),
                 options(**args), path),
             ref.nested([tokens[i] for i in picked], out))

    for op in ("gather", "take_along_dim"):
        one(op, (), (), 0)
        one(op, (), (3,), -1)
        one(op, (5,), (), 0)
    one("index_select", (), (), -1)
    one("index_select", (), (2, 2), 0)
    one("index_select", (2, 3, 4), (), 1)
    one("pick", (5,), (), 0)
    for shape in ((), (3, 4)):
        one("take", shape, ())
        one("take", shape, (2,))
    one("gather_nd", (5,), (1,))
    one("gather_nd", (3, 4), (2,))


def zeros():
    """Sizes of 0 wherever they can stand: the shape of the result and the
    result, or dashes where the call is refused; and the call. Of the many
    alike some are left out."""
    shapes = [(0, 5)] + [
        shape for n in (1, 2, 3)
        for shape in itertools.product((0, 2), repeat=n) if 0 in shape]
    full = [(2,), (2, 2), (2, 2, 2)]
    lines = []
    for op in gathers.OPS:
        for s, k in itertools.product(shapes + full, repeat=2):
            if s in full and k in full:
                continue
            dims = [None] if op in ("take", "gather_nd") else range(len(s))
            batches = [0, 1] if op in ("index_select", "gather_nd") else [0]
            for dim, batch, fill in itertools.product(dims, batches, [0, 1]):
                policy = Policy("fill" if fill else "raise",
                                op in gathers.NEGATIVE)
                index = [0] * math.prod(k)
                if k != (0, 5) and rng.random() < 0.6:
                    continue
                try:
                    picked, out = gathers.gather(op, s, index, k, dim or 0,
                                                 batch, policy)
                except ref.Refused as error:
                    if str(error) == "shapes" and rng.random() < 0.9:
                        continue
                    answer = "-\t-"
                else:
                    if len(s) == 3 and rng.random() < 0.8:
                        continue
                    answer = "%s\t%s" % (
                        str(list(out)).replace(" ", ""),
                        ref.nested(["7" if i is None else "1"
                                    for i in picked], out))
                args = call_options(op, s, dim, batch)
                if fill:
                    args["fill"] = 7
                args["index_shape"] = ",".join(map(str, k))
                lines.append("%s\t%s [%s] [%s]\n" % (
                    answer, options(**args).strip(),
                    ",".join(["1"] * math.prod(s)),
                    ",".join(["0"] * math.prod(k))))
    write("tests/golden/ops/zeros", "".join(lines))


story()
shapes()
types()
ops()
scalars()
dropped()
zeros()
for script, lines in cases.items():
    write("tests/golden/%s/cases" % script, "".join(lines))
