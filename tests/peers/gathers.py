"""What gathers answer: PyTorch, NumPy and ONNX's definitions, compared.

gather() below gives for a call the places in the input that its result comes
from, or Refused. The rules for shapes are the table of the manual and the
rules for indices its text, both spelt out here; where an element then comes
from is the references' word. Every reference that has the operation is asked,
also with the indices as they stand wherever it is to judge them itself, and
all of them must agree with the rules and with each other, save for:

DIFFERENCES, all deliberate:

  * Shapes must fit also where the index is empty. PyTorch and the formula of
    GatherElements then look at no size.
  * Each index is checked also where the result is empty; with a size of 0 no
    index is in range. NumPy and PyTorch look at none then, or only at some.
  * take_along_dim counts negative indices from the end, as NumPy does;
    torch.take_along_dim, like gather, does not.
  * gather and the others count them from the end only with --negative, as
    PyTorch has it; ONNX and NumPy always do.
  * A tensor without dims is one of size 1 to gather and take_along_dim, as to
    torch.gather; NumPy's take_along_axis and ONNX have no such tensor there.
  * --mode raise, wrap, clip go with every operation, numpy.take's with take
    and index_select alone. --fill, --ignore-index and --index-base are in none
    of them: their indices are turned into plain ones here.
"""

import itertools
import math
import os
import sys
import warnings

import numpy as np
import torch

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                ".."))
from reference import Refused

# NumPy says in the future it will refuse what it does not look at now.
warnings.simplefilter("ignore", DeprecationWarning)

OPS = ["gather", "take_along_dim", "index_select", "pick", "take", "gather_nd"]
NEGATIVE = {"take_along_dim", "take"}   # that allow negative indices
INT64 = range(-2 ** 63, 2 ** 63)
NEAR = range(-10 ** 6, 10 ** 6)         # NumPy wraps by steps of the size


class Policy:
    """--mode ("fill" for --fill without --ignore-index), --negative,
    --index-base and --ignore-index."""

    def __init__(self, mode="raise", negative=False, base=0, ignored=None):
        self.mode = mode
        self.negative = negative
        self.base = base
        self.ignored = ignored

    def is_plain(self):
        return self.mode == "raise" and not self.base and self.ignored is None


# The rules -------------------------------------------------------------------

def position(v, size, policy):
    """Where an index points among size places; None where --fill fills."""
    if v == policy.ignored:
        return None
    huge = v >= 2 ** 63             # out of range whatever the base
    if policy.mode in ("wrap", "clip"):
        if size == 0:
            raise Refused("nothing is in range")
        if huge and policy.mode == "clip":
            return size - 1
        p = v - policy.base
        if p in NEAR:
            return int(np.take(np.arange(size), p, mode=policy.mode))
        return p % size if policy.mode == "wrap" else min(max(p, 0), size - 1)
    if v >= 0:
        p = v - policy.base if not huge else -1
    else:
        p = v + size if policy.negative else -1
    if 0 <= p < size:
        return p
    if policy.mode == "fill":
        return None
    raise Refused("index %d is out of range" % v)


def normal(dim, shape):
    n = len(shape)
    if not -n <= dim < n:
        raise Refused("dim out of range")
    return dim % n


def result_shape(op, s, k, dim, batch):
    """The shape that comes out, and the sizes that the components of an
    index pick from. dim is normal."""
    def must(condition):
        if not condition:
            raise Refused("shapes")

    others = [i for i in range(len(s)) if i != dim]
    if op == "gather":
        must(len(k) == len(s) and all(k[i] <= s[i] for i in others))
        return k, [s[dim]]
    if op == "take_along_dim":
        must(len(k) == len(s) and
             all(k[i] == s[i] or 1 in (k[i], s[i]) for i in others))
        return tuple(k[i] if i == dim or s[i] == 1 else s[i]
                     for i in range(len(s))), [s[dim]]
    if op == "index_select":
        must(batch <= min(dim, len(k)) and s[:batch] == k[:batch])
        return s[:dim] + k[batch:] + s[dim + 1:], [s[dim]]
    if op == "pick":
        must(k == s[:dim] + s[dim + 1:])
        return k, [s[dim]]
    if op == "take":
        return k, [math.prod(s)]
    must(len(k) > batch and len(s) > batch)
    t = k[-1]
    must(1 <= t <= len(s) - batch and s[:batch] == k[:batch])
    return k[:-1] + s[batch + t:], list(s[batch:batch + t])


# The references --------------------------------------------------------------
#
# Each takes input and index as NumPy arrays, dim and batch dims.

