#!/usr/bin/python3
"""Compare gathers between all formats with PyTorch and NumPy, byte for byte.

usage: random_formats.py [ROUNDS [SEED]]

A round is every pairing of a format of the input, one of the index and one of
the output, each with an operation, shapes, an element type and data drawn
anew: arrays in C and Fortran order and either byte order, npz stored and
deflated, tensors of PyTorch that are views, files of several tensors, some of
all that in gzip data. Where elements come from is the references' word, see
gathers.py. The files are made by NumPy and PyTorch themselves, those of
safetensors by safetensors_file.py, which reads them too; .npy output must be
what np.save writes, and so must, after the rounds, the result of gathers from
500 arrays of random dtypes, of all that NumPy has, and shapes.

A format that tgather does not have is left out, and said to be.

The program is $TGATHER, build/release/tgather if unset.
"""

import gzip
import io
import itertools
import math
import os
import random
import subprocess
import sys
import tempfile
import warnings
import zipfile

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, ".."))
import numpy as np
import torch

import gathers
import random_gathers as rg
import reference as ref
import safetensors_file

# Names that are no latin1 make NumPy warn.
warnings.simplefilter("ignore", UserWarning)

READ = ["json", "raw", "npy", "npz", "safetensors", "pt"]
WRITTEN = ["json", "raw", "npy", "npz", "safetensors"]
CODES = {"bool": "b1", "float16": "f2", "float32": "f4", "float64": "f8",
         "complex64": "c8", "complex128": "c16",
         "bfloat16": "V2"}          # as ml_dtypes saves it, save for its mark
CODES.update((name, "%s%d" % (name[0], size))
             for name, size in ref.INTEGERS.items())
TENSOR_NAMES = ["a", "weight", "layer.0.bias", "b c", "ä", "x:y", "data"]


def has(option, name):
    """Does tgather know a format of that name?"""
    done = subprocess.run([rg.PROGRAM, "--dim", "0", option, name, "[1]", "[0]",
                           "-o", os.devnull], capture_output=True)
    return b"unknown format" not in done.stderr


# Files -----------------------------------------------------------------------
#
# A tensor is a dtype, a shape and its elements, each the bytes of it,
# little-endian, or for JSON its token.

def npy_array(dtype, shape, items, big):
    """As NumPy's array, or None for what has no such byte order."""
    array = np.frombuffer(b"".join(items), "<" + CODES[dtype]).reshape(shape)
    if big:
        array = array.astype(array.dtype.newbyteorder(">"))
    return array


def npy_bytes(array, dtype):
    """np.save's bytes; with ml_dtypes' name for a bfloat16."""
    file = io.BytesIO()
    np.save(file, array)
    content = file.getvalue()
    return content.replace(b"'|V2'", b"'<V2'", 1) if dtype == "bfloat16" \
        else content


def torch_dtype(dtype):
    """None where PyTorch has no such type."""
    return getattr(torch, dtype, None)


def other_tensor(rng):
    """Something else that a file holds beside the tensor."""
    dtype = rng.choice(["uint8", "float32", "int64"])
    shape = rg.some_shape(rng, rng.randrange(3))
    return dtype, shape, [rg.some_item(rng, dtype)
                          for _ in range(math.prod(shape))]


def torch_tensor(rng, dtype, shape, items):
    """A tensor, often one that is a view of more than it shows."""
    n = math.prod(shape)
    kind = torch_dtype(dtype)
    flat = torch.frombuffer(bytearray(b"".join(items)), dtype=kind) if n \
        else torch.zeros(0, dtype=kind)
    tensor = flat.reshape(shape)
    way = rng.random()
    if way < 0.3 and shape:                     # in another order
        order = rng.sample(range(len(shape)), len(shape))
        tensor = tensor.permute(order).contiguous().permute(
            [order.index(i) for i in range(len(shape))])
    elif way < 0.6 and shape:                   # a slice, maybe with a step
        step = rng.choice([1, 2, 3])
        larger = torch.zeros([s * step + 2 for s in shape], dtype=kind)
        view = larger[tuple(slice(1, 1 + s * step, step) for s in shape)]
        view.copy_(tensor)
        tensor = view
    elif way < 0.8 and n and len(set(items)) == 1:
        tensor = flat[0].expand(shape)
    assert tuple(tensor.shape) == tuple(shape)
    return tensor


