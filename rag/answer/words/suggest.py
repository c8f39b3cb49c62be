"""Questions to ask next, made from passages: of a figure, a date, an enumeration, an office, an author, an article.

Makes them from the passages' own words, in the ways people ask; whether one is answered is for the caller to
find out. Knows passages, never an index.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Literal

from rag.records import Answer, Chunk
from rag.text.dictionary import tag
from rag.text.fold import content, is_han
from rag.text.names import is_person_shaped, organisations, persons, places, quoted, works
from rag.text.numbers import Quantity, dates, quantities
from rag.text.sentences import clauses, sentences

Form = Literal["person", "what", "figure", "list", "date", "office", "author", "about"]
_FORMS: tuple[Form, ...] = (
    "person",
    "what",
    "figure",
    "list",
    "date",
    "office",
    "author",
    "about",
)  # the most telling first
_LONGEST = 34  # characters of a question
_LONGEST_HEADLINE = 28
_OF_ONE_PASSAGE = 6  # questions made of one passage
_DIGITS = re.compile(r"^[\d,.]+(?:多|余)?")
# What a sentence or clause opens with before it names anything.
_OPENING = re.compile(
    r"^(?:据(?:了解|悉|介绍|统计|报道|不完全统计)|其中|目前|同时|此外|另外|如今|近日|日前|今年以来|去年以来|一年来|截至目前|到目前|今年|去年|全年|"
    r"第?[一二三四五六七八九十][是要，、]|记者[^，]{0,8}获悉)[，,：:]?"
)
_LEADING = re.compile(
    r"^(?:我们|全体|还|并|也|已经?|将|要|共|再|又|就|都|且|而|以及|及|和|与|确保|努力|力争|争取|实现|预计|计划|包括|通过|把|使|让|令|"
    r"成功|累计|一共|总共|正|了|全力|大力|着力|深入|积极|加快|扎实|全面|稳步|有效|有序|先后)+"
)
_ABOUT = re.compile(r"(?:约|近|超过?|达|将近|至少|不少于|共计?|总计|已|仅|只)+$")
_VAGUE = re.compile(
    r"[这那该其此它他她]|上述|以[上下]|如下|下列|前者|后者|不到|仅需|本[市省县区报次届月周年]|我[市省县区国]|你|您|我"
)
_FUNCTION = re.compile(r"[从既更因以由在仅可如若虽但即为被对按据]|自\d")
_OPEN_END = re.compile(r"[的和与及或、于以将把被向从对在各每有]$|一[个条批次座家]$")
_DONE = re.compile(
    r"^(?P<v>新增|新建|建成|抓获|打掉|疏散|投送|拆除|处置|清理|整治|选派|投入|建设|引进|培训|发放|组建|培育|创成|改造|修复|种植|销售|生产|出口|接待|吸引|招聘|征集|评选|举办|开展|查处|救助|帮扶|安置|转移|派出)"
    r"(?P<n>(?![后前中时以])[\u4e00-\u9fff“”A-Z]{2,12})(?<!面积|人口|产值|规模|收入)$"
)
_HAS = re.compile(
    r"(?:投资|总投资|总长|全长|长度|面积|总面积|占地|高度|总高|宽度|工期|票价|奖金|总额|造价|容量|产能|建筑面积)$"
)
_SUBJECT = re.compile(
    r"^(?P<np>[\u4e00-\u9fff“”A-Za-z\d]{4,18}?)(?=，|,|由|将|是|于|日前|近日|昨日|今年|位于|总投资|全长|占地|采用|正式|已|开工|启动|包括|计划)"
)
_COUNTED = re.compile(
    r"(?P<open>“?)(?P<n>[三四五六七八九十])(?P<of>[大项个类种条张块支座])(?P<noun>[\u4e00-\u9fff]{2,8}?)"
    r"(?P<close>”)?(?=$|[，,。；;：:、为的是上下中里等]|作为)"
)
# “六大赋能”, “三场”: of what is numbered with one character behind the numeral, that character counts.
_TERM = re.compile(
    r"“((?P<n>[三四五六七八九十])(?P<of>大(?=[\u4e00-\u9fff]{2,4})|[\u4e00-\u9fff](?=”))[\u4e00-\u9fff]{0,4})”"
)
_BEGINS = re.compile(
    r"(?P<lead>[\u4e00-\u9fff“”]{4,16}?)(?P<n>[两三四五六七八九十])(?P<of>[个条项种点])(?P<noun>[\u4e00-\u9fff]{2,6})[：:](?=一是|第一|1|（一）|首先)"
)
_IS = re.compile(r"(?P<x>[\u4e00-\u9fff“”]{2,14}?)是(?P<y>(?![否不由在对为最从因以要把被指有可])[\u4e00-\u9fff“”]{6})")
_A_KIND = re.compile(r"(一[座个位名家种所支项])[^，。；]*的([\u4e00-\u9fff]{2,4})$")
_ITEMS = re.compile(r"[^、，。；：“”]{2,14}(?:(?:、|和|与|以及)[^、，。；：]{2,16})+$")
_WHEN = re.compile(r"(?P<what>[\u4e00-\u9fff“”]{2,14}(?:时间|日期|期限))(?:为|是|定为|截至|截止到?|：)")
_AMOUNT = re.compile(
    r"(?<![\u4e00-\u9fff])(?P<what>[\u4e00-\u9fff]{2,10}?)(?:为|是|达到?|共计?|约|有)(?P<n>[\d,.]+[万亿千百]*(?:[\u4e00-\u9fff]|%)?)"
)
_REPORTERS = re.compile(r"记者|通讯员|摄影|编辑|见习|实习")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question made from a passage.

    Attributes:
        question: The question.
        form: What it asks for.
        chunk: The passage it was made from.
        said: The sentence it was made from; ``""`` where it was made from head lines.
        holds: What its answer has to hold; ``""`` where that is not one stretch of text.
        items: How many items its answer has to list, 0 where it asks for no list by number.
    """

    question: str
    form: Form
    chunk: Chunk
    said: str = ""
    holds: str = ""
    items: int = 0

    @property
    def article(self) -> tuple[str, str, str]:
        """What tells its article from others."""
        return self.chunk.doc, self.chunk.article, self.chunk.byline

    def is_met(self, answer: Answer) -> bool:
        """Whether an answer answers it from the passage, or article, that it was made from."""
        ids = {citation.chunk_id for citation in answer.citations}
        cited = [e.chunk for e in answer.evidence if e.chunk.chunk_id in ids]
        articles = {(chunk.doc, chunk.article, chunk.byline) for chunk in cited}
        if answer.outcome != "answered" or any(s.verdict == "gap" for s in answer.sentences):
            return False
        if self.items:
            return len(answer.sentences) == self.items and articles == {self.article}
        if self.holds:
            rests = self.chunk.chunk_id in ids if self.said else self.article in articles
            return rests and content(self.holds) in content(answer.text)
        return articles == {self.article} and len(answer.sentences) > 1 and any(c.kind == "body" for c in cited)


