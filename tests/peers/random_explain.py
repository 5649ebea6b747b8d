#!/usr/bin/python3
"""Evaluate the calls that tgather --explain prints for other libraries, and
compare them with what tgather gathers.

usage: random_explain.py [CASES [SEED]]

Each case draws an operation, shapes, an index and what becomes of indices
that are out of range, as random_gathers.py does. The lines for PyTorch and
NumPy are evaluated by those. JAX has NumPy's functions here; those of
TensorFlow and ONNX are spelt out below from their documentation, and refuse
what it says they refuse. The traces must name the elements of the result. A
call that fails must fail as well when it is explained, with the same words.

The program is $TGATHER, build/release/tgather if unset.
"""

import json
import math
import os
import random
import re
import shlex
import subprocess
import sys
import tempfile
import types

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, here)
import numpy as np
import torch

import gathers
import random_gathers as draw


class Refused(Exception):
    """What a library's documentation says is refused."""


def check(index, low, high):
    if index.size and (index.min() < low or index.max() >= high):
        raise Refused("index out of range")


# --- TensorFlow -------------------------------------------------------------

def tf_gather(params, indices, axis=None, batch_dims=0):
    axis = batch_dims if axis is None else axis
    assert params.shape[:batch_dims] == indices.shape[:batch_dims]
    axis %= params.ndim
    check(indices, 0, params.shape[axis])
    if batch_dims == 0:
        return np.take(params, indices, axis=axis)
    shape = params.shape[:axis] + indices.shape[batch_dims:] \
        + params.shape[axis + 1:]
    return np.array([tf_gather(p, i, axis - 1, batch_dims - 1) for p, i
                     in zip(params, indices)], params.dtype).reshape(shape)


def tf_gather_nd(params, indices, batch_dims=0):
    t = indices.shape[-1]
    shape = indices.shape[:-1] + params.shape[batch_dims + t:]
    if batch_dims:
        return np.array([tf_gather_nd(p, i, batch_dims - 1) for p, i
                         in zip(params, indices)],
                        params.dtype).reshape(shape)
    for i in range(t):
        check(indices[..., i], 0, params.shape[i])
    return params[tuple(indices[..., i] for i in range(t))]


def same_type(condition, a, b):
    # NumPy itself widens what has no dims
    assert a.dtype == b.dtype or b.ndim == 0, "tf.where takes one type"
    return np.where(condition, a, b)


def take_along_axis(arr, indices, axis):
    check(indices, -arr.shape[axis], arr.shape[axis])
    return np.take_along_axis(arr, indices, axis)


tf = types.SimpleNamespace(
    gather=tf_gather, gather_nd=tf_gather_nd, where=same_type,
    clip_by_value=np.clip, expand_dims=np.expand_dims, squeeze=np.squeeze,
    reshape=np.reshape, transpose=np.transpose, stack=np.stack, zeros_like=np.zeros_like,
    fill=np.full, constant=np.array, int64=np.int64,
    cast=lambda x, dtype: x.astype(dtype),
    experimental=types.SimpleNamespace(numpy=types.SimpleNamespace(
        take_along_axis=take_along_axis)))


# --- ONNX -------------------------------------------------------------------

def onnx_gather_elements(data, indices, axis):
    """The formula; sizes off axis may be smaller than data's."""
    check(indices, -data.shape[axis], data.shape[axis])
    assert data.ndim == indices.ndim
    assert all(k <= s for i, (k, s) in enumerate(zip(
        indices.shape, data.shape)) if i != axis)
    at = list(np.indices(indices.shape))
    at[axis] = indices
    return data[tuple(at)]


def onnx_gather(data, indices, axis):
    if isinstance(indices, int):
        return np.take(data, indices, axis=axis)
    check(indices, -data.shape[axis], data.shape[axis])
    return np.take(data, indices, axis=axis)


def onnx_gather_nd(data, indices, batch_dims=0):
    limits = data.shape[batch_dims:]
    at = [np.where(i < 0, i + n, i) for i, n in zip(
        np.moveaxis(indices, -1, 0), limits)]
    return tf_gather_nd(data, np.stack(at, -1), batch_dims)


onnx = {
    "GatherElements": onnx_gather_elements, "Gather": onnx_gather,
    "GatherND": onnx_gather_nd, "Where": np.where, "Clip": np.clip,
    "Mod": np.mod, "Sub": np.subtract, "Add": np.add, "Less": np.less,
    "GreaterOrEqual": np.greater_equal, "Equal": np.equal,
    "Or": np.logical_or, "And": np.logical_and, "Reshape": np.reshape,
    "Expand": np.broadcast_to, "INT64": np.int64,
    "Unsqueeze": lambda x, axes: np.expand_dims(x, tuple(axes)),
    "Squeeze": lambda x, axes: np.squeeze(x, tuple(axes)),
    "Concat": lambda *x, axis: np.concatenate(x, axis),
    "Cast": lambda x, to: x.astype(to),
    "Transpose": lambda x, perm: np.transpose(x, perm),
}


# --- cases ------------------------------------------------------------------

