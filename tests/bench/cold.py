"""Random picks from a file that is larger than the memory that there is, which
is what a control group (cgroup, version 1) is given. Needs root.
"""

import contextlib
import os

import files
import measure
import peers
from files import np

GROUP = "/sys/fs/cgroup/memory/tgather-bench"
LIMIT = 256 << 20           # bytes of memory, the cache of files included
TIMES = 6                   # the input is so many times as large
PICKS = 10 ** 7
SAMPLE = 200000             # picks in index order; ten million take too long
DUE = 20                    # times as fast as in index order
GIVE_UP = 5                 # below so many times it is stopped


@contextlib.contextmanager
def group():
    """Words before a command that put it into a group of limited memory."""
    try:
        os.mkdir(GROUP)
    except OSError as error:
        raise peers.Missing("a memory cgroup: %s" % error) from error
    try:
        with open(os.path.join(GROUP, "memory.limit_in_bytes"), "w") as file:
            file.write(str(LIMIT))
        yield ["sh", "-c", 'echo $$ >"$0/cgroup.procs" && exec "$@"', GROUP]
    finally:
        os.rmdir(GROUP)


def forget(names):
    """Have nothing of the files in the cache."""
    os.sync()
    for name in names:
        with open(name, "rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def cold(name, rounds):
    del rounds              # one takes long enough
    peers.need_numpy()
    numel = TIMES * LIMIT // 8
    path = files.npy("cold.npy", lambda rng: rng.standard_normal(numel))
    index = files.npy_index(numel, PICKS)
    naive = measure.Contender(
        "in index order", peers.ours("cold_picks", path, index, str(SAMPLE)),
        measure.TIMED_PART)
    try:
        with group() as limited:
            forget([path, index])
            in_order = measure.run(naive, "out.npy", limited) * PICKS / SAMPLE
            forget([path, index])
            seconds = pick(path, index, limited, in_order / GIVE_UP)
        if seconds and not np.array_equal(np.load("out.npy"), np.load(path)[
                np.load(index)]):
            raise SystemExit("%s: wrong" % name)
    finally:
        for made in path, index, "out.npy":
            measure.remove(made)
    print("\n%s: %d random picks from %.1f GB with %d MB of memory" % (
        name, PICKS, 8e-9 * numel, LIMIT >> 20))
    print("  tgather, 2 threads %18s" % (
        "%.1f s" % seconds if seconds else
        "more than %.0f s" % (in_order / GIVE_UP)))
    print("  in index order %22s, from %d picks, %.0f us each" % (
        "%.0f s" % in_order, SAMPLE, in_order / PICKS * 1e6))
    if seconds:
        print("  %.0f times as fast; %d due" % (in_order / seconds, DUE))


def pick(path, index, limited, most):
    """Seconds; None if it takes more than so many."""
    command = peers.tgather(["--dim", "0", "-o", "out.npy", path, index],
                            peers.THREADS)
    try:
        return measure.run(measure.Contender("tgather", command), "out.npy",
                           [*limited, "timeout", "%.0f" % most])
    except measure.Failed as error:
        if error.status == 124:         # of timeout
            return None
        raise


JOBS = {"cold": cold}
