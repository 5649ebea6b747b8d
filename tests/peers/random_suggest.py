#!/usr/bin/python3
"""Run every call that tgather suggests for shapes that do not fit, and compare
the shape of its result with the one that was promised.

usage: random_suggest.py [CASES [SEED]]

Each case draws an operation, shapes of input and index up to rank 4, and
options of which a suggestion has to take account: negative dims, batch dims,
--index-shape, --output-shape. The index holds zeros, or numbers that may be
too large for some dims. If the call fails and suggests others, a shell runs each
of them as it is printed: it must succeed and give the shape that was promised,
and none may be far larger than its operands. Only where no call is right for
the numbers of the index it may fail, because one of them is out of range. The
same call with --errors json must suggest the same ones; those that are words,
argv, are made without a shell, and none of them may fail.

The program is $TGATHER, build/release/tgather if unset.
"""

import json
import os
import random
import re
import shlex
import subprocess
import sys
import tempfile

OPS = ["gather", "take_along_dim", "index_select", "pick", "gather_nd"]
PROMISE = re.compile(r", giving (\(.*\)):$")


def nested(shape, value):
    """Nested lists of that shape; value() makes an element."""
    if not shape:
        return value()
    return [nested(shape[1:], value) for _ in range(shape[0])]


def shape_of(data):
    if not isinstance(data, list):
        return []
    return [len(data)] + (shape_of(data[0]) if data else [])


def product(shape):
    n = 1
    for size in shape:
        n *= size
    return n


def draw_shapes(rng):
    """Of input and index; their sizes often agree in some dims."""
    inputs = [rng.choice([1, 2, 3, 4, 5]) for _ in range(rng.randint(1, 4))]
    if rng.random() < 0.3:
        index = [rng.choice([1, 2, 3, 4, 5])
                 for _ in range(rng.randint(0, 4))]
    else:
        index = [size if rng.random() < 0.8 else rng.choice([1, 2, 7])
                 for size in inputs if rng.random() < 0.7]
        if rng.random() < 0.2:
            index = index[::-1]
    return inputs, index


def draw_call(rng, inputs, index):
    op = rng.choice(OPS)
    call = ["--op", op]
    if op != "gather_nd":
        call += ["--dim", str(rng.randint(-len(inputs), len(inputs)))]
    if op in ("index_select", "gather_nd") and rng.random() < 0.4:
        call += ["--batch-dims", str(rng.randint(0, 3))]
    if rng.random() < 0.1:
        call += ["--output-shape", ",".join(map(str, index)) or "1"]
    if rng.random() < 0.1:
        call += ["--index-shape", ",".join(map(str, [1] + index))]
    return call


def run(command, **more):
    return subprocess.run(command, capture_output=True, text=True, **more)


def suggestions(text):
    """The pairs (promised shape, command line) of an error message."""
    promised = None
    for line in text.splitlines():
        match = PROMISE.search(line)
        if match:
            promised = match.group(1)
        elif line.startswith("        tgather ") and promised:
            yield promised, line.strip()
            promised = None


def check_json(tgather, call, folder, lines):
    """Make the calls that are words; they are those that people are told."""
    said = run([tgather, *call, "--errors", "json", "x.json", "i.json"],
               cwd=folder)
    told = []
    for item in json.loads(said.stderr)["help"]:
        words = item.get("argv")
        promise = PROMISE.search(item["reason"] + ":")
        if words is None:
            assert promise is None, item
            continue
        done = run([tgather, *words[1:]], cwd=folder)
        assert done.returncode == 0, f"{words}: {done.stderr}"
        if promise is None:
            continue
        shape = shape_of(json.loads(done.stdout))
        assert promise.group(1) == "(%s)" % ", ".join(map(str, shape)), words
        words.remove("--errors")
        words.remove("json")
        told.append((promise.group(1), words))
    assert told == [(shape, shlex.split(line)) for shape, line in lines], told


def check(tgather, rng, inputs, index, folder):
    limit = rng.choice([1, 1, max(inputs)])
    counter = iter(range(10 ** 6))
    with open(os.path.join(folder, "x.json"), "w") as file:
        json.dump(nested(inputs, lambda: next(counter)), file)
    with open(os.path.join(folder, "i.json"), "w") as file:
        json.dump(nested(index, lambda: rng.randrange(limit)), file)
    call = draw_call(rng, inputs, index)
    said = run([tgather, *call, "x.json", "i.json"], cwd=folder)
    assert said.returncode in (0, 1), said
    count = 0
    if said.returncode != 0:
        check_json(tgather, call, folder, list(suggestions(said.stderr)))
    for promised, line in suggestions(said.stderr):
        count += 1
        done = run(["/bin/sh", "-c", line], cwd=folder, env={
            "PATH": os.path.dirname(tgather) + ":/usr/bin:/bin"})
        about = f"{' '.join(call)} {inputs} {index}\n{said.stderr}{line}\n"
        if "out of range" in done.stderr and limit > 1:
            continue
        assert done.returncode == 0, about + done.stderr
        shape = shape_of(json.loads(done.stdout))
        text = "(" + ", ".join(map(str, shape)) + ")"
        assert text == promised, f"{about}gives {text}, not {promised}"
        assert product(shape) <= max(
            1 << 22, 16 * (product(inputs) + product(index))), about
    return count


def main():
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10**6)
    tgather = os.path.abspath(
        os.environ.get("TGATHER", "build/release/tgather"))
    rng = random.Random(seed)
    count = 0

    with tempfile.TemporaryDirectory() as folder:
        for _ in range(cases):
            inputs, index = draw_shapes(rng)
            try:
                count += check(tgather, rng, inputs, index, folder)
            except AssertionError:
                print(f"seed {seed}", file=sys.stderr)
                raise
    print(f"{count} suggestions in {cases} cases keep their promise, "
          f"seed {seed}")
    assert count > 0


main()
