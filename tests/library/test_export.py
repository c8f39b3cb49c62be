"""Exports: every mark leads to a note with the words, the file, its hash and the generation; nothing in it is live."""

import io
import re
import zipfile
from dataclasses import replace

import docx
import pytest
from lxml import etree

from rag.library.export import file_name, markdown, plain
from rag.library.word import word
from rag.records import Answer, KeptConversation, Sentence, Understood
from tests.library.exchanges import exchange

QUOTE = "全市生产总值6606亿元。"
HOSTILE = (
    "<img src=http://evil.example/x onerror=alert(1)> ![x](http://evil.example) [a](javascript:alert(1)) *粗* `码` $x$"
)


def conversation(*exchanges):
    return KeptConversation("c1", "default", "2019年的生产总值？", exchanges)


def rendered(text):
    """Markdown as it is shown: its escapes undone."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)


W = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}


def notes_of(data):
    """The footnotes of a Word file by id, and the ids in the order in which its text refers to them."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        notes = etree.fromstring(package.read("word/footnotes.xml"))
        text = etree.fromstring(package.read("word/document.xml"))
        types = package.read("[Content_Types].xml").decode()
    assert '/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument' in types
    name = f"{{{W['w']}}}id"
    said = {n.get(name): "".join(n.itertext()).strip() for n in notes.findall("w:footnote", W)}
    return said, [r.get(name) for r in text.iterfind(".//w:footnoteReference", W)]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_markdown_has_a_footnote_for_each_mark(language):
    text = markdown(conversation(exchange("e1"), exchange("e2")), language)
    assert re.findall(r"\[\^(\d+-\d+)\](?!:)", text) == ["1-1", "2-1"]
    notes = dict(re.findall(r"^\[\^(\d+-\d+)\]: (.*)$", text, re.MULTILINE))
    assert list(notes) == ["1-1", "2-1"]
    for note in notes.values():
        for told in (QUOTE, "公报.txt", "a" * 64, "20261127-000000-000000", "6–"):
            assert told in rendered(note)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_word_has_real_footnotes(language):
    data = word(conversation(exchange("e1"), exchange("e2", said="每天6时开门。")), language)
    said, referred = notes_of(data)
    assert referred == ["1", "2"]
    assert set(said) == {"-1", "0", "1", "2"}
    for number, quote in (("1", QUOTE), ("2", "每天6时开门。")):
        for told in (quote, "公报.txt", "a" * 64, "20261127-000000-000000"):
            assert told in said[number]
    paragraphs = [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]
    assert paragraphs[0] == "2019年的生产总值？" and QUOTE in paragraphs


def test_a_citation_used_twice_has_one_note_that_quotes_and_one_that_leads_to_it():
    kept = exchange("e1")
    answer = replace(kept.answer, sentences=kept.answer.sentences * 2)
    said, referred = notes_of(word(conversation(replace(kept, answer=answer))))
    assert referred == ["1", "2"] and said["2"] == "同注 1。"
    assert markdown(conversation(replace(kept, answer=answer))).count("[^1-1]:") == 1


def test_a_quote_keeps_its_lines():
    quote = "第一行\n1. 第二行\n\n第三行"
    kept = conversation(exchange("e1", said=quote))
    text = markdown(kept)
    assert "[^1-1]: “第一行\\\n    1\\. 第二行\n\n    第三行”——公报" in text
    with zipfile.ZipFile(io.BytesIO(word(kept))) as package:
        notes = etree.fromstring(package.read("word/footnotes.xml"))
    note = notes.findall("w:footnote", W)[-1]
    broken = "".join("\n" if part.tag.endswith("}br") else part.text or "" for part in note.iterfind(".//w:r/*", W))
    assert f"“{quote}”" in broken
    assert f"“{quote}”" in plain(exchange("e1", said=quote))


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("前文五个字全市生产 总值6606亿元。后文", "第 6–19 个字符，那里逐字是“全市生产 总值6606亿元。”，sha256"),
        ("前文五个字全市生产\r\n总值6606亿元。后文", "第 6–20 个字符，那里逐字是“全市生产\n总值6606亿元。”，sha256"),
        (
            "前文五个字全市生产" + "另一栏的话，" * 9 + "总值6606亿元。",
            "那里逐字是“全市生产 […] 总值6606亿元。”，sha256",
        ),
        ("前文五个字全市生产总值6606亿元。后文", "第 6–18 个字符，sha256"),
        ("", "第 6–18 个字符，sha256"),
    ],
)
def test_a_footnote_gives_the_files_own_words_where_they_differ_and_counts_as_people_do(file, told):
    kept = exchange("e1")
    (citation,) = kept.answer.citations
    again = file.find("总值")
    spans = ((5, 9), (again, again + 9)) if again > 9 else ((5, 18),)
    citation = replace(citation, spans=spans, end=spans[-1][1] if file else 18)
    kept = conversation(replace(kept, answer=replace(kept.answer, citations=(citation,))))
    text = rendered(markdown(kept, source=lambda cited: file if cited == citation else "")).replace("\\\n    ", "\n")
    assert told in text
    (said,) = (note for number, note in notes_of(word(kept, source=lambda _: file))[0].items() if int(number) > 0)
    assert told.replace("\n", "") in said, "as the other"
    if file:
        first, last = map(int, re.search(r"第 (\d+)–(\d+) 个字符", text).groups())
        assert file[first - 1] == "全" and file[last - 1] == "。", "counted from 1, both ends included"