def pt_file(rng, dtype, shape, items):
    """The bytes, and the name of the tensor in them or None."""
    tensor = torch_tensor(rng, dtype, shape, items)
    if rng.random() < 0.05:
        tensor = torch.nn.Parameter(tensor, requires_grad=False)
    others = [torch_tensor(rng, *other_tensor(rng)) for _ in range(2)]
    name, value = rng.choice([
        (None, tensor), ("w", {"v": others[0], "w": tensor}),
        ("m.w", {"m": {"w": tensor, "v": others[0]}, "n": others[1]}),
        ("1", [others[0], tensor]),
        ("l.0.k", {"l": [{"k": tensor}, others[0]], "epoch": 3, "lr": 0.5})])
    file = io.BytesIO()
    torch.save(value, file)
    return file.getvalue(), name


def npz_file(rng, array, dtype):
    save = rng.choice([np.savez, np.savez_compressed])
    name = rng.choice([None, "a", "b.c", "layer_1"])
    arrays = {name or "arr_0": array}
    if name is not None:
        for other in rng.sample(["x", "y", "z"], rng.randrange(3)):
            arrays[other] = npy_array(*other_tensor(rng), False)
    keys = rng.sample(list(arrays), len(arrays))
    file = io.BytesIO()
    save(file, **{key: arrays[key] for key in keys})
    if len(arrays) == 1 and rng.random() < 0.5:
        name = None
    else:
        name = name or "arr_0"
    return file.getvalue(), name


def safetensors_bytes(rng, dtype, shape, items):
    name = rng.choice(TENSOR_NAMES)
    tensors = {name: (dtype, shape, b"".join(items))}
    for other in rng.sample(["p", "q.r", "s"], rng.randrange(3)):
        kind, size, elements = other_tensor(rng)
        tensors[other] = kind, size, b"".join(elements)
    keys = rng.sample(list(tensors), len(tensors))
    content = safetensors_file.write(
        {key: tensors[key] for key in keys},
        rng.choice([None, {}, {"format": "pt", "ä": "]}"}]),
        rng.sample(keys, len(keys)))
    return content, None if len(tensors) == 1 and rng.random() < 0.5 else name


def packed(rng, content):
    """As gzip data, maybe in two members or with zeros behind it."""
    cut = rng.choice([0, 0, rng.randrange(len(content) + 1)])
    parts = [content[:cut], content[cut:]] if cut else [content]
    return b"".join(gzip.compress(part, rng.choice([0, 1, 9]))
                    for part in parts) + rng.choice([b"", b"", bytes(100)])


class Job:
    """A call under construction."""

    def __init__(self, rng):
        self.rng = rng
        self.variables, self.options = rg.some_way(rng)
        self.operands = []
        self.files = {}
        self.stdin = b""
        self.big = False            # the input's byte order

    def argv(self):
        return [str(word) for word in self.options + self.operands]

    def add(self, role, form, dtype, shape, items):
        """An operand of that format; items are tokens for JSON."""
        rng = self.rng
        prefix = "--index-" if role == "index" else "--"
        big = rng.random() < 0.4 and ref.itemsize(dtype) > 1 \
            and dtype != "bfloat16" and form in ("raw", "npy", "npz")
        name = None
        if role == "input":
            self.big = big
        if form == "json":
            if rg.json_shape(shape) != shape:
                self.options += [prefix + "shape", rg.dims_text(rng, shape)]
            content = rg.flat_text(rng, items, rg.json_shape(shape))
        elif form == "raw":
            self.options += [prefix + "shape", rg.dims_text(rng, shape),
                             prefix + "dtype", (">" if big else "") + dtype]
            content = b"".join(ref.swap(dtype, i) if big else i for i in items)
        elif form in ("npy", "npz"):
            array = npy_array(dtype, shape, items, big)
            if rng.random() < 0.5:
                array = np.asfortranarray(array).reshape(shape, order="A")
            if dtype == "bfloat16":
                self.options += [prefix + "dtype", rng.choice(
                    ["bfloat16", "bf16", "BF16", "torch.bfloat16"])]
            if form == "npy":
                content = npy_bytes(array, dtype)
                content += rng.choice([b"", b"", b"behind", content])
            else:
                content, name = npz_file(rng, array, dtype)
        elif form == "safetensors":
            content, name = safetensors_bytes(rng, dtype, shape, items)
        else:
            content, name = pt_file(rng, dtype, shape, items)

        ending = rng.choice([form, form, form, "dat"])
        if form in ("json", "raw") and ending == "dat" and \
                (form == "json" or rng.random() < 0.5):
            self.options += [prefix + ("format" if role == "index"
                                       else "input-format"), form]
        elif ending == form and rng.random() < 0.1:
            self.options += [prefix + ("format" if role == "index"
                                       else "input-format"), form]
        path = "%s.%s" % (role, ending)
        # of raw data, and where a format is named, gzip's bytes are the data
        named = prefix + ("format" if role == "index" else "input-format")
        in_gzip = rng.random() < 0.1 and named not in self.options and \
            prefix + "shape" not in self.options
        if in_gzip:
            content = packed(rng, content)
            path += rng.choice(["", ".gz"])
        if not in_gzip and rng.random() < 0.15 and not self.stdin and "-" not in \
                [operand[:1] for operand in self.operands]:
            if form in ("json", "raw"):
                self.options += [prefix + ("format" if role == "index"
                                           else "input-format"), form]
            self.stdin = content
            path = "-"
        else:
            self.files[path] = content
        self.operands.append(path if name is None else path + ":" + name)


