"""What each character is to a printer: a table of flags over all code points, and texts as arrays.

Knows characters one by one; nothing of lines.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import chain, repeat
from string import ascii_letters

import numpy as np
import numpy.typing as npt

from rag.text.fold import is_han

Codes = npt.NDArray[np.unsignedinteger]
Flags = npt.NDArray[np.uint32]
Ints = npt.NDArray[np.int64]
Int32s = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float32]

BULLETS = "■□◆◇●○▲△★☆▶►▌▍•"
NO_START = "，。、；：！？,.;:!?…%）)》】〕」』”’·—"
NO_END = "（(《【〔「『“‘"
SLIM_MARKS = "，。、；：！？“”‘’（）《》·"
_CLOSE_BESIDE = "，。；：！？、,;:!?…）)】〕》」』”’“‘（(【〔《「『—·"
_BESIDE_WORDS = "%‰，。；：！？、,.;:!?“”‘’"

(
    WHITE,
    BREAK,
    WIDE,
    HAN,
    DIGIT,
    LATIN,
    STARTS_NOT,
    ENDS_NOT,
    SLIM,
    CLOSES,
    PROSE,
    INVISIBLE,
    STAR,
    BULLET,
    BESIDE,
    END,
    CLOSER,
    COMMA,
    HAN_DIGIT,
    COLON,
    OPENER,
    LETTER,
    SEMICOLON,
    MARK,
    RULE,
) = (np.uint32(1 << n) for n in range(25))

_SETS = {
    STARTS_NOT: NO_START,
    ENDS_NOT: NO_END,
    SLIM: SLIM_MARKS,
    CLOSES: _CLOSE_BESIDE,
    PROSE: "，。；！？,;",
    STAR: "*`■",
    BULLET: BULLETS + "#*+->",
    BESIDE: _BESIDE_WORDS,
    END: "。！？!?…",
    CLOSER: "”’」』）)》】〕\"'",
    COMMA: "，、,",
    HAN_DIGIT: "一二三四五六七八九十百零〇两",
    COLON: "：:",
    OPENER: "“‘「『（(《【〔[",
    SEMICOLON: "；;",
    MARK: "，。；：！？、,;:!?…",
    RULE: "-=_~—*－─━|: ",
}


_ALL_WIDE = 0x2E80  # From here on every character takes a full column.
_BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
# What prints nothing and is no white space: first and last code points.
_INVISIBLE = (
    (0x0, 0x8), (0xE, 0x1B), (0x7F, 0x84), (0x86, 0x9F), (0xAD, 0xAD), (0x200B, 0x200F), (0x202A, 0x202E),
    (0x2060, 0x2064), (0xFEFF, 0xFEFF), (0xFFFC, 0xFFFC),
)  # fmt: skip


def wide(char: str) -> bool:
    """Return whether a character takes a full column in Chinese print; quotation marks and dashes do."""
    return char > "\u2e7f" or char in "“”‘’—…·×〇" or unicodedata.east_asian_width(char) in "WF"


def width(text: str) -> float:
    """Return how wide a text prints, in full-width characters."""
    return sum(1.0 if wide(char) else 0.5 for char in text)


@lru_cache(maxsize=1)
def flag_table() -> Flags:
    """Return the flags of the first 65,536 code points and, last, of those beyond."""
    chars = [chr(code) for code in range(0x10000)]
    table = np.zeros(len(chars) + 1, np.uint32)
    for flag, told in (
        (WHITE, map(str.isspace, chars)),
        (HAN, map(is_han, chars)),
        (DIGIT | BESIDE, map(str.isdigit, chars)),
        (WIDE, chain(map(wide, chars[:_ALL_WIDE]), repeat(True, len(chars) - _ALL_WIDE))),
    ):
        table[:-1] |= np.fromiter(told, np.bool_, len(chars)) * flag
    words = np.fromiter((char.isalnum() or char in "%‰°" for char in chars[:_ALL_WIDE]), np.bool_, _ALL_WIDE)
    table[:_ALL_WIDE] |= (words & (table[:_ALL_WIDE] & WIDE == 0)) * LATIN
    for flag, members in (*_SETS.items(), (LETTER, ascii_letters), (BREAK, _BREAKS)):
        table[[ord(char) for char in members]] |= flag
    for low, high in _INVISIBLE:
        table[low : high + 1] |= INVISIBLE
    table[0x10000] = WIDE | HAN  # Beyond the basic plane stand rare ideographs and pictures.
    return table


@lru_cache(maxsize=64)
def _table_of(chars: str) -> Bools:
    """Return which of the first 65,536 code points are some characters and, last, that none beyond is."""
    table = np.zeros(0x10001, np.bool_)
    table[[ord(char) for char in chars]] = True
    return table


def among(codes: Codes, chars: str) -> Bools:
    """Return which code points are among some characters of the basic plane, always the same few sets of them."""
    return np.asarray(_table_of(chars).take(codes, mode="clip"))


def codes_of(text: str) -> Codes:
    """Return the code points of a text, in 16 bits each where none is beyond the basic plane or a surrogate."""
    try:
        packed = text.encode("utf-16-le")
    except UnicodeEncodeError:
        packed = b""
    if len(packed) == 2 * len(text):
        return np.frombuffer(packed, "<u2")
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def text_of(codes: Codes) -> str:
    """Return the text of some code points; those of 16 bits are as ``codes_of`` gives them."""
    if codes.dtype.itemsize == 2:
        return codes.astype("<u2", copy=False).tobytes().decode("utf-16-le")
    return codes.astype("<u4", copy=False).tobytes().decode("utf-32-le", "surrogatepass")


def flags_of(codes: Codes) -> Flags:
    """Return the flags of each character."""
    return flag_table().take(codes, mode="clip")
