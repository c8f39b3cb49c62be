"""An extracted text while it grows: paragraphs one below the other, each with its place. Knows no format."""

from __future__ import annotations

import re
import unicodedata

from rag.records import Dropped, ParagraphKind, Shaped, Span

# Kangxi radicals and compatibility ideographs look like common characters, and are what some fonts say of them.
_LOOKALIKE = re.compile(r"[\u2e80-\u2fd5\uf900-\ufaff\U0002f800-\U0002fa1f]")
_WHITE = re.compile(r"[\s\u00a0\u200b\ufeff]+")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")
# Radicals that NFKC leaves as they are, each with the character that is written in its place.
_PAIRS = (
    "⺌小⺍小⺝月⺟母⺠民⺧牛⺫目⺮竹⻁虎⻄西⻅见⻆角⻉贝⻋车⻌辶⻑長⻓长⻔门"
    "⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻬齐⻮齿⻰龙⻳龟"
)
_RADICALS = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))


def folded(text: str) -> str:
    """Return a text with radicals and compatibility forms of ideographs as the characters they stand for.

    Every character gives one character.

    >>> folded("⼈⺠⽇報")
    '人民日報'
    """
    return _LOOKALIKE.sub(lambda found: _plain(found[0]), text)


def _plain(char: str) -> str:
    plain = _RADICALS.get(char) or unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 else char


def closed(text: str) -> str:
    r"""Return running text with its white space closed up: none between wide characters that a line break parted.

    >>> closed("  第一\n  行  the\nend ")
    '第一行 the end'
    """

    def gap(found: re.Match[str]) -> str:
        before, behind = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
        if not before or not behind:
            return ""
        broken = "\n" in found[0] or "\r" in found[0]
        return "" if broken and _WIDE.match(before) and _WIDE.match(behind) else " "

    return _WHITE.sub(gap, text)


_SUPERSCRIPTS = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")


def superscript(text: str) -> str:
    """Return what is raised above the line in characters that are; as it is where there are none for some of it.

    >>> superscript("6"), superscript("-2"), superscript("注1")
    ('⁶', '⁻²', '注1')
    """
    raised = text.translate(_SUPERSCRIPTS)
    return raised if raised != text and not any(char.isalnum() and char in text for char in raised) else text


class Growing:
    """Collects paragraphs and what is left out, in reading order."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._parts: list[str] = []
        self._at = 0
        self.shaped: list[Shaped] = []
        self.left_out: list[Dropped] = []

    def paragraph(self, text: str, kind: ParagraphKind = "body", level: int = 0) -> None:
        """Add a paragraph on a line of its own; line breaks in it become spaces. A blank one is passed over."""
        if place := self._line(text):
            self.shaped.append(Shaped((place,), kind, level))

    def aside(self, text: str, why: str) -> None:
        """Add a line that belongs to no paragraph, and why."""
        if place := self._line(text):
            self.left_out.append(Dropped(*place, why))

    def _line(self, text: str) -> Span | None:
        line = " ".join(text.splitlines()).strip()
        if not line:
            return None
        place = (self._at, self._at + len(line))
        self._parts += (line, "\n")
        self._at = place[1] + 1
        return place

    @property
    def text(self) -> str:
        """What has been added, a line each."""
        return "".join(self._parts)
