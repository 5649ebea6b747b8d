#!/usr/bin/python3
"""Compare random calls of tgather with PyTorch, NumPy and ONNX's definitions,
byte for byte.

usage: random_gathers.py [CASES [SEED]]

Each case draws an operation, shapes of 0 to 5 dims with sizes 0 to 6, an
element type, an index, what becomes of indices that are out of range, and how
input, index and output are written: JSON or raw, from a file, inline or
standard input, a stream of indices too, in either byte order. Where elements
come from is the references' word, see gathers.py, which also lists the
deliberate differences. What is refused there must exit with 1, print nothing
on standard output, and leave no file. A call that drops data must warn. How
many threads there are, the size of the pieces they work on, the instruction set
and the memory to count on must not show, in messages neither.

The program is $TGATHER, build/release/tgather if unset.
"""

import math
import os
import random
import shlex
import subprocess
import sys
import tempfile

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, ".."))
import gathers
import reference as ref

PROGRAM = os.path.abspath(os.environ.get("TGATHER") or os.path.join(
    here, "..", "..", "build", "release", "tgather"))
PLAIN = ["%d", "-%d", "%d.0", "%d.25", "%de2", "0.%d", "%dE-1", "12345678%d"]
ODD = ['"s%d"', '"\\u00e9,]%d"', "null", "true", "false", "NaN", "-Infinity",
       '{"a":[%d,{}]}', "%d0000000000000000000000", "1e400", "1.10", "-0"]


def supported():
    """The instruction sets that this processor has."""
    return [isa for isa in ["portable", "sse2", "avx2"] if subprocess.run(
        [PROGRAM, "--version"], stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "TGATHER_ISA": isa}).returncode == 0]


ISAS = supported()
CHUNKS = [1, 3, 8, 20, 64, 200, 1000, 5000, 65536, 262144]


def some_way(rng, smallest=1):
    """How the work is done: variables of the environment, and an option;
    smallest is the least of TGATHER_PIECE."""
    if rng.random() < 0.2:
        return {}, []
    chunk = rng.choice([chunk for chunk in CHUNKS if chunk >= smallest])
    variables = {"TGATHER_PIECE": str(chunk), "TGATHER_ISA": rng.choice(ISAS)}
    if rng.random() < 0.3:
        variables["TGATHER_MEMORY_LIMIT"] = str(rng.choice([1, 10 ** 4, 10 ** 6]))
    return variables, ["--threads", str(rng.randint(1, 3))]


def command(variables, argv):
    """The call as a shell would take it."""
    return " ".join(["$", *map("=".join, variables.items()), "tgather",
                     shlex.join(argv)])


class Case:
    """A call under construction: what will be on its command line, in files
    and on standard input."""

    def __init__(self, rng):
        self.rng = rng
        self.options = []
        self.operands = []
        self.files = {}
        self.stdin = b""
        self.output = None
        self.each = False           # the index is a stream, of two texts
        self.warning = None         # how the warning begins, None if none
        self.variables, option = some_way(rng)
        if option:
            self.option(*option)

    def option(self, *words):
        """Add an option, its value behind it or joined with `=`."""
        if words[0].startswith("--") and len(words) == 2 \
                and self.rng.random() < 0.3:
            words = ["%s=%s" % words]
        self.options.append([str(word) for word in words])

    def operand(self, content, name, inline):
        """Hand over content as an inline text, standard input or a file."""
        way = self.rng.random()
        if self.each:               # the stream is a file, or standard input
            way = 0.5 if self.operands and way < 0.5 else 1
            if self.operands:
                content += self.rng.choice([b"\n", b"\r\n\n", b" \x1e"]) + content
        if inline and content.startswith(b"[") and way < 0.4:
            self.operands.append(content.decode())
        elif way < 0.6 and not self.stdin and "-" not in self.operands:
            self.stdin = content
            self.operands.append("-")
        else:
            self.files[name] = content
            self.operands.append(name)

    def argv(self):
        """The command, options and operands in any order that keeps the
        input before the index."""
        words = [[operand] for operand in self.operands]
        if self.rng.random() < 0.1 and self.operands[1] == "-":
            words.pop()             # an index left out is standard input
        for option in self.options:
            words.insert(self.rng.randrange(len(words) + 1), option)
        return sum(words, [])


