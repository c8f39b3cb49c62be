"""Figures over gold questions: was it found, was it answered, is every word backed by its place.

Works on answer objects (``rag.wire``) and source texts, so that answers of any engine can be measured;
knows neither index nor models. Figures are percentages unless said otherwise; a figure over nothing is None.

    hit@k        gold quotes that stand in the first k evidence passages, read in order and cut at 400·k folded
                 characters in all; a passage that is not the source at its offsets counts for nothing. For
                 fact and followup any gold quote will do, for the other types the share found counts
    solved       answerable questions whose answer, its gaps aside, holds the keys (all for fact and followup,
                 80 % for list and multi, 60 % for summary) within the length that its type may have
    keys         share of the keys found in answers given, whatever their length
    refused      unanswerable questions with outcome ``no_evidence``
    refused_ok   answerable questions not answered (lower is better)
    wrong        answerable questions answered, but not solved (lower is better)
    cited        shown sentences that carry citations, none but citations that exist; a gap needs none. An answer
                 whose sentences do not make up its text counts one uncited sentence more
    exact        citations of at most 300 characters whose quote equals the source at its offsets
    on_gold      citations of solved fact and followup questions that hold a gold quote, a key, or at least six
                 characters of one gold quote
    wellformed   shown sentences that could stand in print: balanced marks, no leading connective or comma,
                 no ellipsis, a closing mark unless it is a list item or a bare value
    chars, p90   median and 90th percentile of the length of fact answers, in characters (lower is better)
    solved_TYPE  solved, by type of question
    questions    how many there were

Texts are compared folded: widths and case folded, white space, quotation marks and markup left out. Words of
ours in a sentence (``added``) count neither for keys nor for length.
"""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Object = dict[str, Any]
Figures = dict[str, float | None]
QuestionType = Literal["fact", "followup", "list", "multi", "summary", "unanswerable"]

LOWER_IS_BETTER = frozenset({"refused_ok", "wrong", "chars", "p90"})
# The longest answer that counts as one, and the share of the keys that it must hold.
LONGEST_ANSWER = {"fact": 120, "followup": 120, "list": 350, "multi": 400, "summary": 600}
ENOUGH_KEYS = {"fact": 1.0, "followup": 1.0, "list": 0.8, "multi": 0.8, "summary": 0.6}
DEPTHS = (1, 3, 5, 10)
PASSAGE_CHARS, QUOTE_CHARS, OVERLAP_CHARS, GAP_CHARS, VALUE_CHARS = 400, 300, 6, 60, 40

_UNPRINTED = re.compile(r"[\s“”\"'‘’*#`■\u00ad\u200b-\u200d\u2060\ufeff]+")
_MARKS = re.compile(r"\[\d+(?:\s*[,，、]\s*\d+)*\]")
_LACKING = re.compile(r"没有|未见|未提|未说|不见|\bnot?\b")
_PAIRS = ("“”", "‘’", "（）", "《》", "「」", "〔〕", "()")
_LEADING = re.compile(r"[，、；。：）,;]|但|并且?|而且?|其中|此外|同时|因此|所以|以及|它|该|其(?!他|它|余)")
_CLOSING = "。！？”』」）.!?"