def onnx_gather(x, index, axis, batch):
    """Output[i.., j.., k..] = data[i.., indices[j..], k..]"""
    q = index.ndim
    shape = x.shape[:axis] + index.shape + x.shape[axis + 1:]
    for v in index.flat:
        bounded(v, x.shape[axis])
    out = np.empty(shape, np.int64)
    for c in np.ndindex(*shape):
        k = index[c[axis:axis + q]]
        out[c] = x[c[:axis] + (k,) + c[axis + q:]]
    return out


def onnx_gather_elements(x, index, axis, batch):
    """out[i][j][k] = input[i][index[i][j][k]][k] if axis = 1, and so on;
    data and indices have the same rank >= 1."""
    if index.ndim != x.ndim:
        raise IndexError
    out = np.empty(index.shape, np.int64)
    for c in np.ndindex(*index.shape):
        v = bounded(index[c], x.shape[axis])
        if any(i >= n for d, (i, n) in enumerate(zip(c, x.shape)) if d != axis):
            raise IndexError
        out[c] = x[c[:axis] + (v,) + c[axis + 1:]]
    return out


def onnx_gather_nd(x, index, axis, batch):
    """For each tuple of indices, a slice of data; ranks, b, the last size and
    the leading sizes as the operator's text has them."""
    b, q, r = batch, index.ndim, x.ndim
    if not (q >= 1 and r >= 1 and b < min(q, r)
            and 1 <= index.shape[-1] <= r - b and index.shape[:b] == x.shape[:b]):
        raise IndexError
    rest = x.shape[b + index.shape[-1]:]
    out = np.empty(index.shape[:-1] + rest, np.int64)
    for c in np.ndindex(*index.shape[:-1]):
        at = tuple(bounded(v, n) for v, n in zip(index[c], x.shape[b:]))
        out[c] = x[c[:b] + at]
    return out


def bounded(v, size):
    """All index values are expected to be within bounds [-s, s-1]."""
    if not -size <= v < size:
        raise IndexError
    return int(v)


def of_torch(function):
    def called(x, index, dim, batch):
        return function(torch.from_numpy(x), torch.from_numpy(index), dim,
                        batch).numpy()
    return called


def torch_batched_select(x, index, dim, batch):
    """What the story does by hand: unsqueeze, repeat, gather."""
    if x.shape[:batch] != index.shape[:batch] or batch > min(dim, index.ndim):
        raise IndexError
    lead, tail = x.shape[batch:dim], x.shape[dim + 1:]
    flat = x.reshape((math.prod(x.shape[:batch]), math.prod(lead),
                      x.shape[dim], math.prod(tail)))
    each = index.reshape((flat.shape[0], 1, math.prod(index.shape[batch:]), 1))
    each = each.expand(-1, flat.shape[1], -1, flat.shape[3])
    return flat.gather(2, each).reshape(
        x.shape[:dim] + index.shape[batch:] + tail)


def torch_indexing(x, index, dim, batch):
    """x[grid of batch, index[..., 0], index[..., 1], ...]"""
    if index.shape[:batch] != x.shape[:batch]:
        raise IndexError
    grid = torch.meshgrid(*[torch.arange(n) for n in index.shape[:-1]],
                          indexing="ij") if index.ndim > 1 else ()
    return x[tuple(grid[:batch]) + tuple(index.unbind(-1))]


def numpy_batched(function):
    """A function without batch dims, once for each batch coordinate."""
    def called(x, index, dim, batch):
        if x.shape[:batch] != index.shape[:batch]:
            raise IndexError
        if batch == 0:
            return function(x, index, dim)
        rows = [function(x[b], index[b], dim - batch)
                for b in np.ndindex(*x.shape[:batch])]
        if not rows:
            return None             # no word on shape or indices
        return np.stack(rows).reshape(x.shape[:batch] + rows[0].shape)
    return called


def broadcast_off(x, index, dim):
    """Both repeated so that they are equal off dim, for GatherElements."""
    if x.ndim != index.ndim:
        raise IndexError
    off = np.broadcast_shapes(x.shape[:dim] + (1,) + x.shape[dim + 1:],
                              index.shape[:dim] + (1,) + index.shape[dim + 1:])
    return (np.broadcast_to(x, off[:dim] + (x.shape[dim],) + off[dim + 1:]),
            np.broadcast_to(index,
                            off[:dim] + (index.shape[dim],) + off[dim + 1:]))


