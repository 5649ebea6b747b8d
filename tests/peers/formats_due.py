"""What tgather has to write of a tensor in each format, or why it may not.

Each file is made anew by what made the operands (formats_made.py), and has to
be that, byte for byte; text is worked out in exact fractions (reference.py).
"""

import io
import math
import re
import zipfile

import numpy as np

import float8
import formats_made as made
import gguf_blocks
import gguf_file
import reference as ref
import safetensors_file

WRITTEN = ["json", "raw", "npy", "npz", "safetensors", "gguf", "idx",
           *made.ROWS, *made.TABLES]
JSON_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")


class Refused(Exception):
    """One of these texts has to be in the message."""


def text(dtype, item):
    return float8.text(dtype, item) if dtype in float8.NAMES \
        else ref.text(dtype, item)


def unpacked(tensor):
    """A tensor of blocks as float32; as it is where nothing unpacks them."""
    data = np.frombuffer(tensor.bytes(), "u1")
    if tensor.dtype == "f4":
        low_first = np.stack([data & 15, data >> 4], axis=1)
        # those of gguf_blocks.py count halves, and have no -0
        floats = (gguf_blocks.E2M1 / 2)[low_first].astype("<f4")
        floats[low_first == 8] = -0.0
    else:
        unpack = getattr(gguf_blocks, tensor.dtype, None)
        if unpack is None:
            return tensor
        size = made.BLOCKS[tensor.dtype][1]
        with np.errstate(all="ignore"):
            floats = unpack(data.reshape(-1, size)) if len(data) else data
    content = floats.astype("<f4").tobytes()
    return made.Tensor("float32", tensor.shape, [
        content[i:i + 4] for i in range(0, len(content), 4)])


def keeps_blocks(form, dtype):
    return form == "raw" or form == (
        "gguf" if dtype in made.GGUF_KIND else "safetensors")


def reasons(form, tensor):
    """All reasons why a tensor cannot go into a format; texts of messages."""
    dtype, shape = tensor.dtype, tensor.shape
    ndim, n = len(shape), math.prod(shape)
    if dtype in made.BLOCKS and not keeps_blocks(form, dtype):
        yield "they can only be moved"
    if form == "safetensors" and dtype not in safetensors_file.NAMES and \
            dtype not in made.BLOCKS:
        yield "safetensors has no dtype " + dtype
    if form == "gguf":
        if dtype not in made.GGUF_KIND:
            yield "GGUF has no dtype " + dtype
        if ndim > 4:
            yield "GGUF has at most 4"
    if form == "idx" and dtype not in made.IDX:
        yield "idx has no dtype " + dtype
    if form in made.ROWS:
        if dtype != made.ROWS[form]:
            yield "%s files hold %s, not" % (form, made.ROWS[form])
        if ndim != 2:
            yield "has not two dims"
        if form in made.VECS and n == 0:
            yield "one row or more"
    if form in made.TABLES:
        if dtype in ref.COMPLEX:
            yield "cannot be fields of a text table"
        if ndim > 1 and shape[-1] == 0:
            yield "has no fields to write in lines"
        if form == "lines" and ndim > 1:
            yield "lines have one dim"


def table(tokens, shape, form):
    """Lines, with a blank one between slices of two dims."""
    width = shape[-1] if len(shape) > 1 else 1
    height = shape[-2] if len(shape) > 2 else 0
    out = []
    for i in range(0, len(tokens), width):
        if height and i and i // width % height == 0:
            out.append("\n")
        out.append(made.TABLES[form].join(tokens[i:i + width]) + "\n")
    return "".join(out).encode()


def due_text(form, tensor, source):
    """source is the format of the input: text from it stays as it is."""
    tokens = tensor.tokens if source in made.TEXTS else None
    if tokens is None:
        tokens = [text(tensor.dtype, item) for item in tensor.items]
    if form in made.TABLES:
        return table(tokens, tensor.shape, form)
    if source in made.TABLES:
        tokens = [token if JSON_NUMBER.fullmatch(token) else '"%s"' % token
                  for token in tokens]
    return ref.nested(tokens, tensor.shape).encode() + b"\n"


def due(form, tensor, source, big, name, keys):
    """The bytes of a result, or Refused. keys are those of a GGUF input, and
    the alignment."""
    if tensor.dtype in made.BLOCKS and not keeps_blocks(form, tensor.dtype):
        tensor = unpacked(tensor)
    why = list(reasons(form, tensor))
    if why:
        raise Refused(*why)
    if form == "json" or form in made.TABLES:
        return due_text(form, tensor, source)
    if form in ("npy", "npz"):
        return made.npy_bytes(made.npy_array(tensor, big), tensor.dtype)
    if form == "raw":
        return b"".join(ref.swap(tensor.dtype, item) for item in tensor.items) \
            if big else tensor.bytes()
    if form == "safetensors":
        return safetensors_file.write(
            {name: (tensor.dtype, tensor.shape, tensor.bytes())})
    if form == "gguf":
        return gguf_file.write(keys[0], {name: (
            made.GGUF_KIND[tensor.dtype], tensor.shape, tensor.bytes())},
            keys[1])
    if form == "idx":
        return made.idx_bytes(tensor)
    return made.vecs_bytes(tensor) if form in made.VECS \
        else made.bin_bytes(tensor)


def without_nans(content, order):
    """float32 in which all NaNs have the same bits: of blocks they may have
    any, as ggml's own differ between machines."""
    whole = len(content) // 4 * 4
    words = np.frombuffer(content[:whole], order + "u4").copy()
    words[words & 0x7FFFFFFF > 0x7F800000] = 0x7FC00000
    return words.tobytes() + content[whole:]


def same(output, expected, form, from_blocks):
    if output == expected:
        return True
    order = ">" if form == "idx" else "<"
    return from_blocks and form not in made.TEXTS and \
        without_nans(output, order) == without_nans(expected, order)


def wrong_output(form, output, expected, shape, name, from_blocks):
    """What is wrong with the bytes of a result, or None."""
    if form == "npz":
        with zipfile.ZipFile(io.BytesIO(output)) as file:
            if file.testzip() or file.namelist() != [name + ".npy"]:
                return "members %r" % file.namelist()
            if file.infolist()[0].compress_type != zipfile.ZIP_STORED:
                return "not stored"
            loaded = np.load(io.BytesIO(output))[name]
            if loaded.shape != shape:
                return "np.load differs"
            output = file.read(name + ".npy")
    return None if same(output, expected, form, from_blocks) else \
        "expected %r" % expected[:1000]
