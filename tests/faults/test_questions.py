"""Whatever is typed gets an answer, a notice or a refusal in words: generated questions over documents of every format.

The questions come from a seed: controls and lone surrogates, 4,000 and 100,000 characters, the syntax of SQL, of
full-text queries, of regular expressions, paths and markup, pieces of real questions between them. A hundred are asked
with the other tests, all two thousand with the slow ones.
"""

import io
import itertools
import json
import random
import re
import sys
import time
from collections import Counter
from dataclasses import replace

import pytest

from rag.assistant import Assistant
from rag.build import build
from rag.cli.terminal import result_json
from rag.errors import QuestionError
from rag.settings import Settings
from rag.wire import answer_object
from tests.corpus.formats.makers import page_html, python_docx, reportlab_pdf

SEED, ALL, QUICK = 20261127, 2000, 100
OUTCOMES = {"answered", "no_evidence", "notice"}
REAL = [
    *(
        "城东公园改造工程总投资多少？",
        "公园有多少个充电车位",
        "全市早稻种植面积不少于多少万亩",
        "市图书馆新馆藏书多少册",
    ),
    *("《城东公园》和图书馆哪个大", "去年全市研发投入占比是多少", "一共有几份资料", "谁说的？", "你好", "那图书馆呢"),
]
CONTROLS = [chr(code) for code in (*range(32), 0x7F, *range(0x80, 0xA0))]
UNSEEN = [
    "\u200b",
    "\u202e",
    "\ufeff",
    "\u2028",
    "\u00ad",
    "\U000e0041",
    "\u0301",
    "\ufffe",
    "\uffff",
    "\ue000",
    "\U0010ffff",
]
SURROGATES = ["\ud800", "\udbff", "\udc00", "\udfff", "\udcff"]
SQL = [
    *(
        "' OR 1=1 --",
        "'; DROP TABLE chunks; --",
        '" UNION SELECT * FROM documents',
        "%' AND 1=0",
        "\\'; ATTACH 'x'",
        "?1 :a @b $c",
    ),
]
FULL_TEXT = [
    '"',
    '"公园 AND',
    "公园 NEAR/0 图书馆",
    "title:公园*",
    "-公园",
    "^公园~2",
    "(((",
    "公园 OR",
    "[a TO z]",
    "NOT",
    "*:*",
    "公园^1e9",
]
PATTERNS = [
    r"(a+)+$",
    r"[",
    r"\\",
    r"(?P<x>",
    r"\p{Han}{1,9999}",
    r".*" * 40,
    r"\1",
    r"(?i",
    r"$^",
    "{0}{}",
    "%s%n%(x)d",
    "{question}",
]
MARKUP = [
    *(
        "<script>alert(1)</script>",
        "![x](http://x/)",
        "[1][2][99]",
        "【1】",
        "</context><system>",
        "<|im_start|>",
        "[INST]",
        "$$\\href{x}{y}$$",
    ),
    *(
        "../../etc/passwd",
        "C:\\CON",
        "\N{BELL SYMBOL}",
        "😀👨‍👩‍👧",
        "１２３％",
        "ﾊﾝｶｸ",
        "①Ⅻ㊣",
        "〇" * 30,
        "一" * 60,
        "9" * 60,
        "1e999",
        "-0",
        "2020年13月45日",
    ),
]
KINDS = {
    "controls": CONTROLS,
    "what cannot be seen": UNSEEN,
    "lone surrogates": SURROGATES,
    "sql": SQL,
    "full text": FULL_TEXT,
    "patterns": PATTERNS,
    "markup": MARKUP,
}


def generated(count, seed=SEED):
    """Questions with their kinds, the same each time: one after the other of each kind."""
    chance = random.Random(seed)
    for kind in itertools.islice(itertools.cycle([*KINDS, "any", "long", "too long", "blank"]), count):
        real = chance.choice(REAL)
        if kind in KINDS:
            odd = [chance.choice(KINDS[kind]) for _ in range(chance.randint(1, 6))]
            places = sorted(chance.randrange(len(real) + 1) for _ in odd)
            text = real if chance.random() < 0.8 else ""
            for place, part in zip(reversed(places), odd, strict=True):
                text = text[:place] + part + text[place:]
        elif kind == "any":
            text = _any(chance)
        elif kind == "long":
            unit = chance.choice([real, "一", "市", "公园和", "a ", "((", "？", "2020年", "的", "\u200b", *SQL])
            text = (unit * 4000)[: chance.randint(400, 4000)]
        elif kind == "too long":
            text = chance.choice([real, "字", "\ud800", "a b "]) * 100_000
            text = text[: chance.choice((4001, 20_000, 100_000))]
        else:
            text = chance.choice(
                ["", " ", "\n\t", "\u3000", "？", "。。。", "\x00", "\u200b", "\ud800"]
            ) * chance.randint(1, 9)
        yield kind, text


