#!/usr/bin/python3
"""Compare gathers from random GGUF files with NumPy, bit for bit.

usage: random_gguf.py [ROUNDS [SEED]]

A round is a file of several tensors of random types, shapes, names and keys, and
a gather from one of them by each operation that moves rows: index_select and
gather_nd, and gather, take_along_dim and pick with one index for each block. The
result is written as raw data, GGUF, NPY or JSON, where quantized numbers become
those of gguf_blocks.py.

Half of the files get their keys from npm's @huggingface/gguf, where it is
installed, which must write what gguf_file.py writes; it also reads results.

$GGML may name llama.cpp's libggml-base.so: then numbers are also compared with
ggml's own, and ggml has to read what is written. The program is $TGATHER,
build/release/tgather if unset.
"""

import ctypes
import io
import json
import math
import os
import random
import subprocess
import sys
import tempfile

import numpy as np

import gguf_blocks
import gguf_file
import gguf_npm
from gguf_file import BLOCKS, alignment_key, some_key

here = os.path.dirname(os.path.abspath(__file__))
PROGRAM = os.path.abspath(os.environ.get("TGATHER") or os.path.join(
    here, "..", "..", "build", "release", "tgather"))
np.seterr(all="ignore")

PLAIN = {0: "<f4", 1: "<f2", 24: "<i1", 25: "<i2", 26: "<i4", 27: "<i8",
         28: "<f8"}
OPS = ["index_select", "gather_nd", "gather", "take_along_dim", "pick"]
GGML = ctypes.CDLL(os.environ["GGML"]) if os.environ.get("GGML") else None


