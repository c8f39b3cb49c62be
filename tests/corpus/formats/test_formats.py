"""A PDF, a DOCX and a web page become documents that are indexed and cited, page and place included."""

from dataclasses import replace

import pytest

from rag.assistant import Assistant
from rag.build import build
from rag.cli.asking import readable
from rag.corpus.load import load_document
from rag.settings import Settings
from rag.wire import answer_object
from tests.corpus.formats.makers import merged, page_html, python_docx, reportlab_pdf, scan

PARK = [
    "城东公园改造工程已经全部完工，工程总投资3200万元，新增绿地12公顷，建成健身步道5.6公里。",
    "公园将于4月1日起向市民免费开放，每天开放时间为早上6时至晚上10时。" * 20,
    "公园设停车位480个，其中充电车位96个。",
]
GRAIN = ["各县（市、区）人民政府：", "全市早稻种植面积不少于45万亩，比上年增加2万亩。", "市供销社要储备化肥6万吨。"]
LIBRARY = ["市图书馆新馆建筑面积为5.8万平方米，藏书320万册。", "新馆每周一闭馆。"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("资料")
    (root / "公园.pdf").write_bytes(reportlab_pdf(PARK * 2, title="城东公园改造工程完工", head="某某日报"))

    def grain(document):
        document.add_heading("关于做好春耕备耕工作的通知", 0)
        for text in GRAIN:
            document.add_paragraph(text)
        table = document.add_table(2, 2)
        for cell, text in zip([c for row in table.rows for c in row.cells], ["县", "万亩", "永嘉", "9.5"], strict=True):
            cell.text = text

    (root / "春耕.docx").write_bytes(python_docx(grain))
    (root / "图书馆.html").write_text(page_html(LIBRARY, title="市图书馆新馆开放"), encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def assistant(folder, tmp_path_factory):
    home = tmp_path_factory.mktemp("索引")
    settings = replace(Settings(), docs=folder, index=home / "index", data=home / "data", generator="built-in")
    report = build(settings)
    assert (report.documents, report.failed) == (3, ())
    return Assistant(settings)


@pytest.mark.parametrize(
    ("question", "doc", "said", "location"),
    [
        ("公园有多少个充电车位？", "公园.pdf", "充电车位96个", "第"),
        ("全市早稻种植面积不少于多少万亩？", "春耕.docx", "45万亩", None),
        ("市图书馆新馆的建筑面积是多少？", "图书馆.html", "5.8万平方米", None),
    ],
)
def test_a_file_is_cited_where_it_says_so(assistant, question, doc, said, location):
    answer = assistant.answer(question)
    (cited, *_) = answer.citations
    assert cited.doc == doc and said in cited.quote
    document = assistant.index.document(doc)
    whole = "".join(document.source.text[a:b] for a, b in cited.spans)
    assert "".join(whole.split()) == "".join(cited.quote.split())
    assert (cited.location or "").startswith(location or "") and (cited.location is None) == (location is None)


def test_what_was_not_recognised_stands_under_the_answer_and_in_the_report(tmp_path):
    root = tmp_path / "资料"
    root.mkdir()
    text = reportlab_pdf(["城东公园改造工程已经全部完工，工程总投资3200万元。"], title="城东公园改造工程完工")
    (root / "公园.pdf").write_bytes(merged(text, scan(2)))
    settings = replace(Settings(), docs=root, index=tmp_path / "index", data=tmp_path / "data", generator="built-in")
    report = build(settings)
    said = "第2–3页为扫描，未识别"
    assert [file.warnings for file in report.files] == [(said,)]
    answer = Assistant(settings).answer("城东公园改造工程总投资多少？")
    assert {(c.location, c.warnings) for c in answer.citations} == {("第1页", (said,))}
    assert f"公园.pdf：{said}" in readable(answer)
    assert {tuple(c["warnings"]) for c in answer_object(answer)["citations"]} == {(said,)}


def test_paragraphs_carry_their_page(folder):
    document = load_document(folder / "公园.pdf", folder)
    pages = [p.page for article in document.articles for p in article.paragraphs]
    assert pages == sorted(pages) and pages[0] == 1 and pages[-1] == len(document.source.pages) == 2
    for article in document.articles:
        for p in article.paragraphs:
            start, end = document.source.pages[p.page - 1]
            assert start <= document.offsets.source_of(p.start) < end
    assert {d.why for d in document.dropped} == {"页眉", "页码"}


def test_headings_lists_and_tables_keep_their_kind(folder):
    document = load_document(folder / "春耕.docx", folder)
    (article,) = document.articles
    assert article.headline.value == "关于做好春耕备耕工作的通知"
    told = {document.text[p.start : p.end]: p.kind for p in article.paragraphs}
    assert told["永嘉\t9.5"] == "table" and told[GRAIN[1]] == "body"
