#!/usr/bin/python3
"""Gather in every way to do the work, on tensors large enough for several
threads, and compare with NumPy and PyTorch.

usage: random_large.py [CASES [SEED]]

Each case draws an operation, elements of 1, 2, 3, 4, 8 or 16 bytes, or of any
JSON, that are picked alone or in blocks of 3, 5, 12 or 300, the type, byte
order and layout of both files, what becomes of indices that are out of range,
and where the result goes. Of ten cases one has a million elements. It is done
in the usual way and in three others: by some threads, in pieces of another
size, with other instructions, less memory to count on. All must write what the
reference picks, or, where an index is wrong or a byte of the JSON, say so in
the same words, name the first place and leave nothing.

The program is $TGATHER, build/release/tgather if unset.
"""

import io
import json
import math
import os
import random
import subprocess
import sys
import tempfile

import numpy as np

import gathers
import random_gathers as rg
import reference as ref

ELEMENTS = ["u1", "i2", "f4", "u4", "i8", "f8", "c16"]
BLOCKS = [1, 1, 3, 5, 12, 300]
ASKED = {"gather": "torch.gather", "take_along_dim": "numpy.take_along_axis",
         "index_select": "numpy.take", "pick": "numpy.take_along_axis",
         "take": "numpy.take", "gather_nd": "NumPy's indexing"}
VALUES = 500            # different ones in an index
MOST = 2 * 10 ** 6      # elements of an input
SLOW = 20000            # bytes; chunks of a few bytes take long for more


class Case:
    """A call and what is expected of it: the bytes it writes, or how its
    message begins."""

    def __init__(self):
        self.options = []
        self.operands = []
        self.files = {}
        self.output = None              # standard output
        self.expected = None
        self.message = None


def some_dtype(rng, codes):
    return np.dtype(rng.choice("<<>") + rng.choice(codes))


def npy(array):
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def write_npy(rng, case, name, array):
    """In C or in Fortran order."""
    if rng.random() < 0.2:
        array = np.asfortranarray(array)
    case.operands.append(name + ".npy")
    case.files[name + ".npy"] = npy(array)


def place(texts, shape, number):
    """Line and column of an element in JSON."""
    text = texts[number]
    mark = text[:len(text) - len(text.lstrip())] + "\0"
    text = ref.nested(texts[:number] + [mark] + texts[number + 1:], shape)
    before = text[:text.index("\0")]
    return "%d:%d" % (before.count("\n") + 1,
                      len(before) - before.rfind("\n"))


def write_json(rng, case, name, texts, shape):
    """An element for each text; now and then one of them is bad. Returns the
    texts with white space."""
    name += ".json"
    space = rng.choice(["", "", " ", "\n", "  \n\t"])
    texts = [space + text for text in texts]
    if rng.random() < 0.1:
        bad = rng.randrange(len(texts))
        texts[bad] = space + rng.choice("\0+x")
        case.message = case.message or "tgather: %s:%s: " % (
            name, place(texts, shape, bad))
    case.operands.append(name)
    case.files[name] = ref.nested(texts, shape).encode()
    return texts


def some_texts(rng, n):
    """Elements of JSON, as they are written."""
    kinds = [text % rng.randrange(1, 10 ** rng.randrange(1, 8))
             if "%" in text else text for text in 50 * (rg.PLAIN + rg.ODD)]
    kinds.append('"%s"' % ("],[" * rng.randrange(60)))
    return rng.choices(kinds, k=n)


