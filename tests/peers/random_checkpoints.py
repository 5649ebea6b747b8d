#!/usr/bin/python3
"""Compare the tensors of random checkpoints with what PyTorch saved.

usage: random_checkpoints.py [ROUNDS [SEED]]

A round is a checkpoint as no one would write it: containers in containers, with
keys of all kinds (with dots, quotes, newlines and colons, empty, numbers beside
texts that look like them, tuples, None), tensors that are views, conjugated or
negated, parameters, subclasses, arrays and scalars of NumPy, each of the calls
that torch.load allows with weights_only around them, and beside them what is
not a tensor or cannot be read. --info must list exactly the tensors that are in
it, in order, under names that differ, and FILE:NAME must give the dtype, shape
and elements of each.

The program is $TGATHER, build/release/tgather if unset.
"""

import collections
import io
import json
import os
import random
import subprocess
import sys
import tempfile
import warnings
import zipfile

import numpy as np
import torch
import torch.jit._pickle

import random_gathers as rg

warnings.simplefilter("ignore")

DTYPES = ("float64 float32 float16 bfloat16 int64 int32 int16 int8 uint8 bool "
          "complex64 complex128").split()
CODES = "f8 f4 f2 i8 i4 i2 i1 u1 u2 u4 u8 b1 c8 c16".split()
TEXTS = ["a", "b", "a.b", "b.a", "", ".", "a.", "0", "1", "-1", "1.5", "None",
         "True", "'a'", '"a"', "'a'.b", "it's", 'both \' and "', "line\nbreak",
         "\ttab", "x:y", "ä", "\u20ac", "('u','r')", "b'x'", "back\\slash",
         "nul\0", "module.a", " "]
OTHER_KEYS = [0, 1, -1, 7, 2**40, 2**70, -2**70, -2**64, 1.5, 1e300, 0.1, -0.5,
              None, b"x", b"\xff'", ("u", "r"), ("a",), (), (1, ("a.b", None)),
              torch.float32, frozenset(["q"])]


def later(module, name, function):
    """A function that a later PyTorch has in that module."""
    function.__module__ = module.__name__
    function.__name__ = function.__qualname__ = name
    if not hasattr(module, name):
        setattr(module, name, function)
    return getattr(module, name)


class Subclass(torch.Tensor):
    pass


class Call:
    """An object that is pickled as a call, and stands for a value."""

    def __init__(self, function, args, value):
        self.call, self.value = (function, args), value

    def __reduce__(self):
        return self.call


class Object:
    """One that only code of its own could rebuild."""

    def __init__(self, content):
        self.content = content


WITH_STATE = later(torch._utils, "_rebuild_parameter_with_state",
                   lambda data, grad, hooks, state: data)
FROM_CPU = later(torch._utils, "_rebuild_device_tensor_from_cpu_tensor",
                 lambda data, dtype, device, grad: data)
REFUSED = object()


def some_tensor(rng):
    shape = [rng.randrange(4) for _ in range(rng.randrange(4))]
    dtype = getattr(torch, rng.choice(DTYPES))
    n = int(np.prod(shape)) if shape else 1
    raw = torch.tensor([rng.randrange(-9, 9) for _ in range(n)]).reshape(shape)
    tensor = raw.to(dtype)
    if tensor.is_complex():
        tensor = tensor + 2j * tensor
    way = rng.randrange(6)
    if way == 0 and shape:
        tensor = tensor.transpose(0, -1)
    elif way == 1 and shape and shape[0]:
        tensor = tensor[rng.randrange(shape[0]):]
    elif way == 2 and shape and shape[0]:
        tensor = tensor[:1].expand(3, *tensor.shape[1:])
    return tensor


def some_array(rng):
    code = rng.choice(CODES)
    shape = [rng.randrange(4) for _ in range(rng.randrange(4))]
    array = np.array([rng.randrange(100) for _ in range(int(np.prod(shape)))])
    array = array.reshape(shape).astype(rng.choice("<>") + code)
    if array.dtype.kind == "c":
        array = array * (1 + 2j)
        array = array.astype(rng.choice("<>") + code)
    return rng.choice([array, np.asfortranarray(array), array.T])


