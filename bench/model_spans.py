"""Which words answer, where something marks them: held-out questions over their own passage and over five.

No built-in model marks spans. What comes nearest are the composer's best sentence, the clauses of it that are kept, and
in it the thing of the kind that is asked for (a date, a number with its unit, a name). A cross-encoder that marks spans
stands beside them where the models' folder holds one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from bench.model_sentences import Scorers, cases_of
from rag.answer.passages.candidates import Candidate
from rag.answer.passages.trim import trim
from rag.answer.question.reading import Reading
from training.cases import Case, Placed
from training.measure import agreement

Marker = Callable[[Case], str]


def rows(placed: Sequence[Placed], scorers: Scorers, models: Path) -> list[dict]:
    """Return a row for each source and marker: how often it marks something, exact match and F1 of the characters.

    Where nothing is marked both are 0. F1 is CMRC's, by the longest common run.
    """
    markers = _of_composer(scorers) | _of_reader(models / "crossencoder")
    found = []
    for source in ("drcd", "cmrc", "news"):
        alone, among = cases_of([p for p in placed if p.question.source == source])
        for label, cases in (("own passage", alone), ("five passages", among)):
            for name, mark in markers.items():
                marked = [mark(case) for case in cases]
                figures = {
                    "marked": [bool(text) for text in marked],
                    "exact": [text == case.answer for text, case in zip(marked, cases, strict=True)],
                    "f1": [agreement(text, case.answer) for text, case in zip(marked, cases, strict=True)],
                }
                about = {"set": source, "among": label, "marked by": name}
                means = {key: round(100 * float(np.mean(values)), 1) for key, values in figures.items() if values}
                found.append(about | means | {"cases": len(cases)})
    return found


def _of_composer(scorers: Scorers) -> dict[str, Marker]:
    """Return what the composer marks: a sentence, the clauses it keeps, the thing of the kind asked for."""

    def kept(best: Candidate, reading: Reading) -> str:
        start, end = trim(best, reading, scorers.weights.clause)
        return best.evidence.chunk.text[start:end]

    def thing(best: Candidate, reading: Reading) -> str:
        mention = max(best.mentions, key=lambda m: m.fit, default=None)
        return best.evidence.chunk.text[mention.start : mention.end] if mention else ""

    def by(choose: Callable[[Candidate, Reading], str]) -> Marker:
        def mark(case: Case) -> str:
            ranking, reading = scorers.compose(case)
            return choose(ranking[0][1], reading)

        return mark

    return {"sentence": by(lambda best, _: best.text), "clauses kept": by(kept), "thing asked for": by(thing)}


def _of_reader(folder: Path) -> dict[str, Marker]:
    """Return the cross-encoder of a folder, where it lies there: the best span of all passages."""
    if not folder.is_dir():
        return {}
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    from training.crossencoder import pair_of, read
    from training.recipes import CrossencoderRecipe

    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForQuestionAnswering.from_pretrained(folder).float().eval()
    window = CrossencoderRecipe().window

    def mark(case: Case) -> str:
        blind = replace(case, gold=-1, start=-1)  # where the answer stands would choose the window
        pairs = [pair_of(blind, n, window) for n in range(len(case.passages))]
        above, words = max(read(model, tokenizer, pairs))
        return words if above > 0 else ""

    return {"cross-encoder": mark}
