"""What a quoted sentence leans on is said in words of ours, marked, where the passage or its article says it once."""

import pytest

from rag.answer.citing.checked import checked
from rag.answer.citing.cite import Numbering
from rag.answer.citing.drafts import draft_of
from rag.answer.citing.meant import meant
from rag.answer.verdict.verify import check
from rag.corpus.chunks import chunks
from rag.corpus.load import document_of
from rag.corpus.read import read_string
from rag.records import Draft, Evidence
from rag.text.sentences import sentences

_HEAD = "南岭县水利工作会议召开 部署冬修\n\n2021年11月3日\n\n"


def drafts(text, wanted):
    """Return the drafts of the sentences that begin with some words."""
    document = document_of(read_string("a.txt", text))
    return [
        draft_of(chunk, (a, b))
        for chunk in chunks(document)
        for a, b in sentences(chunk.text)
        if chunk.text[a:b].startswith(wanted)
    ]


def shown(text, wanted):
    (draft,) = drafts(text, wanted)
    return meant(draft)


def without(draft):
    text = draft.text
    for start, end in sorted(draft.added, reverse=True):
        text = text[:start] + text[end:]
    return text


@pytest.mark.parametrize(
    ("body", "wanted", "said"),
    [
        ("去年全县新建水库3座，今年将再建2座。", "去年", "去年〔2020年〕全县新建水库3座，今年〔2021年〕将再建2座。"),
        ("去年建了2座，去年还修了3座。", "去年", "去年〔2020年〕建了2座，去年还修了3座。"),
        ("2020年建了2座，比去年多1座。", "2020", "2020年建了2座，比去年多1座。"),
        ("他们提出“去年的事今年办”。", "他们", "他们提出“去年的事今年办”。"),
        ("会议强调，要抓紧冬修。", "会议", "会议〔南岭县水利工作会议〕强调，要抓紧冬修。"),
        ("县长马文彬主持会议。他要求，冬修不得拖延。", "他", "他〔马文彬〕要求，冬修不得拖延。"),
        ("县长马文彬和书记贺知远出席。他要求，冬修不得拖延。", "他", "他要求，冬修不得拖延。"),
        ("白鹭街道率先完工。该街道修渠12公里。", "该街道", "该街道〔白鹭街道〕修渠12公里。"),
        ("白鹭街道和石湖街道完工。该街道修渠12公里。", "该街道", "该街道修渠12公里。"),
    ],
)
def test_what_has_one_answer_is_said_and_nothing_else(body, wanted, said):
    draft = shown(_HEAD + body + "\n", wanted)
    assert draft.text == said
    assert without(draft) == shown(_HEAD + body + "\n", wanted).places[0].quote
    assert all(draft.text[start] == "〔" and draft.text[end - 1] == "〕" for start, end in draft.added)


def test_we_are_the_office_of_the_byline_and_never_the_reporter():
    own = "以党建为引领\n\n白鹭街道党工委书记 沈若彤\n\n今年，我们组建了12支先锋队，全面投入冬修。\n"
    (draft,) = drafts(own, "今年")
    assert "我们〔白鹭街道〕组建了12支先锋队" in meant(draft).text
    (draft,) = drafts("冬修开始\n\n本报讯（记者 沈若彤）冬修开始了。我们看到，工地上有20台挖机。\n", "我们")
    assert meant(draft) == draft


def test_a_year_that_was_only_inferred_is_not_said():
    draft = shown("冬修开始\n\n去年全县新建水库3座。\n", "去年")
    assert draft.text == "去年全县新建水库3座。"


def test_words_of_ours_pass_the_check_and_false_ones_do_not():
    draft = shown(_HEAD + "会议强调，去年建成水库3座。\n", "会议")
    assert draft.text == "会议〔南岭县水利工作会议〕强调，去年〔2020年〕建成水库3座。"
    assert check(draft.text, draft.places, draft.added).verdict == "supported"
    wrong = draft.text.replace("2020", "2019")
    assert check(wrong, draft.places, draft.added).verdict is None
    elsewhere = draft.text.replace("南岭县", "北岭县")
    assert check(elsewhere, draft.places, draft.added).verdict is None


def test_a_draft_with_words_of_ours_is_shown_with_them_and_cited_without():
    text = _HEAD + "县长马文彬主持会议。他要求，冬修不得拖延。\n"
    draft = shown(text, "他")
    sources = {"a.txt": read_string("a.txt", text)}
    (ready,) = checked([draft], Numbering([Evidence(1, 1.0, draft.places[0].chunk)], sources))
    assert ready.sentence.text == "他〔马文彬〕要求，冬修不得拖延。"
    assert ready.sentence.added == draft.added
    assert ready.citations[0].quote == "他要求，冬修不得拖延。"


def test_a_gap_and_what_is_no_quotation_stay_as_they_are():
    gap = Draft("资料中没有提到去年。", gap=True)
    assert meant(gap) == gap
