"""Cards say what the records say."""

from dataclasses import replace

import pytest

from rag.records import AnswerReady, Elsewhere, Evidence
from rag.settings import Settings
from tests.ui.rooms import drawn, taps
from tests.ui.scripted import LINES, Scripted, chunk, document
from tests.ui.test_page import component
from ui import evidence
from ui.evidence import Passage, cards_of, cited_passages, file_name, nearest_and_more, other_passages
from ui.state import OpenPlace
from ui.texts import ZH


def answer_to(question):
    *_, last = Scripted(Settings()).ask(question)
    assert isinstance(last, AnswerReady)
    return last.answer


def cards_below(answer, passages=cited_passages):
    return cards_of(passages(answer), ZH)


def marked(passage):
    return ["".join(words for words, mark in paragraph if mark) for paragraph in passage["paragraphs"]]


def test_an_article_has_one_card_with_each_cited_passage_in_it():
    answer = answer_to("2019年的生产总值？")
    [card] = cards_below(answer)
    assert card["title"] == LINES[0]
    assert [passage["numbers"] for passage in card["passages"]] == [[1], [2]]
    assert marked(card["passages"][0]) == ["2019年，全市生产总值6606亿元，比上年增长8.2%。"]
    text = document().text
    assert ["".join(text[a:b] for a, b in passage.spans) for passage in cited_passages(answer)] == [
        "2019年，全市生产总值6606亿元，比上年增长8.2%。",
        "人均可支配收入51490元，比上年名义增长8.7%",
    ]


def test_two_citations_of_one_passage_share_it():
    answer = answer_to("2019年的生产总值？")
    first = answer.citations[0]
    start = document().text.index("其中第三产业")
    third = replace(first, n=3, start=start, end=start + 15, spans=((start, start + 15),))
    [card] = cards_below(replace(answer, citations=(*answer.citations, third)))
    assert [passage["numbers"] for passage in card["passages"]] == [[1, 3], [2]]
    assert marked(card["passages"][0])[0].endswith("其中第三产业增加值3700亿元")


def test_what_differs_among_the_passages_of_an_article_stands_with_each_and_another_article_has_its_own_card():
    answer = answer_to("没有的事")
    one, two, three, *_ = (found.chunk for found in answer.evidence)
    found = (one, replace(two, headings=("二、农业",)), replace(three, article="来信", byline="读者"))
    answer = replace(answer, evidence=tuple(Evidence(i + 1, 1.0, c) for i, c in enumerate(found)))
    cards = cards_below(answer, other_passages)
    assert [[p["where"] for p in card["passages"]] for card in cards] == [["一、综合", "二、农业"], [""]]
    assert ["一、综合" in card["where"] for card in cards] == [False, True]
    assert cards[1]["title"] == "来信" and "读者" in cards[1]["where"]


def test_a_click_opens_the_words_of_a_passage_and_a_number_those_of_its_citation(monkeypatch):
    drawn, opened = {}, []
    monkeypatch.setattr(evidence.components, "cards", lambda data, **rest: drawn.update(data, **rest))
    answer = answer_to("2019年的生产总值？")
    passages = [Passage(answer.evidence[0], answer.citations)]
    evidence.draw_cards(passages, ZH, key="cards", open_at=lambda *place: opened.append(place))
    drawn["on_open"](1)
    drawn["on_cite"](2)
    drawn["on_cite"](7)  # no such number
    doc, (first, second) = document().source.name, (c.spans for c in answer.citations)
    assert opened == [(doc, first + second), (doc, second)]
    for spans, numbers in ((first + second, [1, 2]), (second, [2]), (((0, 3),), [])):
        evidence.draw_cards(passages, ZH, key="cards", open_at=lambda *_: None, place=OpenPlace(doc, spans, 1))
        assert drawn["open"] == numbers


def test_what_the_document_lacks_is_said_once():
    answer = answer_to("2019年的生产总值？")
    warned = tuple(replace(c, warnings=("第2页没有文字。",)) for c in answer.citations)
    assert [card["note"] for card in cards_below(replace(answer, citations=warned))] == ["第2页没有文字。"]


