#!/usr/bin/env python3
"""Verify an export of Exeat's ledger, with nothing but Python.

Written from the documents, not from Exeat's sources: RFC 9162 section 2.1
(Merkle tree), RFC 8032 section 5.1 (Ed25519), the C2SP signed-note and
tlog-checkpoint specifications, and the description of the export format.

    ledger_verify.py EXPORT [--key VERIFIER_KEY] [--old CHECKPOINT_FILE]

Ends with 0 if everything holds, with 2 and one line of why if not.
"""

import argparse
import base64
import hashlib
import json
import sys


class Wrong(Exception):
    pass


# Ed25519, RFC 8032 section 5.1: the curve -x^2 + y^2 = 1 + d x^2 y^2 over
# GF(2^255 - 19), points in extended coordinates (X, Y, Z, T), T = XY/Z.

P = 2 ** 255 - 19
L = 2 ** 252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)


def add(p, q):
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, p):
    result = NEUTRAL
    while n > 0:
        if n & 1:
            result = add(result, p)
        p = add(p, p)
        n >>= 1
    return result


def same(p, q):
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 and \
        (p[1] * q[2] - q[1] * p[2]) % P == 0


def recover_x(y, sign):
    if y >= P:
        raise Wrong("a point is not on the curve")
    x2 = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P != 0:
        x = x * SQRT_M1 % P
    if (x * x - x2) % P != 0 or (x == 0 and sign):
        raise Wrong("a point is not on the curve")
    return P - x if x & 1 != sign else x


def decode_point(data):
    n = int.from_bytes(data, "little")
    y, sign = n & (2 ** 255 - 1), n >> 255
    x = recover_x(y, sign)
    return x, y, 1, x * y % P


def base_point():
    y = 4 * pow(5, -1, P) % P
    x = recover_x(y, 0)
    return x, y, 1, x * y % P


def check_signature(public, message, signature):
    if len(public) != 32 or len(signature) != 64:
        raise Wrong("a key or signature has the wrong length")
    s = int.from_bytes(signature[32:], "little")
    if s >= L:
        raise Wrong("the signature is not in range")
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    k = int.from_bytes(digest, "little") % L
    right = add(decode_point(signature[:32]), times(k, decode_point(public)))
    if not same(times(s, base_point()), right):
        raise Wrong("the signature does not verify")


# Signed notes and checkpoints.


def unbase64(text):
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise Wrong("not base64: %.40s" % text) from None


def parse_key(text):
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise Wrong("not a verifier key")
    name, key_id, data = parts[0], parts[1], unbase64(parts[2])
    if data[:1] != b"\x01" or len(data) != 33:
        raise Wrong("not an Ed25519 key")
    want = hashlib.sha256(name.encode() + b"\n" + data).digest()[:4]
    if key_id != want.hex():
        raise Wrong("the key's id is not its own")
    return name, want, data[1:]


def split_note(note):
    text, gap, signatures = note.rpartition("\n\n")
    if not gap or not signatures.endswith("\n"):
        raise Wrong("not a signed note")
    return text + "\n", signatures.split("\n")[:-1]


def check_note(note, key):
    name, key_id, public = key
    text, lines = split_note(note)
    signed = False
    for line in lines:
        words = line.split(" ")
        if len(words) != 3 or words[0] != "\u2014":
            raise Wrong("not a signature line")
        data = unbase64(words[2])
        if words[1] == name and data[:4] == key_id:
            check_signature(public, text.encode(), data[4:])
            signed = True
    if not signed:
        raise Wrong("not signed by this key")
    return text


def parse_checkpoint(text):
    lines = text.split("\n")
    if len(lines) < 4 or not lines[1].isdigit() or \
            str(int(lines[1])) != lines[1]:
        raise Wrong("not a checkpoint")
    root = unbase64(lines[2])
    if len(root) != 32:
        raise Wrong("the root is no hash")
    return lines[0], int(lines[1]), root


# The tree: a list of (leaves, hash) of complete subtrees from left to right,
# each smaller than the one before.


