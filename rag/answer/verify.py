"""Whether the places that a sentence cites support it. Deterministic: no model, no index.

Three questions, in this order. Does what must be found again (numbers with their units, dates,
names, quoted terms, directions) stand in the places? Does it stand there about the same thing, so
that no figure is taken from another year? Is nothing turned around by a negation left out or put
in? Beyond that, enough of the sentence's characters must come from the places.

Knows nothing of how sentences are made. What it cannot see: a false statement made of the right
words in the right order, and roles told apart only by grammar.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.answer.anchors import Anchor, Reading, name_key, read
from rag.answer.contest import Spot, contested, curtailed, disordered, turned_around
from rag.answer.polarity import negations
from rag.records import Check, Chunk, Place, Span
from rag.text.dictionary import tag
from rag.text.fold import content, fold, is_han
from rag.text.names import SURNAMES
from rag.text.numbers import DateMention, Quantity

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
_ABOVE_BEFORE = re.compile(r"(?:(?<!不)超过?|突破|逾|(?<!不)[高多大]于|至少|不低于|不少于)[了达]?$")
_ABOVE_BEHIND = re.compile("以上|[多余]")
_BELOW_BEFORE = re.compile(r"(?:(?<![最附相邻临新])近|接近|不到|不足|(?<!不)[低少小]于|至多|不超过|不高于)[了达]?$")
_BELOW_BEHIND = re.compile("以下|以内|之内")
_BEFORE, _BEHIND = 4, 3
# What a name is easily read together with: verbs behind a person, adverbs and the like before an organisation.
_AFTER_NAMES = frozenset("称说表指认要也在已将和与任是为向就于因从对日今昨明")
_NO_NAME = ("t", "d", "v", "a", "p", "c", "r", "u")
# Tags of words that name or locate: who writes one that the source does not have says something else.
_NAMING = ("nr", "ns", "nt", "nz", "s")
_SAME = {"gdp": ("地区生产总值", "国内生产总值", "生产总值"), "cpi": ("居民消费价格",), "app": ("客户端", "应用")}
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
    if _stands_in(claim, places):
        return Check("supported")
    return _judge(_claims(claim), places)


def support(text: str, quote: str) -> float:
    """Return the share of a sentence's content that stands in a quote, from 0 to 1; 1 for no content."""
    share, _ = _coverage(read(_claims(text)), read(quote).bigrams, frozenset(fold(quote)), ())
    return share


@dataclass(slots=True)
class _Findings:
    """What speaks against a sentence: what is missing, and whether something is only nearly said."""

    missing: list[Span]
    weak: list[Span]


def _judge(claim: str, places: Sequence[Place]) -> Check:
    """Return the verdict on a sentence that does not stand in its places word for word."""
    sentence, sources = read(claim), [read(place.quote) for place in places]
    heads = tuple(dict.fromkeys(place.chunk for place in places))
    findings = _Findings([], [])
    for anchor in sentence.anchors:
        _seek(sentence, anchor, sources, heads, findings)
    for finding in (turned_around, disordered, curtailed):
        findings.missing += finding(sentence, sources)
    bigrams = frozenset[str]().union(*(source.bigrams for source in sources))
    chars = frozenset("".join(source.folded for source in sources))
    share, loose = _coverage(
        sentence, bigrams, chars, [(a.start, a.end) for a in sentence.anchors if a.kind != "direction"]
    )
    findings.missing += [run for run in loose if _is_name_like(claim[slice(*run)])]
    if findings.missing:
        return Check(None, _named(claim, findings.missing))
    if share < _PARTIAL:
        return Check(None, _named(claim, loose or [(0, len(claim))]))
    if share < _SUPPORTED or findings.weak or loose:
        return Check("partial", _named(claim, findings.weak + loose))
    return Check("supported")


# ---------------------------------------------------------------- word for word


def _stands_in(claim: str, places: Iterable[Place]) -> bool:
    """Whether a sentence stands in one place word for word, and nothing beside it turns it around."""
    wanted = content(claim).rstrip("。，；：、！？,;:!?.")
    for place in places:
        source = content(place.quote)
        at = source.find(wanted)
        while wanted and at >= 0:
            before = _STOP.split(source[:at])[-1]
            inside_number = _splits_number(source, at) or _splits_number(source, at + len(wanted))
            if not inside_number and not _reaches(before, wanted):
                return True
            at = source.find(wanted, at + 1)
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
    sentence: Reading, anchor: Anchor, sources: Sequence[Reading], heads: Sequence[Chunk], findings: _Findings
) -> None:
    """Look for an anchor in the sources; put down what is found against it."""
    place = (anchor.start, anchor.end)
    found = [(source, spot) for source in sources for spot in _spots(anchor, source)]
    if not found:
        verdict = _elsewhere(anchor, sources, heads)
        if verdict is not None:
            (findings.weak if verdict else findings.missing).append(place)
        return
    if anchor.kind == "quantity":
        bounds = {_bound(source.folded, spot) for source, spot in found}
        claimed = _bound(sentence.folded, place)
        if claimed not in bounds:
            (findings.missing if claimed else findings.weak).append(place)
    if anchor.kind not in ("quoted", "latin") and contested(sentence, anchor, found, _rivals(anchor, found, sources)):
        findings.missing.append(place)


def _spots(anchor: Anchor, source: Reading) -> list[Span]:
    """Return where a source says what an anchor says."""
    if anchor.kind in ("name", "quoted", "latin"):
        return _literal(anchor, source)
    same = [(a.start, a.end) for a in source.anchors if a.kind == anchor.kind and _says_same(anchor, a)]
    return same or (_literal(anchor, source) if anchor.kind != "direction" else [])


