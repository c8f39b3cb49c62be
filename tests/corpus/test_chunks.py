"""Chunks: on paragraph bounds, of the right size, with head lines of their own, true to the source."""

import pytest

from rag.corpus.chunks import chunks
from rag.corpus.lengths import DEFAULT
from rag.corpus.load import document_of
from rag.corpus.read import read_string
from rag.text.sentences import sentences
from tests.corpus import pages
from tests.corpus.seeds import documents, seed
from tests.data.score import fold

ALL = [(document, chunk) for document in documents() for chunk in chunks(document)]


def of(text, name="页.txt"):
    return chunks(document_of(read_string(name, text)))


def test_every_chunk_and_every_sentence_of_it_equals_the_source_at_its_spans():
    for document, chunk in ALL:
        source = document.source.text
        assert fold(chunk.text) == fold("".join(source[a:b] for a, b in chunk.spans))
        for start, end in sentences(chunk.text):
            spans = chunk.spans_of(start, end)
            assert fold(chunk.text[start:end]) == fold("".join(source[a:b] for a, b in spans))
        assert chunk.chunk_id == f"{document.doc_id}:{chunk.start}-{chunk.end}"


@pytest.mark.parametrize("document", documents(), ids=lambda d: d.source.name[:3])
def test_chunks_cover_the_document_in_order_and_in_size(document):
    found = chunks(document)
    assert [chunk.ordinal for chunk in found] == list(range(len(found)))
    assert len({chunk.chunk_id for chunk in found}) == len(found)
    sizes = [len(chunk.text.replace("\n", "")) for chunk in found]
    assert max(sizes) <= DEFAULT.long
    bodies = [size for chunk, size in zip(found, sizes, strict=True) if chunk.kind == "body"]
    assert 150 <= sum(bodies) / len(bodies) <= DEFAULT.long
    held = {at for chunk in found for _, start, n in chunk.offsets.runs for at in range(start, start + n)}
    assert held == {at for _, start, n in document.offsets.runs for at in range(start, start + n)}


def test_a_chunk_holds_the_lines_of_one_article_and_ends_where_a_sentence_does():
    for _, chunk in ALL:
        if chunk.kind == "body":
            assert chunk.text[-1] in "。！？；”：:）" or len(chunk.text) < 40, chunk.text[-20:]


def test_head_lines_are_a_chunk_of_their_own():
    heads = [chunk for _, chunk in ALL if chunk.kind == "head"]
    assert len(heads) == sum(len(document.articles) for document in documents())
    by_author = {chunk.byline: chunk.text for chunk in heads}
    assert by_author["记者 程潇潇"] == "弘扬中华诗歌的优秀传统 第五届中国刘伯温诗歌奖 启动征稿\n本报讯(记者 程潇潇)"
    assert by_author["南滨街道党工委书记 夏晓静"] == "高站位谋篇布局\n高标准推进工作\n南滨街道党工委书记 夏晓静"
    circular = next(chunk for chunk in heads if chunk.doc.startswith("001"))
    assert circular.text.startswith("温办通报\n〔2020〕第12期\n") and "（2020年4月16日）" in circular.text
    assert circular.text.endswith("中共温州市委办公室\n2020年4月16日印发")


def test_what_is_indexed_carries_title_headings_and_author_and_the_quoted_text_does_not():
    document = seed(3)
    chunk = next(c for c in chunks(document) if c.text.startswith("二要提升产业竞争力"))
    above, _, text = chunk.indexed.partition("\n")
    assert text == chunk.text
    assert "坚定不移沿着“八八战略”" in above and "（二）着眼结构升级" in above and "陈伟俊" in above
    assert "003_" not in above


def test_later_pieces_of_a_numbered_paragraph_stand_under_its_lead():
    found = chunks(seed(3))
    pieces = [c for c in found if "（三）要满怀信心干" in c.headings]
    assert pieces and all(not c.text.startswith("（三）") for c in pieces)


def test_long_paragraphs_are_cut_where_an_enumeration_goes_on():
    starts = [c.text[:2] for c in chunks(seed(3)) if c.text.startswith(("二是", "三是", "四是"))]
    assert len(starts) >= 3


def test_short_neighbours_are_merged_under_one_heading_only():
    found = [c.text for c in of(pages.CIRCULAR) if c.kind == "body"]
    assert (
        "二、重点任务\n（一）加快工程建设。今年完成供水管网改造300公里。\n（二）加强水质检测。每季度检测不少于一次。"
        in found
    )
    assert "三、保障措施\n各地要落实资金，强化考核。" in found


def test_a_headline_alone_is_a_head_and_text_alone_is_a_body():
    assert [(c.kind, c.text) for c in of("全市召开防汛工作会议")] == [("head", "全市召开防汛工作会议")]
    assert [(c.kind, c.text, c.indexed) for c in of("今年完成造林八千亩。")] == [
        ("body", "今年完成造林八千亩。", "今年完成造林八千亩。")
    ]


def test_a_sentence_longer_than_a_chunk_is_cut_at_clauses_and_one_without_marks_anywhere():
    found = of("，".join(["各地要认真贯彻落实会议精神"] * 60) + "。")
    assert all(len(c.text) <= DEFAULT.long for c in found)
    assert all(c.text.endswith(("，", "。")) for c in found)
    assert [len(c.text) for c in of("字" * 1000 + "。")][:2] == [DEFAULT.long] * 2
