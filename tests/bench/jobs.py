"""The jobs that are timed beside their peers, each a function that makes its
files and says what runs on them.
"""

import collections
import dataclasses
import functools
import json
import os

import files
import peers
from files import np

root = os.path.join(peers.here, "..", "..")


# A bar: the contender who may take so many times as long as the yardstick, and
# so many seconds more.
Due = collections.namedtuple("Due", "who yardstick times more")
Due.__new__.__defaults__ = (0,)


@dataclasses.dataclass
class Job:
    title: str
    files: list             # what it reads; in the cache when it is timed
    output: str             # the file that each contender writes
    tgather: list           # arguments
    is_right: object        # is_right(path): is this the result?
    yardstick: str          # the contender whose time is 1
    due: float              # of the yardstick's time, with two threads
    due_more: float = None  # or so many seconds above it
    memory: float = None    # due, in MB
    peers: list = dataclasses.field(default_factory=list)
    dues: list = dataclasses.field(default_factory=list)    # bars of a table
    result: str = None      # where tgather's result is kept, to be copied
    drop: list = dataclasses.field(default_factory=list)    # to remove then


def json_is(expected):
    """Judges a JSON file by its values; expected() gives the right ones."""
    expected = functools.cache(expected)
    return lambda path: files.read_json(path) == expected()


def npy_is(expected):
    """The same for an NPY file and an array."""
    expected = functools.cache(expected)

    def is_right(path):
        array = np.load(path)
        return array.dtype == expected().dtype \
            and np.array_equal(array, expected())
    return is_right


def gathered(path, index, dim):
    """The reference for two dims of JSON: plain loops."""
    input, index = files.read_json(path), files.read_json(index)
    if dim == 1:
        return [[row[i] for i in at] for row, at in zip(input, index)]
    return [[input[i][j] for j, i in enumerate(at)] for at in index]


def megabytes(path):
    return os.path.getsize(path) / 1e6


# JSON -------------------------------------------------------------------------

def json_gather(title, path, index, dim, **due_and_peers):
    """JSON to JSON; title has a place for the megabytes of the input."""
    return Job(
        "JSON to JSON, " + title % megabytes(path), [path, index], "out.json",
        ["-q", "--dim", str(dim), "-o", "out.json", path, index],
        json_is(lambda: gathered(path, index, dim)), **due_and_peers)


def json_dim1():
    path, index = files.json_doubles(), files.json_index(files.COLUMNS)
    return json_gather(
        "(500000, 8) doubles, %.0f MB, index (500000, 4), dim 1", path, index,
        1, yardstick=peers.SIMDJSON, due=0.30, memory=16,
        peers=[*peers.on_demand(path, index, "out.json"),
               *peers.simdjson(path), peers.cjson(path),
               peers.duckdb_gather(path, index, "out.json"),
               peers.jq_gather(path, index), peers.numpy_json(path, index)],
        dues=[Due(peers.ONE, peers.ON_DEMAND, 0.12),
              Due(peers.TWO, peers.ON_DEMAND, 0.08),
              Due(peers.ONE, peers.NUMBERS, 1.0),
              Due(peers.TWO, peers.NUMBERS, 0.55)])


def json_dim0():
    path, index = files.json_doubles(), files.json_index(files.ROWS)
    return json_gather(
        "the same %.0f MB, index (500000, 4) of random rows, dim 0", path,
        index, 0, yardstick=peers.SIMDJSON, due=0.50,
        memory=1.3 * megabytes(path), peers=peers.simdjson(path))


