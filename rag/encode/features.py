"""What a ranker sees of a sentence: a hundred named numbers on how it stands to a question.

Overlap by character pairs, pieces and meaning; what the sentences around it and the words above it add;
whether it holds the kind of thing that is asked for, and near the matched words; how it compares with the
other sentences. Knows shapes of Chinese questions and sentences; nothing of models, documents or answers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rag.encode.embedder import Vectors
from rag.encode.interaction import LateInteraction
from rag.encode.shapes import ASKING, HAN_NUMBER, KINDS, Asked, Reading, read, read_question

Floats = npt.NDArray[np.float32]
Column = tuple[str, Floats]
_LEANING = tuple(
    ["首先", "其中", "此外", "另外", "同时", "他", "她", "它", "该", "其", "这", "那", "此", "但", "而", "并", "因此"]
)
_CLOSED = re.compile(r"[。！？!?；;…”」』）)]$")


@dataclass(frozen=True, slots=True)
class SentenceInContext:
    """A sentence with what stands around it.

    Attributes:
        text: The sentence.
        before: The sentence before it in its passage, ``""`` for the first.
        after: The sentence behind it, ``""`` for the last.
        passage: Number of its passage among those of the question; only equality counts.
        position: Number of the sentence in its passage, from 0.
        headings: Words that stand above or outside the passage: title, headline, headings, author.
    """

    text: str
    before: str = ""
    after: str = ""
    passage: int = 0
    position: int = 0
    headings: str = ""


def features(
    question: str, kinds: Sequence[str], sentences: Sequence[SentenceInContext], interaction: LateInteraction
) -> tuple[tuple[str, ...], Floats]:
    """Return the names of the features and their values, float32 of shape ``(len(sentences), len(names))``.

    Names and their order are the same for every call with at least one sentence; without sentences both are empty.

    Args:
        question: One standalone question.
        kinds: Kinds of thing asked for that are known from elsewhere; those that ``KINDS`` lacks are ignored.
        sentences: All sentences that compete for the question, passage by passage: features compare them.
        interaction: Gives pieces and their nearness in meaning.
    """
    if not sentences:
        return (), np.zeros((0, 0), np.float32)
    asked = read_question(question, kinds)
    reads = [read(s.text) for s in sentences]
    passages = np.unique([s.passage for s in sentences], return_inverse=True)[1]
    overlap = _overlap(asked, sentences, reads, passages)
    meaning = _meaning(question, sentences, passages, interaction)
    columns = [
        *overlap,
        *meaning,
        *_runs(asked, reads),
        *_agreement(asked, sentences, reads, passages),
        *_kinds(asked, reads),
        *_form(sentences, reads, passages),
        *_compared(dict([*overlap, *meaning]), passages),
    ]
    return tuple(name for name, _ in columns), np.stack([column for _, column in columns], axis=1).astype(np.float32)


def _shares(weights: Floats, held: Floats) -> Floats:
    """Return the weighted share of the rows that each column holds; 0 where nothing has weight."""
    total = float(weights.sum())
    return np.asarray(weights @ held / total if total else np.zeros(held.shape[1]), np.float32)


def _per_passage(values: Floats, passages: npt.NDArray[np.intp]) -> Floats:
    """Return for each sentence the largest value in its passage; of a matrix, row by row."""
    best = np.stack([values[..., passages == number].max(axis=-1) for number in range(passages.max() + 1)], axis=-1)
    return np.asarray(best[..., passages], np.float32)


def _overlap(
    asked: Asked, sentences: Sequence[SentenceInContext], reads: Sequence[Reading], passages: npt.NDArray[np.intp]
) -> list[Column]:
    """Shares of the question's character pairs and characters, weighted by their rarity among the sentences."""
    columns: list[Column] = []
    around = [(read(s.before), read(s.after), read(s.headings)) for s in sentences]
    for label, terms, field in (("pair", asked.topic.pairs, "pairs"), ("char", asked.topic.chars, "chars")):
        listed = sorted(terms)
        held = np.array([[t in getattr(r, field) for r in reads] for t in listed], np.float32).reshape(-1, len(reads))
        near = [
            np.array([[t in getattr(a[i], field) for a in around] for t in listed], np.float32).reshape(held.shape)
            for i in range(3)
        ]
        rarity = np.log((len(reads) + 1) / (held.sum(axis=1) + 0.5)).astype(np.float32).clip(0.05)
        passage = _per_passage(held, passages) if listed else held
        columns += [
            (f"{label}_share", _shares(rarity, held)),
            (f"{label}_share_near", _shares(rarity, np.maximum(held, np.maximum(near[0], near[1])))),
            (f"{label}_share_context", _shares(rarity, np.maximum(held, np.maximum(near[2], passage)))),
            (f"{label}_share_headings", _shares(rarity, np.maximum(held, near[2]))),
            (f"{label}_share_before", _shares(rarity, near[0])),
            (f"{label}_share_after", _shares(rarity, near[1])),
            (f"{label}_share_passage", _shares(rarity, passage)),
            (
                f"{label}_share_anywhere",
                _shares(rarity, np.repeat(held.max(axis=1, initial=0)[:, None], len(reads), 1)),
            ),
        ]
        seldom = (held.sum(axis=1) <= max(2.0, 0.1 * len(reads))) & (held.sum(axis=1) > 0)
        columns.append((f"{label}_seldom", _shares(rarity * seldom, held)))
    sizes = np.array([max(1, len(r.pairs)) for r in reads], np.float32)
    columns.append(("pair_density", np.array([len(r.pairs & asked.topic.pairs) for r in reads], np.float32) / sizes))
    return columns


