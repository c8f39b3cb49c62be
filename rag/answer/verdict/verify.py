"""Whether the places that a sentence cites support it. Deterministic: no model, no index.

Four questions, in this order. Does what must be found again (numbers with their units, dates,
names, quoted terms, directions) stand in the places? Does it stand there about the same thing, so
that no figure is taken from another year? Is nothing turned around by a negation left out or put
in? Is what limits it kept: 约, 以上, 预计, 除…外, who holds it? Beyond that, enough of the sentence's
characters must come from the places.

Knows nothing of how sentences are made. What it cannot see: a false statement made of the right
words in the right order, and roles told apart only by grammar.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.answer.verdict.anchors import Anchor, Reading, read
from rag.answer.verdict.contest import (
    astray,
    closest,
    contested,
    curtailed,
    disordered,
    exchanged,
    fits,
    mispaired,
    turned_around,
)
from rag.answer.verdict.kept import unkept
from rag.answer.verdict.limits import bound, close_bounds, lost
from rag.answer.verdict.polarity import negations
from rag.answer.verdict.sought import Source, elsewhere, head_of, meant_spots, rivals, source_of, spots
from rag.records import Check, Chunk, Place, Span
from rag.text.dictionary import tag
from rag.text.fold import content, fold, is_han, unmarked
from rag.text.names import SURNAMES
from rag.text.numbers import DateMention

# Set on tests/answer/sentence_pairs.py and on corrupted clauses; bench/verify.py measures them.
_SUPPORTED, _PARTIAL = 0.80, 0.50
_LOOSE = 0.4

_FRAMING = re.compile(
    r"^(?:根据|按照|依据)?(?:以上|上述|所给|提供的|给出的|检索到的)*(?:资料|材料|文中|文件|文档|原文|报道|内容|段落)(?:中|里|内)?"
    r"(?:的?(?:显示|提到|指出|介绍|记载|表明|所述|所示|说明|信息|内容|描述|可知))?[，,：:]?"
)
_EMPTY = frozenset(
    "的了着过地得在是和与及或对从到为以于被把将也都还又就而且之其该此这那有个等所并则向由给让使中上下里内后前时"
)
# Tags of words that name or locate: who writes one that the source does not have says something else.
_NAMING = ("nr", "ns", "nt", "nz", "s")
_STOP = re.compile(r"[，,；;：:。！？!?\n]")


def check(text: str, places: Sequence[Place], added: Sequence[Span] = ()) -> Check:
    """Return whether a sentence may be shown, and what of it the cited places lack.

    Args:
        text: A sentence, without citation marks.
        places: What it cites. Their chunks' headline, byline, title, headings and date may lend a
            name or a date, but then the verdict is partial at best.
        added: Stretches of ``text`` that are words of ours; these are checked against headline,
            byline, title, headings and date alone.

    Returns:
        ``supported``, ``partial`` or None; ``missing`` holds stretches of ``text``, in order. It is never
        empty where the verdict is None, and empty where it is ``supported``. A sentence without
        places or without content is never supported.
    """
    places = [place for place in places if place.quote.strip()]
    stray = _stray_words(text, places, added)
    claim = _without(text, added)
    if stray or not places or not any(map(str.isalnum, content(claim))):
        return Check(None, stray or (text.strip() or text,))
    sources = [source_of(place) for place in places]
    if any(_stands_in(claim, source) for source in sources):
        return Check("supported")
    return _judge(_claims(claim), sources)


def support(text: str, quote: str) -> float:
    """Return the share of a sentence's content that stands in a quote, from 0 to 1; 1 for no content."""
    share, _ = _coverage(read(_claims(text)), read(quote).bigrams, frozenset(fold(quote)), ())
    return share


@dataclass(slots=True)
class _Findings:
    """What speaks against a sentence: what is missing, and whether something is only nearly said."""

    missing: list[Span]
    weak: list[Span]


