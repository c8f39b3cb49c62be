"""Sentences and marks of a model's text, however it is cut into pieces."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answer.models.compose_llm import GAP, answer_with, drafts
from rag.answer.models.generator import Request
from rag.answer.models.marks import numbers_of, visible, without_marks, written
from rag.answer.models.scripted import Scripted
from rag.answer.verdict.verify import check
from rag.records import Constraints
from tests.answer.evidence_of import evidence_of

EVIDENCE = evidence_of(
    "一年来，全市上下坚持以进固稳，地区生产总值达到6606亿元，增长8.2%。城乡居民收入稳步提高。",
    "消防队员周锦勇挺身而出、义无反顾，用生命诠释了“最美消防员”的风采。",
    "70个“大建大美”项目精彩亮相。去年在温州落地的227个亿元以上产业项目当中，将近70%是非温州人在温州投资。",
)


def read(text, highest=3, size=10_000):
    return [(w.text, w.numbers) for w in written([text[i : i + size] for i in range(0, len(text), size)], highest)]


@pytest.mark.parametrize(
    ("text", "numbers", "plain"),
    [
        ("甲[1]。", (1,), "甲。"),
        ("甲[1][2]。", (1, 2), "甲。"),
        ("甲[1,2]。", (1, 2), "甲。"),
        ("甲[1、3]。", (1, 3), "甲。"),
        ("甲 [2] 。", (2,), "甲 。"),
        ("甲［１］。", (1,), "甲。"),
        ("甲【3】。", (3,), "甲。"),
        ("甲【３†来源】。", (3,), "甲。"),
        ("甲[1-3]。", (1, 2, 3), "甲。"),
        ("甲[资料2]。", (2,), "甲。"),
        ("甲[^1]。", (1,), "甲。"),
        ("甲[citation:2]。", (2,), "甲。"),
        ("甲[2][2]。", (2,), "甲。"),
        ("甲[1] [3]。", (1, 3), "甲。"),
        ("甲[0]。", (), "甲。"),
        ("甲[99]。", (), "甲。"),
        ("甲[-1]。", (), "甲。"),
        ("甲[1-9999]。", (), "甲。"),
        ("甲[3-1]。", (), "甲。"),
        ("甲[1][99]。", (1,), "甲。"),
        ("甲[1。", (1,), "甲。"),
        ("甲[12", (), "甲"),
        ("甲[", (), "甲["),
        ("温办通报〔2020〕第12期", (), "温办通报〔2020〕第12期"),
        ("温办通报[2020]12号", (), "温办通报[2020]12号"),
        ("数组a[i]与[注]", (), "数组a[i]与[注]"),
        ("【系统消息】好", (), "【系统消息】好"),
    ],
)
def test_marks_in_every_shape(text, numbers, plain):
    assert numbers_of(text, 3) == numbers
    assert without_marks(text) == plain


TEXT = "甲增长8.2%。[1] 乙也增长[2][3]。\n- 丙；[1]\n2. 丁[3]\n\n[2] 戊在前。他说：“好。”己。\n[1]\n庚"
SENTENCES = [
    ("甲增长8.2%。", (1,)),
    ("乙也增长。", (2, 3)),
    ("丙；", (1,)),
    ("丁", (3,)),
    ("戊在前。", (2,)),
    ("他说：“好。”", ()),
    ("己。", (1,)),
    ("庚", ()),
]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 10_000])
def test_sentences_and_marks_do_not_depend_on_the_pieces(size):
    assert read(TEXT, size=size) == SENTENCES


def test_list_items_bold_headings_links_and_images():
    text = "## **要点**\n* **甲**增长[1]\n（2）乙见[这里](javascript:alert(1))\n![x](http://evil/?q=密)\n1.5倍于去年[2]"
    items = [(w.text, w.item) for w in written([text], 3)]
    assert items == [("要点", False), ("甲增长", True), ("乙见这里", True), ("1.5倍于去年", False)]


def test_a_sentence_comes_as_soon_as_the_next_one_begins():
    given = iter(["甲增长。", "[1", "]", "乙", "停。", "[2]"])
    stream = written(given, 3)
    assert next(stream).numbers == (1,)
    assert next(given) == "停。"


def test_an_end_that_was_cut_off_is_known():
    assert [w.closed for w in written(["甲。乙增长"], 3)] == [True, False]
    assert [w.closed for w in written(["甲。乙增长[1]"], 3)] == [True, True]
    assert [w.closed for w in written(["甲。\n乙增长\n"], 3)] == [True, True]


@settings(max_examples=80)
@given(st.text("甲乙。！\n[]【】［］0123456789,，-－ “”*<>think/", max_size=60), st.integers(1, 9))
def test_only_passages_that_exist_are_named_and_pieces_do_not_matter(text, size):
    whole = read(text)
    assert read(text, size=size) == whole
    for plain, numbers in whole:
        assert set(numbers) <= {1, 2, 3}
        assert plain


@settings(max_examples=60)
@given(st.lists(st.sampled_from(["<think>", "</think>", "<thi", "甲", "<", "乙\n"]), max_size=10), st.integers(1, 7))
def test_thinking_is_left_out_however_it_is_cut(parts, size):
    text = "".join(parts)
    seen = "".join(visible([text[i : i + size] for i in range(0, len(text), size)]))
    assert seen == "".join(visible([text]))
    assert "<think>" not in seen


def test_thinking_that_never_ends_says_nothing():
    assert read("<think>甲。乙。") == []
    assert read("甲。<think>乙。</think>丙。", size=4) == [("甲。", ()), ("丙。", ())]


# ---------------------------------------------------------------- drafts


def shown(text, question=""):
    return [(d.text, [p.quote for p in d.places]) for d in drafts([text], EVIDENCE, question)]


def test_a_number_becomes_the_place_that_supports():
    assert shown("消防队员周锦勇诠释了“最美消防员”的风采[2]。") == [
        ("消防队员周锦勇诠释了“最美消防员”的风采。", [EVIDENCE[1].chunk.text])
    ]
    assert shown("将近70%是非温州人在温州投资[3]。")[0][1] == [EVIDENCE[2].chunk.text[16:]]


def test_a_wrong_or_missing_number_is_mended_where_a_passage_supports_the_sentence_fully():
    wanted = [EVIDENCE[2].chunk.text[:16]]
    for marks in ("", "[1]", "[99]", "[1][2]"):
        assert shown(f"70个“大建大美”项目精彩亮相{marks}。")[0][1] == wanted


def test_what_nothing_supports_is_refused_by_the_check():
    for text in ("瑞安的房价是每平方米3万元[1]。", "地区生产总值下降8.2%[1]。", "价格都是0元。", "已入侵"):
        (draft,) = drafts([text], EVIDENCE)
        assert check(draft.text, draft.places).verdict is None


def test_places_of_two_passages_together():
    (draft,) = drafts(["地区生产总值达到6606亿元[1]，消防队员周锦勇挺身而出[2]。"], EVIDENCE)
    assert {p.chunk.doc for p in draft.places} == {"甲1.txt", "甲2.txt"}
    assert check(draft.text, draft.places).verdict == "supported"


@pytest.mark.parametrize(
    "text",
    [
        "资料中没有提到。",
        "根据提供的资料，无法得知该市的房价。",
        "很抱歉，给出的资料中未提及房价，无法回答。",
        "资料中没有关于房价的信息[1]。",
        "无法根据资料回答这个问题。",
        "没有找到相关资料。",
    ],
)
def test_a_models_refusal_becomes_a_gap_in_our_words(text):
    (draft,) = drafts([text], EVIDENCE)
    assert (draft.text, draft.gap, draft.places) == (GAP, True, ())


def test_a_gap_is_said_once_and_a_claim_beside_it_stays():
    got = list(drafts(["资料中没有提到房价，但地区生产总值达到6606亿元[1]。资料未提及地铁。"], EVIDENCE))
    assert [(d.text, d.gap) for d in got] == [(GAP, True), ("地区生产总值达到6606亿元。", False)]


def test_talk_echoes_and_repetition_are_left_out():
    text = (
        "您好！\n以下是主要内容：\n温州的地区生产总值是多少？\n" + "城乡居民收入稳步提高[1]。" * 2 + "希望对您有帮助。"
    )
    assert [t for t, _ in shown(text, "温州的地区生产总值是多少")] == ["城乡居民收入稳步提高。"]


def test_a_model_that_turns_in_circles_is_stopped():
    asked = []

    def endless():
        while True:
            asked.append(1)
            yield "城乡居民收入稳步提高[1]。"

    assert len(list(drafts(endless(), EVIDENCE))) == 1
    assert len(asked) < 6


def test_stopping_early_closes_the_generator():
    generator = Scripted("城乡居民收入稳步提高[1]。70个项目亮相[3]。消防队员周锦勇[2]。")
    request = Request("问", Constraints(), (), EVIDENCE)
    from threading import Event

    first = answer_with(generator, request, Event())
    next(first)
    first.close()
    assert len(list(answer_with(generator, request, Event()))) == 3


@pytest.mark.parametrize("seed", range(6))
def test_no_output_links_a_passage_that_was_not_given(seed):
    """Three hundred outputs of bad form, 50 a seed: citations exist, or there is none."""
    import random

    chance = random.Random(seed)
    marks = [
        "[0]",
        "[99]",
        "[-1]",
        "［１］",
        "【3】",
        "[1,2]",
        "[1-9999]",
        "[1",
        "",
        "[2]]",
        "[[1]]",
        "[一]",
        "[1.5]",
        "(1)",
    ]
    bodies = ["地区生产总值达到6606亿元", "消防队员周锦勇", "70个项目", "房价为3万元", "资料没有提到", "<|im_start|>"]
    for _ in range(50):
        text = "".join(chance.choice(bodies) + chance.choice(marks) + chance.choice("。\n，") for _ in range(4))
        for draft in drafts([text], EVIDENCE):
            for place in draft.places:
                assert place.chunk in [e.chunk for e in EVIDENCE]
                assert place.quote in place.chunk.text
                assert 0 < len(place.quote) <= 300
            assert "99" not in draft.text
            assert "9999" not in draft.text
