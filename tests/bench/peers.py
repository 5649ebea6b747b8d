"""The program and its peers: what is there, which version, and how to call it.

A peer that is not there is None in place of its contender, and is named in
`missing` with the Debian package that has it.
"""

import os
import shutil
import subprocess
import sys

from measure import PART, TIMED_PART, WHOLE, Contender

here = os.path.dirname(os.path.abspath(__file__))
built = os.path.abspath(os.path.join(here, "..", "..", "build", "bench"))
program = os.path.abspath(os.environ.get("TGATHER") or os.path.join(
    here, "..", "..", "build", "release", "tgather"))

THREADS = 2         # of tgather and of PyTorch

missing = {}


class Missing(Exception):
    """A job needs what is not there."""


def module_version(name, package):
    """Of a module of this Python; None where it has none."""
    try:
        return __import__(name).__version__
    except ImportError:
        missing[name] = package
        return None


def built_version(name, package):
    """Of a peer that is a program of ours: run without arguments it says."""
    try:
        return subprocess.run([os.path.join(built, name)], text=True,
                              stdout=subprocess.PIPE, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        missing[name] = package
        return None


def jq_version():
    if shutil.which("jq"):
        return subprocess.run(["jq", "--version"], text=True, check=True,
                              stdout=subprocess.PIPE).stdout.strip()[3:]
    missing["jq"] = "jq"
    return None


def mlr_version():
    if shutil.which("mlr"):
        return subprocess.run(["mlr", "--version"], text=True, check=True,
                              stdout=subprocess.PIPE).stdout.split()[-1]
    missing["mlr"] = "miller"
    return None


def duckdb_version():
    """Of npm's @duckdb/node-api: `npm install --ignore-scripts
    @duckdb/node-api` in build/bench."""
    try:
        return subprocess.run(
            ["node", "-e", "console.log(require('@duckdb/node-api').version())"],
            text=True, check=True, cwd=built, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        missing["DuckDB"] = "npm, and @duckdb/node-api in build/bench"
        return None


versions = {
    "mlr": mlr_version(),
    "DuckDB": duckdb_version(),
    "jq": jq_version(),
    "NumPy": module_version("numpy", "python3-numpy"),
    "PyTorch": module_version("torch", "python3-torch"),
    "simdjson": built_version("simdjson_parse", "libsimdjson-dev"),
    "cJSON": built_version("cjson_parse", "libcjson-dev"),
    "to_chars": built_version("to_chars_loop", "g++"),
}


def need_numpy():
    """Of jobs whose files or results need it."""
    if not versions["NumPy"]:
        raise Missing("NumPy, to make its files")


def peer(needs, name, command, does=WHOLE):
    """A contender, None where the peers that it needs are not all there."""
    if not all(versions[need] for need in needs):
        return None
    return Contender(name, command, does)


def ours(name, *arguments):
    return [os.path.join(built, name), *arguments]


def python(code, *arguments):
    return [sys.executable, "-c", code, *map(str, arguments)]


# tgather ----------------------------------------------------------------------

TWO, ONE = "tgather, %d threads" % THREADS, "tgather, 1 thread"


def tgather(arguments, threads):
    return [program, "--threads", str(threads), *arguments]


def tgather_contenders(arguments):
    return [Contender(name, tgather(arguments, n))
            for name, n in ((TWO, THREADS), (ONE, 1))]


# Peers that do a part of the job ----------------------------------------------

TRUE = "/bin/true"
JQ = "jq"
SIMDJSON = "simdjson's parse alone"
TO_CHARS = "to_chars in a bare loop"
CP = "cp of the result"
TORCH = "torch.gather in memory"
AS_JSON = "the same as JSON"
AS_NPY = "the same from NPY"
AWK = "awk"

TORCH_GATHER = """
import statistics, sys, time
import numpy as np
import torch
torch.set_num_threads(int(sys.argv[4]))
input, index = (torch.from_numpy(np.load(name)) for name in sys.argv[1:3])
times = []
for i in range(4):
    start = time.perf_counter()
    torch.gather(input, int(sys.argv[3]), index)
    times.append(time.perf_counter() - start)
print(statistics.median(times[1:]))
"""


def true():
    return Contender(TRUE, ["/bin/true"], PART)


def simdjson(path):
    """Its parse alone, and the whole process that reads the file, too."""
    command = ours("simdjson_parse", path)
    return [peer(["simdjson"], SIMDJSON, command, TIMED_PART),
            peer(["simdjson"], "simdjson, read and parse", command, PART)]


def cjson(path):
    return peer(["cJSON"], "cJSON, read and parse", ours("cjson_parse", path),
                PART)


def to_chars(path, columns, output):
    return peer(["to_chars"], TO_CHARS,
                ours("to_chars_loop", path, str(columns), output), PART)


def torch_gather(path, index, dim):
    """The gather alone, its operands and result in memory."""
    return peer(["PyTorch", "NumPy"], TORCH,
                python(TORCH_GATHER, path, index, dim, THREADS), TIMED_PART)


# Peers that do the whole job --------------------------------------------------

JQ_GATHER = """[., $index[0]] | transpose
| map(. as [$row, $at] | $at | map($row[.]))"""
NUMPY_JSON = """
import json, sys
import numpy as np
input, index = (np.array(json.load(open(name))) for name in sys.argv[1:])
json.dump(np.take_along_axis(input, index, 1).tolist(), sys.stdout)
"""
NUMPY_MEMMAP = """
import json, sys
import numpy as np
array = np.load(sys.argv[1], mmap_mode="r")
json.dump(np.take(array, json.loads(sys.argv[2])).tolist(), sys.stdout)
"""
NUMPY_GATHER = """
import sys
import numpy as np
input, index = np.load(sys.argv[1]), np.load(sys.argv[2])
np.save(sys.argv[4], np.take_along_axis(input, index, int(sys.argv[3])))
"""
NUMPY_SELECT = """
import sys
import numpy as np
input, index = np.load(sys.argv[1]), np.load(sys.argv[2])
np.save(sys.argv[3], np.take(input, index, 0))
"""


PYTHON_CSV_COLUMNS = """
import csv, sys
with open(sys.argv[1], newline="") as file:
    writer = csv.writer(sys.stdout, lineterminator="\\n")
    for row in csv.reader(file):
        writer.writerow((row[6], row[2]))
"""
NUMPY_CSV_COLUMNS = """
import csv, sys
import numpy as np
with open(sys.argv[1], newline="") as file:
    array = np.array([row for row in csv.reader(file)], np.float64)
np.savetxt(sys.argv[2], np.take(array, [6, 2], 1), "%r", ",")
"""
DUCKDB_COLUMNS = """
const { DuckDBInstance } = require('@duckdb/node-api');
(async () => {
    const instance = await DuckDBInstance.create(':memory:',
        { threads: process.argv[3] });
    const connection = await instance.connect();
    await connection.run(`copy (select column6, column2 from
        read_csv('${process.argv[1]}', header = false)) to
        '${process.argv[2]}' (header false)`);
})();
"""


def as_json(path, index):
    """tgather, with the same numbers in JSON."""
    return Contender(AS_JSON, tgather(
        ["--dim", "1", "-o", "out.csv", "--output-format", "json", path,
         index], THREADS), PART)


def as_npy(arguments):
    """tgather, with the same numbers in NPY."""
    return Contender(AS_NPY, tgather(arguments, THREADS))


def awk_columns(path):
    return Contender(AWK, ["awk", "-F,", "-v", "OFS=,", "{ print $7, $3 }",
                           path])


def mlr_columns(path):
    return peer(["mlr"], "Miller", [
        "mlr", "--csv", "--implicit-csv-header", "--headerless-csv-output",
        "-S", "cut", "-o", "-f", "7,3", path])


def duckdb_columns(path, output):
    return peer(["DuckDB"], "DuckDB", ["node", "-e", DUCKDB_COLUMNS, path,
                                       output, str(THREADS)])


def python_csv_columns(path):
    return Contender("Python's csv", python(PYTHON_CSV_COLUMNS, path))


def numpy_csv_columns(path, output):
    return peer(["NumPy"], "Python's csv and NumPy",
                python(NUMPY_CSV_COLUMNS, path, output))


def jq_gather(path, index):
    return peer(["jq"], JQ, ["jq", "-c", "--slurpfile", "index", index,
                               JQ_GATHER, path])


def numpy_json(path, index):
    return peer(["NumPy"], "Python's json and NumPy",
                python(NUMPY_JSON, path, index))


def numpy_memmap(path, picks):
    return peer(["NumPy"], "NumPy's memmap", python(NUMPY_MEMMAP, path, picks))


def numpy_gather(path, index, dim, output):
    return peer(["NumPy"], "NumPy, file to file",
                python(NUMPY_GATHER, path, index, dim, output))


def numpy_select(path, index, output):
    return peer(["NumPy"], "NumPy, file to file",
                python(NUMPY_SELECT, path, index, output))


NPY = "tgather on NPY"


def tgather_rows(path, index, output):
    return Contender(NPY, [program, "--op", "index_select", "--dim", "0", "-o",
                           output, path, index])


def cp(result, output):
    return Contender(CP, ["cp", result, output])
