"""The shapes of Chinese print: ends of sentences, numbering, dates and number lines.

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