def some_shape(rng, ndim):
    sizes = [1, 2, 3, 4, 5, 6] if rng.random() < 0.85 else [0, 1, 2, 3]
    shape = [rng.choice(sizes) for _ in range(ndim)]
    while math.prod(shape) > 400:
        shape[shape.index(max(shape))] = 1
    return tuple(shape)


def dims_text(rng, shape):
    if not shape:
        return "()"
    return rng.choice([",", "x"]).join(map(str, shape))


def flat_text(rng, tokens, shape):
    """JSON, now and then with white space between the tokens."""
    space = rng.choice(["", "", " ", "\n", " \t\r\n"])
    return (ref.nested([space + token + space for token in tokens], shape)
            + rng.choice(["", "\n"])).encode()


def json_shape(shape):
    """What JSON can say of a shape: a size of 0 hides those behind it."""
    return shape[:shape.index(0) + 1] if 0 in shape else shape


def write_json(case, tokens, shape, prefix, name):
    """An operand of that shape, nested so or given its shape by an option."""
    shown = shape
    if json_shape(shape) != shape or case.rng.random() < 0.15:
        shown = json_shape(shape) if json_shape(shape) != shape \
            else (math.prod(shape),)
        case.option(prefix + "shape", dims_text(case.rng, shape))
    case.operand(flat_text(case.rng, tokens, shown), name + ".json", True)


def write_raw(case, dtype, items, shape, prefix, name):
    big = case.rng.random() < 0.5 and ref.itemsize(dtype) > 1
    content = b"".join(ref.swap(dtype, i) if big else i for i in items)
    case.option(prefix + "shape", dims_text(case.rng, shape))
    case.option(prefix + "dtype", (">" if big else "") + dtype)
    offset = case.rng.choice([0, 0, 0, 1, 3, 64])
    if offset:
        case.option(prefix + "offset", offset)
        content = bytes(case.rng.randrange(256) for _ in range(offset)) \
            + content + b"behind"[:case.rng.randrange(7)]
    case.operand(content, name + ".raw", False)
    return big


def some_item(rng, dtype):
    """An element's bytes: any bits, or a small number."""
    if dtype in ref.COMPLEX:
        part = ref.COMPLEX[dtype]
        return some_item(rng, part) + some_item(rng, part)
    if dtype == "bool":
        return bytes([rng.randrange(2)])
    if rng.random() < 0.5:
        return bytes(rng.randrange(256) for _ in range(ref.itemsize(dtype)))
    if dtype in ref.FLOATS:
        token = "%d.%d" % (rng.randrange(100), rng.randrange(1000))
        return ref.parse(dtype, rng.choice(["", "-"]) + token)
    return ref.parse(dtype, str(rng.randrange(128)))


def some_token(rng, dtype):
    """A token to be written as that type; now and then one that is refused."""
    if dtype in ref.COMPLEX:
        part = ref.COMPLEX[dtype]
        return "%s,%s" % (some_token(rng, part), some_token(rng, part))
    if rng.random() < 0.01:
        return rng.choice(["null", '"1"', "{}", "1e400", "-1.5"])
    if dtype == "bool":
        return rng.choice(["true", "false", "0", "1"])
    if rng.random() < 0.5:
        token = ref.text(dtype, some_item(rng, dtype))
        return token.upper() if "e" in token and token[-1].isdigit() else token
    if dtype in ref.FLOATS:
        return rng.choice(["%d", "-%d.0e-7", "%d.5", "0.%d", "%de-5"]) \
            % rng.randrange(10000)
    return rng.choice(["%d", "%d.0", "%d0e-1", "0.%d00e3"]) % rng.randrange(1, 10)


def some_policy(rng, case, op):
    """What becomes of indices; returns the policy and whether it fills."""
    policy = gathers.Policy(negative=op in gathers.NEGATIVE)
    policy.mode = rng.choice(["raise"] * 4 + ["wrap", "clip", "fill", "ignore"])
    fills = policy.mode in ("fill", "ignore")
    if policy.mode == "ignore":
        policy.mode = "raise"
        policy.ignored = rng.choice([-1, -1, -100, 0, 1, 3, 255, -2 ** 63,
                                     2 ** 63 - 1])
        case.option("--ignore-index", policy.ignored)
    elif policy.mode != "fill" and (policy.mode != "raise"
                                    or rng.random() < 0.1):
        case.option("--mode", policy.mode)
    if policy.mode != "clip" and rng.random() < 0.25:
        policy.negative = True
        case.option("--negative")
    if rng.random() < 0.3:
        policy.base = rng.choice([0, 1, 1, 1, 2, 7, 2 ** 31, 2 ** 63 - 1])
        case.option("--index-base", policy.base)
    return policy, fills


