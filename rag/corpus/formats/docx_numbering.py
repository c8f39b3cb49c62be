"""Automatic numbers of a DOCX file, counted and written as Word prints them: 第十二条, （一）, 1.2, ①."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from rag.corpus.formats.docx_parts import Element, Parts, child, is_on, local, number, value

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_LEVELS = 9
_CLOSED = re.compile(r"[、。．）】〕〉》：；，]$")


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered.

    Attributes:
        start: First number.
        form: Name of its number format, as in the file.
        pattern: What is printed; ``%1`` is the number of the outermost level.
        suffix: What follows the number: ``tab``, ``space`` or ``nothing``.
        legal: Whether all levels are written in digits here.
        restart: Level behind which it begins anew, counted from 1; 0 for never, None for the next outer one.
        style: The paragraph style that stands for this level.
    """

    start: int = 1
    form: str = "decimal"
    pattern: str = ""
    suffix: str = "tab"
    legal: bool = False
    restart: int | None = None
    style: str | None = None


class Numbering:
    """Counts the numbered paragraphs of a document, which have to be asked for in their order."""

    def __init__(self, parts: Parts) -> None:
        """Read the lists; a file without has none."""
        root = parts.part("numbering")
        self._parts = parts
        raw: list[Element] = [e for e in root if local(e) == "abstractNum"] if root is not None else []
        self._abstract = {value(e, "abstractNumId") or "": e for e in raw}
        nums: list[Element] = [e for e in root if local(e) == "num"] if root is not None else []
        self._nums = {value(e, "numId") or "": e for e in nums}
        self._levels: dict[str, tuple[str, dict[int, Level], dict[int, int]]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def next(self, num_id: str, level: int | None, style_id: str | None) -> tuple[str, bool] | None:
        """Return what is printed before the next paragraph of a list, and whether it is a bullet.

        Args:
            num_id: The list.
            level: From 0; None to take the one that belongs to the paragraph's style.
            style_id: The paragraph's style.

        Returns:
            The number with what parts it from the text, ``("", True)`` for a bullet; None where the list is not known.
        """
        if num_id not in self._nums or num_id == "0":
            return None
        key, levels, starts = self._resolved(num_id)
        if level is None:
            level = next((i for i, of in levels.items() if style_id and of.style == style_id), 0)
        level = min(max(level, 0), _LEVELS - 1)
        counts = self._counts.setdefault(key, {})
        own = levels.get(level, Level())
        if level in starts and (num_id, level) not in self._begun:
            counts[level] = starts[level]
        else:
            counts[level] = counts.get(level, own.start - 1) + 1
        self._begun.add((num_id, level))
        for inner in [i for i in counts if i > level]:
            restart = levels.get(inner, Level()).restart
            if restart is None or (restart and level < restart):
                del counts[inner]
        if own.form == "bullet":
            return "", True
        return _printed(own, levels, counts), False

    def nests(self, num_id: str) -> bool:
        """Return whether a list numbers as sections do: some level prints those above it, too (1.2)."""
        return num_id in self._nums and any(
            level.pattern.count("%") > 1 for level in self._resolved(num_id)[1].values()
        )

    def _resolved(self, num_id: str) -> tuple[str, dict[int, Level], dict[int, int]]:
        """Return the abstract list of a list, its levels, and the numbers that it begins anew with."""
        if num_id not in self._levels:
            num = self._nums[num_id]
            key = value(child(num, "abstractNumId")) or ""
            abstract = self._abstract.get(key)
            linked = value(child(abstract, "numStyleLink"))
            if linked and (other := self._nums.get(self._parts.style(linked).num_id or "")) is not None:
                key = value(child(other, "abstractNumId")) or ""
                abstract = self._abstract.get(key)
            levels = dict(_levels(abstract)) if abstract is not None else {}
            starts: dict[int, int] = {}
            for override in (e for e in num if local(e) == "lvlOverride"):
                at = number(override, "ilvl") or 0
                start = number(child(override, "startOverride"))
                levels.update(_levels(override))
                if start is not None:
                    starts[at] = start
            self._levels[num_id] = (key, levels, starts)
        return self._levels[num_id]


def _levels(parent: Element) -> list[tuple[int, Level]]:
    """Return the levels below an abstract list or an override."""
    found = []
    for raw in (e for e in parent if local(e) == "lvl"):
        start = number(child(raw, "start"))
        form = child(raw, "numFmt")
        if form is None:
            form = child(raw, "AlternateContent", "Fallback", "numFmt")
        level = Level(
            start=1 if start is None else start,
            form=value(form) or "decimal",
            pattern=value(child(raw, "lvlText")) or "",
            suffix=value(child(raw, "suff")) or "tab",
            legal=is_on(child(raw, "isLgl")),
            restart=number(child(raw, "lvlRestart")),
            style=value(child(raw, "pStyle")),
        )
        found.append((number(raw, "ilvl") or 0, level))
    return found


def _printed(own: Level, levels: dict[int, Level], counts: dict[int, int]) -> str:
    """Return a number as it is printed, with what follows it."""

    def put(found: re.Match[str]) -> str:
        at = int(found[1]) - 1
        other = levels.get(at, Level())
        return written(counts.get(at, other.start), "decimal" if own.legal else other.form)

    text = re.sub(r"%([1-9])", put, own.pattern).strip()
    gap = "" if own.suffix == "nothing" or not text or _CLOSED.search(text) else " "
    return text + gap


def written(n: int, form: str) -> str:
    """Return a number in one of Word's formats; in digits where the format is rare or cannot write it.

    >>> [written(12, f) for f in ("chineseCounting", "upperRoman", "lowerLetter", "decimalEnclosedCircle")]
    ['十二', 'XII', 'l', '⑫']
    """
    if n < 0 or form == "none":
        return str(n) if n < 0 else ""
    return _FORMS.get(form, str)(n) or str(n)


def _counting(n: int, digits: str = _DIGITS, units: str = "十百千", ten: str = "") -> str:
    """Return a number in words, 一百二十三; the leading 一 of 十 falls away unless ``ten`` says otherwise."""
    if n == 0:
        return digits[0]
    if n > 9999:
        return str(n)
    zero, text = False, ""
    for place, digit in enumerate(reversed(str(n))):
        if digit == "0":
            zero = zero or bool(text and not text.startswith("零"))
            continue
        text = digits[int(digit)] + (units[place - 1] if place else "") + ("零" if zero else "") + text
        zero = False
    return text[1:] if 10 <= n < 20 and not ten else text


def _roman(n: int) -> str:
    if not 0 < n < 4000:
        return ""
    text = ""
    for size, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        text += sign * (n // size)
        n %= size
    return text


def _letters(n: int) -> str:
    """Return a number as Word letters it: a … z, aa, bb."""
    return chr(97 + (n - 1) % 26) * ((n - 1) // 26 + 1) if 0 < n <= 26 * 20 else ""


def _from(*ranges: tuple[int, int, int]) -> Callable[[int], str]:
    """Return what writes numbers with signs of their own: first number, last number, code of the first sign."""

    def write(n: int) -> str:
        return next((chr(code + n - low) for low, high, code in ranges if low <= n <= high), "")

    return write


def _of(signs: str) -> Callable[[int], str]:
    return lambda n: signs[n - 1] if 0 < n <= len(signs) else ""


_CIRCLED = _from((0, 0, 0x24EA), (1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1))
_FORMS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(
        ("chineseCounting", "chineseCountingThousand", "taiwaneseCountingThousand", "japaneseCounting"), _counting
    ),
    "taiwaneseCounting": _counting,
    "ideographDigital": lambda n: "".join(_DIGITS[int(d)] for d in str(n)),
    "taiwaneseDigital": lambda n: "".join(_DIGITS[int(d)] for d in str(n)),
    "japaneseDigitalTenThousand": lambda n: "".join(_DIGITS[int(d)] for d in str(n)),
    "chineseLegalSimplified": lambda n: _counting(n, _LEGAL, "拾佰仟", "壹"),
    "ideographLegalTraditional": lambda n: _counting(n, "零壹貳參肆伍陸柒捌玖", "拾佰仟", "壹"),
    "upperRoman": _roman,
    "lowerRoman": lambda n: _roman(n).lower(),
    "lowerLetter": _letters,
    "upperLetter": lambda n: _letters(n).upper(),
    "decimalZero": lambda n: f"{n:02d}",
    "decimalFullWidth": lambda n: "".join(chr(0xFF10 + int(d)) for d in str(n)),
    "decimalFullWidth2": lambda n: "".join(chr(0xFF10 + int(d)) for d in str(n)),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _CIRCLED),
    "decimalEnclosedParen": _from((1, 20, 0x2474)),
    "decimalEnclosedFullstop": _from((1, 20, 0x2488)),
    "ideographEnclosedCircle": _from((1, 10, 0x3280)),
    "ideographTraditional": _of(_STEMS),
    "ideographZodiac": _of(_BRANCHES),
    "ordinal": lambda n: f"{n}{'th' if 10 <= n % 100 < 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}",
}
