"""Repair on real pages, checked by hand, and on invented ones that show one thing each."""

import json
from collections import Counter
from pathlib import Path

import pytest

from rag.corpus.load import document_of
from rag.corpus.read import read_string
from rag.corpus.repair import repair
from tests.corpus.seeds import documents, paragraphs

HAND_CHECKED = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "data" / "repaired.jsonl").read_text(encoding="utf-8").splitlines()
]


def texts(source):
    return [block.text for block in repair(source)[0]]


def test_enough_paragraphs_were_checked_by_hand():
    assert len({(row["doc"], row["text"]) for row in HAND_CHECKED}) >= 150
    assert {row["doc"] for row in HAND_CHECKED} == {d.source.name for d in documents()}
    assert len({row["damage"] for row in HAND_CHECKED}) >= 30


@pytest.mark.parametrize("row", HAND_CHECKED, ids=lambda row: f"{row['doc'][:3]} {row['damage']}")
def test_a_hand_checked_paragraph_comes_out_exactly(row):
    document = next(d for d in documents() if d.source.name == row["doc"])
    found = Counter(paragraphs(document))
    expected = sum(other["text"] == row["text"] and other["doc"] == row["doc"] for other in HAND_CHECKED)
    assert found[row["text"], row["kind"]] == expected


@pytest.mark.parametrize("document", documents(), ids=lambda d: d.source.name[:3])
def test_no_word_of_a_seed_is_lost_or_doubled(document):
    source = document.source.text
    seen = Counter(at for _, start, length in document.offsets.runs for at in range(start, start + length))
    seen.update(at for dropped in document.dropped for at in range(dropped.start, dropped.end))
    assert [at for at, char in enumerate(source) if not char.isspace() and seen[at] != 1] == []
    assert {source[d.start : d.end] for d in document.dropped} <= {"#", "##", "**", "■"}


# ---------------------------------------------------------------- one thing each

WRAPPED = "昨天上午，全市防汛工作会议召开，会\n议要求各部门压实责任，确保安全度汛\n。会后，与会人员实地查看了水库。\n"


def test_lines_are_joined_with_nothing_between():
    assert texts(WRAPPED) == [
        "昨天上午，全市防汛工作会议召开，会议要求各部门压实责任，确保安全度汛。会后，与会人员实地查看了水库。"
    ]


def test_latin_words_at_a_line_end_get_a_space():
    source = "这项研究由海州大学与德国慕尼黑的 Max\nPlanck 研究所共同完成，历时五年之久，\n发表在国际期刊上。\n"
    assert texts(source) == [
        "这项研究由海州大学与德国慕尼黑的Max Planck研究所共同完成，历时五年之久，发表在国际期刊上。"
    ]


def test_a_name_behind_its_role_keeps_the_space_at_a_line_end():
    source = (
        "本报讯（记者 \n周晓彤）9月12\n日上午，我市举行\n稻鱼丰收节，游客\n"
        "走进梯田，体验割\n稻、摸鱼等农事活\n动，热闹非凡。\n"
    )
    assert texts(source)[0].startswith("本报讯（记者 周晓彤）9月12日上午，我市举行稻鱼丰收节，")
    assert texts(source.replace("（记者 \n周晓彤）", "，他们\n"))[0].startswith("本报讯，他们9月12日上午，")


def test_page_numbers_and_running_heads_between_lines_go():
    pages = [
        "会议指出，今年以来全市经济运行总体平稳，工业\n生产稳步回升，投资结构持续优化，消费市场不断\n",
        "回暖，外贸进出口好于预期，就业形势保持稳定，\n居民收入稳步增长，民生得到有力保障，社会大局\n",
        "和谐稳定。会议强调，要坚持稳中求进，着力扩大\n内需，优化营商环境，推动高质量发展取得新的更\n",
        "大成效。\n",
    ]
    source = "".join(f"{text}— {n} —\n海州年鉴\n" for n, text in enumerate(pages[:3], 1)) + pages[3]
    blocks, dropped = repair(source)
    assert [block.text for block in blocks] == ["".join(pages).replace("\n", "")]
    assert [(d.why, source[d.start : d.end]) for d in dropped] == [
        (why, text) for n in (1, 2, 3) for why, text in (("页码", f"— {n} —"), ("页眉", "海州年鉴"))
    ]


def test_a_title_that_comes_back_between_paragraphs_stays():
    source = "工作动态\n全市完成造林八千亩。\n工作动态\n新建公园十二座。\n工作动态\n改造道路三十公里。\n"
    blocks, dropped = repair(source)
    assert [block.text for block in blocks].count("工作动态") == 3 and dropped == []


def test_a_headline_printed_into_a_sentence_is_stepped_over():
    source = (
        "会议指出，今年以来全市经济运行总体\n平稳，工业生产稳步回升，投资结构持\n续优化，消费市场不断回暖，外贸进出\n"
        "\n\n海州港再添新航线\n\n\n口好于预期，就业形势保持稳定，居民\n收入稳步增长，民生得到有力的保障，\n社会大局和谐稳定。\n"
    )
    document = document_of(read_string("a.txt", source))
    body = next(p for a in document.articles for p in a.paragraphs if p.kind == "body")
    assert document.text[body.start : body.end] == source.replace("海州港再添新航线", "").replace("\n", "")
    assert ("海州港再添新航线", "heading") in paragraphs(document)
    assert len(document.offsets.pieces(body.start, body.end)) == 6


