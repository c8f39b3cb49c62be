"""Questions about the whole collection: which questions are such, and that nothing is left out of their answers."""

import pytest

from rag.assistant import Assistant
from rag.encode.load import load_embedder
from rag.index.index import Index
from rag.records import Collecting, Scope
from rag.search.collect import collect, occurrences
from rag.search.collecting import collecting
from rag.text.fold import content
from rag.text.script import simplified
from rag.text.sentences import sentences
from rag.text.words import Segmenter
from rag.wire import answer_object

ASKED = {
    "哪些文件提到龙港？": Collecting("documents", "龙港"),
    "有哪些资料提到洞头": Collecting("documents", "洞头"),
    "一共有多少篇文章提到“瑞安”？": Collecting("articles", "瑞安"),
    "提到六比的文章有几篇": Collecting("articles", "六比"),
    "龙港在哪些文件里出现过": Collecting("documents", "龙港"),
    "哪里提到过飞云江？": Collecting("sentences", "飞云江"),
    "“千年商港”出现了几次？": Collecting("sentences", "千年商港"),
    "把提到“温州人精神”的每一处列出来": Collecting("sentences", "温州人精神"),
    "列出所有提到龙港的句子": Collecting("sentences", "龙港"),
    "涂秀明写过什么": Collecting("articles", author="涂秀明"),
    "林霞的文章有哪些": Collecting("articles", author="林霞"),
    "哪几篇文章是林霞写的": Collecting("articles", author="林霞"),
    "有几份2020年的文件？": Collecting("documents", year=2020),
    "2023年的报道有哪些": Collecting("articles", year=2023),
    "这句话出自哪里：事业成于实干": Collecting("sentences", "事业成于实干", origin=True),
    "“没有等出来的辉煌、只有干出来的精彩”出自哪里？": Collecting(
        "sentences", "没有等出来的辉煌、只有干出来的精彩", origin=True
    ),
}
ORDINARY = (
    "会议提到哪些要求？",
    "文章提到了哪些企业？",
    "报告里提到哪些文件？",
    "哪些企业写过感谢信？",
    "这篇文章写了什么",
    "哪些文件规定了奖励办法？",
    "哪些文件提到了什么措施？",
    "有哪些地方获得了表彰？",
    "市委提到过什么",
    "2020年温州的生产总值是多少",
    "龙港什么时候撤镇设市",
    "他写过什么",
)


@pytest.mark.parametrize("question", ASKED)
def test_what_is_asked_of_the_whole_collection(question):
    assert collecting(question) == ASKED[question]


@pytest.mark.parametrize("question", ORDINARY)
def test_an_ordinary_question_is_left_alone(question):
    assert collecting(question) is None


@pytest.fixture(scope="module")
def index(seed_settings):
    return Index.open(seed_settings.index, load_embedder(seed_settings), Segmenter())


@pytest.fixture(scope="module")
def assistant(seed_settings):
    return Assistant(seed_settings)


def scanned(index, term):
    """Return by plain reading of the documents: how often each document's sentences hold a term."""
    key = content(simplified(term))
    found = {}
    for document in index.documents():
        whole = [document.text[p.start : p.end] for article in document.articles for p in article.paragraphs]
        times = sum(key in content(simplified(text[a:b])) for text in whole for a, b in sentences(text))
        if times:
            found[document.source.name] = times
    return found


@pytest.mark.parametrize("term", ["龙港", "温州人精神", "瑞安", "六比", "2019年", "GDP", "龍港", "没有的词"])
def test_a_term_is_found_wherever_it_stands(index, term):
    truth = scanned(index, term)
    documents = collect(index, Collecting("documents", term), Scope())
    assert [place.chunk.doc for place in documents.places] == sorted(truth)
    places = collect(index, Collecting("sentences", term), Scope()).places
    assert {doc: sum(p.chunk.doc == doc for p in places) for doc in truth} == truth
    assert all(content(simplified(term)) in content(simplified(p.chunk.text[p.start : p.end])) for p in places)


def test_a_scope_is_kept_to(index):
    name = index.names()[0]
    found = collect(index, Collecting("documents", "温州"), Scope(docs=(name,)))
    assert [place.chunk.doc for place in found.places] == [name]
    assert collect(index, Collecting("documents", "温州"), Scope(years=(1990, 1991))).places == ()


def test_authors_and_years_are_those_of_the_articles(index):
    (place,) = collect(index, Collecting("articles", author="涂秀明"), Scope()).places
    assert "涂秀明" in place.chunk.byline
    years = collect(index, Collecting("documents", year=2020), Scope()).places
    assert years
    assert all(place.chunk.date.startswith("2020") for place in years)


def test_a_term_has_to_stand_within_a_sentence():
    assert occurrences("到了龙。港口很大。", "龙港") == []
    assert occurrences("", "龙港") == occurrences("龙港。", "") == []


# ---------------------------------------------------------------- answers


def own_words_out(sentence):
    text = sentence.text
    for start, end in sorted(sentence.added, reverse=True):
        text = text[:start] + text[end:]
    return text


@pytest.mark.parametrize("question", ["哪些文件提到龙港？", "把提到“温州人精神”的每一处列出来", "涂秀明写过什么？"])
def test_the_answer_counts_and_quotes(assistant, question):
    answer = assistant.answer(question)
    assert answer.outcome == "answered"
    count, *items = answer.sentences
    assert f"有 {answer.collected.total} " in count.text
    assert len(items) == min(answer.collected.total, 10)
    quotes = {citation.n: citation.quote for citation in answer.citations}
    assert count.citations == tuple(quotes)
    for item in items:
        assert content(own_words_out(item)) == content("".join(quotes[n] for n in item.citations))
    assert {citation.chunk_id for citation in answer.citations} <= {e.chunk.chunk_id for e in answer.evidence}
    assert answer.understood.constraints.kind[0] == "collection"


def test_the_object_of_the_contract_lists_at_most_fifty(assistant):
    answer = assistant.answer("列出所有提到温州的句子")
    shown = answer_object(answer)["collected"]
    assert shown["unit"] == "sentences"
    assert shown["total"] == answer.collected.total > 50
    assert shown["shown"] == len(shown["places"]) == 50
    sources = {document.source.name: document.source.text for document in assistant.index.documents()}
    for place in shown["places"]:
        printed = "".join(sources[place["doc"]][a:b] for a, b in place["spans"])
        assert content(printed) == content(place["quote"])
        assert "温州" in content(printed)


def test_nothing_to_collect_is_said(assistant):
    answer = assistant.answer("哪些文件提到火星？")
    assert (answer.outcome, answer.text) == ("no_evidence", "资料中没有提到“火星”的文件。")
    assert answer.evidence
    assert assistant.answer("有几份1987年的文件？").text == "资料中没有1987年的文件。"


def test_who_wrote_nothing_here_is_still_asked_about(assistant):
    assert assistant.answer("李坚写了什么？").collected is None
