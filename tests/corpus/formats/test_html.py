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
