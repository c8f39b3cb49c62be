"""Files that want to do harm, or are merely broken: each costs its own message, in time, and the next one is read.

The catalogue: texts that are none, PDFs and DOCX files made to swell, to loop, to reach outside or to lie; names of
every kind; one unbroken line. Nothing is uploaded here, so there is no upload to go round.
"""

import io
import os
import random
import struct
import time
import unicodedata
import zipfile
import zlib

import pypdfium2 as pdfium
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from rag.corpus.chunks import chunks
from rag.corpus.folder import walk
from rag.corpus.formats.pool import extracted
from rag.corpus.formats.refusal import RefusedError
from rag.corpus.load import document_of, load_document
from rag.corpus.read import MOST_BYTES, read, read_string
from rag.errors import (
    DamagedDocumentError,
    DocumentLimitError,
    EmptyDocumentError,
    LoadError,
    LockedDocumentError,
    UndecodableError,
    UnsupportedFormatError,
)
from tests.corpus.formats.makers import p, raw_docx, reportlab_pdf
from tests.corpus.formats.shown import texts

TEXT = "市委召开会议，研究部署下一阶段的工作。"
LONGEST_S = 60


def given(folder, name, data):
    path = folder / name
    path.write_bytes(data)
    return path


def refusal(folder, name, data):
    """The error of a file, which must come in time and say in Chinese, by name, what to do."""
    started = time.monotonic()
    with pytest.raises(LoadError) as caught:
        load_document(given(folder, name, data), folder)
    assert time.monotonic() - started < LONGEST_S
    assert caught.value.hint.startswith(name) and caught.value.hint.endswith("。")
    return caught.value


# ---------------------------------------------------------------- text that is none


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \r\n\t", "\u3000\u3000\n".encode("gb18030")])
@pytest.mark.parametrize("suffix", [".txt", ".md", ".html"])
def test_empty_files_say_so(tmp_path, data, suffix):
    # Blanks in an old encoding are no text to tell it by.
    wanted = EmptyDocumentError if data[:1] != b"\xa1" else EmptyDocumentError | UndecodableError
    assert isinstance(refusal(tmp_path, f"空{suffix}", data), wanted)


def test_one_byte_too_many_is_too_large(tmp_path):
    path = tmp_path / "大.txt"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(DocumentLimitError, match="52428801"):
        read(path, tmp_path)


def test_a_single_line_of_49_megabytes_is_read_in_time(tmp_path):
    path = given(tmp_path, "长.txt", TEXT.encode() * ((49 << 20) // len(TEXT.encode())))
    started = time.monotonic()
    source, _ = read(path, tmp_path)
    assert len(source.text) > 16_000_000 and time.monotonic() - started < LONGEST_S


@pytest.mark.parametrize("seed", range(20))
def test_binaries_that_call_themselves_text(tmp_path, seed):
    draw = random.Random(seed)
    heads = [
        b"",
        b"PK\x03\x04",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"MZ\x90",
        b"\x7fELF",
        b"GIF8",
        b"\x1f\x8b",
    ]
    data = heads[seed % len(heads)] + draw.randbytes(draw.randint(200, 20_000))
    assert isinstance(refusal(tmp_path, "数据.txt", data), UnsupportedFormatError | UndecodableError)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("甲.txt", b"%PDF-1.7\n", ".pdf"),
        ("甲.pdf", raw_docx(p("甲。")), ".docx"),
        ("甲.docx", b"%PDF-1.7\n", ".pdf"),
        ("甲.docx", b"<!DOCTYPE html><p>x", ".html"),
        ("甲.txt", b"\xef\xbb\xbf\n<!DOCTYPE html><html><p>x</p></html>", ".html"),
        ("甲.pdf", b"\x89PNG\r\n\x1a\n", "PNG"),
    ],
)
def test_another_kind_than_the_name_says_is_named(tmp_path, name, data, said):
    error = refusal(tmp_path, name, data)
    assert isinstance(error, UnsupportedFormatError) and said in error.hint


# ---------------------------------------------------------------- PDF


def pdf(*objects):
    """A PDF of objects written by hand, numbered from 1."""
    body, places = b"%PDF-1.7\n", []
    for n, data in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n" % n + data + b"\nendobj\n"
    xref = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
        + xref
        + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(body))
    )


