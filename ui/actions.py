"""What a reader does with an answer: copy it with footnotes, ask again, edit the question, say whether it was right.

An edited question is asked anew below; what was answered stays. A disputed answer becomes a test question with one
more click: a line in ``data/gold.jsonl``, in the form of ``evals/seeds.jsonl``.
"""

from __future__ import annotations

import streamlit as st

from rag.errors import DataFolderError
from rag.library import gold
from rag.library.export import plain
from rag.records import Feedback, KeptExchange, Rating, Scope
from rag.settings import Settings
from ui import components, talks
from ui.state import name_scope, suggest
from ui.talks import Exchange, Talk
from ui.texts import Texts
from ui.texts_search import SEARCH


def draw(settings: Settings, talk: Talk, exchange: Exchange, texts: Texts) -> None:
    """Draw the actions under an answer, and, where it was called wrong just now, the question why."""
    kept = talks.kept(talk, exchange)
    rating = kept.feedback.rating
    items: list[tuple[str, str, bool | None]] = [
        ("copy", texts.copy, None),
        ("again", texts.again, None),
        ("edit", texts.edit, None),
    ]
    if exchange.scope != Scope() and kept.answer is not None and kept.answer.outcome == "no_evidence":
        items.insert(0, ("everywhere", SEARCH[texts.language].everywhere, None))
    if kept.answer is not None and kept.answer.outcome != "notice":
        items += [("up", texts.good, rating == "up"), ("down", texts.bad, rating == "down")]

    def act(name: str) -> None:
        if name == "everywhere":
            name_scope(Scope())
        if name in ("again", "everywhere"):
            suggest(exchange.question)
        elif name == "edit":
            st.session_state["ask"] = exchange.question
        elif name in ("up", "down"):
            _rate(settings, talk, kept, "up" if name == "up" else "down")

    components.actions(
        {
            "items": items,
            "label": texts.actions,
            "text": plain(kept, texts.language),
            "copy": texts.copy,
            "copied": texts.copied,
        },
        key=f"actions-{exchange.number}",
        on_act=act,
    )
    if st.session_state.get("disputed") == exchange.exchange:
        _why(settings, talk, kept, texts)


def _rate(settings: Settings, talk: Talk, kept: KeptExchange, rating: Rating) -> None:
    """Keep a thumb; the same one again takes it back."""
    taken_back = kept.feedback.rating == rating
    talks.rate(settings, talk, kept.exchange, Feedback("" if taken_back else rating, ""))
    st.session_state["disputed"] = kept.exchange if rating == "down" and not taken_back else ""


def _why(settings: Settings, talk: Talk, kept: KeptExchange, texts: Texts) -> None:
    """Ask why an answer is wrong; nobody has to say."""
    with st.form("why", border=False, clear_on_submit=True), st.container(horizontal=True, vertical_alignment="bottom"):
        reason = st.text_input(texts.why_bad, key="reason", max_chars=500)
        said = st.form_submit_button(texts.send, key="send-reason")
        to_gold = st.form_submit_button(texts.to_gold, key="to-gold", type="tertiary")
    if not (said or to_gold):
        return
    talks.rate(settings, talk, kept.exchange, Feedback("down", reason.strip()))
    st.session_state["disputed"] = ""
    line = texts.thanks
    if to_gold:
        before = [talks.kept(talk, e) for e in talk.exchanges if e.asked < kept.asked]
        try:
            gold.add(settings.data, kept, before, reason.strip())
            line = texts.gold_done.format(file=gold.FILE)
        except DataFolderError as error:
            talk.error = error
    st.toast(line)  # read as Markdown: words of ours alone
    st.rerun()
