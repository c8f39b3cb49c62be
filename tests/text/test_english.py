"""Dates and numbers of English text, and the words of the glossary."""

import re

import pytest

from rag.settings import ROOT
from rag.text.english import figures
from rag.text.fold import is_han
from rag.text.glossary import found_at
from rag.text.numbers import dates, quantities


@pytest.mark.parametrize(
    ("text", "chinese"),
    [
        ("on April 16, 2020", "2020年4月16日"),
        ("on 16 April 2020", "2020年4月16日"),
        ("on 2020-04-16", "2020年4月16日"),
        ("September 30th", "9月30日"),
        ("in May 2020", "2020年5月"),
        ("in May", "5月"),
        ("in the first half of 2019", "2019年上半年"),
        ("the second half of the year", "下半年"),
        ("Q3 2021", "2021年三季度"),
        ("the first three quarters of 2020", "2020年前三季度"),
        ("by the end of 2023", "2023年底"),
        ("from 2018 to 2022", "2018-2022年"),
        ("the 14th Five-Year Plan", "“十四五”"),
        ("last year", "去年"),
        ("1.2 billion yuan", "12亿元"),
        ("2.4 million people", "240万"),
        ("12,500 households", "1.25万"),
        ("by 8.2 percent", "8.2%"),
        ("the sixth prize", "第六"),
        ("two villages", "两"),
    ],
)
def test_dates_and_numbers_become_those_of_chinese_text(text, chinese):
    (figure,) = figures(text)
    assert figure.chinese == chinese
    if figure.kind == "date":
        assert [found.text for found in dates(chinese)] == [chinese]
    elif figure.kind == "number" and len(chinese) > 1:
        assert len(quantities(chinese)) == 1


@pytest.mark.parametrize("text", ["may we march", "the people's second", "No. A1", "COVID-19b"])
def test_what_only_looks_like_a_date_is_none(text):
    assert not [figure for figure in figures(text) if figure.kind == "date"]


def test_the_longest_phrase_and_its_forms_are_found():
    def words(text):
        found = found_at(text.split())
        return None if found is None else (found.entries[0].chinese[0], found.words, found.plural, found.inflected)

    assert words("party secretaries of") == ("书记", 2, True, False)
    assert words("put into use") == ("投入使用", 3, False, False)
    assert words("built") == ("建设", 1, False, False)
    assert words("stopped") == ("停止", 1, False, True)
    assert words("cities") == ("市", 1, True, False)
    assert words("jointly") == ("联合", 1, False, False)
    assert words("xyzzy") is None


def test_every_line_of_the_glossary_is_one():
    lines = (ROOT / "rag/text/glossary.txt").read_text(encoding="utf-8").splitlines()
    entries = [line for line in lines if line and line[0] not in "#["]
    assert len(entries) > 600
    for line in entries:
        english, chinese = line.split(" = ")
        assert re.fullmatch(r"[a-z0-9][a-z0-9 '-]*(?:, [a-z0-9][a-z0-9 '-]*)*", english), line
        words = chinese.replace("/", " ").split()
        assert all(any(map(is_han, word)) or word == "GDP" for word in words), line