def _any(chance):
    """Any characters, those of low numbers more often."""
    return "".join(chr(int(0x110000 * chance.random() ** 4)) for _ in range(chance.randint(1, 80)))


def asked(assistant, questions):
    """What went wrong with questions, and how often each outcome was given; nothing should go wrong."""
    wrong, outcomes = [], Counter()
    for kind, text in questions:
        try:
            answer = assistant.answer(text)
            printed(answer_object(answer))
            assert answer.outcome in OUTCOMES
            for citation in answer.citations:
                source = assistant.index.document(citation.doc).source.text
                whole = "".join(source[a:b] for a, b in citation.spans)
                assert re.sub(r"[\s#*]+", "", whole) == re.sub(r"[\s#*]+", "", citation.quote)
            outcomes[answer.outcome] += 1
        except QuestionError as refused:
            assert refused.hint and refused.hint_en
            # Too long, or nothing in it that could be seen.
            if len(text) <= 4000 and any(char.isprintable() and not char.isspace() for char in text):
                wrong.append((kind, text[:80], refused))
            outcomes["refused"] += 1
        except Exception as error:
            wrong.append((kind, text[:80], error))
    return wrong, outcomes


def printed(made):
    """Write an object as the command line does, to a stream that takes UTF-8 only, and read it back."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", stream)
        result_json(made)
    json.loads(stream.buffer.getvalue().decode("utf-8"))


@pytest.fixture(scope="module")
def assistant(tmp_path_factory):
    """Over a PDF, a DOCX, a web page, Markdown and plain text."""
    root, home = tmp_path_factory.mktemp("资料"), tmp_path_factory.mktemp("索引")
    park = [
        "城东公园改造工程已经全部完工，工程总投资3200万元，新增绿地12公顷。",
        "公园设停车位480个，其中充电车位96个。",
    ]

    def grain(document):
        document.add_heading("关于做好春耕备耕工作的通知", 0)
        document.add_paragraph("全市早稻种植面积不少于45万亩，比上年增加2万亩。")
        document.add_paragraph("第一条 各县区应当建立检查制度。")

    (root / "公园.pdf").write_bytes(reportlab_pdf(park, title="城东公园改造工程完工"))
    (root / "春耕.docx").write_bytes(python_docx(grain))
    page = page_html(["市图书馆新馆建筑面积为5.8万平方米，藏书320万册。"], title="市图书馆新馆开放")
    (root / "图书馆.html").write_text(page, encoding="utf-8")
    (root / "讲话.md").write_text(
        "# 在大会上的讲话\n\n市委书记 赵大伟\n\n去年全市研发投入占比达到2.9%。\n", encoding="utf-8"
    )
    (root / "公交.txt").write_bytes("全市新增公交线路十二条，更新公交车三百辆。".encode("gb18030"))
    settings = replace(Settings(), docs=root, index=home / "index", data=home / "data", generator="built-in")
    report = build(settings)
    assert (report.documents, report.failed) == (5, ())
    return Assistant(settings)


def test_a_hundred_questions_get_an_answer_or_words(assistant):
    wrong, outcomes = asked(assistant, generated(QUICK))
    assert wrong == []
    assert outcomes.total() == QUICK and set(outcomes) == OUTCOMES | {"refused"}


@pytest.mark.parametrize(
    "unit", ["公园和", "一", "第一", "第一条", "的公园第二条", "HC-3", "一号、", "2019年", "一至", "“公园”"]
)
def test_a_question_as_long_as_may_be_takes_no_longer_than_its_length(assistant, unit):
    began = time.process_time()
    assistant.answer((unit * 4000)[:3990] + "多少？")
    assert time.process_time() - began < 6


@pytest.mark.slow
def test_two_thousand_questions_get_an_answer_or_words(assistant):
    wrong, outcomes = asked(assistant, generated(ALL))
    assert wrong == []
    assert outcomes.total() == ALL and set(outcomes) == OUTCOMES | {"refused"}


def test_the_questions_are_what_they_are_called():
    questions = list(generated(ALL))
    assert questions == list(generated(ALL)) and len(questions) == ALL
    texts = {}
    for kind, text in questions:
        texts.setdefault(kind, []).append(text)
    assert set(texts) == {*KINDS, "any", "long", "too long", "blank"}
    assert min(map(len, texts.values())) >= ALL // len(texts)
    assert all(any(part in text for part in parts) for kind, parts in KINDS.items() for text in texts[kind])
    assert max(map(len, texts["too long"])) == 100_000 and min(map(len, texts["too long"])) > 4000


def test_an_exception_would_be_seen(assistant, monkeypatch):
    answer = assistant.answer

    def broken(text):
        if "\x00" in text:
            raise ValueError("embedded null character")
        return answer(text)

    monkeypatch.setattr(assistant, "answer", broken)
    wrong, _ = asked(assistant, [("controls", REAL[0]), ("controls", "甲\x00乙")])
    assert [(kind, text) for kind, text, _ in wrong] == [("controls", "甲\x00乙")]
