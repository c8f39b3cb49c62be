"""The whole road from a question to an answer, over the built-in models and real documents."""

import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from rag.answer.citing.checked import NOTHING
from rag.assistant import Assistant
from rag.build import build
from rag.cli import asking
from rag.errors import IndexNotFoundError, QuestionError
from rag.records import AnswerReady, EvidenceFound, Scope, SentenceReady, Turn, Understood
from rag.settings import Settings
from rag.text.fold import content
from rag.wire import answer_object

CIRCULAR = """关于做好防汛工作的通知

各街道：

今年汛期，全市新建排涝泵站12座，总投资3.6亿元。泵站由市水利局负责运行，确保6月底前全部投用。

市防汛办主任张建国要求，各街道每天巡查不少于2次。
"""
MARKET = """菜市场改造启动

本报讯（记者 王小丽）5月8日，城东菜市场改造工程开工，工期90天。改造后摊位由120个增加到150个。
"""


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    root = tmp_path_factory.mktemp("road")
    docs = root / "资料"
    docs.mkdir()
    (docs / "防汛.txt").write_text(CIRCULAR, encoding="utf-8")
    (docs / "市场.txt").write_text(MARKET, encoding="utf-8")
    made = replace(Settings(), docs=docs, index=root / "索引", data=root / "data", generator="built-in")
    build(made, docs=docs)
    return made


@pytest.fixture(scope="module")
def assistant(settings):
    return Assistant(settings)


def test_a_question_becomes_events_that_end_in_the_answer(assistant):
    events = list(assistant.ask("新建排涝泵站多少座，总投资多少？"))
    assert [type(e) for e in events[:2]] == [Understood, EvidenceFound]
    assert isinstance(events[-1], AnswerReady)
    assert events[-1].final
    shown = [e.sentence for e in events if isinstance(e, SentenceReady)]
    answer = events[-1].answer
    assert tuple(shown) == answer.sentences
    assert "12座" in answer.text
    assert "3.6亿元" in answer.text
    assert set(answer.seconds) == {"understand", "retrieve", "compose", "verify"}


def test_every_citation_is_the_source_at_its_spans(assistant, settings):
    answer = assistant.answer("城东菜市场改造工期多少天？")
    assert answer.outcome == "answered"
    assert answer.citations
    for cited in answer.citations:
        source = (Path(settings.docs) / cited.doc).read_text(encoding="utf-8")
        assert content(cited.quote) == content("".join(source[a:b] for a, b in cited.spans))
    assert {n for s in answer.sentences for n in s.citations} == {c.n for c in answer.citations}


def test_what_the_documents_do_not_say_is_refused(assistant):
    answer = assistant.answer("火星探测器是哪一年发射的？")
    assert answer.outcome == "no_evidence"
    assert not answer.citations
    assert answer.sentences
    assert all(s.verdict == "gap" for s in answer.sentences)
    assert "没有" in answer.text


def test_history_makes_a_follow_up_standalone(assistant):
    history = [Turn("user", "城东菜市场改造工期多少天？"), Turn("assistant", "工期90天。[1]")]
    answer = assistant.answer("摊位增加到多少个？", history)
    assert "150个" in answer.text


def test_a_short_question_with_a_subject_of_its_own_is_read_by_itself(assistant):
    history = [Turn("user", "城东菜市场改造工期多少天？"), Turn("assistant", "工期90天。[1]")]
    answer = assistant.answer("泵站多少座", history)
    assert answer.understood.queries == ("泵站多少座",)
    assert "12座" in answer.text
    # Its words do not say what is asked about.
    answer = assistant.answer("什么时候开工", history)
    assert "5月8日" in answer.text


def test_passages_are_answered_from_without_an_index(tmp_path):
    bare = Assistant(replace(Settings(), index=tmp_path / "none", generator="built-in"))
    answer = bare.answer("桥梁全长多少米？", passages=["新建的飞云江大桥全长2956米，双向六车道。", "天气晴朗。", " "])
    assert "2956米" in answer.text
    assert answer.citations[0].doc == "passage-1"
    with pytest.raises(IndexNotFoundError):
        bare.answer("桥梁全长多少米？")


def test_passages_in_a_batch_line_and_in_python_are_answered_alike(tmp_path):
    """Each passage is its own source: places count in the string as given, printed lines and all."""
    bare = Assistant(replace(Settings(), index=tmp_path / "none", data=tmp_path / "data", generator="built-in"))
    printed = "　　新建的飞云江大桥全长\n\n2956米，双向六车道，总投资\n\n12.6亿元。\n"
    passages = ["天气晴朗，适合出行。", printed, "飞云江大桥由市交通局负责管理。"]
    question = "飞云江大桥全长多少米？"
    answer = bare.answer(question, passages=passages)
    (line,) = asking.answers(asking.Asking(bare), [json.dumps({"question": question, "passages": passages}).encode()])
    ours = answer_object(answer)
    for one in (line, ours):
        one.pop("seconds")
    assert line == ours
    assert "2956米" in answer.text
    assert {c.doc for c in answer.citations} == {"passage-2"}
    for cited in answer.citations:
        assert content(cited.quote) == content("".join(printed[a:b] for a, b in cited.spans))
    for none in ([], ["", " \n"]):
        refused = bare.answer(question, passages=none)
        assert (refused.outcome, refused.evidence, refused.citations) == ("no_evidence", (), ())


