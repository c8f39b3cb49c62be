"""Both languages say the same things with the same gaps."""

import string
from dataclasses import fields

import pytest

from rag.settings import ROOT
from ui.texts import EN, ZH, Texts, language_for

NAMES = {f.name for f in fields(Texts)}


def gaps(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("field", [f.name for f in fields(Texts) if f.type == "str"])
def test_both_languages_take_the_same(field):
    zh, en = getattr(ZH, field), getattr(EN, field)
    assert zh and en
    assert gaps(zh) == gaps(en)


def test_both_languages_name_the_same_phases():
    assert ZH.phases.keys() == EN.phases.keys()


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


def test_every_text_is_said_somewhere():
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "ui").glob("*.py") if path.name != "texts.py")
    said = {name for name in NAMES if f"texts.{name}" in code}
    assert NAMES - said == set()