# ---------------------------------------------------------------- gold questions


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of a document that answers a gold question."""

    doc: str
    text: str


@dataclass(frozen=True, slots=True)
class Gold:
    """A question whose answer is known.

    Attributes:
        id: Of the question.
        type: What kind of answer it wants; ``unanswerable`` where the documents hold none.
        keys: What the answer must hold.
        quotes: Where it stands; empty for an unanswerable question.
    """

    id: str
    type: QuestionType
    keys: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()

    @property
    def is_short(self) -> bool:
        """Whether one place answers it."""
        return self.type in ("fact", "followup")

    @property
    def is_held_out(self) -> bool:
        """Whether it is of the test third, on which nothing is tuned: those whose number is divisible by 3."""
        number = re.search(r"\d+", self.id)
        return number is not None and int(number[0]) % 3 == 0


def gold_of(value: Object) -> Gold:
    """Return the gold question of an object of the gold file.

    Raises:
        ValueError: It lacks a key, or its type is unknown.
    """
    try:
        if value["type"] != "unanswerable" and value["type"] not in LONGEST_ANSWER:
            raise ValueError(f"unknown type {value['type']!r}")
        return Gold(
            id=str(value["id"]),
            type=value["type"],
            keys=tuple(value.get("answer_keys") or ()),
            quotes=tuple(Quote(quote["doc"], quote["quote"]) for quote in value.get("evidence") or ()),
        )
    except (KeyError, TypeError) as exc:
        raise ValueError(f"not a gold question: {exc}") from exc


@dataclass(frozen=True, slots=True)
class Miss:
    """A question that was not answered as it should be, and why."""

    gold: Gold
    why: str


# ---------------------------------------------------------------- texts


def fold(text: str) -> str:
    """Return a text as it is compared: NFKC, lower case, without white space, quotation marks and markup."""
    return _UNPRINTED.sub("", unicodedata.normalize("NFKC", text).lower())


def without_marks(text: str) -> str:
    """Return a text without its citation marks."""
    return _MARKS.sub("", text)


def holds(key: str, folded: str) -> bool:
    """Return whether a key stands in a folded text, and not as a part of a longer number."""
    key = fold(key)
    before = r"(?<![\d.])" if key[:1].isdigit() else ""
    after = r"(?!\.?\d)" if key[-1:].isdigit() else ""
    return re.search(before + re.escape(key) + after, folded) is not None


def source_at(item: Object, texts: Mapping[str, str]) -> str | None:
    """Return the folded source text at the ``spans`` of an item, or at its ``start`` and ``end``.

    Args:
        item: A citation or an evidence passage.
        texts: Source texts by document name; a name that is not there counts as an empty text.

    Returns:
        None where the offsets are none of that text.
    """
    text = texts.get(item["doc"], "")
    spans = item.get("spans") or [[item.get("start"), item.get("end")]]
    numbers = [n for span in spans for n in span]
    if not all(isinstance(n, int) and 0 <= n <= len(text) for n in numbers) or any(s >= e for s, e in spans):
        return None
    return fold("".join(text[start:end] for start, end in spans))


# ---------------------------------------------------------------- what is judged, one at a time


def found(gold: Gold, evidence: Sequence[Object], k: int, texts: Mapping[str, str]) -> float:
    """Return the share of the gold quotes that stand in the first ``k`` passages; 0 or 1 where any will do."""
    left = PASSAGE_CHARS * k
    read: list[tuple[set[str], str]] = []
    for passage in evidence[:k]:
        text = fold(passage["text"])
        if text and text == source_at(passage, texts):
            read.append((_documents(passage), text[: max(0, left)]))
        left -= len(text)
    hits = [any(quote.doc in docs and fold(quote.text) in text for docs, text in read) for quote in gold.quotes]
    if gold.is_short:
        return float(any(hits))
    return sum(hits) / max(1, len(hits))


def is_gap(sentence: Object) -> bool:
    """Return whether a sentence says, shortly, only that something is not there."""
    text = sentence["text"]
    return sentence.get("verdict") == "gap" and len(text) <= GAP_CHARS and _LACKING.search(text.lower()) is not None


def claims(answer: Object) -> str:
    """Return what an answer claims from the documents: its text without marks, gaps and words of ours.

    The whole answer where its sentences do not make it up.
    """
    if not _is_made_up_of_its_sentences(answer):
        return without_marks(answer["answer"])
    return "".join(without_marks(_without_added(s)) for s in answer["sentences"] if not is_gap(s))


def are_cited(answer: Object) -> list[bool]:
    """Return, for each sentence shown but the gaps, whether it is cited; one False more for text outside sentences."""
    known = {citation["n"] for citation in answer["citations"]}
    shown = [sentence for sentence in answer["sentences"] if not is_gap(sentence)]
    cited = [bool(s["citations"]) and set(s["citations"]) <= known and s["verdict"] != "unsupported" for s in shown]
    if not shown or not _is_made_up_of_its_sentences(answer):
        cited.append(False)
    return cited


def is_exact(citation: Object, texts: Mapping[str, str]) -> bool:
    """Return whether a citation is short and its quote equals the source at its offsets."""
    quote = fold(citation["quote"])
    return 0 < len(quote) <= QUOTE_CHARS and quote == source_at(citation, texts)


def is_on_gold(citation: Object, gold: Gold) -> bool:
    """Return whether a citation stands where the answer is known to stand."""
    quote, docs = fold(citation["quote"]), _documents(citation)
    for known in gold.quotes:
        within = len(quote) >= OVERLAP_CHARS and quote in fold(known.text)
        if known.doc in docs and (fold(known.text) in quote or within or any(holds(k, quote) for k in gold.keys)):
            return True
    return False


def is_wellformed(sentence: Object) -> bool:
    """Return whether a sentence could stand in print."""
    text = without_marks(sentence["text"]).strip()
    if not text or "…" in text or _LEADING.match(text):
        return False
    balanced = all(text.count(pair[0]) == text.count(pair[1]) for pair in _PAIRS)
    return balanced and (text[-1] in _CLOSING or len(text) <= VALUE_CHARS)


def _documents(item: Object) -> set[str]:
    """The documents in which an item stands."""
    return {item["doc"], *(place["doc"] for place in item.get("also") or ())}


def _is_made_up_of_its_sentences(answer: Object) -> bool:
    sentences = "".join(without_marks(sentence["text"]) for sentence in answer["sentences"])
    return fold(without_marks(answer["answer"])) == fold(sentences)


def _without_added(sentence: Object) -> str:
    """The sentence without the stretches that are words of ours."""
    text: str = sentence["text"]
    for start, end in sorted(sentence.get("added") or [], reverse=True):
        text = text[:start] + text[end:]
    return text


# ---------------------------------------------------------------- figures


@dataclass(slots=True)
class _Tally:
    """Single judgements by the name of their figure."""

    rows: dict[str, list[float]] = field(default_factory=dict)
    lengths: list[int] = field(default_factory=list)
    misses: list[Miss] = field(default_factory=list)

    def add(self, name: str, *judgements: float) -> None:
        self.rows.setdefault(name, []).extend(judgements)


_NAMES = (
    *(f"hit@{k}" for k in DEPTHS),
    *("solved", "keys", "refused", "refused_ok", "wrong", "cited", "exact", "on_gold", "wellformed"),
)
# Every name that a figure may have, with those of ``latency``.
FIGURES = (
    *_NAMES,
    *("chars", "p90"),
    *(f"solved_{question_type}" for question_type in LONGEST_ANSWER),
    *("questions", "p50_ms", "p95_ms"),
)
_MISSING: Object = {"outcome": "missing", "answer": "", "sentences": [], "citations": [], "evidence": []}


def figures(
    gold: Sequence[Gold], answers: Mapping[str, Object], texts: Mapping[str, str]
) -> tuple[Figures, tuple[Miss, ...]]:
    """Return the figures of answers to gold questions, and what was missed.

    Args:
        gold: The questions.
        answers: Answer objects by question id; a missing one counts as not answered and nothing found.
        texts: Source texts by document name.

    Returns:
        Figures by name, in a fixed order, percentages with one decimal; misses in the order of the questions.
    """
    tally = _Tally()
    for question in gold:
        answer = answers.get(question.id, _MISSING)
        if question.type == "unanswerable":
            refused = answer["outcome"] == "no_evidence"
            tally.add("refused", refused)
            if not refused:
                tally.misses.append(Miss(question, "answered although the documents hold no answer"))
        else:
            _judge(question, answer, texts, tally)
        if answer["outcome"] == "answered":
            tally.add("cited", *are_cited(answer))
            tally.add("wellformed", *(is_wellformed(sentence) for sentence in answer["sentences"]))
            tally.add("exact", *(is_exact(citation, texts) for citation in answer["citations"]))
    out: Figures = {name: _percent(tally.rows.get(name, ())) for name in _NAMES}
    lengths = sorted(tally.lengths)
    out["chars"] = statistics.median(lengths) if lengths else None
    out["p90"] = lengths[int(0.9 * (len(lengths) - 1))] if lengths else None
    out |= {name: _percent(row) for name, row in sorted(tally.rows.items()) if name.startswith("solved_")}
    out["questions"] = len(gold)
    return out, tuple(tally.misses)


def _judge(gold: Gold, answer: Object, texts: Mapping[str, str], tally: _Tally) -> None:
    """Put down what is to be said of the answer to an answerable question."""
    evidence = sorted(answer.get("evidence") or [], key=lambda passage: passage["rank"])
    hits = {k: found(gold, evidence, k, texts) for k in DEPTHS}
    for k, hit in hits.items():
        tally.add(f"hit@{k}", hit)
    answered = answer["outcome"] == "answered"
    said = claims(answer)
    folded = fold(said)
    share = sum(holds(key, folded) for key in gold.keys) / max(1, len(gold.keys)) if answered else 0.0
    solved = answered and share >= ENOUGH_KEYS[gold.type] and len(said) <= LONGEST_ANSWER[gold.type]
    tally.add("keys", share)
    tally.add("solved", solved)
    tally.add(f"solved_{gold.type}", solved)
    tally.add("refused_ok", not answered)
    tally.add("wrong", answered and not solved)
    if not solved:
        state = "answered" if answered else str(answer["outcome"])
        tally.misses.append(Miss(gold, f"{state}, keys {share:.2f}, {len(said)} characters, hit@5 {hits[5]:.2f}"))
    if gold.type == "fact" and answered:
        tally.lengths.append(len(said))
    if solved and gold.is_short:
        tally.add("on_gold", *(is_on_gold(citation, gold) for citation in answer["citations"]))


def latency(seconds: Iterable[float]) -> Figures:
    """Return the median and the 95th percentile of times per question, in milliseconds (nearest rank)."""
    ordered = sorted(seconds)
    if not ordered:
        return {"p50_ms": None, "p95_ms": None}
    rank = max(0, -(-95 * len(ordered) // 100) - 1)
    return {"p50_ms": round(1000 * statistics.median(ordered), 1), "p95_ms": round(1000 * ordered[rank], 1)}


def short_of(measured: Figures, floors: Iterable[tuple[str, float]]) -> list[str]:
    """Return a line for each figure that is worse than its bound; a figure that is None or unknown is.

    Args:
        measured: Figures by name.
        floors: Names and bounds; the bound of a figure of which lower is better is its highest value.
    """
    lines = []
    for name, bound in floors:
        value, lower = measured.get(name), name in LOWER_IS_BETTER or name.endswith("_ms")
        if value is None or (value > bound if lower else value < bound):
            lines.append(f"{name} {value} ({'at most' if lower else 'at least'} {bound:g})")
    return lines


def _percent(row: Sequence[float]) -> float | None:
    return round(100 * sum(row) / len(row), 1) if row else None
