#!/usr/bin/python3
"""Compare gathers from vectors, IDX, ONNX and Fortran's raw data with NumPy.

usage: random_vectors.py [ROUNDS [SEED]]

Each round makes a file with NumPy, or with the onnx package where there is one,
draws an operation and an index, and compares what is written with NumPy's
answer, byte for byte. In some files of rows with heads one row says a wrong
length: then the call must fail where that row is picked, and nowhere else.

The program is $TGATHER, build/release/tgather if unset.
"""

import io
import os
import random
import subprocess
import sys
import tempfile

here = os.path.dirname(os.path.abspath(__file__))
import numpy as np

try:
    import onnx
    from onnx import external_data_helper, helper, numpy_helper
except ImportError:
    onnx = None

PROGRAM = os.path.abspath(os.environ.get(
    "TGATHER", os.path.join(here, "../../build/release/tgather")))
VECS = {"fvecs": "<f4", "ivecs": "<i4", "bvecs": "u1"}
BINS = {"fbin": "<f4", "ibin": "<i4", "u8bin": "u1", "i8bin": "i1",
        "f16bin": "<f2"}
IDX = {"u1": 8, "i1": 9, ">i2": 11, ">i4": 12, ">f4": 13, ">f8": 14}
OTHERS = ["<u2", "<i8", "<f8", "<f4", "u1", "<c8", "<i2", "?"]


def some_array(rng, dtype, shape):
    n = int(np.prod(shape))
    if np.dtype(dtype).kind == "b":
        return np.array([rng.random() < 0.5 for _ in range(n)],
                        "?").reshape(shape)
    data = rng.randbytes(n * np.dtype(dtype).itemsize)
    return np.frombuffer(data, dtype).reshape(shape)


def vecs_bytes(array):
    n, d = array.shape
    table = np.empty((n, 4 + d * array.itemsize), "u1")
    table[:, :4] = np.array([d], "<i4").view("u1")
    table[:, 4:] = np.ascontiguousarray(array).view("u1").reshape(n, -1)
    return table.tobytes()


def bin_bytes(array):
    return np.array(array.shape, "<u4").tobytes() + array.tobytes()


def idx_bytes(array):
    big = array.astype(array.dtype.newbyteorder(">"))
    code = IDX[big.dtype.str.replace("|", "")]
    return (bytes([0, 0, code, array.ndim]) +
            np.array(array.shape, ">u4").tobytes() + big.tobytes())


def npy_bytes(array):
    file = io.BytesIO()
    np.save(file, np.ascontiguousarray(array).reshape(array.shape))
    return file.getvalue()


def onnx_file(rng, array, directory):
    """Its name for tgather. The elements are raw, typed, or in another file."""
    kind = helper.NP_TYPE_TO_TENSOR_TYPE if hasattr(
        helper, "NP_TYPE_TO_TENSOR_TYPE") else onnx.mapping.NP_TYPE_TO_TENSOR_TYPE
    tensors = [numpy_helper.from_array(np.arange(3), "other")]
    way = rng.choice(["raw", "typed", "beside"])
    # onnx 1.12 cannot write complex ones so, and Python changes bits of NaNs
    if way == "typed" and array.dtype.kind != "c" and \
            not (array != array).any():
        tensor = helper.make_tensor("w", kind[array.dtype], array.shape,
                                    array.flatten().tolist())
    else:
        tensor = numpy_helper.from_array(array, "w")
    tensors.insert(rng.randrange(2), tensor)
    if rng.random() < 0.3 and way != "beside":
        with open(os.path.join(directory, "x.pb"), "wb") as file:
            file.write(tensor.SerializeToString())
        return rng.choice(["x.pb", "x.pb:w"])
    value = helper.make_tensor_value_info("y", 1, [1])
    model = helper.make_model(helper.make_graph([], "g", [], [value], tensors))
    if way == "beside":
        external_data_helper.convert_model_to_external_data(
            model, True, "x.data", rng.choice([0, 1024]))
    onnx.save_model(model, os.path.join(directory, "x.onnx"))
    return "x.onnx:w"


