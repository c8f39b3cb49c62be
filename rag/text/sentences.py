"""Cutting Chinese text into sentences and clauses, as places.

Knows punctuation, quotation marks and brackets; nothing of words or documents.
"""

from __future__ import annotations

import re

from rag.records import Span

_END = "。！？!?；;"
_STRONG = "。！？!?"
_CLAUSE = "，,；;：:"
_CLOSERS = "”’」』）)》】〕\"'"
LONGEST_QUOTED = 200  # characters within which a quotation or bracket has to close to shield its end marks
PAIRS = {"“": "”", "「": "」", "『": "』", "（": "）", "(": ")", "《": "》", "【": "】", "〔": "〕"}
# What may end a sentence, or keep it from ending; by whether semicolons end one too.
_TELLING = {
    semicolons: re.compile("[" + re.escape("\n" + ends + "".join(PAIRS)) + "]")
    for semicolons, ends in ((False, _STRONG), (True, _END))
}


def sentences(text: str, *, semicolons: bool = False) -> list[Span]:
    """Return the places of the sentences of a text, in order, white space at their ends left out.

    A sentence ends behind 。！？ (their ASCII forms too) and the closing marks that follow, and at a
    line break. An end mark inside brackets or inside a quotation that goes on does not end it.

    Args:
        text: Clean text; line breaks part paragraphs.
        semicolons: Whether ；and ; end a sentence too.

    Returns:
        Places that do not overlap; together they hold all that is not white space.

    >>> [("他说：“好。”", "走。")] == [tuple("他说：“好。”走。"[a:b] for a, b in sentences("他说：“好。”走。"))]
    True
    """
    ends = _END if semicolons else _STRONG
    telling = _TELLING[semicolons]
    found: list[Span] = []
    start = i = 0
    while match := telling.search(text, i):
        i = match.start()
        char = match[0]
        if char == "\n":
            _push(found, text, start, i)
            start = i + 1
        elif char in PAIRS:
            # A quotation or bracket shields its end marks, but one that never closes must not swallow the text.
            closed = _closed_at(text, i)
            if closed > i:
                i = closed
                if char == "“" and text[i - 1] in _STRONG and not _goes_on(text, i + 1):
                    _push(found, text, start, i + 1)
                    start = i + 1
        elif not _inside_number(text, i):
            while i + 1 < len(text) and text[i + 1] in ends + _CLOSERS:
                i += 1
            _push(found, text, start, i + 1)
            start = i + 1
        i += 1
    _push(found, text, start, len(text))
    return found


def clauses(text: str) -> list[Span]:
    """Return the places of the clauses of one sentence.

    Cut behind commas, semicolons and colons that stand outside quotations and brackets.

    >>> text = "地区生产总值达到6606亿元，增长8.2%；比上年好"
    >>> [text[a:b] for a, b in clauses(text)]
    ['地区生产总值达到6606亿元，', '增长8.2%；', '比上年好']
    """
    found: list[Span] = []
    start = 0
    closers: list[str] = []
    for i, char in enumerate(text):
        if closers and char == closers[-1]:
            closers.pop()
        elif char in PAIRS and text.find(PAIRS[char], i) != -1:
            closers.append(PAIRS[char])
        elif char in _CLAUSE and not closers and not _inside_number(text, i):
            _push(found, text, start, i + 1)
            start = i + 1
    _push(found, text, start, len(text))
    return found


def _push(found: list[Span], text: str, start: int, end: int) -> None:
    """Add a place without the white space at its ends, unless nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        found.append((start, end))


def _closed_at(text: str, at: int) -> int:
    """Return where the mark opened at a place is closed within reach on the same line; -1 where it is not."""
    end = text.find(PAIRS[text[at]], at, at + LONGEST_QUOTED)
    return end if end != -1 and text.find("\n", at, end) == -1 else -1


def _goes_on(text: str, at: int) -> bool:
    """Whether the sentence around a closed quotation goes on: a comma or the like follows, or 的, 等, 和."""
    return at < len(text) and text[at] in "，,、；;：:的等和与及—"


def _inside_number(text: str, at: int) -> bool:
    """Whether a mark stands between two digits, as the comma in 1,200."""
    return 0 < at < len(text) - 1 and text[at - 1].isdigit() and text[at + 1].isdigit() and text[at] in ",.:"