def equal_off(x, index, dim):
    return x.ndim == index.ndim and all(
        a == b for d, (a, b) in enumerate(zip(x.shape, index.shape))
        if d != dim)


FROM_END, STRICT = True, False  # what a reference makes of negative indices
ALWAYS = None

REFERENCES = {      # name, negative indices, when it has a word, how to ask
    "gather": [
        ("torch.gather", STRICT, ALWAYS,
         of_torch(lambda x, i, d, b: x.gather(d, i))),
        ("ONNX GatherElements", FROM_END, ALWAYS, onnx_gather_elements),
        ("torch.take_along_dim", STRICT, lambda x, i, d, b: equal_off(x, i, d),
         of_torch(lambda x, i, d, b: torch.take_along_dim(x, i, d))),
        ("numpy.take_along_axis", FROM_END,
         lambda x, i, d, b: equal_off(x, i, d),
         lambda x, i, d, b: np.take_along_axis(x, i, d)),
    ],
    "take_along_dim": [
        ("torch.take_along_dim", STRICT, ALWAYS,
         of_torch(lambda x, i, d, b: torch.take_along_dim(x, i, d))),
        ("numpy.take_along_axis", FROM_END, ALWAYS,
         lambda x, i, d, b: np.take_along_axis(x, i, d)),
        ("ONNX GatherElements", FROM_END, ALWAYS, lambda x, i, d, b:
         onnx_gather_elements(*broadcast_off(x, i, d), d, b)),
    ],
    "index_select": [
        ("torch.index_select", STRICT,
         lambda x, i, d, b: b == 0 and i.ndim == 1,
         of_torch(lambda x, i, d, b: x.index_select(d, i))),
        ("numpy.take", FROM_END, lambda x, i, d, b: b <= min(d, i.ndim),
         numpy_batched(np.take)),
        ("ONNX Gather", FROM_END, lambda x, i, d, b: b <= min(d, i.ndim),
         numpy_batched(lambda x, i, d: onnx_gather(x, i, d, 0))),
        ("torch.gather", STRICT, ALWAYS, of_torch(torch_batched_select)),
        ("ONNX GatherND", FROM_END, lambda x, i, d, b: b == d,
         lambda x, i, d, b: onnx_gather_nd(x, i[..., None], d, b)),
    ],
    "pick": [
        ("torch.gather", STRICT, lambda x, i, d, b: i.ndim == x.ndim - 1
         and equal_off(x, np.expand_dims(i, d), d),
         of_torch(lambda x, i, d, b:
                  x.gather(d, i.unsqueeze(d)).squeeze(d))),
        ("numpy.take_along_axis", FROM_END,
         lambda x, i, d, b: i.ndim == x.ndim - 1
         and equal_off(x, np.expand_dims(i, d), d),
         lambda x, i, d, b: np.take_along_axis(
             x, np.expand_dims(i, d), d).squeeze(d)),
    ],
    "take": [
        ("torch.take", FROM_END, ALWAYS,
         of_torch(lambda x, i, d, b: x.take(i))),
        ("numpy.take", FROM_END, ALWAYS, lambda x, i, d, b: np.take(x, i)),
    ],
    "gather_nd": [
        ("ONNX GatherND", FROM_END, ALWAYS, onnx_gather_nd),
        ("NumPy's indexing", FROM_END,
         lambda x, i, d, b: i.ndim > b and 1 <= i.shape[-1] <= x.ndim - b,
         numpy_batched(lambda x, i, d: x[tuple(np.moveaxis(i, -1, 0))])),
        ("PyTorch's indexing", FROM_END,
         lambda x, i, d, b: i.ndim > b and 1 <= i.shape[-1] <= x.ndim - b,
         of_torch(torch_indexing)),
    ],
}


def excused(op, shape, index_shape, result):
    """May a reference answer where the rules refuse? result is the shape
    where only indices are wrong."""
    if result is None:
        return math.prod(index_shape) == 0
    return math.prod(result) == 0


class Disagreement(Exception):
    """A reference and the rules, or two references, differ."""


def ask(reference, x, index, dim, batch):
    """A reference's answer; Refused, or None where it has no word."""
    name, _, has_word, function = reference
    if has_word is not ALWAYS and not has_word(x, index, dim, batch):
        return None
    try:
        return function(x, index, dim, batch)
    except (RuntimeError, IndexError, ValueError):
        return Refused


