"""What a reader does with an answer: copy it with footnotes, ask again, edit the question, say whether it was right.

An edited question is asked anew below; what was answered stays. A disputed answer becomes a test question with one
more click: a line in ``data/gold.jsonl``, in the form of ``evals/seeds.jsonl``. Which words a right answer holds is
proposed in the same form: of what is selected or clicked in the document that is open, else of the words marked there,
unless the answer rests on them. Nothing is proposed of the answer: it was called wrong. They may be changed, and said
later; where they stand is looked up there and in the passages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from rag.errors import DataFolderError
from rag.library import gold
from rag.library.export import plain
from rag.records import Answer, Feedback, KeptExchange, Rating, Scope
from rag.settings import Settings
from ui import components, state, talks
from ui.plurals import Count
from ui.search_texts import search_texts
from ui.state import edit, name_scope, suggest
from ui.talk_texts import talk_texts
from ui.talks import Exchange, Talk
from ui.texts import Texts

_COMMA, _SHORT = "，", 40
Opened = Callable[[], tuple[str, str, int] | None]


def draw(
    settings: Settings,
    talk: Talk,
    exchange: Exchange,
    texts: Texts,
    opened: Opened = lambda: None,
    shown: Answer | None = None,
) -> None:
    """Draw the actions under an answer, and, where it was called wrong just now, the questions why and what is right.

    Args:
        settings: Of the collection.
        talk: The conversation.
        exchange: One of its exchanges.
        texts: The words of the page.
        opened: Gives name, clean text and clean offset of the document that is open beside; None where none is.
        shown: Which of two answers is shown, and meant by all of it; None where there is but one.
    """
    kept = talks.kept(talk, exchange)
    kept = replace(kept, answer=shown or kept.answer)
    rating, words = kept.feedback.rating, talk_texts(texts)
    items: list[tuple[str, str, bool | None]] = [
        ("copy", words.copy, None),
        ("again", texts.again, None),
        ("edit", words.edit, None),
    ]
    if exchange.scope != Scope() and kept.answer is not None and kept.answer.outcome != "notice":
        # What a scope holds may answer another question than the one meant: it is offered under any answer, first
        # where there is none.
        at = 0 if kept.answer.outcome == "no_evidence" else len(items)
        items.insert(at, ("everywhere", search_texts(texts).everywhere, None))
    if kept.answer is not None and kept.answer.outcome != "notice":
        items += [("up", words.good, rating == "up"), ("down", words.bad, rating == "down")]
    if rating == "down" and gold.state_of(settings.data, exchange.exchange) == "open":
        items.append(("keys", words.keys_fill, None))

    def act(name: str) -> None:
        if name == "keys":
            st.session_state["gold-open"] = exchange.exchange
        if name == "everywhere":
            name_scope(Scope())
        if name in ("again", "everywhere"):
            suggest(exchange.question)
        elif name == "edit":
            edit(exchange.question)
        elif name in ("up", "down"):
            _rate(settings, talk, kept, "up" if name == "up" else "down")

    components.actions(
        {
            "items": items,
            "label": words.actions,
            "text": plain(kept, texts.language),
            "copy": words.copy,
            "copied": words.copied,
        },
        key=f"actions-{exchange.number}",
        on_act=act,
    )
    if st.session_state.get("disputed") == exchange.exchange:
        _why(settings, talk, kept, texts, opened)
    elif st.session_state.get("gold-open") == exchange.exchange:
        _right(settings, talk, kept, texts, opened)


def _rate(settings: Settings, talk: Talk, kept: KeptExchange, rating: Rating) -> None:
    """Keep a thumb; the same one again takes it back."""
    taken_back = kept.feedback.rating == rating
    talks.rate(settings, talk, kept.exchange, Feedback("" if taken_back else rating, ""))
    st.session_state["disputed"] = kept.exchange if rating == "down" and not taken_back else ""
    state.forget_picked()


def _proposed(kept: KeptExchange, opened: tuple[str, str, int] | None) -> str:
    """Return the words that a right answer may hold, as they are typed: see the head of this module."""
    picked, answer = state.picked(), kept.answer
    if picked:
        words = gold.proposed(picked, kept.question)
        return _COMMA.join(words or (gold.keys_of(picked) if len(picked) <= _SHORT else ()))
    marked = gold.sentence_at(opened[1], opened[2]) if opened and opened[2] else ""
    rests_on = [citation.quote for citation in answer.citations] if answer is not None else []
    if any(quote in marked or marked in quote for quote in rests_on):
        return ""
    return _COMMA.join(gold.proposed(marked, kept.question))


def _why(settings: Settings, talk: Talk, kept: KeptExchange, texts: Texts, opened: Opened) -> None:
    """Ask why an answer is wrong, which nobody has to say, and what a right one holds, for a test question."""
    words, there = talk_texts(texts), opened()
    # What is picked meanwhile takes the place of what was proposed.
    if st.session_state.get("keys-of") != (kept.exchange, state.picked()):
        st.session_state["keys-of"] = (kept.exchange, state.picked())
        st.session_state["keys"] = _proposed(kept, there)
    with st.form("why", border=False):
        reason = st.text_input(words.why_bad, key="reason", max_chars=500)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            typed = st.text_input(words.keys_right, key="keys", placeholder=words.keys_example, max_chars=200)
            said = st.form_submit_button(words.send, key="send-reason")
            to_gold = st.form_submit_button(words.to_gold, key="to-gold", type="tertiary")
        st.caption(words.keys_pick)
    if not (said or to_gold):
        return
    talks.rate(settings, talk, kept.exchange, Feedback("down", reason.strip()))
    st.session_state["disputed"] = ""
    line = words.thanks
    if to_gold:
        before = [talks.kept(talk, e) for e in talk.exchanges if e.asked < kept.asked]
        try:
            gold.add(settings.data, kept, before, reason.strip())
            line = words.gold_done.format(file=gold.FILE)
            keys = gold.keys_of(typed)
            found = gold.evidence_for(keys, kept, there)
            if keys:
                gold.complete(settings.data, kept.exchange, gold.Right(keys, found))
                line = words.keys_done.format(total=Count(len(found)))
            else:
                st.session_state["gold-open"] = kept.exchange
        except DataFolderError as error:
            talk.error = error
    st.toast(line)  # read as Markdown: words of ours alone
    st.rerun()


def _right(settings: Settings, talk: Talk, kept: KeptExchange, texts: Texts, opened: Opened) -> None:
    """Ask which words a right answer holds, and write them into the test question with where they stand."""
    words = talk_texts(texts)
    with st.form("right", border=False, clear_on_submit=True):
        typed = st.text_input(words.keys_ask, key="gold-keys", placeholder=words.keys_example, max_chars=200)
        with st.container(horizontal=True):
            said = st.form_submit_button(words.keys_save, key="gold-save", type="primary")
            none = st.form_submit_button(words.keys_none, key="gold-none", type="tertiary")
            later = st.form_submit_button(words.keys_later, key="gold-later", type="tertiary")
    keys = () if none else gold.keys_of(typed)
    if not (later or none or (said and keys)):
        return
    st.session_state["gold-open"] = ""
    if not later:
        found = gold.evidence_for(keys, kept, opened())
        try:
            gold.complete(settings.data, kept.exchange, gold.Right(keys, found))
            st.toast(words.keys_done.format(total=Count(len(found))))  # read as Markdown: words of ours alone
        except DataFolderError as error:
            talk.error = error
    st.rerun()
