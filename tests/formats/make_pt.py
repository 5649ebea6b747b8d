#!/usr/bin/env python3
"""Write the PyTorch files of the tests, and what PyTorch reads from them.

    /usr/bin/python3 tests/formats/make_pt.py

Needs PyTorch. Whole files come from torch.save; broken ones, and those of
later versions, are archives with a pickle that is put together by hand.
"""
import json
import os
import struct
import warnings
import zipfile
from collections import OrderedDict

import torch

HERE = os.path.dirname(os.path.abspath(__file__))
GOLDEN = os.path.join(HERE, "..", "golden", "pt")


def path(name):
    """pt/NAME, or broken-pt/REST for a name that begins with bad-."""
    directory = "pt"
    if name.startswith("bad-"):
        directory, name = "broken-pt", name[4:]
    os.makedirs(os.path.join(HERE, directory), exist_ok=True)
    return os.path.join(HERE, directory, name)


def golden(name, value):
    with open(os.path.join(GOLDEN, name + ".out"), "w") as f:
        f.write(json.dumps(value, separators=(",", ":")) + "\n")


# What a pickle is made of.
STOP, MARK, TUPLE, REDUCE, EMPTY, APPEND = b".", b"(", b"t", b"R", b")", b"a"


def text(s):
    b = s.encode()
    return b"X" + struct.pack("<I", len(b)) + b


