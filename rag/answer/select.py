"""Which sentences answer best: the features of ``candidates``, weighed.

The weights were fitted by ``training/composer.py`` on public questions; they are data, not code.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.candidates import FEATURES, Candidate

WEIGHTS = {
    "covered": -1.82,
    "covered_here": 4.48,
    "neighbours": 3.13,
    "heading": 2.0,
    "passage": 2.47,
    "unseen": 0.0,
    "run": -0.27,
    "fit": 1.53,
    "near": 1.10,
    "fit_covered": -0.37,
    "brief": -0.16,
    "rank": 1.54,
    "opening": 0.06,
    "head": 0.0,
    "clash": -1.21,
    "agree": 0.38,
    "lacking": -0.09,
    "other_clash": -1.10,
    "meaning": 8.17,
    "passage_meaning": 6.02,
}


def ranked(found: Sequence[Candidate]) -> list[tuple[float, Candidate]]:
    """Return candidates with their scores, best first; ties stay in the order given."""
    weights = tuple(WEIGHTS[name] for name in FEATURES)
    scored = [(sum(w * f for w, f in zip(weights, c.features, strict=True)), c) for c in found]
    return sorted(scored, key=lambda pair: -pair[0])
