"""How the cost of an element grows with the work, the shape and the threads."""

import dataclasses
import functools
import math
import os
import shutil
import sys

import files
import jobs
import measure
import peers
from files import np


@dataclasses.dataclass
class Point:
    label: str
    files: list
    tgather: list           # arguments without the output
    n: int                  # elements of the result
    is_right: object        # is_right(path): is this the result?
    due: float = None       # of the first point's cost


def elements_are(expected):
    """Judges an NPY file by its elements, the shape apart."""
    expected = functools.cache(expected)
    return lambda path: np.array_equal(
        files.npy_payload(path, np.float32), expected().ravel())


def take_along(path, index, dim):
    """Judges by NumPy."""
    return elements_are(lambda: np.take_along_axis(
        np.load(path), np.load(index).astype(np.int64), dim))


# A series of points -----------------------------------------------------------

LINE = "  %-26s %9s %9s %9s %6s"


def run_name(point, threads):
    return "%s, %s" % (point.label, threads)


def run_series(name, points, rounds, output):
    """Results by run_name(), and that of a process that does nothing."""
    contenders = [peers.true()]
    for point in points:
        contenders += [one._replace(name=run_name(point, one.name)) for one in
                       peers.tgather_contenders(["-o", output, *point.tgather])]
    judges = {run_name(point, threads): point.is_right for point in points
              for threads in (peers.TWO, peers.ONE)}

    def check(contender):
        if not judges[contender.name](output):
            sys.exit("%s: %s is wrong" % (name, contender.name))
    return measure.alternate(contenders, output, rounds, check)


def cost(results, point, threads):
    """ns an element, above the process that does nothing."""
    return 1e9 / point.n * (results[run_name(point, threads)].seconds
                            - results[peers.TRUE].seconds)


def time_series(name, title, points, rounds, output="out.npy"):
    """Print what an element costs at each point."""
    files.settle(path for point in points for path in point.files)
    results = run_series(name, points, rounds, output)
    first = None
    print("\n%s: %s" % (name, title))
    print(LINE % ("ns an element", "2 threads", "1 thread", "ratio", "due"))
    for point in points:
        two, one = (cost(results, point, threads)
                    for threads in (peers.TWO, peers.ONE))
        first = first or two
        print(LINE % (point.label, "%.3f" % two, "%.3f" % one,
                      "%.2f" % (two / first), point.due or ""))
    sys.stdout.flush()


def drop(points):
    for path in {path for point in points for path in point.files}:
        measure.remove(path)


# Growing work -----------------------------------------------------------------

def index_points(input_numel):
    path = files.npy("line%d.npy" % input_numel, lambda rng:
                     rng.standard_normal(input_numel, np.float32))
    for millions in 1, 4, 16, 64:
        n = millions << 20
        index = files.npy_index(input_numel, n)
        yield Point("%dM indices" % millions, [path, index],
                    ["--dim", "0", path, index], n,
                    take_along(path, index, 0), 1.5)


def indices(name, rounds):
    peers.need_numpy()
    for size in 1 << 20, 32 << 20:
        points = list(index_points(size))
        time_series(name, "random indices into %d MB of f32" % (size >> 18),
                    points, rounds)
        drop(points)


STEP = 64           # of the elements of a large input, one in so many
MARKS = 10000       # of which so many are not 0


