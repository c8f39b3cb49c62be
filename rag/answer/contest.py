"""Whether a sentence says of a thing what its evidence says of that thing, and not of another one.

Knows surroundings only: of several numbers, names or directions in the evidence, the one whose
surroundings are most like those in the sentence is the one meant. A sentence taken word for word
always fits its own place best, so nothing here speaks against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rag.answer.anchors import Anchor, Reading, Surroundings, surroundings
from rag.answer.polarity import Negation
from rag.records import Span

Spot = tuple[Reading, Span]

# Set on bench/verify.py: how much better another place must fit, and what a bigram on the other side is worth.
_MARGIN, _MARGIN_OF_DENIAL = 0.12, 0.08
_OTHER_SIDE = 0.4
# Words that turn subject and object around.
_TURNS_ROUND = re.compile("被|由|受|遭|获|把|将|向|给|对")
_STOPS = ",;:。!?\n"
_QUALIFIER = re.compile("(?:副|原|非|前任|候任|代理|名誉)$")
_QUALIFIED = re.compile("(?:副|原|非|前任|候任|代理|名誉)(?P<word>[一-鿿]{2})")
_IN_TURN = re.compile("分别|依次|先后")
_BETWEEN = re.compile(r"\s*(?:至|到|-|~|—|～)\s*")


def contested(sentence: Reading, anchor: Anchor, ours: Sequence[Spot], rivals: Sequence[Spot]) -> bool:
    """Whether another anchor of the same kind fits what the sentence says clearly better than the one it uses.

    Args:
        sentence: What is checked.
        anchor: One of its anchors.
        ours: Where the evidence says the same, at least one.
        rivals: Where the evidence has another one of its kind and group.
    """
    around = surroundings(sentence.text, anchor.start, anchor.end)
    # A name that is alone in its clause has nothing around it that could tell.
    if not rivals or (anchor.kind == "name" and around.next_to == ("", "")):
        return False
    here = _turns_round(sentence, (anchor.start, anchor.end))
    turned = any(_turns_round(s, spot) != here for s, spot in ours)
    touching = max(_touch(around, surroundings(s.text, *spot)) for s, spot in ours)
    best = max(fit(around, surroundings(s.text, *spot), turned=turned) for s, spot in ours)
    for source, spot in rivals:
        there = surroundings(source.text, *spot)
        if _touch(around, there) >= touching and fit(around, there, turned=turned) - best > _MARGIN:
            return True
    return False


def fit(around: Surroundings, there: Surroundings, *, turned: bool = False) -> float:
    """Return how much of what surrounds a thing surrounds a place too, from 0 to 1.

    What stands on the other side counts less, unless the sentence turns subject and object around.
    """
    other = 1.0 if turned else _OTHER_SIDE
    total = shared = 0.0
    for side, same, opposite in ((around.left, there.left, there.right), (around.right, there.right, there.left)):
        for bigram, weight in side.items():
            total += weight
            shared += max(min(weight, same.get(bigram, 0.0)), other * min(weight, opposite.get(bigram, 0.0)))
    return shared / total if total else 1.0


def disordered(sentence: Reading, sources: Sequence[Reading]) -> list[Span]:
    """Return the numbers and names whose order is not that of the evidence, where order says what belongs to what.

    That is so behind 分别 and in ranges (3日至5日).
    """
    found: list[Span] = []
    for source in sources:
        listed = _IN_TURN.search(sentence.folded) and _IN_TURN.search(source.folded)
        rows = [a for a in sentence.anchors if a.kind in ("quantity", "date", "name")]
        for a, b in zip(rows, rows[1:], strict=False):
            if (a.kind, a.group) != (b.kind, b.group) or a.value == b.value or b.start < a.end:
                continue
            if not listed and not _BETWEEN.fullmatch(sentence.folded[a.end : b.start]):
                continue
            first = [s for s in source.anchors if s.kind == a.kind and s.group == a.group and s.value == a.value]
            second = [s for s in source.anchors if s.kind == b.kind and s.group == b.group and s.value == b.value]
            if first and second and all(s.start > t.start for s in first for t in second):
                found.append((a.start, b.end))
    return found


def turned_around(sentence: Reading, sources: Sequence[Reading]) -> list[Span]:
    """Return the negations that the evidence does not have there, and the words whose negation was left out."""
    found: list[Span] = []
    for negation in sentence.negations:
        denied = [(s, _place(n)) for s in sources for n in s.negations if _same_denial(negation, n)]
        word = negation.what[:2]
        if not denied or (len(word) == 2 and _fits_better(sentence, _place(negation), _said(sources, word), denied)):
            found.append((negation.start, _place(negation)[1]))
    for word in dict.fromkeys(n.what[:2] for s in sources for n in s.negations if len(n.what) > 1):
        denied = [(s, _place(n)) for s in sources for n in s.negations if n.what.startswith(word)]
        affirmed = _said(sources, word)
        for spot in _affirmed(sentence, word):
            if not affirmed or _fits_better(sentence, spot, denied, affirmed):
                found.append(spot)
    return found


def curtailed(sentence: Reading, sources: Sequence[Reading]) -> list[Span]:
    """Return the words that the evidence has only behind 副, 原, 非 and the like, and the sentence without these."""
    said = "\n".join(source.folded for source in sources)
    found: list[Span] = []
    for match in _QUALIFIED.finditer(said):
        word = match["word"]
        plain = [m.start() for m in re.finditer(re.escape(word), said)]
        if all(_QUALIFIER.search(said[max(0, at - 3) : at]) for at in plain):
            spots = (m.span() for m in re.finditer(re.escape(word), sentence.folded))
            found += [s for s in spots if not _QUALIFIER.search(sentence.folded[max(0, s[0] - 3) : s[0]])]
    return found


def _turns_round(reading: Reading, place: Span) -> bool:
    """Whether the clause around a place says what is done to a thing before who does it."""
    start = max((reading.folded.rfind(mark, 0, place[0]) for mark in _STOPS), default=-1) + 1
    ends = [at for mark in _STOPS if (at := reading.folded.find(mark, place[1])) >= 0]
    return _TURNS_ROUND.search(reading.folded, start, min(ends, default=len(reading.folded))) is not None


def _touch(around: Surroundings, there: Surroundings) -> int:
    """Return how many of the bigrams next to a thing stand next to a place too."""
    return sum(a == b != "" for a, b in zip(around.next_to, there.next_to, strict=True))


def _fits_better(sentence: Reading, spot: Span, these: Sequence[Spot], those: Sequence[Spot]) -> bool:
    """Whether the first places fit what surrounds a word of the sentence better than the second ones do."""
    around = surroundings(sentence.text, *spot)

    def best(spots: Iterable[Spot]) -> float:
        return max((fit(around, surroundings(s.text, *place)) for s, place in spots), default=0.0)

    return best(these) - best(those) > _MARGIN_OF_DENIAL


def _place(negation: Negation) -> Span:
    return negation.at, negation.at + len(negation.what[:2])


def _same_denial(ours: Negation, theirs: Negation) -> bool:
    """Whether two negations turn around the same word."""
    a, b = ours.what, theirs.what
    if not a or not b:
        return a == b or ours.text == theirs.text
    return a[0] == b[0] or a[:2] in b or b[:2] in a


def _said(sources: Iterable[Reading], word: str) -> list[Spot]:
    return [(source, spot) for source in sources for spot in _affirmed(source, word)]


def _affirmed(reading: Reading, word: str) -> list[Span]:
    """Return where a text says a word that no negation stands before."""
    return [
        m.span()
        for m in re.finditer(re.escape(word), reading.folded)
        if not any(n.start < m.start() <= n.at + 2 for n in reading.negations)
    ]