def some_input(rng, directory):
    """An array, its format, the words that read it, and a row that is wrong."""
    form = rng.choice([*VECS, *BINS, "idx", "F"] + ["onnx"] * (onnx is not None))
    ndim = 2 if form in VECS or form in BINS else rng.randrange(1, 5)
    least = 1 if form in VECS else 0
    shape = tuple(rng.choice([least or 1, 1, 2, 3, 5, 8, rng.randrange(least, 70)])
                  for _ in range(ndim))
    if form == "onnx":
        array = some_array(rng, rng.choice(OTHERS), shape)
        return array, form, [onnx_file(rng, array, directory)], None
    dtype = VECS.get(form) or BINS.get(form) or rng.choice(
        list(IDX) if form == "idx" else OTHERS)
    array = some_array(rng, dtype, shape)
    wrong = None
    if form == "F":
        content, words = array.tobytes("F"), [
            "x.raw", "--order", "F", "--shape", ",".join(map(str, shape)),
            "--dtype", {"?": "bool"}.get(dtype, dtype)]
    elif form == "idx":
        content, words = idx_bytes(array), [rng.choice(["x.idx", "x"])]
    elif form in BINS:
        content, words = bin_bytes(array), ["x." + form]
    else:
        content, words = vecs_bytes(array), ["x." + form]
        if rng.random() < 0.3 and shape[0] > 1:
            wrong = rng.randrange(1, shape[0])
            at = wrong * (len(content) // shape[0])
            head = rng.choice([0, shape[1] + 1, shape[1] - 1, -1, 1 << 30])
            content = content[:at] + np.array([head], "<i4").tobytes() + \
                content[at + 4:]
    with open(os.path.join(directory, words[0]), "wb") as file:
        file.write(content)
    return array, form, words, wrong


def some_call(rng, array):
    """The words of a call, its index, and the positions that it picks."""
    positions = np.arange(array.size).reshape(array.shape)
    op = rng.choice(["index_select", "index_select", "gather", "take"])
    dim = rng.randrange(array.ndim)
    count = rng.choice([1, 2, 5, rng.randrange(0, 60)])
    if op == "take":
        index = np.array([rng.randrange(array.size) for _ in range(count)]
                         if array.size else [], "i8")
        return ["--op", op], index, positions.reshape(-1)[index]
    if array.shape[dim] == 0 or (op == "gather" and array.size == 0):
        count = 0
    if op == "index_select":
        index = np.array([rng.randrange(array.shape[dim])
                          for _ in range(count)], "i8")
        picked = np.take(positions, index, dim)
    else:
        sizes = [count if i == dim else s for i, s in enumerate(array.shape)]
        n = int(np.prod(sizes))
        index = np.array([rng.randrange(array.shape[dim]) for _ in range(n)],
                         "i8").reshape(sizes)
        picked = np.take_along_axis(positions, index, dim)
    return ["--op", op, "--dim", str(dim)], index, picked


def expected(form, array, picked):
    """A format of the result, and its bytes."""
    result = array.reshape(-1)[picked] if picked.size else \
        np.empty(picked.shape, array.dtype)
    little = result.astype(result.dtype.newbyteorder("<"))
    if form in VECS and result.ndim == 2 and result.size:
        return form, vecs_bytes(result)
    if form in BINS and result.ndim == 2:
        return form, bin_bytes(result)
    if form == "idx":
        return form, idx_bytes(result)
    return None, little


def run(rng, directory):
    """One round: what is wrong, or None; and the words of the call."""
    array, form, words, wrong = some_input(rng, directory)
    call, index, picked = some_call(rng, array)
    kind = rng.choice(["<i8", ">i8", "<i4", "u1"])
    index = index.astype(kind if kind != "u1" or not index.size or
                         index.max() < 256 else "<i8")
    np.save(os.path.join(directory, "index.npy"), index)
    target, due = expected(form, array, picked)
    if target is None or rng.random() < 0.4:
        little = due if target is None else \
            array.reshape(-1)[picked].astype(array.dtype.newbyteorder("<"))
        target = rng.choice(["npy", "raw"])
        due = npy_bytes(little) if target == "npy" else little.tobytes()
    variables = {"TGATHER_PIECE": rng.choice(["1", "64", "4096", "262144"]),
                 "TGATHER_ISA": rng.choice(["portable", "sse2"])}
    argv = [PROGRAM, *call, "--quiet", *words, "index.npy"]
    to_file = rng.random() < 0.5
    argv += ["-o", "out." + target] if to_file else ["--output-format", target]
    done = subprocess.run(argv, cwd=directory, capture_output=True,
                          env={**os.environ, **variables})
    output = done.stdout
    if to_file and done.returncode == 0:
        with open(os.path.join(directory, "out." + target), "rb") as file:
            output = file.read()
    rows = set((picked // array.shape[-1]).reshape(-1).tolist()) \
        if wrong is not None else set()
    if wrong in rows:
        text = b"row %d says that it has" % wrong
        ok = done.returncode == 1 and text in done.stderr and not output
        return (None if ok else "row %d is wrong: status %d, %r" % (
            wrong, done.returncode, done.stderr)), argv, variables
    if done.returncode != 0 or done.stderr:
        return "status %d: %s" % (done.returncode, done.stderr.decode()), argv, \
            variables
    return (None if output == due else "%r, not %r" % (
        output[:200], due[:200])), argv, variables


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10 ** 6)
    if onnx is None:
        print("# ONNX is left out: there is no package onnx")
    for i in range(rounds):
        with tempfile.TemporaryDirectory() as directory:
            result = run(random.Random("%d %d" % (seed, i)), directory)
        wrong, argv, variables = result
        if wrong is not None:
            print("round %d of seed %d: %s" % (i, seed, wrong))
            print(" ", variables, " ".join(argv))
            sys.exit(1)
    print("random_vectors: %d rounds of seed %d agree" % (rounds, seed))


main()
