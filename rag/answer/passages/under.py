"""What stands under a line that says what is asked: the points of 二、安装要求, the answer to 问：如何办理？.

A document that is put as questions, or in sections with a heading each, has answered already; what it says there is
told in its order instead of the one sentence that happens to share most words with the question.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from rag.answer.passages.candidates import Candidate, heading_of
from rag.answer.passages.lists import Item
from rag.answer.passages.select import Ranking
from rag.answer.passages.trim import tidy
from rag.answer.question.mentions import BOUND
from rag.answer.question.reading import Reading
from rag.answer.question.terms import Terms, plain
from rag.records import Span

_NOUN = 0.5  # share of what is asked for (禁忌 in 布洛芬有哪些禁忌) that the line itself has to say
_TOPIC = 0.3  # the same of the words before it, where what is asked for is a word for anything (有什么内容)
_VAGUE = frozenset(("内容", "规定", "要求", "情况", "方面", "事项", "信息", "说明", "讲究", "注意", "办"))
_MET = 0.5  # share of the whole question that it says together with what stands above the passage


def under(ranking: Ranking, reading: Reading, most: int) -> tuple[Item, ...]:
    """Return the points under the line that says what is asked, in their order; nothing where there is no such line.

    A question for a number, a date or a person wants one thing, and is left to the sentence that has it.

    Args:
        ranking: The sentences with their scores, best first, without those that only head others.
        reading: The question.
        most: Characters that sentences of one paragraph may have together.
    """
    if reading.asked.kind in BOUND or not ranking:
        return ()
    best = ranking[0][1]
    lead = next((lead for lead in reversed(best.over) if _says(lead, best, reading)), None)
    return _points([c for _, c in ranking], best, lead, most) if lead is not None else ()


def _says(lead: Span, candidate: Candidate, reading: Reading) -> bool:
    """Whether a line above a sentence says what is asked, and the sentence itself nothing more of it."""
    terms, chunk = reading.terms, candidate.evidence.chunk
    said = {t for _, t in terms.occurrences(plain(chunk.text[slice(*lead)]))}
    headed = {t for _, t in terms.occurrences(plain(heading_of(chunk)))}
    above = said | headed
    if not above.issuperset(t for _, t in candidate.terms) or terms.share(above) < _MET:
        return False
    *before, asked = [run for run in terms.runs if len(run) > 1 or run in _VAGUE] or [""]
    if _share_of(asked, said, terms) >= _NOUN:
        return True
    return asked in _VAGUE and bool(before) and _share_of(before[-1], said, terms, headed) >= _TOPIC


def _share_of(run: str, said: Set[str], terms: Terms, known: Set[str] = frozenset()) -> float:
    """Return the share of the weight of a stretch of the question that is said, what is known anyway left out."""
    own = {t: weight for t, weight in terms.weights.items() if t in run and (t not in known or t in said)}
    return sum(weight for t, weight in own.items() if t in said) / sum(own.values()) if own else 0.0


def _points(found: Sequence[Candidate], of: Candidate, lead: Span, most: int) -> tuple[Item, ...]:
    """Return the lines under a line, an item each, or of a single one as many sentences as there is room for."""
    chunk = of.evidence.chunk
    text = chunk.text
    below = sorted(c.place for c in found if c.evidence.chunk == chunk and lead in c.over)
    lines = dict.fromkeys((text.rfind("\n", 0, a) + 1, text.find("\n", b) % (len(text) + 1)) for a, b in below)
    if len(lines) > 1:
        return tuple(Item(chunk, *tidy(text, *line)) for line in lines)
    first = below[0][0]
    last = max((end for _, end in below if end - first <= most), default=below[0][1])
    return (Item(chunk, *tidy(text, first, last)),)
