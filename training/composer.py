"""Fits the numbers of the built-in composer: how rare pairs of characters are, and what each of its signs is worth.

Half of the answered ones are worded anew, for people ask in other
words than documents use. Everything is linear, so that the result can be read: a softmax over the sentences of a
question, one over the clauses of a sentence, and a logistic regression of whether the best sentence answers.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from rag.answer.passages.candidates import FEATURES, Candidate, candidates
from rag.answer.passages.select import ranked
from rag.answer.passages.trim import CLAUSE_FEATURES, clause_features, parted
from rag.answer.question.reading import Reading, read
from rag.answer.question.terms import Rarity, plain
from rag.answer.refusing.refuse import SIGNS, signs
from rag.encode.interaction import LateInteraction
from rag.encode.static import StaticEmbedder
from rag.records import Chunk, Evidence, OffsetMap
from rag.search.question import constraints
from training.cases import Case, make_cases, reword
from training.data import cases_from, news

Floats = npt.NDArray[np.float32]
PASSAGE = 350  # characters over which pairs are counted, about a chunk
RARE = 10  # passages that a pair must stand in to be kept; all others weigh as much as the rarest
# What the cases cannot teach, having no head lines; set by hand, checked on the development questions.
BY_HAND = {"head": 0.0, "head_person": 1.5}
SHARE = {"drcd": 0.45, "cmrc": 1.0, "news": 1.0}  # of the cases of each source, so that none drowns the others
SEED = 5
# Only what is next to impossible: a threshold found on these cases does not carry to people's own questions.
LEAST = 0.003


class Row(NamedTuple):
    """A case as the composer sees it: a row a sentence, and the clauses of the sentence that answers."""

    case: Case
    reading: Reading
    found: list[Candidate]
    matrix: Floats
    labels: npt.NDArray[np.bool_]
    clauses: tuple[Floats, npt.NDArray[np.bool_]] | None


# ---------------------------------------------------------------- rarity


def count_pairs(articles: Iterable[str]) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint8]]:
    """Return the pairs of letters and Han characters that ten passages hold, and their weights in twentieths."""
    found: dict[int, int] = {}
    held: list[npt.NDArray[np.uint64]] = []
    passages = 0

    def add() -> None:
        codes, counts = np.unique(np.concatenate(held), return_counts=True)
        for code, count in zip(codes.tolist(), counts.tolist(), strict=True):
            found[code] = found.get(code, 0) + count
        held.clear()

    for article in articles:
        text = plain(article)
        for at in range(0, len(text), PASSAGE):
            code = np.frombuffer(text[at : at + PASSAGE].encode("utf-32-le", "replace"), np.uint32)
            code = np.minimum(code, 0xFFFF)
            han, digit = (code >= 0x4E00) & (code < 0x9FFF), (code >= 0x30) & (code < 0x3A)
            letter = han | digit | ((code >= 97) & (code < 123))
            pairs = (code[:-1].astype(np.uint64) << np.uint64(16)) | code[1:]
            held.append(np.unique(pairs[letter[:-1] & letter[1:]]))
            passages += 1
        if len(held) > 20_000:
            add()
    if held:
        add()
    codes = np.array(sorted(c for c, n in found.items() if n >= RARE), np.uint32)
    counts = np.array([found[c] for c in codes.tolist()], np.float64)
    weights = np.round(20 * np.log((passages + 1) / (counts + 1))).clip(0, 255)
    return codes, weights.astype(np.uint8)


# ---------------------------------------------------------------- rows


@lru_cache(maxsize=1)
def _models(embedder: Path, rarity: Path) -> tuple[LateInteraction, Rarity]:
    """Return the models of this process."""
    return LateInteraction(StaticEmbedder(embedder), cached=20_000), Rarity.load(rarity)


def _evidence(case: Case, question: str, interaction: LateInteraction) -> tuple[list[Evidence], list[int]]:
    """Return a case's passages as evidence, ordered as a retriever would, and their numbers in the case."""
    scores = interaction.score(question, [p.headings + p.text for p in case.passages])
    order = [int(i) for i in np.argsort(-scores, kind="stable")]
    return [Evidence(n, float(scores[i]), _chunk(case, i)) for n, i in enumerate(order, start=1)], order


