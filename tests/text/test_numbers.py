import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.text.numbers import dates, numeral, quantities

MIXED = st.text(alphabet="0123456789.,%年月日号万亿十百千一二两三第届家个元温州，。 ／１％时点至-多余", max_size=40)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("达到6606亿元", "6606亿元=660600000000 元 money"),
        ("增长8.2%，提高1.3个百分点", "8.2%=8.2 % percent; 1.3个百分点=1.3 百分点 percent"),
        ("选派 5400多名营商专员", "5400多名=5400 名 count"),
        ("人才超20万、人均突破10万元", "20万=200000  bare; 10万元=100000 元 money"),
        ("百分之七十", "百分之七十=70 % percent"),
        ("三分之一", "三分之一=0.333333  percent"),
        ("第五届诗歌奖，不超过200行", "第五届=5 届 rank; 200行=200 行 count"),
        ("市委十二届五次全体会议", "十二届=12 届 rank; 五次=5 次 count"),
        ("全省第三", "第三=3 第 rank"),
        ("约１，２００万元", "１，２００万元=12000000 元 money"),
        ("12.5万亿元", "12.5万亿元=12500000000000 元 money"),
        ("$5亿，5亿美元", "$5亿=500000000 美元 money; 5亿美元=500000000 美元 money"),
        ("修路2公里", "2公里=2000 米 measure"),
        ("最快38分钟，最多80天", "38分钟=38 分钟 duration; 80天=80 天 duration"),
        ("“1+24+N”履职网格", "1=1  bare; 24=24  bare"),
        ("三大品牌", "三大=3 大 count"),
        ("打八五折或9.5折，按七成报销", "八五折=85 折 percent; 9.5折=95 折 percent; 七成=70 % percent"),
        ("建筑面积3860平", "3860平=3860 平方米 measure"),
    ],
)
def test_numbers_are_read_with_value_and_unit(text, expected):
    assert "; ".join(f"{q.text}={q.value} {q.unit} {q.kind}" for q in quantities(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "一些人",
        "一个问题",
        "二十大精神",
        "八八战略",
        "“十四五”时期",
        "一要二要",
        "三农工作",
        "2020年4月16日",
        "七洲社区",
        "百花齐放",
        "一成不变",
        "三折叠手机",
    ],
)
def test_numerals_that_are_words_or_dates_are_no_numbers(text):
    assert quantities(text) == []


def test_the_same_number_in_other_words_is_the_same():
    (one,), (other,) = quantities("6606亿元"), quantities("660600000000元")
    assert one.same(other)
    (one,), (other,) = quantities("2公里"), quantities("2000米")
    assert one.same(other)
    (one,), (other,) = quantities("8.2%"), quantities("8.2个百分点")
    assert not one.same(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020年4月16日", [("day", "2020-04-16", "")]),
        ("2020年 5 月竣工", [("month", "2020-05", "")]),
        ("二〇一九年十二月三十一日", [("day", "2019-12-31", "")]),
        ("4月16日", [("day", "", "")]),
        ("八月一日", [("day", "", "")]),
        ("2020-04-16", [("day", "2020-04-16", "")]),
        ("2023年底", [("year", "2023", "底")]),
        ("2020年上半年", [("year", "2020", "上半年")]),
        ("上半年，前三季度", [("period", "", "上半年"), ("period", "", "前三季度")]),
        ("“十四五”期间", [("plan", "", "十四五")]),
        ("国庆期间", [("holiday", "", "国庆期间")]),
        ("日前，记者去年", [("relative", "", "日前"), ("relative", "", "去年")]),
        ("上午9点30分", [("time", "", "上午9点30分")]),
        ("8:30-17:00", [("time", "", "8:30"), ("time", "", "17:00")]),
        ("2018-2022年", [("range", "2018", "")]),
        ("提10点建议，20日元", []),
        ("90年代、2010年代", []),
    ],
)
def test_dates_are_read_in_parts(text, expected):
    assert [(d.kind, d.iso, d.period) for d in dates(text)] == expected


def test_a_range_of_years_knows_its_end():
    (found,) = dates("2018-2022年")
    assert (found.year, found.until) == (2018, 2022)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10),
        ("二十三", 23),
        ("三百零五", 305),
        ("两千", 2000),
        ("一万二千", 12000),
        ("三亿五千万", 350_000_000),
        ("一万亿", 10**12),
    ],
)
def test_numerals_have_values(text, value):
    assert numeral(text) == value


@given(st.integers(1, 99_999))
@settings(max_examples=60)
def test_numerals_written_out_are_read_back(number):
    digits, places = "零一二三四五六七八九", ["", "十", "百", "千", "万"]
    written = ""
    for place, digit in reversed(list(enumerate(reversed(str(number))))):
        if digit != "0":
            written += digits[int(digit)] + places[place]
        elif not written.endswith("零"):
            written += "零"
    assert numeral(written.rstrip("零")) == number


@given(MIXED)
@settings(max_examples=150)
def test_places_are_exact_in_order_and_apart(text):
    for found in (quantities(text), dates(text)):
        assert all(text[f.start : f.end] == f.text and f.text for f in found)
        assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))


@given(st.text(max_size=60))
@settings(max_examples=100)
def test_any_text_can_be_read(text):
    quantities(text)
    dates(text)


@pytest.mark.parametrize("text", ["一" * 4000, "1" * 4000, "第一" * 2000, "2020年" * 800])
def test_long_runs_are_no_trap(text):
    quantities(text)
    dates(text)
