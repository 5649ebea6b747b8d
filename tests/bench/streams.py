"""The same job by all the ways in which its input can come and its result go, in
the times that it takes from a file to a file: for JSON, CSV and NPY.
"""

import json
import os

import files
import jobs
import measure
import peers

LINE = "  %-34s %9s %9s %9s %9s %6s"
MEMORY = 16         # MB due, of which 8 are a result that is kept

# FILE is "$1", the index "$2", the output "$3".
DIM1 = '"$0" -q --threads 2 --dim 1'
WAYS = [
    # name, command, due
    ("a file", DIM1 + ' -o "$3" "$1" "$2"', None),
    ("from a pipe", 'cat "$1" | ' + DIM1 + ' -o "$3" - "$2"', 1.4),
    ("cat FILE | cat", 'cat "$1" | cat >/dev/null', None),
    ("the index from a pipe", 'cat "$2" | ' + DIM1 + ' -o "$3" "$1" -', None),
    ("a member", DIM1 + ' -o "$3" "$1.object:a" "$2"', 1.15),
    ("--shape", DIM1 + ' --shape 500000,8 -o "$3" "$1" "$2"', 1.15),
    ("take_along_dim, one row",
     DIM1 + ' --op take_along_dim -o "$3" "$1" "[[0,3,5,7]]"', 1.1),
    ("2 columns", DIM1 + ' --op index_select -o "$3" "$1" "[0,3]"', 1.0),
    ("indented, by its size", DIM1 + ' -o "$3" "$1.indented" "$2"', None),
    ("to a pipe", DIM1 + ' "$1" "$2" | cat >"$3"', 1.7),
    ("from a pipe to a pipe",
     'cat "$1" | ' + DIM1 + ' - "$2" | cat >"$3"', None),
]
PICK = ('"$0" -q --threads 2 --op index_select --dim 1 --input-format csv '
        '-o "$3"')
CSV_WAYS = [
    ("a file", PICK + ' "$1" "[0,3]"', None),
    ("from a pipe", 'cat "$1" | ' + PICK + ' - "[0,3]"', 1.4),
    ("cat FILE | cat", 'cat "$1" | cat >/dev/null', None),
]
NPY_WAYS = [
    ("a file", DIM1 + ' -o "$3" "$1" "$2"', None),
    ("from a pipe", 'cat "$1" | ' + DIM1 + ' -o "$3" - "$2"', 2),
    ("cat FILE | cat", 'cat "$1" | cat >/dev/null', None),
    ("from a pipe to a pipe",
     'cat "$1" | ' + DIM1 + ' --output-format npy - "$2" | cat >"$3"', None),
]


def make_others(path):
    """The input as a member of an object, and indented."""
    def write_object(file):
        with open(path, "rb") as text:
            file.write(b'{"name":"x","a":' + text.read().strip()
                       + b',"note":"]}"}\n')
    files.made(path + ".object", write_object)
    files.made(path + ".indented", lambda file: file.write(
        json.dumps(files.read_json(path), indent=1).encode()))


def compare(name, ways, title, operands, output, rounds):
    """Time the ways in turns; that from a file is the first of them."""
    path = operands[0]
    contenders = [peers.Contender(way, ["sh", "-c", command, peers.program,
                                        *operands, output])
                  for way, command, _ in ways]
    results = measure.alternate(contenders, output, 3 * rounds)
    first = results["a file"].seconds
    print("\n%s: %s, %.0f MB, dim 1" % (name, title, jobs.megabytes(path)))
    print(LINE % ("", "seconds", "ratio", "due", "peak MB", "due"))
    for way, _, due in ways:
        if way.startswith("indented"):
            due = (os.path.getsize(path + ".indented")
                   / os.path.getsize(path))
        if way == "from a pipe":
            both = first + results["cat FILE | cat"].seconds
            due = max(due, both / first)
        print(LINE % (way, "%.4f" % results[way].seconds,
                      "%.3g" % (results[way].seconds / first),
                      "-" if due is None else "%.3g" % due,
                      "-" if results[way].peak is None
                      else "%.1f" % results[way].peak, MEMORY))


def json_streams(name, rounds):
    path, index = files.json_doubles(), files.json_index(files.COLUMNS)
    make_others(path)
    files.settle([path, index, path + ".object", path + ".indented"])
    compare(name, WAYS, "JSON of (500000, 8) doubles", [path, index],
            "out.json", rounds)


def csv_streams(name, rounds):
    path = files.csv_of(files.json_doubles())
    files.settle([path])
    compare(name, CSV_WAYS, "2 columns of CSV of (500000, 8)", [path, path],
            "out.csv", rounds)


def npy_streams(name, rounds):
    path = files.npy("doubles1000000x8.npy",
                     lambda rng: rng.standard_normal((1000000, 8)))
    index = files.npy_index(8, 1000000, 4)
    files.settle([path, index])
    compare(name, NPY_WAYS, "NPY of (1000000, 8) doubles", [path, index],
            "out.npy", rounds)


def streams(name, rounds):
    json_streams(name, rounds)
    csv_streams(name, rounds)
    npy_streams(name, rounds)


JOBS = {"streams": streams}
