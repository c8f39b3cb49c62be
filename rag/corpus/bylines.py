"""The shapes of bylines, of leads of reports and of what else names people: offices, reporters, speakers, folios.

Patterns only, as those of ``shapes``. Those that hold what a name looks like take long to compile: each is made when it
is first asked for, so that a process that reads no document does without.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from rag.corpus.shapes import CLOSING_BRACKETS, date_of


def late(pattern: str) -> Callable[[], re.Pattern[str]]:
    """Return what compiles a pattern when it is first called."""
    return lru_cache(maxsize=1)(lambda: re.compile(pattern))


SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤"
    "花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝"
    "明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管"
    "卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊惠甄曲家封储靳汲松井段富巫乌焦巴弓牧车侯"
    "宓蓬全班仰秋仲伊宫宁仇栾甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲台从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘"
    "党翟谭贡劳逄姬申扶堵冉宰郦雍郤璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡"
    "步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾沙养鞠须丰巢关蒯相查后荆红游竺权逯盖益"
    "桓公付肖闫涂覃佘仝"
)
_NAME = (
    rf"(?:(?:欧阳|上官|司马|诸葛|尉迟|皇甫|令狐|司徒)[\u4e00-\u9fff]{{1,2}}|[{SURNAMES}][\u4e00-\u9fff]{{1,2}}"
    r"|[\u4e00-\u9fff]{2,8}·[\u4e00-\u9fff·]{2,12})"
)
_OFFICE = (
    r"(?:书记|主任|局长|部长|市长|区长|县长|镇长|乡长|省长|厅长|处长|科长|院长|校长|所长|馆长|社长|行长|台长|站长|团长|司长"
    r"|署长|州长|秘书长|会长|理事长|董事长|检察长|总经理|经理|主席|委员|常委|代表|教授|研究员|院士|负责人|总裁|编辑|总编|干事"
    r"|专家|组长|队长|政委|司令员|参谋长|博士|先生|女士)"
)
_OFFICE_END = late(rf"[^。，！？；：,;:!?]{{2,40}}{_OFFICE}$")
_OFFICE_LINE = late(rf"[^。，！？；：,;:!?]{{2,40}}{_OFFICE} {_NAME}$")
_ONE_NAME = late(rf"{_NAME}$")
_ROLE = (
    r"(?:本报|本刊|本网|本台|新华社|中新社|人民日报|见习|实习|特约|首席|全媒体|融媒体)*"
    r"(?:记者|通讯员|编辑|实习生|摄影|评论员)"
)
_REPORTERS = rf"{_ROLE}[ ：:]?{_NAME}(?:[ 、，]?(?:{_ROLE}[ ：:]?)?{_NAME})*"
_NAMES = rf"{_NAME}(?:[ 、]{_NAME})*"
_REPORTER_LINE = late(
    rf"(?:{_REPORTERS}(?: ?[文图摄/／、]+| ?(?:报道|摄影?))*"
    rf"|(?:作者|撰稿|撰文|文|图)[：:/／] ?{_NAMES}(?: ?(?:摄影|图|摄)[：:/／] ?{_NAMES})?"
    rf"|[文图摄]+(?:[/／、][文图摄]+)? {_REPORTERS}|本报(?:特约)?评论员"
    rf"|[（(](?:{_REPORTERS}|作者(?:系|单位|为|[：:])[^（()）]{{2,40}})[）)])$"
)
_REPORTERS_BEHIND = late(rf"[（(](?P<by>{_REPORTERS})[）)]$")
_ROLE_OPEN = late(rf"[（(](?:{_REPORTERS} ?|{_NAMES} )?{_ROLE}$")
_NAME_FIRST = late(rf"{_NAME}(?:[）)、，, ]|$)")
_SIGNED = late(rf"(?:[^。，！？；：,;:!? ]{{2,24}} )?{_NAME}(?:[ 、]{_NAME})*$")
# 04 要闻 2021年5月13日 星期四 责任编辑 王芳
_FOLIO = re.compile(r"星期[一二三四五六日天]|\d ?版|责任?编辑?")
_META_LINE = re.compile(
    r"(?:来源|出处|稿源|作者|记者|编辑|责编|责任编辑|校对|审核|签发人|发布时间|发布日期|发表时间|时间|日期|发文字号|索引号)\s?[：:]"
    r"|(?:责编|责任编辑|美编|版式|校对)(?:[ ：:]|$)"
    # 2021-03-12 08:30 来源：…, as sites print it; the time alone, too.
    r"|(?:19|20)\d\d(?:[-/.]\d{1,2}[-/.]\d{1,2}|年\d{1,2}月\d{1,2}日)(?:\s*\d{1,2}:\d\d(?::\d\d)?\s*$"
    r"|(?:\s*\d{1,2}:\d\d(?::\d\d)?)?\s+(?:来源|出处|稿源|作者|记者|编辑|责编|点击|浏览)\S{0,4}?\s?[：:])"
)
_AUTHOR = late(
    r"(?:作者|撰稿人?|记者|通讯员)\s?[：:]\s?(?P<by>[\u4e00-\u9fff·]{2,10}"
    r"(?:[ 、，,][\u4e00-\u9fff·]{2,4}(?![\u4e00-\u9fff·]*\s?[：:]))*)(?=[\s|｜丨）)]|$)"
)


# What reporters, those who wrote or drew, and what stands in brackets begin with.
_REPORTERS_OPEN = frozenset("本新中人见实特首全融记通编摄评作撰文图（(")


def byline(text: str) -> bool:
    """Return whether a whole line is a byline: office and name, or reporters and their names.

    >>> [byline(t) for t in ("某市教育局局长 王小明", "记者 李华 通讯员 张伟", "坚定信心 激扬斗志")]
    [True, True, False]
    """
    if not text or len(text) > 60:
        return False
    first = text[0]
    if first in _REPORTERS_OPEN and _REPORTER_LINE().match(text):
        return True
    if first in "◎※" and signed_name(text[1:].lstrip()):
        return True
    return " " in text and _OFFICE_LINE().match(text) is not None


def office(text: str) -> bool:
    """Return whether a line ends in an office, so that a name may follow on the next one."""
    return len(text) <= 50 and _OFFICE_END().match(text) is not None


def name(text: str) -> bool:
    """Return whether a line has the shape of one person's name."""
    return _ONE_NAME().match(text) is not None