def test_it_is_said_that_quotes_are_repaired_and_how_characters_are_counted():
    for language, told in (
        ("zh", ("整理后的文字", "从 1 数起，含首尾")),
        ("en", ("repaired text", "from 1, both ends")),
    ):
        for text in (markdown(conversation(exchange("e1")), language), plain(exchange("e1"), language)):
            assert all(one in text for one in told)


def test_no_mark_becomes_a_picture_or_a_link():
    kept = exchange("e1")
    sentences = (Sentence("真的!", (1,), "supported"), Sentence("(http:x) 对", (1,), "supported"))
    text = markdown(conversation(replace(kept, answer=replace(kept.answer, sentences=sentences))))
    assert "真的\\![^1-1]\\(http:x) 对[^1-1]" in text


def test_who_wrote_what_was_not_finished_is_named():
    draft = (Sentence("写到一半", (1,), "supported"),)
    kept = replace(exchange("e", state="cut"), written=draft, writer="Qwen3-0.6B")
    for language, told in (("zh", "由内置模型（没有写完的由 Qwen3-0.6B）作答"), ("en", "not finished by Qwen3-0.6B")):
        assert told in rendered(markdown(conversation(kept), language))
    assert "Qwen" not in markdown(conversation(replace(kept, written=())))


def test_list_items_partial_support_and_words_between_stay_apart():
    kept = exchange("e1")
    sentences = (
        Sentence("有两项", (1,), "supported"),
        Sentence("第一项", (1,), "supported", item=True),
        Sentence("第二项", (1,), "partial", item=True),
        Sentence("此外。", (1,), "supported"),
    )
    answered = conversation(replace(kept, answer=replace(kept.answer, sentences=sentences)))
    assert "有两项[^1-1]\n- 第一项[^1-1]\n- 第二项[^1-1]（部分有据）\n\n此外。[^1-1]" in markdown(answered)
    paragraphs = docx.Document(io.BytesIO(word(answered))).paragraphs
    styles = {paragraph.text: paragraph.style.name for paragraph in paragraphs}
    assert styles["第一项"] == styles["第二项（部分有据）"] == "List Bullet"
    assert styles["此外。"] == "Normal"


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        (replace(exchange("e", state="cut"), written=(Sentence("写到一半", (1,), "supported"),)), "回答中断"),
        (exchange("e", state="stopped"), "已停止"),
        (replace(exchange("e", state="failed"), answer=None, hint="请稍后再试。"), "没有答成 · 请稍后再试。"),
    ],
)
def test_how_an_answer_ended_is_said(kept, told):
    text = markdown(conversation(kept))
    assert told in text
    paragraphs = [paragraph.text for paragraph in docx.Document(io.BytesIO(word(conversation(kept)))).paragraphs]
    assert any(told in paragraph for paragraph in paragraphs)
    if kept.written:
        assert "写到一半[^1-w1]" in text
        assert "写到一半" in paragraphs


def test_a_notice_is_written_out_as_words():
    kept = replace(exchange("e", "你好"), answer=Answer("你好", Understood("你好", ()), "notice", notice="你好。"))
    assert "> 你好\n\n你好。\n" in markdown(conversation(kept))
    assert notes_of(word(conversation(kept)))[1] == []


