"""The page as a whole: what is drawn in which order.

All that needs no model is drawn first; models and index are loaded behind one quiet line, and
what needs them follows. The answer being written comes last, because it alone takes its time.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rag import threads
from rag.errors import ConfigError, DataFolderError, IndexStoreError, RagError
from rag.index.generation import current_generation
from rag.jobs import Jobs
from rag.library import examples
from rag.library.collections import said_by
from rag.records import Citation, Scope, clean_spans
from rag.settings import Settings, load
from ui import (
    actions,
    assistants,
    building,
    chat,
    components,
    conversations,
    edge,
    elsewhere,
    finding,
    folders,
    gate,
    gone,
    library,
    offer,
    quality,
    reader,
    scope,
    settings_page,
    sidebar,
    state,
    tab,
    talks,
)
from ui.asking import Progress
from ui.components import FRONTEND
from ui.index_texts import index_texts
from ui.plurals import Count
from ui.quality_texts import quality_texts
from ui.search_texts import search_texts
from ui.settings_texts import settings_texts
from ui.steps import of_answer
from ui.talk_texts import talk_texts
from ui.texts import TEXTS, Texts, language_for

if TYPE_CHECKING:
    from rag.index.index import Index

_EXAMPLES = 4
# Exchanges of a long conversation: drawn in any case, folded at once, unfolded at once.
_AT_LEAST, _STEP, _MORE = 5, 5, 20
ICON = FRONTEND / "icon.svg"


def show() -> None:
    """Draw the page with the settings in force, for whoever is let in; where these are wrong, what mends them."""
    language = state.language_named() or language_for("auto", st.context.locale)
    try:
        settings = load()
        language = state.language_named() or language_for(settings.language, st.context.locale)
        if not gate.passed(settings, TEXTS[language]):
            return
    except (ConfigError, DataFolderError) as error:
        chat.draw_error(error, TEXTS[language])
        return
    threads.limit(settings.threads)
    draw(settings)


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where the page draws what is known only later, beside the side bar's ``Places``.

    Attributes:
        talk: The conversation, or what was found.
        note: What became of the conversation that the address names.
        opening: What this is and questions to begin with.
        quiet: That something is being loaded.
        narrowed: Where and how the next question looks.
        reading: The document that is open; None where none is.
    """

    talk: DeltaGenerator
    note: DeltaGenerator
    opening: DeltaGenerator
    quiet: DeltaGenerator
    narrowed: DeltaGenerator
    reading: DeltaGenerator | None


def draw(given: Settings, make: Callable[[Settings], assistants.Asks] = assistants.make_assistant) -> None:
    """Draw the page.

    Args:
        given: What to ask, and with what, where the address names no other collection.
        make: Makes the assistant of a collection, which all sessions share.
    """
    components.dress()
    texts = sidebar.head(given)
    settings = state.settings_shown(given)
    if state.room_named():
        _room(given, settings, assistants.assistant(settings, make), texts)
        return
    desk, question, place = _laid_out(given, settings, texts)
    places = sidebar.body(given, settings, texts)
    sidebar.foot(texts)
    said = talks.shown(settings)
    # Questions to begin with are of all documents: within a scope they would be answered with nothing.
    everywhere = state.scope_named() == Scope()
    empty = not question and state.finding() is None and not said.exchanges
    begun = empty and everywhere and _begin(settings, desk.opening, texts)
    answerer = assistants.assistant(settings, make)
    with desk.talk:
        index, error = _load(given, settings, answerer, texts, desk.quiet)
    if index is not None:
        _indexed(given, settings, index, places, texts)
    scope.settle(said)
    if index is not None:
        with desk.narrowed, edge.caught(texts, "scope"):
            scope.bar(given, settings, index, texts)
    if index is not None and place is not None and desk.reading is not None:
        with desk.reading, edge.caught(texts, "reading"):
            _read(settings, answerer, index, said, place, texts)
    waits = bool(question) and index is None and building.is_running(Jobs(settings).status())
    if question and not waits:
        talks.ask(settings, answerer, said, question, texts.language, state.scope_named())
        state.asked()
    with places.talks:
        conversations.draw(settings, said, partial(_source, answerer), texts)
        elsewhere.control(given, settings, texts)
    words = state.finding()
    beginnings = None
    with desk.talk, edge.caught(texts, "talk"):
        if words is None:
            beginnings = _welcome(index, said, desk.opening, texts, begun=begun)
            _conversation(settings, index, said, place, texts, desk.note, new=bool(question))
            if question and waits:  # the end of the build draws the page anew, and it is asked then
                chat.waiting(question, index_texts(texts).answered_then, texts)
        elif index is not None:
            state.arrive("")
            finding.draw(answerer, words, place, scope.said(index, state.scope_named(), texts), texts)
    _name_tab(index, said, place, words, texts)
    with places.fresh:
        library.freshness(settings, error, texts)
    if beginnings is not None and everywhere and index is not None and index.names():
        with beginnings, edge.caught(texts, "beginnings"):
            found = answerer.examples()
            chat.examples(found[:_EXAMPLES], texts)
            examples.keep(settings, index.generation, found)


