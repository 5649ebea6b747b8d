#!/usr/bin/python3
"""Compare what is read of NPY headers, and of records, with NumPy.

usage: random_records.py [ROUNDS [SEED]]

Three parts. Type strings of up to three characters, and every name of NumPy's, is read as NumPy reads it or not at all; what is refused is counted.
Then headers that were changed by chance: where tgather reads one, NumPy does,
and finds the same shape, order and type. Then arrays of records with any
fields, of which each field is picked, and the whole is written as JSON.

The program is $TGATHER, build/release/tgather if unset.
"""

import io
import json
import math
import os
import random
import re
import string
import struct
import subprocess
import sys
import tempfile
import warnings

import numpy as np

here = os.path.dirname(os.path.abspath(__file__))
PROGRAM = os.path.abspath(os.environ.get("TGATHER") or os.path.join(
    here, "..", "..", "build", "release", "tgather"))
warnings.simplefilter("ignore")


def npy(header, data=b"", version=1):
    """A file with that header."""
    header = header.encode("utf-8" if version == 3 else "latin1", "replace")
    length = struct.pack("<H" if version == 1 else "<I", len(header))
    return b"\x93NUMPY" + bytes([version, 0]) + length + header + data


def numpy_reads(content):
    """Shape, order and dtype by NumPy; None where it refuses."""
    file = io.BytesIO(content)
    try:
        version = np.lib.format.read_magic(file)
        shape, order, dtype = np.lib.format._read_array_header(file, version)
    except Exception:               # whatever it is, nothing was read
        return None
    if any(size < 0 for size in shape):
        return None
    return tuple(int(size) for size in shape), order, dtype


def refused_on_purpose(text, version):
    """True if NumPy refuses a header only for what is read here on purpose:
    types of a known size that NumPy has no name for, such as those of ml_dtypes
    and the long doubles of i386, and integers of Python 2 behind a return, at
    which its tokenizer stumbles."""
    def opaque(match):
        try:
            np.dtype(match[1])
        except TypeError:
            return "'|V%s'" % match[2]
        return match[0]
    text = re.sub(r"['\"]((?:[<|][A-Za-z]|f(?=12)|c(?=24))(\d+))['\"]", opaque,
                  text)
    return numpy_reads(npy(text.lstrip("\r"), bytes(4096), version)) is not None


def listed(directory, names):
    """What --info says of files that are there: a line or None for each."""
    found = {}
    for start in range(0, len(names), 2000):
        done = subprocess.run([PROGRAM, "--info", *names[start:start + 2000]],
                              cwd=directory, capture_output=True)
        assert done.returncode in (0, 1), done
        for line in done.stdout.splitlines():
            line = json.loads(line)
            found[line["file"]] = line
    return found


def named(dtype):
    """What tgather calls a dtype of NumPy."""
    if dtype.names is not None:
        return str(np.lib.format.dtype_to_descr(dtype))
    if dtype.kind in "SUVMm" or dtype.itemsize in (32,) or \
            dtype.str[1:] == "f16":
        return dtype.str
    name = dtype.newbyteorder("<").name
    return (">" if dtype.byteorder == ">" else "") + name


def compare(directory, headers, problems):
    """Read files of these headers; returns how many both read, and which
    NumPy alone does."""
    names = ["%d.npy" % i for i in range(len(headers))]
    for name, (text, version) in zip(names, headers):
        with open(os.path.join(directory, name), "wb") as file:
            file.write(npy(text, bytes(4096), version))
    lines = listed(directory, names)
    both, alone = 0, []
    for name, (text, version) in zip(names, headers):
        line, numpy = lines.get(name), numpy_reads(
            open(os.path.join(directory, name), "rb").read())
        if line is None:
            if numpy is not None:
                alone.append((text, numpy))
            continue
        if numpy is None:
            if not refused_on_purpose(text, version):
                problems.append("read by tgather alone: %r" % text)
            continue
        both += 1
        shape, order, dtype = numpy
        expected = named(dtype)
        # <V2 stays as ml_dtypes wrote it
        if (tuple(line["shape"]), line["dtype"].replace("<V", "|V")) != (
                shape, expected.replace("<V", "|V")):
            problems.append("%r: %r, not %r" % (text, line, (shape, expected)))
        if line["order"] != ("F" if order and math.prod(shape) > 0 and
                             sum(size > 1 for size in shape) > 1
                             else line["order"]):
            problems.append("%r: order %s" % (text, line["order"]))
    for name in names:
        os.remove(os.path.join(directory, name))
    return both, alone