def integer(x):
    if 0 <= x < 256:
        return b"K" + bytes([x])
    b = x.to_bytes(x.bit_length() // 8 + 1, "little", signed=True)
    return b"\x8a" + bytes([len(b)]) + b


def name(module, what):
    return b"c" + module.encode() + b"\n" + what.encode() + b"\n"


def tuple_of(*items):
    return MARK + b"".join(items) + TUPLE


def storage(cls="FloatStorage", key="0", numel=4, module="torch"):
    return tuple_of(text("storage"), name(module, cls), text(key), text("cpu"),
                    integer(numel)) + b"Q"


def numbers(values):
    return tuple_of(*map(integer, values))


def tensor(size=(4,), stride=(1,), offset=0, where=None, version=2, more=()):
    where = storage() if where is None else where
    return name("torch._utils", f"_rebuild_tensor_v{version}") + tuple_of(
        where, integer(offset), numbers(size), numbers(stride), b"\x89",
        name("collections", "OrderedDict") + EMPTY + REDUCE, *more) + REDUCE


def latin1(s):
    """Bytes, as protocol 2 has them."""
    return name("_codecs", "encode") + tuple_of(
        text(s), text("latin1")) + REDUCE


def dtype(code, order="<"):
    return name("numpy", "dtype") + tuple_of(
        text(code), b"\x89", b"\x88") + REDUCE + tuple_of(
            integer(3), text(order), b"N", b"N", b"N") + b"b"


def called(module, what, *args):
    return name(module, what) + tuple_of(*args) + REDUCE


def dict_of(**items):
    return b"}" + MARK + b"".join(
        text(k) + v for k, v in items.items()) + b"u"


def write(file, body, members=(("data/0", struct.pack("<4f", 1, 2, 3, 4)),),
          proto=2, **options):
    members = [("data.pkl", b"\x80" + bytes([proto]) + body + STOP), *members]
    with zipfile.ZipFile(path(file), "w", **options) as z:
        for member, data in members:
            info = zipfile.ZipInfo("archive/" + member)
            info.compress_type = z.compression
            z.writestr(info, data)


def write_good():
    torch.manual_seed(0)
    x = torch.arange(24.).reshape(4, 6) / 4
    tensors = {
        "plain": x,
        "transposed": x.t(),
        "sliced": x[1:3, 1::2],
        "expanded": x[:, :1].expand(4, 3),
        "empty": torch.zeros(0, 3),
        "parameter": torch.nn.Parameter(x[2]),
        "permuted": torch.arange(24).reshape(2, 3, 4).permute(2, 0, 1),
    }
    for dtype in ("float64 float16 bfloat16 int64 int32 int16 int8 uint8 bool "
                  "complex64 complex128").split():
        tensors[dtype] = (x[:2, :3] * 4).to(getattr(torch, dtype))
    torch.save(tensors, path("tensors.pt"))
    for key, t in tensors.items():
        if t.ndim > 0 and t.numel() > 0:
            t = t.detach().index_select(0, torch.tensor([1, 0]))
            if t.is_complex():
                t = torch.view_as_real(t)
            golden("pt-" + key, t.tolist())
    torch.save(x.t(), path("one.pt"))
    torch.save(torch.tensor(2.5), path("scalar.pt"))
    net = torch.nn.Sequential(OrderedDict(layer=torch.nn.ModuleList(
        [torch.nn.Linear(2, 3), torch.nn.BatchNorm1d(3)])))
    with torch.no_grad():
        for i, p in enumerate(net.parameters()):
            p.copy_(torch.arange(p.numel()).reshape(p.shape) + i)
    torch.save(net.state_dict(), path("state.pt"))
    golden("pt-state", net.state_dict()["layer.0.weight"][[2, 0]].tolist())
    shared = {"weight": x[0]}
    torch.save({
        "state.dict": net.state_dict(),
        "state": {"dict": {"bias": x[1]}},
        "list": [x[2], (x[3], {"deep": [x[0]]})],
        "epoch": 3, "lr": 0.5, "none": None, "big": 2**70, 7: x[1],
        "size": x.shape, "dtype": x.dtype, "device": x.device, "set": {1},
        "bytes": b"x", "optimizer": {"param_groups": [{"lr": 1e-3}]},
        "shared": shared, "again": shared,
    }, path("nested.pt"))
    torch.save({"a": x[0], "list": [x[1]]}, path("protocol4.pt"),
               pickle_protocol=4)
    torch.save(net, path("module.pt"))
    torch.save(x, path("legacy.pt"), _use_new_zipfile_serialization=False)

    # What later versions write.
    write("big-endian.pt", tensor(),
          [("data/0", struct.pack(">4f", 1, 2, 3, 4)), ("byteorder", b"big")])
    bytes_of = storage("UntypedStorage", numel=8, module="torch.storage")
    write("v3.pt", dict_of(
        uint16=tensor(where=bytes_of, version=3,
                      more=[name("torch", "uint16")]),
        float8=tensor(where=bytes_of, version=3,
                      more=[name("torch", "float8_e4m3fn"), b"}"]),
    ), [("data/0", struct.pack("<4H", 1, 0x3840, 40000, 65535)),
        ("byteorder", b"little")])
    write("deflated.pt", tensor(size=(2, 2), stride=(1, 2)),
          compression=zipfile.ZIP_DEFLATED)


def write_keys():
    def one(x):
        return torch.tensor([float(x)])

    torch.save({("u", "r", "m"): torch.tensor([1., 2.]), "x": one(3)},
               path("tuple-key.pt"))
    torch.save({None: one(1)}, path("none-key.pt"))
    torch.save({"a.b": one(1), "a": {"b": one(2)}}, path("two-readings.pt"))
    torch.save({"a": {0: one(1), "0": one(2)}, "": one(3), "'q'": one(4),
                "line\nbreak": one(5), "x:y": one(6), "nul\0": one(7),
                None: one(8), True: one(9), 1.5: one(10), b"b'\xff": one(11),
                (): one(12), (1, ("a.b",)): one(13), 2**70: one(14),
                -2**64: one(15), torch.float32: one(16), 1e300: one(17),
                (None, "it's"): one(18)}, path("keys.pt"))


def write_calls():
    """The calls that torch.load allows, from versions old and new."""
    later = ("torch._utils", "_rebuild_parameter_with_state")
    jit = "torch.jit._pickle"
    body = {
        "parameter": called(*later, tensor(), b"\x88", b"}",
                            dict_of(foo=integer(1))),
        "version1": called("torch._utils", "_rebuild_tensor", storage(),
                           integer(1), numbers([2]), numbers([1])),
        "new": name("torch.nn.parameter", "Parameter") +
        tuple_of(tensor(), b"\x88") + b"\x81",
        "subclass": called(
            "torch._tensor", "_rebuild_from_type_v2",
            name("torch._utils", "_rebuild_tensor_v2"),
            name("mine", "Tensor"), tuple_of(
                storage(), integer(2), numbers([2]), numbers([1]), b"\x89",
                b"}"), b"}"),
        "untyped": tensor(where=storage(
            "UntypedStorage", numel=16, module="torch.storage"), size=(16,)),
        "cpu": called("torch._utils", "_rebuild_device_tensor_from_cpu_tensor",
                      tensor(), name("torch", "float32"), text("xla:0"),
                      b"\x89"),
        "tagged": called(jit, "restore_type_tag", b"}" + text("x") + tensor() +
                         b"s", text("Dict[str, Tensor]")),
        "list": called(jit, "build_tensorlist", b"]" + tensor() + b"a"),
        "default": called("collections", "defaultdict",
                          name("builtins", "list")) +
        text("y") + tensor() + b"s",
        "set": called("builtins", "set", b"]" + tensor() + b"a"),
        "conj": tensor(where=storage("ComplexFloatStorage", numel=2),
                       size=(2,), more=[dict_of(conj=b"\x88")]),
        "neg": tensor(size=(2,), stride=(2,), more=[dict_of(neg=b"\x88")]),
        "both": tensor(where=storage("ComplexFloatStorage", numel=2),
                       size=(1,), offset=1,
                       more=[dict_of(conj=b"\x88", neg=b"\x88")]),
    }
    write("calls.pt", dict_of(**body))
    write("neg-twice.pt", tensor(more=[
        b"}" + (text("neg") + b"\x88s") + (text("neg") + b"\x89s")]))
    write("conj-big-endian.pt", tensor(
        where=storage("ComplexFloatStorage", numel=2), size=(2,),
        more=[dict_of(conj=b"\x88")]),
        [("data/0", struct.pack(">4f", 1, 2, 3, 4)), ("byteorder", b"big")])
    write("cpp-dict.pt", called(jit, "restore_type_tag", dict_of(x=tensor()),
                                text("Dict[str, Tensor]")))
    array = called("numpy._core.multiarray", "_reconstruct",
                   name("numpy", "ndarray"), numbers([0]), latin1("b"))
    buffer = struct.pack("<2h", -2, 3)
    write("numpy2.pt", dict_of(
        big=array + tuple_of(integer(1), numbers([2]), dtype("i2", ">"),
                             b"\x89", latin1("\x01\x02\xff\xfe")) + b"b",
        fortran=array + tuple_of(integer(1), numbers([2, 3]), dtype("u1", "|"),
                                 b"\x88", b"C\6\0\1\2\3\4\xff") + b"b",
        scalar=called("numpy._core.multiarray", "scalar", dtype("f4"),
                      latin1("\0\0\xc0\x3f")),
        buffer=called("numpy._core.numeric", "_frombuffer",
                      b"\x96" + struct.pack("<Q", 4) + buffer, dtype("i2"),
                      tuple_of(integer(1), integer(2)), text("C"))), proto=5)


def write_unreadable():
    """Files in which one tensor cannot be read."""
    good = tensor()
    no_dtype = tensor(version=3, where=storage(
        "UntypedStorage", numel=4, module="torch.storage"),
        more=[name("torch", "float4_e2m1fn_x2")])
    write("one-unreadable.pt", dict_of(
        dtype=no_dtype, good=good,
        model=name("mine", "Model") + EMPTY + b"\x81" +
        dict_of(weight=tensor()) + b"b",
        path=called("pathlib", "PosixPath", text("x")),
        missing=tensor(where=storage(key="1")),
        sparse=called("torch._utils", "_rebuild_sparse_tensor", integer(0)),
        last=good))


def write_script():
    class Inner(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.weight = torch.nn.Parameter(torch.tensor([1., 2.]))

        def forward(self, x):
            return x * self.weight

    class Outer(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = Inner()
            self.register_buffer("scale", torch.tensor([3., 4.]))
            self.count = 3

        def forward(self, x):
            return self.layer(x) + self.scale

    torch.jit.save(torch.jit.script(Outer()), path("script.pt"))


def write_hostile():
    def bad(what, *args, **options):
        write(f"bad-{what}.pt", *args, **options)

    call = name("os", "system") + tuple_of(text("touch harm")) + REDUCE
    bad("call", call)
    bad("call-tensor", name("torch._utils", "_rebuild_tensor_v2") + call +
        REDUCE)
    bad("call-storage", tensor(where=call))
    bad("call-size", name("torch._utils", "_rebuild_tensor_v2") + tuple_of(
        storage(), integer(0), call, numbers([1])) + REDUCE)
    bad("opcode-inst", MARK + text("touch harm") + b"ios\nsystem\n")
    bad("opcode-obj", MARK + name("os", "system") + text("touch harm") + b"o")
    bad("opcode-ext", b"\x82\x01")
    bad("opcode-dup", tensor() + b"2")
    bad("protocol", tensor(), proto=9)
    bad("qint", tensor(where=storage("QInt8Storage")))
    bad("sparse", name("torch._utils", "_rebuild_sparse_tensor") +
        tuple_of(integer(0)) + REDUCE)
    bad("conjugate", tensor(size=(2,), more=[dict_of(conj=b"\x88")]))
    bad("negate", tensor(where=storage("IntStorage"),
                         more=[dict_of(neg=b"\x88")]))
    bad("metadata", tensor(more=[dict_of(odd=b"\x88")]))
    # the items of a tuple are numbered, and values are fewer than numbers
    bad("metadata-tuple", tensor(more=[MARK + b"\x89" * 5000 + TUPLE]))
    bad("metadata-list", tensor(more=[b"]" + MARK + b"\x89" * 99 + b"e"]))
    bad("metadata-text", tensor(more=[text("conj")]))
    # PyTorch takes the elements from the state
    bad("tensor-state", tensor() + tuple_of(
        storage(), integer(1), numbers([2]), numbers([1])) + b"b")
    pair = b"]" + MARK + text("a") + tensor() + b"e"
    bad("ordered-dict-pairs", called("collections", "OrderedDict",
                                     b"]" + pair + b"a"))
    bad("default-dict-of", called(
        "collections", "defaultdict", name("builtins", "list"),
        dict_of(a=tensor())))
    bad("counter-more", called("collections", "Counter", dict_of(a=tensor())) +
        text("b") + tensor() + b"s")
    array = name("numpy.core.multiarray", "_reconstruct") + tuple_of(
        name("numpy", "ndarray"), numbers([0]), b"C\1b") + REDUCE
    f4 = dtype("f4")
    for what, state in {
        "array": [integer(1), numbers([2]), f4, b"\x89", b"C\7" + bytes(7)],
        "array-huge": [integer(1), numbers([2**62, 4]), f4, b"\x89", b"C\0"],
        "array-object": [integer(1), numbers([1]), dtype("O8"), b"\x89",
                         b"]K\0a"],
        "array-text": [integer(1), numbers([1]), dtype("u1"), b"\x89",
                       latin1("\u20ac")],
        "array-dtype": [integer(1), numbers([1]), call, b"\x89", b"C\0"],
        "array-short": [integer(1), numbers([1])],
    }.items():
        bad(what, array + tuple_of(*state) + b"b")
    bad("array-no-state", array)
    bad("array-axes", called(
        "numpy._core.numeric", "_frombuffer", b"C\6" + bytes(range(6)),
        dtype("u1", "|"), numbers([2, 3]), text("K"), numbers([1, 0])))
    bad("cpu-tensor", name(
        "torch._utils", "_rebuild_device_tensor_from_cpu_tensor") + tuple_of(
            tensor(), name("torch", "float16"), text("cpu"), b"\x89") + REDUCE)
    bad("meta", name("torch._utils", "_rebuild_meta_tensor_no_storage") +
        EMPTY + REDUCE)
    bad("quantized", name("torch._utils", "_rebuild_qtensor") + EMPTY + REDUCE)
    bad("from-type", name("torch._tensor", "_rebuild_from_type_v2") +
        tuple_of(name("os", "system"), name("torch", "Tensor"),
                 tuple_of(text("touch harm")), b"}") + REDUCE)
    around = tensor()
    for _ in range(40):
        around = name("torch.jit._pickle", "restore_type_tag") + tuple_of(
            around, text("Tensor")) + REDUCE
    bad("around", around)
    # A number inside as many calls as are looked into.
    around = b"G" + b"\xff" * 8
    for _ in range(16):
        around = name("torch.jit._pickle", "restore_type_tag") + tuple_of(
            around, text("float")) + REDUCE
    bad("around-number", around)
    bad("dtype", tensor(version=3, more=[name("torch", "bits8")]))
    bad("dtype-missing", tensor(version=3))

    bad("offset", tensor(offset=1))
    bad("offset-huge", tensor(offset=2**62))
    bad("offset-negative", tensor(offset=-1))
    bad("stride", tensor(size=(2, 2), stride=(3, 1)))
    bad("stride-huge", tensor(size=(3, 2), stride=(2**63 - 1, 1)))
    bad("stride-wraps", tensor(size=(2,) * 4, stride=(2**62,) * 4))
    bad("stride-negative", tensor(size=(2, 2), stride=(-2, 1)))
    bad("stride-count", tensor(size=(2, 2), stride=(1,)))
    bad("stride-text", name("torch._utils", "_rebuild_tensor_v2") + tuple_of(
        storage(), integer(0), numbers([1]), tuple_of(text("1"))) + REDUCE)
    bad("size", tensor(size=(5,)))
    bad("size-overflow", tensor(size=(2**32, 2**32), stride=(0, 0)))
    bad("size-bytes-overflow", tensor(size=(2**61,), stride=(0,)))
    bad("size-long", tensor(size=(2**70,), stride=(0,)))
    bad("size-negative", tensor(size=(-4,)))
    bad("size-many", tensor(size=(1,) * 65, stride=(1,) * 65))
    bad("storage-missing", tensor(where=storage(key="1")))
    bad("storage-zero", tensor(where=storage(key="0\0")))
    bad("key-zero", b"}" + text("a\0" + "z" * 99) + tensor() + b"s")
    bad("storage-word", tensor(where=tuple_of(
        text("module"), name("torch", "FloatStorage"), text("0")) + b"Q"))
    bad("storage-class", tensor(where=tuple_of(
        text("storage"), text("FloatStorage"), text("0")) + b"Q"))
    bad("storage-outside", tensor(where=storage(key="../version")))
    bad("storage-twice", tensor(), [("data/0", bytes(16))] * 2)
    bad("storage-short", tensor(), [("data/0", bytes(15))])
    bad("arguments", name("torch._utils", "_rebuild_tensor_v2") +
        tuple_of(storage()) + REDUCE)
    bad("byteorder", tensor(), [("data/0", bytes(16)), ("byteorder", b"odd")])

    bad("empty", b"")
    bad("stack", b"\x87")
    bad("stack-mark", integer(1) + MARK + b"a")
    bad("stack-hidden", tensor() + MARK + b"0" + TUPLE)
    bad("mark", b"t")
    bad("memo", tensor() + b"h\5")
    bad("memo-huge", tensor() + b"r\xff\xff\xff\xff")
    bad("odd-items", b"}" + MARK + text("key") + b"u")
    bad("items-of-text", text("x") + integer(1) + APPEND)
    bad("global-cut", b"ctorch")
    bad("global-stack", integer(1) + integer(2) + b"\x93")
    bad("text-length", b"X\xff\xff\xff\x7fx")
    bad("text-length8", b"\x8d" + b"\xff" * 8)
    # Nested deep, in itself, and with ever more ways to one tensor.
    bad("deep", b"]" * 100000 + b"a" * 99999,
        compression=zipfile.ZIP_DEFLATED)
    bad("deep-tuple", tensor() + b"\x85" * 100000,
        compression=zipfile.ZIP_DEFLATED)
    circle = b"]q\0h\0a"
    bad("circle", circle)
    ways = b"}q\0" + text("y") + tensor() + b"s"
    for i in range(1, 60):
        ways += b"}q" + bytes([i]) + MARK + text("x") + \
            b"h" + bytes([i - 1]) + text("x.x") + b"h" + bytes([i - 1]) + b"u"
    bad("ways", ways, compression=zipfile.ZIP_DEFLATED)
    bad("parameter", name("torch._utils", "_rebuild_parameter") + b"]q\0" +
        name("torch._utils", "_rebuild_parameter") + b"h\0" + REDUCE + b"a" +
        REDUCE)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    write_good()
    write_keys()
    write_calls()
    write_unreadable()
    write_script()
    write_hostile()
