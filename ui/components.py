"""What the page needs and Streamlit has not: cited sentences, cards, a reader, choices, chips, hits, actions, a table.

Each is a components-v2 component: a little HTML of ours, its CSS and its JavaScript in
``frontend/``. Text of documents, models and people travels as JSON and is set by ``textContent``
alone, so that nothing in it is ever read as HTML or Markdown. Knows no records.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypedDict

import streamlit as st

from ui.places import Piece

FRONTEND = Path(__file__).parent / "frontend"


class Mark(TypedDict):
    """A citation number behind a sentence: its label for screen readers, where it leads and the words there."""

    n: int
    label: str
    where: str
    quote: str


class SentenceData(TypedDict):
    """A sentence: segments with whether they are words of ours, its marks, and the number whose place is open."""

    segments: list[Piece]
    marks: list[Mark]
    verdict: str
    item: bool
    note: str
    gloss: str
    open: int


class CardPassage(TypedDict):
    """A passage: ``numbers`` are the citations in it, ``paragraphs`` its text in pieces, cited ones marked.

    ``where`` is where in its article it stands, if not where the others do; ``also`` where its words stand, too.
    """

    id: int
    numbers: list[int]
    where: str
    paragraphs: list[list[Piece]]
    also: str


class Card(TypedDict):
    """An article or document, its passages in order, and what a reader of it should know."""

    title: str
    where: str
    passages: list[CardPassage]
    note: str


class CardsData(TypedDict):
    """Cards in order, the words ``open``, ``unfold`` and ``fold``, and the numbers whose place is open."""

    cards: list[Card]
    labels: dict[str, str]
    open: list[int]


class SourcePiece(TypedDict):
    """A piece of the source text: whether it is cited, what repair made of it (a ``Change``), and why, as a hint."""

    text: str
    marked: bool
    change: str
    hint: str


class ReaderParagraph(TypedDict):
    """A paragraph of a document: ``kind`` as in the records, or ``headline``; ``left_out`` has a source alone.

    ``source`` is empty unless the source is shown beside; ``note`` says where it was printed, if not here.
    """

    kind: str
    pieces: list[Piece]
    source: list[SourcePiece]
    note: str


class SheetData(TypedDict):
    """A page as it is printed: its picture (WebP in base64), its size, boxes as shares of it, and which page it is."""

    image: str
    width: int
    height: int
    boxes: list[list[float]]
    at: str
    first: bool
    last: bool


class ReaderData(TypedDict):
    """A document. ``text_id`` changes with what is drawn, ``visit`` with each opening, which scrolls to the mark.

    ``beside`` says whether the source is shown beside the repaired text; ``changes`` what repair did, in a line;
    ``only`` whether the next questions are asked of this document alone; ``sheet`` is its page, in place of the text;
    ``steps`` is where the place stands among others, and whether there is one before and behind it; ``seek`` is
    looked for at first, ``folds`` what its characters are folded to there; ``pick`` whether what is selected is wanted.
    """

    title: str
    where: str
    notice: str
    changes: str
    beside: bool
    only: bool
    sheet: SheetData | None
    steps: tuple[str, bool, bool] | None
    seek: str
    folds: dict[str, str]
    pick: bool
    paragraphs: list[ReaderParagraph]
    text_id: str
    visit: str
    labels: dict[str, str]


class ActionsData(TypedDict):
    """Actions in order, each with its name, its words, and for a switch whether it is on; ``text`` is what is copied.

    ``copy`` and ``copied`` are the words of the action named ``copy`` before and after it.
    """

    items: list[tuple[str, str, bool | None]]
    label: str
    text: str
    copy: str
    copied: str


class Hit(TypedDict):
    """A place: what stands above it where that is new, where it is, and its words in pieces."""

    title: str
    where: str
    at: str
    pieces: list[Piece]


class HitsData(TypedDict):
    """Places in order, what they are called together, and the position of the one that is open; -1 for none."""

    hits: list[Hit]
    label: str
    open: int


class ChipsData(TypedDict):
    """A switch of modes, each with its words and a hint, and chips in order, each with what removing it is called.

    ``mode`` is the position of the mode that is on, ``add`` the words of the last button.
    """

    modes: list[tuple[str, str]]
    mode: int
    switch: str
    chips: list[tuple[str, str]]
    label: str
    add: str


class TableRow(TypedDict):
    """A line of a table: its cells, and ``look``: ``bad``, ``warn`` or none."""

    look: str
    cells: list[str]


# Marks that turn the direction of writing: a file's name or a figure would read backwards.
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def unturned(text: str) -> str:
    r"""Return text as it is drawn, with a sign in place of each mark that would turn the direction of writing.

    >>> unturned("共\u202e0066\u202c亿元")
    '共\ufffd0066\ufffd亿元'
    """
    return _TURNING.sub("\ufffd", text)


def _drawn(data: Any) -> Any:  # noqa: ANN401  whatever a component takes
    """Return what a component is given with every text of it as it is drawn."""
    if isinstance(data, str):
        return unturned(data)
    if isinstance(data, dict):
        return {name: _drawn(value) for name, value in data.items()}
    return [_drawn(value) for value in data] if isinstance(data, list | tuple) else data


_DRAWS = "export default function ("


def _frontend(name: str, html: str) -> Callable[..., None]:
    """Return the mounting command of a component; registered once, when this module is imported.

    What it is given goes as the one entry of a tuple, and its program is told of the entry: of a plain mapping
    Streamlit asks whether it holds tables, and reads pandas and pyarrow, both large, to find out.
    """
    css, js = ((FRONTEND / f"{name}.{kind}").read_text(encoding="utf-8") for kind in ("css", "js"))
    js = js.replace(_DRAWS, "const draw = function (")
    js += "\nexport default (given) => draw({ ...given, data: given.data?.[0] })\n"
    mounted = st.components.v2.component(f"wenju_{name}", html=html, css=css, js=js)

    def mount(*, data: object, **options: Any) -> None:  # noqa: ANN401  whatever Streamlit takes
        mounted(data=(data,), **options)

    return mount


_SENTENCE = _frontend(
    "sentence",
    '<div class="sentence" lang="zh-CN"></div><div class="tip" popover="manual" role="tooltip" lang="zh-CN"></div>',
)
_CARDS = _frontend("cards", '<div class="cards" lang="zh-CN"></div>')
_READER = _frontend(
    "reader",
    """<section class="reader" lang="zh-CN">
      <header>
        <div class="names"><div class="title"></div><div class="where"></div></div>
        <button type="button" class="only"></button>
        <button type="button" class="paged"></button>
        <button type="button" class="beside"></button>
        <button type="button" class="close">×</button>
      </header>
      <div class="tools">
        <div class="seek" role="search"><input type="search" maxlength="200"><span class="count" role="status"></span>
          <button type="button" class="up">‹</button><button type="button" class="down">›</button></div>
        <div class="turn">
          <button type="button" class="up">‹</button><span></span><button type="button" class="down">›</button>
          <button type="button" class="zoom"></button></div>
        <div class="steps">
          <button type="button" class="up">‹</button><span></span><button type="button" class="down">›</button></div>
      </div>
      <p class="notice"></p>
      <p class="changes"></p>
      <div class="text" tabindex="0"></div>
    </section>""",
)
_ARRIVAL = _frontend("arrival", "<div></div>")
_REMEMBER = _frontend("remember", "<div></div>")
_FRAME = _frontend("frame", "<div></div>")
_DRAFTS = _frontend("drafts", "<div></div>")
_FOCUS = _frontend("focus", "<div></div>")
_CHOICES = _frontend("choices", '<div class="choices" role="group" lang="zh-CN"></div>')
_ACTIONS = _frontend("actions", '<div class="actions" role="group"></div>')
_CHIPS = _frontend(
    "chips",
    '<div class="bar" lang="zh-CN"><div class="modes" role="group"></div><div class="chips" role="group"></div></div>',
)
_HITS = _frontend("hits", '<div class="hits" role="group" lang="zh-CN"></div>')
_TABLE = _frontend(
    "table", '<div class="scroll" tabindex="0"><table lang="zh-CN"><thead></thead><tbody></tbody></table></div>'
)


def dress() -> None:
    """Give the page its look, where the theme does not."""
    for sheet in ("page.css", "settings.css"):
        st.html(FRONTEND / sheet)


def sentence(data: SentenceData, *, key: str, on_open: Callable[[int], None]) -> None:
    """Draw a sentence with its citation numbers; a click on one calls ``on_open`` with it before the next run."""
    _SENTENCE(key=key, data=_drawn(data), on_open_change=_calling(key, "open", on_open))


def cards(data: CardsData, *, key: str, on_open: Callable[[int], None], on_cite: Callable[[int], None]) -> None:
    """Draw evidence cards; before the next run 打开原文 calls ``on_open`` with a passage's id, a number ``on_cite``."""
    _CARDS(
        key=key,
        data=_drawn(data),
        on_open_change=_calling(key, "open", on_open),
        on_cite_change=_calling(key, "cite", on_cite),
    )


