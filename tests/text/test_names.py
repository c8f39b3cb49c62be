import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.text import dictionary
from rag.text.dictionary import place_words, tag
from rag.text.names import (
    Name,
    _apart,
    is_person_shaped,
    organisations,
    persons,
    places,
    quoted,
    same_organisation,
    works,
)


def texts(found):
    return [name.text for name in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("市委书记李坚走访市人大代表联络总站", ["李坚"]),
        ("市人大常委会主任应希克、副主任池万松参加活动", ["应希克", "池万松"]),
        ("本报讯（记者 陈蜜 通讯员 孔丽琴）", ["陈蜜", "孔丽琴"]),
        ("市委副秘书长、市委政研室主任 潘建中", ["潘建中"]),
        ("陈伟俊同志在会上指出", ["陈伟俊"]),
        ("陈伟俊讲开放时说", ["陈伟俊"]),
        ("德米特罗·库列巴，外长", ["德米特罗·库列巴"]),
        ("高质量要求很高，方面要求更高", []),
        ("拿第一的女队队长平时干什么", []),
        ("“温州擂台·六比竞赛”活动", []),
    ],
)
def test_persons_are_told_by_office_byline_and_speech(text, expected):
    assert texts(persons(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("仙降街道和云周街道", ["仙降街道", "云周街道"]),
        ("阁巷新区的七洲社区", ["阁巷新区", "七洲社区"]),
        ("在温州、瑞安投资", ["温州", "瑞安"]),
        ("洞头区的区委书记", ["洞头区"]),
        ("泰顺和乐清的人才公寓，文成没有", ["泰顺", "乐清", "文成"]),
        ("鳌江北岸和瓯江南岸", ["瓯江"]),
        ("作文成绩，信丰收获，飞云江北侧", []),
        ("四好农村路的治理路子", []),
        ("企业省了多少钱", []),
    ],
)
def test_places_are_told_by_their_ending_or_the_dictionary(text, expected):
    assert texts(places(text)) == expected


@pytest.mark.parametrize(
    "text", ["那个标可以两家公司一起投吗", "有几家公司参加", "我们公司请几天假要批", "毛局在会上讲了什么"]
)
def test_words_of_everyday_before_an_ending_name_no_organisation(text):
    assert organisations(text) == []


def test_organisations_are_told_by_their_ending():
    assert texts(organisations("由市经济和信息化局与重庆市中基进出口有限公司举办")) == [
        "市经济和信息化局",
        "重庆市中基进出口有限公司",
    ]
    assert texts(organisations("市委外事工作委员会主任")) == ["市委外事工作委员会"]
    assert organisations("一家公司、哪个部门") == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("瑞安市经信局", "市经济和信息化局", True),
        ("温州市委政策研究室", "市委政研室", True),
        ("瑞安市委外事委", "市委外事工作委员会", True),
        ("市公安局", "市经济和信息化局", False),
        ("市委政研室", "市委改革办", False),
    ],
)
def test_abbreviations_of_organisations(one, other, same):
    assert same_organisation(one, other) is same
    assert same_organisation(other, one) is same


def test_quotations_and_titles():
    assert texts(quoted("“温28条”和「窗口」")) == ["温28条", "窗口"]
    assert texts(works("播放了《最是精神有力量》专题片")) == ["最是精神有力量"]


def test_a_place_that_begins_with_a_surname_and_goes_on_is_no_person():
    assert persons("温州要给哪一年的亚运会办分赛区？") == []
    assert [name.text for name in persons("市委书记温小州走访总站")] == ["温小州"]


def test_dictionary_words_are_no_persons():
    assert is_person_shaped("沈长城")
    assert not is_person_shaped("温州")
    assert not is_person_shaped("高质量")
    assert not is_person_shaped("李")


def test_the_dictionary_tells_tags_and_places():
    assert (tag("要求"), tag("不在词典里的词"), tag(""), tag("a b")) == ("v", "", "", "")
    assert "温州" in place_words()
    assert all(len(word) > 1 for word in place_words())


@given(st.text(alphabet="李坚王书记主任记者 ，。市区街道公司和的“”《》·温州在说", max_size=40))
@settings(max_examples=100)
def test_names_stand_where_they_say_and_apart(text):
    for find in (persons, places, organisations, quoted, works):
        found = find(text)
        assert all(text[n.start : n.end] == n.text and n.text for n in found)
        assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 6)), max_size=30))
@settings(max_examples=100)
def test_of_names_that_overlap_the_longer_stays(places_of):
    given_names = [Name(start, start + size, "名" * size, "place") for start, size in places_of]
    kept = []
    for name in sorted(given_names, key=lambda n: (n.start - n.end, n.start)):
        if all(name.end <= other.start or other.end <= name.start for other in kept):
            kept.append(name)
    assert _apart(given_names) == sorted(kept, key=lambda n: n.start)


class Counted(int):
    """A place in a text that counts how often it is compared."""

    compared = 0

    def __lt__(self, other):
        Counted.compared += 1
        return int(self) < int(other)

    def __le__(self, other):
        Counted.compared += 1
        return int(self) <= int(other)


def test_names_are_kept_apart_without_comparing_each_with_each():
    count = 4000
    many = [Name(Counted(2 * n), Counted(2 * n + 2), "温州", "place") for n in range(count)]
    assert len(_apart(many)) == count
    assert 0 < Counted.compared < 40 * count


def test_without_a_dictionary_every_word_is_unknown(monkeypatch):
    monkeypatch.setattr(dictionary, "_entries", lambda: b"")
    monkeypatch.setattr(dictionary, "_blocks", dictionary._blocks.__wrapped__)
    assert dictionary._entry.__wrapped__("温州") == (0, "")
