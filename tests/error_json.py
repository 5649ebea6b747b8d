#!/usr/bin/python3
"""Stands for tgather where a case is run once more to see its errors as JSON.

lib.sh puts a link to this file, called tgather, in front of the program when
TEST_ERRORS=json asks for that. A call is made as it is; if it fails it is made
again with TGATHER_ERRORS=json. Then the lines on standard error have to be
strict JSON with the members that the manual tells of, the status has to be that
of the process, every word that people are told has to be there, and every call
that is suggested has to end with 0. The program is $ERROR_JSON_PROGRAM; what is
wrong is added to the file $ERROR_JSON_REPORT, and a line to the file
$ERROR_JSON_COUNT for each error that was looked at. With $ERROR_JSON_SECOND a
second error may be behind the first: the calls only have to be without this one.
"""

import json
import os
import re
import stat
import subprocess
import sys

PROGRAM = os.environ["ERROR_JSON_PROGRAM"]
STATUS = {
    "data": 1, "syntax": 1, "shape": 1, "out-of-range": 1, "type": 1,
    "name": 1, "unsupported": 1, "usage": 2, "system": 3, "not-found": 3,
    "denied": 3, "full": 3, "memory": 3, "changed": 3,
}
STEP = re.compile(rb"tgather: +[0-9.]+ ms  ")
PLAIN = re.compile(r"[A-Za-z0-9_./:,=+@%^-]+\Z")
HIDDEN = re.compile("[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e"
                    "\u2066-\u2069\ufeff\udc80-\udcff]")
NAMES = {"file", "member"}
NUMBERS = {"line", "column", "offset"}


class Wrong(Exception):
    pass


def require(true, what):
    if not true:
        raise Wrong(what)


class Input:
    """Standard input, which each of several runs gets from the beginning."""

    def __init__(self):
        self.data = self.offset = None
        try:
            mode = os.fstat(0).st_mode
        except OSError:
            return
        if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode):
            # some write without end, until nobody reads
            self.data = sys.stdin.buffer.read(16 << 20)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        elif stat.S_ISREG(mode):
            self.offset = os.lseek(0, 0, os.SEEK_CUR)

    def run(self, words, form, **more):
        if self.offset is not None:
            os.lseek(0, self.offset, os.SEEK_SET)
        env = dict(os.environ)
        if form:
            env["TGATHER_ERRORS"] = form
        return subprocess.run([PROGRAM, *words], input=self.data, env=env,
                              stderr=subprocess.PIPE, timeout=100, **more)


def octets(text):
    return text.encode("utf-8", "surrogateescape")


def harmless(text):
    return HIDDEN.sub(
        lambda c: "".join("\\x%02X" % b for b in octets(c.group())), text)


def shell_word(word):
    if HIDDEN.search(word):
        text = word.replace("\\", "\\\\").replace("%", "%%")
        text = text.replace("'", "'\\''")
        return "\"$(printf '%s')\"" % HIDDEN.sub(
            lambda c: "".join("\\%03o" % b for b in octets(c.group())), text)
    if PLAIN.match(word):
        return word
    return "'%s'" % word.replace("'", "'\\''")


def no_twins(pairs):
    require(len({key for key, _ in pairs}) == len(pairs), "a key twice")
    return dict(pairs)


def no_constant(name):
    raise Wrong("%s is not JSON" % name)


def is_shape(value):
    return isinstance(value, list) and all(type(n) is int for n in value)


def check_where(where):
    if where is None:
        return ""
    require(isinstance(where, dict) and where, "where")
    known = NAMES | NUMBERS | {"operand", "option", "variable", "index"}
    require(not set(where) - known, "where has other members")
    for key in NAMES & set(where):
        require(isinstance(where[key], str) and where[key], key)
    for key in NUMBERS & set(where):
        require(type(where[key]) is int and
                where[key] >= (key != "offset"), key)
    require("index" not in where or is_shape(where["index"]), "index")
    require(where.get("operand", "input") in
            ("input", "index", "keys", "output"), "operand")
    require(len({"option", "variable", "file"} & set(where)) == 1 or
            (not {"option", "variable", "file"} & set(where) and
             "operand" in where), "where is one place")
    text = where.get("option", where.get("variable", where.get("file")))
    if text is None:
        text = where["operand"]
    elif where.get("file") == "-":
        text = "standard output" if where.get("operand") == "output" \
            else "<stdin>"
    if "member" in where:
        text += ":" + where["member"]
    if "line" in where:
        text += ":%d:%d" % (where["line"], where["column"])
    return text + ":"


