#!/usr/bin/env python3
"""Time tgather's jobs beside others that do them, on the same files: the main
one, JSON to JSON, and five picks out of 20 GB in binary.

usage: run.py [ROUNDS]

The jobs take turns, so that whatever else the machine does hits them all; a
time is the median over the rounds, of a whole process that writes to a fresh
file. Peak memory is measured in a run of its own. A peer that is not there is
left out. Where a job's output is a tensor, it must agree with tgather's as
numbers. The 20 GB are holes, which take no place on the disk; where it has no
such files, or no place for them, those jobs are left out.

The program is $TGATHER, build/release/tgather if unset.
"""

import json
import os
import shutil
import statistics
import struct
import subprocess
import sys
import time

here = os.path.dirname(os.path.abspath(__file__))
root = os.path.join(here, "..", "..")
program = os.path.abspath(os.environ.get("TGATHER") or os.path.join(
    root, "build", "release", "tgather"))
bench = os.path.join(root, "build", "bench")

JQ = "[., $index[0]] | transpose | map(. as [$row, $at] | $at | map($row[.]))"
NUMPY = """
import json, sys
import numpy as np
input, index = (np.array(json.load(open(name))) for name in sys.argv[1:])
json.dump(np.take_along_axis(input, index, 1).tolist(), sys.stdout)
"""


def main_job():
    """Name, command, whether its output is the gathered tensor."""
    yield "tgather --dim 1", [program, "--dim", "1", "-o", "output",
                              "input.json", "index.json"], True
    if shutil.which("jq"):
        yield "jq", ["jq", "-c", "--slurpfile", "index", "index.json", JQ,
                     "input.json"], True
    else:
        print("jq is not there: left out")
    try:
        import numpy            # for the subprocess, which is this Python too
        yield "Python json, NumPy %s" % numpy.__version__, [
            sys.executable, "-c", NUMPY, "input.json", "index.json"], True
    except ImportError:
        print("NumPy is not there: left out")
    if os.path.exists(os.path.join(bench, "cjson_parse")):
        yield "cJSON, parse alone", ["./cjson_parse", "input.json"], False
    else:
        print("build/bench/cjson_parse is not there: left out")


# Five picks out of 20 GB ------------------------------------------------------

SHAPE = (2500000, 1000)             # of float64
NUMEL = SHAPE[0] * SHAPE[1]
PICKS = [0, 1234567890, NUMEL - 1, 987654, 2000000001]
MEMMAP = """
import json, sys
import numpy as np
array = np.load(sys.argv[1], mmap_mode="r")
json.dump(np.take(array, json.loads(sys.argv[2])).tolist(), sys.stdout)
"""


def npy_header():
    text = b"{'descr': '<f8', 'fortran_order': False, 'shape': (%d, %d), }" \
        % SHAPE
    text += b" " * (-(10 + len(text) + 1) % 64) + b"\n"
    return b"\x93NUMPY\1\0" + struct.pack("<H", len(text)) + text


def safetensors_header():
    text = json.dumps({"x": {"dtype": "F64", "shape": SHAPE,
                             "data_offsets": [0, 8 * NUMEL]}}).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text


def make_sparse(path, header):
    """A file of holes behind the header, with a number where each pick is;
    False if there cannot be one."""
    try:
        if shutil.disk_usage(".").free < 10 ** 9:
            raise OSError("less than 1 GB is free")
        with open(path, "wb") as file:
            file.write(header)
            file.truncate(len(header) + 8 * NUMEL)
            for i, place in enumerate(PICKS):
                file.seek(len(header) + 8 * place)
                file.write(struct.pack("<d", i + 0.5))
        if os.stat(path).st_blocks * 512 > 10 ** 8:
            raise OSError("it would have no holes")
        return True
    except OSError as error:
        print("%s cannot be made: %s: left out" % (path, error))
        if os.path.exists(path):
            os.remove(path)
        return False


def picking_job():
    picks = json.dumps(PICKS)
    if make_sparse("huge.npy", npy_header()):
        yield "tgather, .npy", [program, "--op", "take", "-o", "output",
                                "--output-format", "json", "huge.npy", picks], \
            True
        try:
            import numpy
            yield "NumPy %s, memmap" % numpy.__version__, [
                sys.executable, "-c", MEMMAP, "huge.npy", picks], True
        except ImportError:
            print("NumPy is not there: left out")
    if make_sparse("huge.safetensors", safetensors_header()):
        yield "tgather, .safetensors", [
            program, "--op", "take", "-o", "output", "--output-format", "json",
            "huge.safetensors", picks], True


def run(command):
    """Seconds that a command takes, its output going to a fresh file."""
    if os.path.exists("output"):
        os.remove("output")
    stdout = None if "output" in command else open("output", "wb")
    start = time.perf_counter()
    subprocess.run(command, stdout=stdout, check=True)
    return time.perf_counter() - start


def peak(command):
    """Peak memory in MB, as GNU time tells it."""
    if not os.path.exists("/usr/bin/time"):
        return "-"
    run(["/usr/bin/time", "-f", "%M", "-o", "peak", *command])
    with open("peak") as file:
        return "%.1f" % (int(file.read()) * 1024 / 1e6)


def compare(title, table, rounds):
    """Time the jobs of a table in turns, and print it."""
    seconds = {name: [] for name, _, _ in table}
    for _ in range(rounds):
        for name, command, _ in table:
            seconds[name].append(run(command))

    first = None
    print("%-28s %9s %8s %9s" % (title, "seconds", "ratio", "peak MB"))
    for name, command, is_tensor in table:
        memory = peak(command)
        median = statistics.median(seconds[name])
        if is_tensor:
            with open("output") as file:
                output = json.load(file)
            first = first or (median, output)
            assert output == first[1], name + " gathered something else"
        print("%-28s %9.4f %8.1f %9s" % (
            name, median, median / first[0], memory), flush=True)


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    subprocess.run([sys.executable, os.path.join(here, "make.py"), bench],
                   check=True)
    os.chdir(bench)
    compare("input.json %.0f MB" % (os.path.getsize("input.json") / 1e6),
            list(main_job()), rounds)
    table = list(picking_job())
    if table:
        print()
        compare("%d picks out of %.0f GB" % (len(PICKS), 8 * NUMEL / 1e9),
                table, rounds)
    for path in ("huge.npy", "huge.safetensors"):
        if os.path.exists(path):
            os.remove(path)     # whoever copies or measures it sees 20 GB


if __name__ == "__main__":
    main()
