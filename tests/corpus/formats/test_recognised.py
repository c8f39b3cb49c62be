"""Pages that are pictures: recognised only where asked for, marked where they are, and told where they cannot be."""

import sys
from dataclasses import replace

import pytest

from rag.assistant import Assistant
from rag.build import build, pending
from rag.cli.asking import readable
from rag.corpus import recognition
from rag.corpus.formats import pdf, pool, recognise
from rag.corpus.formats.pool import Child
from rag.corpus.formats.recognise import Line
from rag.corpus.formats.refusal import SLOW, RefusedError
from rag.corpus.load import load_document
from rag.errors import BackendUnavailableError, EmptyDocumentError, UnrecognisedDocumentError
from rag.settings import Settings
from rag.wire import answer_object
from tests.corpus.formats.makers import NOTO, merged, pictured, reportlab_pdf, scan
from tests.corpus.formats.score import as_seen, char_error, paragraph_f1, prose
from tests.corpus.formats.shown import assert_covered, kinds, texts

SAID = "第2–3页由文字识别得出，可能有错字"
PARK = "城东公园改造工程已经全部完工，工程总投资3200万元。"
BUSES = [
    "全市新增公交线路十二条，更新公交车三百辆，新建候车亭一百二十座，改造场",
    "站四处，其中纯电动公交车二百八十辆。",
    "票价仍为二元。",
]
POOLS = [
    "北湖新建游泳馆两座，全年接待泳客四十万人，举办比赛二十五场，培训新学员",
    "三千名，其中青少年占六成以上。",
    "门票三十元。",
]
# What stands in for what recognises, as code that a child can run.
STAND_IN = f"""
from rag.corpus.formats import recognise
from rag.corpus.formats.recognise import Line
CALLS = []

def lines(picture):
    # Two lines of a paragraph, and one that is set in: 40 pixels a character.
    CALLS.append(picture)
    texts, width = {POOLS!r} if len(CALLS) % 2 == 0 else {BUSES!r}, picture.shape[1]
    edges = [(180, 1550), (100, 660), (180, 460)]
    return [Line(text, left, 200 + 70 * i, min(right, width), 240 + 70 * i)
            for i, (text, (left, right)) in enumerate(zip(texts, edges))]

recognise.recogniser = lambda: lines
"""


@pytest.fixture
def lines():
    told = {}
    before = recognise.recogniser
    exec(STAND_IN, told)
    recognise.recogniser = before
    return told["lines"]


@pytest.fixture
def stand_in(monkeypatch):
    """What recognises is installed, as far as the parent can tell, and a child has the stand-in for it."""
    pool.close()
    serve = "from rag.corpus.formats.child import RECOGNISING_BYTES, serve; serve(RECOGNISING_BYTES)"
    monkeypatch.setattr(pool, "_RECOGNISE", f"exec({STAND_IN!r}); {serve}")
    for module in ("rag.build", "rag.corpus.recognition"):
        monkeypatch.setattr(f"{module}.require", lambda: None)
    yield
    pool.close()


def test_recognised_lines_become_paragraphs_with_their_page(lines):
    found = pdf.extract(merged(reportlab_pdf([PARK]), scan(2)), lines)
    assert_covered(found)
    assert texts(found) == [PARK, "".join(BUSES[:2]), BUSES[2], "".join(POOLS[:2]), POOLS[2]]
    assert found.warnings == (SAID,)
    assert [found.text[a:b].count("游泳馆") for a, b in found.pages] == [0, 0, 1]


def test_a_page_with_text_is_not_recognised():
    def fail(picture):
        raise AssertionError("asked")

    assert texts(pdf.extract(reportlab_pdf([PARK]), fail)) == [PARK]


def test_a_page_where_nothing_is_found_says_so():
    assert pdf.extract(merged(reportlab_pdf([PARK]), scan(1)), lambda _: []).warnings == (
        "第2页为扫描，没有识别出文字",
    )
    with pytest.raises(RefusedError) as caught:
        pdf.extract(scan(1), lambda _: [])
    assert caught.value.refusal.kind == "empty" and "清楚" in caught.value.refusal.zh