def some_index(rng, index_shape, sizes, policy):
    """Indices, mostly in range where one that is not is an error."""
    def good(size):
        if size == 0:
            return rng.choice([0, -1])
        if policy.negative and rng.random() < 0.3:
            return rng.randrange(-size, 0)
        return rng.randrange(size) + policy.base

    def wild(size):
        return rng.choice(
            [size + policy.base, policy.base - 1, size - 1, -1, -size,
             -size - 1, -2 * size, size + 100, 0, 127, -128, 255, 2 ** 31,
             2 ** 32, 2 ** 63 - 1, -2 ** 63, 2 ** 63, 2 ** 64 - 1, 10 ** 30]
            [:rng.choice([8, 12, 18, 19])])

    n = math.prod(index_shape)
    index = [good(sizes[i % len(sizes)]) for i in range(n)]
    if policy.ignored is not None and rng.random() < 0.9:
        index = [policy.ignored if rng.random() < 0.3 else v for v in index]
    if policy.mode != "raise" and rng.random() < 0.9:
        index = [wild(sizes[i % len(sizes)]) if rng.random() < 0.3 else v
                 for i, v in enumerate(index)]
    elif n and rng.random() < 0.1:
        i = rng.randrange(n)
        index[i] = wild(sizes[i % len(sizes)])
    return index


def index_dtype(rng, index):
    fits = [dtype for dtype, size in ref.INTEGERS.items()
            if all(0 <= i + (1 << 8 * size - 1 if dtype[0] == "i" else 0)
                   < 1 << 8 * size for i in index)]
    return rng.choice(fits) if fits else None


def some_shapes(rng, op):
    """Shapes of input and index that mostly fit, dim and batch dims."""
    ndim = rng.choice([0, 1, 1, 2, 2, 3, 3, 4, 5])
    if op in ("pick", "gather_nd"):
        ndim = max(ndim, rng.random() < 0.9)
    shape = some_shape(rng, ndim)
    dim = rng.randrange(max(ndim, 1))
    batch = 0

    if op == "gather":
        index_shape = [rng.randint(min(s, 1), s) if rng.random() < 0.3 else s
                       for s in shape]
        if ndim:
            index_shape[dim] = rng.randrange(7)
    elif op == "take_along_dim":
        index_shape = [rng.choice([1, s, s]) for s in shape]
        shape = tuple(1 if rng.random() < 0.2 else s for s in shape)
        if ndim:
            index_shape[dim] = rng.randrange(7)
    elif op == "index_select":
        batch = rng.randint(0, dim) if rng.random() < 0.5 else 0
        index_shape = list(shape[:batch]) + list(
            some_shape(rng, rng.choice([0, 1, 1, 2])))
    elif op == "pick":
        index_shape = list(shape[:dim] + shape[dim + 1:])
    elif op == "take":
        index_shape = list(some_shape(rng, rng.choice([0, 1, 2, 3])))
    else:
        if ndim and rng.random() < 0.5:
            batch = rng.randrange(ndim)
        index_shape = list(shape[:batch]) + list(
            some_shape(rng, rng.choice([0, 1, 1, 2])))
        index_shape.append(rng.randint(1, max(ndim - batch, 1)))

    if rng.random() < 0.03:
        index_shape = list(some_shape(rng, rng.randrange(6)))
    elif index_shape and rng.random() < 0.05:
        index_shape[rng.randrange(len(index_shape))] += rng.choice([1, 2, 5])
    elif index_shape and rng.random() < 0.03:
        index_shape.pop(rng.randrange(len(index_shape)))
    if op in ("index_select", "gather_nd") and rng.random() < 0.04:
        batch = rng.randrange(5)
    while math.prod(index_shape) > 400:
        index_shape[index_shape.index(max(index_shape))] -= 1
    return shape, tuple(index_shape), dim, batch


