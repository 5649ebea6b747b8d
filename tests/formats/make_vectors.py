#!/usr/bin/env python3
"""Write files of vectors and IDX with NumPy, and the picks that are due.

    /usr/bin/python3 tests/formats/make_vectors.py

The layouts are those of faiss (contrib/vecs_io.py), of big-ann-benchmarks
(benchmark/dataset_io.py) and of MNIST's page: a few calls of NumPy each. Input
goes to tests/formats/vectors and idx; what rows 4, 0, 4 and 2 of each file are
goes to tests/golden/vectors and idx, as JSON and in the format itself.
"""
import json
import pathlib

import numpy as np

HERE = pathlib.Path(__file__).parent
GOLDEN = HERE.parent / "golden"
PICKS = [4, 0, 4, 2]

VECS = {"fvecs": "<f4", "ivecs": "<i4", "bvecs": "u1"}
BINS = {"fbin": "<f4", "ibin": "<i4", "u8bin": "u1", "i8bin": "i1",
        "f16bin": "<f2"}
IDX = {"u1": 8, "i1": 9, ">i2": 11, ">i4": 12, ">f4": 13, ">f8": 14}


def values(dtype, shape):
    """Numbers of which decimals are exact, and ends of their ranges."""
    dtype = np.dtype(dtype)
    n = int(np.prod(shape))
    if dtype.kind == "f":
        flat = np.arange(n) / 4 - 2
    else:
        flat = np.arange(n) * 7 % 100
        ends = np.iinfo(dtype)
        flat[:2] = ends.min, ends.max
    return flat.astype(dtype).reshape(shape)


def write_vecs(path, rows):
    n, d = rows.shape
    size = rows.itemsize
    table = np.empty((n, 4 + d * size), "u1")
    table[:, :4] = np.array([d], "<i4").view("u1")
    table[:, 4:] = np.ascontiguousarray(rows).view("u1").reshape(n, d * size)
    table.tofile(path)


def write_bin(path, *arrays):
    with open(path, "wb") as to:
        np.array(arrays[0].shape, "<u4").tofile(to)
        for array in arrays:
            array.tofile(to)


def write_idx(path, array):
    code = IDX[array.dtype.str.replace("|", "")]
    with open(path, "wb") as to:
        to.write(bytes([0, 0, code, array.ndim]))
        np.array(array.shape, ">u4").tofile(to)
        array.tofile(to)


def write(write_one, script, name, ending, array):
    files, golden = HERE / script, GOLDEN / script
    for folder in (files, golden):
        folder.mkdir(parents=True, exist_ok=True)
    write_one(files / f"{name}.{ending}", array)
    write_one(golden / f"{name}-written.out", array[PICKS])
    text = json.dumps(array[PICKS].tolist(), separators=(",", ":"))
    (golden / f"{name}-read.out").write_text(text + "\n")
    little = array.astype(array.dtype.newbyteorder("<"))
    np.save(files / f"{name}.npy", little)
    if array.itemsize > 1:
        np.save(files / f"{name}-big.npy",
                array.astype(array.dtype.newbyteorder(">")))
    (files / f"{name}.json").write_text(json.dumps(array.tolist()) + "\n")


def main():
    for name, dtype in VECS.items():
        write(write_vecs, "vectors", name, name, values(dtype, (5, 3)))
    for name, dtype in BINS.items():
        write(write_bin, "vectors", name, name, values(dtype, (5, 3)))
    ids = values("<i4", (5, 2))
    distances = np.arange(10, dtype="<f4").reshape(5, 2) / 8
    write_bin(HERE / "vectors" / "truth.ibin", ids, distances)
    for dtype in IDX:
        name = "idx-" + np.dtype(dtype).name
        write(write_idx, "idx", name, "idx", values(dtype, (5, 2, 2)))


main()
