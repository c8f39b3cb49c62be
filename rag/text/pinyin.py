"""Chinese names written in Latin letters, as pinyin without tones: Wenzhou, Rui'an, Chen Weijun.

Knows which characters are read how (``pinyin.txt``, one line a syllable); no names.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("pinyin.txt")
_MOST_SYLLABLES = 5
_LONGEST = 6  # letters of a syllable: zhuang


@cache
def _readings() -> dict[str, str]:
    """Return the characters that are read as a syllable, by the syllable; lü is found as lu and lv."""
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    found = dict(line.split(" ") for line in lines if line[:1] not in ("", "#"))
    for plain in ("lu", "nu"):
        found[plain] += found.get(f"{plain[0]}v", "")
    return found


def syllables(letters: str) -> list[tuple[str, ...]]:
    """Return the ways to cut small letters into at most five syllables, the fewest first; none where there is none.

    >>> syllables("xian"), syllables("wenzhou"), syllables("shakespeare")
    ([('xian',), ('xi', 'an')], [('wen', 'zhou')], [])
    """
    found: list[tuple[str, ...]] = []
    _cut(letters, (), found)
    return sorted(found, key=lambda cut: (len(cut), cut))


def _cut(letters: str, before: tuple[str, ...], found: list[tuple[str, ...]]) -> None:
    if not letters:
        found.append(before)
    elif len(before) < _MOST_SYLLABLES:
        for size in range(1, _LONGEST + 1):
            if letters[:size] in _readings() and len(letters) >= size:
                _cut(letters[size:], (*before, letters[:size]), found)


def spellings(name: str) -> list[tuple[str, ...]]:
    """Return, for each way to read a name as pinyin of two to five syllables, the characters of each syllable.

    Of a name in several words, the last may be the family's: Weijun Chen. Nothing where the letters are no pinyin.

    Args:
        name: Latin letters, an apostrophe or a hyphen between syllables, words parted by spaces.

    >>> ["瑞" in first and "安" in second for first, second in spellings("Rui'an")], spellings("GDP")
    ([True], [])
    """
    words = [re.split("['’-]", word) for word in name.lower().split()]
    orders = [words, [words[-1], *words[:-1]]] if len(words) > 1 else [words]
    cuts = dict.fromkeys(cut for order in orders for cut in _cuts([part for word in order for part in word]))
    readings = _readings()
    return [tuple(readings[one] for one in cut) for cut in cuts if 1 < len(cut) <= _MOST_SYLLABLES]


def _cuts(parts: list[str]) -> list[tuple[str, ...]]:
    """Return the ways to cut parts, of which none shares a syllable with the next."""
    ways: list[tuple[str, ...]] = [()]
    for part in parts:
        ways = [(*way, *cut) for way in ways for cut in syllables(part) if part]
    return ways


def letters_of(name: str) -> tuple[str, ...]:
    """Return the syllables of a Chinese name; nothing where one of its characters may be read in several ways.

    >>> letters_of("林霞"), letters_of("重庆")
    (('lin', 'xia'), ())
    """
    found = [_one_reading().get(char, "") for char in name]
    return tuple(found) if all(found) else ()


@cache
def _one_reading() -> dict[str, str]:
    """Return the syllable of each character that has only one."""
    found: dict[str, str] = {}
    for syllable, read in _readings().items():
        for char in read:
            found[char] = "" if char in found else syllable
    return found


def homophones(char: str) -> str:
    """Return the characters that sound like one, or nearly (zh as z, n as ng), itself left out; ``""`` for none.

    Which are told apart is a matter of where people come from, and of how they type.

    >>> "精" in homophones("经"), "周" in homophones("洲"), "心" in homophones("星"), homophones("a")
    (True, True, True, '')
    """
    sounds, characters = _sounds()
    return "".join(dict.fromkeys(c for sound in sounds.get(char, ()) for c in characters[sound] if c != char))


@cache
def _sounds() -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Return the rough sounds of each character, and the characters of each rough sound."""
    sounds: dict[str, tuple[str, ...]] = {}
    characters: dict[str, str] = {}
    for syllable, read in _readings().items():
        rough = re.sub("^([zcs])h", r"\1", syllable).removesuffix("g")
        characters[rough] = characters.get(rough, "") + read
        for char in read:
            sounds[char] = (*sounds.get(char, ()), rough)
    return sounds, characters
