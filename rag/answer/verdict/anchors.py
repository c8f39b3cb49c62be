"""What of a text must be found again word for word in its evidence, and what stands around it.

An anchor is a number with its unit, a date, a name or a word with an opposite. Its surroundings
tell which of several anchors of one kind a sentence means: in 「2018年增长7.8%，2019年增长8.2%」
those of 8.2% hold 2019年. Knows one text at a time; compares none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from rag.answer.verdict.polarity import Negation, directions, negations
from rag.records import Span
from rag.text.fold import fold, is_han
from rag.text.names import organisations, persons, places, quoted, works
from rag.text.numbers import DateMention, Quantity, dates, quantities

AnchorKind = Literal["quantity", "date", "name", "quoted", "direction", "latin"]

# A bigram's weight falls with its distance, and at each clause and sentence that lies between.
_PER_TOKEN, _PER_CLAUSE, _PER_SENTENCE = 0.9, 0.35, 0.5
_LIGHTEST = 0.02
_TOKEN = re.compile(r"[a-z0-9]+(?:[.,:+/-][a-z0-9]+)*%?|\S")
_CLAUSE_END = frozenset("，,；;：:。！？!?\n")
_SENTENCE_END = frozenset("。！？!?；;\n")
_LATIN = re.compile(r"[a-z0-9]*[a-z][a-z0-9]*(?:[.+/-][a-z0-9]+)*|\d+(?:[.:+/-]\d+)*")
# 3:1, 1+24+N, 500/1000: one thing, not several numbers. 七成 is a share, 七成员 is not.
_COMPOUND = re.compile(r"[a-z0-9]+(?:\s?[:+/]\s?[a-z0-9]+)+")
_TENTHS = re.compile(r"[一二三四五六七八九](?:点[一二三四五六七八九])?成(?![员功立为绩果长熟就本交效人形名都渝千])")
_PLACED = {"冠军": "1名", "亚军": "2名", "季军": "3名"}
_PLACE_WON = re.compile("|".join(_PLACED))
_SMALL_MARKS = re.compile(r"[\s·\"'()〔〕《》]")


@dataclass(frozen=True, slots=True)
class Anchor:
    """Something that must be found again.

    Attributes:
        start: Offset of its first character.
        end: Offset behind its last.
        text: As printed.
        kind: What it is.
        group: Anchors of one kind and group compete for a place: 元 with 元, a person with a person.
        value: What is compared, but for quantities and dates, whose record is.
        of: The quantity or date.
    """

    start: int
    end: int
    text: str
    kind: AnchorKind
    group: str
    value: str
    of: Quantity | DateMention | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A text, read for verification.

    Attributes:
        text: As given.
        folded: Folded, of the same length.
        tokens: ``(start, end)`` of each Han character, number or Latin word.
        clause_of: For each token, the number of its clause.
        sentence_of: For each token, the number of its sentence.
        bigrams: Neighbouring tokens within a clause, folded and joined.
        anchors: By kind, then by place.
        negations: In order.
    """

    text: str
    folded: str
    tokens: tuple[Span, ...]
    clause_of: tuple[int, ...]
    sentence_of: tuple[int, ...]
    bigrams: frozenset[str]
    anchors: tuple[Anchor, ...]
    negations: tuple[Negation, ...]

    def token(self, i: int) -> str:
        """The folded characters of a token."""
        start, end = self.tokens[i]
        return self.folded[start:end]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a place.

    Attributes:
        left: The bigrams before it, each with a weight in (0, 1]: nearer is heavier.
        right: Those behind it.
        next_to: The last bigram before and the first behind it, in its clause; ``""`` where there is none.
    """

    left: Mapping[str, float]
    right: Mapping[str, float]
    next_to: tuple[str, str]


@lru_cache(maxsize=512)
def read(text: str) -> Reading:
    """Return a text with its tokens, anchors and negations. Safe for several threads."""
    folded = fold(text)
    tokens: list[Span] = []
    clause_of: list[int] = []
    sentence_of: list[int] = []
    clause = sentence = 0
    for match in _TOKEN.finditer(folded):
        char = match[0]
        if char in _CLAUSE_END or char == "\n":
            clause += 1
            sentence += char in _SENTENCE_END
        elif len(char) > 1 or is_han(char) or char.isalnum():
            tokens.append(match.span())
            clause_of.append(clause)
            sentence_of.append(sentence)
    words = [folded[a:b] for a, b in tokens]
    pairs = zip(words, words[1:], clause_of, clause_of[1:], strict=False)
    return Reading(
        text=text,
        folded=folded,
        tokens=tuple(tokens),
        clause_of=tuple(clause_of),
        sentence_of=tuple(sentence_of),
        bigrams=frozenset(a + b for a, b, c, d in pairs if c == d),
        anchors=tuple(_anchors(text, folded)),
        negations=tuple(negations(folded)),
    )


@lru_cache(maxsize=4096)
def surroundings(text: str, start: int, end: int) -> Surroundings:
    """Return what stands around a place of a text; the place's own characters count nothing."""
    reading = read(text)
    tokens, clause_of, sentence_of = reading.tokens, reading.clause_of, reading.sentence_of
    first = next((i for i, (_, behind) in enumerate(tokens) if behind > start), len(tokens))
    after = next((i for i in range(first, len(tokens)) if tokens[i][0] >= end), len(tokens))
    if not tokens:
        return Surroundings({}, {}, ("", ""))
    here, sentence = clause_of[min(first, len(tokens) - 1)], sentence_of[min(first, len(tokens) - 1)]
    sides: list[Mapping[str, float]] = []
    next_to: list[str] = []
    for steps in (range(first - 2, -1, -1), range(after, len(tokens) - 1)):
        side: dict[str, float] = {}
        next_to.append("")
        for distance, i in enumerate(steps):
            if clause_of[i] != clause_of[i + 1]:
                continue
            clauses, sentences = abs(clause_of[i] - here), abs(sentence_of[i] - sentence)
            weight = _PER_TOKEN**distance * _PER_CLAUSE**clauses * _PER_SENTENCE**sentences
            if weight < _LIGHTEST:
                break
            bigram = reading.token(i) + reading.token(i + 1)
            side.setdefault(bigram, weight)
            if distance == 0 and clauses == 0:
                next_to[-1] = bigram
        sides.append(MappingProxyType(side))
    return Surroundings(sides[0], sides[1], (next_to[0], next_to[1]))


