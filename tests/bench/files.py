"""The benchmark's files. Each function gives the name of a file in the current
directory, which it makes unless it is there. They are the same in every run:
whatever is random comes from a fixed seed.
"""

import json
import math
import os
import random
import struct

try:
    import numpy as np
except ImportError:
    np = None

ROWS, COLUMNS, PICKS = 500000, 8, 4     # of the JSON files
NPY_ROWS, NPY_COLUMNS = 4000000, 8      # of the larger NPY files


def made(name, write):
    """The file that write(file) fills, whole or not at all."""
    if not os.path.exists(name):
        with open(name + ".new", "wb") as file:
            write(file)
        os.rename(name + ".new", name)
    return name


# JSON -------------------------------------------------------------------------

def write_rows(file, rows):
    """A JSON array of rows, each a list of JSON texts."""
    file.write(b"[")
    for i, row in enumerate(rows):
        file.write(("%s[%s]" % ("," if i else "", ",".join(row))).encode())
    file.write(b"]\n")


def json_rows(name, rows, columns, element):
    """An array of shape (rows, columns); element(rng) gives one as text."""
    rng = random.Random(name)
    return made(name, lambda file: write_rows(
        file, ([element(rng) for _ in range(columns)] for _ in range(rows))))


def double(rng):
    """A number of 17 digits or so."""
    return repr(rng.gauss(0, 0.125))


def json_doubles(rows=ROWS, columns=COLUMNS):
    return json_rows("doubles%dx%d.json" % (rows, columns), rows, columns,
                     double)


def json_index(limit, rows=ROWS, columns=PICKS):
    return json_rows("below%d_%dx%d.json" % (limit, rows, columns), rows,
                     columns, lambda rng: str(rng.randrange(limit)))


def json_row_numbers(n):
    """A list of n rows of json_doubles()."""
    rng = random.Random(n)
    return made("rows%d.json" % n, lambda file: file.write(
        json.dumps([rng.randrange(ROWS) for _ in range(n)]).encode()))


def thing(rng):
    """A string or an object, of 19 bytes or so."""
    n = rng.randrange(1000000)
    if n % 2:
        return '"\\u00e9, \\"%d\\""' % n
    return '{"n":%d,"at":[]}' % n


def json_things():
    return json_rows("things.json", ROWS, COLUMNS, thing)


def csv_of(name):
    """The same numbers as in a JSON file of rows, as CSV."""
    def write(file):
        with open(name, "rb") as json_file:
            text = json_file.read()
        file.write(text.strip()[2:-2].replace(b"],[", b"\n") + b"\n")
    return made(name.replace(".json", ".csv"), write)


def read_csv(name):
    with open(name, encoding="utf-8") as file:
        return [json.loads("[" + line + "]") for line in file]


def read_json(name):
    with open(name, encoding="utf-8") as file:
        return json.load(file)


# NPY --------------------------------------------------------------------------

def npy_header(shape, descr="<f4"):
    """For shapes that NumPy does not have, and files too large to write."""
    text = "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }" % (
        descr, "".join("%d," % size for size in shape))
    text += " " * (-(10 + len(text) + 1) % 64) + "\n"
    return b"\x93NUMPY\1\0" + struct.pack("<H", len(text)) + text.encode()


def npy(name, make):
    """make(rng) gives the array."""
    return made(name, lambda file: np.save(
        file, make(np.random.default_rng(len(name)))))


def npy_floats(rows=NPY_ROWS, columns=NPY_COLUMNS):
    return npy("floats%dx%d.npy" % (rows, columns), lambda rng:
               rng.standard_normal((rows, columns), np.float32))


def fvecs_of(name):
    """The same rows as in an NPY file of float32, as .fvecs."""
    def write(file):
        rows = np.load(name, mmap_mode="r")
        table = np.empty((rows.shape[0], rows.shape[1] + 1), np.int32)
        table[:, 0] = rows.shape[1]
        table[:, 1:] = rows.view(np.int32)
        table.tofile(file)
    return made(name.replace(".npy", ".fvecs"), write)


def npy_index(limit, *shape):
    return npy("below%d_%s.npy" % (limit, "x".join(map(str, shape))),
               lambda rng: rng.integers(0, limit, shape))


def npz_integers(rows=2000000, columns=8):
    """Whole numbers, of which deflate leaves a third; called x."""
    def write(file):
        rng = np.random.default_rng(0)
        np.savez_compressed(file, x=rng.integers(
            0, 1000, (rows, columns)).astype(np.float32))
    return made("integers%dx%d.npz" % (rows, columns), write)


def npy_flat(name, shape, descr, make):
    """A file of any shape; make(rng, n) gives its elements in C order."""
    name += "_%dd_%s.npy" % (len(shape), "x".join(map(str, shape[-2:])))
    rng = np.random.default_rng(len(name))
    return made(name, lambda file: file.write(
        npy_header(shape, descr) + make(rng, math.prod(shape)).tobytes()))


def npy_payload(name, dtype):
    """All elements of a file that NumPy may refuse, in the file's order."""
    with open(name, "rb") as file:
        head = file.read(10)
    return np.fromfile(name, dtype,
                       offset=10 + struct.unpack("<H", head[8:])[0])


# Files of holes ---------------------------------------------------------------

def sparse(name, header, numel, places, size=8):
    """A file of holes behind the header, with a number at each of places, i+.5
    at place i. Holes take no place on the disk, but their pages take as much of
    the cache as any once they are read. OSError if there cannot be one."""
    with open(name, "wb") as file:
        file.write(header)
        file.truncate(len(header) + size * numel)
        for i, place in enumerate(places):
            file.seek(len(header) + size * int(place))
            file.write(struct.pack("<d" if size == 8 else "<f", i + 0.5))
    if os.stat(name).st_blocks * 512 > 10 ** 8:
        os.remove(name)
        raise OSError("a file cannot have holes here")
    return name


def safetensors_header(shape):
    """Of one tensor of float64, called x."""
    size = 8 * math.prod(shape)
    text = json.dumps({"x": {"dtype": "F64", "shape": shape,
                             "data_offsets": [0, size]}}).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text


REWRITTEN = 1 << 30      # bytes of a file that may be


def settle(names):
    """Have files in the cache, and nothing left to write to the disk.

    A file that was just written lies there in larger pieces than one that was
    read from the disk, and reading it takes down to half the time. All that
    are not made of holes are written anew, so that it does not matter where
    they come from.
    """
    for name in names:
        status = os.stat(name)
        is_full = 512 * status.st_blocks >= status.st_size
        with open(name, "rb", buffering=0) as file:
            if is_full and status.st_size <= REWRITTEN:
                with open(name + ".new", "wb", buffering=0) as new:
                    while data := file.read(1 << 20):
                        new.write(data)
                os.rename(name + ".new", name)
            else:
                while file.read(1 << 20):
                    pass
    os.sync()
