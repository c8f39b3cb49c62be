"""What each character is to a printer: a table of flags over all code points, and texts as arrays.

Knows characters one by one; nothing of lines.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from rag.text.fold import is_han

Codes = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.uint32]
Ints = npt.NDArray[np.int64]
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


def _invisible(code: int) -> bool:
    """Whether a character prints nothing and is no white space."""
    return (
        code < 0x9
        or 0xE <= code <= 0x1B
        or 0x7F <= code <= 0x84
        or 0x86 <= code <= 0x9F
        or code in (0xAD, 0xFEFF, 0xFFFC)
        or 0x200B <= code <= 0x200F
        or 0x202A <= code <= 0x202E
        or 0x2060 <= code <= 0x2064
    )


def wide(char: str) -> bool:
    """Return whether a character takes a full column in Chinese print; quotation marks and dashes do."""
    return char > "\u2e7f" or char in "“”‘’—…·×〇" or unicodedata.east_asian_width(char) in "WF"


def width(text: str) -> float:
    """Return how wide a text prints, in full-width characters."""
    return sum(1.0 if wide(char) else 0.5 for char in text)


@lru_cache(maxsize=1)
def flag_table() -> Flags:
    """Return the flags of the first 65,536 code points and, last, of those beyond."""
    table = np.zeros(0x10001, np.uint32)
    for code in range(0x10000):
        char = chr(code)
        flags = np.uint32(0)
        if char.isspace():
            flags |= WHITE
        if wide(char):
            flags |= WIDE
        elif char.isalnum() or char in "%‰°":
            flags |= LATIN
        if is_han(char):
            flags |= HAN
        if char.isdigit():
            flags |= DIGIT | BESIDE
        if char.isascii() and char.isalpha():
            flags |= LETTER
        if _invisible(code):
            flags |= INVISIBLE
        table[code] = flags
    for flag, chars in _SETS.items():
        table[[ord(char) for char in chars]] |= flag
    table[[ord(char) for char in "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"]] |= BREAK
    table[0x10000] = WIDE | HAN  # Beyond the basic plane stand rare ideographs and pictures.
    return table


def codes_of(text: str) -> Codes:
    """Return the code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def text_of(codes: Codes) -> str:
    """Return the text of some code points."""
    return codes.astype("<u4", copy=False).tobytes().decode("utf-32-le", "surrogatepass")


def flags_of(codes: Codes) -> Flags:
    """Return the flags of each character."""
    return flag_table().take(codes, mode="clip")
