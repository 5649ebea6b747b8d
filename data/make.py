#!/usr/bin/env python3
"""Make the small examples that stand beside this script.

The story: roi_loc.json (128, 21, 4) and one label per sample, label.json
(128); label_index.json (128, 1, 4) is each label repeated 4 times, the index
that a plain gather wants. The small example: small.json (3, 3) and
small_index.json (1, 3). The seed is fixed, so the files never change.

gather.svg is not made here, but by tgather: see README.md.
"""

import json
import os
import random

rng = random.Random(20)


def number():
    """A number in [-2, 2] of at most 4 decimals."""
    return round(rng.random() * 4 - 2, 4)


def write(name, tensor):
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), name)
    with open(path, "w") as file:
        json.dump(tensor, file, separators=(",", ":"))
        file.write("\n")


roi_loc = [[[number() for _ in range(4)] for _ in range(21)] for _ in range(128)]
label = [int(rng.random() * 21) for _ in range(128)]

write("roi_loc.json", roi_loc)
write("label.json", label)
write("label_index.json", [[[n] * 4] for n in label])
write("small.json", [[1, 2, 3], [4, 5, 6], [7, 8, 9]])
write("small_index.json", [[1, 0, 2]])