def stream(data, more=b""):
    return b"<< /Length %d %s >>\nstream\n" % (len(data), more) + data + b"\nendstream"


CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
A_PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> %s >> >>"
)
MANY = b"<< /Type /Pages /Count 100000 /Kids [" + b"3 0 R " * 100_000 + b"] >>"
WORDS = b"BT /F 12 Tf 72 700 Td (harmless words) Tj ET "


def encrypted(user, owner):
    made = io.BytesIO()
    canvas = Canvas(made, encrypt=StandardEncryption(user, owner))
    canvas.drawString(72, 700, "harmless words")
    canvas.save()
    return made.getvalue()


WHOLE = pdf(CATALOG, PAGES, A_PAGE % b"", stream(WORDS), FONT)
PDFS = {
    "a form that draws itself": pdf(
        *(CATALOG, PAGES, A_PAGE % b"/XObject << /X 6 0 R >>", stream(WORDS + b"/X Do"), FONT),
        stream(b"/X Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>"),
    ),
    "a stream that swells a thousandfold": pdf(
        CATALOG, PAGES, A_PAGE % b"", stream(zlib.compress(b" " * (200 << 20), 9), b"/Filter /FlateDecode"), FONT
    ),
    "a stream compressed twice": pdf(
        *(CATALOG, PAGES, A_PAGE % b""),
        stream(zlib.compress(zlib.compress(b" " * (100 << 20), 9), 9), b"/Filter [/FlateDecode /FlateDecode]"),
        FONT,
    ),
    "a page tree that loops": pdf(CATALOG, b"<< /Type /Pages /Kids [2 0 R] /Count 9 >>"),
    "a hundred thousand pages": pdf(
        CATALOG,
        MANY,
        A_PAGE % b"",
        stream(WORDS),
        FONT,
    ),
    "a count that lies": pdf(
        CATALOG, b"<< /Type /Pages /Count 2000000000 /Kids [3 0 R] >>", A_PAGE % b"", stream(WORDS), FONT
    ),
    "a broken table of objects": WHOLE.replace(b"0000000", b"9999999"),
    "a table that leads to itself": WHOLE.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % WHOLE.index(b"xref")),
    "the first half": WHOLE[: len(WHOLE) // 2],
    "noise behind a head": b"%PDF-1.7\n" + random.Random(1).randbytes(50_000),
    "a head alone": b"%PDF-1.7",
    "deep nesting": pdf(CATALOG, PAGES, A_PAGE % b"", stream(b"[" * 200_000 + WORDS), FONT),
    "a page as large as a town": pdf(
        CATALOG, PAGES, (A_PAGE % b"").replace(b"595 842", b"99999999 99999999"), stream(WORDS), FONT
    ),
    "a picture of ten thousand million points": pdf(
        *(CATALOG, PAGES, A_PAGE % b"/XObject << /X 6 0 R >>", stream(b"595 0 0 842 0 0 cm /X Do"), FONT),
        stream(
            b"\0",
            b"/Type /XObject /Subtype /Image /Width 100000 /Height 100000 /BitsPerComponent 8 /ColorSpace /DeviceGray",
        ),
    ),
    "a million letters on one page": pdf(
        CATALOG, PAGES, A_PAGE % b"", stream(b"BT /F 1 Tf " + b"(" + b"x" * 1_000_000 + b") Tj ET"), FONT
    ),
    "an action at opening": pdf(
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /Launch /F (/bin/sh) >> >>",
        PAGES,
        A_PAGE % b"",
        stream(WORDS),
        FONT,
    ),
}


@pytest.mark.parametrize("name", PDFS)
def test_a_pdf_is_contained(tmp_path, name):
    started = time.monotonic()
    try:
        document = load_document(given(tmp_path, "甲.pdf", PDFS[name]), tmp_path)
        assert document.text.strip()
    except LoadError as error:
        assert error.hint.startswith("甲.pdf") and error.hint.endswith("。")
    assert time.monotonic() - started < LONGEST_S
    assert "harmless words" in load_document(given(tmp_path, "乙.pdf", WHOLE), tmp_path).text


def test_a_pdf_under_a_password_is_locked_and_one_under_an_owners_is_read(tmp_path):
    assert isinstance(refusal(tmp_path, "锁.pdf", encrypted("secret", "owner")), LockedDocumentError)
    assert "harmless words" in load_document(given(tmp_path, "开.pdf", encrypted("", "owner")), tmp_path).text


