"""Persons, places, organisations, quoted names and titles of works in Chinese text, as places.

Reads shapes: surname and office, reporters' lines, 街道 or 公司 at the end of a name, quotation
marks. Knows a list of surnames, of offices and of endings, and the general dictionary's place
names; nothing of any document. What has no such shape is not found: precision goes before recall.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from rag.text.dictionary import frequency, more_places, place_words, tag
from rag.text.fold import is_han

NameKind = Literal["person", "place", "organisation", "quoted", "work"]


@dataclass(frozen=True, slots=True)
class Name:
    """A name with its place; ``text`` is without quotation marks, ``start`` and ``end`` too."""

    start: int
    end: int
    text: str
    kind: NameKind


# The common surnames; rare ones that are everyday words (都, 时, 和, 位 …) are left out.
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟"
    "谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤温康施文牛樊葛邢安齐易"
    "伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴"
    "蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳穆农司卓古吉缪简车项芦麦褚娄窦戚岑景费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师"
    "仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩佘池查麻苑迟邝谈匡鞠惠荆乐冀胥储原栗燕楚鄢劳谌奚皮冼蔺楼满闻厉伊郜阚强帅练"
    "禹井祖漆巴丰支卿狄平索宣晋阎肇池"
)
_COMPOUND = "欧阳|司马|诸葛|上官|司徒|东方|皇甫|尉迟|公孙|慕容|令狐|夏侯|长孙|宇文|端木|南宫|轩辕"
_OFFICE = (
    "书记|主任|局长|市长|县长|区长|镇长|乡长|部长|省长|厅长|处长|科长|主席|总理|总统|首相|外长|防长|大臣|议长|委员|常委|院长|校长|会长|理事长|董事长|总经理|"
    "副总裁|总裁|经理|秘书长|发言人|组长|队长|站长|社长|所长|馆长|台长|行长|州长|大使|参赞|司令|将军|教授|研究员|院士|博士|医生|"
    "专家|分析师|律师|工程师|总监|教练|导演|演员|歌手|作家|作者|诗人|书法家|画家|主编|编辑|责编|记者|通讯员|队员|代表|同志|先生|女士|老师|首席执行官|创始人"
)
_HAN = r"[一-鿿]"
_ONE_SURNAME = f"(?:{_COMPOUND}|[{''.join(sorted(SURNAMES))}])"
# What goes on behind a name, so that 李坚走访 is 李坚 and 陈伟俊在 is 陈伟俊.
_GOES_ON = frozenset(
    "走主出强指表说讲在等参带介认要提宣率会先一同对与和及是为任到来前今日向就也还都将已曾的了首作发致调赴围召谈代接签分用"
    "从把被让以由听看问做当兼该又并称告见担陪深现担针感呼预透回写撰，。、；：,;:！？!?（）() \n\t“”《》"
)
_PERSON_AFTER = re.compile(rf"(?:{_OFFICE})[ 　]?(?P<name>{_ONE_SURNAME}{_HAN}{{1,2}})")
_PERSON_BEFORE = re.compile(rf"(?P<name>{_ONE_SURNAME}{_HAN}{{1,2}})(?:同志|先生|女士|(?:副?(?:{_OFFICE})))")
_REPORTERS = re.compile(
    rf"(?:记者|通讯员|实习生|作者|编辑|责编|摄影)[ 　:：]?"
    rf"(?P<names>{_ONE_SURNAME}{_HAN}{{1,2}}(?:[ 　、/]{_ONE_SURNAME}{_HAN}{{1,2}})*)(?![一-鿿])"
)
_OFFICE_LINE = re.compile(rf"(?m)(?:{_OFFICE})[ 　\n]+(?P<name>{_ONE_SURNAME}{_HAN}{{1,2}})[ 　]*$")
_FOREIGN = re.compile(r"[一-鿿]{1,7}(?:[·•・][一-鿿]{1,8})+")
_WHO = re.compile(rf"(?P<name>{_HAN}{{2,4}})是(?:谁|何许人也?)[?？。]?")
_SPEAKER = re.compile(
    rf"(?:^|[，。、；：,;:？?！!\s]|是|由|关于|根据|按照|按|当时|街道|委员会|工委)(?P<name>{_ONE_SURNAME}{_HAN}{{1,2}})"
    rf"(?=讲[^究]|说|要求|提出|打算|怎么|写|撰写|兼|任|给|对|把|[，。\d]|$|强调|指出|认为|表示|介绍|主持|出席|走访|参加|担任|同志|的(?:讲话|报告|文章|职务|观点)|文章|在[^哪]|是谁|是什么(?:人|职)|都)"
)
_PLACE_END = (
    "自治区|自治州|自治县|特别行政区|开发区|高新区|示范区|园区|新区|新城|小镇|社区|街道|片区|城区|半岛|群岛|国道|省道|高速|大道|水库|机场|"
    "省|市|县|区|镇|乡|村|岛|港|湾|山|江|河|湖|海|路|街"
)
_ORGANISATION_END = (
    "集团公司|有限公司|股份公司|集团|公司|银行|大学|学院|研究院|研究所|研究中心|医院|中学|小学|协会|学会|商会|联合会|基金会|委员会|工作委员会|"
    "领导小组|指挥部|管委会|办公厅|办公室|政府|法院|检察院|报社|出版社|总工会|工会|俱乐部|"
    "研究室|工作室|党工委|党委|市委|省委|区委|县委|镇委|工委|纪委|政研室|改革办|组织部|宣传部|统战部|公安部|财政部|教育部|商务部|外交部|"
    "管理局|监管局|总局|分局|公安局|财政局|教育局|卫健委|发改委|经信局|国资委|证监会|人大常委会|政协|部门|局|厅"
)
# No name goes on over these; 和 and 与 may stand inside an office's name (经济和信息化局).
_STOPS = frozenset("的在是对从到由把被为了等及或给向将去来这那其该各每谁哪有让请还兼于并而且也都就又再")
_JOINS = frozenset("和与同跟")
# In what would be the name of an organisation: who speaks, what is denied or asked for, a number of such bodies.
_NO_NAME = re.compile(
    "[我你您他她它咱们没啥]|不(?!锈|夜)|可以|能[否不]|(?<!社)会[不把被]|[一两三四五六七八九十几多数\\d][个家所间](?=$)"
)
_MEASURES = frozenset("个家位名条块天按些")
_NO_NAME_BEGINS = frozenset("tdcprv")  # words of these classes, such as 平时 and 马上
# 岚江县 does not end with its river.
_SHAPED_PLACE = re.compile(
    rf"{_HAN}{{1,8}}?(?P<ending>{_PLACE_END})(?![化域场])(?!(?<=[山江河湖海港湾岛])[市县区镇乡村])"
)
_SHAPED_ORGANISATION = re.compile(rf"{_HAN}{{1,14}}?(?P<ending>{_ORGANISATION_END})")
# Before an organisation's own name: 瑞安市经信局, 市经信局; 市委 keeps its 市.
_LEVEL = re.compile(r"^(?:[一-鿿]{2,3}(?=[省市县区]委)|[一-鿿]{2,3}[省市县区](?!委)|[省市县区](?!委))(?=[一-鿿]{3})")
_QUOTED = re.compile(r"“([^“”\n]{1,40})”|「([^「」\n]{1,40})」|\"([^\"\n]{1,40})\"|『([^『』\n]{1,40})』")
_WORK = re.compile(r"《([^《》\n]{1,60})》")

_SIDES = frozenset("岸侧边面部段门街路坡角")  # 鳌江北岸 is no 江北
_AT_LEAST = 300  # how often a place counts as seen that the dictionary does not know for one
# Behind a place that begins with a surname: 温州要给.
_NOT_GIVEN = tuple("要给在将能会让把被想去来办有是")


def persons(text: str) -> list[Name]:
    """Return the persons named, in order, each place once.

    >>> [n.text for n in persons("市委书记李坚走访总站。本报讯（记者 林翔翔）艾琳·坎农，")]
    ['李坚', '林翔翔', '艾琳·坎农']
    """
    found: dict[int, Name] = {}
    inside = {at for place in _known_places(text) for at in range(place.start + 1, place.end)}
    for match in _REPORTERS.finditer(text):
        for part in re.finditer(_HAN + "+", match["names"]):
            at = match.start("names") + part.start()
            found[at] = Name(at, at + len(part[0]), part[0], "person")
    for pattern in (_OFFICE_LINE, _PERSON_AFTER, _SPEAKER):
        for match in pattern.finditer(text):
            _add_person(found, text, match.start("name"), match.end("name"), exact=pattern is not _PERSON_AFTER)
    for match in _PERSON_BEFORE.finditer(text):
        _add_person(found, text, match.start("name"), match.end("name"), exact=True)
    for match in _FOREIGN.finditer(text):
        if text[match.start() - 1 : match.start()] in ("“", "《", '"'):
            continue  # “温州擂台·六比竞赛”
        found[match.start()] = Name(match.start(), match.end(), match[0], "person")
    openings = {place.start: place.end for place in _known_places(text)}
    return _apart(
        name
        for name in found.values()
        if name.start not in inside
        and not (name.start in openings and text[openings[name.start] : name.end] in _NOT_GIVEN)
    )


def places(text: str) -> list[Name]:
    """Return the places named: by their ending (街道, 区, 镇 …) or known to the general dictionary, in order.

    >>> [n.text for n in places("仙降街道和瑞安的马屿镇")]
    ['仙降街道', '瑞安', '马屿镇']
    """
    shaped = [name for match in _SHAPED_PLACE.finditer(text) if (name := _shaped(text, match, "place"))]
    return _apart([*shaped, *_known_places(text)])


def organisations(text: str) -> list[Name]:
    """Return the organisations named, by their ending (公司, 委员会, 局 …), in order.

    >>> [n.text for n in organisations("由重庆市中基进出口有限公司和市经济和信息化局主办")]
    ['重庆市中基进出口有限公司', '市经济和信息化局']
    """
    shaped = (_shaped(text, match, "organisation") for match in _SHAPED_ORGANISATION.finditer(text))
    found: list[Name] = []
    for name in _apart(name for name in shaped if name):
        if found and found[-1].end == name.start:  # 市委 + 外事工作委员会
            name = Name(found[-1].start, name.end, found.pop().text + name.text, "organisation")
        found.append(name)
    return found


def same_organisation(one: str, other: str) -> bool:
    """Whether two names are of one organisation, the shorter one perhaps an abbreviation, places before them aside.

    >>> same_organisation("瑞安市经信局", "市经济和信息化局"), same_organisation("市委政研室", "市委改革办")
    (True, False)
    """
    plain = (_LEVEL.sub("", name).replace("委员会", "委") for name in (one, other))
    short, long = sorted(plain, key=len)
    if len(short) < 3 or short[0] != long[0] or short[-1] != long[-1]:
        return False
    rest = iter(long)
    return all(char in rest for char in short)


def quoted(text: str) -> list[Name]:
    """Return what stands in quotation marks, in order, without the marks."""
    return [
        Name(m.start(m.lastindex), m.end(m.lastindex), m[m.lastindex], "quoted")
        for m in _QUOTED.finditer(text)
        if m.lastindex
    ]


def works(text: str) -> list[Name]:
    """Return the titles that stand in 《》, in order, without the marks."""
    return [Name(m.start(1), m.end(1), m[1], "work") for m in _WORK.finditer(text)]


def whom(question: str) -> str:
    """Return the person whom a question asks about by name, ``""`` for nobody.

    >>> whom("李坚是谁？"), whom("作者是谁？")
    ('李坚', '')
    """
    match = _WHO.fullmatch(question)
    return match["name"] if match and is_person_shaped(match["name"]) else ""


def tells_post(name: str, text: str) -> bool:
    """Whether a text says what office somebody holds.

    >>> tells_post("李坚", "市委书记李坚走访企业"), tells_post("李坚", "李坚要求，健全机制。")
    (True, False)
    """
    person = re.escape(name)
    behind = rf"{person}(?:同志)?[，, ]?(?:现?任|担任|当选|出任|是|为|[（(])[^，。；\n]{{0,16}}(?:{_OFFICE})"
    return re.search(rf"(?:{_OFFICE})[ 　]?{person}|{behind}", text) is not None


def is_person_shaped(text: str) -> bool:
    """Whether two to four characters look like a Chinese person's name: a surname first, and no word of the dictionary.

    >>> is_person_shaped("沈长城"), is_person_shaped("高质量"), is_person_shaped("温州")
    (True, False, False)
    """
    if not 2 <= len(text) <= 4 or not all(map(is_han, text)):
        return False
    if text[0] not in SURNAMES and not re.match(_COMPOUND, text):
        return False
    return tag(text) in ("", "nr")


def _add_person(found: dict[int, Name], text: str, start: int, end: int, *, exact: bool) -> None:
    """Keep a name that a pattern saw; where the text goes on behind it, cut it where a verb begins."""
    last = text[end - 1]
    if not exact and end - start == 3 and last in _GOES_ON:
        verb = tag(text[end - 1 : end + 1])[:1] == "v"  # 林霞提出
        end -= verb or text[end : end + 1] not in _GOES_ON
    if end - start == 3 and text[end - 1] in "都说讲在的那这":  # 李坚都出席
        end -= 1
    name = text[start:end]
    if end - start == 3 and text[end - 1] in "里上中内" and tag(name[:2]):
        return  # 文件里, 方案上
    if is_person_shaped(name) and tag(name[:2])[:1] not in _NO_NAME_BEGINS:
        found.setdefault(start, Name(start, end, name, "person"))


def _known_places(text: str) -> list[Name]:
    """Return the places of the general dictionary, longest first from the left."""
    words = place_words()
    found = []
    at = 0
    while at < len(text) - 1:
        sizes = (n for n in (5, 4, 3, 2) if text[at : at + n] in words and at + n <= len(text))
        size = next((n for n in sizes if not _is_cut(text, at, at + n)), 0)
        # 克兰 is a place, but not in 乌克兰.
        if size and not (at and tag(text[at - 1 : at + size])):
            found.append(Name(at, at + size, text[at : at + size], "place"))
        at += size or 1
    return found


def _is_cut(text: str, start: int, end: int) -> bool:
    """Whether other words lie across the ends of a would-be place: across both, or a commoner one across either.

    >>> _is_cut("那天都要带", 1, 3), _is_cut("运河北边", 1, 3), _is_cut("鳌江北岸", 1, 3), _is_cut("去北京大学", 1, 3)
    (True, True, True, False)
    """
    if text[end - 1] in "东西南北" and text[end : end + 1] in _SIDES:
        return True
    name = text[start:end]
    own = max(frequency(name), _AT_LEAST if name in more_places() else 0)
    left = max((frequency(text[start - n : start + 1]) for n in (1, 2) if start >= n), default=0)
    right = max((frequency(text[end - 1 : end + n]) for n in (1, 2) if end + n <= len(text)), default=0)
    return (left > 0 and right > 0) or max(left, right) > own


def _shaped(text: str, match: re.Match[str], kind: NameKind) -> Name | None:
    """Return the name that ends as a match does, without the words before it; None where only the ending is left."""
    start, end = match.start(), match.start("ending")
    stops = _STOPS | _JOINS if kind == "place" else _STOPS
    start = next((at + 1 for at in range(end - 1, start - 1, -1) if text[at] in stops), start)
    if kind == "organisation":
        start = max([start, *(found.end() for found in _NO_NAME.finditer(text, start, end))])
    while start < end and (size := _foreign_to_names(text[start:end])):
        start += size
    stem, name = text[start:end], text[start : match.end()]
    if stem in SURNAMES and match["ending"] in "局厅":
        return None  # 毛局 is its head
    if not stem or (
        kind == "place"
        and len(match["ending"]) == 1
        and not _is_place(stem, name, first=start == 0 or text[start - 1] in "，。、；：！？ 市省县在")
    ):
        return None
    return Name(start, match.end(), name, kind)


def _foreign_to_names(text: str) -> int:
    """Return how many characters at the head of a would-be name cannot belong to it: 天与…, 个…, 调查…."""
    if text[:2] in ("什么", "哪些", "多少") or (text[0] in "一两三几多数" and text[1:2] in _MEASURES):
        return 2
    if text[0] in _JOINS or text[0] in _MEASURES:
        return 1
    if len(text) > 1 and text[1] in _JOINS and len(text) > 2:
        return 2
    return 2 if len(text) > 3 and tag(text[:2]) == "v" else 0


def _is_place(stem: str, name: str, *, first: bool) -> bool:
    """Whether a name with an ending of one character is a place and no common word (农村, 治理路, 企业省)."""
    if tag(name) == "ns" or tag(stem) == "ns":
        return True
    # 洞头 is a common noun of the dictionary; at the head of a clause 洞头区 is a place nevertheless.
    tags = ("", "nr", "nz", "n") if first and name[-1] in "区县镇乡" else ("", "nr", "nz")
    return len(stem) == 2 and tag(stem) in tags and tag(name[-2:]) in ("", "ns") and tag(name) == ""


def _apart(names: Iterable[Name]) -> list[Name]:
    """Return names in order; of two that overlap the longer one, the first of equals."""
    kept: list[Name] = []
    for name in sorted(names, key=lambda n: (n.start - n.end, n.start)):
        # Those kept stand apart, so only the two between which a name would stand can overlap it.
        at = bisect_left(kept, name.start, key=_start)
        if (at == 0 or kept[at - 1].end <= name.start) and (at == len(kept) or name.end <= kept[at].start):
            kept.insert(at, name)
    return kept


def _start(name: Name) -> int:
    """Return where a name starts."""
    return name.start