def large_point(gigabytes, in_order):
    """Picks from f32, holes with numbers here and there."""
    numel = int(gigabytes * 1e9) // 4 // STEP * STEP
    path = files.sparse(
        "large%g.npy" % gigabytes, files.npy_header([numel]), numel,
        STEP * np.linspace(0, numel // STEP - 1, MARKS, dtype=np.int64), 4)
    if in_order:
        index = files.npy("every%d_%d.npy" % (STEP, numel), lambda rng:
                          np.arange(0, numel, STEP))
    else:
        index = files.npy_index(numel, 4000000)
    return Point("%g GB" % gigabytes, [path, index],
                 ["--dim", "0", path, index], np.load(index, "r").size,
                 elements_are(lambda: np.load(path, "r")[np.load(index)]),
                 1.5 if in_order else None)


def sizes_that_fit():
    """The input must fit into memory, its pages and what is around them."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    for gigabytes in 0.1, 1, 10:
        if 1.5e9 * gigabytes > memory or shutil.disk_usage(".").free < 4e9:
            print("\nleft out: %g GB of input; too little memory or disk"
                  % gigabytes)
        else:
            yield gigabytes


def inputs(name, rounds):
    peers.need_numpy()
    sizes = list(sizes_that_fit())
    for title, in_order in ("one f32 in %d, in order" % STEP, True), \
            ("4M random picks", False):
        points = [large_point(size, in_order) for size in sizes]
        time_series(name, title + ", from a file of holes in the cache",
                    points, rounds)
        drop(points)


# Shapes -----------------------------------------------------------------------

def cubes():
    """Shapes of 2 to 8 dims, of 4M elements or so. The sizes are odd: strides
    of powers of two have few places in a cache, which is another matter."""
    for ndim in range(2, 9):
        yield ndim, (round(2 ** (22 / ndim)) | 1,) * ndim


def broadcast_point(ndim, shape):
    """An index whose every other size is 1: no two dims can be merged."""
    sizes = [1 if (ndim - i) % 2 == 0 else size
             for i, size in enumerate(shape)]
    path = files.npy("cube%d.npy" % ndim, lambda rng:
                     rng.standard_normal(shape, np.float32))
    index = files.npy_index(shape[0], *sizes)
    return Point("%d dims" % ndim, [path, index],
                 ["--op", "take_along_dim", "--dim", str(ndim - 1), path,
                  index], math.prod(shape), take_along(path, index, ndim - 1),
                 2)


def transposed_point(ndim, shape):
    """An input in Fortran's order, an index in C's."""
    path = files.npy("fortran%d.npy" % ndim, lambda rng: np.asfortranarray(
        rng.standard_normal(shape, np.float32)))
    index = files.npy("cube_index%d.npy" % ndim, lambda rng: rng.integers(
        0, shape[0], shape, np.int16))
    return Point("%d dims" % ndim, [path, index],
                 ["--dim", str(ndim - 1), path, index], math.prod(shape),
                 take_along(path, index, ndim - 1), 2)


def dims(name, rounds):
    peers.need_numpy()
    for title, point in ("an index broadcast in every other dim",
                         broadcast_point), \
            ("an input in Fortran's order", transposed_point):
        points = [point(*cube) for cube in cubes()]
        time_series(name, title, points, rounds)
        drop(points)


WORST = 12000000        # elements of the results
ENTRIES = 1000          # rows of a small table
INNER = (1, 2, 3, 5)    # sizes that no vector holds evenly


def floats(shape):
    return files.npy_flat("worst", shape, "<f4", lambda rng, n:
                          rng.standard_normal(n, np.float32))


def numbers(limit, shape):
    return files.npy_flat("worst_below%d" % limit, shape, "<i8", lambda rng, n:
                          rng.integers(0, limit, n))


def gather_point(label, input_shape, index_shape, dim):
    """dim counts from the end. Where there are more than two dims, the others
    are 1, and nothing to NumPy."""
    path, index = floats(input_shape), numbers(input_shape[dim], index_shape)

    def expected():
        return np.take_along_axis(
            files.npy_payload(path, np.float32).reshape(input_shape[-2:]),
            files.npy_payload(index, np.int64).reshape(index_shape[-2:]), dim)
    return Point(label, [path, index], ["--dim", str(dim), path, index], WORST,
                 elements_are(expected))


def select_point(size):
    path, index = floats((ENTRIES, size)), numbers(ENTRIES, (WORST // size,))
    return Point(
        "index_select, rows of %d" % size, [path, index],
        ["--op", "index_select", "--dim", "0", path, index], WORST,
        elements_are(lambda: np.take(np.load(path), np.load(index), 0)))


def worst_points():
    yield gather_point("one dim", (ENTRIES,), (WORST,), -1)
    ones = (1,) * 63
    yield gather_point("64 dims, 63 of them 1", (*ones, ENTRIES),
                       (*ones, WORST), -1)
    for size in INNER:
        yield gather_point("dim 0, rows of %d" % size, (ENTRIES, size),
                           (WORST // size, size), -2)
    for size in INNER:
        shape = (WORST // size, size)
        yield gather_point("dim 1 of %d" % size, shape, shape, -1)
    for size in INNER:
        yield select_point(size)


WORST_JSON = 960000


def json_point(size):
    path = files.json_doubles(WORST_JSON // size, size)
    index = files.json_index(size, WORST_JSON // size, size)
    return Point("rows of %d" % size, [path, index],
                 ["--dim", "1", path, index], WORST_JSON,
                 jobs.json_is(lambda: jobs.gathered(path, index, 1)))


def worst(name, rounds):
    peers.need_numpy()
    points = list(worst_points())
    time_series(name, "NPY f32, %dM elements" % (WORST / 1e6), points, rounds)
    drop(points)


def worst_json(name, rounds):
    time_series(name, "JSON, %d doubles, dim 1" % WORST_JSON,
                [json_point(size) for size in (8, *INNER)], rounds, "out.json")


# Threads ----------------------------------------------------------------------

LINE_OF_PHASE = "  %-10s %-10s %9s %9s %9s"
IN_PHASES = ("json-dim1", "json-dim0", "npy-dim0", "npy-dim1", "npy-json")


def threads(name, rounds):
    """Phases of single jobs, as `tgather -v` tells of them."""
    peers.need_numpy()
    print("\n%s: each phase that -v tells of; 1.6 is due of the long ones"
          % name)
    print(LINE_OF_PHASE % ("ms", "phase", "2 threads", "1 thread", "gain"))
    for job_name in IN_PHASES:
        job = jobs.JOBS[job_name]()
        files.settle(job.files)
        two, one = measure.phases(
            [peers.tgather(job.tgather, n) for n in (peers.THREADS, 1)],
            job.output, rounds)
        for phase, ms in two.items():
            print(LINE_OF_PHASE % (
                job_name, phase, "%.2f" % ms, "%.2f" % one[phase],
                "%.2f" % (one[phase] / ms) if ms > 1 else ""), flush=True)


JOBS = {"indices": indices, "inputs": inputs, "dims": dims, "worst": worst,
        "worst-json": worst_json, "threads": threads}
