#!/usr/bin/python3
"""Kill ranks of one result at random moments, and start them again.

usage: kill_ranks.py [COUNT [SEED]]

Each time four ranks make a result, which is a range of a file for each, or a
text that is joined, or an archive; in any order, one after the other or all at
once. One of them is killed (SIGKILL) at a random moment, perhaps while it gives
the result its name, and is then started again. The result must be absent, or
what it was before, or whole, at every moment in between, and whole at the end;
what is left beside it is one record.

The program is $TGATHER, build/release/tgather if unset.
"""

import os
import random
import subprocess
import sys
import tempfile
import threading
import time

PROGRAM = os.path.abspath(os.environ.get("TGATHER", "build/release/tgather"))
RANKS = 4
ROWS, COLUMNS = 2000, 40
FORMS = ["npy", "npz", "json", "csv"]


class Watch(threading.Thread):
    """Look at a file again and again: what it holds must be one of some."""

    def __init__(self, path, allowed):
        super().__init__(daemon=True)
        self.path, self.allowed = path, allowed
        self.looks, self.wrong, self.over = 0, None, False

    def run(self):
        while not self.over and not self.wrong:
            data = content(self.path)
            self.looks += 1
            if data not in self.allowed:
                self.wrong = "the result has %d bytes that are neither the " \
                    "former ones nor the due ones" % len(data)
            time.sleep(0.0005)

    def end(self):
        self.over = True
        self.join()
        return self.wrong


def content(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


def start(directory, form, words):
    argv = [PROGRAM, "-q", "--dim", "1", "-o", "result." + form, "--threads",
            "1", *words, "x.json" if form in ("json", "csv") else "x.npy",
            "i.npy"]
    return subprocess.Popen(argv, cwd=directory, stdin=subprocess.DEVNULL,
                            stderr=subprocess.PIPE)


def rank_words(rank):
    return ["--shard", "%d/%d" % (rank, RANKS)]


def end(process):
    message = process.communicate()[1].decode(errors="replace")
    return None if process.returncode == 0 else \
        "status %d: %s" % (process.returncode, message)


def kill(process, moment):
    """Kill a process so many seconds after now. True if it had not ended."""
    time.sleep(moment)
    process.kill()
    process.communicate()
    return process.returncode != 0


def trial(rng, directory, form, due, longest):
    """What is wrong with one result, or None; and whether a rank was killed."""
    path = os.path.join(directory, "result." + form)
    former = rng.choice([None, b"former"])
    if former is None:
        if os.path.exists(path):
            os.remove(path)
    else:
        with open(path, "wb") as file:
            file.write(former)
    watch = Watch(path, [former, due])
    watch.start()
    order = rng.sample(range(RANKS), RANKS)
    victim = rng.choice(order)
    at_once = rng.random() < 0.3
    others, killed, wrong = [], False, None
    for rank in order:
        process = start(directory, form, rank_words(rank))
        if rank == victim:
            killed = kill(process, rng.uniform(0, longest))
            process = start(directory, form, rank_words(rank))
        if at_once and rank != order[-1]:
            others.append(process)
        else:
            wrong = wrong or end(process)
    for process in others:
        wrong = wrong or end(process)
    wrong = watch.end() or wrong
    if not wrong and content(path) != due:
        wrong = "the result is not whole when all ranks are done"
    left = [name for name in os.listdir(directory)
            if "tgather" in name and not name.endswith(".committed")]
    return wrong or ("left: %s" % left if left else None), killed


def make_operands(directory, rng):
    words = {"cwd": directory, "check": True}
    rows = [[rng.randrange(10 ** 6) for _ in range(COLUMNS)]
            for _ in range(ROWS)]
    with open(os.path.join(directory, "x.json"), "w") as file:
        file.write(str(rows).replace(" ", ""))
    with open(os.path.join(directory, "i.json"), "w") as file:
        file.write(str([[rng.randrange(COLUMNS) for _ in range(COLUMNS)]
                        for _ in range(ROWS)]).replace(" ", ""))
    for name in "xi":
        subprocess.run([PROGRAM, "--op", "index_select", "--dim", "1", "-o",
                        name + ".npy", name + ".json",
                        str(list(range(COLUMNS)))], **words)


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10 ** 6)
    print("kill_ranks.py %d %d" % (count, seed), flush=True)
    rng = random.Random(seed)
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    killed = failed = 0
    with tempfile.TemporaryDirectory(dir=memory) as directory:
        make_operands(directory, rng)
        due, longest = {}, {}
        for form in FORMS:
            path = os.path.join(directory, "result." + form)
            end(start(directory, form, []))
            due[form] = content(path)
            begun = time.monotonic()
            end(start(directory, form, ["--shard", "0/1"]))
            longest[form] = time.monotonic() - begun
        while killed + failed < count:
            form = rng.choice(FORMS)
            wrong, hit = trial(rng, directory, form, due[form], longest[form])
            killed += hit and not wrong
            if wrong:
                failed += 1
                print("%s: %s" % (form, wrong), flush=True)
            if failed > 20:
                break
    print("%d ranks killed: %d failed" % (killed, failed))
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
