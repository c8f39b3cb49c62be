"""What is asked of a person beside their office: kin, where they come from, where they work.

A sentence that names somebody tells one of these only in its own words; any other says nothing of it.
"""

from __future__ import annotations

import re

from rag.text.names import is_person_shaped, organisations

# Words for one and the same kin, each class by itself.
_KIN = (
    "父亲|爸爸|爸|爹",
    "母亲|妈妈|妈|娘",
    "丈夫|老公|先生|爱人|配偶",
    "妻子|老婆|太太|夫人|爱人|配偶|媳妇",
    "儿子|独子|长子|次子|幼子|子女|孩子",
    "女儿|独女|长女|次女|幼女|子女|孩子|闺女",
    "哥哥|大哥|兄长|兄弟",
    "弟弟|兄弟|胞弟",
    "姐姐|大姐|姐妹",
    "妹妹|姐妹|胞妹",
    "爷爷|祖父",
    "奶奶|祖母",
    "外公|姥爷|外祖父",
    "外婆|姥姥|外祖母",
)
_KIN_ASKED = re.compile(
    f"(?P<name>[\u4e00-\u9fff]{{2,4}}?)的?(?P<kin>{'|'.join(sorted('|'.join(_KIN).split('|'), key=len, reverse=True))})"
    "(?=是|叫|做|在|多|今|有|姓|几|的)"
)
_ORIGIN_ASKED = re.compile(
    "(?:哪里|哪儿|哪一?个?(?:省|市|县|地方|村|镇)|什么地方)的?人(?![多少口])|籍贯|老家(?:是|在)?哪"
)
_ORIGIN = re.compile("籍|老家|出生|生于|来自|故乡|家乡|[省市县区镇乡村州]人(?![民大口才员均次力士家数])")
_WORK_ASKED = re.compile(
    "(?P<name>[\u4e00-\u9fff]{2,4}?)(?:是|在)哪一?[个家所](?:单位|公司|部门|机构|学校|大学|医院)(?:的|工作|上班|任职|教书|就职)?[?？]?$"
)
_WORKS = re.compile("就职|供职|任职|现任|来自|工作单位|效力|任教")
_NEAR = 20  # characters between a body and the person who belongs to it


def is_untold_of_person(asked: str, said: str) -> bool:
    """Whether a question asks for somebody's kin, origin or place of work, and a sentence does not tell it.

    Args:
        asked: The question, as it is compared.
        said: The sentence, likewise.

    >>> is_untold_of_person("李坚老公是做什么的", "李坚说，今年收成好。")
    True
    >>> is_untold_of_person("李坚是哪里人", "李坚，瑞安人，1970年出生。")
    False
    """
    kin = _KIN_ASKED.search(asked)
    if kin and is_person_shaped(kin["name"]):
        told = {word for words in _KIN if kin["kin"] in words.split("|") for word in words.split("|")}
        return not any(word in said for word in told)
    if _ORIGIN_ASKED.search(asked):
        return not _ORIGIN.search(said)
    work = _WORK_ASKED.search(asked)
    return bool(work and is_person_shaped(work["name"]) and not _tells_work(work["name"], said))


def _tells_work(name: str, said: str) -> bool:
    """Whether a sentence says to which body a person belongs: the body stands right before them, or it says so."""
    if name not in said or _WORKS.search(said):
        return name in said
    at = said.find(name)
    bodies = [body for body in organisations(said) if body.end <= at <= body.end + _NEAR]
    return any(not re.search("[，。；]", said[body.end : at]) for body in bodies)
