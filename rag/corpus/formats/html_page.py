"""What of a web page is its article: heads, paths, share bars and links around it are told from it.

Knows the lines of a page in order, with their links, and what its head says of it; nothing of elements. Rules speak
of what stands before the headline and behind the last sentence: a page of links alone stays as it is.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rag.records import ParagraphKind


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page.

    Attributes:
        text: Closed up, not empty.
        kind: What its element makes of it.
        level: Of a heading, 1 to 6; else 0.
        linked: How many of its characters stand in links.
        why: Why it is left out, in Chinese; ``""`` where it is not.
    """

    text: str
    kind: ParagraphKind
    level: int
    linked: int
    why: str


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a page says of it; ``""`` where it says nothing."""

    title: str
    author: str
    date: str


# Classes and ids by which pages call what stands beside the text: whole words of a name, or all of it.
_BESIDE = {
    "导航": "nav navbar navigation menu topnav subnav mainnav breadcrumb breadcrumbs crumb crumbs location position "
    "dqwz weizhi mianbaoxie",
    "分享": "share sharebar bdshare sharing social fenxiang",
    "相关链接": "related relate relatednews recommend recommended recommendation xgyd xgxw hotnews ranking paihang "
    "sidebar aside prevnext pager pagination",
    "页首": "header topbar banner masthead",
    "页脚": "footer foot copyright bottombar banquan",
    "评论": "comment comments pinglun",
    "广告": "ad ads advert advertisement guanggao",
}
_CALLED = {word: why for why, words in _BESIDE.items() for word in words.split()}
# Those that tell as a part of a name, too: others stand in names of other things (position-relative, card-header).
_PARTS = frozenset(
    (
        *("nav", "navbar", "breadcrumb", "breadcrumbs", "crumb", "crumbs"),
        *("share", "recommend", "sidebar", "footer", "copyright"),
    )
)
_WORDS = re.compile(r"[a-z]+|[A-Z]+(?![a-z])|[A-Z][a-z]+")

_FURNITURE = re.compile(
    r"(?:(?:您|你)?(?:的|所在的|现在的)?(?:当前|所在)?位置\s?[：:].*"
    r"|分享(?:到|至)?\s?[：:].*|【?字体?号?\s?[：:].{0,12}|(?:打印|关闭)(?:本页|窗口|页面)?(?:[\s|｜]+\S{2,6}){0,4}"
    r"|(?:上|下)一[篇页条](?:\s?[：:].*)?|返回(?:顶部|首页|列表).{0,8}|扫一扫.{0,20}"
    r"|(?:热门|精彩|相关|编辑)?(?:推荐|阅读|新闻|文章|链接|资讯|报道|排行榜?)\s?[：:].*|版权所有.*|.{0,30}ICP备.*|.{0,20}公网安备.*)$"
)
_LONGEST_FURNITURE = 80
_NUMBERED = re.compile(
    r"第[〇零一二三四五六七八九十百\d]+[编章节部篇条]|[一二三四五六七八九十]+、|\d+(?:\.\d+)*[.．、 ]"
)
_LABEL = re.compile(r".{2,10}[：:]$")
_PROSE_END = re.compile(r"[。！？；…”）]$")
_LEAST_PROSE, _LINKED = 15, 0.8
_SITE = re.compile(r"(?:网站?|在线|门户|政府|频道|新闻|首页|日报|晚报|[Nn]ews|\.(?:com|cn|net|org))$")
_SEPARATED = re.compile(r"\s*[_|｜丨»]+\s*|\s+[-–—]+\s+|(?<=[\u4e00-\u9fff])-+(?=[\u4e00-\u9fff])")
_PUBLISHED = re.compile(
    r"(?:时间|日期|发布|来源|稿源|出处|作者|记者|通讯员|编辑|责编|点击|浏览|阅读)\s?(?:时间|日期|次数|量)?\s?[：:]"
)
_DATE = re.compile(r"((?:19|20)\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})")
_LONGEST_PUBLISHED = 120
_TITLES = ("og:title", "articletitle", "twitter:title")
_SITES = ("og:site_name", "sitename")
_AUTHORS = ("author", "article:author", "og:article:author")
_DATES = (
    *("article:published_time", "og:article:published_time", "pubdate", "publishdate", "publish_date", "published"),
    *("datepublished", "publicationdate", "dc.date", "dc.date.issued", "weibo: article:create_at"),
)


def beside(names: str) -> str:
    """Return why an element of some classes and ids is left out, in Chinese; ``""`` where they do not tell.

    >>> beside("top-nav"), beside("crumb"), beside("articleFooter"), beside("shareBar"), beside("card-header")
    ('导航', '导航', '', '分享', '')
    """
    for name in names.split():
        words = [word.lower() for word in _WORDS.findall(name)]
        whole = "".join(words)
        if whole in _CALLED:
            return _CALLED[whole]
        # A head or a path of the article itself is called article-header.
        for word in (words[0], words[-1]) if words and words[0] not in ("article", "post", "entry", "content") else ():
            if word in _PARTS:
                return _CALLED[word]
    return ""


def head_of(title: str, said: Mapping[str, str], times: Sequence[str]) -> Head:
    """Return what the head of a page says.

    Args:
        title: Of the page, as its window shows it.
        said: Content of its ``meta`` elements by name or property in lower case.
        times: What its ``time`` elements say, in order.
    """

    def first(names: Sequence[str]) -> str:
        return next((said[name] for name in names if said.get(name)), "")

    site, author = first(_SITES), first(_AUTHORS)
    # Programs and offices sign pages, too: a byline names people, in two to four characters each.
    people = re.fullmatch(r"[\u4e00-\u9fff·]{2,8}(?:[ 、，,][\u4e00-\u9fff·]{2,8}){0,4}", author) and author != site
    return Head(
        first(_TITLES) or without_site(title, site),
        author if people and not _SITE.search(author) else "",
        next(filter(None, (_day(value) for value in (first(_DATES), *times))), ""),
    )


def without_site(title: str, site: str = "") -> str:
    """Return the title of a page without the names of site and section behind it.

    >>> [without_site(t, "综合科") for t in ("老街改造完工_要闻_某市新闻网", "办公用品管理办法 - 综合科", "中美-合作")]
    ['老街改造完工', '办公用品管理办法', '中美-合作']
    """
    seams = list(_SEPARATED.finditer(title))
    end = len(title)
    for seam in reversed(seams):
        part = title[seam.end() : end].strip()
        firm = seam[0].strip()[:1] in tuple("_|｜丨»")
        if not (part == site or _SITE.search(part) or (firm and len(part) <= 8)) or seam.start() < 4:
            break
        end = seam.start()
    return title[:end].strip()


def settled(lines: Sequence[Line], title: str) -> list[Line]:
    """Return the lines of a page, those around its article left out and its headline told.

    Args:
        lines: In order.
        title: What the head of the page calls it.
    """
    found = [replace(line, why="网页栏目") if not line.why and _is_furniture(line) else line for line in lines]
    headline = _headline(found, title)
    if headline is None:
        return found
    prose = [i for i, line in enumerate(found) if i > headline and _is_prose(line)]
    if not prose:
        return found
    head = found[headline]
    if head.kind != "heading":
        found[headline] = replace(head, kind="heading", level=1)
    if not any(_is_prose(line) for line in found[:headline]):
        found[:headline] = [line if line.why else replace(line, why="页首") for line in found[:headline]]
    for i in range(headline + 1, prose[0]):
        line = found[i]
        if (
            not line.why
            and line.kind == "body"
            and len(line.text) <= _LONGEST_PUBLISHED
            and _tells_publication(line.text)
        ):
            found[i] = replace(line, kind="byline")
    for i in range(len(found) - 1, prose[-1], -1):
        line = found[i]
        if line.why:
            continue
        heads = (line.kind == "heading" or _LABEL.match(line.text)) and any(later.why for later in found[i + 1 : i + 2])
        if not (line.linked >= _LINKED * len(line.text) or heads):
            break
        found[i] = replace(line, why="相关链接")
    return found


def _is_furniture(line: Line) -> bool:
    """Whether a line is what sites print around any text: where one is, share, print, copyright."""
    return len(line.text) <= _LONGEST_FURNITURE and "。" not in line.text and _FURNITURE.match(line.text) is not None


def _headline(lines: Sequence[Line], title: str) -> int | None:
    """Return the number of the line that is the headline, None where that is not plain.

    It is the one that the title of the page names, a heading before any other; else the only heading of the first
    level, unless it is numbered, as chapters are.
    """
    there = [i for i, line in enumerate(lines) if not line.why]
    bare = "".join(title.split())
    named = [i for i in there if bare and "".join(lines[i].text.split()) == bare]
    first = [i for i in there if lines[i].level == 1]
    alone = first if len(first) == 1 and not _NUMBERED.match(lines[first[0]].text) else []
    return next(iter((*(i for i in named if lines[i].kind == "heading"), *named, *alone)), None)


def _is_prose(line: Line) -> bool:
    """Whether a line is text that somebody wrote out: a sentence, not a link; or a row or a line of verse."""
    if line.why or line.linked >= _LINKED * len(line.text):
        return False
    return line.kind in ("table", "verse") or (
        len(line.text) >= _LEAST_PROSE and _PROSE_END.search(line.text) is not None
    )


def _tells_publication(text: str) -> bool:
    """Whether a line below the headline says when and by whom it was published."""
    if "。" in text:
        return False
    dated = _DATE.match(text) is not None and (len(text) <= 20 or _PUBLISHED.search(text) is not None)
    return dated or _PUBLISHED.match(text) is not None


def _day(value: str) -> str:
    """Return the date that a value begins with, in ISO form; ``""`` where it says none."""
    found = _DATE.match(value.strip())
    if found is None:
        return ""
    try:
        return datetime.date(*map(int, found.groups())).isoformat()
    except ValueError:
        return ""
