"""What the page says before it lets anybody in, in Chinese and in English."""

from __future__ import annotations

from dataclasses import dataclass

from rag.records import Language
from ui.texts import Texts


@dataclass(frozen=True, slots=True)
class GateTexts:
    """The words of one language; each field is one text or template."""

    no_login: str
    no_login_how: str
    no_library: str
    password: str
    enter: str
    wrong: str
    wait: str
    reader_note: str
    oidc: str
    leave: str
    refused: str
    not_fresh: str
    owner_elsewhere: str


ZH = GateTexts(
    no_login="这个网页对这台电脑以外开放，却没有设登录，所以不显示任何资料。",
    no_login_how="请先停下它，在环境变量 RAG_PASSWORD 里放一个至少 8 个字符的密码，再重新启动；或者按 Streamlit 的"
    "说明，在 .streamlit/secrets.toml 的 [auth] 里设好 OIDC；或者只在本机打开。",
    no_library="设了 OIDC 登录，但没有装它要用的 Authlib；请运行 pip install Authlib，再重新启动。",
    password="密码",
    enter="进入",
    wrong="密码不对。",
    wait="错得太多，请过 {seconds} 秒再试。",
    reader_note="这个浏览器里的对话，别的浏览器看不到；30 天不用再输密码。",
    oidc="登录",
    leave="退出",
    refused="这一步只有管这些资料的人能做。",
    not_fresh="资料有变动，索引还没有跟上；由管这些资料的人更新。",
    owner_elsewhere="这样对别的电脑开放时，谁都不能在网页上改资料和设置；请在那台电脑上用 python -m rag 管理。",
)

EN = GateTexts(
    no_login="This page is open beyond this computer and has no login, so that it shows nothing.",
    no_login_how="Stop it, put a password of at least 8 characters into the environment variable RAG_PASSWORD and "
    "start it again; or set up OIDC in [auth] of .streamlit/secrets.toml, as Streamlit describes; or serve it on this "
    "computer only.",
    no_library="OIDC is set up, but Authlib, which it needs, is not installed; run pip install Authlib and start "
    "again.",
    password="Password",
    enter="Enter",
    wrong="That is not the password.",
    wait="Too many wrong ones; try again in {seconds} s.",
    reader_note="Conversations of this browser are seen in no other; the password is not asked for again for 30 days.",
    oidc="Log in",
    leave="Log out",
    refused="Only whoever owns these documents may do this.",
    not_fresh="Documents have changed since they were indexed; their owner brings the index up to date.",
    owner_elsewhere="Served to other computers in this way, nobody changes documents or settings on the page; use "
    "python -m rag on that computer.",
)

GATE_TEXTS: dict[Language, GateTexts] = {"zh": ZH, "en": EN}


def gate_texts(texts: Texts) -> GateTexts:
    """Return the words of the gate in the language of the page."""
    return GATE_TEXTS[texts.language]
