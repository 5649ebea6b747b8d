#!/usr/bin/env python3
"""Compare how tgather reads documents of inference servers with NumPy.

usage: random_servers.py [CASES [SEED]]

Each case is a random array in a document as servers and libraries send it:
numbers or bytes in base64, flat or nested, with a shape and a dtype under the
names of KServe, TensorFlow, ONNX, NumPy's encoders and others. Some documents
are damaged: a size that is off by one, a dtype that nobody knows, base64 that
is cut. tgather must write the bytes that NumPy has, or refuse; --info must list
the same shape and dtype, and must refuse what reading refuses.

The program is $TGATHER, build/release/tgather if unset.
"""

import base64
import json
import math
import os
import random
import subprocess
import sys
import tempfile

import numpy

PROGRAM = os.path.abspath(os.environ.get("TGATHER") or os.path.join(
    os.path.dirname(os.path.abspath(__file__)),
    "..", "..", "build", "release", "tgather"))

# NumPy's name, and what others call it; the number is that of ONNX.
DTYPES = [
    ("float32", 1, "FP32 DT_FLOAT TYPE_FP32 Float32 fp32 tensor(float) <f4"),
    ("float64", 11, "FP64 DT_DOUBLE TYPE_FP64 Float64 fp64 tensor(double) <f8"),
    ("float16", 10, "FP16 DT_HALF TYPE_FP16 Float16 fp16 tensor(float16) <f2"),
    ("int64", 7, "INT64 DT_INT64 TYPE_INT64 Int64 torch.int64 tensor(int64)"),
    ("int32", 6, "INT32 DT_INT32 TYPE_INT32 Int32 i32 tensor(int32) <i4"),
    ("int8", 3, "INT8 DT_INT8 TYPE_INT8 Int8 I8 tensor(int8) |i1"),
    ("uint8", 2, "UINT8 DT_UINT8 TYPE_UINT8 UInt8 U8 tensor(uint8) |u1"),
    ("uint16", 4, "UINT16 DT_UINT16 TYPE_UINT16 UInt16 U16 <u2"),
]


def some_array(rng, dtype):
    shape = [rng.randrange(1, 5) for _ in range(rng.randrange(1, 4))]
    bits = numpy.array([rng.randrange(-100, 100)
                        for _ in range(math.prod(shape))])
    if dtype.startswith("f"):
        bits = bits / 4
    elif dtype.startswith("u"):
        bits = abs(bits)
    return bits.astype(dtype).reshape(shape)


def encoded(rng, array):
    text = base64.b64encode(array.tobytes()).decode()
    if rng.random() < 0.3:
        text = text.translate(str.maketrans("+/", "-_"))
    if rng.random() < 0.3:
        text = text.rstrip("=")
    if rng.random() < 0.2:
        at = rng.randrange(len(text) + 1)
        text = text[:at] + rng.choice(["\n", " ", "\r\n"]) + text[at:]
    return text


def as_bytes(rng, array, name, number, alias):
    """A document whose data are bytes, without parts that are not needed."""
    data, shape = encoded(rng, array), list(array.shape)
    return rng.choice([
        {"shape": shape, "dtype": alias, "data": data},
        {"name": "o", "datatype": alias, "shape": shape, "data": data},
        {"__numpy__": data, "dtype": alias, "shape": shape},
        {"__ndarray__": data, "dtype": alias, "shape": shape, "order": "little"},
        {"__ndarray__": "b64:" + data, "dtype": alias, "shape": shape,
         "Corder": True},
        {"bdata": data, "dtype": alias, "shape": ", ".join(map(str, shape))},
        {"nd": True, "type": alias, "kind": "", "shape": shape, "data": data},
        {"dims": list(map(str, shape)), "dataType": number, "name": "w",
         "rawData": data},
        {"dtype": alias, "tensorContent": data, "tensorShape": {
            "dim": [{"size": str(size)} for size in shape]}},
    ])


