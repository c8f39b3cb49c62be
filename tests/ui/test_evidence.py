"""Cards say what the records say."""

from dataclasses import replace

import pytest

from rag.records import AnswerReady, Elsewhere, Evidence
from rag.settings import Settings
from tests.ui.scripted import LINES, Scripted, chunk, document
from ui.evidence import cited_cards, file_name, nearest_and_more, other_cards
from ui.texts import ZH


def answer_to(question):
    *_, last = Scripted(Settings()).ask(question)
    assert isinstance(last, AnswerReady)
    return last.answer


def marked(card):
    return ["".join(words for words, mark in paragraph if mark) for paragraph in card["paragraphs"]]


def test_each_cited_passage_has_one_card_with_the_cited_words_marked():
    cards = cited_cards(answer_to("2019年的生产总值？"), ZH)
    assert [card["numbers"] for card, _ in cards] == [[1], [2]]
    assert marked(cards[0][0]) == ["2019年，全市生产总值6606亿元，比上年增长8.2%。"]
    text = document().text
    assert ["".join(text[a:b] for a, b in spans) for _, spans in cards] == [
        "2019年，全市生产总值6606亿元，比上年增长8.2%。",
        "人均可支配收入51490元，比上年名义增长8.7%",
    ]


def test_two_citations_of_one_passage_share_its_card():
    answer = answer_to("2019年的生产总值？")
    first = answer.citations[0]
    start = document().text.index("其中第三产业")
    third = replace(first, n=3, start=start, end=start + 15, spans=((start, start + 15),))
    cards = cited_cards(replace(answer, citations=(*answer.citations, third)), ZH)
    assert [card["numbers"] for card, _ in cards] == [[1, 3], [2]]
    assert marked(cards[0][0])[0].endswith("其中第三产业增加值3700亿元")


def test_what_is_not_cited_follows_best_first_and_unmarked():
    answer = answer_to("2019年的生产总值？")
    others = other_cards(answer, ZH)
    assert [card["id"] for card, _ in others] == [e.rank for e in answer.evidence if e.rank > 2]
    assert not any(any(marked(card)) for card, _ in others)
    nearest, more = nearest_and_more(others)
    assert len(nearest) == 3 and nearest + more == others


def test_a_passage_of_several_paragraphs_is_drawn_whole():
    two = chunk(document(), "\n".join(LINES[3:5]), 0)
    answer = replace(answer_to("没有的事"), evidence=(Evidence(1, 1.0, two, (Elsewhere("b.txt", 0, 9),)),))
    [(card, spans)] = other_cards(answer, ZH)
    assert ["".join(words for words, _ in p) for p in card["paragraphs"]] == LINES[3:5]
    assert card["also"] == "另见于 1 处"
    assert spans == two.spans


def test_an_inferred_date_says_so():
    [(card, _), *_] = cited_cards(answer_to("2019年的生产总值？"), ZH)
    assert "2020-03-20（推断）" in card["where"]
    assert "市统计局 王小明" in card["where"] and "一、综合" in card["where"]


@pytest.mark.parametrize(
    ("doc", "shown"), [("甲/乙/通报.txt", "通报.txt"), ("长" * 60 + "尾.txt", "长" * 24 + "…" + "长" * 7 + "尾.txt")]
)
def test_a_very_long_file_name_keeps_both_its_ends(doc, shown):
    assert file_name(doc) == shown


def test_a_date_that_is_not_printed_says_so_wherever_it_is_shown(monkeypatch):
    from rag.records import FoundPlace
    from ui import components, evidence
    from ui.finding import _hit

    drawn = []
    monkeypatch.setattr(components, "sentence", lambda data, **_: drawn.append(data))
    answer = answer_to("2019年的生产总值？")
    for inferred in (True, False):
        cited = [replace(c, date_inferred=inferred) for c in answer.citations]
        evidence.draw_sentence(answer.sentences[0], cited, ZH, key="s", opened=0, open_at=lambda *_: None)
        place = FoundPlace("a.txt", "题", "", "", "2020-03-20", None, 1, "", "字", "", ((0, 1),), inferred)
        where = [drawn[-1]["marks"][0]["where"], _hit(place, None, ZH)["where"]]
        assert ["2020-03-20（推断）" in one for one in where] == [inferred, inferred]
        assert all("2020-03-20" in one for one in where)
