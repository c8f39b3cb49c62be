"""What cannot be read as words: marks, keys struck at random, code, addresses, other scripts.

Knows letters, the keyboard and the shapes of code; no document. Which letters follow one another in English and in
Chinese written in Latin letters was counted on plain English text and the syllables of pinyin.
"""

from __future__ import annotations

import re
import unicodedata

from rag.text.dictionary import tag
from rag.text.fold import is_han

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "01234567890", "09876543210")
_TRIAL = re.compile(
    r"(?:测试|试试?|试一下|测试一下|测一下|测试测试|tests?|testing|ceshi|demo|hello world|foo|bar|foobar|xxx+|ttt+"
    r"|啊+|呃+|额+|哦哦+|嗯嗯+|一二三(?:四五?)?|阿斯[顿蒂][发芬飞]?(?:斯蒂芬)?|啊?实打实的?|撒旦法|无|空|null|none|undefined|nan)(?:吧|了|看)?"
)
_ADDRESS = re.compile(
    r"(?:https?|ftps?|file|ssh|git|magnet|data|javascript)://?\S+|www\.\S+\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?:[\w-]+\.)+(?:com|cn|org|net|io|gov|edu|dev|app|ai|co|info|me|tv|xyz|html?|php)(?:[/:?#]\S*)?",
    re.IGNORECASE | re.ASCII,
)
_CODE = re.compile(
    r"""
    </?[a-z][\w-]*(?:\s[^<>]*)?/?>                                     # <b>, </script>
    |^\s*(?:def|class|function|fn|func|public|private|static|void|let|var|const|async|lambda|import|package|using
    |namespace)
        \s+[\w.*{]+\s*(?:[({=:;].*|as\s|from\s)
    |^\s*(?:from\s+[\w.]+\s+import|if\s*\(|for\s*\(|while\s*\(|return\s+\S+;|\#include|\#!/|<\?php|<!doctype)
    |^\s*(?:select|insert\s+into|update|delete\s+from|drop|create|alter)\s+.*\b(?:from|values|set|table|database
    |where)\b(?=.*[*;='`(]|\s+(?:table|database)\b)
    |^\s*(?:select\s+\*|drop\s+table|drop\s+database)
    |^\s*(?:sudo|rm|ls|cd|cat|mv|cp|chmod|chown|mkdir|kill|ping|curl|wget|ssh|scp|git|pip3?|npm|npx|yarn|docker
    |kubectl|python3?|node
        |bash|sh|apt|apt-get|brew|grep|sed|awk|echo|find|ps|top|whoami|ipconfig|ifconfig)
        (?:\s+(?:-{1,2}\w[\w=-]*|[./~*$]\S*|install|clone|run|push|pull|commit|status|https?:\S*))+
    |^\s*\w[\w.]*\([^()]*\)\s*;?\s*$                                   # print(1)
    |^\s*[a-z_]\w*\s*(?:[+*/|&-]?=|:=|=>|->)\s*[^=\s]+.*$               # x = 1
    |[;{}]\s*$|^\s*[{\[].*[}\]]\s*$|\\x[0-9a-f]{2}|\$\{|\{\{|%[0-9a-f]{2}%|\|\||&&|'\s*or\s*'?1|--\s*$|\.\./
    """,
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)
# Behind each letter those that follow it in words.
_FOLLOW = {
    "a": "bcdfgiklmnoprstuvwxy",
    "b": "aceijlmoprstuy",
    "c": "acehikloprstuy",
    "d": "adefgilmoprstuwy",
    "e": "abcdefghilmnopqrstuvwxy",
    "f": "aefilorstuy",
    "g": "aeghilmnorsu",
    "h": "aeilmnortuy",
    "i": "abcdefgklmnoprstuvxz",
    "j": "aeiou",
    "k": "aeilnosu",
    "l": "acdefgilopstuvy",
    "m": "abeilmopsuy",
    "n": "acdefgiklmnopstuvy",
    "o": "abcdefghijklmnoprstuvwx",
    "p": "adehiloprstuy",
    "q": "iu",
    "r": "abcdefgiklmnoprstuvwy",
    "s": "acdefghiklmnopqstuwy",
    "t": "acdefhilmoprstuwy",
    "u": "abcdefgilmnoprst",
    "v": "aeio",
    "w": "aehinorsu",
    "x": "ceiptu",
    "y": "adeilmnoprstuw",
    "z": "aehiou",
}


