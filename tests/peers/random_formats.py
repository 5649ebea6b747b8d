#!/usr/bin/python3
"""Compare gathers between all formats with PyTorch and NumPy, byte for byte.

usage: random_formats.py [COUNT [SEED]]

A case is an input in one of the formats that tgather reads, an index in
another and a result in one that it writes, in turn all pairs of the first and
the last; operation, shapes, element type and data are drawn anew: arrays in C
and Fortran order and either byte order, quantized blocks, types of less than a
byte, tensors of PyTorch that are views, models with their data beside them,
files of several tensors, some of all that in gzip data or on standard input.
Shapes that a format does not have are stored in another and reshaped. Where
elements come from is the references' word, see gathers.py; the files are made
by NumPy, PyTorch and others, see formats_made.py, and so is what must come
out, see formats_due.py. Where types or shapes cannot go, the reason is due.

Without the package onnx its formats are left out, which is said.

The program is $TGATHER, build/release/tgather if unset.
"""

import itertools
import math
import os
import random
import subprocess
import sys
import tempfile

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, ".."))

import float8
import formats_due
import formats_made as made
import gathers
import random_gathers as rg
import reference as ref

READ = [*made.TEXTS, "raw", "npy", "npz", "safetensors", "pt", "gguf", "idx",
        *made.ROWS] + ["onnx", "pb"] * (made.onnx is not None)
WHOLE_FLOATS = ["float16", "bfloat16", "float32", "float64"]    # as an index


class Job:
    """A call under construction."""

    def __init__(self, rng):
        self.rng = rng
        self.variables, self.options = rg.some_way(rng)
        self.operands = []
        self.files = {}
        self.stdin = None
        self.output = None
        self.big = False            # the input's byte order
        self.keys = [], 32          # of a GGUF input, and the alignment

    def argv(self):
        return [str(word) for word in self.options + self.operands]

    def option(self, *words):
        self.options += words

    def add(self, role, form, tensor):
        """An operand of that format; False if it cannot have the shape."""
        rng = self.rng
        prefix = "--index-" if role == "index" else "--"
        format_option = prefix + ("format" if role == "index"
                                  else "input-format")
        shape = made.stored_shape(rng, form, tensor.dtype, tensor.shape)
        if shape is None:
            return False
        options = []
        if shape != tensor.shape or form == "raw":
            options += [prefix + "shape", rg.dims_text(rng, tensor.shape)]
        stored = made.Tensor(tensor.dtype, shape, tensor.items, tensor.tokens)
        big = rng.random() < 0.4 and made.has_order(tensor.dtype) and \
            tensor.dtype != "bfloat16" and form in ("raw", "npy", "npz")
        in_gzip = rng.random() < 0.1
        from_stdin = not in_gzip and rng.random() < 0.15 and self.stdin is None
        if form in made.TEXTS:
            file, known = self.text(role, form, stored)
        else:
            file = made.made(rng, form, stored, big,
                             role == "input" and not in_gzip and not from_stdin)
            known = form in made.SNIFFED or form == "idx" and shape
        if role == "input":
            self.big = big
            self.keys = getattr(file, "keys", []), getattr(
                file, "alignment", 32)
        options += [prefix + word if i % 2 == 0 else word
                    for i, word in enumerate(file.options)]

        ending = rng.choice([form] * 3 + ["dat"] if form != "text" else ["txt"])
        plain = "onnx" if form == "pb" else form
        # A shape and a dtype say that it is raw, as does a dtype of gzip data.
        both = prefix + "shape" in options and \
            prefix + "dtype" in options + self.options
        if form == "lines" or form in made.TABLES and len(
                tensor.items) == 1 or not known and (ending in ("dat", "txt") or
                                             from_stdin) or \
                rng.random() < 0.1 or both and form != "raw" and (
                    from_stdin or ending == "dat" or form == "json"):
            options += [format_option, plain]
        elif form == "raw" and from_stdin and rng.random() < 0.5:
            options += [format_option, plain]
        path = "%s.%s" % (role, ending)
        # of raw data, and where a format is named, gzip's bytes are the data
        if in_gzip and format_option not in options and not both:
            file.content = made.packed(rng, file.content)
            path += rng.choice(["", ".gz"])
        if from_stdin:
            self.stdin = file.content
            path = "-"
        else:
            self.files[path] = file.content
        self.files.update(file.beside)
        self.options += options
        self.operands.append(path if file.name is None
                             else path + ":" + file.name)
        return True

    def text(self, role, form, tensor):
        """JSON or a table, and whether it is known for one by its content."""
        rng, tokens = self.rng, tensor.tokens
        if form == "json":
            return made.Made(rg.flat_text(rng, tokens, tensor.shape)), True
        numbers = all(formats_due.JSON_NUMBER.fullmatch(t) for t in tokens)
        if role == "input" and form != "lines" and (not numbers or rng.random() < 0.2):
            self.options.append("--no-header")
        return made.Made(made.table_bytes(rng, tokens, tensor.shape, form)), \
            numbers and len(tokens) > 1 and form != "lines"


