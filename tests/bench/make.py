#!/usr/bin/env python3
"""Make the benchmark's files: input.json, 83 MB, doubles of 17 digits of shape
(500000, 8), and index.json, of shape (500000, 4).

usage: make.py DIRECTORY         files that are there already are kept
"""

import os
import random
import sys

ROWS, COLUMNS, PICKS = 500000, 8, 4


def write(path, row):
    """A JSON array of ROWS rows; row() gives the elements of one."""
    if os.path.exists(path):
        return
    with open(path + ".new", "w") as file:
        file.write("[")
        for i in range(ROWS):
            file.write("%s[%s]" % ("," if i else "", ",".join(row())))
        file.write("]\n")
    os.rename(path + ".new", path)


def main():
    directory = sys.argv[1]
    os.makedirs(directory, exist_ok=True)
    rng = random.Random(8)
    write(os.path.join(directory, "input.json"),
          lambda: [repr(rng.gauss(0, 0.125)) for _ in range(COLUMNS)])
    write(os.path.join(directory, "index.json"),
          lambda: [str(rng.randrange(COLUMNS)) for _ in range(PICKS)])


if __name__ == "__main__":
    main()
