"""One result by two ranks, beside one process: what the second core brings, and
what it costs to be a rank. Results are in memory (tmpfs), where nobody waits
for a disk: every rank does, before it says that it is done.
"""

import os
import tempfile

import files
import jobs
import measure
import peers

MEMORY = "/dev/shm"
LINE = "  %-34s %9s %9s %9s"

# The output is "$1"; the call without it follows.
PROCESS = 'o=$1; shift; "$0" -q --threads 1 -o "$o" "$@"'
ONE_RANK = 'o=$1; shift; "$0" -q --threads 1 -o "$o" --shard 0/1 "$@"'
TWO_RANKS = ('o=$1; shift; "$0" -q --threads 1 -o "$o" --shard 0/2 "$@" & '
             '"$0" -q --threads 1 -o "$o" --shard 1/2 "$@"; wait')
LEAST = 1.8         # times as fast are two ranks
MOST = 5            # ms more takes a rank than a process


def compare(name, rounds, title, output, arguments):
    with tempfile.TemporaryDirectory(dir=MEMORY) as directory:
        output = os.path.join(directory, output)
        contenders = [peers.Contender(
            way, ["sh", "-c", command, peers.program, output, *arguments])
            for way, command in (("one process, one thread", PROCESS),
                                 ("one rank", ONE_RANK),
                                 ("two ranks, one thread each", TWO_RANKS))]
        results = measure.alternate(contenders, output, 3 * rounds)
    process, rank, two = (results[c.name].seconds for c in contenders)
    print("\n%s: %s, to memory" % (name, title))
    print(LINE % ("", "seconds", "is", "due"))
    print(LINE % (contenders[0].name, "%.4f" % process, "", ""))
    print(LINE % (contenders[1].name, "%.4f" % rank,
                  "%+.1f ms" % (1e3 * (rank - process)), "%+.1f ms" % MOST))
    print(LINE % (contenders[2].name, "%.4f" % two,
                  "%.2f x" % (process / two), "%.2f x" % LEAST))


def npy_ranks(name, rounds):
    peers.need_numpy()
    path = files.npy_floats(files.NPY_ROWS, files.NPY_COLUMNS)
    index = files.npy_index(files.NPY_ROWS, files.NPY_ROWS,
                            files.NPY_COLUMNS)
    files.settle([path, index])
    compare(name, rounds, "NPY f32 (4M, 8), 32M random int64 indices, dim 0",
            "out.npy", ["--dim", "0", path, index])


def json_ranks(name, rounds):
    path, index = files.json_doubles(), files.json_index(files.COLUMNS)
    files.settle([path, index])
    compare(name, rounds, "JSON of (500000, 8) doubles, %.0f MB, dim 1"
            % jobs.megabytes(path), "out.json", ["--dim", "1", path, index])


JOBS = {"npy-ranks": npy_ranks, "json-ranks": json_ranks}
