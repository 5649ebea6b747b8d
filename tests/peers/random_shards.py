#!/usr/bin/python3
"""Compare results that many ranks have made with those of one process, byte for
byte.

usage: random_shards.py [COUNT [SEED]]

A case is one of random_formats.py, between any two formats, or of
random_large.py, which has more than a piece of everything; what the references
say of it is left to those. It is done by one process, and then by 1, 2, 3, 7
and 16 ranks: one after the other in any order, or all at once, some of them
twice; each with its own number of threads. Until the last rank is done there
must be no result, and then it must be that of one process; nothing else is
left beside it. Where one process refuses the case some rank must do so, too,
in the same words, and nothing is left after --shard clean.

The program is $TGATHER, build/release/tgather if unset.
"""

import itertools
import os
import random
import subprocess
import sys
import tempfile

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, ".."))

import formats_due
import random_formats
import random_gathers as rg
import random_large

RANKS = [1, 2, 3, 7, 16]
ENDINGS = {"text": "txt", "lines": "txt"}


class Case:
    """A call, without where the result goes."""

    def __init__(self, argv, files, variables, ending):
        self.argv = argv
        self.files = files
        self.variables = variables
        self.output = "result." + ending


def without_output(words):
    """The options of a call without -o, and the ending it says."""
    kept, ending = [], None
    words = iter(words)
    for word in words:
        if word == "-o":
            ending = next(words).split(":")[0].rpartition(".")[2]
        else:
            kept.append(word)
    return kept, ending


def small_case(rng, pair):
    """One whose operands are files, and whose ranges are a few bytes."""
    while True:
        job, _ = random_formats.some_job(
            rng, pair[0], rng.choice(random_formats.READ), pair[1])
        if job.stdin is None:
            break
    argv, ending = without_output(job.argv())
    variables = {**job.variables,
                 "TGATHER_PIECE": str(rng.choice([1, 2, 5, 16, 60]))}
    return Case(argv, job.files, variables,
                ending or ENDINGS.get(pair[1], pair[1]))


def large_case(rng):
    """One that has ranges of a megabyte, or is cut into smaller ones."""
    job = random_large.some_case(rng)
    argv, _ = without_output(list(map(str, job.options + job.operands)))
    variables = rng.choice([{}, {"TGATHER_PIECE": "4096"}])
    return Case(argv, job.files, variables, "out")


def run(case, directory, words, threads=None):
    words = [os.path.abspath(rg.PROGRAM), *words]
    if threads:
        words += ["--threads", str(threads)]
    return subprocess.Popen(words, cwd=directory, stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            env={**os.environ, **case.variables})


def outcome(process):
    """Status, what was printed, and the message."""
    output, message = process.communicate()
    return process.returncode, output, message.decode(errors="replace")


def content(directory, name):
    try:
        with open(os.path.join(directory, name), "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


def other_files(case, directory):
    return set(os.listdir(directory)) - set(case.files)


def run_ranks(rng, case, directory, n):
    """Start all ranks. Returns their outcomes, and what is wrong."""
    order = list(range(n)) + rng.sample(range(n), rng.randrange(min(n, 3)))
    rng.shuffle(order)
    at_once = rng.random() < 0.3
    started, done, outcomes = [], set(), []
    for rank in order:
        started.append((rank, run(
            case, directory,
            [*case.argv, "-o", case.output, "--shard", "%d/%d" % (rank, n)],
            rng.choice([None, 1, 2, 3]))))
        if at_once:
            continue
        outcomes.append(outcome(started.pop()[1]))
        done.add(rank)
        whole = content(directory, case.output) is not None
        if whole != (len(done) == n) and outcomes[-1][0] == 0 == \
                max(o[0] for o in outcomes):
            return outcomes, "%d of %d ranks are done, the result is %s" % (
                len(done), n, "there" if whole else "missing")
    return outcomes + [outcome(process) for _, process in started], None


def wrong_ranks(rng, case, directory, n, expected):
    """Do a case by n ranks; what is wrong, or None."""
    status, message, due = expected
    outcomes, wrong = run_ranks(rng, case, directory, n)
    result = content(directory, case.output)
    if wrong:
        return wrong
    if status == 0:
        bad = [o for o in outcomes if o[0] != 0 or o[1]]
        if bad:
            return "a rank ended with %r" % (bad[0],)
        if result != due:
            return "the result differs: %r\n  due      %r" % (
                result and result[:500], due[:500])
        if other_files(case, directory) - {case.output} - {
                name for name in os.listdir(directory)
                if name.endswith(".committed")}:
            return "left: %s" % other_files(case, directory)
    else:
        if result is not None:
            return "there is a result, where one process fails: " + message
        if not any(o[0] == status and o[2] == message for o in outcomes):
            return "no rank fails as one process does: %s\n  but: %s" % (
                message, sorted(set(o[::2] for o in outcomes)))
    cleaned = outcome(run(case, directory,
                          ["--shard", "clean", "-q", "-o", case.output]))
    left = other_files(case, directory) - {case.output}
    if cleaned != (0, b"", "") or left:
        return "clean: %r, left %s" % (cleaned, left)
    return None


def wrong_case(rng, case, directory):
    for name, data in case.files.items():
        with open(os.path.join(directory, name), "wb") as file:
            file.write(data)
    status, _, message = outcome(run(case, directory,
                                     [*case.argv, "-o", case.output]))
    expected = status, message, content(directory, case.output)
    wrong = None
    for n in RANKS:
        if os.path.exists(os.path.join(directory, case.output)):
            os.remove(os.path.join(directory, case.output))
        wrong = wrong_ranks(rng, case, directory, n, expected)
        if wrong:
            wrong = "%s -o %s --shard I/%d\n  %s" % (
                rg.command(case.variables, case.argv), case.output, n, wrong)
            break
    for name in os.listdir(directory):
        os.remove(os.path.join(directory, name))
    return wrong


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10 ** 6)
    print("random_shards.py %d %d" % (count, seed), flush=True)
    rng = random.Random(seed)
    pairs = list(itertools.product(random_formats.READ, formats_due.WRITTEN))
    rng.shuffle(pairs)
    failed = 0
    with tempfile.TemporaryDirectory() as directory:
        for pair in itertools.islice(itertools.cycle(pairs), count):
            case = small_case(rng, pair) if rng.random() < 0.8 else \
                large_case(rng)
            wrong = wrong_case(rng, case, directory)
            if wrong:
                failed += 1
                lines = [wrong] + ["  %s: %r" % (name, data[:1000])
                                   for name, data in case.files.items()]
                if failed <= 10:
                    print("\n".join(lines), flush=True)
    print("%d cases, each by %s ranks: %d failed" % (
        count, ", ".join(map(str, RANKS)), failed))
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
