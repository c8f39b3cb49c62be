"""Which article a part of a question means by naming its source: 市委全会报告里…, 云周街道的文章说….

What names the source is no matter of the answer: it says where to look, and is met by the article, not by the sentence.
Reads wording and what stands above passages; weighs nothing but how well an article is named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.passages.candidates import Candidate, heading_of
from rag.answer.question.reading import Reading
from rag.answer.question.terms import Rarity, plain, question_terms
from rag.records import Chunk, Evidence, Place
from rag.text.dictionary import tag

_SAID_BY = "报告|讲话|文章|通报|公报|纪要|全会|大会|会议|会上|发言|致辞|说法|报道|发布会"
_SOURCE = re.compile(
    rf"(?:^|(?<=[，,：:；;]))(?:(?:到?后来|关于|根据|按照?|在|当时|而)[，,]?)?"
    rf"(?P<of>[一-鿿a-z\d“”《》（）()]{{2,24}}?(?:{_SAID_BY})(?:的?(?:讲话|报告|通报))?)"
    r"(?=里|中|上|当中|说|提|讲|指出|要求|那会儿|那时|时(?!间|候)|的|划|写|[，,]|又|还)(?:里|中|上|当中|那会儿|那时候?|的时候|时)?(?:的)?[，,]?"
)
Work = tuple[str, str]

_ASKS = re.compile("[哪谁几]|什么|多少|怎|如何|是否")
_WHICH_MEETING = re.compile("哪一?[次个场届]?(?:全会|会议|大会|会上|论坛|座谈会)|什么会(?:议|上)")
_MEETING = re.compile(
    "第?[一二三四五六七八九十\\d]+[届次](?:[一二三四五六七八九十\\d]+次)?[^，。；\n]{0,10}(?:全会|会议|大会|论坛|座谈会)"
)
_LONGEST = 118  # characters of what says at which meeting
_LEAST_REST = 3  # pairs of characters that must be left to ask with
_NAMED = 0.4  # share of what names a source that its head lines hold
_IN_BODY = 0.3  # worth of a term that only its passages hold, for one above them


@dataclass(frozen=True, slots=True)
class Sourced:
    """A part of a question without what names its source.

    Attributes:
        source: What names it, as it is compared; ``""`` for nothing.
        rest: The part without that; the part where nothing is named.
    """

    source: str
    rest: str


def work_of(chunk: Chunk) -> Work:
    """Return what tells works apart: articles of one document by one author are one, a report and the speech on it."""
    return chunk.doc_id, chunk.byline


def sourced(part: str, rarity: Rarity) -> Sourced:
    """Return a part of a question parted into its source and the rest.

    Args:
        part: Standalone.
        rarity: How rare pairs of characters are.
    """
    match = _SOURCE.search(part)
    if match is None or _ASKS.search(match["of"]):
        return Sourced("", part)
    rest = part[: match.start()] + part[match.end() :]
    runs = question_terms(rest, rarity).runs
    # 全会报告的时候完成了多少 asks of what was named before: the source is all that it says of that.
    noun = any(tag(run[i : i + 2])[:1] == "n" for run in runs for i in range(len(run) - 1))
    if not noun or sum(len(run) - 1 for run in runs) < _LEAST_REST:
        return Sourced("", part)
    return Sourced(plain(match["of"]), rest)


def works_meant(sources: Sequence[str], evidence: Sequence[Evidence], rarity: Rarity) -> list[Work | None]:
    """Return for each source the work that it names best, None where none is named well; no work twice.

    One that names itself so above its passages comes before one whose passages only speak of it.

    Args:
        sources: As they are compared, ``""`` for none.
        evidence: The passages at hand.
        rarity: How rare pairs of characters are.
    """
    if not any(sources):
        return [None] * len(sources)
    above: dict[Work, str] = {}
    within: dict[Work, str] = {}
    for item in evidence:
        key, chunk = work_of(item.chunk), item.chunk
        held = heading_of(chunk) + ("\n" + chunk.text if chunk.kind == "head" else "")
        above[key] = above.get(key, "") + plain(held) + "\n"
        within[key] = within.get(key, "") + plain(chunk.text) + "\n"
    scores: list[tuple[float, int, Work]] = []
    for n, source in enumerate(sources):
        if not source:
            continue
        terms = question_terms(source, rarity)
        for key in above:
            there = {term for _, term in terms.occurrences(above[key])}
            spoken = {term for _, term in terms.occurrences(within[key])} - there
            scores.append((terms.share(there) + _IN_BODY * terms.share(spoken), n, key))
    found: list[Work | None] = [None] * len(sources)
    taken: set[Work] = set()
    for score, n, key in sorted(scores, key=lambda row: (-row[0], row[1], row[2])):
        if found[n] is None and key not in taken and score >= _least(len(taken)):
            found[n] = key
            taken.add(key)
    return found


def _least(known: int) -> float:
    """Return how well an article must be named: less where the other sources are known to be other ones."""
    return _NAMED * _IN_BODY if known else _NAMED


def occasion_of(reading: Reading, best: Candidate, found: Sequence[Candidate]) -> Place | None:
    """Return the place that says at which meeting it was, where that is asked for and the best sentence lacks it.

    Head lines of the same work come first; None where no sentence of the work names a meeting by its number.
    """
    if not _WHICH_MEETING.search(reading.plain) or _MEETING.search(plain(best.text)):
        return None
    work = work_of(best.evidence.chunk)
    named = [c for c in found if work_of(c.evidence.chunk) == work and _MEETING.search(plain(c.text))]
    short = [c for c in named if c.end - c.start <= _LONGEST]
    chosen = min(short, key=lambda c: c.evidence.chunk.kind != "head", default=None)
    return Place(chosen.evidence.chunk, chosen.start, chosen.end) if chosen else None
