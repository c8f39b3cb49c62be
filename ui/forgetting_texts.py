"""The words of forgetting a collection in Chinese and in English."""

from __future__ import annotations

from dataclasses import dataclass

from rag.records import Language
from ui.texts import Texts


@dataclass(frozen=True, slots=True)
class ForgettingTexts:
    """The words of one language; each field is one text or template."""

    forget: str
    forget_which: str
    forget_this: str
    forget_folder: str
    forget_group: str
    forget_talks: str
    forget_now: str
    forget_now_group: str
    forgotten: str
    undo: str


ZH = ForgettingTexts(
    forget="不再保留某个文件夹的索引",
    forget_which="哪一个",
    forget_this="{name}（现在打开的）",
    forget_folder="会删去它的索引（{size}）。{folder} 里的文件不动；以后再打开它，会重新建索引。",
    forget_group="会删去它的索引（{size}），连同上传到 {folder} 的 {total} 个文件；您自己那一份不受影响。",
    forget_talks="问过它的对话还在。十分钟之内可以撤销，过后从磁盘上删去。",
    forget_now="删去这个索引",
    forget_now_group="删去这一组",
    forgotten="已删去“{name}”的索引",
    undo="撤销",
)

EN = ForgettingTexts(
    forget="Keep the index of a folder no longer",
    forget_which="Which one",
    forget_this="{name} (open now)",
    forget_folder="Deletes its index ({size}). The files in {folder} stay as they are; opened again, it is indexed "
    "anew.",
    forget_group="Deletes its index ({size}) and the {total:file|files} uploaded to {folder}; your own copies are not "
    "touched.",
    forget_talks="Conversations with it stay. It can be brought back for ten minutes, and is then deleted from the "
    "disk.",
    forget_now="Delete this index",
    forget_now_group="Delete this group",
    forgotten="Deleted the index of “{name}”",
    undo="Undo",
)

_BY_LANGUAGE: dict[Language, ForgettingTexts] = {"zh": ZH, "en": EN}


def forgetting_texts(texts: Texts) -> ForgettingTexts:
    """Return these words in the language of the page."""
    return _BY_LANGUAGE[texts.language]
