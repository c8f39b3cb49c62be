"""What is no question gets a notice, on the whole road: built-in models, real documents, conversations."""

import json
import statistics
import time
from dataclasses import replace

import pytest

from rag.answer.models.scripted import Scripted
from rag.assistant import Assistant
from rag.errors import QuestionError
from rag.records import AnswerReady, EvidenceFound, Scope, Turn, Understood
from rag.search.remarks.recognise import remark_of
from rag.settings import ROOT
from rag.text.fold import is_han
from rag.wire import answer_object

QUESTION = "2019年温州的经济总量是多少？"


@pytest.fixture(scope="module")
def assistant(seed_settings):
    loaded = Assistant(seed_settings)
    loaded.load()
    return loaded


@pytest.fixture(scope="module")
def tiny(tiny_settings):
    loaded = Assistant(tiny_settings)
    loaded.load()
    return loaded


def talk(*messages):
    return [Turn(("user", "assistant")[n % 2], message) for n, message in enumerate(messages)]


def test_a_greeting_is_a_notice_of_the_contract(assistant):
    events = list(assistant.ask("你好"))
    assert [type(e) for e in events] == [Understood, EvidenceFound, AnswerReady]
    answer = events[-1].answer
    assert events[-1].final
    assert (answer.outcome, answer.sentences, answer.citations, answer.evidence) == ("notice", (), (), ())
    assert answer.text == answer.notice
    assert len(answer.suggestions) == 3
    value = answer_object(answer, 1)
    assert (value["outcome"], value["answer"], value["sentences"]) == ("notice", answer.notice, [])
    assert value["understood"]["queries"] == []
    assert set(value) == set(answer_object(assistant.answer(QUESTION), 1)), "no key of its own"


@pytest.mark.parametrize("name", ["温州", "瑞安", "涂秀明", "市经信局", "李坚", "洞头", "乐清", "苍南县"])
def test_a_name_alone_brings_its_passages_and_three_questions_that_are_answered(assistant, name):
    answer = assistant.answer(name)
    assert answer.outcome == "notice"
    assert answer.evidence
    assert [e.rank for e in answer.evidence] == list(range(1, len(answer.evidence) + 1))
    assert len({e.chunk.chunk_id for e in answer.evidence}) == len(answer.evidence)
    assert len(set(answer.suggestions)) == 3
    for question in answer.suggestions:
        answered = assistant.answer(question)
        assert answered.outcome == "answered"
        assert answered.citations


def test_an_office_is_found_under_its_other_name(assistant):
    docs = {e.chunk.doc[:3] for e in assistant.answer("市经信局").evidence}
    assert docs == {"000", "002"}, "市经济和信息化局 in one, 市经信局 in the other"


@pytest.mark.parametrize("term", ["六比", "八八战略", "经济总量", "GDP", "刘伯温诗歌奖"])
def test_a_term_that_can_be_answered_is_answered(assistant, term):
    assert assistant.answer(term).outcome == "answered"


def test_a_term_becomes_a_topic_only_where_no_answer_is_found_and_it_stands_there(assistant, tiny):
    terms = ("重中之重", "网红村", "南大门", "充分体现")
    answers = {term: assistant.answer(term) for term in terms}
    noticed = [term for term in terms if answers[term].outcome == "notice"]
    assert len(noticed) > 1, "no sentence answers them"
    for term in noticed:
        assert all(term in e.chunk.text for e in answers[term].evidence)
        assert f"“{term}”" in answers[term].text
    assert tiny.answer("火星探测器").outcome == "no_evidence", "it stands nowhere"


@pytest.mark.parametrize(("name", "latin"), [("上饶市", False), ("鲁迅", False), ("Shakespeare", True)])
def test_a_name_that_stands_nowhere_says_so_and_what_is_here(assistant, name, latin):
    answer = assistant.answer(name)
    assert answer.outcome == "notice"
    assert not answer.evidence
    assert f"“{name}”" in answer.text
    assert "资料中没有" not in answer.text
    title = next(d.title for d in assistant.index.documents() if not d.source.name.startswith(d.title))
    assert title in answer.text
    assert answer.text.isascii() is False
    assert ("does not occur" in answer.text) is latin


