"""The words of the conversations with other collections, in Chinese and in English."""

from __future__ import annotations

from dataclasses import dataclass

from rag.records import Language
from ui.texts import Texts


@dataclass(frozen=True, slots=True)
class ElsewhereTexts:
    """The words of one language; each field is one text or template."""

    elsewhere: str
    title: str
    search: str
    more: str
    gone: str
    lost: str


ZH = ElsewhereTexts(
    elsewhere="问其他资料的对话（{total}）",
    title="问其他资料的对话",
    search="搜索",
    more="只列出最近的 50 段；搜索能找到更早的。",
    gone="{name}（索引已不在）",
    lost="“{title}”问的是“{name}”，那个索引已不在这台电脑上。再打开那个文件夹，就能接着看；现在可以导出。",
)

EN = ElsewhereTexts(
    elsewhere="Conversations with other documents ({total})",
    title="Conversations with other documents",
    search="Search",
    more="The latest 50 are listed; searching finds earlier ones.",
    gone="{name} (no index any more)",
    lost="“{title}” is about “{name}”, whose index is not on this computer any more. Open that folder again to go on; "
    "it can be exported now.",
)

_BY_LANGUAGE: dict[Language, ElsewhereTexts] = {"zh": ZH, "en": EN}


def elsewhere_texts(texts: Texts) -> ElsewhereTexts:
    """Return these words in the language of the page."""
    return _BY_LANGUAGE[texts.language]
