#!/usr/bin/env python3
"""Compare how tgather reads and writes text tables with other programs.

usage: random_text.py [CASES [SEED]]

Each case is a random table: CSV, TSV or columns with blanks between them, of
numbers in all spellings and of words. Its fields as Python's csv module, or
split, sees them are what tgather must give, as JSON and as other tables; its
numbers are what NumPy's loadtxt reads; and its columns are those that awk and
Miller (mlr) pick. They are read in pieces of any size. What is not installed is
left out, and said.

The program is $TGATHER, build/release/tgather if unset.
"""

import csv
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

import numpy as np

PROGRAM = os.path.abspath(os.environ.get("TGATHER") or os.path.join(
    os.path.dirname(os.path.abspath(__file__)),
    "..", "..", "build", "release", "tgather"))

JSON_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
NUMBER = re.compile(
    r"[+-]?(([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?|nan|inf|infinity)",
    re.IGNORECASE)
FORMATS = ("csv", "tsv", "text")
FASTEST = "avx2" if " avx2" in open("/proc/cpuinfo").read() else "portable"


class Spelt(str):
    """A number in JSON, as it was spelt."""


def run(arguments, data=b""):
    """The output of tgather as text; None if it refused."""
    done = subprocess.run([PROGRAM, *arguments], input=data,
                          capture_output=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{arguments}: status {done.returncode}: "
                         f"{done.stderr.decode()}")
    return done.stdout.decode() if done.returncode == 0 else None


def random_number(rng):
    kind = rng.randrange(12)
    if kind < 4:
        return str(rng.randrange(-10**rng.randrange(1, 19), 10**6))
    if kind < 7:
        return repr(rng.uniform(-1000, 1000))
    if kind == 7:
        return "%.18e" % rng.uniform(-1, 1)
    return rng.choice(["+1", "007", "-00.5", ".5", "1.", "-.25e3", "1E5",
                       "nan", "NaN", "inf", "-inf", "Infinity", "+2.5",
                       "1e400", "1e-400", "0", "-0", "12345678901234567890"])


def random_word(rng, form):
    words = ["a", "NA", "x1", "é😀", "true", "null", "-", "+", ".", "1x",
             "e5", "0x1f", "1_000", "#", "a;b", "[1]", "{", "N/A"]
    if form != "text":
        words += ["", "two words", " x", "x ", " 5", "'", "\u00a0"]
    if form == "csv":
        words += ['a,b', 'say "x"', 'a\nb', '\r\n', '"', ',', '""', '\t']
    if form != "csv":
        words += ["a,b", '"', '"q"']
    return rng.choice(words)


def random_rows(rng, form, numbers):
    width = rng.choice([1, 1, 2, 3, 5, 17])
    rows = []
    for _ in range(rng.choice([1, 2, 3, 10, 40])):
        row = [random_number(rng) if numbers or rng.random() < 0.6
               else random_word(rng, form) for _ in range(width)]
        if width == 1 and not row[0].strip(" \t"):
            row[0] = "1"          # a blank line is no line
        rows.append(row)
    return rows


def field(rng, text, form):
    """A field as it is written, and whether it is in quotes."""
    if form != "csv":
        return text
    # a CR at the end of a line would be taken for a part of the line end
    if any(c in text for c in ',"\n\r') or rng.random() < 0.1:
        return '"' + text.replace('"', '""') + '"'
    return text


def write_table(rng, rows, form):
    """The text of a table, and its fields as they stand there."""
    ends = rng.choice(["\n", "\r\n"])
    written = [[field(rng, text, form) for text in row] for row in rows]
    lines = []
    for row in written:
        if form == "text":
            line = rng.choice(["", "", " ", "\t "])
            line += rng.choice([" ", "  ", "\t"]).join(row)
            line += rng.choice(["", "", " "])
        else:
            line = ("," if form == "csv" else "\t").join(row)
        lines.append(line)
        if rng.random() < 0.05:
            lines.append(rng.choice(["", " ", "  "]))
    text = ends.join(lines) + (ends if rng.random() < 0.8 else "")
    if rng.random() < 0.1:
        text = "\ufeff" + text
    return text, written