def test_digits_that_are_somebodys_test_may_be_a_projects_name(assistant, tiny):
    assert "“123”" in assistant.answer("123").text
    assert assistant.answer("123").evidence
    assert not tiny.answer("123").evidence


def test_what_documents_say_of_the_weather_is_offered(seed_settings, tmp_path):
    bare = Assistant(replace(seed_settings, index=tmp_path / "none"))
    rainy = bare.answer("今天天气怎么样", passages=["天气晴朗，适合春耕。", "新建泵站12座。"])
    assert [e.chunk.doc for e in rainy.evidence] == ["passage-1"]
    assert "“天气”" in rainy.text
    dry = bare.answer("今天天气怎么样", passages=["新建泵站12座。"])
    assert (dry.outcome, dry.evidence) == ("notice", ())


def test_to_write_about_something_its_passages_are_offered(assistant):
    answer = assistant.answer("帮我写一篇关于温州人精神的演讲稿")
    assert answer.outcome == "notice"
    assert len(answer.evidence) == 10
    assert any("温州人精神" in e.chunk.text for e in answer.evidence[:3])
    assert "models/llm" in answer.text


def test_with_a_language_model_the_notice_is_still_true(seed_settings):
    written = Assistant(seed_settings, generator=Scripted(["温州人精神[1]。"], name="Qwen3"))
    answer = written.answer("帮我写一篇关于温州人精神的演讲稿")
    assert answer.outcome == "notice"
    assert "Qwen3" in answer.text
    assert "没有装" not in answer.text
    assert "Qwen3" in written.answer("你是谁").text


@pytest.mark.parametrize("name", ["seeds.jsonl", "more.jsonl"])
def test_no_gold_question_ends_in_a_notice(assistant, name):
    """Those that ``remark_of`` takes for nothing cannot; the others are words to search for, and are answered."""
    for line in (ROOT / "evals" / name).read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        history = [Turn(turn["role"], turn["content"]) for turn in gold.get("history") or ()]
        if remark_of(gold["question"], talking=bool(history)) is not None:
            assert assistant.answer(gold["question"], history).outcome == "answered"


def test_a_name_in_latin_letters_is_the_one_of_the_documents(assistant):
    for typed, name in (
        ("Wenzhou", "温州"),
        ("ouhai", "瓯海"),
        ("Rui'an", "瑞安"),
        ("Wenzhou City", "温州"),
        ("Chen Weijun", "陈伟俊"),
        ("Weijun Chen", "陈伟俊"),
        ("documents about Dongtou", "洞头"),
    ):
        answer = assistant.answer(typed)
        assert answer.outcome == "notice"
        assert f"({name})” stands in" in answer.text
        assert all(name in f"{e.chunk.text}{e.chunk.byline}{e.chunk.article}" for e in answer.evidence[:1])
    assert "（瑞安）”" in assistant.answer("Ruian", language="zh").text
    assert "does not occur" in assistant.answer("Tianjin").text


@pytest.mark.parametrize(
    "question",
    [
        "how many people live in Wenzhou",
        "Is there a hospital in Longgang?",
        "Who is the party secretary of Lucheng District?",
        "Who painted the Mona Lisa?",
        "how do I cook rice",
    ],
)
def test_an_english_question_that_nothing_here_matches_is_refused_with_the_nearest_passages(assistant, question):
    answer = assistant.answer(question)
    assert (answer.outcome, answer.citations) == ("no_evidence", ())
    assert answer.evidence
    assert not any(map(is_han, answer.text))
    assert "in Chinese" in answer.notice
    assert answer.understood.question == question


