"""Clean texts of short lines pass unharmed: nothing was wrapped, whatever a line ends in."""

import random
import re

import numpy as np
import pytest

from bench.damage import Piece, Style, printed
from rag.corpus.bounds import pairs
from rag.corpus.entries import hung
from rag.corpus.lines import lines
from rag.corpus.repair import repair
from rag.corpus.unwrapped import blanks_decide, entries, indented, itemised, regular, room_left
from rag.corpus.view import View
from tests.corpus.damage import Print, page
from tests.corpus.short_lines import COUNTED, FORMS, KINDS, PROSE, clean, facts, marked
from tests.corpus.test_damage import PROSE as SPEECH

# Of forty texts each; equal widths and the lack of any mark leave some of these open.
FLOORS = {"facts": 0.65, "shops": 0.55, "prices": 0.75, "family": 0.8, "career": 0.85, "prose": 0.75, "contacts": 0.85}


def shown(text):
    """Return a line without blanks and the marks that repair takes off."""
    return re.sub(r"^[■★※▶√➢·—-]+|\s", "", re.sub(r"\s", "", text))


def unharmed(kind, form, count=40):
    """Return the share of generated texts whose lines all come back."""
    chance = random.Random(f"{kind.__name__}{form}")
    good = 0
    for _ in range(count):
        wanted, source = clean(kind, form, chance)
        good += [shown(block.text) for block in repair(source)[0]] == [shown(line) for line in wanted]
    return good / count


@pytest.mark.parametrize("form", [*FORMS[::2], *(pytest.param(form, marks=pytest.mark.slow) for form in FORMS[1::2])])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_clean_lines_of_every_kind_stay_apart(kind, form):
    assert unharmed(kind, form) >= FLOORS.get(kind.__name__, 0.95) - (0.05 if form == "inside prose" else 0)


@pytest.mark.parametrize("form", [form for form in COUNTED if form])
def test_items_stay_apart_behind_every_mark(form):
    chance = random.Random(form)
    for _ in range(20):
        wanted = marked(chance, form)
        assert [shown(block.text) for block in repair("\n".join(wanted) + "\n")[0]] == [shown(line) for line in wanted]


@pytest.mark.parametrize("width", range(9, 38, 4))
@pytest.mark.parametrize("indent", ["none", "kept"])
def test_wrapped_prose_is_still_joined(width, indent):
    texts = [*PROSE, *SPEECH[:6]]
    got = {block.text for block in repair(page(texts, Print(width=width, blanks=0, indent=indent)))[0]}
    assert sum(text in got for text in texts) >= (9 if indent == "kept" else 4)


def test_blank_lines_between_paragraphs_decide():
    source = ""
    for text in PROSE * 3:
        source += "".join(text[at : at + 11] + "\n" for at in range(0, len(text), 11)) + "\n"
    assert [block.text for block in repair(source)[0]] == list(PROSE * 3)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("关于开展检查的通知\n各车间、各科室：\n为抓好安全，现将事项通知如下：\n", 3),
        ("检查于十一月底结束。\n红星机械厂\n2006年11月10日\n", 3),
        ("目录\n前言………………1\n第一章 自然环境…………3\n", 3),
        ("1.满足《中华人民共和国政府采购法》\n第二十二条规定；\n2.未被列入失信名单。\n", 2),
    ],
)
def test_lines_that_have_a_place_of_their_own(source, expected):
    assert len(repair(source)[0]) == expected


def test_bounds_of_nothing_and_of_one_line_and_of_text():
    for source in ("一行\n", "两行\n在此\n"):
        found, _ = lines(source)
        none = np.zeros(len(found), bool)
        view = View(found)
        assert not room_left(view, np.append(none[:-1], True))[-1]
        unsure = np.zeros(len(found), np.float32)
        assert not (regular(view) | indented(view) | itemised(view, unsure) | blanks_decide(view, none)).any()
    text = "".join(SPEECH[0][at : at + 17] + "\n" for at in range(0, 340, 17))
    found, _ = lines(text)
    assert not entries(View(found), pairs(), np.full(len(found), -9.0, np.float32)).any()


def test_entries_of_a_list_are_told_though_the_model_does_not_mind():
    found, _ = lines("\n".join(facts(random.Random(3))) + "\n")
    assert entries(View(found), pairs(), np.zeros(len(found), np.float32))[:-1].mean() > 0.7


@pytest.mark.parametrize(
    "lines",
    [
        ["早上去了菜市场，人很多，也很吵", "下午和外婆一起包粽子，学会了两种包法", "早睡"],
        ["夯实防汛基础，守牢安全底线", "加强巡查值守，及时处置险情", "科学调度水库，保障群众用水"],
    ],
)
def test_blank_lines_part_short_paragraphs_without_marks(lines):
    assert [block.text for block in repair("\n\n".join(lines) + "\n")[0]] == lines


