"""Running text told from a few characters: no pattern of print matches what is taken for it."""

import pytest

from rag.corpus import bylines, shapes, titled
from rag.corpus.plain import is_plain
from rag.corpus.repair import repair
from tests.corpus.seeds import documents, paragraphs

BODIES = [text for document in documents() for text, kind in paragraphs(document) if kind == "body"][::7]
OPENINGS = (
    *(
        "本报讯（记者 李华）",
        "新华社北京3月4日电 ",
        "（记者 李华）",
        "本报记者 王芳",
        "一、",
        "（二）",
        "3.",
        "④",
        "第五条 ",
        "第二，",
    ),
    *(
        "首先",
        "其次",
        "再次",
        "最后",
        "同志们：",
        "各位代表：",
        "附件：",
        "编者按：",
        "按：",
        "【导读】",
        "摘要：",
        "内容提要：",
        "此致",
    ),
    *(
        "甲、",
        "IV. ",
        "A. ",
        "Ⅲ. ",
        "1.1 ",
        "发：",
        "抄送：",
        "分送：",
        "报送：",
        "主送：",
        "◎市委 李华",
        "（2021年1月15日通过）",
    ),
    *(
        "2021年3月4日",
        "二〇二一年三月四日",
        "〔2020〕12号",
        "市政府办公室印发",
        "——李华同志在大会上的讲话",
        "其中：",
        "１２、",
        "来源：",
    ),
)
MATCHES = (
    *(bylines.byline, shapes.is_date_line, shapes.is_imprint, shapes.is_number_line, bylines.dateline, shapes.is_lead),
    *(shapes.clause, shapes.salute, bylines.reporters_behind),
    *(titled.dated_line, titled._NOTE.match, titled._ITEM.match),
)


@pytest.mark.parametrize("opening", ["", *OPENINGS])
def test_no_pattern_matches_what_is_plain(opening):
    texts = [opening + text[:size].rstrip("。") + end for text in BODIES for size in (3, 20, 400) for end in ("。", "")]
    plain = [text for text in texts if is_plain(text)]
    assert opening or len(plain) > len(texts) / 10
    for text in plain:
        assert not [match for match in MATCHES if match(text)], text
        assert shapes.numbering(text) is None and repair(text)[0][0].kind == "body"


def test_blocks_say_whether_they_are_plain():
    blocks, _ = repair("海州日报\n\n昨日大桥通车。\n\n- 全市粮食增产。\n\n本报讯（记者 李华）昨日大桥通车。\n")
    assert [block.plain for block in blocks] == [False, True, False, False]