def no_tensor(rng):
    return rng.choice([
        None, True, 3, 2**80, 0.5, "text", b"bytes", bytearray(b"x"), 1 + 2j,
        torch.float32, torch.device("cpu"), torch.Size([2, 3]), torch.strided,
        collections.Counter("aab"), {1, 2}, frozenset(["x"]), slice(1, 2),
        np.dtype("f4"), [1, 2.5, None, b"x"] * 3, Object(3), [], {}, ()])


def refused(rng):
    kind = rng.randrange(6)
    if kind == 0:
        value = torch.eye(2).to_sparse()
    elif kind == 1:
        value = torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.quint8)
    elif kind == 2:
        value = torch.zeros(2, device="meta")
    elif kind == 3:
        value = np.array(["text"])
    elif kind == 4:
        value = np.zeros(2, [("a", "f4")])
    else:
        return Object({"deep": [torch.ones(1)]})
    return Holder(value)


class Holder:
    """What is pickled as another value, and is not read."""

    def __init__(self, value):
        self.value = value

    def __reduce_ex__(self, protocol):
        return self.value.__reduce_ex__(protocol)


def changed(rng, tensor):
    """One that is conjugated or negated when it is loaded, as 2.0 saves it."""
    bits = rng.choice([{"conj": True}, {"neg": True},
                       {"conj": True, "neg": True}])
    if not tensor.is_complex():
        bits = {"neg": True}
    value = tensor.conj() if "conj" in bits else tensor
    args = (tensor.storage(), tensor.storage_offset(), tuple(tensor.shape),
            tensor.stride(), False, collections.OrderedDict(), bits)
    return Call(torch._utils._rebuild_tensor_v2, args,
                -value if "neg" in bits else value)


def around(rng, value, tensor):
    """The value, or a call that gives it."""
    jit = torch.jit._pickle
    name = rng.choice(["restore_type_tag", "build_tensorlist", "build_intlist"])
    if name == "restore_type_tag":
        return Call(jit.restore_type_tag, (value, "Dict[str, Tensor]"), value)
    if not tensor:
        return Call(getattr(jit, name), (value,), value)
    way = rng.randrange(6)
    hooks = collections.OrderedDict()
    if way == 0:
        return Call(WITH_STATE, (value, True, hooks, {"foo": 1}), value)
    if way == 1:
        return Call(FROM_CPU, (value, value.dtype, "cpu", False), value)
    if way == 2 and value.dtype != torch.bfloat16:
        array = value.numpy()
        return Call(torch._utils._rebuild_device_tensor_from_numpy,
                    (array, value.dtype, "cpu", False), array)
    if way == 3:
        return value.as_subclass(Subclass)
    if way == 4 and (value.is_floating_point() or value.is_complex()):
        return changed(rng, value)
    if value.is_floating_point() or value.is_complex():
        return torch.nn.Parameter(value)
    return value


def some_value(rng, depth):
    way = rng.random()
    if depth < 4 and way < 0.35:
        value = some_container(rng, depth + 1)
        return around(rng, value, False) if rng.random() < 0.2 else value
    if way < 0.65:
        value = some_tensor(rng)
        return around(rng, value, True) if rng.random() < 0.4 else value
    if way < 0.75:
        return some_array(rng)
    if way < 0.8:
        return np.dtype(rng.choice(CODES)).type(rng.randrange(9))
    if way < 0.85:
        return refused(rng)
    return no_tensor(rng)


def some_key(rng):
    return rng.choice(TEXTS if rng.random() < 0.7 else OTHER_KEYS)


def some_container(rng, depth):
    n = rng.randrange(6)
    kind = rng.randrange(6)
    if kind == 0:
        return [some_value(rng, depth) for _ in range(n)]
    if kind == 1:
        return tuple(some_value(rng, depth) for _ in range(n))
    if kind == 2:
        return {some_tensor(rng) for _ in range(min(n, 2))}
    items = [(some_key(rng), some_value(rng, depth)) for _ in range(n)]
    if kind == 3:
        return collections.OrderedDict(items)
    if kind == 4:
        return collections.defaultdict(list, items)
    return dict(items)


