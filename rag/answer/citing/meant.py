"""Words of ours in a quoted sentence that say what it leans on: 去年〔2019年〕, 会议〔市委外事工作委员会会议〕.

A sentence that is shown alone has lost what stood before it. A relative year is the one that the passage's article
resolves it to, where that article is dated in print; 会议 is the meeting of the headline or the one named last; 他 the
one person named just before; 我们 the office in the byline; 我市 and 该市 the one place of that kind above or before.
What has two answers, or none, is left as it stands. Nothing is put into a number or a quotation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from rag.answer.verdict.sought import head_of
from rag.answer.verdict.verify import check
from rag.records import Chunk, Draft, Place, Span
from rag.text.names import organisations, persons, places, quoted, works
from rag.text.sentences import sentences
from rag.text.years import spoken_years

_YEARS = ("去年", "今年", "前年", "明年", "上年", "当年", "同年", "次年", "本年")
_SAYS = "强调|指出|要求|表示|认为|希望|介绍|告诉|说|提出|还|听取|传达|审议|通报|研究|决定|明确|号召|宣布|部署"
_LEANS = re.compile(
    rf"(?:(?<=[，；。])|^)(?:(?P<meeting>会议)(?={_SAYS})|(?P<person>[他她])(?={_SAYS})|(?P<we>我们)(?!的|这))"
    "|(?P<place>[我该](?P<level>市|区|县|镇|乡|村|街道))(?![一-鿿]?[民场]|委)"
)
_MEETING = (
    r"(?P<name>[一-鿿（）()]{2,22}?(?:[一-鿿](?<![一二三四五六七八九十]次)会议|推进会|座谈会|动员会|[一-鿿]大会|全会))"
)
_HEADED = re.compile(rf"^(?:[一-鿿]{{2,6}}(?:召开|举行))?{_MEETING}(?=召开|举行|强调|要求|$)")
_HELD = re.compile(rf"(?:召开|举行|出席|参加)(?:了)?{_MEETING}")
_TIED = re.compile(r"^(?:的|了|在|是|次)|上$")
_LONGEST = 24  # characters of a name that is put in
_BEFORE = 2  # sentences before, in which a person is looked for
_NO_PLACE = frozenset("该我各全本每两几的级个城在和、")
_OFFICE = re.compile(
    "(?:书记|主任|主席|代表|委员|[市县区省镇乡村部局厅处科院校会所队社司行]长|秘书长|董事长|经理|总裁|记者|教授|院士|专家|医生|老师)$"
)
_REPORTED = re.compile("记者|通讯员|本报|文/")


def meant(draft: Draft) -> Draft:
    """Return a draft with what its words lean on; the same one where nothing is to be added.

    Args:
        draft: A literal stretch of one passage, perhaps with a mark of ours at its end; any other stays as it is.
    """
    if draft.gap or len(draft.places) != 1 or not draft.text.startswith(draft.places[0].quote):
        return draft
    place = draft.places[0]
    said = (*_years(place), *_subjects(place))
    held = _unchanging(place.quote) if said else set()
    found: dict[int, str] = {}
    for at, word in said:
        if at not in held and word not in place.quote:
            found.setdefault(at, word)
    text, added = draft.text, list(draft.added)
    for at in sorted(found, reverse=True):
        word = f"〔{found[at]}〕"
        text = text[:at] + word + text[at:]
        added = [(a + len(word), b + len(word)) if a >= at else (a, b) for a, b in added]
        added.append((at, at + len(word)))
    return replace(draft, text=text, added=tuple(sorted(added))) if found else draft


def explained(draft: Draft) -> Draft:
    """Return a draft as ``meant`` gives it where that passes the check of sentences, else as it is."""
    said = meant(draft)
    return said if said is draft or check(said.text, said.places, said.added).verdict is not None else draft


def _unchanging(quote: str) -> set[int]:
    """Return where nothing may be put in: inside quotations and titles."""
    return {at for name in (*quoted(quote), *works(quote)) for at in range(name.start, name.end + 1)}


def _years(place: Place) -> Iterator[tuple[int, str]]:
    """Yield where the first relative word for each year ends, and the year."""
    chunk = place.chunk
    if not chunk.date or chunk.date_inferred or not any(word in place.quote for word in _YEARS):
        return
    seen: set[int] = set()
    for year in chunk.years or spoken_years(chunk.text, chunk.date, chunk.article or chunk.title):
        inside = place.start <= year.start and year.end <= place.end
        if not inside or year.first != year.last or year.first in seen:
            continue
        if year.resolved and chunk.text[year.start : year.end] in _YEARS:
            seen.add(year.first)
            yield year.end - place.start, f"{year.first}年"


def _subjects(place: Place) -> Iterator[tuple[int, str]]:
    """Yield where words that stand for another end, and what they stand for; each kind of them once."""
    chunk = place.chunk
    before = chunk.text[: place.start]
    seen: set[str] = set()
    for match in _LEANS.finditer(place.quote):
        kind = match.lastgroup if match.lastgroup != "level" else "place"
        if kind is None or kind in seen:
            continue
        seen.add(kind)
        context = before + place.quote[: match.start()]
        if kind == "meeting":
            name = _meeting(chunk, context)
        elif kind == "person":
            name = _person(context)
        elif kind == "we":
            name = _office(chunk.byline)
        elif match["place"].startswith("我"):
            name = _one_place(head_of(chunk), match["level"])
        else:
            name = _one_place(context, match["level"])
        if 0 < len(name) <= _LONGEST:
            yield match.end(kind), name


def _meeting(chunk: Chunk, before: str) -> str:
    """Return the meeting of the headline, else the one named last; ``""`` for none."""
    for piece in re.split(r"\s+", chunk.article):
        if match := _HEADED.match(piece):
            return _plain(match["name"])
    held = [match["name"] for match in _HELD.finditer(before)]
    return _plain(held[-1]) if held else ""


def _plain(name: str) -> str:
    return "" if _TIED.search(name) else name


def _person(before: str) -> str:
    """Return the only person named in the last sentences that name any; ``""`` for none or several."""
    paragraph = before[before.rfind("\n") + 1 :]
    last = [paragraph[a:b] for a, b in sentences(paragraph)][-_BEFORE:]
    for sentence in reversed(last):
        found = persons(sentence)
        named = {name.text for name in found}
        if named:
            # 曾鼓励 has the shape of a name, too; behind an office stands one.
            sure = [name.text for name in found if _OFFICE.search(sentence[: name.start])]
            return sure[0] if sure and len(named) == 1 else ""
    return ""


def _office(byline: str) -> str:
    """Return the office in a byline, or its place: 云周街道 of 云周街道党工委书记; ``""`` for reporters."""
    if _REPORTED.search(byline):
        return ""
    where = [name for name in places(byline) if name.start == 0 and name.text.endswith(("街道", "镇", "乡"))]
    bodies: list[Span] = [(name.start, name.end) for name in organisations(byline)]
    if where:
        return where[0].text
    return byline[slice(*bodies[0])] if bodies else ""


def _one_place(text: str, level: str) -> str:
    """Return the only place of a kind that a text names; ``""`` for none or several."""
    shaped = {name.text for name in places(text) if name.text.endswith(level)}
    # A place that has no shape of a name is another one all the same.
    ends = {end for end in re.findall(rf"[一-鿿]{{2}}{level}", text) if end[1] not in _NO_PLACE}
    (name,) = shaped if len(shaped) == 1 else ("",)
    return name if name and all(name.endswith(end) for end in ends) else ""
