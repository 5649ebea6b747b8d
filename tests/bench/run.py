#!/usr/bin/env python3
"""Time tgather's main job beside others that do it, on the same files.

usage: run.py [ROUNDS]

The jobs take turns, so that whatever else the machine does hits them all; a
time is the median over the rounds, of a whole process that writes to a fresh
file. Peak memory is measured in a run of its own. A peer that is not there is
left out. Where a job's output is a tensor, it must agree with tgather's as
numbers.

The program is $TGATHER, build/release/tgather if unset.
"""

import json
import os
import shutil
import statistics
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


def jobs():
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


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    subprocess.run([sys.executable, os.path.join(here, "make.py"), bench],
                   check=True)
    os.chdir(bench)
    table = list(jobs())
    seconds = {name: [] for name, _, _ in table}
    for _ in range(rounds):
        for name, command, _ in table:
            seconds[name].append(run(command))

    first = None
    print("%-28s %9s %8s %9s" % ("input.json %.0f MB" % (
        os.path.getsize("input.json") / 1e6), "seconds", "ratio", "peak MB"))
    for name, command, is_tensor in table:
        memory = peak(command)
        median = statistics.median(seconds[name])
        if is_tensor:
            with open("output") as file:
                output = json.load(file)
            first = first or (median, output)
            assert output == first[1], name + " gathered something else"
        print("%-28s %9.3f %8.1f %9s" % (
            name, median, median / first[0], memory), flush=True)


if __name__ == "__main__":
    main()
