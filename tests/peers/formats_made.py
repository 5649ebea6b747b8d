"""Files of all formats that tgather reads, for the random cases.

NumPy writes .npy, .npz and what a few of its calls write: vectors and IDX, as
faiss and MNIST's page have them. PyTorch writes .pt, the onnx package .onnx and
.pb; safetensors_file.py and gguf_file.py follow their formats' pages.
"""

import gzip
import io
import math
import warnings

import numpy as np
import torch

try:
    import onnx
    from onnx import external_data_helper, helper, numpy_helper
except ImportError:
    onnx = None

import float8
import gguf_file
import random_gathers as rg
import reference as ref
import safetensors_file

# Names that are no latin1 make NumPy warn.
warnings.simplefilter("ignore", UserWarning)

VECS = {"fvecs": "float32", "ivecs": "int32", "bvecs": "uint8"}
BINS = {"fbin": "float32", "ibin": "int32", "u8bin": "uint8", "i8bin": "int8",
        "f16bin": "float16"}
ROWS = {**VECS, **BINS}
IDX = {"uint8": 8, "int8": 9, "int16": 11, "int32": 12, "float32": 13,
       "float64": 14}
TABLES = {"csv": ",", "tsv": "\t", "text": " ", "lines": ""}
TEXTS = ["json", *TABLES]
SNIFFED = ["npy", "npz", "safetensors", "pt", "gguf", "json"]
NAMES = ["a", "weight", "layer.0.bias", "b c", "ä", "x:y", "data"]

CODES = {"bool": "b1", "float16": "f2", "float32": "f4", "float64": "f8",
         "complex64": "c8", "complex128": "c16",
         "bfloat16": "V2"}          # as ml_dtypes saves it, save for its mark
CODES.update((name, "%s%d" % (name[0], size))
             for name, size in ref.INTEGERS.items())
CODES.update((name, "V1") for name in float8.NAMES)

# Types of less than a byte an element, and of blocks: only rows of them are
# moved. By name: elements and bytes of a block, the number in GGUF.
BLOCKS = {"f4": (2, 1, None), "f6_e2m3": (4, 3, None), "f6_e3m2": (4, 3, None)}
BLOCKS.update((name, (n, size, kind))
              for kind, (name, n, size) in gguf_file.BLOCKS.items())
GGUF_KIND = {**gguf_file.PLAIN,
             **{name: block[2] for name, block in BLOCKS.items() if block[2]}}


class Tensor:
    """A dtype, a shape and its elements: each the bytes of it, little-endian,
    and for text its token. Of BLOCKS, items are rows, of the last dim."""

    def __init__(self, dtype, shape, items, tokens=None):
        self.dtype, self.shape = dtype, tuple(shape)
        self.items, self.tokens = items, tokens

    def bytes(self):
        return b"".join(self.items)


class Made:
    """A file. name is that of the tensor in it, or None; options go with it,
    without what stands before them for an index; beside are other files."""

    def __init__(self, content, name=None, options=(), beside=None):
        self.content, self.name = content, name
        self.options, self.beside = list(options), beside or {}


def itemsize(dtype):
    return 1 if dtype in float8.NAMES else ref.itemsize(dtype)


def has_order(dtype):
    """Is there another byte order?"""
    return dtype not in BLOCKS and itemsize(dtype) > 1


def torch_dtype(dtype):
    """None where PyTorch has no such type."""
    return getattr(torch, dtype, None)


def onnx_code(dtype):
    """Of the types that onnx 1.12 does not know, too."""
    later = {"float8_e4m3fn": 17, "float8_e4m3fnuz": 18, "float8_e5m2": 19,
             "float8_e5m2fnuz": 20, "float8_e8m0fnu": 24}
    names = {"float32": "FLOAT", "float64": "DOUBLE"}
    return later.get(dtype) or onnx.TensorProto.DataType.Value(
        names.get(dtype, dtype.upper()))


