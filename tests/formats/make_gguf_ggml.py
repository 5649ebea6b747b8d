"""Let ggml itself write the GGUF file that the tests read, and its numbers.

    /usr/bin/python3 tests/formats/make_gguf_ggml.py libggml-base.so

The library is llama.cpp's; a compiled one is in npm's @node-llama-cpp/linux-x64.
types.gguf has a tensor of each type, with 3 rows of random bytes; rows.sums has
the SHA-256 of rows 2, 0 and 2 of each as they are, and floats.sums that of the
same rows as float32, as numpy.save writes what ggml's dequantize_row_ gives. The
listing of the file goes to the golden files.
"""

import ctypes
import hashlib
import io
import json
import pathlib
import sys

import numpy as np

HERE = pathlib.Path(__file__).parent / "gguf"
LISTING = HERE.parent.parent / "golden" / "gguf" / "gguf-info-types.out"
DTYPES = {"f32": "float32", "f16": "float16", "i8": "int8", "i16": "int16",
          "i32": "int32", "i64": "int64", "f64": "float64",
          "bf16": "bfloat16"}

PLAIN = {"f32": 0, "f16": 1, "i8": 24, "i16": 25, "i32": 26, "i64": 27,
         "f64": 28, "bf16": 30}
BLOCKS = {"q4_0": 2, "q4_1": 3, "q5_0": 6, "q5_1": 7, "q8_0": 8, "q8_1": 9,
          "q2_K": 10, "q3_K": 11, "q4_K": 12, "q5_K": 13, "q6_K": 14,
          "q8_K": 15, "iq2_xxs": 16, "iq2_xs": 17, "iq3_xxs": 18, "iq1_s": 19,
          "iq4_nl": 20, "iq3_s": 21, "iq2_s": 22, "iq4_xs": 23, "iq1_m": 29,
          "tq1_0": 34, "tq2_0": 35, "mxfp4": 39, "nvfp4": 40, "q1_0": 41,
          "q2_0": 42}
NOT_UNPACKED = {"q8_1", "iq2_xxs", "iq2_xs", "iq3_xxs", "iq1_s", "iq3_s",
                "iq2_s", "iq1_m"}
ROWS, ROW, PICKED = 3, 256, [2, 0, 2]


class Library:
    """The few functions of ggml that are needed."""

    def __init__(self, path):
        self.c = ctypes.CDLL(path)
        for name in ("ggml_init", "ggml_new_tensor_2d", "gguf_init_empty",
                     "ggml_set_name", "ggml_get_data"):
            getattr(self.c, name).restype = ctypes.c_void_p
        self.c.ggml_row_size.restype = ctypes.c_size_t

    def tensor(self, context, name, number):
        tensor = ctypes.c_void_p(self.c.ggml_new_tensor_2d(
            context, number, ctypes.c_int64(ROW), ctypes.c_int64(ROWS)))
        self.c.ggml_set_name(tensor, name.encode())
        return tensor

    def floats(self, name, rows):
        out = np.empty((len(rows), ROW), np.float32)
        data = np.ascontiguousarray(rows)
        getattr(self.c, "dequantize_row_" + name)(
            data.ctypes.data_as(ctypes.c_void_p),
            out.ctypes.data_as(ctypes.c_void_p),
            ctypes.c_int64(out.size))
        return out


class Parameters(ctypes.Structure):
    _fields_ = [("size", ctypes.c_size_t), ("buffer", ctypes.c_void_p),
                ("no_alloc", ctypes.c_bool)]


def npy(array):
    out = io.BytesIO()
    np.save(out, array)
    return out.getvalue()


def main(path):
    ggml = Library(path)
    rng = np.random.default_rng(17)
    context = ctypes.c_void_p(
        ggml.c.ggml_init(Parameters(1 << 20, None, False)))
    gguf = ctypes.c_void_p(ggml.c.gguf_init_empty())
    ggml.c.gguf_set_val_str(gguf, b"general.architecture", b"none")
    ggml.c.gguf_set_val_u32(gguf, b"general.quantization_version", 2)
    ggml.c.gguf_set_val_u32(gguf, b"none.block_count", 7)
    rows_sums, floats_sums, listing = [], [], []
    for name, number in {**PLAIN, **BLOCKS}.items():
        tensor = ggml.tensor(context, name, number)
        size = ggml.c.ggml_row_size(number, ctypes.c_int64(ROW))
        rows = rng.integers(0, 256, (ROWS, size), dtype=np.uint8)
        ctypes.memmove(ggml.c.ggml_get_data(tensor), rows.tobytes(),
                       rows.size)
        ggml.c.gguf_add_tensor(gguf, tensor)
        listing.append(json.dumps(
            [name, DTYPES.get(name, name), [ROWS, ROW], ROWS * size, "C"],
            separators=(",", ":")))
        picked = rows[PICKED]
        rows_sums.append("%s %s" % (
            name, hashlib.sha256(picked.tobytes()).hexdigest()))
        if name in BLOCKS and name not in NOT_UNPACKED:
            floats = npy(ggml.floats(name, picked))
            floats_sums.append("%s %s" % (
                name, hashlib.sha256(floats).hexdigest()))
    LISTING.parent.mkdir(exist_ok=True)
    LISTING.write_text("\n".join(listing) + "\n")
    if not ggml.c.gguf_write_to_file(
            gguf, str(HERE / "types.gguf").encode(), False):
        sys.exit("gguf_write_to_file failed")
    (HERE / "rows.sums").write_text("\n".join(rows_sums) + "\n")
    (HERE / "floats.sums").write_text("\n".join(floats_sums) + "\n")


main(sys.argv[1])