def test_nothing_in_an_export_is_live():
    kept = exchange("e1", HOSTILE, HOSTILE)
    text = markdown(replace(conversation(kept), title=HOSTILE))
    assert HOSTILE in rendered(text)
    assert not re.search(r"(?<!\\)[<`*$]|(?<!\\)\](?=\()|[^\\]://", re.sub(r"^\*.*\*$", "", text, flags=re.MULTILINE))
    data = word(replace(conversation(kept), title=HOSTILE))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        relations = "".join(package.read(n).decode() for n in package.namelist() if n.endswith(".rels"))
        body = package.read("word/document.xml").decode()
    assert "evil" not in relations and "TargetMode" not in relations
    assert "fldSimple" not in body and "hyperlink" not in body and "instrText" not in body
    assert HOSTILE in [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]


@pytest.mark.parametrize("line", ["1. 一", "- 二", "# 三", "+ 四", "===", "2）五", "10) 六", "www.evil.example"])
def test_a_line_that_looks_like_markup_stays_a_line(line):
    text = markdown(conversation(exchange("e1", line)))
    shown = next(line for line in text.split("\n") if line.startswith("> "))[2:]
    assert rendered(shown) == line
    assert not re.match(r"\d+[.)] |[-+#=]|www\.", shown)


@pytest.mark.parametrize("char", ["\x00", "\x0b", "\ud800", "\ufffe", "\uffff"])
def test_characters_that_a_file_cannot_hold_are_left_out(char):
    kept = exchange("e1", f"问{char}题", f"生产{char}总值。")
    markdown(conversation(kept)).encode("utf-8")
    said, _ = notes_of(word(replace(conversation(kept), title=f"标{char}题")))
    assert "“生产总值。”" in said["1"]


def test_plain_words_have_their_notes_below():
    text = plain(exchange("e1"))
    assert text.startswith(f"{QUOTE}[1]\n\n[1] “{QUOTE}”——公报，市统计局，2020-03-20。公报.txt，第 ")
    assert plain(replace(exchange("e", state="failed"), answer=None)) == "没有答成"


def test_what_a_file_can_be_checked_with_is_said_once_below_the_notes_of_a_copy():
    kept = exchange("e1")
    first = kept.answer.citations[0]
    cited = (first, replace(first, n=2), replace(first, n=3, doc="乙/003.txt", title="003", article="来信"))
    text = plain(replace(kept, answer=replace(kept.answer, citations=cited)))
    assert [line.split("：sha256")[0] for line in text.split("\n")[-3:-1]] == ["公报.txt", "乙/003.txt"]
    assert text.count(first.sha256) == 2
    assert "——来信，" in text, "a title that is but the file's name is not said beside a headline"


@pytest.mark.parametrize(
    ("title", "name"), [("../../etc/passwd", "etcpasswd.md"), ("？？", "wenju.md"), ("长" * 99, "长" * 40 + ".md")]
)
def test_a_file_is_called_after_the_title(title, name):
    assert file_name(title, "md") == name


def test_a_note_says_of_a_date_that_it_is_inferred():
    from rag.library.export import note

    citation = exchange("e1").answer.citations[0]
    assert "2020-03-20（推断）。" in note(replace(citation, date_inferred=True), "", "zh")
    assert "2020-03-20 (inferred)." in note(replace(citation, date_inferred=True), "", "en")
    assert "推断" not in note(citation, "", "zh")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_was_answered_before_a_language_model_wrote_is_a_note_with_its_own_footnotes(language):
    kept, first = exchange("e"), exchange("f", said="先答的。").answer
    kept = replace(kept, answer=replace(kept.answer, generator="Qwen3-0.6B"), first=first)
    text = rendered(markdown(conversation(kept), language))
    before = {"zh": "内置模型先答的：", "en": "What the built-in model answered first:"}[language]
    assert text.index("Qwen3-0.6B") < text.index(before) < text.index("先答的。[^1-f1]") < text.index("[^1-f1]: ")
    said, referred = notes_of(word(conversation(kept), language))
    assert referred == ["1", "2"] and "先答的。" in said["2"] and QUOTE in said["1"]