def dtypes_of(form, index=False):
    """What a file of that format can hold."""
    plain = [*ref.DTYPES, *float8.NAMES]
    if form == "ibin" and not index:
        return ["int32", "float32"]         # ids, and their distances
    if form in ROWS:
        return [ROWS[form]]
    if form in TABLES:
        return [d for d in ref.DTYPES if d not in ref.COMPLEX] + \
            list(float8.LIMITS)
    return {"json": [*ref.DTYPES, *float8.LIMITS],
            "pt": [d for d in ref.DTYPES if torch_dtype(d)],
            "safetensors": list(safetensors_file.NAMES),
            "gguf": list(GGUF_KIND), "idx": list(IDX),
            "raw": plain + [d for d in BLOCKS if GGUF_KIND.get(d)],
            }.get(form, plain)


# Each format -----------------------------------------------------------------

def npy_array(tensor, big=False):
    array = np.frombuffer(tensor.bytes(), "<" + CODES[tensor.dtype])
    array = array.reshape(tensor.shape)
    return array.astype(array.dtype.newbyteorder(">")) if big else array


def npy_bytes(array, dtype=None):
    """np.save's bytes; with ml_dtypes' name for what NumPy does not have."""
    file = io.BytesIO()
    np.save(file, array)
    code = CODES.get(dtype, "")
    content = file.getvalue()
    return content.replace(b"'|%s'" % code.encode(), b"'<%s'" % code.encode(),
                           1) if code[:1] == "V" else content


def other_tensor(rng):
    """Something else that a file holds beside the tensor."""
    dtype = rng.choice(["uint8", "float32", "int64"])
    shape = rg.some_shape(rng, rng.randrange(3))
    return Tensor(dtype, shape, [rg.some_item(rng, dtype)
                                 for _ in range(math.prod(shape))])


def some_order(rng, array):
    if rng.random() < 0.5:
        return np.asfortranarray(array).reshape(array.shape, order="A")
    return array


def npy_file(rng, tensor, big):
    content = npy_bytes(some_order(rng, npy_array(tensor, big)), tensor.dtype)
    return Made(content + rng.choice([b"", b"", b"behind", content]), None,
                opaque(rng, tensor.dtype))


def opaque(rng, dtype):
    """What says what elements are that NumPy only has as bytes."""
    if dtype == "bfloat16":
        return ["dtype", rng.choice(["bfloat16", "bf16", "BF16",
                                     "torch.bfloat16"])]
    return ["dtype", dtype] if dtype in float8.NAMES else []


def npz_file(rng, tensor, big):
    save = rng.choice([np.savez, np.savez_compressed])
    name = rng.choice([None, "a", "b.c", "layer_1"])
    arrays = {name or "arr_0": some_order(rng, npy_array(tensor, big))}
    if name is not None:
        for other in rng.sample(["x", "y", "z"], rng.randrange(3)):
            arrays[other] = npy_array(other_tensor(rng))
    keys = rng.sample(list(arrays), len(arrays))
    file = io.BytesIO()
    save(file, **{key: arrays[key] for key in keys})
    if len(arrays) == 1 and rng.random() < 0.5:
        name = None
    else:
        name = name or "arr_0"
    return Made(file.getvalue(), name, opaque(rng, tensor.dtype))


def torch_tensor(rng, tensor):
    """A tensor, often one that is a view of more than it shows."""
    shape, kind = tensor.shape, torch_dtype(tensor.dtype)
    n = math.prod(shape)
    flat = torch.frombuffer(bytearray(tensor.bytes()), dtype=kind) if n \
        else torch.zeros(0, dtype=kind)
    seen = flat.reshape(shape)
    way = rng.random()
    if way < 0.3 and shape:                     # in another order
        order = rng.sample(range(len(shape)), len(shape))
        seen = seen.permute(order).contiguous().permute(
            [order.index(i) for i in range(len(shape))])
    elif way < 0.6 and shape:                   # a slice, maybe with a step
        step = rng.choice([1, 2, 3])
        larger = torch.zeros([s * step + 2 for s in shape], dtype=kind)
        view = larger[tuple(slice(1, 1 + s * step, step) for s in shape)]
        view.copy_(seen)
        seen = view
    elif way < 0.8 and n and len(set(tensor.items)) == 1:
        seen = flat[0].expand(shape)
    assert tuple(seen.shape) == shape
    return seen


