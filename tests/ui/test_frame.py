"""The words of Streamlit's own parts: every phrase in both languages, and what Streamlit is known to say."""

from pathlib import Path

import pytest
from streamlit import file_util

from tests.ui.test_texts import gaps
from ui.frame_texts import _WORDS, frame_texts

# Streamlit puts these together out of smaller ones.
COMPOSED = {
    "This type of files are not allowed.",
    "add icon",
    "Chat message from user",
    "Chat message from assistant",
}


@pytest.mark.parametrize("words", _WORDS, ids=lambda words: words[0][:30])
def test_each_phrase_keeps_what_is_filled_in(words):
    assert len({tuple(gaps(said)) for said in words}) == 1
    assert all(words)


def test_a_phrase_of_the_other_language_is_said_in_this_one():
    assert frame_texts("en")["收起侧栏"] == "Close the side bar"
    assert frame_texts("zh")["Close the side bar"] == frame_texts("zh")["Collapse sidebar"] == "收起侧栏"


def test_streamlit_still_says_what_is_said_in_its_place():
    scripts = Path(file_util.get_static_dir(), "static", "js").glob("*.js")
    said = "\n".join(script.read_text(encoding="utf-8") for script in scripts)
    for phrase in {words[0] for words in _WORDS} - COMPOSED:
        assert all(part in said for part in phrase.split("{}")), phrase