def test_pages_beyond_the_most_are_named(lines, monkeypatch):
    monkeypatch.setattr(pdf, "MOST_RECOGNISED", 2)
    found = pdf.extract(scan(4), lines)
    assert found.warnings == ("第1–2页由文字识别得出，可能有错字", "第3–4页为扫描，未识别")


def test_a_picture_is_no_larger_than_it_may_be():
    shapes = []
    pdf.extract(merged(reportlab_pdf([PARK]), scan(1)), lambda picture: shapes.append(picture.shape) or [])
    ((height, width, colours),) = shapes
    assert colours == 3 and 1500 < max(height, width) <= 2400


def test_columns_of_recognised_lines_are_read_one_after_the_other():
    left = [f"左边的第{n}行文字写满了这一栏宽" for n in "一二三四五六七八"]
    right = [f"右边的第{n}行文字写满了这一栏宽" for n in "一二三四五六七八"]

    def columns(picture):
        found = [Line(text, 100, 100 + 60 * i, 700, 140 + 60 * i) for i, text in enumerate(left)]
        return found + [Line(text, 800, 103 + 60 * i, 1400, 143 + 60 * i) for i, text in enumerate(right)]

    assert "".join(texts(pdf.extract(scan(1), columns))) == "".join(left + right)


def test_off_unless_asked(tmp_path, monkeypatch):
    assert not Settings().recognises

    def fail(*_):
        raise AssertionError("loaded")

    monkeypatch.setattr(recognise, "recogniser", fail)
    path = tmp_path / "扫描.pdf"
    path.write_bytes(scan(1))
    with pytest.raises(EmptyDocumentError) as caught:
        load_document(path, tmp_path)
    assert "RAG_OCR=on" in caught.value.hint and "RAG_OCR=on" in caught.value.hint_en


def test_it_is_marked_in_the_report_and_under_the_answer(tmp_path, stand_in):
    root = tmp_path / "资料"
    root.mkdir()
    (root / "公交.pdf").write_bytes(merged(reportlab_pdf([PARK]), scan(2)))
    off = replace(Settings(), docs=root, index=tmp_path / "index", data=tmp_path / "data", generator="built-in")
    assert [file.warnings for file in build(off).files] == [("第2–3页为扫描，未识别",)]
    settings = replace(off, ocr="on")
    assert pending(settings).outdated
    report = build(settings)
    assert [file.warnings for file in report.files] == [(SAID,)]
    assert build(settings).up_to_date and pending(off).outdated
    answer = Assistant(settings).answer("纯电动公交车有多少辆？")
    assert {(c.location, c.warnings) for c in answer.citations} == {("第2页", (SAID,))}
    assert f"公交.pdf：{SAID}" in readable(answer)
    assert {tuple(c["warnings"]) for c in answer_object(answer)["citations"]} == {(SAID,)}
    document = load_document(root / "公交.pdf", root, ocr=True)
    assert document.warnings == (SAID,)


def test_show_tells_it(tmp_path, stand_in, capsys, monkeypatch):
    from rag.__main__ import main

    monkeypatch.setenv("RAG_OCR", "on")
    path = tmp_path / "公交.pdf"
    path.write_bytes(scan(1))
    assert main(["show", str(path), "--json"]) == 0
    assert '"warnings": ["第1页由文字识别得出，可能有错字"]' in capsys.readouterr().out
    assert main(["show", str(path)]) == 0
    shown = capsys.readouterr()
    assert "第1页由文字识别得出" in shown.out + shown.err


def test_without_the_package_the_error_says_the_mend(tmp_path, monkeypatch):
    monkeypatch.setattr(recognition, "find_spec", lambda name: None)
    with pytest.raises(BackendUnavailableError) as caught:
        build(replace(Settings(), index=tmp_path / "index", data=tmp_path / "data", ocr="on"))
    for hint in (caught.value.hint, caught.value.hint_en):
        assert "pip install -r requirements-ocr.txt" in hint and "RAG_OCR" in hint and "rapidocr" in hint
    assert not (tmp_path / "index").exists()


