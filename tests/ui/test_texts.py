"""Both languages say the same things with the same gaps, in every module of words; no word is kept for nobody."""

import re
import string
from dataclasses import fields
from importlib import import_module

import pytest

from rag.settings import ROOT
from ui.plurals import Count
from ui.texts import EN, TEXTS, ZH, language_for

UI = ROOT / "ui"
# Each with its words in both languages. Those of Streamlit's own parts are pairs of phrases: ``test_frame.py``.
MODULES = {path.stem: import_module(f"ui.{path.stem}") for path in sorted(UI.glob("*_texts.py"))}
WORDS = {name: (module.ZH, module.EN) for name, module in MODULES.items() if name != "frame_texts"}
WORDS["texts"] = (ZH, EN)
EACH = [(name, field.name) for name, (zh, _) in WORDS.items() for field in fields(zh) if field.name != "language"]


def gaps(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def said(text):
    """A text, or those of a table or list, by what names them."""
    if isinstance(text, str):
        return {"": text}
    return dict(text) if isinstance(text, dict) else dict(enumerate(text))


@pytest.mark.parametrize(("module", "field"), EACH)
def test_both_languages_take_the_same(module, field):
    zh, en = (said(getattr(words, field)) for words in WORDS[module])
    assert zh and zh.keys() == en.keys()
    for name in zh:
        assert zh[name] and en[name] and gaps(zh[name]) == gaps(en[name]), name


@pytest.mark.parametrize("module", WORDS)
def test_every_text_is_said_somewhere(module):
    code = "".join(path.read_text(encoding="utf-8") for path in UI.glob("*.py") if path.stem != module)
    known = {name for of, name in EACH if of == module}
    # What holds words is called so all over the page; ``.open`` or ``.copy`` of anything else is none of them.
    used = set(re.findall(r"(?:\b(?:texts|words|said|own)|_texts\(texts\)|TEXTS\[[^\]]+\])\.(\w+)", code))
    assert known - used == set()


def test_english_has_no_plural_in_brackets():
    texts = [
        text for _, en in WORDS.values() for field in fields(en) for text in said(getattr(en, field.name)).values()
    ]
    assert len(texts) > 300 and not [text for text in texts if "(s)" in text]
    counts = MODULES["index_texts"].EN.counts
    assert counts.format(documents=Count(1), passages=Count(2)) == "1 file · 2 passages"


@pytest.mark.parametrize(
    ("setting", "locale", "language"),
    [
        ("auto", "zh-CN", "zh"),
        ("auto", "zh-Hant-TW", "zh"),
        ("auto", "en-US", "en"),
        ("auto", "de", "en"),
        ("auto", None, "zh"),
        ("en", "zh-CN", "en"),
        ("zh", "en-US", "zh"),
    ],
)
def test_the_page_follows_the_setting_then_the_browser(setting, locale, language):
    assert language_for(setting, locale) == language
    assert TEXTS[language].language == language
