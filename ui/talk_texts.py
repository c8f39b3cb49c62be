"""The words about a conversation and what its answers rest on, in Chinese and in English."""

from __future__ import annotations

from dataclasses import dataclass

from rag.records import Language
from ui.texts import Texts


@dataclass(frozen=True, slots=True)
class TalkTexts:
    """The words of one language; each field is one text or template."""

    deleted_elsewhere: str
    cited_gone: str
    folder_gone: str
    none_left: str
    no_offer: str
    keys_ask: str
    keys_right: str
    keys_pick: str
    keys_example: str
    keys_save: str
    keys_none: str
    keys_later: str
    keys_done: str
    keys_fill: str


ZH = TalkTexts(
    deleted_elsewhere="这段对话已在另一个页面里删除；下面是一段新的对话。",
    cited_gone="引用的文件已不在资料文件夹里：{names}。",
    folder_gone="找不到资料文件夹，引用的文件无法再核对。",
    none_left="资料都删去了，现在没有可以提问的文件。点“上传文件”放入新的，或换一个文件夹。",
    no_offer="不再提示",
    keys_right="对的答案里必须有的词（收为评测题时用）",
    keys_pick="在右边的原文里选中或点一句话，词就填到这里。",
    keys_ask="已收为评测题。答对时必须出现哪些词？",
    keys_example="例如 6606亿元，用空格或逗号隔开",
    keys_save="写进评测题",
    keys_none="资料里没有答案",
    keys_later="以后再填",
    keys_done="评测题已写好，依据 {total} 处。",
    keys_fill="填写答案要点",
)

EN = TalkTexts(
    deleted_elsewhere="This conversation was deleted in another page; below is a new one.",
    cited_gone="Cited, and no longer in the documents folder: {names}.",
    folder_gone="The documents folder cannot be found; what is cited cannot be checked against its files.",
    none_left="All documents were removed: there is nothing to ask about. Upload files, or change folder.",
    no_offer="Do not show again",
    keys_right="Words a right answer must hold (for a test question)",
    keys_pick="Select or click a sentence in the open document, and its words are put in here.",
    keys_ask="It is a test question now. Which words must a right answer hold?",
    keys_example="such as 6606亿元, parted by blanks or commas",
    keys_save="Write them in",
    keys_none="The documents do not say",
    keys_later="Later",
    keys_done="The test question is whole; it rests on {total:place|places}.",
    keys_fill="Say what is right",
)

_BY_LANGUAGE: dict[Language, TalkTexts] = {"zh": ZH, "en": EN}


def talk_texts(texts: Texts) -> TalkTexts:
    """Return these words in the language of the page."""
    return _BY_LANGUAGE[texts.language]