HEADER = "{'descr': %s, 'fortran_order': %s, 'shape': %s, }\n"


def all_spellings():
    letters = [chr(c) for c in range(32, 127) if chr(c) not in "'\\"]
    marks = "<>=|"
    for a in letters:
        yield a
        for b in letters:
            yield a + b
            if a in marks or b in string.digits:
                for c in string.digits + "?fdS[ ":
                    yield a + b + c
    for name in np.sctypeDict:
        if isinstance(name, str):
            yield from (name, "<" + name, name.upper(), name + "_")
    for unit in ["ns", "25s", "1us", "generic", "D", "2generic", "01s", ""]:
        for kind in "M8", "m8", "datetime64", "timedelta64", "M", "<M8", ">m8":
            yield "%s[%s]" % (kind, unit)


PIECES = ["0", "1", "2", "3", "L", "_", "+", "-", "0x", "0b", "0o", "(", ")",
          "[", "]", "{", "}", ",", ":", "'", '"', "u", "b", "r", "\\", "\\x61",
          "\\n", " ", "\n", "\t", "\f", "\v", "#", "True", "False", "None",
          "'<i4'", "'a'", "'shape'", "'descr'", "'fortran_order'", "()",
          "(2,)", "(2)", "012", "1_0", "2L", ".", "e1", "j", "é", ";", "lambda",
          "'' ", "\\\n", "'V4'", "''", "<", ">", "f4", "\r"]


def changed(rng):
    """A header that was changed in a few places."""
    fields = ", ".join(
        "(%s, '%s'%s)" % (
            rng.choice(["'%s'", '"%s"', "u'%s'", "('t%s', 'n')"])
            .replace("%s", rng.choice("abc")),
            rng.choice(["<i4", "f8", "|S3", "V2", "?", "<U1", "M8[s]"]),
            rng.choice(["", "", ", (2,)", ", (1, 2)", ", ()"]))
        for _ in range(rng.randrange(1, 4)))
    descr = rng.choice(["'<i4'", "'f'", "'float32'", '"<U2"', "[%s]" % fields,
                        "[%s,]" % fields])
    text = HEADER % (descr, rng.choice(["True", "False"]), rng.choice(
        ["(2, 3)", "(2,)", "()", "(2L, 3L)", "(10, 1, 2)", "(0, 3)"]))
    for _ in range(rng.randrange(4)):
        at = rng.randrange(len(text))
        way = rng.randrange(3)
        if way == 0:
            text = text[:at] + rng.choice(PIECES) + text[at:]
        elif way == 1:
            text = text[:at] + text[at + rng.randrange(1, 4):]
        else:
            text = text[:at] + rng.choice(PIECES) + text[at + 1:]
    return text, rng.choice([1, 1, 2, 3])


# Records ---------------------------------------------------------------------

def some_record(rng):
    """An array of records."""
    def plain():
        order = rng.choice("<>")
        return rng.choice(
            ["|b1", "|i1", "|u1", "|S%d" % rng.randrange(0, 6),
             "%sU%d" % (order, rng.randrange(0, 4))] +
            [order + code for code in ("i2", "i4", "i8", "u2", "u4", "u8",
                                       "f4", "f8", "c8", "c16")])

    names = rng.sample(["a", "b", "it's", 'x"y', "a.b", "c:d", "ä", "λ", "[(",
                        "\n", "\\", "f 1", "0", "/x"], rng.randrange(1, 6))
    while True:
        fields = []
        for name in names:
            field = [name if rng.random() < 0.9 else ("title " + name, name),
                     plain()]
            if rng.random() < 0.3 and field[1][1:] not in ("S0", "U0"):
                field.append(tuple(rng.choice([0, 1, 2, 3]) for _ in
                                   range(rng.randrange(1, 3))))
            fields.append(tuple(field))
        dtype = np.dtype(fields, align=rng.random() < 0.3)
        if dtype.itemsize:
            break
    shape = tuple(rng.choice([0, 1, 2, 3, 5]) for _ in
                  range(rng.choice([0, 1, 1, 2, 3])))
    array = np.zeros(shape, dtype)
    for name in dtype.names:
        part = array[name]
        if part.dtype.kind in "SU":
            part[...] = np.array([rng.choice(["", "a", "xyz", "\"\\"])
                                  for _ in range(part.size)], "U3").reshape(
                                      part.shape)
        else:
            part[...] = np.array([rng.randrange(100) / 4 if part.dtype.kind
                                  in "fc" else rng.randrange(100)
                                  for _ in range(part.size)]).reshape(
                                      part.shape)
    if rng.random() < 0.4:
        array = np.asfortranarray(array).reshape(shape, order="A")
    return array