def peers_fields(text, form):
    """The fields as Python sees them."""
    text = text.removeprefix("\ufeff")
    if form == "csv":
        rows = list(csv.reader(io.StringIO(text, newline="")))
        return [row for row in rows if "".join(row).strip(" \t") or
                len(row) > 1]
    lines = re.split("\r?\n", text)
    if form == "tsv":
        return [line.split("\t") for line in lines if line.strip(" ")]
    return [re.split("[ \t]+", line.strip(" \t")) for line in lines
            if line.strip(" \t")]


def as_json(text, quoted):
    """What tgather has to make of a field."""
    if not quoted and JSON_NUMBER.fullmatch(text):
        return Spelt(text)
    return text


def same(a, b):
    return type(a) is type(b) and a == b


def parse(document):
    """A JSON document whose numbers stay as they are spelt."""
    return json.loads(document, parse_int=Spelt, parse_float=Spelt)


def flat(rows):
    return [one for row in rows for one in row]


class Case:
    """One table, in a file."""

    def __init__(self, rng, numbers):
        self.rng = rng
        self.form = rng.choice(FORMATS)
        rows = random_rows(rng, self.form, numbers)
        self.text, self.written = write_table(rng, rows, self.form)
        self.rows = peers_fields(self.text, self.form)
        assert self.rows == rows, (self.text, self.rows, rows)
        with open("table", "w", encoding="utf-8", newline="") as file:
            file.write(self.text)

    def call(self, *options, dim=0, index=None):
        n = len(self.rows) if dim == 0 else len(self.rows[0])
        index = list(range(n)) if index is None else index
        return run(["--op", "index_select", "--dim", str(dim),
                    "--input-format", self.form, "--no-header", *options,
                    "table", json.dumps(index)])

    def check_json(self):
        index = [self.rng.randrange(len(self.rows)) for _ in range(7)]
        found = parse(self.call(index=index))
        if len(self.rows[0]) == 1:
            found = [[one] for one in found]
        expected = [[as_json(text, written[0:1] == '"' and self.form == "csv")
                     for text, written in zip(self.rows[i], self.written[i])]
                    for i in index]
        return all(same(a, b) for a, b in
                   zip(flat(found), flat(expected))) and \
            len(found) == len(expected)

    def check_tables(self):
        """Every table that it can become is read as the same fields."""
        for form in FORMATS:
            text = self.call("--output-format", form)
            possible = form == "csv" or not any(
                re.search({"tsv": "[\t\r\n]", "text": "[ \t\r\n]|^$"}[form],
                          one) for one in flat(self.rows))
            if (text is not None) != possible:
                return False
            if text is None:
                continue
            rows = peers_fields(text, form)
            if form == "tsv" and len(self.rows[0]) == 1:
                rows = [[line] for line in text.split("\n")[:-1]]
            if rows != self.rows:
                return False
            if form == self.form == "csv" and len(self.rows[0]) > 1 and \
                    "\n".join(",".join(row) for row in self.written) + "\n" \
                    != text:
                return False
        return True

    def check_json_to_csv(self):
        """Strings of JSON as CSV are read back as the same strings."""
        document = self.call()
        text = run(["--op", "take", "--output-format", "csv", "-",
                    json.dumps(np.arange(len(flat(self.rows))).reshape(
                        len(self.rows), -1).tolist())], document.encode())
        back = csv.reader(io.StringIO(text, newline=""))
        return list(back) == self.rows and parse(run(
            ["--input-format", "csv", "--no-header", "--op", "index_select",
             "--dim", "0", "--shape", "-1", "-",
             json.dumps(list(range(len(flat(self.rows)))))],
            text.encode())) == (
            parse(document) if len(self.rows[0]) == 1
            else flat(parse(document)))

    def check_lines(self):
        lines = self.text.split("\n")
        if lines[-1] == "":
            lines.pop()
        index = [self.rng.randrange(len(lines)) for _ in range(5)]
        found = subprocess.run(
            [PROGRAM, "--quiet", "--dim", "0", "--input-format", "lines",
             "--output-format", "lines", "table", json.dumps(index)],
            capture_output=True, check=True).stdout
        return found == "".join(lines[i] + "\n" for i in index).encode()

    def check_loadtxt(self):
        """Numbers of any spelling, as doubles: NumPy is the reference."""
        separator = {"csv": ",", "tsv": "\t", "text": None}[self.form]
        plain = "\n".join((separator or " ").join(row) for row in self.rows)
        expected = np.loadtxt(io.StringIO(plain), delimiter=separator,
                              ndmin=2, comments=None)
        if np.isinf(expected).sum() > sum(
                "inf" in one.lower() for one in flat(self.rows)):
            return self.call("--dtype", "float64", "--output-format",
                             "npy") is None    # too large: refused
        self.call("--dtype", "float64", "-o", "out.npy")
        found = np.load("out.npy").reshape(expected.shape)
        return found.tobytes() == expected.tobytes() or (
            np.array_equal(found, expected, equal_nan=True) and
            np.array_equal(np.signbit(found[~np.isnan(found)]),
                           np.signbit(expected[~np.isnan(expected)])))

    def columns(self):
        width = len(self.rows[0])
        return [self.rng.randrange(width) for _ in range(3)]

    def check_awk(self):
        if self.form == "csv" or "\ufeff" in self.text or \
                len(self.rows[0]) == 1:
            return True
        columns = self.columns()
        separator = "\t" if self.form == "tsv" else " "
        found = self.call("--output-format", self.form, dim=1, index=columns)
        program = "{ sub(/\\r$/, \"\") } /[^ ]/ { print %s }" % ", ".join(
            f"${i + 1}" for i in columns)
        peer = subprocess.run(
            ["awk", "-F", separator, "-v", "OFS=" + separator, program,
             "table"], capture_output=True, check=True).stdout.decode()
        return found == peer

    def check_mlr(self):
        # in TSV mlr takes a byte order mark for a part of the first field
        if self.form == "text" or shutil.which("mlr") is None or \
                len(self.rows[0]) == 1 or \
                (self.form == "tsv" and "\ufeff" in self.text):
            return True
        columns = self.rng.sample(range(len(self.rows[0])),
                                  min(3, len(self.rows[0])))
        names = ",".join(str(i + 1) for i in columns)
        found = peers_fields(self.call(
            "--output-format", self.form, dim=1, index=columns), self.form)
        kind = "--" + self.form
        peer = subprocess.run(
            ["mlr", kind, "--implicit-csv-header", "--headerless-csv-output",
             "-S", "cut", "-o", "-f", names, "table"],
            capture_output=True, check=False)
        if peer.returncode != 0:
            return True
        rows = peers_fields(peer.stdout.decode(), self.form)
        # mlr trims nothing, but spells line ends in quotes its own way
        return rows == found or any("\r" in one for one in flat(self.rows))


def main():
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10**6)
    rng = random.Random(seed)
    failed = 0

    if shutil.which("mlr") is None:
        print("mlr (Miller) is not installed: left out")
    with tempfile.TemporaryDirectory() as directory:
        os.chdir(directory)
        for number in range(cases):
            numbers = number % 2 == 0
            os.environ["TGATHER_PIECE"] = rng.choice(
                ["262144", "1", "7", "64", "100", "1000"])
            os.environ["TGATHER_ISA"] = rng.choice(["portable", FASTEST])
            case = Case(rng, numbers)
            checks = [case.check_json, case.check_tables, case.check_lines,
                      case.check_json_to_csv, case.check_awk, case.check_mlr]
            if numbers:
                checks.append(case.check_loadtxt)
            for check in checks:
                if not check():
                    failed += 1
                    print(f"case {number} of seed {seed}: "
                          f"{check.__name__}: {case.form} {case.text!r}")
    print(f"{cases} random tables, seed {seed}: {failed} differ")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