def _meaning(
    question: str, sentences: Sequence[SentenceInContext], passages: npt.NDArray[np.intp], interaction: LateInteraction
) -> list[Column]:
    """Late interaction and mean-vector cosine of the sentence, its neighbours, its headings and its passage."""
    texts = list(dict.fromkeys(t for s in sentences for t in (s.text, s.before, s.after, s.headings)))
    at = {text: i for i, text in enumerate(texts)}
    topic = ASKING.sub(" ", question)
    weights, every = interaction.coverage(topic, texts)
    own, before, after, above = (
        every[:, [at[getattr(s, field)] for s in sentences]] for field in ("text", "before", "after", "headings")
    )
    exact = (own > 0.999).astype(np.float32)
    n = len(sentences)
    passage = _per_passage(own, passages) if len(weights) else own
    rare = np.argsort(-weights, kind="stable")[:3]
    worst = [own[i] if len(rare) > k else np.ones(n, np.float32) for k, i in enumerate([*rare, *[0] * 3][:3])]
    known = [passage[i] if len(rare) > k else np.ones(n, np.float32) for k, i in enumerate([*rare, *[0] * 3][:3])]
    vectors = interaction.static.passages([topic, question, *(s.text for s in sentences)])
    anywhere = np.repeat(own.max(axis=1, initial=0)[:, None], n, 1) if len(weights) else own
    columns: list[Column] = [
        ("piece_share", _shares(weights, exact)),
        ("late", _shares(weights, own)),
        ("late_squared", _shares(weights, own**2)),
        ("late_rare", _shares(weights**2, own**2)),
        ("late_near", _shares(weights, np.maximum(own, np.maximum(before, after)))),
        ("late_headings", _shares(weights, np.maximum(own, above))),
        ("late_above", _shares(weights, above)),
        ("late_passage", _shares(weights, passage)),
        ("late_context", _shares(weights, np.maximum(passage, above))),
        ("late_before", _shares(weights, before)),
        ("late_after", _shares(weights, after)),
        ("late_anywhere", _shares(weights, anywhere)),
        ("cosine", np.asarray(vectors[2:] @ vectors[0], np.float32)),
        ("cosine_whole", np.asarray(vectors[2:] @ vectors[1], np.float32)),
        ("question_weight", np.full(n, weights.sum(), np.float32)),
    ]
    columns += [(f"rarest_{k}", column) for k, column in enumerate(worst)]
    columns += [(f"rarest_{k}_passage", column) for k, column in enumerate(known)]
    columns.append(
        ("least_passage", np.maximum(passage, above).min(axis=0) if len(weights) else np.zeros(n, np.float32))
    )
    return columns


def _runs(asked: Asked, reads: Sequence[Reading]) -> list[Column]:
    """The longest run of characters that question and sentence share, and how much of the question such runs cover."""
    text = asked.text
    rows = np.zeros((len(reads), 3), np.float32)
    for row, own in enumerate(reads):
        longest, end, covered = 0, 0, np.zeros(len(text), bool)
        for start in range(len(text)):
            end = max(end, start)
            while end < len(text) and text[start : end + 1] in own.text:
                end += 1
            longest = max(longest, end - start)
            if end - start > 1:
                covered[start:end] = True
        rows[row] = longest, longest / max(1, len(text)), covered.mean() if len(text) else 0
    return [("run", rows[:, 0]), ("run_share", rows[:, 1]), ("runs_covered", rows[:, 2])]


def _agreement(
    asked: Asked, sentences: Sequence[SentenceInContext], reads: Sequence[Reading], passages: npt.NDArray[np.intp]
) -> list[Column]:
    """Whether the numbers, years, ordinals and quoted words of the question stand in the sentence or around it.

    -1 where the question has none; a year or ordinal that contradicts is a feature of its own.
    """
    above = [read(s.headings) for s in sentences]
    columns: list[Column] = []
    for label in ("numbers", "years", "ordinals"):
        wanted: frozenset[str] = getattr(asked.topic, label)
        own = np.array([_share(wanted, getattr(r, label)) for r in reads], np.float32)
        whole = np.array(
            [_share(wanted, getattr(r, label) | getattr(a, label)) for r, a in zip(reads, above, strict=True)],
            np.float32,
        )
        other = [bool(wanted) and bool(getattr(r, label)) and not wanted & getattr(r, label) for r in reads]
        columns += [
            (label, own),
            (f"{label}_passage", _per_passage(whole, passages)),
            (f"{label}_other", np.array(other, np.float32)),
        ]
    texts = [(r.text, a.text) for r, a in zip(reads, above, strict=True)]
    quoted = np.array([_found(asked.quoted, own) for own, _ in texts], np.float32)
    both = np.array([_found(asked.quoted, own + "\n" + up) for own, up in texts], np.float32)
    return [*columns, ("quoted", quoted), ("quoted_passage", _per_passage(both, passages))]


