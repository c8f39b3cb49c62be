"""Line ends that the model judges: texts of many shapes, damaged at random, and what the pieces around it promise."""

import random

import numpy as np
import pytest

from bench.damage import FURNITURE, Piece, Style, mixed, printed, random_style
from bench.repair import HEADS, SHAPES, SPLITTERS, Score, score_repair, score_splitter, shaped, true_ends
from rag.corpus.bounds import _net, paragraphs
from rag.corpus.features import features
from rag.corpus.lines import lines
from rag.corpus.repair import repair
from rag.corpus.view import View
from tests.corpus.test_damage import PROSE


def pages(count, seed):
    """Yield the shapes and a speech, each in a random mixture of damages."""
    chance = random.Random(seed)
    texts = [*shaped().values(), [Piece(p) for p in PROSE[:12]]]
    for number in range(count):
        pieces = texts[number % len(texts)]
        if chance.random() < 0.25:
            pieces = [Piece(mixed(p.text, 0.5, chance), p.kind) for p in pieces]
        yield printed(pieces, random_style(chance, HEADS), chance.randrange(1 << 30))


def test_damaged_texts_of_many_shapes_come_back_better_than_any_usual_splitter_makes_them():
    ours, others = Score(), {name: Score() for name in SPLITTERS}
    for page in pages(120, 23):
        ours.add(score_repair(page))
        for name, cut in SPLITTERS.items():
            others[name].add(score_splitter(page, cut))
    assert ours.moved == 0
    assert ours.f1 >= 0.97
    assert ours.wrong <= 0.006
    assert all(other.f1 < 0.75 for other in others.values())


@pytest.mark.parametrize(
    ("name", "seeds"),
    [
        ("subtitles", (4, 9, 11)),
        ("will and list", (5, 14, 33)),
        ("experiment", (18, 27, 50)),
        ("crossing log", (19, 24)),
    ],
)
def test_a_model_that_is_sure_of_a_wrap_is_not_overruled_by_how_lines_look(name, seeds):
    pieces = shaped(SHAPES.with_name("other_shapes.txt"))[name]
    for seed in seeds:
        page = printed(pieces, random_style(random.Random(f"{name}{seed}"), HEADS), seed)
        score = score_repair(page)
        assert (score.missing, score.invented) == (0, 0)


def test_the_printer_tells_whose_every_character_is():
    page = printed([Piece("甲乙，丙丁。"), Piece("戊己庚辛。")], Style(width=4, rows=2, head="页眉", foot=2), 1)
    assert {"".join(page.source[i] for i in np.flatnonzero(page.owners == n)).strip() for n in (0, 1)} == {
        "甲乙，丙丁。",
        "戊己庚辛。",
    }
    assert "页眉" in "".join(page.source[i] for i in np.flatnonzero(page.owners == FURNITURE))
    assert [page.source[i] for i in sorted(true_ends(page))] == ["。", "。"]


def test_a_score_counts_what_is_wrong():
    page = printed([Piece("甲乙丙丁戊己。"), Piece("庚辛壬癸子丑。")], Style(), 1)
    assert score_splitter(page, SPLITTERS["cut at every line end"]).f1 == 1
    missed = score_splitter(page, SPLITTERS["cut at blank lines"])
    assert (missed.found, missed.missing, missed.invented) == (1, 1, 0)


def test_one_window_or_many_give_the_same_paragraphs(monkeypatch):
    source = "\n".join(page.source for page in pages(26, 3))
    found, _ = lines(source)
    whole = paragraphs(found)
    monkeypatch.setattr("rag.corpus.bounds._WINDOW", 200)
    assert paragraphs(found) == whole


def test_each_line_stands_in_one_paragraph():
    found, _ = lines("\n".join(page.source for page in pages(26, 4)))
    assert sorted(i for part in paragraphs(found) for i in part) == list(range(len(found)))


def test_features_are_those_that_the_model_was_made_with_and_finite():
    found, _ = lines("第一章 总则\n第一条 甲乙丙。\n\x07\u3000\u3000（一）丁\nA\n，")
    names, matrix = features(View(found), _net().pairs)
    assert names == _net().features
    assert matrix.shape == (5, len(names)) and np.isfinite(matrix).all() and np.abs(matrix).max() < 20


def test_lines_far_away_change_nothing():
    net = _net()
    rows = np.random.default_rng(1).normal(size=(200, len(net.features))).astype(np.float32)
    other = rows.copy()
    other[0] += 9
    moved = np.abs(net.logits(rows) - net.logits(other)).max(axis=1)
    assert moved[0] > 0 and moved[net.reach + 1 :].max() == 0


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("第三条 任何单位和个人都有保护\n绿地的义务。\n", ["第三条 任何单位和个人都有保护绿地的义务。"]),
        ("08:30—09:00 签到\n09:00—09:20 开幕式\n", ["08:30—09:00 签到", "09:00—09:20 开幕式"]),
        ("1 材料与方法\n样品采自河口。\n", ["1 材料与方法", "样品采自河口。"]),
    ],
)
def test_blanks_behind_numbers_of_articles_and_times_stay(source, expected):
    assert [block.text for block in repair(source)[0]] == expected


@pytest.mark.parametrize("wide", [14, 17, 26, 37])
@pytest.mark.parametrize("number", ["第{}条 ", "第{}条\u3000", "第{}条之一 ", "第{}款 "])
def test_flush_articles_begin_wherever_the_one_before_ended_in_its_column(wide, number):
    chance = random.Random(f"{wide}{number}")
    words = [
        "巡护员",
        "灌渠",
        "应当",
        "水利部门",
        "记录",
        "及时",
        "按照规定",
        "闸门",
        "检查",
        "并",
        "上报",
        "险情",
        "处理",
    ]
    articles = [
        number.format("一二三四五六七八九十"[n % 10]) + "".join(chance.choices(words, k=chance.randint(6, 40))) + "。"
        for n in range(60)
    ]
    source = "\n".join(a[at : at + wide] for a in articles for at in range(0, len(a), wide))
    blocks = [block.text for block in repair(source)[0]]
    assert sum(block.startswith(number.split("{")[0]) for block in blocks) == len(articles)
    assert sum(a.replace("\u3000", " ") in blocks for a in articles) >= 58


def test_an_article_named_inside_a_sentence_and_an_annex_behind_one():
    source = (
        "管理单位发现渠道损毁的，应当按照本规定的\n第三条 所列程序办理，并于当日上报水利部门。\n"
        "第九条 管理单位应当建立档案，并逐年装订成册。\n附件2：灌区渠道巡查登记表式样和填写说明一份。\n"
    )
    assert [block.text[:6] for block in repair(source)[0]] == ["管理单位发现", "第九条 管理", "附件2：灌区"]


def test_no_blank_inside_an_address_that_a_wrap_cut():
    for address in ("https://docs.yunling.gov.cn/water", "shuili@yunlingxian.gov.cn"):
        text = f"请登录或致信县水利局的网上平台{address}查询本年度的检查结果。"
        begins = text.index(address)
        # Behind the sign that tells an address: what it begins with may be a word of its own.
        for wide in range(begins + address.index(":" if "//" in address else "@") + 4, begins + len(address)):
            lines = [text[at : at + wide] for at in range(0, len(text), wide)]
            assert address in "".join(block.text for block in repair("\n".join(lines) + "\n")[0])
