"""Encodings are told apart or refused; nothing is read wrongly in silence."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.encodings import broken, cases, outcome, seeds
from rag.corpus.encoding import decode, doubtful, mistaken
from rag.corpus.load import load_document
from rag.corpus.read import read
from rag.errors import UndecodableError

SIMPLE = "在市委的坚强领导下，全市上下坚持稳中求进工作总基调，地区生产总值达到6606亿元，增长8.2%。"
TRADITIONAL = "市政府表示，這項計畫將於明年開始實施，預計可以為當地居民提供更好的醫療服務與教育資源。"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("length", [8, 16, 48])
def test_simplified_text_is_read_in_its_own_encoding(encoding, length):
    text = SIMPLE[:length]
    assert decode(text.encode(encoding)) == (encoding, text)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("length", [12, 24, 42])
def test_traditional_text_is_read_in_its_own_encoding(encoding, length):
    text = TRADITIONAL[:length]
    assert decode(text.encode(encoding)) == (encoding, text)


@pytest.mark.parametrize(("bom", "encoding"), [("utf-8-sig", "utf-8"), ("utf-16", "utf-16-le")])
def test_a_byte_order_mark_is_left_out(bom, encoding):
    assert decode(SIMPLE.encode(bom)) == (encoding, SIMPLE)
    assert decode(b"\xfe\xff" + SIMPLE.encode("utf-16-be")) == ("utf-16-be", SIMPLE)


@pytest.mark.parametrize(
    "data",
    [
        "これは日本語の文章です。東京都の天気は晴れです。国際会議が開催されました。".encode("shift-jis"),
        "これは日本語の文章です。東京都の天気は晴れです。国際会議が開催されました。".encode("euc-jp"),
        ("한국어 문장입니다. 서울의 날씨가 좋습니다." * 4).encode("euc-kr"),
        "Détaillé à l'été, café naïve".encode("latin-1"),
        "Привет, как дела сегодня".encode("cp1251"),
        SIMPLE.encode()[:-1],
        SIMPLE.encode()[:30] + b"\xff" + SIMPLE.encode()[30:],
        bytes(range(128, 256)) * 8,
        b"\xff\xfeA",
    ],
    ids=[
        "shift-jis",
        "euc-jp",
        "euc-kr",
        "latin-1",
        "cp1251",
        "utf-8 cut short",
        "utf-8 broken",
        "noise",
        "odd utf-16",
    ],
)
def test_what_is_not_certain_is_refused(data):
    assert decode(data) is None


def test_ascii_and_nothing_are_utf_8():
    assert decode(b"") == ("utf-8", "")
    assert decode(b"plain ASCII, 2020\n") == ("utf-8", "plain ASCII, 2020\n")


@settings(max_examples=60)
@given(st.text(alphabet=st.sampled_from(SIMPLE), min_size=20, max_size=200), st.sampled_from(["gb18030", "utf-16-le"]))
def test_shuffled_chinese_is_read_back_or_refused(text, encoding):
    found = decode(text.encode(encoding))
    assert found is None or found == (encoding, text) or found[1] == text


def test_generated_files_come_out_exact_or_are_refused():
    """A smaller part of ``python -m bench.encodings``, with a seed of its own."""
    told = Counter(outcome(case) for case in cases(seeds(), 240, seed=11))
    assert told["wrong"] == told["told"] == 0
    assert told["exact"] >= 0.99 * told.total()


def test_two_encodings_in_one_file_are_never_taken_for_one():
    mixed = [case for case in broken(seeds(), 80, seed=12) if case.kind == "mixed"]
    assert len(mixed) == 40
    assert Counter(map(outcome, mixed))["wrong"] == 0


@pytest.mark.parametrize("byte", [0x00, 0xFF, 0x80])
def test_a_byte_overwritten_in_gb18030_is_refused_or_told(byte):
    text = seeds()[0][:600]
    data = bytearray(text.encode("gb18030"))
    for at in range(5, 400, 7):
        hurt = bytes([*data[:at], byte, *data[at + 1 :]])
        found = decode(hurt)
        assert found is None or doubtful(found[1])


def test_what_was_lost_before_is_told(tmp_path):
    path = tmp_path / "甲.txt"
    path.write_text("市委召开会议，研究\ufffd\ufffd下一阶段的工作。", encoding="utf-8")
    assert read(path, tmp_path)[0].warnings == ("有 2 处文字在存成此文件之前已经丢失（显示为“\ufffd”）",)


def test_a_name_is_no_damage(tmp_path):
    path = tmp_path / "甲.txt"
    path.write_bytes("市委召开会议，研究部署下一阶段的工作。王堃主持。".encode("gb18030"))
    assert read(path, tmp_path)[0].warnings == ()


@pytest.mark.parametrize(
    ("taken_for", "was"),
    [("latin-1", "gb18030"), ("cp1252", "gb18030"), ("gb18030", "utf-8"), ("latin-1", "utf-8"), ("cp1252", "utf-8")],
)
def test_text_that_was_stored_in_another_encoding_is_told(taken_for, was):
    text = "去年全县粮食总产量达到十二万吨，比上年增长百分之三，农民人均增收八百余元。县农业局局长介绍了有关情况。"
    assert mistaken(text.encode(was, "ignore").decode(taken_for, "ignore")) == was
    assert mistaken(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain ASCII only",
        "Été à Zürich : l’œuvre naïve, déjà vue à l’hôtel",
        "Привет, мир! Это русский текст.",
        "鬱鬱寡歡，龜鱉黿鼉。",
    ],
)
def test_other_languages_and_rare_characters_are_no_mistake(text):
    assert mistaken(text) == ""


def test_a_file_of_such_text_is_refused_with_the_mend(tmp_path):
    path = tmp_path / "乱.txt"
    text = "去年全县粮食总产量达到十二万吨，比上年增长百分之三，农民人均增收八百余元。"
    path.write_text(text.encode("gb18030").decode("latin-1"), encoding="utf-8")
    with pytest.raises(UndecodableError) as error:
        read(path, tmp_path)
    assert "乱码" in error.value.hint
    assert "GB18030" in error.value.hint


def test_text_lost_before_it_was_stored_is_told_or_refused(tmp_path):
    path = tmp_path / "丢.txt"
    path.write_text("锟斤拷锟斤拷锟斤拷烫烫烫锟斤拷", encoding="utf-8")
    with pytest.raises(UndecodableError) as error:
        read(path, tmp_path)
    assert "锟斤拷" in error.value.hint
    path.write_text(f"{SIMPLE}收购锟斤拷工作。{SIMPLE}", encoding="utf-8")
    assert any("锟斤拷" in told for told in load_document(path, tmp_path).warnings)
    path.write_text(f"{SIMPLE}水很烫烫的。", encoding="utf-8")
    assert not load_document(path, tmp_path).warnings