def _chunk(case: Case, number: int) -> Chunk:
    """Return a passage of a case as a chunk."""
    text, name = case.passages[number].text, str(number)
    return Chunk(
        chunk_id=name, doc_id=name, doc=name, title=case.passages[number].headings, article="", byline="", date="",
        date_inferred=False, headings=(), kind="body", ordinal=0, text=text, indexed=text,
        offsets=OffsetMap(((0, 0, len(text)),)), spans=((0, len(text)),),
    )  # fmt: skip


def row(case: Case, number: int, embedder: Path, rarity: Path) -> Row:
    """Return a case as the composer sees it; its number decides whether it is worded anew."""
    interaction, pairs = _models(embedder, rarity)
    random = np.random.default_rng(number)
    question = case.question
    if random.random() < 0.5 and case.kind != "swapped" and not case.held_out:
        question = reword(question, interaction.static, random)
    reading = read(question, pairs, constraints(question))
    evidence, order = _evidence(case, question, interaction)
    found = candidates(reading, evidence, interaction)
    gold = [
        order[c.evidence.rank - 1] == case.gold and c.start <= case.start < c.end and case.kind == "answered"
        for c in found
    ]
    clauses = None
    for right, candidate in zip(gold, found, strict=True):
        if right:
            parts = parted(candidate)
            holds = np.array([p.start <= case.start < p.end for p in parts])
            if len(parts) > 1 and holds.any():
                clauses = np.array(clause_features(parts, reading), np.float32), holds
    matrix = np.array([c.features for c in found], np.float32).reshape(-1, len(FEATURES))
    return Row(case, reading, found, matrix, np.array(gold, bool), clauses)


# ---------------------------------------------------------------- fitting


