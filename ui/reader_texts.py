"""The words of the reader, in Chinese and in English."""

from __future__ import annotations

from dataclasses import dataclass

from rag.records import Change, Language, LinkKind
from ui.texts import Texts


@dataclass(frozen=True, slots=True)
class ReaderTexts:
    """The words of one language; each field is one text or template."""

    reader: str
    close: str
    beside: str
    alone: str
    changes: str
    change_counts: dict[Change, str]
    no_changes: str
    change_hints: dict[Change, str]
    displaced: str
    kin: dict[LinkKind, str]
    kin_same: str
    kin_more: str
    file_changed: str
    file_gone: str
    not_indexed: str
    place_lost: str
    quote_moved: str
    quote_gone: str
    quoted: str
    quote_deleted: str
    quote_not_in: str
    quoted_of: str
    quoted_index: str


ZH = ReaderTexts(
    reader="原文",
    close="关闭",
    beside="对照原文",
    alone="只看整理后",
    changes="整理后的文字与原文对照：{found}",
    change_counts={
        "joined": "接上行末 {total} 处",
        "closed": "合拢空格 {total} 处",
        "dropped": "略去 {total} 处",
        "moved": "移动 {total} 段",
    },
    no_changes="没有改动",
    change_hints={
        "joined": "行末，已接上",
        "closed": "空格，已合拢",
        "dropped": "已略去",
        "moved": "中间隔着别处的文字",
    },
    displaced="印在别处，移到这里",
    kin={
        "copy": "与《{other}》内容几乎相同",
        "version": "与《{other}》是同一文件的不同版本",
        "part": "收在《{other}》之内",
        "whole": "收有《{other}》",
    },
    kin_same="与《{other}》内容相同",
    kin_more="另与 {total} 份文件有相同的文字",
    file_changed="这份文件在建索引之后改动过，这里显示的是建索引时的文本。",
    file_gone="这份文件已不在资料文件夹里，这里显示的是建索引时的文本。",
    not_indexed="索引里没有这份资料，可能已被删除或改名。",
    place_lost="在这份资料里找不到地址所指的位置。",
    quote_moved="原文已变：这份文件在回答之后改动过；当时引用的词句还在，已标亮。",
    quote_gone="原文已变：这份文件在回答之后改动过，下面的引文在其中已找不到。",
    quoted="当时引用：“{quote}”",
    quote_deleted="已删除：索引里不再有这份文件。下面是回答时保存的原文。",
    quote_not_in="现在用的索引里没有这份文件，文件夹里还有；更新索引就会收入。下面是回答时保存的原文。",
    quoted_of="当时的文件 sha256 {sha256}… · 索引 {index}",
    quoted_index="当时的索引 {index}",
)

EN = ReaderTexts(
    reader="Document",
    close="Close",
    beside="Compare source",
    alone="Repaired text only",
    changes="Repaired text left, source right: {found}",
    change_counts={
        "joined": "{total:line end|line ends} joined",
        "closed": "{total:space|spaces} closed",
        "dropped": "{total} left out",
        "moved": "{total:paragraph|paragraphs} moved",
    },
    no_changes="nothing was changed",
    change_hints={
        "joined": "line end, joined",
        "closed": "spaces, closed",
        "dropped": "left out",
        "moved": "text from elsewhere in between",
    },
    displaced="printed elsewhere, moved here",
    kin={
        "copy": "Nearly the same text as {other}",
        "version": "Another version of {other}",
        "part": "Contained in {other}",
        "whole": "Contains {other}",
    },
    kin_same="The same text as {other}",
    kin_more="Shares text with {total:more file|more files}",
    file_changed="This file has changed since it was indexed; this is the text that was indexed.",
    file_gone="This file is no longer in the folder; this is the text that was indexed.",
    not_indexed="This document is not in the index; it may have been removed or renamed.",
    place_lost="The place that the address names is not in this document.",
    quote_moved="Changed since: the file was altered after this answer; the words quoted still stand and are marked.",
    quote_gone="Changed since: the file was altered after this answer, and the words below no longer stand in it.",
    quoted="Quoted then: “{quote}”",
    quote_deleted="Deleted: the index no longer has this file. Below is the passage kept with the answer.",
    quote_not_in="The index in use lacks this file, which is in the folder: an update takes it in. Below is the "
    "passage kept with the answer.",
    quoted_of="File then sha256 {sha256}… · index {index}",
    quoted_index="Index then {index}",
)

_BY_LANGUAGE: dict[Language, ReaderTexts] = {"zh": ZH, "en": EN}


def reader_texts(texts: Texts) -> ReaderTexts:
    """Return these words in the language of the page."""
    return _BY_LANGUAGE[texts.language]