def name_key(text: str) -> str:
    """Return a name as it is compared: folded, without white space, dots, brackets and quotation marks."""
    return _SMALL_MARKS.sub("", fold(text))


def _anchors(text: str, folded: str) -> list[Anchor]:
    """Return what must be found again."""
    found = [Anchor(d.start, d.end, d.text, "date", _date_group(d), name_key(d.text), d) for d in dates(text)]
    whole = [m.span() for m in _COMPOUND.finditer(folded) if not _overlaps(m.span(), found)]
    found += [Anchor(a, b, text[a:b], "latin", "latin", name_key(text[a:b])) for a, b in whole]
    for match in _TENTHS.finditer(folded):
        found.append(Anchor(*match.span(), match[0], "quantity", "成", match[0]))
    for match in _PLACE_WON.finditer(folded):
        found.append(Anchor(*match.span(), match[0], "quantity", "名", _PLACED[match[0]]))
    for q in quantities(text):
        if q.kind == "bare" and any(a <= q.start and q.end <= b for a, b in whole):
            continue
        # 一家公司 says "a", 十分 says "very"; counts from two on are claims.
        if (q.value != 1 or q.text[0] != "一" or q.kind != "count") and q.text != "十分":
            found.append(Anchor(q.start, q.end, q.text, "quantity", q.unit, f"{q.value}{q.unit}", q))
    for match in _LATIN.finditer(folded):
        start, end = match.span()
        if not _overlaps((start, end), found):
            found.append(Anchor(start, end, text[start:end], "latin", "latin", match[0]))
    for finder, group in ((persons, "person"), (organisations, "organisation"), (places, "place")):
        found += [Anchor(n.start, n.end, n.text, "name", group, name_key(n.text)) for n in finder(text)]
    for finder in (quoted, works):
        found += [Anchor(n.start, n.end, n.text, "quoted", "quoted", name_key(n.text)) for n in finder(text)]
    found += [Anchor(d.start, d.end, d.text, "direction", str(d.pair), str(d.side)) for d in directions(folded)]
    return found


def _overlaps(place: Span, found: Iterable[Anchor]) -> bool:
    return any(a.start < place[1] and place[0] < a.end for a in found)


def _date_group(date: DateMention) -> str:
    """Return which dates compete for one place: years with years, days with days."""
    if date.kind in ("day", "month", "year", "range", "relative"):
        return "day" if date.day else "month" if date.month else "year"
    return date.kind
