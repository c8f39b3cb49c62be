"""What a sentence's figures, dates and names say in English, and that each number is the same one."""

import re
from decimal import Decimal

import pytest

from rag.answer.words.gloss import gloss, number_in_english, read_back
from rag.text.numbers import quantities


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("活跃着240多万人", "240多万人 = more than 2.4 million people"),
        ("投资约4.7亿元", "4.7亿元 = about 470 million yuan"),
        ("达到6606亿元", "6606亿元 = 660.6 billion yuan"),
        ("不低于15%", "15% = at least 15%"),
        ("增长8.2%", ""),
        ("1800余个场所", "1800余个 = more than 1,800"),
        ("将近900亿元", "900亿元 = nearly 90 billion yuan"),
        ("每人6分钟以内", "6分钟 = at most 6 minutes"),
        ("不到1小时", "1小时 = less than 1 hour"),
        ("1.3个百分点", "1.3个百分点 = 1.3 percentage points"),
        ("810万平方米", "810万平方米 = 8.1 million square metres"),
        ("12345678元", "12345678元 = 12,345,678 yuan"),
        ("第五届", "第五届 = the 5th edition"),
        ("2021年9月30日截稿", "2021年9月30日 = September 30, 2021"),
        ("2023年底建成", "2023年底 = the end of 2023"),
        ("2019年上半年", "2019年上半年 = the first half of 2019"),
        ("“十四五”期间", "“十四五” = the 14th Five-Year Plan"),
        ("区委书记 林霞", "林霞 = Lin Xia"),
        ("一条绿道，三大品牌", ""),
        ("没有数字", ""),
    ],
)
def test_figures_dates_and_names_are_said_in_english(text, english):
    assert gloss(text) == english


def test_names_of_the_question_are_said_as_they_were_typed():
    assert gloss("重庆市市长", [("Chongqing", "重庆")]) == "重庆 = Chongqing"


def test_each_number_is_the_one_of_the_sentence():
    sizes = ("", "万", "亿", "多万", "余亿")
    units = {"元": 1, "人": 1, "公里": 1000, "吨": 1000, "公顷": 10000, "%": 1, "小时": 1, "美元": 1}
    checked = 0
    for digits in ("7", "12", "345", "6606", "19.9", "0.35", "1234.5", "98765"):
        for unit, size in units.items():
            for scale in sizes if unit != "%" else ("",):
                (number,) = quantities(f"共{digits}{scale}{unit}")
                said = number_in_english(number)
                shown = re.search(r"\d[\d,.]*(?: (?:trillion|billion|million))?", said)
                assert shown is not None, said
                assert read_back(shown[0]) == number.value / Decimal(size), (number, said)
                checked += 1
    assert checked == 8 * (7 * 5 + 1)


@pytest.mark.parametrize("english", ["", "many", "1.2 zillion", "12 million yuan"])
def test_only_a_number_is_read_back(english):
    assert read_back(english) is None
