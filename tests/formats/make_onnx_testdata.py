#!/usr/bin/env python3
"""Copy the ONNX project's own test data of its gathers.

    /usr/bin/python3 tests/formats/make_onnx_testdata.py [FOLDER]

FOLDER is where Debian's libonnx-testdata has it, /usr/share/libonnx-testdata/data.
The data are copyright Facebook, Microsoft and ONNX Project Contributors, under the
MIT license. Input and index go to tests/formats/onnx/testdata as they are, the
result as numpy.save writes it; cases has the name of each, and the options that
make tgather do the same.
"""
import pathlib
import shutil
import sys

import numpy as np
import onnx
from onnx import numpy_helper

TO = pathlib.Path(__file__).parent / "onnx" / "testdata"
OPS = {"Gather": "index_select", "GatherElements": "gather",
       "GatherND": "gather_nd"}


def options(node):
    given = {a.name: a.i for a in node.attribute}
    words = ["--op", OPS[node.op_type], "--negative"]
    if node.op_type == "GatherND":
        return words + ["--batch-dims", str(given.get("batch_dims", 0))]
    return words + ["--dim", str(given.get("axis", 0))]


def main(folder):
    TO.mkdir(exist_ok=True)
    cases = []
    for test in sorted(pathlib.Path(folder).glob("node/*gather*")):
        name, data = test.name, test / "test_data_set_0"
        node, = onnx.load(test / "model.onnx").graph.node
        shutil.copyfile(data / "input_0.pb", TO / (name + "-input.pb"))
        shutil.copyfile(data / "input_1.pb", TO / (name + "-index.pb"))
        result = onnx.TensorProto()
        result.ParseFromString((data / "output_0.pb").read_bytes())
        np.save(TO / name, numpy_helper.to_array(result))
        cases.append(" ".join([name] + options(node)))
    (TO / "cases").write_text("\n".join(cases) + "\n")


main(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/libonnx-testdata/data")
