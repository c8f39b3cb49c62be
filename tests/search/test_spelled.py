"""The passages that spell out a slogan are brought, wherever in their article they stand."""

from dataclasses import replace

from rag.search.spelled import spelled
from tests.answer.evidence_of import chunk_of

TEXTS = (
    "全县要落实“四大提质”，争当排头兵。",
    "抓好“四大提质”，要有章法。",
    "（一）要产业提质。先强链。",
    "先立后破，稳字当头。",
    "（二）要城市提质。先补路。",
    "（三）要环境提质。先治水。",
    "（四）要民生提质。先建校。",
)
ARTICLE = [
    replace(chunk_of(text, "甲.txt", article="报告"), ordinal=n, chunk_id=f"甲.txt:{n}") for n, text in enumerate(TEXTS)
]


def brought(question, kind=("list",), ranking=None):
    return [c.ordinal for c in spelled(question, kind, ranking or [(ARTICLE[0], 3.0)], {"甲.txt": ARTICLE}.__getitem__)]


def test_all_sections_are_brought_with_the_line_that_names_the_slogan():
    assert brought("四大提质是哪四个") == [1, 2, 4, 5, 6]


def test_only_a_question_for_what_it_stands_for_brings_them():
    assert brought("四大提质是哪天提出的", ("date",)) == []
    assert brought("四大提质的效果怎么样", ()) == []
    assert brought("五大提质是哪五个") == []


def test_the_better_passage_decides_between_places_that_are_as_sure():
    other = [
        replace(chunk_of(text, "乙.txt", article="通报"), ordinal=n, chunk_id=f"乙.txt:{n}")
        for n, text in enumerate(("“三场”即会场、赛场、考场。", "“三场”即市场、牧场、渔场。"))
    ]
    documents = {"乙.txt": other}.__getitem__
    assert spelled("三场是什么", ("name",), [(other[1], 2.0), (other[0], 1.0)], documents) == [other[1]]
    assert spelled("三场是什么", ("name",), [(other[0], 2.0), (other[1], 1.0)], documents) == [other[0]]