def test_more_pages_than_may_be_are_named(tmp_path):
    assert isinstance(refusal(tmp_path, "甲.pdf", PDFS["a hundred thousand pages"]), DocumentLimitError)


@pytest.mark.parametrize("seed", range(12))
def test_a_pdf_with_bytes_overwritten_is_contained(tmp_path, seed):
    draw = random.Random(seed)
    data = bytearray(reportlab_pdf([TEXT * 30] * 5))
    for _ in range(draw.randint(1, 200)):
        data[draw.randrange(9, len(data))] = draw.randrange(256)
    try:
        load_document(given(tmp_path, "甲.pdf", bytes(data)), tmp_path)
    except LoadError as error:
        assert error.hint.startswith("甲.pdf")


# ---------------------------------------------------------------- DOCX


def zipped(**members):
    return raw_docx(p(TEXT), members={name.replace("__", "/"): data for name, data in members.items()})


def lying(data):
    """An archive whose directory says that its first large member is small."""
    made = bytearray(data)
    at = made.find(b"PK\x01\x02")
    while at >= 0:
        if struct.unpack_from("<I", made, at + 24)[0] > 1 << 20:
            struct.pack_into("<I", made, at + 24, 1000)
        at = made.find(b"PK\x01\x02", at + 4)
    return bytes(made)


def marked_encrypted(data):
    made = bytearray(data)
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        made[made.find(sign) + offset] |= 1
    return bytes(made)


DOCUMENT = "word/document.xml"
SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BODY = f"<w:document {SPACE}><w:body><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:body></w:document>"
BOMB = "<!DOCTYPE x [<!ENTITY a '" + "好" * 100 + "'>" + "".join(
    f"<!ENTITY {chr(98 + i)} '{f'&{chr(97 + i)};' * 10}'>" for i in range(9)
) + "]>"  # fmt: skip
LIMIT, BROKEN, LOCKED = DocumentLimitError, DamagedDocumentError, LockedDocumentError
DOCXS = {
    "more than may be": (lambda: zipped(word__media__x=b"\0" * (201 << 20)), LIMIT),
    "swelling a thousandfold": (lambda: zipped(word__media__x=b"\0" * (40 << 20)), LIMIT),
    "two thousand members": (lambda: zipped(**{f"word__media__{i}": b"x" for i in range(2_001)}), LIMIT),
    "a size that lies": (lambda: lying(zipped(**{DOCUMENT: BODY % random.Random(1).randbytes(2 << 20).hex()})), BROKEN),
    "entities upon entities": (lambda: zipped(**{DOCUMENT: BOMB + BODY % "&j;"}), BROKEN),
    "a file of the computer": (
        lambda: zipped(**{DOCUMENT: "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" + BODY % "&a;"}), BROKEN,
    ),
    "a document type elsewhere": (
        lambda: zipped(**{DOCUMENT: "<!DOCTYPE x SYSTEM 'http://127.0.0.1:9/x.dtd'>" + BODY % "x"}), BROKEN,
    ),
    "a member outside": (lambda: zipped(**{"..__..__evil": b"x"}), BROKEN),
    "a member at the root": (lambda: zipped(**{"__etc__x": b"x"}), BROKEN),
    "encrypted members": (lambda: marked_encrypted(zipped()), LOCKED),
    "a password of Office": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), LOCKED,
    ),
    "an old document": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "WordDocument".encode("utf-16-le"),
        UnsupportedFormatError,
    ),
    "the first half": (lambda: zipped()[: len(zipped()) // 2], LoadError),
    "a spreadsheet": (lambda: zipped(xl__workbook=b"x").replace(b"word/document", b"xl/workbook__"), LoadError),
    "nested without end": (lambda: zipped(**{DOCUMENT: BODY % ("<a>" * 100_000)}), BROKEN),
    "no XML": (lambda: zipped(**{DOCUMENT: b"\x00\x01 nothing"}), BROKEN),
    "another root": (lambda: zipped(**{DOCUMENT: "<html/>"}), BROKEN),
    "nothing in it": (lambda: zipped(**{DOCUMENT: BODY % " "}), EmptyDocumentError),
}  # fmt: skip


@pytest.mark.parametrize("name", DOCXS)
def test_a_docx_is_refused(tmp_path, name):
    make, error = DOCXS[name]
    before = sorted(path.name for path in tmp_path.parent.iterdir())
    assert isinstance(refusal(tmp_path, "甲.docx", make()), error)
    assert sorted(path.name for path in tmp_path.parent.iterdir()) == before
    assert load_document(given(tmp_path, "乙.docx", zipped()), tmp_path).text == TEXT


def test_styles_that_rest_on_each_other_are_read(tmp_path):
    loop = '<w:style w:type="paragraph" w:styleId="a"><w:name w:val="x"/><w:basedOn w:val="a"/></w:style>'
    assert texts(extracted("docx", raw_docx(p(TEXT, style="a"), styles=loop))) == [TEXT]


def test_nothing_is_fetched(tmp_path):
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" '
        'Target="http://127.0.0.1:9/styles.xml" TargetMode="External"/></Relationships>'
    )
    data = raw_docx(p(TEXT), members={"word/_rels/document.xml.rels": rels})
    assert texts(extracted("docx", data)) == [TEXT]


