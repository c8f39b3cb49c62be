"""What a language model would add: one quiet line behind the first answer made without one, and a dialog behind it.

The figures are of this computer: it is measured in a thread of its own once an answer stands, and they are estimates
(``rag.answer.models.recommended``). Nothing is fetched from here.
"""

from __future__ import annotations

import threading
from pathlib import Path

import streamlit as st

from rag.answer.models.recommended import Estimate, fitting
from rag.library.folders import short
from rag.machine import Machine, machine
from rag.model_folder import available, unfit
from rag.settings import Settings
from ui import components, gate
from ui.asking import Progress
from ui.model_texts import model_texts
from ui.settings_texts import settings_texts
from ui.state import open_room
from ui.talk_texts import talk_texts
from ui.texts import Texts

_TICK_S, _TICKS = 0.1, 30
_FIRST_CHOICE = "MiniCPM5-1B"
_OFFERED = "offered-behind"
_DECLINED, _COOKIE, _REMEMBERED_S = "no-offer", "wenju_offer", 365 * 86_400


class Measuring:
    """A computer being measured in a thread of its own."""

    def __init__(self, settings: Settings) -> None:
        """Begin at once."""
        self.found: Machine | None = None
        self.done = threading.Event()
        # A model that is not there yet may be given by its name on the hub.
        home = Path(settings.llm).expanduser() if Path(settings.llm).is_absolute() else settings.models
        self._work = settings.data, home, settings.threads
        threading.Thread(target=self._run, name="measuring", daemon=True).start()

    def _run(self) -> None:
        try:
            self.found = machine(*self._work)
        finally:
            self.done.set()


def is_due(settings: Settings, progress: Progress) -> bool:
    """Whether an answer is one behind which the line may stand: a whole one, made of the documents without a model.

    Not where a model composes, nor where the settings ask for the built-in composer: who wrote that knows.
    """
    answer = progress.answer
    return (
        answer is not None
        and answer.outcome == "answered"
        and answer.generator == "built-in"
        and progress.first is None
        and settings.generator == "auto"
        and not settings.endpoint
        and not available(settings.llm)
        and gate.manages()  # nobody else can put one here
        and not _is_declined()
    )


def after(settings: Settings, exchange: str, texts: Texts, progress: Progress) -> None:
    """Draw the line behind the last exchange with all its sources, once in a page: it follows no second question.

    Args:
        settings: Those in force.
        exchange: The id of the exchange.
        texts: The words of the page.
        progress: What is known of its answer.
    """
    remember_declined()
    if is_due(settings, progress) and st.session_state.setdefault(_OFFERED, exchange) == exchange:
        line(settings, texts)


def line(settings: Settings, texts: Texts) -> None:
    """Draw the line, waiting a moment for the computer to be measured; nothing where no model fits it.

    Above it, where a model was named or put there and cannot be used, why.

    It is not drawn by a later run of its own: that would close whichever dialog is open by then.
    """
    words = model_texts(texts)
    flaw = unfit(settings)
    if flaw is not None:
        with st.container(key="model-flaw"):
            st.text(texts.told(flaw))
    watched = measuring(settings)
    spot = st.empty()
    for _ in range(_TICKS):
        if watched.done.wait(_TICK_S):
            break
        spot.empty()  # where the page hears of a click meanwhile
    found = fitting(watched.found) if watched.found else []
    if not found or watched.found is None:
        return
    first = next((e for e in found if e.model.name == _FIRST_CHOICE), found[0])
    with spot.container(horizontal=True, vertical_alignment="center", key="offer"):
        st.text(
            words.offer.format(size=gigabytes(first.model.download), duration=duration(first.answer_s, texts)),
            width="content",
        )
        if st.button(words.offer_more, key="offer-more", type="tertiary"):
            st.dialog(words.offer_title, width="medium")(_dialog)(settings, watched.found, found, texts)
        st.button(talk_texts(texts).no_offer, key="offer-no", type="tertiary", on_click=_decline)


def remember_declined() -> None:
    """Have the browser remember that the line was declined; drawn in each run that knows it and the browser may not."""
    if st.session_state.get(_DECLINED):
        components.remember(_COOKIE, "declined", _REMEMBERED_S, key="offer-declined")


def _decline() -> None:
    st.session_state[_DECLINED] = True


def _is_declined() -> bool:
    return bool(st.session_state.get(_DECLINED)) or st.context.cookies.get(_COOKIE) == "declined"


@st.cache_resource(max_entries=1, ttl=600, show_spinner=False, hash_funcs={Settings: lambda s: (s.data, s.llm)})
def measuring(settings: Settings) -> Measuring:
    """Return the measurement that all sessions share; free memory and disk are looked at anew every ten minutes."""
    return Measuring(settings)


def _dialog(settings: Settings, here: Machine, found: list[Estimate], texts: Texts) -> None:
    """Draw what a model would add, those that fit, and how one is added."""
    words = model_texts(texts)
    st.markdown(words.offer_adds)
    st.caption(words.offer_fits)
    for n, one in enumerate(found):
        with st.container(key=f"model-{n}"):
            st.text(one.model.name)
            st.text(_about(one, texts))
            st.text(f"{words.offer_hub}{one.model.hub}")
    st.caption(words.offer_how)
    st.text(words.offer_steps.format(folder=short(Path(settings.llm).expanduser())))
    if st.button(settings_texts(texts).settings, key="offer-settings", type="primary"):
        open_room("settings")
        st.rerun()
    st.caption(words.offer_gpu if here.gpu else words.offer_note)


def _about(one: Estimate, texts: Texts) -> str:
    return model_texts(texts).offer_model.format(
        size=gigabytes(one.model.download),
        memory=gigabytes(one.memory),
        first=duration(one.first_s, texts),
        whole=duration(one.answer_s, texts),
        licence=one.model.licence,
    )


def gigabytes(n: int) -> str:
    """Return bytes in gigabytes.

    >>> gigabytes(2_170_000_000)
    '2.2 GB'
    """
    return f"{n / 1e9:.1f} GB"


def duration(seconds: float, texts: Texts) -> str:
    """Return an estimated time as roughly as it is known: to 5 seconds, from a minute and a half on to half minutes."""
    words = model_texts(texts)
    if seconds < 90:
        return words.some_seconds.format(total=max(5, 5 * round(seconds / 5)))
    return words.some_minutes.format(total=f"{round(seconds / 30) / 2:g}")