# Calls -----------------------------------------------------------------------

def some_policy(rng, job, op, may_fill):
    """What becomes of indices, and whether a fill value goes with it."""
    if may_fill and rng.random() < 0.3:
        return rg.some_policy(rng, job, op)
    policy = gathers.Policy(negative=op in gathers.NEGATIVE
                            or rng.random() < 0.3)
    if policy.negative and op not in gathers.NEGATIVE:
        job.options.append("--negative")
    return policy, False


def some_call(rng, job, rows, may_fill=False):
    """Draw a call that is legal: operation, shape, index and its shape, what is
    picked, the result's shape, and whether there is a fill value. With rows,
    elements stand for rows: there are dims, and the operation is one that has
    an index in each of them."""
    before = list(job.options)
    while True:
        job.options = list(before)
        op = rng.choice(gathers.OPS)
        shape, index_shape, dim, batch = rg.some_shapes(rng, op)
        if rows and (op == "take" or not shape):
            continue
        policy, fills = some_policy(rng, job, op, may_fill)
        try:
            _, sizes = gathers.result_shape(
                op, shape if op == "gather_nd" else shape or (1,), index_shape,
                dim, batch)
            index = rg.some_index(rng, index_shape, sizes, policy)
            picked, result = gathers.gather(op, shape, index, index_shape, dim,
                                            batch, policy)
        except ref.Refused:
            continue
        if len(picked) > (40 if rows else 2000):
            continue
        job.options += ["--op", op, "--quiet"]
        if op not in ("take", "gather_nd"):
            job.options += ["--dim", dim]
        if batch:
            job.options += ["--batch-dims", batch]
        return op, shape, index, index_shape, picked, result, fills


def some_row_call(rng, job, dtype):
    """The same for rows of blocks: an index of elements says of all elements
    of a row the same."""
    row = made.BLOCKS[dtype][0] * rng.choice([1, 1, 2])
    op, shape, index, index_shape, picked, result, _ = some_call(rng, job, True)
    if op in ("gather", "take_along_dim", "pick"):
        times = 1 if op == "take_along_dim" and rng.random() < 0.3 else row
        index = [v for v in index for _ in range(times)]
        index_shape = index_shape + (times,)
    return shape + (row,), index, index_shape, picked, result + (row,)


def some_tokens(rng, dtype, n):
    """Elements as text: tokens that are numbers of that type, and its items."""
    tokens, items = [], []
    while len(tokens) < n:
        token = rg.some_token(rng, dtype)
        if dtype in float8.LIMITS and not token[-1].isdigit():
            continue                # infinities, which not all of them have
        try:
            items.append(ref.parse(dtype, token))
        except ref.Refused:
            continue
        tokens.append("[%s]" % token if dtype in ref.COMPLEX else token)
    return tokens, items


def some_item(rng, dtype):
    if dtype == float8.E8M0:
        return rng.randbytes(1)
    return rg.some_item(rng, dtype)