def some_case(rng, directory):
    """Returns the arguments of a call, its input and its index."""
    case = draw.Case(rng)
    shape, index, index_shape, _, _, fills = draw.some_call(rng, case)
    # elsewhere a base is subtracted in int64, which must not overflow
    while any(abs(i) >= 2 ** 62 for i in index) \
            or "9223372036854775807" in str(case.options):
        case = draw.Case(rng)
        shape, index, index_shape, _, _, fills = draw.some_call(rng, case)
    data = np.arange(math.prod(shape)).reshape(shape)
    kind = rng.choice(["json", "json", "npy"])
    if rng.random() < 0.5:
        data = data + 0.5
    if kind == "npy":
        data = data.astype(rng.choice(["f4", "f8", "i2", "i8", "u1"]))
    if fills:
        case.option("--fill", 9)
    if rng.random() < 0.1:
        case.option("--output-shape", -1)
    if shape and "gather_nd" in str(case.options) and rng.random() < 0.6:
        case.option("--dim", rng.randrange(-len(shape), len(shape)))
    indices = np.array(index, np.int64).reshape(index_shape)
    dtypes = ["i8"] if kind == "json" else [
        t for t in ("i1", "u1", "i4", "u4", "i8", "u8")
        if np.array_equal(indices.astype(t), indices)
        and (indices.min(initial=0) >= 0 or t[0] == "i")]
    if kind == "npy" and rng.random() < 0.15:
        dtypes = ["f4", "f8"]
        case.option("--index-cast")
    indices = indices.astype(rng.choice(dtypes))
    for name, x, option in (("input", data, "--shape"),
                            ("index", indices, "--index-shape")):
        path = os.path.join(directory, name)
        if kind == "npy":
            np.save(path, x)
            path += ".npy"
        else:
            with open(path, "w") as file:
                json.dump(x.tolist(), file)
            if draw.json_shape(x.shape) != x.shape:
                case.option(option, ",".join(map(str, x.shape)))
        case.operands.append(path)
    # JSON hides what is behind a size of 0, and its libraries read that
    if kind == "json":
        data, indices = (x.reshape(draw.json_shape(x.shape))
                         for x in (data, indices))
    return case.argv(), data, indices


def run(*arguments):
    return subprocess.run([draw.PROGRAM, *arguments], timeout=60,
                          capture_output=True, text=True)


def same(x, expected):
    return np.array_equal(np.asarray(x, np.float64),
                          np.asarray(expected, np.float64))


def evaluate(name, line, data, index):
    if name == "PyTorch":
        if index.dtype.kind == "u" and index.itemsize > 1:
            index = index.astype(np.int64)      # PyTorch lacks these types
        return torch.as_tensor(eval(line, {
            "torch": torch, "input": torch.as_tensor(np.array(data)),
            "index": torch.as_tensor(np.array(index))})).tolist()
    if name == "JAX":                           # takes any integers
        index = index.astype(np.int64)
    names = {"input": data, "index": index, "np": np, "jnp": np, "tf": tf}
    return np.asarray(eval(line, {**names, **onnx})).tolist()


def wrong_lines(text, expected, data, index):
    """Yields what is wrong with the calls that an explanation prints."""
    for name in ("PyTorch", "NumPy", "TensorFlow", "ONNX", "JAX"):
        line = re.search(r"^  %s +(.*)$" % name, text, re.M)
        if not line:
            yield "no line for " + name
            continue
        try:
            result = evaluate(name, line[1], data, index)
        except Exception as error:
            yield "%s\n    %s: %s" % (line[0], type(error).__name__, error)
            continue
        if not same(result, expected):
            yield "%s\n    gives %s" % (line[0], result)


def wrong_traces(text, flat):
    """Yields what is wrong with the traces."""
    traces = re.findall(r"^  output(?:\[\d+\])* = .*$", text, re.M)
    values = [trace.split()[-1] for trace in traces
              if "[ index" not in trace]        # that is the formula
    if [float(v) for v in values] != [float(v) for v in flat]:
        yield "traces: %s" % values


def wrong_with(argv, data, index):
    done = run("-q", *argv)
    told = run("-q", "--explain=100000", *argv)
    if done.returncode:
        if told.returncode != done.returncode or told.stderr.replace(
                " --explain=100000", "") != done.stderr.replace(
                    "help: --explain shows the shapes dim by dim\n", ""):
            yield "fails otherwise: %s" % told.stderr
        if done.returncode == 1 and not told.stdout:
            yield "a call that fails is not explained"
        return
    if told.returncode or told.stderr:
        yield "explained: %d %s" % (told.returncode, told.stderr)
        return
    expected = json.loads(done.stdout)
    yield from wrong_lines(told.stdout, expected, data, index)
    yield from wrong_traces(told.stdout, np.ravel(expected).tolist())


def main():
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10 ** 6)
    print("random_explain.py %d %d" % (cases, seed), flush=True)
    rng = random.Random(seed)
    failed = 0
    with tempfile.TemporaryDirectory() as directory:
        for _ in range(cases):
            argv, data, index = some_case(rng, directory)
            wrong = list(wrong_with(argv, data, index))
            if wrong:
                failed += 1
                print("$ tgather --explain " + shlex.join(argv))
                print("  input %s%s, index %s%s: %s" % (
                    data.dtype, data.shape, index.dtype, index.shape,
                    index.ravel()[:20].tolist()))
                for w in wrong:
                    print("  " + w)
    print("%d calls explained: %d failed" % (cases, failed))
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