def some_size(rng, others):
    """Of what is picked from, where so many elements belong to each place."""
    return min(rng.choice([1, 2, 5, 21, 300, 40000]), MOST // others + 1)


def some_shapes(rng, op, n):
    """Shapes that fit, so that about n elements come out, dim, batch dims."""
    block = rng.choice(BLOCKS)
    rows = rng.choice([1, 2, 7, 60, max(n // block // 8, 1)])
    each = max(n // block // rows, 1)
    batch = rng.randrange(2)
    if op == "take":
        return (rows, some_size(rng, rows)), (each, rows), 0, 0
    if op == "pick":
        return (rows * each, some_size(rng, rows * each)), (rows * each,), 1, 0
    size = some_size(rng, rows * block)
    if op == "gather_nd":
        return (rows, size, block), (rows, each, 2 - batch), 0, batch
    if op == "index_select":
        return (rows, size, block), (rows, each)[1 - batch:], 1, batch
    dim = rng.randrange(2)
    shape, index = [rows, block], [rows, block]
    shape.insert(dim, size)
    index.insert(dim, each)
    if op == "gather" and rng.random() < 0.3:
        index[2] = 1
    return tuple(shape), tuple(index), dim, 0


def some_policy(rng, op, options):
    policy = gathers.Policy(negative=op in gathers.NEGATIVE)
    policy.mode = rng.choice(
        ["raise", "raise", "raise", "wrap", "clip", "fill"])
    if policy.mode in ("wrap", "clip"):
        options += ["--mode", policy.mode]
    if policy.mode != "clip" and rng.random() < 0.2:
        policy.negative = True
        options.append("--negative")
    if rng.random() < 0.2:
        policy.base = rng.choice([1, 3])
        options += ["--index-base", policy.base]
    if policy.mode == "fill" and rng.random() < 0.5:
        policy.mode, policy.ignored = "raise", rng.choice([-100, 2, 127])
        options += ["--ignore-index", policy.ignored]
    return policy


def some_index(rng, shape, sizes, policy, dtype):
    """Any of some values for each component, mostly good ones."""
    info = np.iinfo(dtype)
    wild = [-1, -2, -300, 0, 1, 127, 128, 255, 40000, 2 ** 31 - 1, 2 ** 31,
            2 ** 32 - 1, 2 ** 63 - 1, -2 ** 63, 2 ** 63, 2 ** 64 - 1]
    numpy_rng = np.random.default_rng(rng.randrange(2 ** 32))
    index = np.empty(shape, dtype)
    columns = index if len(sizes) > 1 else index[..., None]
    for c, size in enumerate(sizes):
        values = [policy.base + rng.randrange(size) for _ in range(VALUES)]
        if policy.negative:
            values += [-1 - rng.randrange(size) for _ in range(VALUES)]
        if policy.mode != "raise":
            values += wild
        if policy.ignored is not None:
            values += [policy.ignored] * (VALUES // 4)
        values = [v for v in values if info.min <= v <= info.max] or [info.max]
        columns[..., c] = numpy_rng.choice(
            np.array(values, dtype), columns.shape[:-1])
    if rng.random() < 0.2:
        at = rng.choice([-1, rng.randrange(index.size)])
        index.flat[at] = rng.choice(
            [v for v in wild if info.min <= v <= info.max])
    return index


def places_of(index, sizes, policy):
    """Where indices point, sizes[c] where filled; the number of the first
    that is wrong, or None."""
    places = np.empty(index.shape, np.int64)
    wrong = np.zeros(index.shape, bool)
    filled = False
    for c, size in enumerate(sizes):
        column = (..., c) if len(sizes) > 1 else ...
        values, inverse = np.unique(index[column], return_inverse=True)
        table = np.empty(values.shape, np.int64)
        bad = np.zeros(values.shape, bool)
        for i, v in enumerate(values.tolist()):
            try:
                p = gathers.position(v, size, policy)
                filled = filled or p is None
                table[i] = size if p is None else p
            except ref.Refused:
                bad[i] = True
        places[column] = table[inverse].reshape(places[column].shape)
        wrong[column] = bad[inverse].reshape(places[column].shape)
    return places, filled, np.argmax(wrong) if wrong.any() else None


def picked_places(op, shape, places, filled, dim, batch, components):
    """The numbers of the elements of input that come out, -1 for the fill."""
    x = np.arange(math.prod(shape)).reshape(shape)
    if filled:
        x = gathers.pad(op, x, dim, batch, components)
    function = {name: f for name, _, _, f in gathers.REFERENCES[op]}[ASKED[op]]
    return function(x, places, dim, batch)


def some_output(rng, case, result):
    """Where result goes, and its bytes there."""
    form = "npy"
    if result.dtype == object:
        form = "json"
        case.expected = ref.nested(
            result.flatten().tolist(), result.shape).encode() + b"\n"
    elif result.dtype.kind in "iu" and rng.random() < 0.2:
        form = "json"
        case.expected = json.dumps(
            result.tolist(), separators=(",", ":")).encode() + b"\n"
    elif rng.random() < 0.5:
        case.expected = npy(result)
    else:
        form = "raw"                    # which is little-endian
        case.expected = (result.byteswap() if result.dtype.byteorder == ">"
                         else result).tobytes()
    case.options += ["--output-format", form]
    if rng.random() < 0.5:
        case.output = "output"
        case.options += ["-o", case.output]


def some_case(rng):
    case = Case()
    op = rng.choice(gathers.OPS)
    n = 10 ** 6 if rng.random() < 0.1 else rng.choice([100, 9000, 40000])
    shape, index_shape, dim, batch = some_shapes(rng, op, n)
    case.options += ["-q", "--op", op]
    if op not in ("take", "gather_nd"):
        case.options += ["--dim", dim]
    if batch:
        case.options += ["--batch-dims", batch]
    policy = some_policy(rng, op, case.options)
    fills = policy.mode == "fill" or policy.ignored is not None
    _, sizes = gathers.result_shape(op, shape, index_shape, dim, batch)

    if rng.random() < 0.3:
        texts = some_texts(rng, math.prod(shape))
        write_json(rng, case, "input", texts, shape)
        flat = np.array(texts, object)
    else:
        dtype = some_dtype(rng, ELEMENTS + ["S3"] * (not fills))
        flat = np.frombuffer(
            rng.randbytes(math.prod(shape) * dtype.itemsize), dtype)
        write_npy(rng, case, "input", flat.reshape(shape))
    if fills:
        fill = rng.randrange(100)
        case.options += ["--fill", fill]
        last = str(fill) if flat.dtype == object else fill
        flat = np.append(flat, np.array([last]).astype(flat.dtype)
                         ).astype(flat.dtype)

    index = some_index(rng, index_shape, sizes, policy, some_dtype(
        rng, ["i1", "i2", "i4", "i4", "i8", "i8", "u1", "u2", "u4", "u8"]))
    texts = None
    if rng.random() < 0.3:
        texts = write_json(rng, case, "index",
                           map(str, index.flatten().tolist()), index_shape)
    else:
        write_npy(rng, case, "index", index)

    places, filled, wrong = places_of(index, sizes, policy)
    if wrong is not None and case.message is None:
        where = case.operands[1]
        if texts:
            where += ":" + place(texts, index_shape, wrong)
        case.message = "tgather: %s: index [%s] is %d," % (
            where, ",".join(map(str, np.unravel_index(wrong, index.shape))),
            index.flat[wrong])
    if case.message:
        case.options += ["-o", "output"]
    else:
        some_output(rng, case, flat[picked_places(
            op, shape, places, filled, dim, batch, len(sizes))])
    return case


def difference(case, done, directory):
    """What is wrong with an outcome, or None."""
    left = set(os.listdir(directory)) - set(case.files)
    if case.message:
        if done.returncode != 1 or done.stdout or left:
            return "status %d, files %s, %d bytes" % (
                done.returncode, left, len(done.stdout))
        if not done.stderr.startswith(case.message.encode()):
            return "does not say: " + case.message
        return None
    if done.returncode != 0 or done.stderr:
        return "status %d" % done.returncode
    if left != ({case.output} if case.output else set()):
        return "files %s" % left
    output = done.stdout
    if case.output:
        with open(os.path.join(directory, case.output), "rb") as file:
            output += file.read()
    if output != case.expected:
        same = os.path.commonprefix([output, case.expected])
        return "%d bytes, not %d, differ at %d" % (
            len(output), len(case.expected), len(same))
    return None


def run(case, rng, directory):
    """Run a case in several ways; yields what is wrong."""
    for name, content in case.files.items():
        with open(os.path.join(directory, name), "wb") as file:
            file.write(content)
    size = sum(map(len, case.files.values())) + len(case.expected or b"")
    usual = None
    ways = [rg.some_way(rng, 1 if size < SLOW else 1000) for _ in range(3)]
    for variables, options in [({}, []), *ways]:
        argv = list(map(str, options + case.options + case.operands))
        done = subprocess.run([rg.PROGRAM, *argv], cwd=directory,
                              env={**os.environ, **variables},
                              capture_output=True, timeout=120)
        wrong = difference(case, done, directory)
        usual = usual or done
        if not wrong and done.stderr != usual.stderr:
            wrong = "usually: " + usual.stderr.decode(errors="replace")
        for name in set(os.listdir(directory)) - set(case.files):
            os.remove(os.path.join(directory, name))
        if wrong:
            yield "%s\n  %s\n  %s" % (
                rg.command(variables, argv), wrong,
                done.stderr.decode(errors="replace"))


def main():
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10 ** 6)
    print("random_large.py %d %d" % (cases, seed), flush=True)
    failed = refused = 0
    for number in range(cases):
        # a case can be drawn again without those before it
        rng = random.Random("%d %d" % (seed, number))
        case = some_case(rng)
        refused += case.message is not None
        with tempfile.TemporaryDirectory() as directory:
            for wrong in run(case, rng, directory):
                failed += 1
                print("case %d: %s" % (number, wrong), flush=True)
    print("%d cases, %d of them to be refused: %d calls failed"
          % (cases, refused, failed))
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