def some_call(rng, case):
    """Draw what is called: shapes, index, and what comes out, where picked is
    None if it is to be refused."""
    op = rng.choice(gathers.OPS)
    shape, index_shape, dim, batch = some_shapes(rng, op)
    seen = shape or (1,)
    try:
        result, sizes = gathers.result_shape(
            op, seen if op != "gather_nd" else shape, index_shape, dim, batch)
        if math.prod(result) > 2000:
            return some_call(rng, case)
    except ref.Refused:
        sizes = [seen[dim]]
    policy, fills = some_policy(rng, case, op)
    index = some_index(rng, index_shape, sizes, policy)

    if op not in ("take", "gather_nd"):
        n = len(seen)
        if rng.random() < 0.4:
            dim -= n
        if rng.random() < 0.03:
            dim = rng.choice([n, -n - 1, 9, -9])
        case.option(rng.choice(["--dim", "-d", "--axis"]), dim)
    if batch or op in ("index_select", "gather_nd") and rng.random() < 0.1:
        case.option("--batch-dims", batch)
    if not (op == "gather" and rng.random() < 0.8
            or op == "index_select" and batch and rng.random() < 0.5):
        case.option("--op", rng.choice(["take_along_axis", op])
                    if op == "take_along_dim" else op)

    try:
        picked, result = gathers.gather(op, shape, index, index_shape, dim,
                                        batch, policy)
    except ref.Refused:
        picked, result = None, None
    if rng.random() < 0.7:
        case.option(rng.choice(["-q", "--quiet"]))
    elif picked is not None and op == "gather":
        for d, (k, s) in enumerate(zip(index_shape, shape)):
            if d != dim % len(seen) and k < s:
                case.warning = (
                    "tgather: warning: index has size %d in dim %d, input %d: "
                    % (k, d, s)).encode()
                break
    return shape, index, index_shape, picked, result, fills


def some_fill(rng, case, dtype, from_raw, to_raw):
    """Draw the fill value; returns its token, for complex as some_token has
    it."""
    if not from_raw and not to_raw:
        token = rng.choice(PLAIN + ODD)
        while token.startswith("{"):
            token = rng.choice(ODD)
        token = token % 9 if "%" in token else token
        shown = token
    else:
        wrong = {"{}"}              # usage errors
        if dtype in ref.COMPLEX:
            wrong |= {"null", '"1"'}
        token = shown = some_token(rng, dtype)
        while wrong & set(token.split(",")):
            token = shown = some_token(rng, dtype)
        if dtype in ref.COMPLEX:
            if rng.random() < 0.5:
                shown = "[%s]" % token
            else:
                shown = token.split(",")[0]
                token = shown + ",0"
    case.option("--fill=" + shown) if shown.startswith("-") \
        and rng.random() < 0.5 else case.option("--fill", shown)
    return token


def some_case(rng):
    """Draw a case; returns it and what is expected: bytes, or None where it
    is to be refused."""
    case = Case(rng)
    shape, index, index_shape, picked, result, fills = some_call(rng, case)
    from_raw, to_raw = rng.random() < 0.5, rng.random() < 0.5
    case.each = not to_raw and rng.random() < 0.15
    if case.each:
        case.option("--each")

    # The input. The fill value is its last element, number -1.
    dtype = rng.choice(ref.DTYPES)
    numel = math.prod(shape)
    big = False
    if from_raw:
        items = [some_item(rng, dtype) for _ in range(numel)]
        big = write_raw(case, dtype, items, shape, "--", "input")
    elif to_raw:
        if dtype in ref.COMPLEX and json_shape(shape) != shape or not numel:
            dtype = "float32"
        tokens = [some_token(rng, dtype) for _ in range(numel)]
        case.option("--dtype", dtype)
        case.option("--input-format", "json")   # a shape and a dtype: raw
        if dtype in ref.COMPLEX:
            pairs = ["[%s]" % token for token in tokens]
            case.operand(flat_text(rng, pairs, shape), "input.json", True)
        else:
            write_json(case, tokens, shape, "--", "input")
    else:
        # A document that is an object is a collection, no element.
        kinds = PLAIN if rng.random() < 0.5 or not shape else PLAIN + ODD
        tokens = [rng.choice(kinds) for _ in range(numel)]
        tokens = [t % (i + 1) if "%" in t else t for i, t in enumerate(tokens)]
        write_json(case, tokens, shape, "--", "input")
    if fills:
        fill = some_fill(rng, case, dtype, from_raw, to_raw)

    # The index. Integers that no type holds together are refused in JSON.
    kind = index_dtype(rng, index)
    if case.each or rng.random() < 0.5 or not kind:
        write_json(case, [str(i) for i in index], index_shape, "--index-",
                   "index")
        if not kind:
            picked = None
    else:
        write_raw(case, kind, [ref.parse(kind, str(i)) for i in index],
                  index_shape, "--index-", "index")

    # Where it goes, and what it should be.
    if rng.random() < 0.4:
        case.output = "out." + (rng.choice(["raw", "bin"]) if to_raw else "json")
        case.option(rng.choice(["-o", "--output"]), case.output)
    elif to_raw or rng.random() < 0.1:
        case.option("--output-format", "raw" if to_raw else "json")
    if picked is None:
        return case, None
    if rng.random() < 0.1:
        result = rng.choice([(len(picked),), (1, *result), tuple(
            s for s in result if s != 1)])
        case.option("--output-shape", dims_text(rng, result))
    try:
        if fills and (from_raw or to_raw):  # it must fit, used or not
            item = ref.parse(dtype, fill)
        if fills and from_raw:
            items.append(item)
        elif fills:
            tokens.append(fill)
        picked = [-1 if i is None else i for i in picked]
        if from_raw and to_raw:
            return case, b"".join(ref.swap(dtype, items[i]) if big else items[i]
                                  for i in picked)
        if to_raw:
            return case, b"".join(ref.parse(dtype, tokens[i]) for i in picked)
    except ref.Refused:
        return case, None
    if from_raw:
        tokens = [ref.text(dtype, item) for item in items]
    line = ref.nested([tokens[i] for i in picked], result) + "\n"
    return case, line.encode() * (2 if case.each else 1)