def _judge(claim: str, sources: Sequence[Source]) -> Check:
    """Return the verdict on a sentence that does not stand in its places word for word."""
    sentence, readings = read(claim), [source.reading for source in sources]
    heads = tuple(dict.fromkeys(source.chunk for source in sources))
    findings = _Findings([], [])
    for anchor in sentence.anchors:
        _seek(sentence, anchor, sources, heads, findings)
    for finding in (turned_around, disordered, curtailed, mispaired, astray):
        findings.missing += finding(sentence, readings)
    missing, weak = unkept(sentence, sources)
    findings.missing += missing
    findings.weak += weak
    bigrams = frozenset[str]().union(*(reading.bigrams for reading in readings))
    chars = frozenset("".join(reading.folded for reading in readings))
    share, loose = _coverage(
        sentence, bigrams, chars, [(a.start, a.end) for a in sentence.anchors if a.kind != "direction"]
    )
    findings.missing += exchanged(sentence, readings)
    findings.missing += [run for run in loose if _is_name_like(claim[slice(*run)])]
    if findings.missing:
        return Check(None, _named(claim, findings.missing))
    if share < _PARTIAL:
        return Check(None, _named(claim, loose or [(0, len(claim))]))
    if share < _SUPPORTED or findings.weak or loose:
        return Check("partial", _named(claim, findings.weak + loose))
    return Check("supported")


# ---------------------------------------------------------------- word for word


def _stands_in(claim: str, source: Source) -> bool:
    """Whether a sentence stands in a place word for word, and nothing beside it turns it around or limits it."""
    wanted = content(claim).rstrip("。，；：、！？,;:!?.")
    folded = fold(source.place.quote)
    kept = [i for i, char in enumerate(folded) if unmarked(char)]
    quote = "".join(folded[i] for i in kept)
    at = quote.find(wanted)
    while wanted and at >= 0:
        start, end = source.offset + kept[at], source.offset + kept[at + len(wanted) - 1] + 1
        before = content(_STOP.split(fold(source.context[:start]))[-1])
        inside_number = _splits_number(quote, at) or _splits_number(quote, at + len(wanted))
        if not inside_number and not _reaches(before, wanted) and not lost(source.context, (start, end)):
            return True
        at = quote.find(wanted, at + 1)
    return False


def _splits_number(text: str, at: int) -> bool:
    """Whether a cut would part a number."""
    near = text[max(0, at - 1) : at + 1]
    return len(near) == 2 and all(c.isdigit() or c in ".%" for c in near)


def _reaches(before: str, claim: str) -> bool:
    """Whether the words left out before a claim, in the same clause, deny it or change who it is about."""
    if before.endswith(("副", "原", "非", "前任")):
        return True
    return any(n.end >= len(before) - 2 and not n.what[2:] for n in negations(before)) and bool(claim)


# ---------------------------------------------------------------- what must be found again


def _seek(
    sentence: Reading, anchor: Anchor, sources: Sequence[Source], heads: Sequence[Chunk], findings: _Findings
) -> None:
    """Look for an anchor in the sources; put down what is found against it."""
    place = (anchor.start, anchor.end)
    readings = [source.reading for source in sources]
    found = [(reading, spot) for reading in readings for spot in spots(anchor, reading)]
    if not found:
        verdict = elsewhere(anchor, sources, heads)
        if verdict and isinstance(anchor.of, DateMention) and _of_other_date(sentence, anchor, anchor.of, sources):
            verdict = False
        if verdict is not None:
            (findings.weak if verdict else findings.missing).append(place)
        return
    if anchor.kind == "quantity":
        bounds = {bound(reading.folded, spot) for reading, spot in closest(sentence, anchor, found)}
        claimed = bound(sentence.folded, place)
        if claimed not in bounds:
            # 约 put before an exact number says less than the source, not another thing.
            near = any(close_bounds(claimed, other) for other in bounds) or (claimed == "about" and "" in bounds)
            (findings.weak if near else findings.missing).append(place)
    if anchor.kind not in ("quoted", "latin") and contested(sentence, anchor, found, rivals(anchor, found, readings)):
        findings.missing.append(place)