def softmax_weights(groups: Sequence[tuple[Floats, npt.NDArray[np.bool_]]], *, ridge: float = 1e-4) -> Floats:
    """Return the weights under which the right rows of each group are most probable among its rows."""
    values = torch.tensor(np.concatenate([matrix for matrix, _ in groups]))
    right = torch.tensor(np.concatenate([labels for _, labels in groups])).float()
    of = torch.tensor(np.repeat(np.arange(len(groups)), [len(labels) for _, labels in groups]))
    weights = torch.zeros(values.shape[1], requires_grad=True)
    descent = torch.optim.LBFGS([weights], max_iter=300, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        descent.zero_grad()
        scores = values @ weights
        top = torch.full((len(groups),), -1e9).scatter_reduce(0, of, scores.detach(), "amax")
        share = torch.exp(scores - top[of])
        total = torch.zeros(len(groups)).index_add(0, of, share)
        hit = torch.zeros(len(groups)).index_add(0, of, share * right)
        value = -torch.log(hit / total + 1e-12).mean() + ridge * (weights * weights).sum()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    descent.step(loss)  # type: ignore[no-untyped-call]
    return np.asarray(weights.detach().numpy(), np.float32)


def answerable(rows: Sequence[Row], sentence: Sequence[float]) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Return the signs of each case's ranking, and whether its best sentence is the right one."""
    values, right = [], []
    for r in rows:
        ranking = ranked(r.found, sentence)
        gold = {id(c) for c, label in zip(r.found, r.labels, strict=True) if label}
        values.append(signs(r.reading, ranking))
        right.append(id(ranking[0][1]) in gold)
    return np.array(values, np.float32), np.array(right, bool)


# ---------------------------------------------------------------- figures and file


def measure(rows: Sequence[Row], sentence: Sequence[float], clause: Floats, model: LogisticRegression) -> list[str]:
    """Return the figures of held-out cases, a line each."""
    lines = []
    for source in SHARE:
        some = [r for r in rows if r.case.source == source and r.labels.any()]
        ranks = [
            int(np.flatnonzero(r.labels[np.argsort(-(r.matrix @ np.array(sentence)), kind="stable")])[0]) for r in some
        ]
        first, two = (100 * float(np.mean([rank < k for rank in ranks])) for k in (1, 2))
        lines.append(f"{source}: right sentence first {first:.1f} %, among two {two:.1f} % ({len(some)} cases)")
    cut = [r.clauses for r in rows if r.clauses is not None]
    hits = 100 * float(np.mean([labels[int(np.argmax(matrix @ clause))] for matrix, labels in cut]))
    lines.append(f"clause that holds the answer first {hits:.1f} % ({len(cut)} sentences)")
    values, right = answerable(rows, sentence)
    sure = model.predict_proba(values)[:, 1]
    kinds = np.array([r.case.kind for r in rows])
    for kind in ("others", "same_topic", "taken_out", "swapped"):
        some_of = (kinds == kind) | right
        lines.append(f"AUC right answer / {kind}: {roc_auc_score(right[some_of], sure[some_of]):.3f}")
    refused = {
        k: 100 * float(np.mean(sure[kinds == k] < LEAST))
        for k in ("answered", "others", "same_topic", "taken_out", "swapped")
    }
    lines.append("refused: " + ", ".join(f"{kind} {share:.0f} %" for kind, share in refused.items()))
    return lines


def write(file: Path, tables: dict[str, dict[str, float]], lines: Sequence[str]) -> None:
    """Write weights and how they were measured as TOML."""
    text = ["# Made by `python -m training composer`; what each name means stands where it is computed in rag/answer.",
            "# Held-out questions of DRCD, CMRC and news:", *(f"#   {line}" for line in lines)]  # fmt: skip
    for name, table in tables.items():
        text += ["", f"[{name}]", *(f"{key} = {value:.{3 if key == 'least' else 2}f}" for key, value in table.items())]
    file.write_text("\n".join(text) + "\n", encoding="utf-8")


def train(data: Path, embedder: Path, out: Path, *, processes: int = 2, seed: int = SEED) -> None:
    """Make the composer's tables: measured on the held-out fifth after learning from the others.

    Args:
        data: The data folder.
        embedder: The folder of the static embedder.
        out: Folder to write ``rarity.npz`` and ``weights.toml`` to.
        processes: That compute features.
        seed: Of everything drawn.
    """
    began = time.perf_counter()
    out.mkdir(parents=True, exist_ok=True)
    rarity = out / "rarity.npz"
    pairs, weights = count_pairs("\n".join(paragraphs) for paragraphs in news(data))
    np.savez_compressed(rarity, pairs=pairs, weights=weights)
    random = np.random.default_rng(seed)
    cases = [c for c in make_cases(cases_from(data), random) if random.random() < SHARE[c.source]]
    with ProcessPoolExecutor(processes) as pool:
        made = list(pool.map(partial(row, embedder=embedder, rarity=rarity), cases, range(len(cases)), chunksize=64))
    rows = [r for r in made if len(r.found) > 1 and (r.case.kind != "answered" or r.labels.any())]
    learned, kept = [r for r in rows if not r.case.held_out], [r for r in rows if r.case.held_out]
    print(f"{len(rows)} cases, {time.perf_counter() - began:.0f} s", flush=True)
    fitted = softmax_weights([(r.matrix, r.labels) for r in learned if r.labels.any()])
    sentence = {**dict(zip(FEATURES, map(float, fitted), strict=True)), **BY_HAND}
    clause = softmax_weights([r.clauses for r in learned if r.clauses is not None])
    values, right = answerable(learned, tuple(sentence.values()))
    model: Any = LogisticRegression(max_iter=5000).fit(values, right)
    lines = measure(kept, tuple(sentence.values()), clause, model)
    print("\n".join(lines))
    certain = {"least": LEAST, "intercept": float(model.intercept_[0])}
    tables = {
        "sentence": sentence,
        "clause": dict(zip(CLAUSE_FEATURES, map(float, clause), strict=True)),
        "answerable": certain | dict(zip(SIGNS, map(float, model.coef_[0]), strict=True)),
    }
    write(out / "weights.toml", tables, lines)
    print(f"written to {out}, {time.perf_counter() - began:.0f} s", flush=True)
