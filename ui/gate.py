"""Who is let in: everybody on this computer; beyond it nobody without a login, whichever way the page was started.

And who may change what all read from (``manages``): whoever sits at this computer where nobody logs in, else its owner.

A password of the environment, or OIDC by Streamlit. Where neither is set up, a page that is served beyond this
computer shows nothing but that. Of a password login the browser keeps a signed token in a cookie.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from time import time as clock
from typing import ParamSpec

import streamlit as st
from streamlit import net_util
from streamlit.delta_generator import DeltaGenerator

from rag.answer.models.address import is_near
from rag.library.login import LASTS_S, Door, Reader, owner_password_of, owners_of, password_of
from rag.settings import Settings
from ui import components
from ui.frame_texts import frame_texts
from ui.gate_texts import GATE_TEXTS, gate_texts
from ui.texts import Texts

COOKIE = "wenju_login"
_Does = ParamSpec("_Does")
_ADMITTED = "login-reader"  # in the state of a page; no widget may have this key, for it would overwrite who reads


def stay_home() -> None:
    """Keep Streamlit from asking a server outside for this computer's address when a foreign page knocks."""
    net_util._external_ip = net_util._external_ip or ""


def passed(settings: Settings, texts: Texts) -> bool:
    """Draw what is asked of whoever is not let in yet; return whether the page may be drawn.

    Raises:
        ConfigError: A password of the environment is too short, or the owner's is none of its own.
        DataFolderError: What signs logins can be neither read nor made.
    """
    stay_home()
    words = gate_texts(texts)
    password, owner = password_of(), owner_password_of()
    if has_oidc():
        return _by_oidc(texts)
    if password:
        return _by_password(_door(password, settings.data, owner), texts)
    if is_open():
        components.dress()
        with st.container(border=True, key="no-login"):
            st.text(words.no_login)
            st.text(words.no_login_how)
        return False
    return True


def is_open() -> bool:
    """Whether the page is served beyond this computer; a page that nobody serves, as in tests, is not."""
    if not st.runtime.exists():
        return False
    address = st.get_option("server.address")
    return not address or not is_near(str(address))


def has_oidc() -> bool:
    """Whether a login by OIDC is set up in Streamlit's secrets."""
    try:
        return "auth" in st.secrets
    except (FileNotFoundError, KeyError):
        return False


def reader() -> str:
    """Return the name of whoever is let in; ``""`` where nobody logs in, for then all who use this computer are one."""
    admitted: Reader | None = st.session_state.get(_ADMITTED)
    if admitted is not None:
        return f"password {admitted.name}"
    if not st.user.get("is_logged_in"):
        return ""
    return " ".join(str(st.user.get(name) or "") for name in ("iss", "sub")).strip() or str(st.user.get("email"))


def manages() -> bool:
    """Whether whoever reads may change what all read from: index, folder, files, who answers, dictionary, figures.

    Nobody where the page itself is served beyond this computer: behind a proxy of this computer the owner may.
    """
    if is_open():
        return False
    if has_oidc():
        # An address that nobody verified may be claimed by anybody.
        verified = st.user.get("is_logged_in") and st.user.get("email_verified") is True
        return bool(verified) and str(st.user.get("email")).lower() in owners_of()
    admitted: Reader | None = st.session_state.get(_ADMITTED)
    return admitted.owns if admitted is not None else not password_of()


def owners(act: Callable[_Does, object]) -> Callable[_Does, None]:
    """Return an action that does nothing but say so where whoever reads may not do it, however it was asked for."""

    @wraps(act)
    def guarded(*args: _Does.args, **kwargs: _Does.kwargs) -> None:
        if manages():
            act(*args, **kwargs)
        else:
            st.toast(GATE_TEXTS[st.session_state.get("language") or "zh"].refused)

    return guarded


def leave(texts: Texts) -> None:
    """Draw the button that ends a login, and to an owner why nothing can be changed; nothing where nobody logs in."""
    admitted: Reader | None = st.session_state.get(_ADMITTED)
    if admitted is not None:
        if admitted.owns and not manages():
            st.caption(gate_texts(texts).owner_elsewhere)
        if st.button(gate_texts(texts).leave, key="leave", type="tertiary"):
            st.session_state.clear()
            st.session_state["left"] = True
            st.rerun()
    elif st.user.get("is_logged_in") and st.button(gate_texts(texts).leave, key="leave", type="tertiary"):
        st.logout()


def _threshold(texts: Texts) -> DeltaGenerator:
    """Draw whose page this is, dressed and in its language, to whoever is not let in yet; return the place below."""
    components.dress()
    place = st.container(key="login")
    with place:
        st.title(texts.name, anchor=False)
        components.frame(texts.language, frame_texts(texts.language), key="frame")
    return place


@st.cache_resource(max_entries=2, show_spinner=False)
def _door(password: str, data: Path, owner: str) -> Door:
    """Return the door of a server, which knows the failures of all pages."""
    return Door(password, data, owner)


def _by_oidc(texts: Texts) -> bool:
    words = gate_texts(texts)
    if st.user.get("is_logged_in"):
        return True
    with _threshold(texts):
        if importlib.util.find_spec("authlib") is None:
            st.text(words.no_library)
        else:
            st.button(words.oidc, key="login-oidc", type="primary", on_click=st.login)
    return False


def _by_password(door: Door, texts: Texts) -> bool:
    """Let in whoever has a token, or says the password."""
    now, given = clock(), st.session_state.pop("token", None)
    if given is not None:
        components.remember(COOKIE, given, LASTS_S, key="remember")
    if st.session_state.get(_ADMITTED):
        return True
    left = st.session_state.get("left", False)
    known = None if left else door.reader(str(st.context.cookies.get(COOKIE, "")), now)
    if known is not None:
        st.session_state[_ADMITTED] = known
        return True
    if left:
        components.remember(COOKIE, "", 0, key="forget")
    return _asked(door, texts, now)


def _asked(door: Door, texts: Texts, now: float) -> bool:
    """Ask for the password, and say what was wrong with the last one."""
    words, address = gate_texts(texts), st.context.ip_address
    source = address if isinstance(address, str) else ""
    with _threshold(texts):
        with st.form("login-form", border=False, clear_on_submit=True):
            said = st.text_input(words.password, type="password", key="password", autocomplete="current-password")
            sent = st.form_submit_button(words.enter, key="enter", type="primary")
        components.focus("password", key="focus")
        st.caption(words.reader_note)
        if not sent:
            return False
        wait = door.wait_s(source, now)
        token = door.admitted(said, source, now)
        if token is not None:
            st.session_state.pop("left", None)
            st.session_state[_ADMITTED] = door.reader(token, now)
            st.session_state["token"] = token
            st.rerun()
        with st.container(key="login-wrong"):
            st.text(words.wait.format(seconds=int(wait) + 1) if wait else words.wrong)
    return False