def _laid_out(given: Settings, settings: Settings, texts: Texts) -> tuple[_Desk, str | None, state.OpenPlace | None]:
    """Draw the page's frame with the box to type in; return its places, the question that waits and what is open."""
    outer = st.container(horizontal=True, key="desk", horizontal_alignment="center", vertical_alignment="top")
    column = outer.container(key="column")
    talk = column.container(key="talk")
    # What may be absent has a place that is always there: where an exchange came to stand in it, the questions to
    # begin with would stay below that for as long as it is written.
    with talk:
        folders.lost(given, settings, texts)
        note, opening, quiet = st.empty(), st.empty(), st.empty()
    # Before anything that takes its time: a new server reads its libraries for seconds.
    quiet.caption(texts.loading)
    with column.container(key="ask-box"):
        narrowed = st.container(key="narrowed")
        typed = _typed(texts)
        components.drafts(*state.edited(), key="drafts")
        if typed and not chat.is_blank(typed):
            state.suggest(typed)
        question = state.suggested()
    # A document of another collection is not the one that the address means, whatever it is called.
    place = state.place_open() if state.is_shown(given, settings) else None
    reading = outer.container(key="reading") if place is not None else None
    return _Desk(talk, note, opening, quiet, narrowed, reading), question, place


def _indexed(given: Settings, settings: Settings, index: Index, places: sidebar.Places, texts: Texts) -> None:
    """Draw what the open index says; it may be another generation than the one in use on disk."""
    with places.facts:
        library.facts(said_by(settings.index, index.manifest), texts)
    with places.indexed, edge.caught(texts, "indexed"):
        sidebar.indexed(settings, index, texts)
    with places.build:
        building.progress(settings, library.built(settings), texts, serving=True)
    if not index.names():
        building.none_left(given, settings, texts)


def _read(
    settings: Settings,
    answerer: assistants.Asks,
    index: Index,
    said: talks.Talk,
    place: state.OpenPlace,
    texts: Texts,
) -> None:
    """Draw the document that is open, with the steps to the places beside it."""
    words = state.finding()
    steps = of_answer(said, place) if words is None else finding.steps(answerer, words, place)
    reader.draw(index, settings.docs, place, texts, talks.quoted(said, place), steps)


def _name_tab(
    index: Index | None, said: talks.Talk, place: state.OpenPlace | None, words: str | None, texts: Texts
) -> None:
    """Call the browser's tab after the document that is open, else the words looked for, else the conversation."""
    document = None
    with suppress(RagError):  # a file of the index broke: the reader says so in its place
        document = index.document(place.doc) if index is not None and place is not None else None
    if document is not None:
        tab.name_after(library.named(document.source.name, document.title)[0])
    elif words is not None:
        tab.name_after(search_texts(texts).tab.format(words=words.strip()) if words.strip() else "")
    else:
        tab.name_after(said.title or (said.exchanges[0].question if said.exchanges else ""))


def _welcome(
    index: Index | None, said: talks.Talk, opening: DeltaGenerator, texts: Texts, *, begun: bool
) -> DeltaGenerator | None:
    """Draw what this is where nothing was asked yet; return the place of questions to begin with, if they lack."""
    if index is None:
        opening.empty()
    elif not (said.exchanges or begun):
        with opening.container():
            return chat.welcome(texts)
    return None


def _begin(settings: Settings, opening: DeltaGenerator, texts: Texts) -> bool:
    """Draw what this is and the questions to begin with, before anything is loaded, where these are remembered."""
    found = examples.kept(settings, current_generation(settings.index))
    if found:
        with opening.container(), chat.welcome(texts):
            chat.examples(found[:_EXAMPLES], texts)
    return bool(found)


def _typed(texts: Texts) -> str | None:
    """Draw the box to type in; return the question, if one was just typed. Words to be found go into the address."""
    if state.finding() is None:
        # No max_chars: it would cut a longer question without a word, where the assistant says what to do.
        return st.chat_input(texts.ask, key="ask")
    words = st.chat_input(search_texts(texts).find, key="find")
    if words:
        state.find(words)
    return None


def _conversation(
    settings: Settings,
    index: Index | None,
    said: talks.Talk,
    place: state.OpenPlace | None,
    texts: Texts,
    note: DeltaGenerator,
    *,
    new: bool,
) -> None:
    """Draw the conversation; ``note`` is the place for what became of the one that the address names."""
    if said.deleted or said.lost:
        note.caption(talk_texts(texts).deleted_elsewhere if said.deleted else talk_texts(texts).talk_lost)
    shown = _unfolded(said, texts)
    # Without an index what mends that stands above, and stays in sight.
    arrives = _arrives(said, shown, place, new=new) if index is not None else None
    for exchange in shown:
        last = exchange is said.exchanges[-1]
        chat.draw(
            exchange,
            place,
            texts,
            new=exchange is arrives,
            within=scope.said(index, exchange.scope, texts),
            below=partial(_below, settings, said, exchange, texts, partial(_opened, index, place)),
            after=partial(offer.after, settings, exchange.exchange, texts) if last else lambda _: None,
        )
    _not_kept(said, texts)