# ---------------------------------------------------------------- web pages


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 20_000 + TEXT,
        f"<p>{TEXT}</p>" + "<table><tr><td>" * 5_000,
        f"<p>{TEXT}<script>while(1);</script><svg onload=alert(1)><p>",
        f"<!--{'-' * 1_000_000}--><p>{TEXT}",
        f"<p {'a=1 ' * 100_000}>{TEXT}",
    ],
    ids=["nested", "tables", "scripts", "a comment", "attributes"],
)
def test_a_page_is_read_in_time(page):
    started = time.monotonic()
    assert TEXT in extracted("html", page.encode()).text
    assert time.monotonic() - started < LONGEST_S


# ---------------------------------------------------------------- names


NAMES = [
    *("..甲.txt", "甲..txt", "a b.txt", " 甲.txt", "甲\u202etxt.txt", "CON.txt"),
    *("nul.txt", "<img src=x>.txt", "甲'乙\".txt", "&amp;.txt", "%00.txt", "%2e%2e.txt"),
    *("$(x).txt", "`x`.txt", ";rm.txt", "|x.txt", "*.txt", "-rf.txt"),
    *("甲\n乙.txt", "甲\t乙.txt", "\u0001.txt", "😀.txt", "e\u0301.txt", "\u00e9.txt"),
    *("字" * 83 + ".txt", "x" * 251 + ".txt", "..\\乙.txt", "C:\\x.txt", "甲.TXT", "甲.Txt"),
    *("config.toml.txt", "x.streamlit.txt", "＜甲＞.txt", "甲；乙.txt", "\u200b.txt", "\ufeff甲.txt"),
    *("１.txt", "{x}.txt", "[1].txt", "甲#乙.txt"),
]


@pytest.mark.skipif(os.name == "nt", reason="Windows has few of these names")
def test_names_of_every_kind_are_kept(tmp_path):
    for name in NAMES:
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    found = walk(tmp_path)
    there = {path.name for path in tmp_path.iterdir()}
    listed = {path.name for path in found.documents} | {s.path for s in found.skipped}
    assert len(NAMES) >= 40 and there == listed
    for path in found.documents:
        assert load_document(path, tmp_path).source.name == path.name
    twins = [name for name in there if unicodedata.normalize("NFC", name) == "\u00e9.txt"]
    assert len(twins) == 2


# ---------------------------------------------------------------- one unbroken line


def test_a_hundred_thousand_characters_without_a_mark_are_cut_in_time():
    text = "".join(chr(0x4E00 + i % 5000) for i in range(100_000))
    started = time.process_time()
    assert chunks(document_of(read_string("长", text)))
    assert time.process_time() - started < 10


def test_the_positive_control_is_refused_elsewhere():
    """What a plain reading of these files does: the limits are what holds them."""
    bomb = zipfile.ZipFile(io.BytesIO(zipped(word__media__x=b"\0" * (40 << 20))))
    assert len(bomb.read("word/media/x")) == 40 << 20
    with pytest.raises(pdfium.PdfiumError):
        pdfium.PdfDocument(encrypted("secret", "owner"))
    with pytest.raises(RefusedError):
        extracted("pdf", encrypted("secret", "owner"))