def _rivals(anchor: Anchor, found: Sequence[Spot], sources: Sequence[Reading]) -> list[Spot]:
    """Return where the sources have another anchor of the same kind and group, overlapping none that was found."""
    return [
        (source, (a.start, a.end))
        for source in sources
        for a in source.anchors
        if (a.kind, a.group) == (anchor.kind, anchor.group)
        and not _says_same(anchor, a)
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
        return all(a is None or a == b for a, b in pairs) and ours.period in ("", theirs.period)
    return (claimed.group, claimed.value) == (printed.group, printed.value)


def _literal(anchor: Anchor, source: Reading) -> list[Span]:
    """Return where an anchor's characters stand in a source, small marks aside, not inside a longer number or word."""
    key = name_key(anchor.text)
    pattern = r"[\s·\"'()〔〕《》]*".join(map(re.escape, key))
    before = r"(?<![\d.])" if key[:1].isdigit() else r"(?<![a-z])" if key[:1].isascii() else ""
    after = r"(?!\.?\d)" if key[-1:].isdigit() else r"(?![a-z])" if key[-1:].isascii() and key[-1:].isalpha() else ""
    return [m.span() for m in re.finditer(before + pattern + after, source.folded)] if key else []


def _elsewhere(anchor: Anchor, sources: Sequence[Reading], heads: Sequence[Chunk]) -> bool | None:
    """Return False where an anchor is missing, True where it is nearly said or printed above, None where no matter."""
    if anchor.kind == "direction":
        opposite = any(a.kind == "direction" and a.group == anchor.group for s in sources for a in s.anchors)
        return False if opposite else None
    if isinstance(anchor.of, DateMention):
        return _date_elsewhere(anchor.of, sources, heads)
    if anchor.value in _SAME:
        return None if any(word in s.folded for word in _SAME[anchor.value] for s in sources) else False
    if anchor.group == "person" and any(_read_too_far(anchor, source) for source in sources):
        return None
    if anchor.kind in ("name", "quoted"):
        above = name_key(" ".join(_head(chunk) for chunk in heads))
        return anchor.value in above or (anchor.kind == "name" and any(_nearly_named(anchor, s) for s in sources))
    return False


def _date_elsewhere(date: DateMention, sources: Sequence[Reading], heads: Sequence[Chunk]) -> bool:
    """Whether a date follows from one printed above and what the sources say (去年, 4月16日), or is said in parts.

    A lone day needs its day, a day of a month both.
    """
    if date.kind == "relative":
        return date.period in ("日前", "近日", "目前")
    if date.kind in ("time", "holiday", "plan", "period", "range"):
        return False
    printed = [a.of for s in sources for a in s.anchors if isinstance(a.of, DateMention)]
    above = [a.of for chunk in heads for a in read(_head(chunk)).anchors if isinstance(a.of, DateMention)]
    years = {d.year for d in printed + above if d.year is not None}
    issued = {int(chunk.date[:4]) for chunk in heads if chunk.date[:4].isdigit()}
    shifts = {"前年": -2, "去年": -1, "上年": -1, "今年": 0, "当年": 0, "本年": 0, "同年": 0, "明年": 1}
    years |= {year + shifts[d.period] for year in issued for d in printed if d.period in shifts}
    if not any(d.year is not None for d in printed):
        years |= issued
    if date.year is not None and date.year not in years:
        return False
    parts = [d for d in printed + above if d.year in (None, date.year) or date.year is None]
    if date.month is not None and date.month not in {d.month for d in parts}:
        return False
    if date.month is None and date.day is None:
        return date.period in ("", *(d.period for d in parts))
    return any(
        (date.month or d.month, date.day or d.day) == (d.month or date.month, d.day or date.day)
        for d in parts
        if d.month or d.day
    )


def _head(chunk: Chunk) -> str:
    """Return what is printed above a passage, and its date."""
    date = chunk.date.split("-") if chunk.date else []
    spoken = "".join(f"{int(part)}{unit}" for part, unit in zip(date, "年月日", strict=False) if part.isdigit())
    return "\n".join([chunk.article, chunk.byline, chunk.title, *chunk.headings, spoken, chunk.date])


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
            return tag(key[:at])[:1] in _NO_NAME and tag(key[:at]) != "ns"
    if anchor.group != "organisation" or len(key) < 3:
        return False
    pattern = re.escape(key[0]) + "".join(f"[一-鿿]{{0,6}}?{re.escape(c)}" for c in key[1:])
    return any(len(m[0]) <= 3 * len(key) for m in re.finditer(pattern, source.folded))


def _bound(folded: str, place: Span) -> str:
    """Return ``above`` or ``below`` where words around a number make it a bound, else ``""``."""
    start, end = place
    before = _STOP.split(folded[max(0, start - _BEFORE) : start])[-1]
    behind = _STOP.split(folded[end : end + _BEHIND])[0]
    if _BELOW_BEFORE.search(before) or _BELOW_BEHIND.match(behind):
        return "below"
    if _ABOVE_BEFORE.search(before) or _ABOVE_BEHIND.match(behind) or re.search("[多余]", folded[start:end]):
        return "above"
    return ""


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
    above = [read(_head(chunk)) for chunk in heads]
    stray: list[str] = []
    for start, end in added:
        findings = _Findings([], [])
        words = read(text[start:end])
        for anchor in words.anchors:
            if anchor.kind != "direction" and not any(_spots(anchor, head) for head in above):
                verdict = _elsewhere(anchor, [read(place.quote) for place in places], heads)
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