def test_a_line_per_paragraph_is_left_alone():
    plain = (
        "第一段讲述了事情的经过，结果令人满意。\n\n第二段很短。\n\n第三段没有句号，但是它也自成一段\n\n第四段结束全文。"
    )
    assert texts(plain) == [line for line in plain.split("\n") if line]


def test_a_page_break_inside_a_long_paragraph_is_healed_and_a_heading_is_not():
    source = (
        "一、总体要求，明确目标任务\n\n各地要高度重视，切实加强组织领导。各有关部门要密切配合，形成工作合\n\n"
        "力，确保各项任务落到实处。\n\n二、工作措施\n"
    )
    assert texts(source) == [
        "一、总体要求，明确目标任务",
        "各地要高度重视，切实加强组织领导。各有关部门要密切配合，形成工作合力，确保各项任务落到实处。",
        "二、工作措施",
    ]


def test_a_bracket_closes_a_paragraph_only_behind_a_sentence():
    source = (
        "双方约定共同出资设立新公司。其中海州水务集团有限公司（以下简称水务集团）\n\n出资六千万元。\n\n"
        "活动吸引了上千名市民参加。（记者 周文）\n\n另一条消息说，天气转好。\n"
    )
    assert texts(source)[:2] == [
        "双方约定共同出资设立新公司。其中海州水务集团有限公司（以下简称水务集团）出资六千万元。",
        "活动吸引了上千名市民参加。（记者 周文）",
    ]


def test_rules_are_dropped():
    blocks, dropped = repair("上文。\n\n----------\n\n下文。\n=====\n")
    assert [block.text for block in blocks] == ["上文。", "下文。"]
    assert [d.why for d in dropped] == ["分隔线", "分隔线"]


def test_nothing_and_blanks():
    assert repair("") == ([], []) and repair(" \n\u3000\n") == ([], [])


@pytest.mark.parametrize(
    ("passage", "expected"),
    [
        (
            "的人才队伍，\n\n深化人才专项行动，全力做好人才子女\n\n入学、住房保障等关键小事，让人才引\n\n得进、留得下。",
            "的人才队伍，深化人才专项行动，全力做好人才子女入学、住房保障等关键小事，让人才引得进、留得下。",
        ),
        (
            "，不断做大\n\n外贸总量。搭好平台促交流，展示良好\n\n形象，拓展国际朋友圈，深入挖掘友好\n\n城市资源，加强平",
            "，不断做大外贸总量。搭好平台促交流，展示良好形象，拓展国际朋友圈，深入挖掘友好城市资源，加强平",
        ),
    ],
)
def test_a_passage_may_begin_and_end_inside_a_line(passage, expected):
    assert [(block.text, block.kind) for block in repair(passage)[0]] == [(expected, "body")]


@pytest.mark.parametrize(
    "source",
    [
        "海州市便民服务点一览\n\n东城区行政服务中心\n地址：海州市东城区北苑路190号\n电话：0111-2091234\n"
        "工作时间：周一至周五\n\n西城区便民服务中心\n地址：西城区新大街87号\n电话：0111-6812345\n邮编：323900\n\n"
        "南城区便民服务中心 地址：南城区寿尔福北路\n",
        "海州青瓷博物馆开放须知\n开放时间：周二至周日9:00—17:00，16:30停止入馆。\n"
        "门票：免费，凭身份证领票，每日限额3000人。\n馆长胡明，联系电话0111—7762308。\n",
    ],
)
def test_labelled_values_stand_for_themselves(source):
    assert texts(source) == [line for line in source.split("\n") if line]


def test_words_of_saying_are_no_labels():
    source = "昨天上午，全市防汛工作会议召开。会议\n强调：各部门要压实责任，确保安全度汛\n。会议要求：各地要\n"
    assert len(texts(source)) == 1


def test_scripts_part_paragraphs_and_english_lines_are_joined():
    first = [
        "The Haizhou Institute (HIT) was founded in 1998. Its current",
        "president took office in July 2019. The school",
        "has 8,600 students.",
    ]
    han = "海州理工研究所采用Python 3.11开发了新一代的语言大模型，取得了良好的成绩。"
    last = "The model is released under the Apache License 2.0."
    assert texts("\n".join([*first, han, last])) == [" ".join(first), han, last]


def test_a_figure_stands_apart_from_its_label_but_not_inside_a_sentence_that_a_column_cut():
    blocks, _ = repair("票价 2元\n监督电话 83310012\n")
    assert [block.text for block in blocks] == ["票价 2元", "监督电话 83310012"]
    text = "全市今年建成口袋公园 35个、绿道两百多公里，市民出门走几步就能看到花草和树木，傍晚到河边散步的人比往年多。"
    lines = [text[at : at + 12] for at in range(0, len(text), 12)]
    assert [block.text for block in repair("\n".join(lines) + "\n")[0]] == [text.replace(" ", "")]


def test_a_number_that_is_called_stands_with_its_label_and_a_time_with_its_day():
    rows = "出租：南苑小区两室一厅，月租九百元，电话\n13900020011\n转让：解放路中面馆，客源稳定，手机\n13900020012\n"
    assert [block.text[-11:] for block in repair(rows)[0]] == ["13900020011", "13900020012"]
    # Alone on its line the word heads a column, and nothing says that a time below a day is its own.
    assert len(repair("电话\n13900020011\n邮编\n325200\n")[0]) == 4
    agenda = "时间：2021年9月14日\n9:00 签到\n9:30 开幕\n10:15 合影\n"
    assert [block.text for block in repair(agenda)[0]] == agenda.split("\n")[:-1]
