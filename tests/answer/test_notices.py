"""Notices: both languages say the same, and every count is the collection's."""

import string
from dataclasses import fields

import pytest

from rag.answer.words.notice_words import EN, WORDS, ZH, Words
from rag.answer.words.notices import Facts, notice_text, topic_text
from rag.records import Collection, DocumentSummary
from tests.answer.evidence_of import chunk_of

SPEECH = DocumentSummary(
    "讲话/创新.txt",
    "在科技创新大会上的讲话",
    ("在科技创新大会上的讲话",),
    "在",
    "2021-03-05",
    "2021-03-05",
    False,
    1,
    4,
)
PAGE = DocumentSummary("版面.txt", "版面", ("菜市场改造启动", "公园完工"), "菜市场", "2020", "2023-07-21", True, 3, 9)
BARE = DocumentSummary("无题.txt", "无题", (), "今年汛期，全市新建\n排涝泵站", "", "", False, 1, 2)
FACTS = Facts(Collection((SPEECH, PAGE, BARE), "seeds", "2026-11-25T09:44:06Z"), (".txt", ".md"), "models/llm")
KINDS = [
    *("greeting", "thanks", "assent", "farewell", "identity", "abilities", "adding", "holdings", "newest", "privacy"),
    *("writing", "beyond", "small_talk", "complaint", "repetition", "continuation", "noise"),
]


def takes(template):
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("name", [f.name for f in fields(Words)])
def test_both_languages_of_a_template_take_the_same(name):
    chinese, english = getattr(ZH, name), getattr(EN, name)
    assert takes(chinese) == takes(english)
    assert english
    assert chinese or name == "ask_in_chinese"  # said to English questions only


def test_what_a_refusal_says_is_a_gap():
    for words in WORDS.values():
        for text in (words.nothing, words.not_mentioned.format(word="火星探测器")):
            assert len(text) <= 60
            assert "没有" in text or " not " in text or "No " in text


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_words_without_a_hole(kind, language):
    for facts in (FACTS, Facts(Collection(())), Facts(FACTS.collection, model="Qwen", last="问？", subject="诗歌")):
        text = notice_text(kind, facts, language)
        assert text.strip()
        assert "{" not in text
        assert "资料中没有" not in text
        assert text.isascii() or language == "zh" or kind in ("holdings", "newest") or set(text) & set("“”·")


def test_what_is_here_is_listed_with_its_dates():
    assert notice_text("holdings", FACTS, "zh").split("\n") == [
        "文件夹 seeds 里有 3 份资料，5 篇文章，15 段：",
        "1. 《在科技创新大会上的讲话》 · 2021年3月5日",
        "2. 版面.txt（菜市场改造启动） · 3 篇文章 · 2020年 – 2023年7月21日（推断）",
        "3. 无题.txt（今年汛期，全市新建 排涝泵站）",
    ]
    assert "2020 – 2023-07-21 (inferred)" in notice_text("holdings", FACTS, "en")


def test_of_many_documents_the_first_ones_and_the_count():
    many = Facts(
        Collection(tuple(DocumentSummary(f"{n}.txt", f"第{n}号", (), "", "", "", False, 1, 1) for n in range(40)))
    )
    lines = notice_text("holdings", many, "zh").split("\n")
    assert lines[0].startswith("这里有 40 份资料")
    assert len(lines) == 10
    assert lines[-1] == "…… 一共 40 份"


def test_the_newest_and_the_earliest():
    assert notice_text("newest", FACTS, "zh").split("\n") == [
        "最新的一份：版面.txt（菜市场改造启动），2023年7月21日（推断）。",
        "另有 1 份没有注明日期。",
    ]
    other = DocumentSummary("旧.txt", "旧事", (), "", "1999-12", "1999-12", False, 1, 1)
    text = notice_text("newest", Facts(Collection((SPEECH, other))), "zh")
    assert text == "最新的一份：《在科技创新大会上的讲话》，2021年3月5日。\n最早的一份：《旧事》，1999年12月。"
    assert notice_text("newest", Facts(Collection((BARE,))), "zh") == "这些资料都没有注明日期。"


def test_a_model_that_is_set_is_named_and_nothing_is_promised_of_it():
    with_model = Facts(FACTS.collection, model="Qwen3")
    for kind in ("identity", "privacy", "writing"):
        for language in ("zh", "en"):
            assert "Qwen3" in notice_text(kind, with_model, language)
    assert "没有装" not in notice_text("writing", with_model, "zh")
    assert "models/llm" in notice_text("writing", FACTS, "zh")


def test_what_was_asked_before_is_named():
    talking = Facts(FACTS.collection, last="增速多少？")
    assert "“增速多少？”" in notice_text("repetition", talking, "zh")
    assert "还没有问过" in notice_text("repetition", FACTS, "zh")
    assert notice_text("complaint", talking, "zh") != notice_text("complaint", FACTS, "zh")


# ---------------------------------------------------------------- a name


def test_a_name_is_found_by_article_most_passages_first():
    chunks = [
        chunk_of("温州。", "版面.txt", article="公园完工", byline="记者 王小明", date="2020"),
        chunk_of("温州好。", "讲话/创新.txt", article="在科技创新大会上的讲话"),
        chunk_of("温州！", "讲话/创新.txt", article="在科技创新大会上的讲话"),
        chunk_of("在温州。", "无题.txt"),
    ]
    assert topic_text("温州", chunks, FACTS, "zh").split("\n") == [
        "提到“温州”的有 3 份资料、3 篇文章，共 4 段：",
        "· 《在科技创新大会上的讲话》",
        "· 《公园完工》，记者 王小明，2020年",
        "· 无题.txt（今年汛期，全市新建 排涝泵站）",
    ]
    assert "at least 4 passages" in topic_text("温州", chunks, FACTS, "en", more=True)
    assert topic_text("温州", chunks[:1], FACTS, "zh").startswith("提到“温州”的有 1 篇文章：")


def test_only_the_first_articles_are_named():
    chunks = [chunk_of("温州。", f"{n}.txt", article=f"第{n}篇") for n in range(9)]
    lines = topic_text("温州", chunks, Facts(), "zh").split("\n")
    assert len(lines) == 7
    assert lines[-1] == "…… 一共 9 篇"


def test_a_name_that_stands_nowhere_is_said_with_what_is_here():
    text = topic_text("鲁迅", [], FACTS, "zh")
    assert text.startswith("“鲁迅”没有出现在这些资料里。这里有：\n1. 《在科技创新大会上的讲话》")
    assert "which are in Chinese" in topic_text("Wenzhou", [], FACTS, "en")
