"""Understanding a question: cleaned, made standalone, cut into the things it asks, its constraints read off.

Knows the shapes of Chinese questions and the conversation so far; no index and no document.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from rag.errors import QuestionError
from rag.records import Constraints, Correction, SubQuestion, Turn, Understood
from rag.search.follow_up import asked_before, is_question, last_asked, own_words, standalone, topic, without_remarks
from rag.search.kinds import kinds
from rag.search.parts import parts
from rag.search.remarks.recognise import without_courtesies
from rag.text.file_numbers import file_numbers
from rag.text.fold import scalars
from rag.text.names import is_person_shaped, organisations, persons, places, quoted, works
from rag.text.numbers import dates, quantities
from rag.text.years import short_years, with_whole_years

_LEAD_IN = re.compile(
    r"^(?:(?:请问(?:一下|下)?|您好|你好|麻烦|劳驾|请你|请您|请)[，,！!。\s]*|(?:帮我|帮忙|给我|替我)(?:查|找|看)?(?:一下|下|看看)?[，,\s]*|"
    r"(?:我想|想)(?:知道|问|了解|请教|查)(?:一下|下)?[：:，,\s]*|(?:能不能|可以|能否)?(?:告诉我|说说看)[：:，,\s]*|"
    # Any paper tells none from another.
    r"[这那]?[份个些篇]?(?:文件|资料|材料|文章|文档)(?:里面?|中|上|当中)所?[说讲写]到?的(?=[“\"「《]|(?!是|有|最|都|话|内容|事|那|[一-鿿]{0,2}什么)[^，。？?]{3}))+"
)
_MARK = re.compile(r"\[\d+(?:\s*[,，、]\s*\d+)*\]")
# At least three characters set apart one by one; the last may run on into the sentence.
_SPACED = re.compile(r"(?<![一-鿿])[一-鿿](?: [一-鿿](?=[ ，。？！、?]|$)){2,}(?: [一-鿿])?")
_ISSUE = re.compile(r"第\d+[号期](?=通报|文件|简报|公告|通知)")
_KIND_OF_DOCUMENT = re.compile(
    r"[一-鿿\d]{2,16}?(?:通报|通知|公报|简报|意见|办法|条例|规划|方案|报告|讲话|公告|决定|白皮书|文件)(?=里|中|上|说|提|讲|指|要求|的|，|、)"
)
# Who somebody is, asked by what they do: 李坚是什么职务, 李坚的职务是什么, 李坚是干什么的.
_POST = re.compile(
    "(?:现在|目前|现)?(?:的(?:职务|职位|身份)是(?:什么|啥)|(?:是|任|担任|当)(?:的是)?(?:什么|啥)(?:职务?|职位|官职?|身份|人物?|领导)|"
    "是(?:干|做)(?:什么|啥)的)(?=[?？。]?$)"
)

_TURNS = 12  # Messages of the conversation that a follow-up may lean on,
_LOOKED_AT = 48  # found among so many, remarks left out,
_TURN_CHARS = 2000  # and how much of each, from its beginning: longer ones were pasted, not said.


def validate(question: str, limit: int) -> str:
    """Return a question without white space at its ends.

    Raises:
        QuestionError: Nothing that can be seen is left, or more than ``limit`` characters.
    """
    text = question.strip().strip("\u200b\ufeff")
    if not any(unicodedata.category(char)[0] in "LMNPS" for char in text):
        hint_en = "The question is empty; please type one."
        raise QuestionError("the question is empty", hint="问题是空的；请输入一个问题。", hint_en=hint_en)
    if len(text) > limit:
        raise QuestionError(
            f"the question has {len(text)} characters, limit {limit}",
            hint=f"问题有 {len(text)} 个字，最多 {limit} 个字；请缩短后再问。",
            hint_en=f"The question has {len(text)} characters, more than {limit}; please shorten it.",
        )
    return text


def clean(question: str) -> str:
    """Return a question with widths of letters and digits folded, stray spaces closed up and polite lead-ins left off.

    Years of two digits are written out.

    >>> clean("请问　２０１９年的 经 济 总 量是多少？")
    '2019年的 经济总量是多少？'
    """
    return with_whole_years(_tidied(question))


def _tidied(question: str) -> str:
    """Return a cleaned question whose years are still as they were typed."""
    text = "".join(_narrow(char) for char in question if char.isspace() or unicodedata.category(char) != "Cc")
    text = re.sub(r"\s+", " ", text).strip()
    text = without_courtesies(_SPACED.sub(lambda match: re.sub(r"[ 　]+", "", match[0]), text))
    return _LEAD_IN.sub("", text) or text


def _narrow(char: str) -> str:
    """Return a full-width letter or digit in its ASCII form, any other character as it is."""
    narrow = unicodedata.normalize("NFKC", char)
    return narrow if len(narrow) == 1 and narrow.isascii() and narrow.isalnum() else char


def as_who(question: str) -> str:
    """Return a question for somebody's post as one for who they are, which a text answers in the same words.

    >>> as_who("李坚担任什么职务？"), as_who("这个平台是干什么的")
    ('李坚是谁？', '这个平台是干什么的')
    """
    match = _POST.search(question)
    if match is None or not is_person_shaped(question[: match.start()]):
        return question
    return f"{question[: match.start()]}是谁{question[match.end() :]}"


def without_marks(turn: Turn) -> Turn:
    """Return a turn without citation marks like ``[1]``."""
    return Turn(turn.role, _MARK.sub("", turn.content).strip())


def understand(question: str, history: Sequence[Turn] = ()) -> Understood:
    """Return how a question is read.

    Args:
        question: As typed; ``validate`` is the caller's.
        history: The conversation so far, oldest first; the question itself not among it. Only the last
            messages count, and of each only its beginning.

    Returns:
        At least one part; each is standalone, in the order in which they are asked. Years of two digits that were
        read as whole ones are among the corrections.
    """
    # Dictionaries and models read UTF-8; what is shown of the question stays as it was typed.
    typed = _tidied(scalars(question))
    text = as_who(standalone(with_whole_years(typed), _recent(history)))
    asked = tuple(SubQuestion(part, constraints(part)) for part in parts(text))
    whole = constraints(text)
    if len(asked) > 1:
        whole = _joined([whole, *(part.constraints for part in asked)])
    read_as = tuple(Correction(*years) for years in short_years(typed))
    return Understood(question=question, parts=asked, corrections=read_as, constraints=whole)


def is_talking(history: Sequence[Turn]) -> bool:
    """Whether a conversation holds a question, on which what comes next may lean."""
    return any(map(is_question, _recent(history)))


def last_question(history: Sequence[Turn]) -> str:
    """Return the last question of a conversation, standalone, or the last name alone; ``""`` where neither was."""
    recent = _recent(history)
    at = last_asked(recent)
    return "" if at is None else standalone(clean(recent[at].content), recent[:at])


@dataclass(frozen=True, slots=True)
class Leaning:
    """What a short question may lean on and may not.

    Attributes:
        about: What was asked before it.
        words: What it says itself.
    """

    about: str
    words: tuple[str, ...]


def may_lean(question: str, history: Sequence[Turn]) -> Leaning | None:
    """Return what a question may lean on; None where its words say whether it does, or nothing was asked before."""
    text = clean(scalars(question))
    words = own_words(text)
    recent = _recent(history) if words else ()
    at = last_asked(recent)
    return None if at is None else Leaning(topic(asked_before(recent, at)), words)


def _recent(history: Sequence[Turn]) -> tuple[Turn, ...]:
    """Return the end of a conversation without remarks and what was replied to them, each message cut short."""
    last = history[-_LOOKED_AT:]
    asked = without_remarks([Turn(turn.role, scalars(turn.content[:_TURN_CHARS])) for turn in last])
    return tuple(map(without_marks, asked[-_TURNS:]))


def constraints(text: str) -> Constraints:
    """Return what a standalone question says of the answer it wants."""
    when = dates(text)
    people = persons(text)
    taken = {at for name in people for at in range(name.start, name.end)}
    offices = organisations(text)
    inside = {at for name in offices for at in range(name.start, name.end)}
    where = [n for n in places(text) if n.start not in taken and not inside.issuperset(range(n.start, n.end))]
    ordinals = [
        q.text for q in quantities(text) if q.kind == "rank" and q.unit in ("届", "期", "号", "版", "次", "批", "季")
    ]
    named = [*(n.text for n in works(text)), *(n.form for n in file_numbers(text)), *_ISSUE.findall(text), *ordinals]
    named += [m for m in _KIND_OF_DOCUMENT.findall(text) if m not in named]
    years = [str(y) for d in when for y in _years(d.year, d.until)]
    return Constraints(
        year=_unique(years),
        period=_unique(_period(d.kind, d.period, d.text) for d in when),
        place=_unique(n.text for n in where),
        organisation=_unique(n.text for n in offices if n.start not in taken),
        person=_unique(n.text for n in people),
        document=_unique(named),
        kind=kinds(text),
    )


def terms(text: str) -> tuple[str, ...]:
    """Return the quoted terms and titles of a question, which an answer should hold literally."""
    return _unique(n.text for n in (*quoted(text), *works(text)))


def _years(first: int | None, last: int | None) -> Iterable[int]:
    """Return the years of a mention, all of a range up to twenty."""
    if first is None:
        return ()
    return range(first, min(last, first + 20) + 1) if last else (first,)


def _period(kind: str, period: str, printed: str) -> str:
    """Return the period that a date names, ``""`` for none."""
    if kind in ("period", "plan", "holiday", "relative"):
        return period
    return (
        printed
        if kind in ("day", "month", "time")
        else ("年" + period if period in tuple("初底末中内") and period else period)
    )


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    """Return values in order, each once, empty ones left out."""
    return tuple(dict.fromkeys(value for value in values if value))


def _joined(several: Sequence[Constraints]) -> Constraints:
    """Return constraints that say all that several say."""
    return Constraints(**{f.name: _unique(v for c in several for v in getattr(c, f.name)) for f in fields(Constraints)})
