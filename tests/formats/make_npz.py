#!/usr/bin/env python3
"""Write the NPZ files of the tests, and what NumPy reads from them.

    /usr/bin/python3 tests/formats/make_npz.py

Needs NumPy. Whole files come from np.savez; broken ones are those with bytes
changed, or archives put together by hand.
"""
import gzip
import io
import json
import os
import struct
import warnings
import zipfile
import zlib

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
GOLDEN = os.path.join(HERE, "..", "golden", "npz")


def path(name):
    """npz/NAME, or broken-npz/REST for a name that begins with bad-."""
    directory = "npz"
    if name.startswith("bad-"):
        directory, name = "broken-npz", name[4:]
    os.makedirs(os.path.join(HERE, directory), exist_ok=True)
    return os.path.join(HERE, directory, name)


def write(name, data):
    with open(path(name), "wb") as f:
        f.write(data)


def golden(name, value):
    with open(os.path.join(GOLDEN, name + ".out"), "w") as f:
        f.write(json.dumps(value, separators=(",", ":")) + "\n")


def npy(array):
    out = io.BytesIO()
    np.save(out, array)
    return out.getvalue()


def deflate(data):
    c = zlib.compressobj(9, zlib.DEFLATED, -15)
    return c.compress(data) + c.flush()


class Member:
    """One member, every field of which can be given a wrong value."""

    def __init__(self, name, data, method=0, **wrong):
        self.name = name.encode()
        self.packed = deflate(data) if method == 8 else data
        self.fields = dict(method=method, flag=0, crc=zlib.crc32(data),
                           packed=len(self.packed), size=len(data),
                           local_name=self.name, zip64=False, at=None)
        self.fields.update(wrong)


def archive(*members, entries=None, zip64=False, cut=0):
    body = directory = b""
    for m in members:
        f = m.fields
        at = len(body) if f["at"] is None else f["at"]
        sizes = f["packed"], f["size"]
        if f["zip64"]:
            sizes = 2**32 - 1, 2**32 - 1
        body += struct.pack("<4s5H3I2H", b"PK\3\4", 20, f["flag"], f["method"],
                            0, 33, f["crc"], *sizes, len(f["local_name"]), 0)
        body += f["local_name"] + m.packed
        packed, size, extra = f["packed"], f["size"], b""
        if f["zip64"]:
            extra = struct.pack("<2H3Q", 1, 24, size, packed, at)
            packed = size = at = 2**32 - 1
        directory += struct.pack("<4s6H3I5H2I", b"PK\1\2", 788, 20, f["flag"],
                                 f["method"], 0, 33, f["crc"], packed, size,
                                 len(m.name), len(extra), 0, 0, 0, 0, at)
        directory += m.name + extra
    n = len(members) if entries is None else entries
    end, at, size = b"", len(body), len(directory)
    if zip64:
        end = struct.pack("<4sQ2H2I4Q4sIQI", b"PK\6\6", 44, 45, 45, 0, 0, n, n,
                          size, at, b"PK\6\7", 0, len(body) + size, 1)
        n, size, at = 2**16 - 1, 2**32 - 1, 2**32 - 1
    end += struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, n, n, size, at, 0)
    whole = body + directory + end
    return whole[:len(whole) - cut]


