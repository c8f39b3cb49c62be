"""Years that a text speaks of: printed and resolved ones, counted by hand on the seed documents."""

from collections import Counter
from dataclasses import replace

import pytest

from rag.corpus.chunks import chunks
from rag.corpus.load import document_of
from rag.corpus.sidecar import Sidecar
from rag.corpus.spoken import spoken
from rag.records import Constraints
from rag.search.retrieve import is_of_other_year
from rag.text.sentences import sentences
from rag.text.years import spoken_years, years_within
from tests.corpus.seeds import documents, seed


def said(text, date="2020-04-16"):
    years = [(y.first if y.first == y.last else (y.first, y.last), y) for y in spoken_years(text, date)]
    return [(text[y.start : y.end], year, y.resolved) for year, y in years]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2019年，我市生产总值增长8.2%。", [("2019年", 2019, False)]),
        ("2018-2022年投资翻一番。", [("2018-2022年", (2018, 2022), False)]),
        ("二〇一九年建成。", [("二〇一九年", 2019, False)]),
        (
            "去年增长8%，今年要达到9%，明年再上台阶。",
            [("去年", 2019, True), ("今年", 2020, True), ("明年", 2021, True)],
        ),
        ("前年开工，后年竣工。", [("前年", 2018, True), ("后年", 2022, True)]),
        ("一季度下降，上半年转正。", [("一季度", 2020, True), ("上半年", 2020, True)]),
        # What a sentence has named before goes before the date.
        (
            "2018年，上半年增长7%，比上年多1个点。",
            [("2018年", 2018, False), ("上半年", 2018, True), ("上年", 2017, True)],
        ),
        ("去年成绩喜人，四季度尤其突出。", [("去年", 2019, True), ("四季度", 2019, True)]),
        ("2013年立项，次年开工，当年完工。", [("2013年", 2013, False), ("次年", 2014, True), ("当年", 2014, True)]),
        ("2013年立项。一季度完工。", [("2013年", 2013, False), ("一季度", 2020, True)]),
        ("比上年增长3%，本年任务已经下达。", [("上年", 2019, True), ("本年", 2020, True)]),
        # None of these is a year, or it cannot be told which.
        ("当年他二十岁，同年级的同学不多。", []),
        ("以前年度结转，六十岁以上年龄，战后年代，上年纪的人。", []),
        ("一年中最冷的时候，近年来，近三年，月底，上旬。", []),
        ("本年级共有三个班。", []),
    ],
)
def test_years_of_an_article_of_april(text, years):
    assert said(text) == years


def test_without_a_date_only_what_is_printed_and_what_leans_on_it():
    text = "去年增长，今年一季度下降，2019年上半年持平，同年下半年上升，上年不明。"
    assert said(text, "") == [
        ("2019年上半年", 2019, False),
        ("同年", 2019, True),
        ("下半年", 2019, True),
        ("上年", 2018, True),
    ]


@pytest.mark.parametrize(
    ("date", "found"), [("2021-01-05", []), ("2021-02", []), ("2021-03-05", [2021]), ("2021", [2021])]
)
def test_early_in_a_year_its_second_half_may_be_the_last_one(date, found):
    assert [y.first for y in spoken_years("下半年抓好项目。", date)] == found
    assert [y.first for y in spoken_years("一季度抓好项目。", date)] == [2021]


@pytest.mark.parametrize(
    ("text", "date", "years"),
    [
        ("一季度用电下降3.1%，二季度转正，三季度增长4%。", "2021-01-20", [2020, 2020, 2020]),
        ("上半年货运减少，下半年回升。", "2021-02-08", [2020, 2020]),
        ("四季度出口同比增长11%。", "2021-05-10", [2020]),
        ("一季度增长9%，二季度有望好转。", "2021-04-16", [2021, 2021]),
        # Plans are of the year that runs; a year that is named goes before.
        ("二季度要扭转下降的势头。", "2021-01-20", [2021]),
        ("四季度力争增长8%以上。", "2021-05-10", [2021]),
        ("今年二季度增长目标已经下达。", "2021-01-20", [2021, 2021]),
        ("2018年二季度下降，三季度增长。", "2021-01-20", [2018, 2018]),
        ("四季度增长6.2%。", "2021", [2021]),
        ("四季度增长6.2%。", "", []),
    ],
)
def test_a_quarter_that_lies_ahead_and_is_told_of_is_one_of_the_last_year(text, date, years):
    assert [y.first for y in spoken_years(text, date)] == years
    assert [y.first for y in spoken([text], [(date, "")])[0]] == years