def pt_file(rng, tensor, big):
    seen = torch_tensor(rng, tensor)
    if rng.random() < 0.05:
        seen = torch.nn.Parameter(seen, requires_grad=False)
    others = [torch_tensor(rng, other_tensor(rng)) for _ in range(2)]
    name, value = rng.choice([
        (None, seen), ("w", {"v": others[0], "w": seen}),
        ("m.w", {"m": {"w": seen, "v": others[0]}, "n": others[1]}),
        ("1", [others[0], seen]),
        ("l.0.k", {"l": [{"k": seen}, others[0]], "epoch": 3, "lr": 0.5})])
    file = io.BytesIO()
    torch.save(value, file)
    return Made(file.getvalue(), name)


def named(rng, tensor, names):
    """{name: tensor} of a file in which others may be, and the name that
    leads to it."""
    name = rng.choice(names)
    tensors = {name: tensor}
    for other in rng.sample(["p", "q.r", "s"], rng.randrange(3)):
        tensors[other] = other_tensor(rng)
    return tensors, \
        None if len(tensors) == 1 and rng.random() < 0.5 else name


def in_random_order(rng, tensors):
    return {key: tensors[key] for key in rng.sample(list(tensors), len(tensors))}


def safetensors_file_of(rng, tensor, big):
    tensors, name = named(rng, tensor, NAMES)
    content = safetensors_file.write(
        {key: (t.dtype, t.shape, t.bytes())
         for key, t in in_random_order(rng, tensors).items()},
        rng.choice([None, {}, {"format": "pt", "ä": "]}"}]),
        rng.sample(list(tensors), len(tensors)))
    return Made(content, name)


def gguf_keys(rng):
    """Keys of a file, and the alignment that they say."""
    keys = [gguf_file.some_key(rng, b"%s.%d" % (word, i))
            for word in (b"general", b"other") for i in range(rng.randrange(3))]
    alignment = rng.choice([32, 32, 8, 64, 256])
    if alignment != 32:
        keys.append(gguf_file.alignment_key(alignment))
    return rng.sample(keys, len(keys)), alignment


def gguf_file_of(rng, tensor, big):
    tensors, name = named(rng, tensor, NAMES)
    tensors = {key: t for key, t in tensors.items() if t.dtype in GGUF_KIND}
    keys, alignment = gguf_keys(rng)
    made = Made(gguf_file.write(
        keys, {key: (GGUF_KIND[t.dtype], t.shape, t.bytes())
               for key, t in in_random_order(rng, tensors).items()},
        alignment), name)
    made.keys = [key for key in keys if key[8:].startswith(b"general.")]
    made.alignment = alignment
    return made


def vecs_bytes(tensor):
    n, d = tensor.shape
    rows = np.frombuffer(tensor.bytes(), "u1").reshape(n, -1)
    heads = np.full(n, d, "<i4").view("u1").reshape(n, 4)
    return np.hstack([heads, rows]).tobytes()


def bin_bytes(tensor):
    return np.array(tensor.shape, "<u4").tobytes() + tensor.bytes()


def idx_bytes(tensor):
    return bytes([0, 0, IDX[tensor.dtype], len(tensor.shape)]) + \
        np.array(tensor.shape, ">u4").tobytes() + \
        npy_array(tensor, True).tobytes()


def bin_file(rng, tensor, form):
    """Of ibin, floats are the distances behind the ids."""
    if ROWS[form] == tensor.dtype:
        return Made(bin_bytes(tensor))
    n = math.prod(tensor.shape)
    head = np.array(tensor.shape, "<u4").tobytes()
    return Made(head + rng.randbytes(4 * n) + tensor.bytes(), "distances")


def onnx_tensor(rng, tensor, name):
    """With its elements as raw bytes or in a field of their type."""
    code, shape = onnx_code(tensor.dtype), tensor.shape
    array = npy_array(tensor)
    # onnx 1.12 cannot write complex ones so, and Python changes bits of NaNs
    if rng.random() < 0.5 and CODES[tensor.dtype][0] not in "cV" and \
            not (array != array).any():
        return helper.make_tensor(name, code, shape, array.flatten().tolist())
    made = onnx.TensorProto(data_type=code, dims=shape, name=name,
                            raw_data=tensor.bytes())
    assert CODES[tensor.dtype][0] == "V" or \
        made == numpy_helper.from_array(array, name)
    return made