def suggestions(chunks: Iterable[Chunk], about: str = "") -> Iterator[Suggestion]:
    """Yield the questions that passages give, passage by passage; one may come of several passages.

    Args:
        chunks: In the order in which they matter.
        about: A name that the passages hold; ``""`` for none. Who a person is, is a question too.
    """
    for chunk in chunks:
        found = chain(_of_person(chunk, about), _of_head(chunk, about), _of_body(chunk))
        yield from islice((s for s in found if len(s.question) <= _LONGEST), _OF_ONE_PASSAGE)


def in_turn(found: Iterable[Suggestion], about: str = "", *, ranked: bool = False) -> list[Suggestion]:
    """Return suggestions in the order in which to try them: those nearest to a name first, no two alike in a row.

    Args:
        found: In the order of their passages.
        about: A name or term that is asked about; ``""`` for none. What has it for an answer is left out.
        ranked: Whether the passages come best first, so that the questions of the first ones are nearest.
    """
    rest = [s for s in found if not about or s.holds != about or s.form == "person"]
    ordered: list[Suggestion] = []
    forms: Counter[str] = Counter()
    articles: Counter[tuple[str, str, str]] = Counter()
    answers: Counter[str] = Counter()

    def cost(suggestion: Suggestion) -> tuple[float, int]:
        alike = 1.5 * forms[suggestion.form] + articles[suggestion.article] + 5.0 * answers[suggestion.holds]
        return near[id(suggestion)] + alike, _FORMS.index(suggestion.form)

    ranks = {chunk_id: rank for rank, chunk_id in enumerate(dict.fromkeys(s.chunk.chunk_id for s in rest))}
    near = {id(s): 0.7 * ranks[s.chunk.chunk_id] if ranked and not about else _distance(s, about) for s in rest}
    while rest:
        best = min(rest, key=cost)
        rest.remove(best)
        ordered.append(best)
        forms[best.form] += 1
        articles[best.article] += 1
        answers[best.holds] += bool(best.holds)
    return ordered


