#!/usr/bin/python3
"""Compare all tensors of the ONNX project's test data with the onnx package.

usage: onnx_testdata.py [FOLDER]

FOLDER is where Debian's libonnx-testdata has them: inputs and results of its tests
in .pb, and models. Each tensor that onnx.numpy_helper reads as numbers must come
out as the same .npy, each initializer too; all else, such as strings, sequences
and values that are none, must be refused with a message.

The program is $TGATHER, build/release/tgather if unset.
"""

import io
import os
import pathlib
import subprocess
import sys

import numpy as np

try:
    import onnx
    from onnx import numpy_helper
except ImportError:
    onnx = None

here = os.path.dirname(os.path.abspath(__file__))
PROGRAM = os.path.abspath(os.environ.get("TGATHER") or os.path.join(
    here, "..", "..", "build", "release", "tgather"))


def npy(array):
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def numbers(tensor):
    """As an array; None for what is no tensor of numbers."""
    try:
        array = numpy_helper.to_array(tensor)
    except (TypeError, ValueError, KeyError):
        return None
    return None if array.dtype.kind == "O" else array


def wrong_tensor(operand, array):
    """What is wrong with all elements of a tensor, or None."""
    places = np.arange(array.size if array is not None else 1)
    if array is not None:
        places = places.reshape(array.shape)
    done = subprocess.run(
        [PROGRAM, "--op", "take", "--quiet", "--output-format", "npy",
         "--input-format", "onnx", operand, "--index-format", "npy", "-"],
        input=npy(places), capture_output=True)
    if array is None:
        return None if done.returncode == 1 and done.stderr and \
            not done.stdout else "status %d, not refused" % done.returncode
    if done.returncode != 0 or done.stderr:
        return "status %d: %s" % (done.returncode, done.stderr.decode())
    return None if done.stdout == npy(array) else "not what onnx reads"


def tensors(folder):
    """Operands, and the tensor that onnx reads."""
    for path in sorted(folder.rglob("*.pb")):
        tensor = onnx.TensorProto()
        try:
            tensor.ParseFromString(path.read_bytes())
        except Exception:               # of google.protobuf: no TensorProto
            tensor = onnx.TensorProto()
        yield str(path), tensor
    for path in sorted(folder.rglob("*.onnx")):
        for tensor in onnx.load(path).graph.initializer:
            yield "%s:%s" % (path, tensor.name), tensor


def main(folder="/usr/share/libonnx-testdata/data"):
    folder = pathlib.Path(folder)
    if onnx is None or not folder.is_dir():
        print("# ONNX's test data are left out; to have them: "
              "apt-get install python3-onnx libonnx-testdata")
        return 0
    same = refused = failed = 0
    for operand, tensor in tensors(folder):
        array = numbers(tensor)
        wrong = wrong_tensor(operand, array)
        if wrong:
            failed += 1
            print("%s: %s" % (operand, wrong))
        elif array is None:
            refused += 1
        else:
            same += 1
    print("%d tensors as onnx reads them, %d refused as they should be: "
          "%d failed" % (same, refused, failed))
    return failed > 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
