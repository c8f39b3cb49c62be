"""From a language model's text to drafts: each sentence with the places that its marks stand for.

Knows what a sentence of a model may be: a claim, a statement that the passages lack something, or
talk. Knows nothing of how the model runs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from threading import Event

from rag.answer.models.addressed import rests_on_a_demand
from rag.answer.citing.attribute import supporting
from rag.answer.models.generator import Generator, Request
from rag.answer.models.marks import Written, written
from rag.answer.verdict.verify import support
from rag.errors import RagError
from rag.records import Draft, Evidence, Place
from rag.text.fold import content

# A gap is said in our words: a model's own may smuggle in a claim.
GAP = "资料中没有提到这一点。"
_ECHO = 0.6
_MOST_REPEATS = 3
_SOURCES = r"(?:资料|材料|文中|文件|文档|原文|文本|内容|段落|报道|信息|知识库|上下文)"
_LACKS = re.compile(
    rf"{_SOURCES}[^。]{{0,12}}(?:没有|并未|未|无法|不能|没|不)(?:明确|具体|直接|有)?"
    r"(?:提到|提及|提供|涉及|说明|给出|包含|记载|显示|介绍|找到|查到|指出|回答|看出|得知|确定|相关|关于|得出)"
    rf"|(?:无法|不能|没有办法|没法)(?:从|根据|依据|在)[^，,。]{{0,8}}{_SOURCES}|(?:没有|未|无)(?:找到|查到|检索到|相关)[^，,。]{{0,8}}{_SOURCES}"
)
_BUT = re.compile(r"[，,；;]\s*(?:但是?|不过|然而|只是|仅|只)")
_SAYS = re.compile(rf"^{_SOURCES}?(?:中|里)?(?:仅|只)?(?:有)?(?:提到|提及|说|指出)(?:了|的是|过)?[，,：:]?")
_TALK = re.compile(r"^(?:以下|如下|综上|总之|希望|如有|如果您|您好|好的|当然|注[：:意]|请注意|感谢)")


def answer_with(generator: Generator, request: Request, stop: Event) -> Iterator[Draft]:
    """Yield what a language model writes, as drafts, each as soon as its sentence is finished.

    A model that repeats itself three times is stopped. Where it fails or ``stop`` is set, only the sentences that it
    finished come.

    Raises:
        PromptTooLongError: The question does not fit the model's window even with one passage.
        BackendError: The model cannot be loaded or fails.
    """
    stream = generator.stream(request, stop)
    failures: list[RagError] = []

    def pieces() -> Iterator[str]:
        try:
            yield from stream
        except RagError as error:
            failures.append(error)

    with closing(stream):  # type: ignore[type-var]
        yield from drafts(pieces(), request.evidence, request.question, lambda: bool(failures) or stop.is_set())
    if failures:
        raise failures[0]


def drafts(
    pieces: Iterable[str],
    evidence: Sequence[Evidence],
    question: str = "",
    is_cut: Callable[[], bool] = lambda: False,
) -> Iterator[Draft]:
    """Yield the sentences of a model's text with the places that support them.

    The passage that a mark names is searched first; where it does not support the sentence fully, or there is no
    mark, any passage that does is taken, so that a slip in a number does no harm. A sentence
    that nothing supports keeps the nearest place of the passage it names, for the check to
    refuse. Statements that the passages lack something become one gap in our words. Questions
    repeated, greetings, lead-ins and sentences said before are left out.

    Args:
        pieces: The text as it comes.
        evidence: The passages the model saw; ``rank`` is the number of each.
        question: What was asked, so that its echo is known.
        is_cut: Whether the text broke off where it ends now: what stands there is no sentence then.
    """
    by_number = {e.rank: e for e in evidence}
    said: dict[str, int] = {}
    for sentence in written(pieces, max(by_number, default=0)):
        key = content(sentence.text)
        said[key] = said.get(key, 0) + 1
        if said[key] >= _MOST_REPEATS:
            return
        if said[key] == 1 and (sentence.ended or not is_cut()):
            yield from _drafts_of(sentence, evidence, question, said)


def _drafts_of(sentence: Written, evidence: Sequence[Evidence], question: str, said: dict[str, int]) -> Iterator[Draft]:
    """Yield the drafts of one sentence: none for talk, a gap and a claim where it says both."""
    text = sentence.text
    places, supported = _places(text, sentence.numbers, evidence)
    if not supported and _LACKS.search(text):
        claim = _BUT.split(text, maxsplit=1)[1:]
        if not said.get(GAP):
            said[GAP] = 1
            yield Draft(GAP, gap=True)
        text = _SAYS.sub("", claim[0].strip()) if claim and not _LACKS.search(claim[0]) else ""
        places, _ = _places(text, sentence.numbers, evidence)
    if not sentence.closed and _breaks_a_figure(text, places):
        return
    if text and not _is_talk(sentence, text, question, first=sum(said.values()) == 1):
        yield Draft(text, places, item=sentence.item)


def _breaks_a_figure(text: str, places: Sequence[Place]) -> bool:
    """Whether an unfinished text ends in a figure that goes on, or has a unit, in the place that it rests on."""
    figure = re.search(r"\d[\d.]*$", text)
    return figure is not None and any(re.search(rf"{re.escape(figure[0])}[\w%％‰.]", place.quote) for place in places)


def _is_talk(sentence: Written, text: str, question: str, *, first: bool) -> bool:
    """Whether a sentence claims nothing of the documents, or was cut off."""
    if not sentence.numbers and (text.endswith(("：", ":")) or text.endswith(("？", "?")) or _TALK.match(text)):
        return True
    if not sentence.closed and not first:
        return True
    return bool(question) and text.endswith(("？", "?")) and support(text, question) > _ECHO


def _places(text: str, numbers: Sequence[int], evidence: Sequence[Evidence]) -> tuple[tuple[Place, ...], bool]:
    """Return the places that a sentence rests on, and whether they support it fully; none where it obeys them."""
    named = [e.chunk for n in numbers for e in evidence if e.rank == n]
    nearest, verdict = supporting(text, named)
    if verdict.verdict != "supported" or rests_on_a_demand(text, nearest):
        elsewhere, wider = supporting(text, [e.chunk for e in evidence])
        if wider.verdict == "supported" and not rests_on_a_demand(text, elsewhere):
            return elsewhere, True
    if rests_on_a_demand(text, nearest):
        return (), False
    return nearest, verdict.verdict == "supported"
