"""Whether a text is a name and nothing else: of a person, a place or an organisation; or several of them.

Knows the shapes of names and what the general dictionary says of them; no document.
"""

from __future__ import annotations

import re

from rag.records import Remark
from rag.search.kinds import ASKING
from rag.text.dictionary import tag
from rag.text.fold import fold
from rag.text.names import is_person_shaped, organisations, places
from rag.text.script import simplified

QUOTES = "“”‘’\"'《》「」『』【】[]()（）"
# More than ``ASKING``: what asks in written style, and what breaks off where the answer should stand.
ASKED = re.compile(rf"{ASKING.pattern}|[何甚哪谁]|[多几]少?$|[是为于叫称]$", re.VERBOSE)
_TITLED = re.compile(
    r"(?:同志|先生|女士|老师|书记|主任|局长|市长|区长|县长|镇长|部长|院长|校长|会长|董事长|总经理|教授|院士|记者)$"
)
_DOTTED = re.compile(r"[一-鿿]{1,6}(?:[·•・][一-鿿]{1,6})+")
_UNKNOWN = re.compile("[一-鿿]{2,4}")
_MARKS = r"[\s、,，/]+"


def one_name(name: str) -> Remark | None:
    """Return the remark of a text that is one name: of a person, a place or an organisation; None for any other."""
    plain = simplified(fold(name))
    titled = _TITLED.sub("", plain)
    if titled != plain and is_person_shaped(titled) and len(titled) < 4:
        return Remark("topic", name[: len(titled)])
    kind = tag(plain)
    whole = any(len(found) == 1 and found[0].text == plain for found in (places(plain), organisations(plain)))
    if (
        whole
        or (_DOTTED.fullmatch(plain) and not ASKED.search(plain) and "的" not in plain)
        or kind in ("ns", "nt", "nrt", "nrfg")
    ):
        return Remark("topic", name)
    if kind == "nr" and len(plain) > 2 and not places(plain):
        return Remark("topic", name)
    if is_person_shaped(plain) and not places(plain) and len(plain) < 4:
        # 文明 and 鲁迅 are names to the dictionary, and words.
        return Remark("topic", name, sure=kind == "")
    return None


def several_names(bare: str) -> Remark | None:
    """Return the remark of two to four names side by side; None for any other text.

    >>> several_names("温州 瑞安"), several_names("温州 经济")
    (Remark(kind='topic', subject='温州 瑞安', sure=True), None)
    """
    for between in (_MARKS, rf"{_MARKS}|[和与跟]"):
        parts = [part.strip(QUOTES) for part in re.split(between, bare)]
        names = [one_name(part) for part in parts if part]
        if not (1 < len(parts) < 5 and len(names) == len(parts) and any(found and found.sure for found in names)):
            continue
        # What no dictionary knows stands among names as one, where nothing but marks is between: 温州、洞头.
        known = zip(parts, names, strict=True)
        if all(found or (between == _MARKS and _is_unknown(part)) for part, found in known):
            return Remark("topic", " ".join(parts))
    return None


def _is_unknown(word: str) -> bool:
    return bool(_UNKNOWN.fullmatch(word)) and not tag(word) and not ASKED.search(word)
