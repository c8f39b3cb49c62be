"""Which question asks what a term means, and which sentence tells it."""

import pytest

from rag.text.definitions import defines, heads, meaning_asked, perhaps_asked, shorter


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("什么是河长制？", "河长制"),
        ("请问何谓河长制", "河长制"),
        ("什么叫作河长制", "河长制"),
        ("啥叫做河长制", "河长制"),
        ("通知里说的“河长制”是什么意思？", "河长制"),
        ("河長製是啥意思呀", "河长制"),
        ("河长制到底指的是什么？", "河长制"),
        ("怎么理解河长制", "河长制"),
        ("屏幕显示E03是什么意思", "e03"),
        ("5G+是啥", "5g+"),
        ("河长制的意义是什么", ""),
        ("今年的目标是什么", ""),
        ("什么是我们要做的", ""),
        ("河长制有什么作用", ""),
        ("出差住亲戚家公司有啥说法", ""),
        ("河长制什么时候开始", ""),
    ],
)
def test_only_the_question_for_a_meaning_asks_for_one(question, term):
    assert meaning_asked(question) == term


@pytest.mark.parametrize(
    ("question", "texts", "term"),
    [
        ("淼岙会是什么", "", "淼岙会"),
        ("大会主题是什么", "", ""),
        ("“城市精神”是什么", "", "城市精神"),
        ("城市精神是什么", "弘扬“城市精神”", "城市精神"),
        ("城市精神是什么", "弘扬城市精神", ""),
        ("网址是什么", "", ""),
    ],
)
def test_what_known_words_make_up_is_a_term_in_quotation_marks_only(question, texts, term):
    assert perhaps_asked(question, texts) == term


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("“河长制”是由各级负责人担任河长的制度。", True),
        ("河长制，即由负责人担任河长。", True),
        ("河长制（River Chief）于2016年推行。", True),
        ("名词解释 河长制：由负责人担任河长。", True),
        ("由负责人担任河长，简称“河长制”。", True),
        ("所谓河长制，说的是每条河都有人管。", True),
        ("全面推行河长制，守护碧水。", False),
        ("以河长制为抓手，推进治水。", False),
        ("河长制是否有效，要看水质。", False),
        ("河长制代表大会昨天召开。", False),
        ("河长制指导意见已经印发。", False),
    ],
)
def test_a_sentence_that_only_uses_a_term_does_not_say_what_it_means(sentence, told):
    assert defines("河长制", sentence) is told


def test_an_abbreviation_in_brackets_and_a_code_that_opens_a_line_are_told():
    assert defines("ai", "人工智能（AI）项目参照执行。")
    assert defines("e03", "| E03 | 管内无水 |")
    assert not defines("e03", "出现 E03 时请致电。")


def test_a_heading_announces_a_meaning_where_it_names_nothing_else():
    assert heads("河长制", "第二章 制度\n三、河长制的含义")
    assert not heads("河长制", "三、推行河长制")


def test_the_kind_behind_a_term_may_be_missing():
    assert (shorter("河长制改革"), shorter("改革"), shorter("河长制")) == ("河长制", "改革", "河长制")
