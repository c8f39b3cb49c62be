"""Whether a sentence says of a thing what its evidence says of that thing, and not of another one.

Knows surroundings only: of several numbers, names or directions in the evidence, the one whose
surroundings are most like those in the sentence is the one meant. A sentence taken word for word
always fits its own place best, so nothing here speaks against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rag.answer.verdict.anchors import Anchor, Reading, Surroundings, surroundings
from rag.answer.verdict.polarity import Negation
from rag.records import Span
from rag.text.dictionary import tag

Spot = tuple[Reading, Span]

# Set on bench/verify.py: how much better another place must fit, and what a bigram on the other side is worth.
_MARGIN, _MARGIN_OF_DENIAL = 0.12, 0.08
_OTHER_SIDE = 0.4
_ALIKE = 0.5
# Words that turn subject and object around.
_TURNS_ROUND = re.compile("被|由|受|遭|获|把|将|向|给|对")
_BESIDE = re.compile("的?(?:约|近|将近|不足|不到|超过)?")
_LINKING = re.compile("[为达到约近有是共]+$")
_STOPS = ",;:。!?\n"
_QUALIFIER = re.compile("(?:副|原|非|前任|候任|代理|名誉)$")
_QUALIFIED = re.compile("(?:副|原|非|前任|候任|代理|名誉)(?P<word>[一-鿿]{2})(?P<name>[一-鿿]{2})?")
_FROM_TO = re.compile("[由从].*[到至为]")
_IN_TURN = re.compile("分别|依次|先后")
_BETWEEN = re.compile(r"\s*(?:至|到|-|~|—|～)\s*")
_LISTED = re.compile(r"\s*[、和及与]\s*")


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
        # 由2016年的10万元增加到2019年的86万元: what stands before both is said of both.
        if any(s is source and _in_one_rise(source.folded, ours_at, spot) for s, ours_at in ours):
            continue
        there = surroundings(source.text, *spot)
        if _touch(around, there) >= touching and fit(around, there, turned=turned) - best > _MARGIN:
            return True
    return False


def _in_one_rise(folded: str, one: Span, other: Span) -> bool:
    """Whether two places are ends of one change: 由 … 到 …."""
    (_, before), (after, _) = sorted((one, other))
    head = max(folded.rfind(mark, 0, min(one[0], other[0])) for mark in _STOPS) + 1
    return not any(mark in folded[before:after] for mark in _STOPS) and bool(_FROM_TO.search(folded[head:after]))


def closest(sentence: Reading, anchor: Anchor, found: Sequence[Spot]) -> list[Spot]:
    """Return those of some places whose surroundings are most like those of an anchor in a sentence."""
    if len(found) < 2:
        return list(found)
    around = surroundings(sentence.text, anchor.start, anchor.end)
    scores = [fit(around, surroundings(source.text, *spot)) for source, spot in found]
    return [spot for spot, score in zip(found, scores, strict=True) if score > max(scores) - _MARGIN]


def fits(sentence: Reading, anchor: Anchor, there: Sequence[Spot]) -> bool:
    """Whether most of what surrounds an anchor in a sentence surrounds one of some places too."""
    around = surroundings(sentence.text, anchor.start, anchor.end)
    return any(fit(around, surroundings(source.text, *spot)) > _ALIKE for source, spot in there)


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

    That is so behind 分别, in ranges (3日至5日), and where numbers stand side by side (2000元、5000元).
    """
    found: list[Span] = []
    for source in sources:
        listed = _IN_TURN.search(sentence.folded) and _IN_TURN.search(source.folded)
        rows = [a for a in sentence.anchors if a.kind in ("quantity", "date", "name")]
        for a, b in zip(rows, rows[1:], strict=False):
            if (a.kind, a.group) != (b.kind, b.group) or a.value == b.value or b.start < a.end:
                continue
            between = sentence.folded[a.end : b.start]
            beside = a.kind == "quantity" and _LISTED.fullmatch(between) is not None
            rise = _in_one_rise(sentence.folded, (a.start, a.end), (b.start, b.end))
            if not listed and not beside and not rise and not _BETWEEN.fullmatch(between):
                continue
            first = [s for s in source.anchors if s.kind == a.kind and s.group == a.group and s.value == a.value]
            second = [s for s in source.anchors if s.kind == b.kind and s.group == b.group and s.value == b.value]
            if beside and not any(_LISTED.fullmatch(source.folded[t.end : s.start]) for s in first for t in second):
                continue
            if first and second and all(s.start > t.start for s in first for t in second):
                found.append((a.start, b.end))
    return found


def mispaired(sentence: Reading, sources: Sequence[Reading]) -> list[Span]:
    """Return the numbers that stand right behind one date in the evidence (2019年的86万元), and here with another."""
    found: list[Span] = []
    ours = [a for a in sentence.anchors if a.kind == "date"]
    for number in (a for a in sentence.anchors if a.kind == "quantity"):
        spots = [(s, a) for s in sources for a in s.anchors if (a.kind, a.value) == ("quantity", number.value)]
        with_date = [next((d for d in s.anchors if d.kind == "date" and _beside(s, d, a)), None) for s, a in spots]
        dated = [d for d in with_date if d is not None]
        if not dated or len(dated) < len(spots):
            continue
        rivals = [d for d in ours if any(d.group == other.group for other in dated)]
        if rivals and not any(d.value == other.value for d in ours for other in dated):
            found.append((number.start, number.end))
    return found


