"""Where the places that a sentence cites say what an anchor of it says, and what else they might mean.

A number is found where its value and unit are, a date where the printed one says at least as much, a name where its
characters stand. What is printed above a passage may lend names and dates. Weighs nothing: see ``verify``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.answer.verdict.anchors import Anchor, Reading, name_key, read
from rag.answer.verdict.contest import Spot
from rag.answer.verdict.limits import Limit, limits, shifted
from rag.records import Chunk, Place, Span, SpokenYears
from rag.text.dictionary import tag
from rag.text.numbers import DateMention, Quantity
from rag.text.sentences import sentences
from rag.text.years import spoken_years

# What a name is easily read together with: verbs behind a person, adverbs and the like before an organisation.
_AFTER_NAMES = frozenset("称说表指认要也在已将和与任是为向就于因从对日今昨明")
_NO_NAME = ("t", "d", "v", "a", "p", "c", "r", "u", "m", "q")
_SAME = {"gdp": ("地区生产总值", "国内生产总值", "生产总值"), "cpi": ("居民消费价格",), "app": ("客户端", "应用")}


@dataclass(frozen=True, slots=True)
class Source:
    """A cited place, read for verification.

    Attributes:
        place: The place.
        reading: Its quote.
        context: The whole sentences that it stands in.
        offset: Where the quote begins in them.
        limits: What limits anything in these sentences, in offsets of the quote; those before it are negative.
        years: The words of the quote that mean a year by the date of its article, in its offsets.
    """

    place: Place
    reading: Reading
    context: str
    offset: int
    limits: tuple[Limit, ...]
    years: tuple[SpokenYears, ...]

    @property
    def chunk(self) -> Chunk:
        """The passage."""
        return self.place.chunk


def source_of(place: Place) -> Source:
    """Return a place as it is read for verification."""
    text = place.chunk.text
    bounds = _sentences(text)
    start = max((a for a, _ in bounds if a <= place.start), default=place.start)
    end = min((b for _, b in bounds if b >= place.end), default=place.end)
    context, offset = text[start:end], place.start - start
    spoken = place.chunk.years or spoken_years(text, place.chunk.date, place.chunk.article or place.chunk.title)
    inside = (y for y in spoken if y.resolved and place.start <= y.start and y.end <= place.end)
    years = tuple(replace(y, start=y.start - place.start, end=y.end - place.start) for y in inside)
    return Source(place, read(place.quote), context, offset, shifted(limits(context), -offset), years)


@lru_cache(maxsize=512)
def _sentences(text: str) -> tuple[Span, ...]:
    return tuple(sentences(text))


def spots(anchor: Anchor, source: Reading) -> list[Span]:
    """Return where a source says what an anchor says."""
    if anchor.kind in ("name", "quoted", "latin"):
        return _literal(anchor, source)
    same = [(a.start, a.end) for a in source.anchors if a.kind == anchor.kind and _says_same(anchor, a)]
    return same or (_literal(anchor, source) if anchor.kind != "direction" else [])


def rivals(anchor: Anchor, found: Sequence[Spot], sources: Sequence[Reading]) -> list[Spot]:
    """Return where the sources have another anchor of the same kind and group, overlapping none that was found.

    A date with which something is compared (比年初, 较去年) is no rival of one on which it happens.
    """
    return [
        (source, (a.start, a.end))
        for source in sources
        for a in source.anchors
        if (a.kind, a.group) == (anchor.kind, anchor.group)
        and not _says_same(anchor, a)
        and not (a.kind == "date" and source.folded[max(0, a.start - 1) : a.start] in ("比", "较"))
        and not any(source is other and a.start < end and start < a.end for other, (start, end) in found)
    ]


def _says_same(claimed: Anchor, printed: Anchor) -> bool:
    """Whether two anchors of one kind say the same; a claimed date may say less than the printed one."""
    ours, theirs = claimed.of, printed.of
    if isinstance(ours, Quantity) and isinstance(theirs, Quantity):
        return ours.same(theirs)
    if isinstance(ours, DateMention) and isinstance(theirs, DateMention):
        if ours.kind in ("time", "holiday", "relative", "plan") or theirs.kind in (
            "time",
            "holiday",
            "relative",
            "plan",
        ):
            return claimed.value == printed.value
        if ours.kind == "range":
            return (ours.year, ours.until) == (theirs.year, theirs.until)
        pairs = [(ours.year, theirs.year), (ours.month, theirs.month), (ours.day, theirs.day)]
        period = ours.period.removeprefix("年")
        return all(a is None or a == b for a, b in pairs) and period in ("", theirs.period.removeprefix("年"))
    return (claimed.group, claimed.value) == (printed.group, printed.value)


def _literal(anchor: Anchor, source: Reading) -> list[Span]:
    """Return where an anchor's characters stand in a source, small marks aside, not inside a longer number or word."""
    key = name_key(anchor.text)
    pattern = r"[\s·\"'()〔〕《》]*".join(map(re.escape, key))
    before = r"(?<![\d.])" if key[:1].isdigit() else r"(?<![a-z])" if key[:1].isascii() else ""
    after = r"(?!\.?\d)" if key[-1:].isdigit() else r"(?![a-z])" if key[-1:].isascii() and key[-1:].isalpha() else ""
    return [m.span() for m in re.finditer(before + pattern + after, source.folded)] if key else []


