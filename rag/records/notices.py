"""What is said where no question is asked: the kind of remark, and what a collection says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rag.records.passages import Evidence

Language = Literal["zh", "en"]
RemarkKind = Literal[
    "greeting",  # 你好, 在吗, hi
    "thanks",  # 谢谢
    "assent",  # 好的, 明白了
    "farewell",  # 再见
    "identity",  # 你是谁, 谁开发的你
    "abilities",  # 你能做什么, 怎么用
    "adding",  # 怎么添加资料
    "holdings",  # 这里有哪些资料
    "newest",  # 最新的是哪天的
    "privacy",  # 会泄露吗
    "writing",  # 帮我写一篇…
    "cost",  # 免费吗, 要注册吗
    "trust",  # 你靠谱吗, can I trust you
    "clearing",  # 清空, start over
    "beyond",  # 今天天气, 现在几点: of the world outside the documents
    "unable",  # 讲个笑话, 1+1, 推荐一部电影: another trade
    "small_talk",  # 你几岁, 我饿了
    "complaint",  # 不对, 错了
    "repetition",  # 再说一遍
    "continuation",  # 继续, 还有吗
    "noise",  # ？？？, asdf, code
    "foreign",  # こんにちは: another script
    "mention",  # 有哪些资料提到洞头: what there is about something; never sure
    "topic",  # a name alone
    "term",  # a word or phrase alone that is no name: never sure
]


@dataclass(frozen=True, slots=True)
class Remark:
    """What was typed, where it is no question to the documents.

    Attributes:
        kind: What it is.
        subject: What it is about where that can be told: the name alone, what is to be written about; else ``""``.
        sure: Whether it can be nothing else. Else it is answered first, and is a remark only where that fails.
    """

    kind: RemarkKind
    subject: str = ""
    sure: bool = True


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """A document as it is listed.

    Attributes:
        name: Path below the documents folder.
        title: What it calls itself, else its file name without the ending.
        headlines: Of its articles that have one, the first three.
        opening: How its text begins, the first 40 characters.
        first: Date of its earliest article, ISO form as far as known; ``""`` where none is.
        last: Of its latest.
        inferred: Whether one of these is not printed in the document.
        articles: How many with a text of their own: those of a headline alone do not count.
        passages: How many.
    """

    name: str
    title: str
    headlines: tuple[str, ...]
    opening: str
    first: str
    last: str
    inferred: bool
    articles: int
    passages: int


@dataclass(frozen=True, slots=True)
class Collection:
    """What an index says of itself.

    Attributes:
        documents: By name.
        folder: Where they are from; ``""`` for an index in memory.
        built: When, UTC, ISO form; ``""`` for an index in memory.
    """

    documents: tuple[DocumentSummary, ...]
    folder: str = ""
    built: str = ""

    @property
    def articles(self) -> int:
        """How many articles there are."""
        return sum(document.articles for document in self.documents)

    @property
    def passages(self) -> int:
        """How many passages there are."""
        return sum(document.passages for document in self.documents)


@dataclass(frozen=True, slots=True)
class Notice:
    """What is replied to a remark: our own words, questions to ask next, and passages where some are offered."""

    text: str
    suggestions: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
