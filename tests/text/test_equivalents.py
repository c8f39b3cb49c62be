"""Words that say the same: one table for searching and composing, and the reader's own lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.question.terms import plain
from rag.errors import ConfigFileError
from rag.text.equivalents import NO_SYNONYMS, Synonyms, also_searched, equivalents, groups


def synonyms(tmp_path, text):
    path = tmp_path / "同义 词😀.txt"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return Synonyms.read(path)


def meets(question, text, own=NO_SYNONYMS):
    return any(put.search(text) for _, put in equivalents(question, own))


# ---------------------------------------------------------------- what everyone says


def test_what_is_searched_as_well_is_what_a_text_may_say():
    """A group that sends the search to other words must also let the composer meet them."""
    for group in groups():
        if group.searched:
            assert any(group.met.search(word.lower()) for word in group.searched), group.said


def test_the_table_says_each_word_once_in_a_line_as_questions_are_compared():
    for group in groups():
        said, put = ([word.text for word in words] for words in (group.said, group.put))
        assert len(set(said)) == len(said), said
        assert len(set(put)) == len(put), put
        assert len({*said, *put}) > 1 or group.searched, f"{said} stands for nothing else"
        for word in (*group.said, *group.put):
            assert plain(word.text) == word.text, "would never be found"
            assert not set("()=") & set("".join(word)), word


def test_characters_that_make_another_word_of_one_may_not_stand_beside_it():
    assert meets("几岁能上学", "年满六周岁可以入学")
    assert not meets("在哪上学", "全市深入学习贯彻")
    assert meets("哪天动工", "昨日破土动工")
    assert not meets("哪天动工", "推动工作再上台阶")
    assert also_searched("怎样推动工作") == []


def test_latin_words_and_numbers_of_the_table_are_found_whole():
    assert meets("手机软件", "请打开app")
    assert not meets("手机软件", "happy")
    assert also_searched("gdpr是什么") == []
    assert meets("两个钟头", "全程约2小时")
    assert not meets("两个钟头", "全程约12小时")


def test_of_words_that_begin_at_a_place_the_longest_counts():
    assert [word for word, _ in equivalents("末班车在哪")] == ["末班车"]


def test_a_word_that_the_question_says_is_not_added():
    assert also_searched("上半年进出口增长多少") == []
    assert also_searched("上半年外贸涨了多少") == ["增长", "进出口"]
    assert also_searched("溫州的經濟總量") == ["GDP", "地区生产总值", "国内生产总值"]


# ---------------------------------------------------------------- the reader's own


def test_each_word_of_a_line_stands_for_the_others(tmp_path):
    own = synonyms(tmp_path, "工信局 经信局\n掌门人 党委书记")
    assert also_searched("工信局在哪", own) == ["经信局"]
    assert also_searched("经信局在哪", own) == ["工信局"]
    assert meets("掌门人是谁", "党委书记李四", own)
    assert not meets("掌门人是谁", "党委书记李四")
    assert not meets("掌门人是谁", "工信局", own), "lines stand by themselves"


@pytest.mark.parametrize(
    "line", ["甲一 乙二 丙三", "甲一，乙二，丙三", "甲一、乙二、丙三", "甲一=乙二 = 丙三", "甲一\t乙二　丙三"]
)
def test_words_may_be_set_apart_in_several_ways(tmp_path, line):
    assert also_searched("甲一", synonyms(tmp_path, line)) == ["乙二", "丙三"]


@pytest.mark.parametrize(
    "line", ["代表之家 => 联络总站 联络站", "代表之家=>联络总站、联络站", "代表之家 ＝＞ 联络总站，联络站"]
)
def test_one_way(tmp_path, line):
    own = synonyms(tmp_path, line)
    assert also_searched("代表之家在哪", own) == ["联络总站", "联络站"]
    assert meets("代表之家在哪", "联络站", own)
    assert also_searched("联络站在哪", own) == []
    assert not meets("联络站在哪", "代表之家", own)


def test_a_word_of_ones_own_reaches_what_its_equivalents_reach(tmp_path):
    own = synonyms(tmp_path, "大盘子 GDP\n工信局 经信局")
    assert "地区生产总值" in also_searched("大盘子多大", own)
    assert meets("大盘子多大", "生产总值6606亿元", own)
    assert meets("工信局在哪", "市经济和信息化局", own), "as an abbreviation"


@pytest.mark.parametrize(
    "data",
    [
        "\ufeff# 说明\r\n\r\n  甲一  乙二  # 同义\r\n".encode(),
        "甲一 乙二\r".encode(),
        "# 只有\n#井号\n甲一 乙二".encode(),
    ],
)
def test_how_editors_save_files(tmp_path, data):
    assert also_searched("甲一", synonyms(tmp_path, data)) == ["乙二"]


def test_a_number_sign_inside_a_word_is_no_comment(tmp_path):
    assert also_searched("用C#写的", synonyms(tmp_path, "C# 井语言")) == ["井语言"]


def test_latin_words_match_whole_only(tmp_path):
    own = synonyms(tmp_path, "AI 人工智能\n5G 第五代移动通信")
    assert also_searched("ＡＩ是什么", own) == ["人工智能"]
    assert also_searched("mail是什么", own) == []
    assert also_searched("15G流量", own) == []
    assert not meets("人工智能", "e-mail", own)


def test_traditional_characters_and_widths_are_folded(tmp_path):
    own = synonyms(tmp_path, "經信局 ＧＸ局")
    assert also_searched("经信局", own) == ["gx局"]


def test_a_deputy_is_not_the_head(tmp_path):
    own = synonyms(tmp_path, "掌门人 董事长")
    assert meets("掌门人是谁", "董事长王五", own)
    assert not meets("掌门人是谁", "副董事长王五", own)
    assert also_searched("副掌门人是谁", own) == []


@pytest.mark.parametrize("line", ["独词", "=> 甲", "甲 =>", "甲 => 乙 => 丙", "、、", "甲 ——", "甲 " + "长" * 65])
def test_a_malformed_line_is_named(tmp_path, line):
    with pytest.raises(ConfigFileError) as caught:
        synonyms(tmp_path, f"# 一\n甲一 乙二\n{line}\n")
    assert "第 3 行" in caught.value.hint
    assert line[:40] in caught.value.hint
    assert caught.value.hint.count("；") == 1


def test_another_encoding_is_refused_with_the_mend(tmp_path):
    with pytest.raises(ConfigFileError) as caught:
        synonyms(tmp_path, "工信局 经信局".encode("gb18030"))
    assert "UTF-8" in caught.value.hint


def test_no_file_is_no_synonyms(tmp_path):
    assert Synonyms.read(tmp_path / "none.txt") == NO_SYNONYMS


def test_a_folder_in_its_place_is_told(tmp_path):
    with pytest.raises(ConfigFileError) as caught:
        Synonyms.read(tmp_path)
    assert str(tmp_path) in caught.value.hint


@given(st.text(alphabet="甲乙丙 ，、=>＝＞#\n\r\ufeffaA1副", max_size=40), st.text(alphabet="甲乙丙aA1副", max_size=12))
def test_any_list_is_read_or_refused_and_any_question_read(tmp_path_factory, text, question):
    path = tmp_path_factory.mktemp("s") / "s.txt"
    path.write_text(text, encoding="utf-8", newline="")
    try:
        own = Synonyms.read(path)
    except ConfigFileError:
        return
    assert all(word not in question.lower() for word in also_searched(question, own))
    assert all(word for word, _ in equivalents(question, own))
