"""How characters follow each other in Chinese, and which ones open a paragraph: hashed tables.

Knows pairs of characters; nothing of lines and of what learned the tables.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rag.corpus.signs import Codes

PAIRS = 1 << 19
OPENINGS = 1 << 16


@dataclass(frozen=True, slots=True)
class Pairs:
    """How characters follow each other in Chinese, as hashed tables of int8 in steps of a sixteenth.

    Attributes:
        follow: By a character and the next one: log of how much likelier they stand together than by chance.
        opening: By the two first characters of a line: log of how much likelier they begin a paragraph than a
            sentence inside one.
    """

    follow: npt.NDArray[np.int8]
    opening: npt.NDArray[np.int8]


def pair_key(first: Codes, second: Codes, size: int) -> npt.NDArray[np.uint32]:
    """Return the rows of two characters in a hashed table of ``size`` rows, a power of two."""
    mixed = first * np.uint32(0x9E3779B1) + second * np.uint32(0x85EBCA77)
    mixed ^= mixed >> np.uint32(15)
    mixed *= np.uint32(0x2C1B3C6D)
    mixed ^= mixed >> np.uint32(13)
    return mixed & np.uint32(size - 1)
