"""Words of English clauses in Chinese order: what stands behind *of* goes before it, what asks where the answer will.

Of the Chinese words that say the same, the first one that the documents hold stands in the question, one that they put
behind the word before goes first; two words stand together where the documents put them together. Knows the vocabulary
of the index.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from rag.index.index import Index
from rag.search.english.parts import Parts
from rag.search.english.words import Word
from rag.text.equivalents import equivalents
from rag.text.fold import fold, is_han

_GENERIC = frozenset(
    """
    city district county town township village province prefecture municipality island street subdistrict
    """.split()  # noqa: SIM905
)
# What is read itself, which need not say so.
_OF_SOURCES = frozenset(
    """
    article essay report story news newspaper paper document text speech author writer reporter journalist write wrote
    written
    """.split()  # noqa: SIM905
)
_ADVERBIAL = {"when": "什么时候", "where": "在哪里", "why": "为什么", "how": "如何"}
_DEGREES = {"old": "多少岁", "far": "多远", "high": "多高", "wide": "多宽", "fast": "了百分之几", "what": "什么"}
_BY_TIME = {
    **dict.fromkeys(("day", "days", "date"), "哪一天"),
    **{"year": "哪一年", "month": "哪个月", "time": "什么时候", "quarter": "哪个季度"},
}
_LASTING = frozenset(("需要", "只需"))
_RATES = frozenset(("增长", "提高", "上升", "下降", "减少"))
_COUNTS = frozenset("两三四五六七八九十")
_LEVELS = frozenset("省市县区镇乡村")


class Order:
    """Puts words in Chinese order, and remembers which were chosen.

    Attributes:
        synonyms: Chosen words, each with others that say the same.
        said: Words as they were typed, each with the Chinese ones that say so, the chosen one first.
    """

    def __init__(self, index: Index) -> None:
        """Rest on an open index."""
        self._index = index
        self.synonyms: dict[str, tuple[str, ...]] = {}
        self.said: dict[str, tuple[str, ...]] = {}

    def clause(self, parts: Parts) -> str:
        """Return a clause in Chinese; ``""`` where nothing of it says anything."""
        front = " ".join(self.phrase(words) for words in parts.front)
        return _line(front, *self._core(parts))

    def phrase(self, words: Sequence[Word], before: str = "") -> str:
        """Return nouns with what stands before them; what *of* and its like lead to goes first.

        Args:
            words: In English order.
            before: What they are put behind.
        """
        groups: list[list[Word]] = [[]]
        for word in words:
            if word.role == "link":
                groups.append([])
            elif word.role != "stop":
                groups[-1].append(word)
        text = before
        for group in reversed(groups):
            text = self._together(text, group)
        return text

    def holds(self, word: Word) -> bool:
        """Whether the index holds a Chinese word for an English one; of one character only where it stands alone."""
        return any(self._held(o) if len(o) > 1 else self._index.frequency(o) > 0 for o in word.chinese)

    # ------------------------------------------------------------ clauses

    def _core(self, parts: Parts) -> tuple[str, ...]:
        """Return subject, verbs, objects and what asks, in order."""
        ask, subject, objects = parts.ask, self.phrase(parts.subject), self.phrase(parts.objects)
        lasting = ask == "long" and any(word.chinese[0] in _LASTING for word in parts.deeds)
        deed = "" if lasting else " ".join(self._chosen(word, "") for word in parts.deeds)
        if not ask:
            return self._unasked(parts, subject, deed, objects)
        if ask == "summary":
            return subject, objects, f"{deed}主要讲了什么"
        if ask in _ADVERBIAL:
            return subject, _ADVERBIAL[ask] + deed, objects
        if ask == "often":
            return subject, objects, f"多久{deed or '有'}一次"
        if parts.is_subject and deed and ask == "who":
            return subject, f"{objects}是谁{deed}的"
        if parts.is_subject and ask == "which":
            return self._which(parts.asked) + deed, subject, objects
        if not deed and ask in ("what", "who", "list", "big"):
            return (f"{subject or objects}{self._predicate(parts, subject)}",)
        return subject, objects, deed + self._asked(parts, subject)

    def _unasked(self, parts: Parts, subject: str, deed: str, objects: str) -> tuple[str, ...]:
        """Return a clause without a word that asks: a question by its order, or a noun alone."""
        if not deed:
            return (f"是否有 {subject}",) if parts.inverted else (f"{subject}{_what(parts.subject)}",)
        return subject, f"是否{deed}" if parts.inverted else deed, objects

    def _predicate(self, parts: Parts, subject: str) -> str:
        """Return what asks behind a subject that does nothing."""
        if parts.ask == "big":
            if subject.endswith("经济"):
                return "总量多少"
            return "多少" if any(word.role == "amount" for word in parts.subject) else "有多大"
        return {"who": "是谁", "list": "有哪些"}.get(parts.ask) or _what(parts.subject)

    def _asked(self, parts: Parts, subject: str) -> str:
        """Return the words that ask, with what they ask for."""
        kinds = {word.chinese[0] for word in parts.deeds}
        if parts.ask in ("many", "much"):
            return "了多少" if parts.ask == "much" and kinds & _RATES else f" {self._how_many(parts)}"
        if parts.ask == "long":
            lasting = kinds & _LASTING or not parts.has_be or "时间" in subject
            return "多久" if lasting or any(word.role == "time" for word in parts.subject) else "多长"
        if parts.ask == "which":
            return self._which(parts.asked)
        if parts.ask in ("who", "whose"):
            return "谁" if parts.ask == "who" else f"谁的{self.phrase(parts.asked)}"
        return _DEGREES.get(parts.ask, "")

    def _how_many(self, parts: Parts) -> str:
        """Return what asks for a number, with what is counted."""
        head, noun = parts.asked[-1] if parts.asked else None, self.phrase(parts.asked)
        if head is not None and head.role == "amount":
            return f"{noun}多少"
        if parts.ask == "much":
            return f"多少{noun or ('钱' if parts.has_be and parts.deeds else '')}"
        return f"多少{_measure(head, noun)}{noun}"

    def _which(self, asked: Sequence[Word]) -> str:
        """Return what asks for one or some of several."""
        head = asked[-1] if asked else None
        if head is not None and head.english in _BY_TIME:
            return _BY_TIME[head.english]
        noun = self.phrase([word for word in asked if word.role != "number"])
        count = next((word.chinese[0] for word in asked if word.role == "number"), "")
        if head is not None and head.plural and not count:
            return f"哪些{noun}"
        return f"哪{count}{_measure(head, noun) or '个'}{noun}"

    # ------------------------------------------------------------ phrases

    def _together(self, before: str, group: Sequence[Word]) -> str:
        """Return words one behind the other, put together where the documents do so."""
        text = before
        measures = next((word.measures for word in reversed(group) if word.measures), ())
        for n, word in enumerate(group):
            if word.role == "and":
                text += "和"
                continue
            chosen = self._chosen(word, text)
            if word.role == "ordinal":
                chosen += next((m for m in measures if m in ("届", "次", "期")), measures[0] if measures else "")
            elif word.role == "number" and chosen in _COUNTS and n + 1 < len(group):
                chosen += measures[0] if measures else "个"
            after_name = n > 0 and group[n - 1].role == "name"
            if after_name and word.english in _GENERIC and not self._beside(text, chosen):
                continue
            text = self._joined(text, chosen, "的" if before and text == before else " ")
        return text

    def _joined(self, text: str, word: str, apart: str) -> str:
        """Return a word put behind a text, with what keeps them apart where the documents do not put them together."""
        if self._overlaps(text, word):
            return text + word[1:]
        if text and word[0] in _LEVELS and word[1:2] == "长":
            return f"{text}的{word}"  # 瑞安的市长, for 瑞安市长 reads as 瑞安市
        if not text or text.endswith("和") or self._beside(text, word):
            return text + word
        return text + apart + word

    def _beside(self, text: str, word: str) -> bool:
        """Whether the documents hold two words one behind the other, as far as the characters that meet tell."""
        pair = text[-1:] + word[:1]
        return len(pair) == 2 and all(map(is_han, pair)) and self._index.frequency(pair) > 0

    def _overlaps(self, text: str, word: str) -> bool:
        """Whether a word begins with the character that a text ends with, once: 瓯海区 and 区委书记."""
        return len(word) > 2 and word[:1] == text[-1:] and self._beside(text, word[1:])

    def _chosen(self, word: Word, before: str) -> str:
        """Return which of the Chinese words for an English one stands in the question."""
        held = [option for option in word.chinese if self._held(option)]
        joined = [o for o in held if before and (self._beside(before, o) or self._overlaps(before, o))]
        chosen = (joined or held or list(word.chinese))[0]
        if word.role in ("amount", "thing", "quality", "deed"):
            if not _OF_SOURCES.issuperset(word.english.split()):
                self.said.setdefault(word.english, (chosen, *(o for o in word.chinese if o != chosen)))
            if others := _others(chosen, word.chinese):
                self.synonyms.setdefault(fold(chosen), tuple(map(fold, others)))
        return chosen

    def _held(self, option: str) -> bool:
        """Whether the index holds all pairs of a word."""
        if not all(map(is_han, option)):
            return self._index.frequency(fold(option)) > 0
        return all(self._index.frequency(option[i : i + 2]) for i in range(len(option) - 1))


def _measure(head: Word | None, noun: str) -> str:
    """Return the word that counts such things, ``""`` where none is known or the noun says it itself."""
    measure = head.measures[0] if head is not None and head.measures else ""
    return "" if noun.startswith(measure) else measure


def _what(subject: Sequence[Word]) -> str:
    """Return how *what is X* asks for X, by what X is."""
    first = takewhile(lambda word: word.role != "link", subject)
    head = next((word for word in reversed(list(first)) if word.role in ("amount", "time", "thing", "name")), None)
    if head is None:
        return "是什么"
    if head.role in ("amount", "time"):
        return "是多少" if head.role == "amount" else "是什么时候"
    count = next((word.chinese[0] for word in subject if word.role == "number" and word.chinese[0] in _COUNTS), "")
    return f"是哪{count}个" if count else "有哪些" if head.plural else "是什么"


def _others(chosen: str, options: Sequence[str]) -> tuple[str, ...]:
    """Return the words that say the same as one and are not told so by the table of all questions.

    区委书记 is a 书记 of a kind: others of that kind, and 书记 itself, say something else.
    """
    if any(option in chosen for option in options if option != chosen):
        return ()
    known = [put for _, put in equivalents(fold(chosen))]
    return tuple(o for o in options if chosen not in o and not any(put.fullmatch(fold(o)) for put in known))


def _line(*parts: str) -> str:
    """Return parts with a space between those that say anything."""
    return re.sub(r"\s+", " ", " ".join(part for part in parts if part)).strip()