def onnx_file(rng, tensor, beside):
    """A model; its tensors may be in another file, which beside allows."""
    tensors, name = named(rng, tensor, NAMES)
    protos = [onnx_tensor(rng, t, key)
              for key, t in in_random_order(rng, tensors).items()]
    files = {}
    for proto in protos:
        if beside and proto.HasField("raw_data") and rng.random() < 0.5:
            data = files.get("x.data", b"") + bytes(rng.choice([0, 0, 5, 64]))
            external_data_helper.set_external_data(
                proto, "x.data", len(data), len(proto.raw_data))
            files["x.data"] = data + proto.raw_data
            proto.ClearField("raw_data")
            proto.data_location = onnx.TensorProto.EXTERNAL
    value = helper.make_tensor_value_info("y", 1, [1])
    model = helper.make_model(helper.make_graph([], "g", [], [value], protos))
    return Made(model.SerializeToString(), name, (), files)


def pb_file(rng, tensor, big):
    proto = onnx_tensor(rng, tensor, "w")
    return Made(proto.SerializeToString(), rng.choice([None, "w"]))


def raw_file(rng, tensor, big):
    """In C order, or in that of Fortran; the shape is said beside it."""
    if tensor.dtype in BLOCKS:
        return Made(tensor.bytes(), None, ["dtype", tensor.dtype])
    array = npy_array(tensor)
    if big:
        content = [ref.swap(tensor.dtype, item) for item in tensor.items]
        array = np.frombuffer(b"".join(content), array.dtype).reshape(
            tensor.shape)
    options = ["dtype", (">" if big else "") + tensor.dtype]
    if rng.random() < 0.4:
        return Made(array.tobytes("F"), None, options + ["order", "F"])
    return Made(array.tobytes(), None, options)


def table_bytes(rng, tokens, shape, form):
    """Lines of fields, which are tokens."""
    width = shape[1] if len(shape) == 2 else 1
    between = TABLES[form]
    if form == "text":
        between = rng.choice([" ", "\t", "  "])
    lines = [between.join(tokens[i:i + width])
             for i in range(0, len(tokens), width)]
    end = "\n" if form == "lines" else rng.choice(["\n", "\r\n"])
    return (end.join(lines) + rng.choice([end, end, ""])).encode()


def packed(rng, content):
    """As gzip data, maybe in two members or with zeros behind it."""
    cut = rng.choice([0, 0, rng.randrange(len(content) + 1)])
    parts = [content[:cut], content[cut:]] if cut else [content]
    return b"".join(gzip.compress(part, rng.choice([0, 1, 9]))
                    for part in parts) + rng.choice([b"", b"", bytes(100)])


def stored_shape(rng, form, dtype, shape):
    """The shape that a file of that format can have for a tensor: itself, or
    one that an option reshapes; None where there is none."""
    n = math.prod(shape)
    if dtype in BLOCKS:
        return shape if form != "gguf" or len(shape) <= 4 else \
            (n // shape[-1], shape[-1])
    if form in ROWS:
        if len(shape) == 2 and n and rng.random() < 0.9:
            return shape
        width = rng.choice([d for d in range(1, n + 1) if n % d == 0] or [1])
        needs_one = form in VECS or dtype != ROWS[form]
        return None if n == 0 and needs_one else (n // width, width)
    if form in TABLES:
        if n == 0:
            return None
        if form != "lines" and len(shape) == 2 and shape[1] > 1:
            return shape
        return (n,)
    if form == "json":
        return rg.json_shape(shape)
    if form == "gguf" and len(shape) > 4:
        return (n,)
    return shape


def made(rng, form, tensor, big, beside):
    """A file of a format other than text."""
    if form in VECS:
        return Made(vecs_bytes(tensor))
    if form in BINS:
        return bin_file(rng, tensor, form)
    if form == "idx":
        return Made(idx_bytes(tensor))
    if form == "onnx":
        return onnx_file(rng, tensor, beside)
    return {"npy": npy_file, "npz": npz_file, "pt": pt_file, "pb": pb_file,
            "raw": raw_file, "gguf": gguf_file_of,
            "safetensors": safetensors_file_of}[form](rng, tensor, big)