def signed_name(text: str) -> bool:
    """Return whether a line behind a mark (□, ◎) names who wrote it, and where they work: 市委组织部 李晓峰."""
    return len(text) <= 40 and _SIGNED().match(text) is not None


def is_meta_line(text: str) -> bool:
    """Return whether a line names source, editor or time of publication (来源：…, 发布时间：…) or is a folio."""
    if len(text) > 80 or "。" in text:
        return False
    return _META_LINE.match(text) is not None or is_folio(text)


def author_in(text: str) -> tuple[int, int] | None:
    """Return the place of the authors whom a line of publication names; None where it names none.

    >>> author_in("2021-03-12 来源：某报 作者：王芳 李华 点击：12"), author_in("来源：某报")
    ((20, 25), None)
    """
    found = _AUTHOR().search(text)
    return found.span("by") if found else None


def is_folio(text: str) -> bool:
    """Return whether a line is a newspaper's folio: the date of the page with its number, weekday or editors.

    >>> is_folio("04 要闻 2021年5月13日 星期四 责任编辑 王芳"), is_folio("2021年5月13日，大桥通车")
    (True, False)
    """
    found = date_of(text) if len(text) <= 60 and "，" not in text and "。" not in text else None
    return found is not None and _FOLIO.search(text[: found[1]] + "\n" + text[found[2] :]) is not None


def reporters_behind(text: str) -> tuple[int, int] | None:
    """Return the place of the reporters in brackets at the end of a paragraph; None where there are none."""
    found = _REPORTERS_BEHIND().search(text) if text.removesuffix("\n")[-1:] in CLOSING_BRACKETS else None
    return found.span("by") if found else None


def names_reporter(before: str, after: str) -> bool:
    """Return whether a line break fell between a role in brackets and the name behind it (…（记者 / 周文）)."""
    return _ROLE_OPEN().search(before) is not None and _NAME_FIRST().match(after) is not None


def speaker(text: str) -> tuple[int, int] | None:
    """Return the place of the speaker's name in ——某某同志在某会议上的讲话 and the like; None where there is none."""
    found = _SPEAKER().search(text) if len(text) <= 150 else None
    return found.span("name") if found else None


_SPEAKER = late(rf"(?P<name>{_NAME})同志在.{{2,80}}(?:讲话|报告|发言|致辞)")


# ---------------------------------------------------------------- leads of reports

_PRESS = r"(?:本报|本台|本刊|本网)"
_AGENCY = r"(?:新华社|中新社|中新网|人民网|新华网|央广网)"
_DATELINE = late(
    rf"{_PRESS}讯 ?[（(](?P<by>{_REPORTERS}|{_NAMES})[^（()）]{{0,20}}[）)]"
    rf"|{_PRESS}讯 ?(?P<by2>{_REPORTERS})(?=[ ，\d近日])"
    rf"|[（(](?P<by3>{_REPORTERS})[^（()）]{{0,20}}[）)]"
    rf"|{_AGENCY}[\u4e00-\u9fff]{{0,8}}\d+月\d+日[讯电] ?(?:[（(](?P<by4>[^（()）]{{2,40}})[）)])?"
    rf"|{_PRESS}讯"
)
_OWN_LEAD = late(rf"{_PRESS}讯 ?(?:[（(]|{_REPORTERS})")
_LEADS = frozenset("本新中人央（(")  # What they begin with.
_LEAD_IN = late(rf"{_PRESS}(?:讯|记者)|{_AGENCY}[\u4e00-\u9fff“]|[\u4e00-\u9fff]{{2,4}}(?:报|网)讯(?![\u4e00-\u9fff])")


def dateline(text: str) -> tuple[int, int, int] | None:
    """Return where a newspaper lead stands at the start of a paragraph; None where there is none.

    Returns:
        End of the lead (本报讯（记者 林翔翔）), start and end of the reporters in it; both are 0 where
        it names none.
    """
    found = _DATELINE().match(text) if text[:1] in _LEADS else None
    if found is None:
        return None
    group = next((g for g in ("by", "by2", "by3", "by4") if found[g]), None)
    return (found.end(), *(found.span(group) if group else (0, 0)))


def leads(text: str) -> bool:
    """Return whether a line opens with a paper's own lead that names who wrote: 本报讯（记者 …）."""
    return text.startswith("本") and _OWN_LEAD().match(text) is not None


def lead_in(text: str) -> bool:
    """Return whether a line opens like a newspaper report: 本报讯, 新华社北京, 某报讯."""
    return _LEAD_IN().match(text) is not None


_ATTENDED = re.compile(r"[省市区县州镇]?委?(?:等)?领导[^。]{2,80}(?:参加|出席|陪同|列席)[^。，]{0,16}。")


def attendance(text: str) -> bool:
    """Return whether a text opens with the sentence that closes a report of a meeting (市领导某某、某某参加会议。)."""
    return _ATTENDED.match(text) is not None