def main():
    w = np.arange(6, dtype="<f4").reshape(3, 2) / 4
    big = np.arange(12, dtype=">i8").reshape(3, 4)
    fortran = np.asfortranarray(np.arange(6, dtype="<f8").reshape(2, 3))
    arrays = {"w": w, "a.b": big, "f": fortran,
              "empty": np.zeros((0, 3), "<f4"), "scalar": np.float64(2.5),
              "text": np.array(["x", "yy"])}
    np.savez(path("stored.npz"), np.arange(6).reshape(2, 3), **arrays)
    np.savez_compressed(path("deflated.npz"), np.arange(6).reshape(2, 3),
                        **arrays)
    np.savez(path("one.npz"), only=w)
    np.savez(path("empty.npz"))
    golden("npz-w", w[[2, 0]].tolist())
    golden("npz-big", big[:, [3, 0]].tolist())
    golden("npz-fortran", fortran[:, [2, 0]].tolist())
    golden("npz-text", arrays["text"][[1]].tolist())
    golden("npz-scalar", arrays["scalar"].tolist())

    good = npy(w)
    write("zip64.npz", archive(Member("w.npy", good, zip64=True), zip64=True))
    write("zip64-deflated.npz",
          archive(Member("w.npy", good, 8, zip64=True), zip64=True))
    # All bytes are there, and no block says that it is the last one.
    c = zlib.compressobj(9, zlib.DEFLATED, -15)
    unended = Member("w.npy", good, 8)
    unended.packed = c.compress(good) + c.flush(zlib.Z_SYNC_FLUSH)
    unended.fields["packed"] = len(unended.packed)
    write("unended.npz", archive(unended))
    with np.load(path("zip64.npz")) as z:
        assert (z["w"] == w).all()
    write("other-members.npz",
          archive(Member("README", b"not an array"), Member("w.npy", good)))

    # Members that are arrays by their content, and what macOS adds to them.
    double = b"\0\5\x16\7\0\2\0\0Mac OS X        "
    write("macos.npz", archive(
        Member("__MACOSX/._w.npy", double), Member("dir/._w.npy", double),
        Member("dir/", b""), Member("README", b"not an array", flag=1),
        Member("notes", b"not an array", method=12),
        Member("w.npy", good)))
    write("by-content.npz", archive(
        Member("w", good, 8), Member("._v", npy(w + 1)),
        Member("README", b"not an array", 8), Member("__MACOSX/._w", double)))
    with np.load(path("by-content.npz")) as z:
        assert (z["w"] == w).all() and (z["._v"] == w + 1).all()

    # One array that can be read among many that cannot.
    cut = deflate(good)[:-20]
    objects = io.BytesIO()
    np.save(objects, np.array([None, 1], object), allow_pickle=True)
    version = good.replace(b"NUMPY\1", b"NUMPY\x09")
    write("unreadable.npz", archive(
        Member("first.npy", good), Member("object.npy", objects.getvalue()),
        Member("bzip2.npy", good, method=12),
        Member("lzma.npy", good, method=14), Member("zstd.npy", good, method=93),
        Member("encrypted.npy", good, flag=1), Member("crc.npy", good, 8, crc=1),
        Member("cut.npy", cut, method=0, size=len(cut) + 20),
        Member("version.npy", version), Member("text.npy", b"no array at all"),
        Member("short.npy", good[:-1]), Member("last.npy", good, 8)))

    # Records, and an array that is named as a field of another would be.
    records = np.zeros(2, [("a", "<i4"), ("b:c", "<f8"), ("x", "u1")])
    records["a"], records["b:c"], records["x"] = [3, 4], [0.5, 1.5], [7, 8]
    np.savez(path("records.npz"), **{"r": records, "r:a": w[0]})
    np.savez_compressed(path("records-deflated.npz"), r=records)

    # Broken in the directory.
    write("bad-twice.npz",
          archive(Member("w.npy", good), Member("w.npy", good)))
    write("bad-encrypted.npz", archive(Member("w.npy", good, flag=1)))
    write("bad-method.npz", archive(Member("w.npy", good, method=12)))
    write("bad-offset.npz",
          archive(Member("w.npy", good, at=2**31)))
    write("bad-offset64.npz",
          archive(Member("w.npy", good, zip64=True, at=2**63), zip64=True))
    write("bad-size.npz",
          archive(Member("w.npy", good, size=2**30, packed=2**30)))
    write("bad-size64.npz",
          archive(Member("w.npy", good, size=2**63, packed=2**63, zip64=True),
                  zip64=True))
    write("bad-sizes.npz",
          archive(Member("w.npy", good, size=len(good) + 1)))
    write("bad-inflated.npz",
          archive(Member("w.npy", good, 8, size=2**40, zip64=True),
                  zip64=True))
    write("bad-count.npz", archive(Member("w.npy", good), entries=2))
    write("bad-more.npz",
          archive(Member("w.npy", good), Member("x.npy", good), entries=1))
    write("bad-name.npz", archive(Member("w\0x.npy", good)))
    write("bad-long-name.npz", archive(Member("w" * 1020 + ".npy", good)))
    write("bad-local.npz",
          archive(Member("w.npy", good, local_name=b"other.npy")))
    write("bad-directory.npz", archive(Member("w.npy", good), cut=30))

    # Broken in the member.
    stream = bytearray(archive(Member("w.npy", good, 8)))
    stream[30 + 5] = 0xFF
    write("bad-deflate.npz", bytes(stream))
    write("bad-crc.npz", archive(Member("w.npy", good, 8, crc=1)))
    longer = good + bytes(40)
    write("bad-short.npz",
          archive(Member("w.npy", good, 8, size=len(longer))))
    promise = npy(np.zeros((1000, 2), "<f4"))[:200]
    write("bad-promise.npz", archive(Member("w.npy", promise)))
    write("bad-promise-deflated.npz",
          archive(Member("w.npy", promise, 8)))
    huge = good.replace(b"(3, 2), } ", b"(4294967296, 4294967296), } ")
    write("bad-huge.npz", archive(Member("w.npy", huge)))
    write("bad-member.npz", archive(Member("w.npy", b"no array at all")))
    np.savez(path("bad-object.npz"), o=np.array([None, 1], dtype=object),
             w=w)

    # A gigabyte behind a header that promises 8 bytes.
    bomb = npy(np.zeros(1)) + bytes(2**30)
    data = archive(Member("bomb.npy", bomb, 8))
    with open(path("bomb.npz.gz"), "wb") as f:
        with gzip.GzipFile("", "wb", 9, f, 0) as z:
            z.write(data)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()