@pytest.mark.parametrize("wide", [9, 14, 21])
def test_blank_lines_behind_every_printed_line_part_nothing(wide):
    text = "全县水库在汛期前都已完成检修，各乡镇安排专人值守，遇到险情立即上报，确保群众生命财产安全。"
    lines = [text[at : at + wide] for at in range(0, len(text), wide)]
    assert [block.text for block in repair("\n\n".join(lines) + "\n")[0]] == [text]


def test_choices_of_a_question_are_items():
    text = "下列句子没有语病的一项是\nA. 他的写作水平明显提高了。\nB. 晨光中，江面泛起层层波浪。\nC. 我们懂得了合作。\n"
    assert [block.text[0] for block in repair(text)[0]] == ["下", "A", "B", "C"]


@pytest.mark.parametrize("wide", [10, 12, 13])
def test_spans_of_time_go_on_over_the_ends_of_lines(wide):
    wanted = ["周一 8:20—11:40 一年级", "周二 9:20—11:40 二年级", "周三 8:20—10:50 三年级"]
    lines = [f"\u3000\u3000{text}"[at : at + wide] for text in wanted for at in range(0, len(text) + 2, wide)]
    got = [re.sub(r"\s", "", block.text) for block in repair("\n".join(lines) + "\n")[0]]
    assert got == [re.sub(r"\s", "", text) for text in wanted]


def test_a_wrapped_entry_of_a_career_goes_on_where_blank_lines_part_entries():
    wanted = [
        "工作经历",
        "2009.9—2013.7 青川镇中心小学 数学教师、班主任",
        "2013.9—2018.7 县第二中学 数学教师、年级组长",
    ]
    source = "".join("\n" + "".join(text[at : at + 18] + "\n" for at in range(0, len(text), 18)) for text in wanted)
    assert [block.text for block in repair(source)[0]] == wanted


def test_the_room_for_an_answer_stands_with_its_question():
    source = "1. 下列做法正确的是\n（ ）\nA. 先断电\nB. 先泼水\n"
    assert [block.text for block in repair(source)[0]][0] == "1. 下列做法正确的是（ ）"


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        (["\u3000\u3000青菜 2.5元/斤", "\u3000\u3000本地土豆 7.5元/", "斤", "\u3000\u3000鲫鱼 9元/斤"], 3),
        (
            [
                "\u3000\u3000二泉映月 华彦钧曲",
                "\u3000\u3000春节序曲集锦 约翰·施特",
                "劳斯",
                "\u3000\u3000瑶族舞曲 茅沅曲",
            ],
            3,
        ),
    ],
    ids=["unit", "name"],
)
def test_the_rest_of_a_full_indented_line_stands_with_it(lines, whole):
    blocks, dropped = repair("\n".join(lines) + "\n")
    assert (len(blocks), dropped) == (whole, [])


@pytest.mark.parametrize("width", [14, 16])
def test_entries_of_a_career_that_all_fill_their_lines_go_on(width):
    entries_of = [
        "2013.9—2017.7 青山镇中心小学 语文教师、班主任",
        "2017.9—2021.7 县实验小学 语文教师兼教研组长",
        "2021.9至今 市育才小学 教研组长兼班主任",
    ]
    texts = [
        "工作经历",
        *entries_of,
        "自我评价",
        "从教十年，所带班级三次获评先进班集体，热爱工作，认真负责。",
    ]
    made = printed([Piece(text) for text in texts], Style(width=width), 1)
    assert {*entries_of[:2]} <= {block.text for block in repair(made.source)[0]}


def test_a_post_on_the_line_below_its_years_stays_there():
    lines = ["2013.9—2017.7 青山镇中心小学", "语文教师", "2017.9—2021.7 市第一人民医院财务处", "会计"]
    lines += ["2021.9—2023.7 县图书馆", "馆员"]
    assert [block.text for block in repair("\n".join(["工作经历", *lines]))[0]] == ["工作经历", *lines]


def test_entries_of_ranks_begin_paragraphs():
    lines = ["第一世 沈德元，字善长，生于乾隆三十一年", "第二世 沈文彬，字质夫，德元长子"]
    lines += ["第二世 沈文彪，字武臣，德元次子，无嗣"]
    assert [block.text for block in repair("\n".join(lines))[0]] == lines


@pytest.mark.parametrize(
    ("above", "below"),
    [("途经站点：东门桥、人民医院、", "纺织厂、二中"), ("定于6月18日22:00至次日", "6:00停水，请做好准备。")],
)
def test_nothing_ends_behind_an_enumeration_comma_or_an_open_span(above, below):
    assert [block.text for block in repair(f"{above}\n{below}")[0]] == [above + below]


def test_a_marked_item_that_fills_its_column_goes_on_in_the_one_line_before_the_next():
    text = "- 连环画二十七本，多为父亲少年时所买\n书脊重新糊过\n- 旧课本一箱\n- 字典一本；\n没有封面\n- 算盘\n"
    view = View(lines(text)[0])
    assert hung(view, np.ones(6, bool)).tolist() == [True, False, False, False, False, False]
    assert not hung(view, np.zeros(6, bool)).any()
