"""Trains the sentence ranker and the answerability model, and writes their trees as data.

The sentences of a case compete. People ask in other words than documents use, and more so than the makers
of these questions did: in half of the cases some words of the question are exchanged for near ones. Knows
cases and LightGBM; the features are the product's own.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import lightgbm
import numpy as np
import numpy.typing as npt
from safetensors.numpy import save
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from rag.encode.features import SentenceInContext, features
from rag.encode.interaction import LateInteraction
from rag.encode.static import StaticEmbedder
from rag.text.sentences import sentences
from training.cases import Case, Passage, make_cases, reword
from training.data import cases_from

Floats = npt.NDArray[np.float32]
SHARE = {"drcd": 0.45, "cmrc": 1.0, "news": 1.0}  # of the cases of each source, so that none drowns the others


class Group(NamedTuple):
    """A case as the trees see it, a row a sentence; labels: 2 where it answers, 1 where the answer stands too."""

    matrix: Floats
    labels: npt.NDArray[np.int8]
    case: Case


# ---------------------------------------------------------------- rows


@lru_cache(maxsize=1)
def _interaction(embedder: Path) -> LateInteraction:
    """Return the embedder of this process."""
    return LateInteraction(StaticEmbedder(embedder), cached=20_000)


def in_context(found: Sequence[Passage]) -> tuple[list[SentenceInContext], list[tuple[int, int]]]:
    """Return the sentences of passages with what stands around them, and their places."""
    rows, places = [], []
    for number, passage in enumerate(found):
        cut = sentences(passage.text)
        texts = ["", *(passage.text[a:b] for a, b in cut), ""]
        for i, place in enumerate(cut):
            rows.append(SentenceInContext(texts[i + 1], texts[i], texts[i + 2], number, i, passage.headings))
            places.append(place)
    return rows, places


def group(case: Case, number: int, embedder: Path) -> Group:
    """Return the rows of a case; its number decides whether and how it is worded anew."""
    rows, places = in_context(case.passages)
    random = np.random.default_rng(number)
    question = case.question
    if random.random() < 0.5 and case.kind != "swapped" and not case.held_out:
        question = reword(question, _interaction(embedder).static, random)
    _, matrix = features(question, (), rows, _interaction(embedder))
    labels = np.zeros(len(rows), np.int8)
    for i, (row, (a, b)) in enumerate(zip(rows, places, strict=True)):
        if row.passage == case.gold:
            labels[i] = 2 if a <= case.start < b else int(len(case.answer) > 1 and case.answer in row.text)
    return Group(matrix, labels, case)


def make_groups(cases: Sequence[Case], embedder: Path, *, processes: int) -> list[Group]:
    """Return the rows of all cases; those whose answer stands in no sentence are left out."""
    with ProcessPoolExecutor(processes) as pool:
        made = list(pool.map(partial(group, embedder=embedder), cases, range(len(cases)), chunksize=64))
    return [g for g in made if len(g.labels) > 1 and (g.case.gold < 0 or 2 in g.labels)]


# ---------------------------------------------------------------- trees


def train_ranker(groups: Sequence[Group], names: Sequence[str], *, trees: int) -> lightgbm.Booster:
    """Return trees that put the sentence that answers before the others; cases without an answer say nothing."""
    answered = [g for g in groups if g.case.kind == "answered"]
    data = lightgbm.Dataset(
        np.concatenate([g.matrix for g in answered]),
        np.concatenate([g.labels for g in answered]),
        group=[len(g.labels) for g in answered],
        feature_name=list(names),
    )
    settings = {
        "objective": "lambdarank", "lambdarank_truncation_level": 5, "label_gain": [0, 1, 4], "learning_rate": 0.05,
        "num_leaves": 31, "min_data_in_leaf": 50, "feature_fraction": 0.5, "bagging_fraction": 0.7, "bagging_freq": 1,
        "lambda_l2": 5.0, "seed": 7, "deterministic": True, "num_threads": 1, "verbose": -1,
    }  # fmt: skip
    return lightgbm.train(settings, data, trees)


def train_answerability(groups: Sequence[Group], names: Sequence[str], *, trees: int) -> lightgbm.Booster:
    """Return trees that tell sentences that answer from all others, over cases with and without an answer."""
    matrix = np.concatenate([g.matrix for g in groups])
    labels = np.concatenate([g.labels for g in groups])
    # One sentence of a case answers, dozens do not: cases weigh alike, whatever their length.
    weights = np.concatenate([np.where(g.labels == 2, 1.0, 3.0 / len(g.labels)) for g in groups])
    kept = labels != 1
    answers = (labels[kept] == 2).astype(int)
    data = lightgbm.Dataset(matrix[kept], answers, weight=weights[kept], feature_name=list(names))
    settings = {
        "objective": "binary", "learning_rate": 0.05, "num_leaves": 31, "min_data_in_leaf": 100,
        "feature_fraction": 0.5, "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 5.0, "seed": 7,
        "deterministic": True, "num_threads": 1, "verbose": -1,
    }  # fmt: skip
    return lightgbm.train(settings, data, trees)


def calibration(trees: lightgbm.Booster, groups: Sequence[Group]) -> dict[str, float]:
    """Return slope and intercept that turn a case's highest raw score into the probability that it is answered."""
    raw = np.array([float(trees.predict(g.matrix, raw_score=True).max()) for g in groups])
    answered = np.array([g.case.kind == "answered" for g in groups])
    fitted = LogisticRegression().fit(raw[:, None], answered)
    return {"slope": float(fitted.coef_[0, 0]), "intercept": float(fitted.intercept_[0])}