@pytest.mark.parametrize("question", ["", " \n", "问" * 4001])
def test_an_empty_or_endless_question_has_a_mend(assistant, question):
    with pytest.raises(QuestionError) as caught:
        assistant.answer(question)
    assert caught.value.hint


def test_the_answer_object_is_json_of_the_contract(assistant):
    value = answer_object(assistant.answer("泵站由谁负责运行？"), "q1")
    assert json.loads(json.dumps(value, ensure_ascii=False)) == value
    assert value["id"] == "q1"
    joined = "".join(s["text"] + "".join(f"[{n}]" for n in s["citations"]) for s in value["sentences"])
    assert value["answer"].replace("\n", "") == joined
    for passage in value["evidence"]:
        assert passage["start"] == min(a for a, _ in passage["spans"])
        assert len(passage["text"]) <= 800


def test_a_newer_generation_is_served_and_a_question_keeps_its_own(tmp_path, settings):
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "a.txt").write_text(CIRCULAR, encoding="utf-8")
    own = replace(settings, docs=docs, index=tmp_path / "index")
    build(own, docs=docs)
    assistant = Assistant(own)
    asking = assistant.ask("泵站由谁负责运行？")
    next(asking)
    (docs / "b.txt").write_text("塘河夜游项目7月1日开放，票价68元。", encoding="utf-8")
    build(own, docs=docs)
    before = [e for e in asking if isinstance(e, AnswerReady)][-1].answer
    assert assistant.refresh() is False or before.index != assistant.index.generation
    after = assistant.answer("塘河夜游票价多少？")
    assert "68元" in after.text
    assert after.index != before.index


def test_several_threads_may_ask(assistant):
    wanted = assistant.answer("城东菜市场改造工期多少天？").text
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(assistant.answer("城东菜市场改造工期多少天？").text))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [wanted] * 4


def test_nothing_said_is_a_gap():
    assert "没有" in NOTHING


PLAIN = """今年的工作很多，我们一件一件说。

所谓“三通一平”，是指通水、通电、通路和平整土地。先把基础打好，再谈别的事情。

到年底，示范区的总投资达到12.6亿元，新增就业岗位三千多个。园区的咨询电话为0577-55667788，欢迎来访。
"""
POEM = "春眠不觉晓，处处闻啼鸟。\n\n夜来风雨声，花落知多少。\n"


@pytest.mark.parametrize(
    ("texts", "least"), [((CIRCULAR, MARKET), 2), ((PLAIN,), 1), ((POEM,), 0)], ids=["papers", "plain", "poem"]
)
def test_each_example_is_answered_over_any_folder(tmp_path, texts, least):
    docs = tmp_path / "docs"
    docs.mkdir()
    for n, text in enumerate(texts):
        (docs / f"{n}.txt").write_text(text, encoding="utf-8")
    made = replace(Settings(), docs=docs, index=tmp_path / "index", data=tmp_path / "data", generator="built-in")
    build(made)
    assistant = Assistant(made)
    found = assistant.examples()
    assert len(found) >= least and len(set(found)) == len(found)
    for question in found:
        assert assistant.answer(question).outcome == "answered", question


def test_an_assistant_uses_the_models_of_another(settings, seed_settings):
    lender = Assistant(seed_settings)
    one, other = Assistant(settings, models_of=lender), Assistant(seed_settings, models_of=lender)
    assert one.answer("工程工期多少天？").outcome == "answered"
    assert other.answer("2019年温州的经济总量是多少？").outcome == "answered"
    assert one._loaded() is other._loaded() is lender._loaded()
    assert lender._open is None, "the lender opens no index"


def test_a_scope_is_kept_to_and_said_in_refusals_and_counts(assistant):
    market = Scope(docs=("市场.txt",))
    question = "新建排涝泵站多少座？"
    assert "12座" in assistant.answer(question).text
    refused = assistant.answer(question, scope=market)
    assert {e.chunk.doc for e in refused.evidence} == {"市场.txt"}
    assert refused.outcome == "no_evidence"
    assert "12座" not in refused.text
    nothing = assistant.answer("火星上的采矿权由哪个部门审批？", scope=market)
    assert "所选范围" in nothing.text or "查到的资料中没有提到" in nothing.text
    assert assistant.answer("哪些文件提到泵站？", scope=market).text == "所选范围的资料中没有提到“泵站”的文件。"
    counted = assistant.answer("哪些文件提到菜市场？", scope=market)
    assert counted.text.startswith("所选范围中，提到“菜市场”的文件有 1 份。")
    assert {c.doc for c in counted.citations} == {"市场.txt"}
    assert assistant.answer("有哪些资料", scope=Scope(years=(1999, 1999))).evidence == ()