def leaf(record):
    return hashlib.sha256(b"\x00" + record).digest()


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    def __init__(self, watch):
        self.size, self.parts = 0, []
        self.watch = watch          # size -> the root it must have then
        self.check()

    def push(self, leaves, digest):
        if self.size % leaves:
            raise Wrong("a subtree does not fit")
        self.size += leaves
        while self.parts and self.parts[-1][0] == leaves:
            digest = node(self.parts.pop()[1], digest)
            leaves *= 2
        self.parts.append((leaves, digest))
        self.check()

    def root(self):
        if not self.parts:
            return hashlib.sha256(b"").digest()
        digest = self.parts[-1][1]
        for _, left in reversed(self.parts[:-1]):
            digest = node(left, digest)
        return digest

    def check(self):
        if self.size in self.watch and \
                self.root() != self.watch.pop(self.size):
            raise Wrong("the root at size %d is another one" % self.size)

    def cover(self, to, hashes):
        """Push the subtrees up to leaf `to`, each as large as it can be."""
        for text in hashes:
            leaves = 1
            while self.size % (2 * leaves) == 0 and \
                    self.size + 2 * leaves <= to:
                leaves *= 2
            if self.size + leaves > to or len(text) != 64:
                raise Wrong("a hash too many, or none")
            self.push(leaves, bytes.fromhex(text))
        if self.size != to:
            raise Wrong("hashes are missing")


def plain_number(value):
    return isinstance(value, int) and not isinstance(value, bool) and \
        value >= 0


def canonical(record):
    """RFC 8785 for what records hold: ASCII names, integers, no floats."""
    try:
        value = json.loads(record)
        text = json.dumps(value, ensure_ascii=False, sort_keys=True,
                          separators=(",", ":"))
    except (ValueError, RecursionError):
        raise Wrong("a record is not JSON") from None
    if not isinstance(value, dict) or text.encode() != record:
        raise Wrong("a record is not in canonical form")


def verify(lines, key, old):
    if not lines:
        raise Wrong("there is nothing here")
    try:
        header = json.loads(lines[0])
    except ValueError:
        header = None
    if not isinstance(header, dict) or header.get("type") != "export":
        raise Wrong("the first line is no header")
    note = header.get("checkpoint")
    trusted = key or header.get("verifier")
    if not isinstance(note, str) or not isinstance(trusted, str):
        raise Wrong("the header has no checkpoint or no key")
    trusted = parse_key(trusted)
    origin, size, root = parse_checkpoint(check_note(note, trusted))
    if origin != trusted[0]:
        raise Wrong("the checkpoint is another log's")
    watch = {}
    if old is not None:
        old_origin, old_size, old_root = parse_checkpoint(split_note(old)[0])
        if old_size > size:
            raise Wrong("the ledger has been cut")
        if old_origin != origin:
            raise Wrong("the kept checkpoint is another log's")
        watch[old_size] = old_root
    first, last = header.get("first"), header.get("last")
    if not plain_number(first) or not plain_number(last) or \
            not first <= last <= size:
        raise Wrong("the range is not within the checkpoint")
    tree = Tree(watch)
    tree.cover(first, header.get("left", []))
    for record in lines[1:]:
        if len(record) > 65535:
            raise Wrong("a record is too long")
        canonical(record)
        tree.push(1, leaf(record))
    if tree.size != last:
        raise Wrong("records are missing, or too many")
    tree.cover(size, header.get("right", []))
    if tree.root() != root:
        raise Wrong("the records do not make the checkpoint's root")
    if watch:
        raise Wrong("the kept checkpoint could not be compared")
    return last - first, size


def read(path):
    with open(path, "rb") as f:
        return f.read()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("export")
    parser.add_argument("--key")
    parser.add_argument("--old")
    args = parser.parse_args()
    try:
        data = read(args.export)
        lines = data.split(b"\n")
        if lines[-1] == b"":
            lines.pop()
        old = read(args.old).decode() if args.old else None
        count, size = verify(lines, args.key, old)
    except Wrong as e:
        print("FAILED: %s" % e)
        return 2
    except (UnicodeDecodeError, ValueError, TypeError) as e:
        print("FAILED: malformed (%s)" % e)
        return 2
    print("verified: %d records of %d" % (count, size))
    return 0


if __name__ == "__main__":
    sys.exit(main())
