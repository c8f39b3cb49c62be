"""A server of language models: its address and model as they are typed, whether text leaves this machine, a trial.

Nobody is contacted before a person presses the button for it; what seems to run on this machine is told from its
open ports and offered.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from time import monotonic

import streamlit as st

from rag.answer.models.address import Address, address_of, key_of, listening
from rag.errors import BackendTimeoutError, BackendUnavailableError, ConfigError, RagError
from rag.settings import ENDPOINT_KEY, Settings
from ui import choosing, gate
from ui.settings_texts import SettingsTexts
from ui.texts import Texts

_TICK_S = 0.2


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a trial came to: the model that answered and after how many seconds, or why none did."""

    address: str
    model: str
    answered_by: str = ""
    seconds: float = 0.0
    error: RagError | None = None


class Trial:
    """A server being tried, in a thread of its own, until it answers or ``stop`` is set."""

    def __init__(self, settings: Settings) -> None:
        """Begin at once."""
        self.stop, self.done = threading.Event(), threading.Event()
        self.outcome = Outcome(settings.endpoint, settings.endpoint_model)
        self._began = monotonic()
        threading.Thread(target=self._run, args=(settings,), name="trial", daemon=True).start()

    @property
    def seconds(self) -> int:
        """Whole seconds since it began."""
        return int(monotonic() - self._began)

    def _run(self, settings: Settings) -> None:
        from rag.answer.models.endpoint import Endpoint

        try:
            name = Endpoint(settings).tried(self.stop)
            self.outcome = replace(self.outcome, answered_by=name, seconds=monotonic() - self._began)
        except RagError as error:
            self.outcome = replace(self.outcome, error=error)
        finally:
            self.done.set()


def draw(settings: Settings, now: Settings, held: tuple[str, ...], texts: Texts, words: SettingsTexts) -> None:
    """Draw address and model, where text would go, and the buttons; arguments as for ``local_models.draw``."""
    _offered(settings, words)
    # What was typed stays when the page is drawn without these fields.
    kept = st.session_state.setdefault("endpoint-typed", (settings.endpoint, settings.endpoint_model))
    with st.container(horizontal=True, key="endpoint-fields"):
        typed = st.text_input(words.address, kept[0], key="endpoint-address", placeholder=words.address_example)
        model = st.text_input(words.model, kept[1], key="endpoint-model", placeholder=words.model_note)
    st.session_state["endpoint-typed"] = (typed, model)
    wanted = replace(settings, endpoint=typed.strip(), endpoint_model=model.strip())
    if not wanted.endpoint:
        return
    try:
        address = address_of(wanted)
    except ConfigError as error:
        with st.container(key="endpoint-wrong"):
            st.text(texts.hint(error))
        return
    _where(address, words)
    used = now.generator == "endpoint" and (wanted.endpoint, wanted.endpoint_model) == (
        settings.endpoint,
        settings.endpoint_model,
    )
    with st.container(horizontal=True, key="endpoint-buttons"):
        tried = st.button(words.test, key="test-endpoint")
        if not used:
            values = {"endpoint": wanted.endpoint, "endpoint_model": wanted.endpoint_model, "generator": "endpoint"}
            label = words.use if address.near else words.use_far
            choosing.use(label, settings, held, key="use-endpoint", **values)
    if tried:
        _try(wanted, words)
    _said(wanted, texts, words)


def _offered(settings: Settings, words: SettingsTexts) -> None:
    """Draw servers that seem to run here; a click fills in the address and contacts nobody."""
    found = [(name, address) for name, address in listening() if address != settings.endpoint]
    if not found:
        return
    st.caption(words.found_here)
    with st.container(horizontal=True, key="endpoint-found"):
        for n, (name, address) in enumerate(found):
            label = words.take.format(name=name, address=address.removeprefix("http://"))
            st.button(label, key=f"take-{n}", on_click=_take, args=(address,))


def _take(address: str) -> None:
    st.session_state["endpoint-address"] = address


def _where(address: Address, words: SettingsTexts) -> None:
    """Say whether text would leave this machine, and whether a key goes with it."""
    if address.near:
        st.caption(words.stays)
    else:
        with st.container(key="endpoint-leaves"):
            st.text(words.leaves.format(host=address.host) + ("" if address.secret else words.leaves_open))
    try:
        said = words.key_set if key_of() else words.key_unset
    except ConfigError:
        said = words.key_wrong
    st.caption(said.format(name=f"`{ENDPOINT_KEY}`"))


@gate.owners
def _try(wanted: Settings, words: SettingsTexts) -> None:
    """Try a server; any other click ends the trial."""
    trial, spot = Trial(wanted), st.empty()
    try:
        while not trial.done.wait(_TICK_S):
            spot.caption(words.testing.format(seconds=trial.seconds))
    finally:
        trial.stop.set()
    spot.empty()
    st.session_state["trial"] = trial.outcome


def _said(wanted: Settings, texts: Texts, words: SettingsTexts) -> None:
    """Draw what the last trial of this very server came to."""
    outcome: Outcome | None = st.session_state.get("trial")
    if outcome is None or (outcome.address, outcome.model) != (wanted.endpoint, wanted.endpoint_model):
        return
    with st.container(key="trial-good" if outcome.error is None else "trial-bad"):
        if outcome.error is None:
            st.text(words.test_good.format(model=outcome.answered_by, seconds=f"{outcome.seconds:.1f}"))
        else:
            silent = isinstance(outcome.error, BackendUnavailableError | BackendTimeoutError)
            st.text(words.test_bad if silent else words.test_reached)
            st.text(texts.hint(outcome.error))