def test_what_is_not_cited_follows_best_first_and_unmarked():
    answer = answer_to("2019年的生产总值？")
    others = other_passages(answer)
    [card] = cards_of(others, ZH)
    assert [p["id"] for p in card["passages"]] == [e.rank for e in answer.evidence if e.rank > 2]
    assert not any(any(marked(p)) for p in card["passages"])
    nearest, more = nearest_and_more(others)
    assert len(nearest) == 3 and nearest + more == others


def test_a_passage_of_several_paragraphs_is_drawn_whole():
    two = chunk(document(), "\n".join(LINES[3:5]), 0)
    answer = replace(answer_to("没有的事"), evidence=(Evidence(1, 1.0, two, (Elsewhere("b.txt", 0, 9),)),))
    [passage] = other_passages(answer)
    [drawn] = cards_of([passage], ZH)[0]["passages"]
    assert ["".join(words for words, _ in p) for p in drawn["paragraphs"]] == LINES[3:5]
    assert drawn["also"] == "另见于 1 处"
    assert passage.spans == two.spans


def test_an_inferred_date_says_so():
    [card] = cards_below(answer_to("2019年的生产总值？"))
    assert "2020-03-20（推断）" in card["where"]
    assert "市统计局 王小明" in card["where"] and "一、综合" in card["where"]


@pytest.mark.parametrize(
    ("doc", "shown"),
    [
        ("甲/乙/通报.txt", "甲/乙/通报.txt"),
        ("长" * 60 + "/通报.txt", "长" * 32 + "…/通报.txt"),
        ("夹/" + "长" * 60 + "尾.txt", "长" * 24 + "…" + "长" * 7 + "尾.txt"),
    ],
)
def test_a_file_is_named_with_its_folder_and_a_very_long_name_keeps_what_tells_it_apart(doc, shown):
    assert file_name(doc) == shown


def test_a_date_that_is_not_printed_says_so_wherever_it_is_shown(monkeypatch):
    from rag.records import FoundPlace
    from ui import components
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


def below(answer, passages, opened, language="zh"):
    from ui import evidence
    from ui.texts import TEXTS

    def open_at(doc, spans):
        opened.append((doc, spans))

    for n, sentence in enumerate(answer.sentences):
        key = f"s-{n}"
        evidence.draw_sentence(sentence, answer.citations, TEXTS[language], key=key, opened=2, open_at=open_at)
    evidence.draw_cards(passages(answer), TEXTS[language], key="cards", open_at=open_at)


def test_sentences_and_cards_are_drawn_with_what_is_open_marked_and_their_numbers_open_places(monkeypatch):
    given, answer, opened = taps(monkeypatch, "sentence"), answer_to("2019年的生产总值？"), []
    at = drawn(below, answer=answer, passages=cited_passages, opened=opened)
    first, second = (component(at, f"s-{n}") for n in range(2))
    assert (first["open"], second["open"]) == (0, 2), "a number that is not of a sentence is not marked in it"
    assert [mark["label"] for mark in first["marks"] + second["marks"]] == ["引用 1", "引用 2"]
    assert component(at, "cards")["labels"] == {"open": "打开原文", "unfold": "展开", "fold": "收起"}
    given[0]["on_open"](2)
    given[0]["on_open"](99)  # no such citation
    assert opened == [(answer.citations[1].doc, answer.citations[1].spans)]


def test_where_nothing_is_cited_no_card_is_drawn_and_english_pages_say_it_in_english():
    answer = answer_to("2019年的生产总值？")
    at = drawn(below, answer=replace(answer, citations=(), sentences=()), passages=cited_passages, opened=[])
    assert component(at, "cards")["cards"] == []
    partial = replace(answer, sentences=tuple(replace(s, verdict="partial") for s in answer.sentences))
    at = drawn(below, answer=partial, passages=cited_passages, opened=[], language="en")
    said = component(at, "s-1")
    assert said["note"] == "partly supported" and said["marks"][0]["label"] == "Citation 2"
    assert component(at, "cards")["labels"] == {"open": "Open document", "unfold": "More", "fold": "Less"}
    assert "2020-03-20 (inferred)" in component(at, "cards")["cards"][0]["where"]