def as_numbers(rng, array, name, number, alias):
    data = rng.choice([array, array.reshape(-1)]).tolist()
    shape = list(array.shape)
    return rng.choice([
        {"shape": shape, "dtype": alias, "data": data},
        {"name": "o", "datatype": alias, "shape": shape, "data": data,
         "parameters": {"note": [1, 2]}},
        {"shape": shape, "values": data, "dtype": alias},
        {"__ndarray__": data, "dtype": alias, "shape": shape},
        {"dims": shape, "data_type": number, "floatData": data},
        {"dtype": alias, "floatVal": data, "tensor_shape": {
            "dim": [{"size": size} for size in shape]}},
        {"dims": ["d%d" % i for i in range(len(shape))], "attrs": {},
         "dtype": alias, "data": array.tolist(), "coords": {}},
    ])


def damaged(rng, document):
    """Make a document wrong; False if this one cannot be."""
    kind = rng.randrange(4)
    shapes = [key for key in ("shape", "dims")
              if isinstance(document.get(key), list)
              and not str(document[key][0]).startswith("d")]
    strings = [key for key in ("data", "__numpy__", "__ndarray__", "bdata",
                               "rawData", "tensorContent")
               if isinstance(document.get(key), str)]
    if kind == 0 and shapes:
        sizes = document[shapes[0]]
        at = rng.randrange(len(sizes))
        sizes[at] = type(sizes[at])(int(sizes[at]) + 1)
    elif kind == 1 and shapes:
        sizes = document[shapes[0]]
        sizes[rng.randrange(len(sizes))] = rng.choice(
            [-1, 1.5, None, "1x", [1], 2 ** 63])
    elif kind == 2 and strings:
        text = document[strings[0]].rstrip("=").rstrip()
        document[strings[0]] = rng.choice([text[:-2], text + "AAAA",
                                           "*" + text, text + "=A"])
    elif kind == 3 and strings:
        for key in ("dtype", "datatype", "type", "dataType"):
            if key in document:
                document[key] = rng.choice(["BYTEZ", "float", [], "Q4_0"])
    else:
        return False
    return True


def run(arguments, directory):
    return subprocess.run([PROGRAM, *arguments], cwd=directory,
                          stdin=subprocess.DEVNULL, capture_output=True)


def check(rng, directory):
    """What is wrong with tgather's answer to a document, or None."""
    name, number, aliases = rng.choice(DTYPES)
    array = some_array(rng, name)
    alias = rng.choice([name, *aliases.split()])
    document = rng.choice([as_bytes, as_numbers])(
        rng, array, name, number, alias)
    document = dict(rng.sample(list(document.items()), len(document)))
    wrong = rng.random() < 0.3 and damaged(rng, document)
    operand = "doc.json"
    outer = document
    if rng.random() < 0.5:
        outer = {"model_name": "m", "outputs": [{"data": [7]}, document]}
        operand += ":/outputs/1"
    with open(os.path.join(directory, "doc.json"), "w") as file:
        json.dump(outer, file, indent=rng.choice([None, 1]))
    index = list(reversed(range(array.shape[0])))
    done = run(["--op", "index_select", "--dim", "0", "--output-format", "raw",
                operand, json.dumps(index)], directory)
    info = run(["--info", operand], directory)

    if wrong:
        if done.returncode != 1 or done.stdout or info.returncode != 1:
            return document, done, info
        return None
    line = json.loads(info.stdout or "{}")
    if (done.returncode, done.stdout, done.stderr) \
            != (0, array[::-1].tobytes(), b"") \
            or (line.get("dtype"), line.get("shape")) \
            != (name, list(array.shape)):
        return document, done, info
    return None


def main():
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10 ** 6)
    print("random_servers.py %d %d" % (cases, seed), flush=True)
    rng = random.Random(seed)
    failed = 0
    with tempfile.TemporaryDirectory() as directory:
        for _ in range(cases):
            wrong = check(rng, directory)
            if wrong:
                failed += 1
                if failed <= 20:
                    print("%s" % (wrong,), flush=True)
    print("%d cases: %d failed" % (cases, failed))
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
