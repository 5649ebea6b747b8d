#!/usr/bin/python3
"""Read the pictures that tgather draws, and compare what they show with what
NumPy gathers.

usage: random_pictures.py [CASES [SEED]]

Each case draws an operation, shapes from tiny to large and an index. The input
counts from 0, so that the value of an element says where it is from. Of a
picture these must be true:

- it is XML, and less than 300 kB;
- each cell of output that is shown has the value that NumPy gathers, and its
  pick is shown in input, and its index in index, in the same colour; no other
  cell of input has a colour;
- up to eight places that are picked have colours of their own;
- the numbers of rows, columns and slices that are shown and those that the
  gaps say are left out make up the shape, and each gap is where these would be;
- no cell lies on another one, and all are inside the picture;
- as many cells of output are shown as any block of its first slices, rows and
  columns has whose picks and indices have room.

The program is $TGATHER, build/release/tgather if unset.
"""

import math
import os
import random
import re
import shlex
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

import numpy as np

PROGRAM = os.environ.get("TGATHER", "build/release/tgather")
SVG = "{http://www.w3.org/2000/svg}"
SIZES = [1, 2, 3, 4, 5, 6, 8, 9, 12, 17, 20, 33, 100, 1000]


# --- cases ------------------------------------------------------------------

def some_shape(rng, ndim, most=20000):
    while True:
        shape = [rng.choice(SIZES) for _ in range(ndim)]
        if math.prod(shape) <= most:
            return shape


def some_indices(rng, shape, limit):
    """Random ones, in some cases near each other or few."""
    low, high = 0, limit
    if rng.random() < 0.3:
        low = rng.randrange(limit)
        high = min(limit, low + rng.randrange(1, 12))
    return np.array([rng.randrange(low, high) for _ in
                     range(math.prod(shape))], np.int64).reshape(shape)


def some_case(rng):
    """Returns options, input, index, and what each element is picked from."""
    op = rng.choice(["gather", "gather", "take_along_dim", "index_select",
                     "pick", "take", "gather_nd", "batch"])
    ndim = rng.randrange(1, 5)
    shape = some_shape(rng, ndim)
    dim = rng.randrange(ndim)
    data = np.arange(math.prod(shape)).reshape(shape)
    if op == "gather":
        to = [rng.randrange(1, s + 1) if rng.random() < .5 else s
              for s in shape]
        to[dim] = rng.choice([1, 2, 3, 5, 10])
        index = some_indices(rng, to, shape[dim])
        cut = data[tuple(slice(None) if i == dim else slice(k)
                         for i, k in enumerate(to))]
        return (["--dim", dim], data, index,
                np.take_along_axis(cut, index, dim))
    if op == "take_along_dim":
        to = [1 if rng.random() < .5 else s for s in shape]
        to[dim] = rng.choice([1, 2, 3])
        index = some_indices(rng, to, shape[dim])
        whole = [k if i == dim else s for i, (k, s) in
                 enumerate(zip(to, shape))]
        return (["--op", op, "--dim", dim], data, index, np.take_along_axis(
            data, np.broadcast_to(index, whole), dim))
    if op == "index_select":
        index = some_indices(rng, some_shape(rng, rng.choice([0, 1, 1, 2]),
                                             20), shape[dim])
        return (["--op", op, "--dim", dim], data, index,
                np.take(data, index, dim))
    if op == "pick":
        to = shape[:dim] + shape[dim + 1:]
        index = some_indices(rng, to, shape[dim])
        return (["--op", op, "--dim", dim], data, index, np.take_along_axis(
            data, np.expand_dims(index, dim), dim).squeeze(dim))
    if op == "take":
        index = some_indices(rng, some_shape(rng, rng.choice([1, 2, 3]), 200),
                             data.size)
        return ["--op", op], data, index, data.ravel()[index]
    if op == "gather_nd":
        t = rng.randrange(1, ndim + 1)
        to = some_shape(rng, rng.choice([1, 1, 2]), 100)
        index = np.stack([some_indices(rng, to, s) for s in shape[:t]], -1)
        return (["--op", op], data, index,
                data[tuple(index[..., i] for i in range(t))])
    if ndim == 1:
        return some_case(rng)
    index = some_indices(rng, shape[:1] + some_shape(rng, rng.choice(
        [0, 1]), 10), shape[1])
    return (["--op", "index_select", "--dim", 1, "--batch-dims", 1], data,
            index, np.stack([np.take(d, i, 0) for d, i in zip(data, index)]))