@pytest.mark.parametrize(
    ("question", "said", "gloss"),
    [
        ("What was Wenzhou's GDP in 2019?", "6606亿元", "660.6 billion yuan"),
        ("Who is Lin Xia?", "洞头区委书记 林霞", "林霞 = Lin Xia"),
        ("who is the party secretary of ouhai", "王振勇", "瓯海 = Ouhai"),
        ("Where is the Qizhou community?", "阁巷新区", "七洲 = Qizhou"),
    ],
)
def test_an_english_question_is_answered_by_the_chinese_sentence_and_what_it_says(assistant, question, said, gloss):
    answer = assistant.answer(question)
    assert answer.outcome == "answered"
    assert said in answer.text
    assert any(gloss in (sentence.gloss or "") for sentence in answer.sentences)
    assert answer.understood.question == question
    assert not answer.understood.queries[0].isascii()


def test_what_is_asked_on_in_english_leans_on_what_was_asked(assistant):
    first = "Who is the party secretary of Dongtou?"
    answer = assistant.answer("And Ouhai?", [Turn("user", first), Turn("assistant", assistant.answer(first).text)])
    assert "王振勇" in answer.text


def test_the_nearest_passages_of_an_english_question_are_about_what_it_names(assistant):
    evidence = assistant.answer("What is going on in Dongtou?").evidence
    assert any("洞头" in f"{e.chunk.text}{e.chunk.byline}" for e in evidence[:3])


def test_an_english_question_is_answered_from_english_text(seed_settings, tmp_path):
    bare = Assistant(replace(seed_settings, index=tmp_path / "none"))
    text = "The harbour of Wenzhou was opened in 1876. The new bridge over the river is 1,200 metres long."
    answer = bare.answer("How long is the new bridge?", passages=[text])
    assert answer.outcome == "answered"
    assert "1,200" in answer.text


@pytest.mark.parametrize(
    "typed", ["你妈死了", "你是个废物", "草泥马", "cnm", "ajksdh kajshd", "def f(x): return x+1", "推荐一部电影"]
)
def test_what_is_no_question_gets_no_citation(assistant, typed):
    answer = assistant.answer(typed)
    assert (answer.outcome, answer.citations, answer.evidence) == ("notice", (), ())


def test_an_address_and_letters_of_abuse_are_looked_up_where_the_documents_have_them(
    assistant, seed_settings, tmp_path
):
    assert assistant.answer("zglbwsqj@163.com").outcome == "answered"
    assert assistant.answer("https://example.com").text == assistant.answer("www.example.com").text
    bare = Assistant(replace(seed_settings, index=tmp_path / "none"))
    assert bare.answer("清空", passages=["仓库已于5月3日清空。"]).outcome == "answered"
    assert bare.answer("清空", passages=["新建泵站12座。"]).outcome == "notice"


def test_which_documents_speak_of_something_is_told_like_a_name_alone(assistant):
    for typed in ("有没有提到洞头的资料", "我想写一篇关于洞头的报道，有哪些材料", "哪份资料讲了数字化改革"):
        answer = assistant.answer(typed)
        assert answer.outcome == "notice"
        assert answer.text.startswith("提到“")
        assert answer.evidence
        assert len(answer.suggestions) == 3
    listed = assistant.answer("有哪些资料提到洞头")
    assert (listed.outcome, listed.text.startswith("提到“洞头”的")) == ("answered", True)
    assert assistant.answer("有没有提到鲁迅的文章").text.startswith("“鲁迅”没有出现")


def test_several_names_are_looked_for_together_else_each(assistant):
    together = assistant.answer("温州 瑞安")
    assert together.text.startswith("提到“温州 瑞安”的")
    assert all("温州" in e.chunk.text and "瑞安" in e.chunk.text for e in together.evidence[:1])
    apart = assistant.answer("温州、鲁迅")
    assert "提到“温州”的有" in apart.text
    assert "“鲁迅”没有出现" in apart.text
    assert apart.evidence
    assert assistant.answer("张三 李四").text.startswith("“张三 李四”没有出现")


