"""Which encoding some bytes are in: strict decoders, and whether what they give reads like Chinese.

Bytes of one Chinese encoding are often valid in another and give rare characters there. Written
Chinese is told by its frequent ones: in print a third to two thirds of all characters are among
the few hundred below, in a wrong reading hardly one in ten. Knows nothing of files.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from functools import cache, lru_cache

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CANDIDATES = ("gb18030", "big5", "utf-16-le", "utf-16-be")
_FREQUENT = frozenset(
    "的在一人中国了日为大和有年发上行是动不月业时会对新公家市出地区生成作全多来部进工以方到个等开法于通分下学这高用现报资能力场元者要员民同务展文将们理前关"
    "后网美过长安主交水合实道经体电与表提产事化他查内据示保加重更自本机海及心金次任期面我车入建子信目可北间其名小平活政品度定社持天明题点应台外司万当联利此"
    "防并量强比最流被数调设服性也记正原科标回之责管队受得东至向特看相局息共好第已所增警计近收物还情系手价总布位制解就起都斯军运项三西院推路该基股式供省导消"
    "风源企南说支续传件线广指组如编称医接创门意处级案程办今议两球助视无里华从着统立升技步亿施委预众而告京整站营州代问团河投求参术商规各"
    "國為於後時學會與發區東個對這經戰種權歷將軍動開長業華電馬員機現應萬問門間見語書車過從並無當實爾還統處總義團點歲歐亞運達連選隊黨離難題類願體讓說認識議變"
    "讀貝財責買賣費資質農邊進遠際陸陽隨雖雙雲靈靜頭領風飛館駐魚鮮鳥麗黃齊龍們來傳優價兒內兩別劃劇劉勞勢區協單壓參"
    "，。、：；！？“”‘’（）《》「」…—·【】"
)
_FREQUENT_RUN = re.compile(f"[{''.join(map(re.escape, sorted(_FREQUENT)))}]+")
_LIKELY = 0.25
_APART = 0.10
_RARE = 0.12
_SAMPLE = 20_000
_ASCII = re.compile("[\x00-\x7f]+")
# Ideographs of today's names that the old sets lack.
_NEARLY_ALL = 0.9
_IN_NAMES = frozenset("堃喆镕祎珺玥垚犇赟翀晳昇甯峯祐珮瑋")
# A stretch of so many characters, with so many ideographs in it, is none where hardly one is frequent or many are odd.
_WINDOW, _MOST_WINDOWS, _FEWEST = 100, 2_000, 12
_LEAST_FREQUENT, _MOST_ODD = 0.06, 0.12


def decode(data: bytes) -> tuple[str, str] | None:
    r"""Return the encoding of some bytes and their text, a byte-order mark left out; None where it is not certain.

    Known are UTF-8, UTF-16 (with or without a mark), GB18030 and Big5. Empty bytes are UTF-8.

    >>> decode("激扬新时代温州人精神的讲话".encode("gb18030"))
    ('gb18030', '激扬新时代温州人精神的讲话')
    >>> decode(b"caf\xe9") is None
    True
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            text = _strict(data[len(bom) :], encoding)
            return (encoding, text) if text is not None else None
    text = _strict(data, "utf-8")
    if text is not None and "\0" not in text:
        return "utf-8", text
    read = [
        (likeness(text), encoding, text) for encoding in _CANDIDATES if (text := _strict(data, encoding)) is not None
    ]
    if not read:
        return None
    (best, encoding, text), *others = sorted(read, reverse=True)
    second = others[0][0] if others else 0.0
    clear = (best >= _LIKELY and best - second >= _APART) or (best >= _RARE and best >= 3 * max(second, 0.0))
    return (encoding, text) if clear and not _mixed(text) else None


# Text that was read in one encoding and stored in UTF-8 though it was in another: what was taken for what.
_MISTAKEN = (
    ("latin-1", "gb18030"),
    ("cp1252", "gb18030"),
    ("gb18030", "utf-8"),
    ("big5", "utf-8"),
    ("latin-1", "utf-8"),
    ("cp1252", "utf-8"),
)
_READS_LIKE_NOTHING, _READS_WELL, _FEWEST_HAN = 0.15, 0.3, 12


def mistaken(text: str) -> str:
    """Return the encoding that a text was in before it was read in another one and stored so; ``""`` for a sound text.

    Told from a text that reads like nothing and, the mistake undone, like Chinese.

    >>> mistaken("激扬新时代温州人精神的讲话，要把全市的工作做好。".encode("gb18030").decode("latin-1"))
    'gb18030'
    >>> mistaken("激扬新时代温州人精神的讲话"), mistaken("Été à Zürich, l’œuvre")
    ('', '')
    """
    sample = _ASCII.sub("", text[:_SAMPLE])
    if len(sample) < _FEWEST_HAN or likeness(sample) >= _READS_LIKE_NOTHING:
        return ""
    for taken_for, was in _MISTAKEN:
        undone = sample.encode(taken_for, "ignore").decode(was, "ignore")
        if sum("\u4e00" <= char <= "\u9fff" for char in undone) >= _FEWEST_HAN and likeness(undone) >= _READS_WELL:
            return was
    return ""


