"""Which sentences answer best: the features of ``candidates``, weighed.

The weights were fitted by ``training/composer.py`` on public questions; they are data, not code.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.candidates import FEATURES, Candidate

WEIGHTS = dict(
    zip(
        FEATURES,
        (4.64, 3.96, 3.33, 1.0, 6.34, 1.48, -0.74, 1.70, 1.11, -0.54, -1.39, 1.41, 0.08, 0.0, -1.75),
        strict=True,
    )
)


def ranked(found: Sequence[Candidate]) -> list[tuple[float, Candidate]]:
    """Return candidates with their scores, best first; ties stay in the order given."""
    weights = tuple(WEIGHTS.values())
    scored = [(sum(w * f for w, f in zip(weights, c.features, strict=True)), c) for c in found]
    return sorted(scored, key=lambda pair: -pair[0])
