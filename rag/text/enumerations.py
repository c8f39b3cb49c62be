"""Enumerations within a sentence: 、-lists and quoted terms side by side. Reads shapes only."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.records import Span
from rag.text.sentences import clauses

_QUOTED = re.compile(r"(?:[“《][^”》\n]{1,24}[”》][、和及与]?){2,}")


def enumerated(sentence: str) -> Iterator[tuple[int, Span]]:
    """Yield how many items each enumeration of a sentence has, and where it stands.

    >>> list(enumerated("赋予了“追求卓越、守正出新、富于创造”的内涵"))
    [(3, (0, 22))]
    """
    for match in _QUOTED.finditer(sentence):
        yield len(re.findall(r"[”》]", match[0])), match.span()
    for start, end in clauses(sentence):
        clause = sentence[start:end]
        count = clause.count("、") + len(re.findall(r"(?<=[^、]{2})(?:以及|和|及|与)(?=[^、]{2})", clause)) * (
            "、" in clause
        )
        if count >= 1:
            yield count + 1, (start, end)
