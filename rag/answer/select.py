"""Which sentences answer best: the features of ``candidates``, weighed.

The weights were fitted by ``training/composer.py`` on public questions; they are data, not code.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.candidates import FEATURES, Candidate

WEIGHTS = {
    "covered": -2.73,
    "covered_here": 3.65,
    "neighbours": 1.29,
    "heading": 2.00,
    "passage": 2.95,
    "unseen": -0.18,
    "run": -0.07,
    "fit": 1.00,
    "near": 0.66,
    "fit_covered": 0.11,
    "brief": 0.91,
    "rank": 1.55,
    "opening": 0.08,
    "head": 0.00,
    "clash": -1.08,
    "agree": 0.37,
    "lacking": -1.03,
    "other_clash": -0.93,
    "meaning": 1.88,
    "meaning_here": 4.45,
    "meaning_beside": 4.33,
    "passage_meaning": 4.46,
}


def ranked(found: Sequence[Candidate]) -> list[tuple[float, Candidate]]:
    """Return candidates with their scores, best first; ties stay in the order given."""
    weights = tuple(WEIGHTS[name] for name in FEATURES)
    scored = [(sum(w * f for w, f in zip(weights, c.features, strict=True)), c) for c in found]
    return sorted(scored, key=lambda pair: -pair[0])
