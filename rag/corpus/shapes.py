"""The shapes of Chinese print: ends of sentences, numbering, bylines, leads, dates and number lines.

Patterns only. They read the form of a line and never its subject, so that they hold on pages
nobody has seen. Knows nothing of neighbours or columns.
"""

from __future__ import annotations

import re

from rag.text.numbers import dates, quantities

_UNIT = 6  # Characters that may make one.
_CLOSERS = "”’」』）)》】〕\"'"
_CLOSING = frozenset(_CLOSERS)
_DIGIT = "一二三四五六七八九十百"

# ---------------------------------------------------------------- ends

_ENDS = frozenset("。！？；：!?;:…")
CLOSING_BRACKETS = frozenset("）)」』】〕")
_QUOTED_ENDS = frozenset("。！？；!?;")
SENTENCE_ENDS = frozenset("。！？!?…")


def ended(text: str) -> bool:
    """Return whether a line can be the end of a paragraph: it ends in 。！？；： or in a closing bracket.

    Quotation marks may follow the end mark; a quotation mark alone ends nothing.
    """
    text = text.removesuffix("\n")
    last = text[-1:]
    return (
        last in _ENDS or last in CLOSING_BRACKETS or (last in _CLOSING and text.rstrip(_CLOSERS)[-1:] in _QUOTED_ENDS)
    )


def sentence_ended(text: str) -> bool:
    """Return whether a line ends a sentence."""
    return text.removesuffix("\n").rstrip(_CLOSERS)[-1:] in SENTENCE_ENDS


_LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]+")
_EASTERN = re.compile(r"[\u2e80-\uffff]")
_LATIN_END = re.compile(r"[.!?][\"'”’)]*$")


def latin(text: str) -> bool:
    """Return whether a line is running text in a Latin script: three words or more, two of them letters, and no Han."""
    return _EASTERN.search(text) is None and len(text.split()) >= 3 and len(_LATIN_WORD.findall(text)) >= 2


def changes_script(before: str, after: str) -> bool:
    """Return whether a sentence in one script ends with a line and the next line opens in the other."""
    if latin(before):
        return _LATIN_END.search(before) is not None and _EASTERN.match(after) is not None
    return latin(after) and after[:1].isupper() and sentence_ended(before)


def latin_goes_on(before: str, after: str) -> bool:
    """Return whether a Latin line stops inside a sentence: its last word has no mark, the next line is lower-case."""
    return latin(before) and (before[-1].isalnum() or before[-1] in ",;-") and after[:1].islower()


_WORD_LEFT = re.compile(r"[\u4e00-\u9fff，、“（《][^。！？；：]*[A-Za-z]{2,}$")
_WORD_ON = re.compile("[A-Za-z][^：，。；]*[，。；]")


def breaks_words(before: str, after: str) -> bool:
    """Return whether a line of Chinese breaks off between two Latin words and goes on in Chinese below.

    >>> breaks_words("平台采用Open", "Street的地图，免费使用。"), breaks_words("软件：Word", "Excel：表格，另购")
    (True, False)
    """
    return not labelled(before) and _WORD_ON.match(after) is not None and _WORD_LEFT.search(before) is not None


_SALUTES = frozenset("此敬 ")
_SALUTE = re.compile("(?:此致|敬礼|此致敬礼)[！!。，,]?$")


def salute(text: str) -> bool:
    """Return whether a line is a part of the closing of a letter (此致, 敬礼！)."""
    return text[:1] in _SALUTES and _SALUTE.match(text.replace(" ", "")) is not None


# ---------------------------------------------------------------- labels

_LABELLED = re.compile(r"(?:[\u4e00-\u9fff·]{2,16} )?[\u4e00-\u9fff]{2,8}(?:[（(][^（()）]{1,10}[）)])?：(?=\S)")
_SAID = re.compile(r"[^：]*(?:说|道|称|问|答|指出|强调|认为|表示|要求|介绍|提出|如下|包括|例如|比如|即|是|为)：")