# --- reading a picture ------------------------------------------------------

def hue_of(element):
    found = re.search(r"\bh(\d)\b", element.get("class", ""))
    return int(found[1]) if found else None


def box_of(rect):
    return tuple(float(rect.get(name)) for name in
                 ("x", "y", "width", "height"))


def coordinates_of(text):
    return tuple(int(i) for i in re.findall(r"\[(\d+)\]", text))


class Picture:
    def __init__(self, svg):
        root = ET.fromstring(svg)
        self.width = float(root.get("width"))
        self.height = float(root.get("height"))
        self.cells = {"index": {}, "input": {}, "output": {}}
        self.gaps = []
        for group in root.iter(SVG + "g"):
            title = group.find(SVG + "title")
            if title is None:
                continue
            rect = [r for r in group.findall(SVG + "rect")
                    if r.get("class").split()[0] in "ou"][0]
            name = re.match(r"\w+", title.text)[0]
            at = coordinates_of(title.text.split(" = ")[0])
            hue = hue_of(group if name == "output" else rect)
            self.cells[name][at] = (hue, box_of(rect), title.text)
        for text in root.iter(SVG + "text"):
            if text.get("class") == "l":
                said = re.match(
                    r"(\w+?)s? (\d+)(?: to (\d+))? of (\d+) (?:is|are) not shown$",
                    text.find(SVG + "title").text)
                first = int(said[2])
                last = int(said[3]) if said[3] else first
                shown = re.match("\u2026 (\\d+)", text[0].tail)
                assert int(shown[1]) == last - first + 1, text[0].tail
                self.gaps.append((said[1], first, last, int(said[4]),
                                  float(text.get("x")),
                                  float(text.get("y"))))


# --- what must be true ------------------------------------------------------

def wrong_colours(picture, index, expected, shape, places):
    """Each cell of output: value, pick, index, colour."""
    coloured = set()
    for at, (hue, _, title) in picture.cells["output"].items():
        flat = int(expected[at])
        source = tuple(int(i) for i in np.unravel_index(flat, shape))
        if not title.endswith(" = %d" % flat):
            yield "output%s: %s" % (list(at), title)
        found = picture.cells["input"].get(source)
        if found is None:
            yield "the pick of output%s is not shown" % list(at)
        elif found[0] != hue:
            yield "the pick of output%s has another colour" % list(at)
        elif not found[2].endswith("= %d" % flat):
            yield "input%s: %s" % (list(source), found[2])
        coloured.add(source)
        used = [coordinates_of(part.split("=")[0]) for part in
                re.findall(r"index((?:\[\d+\])*=)", title)]
        if not used:
            yield "no index in %s" % title
        for i in used:
            if picture.cells["index"].get(i, (None,))[0] != hue:
                yield "index%s of output%s" % (list(i), list(at))
    for at, (hue, _, _) in picture.cells["input"].items():
        if hue is not None and at not in coloured:
            yield "input%s has a colour, and is not picked" % list(at)
    for at, (hue, _, title) in picture.cells["index"].items():
        if not title.endswith(" = %d" % index[at]):
            yield "index%s: %s" % (list(at), title)
    hues = {}
    for at, (hue, _, _) in picture.cells["output"].items():
        hues.setdefault(int(places[at]), set()).add(hue)
    if any(len(h) != 1 for h in hues.values()):
        yield "one place has several colours"
    if len(hues) <= 8 and len(set.union(*hues.values())) < len(hues):
        yield "%d places share colours" % len(hues)


def directions(shape):
    """How many slices, rows and columns; and where a cell is among them."""
    if len(shape) < 2:
        return (1, 1) + (tuple(shape) or (1,))
    return (math.prod(shape[:-2]),) + tuple(shape[-2:])