def _distance(suggestion: Suggestion, about: str) -> float:
    """Return how far a question is from a name: it says it, its sentence or author does, only its passage does."""
    chunk = suggestion.chunk
    if about and about in suggestion.question:
        return 0.0
    # What names nothing leans on what its passage says.
    leaning = 0.0 if any(find(suggestion.question) for find in (places, organisations, quoted, works)) else 1.0
    if not about:
        return 2.0 * leaning
    if about in suggestion.said or about in chunk.article or chunk.byline.endswith(f" {about}"):
        return 1.0 + leaning
    return (2.5 if suggestion.said else 2.0) + leaning


# ---------------------------------------------------------------- from head lines


def plain(chunks: Iterable[Chunk]) -> Iterator[Suggestion]:
    """Yield simple questions for texts of which no other can be made: 张三是谁, 经费是多少, 年报讲了什么.

    Args:
        chunks: Passages in the order in which their questions are wanted.
    """
    for chunk in chunks:
        for start, end in sentences(chunk.text, semicolons=True):
            sentence = chunk.text[start:end]
            for name in (found.text.rstrip("任为是系说称") for found in persons(sentence)):
                if len(name) > 1:
                    yield Suggestion(f"{name}是谁？", "person", chunk, sentence, holds=name)
            for match in _AMOUNT.finditer(sentence):
                yield Suggestion(f"{match['what']}是多少？", "figure", chunk, sentence, match["n"])
        if chunk.article:
            yield Suggestion(f"《{chunk.article[:_LONGEST_HEADLINE]}》讲了什么？", "about", chunk)


def _of_person(chunk: Chunk, person: str) -> Iterator[Suggestion]:
    """Yield who a person is, where a passage says it beside the name: 市委书记李坚."""
    if is_person_shaped(person) and any(name.text == person for name in persons(f"{chunk.byline}\n{chunk.text}")):
        yield Suggestion(f"{person}是谁？", "person", chunk, holds=person)


def _of_head(chunk: Chunk, about: str) -> Iterator[Suggestion]:
    """Yield what the head lines of a passage's article give: who holds the office, who wrote it, what it says."""
    office, _, name = chunk.byline.removeprefix("中共").rpartition(" ")
    signed = is_person_shaped(name) and not _REPORTERS.search(chunk.byline) and not is_person_shaped(office)
    if signed and len(office) > 3 and " " not in office and any(found.text == name for found in persons(chunk.byline)):
        yield Suggestion(f"{office}是谁？", "office", chunk, holds=name)
    headline = _short(chunk.article, about)
    if headline:
        if signed and office:
            yield Suggestion(f"《{headline}》是谁写的？", "author", chunk, holds=name)
        if chunk.kind == "body":
            yield Suggestion(f"《{headline}》讲了什么？", "about", chunk)
    for match in _TERM.finditer(chunk.article):
        measure = "个" if match["of"] == "大" else match["of"]
        asked = f"“{match[1]}”是哪{match['n']}{measure}？"
        yield Suggestion(asked, "list", chunk, chunk.article, items=_numeral(match["n"]))


def _short(headline: str, about: str) -> str:
    """Return a headline, of a long one the line that people would name it by; ``""`` where there is none."""
    if 6 <= len(headline) <= _LONGEST_HEADLINE:
        return headline
    lines = [line for line in headline.split(" ") if 6 <= len(line) <= _LONGEST_HEADLINE]
    return max(lines, key=lambda line: (bool(about) and about in line, len(line)), default="")


# ---------------------------------------------------------------- from sentences


def _of_body(chunk: Chunk) -> Iterator[Suggestion]:
    """Yield what the sentences of a passage give."""
    if chunk.kind != "body":
        return
    for start, end in sentences(chunk.text, semicolons=True):
        sentence = chunk.text[start:end]
        yield from _what(sentence, chunk)
        yield from _lists(sentence, chunk)
        yield from _numbered(sentence, chunk)
        yield from _times(sentence, chunk)
        yield from _figures(sentence, chunk)


def _what(sentence: str, chunk: Chunk) -> Iterator[Suggestion]:
    """Yield a question for what a sentence says that something is: 温州人精神是温州的“根”和“魂”."""
    match = _IS.match(_OPENING.sub("", sentence))
    named = match["x"] if match else ""
    if match is None or _VAGUE.search(named):
        return
    kind = _A_KIND.match(re.split("[，。；]", sentence[sentence.index(match["y"]) :], maxsplit=1)[0])
    if kind and (tag(named) == "ns" or len(named) > 3):
        yield Suggestion(f"{named}是{kind[1]}什么样的{kind[2]}？", "what", chunk, sentence, match["y"])
    elif len(named) > 3 and not tag(named) and any(tag(named[-n:])[:1] == "n" for n in (3, 2)):
        yield Suggestion(f"{named}是什么？", "what", chunk, sentence, match["y"])