def reader(
    data: ReaderData, *, key: str, on: Mapping[str, Callable[[int], None]], on_pick: Callable[[str], None]
) -> None:
    """Draw a document; before the next run a click calls what ``on`` has under its name.

    ``close`` (Escape, too), ``beside``, ``only`` and ``paged`` are switches; ``turn`` takes so many pages further,
    ``step`` so many places, both negative for back. ``on_pick`` takes words that were selected where they are wanted.
    """

    def pick() -> None:
        sent = getattr(st.session_state[key], "pick")  # noqa: B009  a name of the component's, as the others
        if isinstance(sent, str):
            on_pick(sent)

    callbacks = {f"on_{name}_change": _calling(key, name, call) for name, call in on.items()}
    _READER(key=key, data=_drawn(data), on_pick_change=pick, **callbacks)


def choices(
    items: list[tuple[str, str]],
    *,
    key: str,
    label: str,
    look: str,
    on_choose: Callable[[int], None],
    current: int = -1,
) -> None:
    """Draw lines to choose from; a click calls ``on_choose`` with the line's position before the next run.

    Args:
        items: Text and detail of each line; a detail may be empty.
        key: Of the component.
        label: What is chosen, for screen readers.
        look: ``cards``, ``list``, ``talks`` or ``counts``.
        on_choose: Called with a position from 0; one that is out of range is not passed on.
        current: The position of the line that is open; -1 for none.
    """

    def choose(at: int) -> None:
        if 0 <= at < len(items):
            on_choose(at)

    _CHOICES(
        key=key,
        data=_drawn({"items": items, "label": label, "look": look, "current": current}),
        on_choose_change=_calling(key, "choose", choose),
    )