def _of_other_date(sentence: Reading, anchor: Anchor, date: DateMention, sources: Sequence[Source]) -> bool:
    """Whether what a sentence says of a day or year, the sources say of another one, printed or meant by 去年."""
    ours, others = meant_spots(date, sources)
    if ours:
        return contested(sentence, anchor, ours, others)
    return date.year is not None and bool(others) and fits(sentence, anchor, others)


# ---------------------------------------------------------------- coverage


def _coverage(
    sentence: Reading, bigrams: frozenset[str], chars: frozenset[str], held: Sequence[Span]
) -> tuple[float, list[Span]]:
    """Return the share of a sentence's content that stands in the sources, and the stretches that do not.

    A token counts whole where a bigram with its neighbour stands there or an anchor holds it, and
    in part where only it stands there by itself. Function words count nothing.
    """
    n = len(sentence.tokens)
    known = [any(a <= start and end <= b for a, b in held) for start, end in sentence.tokens]
    for i in range(n - 1):
        if sentence.clause_of[i] == sentence.clause_of[i + 1] and sentence.token(i) + sentence.token(i + 1) in bigrams:
            known[i] = known[i + 1] = True
    counted = [i for i in range(n) if sentence.token(i) not in _EMPTY or not is_han(sentence.token(i)[0])]
    score = sum(1.0 if known[i] else _LOOSE if sentence.token(i) in chars else 0.0 for i in counted)
    runs: list[list[int]] = []
    for i in range(n):
        if known[i] or sentence.token(i) in _EMPTY:
            continue
        if runs and runs[-1][-1] == i - 1 and sentence.clause_of[i] == sentence.clause_of[i - 1]:
            runs[-1].append(i)
        else:
            runs.append([i])
    loose = [(sentence.tokens[run[0]][0], sentence.tokens[run[-1]][1]) for run in runs if len(run) > 1]
    return (score / len(counted) if counted else 1.0), loose


def _is_name_like(run: str) -> bool:
    """Whether characters that no source has look like a name: known as one, or a surname before no word."""
    words = _words(run)
    if any(len(w) > 1 and tag(w).startswith(_NAMING) for w in words):
        return True
    return 2 <= len(run) <= 3 and run[0] in SURNAMES and words[0] == run[0] and all(map(is_han, run))


def _words(run: str) -> list[str]:
    """Return characters cut into the longest words of the general dictionary from the left."""
    words, at = [], 0
    while at < len(run):
        size = next((k for k in (4, 3, 2) if at + k <= len(run) and tag(run[at : at + k])), 1)
        words.append(run[at : at + size])
        at += size
    return words


# ---------------------------------------------------------------- words of ours, and what is named


def _stray_words(text: str, places: Sequence[Place], added: Sequence[Span]) -> tuple[str, ...]:
    """Return what of the words of ours neither headline, byline, title, headings nor date hold."""
    heads = tuple(dict.fromkeys(place.chunk for place in places))
    above, sources = [read(head_of(chunk)) for chunk in heads], [source_of(place) for place in places if added]
    stray: list[str] = []
    for start, end in added:
        findings = _Findings([], [])
        words = read(text[start:end])
        for anchor in words.anchors:
            if anchor.kind != "direction" and not any(spots(anchor, head) for head in above):
                verdict = elsewhere(anchor, sources, heads)
                if verdict is False:
                    findings.missing.append((anchor.start, anchor.end))
        stray += _named(text[start:end], findings.missing)
    return tuple(stray)


def _without(text: str, added: Sequence[Span]) -> str:
    """Return a sentence without the words of ours."""
    for start, end in sorted(added, reverse=True):
        text = text[:start] + text[end:]
    return text


def _claims(text: str) -> str:
    """Return a sentence without the words that only say that something was said."""
    return _FRAMING.sub("", text, count=1) or text


def _named(text: str, spans: Iterable[Span]) -> tuple[str, ...]:
    """Return the characters of stretches, in order, those inside another one left out."""
    kept: list[Span] = []
    for start, end in sorted(set(spans), key=lambda s: (s[0], -s[1])):
        if not kept or end > kept[-1][1]:
            kept.append((start, end))
    return tuple(text[a:b] for a, b in kept)