# Calls -----------------------------------------------------------------------

def some_call(rng, job):
    """Draw a call that is legal: shapes, index, what is picked, the result's
    shape."""
    while True:
        op = rng.choice(gathers.OPS)
        shape, index_shape, dim, batch = rg.some_shapes(rng, op)
        policy = gathers.Policy(negative=op in gathers.NEGATIVE
                                or rng.random() < 0.3)
        try:
            _, sizes = gathers.result_shape(
                op, shape if op == "gather_nd" else shape or (1,), index_shape,
                dim, batch)
            index = rg.some_index(rng, index_shape, sizes, policy)
            picked, result = gathers.gather(op, shape, index, index_shape, dim,
                                            batch, policy)
        except ref.Refused:
            continue
        if len(picked) > 2000:
            continue
        job.options += ["--op", op, "--quiet"]
        if op not in ("take", "gather_nd"):
            job.options += ["--dim", dim]
        if batch:
            job.options += ["--batch-dims", batch]
        if policy.negative and op not in gathers.NEGATIVE:
            job.options.append("--negative")
        return shape, index, index_shape, picked, result


def dtypes_of(form):
    if form == "safetensors":
        return list(safetensors_file.NAMES)
    if form == "pt":
        return [dtype for dtype in ref.DTYPES if torch_dtype(dtype)]
    return ref.DTYPES


def some_job(rng, input_form, index_form, output_form):
    """A job, and what it should write: a function that takes the output's
    bytes and says what is wrong with them, or None."""
    job = Job(rng)
    shape, index, index_shape, picked, result = some_call(rng, job)
    dtype = rng.choice([d for d in dtypes_of(input_form)
                        if d in dtypes_of(output_form)])
    numel = math.prod(shape)
    from_text = input_form == "json"
    if from_text and dtype in ref.COMPLEX and (
            not numel or rg.json_shape(shape) != shape):
        dtype = "float32"
    if from_text:
        tokens = []
        while len(tokens) < numel:
            token = rg.some_token(rng, dtype)
            try:
                ref.parse(dtype, token)
            except ref.Refused:
                continue
            tokens.append(token)
        items = [ref.parse(dtype, token) for token in tokens]
        shown = ["[%s]" % token if dtype in ref.COMPLEX else token
                 for token in tokens]
        job.options += ["--dtype", dtype]
        job.add("input", "json", dtype, shape, shown)
        if "--shape" in job.options and "--input-format" not in job.options:
            job.options += ["--input-format", "json"]
    else:
        items = [rg.some_item(rng, dtype) for _ in range(numel)]
        if numel and rng.random() < 0.2:
            items = items[:1] * numel       # which PyTorch may expand
        job.add("input", input_form, dtype, shape, items)

    fits = [d for d in ref.INTEGERS if d in dtypes_of(index_form)
            and all(v in range(-(1 << 8 * ref.itemsize(d) - 1)
                               if d[0] == "i" else 0,
                               1 << 8 * ref.itemsize(d) - (d[0] == "i"))
                    for v in index)]
    if not fits:
        return some_job(rng, input_form, index_form, output_form)
    kind = rng.choice(fits)
    job.add("index", index_form, kind, index_shape,
            [str(v) for v in index] if index_form == "json"
            else [ref.parse(kind, str(v)) for v in index])

    big = job.big and input_form == output_form
    # A tensor is named behind the colon, or as the input was, or as is usual
    # in the format.
    name = colon = None
    if output_form in ("npz", "safetensors"):
        name = {"npz": "arr_0", "safetensors": "output"}[output_form]
        if ":" in job.operands[0]:
            name = job.operands[0].split(":", 1)[1]
        if rng.random() < 0.5:
            name = colon = rng.choice(["out", "a.b", "c:d"])
    job.output = None
    if output_form == "npz" or colon or rng.random() < 0.5:
        job.output = "output." + output_form
        job.options += ["-o", job.output + (":" + colon if colon else "")]
    else:
        job.options += ["--output-format", output_form]
        if output_form == "safetensors":
            name = None                 # without a file, of any name

    chosen = [items[i] for i in picked]
    if from_text and output_form == "json":
        texts = [shown[i] for i in picked]
    else:
        texts = None
    return job, lambda output: wrong_output(
        output, output_form, dtype, result, chosen, texts, big, name)