def _share(wanted: frozenset[str], held: frozenset[str]) -> float:
    """Return the share of what is wanted that is held; -1 where nothing is wanted."""
    return len(wanted & held) / len(wanted) if wanted else -1.0


def _found(wanted: Sequence[str], text: str) -> float:
    """Return the share of strings that stand in a text; -1 where there are none."""
    return sum(w in text for w in wanted) / len(wanted) if wanted else -1.0


def _kinds(asked: Asked, reads: Sequence[Reading]) -> list[Column]:
    """What the question asks for, how much of it the sentence holds, and how near it stands to the matched words."""
    n = len(reads)
    rows = np.zeros((n, len(KINDS)), np.float32)
    nearest = np.full(n, 60, np.float32)
    for row, own in enumerate(reads):
        matched = [i for i in range(len(own.text) - 1) if own.text[i : i + 2] in asked.topic.pairs]
        at = np.array(matched, np.int32)
        for k, (kind, places) in enumerate(zip(KINDS, own.held, strict=True)):
            # What the question says already is no answer to it.
            new = [p for p in places if kind not in ("number", "date") or not _said(asked, own.text, p)]
            rows[row, k] = min(5, len(new))
            if kind in asked.kinds and new and matched:
                nearest[row] = min(nearest[row], np.abs(at[:, None] - np.array(new)).min())
    wants = np.array([kind in asked.kinds for kind in KINDS], np.float32)
    any_held = (rows * wants > 0).sum(axis=1)
    unit = np.array([bool(asked.unit) and _has_unit(asked.unit, r.text) for r in reads], np.float32)
    return [
        *((f"asks_{kind}", np.full(n, wants[k], np.float32)) for k, kind in enumerate(KINDS)),
        *((f"holds_{kind}", rows[:, k]) for k, kind in enumerate(KINDS)),
        ("kinds_held", np.asarray(any_held, np.float32)),
        ("kinds_share", np.asarray(any_held / wants.sum() if wants.any() else np.full(n, -1), np.float32)),
        ("kind_distance", nearest),
        ("unit", unit if asked.unit else np.full(n, -1, np.float32)),
        ("extra", np.array([len(r.chars - asked.topic.chars) for r in reads], np.float32)),
    ]


def _said(asked: Asked, text: str, at: int) -> bool:
    """Whether what stands at a place of a sentence stands in the question too, with the character behind it."""
    return text[at : at + 2] in asked.text


def _has_unit(unit: str, text: str) -> bool:
    """Whether a number with the unit that is asked for stands in a text."""
    return re.search(rf"[\d{HAN_NUMBER}多余几]\s?个?{re.escape(unit)}", text) is not None


def _form(
    sentences: Sequence[SentenceInContext], reads: Sequence[Reading], passages: npt.NDArray[np.intp]
) -> list[Column]:
    """Position and shape of the sentence."""
    position = np.array([s.position for s in sentences], np.float32)
    last = _per_passage(position, passages)
    length = np.array([len(r.text) for r in reads], np.float32)
    return [
        ("position", position),
        ("from_end", last - position),
        ("of_passage", last + 1),
        ("n_sentences", np.full(len(sentences), len(sentences), np.float32)),
        ("length", length),
        ("is_question", np.array([s.text.rstrip("”」")[-1:] in ("？", "?") for s in sentences], np.float32)),
        ("leans_back", np.array([s.text.startswith(_LEANING) for s in sentences], np.float32)),
        ("is_closed", np.array([_CLOSED.search(s.text.strip()) is not None for s in sentences], np.float32)),
        ("clauses", np.array([s.text.count("，") + s.text.count("；") for s in sentences], np.float32)),
    ]


def _compared(columns: dict[str, Floats], passages: npt.NDArray[np.intp]) -> list[Column]:
    """How far the sentence stands behind the best of all, the best of its passage, and its passage behind the best."""
    found: list[Column] = []
    for name in ("pair_share", "pair_share_near", "late", "late_near", "late_rare", "cosine"):
        values = columns[name]
        best = _per_passage(values, passages)
        found += [
            (f"{name}_behind", values - values.max()),
            (f"{name}_behind_in_passage", values - best),
            (f"{name}_order", np.array([(values > v).sum() for v in values], np.float32).clip(0, 20)),
        ]
    for name in ("pair_share_passage", "late_context"):
        found.append((f"{name}_behind", columns[name] - columns[name].max()))
    return found


def vector_of(names: Sequence[str], matrix: Floats, wanted: Sequence[str]) -> Vectors:
    """Return the columns of a matrix that are wanted, in that order.

    Raises:
        ValueError: A wanted name is missing.
    """
    at = {name: i for i, name in enumerate(names)}
    if missing := [name for name in wanted if name not in at]:
        raise ValueError(f"no feature {missing}; known: {sorted(at)}")
    return np.asarray(matrix[:, [at[name] for name in wanted]], np.float32)
