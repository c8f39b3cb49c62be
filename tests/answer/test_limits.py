"""What limits a claim is found with its reach, and what only looks like a limit is none."""

import pytest

from rag.answer.verdict.limits import bound, complete, limits, lost, plan_at
from rag.text.numbers import quantities


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("约3.6亿元", "about"),
        ("节约3.6亿元", ""),
        ("3.6亿元左右", "about"),
        ("将近900家", "near"),
        ("附近900家", ""),
        ("不到10万元", "under"),
        ("不超过20万元", "most"),
        ("30天内", "most"),
        ("超过8000个", "over"),
        ("5400多名", "over"),
        ("至少三十户", "least"),
        ("60周岁以上", "least"),
        ("近三年", ""),
        ("共70个", ""),
    ],
)
def test_words_around_a_number_make_a_bound_of_it(text, name):
    (number,) = quantities(text)
    assert bound(text, (number.start, number.end)) == name


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("企业拟投入3000万元，力争年内投产。", ["plan", "plan"]),
        ("按计划推进。该计划共三期。模拟考试将军参加，将近百人。", []),
        ("他将门票交给孩子。", []),
        ("除周一外，每天开放。", ["condition"]),
        ("除展览外，还有讲座。", []),
        ("纳税额不低于50万元的，给予奖励。", ["condition"]),
        ("这是自主研发的，由工厂生产。", []),
        ("如果说有什么变化，那就是天气。", []),
        ("未经批准，不得变更用途。", ["condition"]),
        ("经批准，可以延长。", ["condition"]),
        ("经批准，2020年设立分店。", []),
        ("专家认为，价格会涨。", ["opinion"]),
        ("报道称，价格已涨。", []),
        ("行长否认了合并的传言。", ["opinion"]),
        ("办理代表建议十件，职称评定完成。", []),
    ],
)
def test_plans_conditions_and_opinions(text, kinds):
    assert [limit.kind for limit in limits(text)] == kinds


def test_a_plan_reaches_over_a_clause_that_only_says_when():
    text = "预计到2025年，产值达到100亿元，税收已有6亿元。"
    found = limits(text)
    assert plan_at(found, (text.index("100"), 0)) == "forecast"
    assert plan_at(found, (text.index("6亿"), 0)) == ""


def test_what_a_cut_loses_joins_it_again():
    text = "甲区已完工。如果资金到位，乙区年底开工；丙区不变。"
    cut = (text.index("乙区"), text.index("；"))
    assert [text[a:b] for a, b in lost(text, cut)] == ["如果资金到位，"]
    assert text[slice(*complete(text, cut))] == "如果资金到位，乙区年底开工"
    free = (text.index("丙区"), len(text))
    assert complete(text, free) == free
    assert lost("共有20人左右。", (0, 5))