def wrong_output(output, form, dtype, shape, items, texts, big, name):
    if form == "json":
        texts = [ref.text(dtype, i) for i in items] if texts is None else texts
        expected = ref.nested(texts, shape).encode() + b"\n"
        got = output.translate(None, b" \t\r\n") + b"\n"
        return None if got == expected.translate(None, b" \t\r") or \
            output == expected else "expected %r" % expected
    data = b"".join(ref.swap(dtype, i) if big else i for i in items)
    if form == "raw":
        return None if output == data else "expected %r" % data
    if form == "safetensors":
        try:
            tensors = safetensors_file.read(output)
        except (safetensors_file.Wrong, ValueError, KeyError) as error:
            return "no safetensors: %r" % error
        if name is None and len(tensors) == 1:
            name, = tensors
        expected = {name: (dtype, tuple(shape), data)}
        if safetensors_file.write(expected) != output:
            return "not as the writer here has it: %r" % \
                safetensors_file.write(expected)
        return None if tensors == expected else "expected %r" % expected
    expected = npy_bytes(npy_array(dtype, shape, items, big), dtype)
    if form == "npy":
        return None if output == expected else "expected %r" % expected
    with zipfile.ZipFile(io.BytesIO(output)) as file:
        if file.testzip() or file.namelist() != [name + ".npy"]:
            return "members %r" % file.namelist()
        if file.infolist()[0].compress_type != zipfile.ZIP_STORED:
            return "not stored"
        if file.read(name + ".npy") != expected:
            return "expected %r" % expected
    loaded = np.load(io.BytesIO(output))[name]
    return None if loaded.shape == tuple(shape) else "np.load differs"


def run(job, judge, directory):
    """Run a job; returns what is wrong with the outcome, or None."""
    for name, content in job.files.items():
        with open(os.path.join(directory, name), "wb") as file:
            file.write(content)
    argv = job.argv()
    done = subprocess.run([rg.PROGRAM, *argv], input=job.stdin, cwd=directory,
                          capture_output=True,
                          env={**os.environ, **job.variables})
    output = done.stdout
    left = set(os.listdir(directory)) - set(job.files)
    wrong = None
    if done.returncode != 0 or done.stderr:
        wrong = "status %d: %s" % (done.returncode, done.stderr.decode(
            errors="replace"))
    elif left != ({job.output} if job.output else set()):
        wrong = "files: %s" % left
    elif job.output:
        with open(os.path.join(directory, job.output), "rb") as file:
            output += file.read()
    wrong = wrong or judge(output)
    for name in os.listdir(directory):
        os.remove(os.path.join(directory, name))
    if not wrong:
        return None
    lines = [rg.command(job.variables, argv)]
    lines += ["  %s: %r" % (name, content[:1000])
              for name, content in job.files.items()]
    if job.stdin:
        lines.append("  standard input: %r" % job.stdin[:1000])
    return "\n".join(lines + ["  output   %r" % output[:1000], "  " + wrong])


# .npy as np.save writes it ---------------------------------------------------