def walk(value, found):
    """The tensors in order, and REFUSED for what is not read."""
    if isinstance(value, Call):
        value = value.value
    if isinstance(value, Holder) or \
            isinstance(value, Object) and value.content != 3:
        found.append(REFUSED)
    elif isinstance(value, (torch.Tensor, np.ndarray, np.generic)):
        found.append(value)
    elif isinstance(value, dict):
        for item in value.values():
            walk(item, found)
    elif isinstance(value, (list, tuple, set)):
        for item in value:
            walk(item, found)


def newer_names(content):
    """The archive with the names that NumPy 2 gives its functions."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, \
            zipfile.ZipFile(out, "w") as new:
        for member in old.infolist():
            data = old.read(member)
            if member.filename.endswith("/data.pkl"):
                data = data.replace(b"cnumpy.core.multiarray\n",
                                    b"cnumpy._core.multiarray\n")
            new.writestr(member, data)
    return out.getvalue()


def expected(value):
    """dtype, shape and the bytes of the elements."""
    if isinstance(value, torch.Tensor):
        value = value.detach().resolve_conj().resolve_neg()
        value = value.as_subclass(torch.Tensor).contiguous()
        name = str(value.dtype)[6:]
        shape = list(value.shape)
        if name == "bfloat16":
            value = value.view(torch.int16)
        return name, shape, value.numpy().tobytes()
    dtype = value.dtype
    big = dtype.byteorder == ">" and dtype.itemsize > 1
    return (">" if big else "") + dtype.name, list(value.shape), \
        np.asarray(value).astype(dtype.newbyteorder("<")).tobytes()


def run(*args):
    return subprocess.run([rg.PROGRAM, *args], capture_output=True)


def elements(operand, shape, file):
    n = int(np.prod(shape)) if shape else 1
    done = run("--op", "take", "--output-format", "raw", "-o", file, operand,
               json.dumps(list(range(n))), "--index-dtype", "int64")
    if done.returncode != 0:
        raise AssertionError((operand, done.stderr.decode()))
    with open(file, "rb") as f:
        return f.read()


def check(value, where, rng):
    path = os.path.join(where, "x.pt")
    buffer = io.BytesIO()
    torch.save(value, buffer, pickle_protocol=rng.choice([2, 2, 2, 3, 4, 5]))
    content = buffer.getvalue()
    if rng.random() < 0.3:
        content = newer_names(content)
    with open(path, "wb") as f:
        f.write(content)
    found = []
    walk(value, found)
    wanted = [x for x in found if x is not REFUSED]
    done = run("--info", path)
    lines = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert len(lines) == len(wanted), (len(lines), len(wanted), done.stderr)
    assert (done.returncode == 0) == (len(wanted) == len(found) and
                                      len(found) > 0) or not found, done.stderr
    names = [line["name"] for line in lines]
    assert len(set(names)) == len(names), names
    for line, tensor in zip(lines, wanted):
        dtype, shape, data = expected(tensor)
        assert line["dtype"] == dtype, (line, dtype)
        assert line["shape"] == shape, (line, shape)
        operand = path if line["name"] is None else path + ":" + line["name"]
        got = elements(operand, shape, os.path.join(where, "out.raw"))
        assert got == data, (line, got, data)
        if len(found) == 1:
            assert elements(path, shape, os.path.join(where, "out.raw")) == data
    return len(lines)


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10**6)
    tensors = 0
    with tempfile.TemporaryDirectory() as where:
        for i in range(rounds):
            rng = random.Random(f"{seed} {i}")
            value = some_container(rng, 0) if rng.random() < 0.95 \
                else some_value(rng, 9)
            try:
                tensors += check(value, where, rng)
            except AssertionError:
                print(f"round {i} of seed {seed}:", file=sys.stderr)
                raise
    print(f"{rounds} checkpoints with {tensors} tensors, seed {seed}")


if __name__ == "__main__":
    main()
