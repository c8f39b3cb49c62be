"""On an English page every word of ours is English, in what Streamlit draws and in what components are given."""

import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.rooms import words
from tests.ui.scripted import ASKED, document
from tests.ui.test_page import TIMEOUT, ask, keys, run, scripted_page

DOC, TEXT = document().source.name, document().text
AT = f"{TEXT.index('人均可支配收入')}-{TEXT.index('人均可支配收入') + 7}"
QUESTIONS = (*ASKED, "请语言模型写", "会超时的问题", "你好")
# What is said in Chinese there by others: the document, who asks, the scripted assistant; two names of ours.
THEIRS = [DOC, *QUESTIONS, "火星", "问据", "中文", "句", "第", "全市生产总值为", "语言模型没有及时应答"]
THEIRS += ["请稍后再试", "资料中没有查到能回答这个问题的内容"]
HAN = re.compile(r"[\u4e00-\u9fff]+")


def strings(data):
    if isinstance(data, str):
        return [data]
    parts = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return [said for part in parts for said in strings(part)]


def drawn_words(at):
    """Every word on the page; the phrases of Streamlit's own parts are pairs of both languages and left out."""
    found = words(at)
    for element in at.get("bidi_component"):
        if element.key != "frame":
            found += strings(json.loads(element.proto.json))
    return found


def ours(at):
    """What is Chinese on a page and said by none of the others."""
    theirs = {part for said in THEIRS for part in HAN.findall(said)}
    parts = {part for said in drawn_words(at) for part in HAN.findall(said)}
    return {part for part in parts - theirs if part not in TEXT}  # whose lines are cut and marked


def page(**query):
    at = AppTest.from_function(scripted_page, default_timeout=TIMEOUT)
    for name, value in {"lang": "en", **query}.items():
        at.query_params[name] = value
    return run(at)


@pytest.mark.parametrize("question", QUESTIONS)
def test_of_an_answer(home, question):
    at = ask(page(), question)
    assert ours(at) == set()
    assert bool(keys(at, "actions-0")) is ("超时" not in question)


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"page": "settings"},
        {"page": "quality"},
        {"find": ""},
        {"find": "蔬菜"},
        {"find": "火星", "in": DOC, "years": "2019-2020"},
        {"doc": DOC, "at": AT},
        {"doc": DOC, "at": "900000-900001", "view": "source"},
        {"doc": "nothing.txt"},
        {"conversation": "nothing"},
        {"collection": "nothing"},
    ],
    ids=lambda query: " ".join(query),
)
def test_of_a_page(home, query):
    at = page(**query)
    assert ours(at) == set() and len(drawn_words(at)) > 10


@pytest.mark.parametrize("key", ["change-folder", "upload"])
def test_of_a_dialog(home, key):
    at = page()
    before = len(drawn_words(at))
    at.button(key=key).click()
    at = run(at)
    assert len(drawn_words(at)) > before and ours(at) == set()


def test_chinese_words_of_ours_would_be_seen(home):
    at = AppTest.from_function(scripted_page, default_timeout=TIMEOUT)
    at.query_params["lang"] = "zh"
    assert {"复制", "打开原文", "资料", "设置", "出处", "由内置模型从原文取句作答"} <= ours(ask(run(at), ASKED[0]))
