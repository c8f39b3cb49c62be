"""The words of talk: both languages take the same."""

from dataclasses import fields

import pytest

from tests.ui.test_texts import gaps
from ui.talk_texts import EN, ZH, TalkTexts


@pytest.mark.parametrize("field", [f.name for f in fields(TalkTexts)])
def test_both_languages_take_the_same(field):
    zh, en = getattr(ZH, field), getattr(EN, field)
    assert zh and en
    assert gaps(zh) == gaps(en)