def test_a_few_lines_of_ones_own_still_give_something_to_begin_with(seed_settings, tmp_path):
    bare = Assistant(replace(seed_settings, index=tmp_path / "none"))
    own = ["张三任2022年度研究所所长，经费为300万元。"]
    offered = bare.answer("你好", passages=own).suggestions
    assert offered
    for question in offered:
        assert bare.answer(question, passages=own).outcome == "answered"
    nothing = bare.answer("你好", passages=["略。"])
    assert nothing.suggestions == ()
    assert "打一个人名" in nothing.text
    assert "A name" in bare.answer("hi", passages=["略。"]).text


# ---------------------------------------------------------------- language


def test_english_is_answered_in_english(assistant):
    for typed in ("hi", "who are you?", "what documents are here?", "Wenzhou", "Is it free?"):
        head = assistant.answer(typed).text.split("\n")[0].replace("温州", "")
        assert set(head) - set("“”") < set(map(chr, range(128)))


def test_the_page_s_language_decides_where_the_question_does_not(assistant):
    assert assistant.answer("温州", language="en").text.startswith("“温州” stands in 5 documents")
    assert assistant.answer("温州", language="zh").text.startswith("提到“温州”")
    assert assistant.answer("hi", language="zh").text.startswith("你好")
    assert assistant.answer("who are you", language="zh").text.startswith("I am Wenju")
    assert assistant.answer("asdf").text == assistant.answer("？？？").text


@pytest.mark.parametrize("question", ["What is the population of Mars?", "火星上的采矿权由哪个部门审批？"])
def test_a_refusal_on_an_english_page_is_english_and_still_a_gap(assistant, question):
    answer = assistant.answer(question, language="en")
    (sentence,) = answer.sentences
    assert (answer.outcome, sentence.verdict) == ("no_evidence", "gap")
    assert len(sentence.text) <= 60
    assert " not " in sentence.text or sentence.text.startswith("No ")
    asks_in_english = question.isascii()
    assert ("in Chinese" in answer.notice) is asks_in_english
    assert len(answer.suggestions) == (3 if asks_in_english else 0)
    assert answer.evidence or not asks_in_english


# ---------------------------------------------------------------- conversations


@pytest.mark.parametrize("aside", ["你好", "谢谢！", "不对", "？？？", "今天天气", "你是谁", "hi", "继续"])
def test_a_remark_in_between_does_not_disturb_a_follow_up(assistant, aside):
    plain = talk("洞头区的区委书记是谁？", "林霞。[1]")
    wanted = assistant.answer("瓯海呢？", plain)
    reply = assistant.answer(aside, plain).text
    found = assistant.answer("瓯海呢？", [*plain, *talk(aside, reply)])
    assert "王振勇" in found.text
    assert (found.text, found.understood.queries) == (wanted.text, wanted.understood.queries)
    before = assistant.answer("瓯海呢？", [*talk(aside, reply), *plain])
    assert before.text == wanted.text


def test_a_name_alone_is_what_the_next_question_is_about(assistant):
    history = talk("洞头", assistant.answer("洞头").text)
    assert "林霞" in assistant.answer("区委书记是谁？", history).text
    both = [*talk("洞头区的区委书记是谁？", "林霞。"), *talk("温州", "提到“温州”的有 5 份资料")]
    assert "王振勇" in assistant.answer("瓯海呢？", both).text, "another name goes into the last question"


def test_many_greetings_do_not_push_the_question_out_of_sight(assistant):
    history = [*talk("洞头区的区委书记是谁？", "林霞。"), *talk("你好", "你好。") * 12]
    assert "王振勇" in assistant.answer("瓯海呢？", history).text


def test_a_question_behind_a_courtesy_is_a_question(assistant):
    wanted = assistant.answer(QUESTION).text
    assert "6606亿元" in wanted
    for typed in (f"你好，{QUESTION}", f"{QUESTION}谢谢！", f"您好！请问{QUESTION}"):
        assert assistant.answer(typed).text == wanted
    history = talk(QUESTION, wanted)
    assert assistant.answer("谢谢！那增速呢？", history).text == assistant.answer("那增速呢？", history).text


