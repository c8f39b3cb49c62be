"""The talk: questions, the sentences of their answers as they are checked, and what these rest on."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rag.errors import RagError
from rag.records import Answer, Citation, Sentence
from rag.text.fold import is_han
from rag.text.script import simplified
from ui import collected, components, evidence
from ui.asking import Progress
from ui.keeping import mendable
from ui.plurals import Count
from ui.state import OpenPlace, edit, open_place, suggest
from ui.talk_texts import talk_texts
from ui.talks import Exchange
from ui.texts import Texts

_TURNED = "turned"  # the exchanges whose first answer is shown in place of the language model's
_MOST_CHARS, _MOST_LINES = 400, 10  # of a question that are drawn unfolded


def draw(
    exchange: Exchange,
    place: OpenPlace | None,
    texts: Texts,
    *,
    new: bool,
    within: str = "",
    below: Callable[[Progress], None] = lambda _: None,
    after: Callable[[Progress], None] = lambda _: None,
) -> None:
    """Draw one question and its answer, following it until it is whole.

    Args:
        exchange: The question and its answering.
        place: The place that is open.
        texts: The words of the page.
        new: Whether it is brought to the top of the window, asked or opened just now.
        within: Where was looked, in words; ``""`` for everywhere.
        below: Draws what stands below the sentences once the answer is whole.
        after: Draws what stands behind all of it, its sources among it; called last.

    A rerun (a click on a citation) leaves an unfinished answer going, and the next run follows it
    again from its start. Streamlit ends a run in the same way for a rerun and for its own stop
    button, so stopping has a button of ours.
    """
    with st.container(key=f"exchange-{exchange.number}"):
        with st.chat_message("user"):
            _draw_question(exchange.question, texts)
            if within:
                with st.container(key=f"within-{exchange.number}"):
                    st.text(within)
            if new:
                components.arrival(key=f"arrival-{exchange.number}")
        with st.chat_message("assistant"):
            after(_draw_answer(exchange, place, texts, below))


def waiting(question: str, note: str, texts: Texts) -> None:
    """Draw a question that cannot be asked yet, and what it waits for."""
    with st.container(key="waiting"):
        with st.chat_message("user"):
            _draw_question(question, texts)
        with st.chat_message("assistant"):
            st.caption(note)


def _draw_question(question: str, texts: Texts) -> None:
    """Draw a question as it can be seen: without control characters, a long one folded."""
    seen = visible(question)
    short = "\n".join(seen.split("\n")[:_MOST_LINES])[:_MOST_CHARS].rstrip()
    if short == seen:
        st.text(seen or texts.blank)
        return
    st.text(f"{short}…")
    with st.expander(texts.whole_question.format(total=len(seen))):
        st.text(seen)


def visible(text: str) -> str:
    r"""Return what of a text can be seen: without control characters and blanks around it, and in its direction.

    >>> visible(" 温州\x00\x1b的\n经济 ")
    '温州的\n经济'
    """
    seen = "".join(char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs"))
    return components.unturned(seen).strip()


def is_blank(text: str) -> bool:
    r"""Whether there is nothing to be read in a text: blanks, control and format characters alone.

    >>> is_blank(" \u3000\x00\u200b"), is_blank("？")
    (True, False)
    """
    return all(unicodedata.category(char)[0] in "CZ" for char in text)


def welcome(texts: Texts) -> DeltaGenerator:
    """Draw the empty page: what this is; return the place of ``examples``, which take a moment to be found."""
    with st.container(key="welcome"):
        st.title(texts.name, anchor=False)
        st.text(texts.tagline)
        return st.container(key="beginnings")


def examples(found: Sequence[str], texts: Texts) -> None:
    """Draw questions to begin with; a click asks one."""
    if not found:
        st.caption(texts.begin_hint)
        return
    st.caption(texts.begin_with)
    components.choices(
        [(question, "") for question in found],
        key="examples",
        label=texts.begin_with,
        look="cards",
        on_choose=lambda at: suggest(found[at]),
    )


def _draw_answer(
    exchange: Exchange, place: OpenPlace | None, texts: Texts, below: Callable[[Progress], None]
) -> Progress:
    """Draw an answer, following it; return what is known of it at its end."""
    asking, number = exchange.asking, exchange.number
    open_at = partial(open_place, of=exchange.exchange)
    lines = st.container(key=f"lines-{number}")
    quiet = st.empty()
    draft = st.container(key=f"draft-{number}")
    halt, early = st.empty(), st.empty()
    drawn, drafted, stoppable, sourced = 0, 0, False, False
    progress = asking.progress
    for known in asking.follow():
        progress = _turned(exchange, known)
        if drawn and progress.first is not None and progress.done:
            st.rerun()  # a language model's answer takes the place of the first one
        citations = _citations(progress)
        drawn = _draw_new(lines, _shown(progress), drawn, citations, place, texts, open_at, key=f"s-{number}")
        written = _written(progress)
        drafted = _draw_new(draft, written, drafted, progress.citations, place, texts, open_at, key=f"d-{number}")
        if progress.done:
            break
        quiet.caption(_under_way(progress, asking.seconds, texts))
        if progress.writing and not stoppable:
            halt.button(texts.stop, key=f"stop-{number}", on_click=asking.stop)
            stoppable = True
        # A language model may take minutes; what it is to rest on is here.
        if progress.first is not None and not sourced:
            with early.container():
                _draw_cited(progress.first, f"first-{number}", texts, open_at, place)
            sourced = True
    for gone in (quiet, halt, early):
        gone.empty()
    if progress.error is not None:
        draw_error(progress.error, texts, key=f"error-{number}")
    elif progress.crashed:
        st.error(texts.failed)
    elif progress.cut:
        st.caption(texts.cut)
    standing = progress.answer or progress.first
    if standing is None:  # under an answer, these are among what can be done with it
        _draw_ways_on(progress, exchange, texts)
    else:
        spot = _draw_rest(standing, progress, exchange, place, texts, open_at)
        with spot:
            below(progress)
    return progress


def _draw_ways_on(progress: Progress, exchange: Exchange, texts: Texts) -> None:
    """Draw what to do where nothing was answered: ask again what may pass, or change the question, a long one too."""
    number, question = exchange.number, exchange.question
    with st.container(horizontal=True):
        if progress.crashed or progress.cut or (progress.error is not None and mendable(progress.error)):
            st.button(texts.again, key=f"again-{number}", on_click=suggest, args=(question,))
        if progress.crashed or progress.cut or progress.error is not None:
            st.button(talk_texts(texts).edit, key=f"edit-{number}", type="tertiary", on_click=edit, args=(question,))


def _turned(exchange: Exchange, progress: Progress) -> Progress:
    """Return what is known as its reader wants to see it: where there are two answers, either."""
    if not (progress.both and _is_turned(exchange)):
        return progress
    return replace(progress, answer=progress.first, first=progress.answer, error=None)


def _is_turned(exchange: Exchange) -> bool:
    turned: set[str] = st.session_state.get(_TURNED, set())
    return exchange.exchange in turned


def _turn(exchange: Exchange) -> None:
    """Show the other answer."""
    st.session_state[_TURNED] = st.session_state.get(_TURNED, set()) ^ {exchange.exchange}


def _under_way(progress: Progress, seconds: int, texts: Texts) -> str:
    """Return what is going on: reading, waiting for the language model, or its writing."""
    if progress.ahead:
        return texts.queued.format(total=progress.ahead)
    return texts.writing.format(seconds=seconds) if progress.writing else texts.reading


def _draw_new(
    where: DeltaGenerator,
    sentences: tuple[Sentence, ...],
    drawn: int,
    citations: tuple[Citation, ...],
    place: OpenPlace | None,
    texts: Texts,
    open_at: evidence.Opening,
    *,
    key: str,
) -> int:
    """Draw the sentences behind those already drawn; return how many are drawn now."""
    with where:
        for i in range(drawn, len(sentences)):
            opened = 0
            if place is not None:
                opened = next((c.n for c in citations if (c.doc, c.spans) == (place.doc, place.spans)), 0)
            evidence.draw_sentence(sentences[i], citations, texts, key=f"{key}-{i}", opened=opened, open_at=open_at)
    return max(drawn, len(sentences))


def _shown(progress: Progress) -> tuple[Sentence, ...]:
    """Return the sentences of the answer as it stands; a first answer stands until the final one."""
    standing = progress.answer or progress.first
    return standing.sentences if standing is not None else progress.sentences


def _written(progress: Progress) -> tuple[Sentence, ...]:
    """Return what a language model has written beside a first answer that still stands."""
    unfinished = progress.first is not None and (progress.cut or not progress.done)
    return progress.sentences if unfinished else ()


def _citations(progress: Progress) -> tuple[Citation, ...]:
    standing = progress.answer or progress.first
    return standing.citations if standing is not None else progress.citations


def _draw_rest(
    answer: Answer,
    progress: Progress,
    exchange: Exchange,
    place: OpenPlace | None,
    texts: Texts,
    open_at: evidence.Opening,
) -> DeltaGenerator:
    """Draw what follows the sentences: notice, questions to ask next, who composed them, sources, other passages.

    Returns:
        A place between who composed them and the sources.
    """
    number = exchange.number
    collected.draw(answer.collected, number, texts, open_at)
    if answer.notice:
        _draw_notice(answer, number, texts)
    if exchange.asking.stopped and not answer.notice and not _is_turned(exchange):  # a notice says what the stop left
        st.caption(texts.stopped)
    if answer.outcome != "notice":
        with st.container(key=f"foot-{number}"):
            st.text(_foot(answer, texts, progress.writer if _written(progress) else ""))
            if progress.both:
                words = talk_texts(texts)
                label = words.see_model if _is_turned(exchange) else words.see_first
                st.button(label, key=f"turn-{number}", type="tertiary", on_click=_turn, args=(exchange,))
    spot = st.container(key=f"below-{number}")
    if answer.dropped:
        with st.expander(texts.held_back.format(total=Count(len(answer.dropped))), key=f"dropped-{number}"):
            for sentence in answer.dropped:
                st.text("\n".join([sentence.text, texts.missing + texts.listed.join(sentence.missing)]))
    others = _draw_cited(answer, str(number), texts, open_at, place)
    if others:
        with st.expander(texts.more_passages.format(total=len(others)), key=f"more-{number}"):
            evidence.draw_cards(others, texts, key=f"others-{number}", open_at=open_at, place=place)
    return spot


def _draw_cited(
    answer: Answer, name: str, texts: Texts, open_at: evidence.Opening, place: OpenPlace | None
) -> list[evidence.Passage]:
    """Draw the passages that an answer cites, or those nearest to what it lacks; return the others that were found."""
    cited, others = evidence.cited_passages(answer), evidence.other_passages(answer)
    if answer.outcome != "answered":
        nearest, others = evidence.nearest_and_more(others)
        cited = cited + nearest
    if cited:
        captions = {"no_evidence": texts.nearest, "notice": texts.passages}
        with st.container(key=f"sources-{name}"):
            st.caption(captions.get(answer.outcome, texts.sources))
            evidence.draw_cards(cited, texts, key=f"cards-{name}", open_at=open_at, place=place)
    return others


def _draw_notice(answer: Answer, number: int, texts: Texts) -> None:
    """Draw words of ours, and the questions that they offer."""
    with st.container(key=f"notice-{number}"):
        st.text(answer.notice)
        if answer.suggestions:
            st.caption(texts.try_asking)
            components.choices(
                [(question, "") for question in answer.suggestions],
                key=f"suggestions-{number}",
                label=texts.try_asking,
                look="cards",
                on_choose=lambda at: suggest(answer.suggestions[at]),
            )


def _foot(answer: Answer, texts: Texts, writer: str = "") -> str:
    """Return who composed the answer, from how much, how fast, and the language model that did not get to its end."""
    by = texts.by_built_in if answer.generator == "built-in" else texts.by_model.format(model=answer.generator)
    if writer:
        by = texts.then_by.format(by=by, model=writer)
    seconds = f"{sum(answer.seconds.values()):.2f}"
    parts = [by, texts.foot.format(passages=Count(len(answer.evidence)), seconds=seconds)]
    corrections = [texts.read_as.format(wrong=c.wrong, right=c.right) for c in answer.understood.corrections]
    return " · ".join([*map(visible, [*corrections, *_filled_in(answer, texts)]), *parts])


def _filled_in(answer: Answer, texts: Texts) -> list[str]:
    """Return how a question was read that took words from the conversation before it; nothing where it took none."""
    asked = answer.question + simplified(answer.question)
    read = " ".join(part.text for part in answer.understood.parts)
    taken = [char for char in read if is_han(char) and char not in asked]
    return [texts.read_whole.format(text=read)] if any(map(is_han, asked)) and len(taken) > 2 else []


def draw_error(error: RagError, texts: Texts, *, key: str = "error") -> None:
    """Draw what went wrong and its mend; the hint may name files and is no Markdown."""
    with st.container(border=True, key=key):
        st.caption(texts.failed)
        st.text(texts.hint(error))