def table(columns: list[str], rows: list[TableRow], *, key: str, label: str) -> None:
    """Draw a table under the names of its columns, in the order given."""
    _TABLE(key=key, data=_drawn({"columns": columns, "rows": rows, "label": label}))


def actions(data: ActionsData, *, key: str, on_act: Callable[[str], None]) -> None:
    """Draw what can be done with an answer; a click calls ``on_act`` with the action's name before the next run.

    Copying is done by the browser and calls nothing.
    """

    def act(at: int) -> None:
        if 0 <= at < len(data["items"]):
            on_act(data["items"][at][0])

    _ACTIONS(key=key, data=data, on_act_change=_calling(key, "act", act))


def chips(
    data: ChipsData,
    *,
    key: str,
    on_mode: Callable[[int], None],
    on_remove: Callable[[int], None],
    on_add: Callable[[], None],
) -> None:
    """Draw a switch and chips; before the next run a click calls one of the three, with a position or none."""
    _CHIPS(
        key=key,
        data=_drawn(data),
        on_mode_change=_calling(key, "mode", on_mode),
        on_remove_change=_calling(key, "remove", on_remove),
        on_add_change=_calling(key, "add", lambda _: on_add()),
    )


def hits(data: HitsData, *, key: str, on_open: Callable[[int], None]) -> None:
    """Draw places to be opened; a click calls ``on_open`` with a position from 0 before the next run."""

    def open_hit(at: int) -> None:
        if 0 <= at < len(data["hits"]):
            on_open(at)

    _HITS(key=key, data=_drawn(data), on_open_change=_calling(key, "open", open_hit))


def arrival(*, key: str) -> None:
    """Bring the exchange, what was found or the room that this is drawn in to the top of the window, once."""
    _ARRIVAL(key=key, data={}, height="content")


def frame(language: str, words: Mapping[str, str], *, key: str) -> None:
    """Say the words of Streamlit's own parts in a language of the page: each phrase by what ``words`` has for it."""
    _FRAME(key=key, data={"language": language, "words": dict(words)}, height="content")


def drafts(text: str, id: str, *, key: str) -> None:
    """Keep what is half typed while its box is away; put a text into the question box, once for each ``id``."""
    _DRAFTS(key=key, data={"text": text, "id": id}, height="content")


def focus(on: str, *, key: str) -> None:
    """Give the field with a key the focus, once, where nothing else has it."""
    _FOCUS(key=key, data={"on": on}, height="content")


def remember(name: str, value: str, seconds: int, *, key: str) -> None:
    """Keep a value in the browser for so many seconds as a cookie; 0 takes it away. It holds no ``;`` and no blank."""
    _REMEMBER(key=key, data={"name": name, "value": value, "seconds": seconds}, height="content")


def _calling(key: str, trigger: str, call: Callable[[int], None]) -> Callable[[], None]:
    """Return a callback that passes on what a component sent, where it is a number or a plain yes."""

    def callback() -> None:
        sent = getattr(st.session_state[key], trigger)
        if isinstance(sent, int | float):
            call(int(sent))

    return callback