def test_years_named_by_other_words():
    found = [(y.first, y.last) for y in spoken_years("大前年动工，今明两年完工。2019—2020学年扩班。", "2021-06-01")]
    assert found == [(2018, 2018), (2021, 2022), (2019, 2020)]


def test_the_years_of_each_seed_as_counted_by_hand():
    """17 years are printed. 去年, 今年 and 年初 stand there 31 times, 23 of them in articles with a date."""
    printed, resolved = {}, {}
    for document in documents():
        number = document.source.name[:3]
        printed[number], resolved[number] = 0, Counter()
        for article in document.articles:
            for p in article.paragraphs:
                text = document.text[p.start : p.end]
                for year in spoken_years(text, article.date.value if article.date else ""):
                    printed[number] += not year.resolved
                    resolved[number].update({(text[year.start : year.end], year.first): 1} if year.resolved else {})
    assert printed == {"000": 4, "001": 4, "002": 3, "003": 2, "004": 4}
    assert resolved == {
        "000": {("今年", 2020): 1, ("年初", 2020): 1, ("年内", 2020): 1},
        "001": {("去年", 2019): 15, ("今年", 2020): 4, ("一季度", 2020): 1},
        "002": {("今年", 2023): 2, ("上半年", 2023): 1},
        "003": {},
        "004": {},
    }
    words = Counter(word for d in documents() for word in ("去年", "今年", "年初") for _ in range(d.text.count(word)))
    assert words == {"去年": 17, "今年": 12, "年初": 2}


def test_a_sidecar_resolves_what_prints_no_date():
    document = document_of(seed(3).source, Sidecar(date="2018-08"))
    years = Counter(y.first for chunk in chunks(document) for y in chunk.years if y.resolved)
    assert years == {2018: sum(years.values())} and years[2018] >= 15


def test_each_sentence_of_a_passage_has_its_own():
    passage = next(c for c in chunks(seed(1)) if "2013年" in c.text)
    by_sentence = [(passage.text[a:b], years_within(passage.years, a, b)) for a, b in sentences(passage.text)]
    assert all((2013 in years) == ("2013年" in text) for text, years in by_sentence)
    assert any(years == {2019} for text, years in by_sentence if "去年" in text)
    assert years_within(spoken_years("2018-2022年"), 0, 3) == {2018, 2019, 2020, 2021, 2022}


def test_a_passage_that_speaks_of_the_year_asked_for_is_of_no_other():
    chunk = next(c for c in chunks(seed(1)) if "去年" in c.text and "2019" not in c.text)
    assert not is_of_other_year(chunk, Constraints(year=("2019",)))
    assert is_of_other_year(chunk, Constraints(year=("2015",)))
    assert is_of_other_year(replace(chunk, years=()), Constraints(year=("2019",)))


@pytest.mark.parametrize(
    ("headline", "date", "years"),
    [
        ("云岭县2020年国民经济和社会发展统计公报", "2021-03-18", [2020, 2019, 2020]),
        ("云岭县2020年国民经济和社会发展统计公报", "2021-02-18", [2020, 2019, 2020]),
        ("云岭县2020年国民经济和社会发展统计公报", "", [2020, 2019, 2020]),
        ("2020年度财政决算", "2021-08-01", [2020, 2019, 2020]),
        # Both the year reported and the year planned: not told.
        ("临江县2020年工作总结", "2021-02-06", []),
        ("2020年预算执行情况和2021年预算草案的报告", "2021-03-06", [2021, 2020, 2020]),
        # No report on a year.
        ("2020年龙舟赛的启示", "2021-05-06", [2021, 2020, 2020]),
    ],
)
def test_a_report_on_a_year_means_that_year(headline, date, years):
    found = spoken_years("全年生产总值186亿元，年末人口30万。比上年增长3.1%。四季度回升。", date, headline)
    assert [y.first for y in found] == ([years[0], years[0], *years[1:]] if years else [])


def test_in_a_report_on_a_year_this_year_is_that_of_its_date():
    found = spoken_years("今年将增长6%。去年增长3%。", "2021-03-18", "2020年统计公报")
    assert [y.first for y in found] == [2021, 2020]