def numpy_takes(op, x, index, dim, batch, policy, shape):
    """numpy.take with its modes on the indices themselves; where nothing is
    to be taken it may step by 0 for ever."""
    if not x.size or batch or op not in ("index_select", "take") or policy.base or \
            policy.ignored is not None or \
            policy.mode not in ("wrap", "clip"):
        return None
    try:
        return np.take(x, index, axis=dim if op == "index_select" else None,
                       mode=policy.mode)
    except IndexError:
        return Refused


def pad(op, x, dim, batch, components):
    """x with a place more behind all that an index can name, which holds -1."""
    axes = [dim]
    if op == "take":
        x, axes = x.reshape(-1), [0]
    elif op == "gather_nd":
        axes = range(batch, batch + components)
    return np.pad(x, [(0, int(i in axes)) for i in range(x.ndim)],
                  constant_values=-1)


def gather(op, shape, index, index_shape, dim=0, batch=0, policy=Policy()):
    """The places in the input, flattened, of the result's elements (None for
    the fill value), and the result's shape; or Refused."""
    shape, index_shape = tuple(shape), tuple(index_shape)
    seen, seen_index = shape, index_shape
    if op in ("gather", "take_along_dim", "index_select"):
        seen = shape or (1,)
        if op != "index_select":
            seen_index = index_shape or (1,)
    x = np.arange(math.prod(shape)).reshape(seen)
    if op in ("take", "gather_nd"):
        dim = 0
    else:
        dim = normal(dim, seen)

    result = places = refusal = None
    try:
        result, sizes = result_shape(op, seen, seen_index, dim, batch)
        places = [position(v, sizes[i % len(sizes)], policy)
                  for i, v in enumerate(index)]
    except Refused as error:
        refusal = error

    call = "%s %s[%s] dim %d batch %d of %s, %s" % (
        op, index, index_shape, dim, batch, shape, vars(policy))
    answers = {}
    if policy.is_plain() and all(v in INT64 for v in index):
        # Indices as they stand: the reference judges them.
        given = np.array(index, np.int64).reshape(seen_index)
        for reference in REFERENCES[op]:
            if reference[1] != policy.negative and any(v < 0 for v in index):
                continue
            answers[reference[0] + " itself"] = ask(
                reference, x, given, dim, batch)
    if all(v in NEAR for v in index):
        given = np.array(index, np.int64).reshape(seen_index)
        answers["numpy.take's mode"] = numpy_takes(
            op, x, given, dim, batch, policy, result)
    if places is not None:
        # Checked and plain indices; behind the input stands a fill value.
        padded = pad(op, x, dim, batch, len(sizes)) if None in places else x
        plain = [sizes[i % len(sizes)] if p is None else p
                 for i, p in enumerate(places)]
        plain = np.array(plain, np.int64).reshape(seen_index)
        for reference in REFERENCES[op]:
            answers[reference[0]] = ask(reference, padded, plain, dim, batch)

    answers = {name: a for name, a in answers.items() if a is not None}
    if refusal:
        for name, answer in answers.items():
            if answer is not Refused and \
                    not excused(op, shape, index_shape, result):
                raise Disagreement("%s: %s accepts" % (call, name))
        raise refusal
    final = np.zeros(result, np.int64) if not math.prod(result) else None
    for name, answer in answers.items():
        if answer is Refused:
            raise Disagreement("%s: %s refuses" % (call, name))
        if answer.shape != result:
            raise Disagreement("%s: %s gives shape %s, not %s" % (
                call, name, answer.shape, result))
        if final is not None and (final != answer).any():
            raise Disagreement("%s: %s differs" % (call, name))
        final = answer
    if final is None:
        raise Disagreement("%s: no reference has a word" % call)
    if op in ("gather", "take_along_dim") and not index_shape:
        result = ()                 # a row of one, in the index's shape
    return [None if p < 0 else p for p in final.flatten().tolist()], result


# All small calls -------------------------------------------------------------

def _test():
    """Every small shape, with indices that are all in range or all not."""
    shapes = [s for n in range(4) for s in itertools.product((0, 1, 2), repeat=n)]
    n = 0
    for op in OPS:
        for s, k in itertools.product(shapes, shapes):
            for dim in range(max(1, len(s))):
                for batch in (range(3) if op in ("index_select", "gather_nd")
                              else [0]):
                    for mode in ("raise", "fill", "clip"):
                        for v in (0, 1, 7, -1):
                            try:
                                gather(op, s, [v] * math.prod(k), k, dim, batch,
                                       Policy(mode, op in NEGATIVE))
                            except Refused:
                                pass
                            n += 1
    print("%d calls: all references agree" % n)


if __name__ == "__main__":
    _test()