def call(case, argv, variables, directory):
    return subprocess.run([PROGRAM, *argv], input=case.stdin, cwd=directory,
                          capture_output=True, timeout=60,
                          env={**os.environ, **variables})


def run(case, expected, directory):
    """Run a case; returns what is wrong with the outcome, or None."""
    for name, content in case.files.items():
        with open(os.path.join(directory, name), "wb") as file:
            file.write(content)
    argv = case.argv()
    done = call(case, argv, case.variables, directory)
    usual = done if expected is not None else call(case, argv, {}, directory)
    output = done.stdout
    left = set(os.listdir(directory)) - set(case.files)
    if case.output in left:
        left.remove(case.output)
        with open(os.path.join(directory, case.output), "rb") as file:
            output += file.read()
    elif case.output and expected is not None:
        left.add("no " + case.output)
    for name in os.listdir(directory):
        os.remove(os.path.join(directory, name))

    wrong = []
    if expected is None:
        if done.returncode != 1:
            wrong.append("status %d, not 1" % done.returncode)
        if output:
            wrong.append("output %r" % output[:200])
        if not done.stderr.startswith(b"tgather: "):
            wrong.append("no message")
        if usual.stderr != done.stderr:
            wrong.append("usually: " + usual.stderr.decode(errors="replace"))
    else:
        if done.returncode != 0:
            wrong.append("status %d, not 0" % done.returncode)
        if output != expected:
            wrong.append("output   %r\n  expected %r"
                         % (output[:400], expected[:400]))
        if case.output and done.stdout:
            wrong.append("standard output beside -o")
        if case.warning is None and done.stderr:
            wrong.append("messages")
        if case.warning and not (done.stderr.startswith(case.warning)
                                 and done.stderr.count(b"\n") == 1):
            wrong.append("not the warning %r" % case.warning)
    if left:
        wrong.append("files: %s" % ", ".join(sorted(left)))
    if not wrong:
        return None
    lines = [command(case.variables, argv)]
    lines += ["  %s: %r" % pair for pair in case.files.items()]
    if case.stdin:
        lines.append("  standard input: %r" % case.stdin)
    lines += ["  " + w for w in wrong]
    if done.stderr:
        lines.append("  " + done.stderr.decode(errors="replace").rstrip())
    return "\n".join(lines)


def main():
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 10000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(10 ** 6)
    print("random_gathers.py %d %d" % (cases, seed), flush=True)
    rng = random.Random(seed)
    failed = refused = 0
    with tempfile.TemporaryDirectory() as directory:
        for _ in range(cases):
            case, expected = some_case(rng)
            refused += expected is None
            wrong = run(case, expected, directory)
            if wrong:
                failed += 1
                if failed <= 20:
                    print(wrong, flush=True)
    print("%d cases, %d of them to be refused: %d failed"
          % (cases, refused, failed))
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