def place_of(at, shape):
    if len(shape) < 2:
        return (0, 0) + (tuple(at) or (0,))
    return (int(np.ravel_multi_index(at[:-2], shape[:-2]))
            if len(shape) > 2 else 0,) + tuple(at[-2:])


def runs(shown, size):
    """What is left out: (first, last) of each run."""
    ends = [-1] + sorted(shown) + [size]
    return [(a + 1, b - 1) for a, b in zip(ends, ends[1:]) if b > a + 1]


def due_gaps(cells, shape):
    """Each gap that a pane must have, and where: between which cells."""
    sizes = directions(shape)
    one = len(shape) == 1
    placed = {place_of(at, shape): box for at, (_, box, _) in cells.items()}
    for first, last in runs({p[0] for p in placed}, sizes[0]):
        before = [b[0] + b[2] for p, b in placed.items() if p[0] < first]
        after = [b[0] for p, b in placed.items() if p[0] > last]
        yield ("slice", first, last, sizes[0], "x",
               max(before, default=None), min(after, default=None), None)
    for s in {p[0] for p in placed}:
        slice_ = {p[1:]: b for p, b in placed.items() if p[0] == s}
        upright = one and len({b[0] for b in slice_.values()}) == 1 \
            and len(slice_) > 1
        top = min(b[1] for b in slice_.values())
        left = min(b[0] for b in slice_.values())
        for k, noun, axis in ((0, "row", "y"), (1, "column", "x")):
            axis = "y" if upright else axis
            i = 1 if axis == "y" else 0
            for first, last in runs({p[k] for p in slice_}, sizes[1 + k]):
                before = [b[i] + b[2 + i] for p, b in slice_.items()
                          if p[k] < first]
                after = [b[i] for p, b in slice_.items() if p[k] > last]
                yield ("element" if one else noun, first, last, sizes[1 + k],
                       axis, max(before, default=None),
                       min(after, default=None),
                       left if axis == "y" else top)


def fits(gap, due):
    noun, first, last, size, axis, low, high, start = due
    if gap[:4] != (noun, first, last, size):
        return False
    at, other = (gap[4], gap[5]) if axis == "x" else (gap[5], gap[4])
    if low is not None and at < low or high is not None and at > high:
        return False
    if low is None and high - at > 80 or high is None and at - low > 80:
        return False
    return start is None or -40 <= other - start <= 40


def wrong_gaps(picture, shapes):
    left = list(picture.gaps)
    for name, shape in shapes.items():
        if not picture.cells[name]:
            continue
        for due in due_gaps(picture.cells[name], shape):
            for gap in left:
                if fits(gap, due):
                    left.remove(gap)
                    break
            else:
                # a single cell of a dim may stand as a row or as a column
                turned = [g for g in left if g[:4] == due[:4]]
                if len(picture.cells[name]) == 1 and turned:
                    left.remove(turned[0])
                    continue
                yield "%s: no gap as %s" % (name, due)
    for gap in left:
        yield "a gap too many: %s" % (gap,)


def wrong_places(picture):
    boxes = [box for cells in picture.cells.values()
             for _, box, _ in cells.values()]
    for i, a in enumerate(boxes):
        if a[0] < 0 or a[1] < 0 or a[0] + a[2] > picture.width \
                or a[1] + a[3] > picture.height:
            yield "a cell outside: %s" % (a,)
        for b in boxes[:i]:
            if a[0] < b[0] + b[2] and b[0] < a[0] + a[2] \
                    and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]:
                yield "a cell on another: %s %s" % (a, b)


# --- as many as fit ---------------------------------------------------------

SLICES, ROWS, COLUMNS = 4, 10, 18       # of a pane; columns of all its slices


def has_room(places):
    slices = {}
    for s, r, c in places:
        rows, cols = slices.setdefault(s, (set(), set()))
        rows.add(r)
        cols.add(c)
    return len(slices) <= SLICES \
        and all(len(rows) <= ROWS for rows, _ in slices.values()) \
        and sum(len(cols) for _, cols in slices.values()) <= COLUMNS


def is_upright(cells, shape):
    """Is a single dim drawn downwards?"""
    x = {box[0] for _, box, _ in cells.values()}
    return len(shape) == 1 and len(cells) > 1 and len(x) == 1


