"""What no passage has is not answered with what they have of something else."""

import re

import pytest

from rag.answer.question.siblings import event_asked, has_other, speaks_of_event, unknown
from rag.answer.question.terms import Rarity, question_terms
from rag.settings import ROOT

FESTIVAL = "油菜花节设摊位60个，本镇村民免收摊位费。乔木树冠率每提高10%，地表温度下降0.6℃。"


@pytest.fixture(scope="module")
def rarity():
    return Rarity.load(ROOT / "models" / "composer" / "rarity.npz")


def unknown_of(question, known, rarity):
    return unknown(question, question_terms(question, rarity), known)


def test_how_much_of_something_unheard_is_asked(rarity):
    (one,) = unknown_of("油菜花节的门票多少钱", FESTIVAL, rarity)
    assert (one.word, one.asked_for) == ("门票", True)
    assert not unknown_of("油菜花节的摊位有多少", FESTIVAL, rarity)


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("上半年房价涨了多少", "房价"),
        ("这个机场的跑道有多长", "跑道"),
        ("镇里书记的生日是几月几号", "生日"),
        ("油菜花节的门票是哪天开始卖的", "门票"),
        ("地铁票价是多少", "地铁票"),
        ("油菜籽种了多少亩", "油菜籽"),
        ("油菜花节有没有外教上课", "外教"),
        ("红烧肉怎么烧", "红烧肉"),
    ],
)
def test_how_much_it_grew_how_long_or_when_it_is(question, word, rarity):
    known = "机场全长2公里。书记说，今年旅游收入增长8%，8月1日起执行。油菜花节设摊位60个。"
    assert [one.word for one in unknown_of(question, known, rarity) if one.asked_for] == [word]
    assert not any(one.asked_for for one in unknown_of(question, f"{known}{word}不变。", rarity))


@pytest.mark.parametrize("question", ["大会人口数是多少", "什么时候开幕", "年休假有几天"])
def test_figures_and_what_is_written_at_more_length_are_not_unheard(question, rarity):
    assert not any(one.asked_for for one in unknown_of(question, "年度休假5天，人口42万人。", rarity))


@pytest.mark.parametrize(
    ("question", "word"), [("员工丧假有几天", "丧假"), ("会计专业招多少人", "会计专业"), ("缆车门票多少钱", "缆车")]
)
def test_what_is_told_apart_by_the_word_before_is_unheard_with_it(question, word, rarity):
    known = "婚假13天，陪产假15天。护理专业招160人，数控专业招120人。景区门票40元。"
    assert [one.word for one in unknown_of(question, known, rarity) if one.asked_for] == [word]
    assert not any(one.asked_for for one in unknown_of(question, f"{known}{word}不变。", rarity))


def test_another_noun_before_the_same_one_is_another_thing(rarity):
    question = "冬装校服多少钱一套"
    known = "夏装校服一套86元，自愿购买。"
    one = unknown_of(question, known, rarity)[0]
    assert (one.word, one.head) == ("冬装", "校服")
    assert has_other(one, question, known)
    assert not has_other(one, question, re.sub("夏装", "", known))


@pytest.mark.parametrize(
    ("question", "event"),
    [
        ("龙舟赛什么时候举行？", "龙舟赛"),
        ("今年的音乐节在哪里举办", "音乐节"),
        ("第三届龙舟赛哪天开赛", "龙舟赛"),
        ("什么时候举行", ""),
        ("这个会什么时候开", ""),
        ("龙舟赛奖金多少", ""),
    ],
)
def test_an_event_is_known_by_when_or_where_it_is(question, event):
    assert event_asked(question) == event


@pytest.mark.parametrize(
    ("question", "article", "spoken"),
    [
        ("龙舟赛什么时候举行", "灯笼节于3月5日举行。", False),
        ("龙舟赛什么时候举行", "龙舟大赛于3月5日举行。", True),
        ("音乐会什么时候举行", "灯笼节于3月5日举行，有音乐表演。", True),
        ("灯会在哪里举行", "灯笼节于3月5日举行。", False),
    ],
)
def test_an_article_without_a_word_of_it_is_about_another_event(question, article, spoken, rarity):
    assert speaks_of_event(event_asked(question), question_terms(question, rarity), article) is spoken