def labelled(text: str) -> bool:
    """Return whether a line opens with a label and its value (地址：…, 电话：…), and not with words of saying.

    >>> [labelled(t) for t in ("地址：北苑路190号", "开放时间：周二至周日", "会议强调：要落实", "温州：")]
    [True, True, False, False]
    """
    return _LABELLED.match(text) is not None and _SAID.match(text) is None


def measured(figure: str, below: str) -> bool:
    """Return whether what stands below a figure opens with its unit, so that both are one quantity or date.

    >>> measured("450", "辆，其中出口85辆"), measured("12", "人民政府要求"), measured("3", "月底前完成")
    (True, False, True)
    """
    whole = figure + below[:_UNIT]
    first = next(iter(quantities(whole)), None)
    counted = first is not None and first.start == 0 and first.unit != ""
    return counted or any(date.start == 0 and date.end > len(figure) for date in dates(whole))


# ---------------------------------------------------------------- numbering

# Outermost first; a line belongs to the first level that matches.
_LEVELS = re.compile(
    rf"(第[{_DIGIT}\d]+(?:部分|[编章篇]))"
    rf"|(第[{_DIGIT}\d]+节)"
    rf"|([{_DIGIT}]+[、．]|第[{_DIGIT}]+[，,、：:])"
    rf"|([（(][{_DIGIT}]+[）)])"
    r"|(\d{1,2}(?:[、．]|\.(?!\d)|\s(?=[^\d\s年月日])))"
    r"|([（(]\d{1,2}[）)]|[①-⑳])"
)
_LEAD = re.compile(rf"(?:[{_DIGIT}](?:是|要)|首先|其次|再次|最后|第[{_DIGIT}]+[，,条])")


def numbering(text: str) -> int | None:
    """Return the level of a line's numbering, 0 the outermost; None where it has none.

    >>> [numbering(t) for t in ("第一章 总则", "一、总体要求", "（二）主要目标", "3.任务", "一要抓落实", "温州")]
    [0, 2, 3, 4, None, None]
    """
    found = _LEVELS.match(text)
    return found.lastindex - 1 if found and found.lastindex else None


_COUNT = rf"[{_DIGIT}零〇\d]{{1,7}}"
_CLAUSE = re.compile(
    rf"第{_COUNT}[条章节款编](?:之[{_DIGIT}]{{1,3}})?(?: |$)"
    rf"|附[件录表] ?(?:[{_DIGIT}]{{1,3}}|\d{{1,2}}|[A-Z])?(?:[：: ]|$)"
)
_CLAUSE_HEADING = re.compile(rf"第{_COUNT}[章节编] ?[^，。；：！？,;:!?]{{0,24}}$")


def clause(text: str) -> bool:
    """Return whether a line opens as an article of a regulation or an annex does: its number, then a blank or nothing.

    >>> [clause(t) for t in ("第二条 本办法适用于", "第三条之一 本条", "第三条规定的", "附件2：名单", "附件中")]
    [True, True, False, True, False]
    """
    return _CLAUSE.match(text) is not None


def clause_heading(text: str) -> bool:
    """Return whether a line is the heading of a chapter or section of a regulation (第二章 监督管理)."""
    return _CLAUSE_HEADING.match(text) is not None


_REFERS = re.compile(rf"第{_COUNT}条(?:之[{_DIGIT}]{{1,3}})?(?:规定|第|所|的|之规定|、|和|及|至|或)")
_ADDRESSED = re.compile(r"(?:各|尊敬的|敬爱的|亲爱的|全体)[^。；！？：要应须]{1,40}：$")


def refers(text: str) -> bool:
    """Return whether a line opens with an article that a sentence speaks of (第二十二条规定, 第三条第一款)."""
    return _REFERS.match(text) is not None


def addressed(text: str) -> bool:
    """Return whether a line says whom a letter or a circular is for (各乡镇人民政府：, 尊敬的各位家长：)."""
    return len(text) <= 50 and _ADDRESSED.match(text) is not None


