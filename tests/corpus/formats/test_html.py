"""Web pages: what a browser prints, in order, and nothing that it runs, hides or fetches."""

import pytest

from rag.corpus.formats.html import extract
from rag.corpus.formats.refusal import RefusedError
from rag.corpus.formats.text import closed
from tests.corpus.formats.shown import assert_covered, kinds, texts

CASES = {
    "headings and levels": ("<h1>总题</h1><h3>甲</h3>", [("heading", 1, "总题"), ("heading", 3, "甲")]),
    "a heading broken by hand": ("<h1>关于某事<br>的通知</h1>", [("heading", 1, "关于某事 的通知")]),
    "source lines": ("<p>各县\n  区：the\n  end</p>", [("body", 0, "各县区：the end")]),
    "breaks": ("甲。<br>\u3000\u3000乙。", [("body", 0, "甲。"), ("body", 0, "乙。")]),
    "marked words": ("<p>增长<b>5</b>%，<a href=x>见</a></p>", [("body", 0, "增长5%，见")]),
    "a bare text beside blocks": ("甲<p>乙</p>丙", [("body", 0, "甲"), ("body", 0, "乙"), ("body", 0, "丙")]),
    "lists": (
        "<ul><li>甲</li></ul><ol><li>乙<li>丙<ul><li>子</ul></ol><ol start=5><li>丁<li value=9>戊</ol>",
        [("list", 0, t) for t in ("甲", "1. 乙", "2. 丙", "子", "5. 丁", "9. 戊")],
    ),
    "a table of data": (
        "<table><caption>表1</caption><tr><th>县<th>万亩<tr><td>永嘉<td> 9.5 </table>",
        [("table", 0, "表1"), ("table", 0, "县\t万亩"), ("table", 0, "永嘉\t9.5")],
    ),
    "cells that reach over rows and columns": (
        "<table><tr><th>县区<th colspan=2>面积<tr><td rowspan=2>城东<td>绿地<td>12<tr><td>水面<td>3.5"
        "<tr><td colspan=2 rowspan=2>共<td>1<tr><td>2</table>",
        [("table", 0, row) for row in ("县区\t面积", "城东\t绿地\t12", "城东\t水面\t3.5", "共\t1", "共\t2")],
    ),
    "items whose text is a paragraph": (
        "<ol><li><p>甲</p><p>续</p><li><p>乙<ol><li><div>丙</div></ol></ol><p>丁",
        [("list", 0, "1. 甲"), ("list", 0, "续"), ("list", 0, "2. 乙"), ("list", 0, "1. 丙"), ("body", 0, "丁")],
    ),
    "an item without text": ("<ol><li><img><li>乙</ol>丙", [("list", 0, "2. 乙"), ("body", 0, "丙")]),
    "elements that HTML does not know": (
        "<p>第<sdfield>3</sdfield>页<x-y>甲</x-y>",
        [("body", 0, t) for t in ("第3页", "甲")],
    ),
    "marks of notes": (
        "<p>规划<sup><a href='#n1'>[1]</a></sup>由市政府<a href='#n2'><sup>2</sup></a>批准10<sup>4</sup>次，"
        "见<a href='#n3'>附件3</a>。</p>",
        [("body", 0, "规划由市政府批准104次，见附件3。")],
    ),
    "a table that sets the page": (
        "<table><tr><td><h1>总题</h1><td><p>甲。</p><p>乙。</p></table>",
        [("heading", 1, "总题"), ("body", 0, "甲。"), ("body", 0, "乙。")],
    ),
    "lines as they are": ("<pre>甲\n乙</pre>", [("verse", 0, "甲"), ("verse", 0, "乙")]),
    "ruby": ("<p><ruby>温<rt>wen</rt></ruby>州</p>", [("body", 0, "温州")]),
    "what is not shown": (
        "<p>甲</p><script>x</script><style>y</style><p hidden>z</p><p style='display: none'>w</p><!-- v -->"
        "<template>u</template><select><option>t</select><button>s</button>",
        [("body", 0, "甲")],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_it_reads_as_a_browser_prints_it(name):
    page, wanted = CASES[name]
    found = extract(f"<!doctype html><meta charset=utf-8>{page}".encode())
    assert kinds(found) == wanted
    assert_covered(found)


def test_navigation_and_foot_are_left_out_by_name():
    found = extract(
        "<meta charset=utf-8><title>题</title><nav><a>首页</a> <a>新闻</a></nav><p>甲</p><footer>版权</footer>".encode()
    )
    assert texts(found) == ["甲"] and found.title == "题"
    assert [(found.text[d.start : d.end], d.why) for d in found.left_out] == [("首页 新闻", "导航"), ("版权", "页脚")]
    assert_covered(found)


@pytest.mark.parametrize("style", ["visibility: hidden; opacity: 0;", "display:none"])
def test_what_a_script_would_show_is_the_page(style):
    found = extract(
        f"<meta charset=utf-8><h1>老街改造</h1><div style='{style}'><p>项目总投资2.8亿元，涉及居民四百户。</p>"
        "<p style='display:none'>点击关注</p></div><script>var s = 'x'</script>".encode()
    )
    assert texts(found) == ["老街改造", "项目总投资2.8亿元，涉及居民四百户。"]


MENUS = {
    "by role": "<div role=navigation>首页 新闻</div>",
    "a list": "<ul><li><a href=/>首页</a></li> <li><a href=/a>新闻中心</a><ul><li><a href=/b>要闻</a></ul></li>"
    "<li><a href=/c>政务公开</a></ul>",
    "a row": "<div><a href=/>首页</a> | <a href=/a>政务</a> | <a href=/b>服务</a></div>",
}


@pytest.mark.parametrize("name", MENUS)
def test_menus_are_left_out_by_name(name):
    found = extract(f"<meta charset=utf-8>{MENUS[name]}<p>甲</p>".encode())
    assert texts(found) == ["甲"]
    assert {d.why for d in found.left_out} == {"导航"}
    assert_covered(found)


NO_MENUS = {
    "titles of documents": "".join(
        f"<li><a href=/{i}>关于做好{year}年春耕备耕工作的通知</a>" for i, year in enumerate(range(2018, 2023))
    ),
    "words beside the links": "<li><a href=/>首页</a>是第一页<li><a href=/a>新闻</a><li><a href=/b>要闻</a>",
    "no links": "<li>首页<li>新闻<li>要闻",
    "two links": "<li><a href=/>首页</a><li><a href=/a>新闻</a>",
    "names without an address": "<li><a>甲</a><li><a>乙</a><li><a>丙</a>",
}


@pytest.mark.parametrize("name", NO_MENUS)
def test_lists_that_are_no_menus_stay(name):
    found = extract(f"<meta charset=utf-8><ul>{NO_MENUS[name]}</ul>".encode())
    assert found.left_out == () and texts(found)


def test_what_is_marked_as_deleted_is_not_text_and_is_told():
    found = extract("<meta charset=utf-8><p>面积<del>四十万亩</del><ins>四十五万亩</ins>。</p>".encode())
    assert texts(found) == ["面积四十五万亩。"] and "修订" in found.warnings[0]
    assert extract("<meta charset=utf-8><p>甲<del></del></p>".encode()).warnings == ()


@pytest.mark.parametrize(
    ("said", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("gb2312", "gb18030"),
        ("GBK", "gb18030"),
        ("big5", "big5"),
        ("nonsense", "utf-8"),
        ("utf-8", "gb18030"),
    ],
)
def test_encodings_as_said_and_where_that_is_wrong(said, encoding):
    text = "市委召開會議，部署下一階段的工作。" if encoding == "big5" else "市委召开会议，研究部署下一阶段的工作。"
    assert texts(extract(f'<meta charset="{said}"><p>{text}</p>'.encode(encoding))) == [text]


def test_an_encoding_that_cannot_be_told_is_refused():
    with pytest.raises(RefusedError) as caught:
        extract(b"<p>" + bytes(range(128, 256)) * 4)
    assert caught.value.refusal.kind == "undecodable"


def test_white_space_is_closed_up():
    assert closed(" 甲 \n 乙 a\n b　丙 ") == "甲乙 a b 丙"
