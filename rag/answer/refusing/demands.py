"""What a question demands of the sentence that answers it, whatever its score.

A learned score is too soft for these: a sentence without any number does not say how many, the figure of one
district is not that of another, and an article of 2020 does not speak of 2022. Reads passages; weighs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.answer.passages.candidates import FEATURES, Candidate, heading_of, kind_group
from rag.answer.passages.listed import ListedTerm, listed_term, quoted_term, spells_out
from rag.answer.passages.select import Ranking
from rag.answer.question.designators import clash, designators
from rag.answer.question.numbered import is_item_unheard, is_of_other_document, other_number
from rag.answer.question.reading import Reading
from rag.answer.question.siblings import Unknown, event_asked, has_other, speaks_of_event, unknown
from rag.answer.question.terms import plain
from rag.answer.refusing.conditions import (
    body_asked,
    is_of_other_place,
    is_of_other_titled_year,
    is_paper_unheard,
    is_paragraph_unheard,
    outweighed,
    place_unheard,
    without_level,
)
from rag.answer.refusing.owners import Article, article_of, is_office_of, named, owner, speaks_of, texts_of
from rag.answer.refusing.persons import is_untold_of_person
from rag.answer.refusing.states import days_asked, deed_asked, is_of_other_days, is_of_other_turn, is_other_state
from rag.records import Chunk, Evidence
from rag.text.bare import bare
from rag.text.definitions import defines, heads, meaning_asked, perhaps_asked, shorter
from rag.text.names import places, tells_post, whom
from rag.text.numbers import quantities
from rag.text.years import plan_years, years_within

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_TIMES = frozenset(("year", "month", "day", "part", "plan"))  # of these a passage may name several
_LEAST_FIT = {"measured": 0.4, "number": 0.4, "date": 0.5}
_ABOUT_IT = 0.5  # share of a question that a sentence repeats which is about the same thing
_SHOWN = {"year": "{}年", "届": "第{}届", "期": "第{}期", "季度": "第{}季度", "次": "第{}次", "批": "第{}批"}
_LONG_QUOTE = 4  # characters of a quoted term that is a name of its own
_RARE_DEED = 4.4  # least weight of a deed that is not often told in other words
_YIELD = 2.0  # how much worse a sentence that meets the demands may be than the best one
_YIELD_TO_TERM = 8.0  # the same of one that spells out what a term stands for
_YIELD_TO_DAYS = 5.0  # the same of one that tells how it is now, where its article tells how it used to be
_YIELD_TO_POST = 5.0  # the same of one that says who somebody is
_OFFICE = (
    "副?(?:书记|班主任|主任|省长|市长|区长|县长|镇长|乡长|局长|厅长|部长|处长|校长|院长|会长|主席|秘书长|经理|董事长)"
)
_OF_ALL = re.compile("[全我](?:省|市|国)")  # whose figure is not that of one district
_NOW = "(?:现在|目前)?(?:的?(?:名字|姓名))?"
_ASKED = r"(?:是谁|是哪(?:[位家]|个(?:人)?)|叫什么(?:名字)?|叫啥|姓什么)(?=$|[?？,，。])"
# Who is asked for by what they are: 副主任是谁, 谁是市长, 监理单位是哪家.
_ROLE = re.compile(
    rf"(?P<office>{_OFFICE}){_NOW}(?:{_ASKED}|由谁|[?？]|$)|谁(?:是|任|担任|当)[^,，。?？]{{0,16}}?(?P<who>{_OFFICE})"
    rf"|(?P<part>[\u4e00-\u9fff](?![的又还都也])[\u4e00-\u9fff]){_NOW}[又还都也]?{_ASKED}"
)
# What somebody is asked for by, where a text says who they are instead.
_ANY_ROLE = frozenset(
    ("作者", "把手", "领导", "人物", "人士", "老大", "责人", "当家", "记者", "名称", "全称", "全名", "的人", "功能")
)


@dataclass(frozen=True, slots=True)
class Demands:
    """What one question demands, over the passages at hand.

    Attributes:
        reading: The question.
        subjects: Places (without 街道, 区 and the like) that one article's byline speaks for, each with its article.
        named: Those subjects that the question names.
        place_unheard: Whether it names a known place that no passage names.
        role: What somebody is asked for by, ``""`` for nothing.
        deed: What somebody is asked for by who did it, where that is seldom told in other words (承建).
        days: Whether it asks how something is ``now`` or how it was ``then``, ``""`` for neither.
        editions: The editions, phases and other ordinals that the question names, by class.
        edition_unheard: Whether the passages name such ordinals, or numbers of papers, or paragraphs of the article
            asked for, and never the one asked for.
        articles: What the passages hold of each article.
        names: Persons, organisations, titles and Latin names that the question names.
        whose: Whose office somebody is asked for by, ``""`` where that is not said.
        whom: Who is asked about by name (李坚是谁), ``""`` for nobody.
        body: What a body of the class asked for is called (哪所大学), ``""`` where none is asked for.
        elsewhere: Places asked about that another one outweighs in a document, by its id.
        unknown: Rare nouns of the question that no passage has.
        event: The event that it asks when or where it is, ``""`` for none.
        term: What stands for a list, where the question asks what it is (五地五区是什么); None for none.
        meaning: The term whose meaning is asked (什么是揭榜挂帅) and that stands for no list, ``""`` for none.
    """

    reading: Reading
    subjects: Mapping[str, Article]
    named: frozenset[str]
    place_unheard: bool
    role: str
    deed: str
    days: str
    editions: Mapping[str, frozenset[str]]
    edition_unheard: bool
    articles: Mapping[Article, str]
    names: tuple[str, ...]
    whose: str
    whom: str
    body: str
    elsewhere: Mapping[str, frozenset[str]]
    unknown: tuple[Unknown, ...]
    event: str
    term: ListedTerm | None
    meaning: str

    @classmethod
    def of(cls, reading: Reading, evidence: Sequence[Evidence]) -> Demands:
        """Read the demands off a question and the passages found for it."""
        about, articles, held = _subjects(evidence), texts_of(evidence), _all_text(evidence)
        deed = deed_asked(reading.plain)
        role = _ROLE.search(reading.plain)
        term = listed_term(reading) or quoted_term(reading, [e.chunk.text for e in evidence])
        what = (role["office"] or role["who"] or role["part"]) if role else ""
        return cls(
            reading,
            about,
            frozenset(core for core in about if core in reading.plain),
            bool(place_unheard(reading, held)),
            what if what not in _ANY_ROLE else "",
            deed if reading.terms.weights.get(deed, 0.0) >= _RARE_DEED else "",
            days_asked(reading.plain),
            {name: values for name, values in reading.designated.items() if name not in _TIMES},
            _edition_unheard(reading, held)
            or is_paper_unheard(reading, evidence)
            or is_paragraph_unheard(reading, evidence),
            articles,
            named(reading),
            owner(reading.plain, what) if role and (role["office"] or role["who"]) else "",
            whom(reading.plain),
            body_asked(reading.plain),
            outweighed(reading, evidence),
            unknown(reading.plain, reading.terms, held),
            event_asked(reading.plain),
            term,
            "" if term else _meaning(reading, held),
        )

    def meeting(self, ranking: Ranking) -> Ranking:
        """Return the sentences of a ranking that meet all demands; all of it where none nearly as good does.

        Of those, the ones that hold what the question puts in quotation marks, or the measure that it tells a thing by
        (10公斤那款), or say who somebody is that it asks about, stand first where nearly as good; where it is said who
        somebody is, nothing else is told of them.
        """
        able = [(score, candidate) for score, candidate in ranking if not self.unmet(candidate)]
        if self.term:
            able.sort(key=lambda pair: self.term is not None and self.term.text not in plain(pair[1].text))
        told = self.term.text if self.term else self.meaning
        most = _YIELD_TO_TERM if told and able and told in bare(able[0][1].text) else _YIELD
        if able and self._is_of_other_days(ranking[0][1]) and _is_of_one_article(able[0][1], ranking[0][1]):
            most = _YIELD_TO_DAYS
        chosen = able if able and able[0][0] >= ranking[0][0] - most else ranking
        quoted = [term for term in self.reading.quoted if len(term) >= _LONG_QUOTE]
        quoted += [q.text for q in quantities(self.reading.plain) if q.kind == "measure" and q.text[:1].isdigit()]
        holding = [pair for pair in chosen if self._holds(plain(pair[1].text), quoted)] if quoted or self.whom else []
        if not holding or holding[0][0] < chosen[0][0] - (_YIELD_TO_POST if self.whom else _YIELD):
            return chosen
        if self.whom:
            return holding
        return [*holding, *(pair for pair in chosen if pair not in holding)]

    def _holds(self, text: str, quoted: Sequence[str]) -> bool:
        """Whether a sentence has all quoted terms, and the post of whom the question asks about."""
        return all(term in text for term in quoted) and (not self.whom or tells_post(self.whom, text))

    def unmet(self, candidate: Candidate) -> str:
        """Return the first demand that a sentence does not meet, ``""`` where it meets them all.

        ``kind``: a number, in some unit or any, or a date is asked for, and it has none, or it tells what is planned
        or there in all where what came about or is left is asked for. ``list``: it only names what stands for a list,
        and the question asks what that is. ``meaning``: it does not say what a term means, and that is asked.
        ``edition``: it or its passage names another edition, year or half than the one asked for, or not the one before
        or after, or it or its article another of what bears a number.
        ``role``: it does not name the office or part that somebody is asked for by, or it is another one's. ``name``:
        its article does not speak of a person, organisation, title or event that the question names, or it has another
        noun in the place of a rare one that no passage has. ``place``: no passage names the place asked about.
        ``subject``: it stands in an article of another place than the one asked about, which has an article of its
        own. ``year``: its article is of another year, by date or title, and its passage speaks of another one; or it
        is of a five-year plan for other years.
        """
        if self._is_of_other_make(candidate):
            return "kind"
        chunk = candidate.evidence.chunk
        above = plain(heading_of(chunk)) + "\n"
        held = above + plain(chunk.text)
        if untold := self._untold(candidate, above):
            return untold
        features = dict(zip(FEATURES, candidate.features, strict=True))
        if (
            (features["clash"] and not features["agree"])
            or {"day", "year"} & set(clash(self.reading.designated, designators(plain(candidate.text))))
            or (self.editions and clash(self.editions, designators(held)))
            or self.edition_unheard
            or is_of_other_turn(self.reading.plain, above + plain(candidate.text))
            or self._is_of_other_days(candidate)
            or self.is_of_other_number(candidate)
        ):
            return "edition"
        article = self.articles.get(article_of(chunk), held)
        named_here = above + plain(candidate.text)
        if not self._tells_deed(candidate) or self._is_of_other_role(named_here):
            return "role"
        if not self._is_spoken_of(article) or self._is_of_other_kind(candidate):
            return "name"
        if self.place_unheard or is_of_other_place(self.reading, chunk, article):
            return "place"
        if any(core not in held for core in self.elsewhere.get(chunk.doc_id, ())):
            return "place"
        other = any(article == article_of(chunk) for core, article in self.subjects.items() if core not in self.named)
        # 全市 is not one district's; of a city in the city it may be: 瑞安市.
        districts = [core for core in self.named if not any(f"{core}市" in text for text in self.articles.values())]
        of_all = bool(districts) and self.reading.asked.kind == "number" and _OF_ALL.search(plain(candidate.text))
        if self.named and (other or of_all) and not any(core in held for core in self.named):
            return "subject"
        years = self.reading.designated.get("year", frozenset())
        said = {*_YEAR.findall(held), *_spoken(chunk)}
        planned = {str(year) for year in plan_years(candidate.text)}
        if years and (chunk.date or planned) and not years & (said | planned | {chunk.date[:4]}):
            return "year"
        return "year" if is_of_other_titled_year(years, candidate) else ""

    def _untold(self, candidate: Candidate, above: str) -> str:
        """Return ``list`` or ``meaning`` where a sentence under some lines does not say what a term is, else ``""``."""
        if self.term and not spells_out(self.term, plain(candidate.text)):
            return "list"
        if not self.meaning or defines(self.meaning, candidate.text):
            return ""
        return "" if heads(self.meaning, above + candidate.led_by) else "meaning"

    def _is_of_other_days(self, candidate: Candidate) -> bool:
        """Whether a sentence tells how it used to be, and it is asked how it is now; or inversely."""
        before = candidate.evidence.chunk.text[: candidate.start]
        return bool(self.days) and is_of_other_days(self.days, plain(candidate.text), plain(before))

    def _is_of_other_role(self, said: str) -> bool:
        """Whether a sentence under some lines lacks the office somebody is asked for by, or is about another one."""
        named = not self.role or re.search(f"(?<!副){self.role}", said) or self._otherwise(self.role, said)
        return not named or (bool(self.whose) and not is_office_of(self.whose, self.role, said, self.reading))

    def _tells_deed(self, candidate: Candidate) -> bool:
        """Whether a sentence, or what heads it, says what somebody is asked for by; true where nobody is."""
        if is_untold_of_person(self.reading.plain, plain(candidate.text)):
            return False
        if not self.deed:
            return True
        said = plain("\n".join([heading_of(candidate.evidence.chunk), candidate.led_by, candidate.text]))
        return all(char in said for char in self.deed) or self._otherwise(self.deed, said)

    def _is_of_other_make(self, candidate: Candidate) -> bool:
        """Whether a sentence has nothing of the kind asked for: no number, no date, no such body, or a planned one."""
        least = _LEAST_FIT.get(kind_group(self.reading.asked), 0.0)
        if max((m.fit for m in candidate.mentions), default=0.0) < least:
            return True
        said = plain(candidate.text)
        if self.body and not re.search(self.body, said):
            return True
        return self.reading.asked.kind == "number" and is_other_state(self.reading.plain, said)

    def _is_spoken_of(self, article: str) -> bool:
        """Whether an article speaks of all that the question names, and of the event that it asks about."""
        if self.event and not speaks_of_event(self.event, self.reading.terms, article):
            return False
        return all(speaks_of(name, article, self.reading) for name in self.names)

    def _is_of_other_kind(self, candidate: Candidate) -> bool:
        """Whether how many of something are asked for that no passage has, or a sentence has another in its place."""
        if not self.unknown:
            return False
        said = plain(f"{candidate.led_by}\n{candidate.text}")
        return any(one.asked_for or has_other(one, self.reading.plain, said) for one in self.unknown)

    def is_heard_of(self, candidate: Candidate) -> bool:
        """Whether the edition, number and place that a question names are ones that passages, and an article, know."""
        return not (self.edition_unheard or self.place_unheard or self.is_of_other_number(candidate))

    def is_of_other_number(self, candidate: Candidate) -> bool:
        """Whether a sentence, with what heads it, or its article has others of what the question names by a number."""
        chunk, asked = candidate.evidence.chunk, self.reading.plain
        above = plain(heading_of(chunk))
        led = plain(candidate.led_by)
        article = self.articles.get(article_of(chunk), f"{above}\n{plain(chunk.text)}")
        if any(other_number(asked, article)) or any(other_number(asked, f"{above}\n{led}\n{plain(candidate.text)}")):
            return True
        return is_item_unheard(asked, article) or is_of_other_document(asked, article)

    def another(self, candidate: Candidate) -> tuple[str, str]:
        """Return the year or edition asked for, and the nearest other one that a sentence's passage has instead.

        Two empty strings where the passage has the one asked for or none, or is about something else.
        """
        chunk = candidate.evidence.chunk
        held = plain(heading_of(chunk)) + "\n" + plain(chunk.text)
        if candidate.features[FEATURES.index("covered")] < _ABOUT_IT:
            return "", ""
        if any(numbers := other_number(self.reading.plain, self.articles.get(article_of(chunk), held))):
            return numbers
        said = designators(held)
        years = said.get("year", frozenset()) | {y for y in _spoken(chunk) if y}
        for name, wanted in self.reading.designated.items():
            there = years if name == "year" else said.get(name, frozenset())
            if name not in _SHOWN or wanted & there or not there:
                continue
            asked = min(wanted)
            nearest = min(there, key=lambda value: (abs(int(value) - int(asked)), value))
            return _SHOWN[name].format(asked), _SHOWN[name].format(nearest)
        return "", ""

    def _otherwise(self, asked: str, text: str) -> bool:
        """Whether a text says in other words the office or deed that somebody is asked for by."""
        return any(word.endswith(asked) and put.search(text) for word, put in self.reading.terms.others)


def _is_of_one_article(one: Candidate, other: Candidate) -> bool:
    """Whether two sentences stand in the same article."""
    return article_of(one.evidence.chunk) == article_of(other.evidence.chunk)


def _spoken(chunk: Chunk) -> frozenset[str]:
    """Return the years that a passage speaks of, 去年 and the like resolved.

    An article of January or February mostly sums up the year before, and seldom says so in each passage.
    """
    before = {str(int(chunk.date[:4]) - 1)} if chunk.date[5:7] in ("01", "02") else set()
    return frozenset(before | {str(year) for year in years_within(chunk.years, 0, len(chunk.text))})


def _subjects(evidence: Sequence[Evidence]) -> dict[str, Article]:
    """Return the places that some article's byline speaks for, each with its article.

    A place in the bylines of several articles, such as the city of them all, is left out.
    """
    found: dict[str, set[Article]] = {}
    for item in evidence:
        for name in places(item.chunk.byline):
            core = without_level(plain(name.text))
            if core != plain(name.text):
                found.setdefault(core, set()).add(article_of(item.chunk))
    return {core: next(iter(articles)) for core, articles in found.items() if len(articles) == 1}


def _meaning(reading: Reading, held: str) -> str:
    """Return the term whose meaning a question asks for, as the passages call it."""
    asked = meaning_asked(reading.plain) or perhaps_asked(reading.plain, held)
    called = shorter(asked)
    return called if asked and asked not in bare(held) and called in bare(held) else asked


def _edition_unheard(reading: Reading, held: str) -> bool:
    """Whether the question names an edition that no passage names, while they name others of its class."""
    editions = {name: values for name, values in reading.designated.items() if name not in _TIMES}
    if not editions:
        return False
    return bool(clash(editions, designators(held)))


def _all_text(evidence: Sequence[Evidence]) -> str:
    """Return the passages and what stands above them, as they are compared."""
    return "\n".join(plain(heading_of(e.chunk) + "\n" + e.chunk.text) for e in evidence)
