"""What a question demands of the sentence that answers it, whatever its score.

A learned score is too soft for these: a sentence without any number does not say how many, the figure of one
district is not that of another, and an article of 2020 does not speak of 2022. Reads passages; weighs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.answer.candidates import FEATURES, Candidate, heading_of, kind_group
from rag.answer.designators import clash, designators
from rag.answer.reading import Reading
from rag.answer.select import Ranking
from rag.answer.terms import plain
from rag.records import Chunk, Evidence
from rag.text.dictionary import place_words
from rag.text.names import places

Article = tuple[str, str, str]

_LEVEL = re.compile(r"(?:自治州|自治县|开发区|社区|街道|省|市|县|区|镇|乡|村)$")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_TIMES = frozenset(("year", "month", "part", "plan"))  # of these a passage may name several
_LEAST_FIT = {"measured": 0.4, "number": 0.4, "date": 0.5}
_YIELD = 2.0  # how much worse a sentence that meets the demands may be than the best one
_COMMON = 0.2  # share of the passages from which on a place tells none of them from the others
# Who is asked for by what they are: 副主任是谁, 监理单位是哪家.
_ROLE = re.compile(
    r"(副?[\u4e00-\u9fff](?!的)[\u4e00-\u9fff])(?:现在|目前)?"
    r"(?:是谁|叫什么(?:名字)?|叫啥|是哪[位家]|姓什么)(?=$|[?？,，。])"
)
# What somebody is asked for by, where a text says who they are instead.
_ANY_ROLE = frozenset(("作者", "把手", "领导", "人物", "人士", "老大", "责人", "当家", "记者", "名称", "全称", "功能"))


@dataclass(frozen=True, slots=True)
class Demands:
    """What one question demands, over the passages at hand.

    Attributes:
        reading: The question.
        subjects: Places (without 街道, 区 and the like) that one article's byline speaks for, each with its article.
        named: Those subjects that the question names.
        places: Places of the general dictionary that the question names and few passages do.
        role: What somebody is asked for by, ``""`` for nothing.
        editions: The editions, phases and other ordinals that the question names, by class.
    """

    reading: Reading
    subjects: Mapping[str, Article]
    named: frozenset[str]
    places: frozenset[str]
    role: str
    editions: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, reading: Reading, evidence: Sequence[Evidence]) -> Demands:
        """Read the demands off a question and the passages found for it."""
        about = _subjects(evidence)
        role = _ROLE.search(reading.plain)
        return cls(
            reading,
            about,
            frozenset(core for core in about if core in reading.plain),
            _telling_places(reading, evidence),
            role[1] if role and role[1][-2:] not in _ANY_ROLE else "",
            {name: values for name, values in reading.designated.items() if name not in _TIMES},
        )

    def meeting(self, ranking: Ranking) -> Ranking:
        """Return the sentences of a ranking that meet all demands; all of it where none nearly as good does."""
        able = [(score, candidate) for score, candidate in ranking if not self.unmet(candidate)]
        return able if able and able[0][0] >= ranking[0][0] - _YIELD else ranking

    def unmet(self, candidate: Candidate) -> str:
        """Return the first demand that a sentence does not meet, ``""`` where it meets them all.

        ``kind``: a number, in some unit or any, or a date is asked for, and it has none. ``edition``: it or its
        passage names another edition, year or half than the one asked for. ``role``: it does not name the office or
        part that somebody is asked for by. ``place``: nothing near it names the place asked about. ``subject``: it
        stands in an article of another place than the one asked about, which has an article of its own.
        ``year``: its article is of another year.
        """
        least = _LEAST_FIT.get(kind_group(self.reading.asked), 0.0)
        if max((m.fit for m in candidate.mentions), default=0.0) < least:
            return "kind"
        chunk = candidate.evidence.chunk
        above = plain(heading_of(chunk)) + "\n"
        held = above + plain(chunk.text)
        features = dict(zip(FEATURES, candidate.features, strict=True))
        if (features["clash"] and not features["agree"]) or (self.editions and clash(self.editions, designators(held))):
            return "edition"
        if self.role and self.role not in above + plain(candidate.text):
            return "role"
        if self.places and not any(core in held for core in self.places):
            return "place"
        other = any(article == _article(chunk) for core, article in self.subjects.items() if core not in self.named)
        if self.named and other and not any(core in held for core in self.named):
            return "subject"
        years = self.reading.designated.get("year", frozenset())
        if years and chunk.date and not years & {*_YEAR.findall(held), chunk.date[:4], str(int(chunk.date[:4]) - 1)}:
            return "year"
        return ""


def _subjects(evidence: Sequence[Evidence]) -> dict[str, Article]:
    """Return the places that some article's byline speaks for, each with its article.

    A place in the bylines of several articles, such as the city of them all, is left out.
    """
    found: dict[str, set[Article]] = {}
    for item in evidence:
        for name in places(item.chunk.byline):
            core = _core(plain(name.text))
            if core != plain(name.text):
                found.setdefault(core, set()).add(_article(item.chunk))
    return {core: next(iter(articles)) for core, articles in found.items() if len(articles) == 1}


def _telling_places(reading: Reading, evidence: Sequence[Evidence]) -> frozenset[str]:
    """Return the known places that a question names, those left out that many passages name."""
    texts = [plain(heading_of(e.chunk)) + plain(e.chunk.text) for e in evidence]
    named = {_core(plain(name.text)) for name in places(reading.text)} & place_words()
    return frozenset(core for core in named if sum(core in text for text in texts) < _COMMON * len(texts))


def _core(place: str) -> str:
    """Return a place's name without its level, as people write it; the name where nothing would be left of it."""
    core = _LEVEL.sub("", place)
    return core if len(core) > 1 else place


def _article(chunk: Chunk) -> Article:
    """Return what tells articles apart."""
    return chunk.doc_id, chunk.article, chunk.byline