def some_dtype(rng):
    """Any of NumPy's that have a fixed size, flat records too."""
    def plain():
        order = rng.choice("<>")
        return rng.choice([
            "|b1", "|i1", "|u1",
            *(order + code for code in ("i2", "i4", "i8", "u2", "u4", "u8",
                                        "f2", "f4", "f8", "f16", "c8", "c16",
                                        "c32")),
            "|S%d" % rng.randrange(1, 20), "|V%d" % rng.randrange(1, 40),
            "%sU%d" % (order, rng.randrange(1, 9)),
            "%sM8[%s]" % (order, rng.choice(["Y", "M", "W", "D", "h", "m", "s",
                                             "ms", "us", "ns", "25s", "as"])),
            "%sm8[%s]" % (order, rng.choice(["D", "ns", "7ms"])), "<M8", ">m8"])

    if rng.random() < 0.7:
        return np.dtype(plain())
    names = rng.sample(["a", "b", "length", "the field", "it's", 'x"y', "[(",
                        "é", "f0", "shape"], rng.randrange(1, 5))
    fields = []
    for name in names:
        field = [name if rng.random() < 0.9 else ("title of " + name, name),
                 plain()]
        if rng.random() < 0.2:
            field.append(tuple(rng.choice([1, 2, 3])
                               for _ in range(rng.randrange(1, 3))))
        fields.append(tuple(field))
    return np.dtype(fields, align=rng.random() < 0.2)


def some_array(rng):
    """Any shape, dtype and order; bits by chance, but for text and bool."""
    dtype = some_dtype(rng)
    ndim = rng.choice([0, 1, 1, 2, 2, 3, 4, 5, 8, 20])
    shape = rg.some_shape(rng, ndim)
    n = math.prod(shape)
    # np.take turns a U round where its order is not the machine's
    content = bytearray(rng.randbytes(n * dtype.itemsize))

    def plainly(part):
        """Text of code points that there are, and no other bool than two."""
        if part.dtype.names:
            for name in part.dtype.names:
                plainly(part[name])
        elif part.dtype.kind == "b":
            part[...] = rng.random() < 0.5
        elif part.dtype.kind == "U":
            part[...] = rng.choice(["", "a", "äλ", "😀", "abcdefgh"])

    array = np.frombuffer(content, dtype).reshape(shape)
    plainly(array)
    if rng.random() < 0.4:
        array = np.asfortranarray(array).reshape(shape, order="A")
    return array


def npy_job(rng):
    """index_select along some dim, by an index in some integer type."""
    job = Job(rng)
    job.output = "out.npy"
    array = some_array(rng)
    index_shape = rg.some_shape(rng, rng.choice([0, 1, 1, 2]))
    dim = rng.randrange(max(array.ndim, 1))
    size = array.shape[dim] if array.ndim else 1
    if size == 0:
        index_shape = (0,)
    index = np.array([rng.randrange(size) for _ in range(math.prod(
        index_shape))], rng.choice(["<", ">"]) + rng.choice(
        ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"])).reshape(index_shape)
    file = io.BytesIO()
    np.save(file, np.asfortranarray(index).reshape(index_shape, order="A"))
    job.files = {"in.npy": npy_bytes(array, None), "index.npy": file.getvalue()}
    job.options = ["--op", "index_select", "--dim", dim, "-o", "out.npy"]
    job.operands = ["in.npy", "index.npy"]
    # by places, so that NumPy casts nothing
    seen = array if array.ndim else array.reshape(1)
    places = np.take(np.arange(seen.size).reshape(seen.shape),
                     index.astype("i8"), axis=dim)
    flat = np.frombuffer(seen.tobytes(), "V%d" % array.dtype.itemsize)
    picked = np.frombuffer(flat[places.flatten()].tobytes(),
                           array.dtype).reshape(places.shape)
    expected = npy_bytes(picked, None)
    return job, lambda output: None if output == expected \
        else "expected %r" % expected


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10 ** 6)
    print("random_formats.py %d %d" % (rounds, seed), flush=True)
    rng = random.Random(seed)
    read = [form for form in READ if has("--input-format", form)]
    written = [form for form in WRITTEN if has("--output-format", form)]
    for form in READ:
        if form not in read:
            print("tgather does not read %s: left out" % form)
    for form in WRITTEN:
        if form not in written:
            print("tgather does not write %s: left out" % form)

    pairings = list(itertools.product(read, read, written))
    cases = failed = 0
    with tempfile.TemporaryDirectory() as directory:
        jobs = (some_job(rng, *pairing)
                for _ in range(rounds) for pairing in pairings)
        for job, judge in itertools.chain(
                jobs, (npy_job(rng) for _ in range(500))):
            cases += 1
            wrong = run(job, judge, directory)
            if wrong:
                failed += 1
                if failed <= 20:
                    print(wrong, flush=True)
    print("%d cases, %d of them pairings of formats: %d failed"
          % (cases, cases - 500, failed))
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
