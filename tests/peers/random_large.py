#!/usr/bin/python3
"""Compare large binary gathers with NumPy, byte for byte, by 1, 2 and 3 threads.

usage: random_large.py [CASES [SEED]]

A case draws the width of elements, the length of the blocks that move at once,
an index of any integer type in either byte order, what becomes of indices that
are out of range, and whether the output is written to a file or a pipe; its
result has about a million elements, so that threads start without being asked.
The first cases have each width with each kind of block.

The program is $TGATHER, build/release/tgather if unset.
"""

import io
import itertools
import os
import random
import subprocess
import sys
import tempfile

import numpy as np

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, ".."))
import random_gathers as rg

DTYPES = ["u1", ">i2", "<f4", ">f4", "<f8", ">u8", "<c16", "<U3"]
BLOCKS = [1, 2, 3, 5, 12, 300]
NUMEL = 1 << 20
FILL = 7


def some_input(rng, dtype, shape):
    """Elements that are all different, as far as the type allows."""
    numbers = rng.permutation(int(np.prod(shape)))
    return numbers.astype(dtype).reshape(shape)


def some_index(rng, draw, size, shape, policy):
    """Indices that the policy accepts, and the positions they stand for."""
    code = draw.choice(["i8", "i8", "i4", "u4", "u8", "i2", "u2", "i1", "u1"])
    info = np.iinfo(code)
    low, high = 0, size - 1
    if policy in ("--negative", "--mode=wrap", "--mode=clip", "--fill"):
        low = -size
    if policy in ("--mode=wrap", "--mode=clip", "--fill"):
        low, high = 3 * low, 3 * high + 1
    index = rng.integers(max(low, info.min), min(high, info.max), shape,
                         endpoint=True, dtype="i8")
    where = index.copy()
    if policy == "--negative":
        where[where < 0] += size
    elif policy == "--mode=wrap":
        where %= size
    elif policy == "--mode=clip":
        where = where.clip(0, size - 1)
    elif policy == "--fill":
        where[(where < 0) | (where >= size)] = -1
    return index.astype(draw.choice("<>") + code), where


def some_case(draw, dtype, block):
    """Draw a case; returns options, input, index and the result."""
    rng = np.random.default_rng(draw.randrange(1 << 32))
    policies = ["", "", "--negative", "--mode=wrap", "--mode=clip"]
    if dtype[1] != "U":
        policies.append("--fill")
    policy = draw.choice(policies)
    options = [policy] if policy else []
    if policy == "--fill":
        options.append(str(FILL))
    size = draw.choice([2, 21, 200, 5000])
    n = NUMEL // block
    if block == 1 and draw.random() < 0.5:      # along the last dim
        rows = NUMEL // 8
        size = min(size, 21)
        array = some_input(rng, dtype, (rows, size))
        index, where = some_index(rng, draw, size, (rows, 8), policy)
        options += ["--dim", "1"]
        result = np.take_along_axis(array, where, 1)
    elif draw.random() < 0.5:                   # whole rows
        array = some_input(rng, dtype, (size, block))
        index, where = some_index(rng, draw, size, (n,), policy)
        options += ["--op", "index_select", "--dim", "0"]
        result = array[where]
    else:                                       # a row of each of a batch
        array = some_input(rng, dtype, (n, 3, block))
        index, where = some_index(rng, draw, 3, (n,), policy)
        options += ["--batch-dims", "1", "--dim", "1"]
        result = array[np.arange(n), where]
    result[where < 0] = FILL
    return options, array, index, result


def run(draw, options, result, directory):
    """Run by 1 to 3 threads; returns what is wrong, or None."""
    wanted = io.BytesIO()
    np.save(wanted, result)
    for threads, chunk in itertools.product("123", ["", "1000", "100000"]):
        variables = {"TGATHER_CHUNK": chunk, "TGATHER_ISA": draw.choice(rg.ISAS)}
        argv = ["--quiet", "--threads", threads, *options, "in.npy", "ix.npy"]
        to_file = draw.random() < 0.5
        argv += ["-o", "out.npy"] if to_file else ["--output-format", "npy"]
        done = subprocess.run([rg.PROGRAM, *argv], cwd=directory, timeout=60,
                              capture_output=True,
                              env={**os.environ, **variables})
        output = done.stdout
        if to_file and done.returncode == 0:
            with open(os.path.join(directory, "out.npy"), "rb") as file:
                output = file.read()
        if done.returncode or output != wanted.getvalue():
            return "%s\n  status %d %s" % (
                rg.command(variables, argv), done.returncode,
                done.stderr.decode())
    return None


def main():
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10 ** 6)
    print("random_large.py %d %d" % (cases, seed), flush=True)
    draw = random.Random(seed)
    kinds = list(itertools.product(DTYPES, BLOCKS))
    failed = 0
    with tempfile.TemporaryDirectory() as directory:
        for i in range(cases):
            dtype, block = kinds[i] if i < len(kinds) else draw.choice(kinds)
            options, array, index, result = some_case(draw, dtype, block)
            np.save(os.path.join(directory, "in.npy"), array)
            np.save(os.path.join(directory, "ix.npy"), index)
            wrong = run(draw, options, result, directory)
            if wrong:
                failed += 1
                print("%s\n  input %s %s, index %s %s" % (
                    wrong, array.dtype.str, array.shape, index.dtype.str,
                    index.shape), flush=True)
    print("%d cases, each by 9 ways: %d failed" % (cases, failed))
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
