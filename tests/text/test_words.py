"""Words for search: Han runs by jieba or rjieba alike, Latin and digit runs by our own rule."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import ConfigError
from rag.text import words
from rag.text.fold import fold
from rag.text.script import simplified
from rag.text.words import Segmenter

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


@pytest.fixture(scope="module")
def segmenter():
    return Segmenter()


@pytest.fixture(scope="module")
def runs():
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt")))
    return sorted(set(re.findall(r"[\u4e00-\u9fd5]+", text)))[::2]


def dictionary(tmp_path, text):
    path = tmp_path / "词 典😀.txt"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2018-2022年", ["2018-2022", "2018", "2022", "年"]),
        ("13.4mm", ["13.4mm", "13.4", "mm"]),
        ("LK-99", ["lk-99", "lk", "99"]),
        ("ＬＫ－９９", ["lk-99", "lk", "99"]),
        ("8.2%", ["8.2%", "8.2"]),
        ("８.２％", ["8.2%", "8.2"]),
        ("5G", ["5g"]),
        ("1,234,567元", ["1234567", "元"]),
        ("3-5天", ["3-5", "3", "5", "天"]),
        ("K11商圈", ["k11", "11", "商圈"]),
        ("a@b.com", ["a@b.com", "a", "b", "com"]),
        ("地区生产总值", ["地区", "生产", "总值", "生产总值"]),
        ("國務院經濟總量", ["国务", "国务院", "经济", "总量", "经济总量"]),
        ("𠮷野家〇一", ["𠮷", "野家", "〇", "一"]),
        ("。，“”  ■*#\n", []),
        ("", []),
    ],
)
def test_words(segmenter, text, expected):
    assert segmenter.words(text) == expected


def test_terms_add_pairs_that_are_no_words(segmenter):
    words_, terms = segmenter.words("钱枫枫报道"), segmenter.terms("钱枫枫报道")
    assert terms[: len(words_)] == words_
    assert {"钱枫", "枫枫"} <= set(terms)
    assert terms.count("报道") == 1


def test_very_long_runs_are_not_terms(segmenter):
    assert segmenter.words("x" * 65) == []
    assert segmenter.words("x" * 64) == ["x" * 64]


def test_jieba_and_rjieba_give_the_same_words_of_real_text(runs):
    pytest.importorskip("rjieba")
    entries = [("新时代温州人精神", None, None), ("最多跑", None, "n"), ("温州市委", 100, None), ("州市", 100000, None)]
    for own in ([], entries):
        fast, slow = words._rjieba(own), words._jieba(own)
        assert len(runs) > 2000
        assert [run for run in runs if fast(run) != slow(run)] == []


def test_jieba_alone_serves_too(segmenter, monkeypatch):
    monkeypatch.setattr(words, "_installed", lambda: "jieba")
    alone = Segmenter()
    assert alone.name == "jieba"
    assert alone.version == segmenter.version
    assert alone.words("温州市2019年地区生产总值") == segmenter.words("温州市2019年地区生产总值")


def test_jieba_leaves_the_shared_temporary_folder_alone(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    words._jieba([])("温州市")
    assert list(tmp_path.iterdir()) == []


def test_own_dictionary(segmenter, tmp_path):
    path = dictionary(tmp_path, "\ufeff励精图治办 20 n\n\n瓯江口新區\n5G＋工厂 3\n")
    own = Segmenter(path)
    assert "瓯江口新区" in own.words("瓯江口新区建设")
    assert "瓯江口新区" not in segmenter.words("瓯江口新区建设")
    assert "5g+工厂" in own.words("建成5G+工厂12家")
    assert own.version != segmenter.version


def test_version_follows_the_dictionary_and_nothing_else(tmp_path):
    first = Segmenter(dictionary(tmp_path, "瓯江口新区 3 n\n")).version
    assert Segmenter(dictionary(tmp_path, "\n瓯江口新区 3 n")).version == first
    assert Segmenter(dictionary(tmp_path, "瓯江口新区 4 n")).version != first
    assert Segmenter(tmp_path / "nothing.txt").version == Segmenter().version


@pytest.mark.parametrize("line", ["瓯江口 很多 n", "瓯江口 3 n 多余", "瓯江口 0", "12"])
def test_a_malformed_line_is_named(tmp_path, line):
    with pytest.raises(ConfigError) as caught:
        Segmenter(dictionary(tmp_path, f"温州人\n{line}\n"))
    assert "第 2 行" in caught.value.hint


def test_a_dictionary_in_another_encoding_is_refused(tmp_path):
    path = tmp_path / "d.txt"
    path.write_bytes("温州人 3 n".encode("gb18030"))
    with pytest.raises(ConfigError):
        Segmenter(path)


@settings(max_examples=60)
@given(st.text(max_size=60))
def test_words_are_of_the_search_copy(segmenter, text):
    copy = simplified(fold(text))
    found = segmenter.terms(text)
    assert found == segmenter.terms(copy)
    assert all(word and not any(char.isspace() for char in word) for word in found)
    assert all(word in copy.replace(",", "") or word in copy for word in found)


def test_simplified_is_one_character_for_one():
    characters = "".join(chr(code) for code in (*range(0x3400, 0xA000), *range(0x20000, 0x2A6E0)))
    once = simplified(characters)
    assert len(once) == len(characters)
    assert 3000 < sum(a != b for a, b in zip(characters, once, strict=True)) < 6000
    assert simplified("溫州國務院，憲法；干后里只") == "温州国务院，宪法；干后里只"
