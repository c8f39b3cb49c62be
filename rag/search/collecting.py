"""Reading questions about the collection as a whole: which documents mention, who wrote what, how many of a year.

Knows the shapes of such questions and nothing of documents. Whatever is not clearly one of them is an ordinary
question: an answer from passages is the lesser mistake.
"""

from __future__ import annotations

import re

from rag.records import Collecting
from rag.records.collected import Unit

_DOCUMENTS = "文件|资料|文档|材料|文本"
_ARTICLES = "文章|报道|新闻|讲话|稿子|稿件|评论|通讯"
_PLACES = "地方|处|句子|句|段落|段"
_KINDS = rf"(?P<unit>{_DOCUMENTS}|{_ARTICLES}|{_PLACES})"
_WHICH = "哪些|哪几[份篇个处]|哪[份篇个]|多少[份篇个处]?|几[份篇个处]|[有]?什么"
_MENTIONS = "(?:提到|提及|说到|讲到|谈到|写到|涉及到?|包含|含有|出现|提过|谈过|讲过|说过|写过)(?:了|过)?"
_WROTE = "(?:写过|写了|写的?|发表过|发表了|撰写了?|撰写过|作过)"
_YEAR = r"(?P<year>(?:19|20)\d\d)年(?:的|发的|发布的|印发的|发表的)?"
_END = r"[吗呢啊呀了？?。！!\s]*$"
_ALL = "(?:所有|全部|每一?|一切)?(?:的)?"
_TERM = r"[“\"《「『]?(?P<term>[^“”\"《》「」『』，。？?！!；;]{1,60}?)[”\"》」』]?"
_LONG = r"[“\"「『]?(?P<term>[^“”\"「」『』？?]{4,300}?)[”\"」』]?"
_PERSON = r"(?P<author>[\u4e00-\u9fff·]{2,12}?)"

_SHAPES = tuple(
    re.compile(pattern)
    for pattern in (
        # 哪些文件提到龙港；有几篇文章提到过
        rf"^(?:一共|总共|共)?(?:有|都有|在)?(?:{_WHICH})(?:{_YEAR})?{_KINDS}(?:里面?|中)?(?:都|曾|也)?{_MENTIONS}{_TERM}(?:的)?{_END}",
        # 提到龙港的文件有哪些（有几份）
        rf"^{_MENTIONS}{_TERM}的{_KINDS}(?:一共|总共|共|都)?(?:有|是)(?:{_WHICH}){_END}",
        # 龙港在哪些文件里提到（出现）过
        rf"^{_TERM}(?:在|被)(?:{_WHICH}){_KINDS}(?:里面?|中)?(?:都|被|曾)?{_MENTIONS}{_END}",
        # 哪里提到龙港
        rf"^(?P<where>哪里|哪儿|什么地方)(?:都|曾)?{_MENTIONS}{_TERM}{_END}",
        # 把提到龙港的地方都列出来；列出每一处龙港
        rf"^(?:请)?(?:把|将)?{_ALL}{_MENTIONS}{_TERM}的?{_ALL}{_KINDS}?(?:都|全部|全)?(?:列|找|挑)(?:一下|出来?|给我){_END}",
        rf"^(?:请)?(?:列出|找出|列举){_ALL}{_MENTIONS}{_TERM}的?{_ALL}{_KINDS}{_END}",
        rf"^(?:请)?把{_TERM}(?:出现)?的?每一(?P<unit>处|个地方)(?:都|全部|全)?(?:列|找)(?:一下|出来?|给我)?{_END}",
        # 龙港出现了几次
        rf"^{_TERM}(?:一共|总共|共)?(?:出现|提到|被提到)(?:了|过)?(?:多少|几)(?P<unit>次|处|回){_END}",
        # 这句话出自哪里
        rf"^(?P<origin>这[句段]话|下面[这]?[句段]话)?(?:出自|来自|出处是)(?:哪里|哪儿|哪[篇份个]{_KINDS}?)[：:，,]{_LONG}{_END}",
        rf"^{_LONG}[，,]?(?:这[句段]话)?(?P<origin>出自|来自|出处[在是])(?:哪里|哪儿|何处|哪[篇份个](?:{_DOCUMENTS}|{_ARTICLES})?){_END}",
        # 涂秀明写过什么（哪些文章）
        rf"^{_PERSON}(?:一共|总共|都)?{_WROTE}(?:{_WHICH}|哪些?)(?P<unit>{_ARTICLES})?{_END}",
        rf"^(?:一共|总共|共)?有?(?:{_WHICH})(?P<unit>{_ARTICLES})?(?:是|由){_PERSON}(?:{_WROTE}|采写|报道)(?:的)?{_END}",
        rf"^{_PERSON}的(?P<unit>文章|稿子|稿件|报道)(?:一共|总共|都)?有(?:{_WHICH}){_END}",
        # 有几份2020年的文件
        rf"^(?:这里|库里|资料里|一共|总共|共)?有?(?:{_WHICH}){_YEAR}{_KINDS}?{_END}",
        rf"^{_YEAR}{_KINDS}(?:一共|总共|共|都)?有(?:{_WHICH}){_END}",
    )
)
# 这些资料里有几篇是记者写的: the collection is what is asked of.
_OF_ALL = re.compile(rf"^(?:在?这些(?:{_DOCUMENTS}|{_ARTICLES})|这里|(?:{_DOCUMENTS}))(?:里面?|中|当中)[，,]?")
# What is no term: a question or a pointer of its own.
_NO_TERM = re.compile(r"什么|哪[些里个]|多少|谁|怎么|如何|为什么|^(?:这|那|它|他|她)")
_UNITS: dict[str, Unit] = {
    **dict.fromkeys(_DOCUMENTS.split("|"), "documents"),
    **dict.fromkeys(_ARTICLES.split("|"), "articles"),
}


def collecting(question: str) -> Collecting | None:
    """Return what a standalone question asks of the whole collection; None where it is an ordinary question.

    >>> collecting("哪些文件提到龙港？")
    Collecting(unit='documents', term='龙港', author='', year=None, origin=False)
    >>> collecting("涂秀明写过什么"), collecting("会议提到哪些要求？")
    (Collecting(unit='articles', term='', author='涂秀明', year=None, origin=False), None)
    >>> collecting("这些资料里有几篇是记者写的？")
    Collecting(unit='articles', term='', author='记者', year=None, origin=False)
    """
    text = _OF_ALL.sub("", question.strip())
    for shape in _SHAPES:
        match = shape.search(text)
        if match is None:
            continue
        found = match.groupdict()
        term = (found.get("term") or "").strip()
        author = (found.get("author") or "").strip()
        if _NO_TERM.search(term) or _NO_TERM.search(author) or (found.get("term") is not None and not term):
            return None
        year = int(found["year"]) if found.get("year") else None
        return Collecting(_unit(found, author), term, author, year, origin=found.get("origin") is not None)
    return None


def _unit(found: dict[str, str | None], author: str) -> Unit:
    """Return what is counted: what the question names; else articles of an author, documents of a year, places."""
    named = found.get("unit")
    if named:
        return _UNITS.get(named, "sentences")
    if author:
        return "articles"
    return "documents" if found.get("year") else "sentences"
