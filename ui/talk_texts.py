"""The words about a conversation and what its answers rest on, in Chinese and in English."""

from __future__ import annotations

from dataclasses import dataclass

from ui.texts import Language, Texts


@dataclass(frozen=True, slots=True)
class TalkTexts:
    """The words of one language; each field is one text or template."""

    deleted_elsewhere: str
    cited_gone: str
    folder_gone: str
    none_left: str


ZH = TalkTexts(
    deleted_elsewhere="这段对话已在另一个页面里删除；下面是一段新的对话。",
    cited_gone="引用的文件已不在资料文件夹里：{names}。",
    folder_gone="找不到资料文件夹，引用的文件无法再核对。",
    none_left="资料都删去了，现在没有可以提问的文件。点“上传文件”放入新的，或换一个文件夹。",
)

EN = TalkTexts(
    deleted_elsewhere="This conversation was deleted in another page; below is a new one.",
    cited_gone="Cited, and no longer in the documents folder: {names}.",
    folder_gone="The documents folder cannot be found; what is cited cannot be checked against its files.",
    none_left="All documents were removed: there is nothing to ask about. Upload files, or change folder.",
)

_BY_LANGUAGE: dict[Language, TalkTexts] = {"zh": ZH, "en": EN}


def talk_texts(texts: Texts) -> TalkTexts:
    """Return these words in the language of the page."""
    return _BY_LANGUAGE[texts.language]