def _beside(source: Reading, date: Anchor, number: Anchor) -> bool:
    """Whether a date stands right before a number."""
    between = source.folded[date.end : number.start]
    return date.end <= number.start and _BESIDE.fullmatch(between) is not None


def astray(sentence: Reading, sources: Sequence[Reading]) -> list[Span]:
    """Return the numbers of which a sentence says what the evidence says of another number.

    Nothing that leads up to the number in the evidence is repeated, and what leads up to it here leads up to
    another number there, which the sentence does not have.
    """
    found: list[Span] = []
    values = {a.value for a in sentence.anchors if a.kind == "quantity"}
    for number in (a for a in sentence.anchors if a.kind == "quantity"):
        said = _lead(sentence, number)
        spots = [(s, a) for s in sources for a in s.anchors if (a.kind, a.value) == ("quantity", number.value)]
        leads = [_lead(s, a) for s, a in spots]
        if spots and all(_narrowed(sentence, number, s, a) for s, a in spots):
            found.append((number.start, number.end))
        if not said or not leads or not all(leads) or any(lead & sentence.bigrams for lead in leads):
            continue
        others = [(s, a) for s in sources for a in s.anchors if a.kind == "quantity" and a.value not in values]
        if any(len(said & _lead(s, a)) >= 2 for s, a in others):
            found.append((number.start, number.end))
    return found


def _narrowed(sentence: Reading, ours: Anchor, source: Reading, theirs: Anchor) -> bool:
    """Whether a number is said of a narrower thing than in the evidence, which has that thing elsewhere.

    不良贷款余额1560亿元 where it says 各项贷款余额1560亿元 and speaks of 不良贷款率 too.
    """
    here, there = (_LINKING.sub("", r.folded[: a.start]) for r, a in ((sentence, ours), (source, theirs)))
    size = next((n for n in range(min(len(here), len(there))) if here[-1 - n] != there[-1 - n]), len(here))
    word = here[len(here) - size - 2 : len(here) - size] if size > 2 else ""
    if len(word) < 2 or not word.isalpha() or word in there:
        return False
    return word + here[len(here) - size :][:2] in source.folded


def _lead(reading: Reading, anchor: Anchor) -> frozenset[str]:
    """Return the bigrams of the clause before an anchor."""
    head = max(reading.folded.rfind(mark, 0, anchor.start) for mark in _STOPS) + 1
    # 其中 leads back to the clause before.
    text = _LINKING.sub("", reading.folded[head : anchor.start]).removeprefix("其中")
    return frozenset(a + b for a, b in zip(text, text[1:], strict=False) if a.isalnum() and b.isalnum())


def turned_around(sentence: Reading, sources: Sequence[Reading]) -> list[Span]:
    """Return the negations that the evidence does not have there, and the words whose negation was left out."""
    found: list[Span] = []
    for negation in sentence.negations:
        denied = [(s, _place(n)) for s in sources for n in s.negations if _same_denial(negation, n)]
        word = negation.what[:2]
        if not denied or (len(word) == 2 and _fits_better(sentence, _place(negation), _said(sources, word), denied)):
            found.append((negation.start, _place(negation)[1]))
    # 信号都没有: what is denied stands before.
    for word in dict.fromkeys(s.folded[n.start - 2 : n.start] for s in sources for n in s.negations if not n.what):
        ends = [m.span() for m in re.finditer(f"{re.escape(word)}(?=[{_STOPS}]|$)", sentence.folded) if word]
        found += [spot for spot in ends if not any(n.start == spot[1] for n in sentence.negations)]
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
        # 院长 stands there for somebody else perhaps: then with the name of the one who is 副院长.
        for word in (match["word"], match["word"] + (match["name"] or "")):
            plain = [m.start() for m in re.finditer(re.escape(word), said)]
            if not all(_QUALIFIER.search(said[max(0, at - 3) : at]) for at in plain):
                continue
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


def exchanged(sentence: Reading, sources: Sequence[Reading]) -> list[Span]:
    """Return the words that differ from those of the evidence in the thing they name: 停电 where it has 停水.

    Both stand behind the same character, both are verbs or both nouns of the dictionary, and end in a noun.
    """
    found: list[Span] = []
    said = "\n".join(source.folded for source in sources)
    for i in range(2, len(sentence.tokens)):
        before, first, last = (sentence.token(i - n) for n in (2, 1, 0))
        word = first + last
        if len(word) != 2 or word in said or tag(last)[:1] != "n" or not tag(word):
            continue
        there = {m[1] for m in re.finditer(re.escape(before + first) + "([一-鿿])", said)}
        if any(tag(first + char)[:1] == tag(word)[:1] and tag(char)[:1] == "n" for char in there):
            found.append((sentence.tokens[i - 1][0], sentence.tokens[i][1]))
    return found