def is_noise(plain: str) -> bool:
    """Whether a text, as ``plain_words`` gives it, was typed to see what happens: 测试, 123, asdf, jkljkl."""
    joined = plain.replace(" ", "")
    if _TRIAL.fullmatch(plain) or _TRIAL.fullmatch(joined):
        return True
    if len(joined) == 1 and (tag(joined)[:1] in tuple("rupcdyeo") or joined in "是有"):
        return True  # 我, 的: nothing is named by them
    if not joined.isascii() or len(joined) > 60:
        return len(set(joined)) == 1 and len(joined) > 2
    if joined.isdigit():
        return len(joined) < 3 or _in_a_row(joined) or len(set(joined)) == 1 or len(joined) > 6
    runs = re.findall("[a-z]+", plain)
    runs = ["".join(runs)] if all(len(run) == 1 for run in runs) else runs  # R&D is no two letters
    return bool(runs) and all(_is_mash(run) for run in runs)


def is_address(text: str) -> bool:
    """Whether a whole text is an address on the internet, or several.

    >>> is_address("https://example.com"), is_address("example.com 是什么")
    (True, False)
    """
    words = text.split()
    return bool(words) and all(_ADDRESS.fullmatch(word) for word in words)


def is_code(text: str) -> bool:
    """Whether a text without Chinese is worded as a program, a command or markup.

    >>> is_code("def f(x): return x+1"), is_code("rm -rf /"), is_code("3+7"), is_code("R&D")
    (True, True, False, False)
    """
    return not any(map(is_han, text)) and _CODE.search(text) is not None


def is_foreign(text: str) -> bool:
    """Whether a text is written in another script than Chinese and Latin: kana, Hangul, Cyrillic, Arabic.

    >>> is_foreign("こんにちは"), is_foreign("α粒子"), is_foreign("привет")
    (True, False, True)
    """
    letters = [char for char in text if char.isalpha()]
    if any("ぁ" <= char <= "ヿ" for char in letters) and sum("ぁ" <= char <= "ヿ" for char in letters) > 1:
        return True
    strange = [
        c for c in letters if not is_han(c) and not unicodedata.name(c, "").startswith(("LATIN", "CJK", "FULLWIDTH"))
    ]
    return len(strange) > 1 and 2 * len(strange) > len(letters)


def _is_mash(run: str) -> bool:
    """Whether letters are no word but struck at random: neighbours on the keyboard, repeated, or no word's sequence."""
    repeated = len(run) > 2 and (
        len(set(run)) == 1 or (len(run) > 4 and len(set(run)) < 4 and not set(run) & set("aeiou"))
    )
    halves = len(run) > 3 and any(
        run == run[:size] * (len(run) // size) for size in (2, 3, 4) if len(run) % size == 0 and len(run) > size
    )
    without_vowel = len(run) > 5 and not set(run) & set("aeiouy")
    return len(run) == 1 or repeated or halves or _in_a_row(run) or without_vowel or not _could_be_word(run)


def _could_be_word(run: str) -> bool:
    """Whether letters follow one another as in words; short ones always may be letters for something."""
    if len(run) < 5:
        return True
    strange = sum(behind not in _FOLLOW[letter] for letter, behind in zip(run, run[1:], strict=False))
    return strange < max(2, (len(run) - 1) / 4)


def _in_a_row(run: str) -> bool:
    """Whether characters stand beside one another on the keyboard or in the alphabet, at least three."""
    steps = sum(
        any(pair in row or pair[::-1] in row for row in _ROWS) for pair in map("".join, zip(run, run[1:], strict=False))
    )
    return len(run) > 2 and steps >= 0.75 * (len(run) - 1)
