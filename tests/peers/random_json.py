#!/usr/bin/env python3
"""Compare how tgather reads JSON with a naive, strict reader.

usage: random_json.py [CASES [SEED]]

Each case is a small document, mostly a tensor of numbers, strings, literals
and objects, that was damaged at random (or not). tgather and the reader below
must agree on whether it is one (RFC 8259, plus NaN, Infinity and -Infinity;
rows of equal length), and a gather that takes every row must give back the
elements as they were spelt. A refusal must name a place inside the document.

The program is $TGATHER, build/release/tgather if unset.
"""

import math
import os
import random
import re
import subprocess
import sys
import tempfile

PROGRAM = os.path.abspath(os.environ.get("TGATHER") or os.path.join(
    os.path.dirname(os.path.abspath(__file__)),
    "..", "..", "build", "release", "tgather"))


class Bad(Exception):
    """Not a tensor in JSON."""


class Reader:
    """A recursive descent over the bytes of a document."""

    NUMBER = re.compile(rb"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
    STRING = re.compile(rb'"([^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"')
    LITERAL = re.compile(rb"true|false|null|NaN|-?Infinity")
    SPACE = re.compile(rb"[ \t\r\n]*")

    def __init__(self, document):
        self.text = document
        self.at = 3 if document.startswith(b"\xef\xbb\xbf") else 0
        self.tokens = []

    def tensor(self):
        """The shape; the elements are left in tokens."""
        shape = self.row()
        if self.at != len(self.text):
            raise Bad
        return shape

    def row(self):
        self.space()
        if not self.take(b"["):
            start = self.at
            self.element()
            self.tokens.append(self.text[start:self.at])
            self.space()
            return ()
        shapes = []
        self.list(b"]", lambda: shapes.append(self.row()))
        if any(shape != shapes[0] for shape in shapes):
            raise Bad
        self.space()
        return (len(shapes), *(shapes[0] if shapes else ()))

    def list(self, end, member):
        """What stands between brackets, the first one being read."""
        self.space()
        if self.take(end):
            return
        while True:
            member()
            if self.take(end):
                return
            if not self.take(b","):
                raise Bad

    def element(self):
        """Any value, within an object also an array."""
        if self.take(b"{"):
            self.list(b"}", self.member)
        elif not (self.string() or self.match(self.LITERAL)
                  or self.match(self.NUMBER)):
            raise Bad

    def member(self):
        self.space()
        if not self.string():
            raise Bad
        self.space()
        if not self.take(b":"):
            raise Bad
        self.value()

    def value(self):
        self.space()
        if self.take(b"["):
            self.list(b"]", self.value)
        else:
            self.element()
        self.space()

    def string(self):
        start = self.at
        if not self.match(self.STRING):
            return False
        try:
            self.text[start:self.at].decode("utf-8")
        except UnicodeDecodeError:
            raise Bad from None
        return True

    def space(self):
        self.match(self.SPACE)

    def take(self, byte):
        if self.text[self.at:self.at + 1] != byte:
            return False
        self.at += 1
        return True

    def match(self, pattern):
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found is not None


def nested(tokens, shape):
    if not shape:
        return tokens[0]
    step = math.prod(shape[1:])
    return b"[%s]" % b",".join(
        nested(tokens[i * step:(i + 1) * step], shape[1:])
        for i in range(shape[0]))


# Documents -------------------------------------------------------------------

ELEMENTS = [b"0", b"-1", b"12", b"-0.5", b"1e5", b"2E-7", b"1.25e+10", b"95",
            b"123456789012345678901234567890", b"true", b"false", b"null",
            b"NaN", b"Infinity", b"-Infinity", b'""', b'"a"', b'"]"', b'"\\""',
            b'"\\\\"', b'"\\u00e9\\ud800"', '"é€😀"'.encode(), b'"[1,2"',
            b"{}", b'{"a":1}', b'{"a":[1,[2]],"a":{}}', b'{ "b" : [ ] }']
PIECES = [b"[", b"]", b"{", b"}", b",", b":", b'"', b"\\", b"0", b"1", b"-",
          b"+", b".", b"e", b"E", b" ", b"\n", b"\t", b"\r", b"\0", b"\x0b",
          b"\x7f", b"\x1f", b"\x80", b"\xc0\x80", b"\xed\xa0\x80", b"\xe2\x82",
          b"\xf4\x90\x80\x80", b"\xff", b"\xef\xbb\xbf", b"nan", b"NaN", b"-NaN",
          b"Infinity", b"tru", b"null", b"[]", b"[[]]", b",,", b"],[", b"//",
          b"\\u12", b"01", b"1.", b".5", b"'"]


def some_tensor(rng):
    ndim = rng.choice([0, 1, 1, 2, 2, 2, 3, 4])
    shape = [rng.randrange(0 if rng.random() < 0.1 else 1, 6)
             for _ in range(ndim)]
    if 0 in shape:
        shape = shape[:shape.index(0) + 1]
    kinds = ELEMENTS if rng.random() < 0.6 else ELEMENTS[:9]
    pad = rng.choice([b"", b"", b" ", b"\n", b" " * rng.randrange(70)])
    tokens = [rng.choice(kinds) for _ in range(math.prod(shape))]
    return nested([rng.choice([b"", pad]) + token + rng.choice([b"", pad])
                   for token in tokens], shape)


def damaged(rng, text):
    for _ in range(rng.choice([0, 1, 1, 1, 2, 3])):
        at = rng.randrange(len(text) + 1)
        to = min(len(text), at + rng.choice([0, 1, 1, 2, 5]))
        kind = rng.randrange(5)
        if kind == 0:
            text = text[:at] + text[to:]
        elif kind == 1:
            text = text[:at] + rng.choice(PIECES) + text[at:]
        elif kind == 2:
            text = text[:at] + rng.choice(PIECES) + text[to:]
        elif kind == 3:
            other = rng.randrange(len(text) + 1)
            text = text[:other] + text[at:to] + text[other:]
        else:
            text = text[:at]
    return text


def check(document, directory):
    """What is wrong with tgather's answer to a document, or None."""
    reader = Reader(document)
    try:
        shape = reader.tensor()
    except Bad:
        shape = None
    with open(os.path.join(directory, "doc.json"), "wb") as file:
        file.write(document)
    rows = (shape[0] if shape else 1) if shape is not None else 0
    index = "[%s]" % ",".join(map(str, range(rows)))
    done = subprocess.run(
        [PROGRAM, "--op", "index_select", "--dim", "0", "doc.json", index],
        cwd=directory, stdin=subprocess.DEVNULL, capture_output=True)

    if shape is None:
        if done.returncode != 1 or done.stdout:
            return "status %d, output %r; is no tensor" % (
                done.returncode, done.stdout)
        place = re.match(rb"tgather: doc\.json:(\d+):(\d+): ", done.stderr)
        lines = document.split(b"\n")
        if not place or not 1 <= int(place[1]) <= len(lines) \
                or not 1 <= int(place[2]) <= len(lines[int(place[1]) - 1]) + 1:
            return "no place in the document: %r" % done.stderr
        return None
    expected = nested(reader.tokens, shape or (1,)) + b"\n"
    if (done.returncode, done.stdout, done.stderr) != (0, expected, b""):
        return "status %d, output %r, expected %r, messages %r" % (
            done.returncode, done.stdout, expected, done.stderr)
    return None


def main():
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10 ** 6)
    print("random_json.py %d %d" % (cases, seed), flush=True)
    rng = random.Random(seed)
    failed = 0
    with tempfile.TemporaryDirectory() as directory:
        for _ in range(cases):
            document = damaged(rng, some_tensor(rng))
            if document.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
                continue            # an envelope or a collection
            wrong = check(document, directory)
            if wrong:
                failed += 1
                if failed <= 20:
                    print("%r: %s" % (document, wrong), flush=True)
    print("%d cases: %d failed" % (cases, failed))
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