class Tensor:
    """units: the elements, or the blocks, of all rows: (..., row, size)."""

    def __init__(self, rng, kind, shape):
        self.kind, self.shape = kind, shape
        name, self.block, size = BLOCKS.get(kind) or (
            None, 1, np.dtype(PLAIN[kind]).itemsize)
        self.name_of_type = name
        units = shape[:-1] + (shape[-1] // self.block,)
        self.units = np.frombuffer(rng.randbytes(math.prod(units) * size),
                                   np.uint8).reshape(units + (size,))

    def whole(self):
        """As gguf_file.py writes it."""
        return self.kind, self.shape, self.units.tobytes()


def some_tensor(rng):
    kind = rng.choice(list(PLAIN) + 3 * list(BLOCKS))
    block = BLOCKS[kind][1] if kind in BLOCKS else rng.choice([1, 3, 32])
    shape = tuple(rng.randrange(1, 6) for _ in range(rng.randrange(1, 4)))
    return Tensor(rng, kind, shape + (block * rng.randrange(1, 4),))


def some_call(rng, tensor):
    """Options, an index as nested lists, and the units of the result."""
    shape, units = tensor.shape, tensor.units
    op = rng.choice(OPS)
    dim = rng.randrange(len(shape) - 1)
    if op == "gather_nd":
        depth = rng.randrange(1, len(shape))
        index = np.array([[rng.randrange(shape[i]) for i in range(depth)]
                          for _ in range(rng.randrange(1, 6))])
        return ["--op", op], index, units[tuple(index.T)]
    if op == "index_select":
        index = np.array([rng.randrange(shape[dim])
                          for _ in range(rng.randrange(1, 9))])
        return ["--op", op, "--dim", str(dim)], index, \
            np.take(units, index, axis=dim)
    sizes = list(units.shape[:-1])
    if op == "pick":
        del sizes[dim]
    else:
        sizes[dim] = rng.randrange(1, 7)
        if op == "gather":
            sizes = [size if i == dim else rng.randrange(1, size + 1)
                     for i, size in enumerate(sizes)]
    index = np.array([rng.randrange(shape[dim])
                      for _ in range(math.prod(sizes))]).reshape(sizes)
    whole = np.expand_dims(index, dim) if op == "pick" else index
    trimmed = units[tuple(slice(None) if i == dim else slice(size)
                          for i, size in enumerate(whole.shape))]
    picked = np.take_along_axis(trimmed, whole[..., None], axis=dim)
    if op == "pick":
        picked = np.squeeze(picked, dim)
    return ["--op", op, "--dim", str(dim), "--quiet"], \
        np.repeat(index, tensor.block, axis=-1), picked


def numbers(tensor, units):
    """The elements of units as an array; None where nothing unpacks them."""
    shape = units.shape[:-2] + (units.shape[-2] * tensor.block,)
    flat = np.ascontiguousarray(units).reshape(-1, units.shape[-1])
    if tensor.name_of_type is None:
        return flat.view(PLAIN[tensor.kind]).reshape(shape)
    unpack = getattr(gguf_blocks, tensor.name_of_type, None)
    if unpack is None:
        return None
    result = unpack(flat).astype(np.float32)
    if GGML:
        own = np.empty(result.shape, np.float32)
        getattr(GGML, "dequantize_row_" + tensor.name_of_type)(
            flat.ctypes.data_as(ctypes.c_void_p),
            own.ctypes.data_as(ctypes.c_void_p), ctypes.c_int64(own.size))
        assert same(result, own), tensor.name_of_type
    return result.reshape(shape)


def same(a, b):
    """Equal bit for bit; NaNs may have any bits."""
    return a.shape == b.shape and a.dtype == b.dtype and bool(
        ((a.view("u%d" % a.itemsize) == b.view("u%d" % b.itemsize)) |
         ((a != a) & (b != b))).all())


def ggml_reads(path):
    if not GGML:
        return True

    class Parameters(ctypes.Structure):
        _fields_ = [("no_alloc", ctypes.c_bool), ("ctx", ctypes.c_void_p)]

    GGML.gguf_init_from_file.restype = ctypes.c_void_p
    context = GGML.gguf_init_from_file(path.encode(), Parameters(True, None))
    if context:
        GGML.gguf_free(ctypes.c_void_p(context))
    return bool(context)


def npm_reads(npm, path, tensor, shape, name, kept):
    """What npm's package reads otherwise than it is, or None."""
    read = npm.ask(read=path)
    if read["tensors"] != [[name, tensor.kind, list(shape)[::-1], "0"]]:
        return "npm reads %s" % read["tensors"]
    return None if read["keys"] == kept else \
        "npm reads %s, not %s" % (read["keys"], kept)


def write_file(npm, path, keys, tensors, alignment):
    """Where there is npm's package, it writes the keys."""
    whole = {name: tensor.whole() for name, tensor in tensors.items()}
    content = gguf_file.write([content for _, content in keys], whole,
                              alignment)
    bare = gguf_file.write([alignment_key(alignment)], whole, alignment)
    with open(path, "wb") as file:
        file.write(bare if npm else content)
    if npm:
        npm.ask(**{"from": path}, write=path, alignment=alignment,
                keys=[key for key, _ in keys])
        with open(path, "rb") as file:
            assert file.read() == content, "npm writes another file"


def wrong_result(form, path, tensor, units, kept, alignment, name, npm):
    """What is wrong with the result, or None."""
    with open(path, "rb") as file:
        output = file.read()
    if form == "raw":
        return None if output == units.tobytes() else "other bytes"
    if form == "gguf":
        result = Tensor(random.Random(0), tensor.kind, units.shape[:-2] + (
            units.shape[-2] * tensor.block,))
        result.units = units
        contents = [content for _, content in kept]
        if output != gguf_file.write(contents, {name: result.whole()},
                                     alignment):
            return "another file"
        if not ggml_reads(path):
            return "ggml does not read it"
        return npm and npm_reads(npm, path, tensor, result.shape, name,
                                 [key for key, _ in kept])
    expected = numbers(tensor, units)
    if form == "npy":
        return None if same(np.load(io.BytesIO(output)), expected) else \
            "other numbers"
    got = np.array(json.loads(output), expected.dtype).reshape(expected.shape)
    return None if same(got, expected) else "other numbers"


def some_keys(rng, word, npm):
    """Keys under a word, each as npm's package has it and as bytes."""
    names = ["%s.%d" % (word, i) for i in range(rng.randrange(3))]
    if npm:
        return [gguf_npm.some_key(rng, name) for name in names]
    return [(None, some_key(rng, name.encode())) for name in names]


def one_round(rng, directory, npm):
    """A file and a gather from it; returns what is wrong, or None."""
    alignment = rng.choice([32, 32, 8, 64, 256])
    names = rng.sample(["a", "blk.0.weight", "x:y", "é", "token_embd.weight"],
                       rng.randrange(1, 4))
    tensors = {name: some_tensor(rng) for name in names}
    kept = some_keys(rng, "general", npm)
    if alignment != 32:
        kept.append((gguf_npm.alignment_key(alignment),
                     alignment_key(alignment)))
    keys = kept + some_keys(rng, "other", npm)
    rng.shuffle(keys)
    kept = [key for key in keys if key in kept]
    name = rng.choice(names)
    tensor = tensors[name]
    options, index, units = some_call(rng, tensor)
    form = rng.choice(["raw", "gguf", "npy", "json"])
    path = os.path.join(directory, "x.gguf")
    out = os.path.join(directory, "out." + form)
    write_file(npm, path, keys, tensors, alignment)
    if len(units.shape) - 1 > 4 and form == "gguf":
        form, out = "raw", os.path.join(directory, "out.raw")
    operand = path if len(names) == 1 and rng.random() < 0.5 else \
        path + ":" + name
    pipe = rng.random() < 0.2
    if pipe:
        operand = "-:" + name
    elif operand == path:
        name = "output"
    indices = os.path.join(directory, "index.npy")
    np.save(indices, index.astype(rng.choice(["<i8", ">i4", "u1"])))
    argv = [PROGRAM, *options, "-o", out, operand, indices]
    with open(path, "rb") as file:
        done = subprocess.run(argv, stdin=file, capture_output=True, env={
            **os.environ, "TGATHER_PIECE": rng.choice(["1", "100", "262144"]),
            "TGATHER_ISA": rng.choice(["portable", "sse2"])})
    if form in ("npy", "json") and numbers(tensor, units) is None:
        wrong = None if done.returncode == 1 and b"only be moved" in \
            done.stderr else "not refused: %s" % done.stderr
    elif done.returncode != 0 or done.stderr:
        wrong = "status %d: %s" % (done.returncode, done.stderr)
    else:
        wrong = wrong_result(form, out, tensor, units, kept, alignment, name,
                             npm)
    if os.path.exists(out):
        os.remove(out)
    return wrong and "%s\n  %s %s %s: %s" % (
        " ".join(argv), tensor.name_of_type, tensor.shape,
        index.tolist() if index.size < 100 else index.shape, wrong)


def main(rounds=2000, seed=1):
    rng = random.Random(seed)
    npm, wrong = gguf_npm.start(), None
    with tempfile.TemporaryDirectory() as directory:
        for i in range(rounds):
            wrong = one_round(rng, directory, npm if i % 2 else None)
            if wrong:
                print("round %d of seed %d: %s" % (i, seed, wrong))
                break
    if npm:
        npm.close()
    if not wrong:
        print("%d gathers from GGUF files agree with NumPy%s%s" % (
            rounds, " and ggml" if GGML else "", " and npm" if npm else ""))
    return bool(wrong)


sys.exit(main(*(int(word) for word in sys.argv[1:])))