def _numbered(sentence: str, chunk: Chunk) -> Iterator[Suggestion]:
    """Yield a question for a sentence that begins to number: 要把握两条原则：一是…."""
    match = _BEGINS.search(sentence)
    if match and not _VAGUE.search(match["lead"]):
        asked = f"{_LEADING.sub('', match['lead'])}哪{match['n']}{match['of']}{match['noun']}？"
        yield Suggestion(asked, "list", chunk, sentence, items=_numeral(match["n"]))


def _numeral(char: str) -> int:
    return "两三四五六七八九十".index(char) + 2


def _lists(sentence: str, chunk: Chunk) -> Iterator[Suggestion]:
    """Yield a question for a counted noun that as many items stand before: 甲、乙、丙三大产业集群."""
    for match in _COUNTED.finditer(sentence):
        noun, quoted = match["noun"], bool(match["open"])
        if quoted != bool(match["close"]) or (not quoted and (len(noun) < 4 or tag(noun[-2:])[:1] not in ("n", ""))):
            continue
        items = _ITEMS.search(sentence[: match.start()])
        parted = re.split("、|和|与|以及", items[0]) if items else []
        if len(parted) == "三四五六七八九十".index(match["n"]) + 3 and parted[-1][-1] not in "这那好":
            named = f"“{match['n']}{match['of']}{noun}”" if quoted else f"{match['n']}{match['of']}{noun}"
            measure = "个" if match["of"] == "大" else match["of"]
            yield Suggestion(f"{named}是哪{match['n']}{measure}？", "list", chunk, sentence, parted[1])


def _times(sentence: str, chunk: Chunk) -> Iterator[Suggestion]:
    """Yield a question for a date that is said to be one: 截稿时间为…."""
    for match in _WHEN.finditer(sentence):
        date = next((d for d in dates(sentence) if d.start - match.end() in (0, 1) and d.day), None)
        what = _LEADING.sub("", match["what"])
        if date and len(what) > 3 and not _VAGUE.search(what) and what[0] != "的":
            yield Suggestion(f"{what}是什么时候？", "date", chunk, sentence, date.text)


def _figures(sentence: str, chunk: Chunk) -> Iterator[Suggestion]:
    """Yield a question for each clause that says one number of something: 新增停车位80多个."""
    subject = _subject(sentence)
    for start, end in clauses(sentence):
        clause = sentence[start:end].rstrip("，,；;。：:！!")
        counted = quantities(clause)
        if len(counted) == 1 and not dates(_OPENING.sub("", clause)) and not re.search("[、：:《》（()）%]", clause):
            question = _of_figure(clause, counted[0], subject)
            if question:
                yield Suggestion(question, "figure", chunk, sentence, counted[0].text)


def _subject(sentence: str) -> str:
    """Return what a sentence begins to speak of, where that is a noun of its own: 供水工程由…; else ``""``."""
    match = _SUBJECT.match(_OPENING.sub("", sentence))
    noun = match["np"] if match else ""
    return noun if noun and not _VAGUE.search(noun) and any(tag(noun[-n:])[:1] == "n" for n in (4, 3, 2)) else ""


def _of_figure(clause: str, figure: Quantity, subject: str) -> str:
    """Return what asks for the figure of a clause, ``""`` where no natural question comes of it."""
    unit = _DIGITS.sub("", figure.text)
    after = clause[figure.end :]
    before = _ABOUT.sub("", _LEADING.sub("", _OPENING.sub("", clause[: figure.start])).strip())
    if (
        figure.kind in ("rank", "bare", "percent")
        or unit == figure.text
        or unit in ("大", "级", "批", "步", "年", "日", "次")
    ):
        return ""
    if _VAGUE.search(clause) or len(after) > 10 or (after and not is_han(after[0]) and after[0] != "“"):
        return ""
    if (
        _OPEN_END.search(before)
        or _FUNCTION.match(before)
        or before.count("“") != before.count("”")
        or not before[:1].isalnum()
        and before[:1] != "“"
    ):
        return ""
    if not after and subject and subject not in before and _HAS.search(before) and len(before) < 7:
        return f"{subject}的{before}是多少？" if len(before) > 2 else f"{subject}{before}多少{unit}？"
    done = _DONE.match(before)
    if done and not after and unit not in ("人", "万人", "亿元", "万元", "元"):
        return f"{done['v']}了多少{unit}{done['n']}？"
    words = any(tag(before[-size:])[:1] in ("n", "v", "j") for size in (4, 3, 2) if len(before) >= size)
    return f"{before}多少{unit}{after}？" if words and len(before) + len(after) >= 6 else ""
