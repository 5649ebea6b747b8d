#!/usr/bin/python3
"""Random members of three kinds of call, compared with NumPy:

- gather_nd with --dim: A[:, i, j] for the picks of each batch
- negative --batch-dims, counted from the dims of the index as tf.gather does
- --index-cast: an index of floats in every format gives what the same index
  of integers gives, and one that is no integer is an error with its place

usage: random_calls.py [CASES [SEED]]

The program is $TGATHER, build/release/tgather if unset.
"""

import json
import os
import random
import subprocess
import sys
import tempfile

import numpy as np
import torch

TGATHER = os.path.abspath(os.environ.get("TGATHER", "build/release/tgather"))
# Integers up to this are exact in a float type.
FLOATS = {"float64": 2 ** 53, "float32": 2 ** 24, "float16": 2 ** 11,
          "bfloat16": 2 ** 8}


def run(*args):
    done = subprocess.run([TGATHER, "-q", *map(str, args)],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def shape(rng, least, most):
    return tuple(rng.randint(1, 4) for _ in range(rng.randint(least, most)))


def integers(rng, low, high, size):
    return np.array([rng.randint(low, high) for _ in range(int(np.prod(size)))],
                    np.int64).reshape(size)


def write_input(rng, x, name):
    """In C or in Fortran order, or as JSON."""
    if rng.random() < 0.3:
        return json.dumps(x.tolist())
    np.save(name, np.asfortranarray(x) if rng.random() < 0.3 else x)
    return name


def expect(call, answer):
    status, out, err = run(*call)
    assert status == 0, (call, err)
    found = np.array(json.loads(out))
    assert found.tolist() == answer.tolist(), (call, out, answer.tolist())


def pick_tuples(x, index, batch, dim):
    """NumPy's A[:, i, j], for each place in the batch dims."""
    if batch:
        return np.stack([pick_tuples(a, i, batch - 1, dim - 1)
                         for a, i in zip(x, index)])
    return x[(slice(None),) * dim + tuple(np.moveaxis(index, -1, 0))]


def tuples(rng):
    x = np.arange(np.prod(s := shape(rng, 1, 5))).reshape(s)
    dim = rng.randrange(x.ndim)
    batch = rng.randint(0, dim) if rng.random() < 0.4 else 0
    t = rng.randint(1, x.ndim - dim)
    k = s[:batch] + shape(rng, 0, 2)
    index = np.stack([integers(rng, 0, s[dim + i] - 1, k) for i in range(t)],
                     -1)
    np.save("i.npy", index.astype(rng.choice(["<i8", ">i4", "u1"])))
    expect(["--op", "gather_nd", "--dim", rng.choice([dim, dim - x.ndim]),
            "--batch-dims", batch, write_input(rng, x, "x.npy"), "i.npy"],
           pick_tuples(x, index, batch, dim))


def take_in_batches(x, index, batch, dim):
    if batch:
        return np.stack([take_in_batches(a, i, batch - 1, dim - 1)
                         for a, i in zip(x, index)])
    return np.take(x, index, axis=dim)


def batch_dims(rng):
    x = np.arange(np.prod(s := shape(rng, 1, 4))).reshape(s)
    dim = rng.randrange(x.ndim)
    batch = rng.randint(0, dim)
    k = s[:batch] + shape(rng, 0 if batch else 1, 2)
    index = integers(rng, 0, s[dim] - 1, k)
    np.save("i.npy", index)
    # batch_dims += indices.shape.ndims, which reaches all but a full batch
    given = batch - index.ndim if batch < index.ndim else batch
    expect(["--dim", dim, "--batch-dims", given,
            write_input(rng, x, "x.npy"), "i.npy"],
           take_in_batches(x, index, batch, dim))


def spelt(rng, v):
    """An integer as JSON may write it."""
    forms = ["%d", "%d.0", "%de0", "%d.000", "%d.0E+0"] + ["%d0e-1"] * (v != 0)
    return rng.choice(forms) % v


def nested(tokens, size):
    if not size:
        return tokens.pop(0)
    return "[%s]" % ",".join(nested(tokens, size[1:]) for _ in range(size[0]))


def write_floats(rng, values, dtype):
    """Values, exact in a float dtype, in some format; the operand, options."""
    tensor = torch.tensor(values.tolist(), dtype=getattr(torch, dtype))
    tensor = tensor.reshape(values.shape)
    kind = rng.choice(["npy", "pt", "raw", "safetensors"])
    if kind == "pt":
        torch.save(tensor.t().contiguous().t() if tensor.ndim == 2
                   else tensor, "f.pt")
        return ["f.pt"]
    if kind == "npy" and dtype != "bfloat16":
        array = tensor.numpy()
        np.save("f.npy", array.astype(array.dtype.newbyteorder("><"[
            rng.randrange(2)])))
        return ["f.npy"]
    data = tensor.contiguous().view(torch.int16).numpy().tobytes() \
        if dtype == "bfloat16" else tensor.numpy().tobytes()
    if kind == "safetensors":
        tag = {"float64": "F64", "float32": "F32", "float16": "F16",
               "bfloat16": "BF16"}[dtype]
        head = json.dumps({"f": {"dtype": tag, "shape": list(values.shape),
                                 "data_offsets": [0, len(data)]}}).encode()
        data = len(head).to_bytes(8, "little") + head + data
        open("f.safetensors", "wb").write(data)
        return ["f.safetensors"]
    open("f.raw", "wb").write(data)
    return ["f.raw", "--index-format", "raw", "--index-dtype", dtype,
            "--index-shape", ",".join(map(str, values.shape)) or "scalar"]


def casts(rng):
    s = shape(rng, 1, 2)
    n = rng.choice([3, 100, 3000]) if rng.random() < 0.2 else 3
    size = s[:-1] + (n,) if len(s) == 2 else (n,)
    x = np.arange(np.prod(s)).reshape(s)
    dim = len(s) - 1
    index = integers(rng, -s[dim], s[dim] - 1, size)
    write = write_input(rng, x, "x.npy")
    call = ["--dim", dim, "--index-cast", "--negative"]
    answer = np.take_along_axis(x, index, dim)
    if rng.random() < 0.4:
        tokens = [spelt(rng, v) for v in index.flat]
        open("i.json", "w").write(nested(tokens, size))
        expect(call + [write, "i.json"], answer)
    else:
        dtype = rng.choice(list(FLOATS))
        expect(call + [write] + write_floats(rng, index, dtype), answer)
    bad = index.astype(np.float64)
    at = rng.randrange(bad.size)
    bad.flat[at] = rng.choice([0.5, -1.5, 1e300, float("nan"), float("inf"),
                               2.0 ** 63])
    np.save("b.npy", bad)
    where = ",".join(map(str, np.unravel_index(at, size)))
    status, out, err = run(*call, write, "b.npy")
    assert status == 1 and not out and "index [%s] is " % where in err, err
    assert "not an integer" in err or "does not fit int64" in err, err


def main():
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10 ** 6)
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)
        for i in range(cases):
            for kind in (tuples, batch_dims, casts):
                try:
                    kind(random.Random("%d %d" % (seed, i)))
                except Exception:
                    print("seed %d case %d: %s" % (seed, i, kind.__name__))
                    raise
    print("random_calls: %d cases, seed %d: ok" % (3 * cases, seed))


main()
