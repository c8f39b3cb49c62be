"""How well this collection answers its gold questions, by type and by generation of the index, and what it missed."""

from __future__ import annotations

import re

import streamlit as st

from rag import measuring
from rag.library.gold import FILE
from rag.measuring import Measured, Missed
from rag.settings import Settings
from ui import components, edge, gate, state
from ui.building import local_time
from ui.quality_texts import QualityTexts, quality_texts
from ui.texts import Texts

_POLL_S, _IDLE_POLL_S = 1.0, 10.0
_MOST_GENERATIONS = 6
_MARK = re.compile(r"\[\d+\]")


def draw(settings: Settings, texts: Texts) -> None:
    """Draw the figures, the button that measures anew, and what was missed; asking for no model and no index."""
    words = quality_texts(texts)
    with st.container(key="quality"):
        st.button(
            words.back, key="back", type="tertiary", icon=":material/arrow_back:", on_click=state.open_room, args=("",)
        )
        st.title(words.quality, anchor=False)
        st.caption(words.note)
        found = measuring.kept(settings)[-_MOST_GENERATIONS:]
        running = _is_running(settings)
        st.button(
            words.again if found else words.measure,
            key="measure",
            disabled=running,
            on_click=_start,
            args=(settings,),
        )
        st.fragment(_progress, run_every=_POLL_S if running else _IDLE_POLL_S)(settings, texts, words, running)
        left = measuring.unfinished(settings)
        if left:
            st.caption(words.unfinished.format(total=left, file=FILE))
        if not found:
            st.caption(words.none)
            return
        _plot(found, words)
        _table(found, words)
        _misses(found[-1], words)


@gate.owners
@edge.told
def _start(settings: Settings) -> None:
    measuring.start(settings)


def _is_running(settings: Settings) -> bool:
    now = measuring.status(settings)
    return now is not None and now.state == "running"


def _progress(settings: Settings, texts: Texts, words: QualityTexts, was_running: bool) -> None:
    """Draw how far the measuring is, or why the last one failed."""
    now = measuring.status(settings)
    if _is_running(settings) != was_running:
        st.rerun()
    edge.draw(texts)
    if now is None:
        return
    if now.state == "running":
        st.progress(now.done / max(now.total, 1), text=words.measuring.format(done=now.done, total=now.total))
    elif now.state == "failed":
        st.text(texts.either(now.hint, now.hint_en, now.mends))
    elif not measuring.kept(settings):
        st.text(words.no_questions)


def _plot(found: list[Measured], words: QualityTexts) -> None:
    """Draw what share of each type was solved, a bar for each generation."""
    rows, names = [], _names(found)
    for one in found:
        for name, value in one.figures:
            kind = name.removeprefix("solved_")
            if kind in words.types and (kind != name or kind == "refused"):
                rows.append({"type": words.types[kind], "at": names[one.generation], "share": value})
    share = {"field": "share", "type": "quantitative", "title": words.share}
    at = {"field": "at", "type": "nominal", "title": words.generation}
    kind_of = {"field": "type", "type": "nominal", "title": None, "sort": list(words.types.values())}
    chart = {
        "data": {"values": rows},
        "height": 260,
        "mark": {"type": "bar", "cornerRadius": 2},
        "encoding": {
            "x": kind_of | {"axis": {"labelAngle": 0}},
            "xOffset": {"field": "at"},
            "y": share | {"scale": {"domain": [0, 100]}},
            "color": at | {"scale": {"scheme": "blues"}, "legend": {"orient": "bottom"}},
            "tooltip": [kind_of | {"title": words.kind}, at, share],
        },
    }
    st.vega_lite_chart(spec=chart, key="quality-plot")


def _table(found: list[Measured], words: QualityTexts) -> None:
    """Draw the same figures as a table, for whoever does not see the plot."""
    columns = [words.generation, words.questions, *words.figures.values()]
    rows: list[components.TableRow] = []
    names = _names(found)
    for one in reversed(found):
        figures = dict(one.figures)
        cells = [f"{figures[name]:g}" if name in figures else "–" for name in words.figures]
        rows.append({"look": "", "cells": [names[one.generation], str(one.questions), *cells]})
    components.table(columns, rows, key="quality-table", label=words.quality)


def _misses(latest: Measured, words: QualityTexts) -> None:
    """Draw what the newest generation missed; a click asks the question again in the conversation."""
    if not latest.misses:
        st.caption(words.no_misses)
        st.caption(words.held_out)
        return
    st.caption(words.misses.format(total=len(latest.misses)))
    components.choices(
        [(miss.question, _answered(miss, words)) for miss in latest.misses],
        key="misses",
        label=words.misses.format(total=len(latest.misses)),
        look="cards",
        on_choose=lambda at: _ask(latest.misses[at].question),
    )
    st.caption(words.held_out)


def _answered(miss: Missed, words: QualityTexts) -> str:
    """Return what was answered instead, without the numbers of citations that lead nowhere here."""
    return f"{words.types.get(miss.type, miss.type)} · {_MARK.sub('', miss.answer)}"


def _ask(question: str) -> None:
    state.open_room("")
    state.suggest(question)


def _names(found: list[Measured]) -> dict[str, str]:
    """Return how generations are called: by when they were built, as in the side bar; two of one minute to the second.

    Those of one second get the ends of their own names.
    """
    names: dict[str, str] = {}
    for one in found:
        alike = [other for other in found if local_time(other.built) == local_time(one.built)]
        name = local_time(one.built, seconds=len(alike) > 1)
        twins = [other for other in alike if other.built == one.built]
        names[one.generation] = f"{name} {one.generation[-4:]}" if len(twins) > 1 else name
    return names