def json_rows():
    path = files.json_doubles()
    index = files.json_row_numbers(files.ROWS // 2)

    def expected():
        rows = files.read_json(path)
        return [rows[i] for i in files.read_json(index)]
    return Job(
        "JSON to JSON, the same %.0f MB, 250000 whole rows at random"
        % megabytes(path), [path, index], "out.json",
        ["--op", "index_select", "--dim", "0", "-o", "out.json", path, index],
        json_is(expected), peers.SIMDJSON, 0.50, memory=1.3 * megabytes(path),
        peers=peers.simdjson(path))


def json_text():
    path, index = files.json_things(), files.json_index(files.COLUMNS)
    return json_gather(
        "strings and objects, (500000, 8), %.0f MB, dim 1", path, index, 1,
        yardstick=peers.JQ, due=1 / 30, peers=[peers.jq_gather(path, index)])


def json_npy():
    peers.need_numpy()
    path, index = files.json_doubles(), files.json_index(files.COLUMNS)
    return Job(
        "JSON to NPY, the same %.0f MB, index (500000, 4), dim 1"
        % megabytes(path), [path, index], "out.npy",
        ["--dim", "1", "-o", "out.npy", path, index],
        npy_is(lambda: np.array(gathered(path, index, 1))),
        peers.SIMDJSON, 0.45, memory=16, peers=peers.simdjson(path))


# CSV --------------------------------------------------------------------------

def csv_is(expected):
    """Judges a CSV file by its values; others write them with a header, or in
    another spelling."""
    expected = functools.cache(expected)
    return lambda path: files.read_csv(path) == expected()


def csv_dim1():
    json_path = files.json_doubles()
    json_index = files.json_index(files.COLUMNS)
    path, index = files.csv_of(json_path), files.csv_of(json_index)
    return Job(
        "CSV to CSV, the same %.0f MB, index (500000, 4), dim 1"
        % megabytes(path), [path, index, json_path, json_index], "out.csv",
        ["--dim", "1", "-o", "out.csv", path, index],
        csv_is(lambda: gathered(json_path, json_index, 1)),
        peers.AS_JSON, 1.1, memory=16,
        peers=[peers.as_json(json_path, json_index)])


def csv_columns():
    json_path = files.json_doubles()
    path = files.csv_of(json_path)
    return Job(
        "CSV to CSV, the same %.0f MB, columns 6 and 2" % megabytes(path),
        [path], "out.csv",
        ["--op", "index_select", "--dim", "1", "-o", "out.csv", path, "[6,2]"],
        csv_is(lambda: [[row[6], row[2]]
                        for row in files.read_json(json_path)]),
        peers.AWK, 0.5,
        peers=[peers.awk_columns(path), peers.mlr_columns(path),
               peers.duckdb_columns(path, "out.csv"),
               peers.python_csv_columns(path),
               peers.numpy_csv_columns(path, "out.csv")])


# NPY --------------------------------------------------------------------------

SLOW_CP = 40        # ms for 128 MB, and more: memory and files are dear


def due_of_cp(usual, slow):
    """On a machine where files are copied slowly, other bars hold."""
    cp = peers.machine.get("cp-ms", 0)
    return [Due(peers.TWO, peers.CP, slow if cp >= SLOW_CP else usual)]


def npy_gather(title, dim, limit, **due):
    peers.need_numpy()
    path = files.npy_floats()
    index = files.npy_index(limit, files.NPY_ROWS, files.NPY_COLUMNS)
    return Job(
        title, [path, index], "out.npy",
        ["--dim", str(dim), "-o", "out.npy", path, index],
        npy_is(lambda: np.take_along_axis(np.load(path), np.load(index), dim)),
        peers=[peers.torch_gather(path, index, dim),
               peers.onnx_gather(path, index, dim),
               peers.cp("result.npy", "out.npy"),
               peers.numpy_gather(path, index, dim, "out.npy")],
        result="result.npy", drop=["result.npy"], **due)


def npy_dim0():
    return npy_gather(
        "NPY f32 (4M, 8), 32M random int64 indices, dim 0", 0,
        files.NPY_ROWS, yardstick=peers.TORCH, due=0.35)


def npy_dim1():
    return npy_gather("NPY f32 (4M, 8), 32M random int64 indices, dim 1", 1,
                      files.NPY_COLUMNS,
                      yardstick=peers.CP, due=0.85, memory=16,
                      dues=due_of_cp(0.75, 1.15))


def npy_rows():
    peers.need_numpy()
    path = files.npy_floats(400000, 300)
    index = files.npy_index(400000, 1000000)
    return Job(
        "index_select of 1M random rows from f32 (400000, 300), 1.2 GB out",
        [path, index], "out.npy",
        ["--op", "index_select", "--dim", "0", "-o", "out.npy", path, index],
        npy_is(lambda: np.take(np.load(path), np.load(index), 0)),
        peers.CP, 0.55, peers=[peers.cp("result.npy", "out.npy"),
                               peers.numpy_select(path, index, "out.npy")],
        result="result.npy", drop=["result.npy"], dues=due_of_cp(0.50, 1.30))


def npy_column(title, options, expected, index=None):
    """One element of each of two million rows of 8; index None: number 3."""
    peers.need_numpy()
    path = files.npy_floats(2000000, files.NPY_COLUMNS)
    numbers = files.npy_index(files.NPY_COLUMNS, 2000000, 1)
    return Job(
        title, [path, numbers], "out.npy",
        [*options, "--dim", "1", "-o", "out.npy", path,
         numbers if index is None else index],
        npy_is(lambda: expected(np.load(path), np.load(numbers))),
        peers.NUMPY, 1.2, peers=[peers.numpy_memory(path, numbers, index)],
        dues=[Due(peers.TWO, peers.NUMPY, 1.2)])


def npy_pick():
    return npy_column(
        "NPY f32 (2M, 8), column 3", ["--op", "index_select"],
        lambda input, _: input[:, [3]], "[3]")


def npy_along():
    return npy_column(
        "NPY f32 (2M, 8), an element of each row by an index (2M, 1)",
        ["--op", "take_along_dim"],
        lambda input, index: np.take_along_axis(input, index, 1))


def npz():
    peers.need_numpy()
    path = files.npz_integers()
    index = files.npy_index(files.NPY_COLUMNS, 2000000, 4)
    return Job(
        "deflated NPZ f32 (2M, 8) of whole numbers, index (2M, 4), dim 1",
        [path, index], "out.npy",
        ["--dim", "1", "-o", "out.npy", path, index],
        npy_is(lambda: np.take_along_axis(
            np.load(path)["x"], np.load(index), 1)),
        peers.NUMPY_LOAD, 0.7, peers=[peers.numpy_load(path, "x")],
        dues=[Due(peers.TWO, peers.NUMPY_LOAD, 0.7)])


def rows_as_npy(title, path, npy):
    """A million random rows of a file, beside the same ones of NPY."""
    index = files.npy_index(400000, 1000000)
    options = ["--op", "index_select", "--dim", "0", "-o", "out.npy"]
    return Job(
        title, [path, npy, index], "out.npy", [*options, path, index],
        npy_is(lambda: np.take(np.load(npy), np.load(index), 0)),
        peers.AS_NPY, 1.1, peers=[peers.as_npy([*options, npy, index])],
        dues=[Due(peers.TWO, peers.AS_NPY, 1.1)])


def fvecs_rows():
    peers.need_numpy()
    npy = files.npy_floats(400000, 128)
    return rows_as_npy(
        "index_select of 1M random rows from fvecs (400000, 128), 0.5 GB out",
        files.fvecs_of(npy), npy)


def gguf_rows():
    peers.need_numpy()
    npy = files.npy_floats(400000, 300)
    return rows_as_npy(
        "index_select of 1M random rows from GGUF (400000, 300), 1.2 GB out",
        files.gguf_of(npy), npy)


def npy_json():
    peers.need_numpy()
    path = files.npy_floats()

    def is_right(output):
        with open(output, "rb") as file:
            text = file.read().translate(None, b"[]")
        values = np.fromstring(text, np.float64, sep=",").astype(np.float32)
        return np.array_equal(values, np.load(path).ravel())
    return Job(
        "NPY f32 (4M, 8) to JSON, all of it", [path], "out.json",
        ["--op", "index_select", "--dim", "1", "-o", "out.json", path,
         "[0,1,2,3,4,5,6,7]"],
        is_right, peers.TO_CHARS, 0.65,
        peers=[peers.to_chars(path, files.NPY_COLUMNS, "out.json")])


# Small ------------------------------------------------------------------------

HUGE = (2500000, 1000)              # of float64: 20 GB
PLACES = [0, 1234567890, HUGE[0] * HUGE[1] - 1, 987654, 2000000001]


def picks(title, name, header, others):
    path = files.sparse(name, header, HUGE[0] * HUGE[1], PLACES)
    text = json.dumps(PLACES)
    return Job(
        title, [], "out.json",
        ["--op", "take", "-o", "out.json", "--output-format", "json", path,
         text], json_is(lambda: [i + 0.5 for i in range(len(PLACES))]),
        peers.TRUE, None, due_more=0.002, memory=5,
        peers=[peers.true(), *(other(path, text) for other in others)],
        drop=[path], dues=[Due(peers.TWO, peers.TRUE, 1.0, 0.002)])


def picks_npy():
    return picks("five picks from a 20 GB sparse NPY", "huge.npy",
                 files.npy_header(HUGE, "<f8"), [peers.numpy_memmap])


def picks_safetensors():
    return picks("five picks from a 20 GB sparse safetensors file",
                 "huge.safetensors", files.safetensors_header(HUGE), [])


def picks_gguf():
    return picks("five picks from a 20 GB sparse GGUF file", "huge.gguf",
                 files.gguf_header(HUGE, 28), [])


def started(title, path, index, options, expected):
    """A small job, of which starting the process is the most."""
    arguments = [*options, "-o", "out.json", path, index]
    return Job(
        title, [path, index], "out.json", arguments, json_is(expected),
        peers.TRUE, None, due_more=0.0015,
        peers=[peers.static(arguments), peers.true()],
        dues=[Due(peers.STATIC, peers.TRUE, 1.0, 0.0005),
              Due(peers.TWO, peers.TRUE, 1.5, 0.0005)])


def story():
    path, index = (os.path.join(root, "data", name)
                   for name in ("roi_loc.json", "label.json"))
    return started(
        "the (128, 21, 4) story, JSON", path, index,
        ["--dim", "1", "--batch-dims", "1"],
        lambda: [boxes[label] for boxes, label in
                 zip(files.read_json(path), files.read_json(index))])


def start():
    path, index = (os.path.join(root, "data", name)
                   for name in ("small.json", "small_index.json"))
    return started("a few numbers of JSON, dim 0", path, index, ["--dim", "0"],
                   lambda: gathered(path, index, 0))


JOBS = {
    "json-dim1": json_dim1, "json-dim0": json_dim0, "json-rows": json_rows,
    "json-text": json_text, "json-npy": json_npy,
    "csv-dim1": csv_dim1, "csv-columns": csv_columns,
    "npy-dim0": npy_dim0, "npy-dim1": npy_dim1, "npy-rows": npy_rows,
    "fvecs-rows": fvecs_rows,
    "npy-pick": npy_pick, "npy-along": npy_along, "npz": npz,
    "gguf-rows": gguf_rows, "npy-json": npy_json,
    "picks": picks_npy, "picks-st": picks_safetensors,
    "picks-gguf": picks_gguf, "story": story, "start": start,
}
