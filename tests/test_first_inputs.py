"""docs/first-inputs.md is true: every reply that it gives is given, and says what is so."""

import pytest

from rag.assistant import Assistant
from rag.text.fold import content
from tests.first_inputs import PAGE, entries

ENTRIES = entries()
NEVER = "资料中没有"
BY_LANGUAGE = {language: [e for e in ENTRIES if e.language == language] for language in ("zh", "en")}


@pytest.fixture(scope="module")
def assistant(seed_settings):
    loaded = Assistant(seed_settings)
    loaded.load()
    return loaded


@pytest.fixture(scope="module")
def said(assistant):
    return {(e.typed, e.language): e.answered(assistant) for e in ENTRIES}


def named(typed):
    return next(e for e in ENTRIES if e.typed == typed)


def test_the_page_lists_twenty_inputs_in_both_languages():
    assert len(BY_LANGUAGE["zh"]) == len(BY_LANGUAGE["en"]) == 20
    assert PAGE.read_text(encoding="utf-8").count("\n## ") == 20


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: f"{e.language} {e.typed}")
def test_every_reply_of_the_page_is_given(said, entry):
    """Where this fails for a reply that was changed on purpose: ``python -m tests.first_inputs``, and read it."""
    answer = said[entry.typed, entry.language]
    given = [*answer.text.split("\n"), *(answer.notice.split("\n") if answer.sentences and answer.notice else [])]
    assert given == entry.text
    assert list(answer.suggestions) == entry.suggestions
    assert (len(answer.evidence) if answer.outcome == "notice" else 0) == entry.passages


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: f"{e.language} {e.typed}")
def test_no_reply_says_that_the_documents_hold_nothing(said, entry):
    answer = said[entry.typed, entry.language]
    assert NEVER not in answer.text
    asks = entry.typed.startswith(("你好，2019", "Hello, what"))
    assert answer.outcome == ("answered" if asks else "notice")
    assert "!" not in answer.text and "！" not in answer.text, "calm"


def test_every_question_that_is_offered_is_answered_with_sources(assistant):
    offered = {question for entry in ENTRIES for question in entry.suggestions}
    assert len(offered) > 8
    for question in sorted(offered):
        answer = assistant.answer(question)
        assert answer.outcome == "answered", question
        assert answer.citations
        assert all(sentence.verdict != "gap" for sentence in answer.sentences)


def test_three_questions_are_offered_where_any_are(said):
    for entry in ENTRIES:
        assert len(said[entry.typed, entry.language].suggestions) in (0, 3)
        assert len(set(entry.suggestions)) == len(entry.suggestions)


def test_what_is_here_is_listed_with_titles_counts_and_dates(assistant, said):
    documents = list(assistant.index.documents())
    passages = sum(len(assistant.index.chunks_of(d.source.name)) for d in documents)
    for entry in (named("这里有哪些资料"), named("what documents are here?")):
        head, *lines = said[entry.typed, entry.language].text.split("\n")
        assert f"{len(documents)}" in head and str(passages) in head
        assert len(lines) == len(documents)
        for document, line in zip(documents, lines, strict=True):
            stem = document.source.name.rpartition(".")[0]
            assert (document.source.name if document.title == stem else document.title) in line
            bodied = [a for a in document.articles if any(p.kind not in ("heading", "byline") for p in a.paragraphs)]
            assert len(bodied) == 1 or f"{len(bodied)} " in line
            dates = [a.date for a in document.articles if a.date]
            assert ("推断" in line or "inferred" in line) == any(date.place is None for date in dates)
            assert all(date.value[:4] in line for date in dates)


def test_the_newest_is_the_one_with_the_latest_date(assistant, said):
    dated = {
        max(a.date.value for a in d.articles if a.date): d
        for d in assistant.index.documents()
        if any(a.date for a in d.articles)
    }
    newest = dated[max(dated)]
    line = said["最新的是哪天的", "zh"].text.split("\n")[0]
    assert max(dated)[:4] in line
    assert newest.title in line


@pytest.mark.parametrize("name", ["温州", "涂秀明"])
def test_a_name_alone_is_counted_where_it_stands(assistant, said, name):
    chunks = [c for n in assistant.index.names() for c in assistant.index.chunks_of(n) if name in c.text]
    articles = {(c.doc, c.article, c.byline) for c in chunks}
    head, *lines = said[name, "zh"].text.split("\n")
    if len(articles) > 1:
        assert f"{len({c.doc for c in chunks})} 份资料、{len(articles)} 篇文章，共 {len(chunks)} 段" in head
    else:
        assert "1 篇文章" in head
    headlines = {content(c.article) for c in chunks}
    for line in lines[: 5 if len(articles) > 5 else len(articles)]:
        title = content(line.partition("《")[2].partition("》")[0].rstrip("…"))
        assert any(headline.startswith(title) for headline in headlines)
    evidence = said[name, "zh"].evidence
    assert name in evidence[0].chunk.text
    assert all(name in e.chunk.text or name in e.chunk.byline for e in evidence)


def test_a_name_that_stands_nowhere_is_said_to(assistant, said):
    chunks = [c for n in assistant.index.names() for c in assistant.index.chunks_of(n)]
    assert not any("鲁迅" in c.text for c in chunks)
    assert "“鲁迅”没有出现" in said["鲁迅", "zh"].text
    assert not said["鲁迅", "zh"].evidence