def place_in_pane(at, shape, upright):
    s, r, c = place_of(at, shape)
    return (s, c, r) if upright else (s, r, c)


def indices_of(at, options, data, index):
    """The coordinates in index of what an element of output needs."""
    if "gather_nd" in options:
        n = index.ndim - 1
        return [tuple(at[:n]) + (i,) for i in range(index.shape[-1])]
    if "index_select" in options:
        dim = options[options.index("--dim") + 1]
        batch = 1 if "--batch-dims" in options else 0
        n = index.ndim - batch
        return [tuple(at[:batch]) + tuple(at[dim:dim + n])]
    return [tuple(min(i, k - 1) for i, k in zip(at, index.shape))]


def most_that_fit(picture, options, data, index, expected):
    upright = {name: is_upright(picture.cells[name], x.shape) for name, x in
               (("index", index), ("input", data), ("output", expected))}
    size = directions(expected.shape)
    if upright["output"]:
        size = (size[0], size[2], size[1])
    limit = (min(size[0], SLICES), size[1] if size[1] <= ROWS else 8,
             size[2] if size[2] <= 12 else 8)
    need = {}
    for s in range(limit[0]):
        for r in range(limit[1]):
            for c in range(limit[2]):
                flat = (s * size[1] + r) * size[2] + c
                at = tuple(map(int, np.unravel_index(flat, expected.shape)))
                need[s, r, c] = place_in_pane(tuple(map(int, np.unravel_index(
                    int(expected[at]), data.shape))), data.shape,
                    upright["input"]), [place_in_pane(
                        i, index.shape, upright["index"]) for i in
                        indices_of(at, options, data, index)]
    most = 1
    for s in range(1, limit[0] + 1):
        for r in range(1, limit[1] + 1):
            for c in range(1, limit[2] + 1):
                if s * c > COLUMNS or s * r * c <= most:
                    continue
                block = [need[i, j, k] for i in range(s) for j in range(r)
                         for k in range(c)]
                if has_room({n[0] for n in block}) and has_room(
                        {i for n in block for i in n[1]}):
                    most = s * r * c
    return most


def places_of(options, expected, shape, index):
    """What is picked from: the coordinates along the dims that index has."""
    at = np.unravel_index(expected, shape)
    if "take" in options:
        return expected
    if "gather_nd" in options:
        t = index.shape[-1]
        return np.ravel_multi_index(at[:t], shape[:t])
    return at[options[options.index("--dim") + 1]]


def wrong_with(argv, options, data, index, expected):
    done = subprocess.run([PROGRAM, *argv], timeout=60, capture_output=True)
    if done.returncode or done.stderr:
        yield done.stderr.decode()
        return
    if len(done.stdout) > 300000:
        yield "%d bytes" % len(done.stdout)
    picture = Picture(done.stdout)
    shown = picture.cells["output"]
    if not shown:
        yield "nothing is shown"
        return
    yield from wrong_colours(picture, index, expected, data.shape, places_of(
        options, expected, data.shape, index))
    yield from wrong_gaps(picture, {"input": data.shape, "index": index.shape,
                                    "output": expected.shape})
    yield from wrong_places(picture)
    most = most_that_fit(picture, options, data, index, expected)
    if len(shown) != most:
        yield "%d cells are shown, %d would fit" % (len(shown), most)


def main():
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10 ** 6)
    print("random_pictures.py %d %d" % (cases, seed), flush=True)
    rng = random.Random(seed)
    failed = 0
    with tempfile.TemporaryDirectory() as directory:
        for _ in range(cases):
            options, data, index, expected = some_case(rng)
            operands = [os.path.join(directory, name + ".npy")
                        for name in ("input", "index")]
            np.save(operands[0], data)
            np.save(operands[1], index)
            argv = ["-q", "--output-format", "svg", *map(str, options),
                    *operands]
            wrong = list(wrong_with(argv, options, data, index, expected))
            if wrong:
                failed += 1
                print("$ tgather " + shlex.join(argv))
                print("  input %s, index %s" % (data.shape, index.shape))
                for w in wrong[:5]:
                    print("  " + w)
    print("%d pictures read: %d failed" % (cases, failed))
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