def test_repeat_and_go_on_know_the_last_question(assistant):
    history = talk(QUESTION, "6606亿元。", "谢谢", "不客气。")
    assert assistant.answer("再说一遍", history).suggestions == (QUESTION,)
    more = assistant.answer("继续", history)
    assert f"“{QUESTION}”" in more.text
    assert [e.chunk.chunk_id for e in more.evidence] == [e.chunk.chunk_id for e in assistant.answer(QUESTION).evidence]
    for typed in ("再说一遍", "继续"):
        alone = assistant.answer(typed)
        assert QUESTION not in alone.text
        assert len(alone.suggestions) == 3


def test_what_was_asked_is_not_offered_again_and_examples_take_turns(assistant):
    first = assistant.answer("你好").suggestions
    second = assistant.answer("你是谁", talk("你好", "你好。")).suggestions
    assert not set(first) & set(second)
    history = talk(first[0], "答。", first[1], "答。")
    assert not {first[0], first[1]} & set(assistant.answer("你好", history).suggestions)


# ---------------------------------------------------------------- bounds


@pytest.mark.parametrize("typed", ["", " \n\t", "\x00\x07\x1b", "\u200b\ufeff"])
def test_what_shows_nothing_stays_an_error(assistant, typed):
    with pytest.raises(QuestionError) as caught:
        assistant.answer(typed)
    assert caught.value.hint == "问题是空的；请输入一个问题。"


@pytest.mark.parametrize("typed", ["？？？", "。", "😀", "…", "+", "\ud83d？"])
def test_what_shows_marks_only_is_a_notice(assistant, typed):
    assert assistant.answer(typed).outcome == "notice"


def test_control_characters_and_lone_surrogates_are_harmless(assistant):
    wanted = assistant.answer(QUESTION).text
    assert assistant.answer("2019年温州的经济\x00总量\x07是多少\x1b？").outcome == "answered"
    assert assistant.answer(f"{QUESTION}\ud800").outcome in ("answered", "no_evidence")
    assert assistant.answer(QUESTION).text == wanted
    assert assistant.answer("\x07你好\x00").outcome in ("notice", "no_evidence")


def test_a_scope_holds_for_notices_too(assistant):
    one = Scope(docs=("004",))
    listed = assistant.answer("这里有哪些资料", scope=one)
    assert "1 份资料" in listed.text
    assert listed.suggestions == ()
    topic = assistant.answer("温州", scope=one)
    assert {e.chunk.doc[:3] for e in topic.evidence} == {"004"}
    for question in topic.suggestions:
        assert assistant.answer(question, scope=one).outcome == "answered"


def test_passages_given_with_a_remark_are_what_it_is_about(seed_settings, tmp_path):
    bare = Assistant(replace(seed_settings, index=tmp_path / "none"))
    passages = ["北湖大桥全长2956米，双向六车道。北湖大桥由市交通局建设。"]
    assert bare.answer("这里有哪些资料", passages=passages).text.startswith("这里有 1 份资料")
    assert bare.answer("市交通局", passages=passages).evidence[0].chunk.doc == "passage-1"
    assert bare.answer("你好", passages=[]).text == "你好。这里还没有资料；放进一些文件、建好索引，就可以问了。"


def test_notices_are_quick(assistant):
    """Bounds are ten times what is measured on an idle machine: they catch another order of size only."""

    def spent(typed):
        began = time.process_time()
        assistant.answer(typed)
        return time.process_time() - began

    spent("你好")
    assert statistics.median(spent(typed) for typed in ("你好", "谢谢", "你是谁", "？？？", "这里有哪些资料")) < 0.05
    assert statistics.median(spent(name) for name in ("温州", "瑞安", "涂秀明", "李坚", "苍南")) < 1.5
