from rag.records import Chunk, OffsetMap
from rag.search.enumeration import enumeration, openings, same_article, section


def chunk(ordinal, text, headings=(), byline="甲", kind="body"):
    start = ordinal * 1000
    return Chunk(
        chunk_id=f"d:{start}-{start + len(text)}", doc_id="d", doc="d.txt", title="题", article="文", byline=byline,
        date="", date_inferred=False, headings=headings, kind=kind, ordinal=ordinal, text=text, indexed=text,
        offsets=OffsetMap(((0, start, len(text)),)), spans=((start, start + len(text)),),
    )  # fmt: skip


def neighbours_in(document):
    def around(of, before, after):
        return [c for c in document if c is not of and of.ordinal - before <= c.ordinal <= of.ordinal + after]

    return around


def found(document, at, wanted=None):
    return [c.ordinal for c in enumeration(document[at], neighbours_in(document), wanted)]


FOUR = [
    chunk(0, "（九）要凝心聚力干。人心齐，泰山移。一是市县要联动。"),
    chunk(1, "二是部门要联动。三是政企要联动。"),
    chunk(2, "四是内外要联动。"),
    chunk(3, "（十）要严格监督干。一是动真格。"),
]


def test_an_enumeration_goes_on_behind_ten():
    numerals = ("九", "十", "十一", "十二")
    document = [chunk(i, f"{n}、第{n}件事。") for i, n in enumerate(numerals)]
    assert found(document, 0) == [1, 2, 3]


def test_items_before_and_behind_the_anchor_are_found():
    assert found(FOUR, 0) == [1, 2]
    assert found(FOUR, 1) == [0, 2]
    assert found(FOUR, 2) == [0, 1]


def test_the_enumeration_of_the_wanted_length_is_preferred():
    sections = [chunk(i, f"（{n}）章。一是甲。二是乙。三是丙。") for i, n in enumerate("一二三四")]
    assert found(sections, 0, wanted=4) == [1, 2, 3]


def test_an_anchor_right_before_the_first_item_will_do():
    document = [chunk(0, "重点做好以下工作："), chunk(1, "一要改革。"), chunk(2, "二要开放。")]
    assert found(document, 0) == [1, 2]


def test_one_passage_may_stand_between_and_no_more():
    document = [
        chunk(0, "一是甲。"),
        chunk(1, "又说甲。"),
        chunk(2, "二是乙。"),
        chunk(3, "话"),
        chunk(4, "话"),
        chunk(5, "三是丙。"),
    ]
    assert found(document, 0) == [2]


def test_another_article_is_never_touched():
    document = [chunk(0, "一是甲。"), chunk(1, "二是乙。", byline="乙")]
    assert found(document, 0) == []
    assert not same_article(*document)


def test_without_ordinals_there_is_no_enumeration():
    assert found([chunk(0, "平常话。"), chunk(1, "平常话。")], 0) == []


def test_sections_open_where_their_heading_stands():
    document = [
        chunk(0, "题", kind="head"),
        chunk(1, "引言。"),
        chunk(2, "第一，抓改革。甲", headings=("副题",)),
        chunk(3, "乙", headings=("副题", "第一，抓改革。")),
        chunk(4, "第二，抓开放。丙", headings=("副题",)),
        chunk(5, "丁", headings=("副题", "第二，抓开放。")),
    ]
    assert [c.ordinal for c in openings(document, document[3])] == [2, 4]


def test_sections_without_headings_are_told_by_ordinals():
    document = [chunk(0, "引言"), chunk(1, "一是甲。话"), chunk(2, "话"), chunk(3, "二是乙。"), chunk(4, "三是丙。")]
    assert [c.ordinal for c in openings(document, document[0])] == [1, 3, 4]


def test_an_article_without_sections_has_no_openings():
    document = [chunk(0, "甲"), chunk(1, "乙")]
    assert openings(document, document[0]) == []


def test_a_section_is_its_opening_and_what_stands_below_its_heading():
    document = [
        chunk(0, "今天讲三件事。"),
        chunk(1, "一、办好学校。先修楼。"),
        chunk(2, "一要招老师。", headings=("一、办好学校",)),
        chunk(3, "二、修好道路。先规划。"),
        chunk(4, "二要添车辆。", headings=("一、办好学校", "（二）保障")),
        chunk(5, "二、别的文章。", byline="乙"),
        chunk(6, "二、页眉", kind="head"),
    ]
    assert [c.ordinal for c in section(document, document[0], 1)] == [1, 2, 4]
    assert [c.ordinal for c in section(document, document[0], 2)] == [3]
    assert section(document, document[0], 3) == []