def plain(value):
    """What json makes of tgather's output for this."""
    if isinstance(value, np.void):
        return {name: plain(value[name]) for name in value.dtype.names}
    if isinstance(value, np.ndarray):
        return plain(value[()]) if value.ndim == 0 else [
            plain(item) for item in value]
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, np.complexfloating):
        return [float(value.real), float(value.imag)]
    return value.item() if isinstance(value, np.generic) else value


def saved(array):
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def equal(content, expected):
    """Are two files equal, save for gaps between fields?"""
    array, other = (np.load(io.BytesIO(file)) for file in (content, expected))
    return content[:len(content) - array.nbytes] == \
        expected[:len(expected) - other.nbytes] and (
            content == expected or array.dtype.names is not None and all(
                array[name].tobytes() == other[name].tobytes()
                for name in array.dtype.names))


def compare_record(directory, rng, problems):
    """Some gather along dim 0 from an array, and from each field of it."""
    array = some_record(rng)
    seen = array if array.ndim else array.reshape(1)
    index = [rng.randrange(len(seen)) for _ in range(rng.randrange(4))
             if len(seen)]
    picked = seen[np.array(index, int)]
    archive = rng.choice([None, np.savez, np.savez_compressed])
    if archive:
        path = "x.npz:r"
        archive(os.path.join(directory, "x.npz"), r=array, q=np.zeros(2))
    else:
        path = "x.npy"
        np.save(os.path.join(directory, path), array)

    def gather(operand, form):
        return subprocess.run(
            [PROGRAM, "--quiet", "--op", "index_select", "--dim", "0",
             "--output-format", form, operand, json.dumps(index)],
            cwd=directory, capture_output=True,
            env={**os.environ, "TGATHER_PIECE": rng.choice(["64", "262144"])})

    n = 0
    for name in [None, *array.dtype.names]:
        part = picked if name is None else picked[name]
        if not part.dtype.itemsize or (name is not None and not array.ndim
                                       and array[name].ndim):
            continue                # which NumPy makes (1, ...) here
        operand = path if name is None else path + ":" + name
        n += 2
        done = gather(operand, "npy")
        expected = np.array(part, order="C")
        if archive and name is not None:
            # a number is little-endian in a file of another format
            expected = expected.astype(expected.dtype.newbyteorder("<"))
        if done.returncode or not equal(done.stdout, saved(expected)):
            problems.append("%r %s: %r" % (array, operand, done))
        done = gather(operand, "json")
        try:
            ok = json.loads(done.stdout) == plain(part) or \
                (not part.size and done.returncode == 0)
        except ValueError:
            ok = False
        if not ok:
            problems.append("%r %s: %r, not %r" % (
                array, operand, done, plain(part)))
    return n


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10 ** 6)
    print("random_records.py %d %d" % (rounds, seed), flush=True)
    rng = random.Random(seed)
    problems = []
    with tempfile.TemporaryDirectory() as directory:
        spellings = sorted(set(all_spellings()))
        both, alone = compare(directory, [
            (HEADER % ("'%s'" % s, "False", "(3,)"), 1) for s in spellings],
            problems)
        # lists of types, and types of no size or of objects
        alone = [text for text, (_, _, dtype) in alone
                 if dtype.itemsize and not dtype.hasobject
                 and dtype.names is None and not re.match(
                     r"{'descr': '[<>=|]?\(?\d|{'descr': '[^']*,", text)]
        print("%d type strings: %d read as NumPy does, %d by NumPy alone"
              % (len(spellings), both, len(alone)))
        for text in alone[:20]:
            print("  by NumPy alone: %r" % text)
        headers = [changed(rng) for _ in range(1000 * rounds)]
        both, alone = compare(directory, headers, problems)
        print("%d headers: %d read as NumPy does, %d by NumPy alone"
              % (len(headers), both, len(alone)))
        for text, _ in alone[:20 if os.environ.get("VERBOSE") else 0]:
            print("  by NumPy alone: %r" % text)
        n = sum(compare_record(directory, rng, problems)
                for _ in range(30 * rounds))
        print("%d gathers of records and fields" % n)
    for problem in problems[:20]:
        print(problem)
    print("%d problems" % len(problems))
    sys.exit(len(problems) > 0)


if __name__ == "__main__":
    main()