def is_lead(text: str) -> bool:
    """Return whether a text opens with 一是, 二要, 首先 and the like: an item of an enumeration in running text."""
    return _LEAD.match(text) is not None


# ---------------------------------------------------------------- bylines

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
_OFFICE_END = re.compile(rf"[^。，！？；：,;:!?]{{2,40}}{_OFFICE}$")
_OFFICE_LINE = re.compile(rf"[^。，！？；：,;:!?]{{2,40}}{_OFFICE} {_NAME}$")
_ONE_NAME = re.compile(rf"{_NAME}$")
_ROLE = (
    r"(?:本报|本刊|本网|本台|新华社|中新社|人民日报|见习|实习|特约|首席|全媒体|融媒体)*"
    r"(?:记者|通讯员|编辑|实习生|摄影|评论员)"
)
_REPORTERS = rf"{_ROLE}[ ：:]?{_NAME}(?:[ 、，]?(?:{_ROLE}[ ：:]?)?{_NAME})*"
_NAMES = rf"{_NAME}(?:[ 、]{_NAME})*"
_REPORTER_LINE = re.compile(
    rf"(?:{_REPORTERS}(?: ?[文图摄/／、]+| ?(?:报道|摄影?))*"
    rf"|(?:作者|撰稿|撰文|文|图)[：:/／] ?{_NAMES}(?: ?(?:摄影|图|摄)[：:/／] ?{_NAMES})?"
    rf"|[文图摄]+(?:[/／、][文图摄]+)? {_REPORTERS}|本报(?:特约)?评论员"
    rf"|[（(](?:{_REPORTERS}|作者(?:系|单位|为|[：:])[^（()）]{{2,40}})[）)])$"
)
_REPORTERS_BEHIND = re.compile(rf"[（(](?P<by>{_REPORTERS})[）)]$")
_ROLE_OPEN = re.compile(rf"[（(](?:{_REPORTERS} ?|{_NAMES} )?{_ROLE}$")
_NAME_FIRST = re.compile(rf"{_NAME}(?:[）)、，, ]|$)")
_SIGNED = re.compile(rf"(?:[^。，！？；：,;:!? ]{{2,24}} )?{_NAME}(?:[ 、]{_NAME})*$")
# 04 要闻 2021年5月13日 星期四 责任编辑 王芳
_FOLIO = re.compile(r"星期[一二三四五六日天]|\d ?版|责任?编辑?")
_META_LINE = re.compile(
    r"(?:来源|出处|稿源|作者|记者|编辑|责编|责任编辑|校对|审核|签发人|发布时间|发布日期|发表时间|时间|日期|发文字号|索引号)\s?[：:]"
    r"|(?:责编|责任编辑|美编|版式|校对)(?:[ ：:]|$)"
    # 2021-03-12 08:30 来源：…, as sites print it; the time alone, too.
    r"|(?:19|20)\d\d(?:[-/.]\d{1,2}[-/.]\d{1,2}|年\d{1,2}月\d{1,2}日)(?:\s*\d{1,2}:\d\d(?::\d\d)?\s*$"
    r"|(?:\s*\d{1,2}:\d\d(?::\d\d)?)?\s+(?:来源|出处|稿源|作者|记者|编辑|责编|点击|浏览)\S{0,4}?\s?[：:])"
)
_AUTHOR = re.compile(
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
    if first in _REPORTERS_OPEN and _REPORTER_LINE.match(text):
        return True
    if first in "◎※" and signed_name(text[1:].lstrip()):
        return True
    return " " in text and _OFFICE_LINE.match(text) is not None


def office(text: str) -> bool:
    """Return whether a line ends in an office, so that a name may follow on the next one."""
    return len(text) <= 50 and _OFFICE_END.match(text) is not None


def name(text: str) -> bool:
    """Return whether a line has the shape of one person's name."""
    return _ONE_NAME.match(text) is not None


def signed_name(text: str) -> bool:
    """Return whether a line behind a mark (□, ◎) names who wrote it, and where they work: 市委组织部 李晓峰."""
    return len(text) <= 40 and _SIGNED.match(text) is not None


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
    found = _AUTHOR.search(text)
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
    found = _REPORTERS_BEHIND.search(text) if text.removesuffix("\n")[-1:] in CLOSING_BRACKETS else None
    return found.span("by") if found else None


def names_reporter(before: str, after: str) -> bool:
    """Return whether a line break fell between a role in brackets and the name behind it (…（记者 / 周文）)."""
    return _ROLE_OPEN.search(before) is not None and _NAME_FIRST.match(after) is not None


def speaker(text: str) -> tuple[int, int] | None:
    """Return the place of the speaker's name in ——某某同志在某会议上的讲话 and the like; None where there is none."""
    found = _SPEAKER.search(text) if len(text) <= 150 else None
    return found.span("name") if found else None


_SPEAKER = re.compile(rf"(?P<name>{_NAME})同志在.{{2,80}}(?:讲话|报告|发言|致辞)")


# ---------------------------------------------------------------- leads of reports

_PRESS = r"(?:本报|本台|本刊|本网)"
_AGENCY = r"(?:新华社|中新社|中新网|人民网|新华网|央广网)"
_DATELINE = re.compile(
    rf"{_PRESS}讯 ?[（(](?P<by>{_REPORTERS}|{_NAMES})[^（()）]{{0,20}}[）)]"
    rf"|{_PRESS}讯 ?(?P<by2>{_REPORTERS})(?=[ ，\d近日])"
    rf"|[（(](?P<by3>{_REPORTERS})[^（()）]{{0,20}}[）)]"
    rf"|{_AGENCY}[\u4e00-\u9fff]{{0,8}}\d+月\d+日[讯电] ?(?:[（(](?P<by4>[^（()）]{{2,40}})[）)])?"
    rf"|{_PRESS}讯"
)
_LEADS = frozenset("本新中人央（(")  # What they begin with.
_LEAD_IN = re.compile(
    rf"{_PRESS}(?:讯|记者)|{_AGENCY}[\u4e00-\u9fff“]|[\u4e00-\u9fff]{{2,4}}(?:报|网)讯(?![\u4e00-\u9fff])"
)


def dateline(text: str) -> tuple[int, int, int] | None:
    """Return where a newspaper lead stands at the start of a paragraph; None where there is none.

    Returns:
        End of the lead (本报讯（记者 林翔翔）), start and end of the reporters in it; both are 0 where
        it names none.
    """
    found = _DATELINE.match(text) if text[:1] in _LEADS else None
    if found is None:
        return None
    group = next((g for g in ("by", "by2", "by3", "by4") if found[g]), None)
    return (found.end(), *(found.span(group) if group else (0, 0)))


def lead_in(text: str) -> bool:
    """Return whether a line opens like a newspaper report: 本报讯, 新华社北京, 某报讯."""
    return _LEAD_IN.match(text) is not None


_ATTENDED = re.compile(r"[省市区县州镇]?委?(?:等)?领导[^。]{2,80}(?:参加|出席|陪同|列席)[^。，]{0,16}。")


def attendance(text: str) -> bool:
    """Return whether a text opens with the sentence that closes a report of a meeting (市领导某某、某某参加会议。)."""
    return _ATTENDED.match(text) is not None


# ---------------------------------------------------------------- dates, numbers, circulars

_DATE = re.compile(
    r"(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日|(?<!\d)((?:19|20)\d\d)[-./](\d{1,2})[-./](\d{1,2})(?!\d)"
)
_HAN_DATE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_NUMBER_LINE = re.compile(
    r"^(?P<number>[^。，；]{0,20}?\s?[〔﹝\[（(【［{<〈](?:\d{4}|[一二][〇○零一二三四五六七八九]{3})[〕﹞\]）)】］}>〉]"
    rf"\s?第?\s?(?:\d+(?:[-—]\d{{1,3}})?|[〇零百{_DIGIT}]{{1,7}})\s?[号期]|(?:总)?第\s?\d+\s?期"
    r"|[\u4e00-\u9fff]{0,8}(?:公告|通告|令|[政委党府办司局厅部][办函字]?[发函办]?)\s?(?:19|20)\d\d年\s?第?\s?\d{1,5}\s?号)"
    r"文?(?:\s?签发人\s?[：:].{0,20})?$"
)
# The office, the date or both stand before 印发; a verb before it (关于印发, 现予印发) makes half a headline.
_IMPRINT = re.compile(
    r"^(?:[发送]|抄送|抄报|主送|分送|报送)[：:]"
    r"|(?:^|[日\d]\s?)印发$|^[\u4e00-\u9fff、 ]{0,30}(?:办公室|办公厅|办|委员会|政府|厅|局|处|室|院|会)\s?印发$"
)
SENT = frozenset("发送抄主分报")  # The first characters of the words of sending.
_HAN_VALUE = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
LONGEST_DATE_LINE, LONGEST_NUMBER_LINE = 30, 50
_BESIDE_DATE = re.compile(
    r"[（(\[]?\s?(?:(?:星期|周)[一二三四五六日天])?(?:\d\d?:\d\d(?::\d\d)?)?\s?(?:印发|发布|公布)?[）)\]]?$"
)


def date_of(text: str) -> tuple[str, int, int] | None:
    """Return the first full date of a line in ISO form with its place; None where there is none.

    >>> date_of("（2020年4月16日）")
    ('2020-04-16', 1, 11)
    >>> date_of("二〇二〇年四月十六日")
    ('2020-04-16', 0, 10)
    """
    if "年" not in text and "19" not in text and "20" not in text:
        return None
    if found := _DATE.search(text):
        year, month, day = (int(part) for part in found.groups() if part)
    elif found := _HAN_DATE.search(text):
        year = int("".join(str(_HAN_VALUE[c]) for c in found[1]))
        month, day = _han_number(found[2]), _han_number(found[3])
    else:
        return None
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return (f"{year:04d}-{month:02d}-{day:02d}", *found.span())


def _han_number(text: str) -> int:
    """Return the value of a Han number below one hundred."""
    tens, mark, ones = text.rpartition("十")
    return (_HAN_VALUE.get(tens, 1) * 10 if mark else 0) + _HAN_VALUE.get(ones, 0)


def is_date_line(text: str) -> bool:
    """Return whether a line holds a date and little else: in brackets, alone, with a weekday or 印发."""
    found = date_of(text) if len(text) <= LONGEST_DATE_LINE else None
    return found is not None and _BESIDE_DATE.match(text[: found[1]] + text[found[2] :]) is not None


def is_number_line(text: str) -> bool:
    """Return whether a line is the number of a circular or an issue (温办通报〔2020〕第12期, 〔2020〕第12期).

    Who signed it may stand behind (签发人：…).
    """
    return number_end(text) > 0


def number_end(text: str) -> int:
    """Return where the number ends that a line begins with and is; 0 where it is none."""
    if len(text) > LONGEST_NUMBER_LINE or ("号" not in text and "期" not in text):
        return 0
    found = _NUMBER_LINE.match(text)
    return found.end("number") if found else 0


_MAY_HOLD_STOP = SENT | frozenset("（(◎※")


def is_prose(text: str) -> bool:
    """Return whether a text holds a 。 that no byline, date, number, foot or heading does.

    Those that may hold one open with a bracket or a word of sending, name who signed them, or end in 印发. Told at
    once, since most paragraphs are prose.
    """
    return "。" in text and text[0] not in _MAY_HOLD_STOP and not text.endswith("印发") and "签发人" not in text


def is_imprint(text: str) -> bool:
    """Return whether a line belongs to the foot of a circular: 发：…, 抄送：…, …印发."""
    if len(text) > 120 or not (text[:1] in SENT or text.removesuffix("\n").endswith("印发")):
        return False
    return _IMPRINT.search(text) is not None