def save_trees(trees: lightgbm.Booster, out: Path, about: dict[str, float]) -> None:
    """Write trees as ``rag.encode.trees`` reads them."""
    nodes: list[tuple[int, float, int, int, float]] = []
    roots = []

    def add(node: dict[str, Any]) -> int:
        at = len(nodes)
        if "leaf_value" in node:
            nodes.append((0, np.inf, at, at, node["leaf_value"]))
            return at
        nodes.append((0, 0, 0, 0, 0))
        nodes[at] = (node["split_feature"], node["threshold"], add(node["left_child"]), add(node["right_child"]), 0)
        return at

    described = trees.dump_model()
    for tree in described["tree_info"]:
        roots.append(add(tree["tree_structure"]))
    feature, threshold, left, right, value = zip(*nodes, strict=True)
    arrays = {
        "feature": np.array(feature, np.int16), "threshold": np.array(threshold, np.float64),
        "left": np.array(left, np.int32), "right": np.array(right, np.int32),
        "value": np.array(value, np.float32), "roots": np.array(roots, np.int32),
    }  # fmt: skip
    out.parent.mkdir(parents=True, exist_ok=True)
    header = {"features": json.dumps(described["feature_names"]), "about": json.dumps(about)}
    out.write_bytes(save(arrays, header))


# ---------------------------------------------------------------- figures


def rank_figures(scored: Sequence[tuple[Group, npt.NDArray[np.floating[Any]]]]) -> str:
    """Return how often a sentence of the right passage with the answer stands first, and among the first two and three.

    In percent; of sentences with equal scores the first one is taken.
    """
    ranks = [int(np.flatnonzero(g.labels[np.argsort(-scores, kind="stable")])[0]) for g, scores in scored]
    hits = "  ".join(f"{100 * np.mean([r < k for r in ranks]):5.1f}" for k in (1, 2, 3))
    return f"{hits}   ({len(ranks)} cases)"


def measure(
    ranker: lightgbm.Booster, answerability: lightgbm.Booster, groups: Sequence[Group], names: Sequence[str]
) -> None:
    """Show the figures of held-out cases, by source and number of passages, beside plain overlaps."""
    at = {name: i for i, name in enumerate(names)}
    raw = {id(g): answerability.predict(g.matrix, raw_score=True) for g in groups}
    for source in ("drcd", "cmrc", "news"):
        for low, high in ((1, 1), (2, 5), (6, 10)):
            some = [
                g for g in groups
                if g.case.source == source and g.case.kind == "answered" and low <= len(g.case.passages) <= high
            ]  # fmt: skip
            if not some:
                continue
            print(f"{source}, {low}-{high} passages:  first  two  three")
            print("  pair_share     ", rank_figures([(g, g.matrix[:, at["pair_share"]]) for g in some]))
            print("  late           ", rank_figures([(g, g.matrix[:, at["late"]]) for g in some]))
            print("  ranker         ", rank_figures([(g, ranker.predict(g.matrix)) for g in some]))
            print("  answerability  ", rank_figures([(g, raw[id(g)]) for g in some]))
    best = {
        "answerability": [raw[id(g)].max() for g in groups],
        "ranker": [ranker.predict(g.matrix).max() for g in groups],
        "late": [g.matrix[:, at["late"]].max() for g in groups],
    }
    for label, values in best.items():
        for kind in ("others", "same_topic", "taken_out", "swapped"):
            some = [i for i, g in enumerate(groups) if g.case.kind in ("answered", kind)]
            answered = [groups[i].case.kind == "answered" for i in some]
            if len(set(answered)) < 2:
                continue
            print(f"  AUC answered/{kind}: {roc_auc_score(answered, [values[i] for i in some]):.3f} ({label})")


def train(data: Path, embedder: Path, out: Path, *, processes: int = 2, trees: int = 300, seed: int = 5) -> None:
    """Make both models from all but the held-out fifth, on which they are measured here and by ``bench.models``.

    Args:
        data: The data folder.
        embedder: The folder of the static embedder.
        out: Folder to write ``ranker.safetensors`` and ``answerability.safetensors`` to.
        processes: That compute features.
        trees: Of each model.
        seed: Of everything drawn.
    """
    began = time.perf_counter()
    random = np.random.default_rng(seed)
    cases = [c for c in make_cases(cases_from(data), random) if random.random() < SHARE[c.source]]
    print(f"{len(cases)} cases, {time.perf_counter() - began:.0f} s", flush=True)
    groups = make_groups(cases, embedder, processes=processes)
    names, _ = features("谁", (), [SentenceInContext("他。")], _interaction(embedder))
    rows = sum(len(g.labels) for g in groups)
    spent = time.perf_counter() - began
    print(f"{len(groups)} usable, {rows} rows of {len(names)} features, {spent:.0f} s", flush=True)
    learned = [g for g in groups if not g.case.held_out]
    kept = [g for g in groups if g.case.held_out]
    ranker, answerability = (grow(learned, names, trees=trees) for grow in (train_ranker, train_answerability))
    measure(ranker, answerability, kept, names)
    save_trees(ranker, out / "ranker.safetensors", {})
    save_trees(answerability, out / "answerability.safetensors", calibration(answerability, kept))
    print(f"written to {out}, {time.perf_counter() - began:.0f} s", flush=True)