def test_without_its_models_the_error_says_that_nothing_is_downloaded(tmp_path, monkeypatch):
    class Spec:
        origin = str(tmp_path / "rapidocr" / "__init__.py")

    monkeypatch.setattr(recognition, "find_spec", lambda name: Spec())
    with pytest.raises(BackendUnavailableError) as caught:
        recognition.require()
    assert "不会联网下载" in caught.value.hint and "nothing is downloaded" in caught.value.hint_en


def test_what_does_not_start_costs_the_file_its_own_message(tmp_path, monkeypatch):
    pool.close()
    serve = "from rag.corpus.formats.child import serve; serve(6 << 30)"
    broken = "from rag.corpus.formats import recognise; recognise.recogniser = lambda: 1 / 0"
    missing = "import sys; sys.modules['rapidocr'] = sys.modules['onnxruntime'] = None"
    path = tmp_path / "扫描.pdf"
    path.write_bytes(scan(1))
    monkeypatch.setattr(pool, "_RECOGNISE", f"{missing}; {serve}")
    with pytest.raises(UnrecognisedDocumentError) as caught:
        load_document(path, tmp_path, ocr=True)
    assert "requirements-ocr.txt" in caught.value.hint
    pool.close()
    monkeypatch.setattr(pool, "_RECOGNISE", f"{broken}; {serve}")
    with pytest.raises(Exception, match=r"扫描\.pdf"):
        load_document(path, tmp_path, ocr=True)
    pool.close()


def test_a_child_that_recognises_has_wider_bounds_and_is_kept_for_such_files(stand_in):
    assert pool.RECOGNISING.time_s > pool.USUAL.time_s and pool.RECOGNISING.memory_bytes > pool.USUAL.memory_bytes
    assert pool.extracted(pool.SCANNED, scan(1)).warnings
    assert pool.extracted("html", "<p>甲</p>".encode()).text == "甲\n"
    assert sorted(child.recognises for child in pool._idle) == [False, True]
    for child in pool._idle:
        assert child.files == 1
    assert pool.extracted(pool.SCANNED, scan(1)).warnings
    assert sorted(child.files for child in pool._idle) == [1, 2]


def test_one_that_hangs_is_given_up():
    hanging = "from rag.corpus.formats import recognise; import time"
    hanging += "; recognise.recogniser = lambda: lambda p: time.sleep(600)"
    child = Child(f"{hanging}; from rag.corpus.formats.child import serve; serve(6 << 30)", recognises=True)
    assert child.ask(pool.SCANNED, scan(1), pool.Bounds(time_s=3.0)) == SLOW
    assert not child.serves


# ---------------------------------------------------------------- with what recognises


@pytest.fixture(scope="module")
def engine():
    """What recognises, in this process, where it is installed; nothing may go over the network."""
    try:
        recognition.require()
    except BackendUnavailableError:
        pytest.skip("no rapidocr: pip install -r requirements-ocr.txt")
    if NOTO is None:
        pytest.skip("no Noto Sans CJK: install Debian's fonts-noto-cjk")
    return recognise.recogniser()


def test_a_scanned_page_is_recognised(engine):
    wanted = prose("004", count=3)
    found = pdf.extract(pictured(wanted), engine)
    assert_covered(found)
    assert found.warnings == ("第1页由文字识别得出，可能有错字",)
    assert char_error(map(as_seen, wanted), map(as_seen, texts(found))) <= 0.01
    assert paragraph_f1([str(len(t) // 10) for t in wanted], [str(len(t) // 10) for t in texts(found)]) == 1
    assert {kind for kind, _, _ in kinds(found)} == {"body"}


def test_in_a_child_within_its_bounds(engine):
    found = pool.extracted(pool.SCANNED, pictured([PARK]))
    pool.close()
    assert char_error([as_seen(PARK)], map(as_seen, texts(found))) <= 0.05


def test_nothing_is_fetched(engine):
    fetch = sys.modules["rapidocr.utils.download_file"].DownloadFile
    with pytest.raises(RuntimeError, match="nothing is downloaded"):
        fetch.run(None)
