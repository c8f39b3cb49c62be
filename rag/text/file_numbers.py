"""The numbers of official papers (发文字号), in one form whatever brackets they were printed with.

海政办发〔2022〕15号, 海政办发[2022]15号, 海政办发（2022）第015号 are one number. Knows no document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.text.fold import fold
from rag.text.numbers import numeral

_OPEN, _CLOSE = r"[〔\[(【﹝〈<{]", r"[〕\])】﹞〉>}]"
_NUMBER = re.compile(
    rf"(?P<office>[\u4e00-\u9fff]{{0,12}}?)\s?{_OPEN}\s?(?P<year>(?:19|20)\d\d|[一二][〇○零一二三四五六七八九]{{3}})"
    rf"\s?{_CLOSE}\s?第?\s?(?P<number>\d{{1,5}}|[〇零一二三四五六七八九十百]{{1,7}})\s?(?P<unit>[号期])"
)
# What may stand before an office's short name in running text and is no part of it.
_BEFORE = re.compile(r".*(?:根据|依据|按照|依照|贯彻|落实|执行|转发|印发|关于|发布|见|和|与|及|的|以|由|在)")


@dataclass(frozen=True, slots=True)
class FileNumber:
    """The number of an official paper.

    Attributes:
        start: Offset of its first character.
        end: Offset behind its last.
        office: The issuing office's short name as printed (海政办发, 温办通报); ``""`` where none stands before.
        year: Four digits.
        number: Within the year.
        unit: 号 for papers, 期 for bulletins.
    """

    start: int
    end: int
    office: str
    year: int
    number: int
    unit: str

    @property
    def form(self) -> str:
        """The one form: 海政办发〔2022〕15号, of bulletins 温办通报〔2020〕第12期."""
        return f"{self.office}〔{self.year}〕{'第' if self.unit == '期' else ''}{self.number}{self.unit}"

    def same(self, other: FileNumber) -> bool:
        """Whether two numbers name one paper: an office that is not said, or only its end, fits any."""
        offices = (self.office, other.office)
        return (self.year, self.number, self.unit) == (other.year, other.number, other.unit) and (
            offices[0].endswith(offices[1]) or offices[1].endswith(offices[0])
        )


def file_numbers(text: str) -> list[FileNumber]:
    """Return the numbers of official papers in a text, in order.

    >>> [n.form for n in file_numbers("按照海政办发[2022]第015号、〔2020〕第 12 期和青政﹝二〇二二﹞十七号")]
    ['海政办发〔2022〕15号', '〔2020〕第12期', '青政〔2022〕17号']
    """
    found = []
    for match in _NUMBER.finditer(fold(text)):
        year, number = numeral(match["year"].replace("○", "〇")), numeral(match["number"])
        if year is None or number is None:
            continue
        office = _BEFORE.sub("", match["office"])
        start = match.end("office") - len(office) if office else match.end("office")
        found.append(FileNumber(start, match.end(), office, int(year), int(number), match["unit"]))
    return found