def some_blocks(rng, dtype, shape):
    n, size, _ = made.BLOCKS[dtype]
    return made.Tensor(dtype, shape, [
        rng.randbytes(shape[-1] // n * size)
        for _ in range(math.prod(shape[:-1]))])


def some_tensor(rng, form, dtype, shape):
    numel = math.prod(shape)
    if form in made.TEXTS:
        if dtype in ref.COMPLEX and (
                not numel or rg.json_shape(shape) != shape):
            dtype = "float32"
        tokens, items = some_tokens(rng, dtype, numel)
        return made.Tensor(dtype, shape, items, tokens)
    items = [some_item(rng, dtype) for _ in range(numel)]
    if numel and rng.random() < 0.2:
        items = items[:1] * numel           # which PyTorch may expand
    return made.Tensor(dtype, shape, items)


def some_fill(rng, job, dtype):
    """A number that any kind of text has the same way, and its bytes."""
    while True:
        tokens, items = some_tokens(rng, dtype, 1)
        if formats_due.JSON_NUMBER.fullmatch(tokens[0]):
            job.options.append("--fill=" + tokens[0])
            return tokens[0], items[0]


def some_job_of(rng, job, form, dtype):
    """A tensor and an index that fit, the result's shape, and the tensor's
    elements in it."""
    if dtype in made.BLOCKS:
        shape, index, index_shape, picked, result = some_row_call(
            rng, job, dtype)
        tensor, fills = some_blocks(rng, dtype, shape), False
    else:
        _, shape, index, index_shape, picked, result, fills = some_call(
            rng, job, False, dtype not in (*ref.COMPLEX, float8.E8M0))
        tensor = some_tensor(rng, form, dtype, shape)
    items, tokens = tensor.items, tensor.tokens
    if fills:
        token, item = some_fill(rng, job, dtype)
        items = items + [item]
        tokens = None if tokens is None else tokens + [token]
    picked = [-1 if i is None else i for i in picked]
    return tensor, index, index_shape, made.Tensor(
        tensor.dtype, result, [items[i] for i in picked],
        None if tokens is None else [tokens[i] for i in picked])


def holds(dtype, v):
    """Is v exactly an element of that type?"""
    if dtype in ref.FLOATS:
        return abs(v) <= 1 << ref.FLOATS[dtype][1]
    bits = 8 * ref.itemsize(dtype)
    low = -(1 << bits - 1) if dtype[0] == "i" else 0
    return low <= v < low + (1 << bits)


def add_index(rng, job, form, index, index_shape):
    """False if no type of that format has these indices."""
    read = made.dtypes_of(form, True)
    floats = [d for d in WHOLE_FLOATS
              if d in read and all(holds(d, v) for v in index)]
    kinds = [d for d in (["int64"] if form in made.TEXTS else ref.INTEGERS)
             if d in read and all(holds(d, v) for v in index)]
    if not kinds or floats and rng.random() < 0.1:
        if not floats:
            return False
        kind = rng.choice(floats)
        job.options.append("--index-cast")
    else:
        kind = rng.choice(kinds)
    tokens = [str(v) + (".0" if kind in ref.FLOATS else "") for v in index]
    return job.add("index", form, made.Tensor(
        kind, index_shape, [ref.parse(kind, token) for token in tokens],
        tokens))


def some_output_shape(rng, form, dtype, shape):
    """Another shape for the result, mostly where a format cannot have it."""
    n = math.prod(shape)
    if dtype in made.BLOCKS:
        fits = len(shape) == 2 or form not in made.ROWS and len(shape) <= 4
        other = n // shape[-1], shape[-1]
    elif form == "lines" or form == "gguf" and len(shape) > 4:
        fits, other = len(shape) <= 1, (n,)
    else:
        width = rng.choice([d for d in range(1, n + 1) if n % d == 0] or [3])
        fits, other = form not in made.ROWS or len(shape) == 2, \
            (n // width, width)
    return other if rng.random() < (0.05 if fits else 0.85) else shape


def some_name(rng, job, form):
    """Where the result goes, and the tensor's name in it: that behind the
    colon, or as the input was, or as is usual in the format."""
    name = colon = None
    if form in ("npz", "safetensors", "gguf"):
        name = "arr_0" if form == "npz" else "output"
        if ":" in job.operands[0]:
            name = job.operands[0].split(":", 1)[1]
        if rng.random() < 0.5:
            name = colon = rng.choice(["out", "a.b", "c:d"])
    if form == "npz" or colon or rng.random() < 0.5:
        ending = "txt" if form == "text" else form
        job.output = "output." + ending
        job.options += ["-o", job.output + (":" + colon if colon else "")]
        if form in ("lines", "text"):
            job.options += ["--output-format", form]
        return name
    job.options += ["--output-format", form]
    if rng.random() < 0.1:
        job.options.append("--unbuffered")
    return name


def some_dtype(rng, input_form, output_form):
    """Mostly one that both formats have."""
    read = made.dtypes_of(input_form)
    both = [d for d in read if not list(
        formats_due.reasons(output_form, made.Tensor(d, (1, 1), [])))]
    return rng.choice(both if both and rng.random() < 0.85 else read)


def some_job(rng, input_form, index_form, output_form):
    """A job and what it should write: a function that takes the output and
    says what is wrong with it, or Refused with the reasons."""
    job = Job(rng)
    dtype = some_dtype(rng, input_form, output_form)
    tensor, index, index_shape, chosen = some_job_of(rng, job, input_form, dtype)
    dtype = tensor.dtype
    if input_form in made.TEXTS:
        if output_form not in made.ROWS or dtype != made.ROWS[output_form] or \
                rng.random() < 0.5:
            job.options += ["--dtype", dtype]
    shape = some_output_shape(rng, output_form, dtype, chosen.shape)
    if not job.add("input", input_form, tensor) or \
            not add_index(rng, job, index_form, index, index_shape):
        return some_job(rng, input_form, index_form, output_form)
    if shape != chosen.shape:
        job.options += ["--output-shape", rg.dims_text(rng, shape)]
    name = some_name(rng, job, output_form)

    chosen.shape = shape
    try:
        expected = formats_due.due(
            output_form, chosen, input_form,
            job.big and input_form == output_form, name, job.keys)
    except formats_due.Refused as refused:
        return job, refused
    return job, lambda output: formats_due.wrong_output(
        output_form, output, expected, shape, name, dtype in made.BLOCKS)


# Running ---------------------------------------------------------------------

def run(job, judge, directory):
    """Run a job; returns what is wrong with the outcome, or None."""
    for name, content in job.files.items():
        with open(os.path.join(directory, name), "wb") as file:
            file.write(content)
    argv = job.argv()
    done = subprocess.run([rg.PROGRAM, *argv], input=job.stdin or b"",
                          cwd=directory, capture_output=True,
                          env={**os.environ, **job.variables})
    output, message = done.stdout, done.stderr.decode(errors="replace")
    left = set(os.listdir(directory)) - set(job.files)
    if isinstance(judge, formats_due.Refused):
        wrong = None if done.returncode == 1 and not output and not left and \
            any(reason in message for reason in judge.args) else \
            "status %d: %s\n  due is one of %s" % (done.returncode, message,
                                                   judge.args)
    elif done.returncode != 0 or message:
        wrong = "status %d: %s" % (done.returncode, message)
    elif left != ({job.output} if job.output else set()):
        wrong = "files: %s" % left
    else:
        if job.output:
            with open(os.path.join(directory, job.output), "rb") as file:
                output += file.read()
        wrong = judge(output)
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


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10 ** 6)
    print("random_formats.py %d %d" % (count, seed), flush=True)
    if made.onnx is None:
        print("# ONNX is left out: there is no package onnx")
    rng = random.Random(seed)
    pairs = list(itertools.product(READ, formats_due.WRITTEN))
    rng.shuffle(pairs)
    failed = refused = 0
    with tempfile.TemporaryDirectory() as directory:
        for pair in itertools.islice(itertools.cycle(pairs), count):
            job, judge = some_job(rng, pair[0], rng.choice(READ), pair[1])
            refused += isinstance(judge, formats_due.Refused)
            wrong = run(job, judge, directory)
            if wrong:
                failed += 1
                if failed <= 20:
                    print(wrong, flush=True)
    print("%d cases, %d of them refused as they should be: %d failed"
          % (count, refused, failed))
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
