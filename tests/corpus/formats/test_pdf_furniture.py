"""Bare numbers at the margin of PDF pages: those that count pages go, those that are figures of the text stay."""

import pytest

from rag.corpus.formats.pdf_furniture import furniture
from rag.corpus.formats.pdf_lines import Stretch

LINES = [Stretch(80, 500, 700 - 18 * n, 12, f"第{n}行是一页上排满的正文，写到行尾才转到下一行") for n in range(30)]


def pages(numbers):
    """Return pages of text with a line at the foot of each, apart from the text."""
    return [([*LINES, *(Stretch(280, 300, 40, 12, text) for text in texts)], 842.0) for texts in numbers]


def dropped(numbers):
    found = pages(numbers)
    return [[page[i].text for i in told] for (page, _), told in zip(found, furniture(found), strict=True)]


@pytest.mark.parametrize(
    "numbers",
    [
        ["18600", "9420"],
        ["7730", "4410", "960"],
        ["640", "650", "660"],
        ["860"],
        ["35", "70", "140"],
        ["本页合计 640", "本页合计 915"],
        ["3,200", "1,850"],
    ],
)
def test_amounts_at_the_foot_of_pages_stay(numbers):
    assert dropped([[text] for text in numbers]) == [[] for _ in numbers]


@pytest.mark.parametrize(
    "numbers",
    [
        ["1"],
        ["1", "2", "3"],
        ["36", "37"],
        ["36", "", "38"],
        ["2", "4", "6"],
        ["— 36 —"],
        ["第8页", "第9页"],
        ["县志2020　12", "县志2020　13"],
    ],
)
def test_numbers_that_count_pages_go(numbers):
    feet = [[text] if text else [] for text in numbers]
    assert dropped(feet) == feet
