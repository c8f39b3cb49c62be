"""Learns when the built-in composer had better refuse: trees over the signs of its ranking, beside its own weights.

The composer's weights add up what speaks for an answer. What they cannot say is that one sign matters only where
another is there; small trees can. Both have to be content: a question for one thing is refused where either is not.
Knows cases and LightGBM; the signs are the product's own.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import lightgbm
import numpy as np
import numpy.typing as npt
from sklearn.metrics import roc_auc_score

from rag.answer.passages.select import ranked
from rag.answer.refusing.demands import Demands
from rag.answer.refusing.refuse import SIGNS, signs
from rag.answer.weights import Weights
from training.cases import Case, make_cases
from training.composer import row
from training.data import cases_from
from training.trees import save_trees

Floats = npt.NDArray[np.float32]
SHARE = {"drcd": 0.2, "cmrc": 0.5, "news": 0.5}  # of the cases of each source
# Raw score below which a question is refused: so far below all development questions that are answered that
# questions worded more freely have room.
LEAST = -4.0


def signs_of(numbered: tuple[int, Case], embedder: Path, composer: Path) -> tuple[Case, tuple[float, ...], bool] | None:
    """Return the signs of a case as the composer has them, and whether its best sentence answers."""
    number, case = numbered
    weights = Weights.load(composer / "weights.toml")
    made = row(case, number, embedder, composer / "rarity.npz")
    if len(made.found) < 2:
        return None
    ranking = ranked(made.found, weights.sentence)
    evidence = list({c.evidence.rank: c.evidence for c in made.found}.values())
    ranking = Demands.of(made.reading, evidence).meeting(ranking)
    best = ranking[0][1]
    right = any(label and c is best for c, label in zip(made.found, made.labels, strict=True))
    return case, signs(made.reading, ranking), right


def grow(values: Floats, right: npt.NDArray[np.bool_], *, trees: int, seed: int) -> lightgbm.Booster:
    """Return trees that tell rankings led by a sentence that answers from all others."""
    settings = {
        "objective": "binary", "learning_rate": 0.04, "num_leaves": 8, "min_data_in_leaf": 40, "feature_fraction": 0.4,
        "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 10.0, "seed": seed, "deterministic": True,
        "num_threads": 1, "verbose": -1,
    }  # fmt: skip
    return lightgbm.train(settings, lightgbm.Dataset(values, right.astype(int), feature_name=list(SIGNS)), trees)


def figures(model: lightgbm.Booster, cases: Sequence[Case], values: Floats, right: npt.NDArray[np.bool_]) -> None:
    """Show the area under the curve against each kind of absent answer, and what is refused."""
    raw = np.asarray(model.predict(values, raw_score=True))
    kinds = np.array([case.kind for case in cases])
    for kind in ("others", "same_topic", "taken_out", "swapped"):
        some = (kinds == kind) | right
        if len(set(right[some].tolist())) == 2:
            refused = 100 * float(np.mean(raw[kinds == kind] < LEAST))
            print(f"AUC right answer / {kind}: {roc_auc_score(right[some], raw[some]):.3f}; refused {refused:.0f} %")
    print(f"right answers refused {100 * float(np.mean(raw[right] < LEAST)):.1f} %")


def train(data: Path, embedder: Path, out: Path, *, processes: int = 2, trees: int = 150, seed: int = 5) -> None:
    """Make ``refusal.safetensors`` from all but the held-out fifth, on which it is measured.

    Args:
        data: The data folder.
        embedder: The folder of the static embedder.
        out: The folder of the composer, whose weights are there already.
        processes: That compute signs.
        trees: How many.
        seed: Of everything drawn.
    """
    began = time.perf_counter()
    random = np.random.default_rng(seed)
    cases = [c for c in make_cases(cases_from(data), random) if random.random() < SHARE[c.source]]
    with ProcessPoolExecutor(processes) as pool:
        every = pool.map(partial(signs_of, embedder=embedder, composer=out), enumerate(cases), chunksize=16)
        made = [one for one in every if one is not None]
    kept = np.array([case.held_out for case, _, _ in made])
    values = np.array([row for _, row, _ in made], np.float32)
    right = np.array([label for _, _, label in made], bool)
    print(f"{len(made)} rankings, {time.perf_counter() - began:.0f} s", flush=True)
    model = grow(values[~kept], right[~kept], trees=trees, seed=seed)
    figures(model, [case for case, _, _ in made if case.held_out], values[kept], right[kept])
    save_trees(model, out / "refusal.safetensors", {"least": LEAST})
    print(f"written to {out}, {time.perf_counter() - began:.0f} s", flush=True)
