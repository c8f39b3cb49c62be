"""Files and strings become source texts, or an error that says the mend in Chinese."""

import hashlib
import os

import pytest

from rag.corpus.read import read, read_string
from rag.errors import EmptyDocumentError, UndecodableError, UnsupportedFormatError

TEXT = "市委召开会议，研究部署下一阶段的工作。\r\n会议强调，要坚持问题导向。\r\n"


def test_a_file_keeps_its_line_ends_and_name_below_the_folder(tmp_path):
    path = tmp_path / "上 报😀" / "通知.txt"
    path.parent.mkdir()
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    source, extracted = read(path, tmp_path)
    assert extracted is None
    assert (source.name, source.encoding, source.text) == ("上 报😀/通知.txt", "utf-8", TEXT)
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert source.pages == () and source.warnings == ()


def test_gb18030_is_named(tmp_path):
    path = tmp_path / "旧.MD"
    path.write_bytes(TEXT.encode("gb18030"))
    assert (read(path, tmp_path)[0].encoding, read(path, tmp_path)[0].text) == ("gb18030", TEXT)


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("空.txt", b"", EmptyDocumentError),
        ("空白.txt", "  \n\u3000\r\n".encode(), EmptyDocumentError),
        ("只有标记.txt", b"\xef\xbb\xbf", EmptyDocumentError),
        ("图.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, UnsupportedFormatError),
        ("表.xlsx", b"PK\x03\x04", UnsupportedFormatError),
        ("乱.txt", bytes(range(128, 256)) * 4, UndecodableError),
    ],
)
def test_what_cannot_be_read_says_so(tmp_path, name, data, error):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(error) as caught:
        read(path, tmp_path)
    assert name in caught.value.hint and caught.value.hint.endswith("。")
    assert caught.value.path == path


def test_a_missing_file_is_an_os_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "无.txt", tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_refused_and_never_waited_for(tmp_path):
    path = tmp_path / "管道.txt"
    os.mkfifo(path)
    with pytest.raises(UnsupportedFormatError) as caught:
        read(path, tmp_path)
    assert "管道.txt 不是普通文件" in caught.value.hint


def test_strings_are_documents_too():
    source = read_string("passage-1", "第一段\ud800。")
    assert (source.name, source.text) == ("passage-1", "第一段\ud800。")
    with pytest.raises(EmptyDocumentError):
        read_string("passage-2", " \n")


def test_a_name_is_told_on_one_line_and_in_its_own_direction(tmp_path):
    path = tmp_path / "换\n行\u202etxt\u2028.docx"
    path.write_bytes(b"")
    with pytest.raises(EmptyDocumentError) as caught:
        read(path, tmp_path)
    assert "换\\n行\\u202etxt\\u2028.docx" in caught.value.hint


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (TEXT.encode("utf-16")[:-1], "少了一个字节"),
        (TEXT.encode("utf-16-be")[:-1], "少了一个字节"),
        (TEXT.encode("utf-32"), "UTF-32"),
        (TEXT.encode("utf-7"), "UTF-7"),
        (TEXT.encode("hz"), "HZ"),
    ],
)
def test_encodings_that_are_not_read_are_named(tmp_path, data, said):
    path = tmp_path / "文.txt"
    path.write_bytes(data)
    with pytest.raises(UndecodableError) as caught:
        read(path, tmp_path)
    assert said in caught.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "Call +4930123456789 or +8613800001234, a+b+c = d. ~{see below}~",
        "x = {~{abcd}~}\nAQIDBAUGBwg+AAABBBCCCDDD/eee+fff",
        "To: all\nThe meeting is at nine. 3+4=7\n" * 20,
    ],
)
def test_letters_that_only_look_like_such_an_encoding_are_text(tmp_path, text):
    path = tmp_path / "文.txt"
    path.write_bytes(text.encode())
    assert read(path, tmp_path)[0].text == text


def test_question_marks_in_place_of_characters_are_told(tmp_path):
    path = tmp_path / "文.txt"
    lost = "县里的水库????今年汛期之前修好，工程队?????已经进场，预计????完工。"
    path.write_bytes(lost.encode("gb18030"))
    assert read(path, tmp_path)[0].warnings[0].startswith("有 3 处连续的问号")
    path.write_text("真的吗？？？你去哪儿????他没有回答。为什么???" + TEXT, encoding="utf-8")
    assert read(path, tmp_path)[0].warnings == ()
