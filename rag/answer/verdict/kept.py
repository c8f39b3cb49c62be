"""Whether a sentence has kept what limits its claims in the places it cites: plans, conditions, opinions.

Compares the limits of one sentence with those of its sources. Bounds of numbers are ``verify``'s, for they are sought
with the numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.answer.verdict.anchors import Anchor, Reading
from rag.answer.verdict.limits import Limit, limits, plan_at
from rag.answer.verdict.sought import Source, spots
from rag.records import Span
from rag.text.sentences import clauses

# 将 and 计划 may stand for any other plan, and for each other: what is said is weaker, not done.
_LOOSE_PLAN = "plan"
_KEPT = 0.5  # share of a condition's character pairs that a sentence repeats to have kept it
_WITHIN = 0.7  # share of a clause's pairs that stand in a limit's reach where it rests on that reach
_LEAST = 3  # pairs of a clause that says anything


def unkept(sentence: Reading, sources: Sequence[Source]) -> tuple[list[Span], list[Span]]:
    """Return what of a sentence its sources limit and it does not, and what it limits otherwise than they do.

    Args:
        sentence: What is checked.
        sources: What it cites.

    Returns:
        Stretches of the sentence: those for which it must not be shown, and those that are only nearly said.
    """
    missing: list[Span] = []
    weak: list[Span] = []
    held = limits(sentence.text)
    own = [x for x in held if x.kind == "plan"]
    for anchor in sentence.anchors:
        if anchor.kind in ("quantity", "date"):
            verdict = _planned(anchor, own, sources)
            if verdict is not None:
                (weak if verdict else missing).append((anchor.start, anchor.end))
    if not own:
        missing += _deeds(sentence, sources)
    for plan in own:
        verdict = _plan_said(plan, sources)
        if verdict is not None:
            (weak if verdict else missing).append((plan.start, plan.end))
    for source in sources:
        for limit in source.limits:
            if limit.kind != "plan" and not _has_kept(limit, sentence, held):
                rests = list(_resting(limit, sentence, source, sources))
                (missing if limit.kind == "condition" or limit.group or rests else weak).extend(
                    rests or _whole(limit, sentence, source, sources)
                )
    return missing, weak


def _planned(anchor: Anchor, own: Sequence[Limit], sources: Sequence[Source]) -> bool | None:
    """Return False where a number or date is only planned in the sources and not here, True where planned otherwise."""
    groups = {plan_at(s.limits, spot) for s in sources for spot in spots(anchor, s.reading)}
    ours = {plan.group for plan in own}
    if not groups or "" in groups or groups & ours:
        return None
    return bool(ours) and _LOOSE_PLAN in groups | ours


def _plan_said(plan: Limit, sources: Sequence[Source]) -> bool | None:
    """Return None where a plan of a sentence is one of the sources too, True where nearly, False where not."""
    groups = {x.group for s in sources for x in s.limits if x.kind == "plan"}
    if plan.group in groups or any(plan.text in s.reading.folded for s in sources):
        return None
    return _LOOSE_PLAN in groups | {plan.group} and (bool(groups) or plan.text == "将")


def _deeds(sentence: Reading, sources: Sequence[Source]) -> Iterator[Span]:
    """Yield the deeds that a sentence tells as done and its sources tell as planned only."""
    words = dict.fromkeys(x.what for s in sources for x in s.limits if x.kind == "plan" and x.what)
    for word in words:
        if not any(_free(word, source) for source in sources):
            yield from (m.span() for m in re.finditer(re.escape(word), sentence.folded))


def _free(word: str, source: Source) -> bool:
    """Whether a source says a word outside the reach of a plan."""
    return any(not plan_at(source.limits, m.span()) for m in re.finditer(re.escape(word), source.reading.folded))


def _has_kept(limit: Limit, sentence: Reading, held: Sequence[Limit]) -> bool:
    """Whether a sentence repeats a condition, or says who holds what it tells, or of nobody else that they hold it."""
    pairs, said = _pairs(limit.text), _pairs(sentence.folded)
    if limit.kind == "condition":
        return not pairs or len(pairs & said) >= _KEPT * len(pairs)
    speaker = _pairs(limit.text[:-2])
    if limit.group:
        return any(x.group == limit.group for x in held)
    if speaker and len(speaker & said) >= _KEPT * len(speaker):
        return True
    return any(x.kind == "opinion" and not _pairs(x.text[:-2]) - speaker for x in held)


def _resting(limit: Limit, sentence: Reading, source: Source, sources: Sequence[Source]) -> Iterator[Span]:
    """Yield the numbers and dates of a sentence that stand nowhere but in the reach of a limit."""
    told = ("quantity", "date") if limit.kind == "condition" else ("quantity",)
    for anchor in sentence.anchors:
        if anchor.kind in told and not anchor.value.endswith(("第", "届")):
            found = [(s, spot) for s in sources for spot in spots(anchor, s.reading)]
            if found and all(s is source and _reached(limit, spot) for s, spot in found):
                yield anchor.start, anchor.end


def _whole(limit: Limit, sentence: Reading, source: Source, sources: Sequence[Source]) -> Iterator[Span]:
    """Yield the clauses of a sentence that rest on the reach of a limit and on nothing else."""
    start, end = (source.offset + at for at in limit.reach)
    reach = _pairs(source.context[max(0, start) : end])
    others = [s.reading.folded for s in sources if s is not source]
    rest = _pairs("\n".join([*others, source.context[: max(0, start)]]))
    for a, b in clauses(sentence.text):
        pairs = _pairs(sentence.folded[a:b])
        within = pairs & reach
        if len(pairs) >= _LEAST and len(within) >= _WITHIN * len(pairs) and len(within & rest) < _KEPT * len(within):
            yield a, b


def _reached(limit: Limit, spot: Span) -> bool:
    return limit.reach[0] <= spot[0] < limit.reach[1]


def _pairs(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring Han characters, letters and digits of a text."""
    return frozenset(a + b for a, b in zip(text, text[1:], strict=False) if a.isalnum() and b.isalnum())
