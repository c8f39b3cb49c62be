"""Web pages: what a browser prints, in order, and nothing that it runs, hides or fetches."""

import pytest

from rag.corpus.formats.html import extract
from rag.corpus.formats.refusal import RefusedError
from rag.corpus.formats.text import closed
from rag.corpus.load import document_of
from rag.corpus.read import read
from rag.errors import UnsupportedFormatError
from rag.records import SourceText
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
        [("body", 0, "规划由市政府批准10⁴次，见附件3。")],
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


ARTICLE = (
    "<p>　　昨日起，城南旧货市场的一百二十个摊位陆续迁入新址，摊主们在门口挂起了自己写的招牌。</p>"
    "<p>　　市场管理所说，旧址将改建成一座社区图书馆，明年秋天开放。</p>"
)


def site_page(
    body=ARTICLE, title="旧货市场迁入新址_民生_某县新闻网", head="", heading="<h1>旧货市场迁入新址</h1>", info=""
):
    """A page of a site: its own head, a path, the article, and what sites print around it."""
    return (
        f"<!doctype html><meta charset=utf-8><title>{title}</title>{head}<div id=logo>某县新闻网</div>"
        f"<div class='bread-nav'><a href=/>首页</a> &gt; <a href=/m>民生</a> &gt; 正文</div>{heading}{info}"
        f"<div class=text>{body}<p><a href=/2>摊主们的老照片</a></p></div>"
        "<div class=bdsharebuttonbox>分享到：微信 微博</div>"
        "<div class=side><h3>热点</h3><ul><li><a href=/3>一座桥的三十年，四代人的回忆与今天的模样</a></li>"
        "<li><a href=/4>县医院新楼启用，停车难题有望缓解，市民可预约</a></li></ul></div>"
        "<p>上一篇：<a href=/5>无</a></p><div>版权所有 某县新闻网 某ICP备00000001号</div>"
    ).encode()


TEXT = ["旧货市场迁入新址", *texts(extract(f"<meta charset=utf-8>{ARTICLE}".encode()))]


@pytest.mark.parametrize(
    "info",
    [
        "",
        "<div>2019-08-06 09:15 来源：某县报 作者：赵敏 浏览：35次</div>",
        "<p>发布时间：2019-08-06　来源：某县报　记者：赵敏</p>",
    ],
)
def test_what_a_site_prints_around_an_article_is_left_out(info):
    found = extract(site_page(info=info))
    assert [text for text in texts(found) if "来源" not in text] == TEXT
    assert found.title == TEXT[0]
    assert_covered(found)
    document = document_of(source_of(found), None, found)
    assert (document.title, len(document.articles)) == (TEXT[0], 1)
    (article,) = document.articles
    assert article.headline.value == TEXT[0]
    if info:
        assert (article.date.value, article.byline.value) == ("2019-08-06", "赵敏")
        assert document.text[slice(*article.byline.place)] == "赵敏" and not article.date.inferred


def source_of(found):
    return SourceText("页.html", "0" * 64, "html", found.text, found.pages, found.warnings)


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("<meta name=Author content=赵敏><meta name=PubDate content='2019-08-06 09:15:00'>", ("赵敏", "2019-08-06")),
        ("<meta property=article:published_time content=2019-08-06T01:15:00Z>", ("", "2019-08-06")),
        ("<meta name=author content=某县新闻网><meta name=SiteName content=某县新闻网>", ("", "")),
        ("<meta name=author content='WordPress 6'><meta name=pubdate content=2019-13-06>", ("", "")),
    ],
)
def test_author_and_date_are_taken_from_the_head_of_the_page_where_none_is_printed(head, said):
    found = extract(site_page(head=head))
    assert (found.author, found.date) == said
    (article,) = document_of(source_of(found), None, found).articles
    assert (article.byline.value if article.byline else "", article.date.value if article.date else "") == said


@pytest.mark.parametrize("heading", ["<div class=bt>旧货市场迁入新址</div>", "<h2>旧货市场迁入新址</h2>"])
def test_a_headline_in_any_element_is_known_by_the_title_of_the_page(heading):
    found = extract(site_page(heading=heading))
    assert texts(found) == TEXT and found.shaped[0].kind == "heading"


def test_a_list_of_links_and_a_page_without_sentences_stay_whole():
    links = "".join(f"<li><a href=/{n}>关于{name}区道路施工期间交通管制的公示</a>" for n, name in enumerate("甲乙丙丁"))
    assert len(texts(extract(f"<meta charset=utf-8><h1>公示</h1><ul>{links}</ul>".encode()))) == 5
    table = "<table><tr><th>科室<th>电话<tr><td>急诊<td>120</table>"
    assert len(texts(extract(f"<meta charset=utf-8><div>某院</div><h1>电话</h1>{table}<p>联系我们</p>".encode()))) == 4


def test_a_title_above_chapters_is_no_head_of_a_site():
    page = f"<meta charset=utf-8><p class=title>集市管理办法<h1>第一章 总则</h1>{ARTICLE}"
    assert texts(extract(page.encode()))[:2] == ["集市管理办法", "第一章 总则"]
    assert texts(extract(f"{page}<h1>附则</h1>{ARTICLE}".encode()))[0] == "集市管理办法"


def test_what_is_called_a_side_but_holds_the_text_is_the_text():
    assert texts(extract(f"<meta charset=utf-8><div class=sidebar>{ARTICLE}</div>".encode())) == TEXT[1:]


@pytest.mark.parametrize(
    "name", ["position-relative", "header", "article-header", "footnotes", "leader", "shared-text"]
)
def test_parts_of_the_text_that_are_called_like_something_else_stay(name):
    part = f"<div class={name}><h2>搬迁经过</h2>搬迁用了九天。</div>"
    assert "搬迁用了九天。" in texts(extract(site_page(body=ARTICLE + part + ARTICLE)))


def test_raised_figures_stay_raised():
    page = "<meta charset=utf-8><p>面积3.5×10<sup>6</sup>m<sup>2</sup>，半衰期10<sup>-3</sup>秒，见注<sup>甲</sup>。"
    assert texts(extract(page.encode())) == ["面积3.5×10⁶m²，半衰期10⁻³秒，见注甲。"]


def test_a_page_stored_with_its_pictures_is_named_as_such(tmp_path):
    path = tmp_path / "存.html"
    path.write_bytes(
        b"From: <saved by a browser>\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related;\r\n\tboundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<html>'
    )
    with pytest.raises(UnsupportedFormatError) as caught:
        read(path, tmp_path)
    assert "MHTML" in caught.value.hint
