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
    copy: str
    copied: str
    edit: str
    good: str
    bad: str
    actions: str
    why_bad: str
    send: str
    thanks: str
    to_gold: str
    gold_done: str
    new_talk: str
    talks: str
    search_talks: str
    no_talk_found: str
    all_talks: str
    this_talk: str
    title: str
    rename: str
    export_markdown: str
    export_word: str
    delete: str
    deleted: str
    undo: str
    talk_lost: str
    unfold_talk: str
    not_kept: str
    talks_damaged: str
    exchanges_damaged: str
    unreadable: str
    see_first: str
    see_model: str


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
    copy="复制",
    copied="已复制",
    edit="改问题",
    good="有用",
    bad="有误",
    actions="对这个回答",
    why_bad="哪里不对？可以不填",
    send="记下",
    thanks="已记下。",
    to_gold="收为评测题",
    gold_done="已收入 {file}。",
    new_talk="新对话",
    talks="对话",
    search_talks="搜索对话",
    no_talk_found="没有找到。",
    all_talks="更早的对话（{total}）",
    this_talk="这段对话",
    title="标题",
    rename="改名",
    export_markdown="导出 Markdown",
    export_word="导出 Word",
    delete="删除",
    deleted="已删除“{title}”",
    undo="撤销",
    talk_lost="找不到地址里写的这段对话，可能已经删除；下面是一段新的对话。",
    unfold_talk="显示更早的 {total} 问",
    not_kept="这段对话没有保存。",
    talks_damaged="对话记录的文件坏了，已移到 {file}，没有删除；以后的对话记在新的文件里。",
    exchanges_damaged="有 {total} 个回答的记录坏了，没有显示。",
    unreadable="读不到保存的对话。",
    see_first="看内置模型的回答",
    see_model="看语言模型的回答",
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
    copy="Copy",
    copied="Copied",
    edit="Edit question",
    good="Useful",
    bad="Wrong",
    actions="About this answer",
    why_bad="What is wrong? May stay empty",
    send="Note it",
    thanks="Noted.",
    to_gold="Make it a test question",
    gold_done="Added to {file}.",
    new_talk="New conversation",
    talks="Conversations",
    search_talks="Search conversations",
    no_talk_found="None found.",
    all_talks="Earlier conversations ({total})",
    this_talk="This conversation",
    title="Title",
    rename="Rename",
    export_markdown="Export as Markdown",
    export_word="Export as Word",
    delete="Delete",
    deleted="Deleted “{title}”",
    undo="Undo",
    talk_lost="The conversation in the address is not here; it may have been deleted. This is a new one.",
    unfold_talk="Show {total:earlier question|earlier questions}",
    not_kept="This conversation is not being saved.",
    talks_damaged="The file of conversations was damaged. It was moved to {file}, not deleted; a new one is kept.",
    exchanges_damaged="Damaged and not shown: {total:answer|answers}.",
    unreadable="Saved conversations cannot be read.",
    see_first="See the built-in answer",
    see_model="See the language model’s answer",
)

_BY_LANGUAGE: dict[Language, TalkTexts] = {"zh": ZH, "en": EN}


def talk_texts(texts: Texts) -> TalkTexts:
    """Return these words in the language of the page."""
    return _BY_LANGUAGE[texts.language]