def check_help(item):
    require(isinstance(item, dict) and isinstance(item["reason"], str) and
            item["reason"], "reason")
    rest = set(item) - {"reason"}
    require(len(rest) <= 1 and rest <= {"argv", "shell", "python"}, "help")
    for key in rest - {"argv"}:
        require(isinstance(item[key], str) and item[key], key)
        return [item["reason"] + ":", item[key]]
    if "argv" not in item:
        return [item["reason"]]
    require(item["argv"][0] == "tgather" and
            all(isinstance(word, str) for word in item["argv"]), "argv")
    return [item["reason"] + ":",
            " ".join(shell_word(word) for word in item["argv"])]


def check_error(error):
    """Check the members of an error; returns all texts that are in it."""
    require(list(error) == ["status", "kind", "where", "message", "operands",
                            "details", "help"], "the members of an error")
    require(STATUS.get(error["kind"]) == error["status"], "kind")
    require(isinstance(error["message"], str) and error["message"], "message")
    texts = ["tgather:", check_where(error["where"]), error["message"]]
    for operand in error["operands"]:
        require(list(operand) == ["operand", "name", "shape"] and
                isinstance(operand["name"], str), "operands")
        require(is_shape(operand["shape"]), "shape")
        shape = "(%s)" % ", ".join(str(n) for n in operand["shape"])
        texts += [operand["operand"], operand["name"], shape]
    for line in error["details"]:
        require(isinstance(line, str) and line, "details")
    texts += error["details"]
    if error["help"]:
        texts.append("help:")
    for item in error["help"]:
        texts += check_help(item)
    return texts


def check_note(note):
    if note["kind"] == "warning":
        require(list(note) == ["status", "kind", "message"], "a warning")
        return ["warning:", note["message"]]
    require(note["kind"] == "step" and is_shape(note["shape"]) and
            type(note["microseconds"]) is int and
            isinstance(note["format"], str) and
            isinstance(note["name"], str), "a step")
    return [note["step"], note["name"]]


def check_words(text, texts):
    """Each word that people are told stands in one of the texts."""
    known = "\n".join(harmless(text) for text in texts)
    for line in text.splitlines():
        if STEP.match(line) or line == b"Try 'tgather --help'.":
            continue
        for word in line.decode().split():
            if word.endswith("..."):
                word = word[:-3]
            require(word in known, "the word %s is missing" % word)


def check_calls(error, standard_input):
    for item in error["help"]:
        if "argv" in item:
            done = standard_input.run(item["argv"][1:], None,
                                      stdout=subprocess.DEVNULL)
            # what was meant by a call may still need a file that is there
            good = done.returncode != 2 if error["kind"] == "usage" else \
                done.returncode == 0
            if os.environ.get("ERROR_JSON_SECOND"):
                good = error["message"].encode() not in done.stderr
            require(good, "%s ends with %d: %s" % (
                item["argv"], done.returncode, done.stderr[:500]))


def check(told, status, text, standard_input):
    texts, errors = [], []
    require(told.endswith(b"\n"), "no newline at the end")
    for line in told.decode().split("\n")[:-1]:
        thing = json.loads(line, object_pairs_hook=no_twins,
                           parse_constant=no_constant)
        require(isinstance(thing, dict), "no object")
        if thing["status"] == 0:
            texts += check_note(thing)
        else:
            texts += check_error(thing)
            errors.append(thing)
    require(errors and max(e["status"] for e in errors) == status,
            "the status is %d" % status)
    require(len(errors) == 1 or "--info" in sys.argv, "several errors")
    if len(sys.argv) > 1:
        check_words(text, texts)
    for error in errors:
        check_calls(error, standard_input)
    with open(os.environ["ERROR_JSON_COUNT"], "a") as count:
        count.write("error\n" * len(errors))


def main():
    standard_input = Input()
    first = standard_input.run(sys.argv[1:], None)
    sys.stderr.buffer.write(first.stderr)
    sys.stderr.flush()
    if first.returncode not in (1, 2, 3) or \
            not first.stderr.startswith((b"tgather: ", b"usage")) or \
            any(word.startswith("--err") for word in sys.argv):
        return first.returncode if first.returncode >= 0 else 1
    second = first
    try:
        second = standard_input.run(sys.argv[1:], "json")
        require(second.returncode == first.returncode,
                "status %d as JSON, %d as text" % (
                    second.returncode, first.returncode))
        check(second.stderr, first.returncode, first.stderr, standard_input)
    except (Wrong, ValueError, KeyError, TypeError, AttributeError,
            subprocess.TimeoutExpired) as error:
        with open(os.environ["ERROR_JSON_REPORT"], "a") as report:
            report.write("%s: %r\n%s\n%s\n" % (
                sys.argv[1:], error, first.stderr.decode("utf-8", "replace"),
                second.stderr.decode("utf-8", "replace")))
    return first.returncode


if __name__ == "__main__":
    sys.exit(main())