def elsewhere(anchor: Anchor, sources: Sequence[Source], heads: Sequence[Chunk]) -> bool | None:
    """Return False where an anchor is missing, True where it is nearly said or printed above, None where no matter."""
    if anchor.kind == "direction":
        opposite = any(a.kind == "direction" and a.group == anchor.group for s in sources for a in s.reading.anchors)
        return False if opposite else None
    if isinstance(anchor.of, DateMention):
        return _date_elsewhere(anchor.of, sources, heads)
    if anchor.value in _SAME:
        return None if any(word in s.reading.folded for word in _SAME[anchor.value] for s in sources) else False
    if anchor.group == "person" and any(_read_too_far(anchor, s.reading) for s in sources):
        return None
    if anchor.kind in ("name", "quoted"):
        above = name_key(" ".join(head_of(chunk) for chunk in heads))
        return anchor.value in above or (
            anchor.kind == "name" and any(_nearly_named(anchor, s.reading) for s in sources)
        )
    return False


def meant_spots(date: DateMention, sources: Sequence[Source]) -> tuple[list[Spot], list[Spot]]:
    """Return where the sources mean a date that they do not print, and where another one: by its day, else its year.

    8月15日至16日 means 8月16日, 去年 in an article of 2020 means 2019年.
    """
    ours: list[Spot] = []
    others: list[Spot] = []
    for source in sources:
        if date.day is None:
            for y in source.years:
                (ours if y.first == y.last == date.year else others).append((source.reading, (y.start, y.end)))
        for anchor in source.reading.anchors:
            printed = anchor.of
            if not isinstance(printed, DateMention):
                continue
            spot = (source.reading, (anchor.start, anchor.end))
            if date.day is not None and printed.day is not None:
                (ours if printed.day == date.day else others).append(spot)
            elif date.day is None and printed.year not in (None, date.year):
                others.append(spot)
    return ours, others


def _date_elsewhere(date: DateMention, sources: Sequence[Source], heads: Sequence[Chunk]) -> bool:
    """Whether a date follows from one printed above and what the sources say (去年, 4月16日), or is said in parts.

    A lone day needs its day, a day of a month both. The year of an article is that of what its passage says of a day
    or month without a year, and of all else where the passage names or means no year.
    """
    if date.kind == "relative":
        return date.period in ("日前", "近日", "目前")
    if date.kind in ("time", "holiday", "plan", "period", "range"):
        return False
    printed = [a.of for s in sources for a in s.reading.anchors if isinstance(a.of, DateMention)]
    above = [a.of for chunk in heads for a in read(_printed_above(chunk)).anchors if isinstance(a.of, DateMention)]
    issued = [a.of for chunk in heads for a in read(_issued(chunk)).anchors if isinstance(a.of, DateMention)]
    meant = {year for s in sources for y in s.years for year in range(y.first, min(y.last, y.first + 20) + 1)}
    years = {d.year for d in printed if d.year is not None} | meant
    bare = date.month is not None and any(d.year is None and d.month == date.month for d in printed)
    if not years or bare:
        years |= {int(chunk.date[:4]) for chunk in heads if chunk.date[:4].isdigit()}
    years |= {d.year for d in above if d.year is not None}
    if date.year is not None and date.year not in years:
        return False
    parts = [d for d in printed + above + issued if d.year in (None, date.year) or date.year is None]
    if date.month is not None and date.month not in {d.month for d in parts}:
        return False
    if date.month is None and date.day is None:
        return date.period in ("", *(d.period for d in parts))
    # A day without its month is none that was printed above.
    days = [d for d in (parts if date.month else printed) if d.day == date.day and d.day is not None]
    return date.day is None or any(d.month in (None, date.month) or date.month is None for d in days)


def head_of(chunk: Chunk) -> str:
    """Return what is printed above a passage, and its date."""
    return f"{_printed_above(chunk)}\n{_issued(chunk)}"


def _printed_above(chunk: Chunk) -> str:
    return "\n".join([chunk.article, chunk.byline, chunk.title, *chunk.headings])


def _issued(chunk: Chunk) -> str:
    """Return the date of a passage's article as it is spoken and in ISO form."""
    date = chunk.date.split("-") if chunk.date else []
    spoken = "".join(f"{int(part)}{unit}" for part, unit in zip(date, "年月日", strict=False) if part.isdigit())
    return f"{spoken}\n{chunk.date}"


def _read_too_far(anchor: Anchor, source: Reading) -> bool:
    """Whether a person's name was read together with the word behind it, and the source has the name itself."""
    name, behind = anchor.value[:-1], anchor.value[-1]
    return behind in _AFTER_NAMES and any(a.group == "person" and a.value == name for a in source.anchors)


def _nearly_named(anchor: Anchor, source: Reading) -> bool:
    """Whether a source has a place or an organisation in another form: shorter, longer, or behind an adverb."""
    key = name_key(anchor.text)
    if anchor.group == "place" and len(key) > 2 and key[-1] in "省市县区镇乡村":
        return key[:-1] in source.folded
    for at in range(1, len(key) - 2):
        if key[at:] in source.folded:
            before = key[:at]
            # 法院判决恒通公司 is read as one name; its words all stand in the source.
            apart = at % 2 == 0 and all(
                tag(w) and w in source.folded for w in (before[i : i + 2] for i in range(0, at, 2))
            )
            return (tag(before)[:1] in _NO_NAME and tag(before) != "ns") or (at > 2 and apart)
    if anchor.group != "organisation" or len(key) < 3:
        return False
    pattern = re.escape(key[0]) + "".join(f"[一-鿿]{{0,6}}?{re.escape(c)}" for c in key[1:])
    return any(len(m[0]) <= 3 * len(key) for m in re.finditer(pattern, source.folded))