def _arrives(
    said: talks.Talk, shown: list[talks.Exchange], place: state.OpenPlace | None, *, new: bool
) -> talks.Exchange | None:
    """Return the exchange to be brought to the top of the window; None where the page stays as it is.

    It is one asked just now, or, where the conversation comes into sight, the one that led to the document that is
    open, else the newest.
    """
    opened = state.arrived() != said.conversation
    state.arrive(said.conversation)
    if not shown or not (new or opened):
        return None
    led = [e for e in shown if place is not None and not new and e.exchange == place.of]
    return led[0] if led else shown[-1]


def _unfolded(said: talks.Talk, texts: Texts) -> list[talks.Exchange]:
    """Return the exchanges to be drawn, and draw a button for those before them.

    A run draws the whole page anew: with all of a long conversation in it each question would take longer than the
    last. Where the first one stands moves in steps, so that most questions leave it, and what is drawn below, in place.
    """
    asked_for: dict[str, int] = st.session_state.setdefault("unfolded", {})
    total = len(said.exchanges)
    first = max(0, (total - _AT_LEAST) // _STEP * _STEP)
    first = min(first, asked_for.get(said.conversation, first))
    if first:

        def unfold() -> None:
            asked_for[said.conversation] = max(0, first - _MORE)

        st.button(
            talk_texts(texts).unfold_talk.format(total=Count(first)), key="earlier", type="tertiary", on_click=unfold
        )
    return said.exchanges[first:]


def _room(given: Settings, settings: Settings, answerer: assistants.Asks, texts: Texts) -> None:
    """Draw what the address asks for instead of the conversation; no model and no index is opened for it."""
    state.arrive("")
    room = state.room_named()
    tab.name_after(quality_texts(texts).quality if room == "quality" else settings_texts(texts).settings)
    with st.container(key="room"):
        folders.lost(given, settings, texts)
        components.arrival(key=f"arrival-{room}")
        (quality if room == "quality" and gate.manages() else settings_page).draw(settings, texts)
    places = sidebar.body(given, settings, texts)
    sidebar.foot(texts)
    with places.build:
        building.progress(settings, library.built(settings), texts, serving=True)
    with places.talks:
        conversations.draw(settings, talks.shown(settings), partial(_source, answerer), texts)
        elsewhere.control(given, settings, texts)
    with places.fresh:
        library.freshness(settings, None, texts)


def _source(answerer: assistants.Asks, citation: Citation) -> str:
    """Return the text of a cited file, for an export; ``""`` where no index serves. Not of the page's thread."""
    try:
        answerer.load()
        answerer.refresh()
        return talks.source_in(answerer.index, citation)
    except RagError:
        return ""


def _load(
    given: Settings, settings: Settings, answerer: assistants.Asks, texts: Texts, quiet: DeltaGenerator
) -> tuple[Index | None, RagError | None]:
    """Return the index in use, models loaded beside it; where that fails, why, and say so.

    ``quiet`` is the line that says that something is being loaded.
    """
    try:
        answerer.load()
        answerer.refresh()
        return answerer.index, None
    except IndexStoreError as error:
        building.missing(given, settings, error, texts)
        return None, error
    except RagError as error:
        chat.draw_error(error, texts)
        return None, error
    finally:
        quiet.empty()


def _below(
    settings: Settings,
    talk: talks.Talk,
    exchange: talks.Exchange,
    texts: Texts,
    opened: actions.Opened,
    progress: Progress,
) -> None:
    """Draw what of an answer's sources is gone, and what can be done with it."""
    gone.line(settings, progress.answer or progress.first, f"gone-{exchange.number}", texts)
    actions.draw(settings, talk, exchange, texts, opened, progress.answer if progress.both else None)


def _opened(index: Index | None, place: state.OpenPlace | None) -> tuple[str, str, int] | None:
    """Return name and clean text of the document that is open, and where in it; None where none is."""
    document = index.document(place.doc) if index is not None and place is not None else None
    if document is None or place is None:
        return None
    marks = clean_spans(document.offsets, place.spans)
    return document.source.name, document.text, marks[0][0] if marks else 0


def _not_kept(talk: talks.Talk, texts: Texts) -> None:
    """Draw that what was said is not kept, and why; chat goes on."""
    error = talk.not_kept() or talk.error
    if error is not None:
        with st.container(border=True, key="not-kept"):
            st.caption(talk_texts(texts).not_kept)
            st.text(texts.hint(error))