def unreadable_as(data: bytes) -> tuple[str, str] | None:
    r"""Return what is wrong with bytes that no decoder reads, in Chinese and English, where their mark tells it.

    >>> unreadable_as("海州".encode("utf-16")[:-1])[1]
    'UTF-16 that is cut within a character'
    >>> unreadable_as("海州".encode("utf-32"))[1], unreadable_as(b"abc")
    ('UTF-32, which is not read', None)
    """
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "是 UTF-32 编码，暂不支持；请用 UTF-8 另存一次。", "UTF-32, which is not read"
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    whole = data[: len(data) // 2 * 2]
    read = [] if marked or len(data) % 2 == 0 else [_strict(whole, name) for name in ("utf-16-le", "utf-16-be")]
    if marked or any(text and likeness(text) >= _READS_WELL for text in read):
        if len(data) % 2:
            zh = "是 UTF-16 编码，但少了一个字节（可能没有传完）；请重新传送，或用原来的文件。"
            return zh, "UTF-16 that is cut within a character"
        return "是 UTF-16 编码，但有损坏；请用原来的文件，以 UTF-8 另存一次。", "UTF-16 that is damaged"
    return None


# A stretch of Chinese in UTF-7 and HZ: letters between signs that open and close it.
_SEVEN = (
    ("UTF-7", "utf-7", re.compile(rb"\+[A-Za-z0-9/+]{5,}-?")),
    ("HZ", "hz", re.compile(rb"~\{[!-~]{4,}?~\}")),
)


def in_ascii(text: str) -> str:
    """Return by which encoding a text in letters of ASCII stands for a Chinese one; ``""`` where it does not.

    >>> in_ascii("海州市水利工程建设情况的通报".encode("hz").decode()), in_ascii("1+2345678-9, a ~{b}~ c")
    ('HZ', '')
    """
    if not text.isascii():
        return ""
    sample = text[:_SAMPLE].encode("ascii")
    for name, codec, shape in _SEVEN:
        coded = sum(len(match[0]) for match in shape.finditer(sample))
        if 3 * coded < len(sample):
            continue
        wide = [char for char in sample.decode(codec, "ignore") if char > "\x7f"]
        if len(wide) >= _FEWEST_HAN and likeness("".join(wide)) >= _READS_WELL:
            return name
    return ""


def doubtful(text: str) -> list[str]:
    r"""Return the characters of a decoded text that hint at damage, in the order of their codes, each once.

    They are the replacement character, codes without a character, control codes, and ideographs and letters that no
    Chinese text set before Unicode could hold, or no simplified one where nearly all others are simplified. One of
    them may be meant, such as a rare name. Nothing tells of damage that made one common character of another.

    >>> doubtful("张三\ufffd说，꿦")
    ['꿦', '�']
    """
    used = {char for char in set(text) if char > "\x7f"}
    letters = [char for char in used if unicodedata.category(char) == "Lo"]
    plain = _set("gb2312")
    simplified = sum(char in plain for char in letters) >= _NEARLY_ALL * len(letters)
    known = plain if simplified else plain | _set("big5")
    return sorted(char for char in used if _is_odd(char, known))


def _is_odd(char: str, known: frozenset[str]) -> bool:
    """Whether a character is one that ``doubtful`` names."""
    category = unicodedata.category(char)
    if category in ("Cn", "Co", "Cc", "Cs") or char == "\ufffd":
        return char != "\x85"
    return category in ("Lo", "Lm") and char not in known and char not in _IN_NAMES


@cache
def _set(encoding: str) -> frozenset[str]:
    """The characters of a Chinese set before Unicode, ``gb2312`` or ``big5``."""
    whole = b"".join(bytes((a, b)) for a in range(0xA1, 0xFA) for b in (*range(0x40, 0x7F), *range(0xA1, 0xFF)))
    return frozenset(whole.decode(encoding, "ignore"))


def _mixed(text: str) -> bool:
    """Whether a stretch of a text reads like nothing though the whole reads like Chinese: two encodings in one file."""
    known = _set("gb2312") | _set("big5")
    step = max(_WINDOW, len(text) // _MOST_WINDOWS)
    for start in range(0, len(text), step):
        odd = frequent = total = 0
        for char in text[start : start + _WINDOW]:
            if char == "\0":
                return True
            if char > "\x7f" and unicodedata.category(char) in ("Lo", "Cn", "Co", "Cc"):
                total += 1
                frequent += char in _FREQUENT
                odd += char not in _FREQUENT and _is_odd(char, known)
        if total >= _FEWEST and (frequent < _LEAST_FREQUENT * total or odd > _MOST_ODD * total):
            return True
    return False


def _strict(data: bytes, encoding: str) -> str | None:
    """Return the text of some bytes in one encoding; None where they are not in it."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def likeness(text: str) -> float:
    """Return how much of a text beyond ASCII is what Chinese uses often; control characters count against it."""
    sample = text if len(text) <= _SAMPLE else text[: _SAMPLE // 2] + text[len(text) // 2 :][: _SAMPLE // 2]
    others = _FREQUENT_RUN.sub("", sample)
    frequent = len(sample) - len(others)
    total, odd = frequent, 0
    for char, times in Counter(others).items():
        if char < "\x80":
            odd += times * (char < " " and char not in "\t\r\n\f\v")
            continue
        total += times
        if _is_no_character(char):
            odd += times
    return (frequent - 5 * odd) / total if total else -1.0


@lru_cache(maxsize=1 << 16)
def _is_no_character(char: str) -> bool:
    """Whether a code beyond ASCII has no character, a private one, or controls something."""
    return unicodedata.category(char) in ("Cn", "Co", "Cc")
