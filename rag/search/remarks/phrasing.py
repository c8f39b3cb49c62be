"""How a kind of remark is worded: it is made of the words of its kind and of nothing else, and holds its core.

So 你好 is a greeting and 「你好世界是谁写的」 is none: no remark is told by a word that it holds, but by all of them.
Knows how texts are compared with vocabularies; the vocabularies stand in ``phrases_zh`` and ``phrases_en``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from rag.records import RemarkKind

_LONGEST = 60  # characters within which a remark has to say what it is
_RUNS = re.compile(r"[a-z0-9']+|[^\W_a-z0-9]+")
_PARTICLES = """
    啊 呀 呢 吧 哦 噢 喔 嘛 哈 哇 哟 呗 啦 咯 诶 哎 欸 唉 额 呃 嗯 么 吗 了 的 那 请 请问 麻烦 麻烦你 一下 下 就 还 也
    都 please
"""


@dataclass(frozen=True)
class Phrasing:
    """How one kind of remark is worded.

    Attributes:
        kind: The kind.
        core: What has to stand in it, searched in what ``plain_words`` gives.
        leaning: What is a core too where no conversation goes before, on which it might lean: 「有什么功能」.
        words: All words that it may be made of, parted by white space.
        sure: Whether it can be nothing else.
    """

    kind: RemarkKind
    core: re.Pattern[str]
    leaning: re.Pattern[str] | None
    words: str
    sure: bool = True

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The words, and the particles that may stand anywhere."""
        return frozenset(f"{self.words} {_PARTICLES}".split())

    def fits(self, plain: str, *, talking: bool = False) -> bool:
        """Whether a text as ``plain_words`` gives it is made of these words alone and holds the core.

        Args:
            plain: The text.
            talking: Whether a conversation goes before.
        """
        found = self.core.search(plain) or (not talking and self.leaning and self.leaning.search(plain))
        return len(plain) <= _LONGEST and bool(found) and covered(plain, self.vocabulary)


def plain_words(folded: str) -> str:
    """Return folded, simplified text without marks: Han characters in one, Latin words and numbers parted by spaces.

    >>> plain_words("你好，who are  you？")
    '你好 who are you'
    """
    return re.sub(r"(?<=[^\W_a-z0-9]) (?=[^\W_a-z0-9])", "", " ".join(_RUNS.findall(folded)))


def covered(plain: str, vocabulary: frozenset[str]) -> bool:
    """Whether a text is made of words of a vocabulary alone; a Latin word counts whole.

    >>> covered("你好你好", frozenset(["你好"])), covered("hit", frozenset(["hi"]))
    (True, False)
    """
    return bool(plain) and all(
        run in vocabulary or (not run[0].isascii() and _made_of(run, vocabulary)) for run in _RUNS.findall(plain)
    )


def _made_of(run: str, vocabulary: frozenset[str]) -> bool:
    """Whether a run of Han characters can be cut into words of a vocabulary."""
    reached = {0}
    for at in range(len(run)):
        if at in reached:
            reached.update(at + size for size in range(1, 9) if run[at : at + size] in vocabulary)
    return len(run) in reached


def phrasing(kind: RemarkKind, core: str, words: str, *, leaning: str = "", sure: bool = True) -> Phrasing:
    """Return a phrasing; ``core`` and ``leaning`` are verbose patterns."""
    lean = re.compile(leaning, re.VERBOSE) if leaning else None
    return Phrasing(kind, re.compile(core, re.VERBOSE), lean, words, sure)
