"""The program and its peers: what is there, which version, and how to call it.

A peer that is not there is a contender without a command. `missing` names what
it needs, with the line that installs it.
"""

import json
import os
import shutil
import subprocess
import sys

from measure import PART, TIMED_PART, WHOLE, Contender

here = os.path.dirname(os.path.abspath(__file__))
built = os.path.abspath(os.path.join(here, "..", "..", "build", "bench"))
program = os.path.abspath(os.environ.get("TGATHER") or os.path.join(
    here, "..", "..", "build", "release", "tgather"))

# Where Node finds what npm has installed.
os.environ["NODE_PATH"] = os.path.join(built, "node_modules")

THREADS = 2         # of tgather and of PyTorch

missing = {}        # by name, the line that installs it


def debian(package):
    return "apt-get install %s" % package


def npm(package):
    """The line is for the top of the repository."""
    return "npm install --ignore-scripts --prefix build/bench %s" % package


class Missing(Exception):
    """A job needs what is not there."""


def ours(name, *arguments):
    return [os.path.join(built, name), *arguments]


def module_version(name, package):
    """Of a module of this Python; None where it has none."""
    try:
        return __import__(name).__version__
    except ImportError:
        missing[name] = debian(package)
        return None


def built_version(name, package):
    """Of a peer that is a program of ours: run without arguments it says."""
    try:
        return subprocess.run([os.path.join(built, name)], text=True,
                              stdout=subprocess.PIPE, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        missing[name] = debian(package) + ", and make bench builds it"
        return None


def jq_version():
    if shutil.which("jq"):
        return subprocess.run(["jq", "--version"], text=True, check=True,
                              stdout=subprocess.PIPE).stdout.strip()[3:]
    missing["jq"] = debian("jq")
    return None


def mlr_version():
    if shutil.which("mlr"):
        return subprocess.run(["mlr", "--version"], text=True, check=True,
                              stdout=subprocess.PIPE).stdout.split()[-1]
    missing["mlr"] = debian("miller")
    return None


def npm_version(name, package):
    """Of a package of npm, which build/bench has."""
    try:
        path = os.path.join(built, "node_modules", package, "package.json")
        with open(path, encoding="utf-8") as file:
            version = json.load(file)["version"]
        subprocess.run(["node", "-e", "require('%s')" % package], check=True,
                       stderr=subprocess.DEVNULL)
        return version
    except (OSError, subprocess.CalledProcessError):
        missing[name] = npm(package) + (
            "" if shutil.which("node") else " (and Node.js before)")
        return None


def measured_machine():
    """What tests/bench/machine.c prints, by name."""
    try:
        lines = subprocess.run(ours("machine"), cwd=built, text=True,
                               check=True, stdout=subprocess.PIPE).stdout
    except (OSError, subprocess.CalledProcessError):
        return {}
    return {name: float(value) for name, value in
            (line.split() for line in lines.splitlines())}


versions = {
    "mlr": mlr_version(),
    "DuckDB": npm_version("DuckDB", "@duckdb/node-api"),
    "ONNX Runtime": npm_version("ONNX Runtime", "onnxruntime-node"),
    "jq": jq_version(),
    "NumPy": module_version("numpy", "python3-numpy"),
    "PyTorch": module_version("torch", "python3-torch"),
    "simdjson": built_version("simdjson_parse", "libsimdjson-dev"),
    "On-Demand": built_version("simdjson_ondemand", "libsimdjson-dev"),
    "cJSON": built_version("cjson_parse", "libcjson-dev"),
    "to_chars": built_version("to_chars_loop", "g++"),
}


machine = measured_machine()


def need_numpy():
    """Of jobs whose files or results need it."""
    if not versions["NumPy"]:
        raise Missing("NumPy, to make its files")


def peer(needs, name, command, does=WHOLE):
    """A contender, without a command if what it needs is not all there."""
    if not all(versions[need] for need in needs):
        command = None
    return Contender(name, command, does)


def node(script, *arguments):
    return ["node", os.path.join(here, script), *map(str, arguments)]


def python(code, *arguments):
    return [sys.executable, "-c", code, *map(str, arguments)]


# tgather ----------------------------------------------------------------------

TWO, ONE = "tgather, %d threads" % THREADS, "tgather, 1 thread"
STATIC = "tgather, linked statically"


def tgather(arguments, threads):
    return [program, "--threads", str(threads), *arguments]


def static(arguments):
    path = os.path.join(built, "..", "static", "tgather")
    there = os.path.exists(path)
    if not there:
        missing[STATIC] = "make static"
    return Contender(STATIC, [path, *arguments] if there else None)


def tgather_contenders(arguments):
    return [Contender(name, tgather(arguments, n))
            for name, n in ((TWO, THREADS), (ONE, 1))]


# Peers that do a part of the job ----------------------------------------------

TRUE = "/bin/true"
JQ = "jq"
SIMDJSON = "simdjson's parse alone"
ON_DEMAND = "simdjson On-Demand"
NUMBERS = "On-Demand walk, numbers"
TOKENS = "On-Demand walk, tokens"
ONNX = "ONNX Runtime in memory"
TO_CHARS = "to_chars in a bare loop"
CP = "cp of the result"
TORCH = "torch.gather in memory"
AS_JSON = "the same as JSON"
AS_NPY = "the same from NPY"
AWK = "awk"

NUMPY = "NumPy in memory"
NUMPY_LOAD = "NumPy's load of it"

TIMED = """
import statistics, sys, time
import numpy as np
def median(work):
    times = []
    for i in range(6):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    print(statistics.median(times[1:]))
"""
NUMPY_TAKE = TIMED + """
input, index = np.load(sys.argv[1]), np.load(sys.argv[2])
median(lambda: np.take_along_axis(input, index, 1))
"""
NUMPY_PICK = TIMED + """
input = np.load(sys.argv[1])
median(lambda: np.take(input, [3], 1))
"""
NUMPY_NPZ = TIMED + """
median(lambda: np.load(sys.argv[1])[sys.argv[2]])
"""
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


def on_demand(path, index, output):
    """The whole job, and walks over a text in memory that is already known."""
    def part(name, what):
        return peer(["On-Demand"], name, ours("simdjson_ondemand", what, path),
                    TIMED_PART)
    return [peer(["On-Demand"], ON_DEMAND,
                 ours("simdjson_ondemand", "gather", path, index, output)),
            part(NUMBERS, "numbers"), part(TOKENS, "tokens")]


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


def numpy_memory(path, numbers, index):
    """What takes the place of tgather's job, without files."""
    code = NUMPY_TAKE if index is None else NUMPY_PICK
    return peer(["NumPy"], NUMPY, python(code, path, numbers), TIMED_PART)


def numpy_load(path, name):
    return peer(["NumPy"], NUMPY_LOAD, python(NUMPY_NPZ, path, name),
                TIMED_PART)


def onnx_gather(path, index, dim):
    return peer(["ONNX Runtime"], ONNX,
                node("onnxruntime.js", THREADS, path, index, dim), TIMED_PART)


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
    return peer(["DuckDB"], "DuckDB",
                node("duckdb.js", "columns", THREADS, path, output))


def duckdb_gather(path, index, output):
    return peer(["DuckDB"], "DuckDB",
                node("duckdb.js", "gather", THREADS, path, index, output))


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


def cp(result, output):
    return Contender(CP, ["cp", result, output])
