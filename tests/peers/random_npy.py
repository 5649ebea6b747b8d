#!/usr/bin/python3
"""Compare the .npy files that tgather writes with what np.save writes.

usage: random_npy.py [COUNT [SEED]]

A case is an index_select from an array of any dtype that NumPy has, flat
records, times and text among them, of any shape and in either order. The result
must be the file that np.save writes, byte for byte.

The program is $TGATHER, build/release/tgather if unset.
"""

import io
import math
import os
import random
import sys
import tempfile

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, ".."))
import numpy as np

import random_gathers as rg
from formats_made import npy_bytes
from random_formats import Job, run


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
    job.files = {"in.npy": npy_bytes(array), "index.npy": file.getvalue()}
    job.options = ["--op", "index_select", "--dim", dim, "-o", "out.npy"]
    job.operands = ["in.npy", "index.npy"]
    # by places, so that NumPy casts nothing
    seen = array if array.ndim else array.reshape(1)
    places = np.take(np.arange(seen.size).reshape(seen.shape),
                     index.astype("i8"), axis=dim)
    flat = np.frombuffer(seen.tobytes(), "V%d" % array.dtype.itemsize)
    picked = np.frombuffer(flat[places.flatten()].tobytes(),
                           array.dtype).reshape(places.shape)
    expected = npy_bytes(picked)
    return job, lambda output: None if output == expected \
        else "expected %r" % expected


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10 ** 6)
    print("random_npy.py %d %d" % (count, seed), flush=True)
    rng = random.Random(seed)
    failed = 0
    with tempfile.TemporaryDirectory() as directory:
        for _ in range(count):
            wrong = run(*npy_job(rng), directory)
            if wrong:
                failed += 1
                if failed <= 20:
                    print(wrong, flush=True)
    print("%d cases: %d failed" % (count, failed))
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
