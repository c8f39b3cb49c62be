"""Writes the character map of a ``Precompiled`` normaliser: which character is read as which other one.

The format is SentencePiece's: the size of a double-array trie, the trie over the UTF-8 bytes of
the characters, then their replacements, each ended by a zero byte. With it a tokenizer file by
itself reads traditional characters as simplified ones, and no reader of the file needs a
conversion library. Knows nothing of Chinese.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

_LEAF = 1 << 8
_VALUE = 1 << 31


def precompiled_charsmap(replacements: Mapping[str, str]) -> bytes:
    """Return the map of single characters to their replacements, as ``tokenizers.normalizers.Precompiled`` takes it."""
    values, blob = {}, bytearray()
    for char, replacement in sorted(replacements.items()):
        values[char.encode()] = len(blob)
        blob += replacement.encode() + b"\0"
    trie = _double_array(values)
    return struct.pack("<I", 4 * len(trie)) + struct.pack(f"<{len(trie)}I", *trie) + bytes(blob)


def _double_array(values: Mapping[bytes, int]) -> list[int]:
    """Return the units of a Darts double array that gives each key its value.

    The children of the node at ``p`` stand at ``p ^ offset ^ byte``; a leaf stands where the byte is zero.
    """
    children: dict[bytes, set[int]] = {b"": set()}
    for key in values:
        for i in range(len(key)):
            children.setdefault(key[:i], set()).add(key[i])
            children.setdefault(key[: i + 1], set())
    units: dict[int, int] = {0: 0}
    taken, bases, queue, first = {0}, set(), [(b"", 0)], 1
    while queue:
        prefix, at = queue.pop(0)
        labels = sorted(children[prefix]) + ([0] if prefix in values else [])
        # Two nodes with one base would own each other's children: a unit knows its byte, not its parent.
        base = first
        while base in bases or any(base ^ label in taken for label in labels):
            base += 1
        bases.add(base)
        while first in taken:
            first += 1
        taken |= {base ^ label for label in labels}
        assert at ^ base < 1 << 21, "larger offsets are stored in another way"
        units[at] |= (at ^ base) << 10 | (_LEAF if prefix in values else 0)
        for label in labels:
            if label:
                units[base ^ label] = label
                queue.append((prefix + bytes([label]), base ^ label))
            else:
                units[base] = values[prefix] | _VALUE
    return [units.get(i, 0) for i in range(-(-(max(units) + 1) // 256) * 256)]
