"""GGUF as npm's @huggingface/gguf writes and reads it, where it is installed.

The package writes the keys of a file, of all types but arrays of uint8 and of
arrays, and copies what is said of tensors. It reads all of a head.
"""

import json
import os
import struct
import subprocess

from gguf_file import text

here = os.path.dirname(os.path.abspath(__file__))
MODULES = os.path.abspath(os.path.join(here, "..", "..", "build", "bench",
                                       "node_modules"))
INSTALL = "npm install --ignore-scripts --prefix build/bench @huggingface/gguf"
STRING, ARRAY = 8, 9
FORMATS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?",
           10: "Q", 11: "q", 12: "d"}
LONG = (10, 11)


def some_value(rng, kind):
    """A value of that type: as JSON has it, and its bytes."""
    if kind == STRING:
        value = rng.choice(["", "word", "\u00e9", "\U0001F600 and more", "a\nb"])
        return value, text(value.encode())
    form = "<" + FORMATS[kind]
    value = struct.unpack(form, rng.randbytes(struct.calcsize(form)))[0]
    if kind in (6, 12) and not abs(value) < 1e30:   # JSON has no NaN
        value = 1.5
    return str(value) if kind in LONG else value, struct.pack(form, value)


def some_key(rng, name):
    """[name, type, type of elements, value], and its bytes."""
    kind = rng.choice([*FORMATS, STRING, ARRAY, ARRAY, ARRAY])
    if kind != ARRAY:
        value, content = some_value(rng, kind)
        return [name, kind, None, value], \
            text(name.encode()) + struct.pack("<I", kind) + content
    element = rng.choice([k for k in [*FORMATS, STRING] if k != 0])
    values = [some_value(rng, element) for _ in range(rng.randrange(4))]
    return [name, kind, element, [value for value, _ in values]], \
        text(name.encode()) + struct.pack("<IIQ", kind, element, len(values)) + \
        b"".join(content for _, content in values)


def alignment_key(alignment):
    return ["general.alignment", 4, None, alignment]


class Npm:
    """The process of Node that has the package."""

    def __init__(self):
        self.node = subprocess.Popen(
            ["node", os.path.join(here, "gguf_npm.js")],
            env={**os.environ, "NODE_PATH": MODULES},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, **request):
        self.node.stdin.write(json.dumps(request) + "\n")
        self.node.stdin.flush()
        # JavaScript writes floats that are whole as if they were integers
        answer = json.loads(self.node.stdout.readline(), parse_int=float)
        if "error" in answer:
            raise AssertionError("%s: %s" % (request, answer["error"]))
        return answer

    def close(self):
        self.node.stdin.close()
        self.node.wait()


def start():
    """The package; None, and the line that installs it, if it is not there."""
    if not os.path.isdir(os.path.join(MODULES, "@huggingface", "gguf")):
        print("# npm's @huggingface/gguf is left out; to have it: " + INSTALL)
        return None
    return Npm()
