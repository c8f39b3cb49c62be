"""Text as terms are compared: folded, in simplified characters, without quotation marks."""

from __future__ import annotations

import re

from rag.text.fold import fold
from rag.text.script import simplified

_QUOTES = re.compile("[“”\"「」『』‘’'《》·]")


def bare(text: str) -> str:
    """Return a text as terms are compared, which is shorter than it was where something in it was quoted.

    >>> bare("“兩個健康”先行區")
    '两个健康先行区'
    """
    return _QUOTES.sub("", simplified(fold(text)))
