"""The words of the page on quality, in Chinese and in English."""

from __future__ import annotations

from dataclasses import dataclass

from rag.records import Language
from ui.texts import Texts


@dataclass(frozen=True, slots=True)
class QualityTexts:
    """The words of one language; each field is one text or template, or a table of names."""

    quality: str
    back: str
    note: str
    measure: str
    again: str
    measuring: str
    none: str
    no_questions: str
    unfinished: str
    share: str
    generation: str
    questions: str
    kind: str
    misses: str
    no_misses: str
    held_out: str
    # in the library, after a build
    comparing: str
    compared: str
    change: str
    look: str
    types: dict[str, str]
    figures: dict[str, str]


ZH = QualityTexts(
    quality="质量",
    back="回到对话",
    note="拿知道答案的问题来问，看内置模型在每一代索引上答得怎样。答错的，点“有误”再点“收为评测题”，就成为其中一道。",
    measure="评测现在的索引",
    again="再评测一次",
    measuring="已问 {done} / {total}",
    none="还没有评测过。",
    no_questions="这个文件夹还没有评测题：回答下面点“有误”，再点“收为评测题”，然后在文件里写明答案要点。",
    unfinished="{file} 里有 {total} 道还没写明答案必须包含什么（answer_keys），没有计入。",
    share="答对 %",
    generation="索引建于",
    questions="题数",
    kind="题型",
    misses="没答好的（{total}），点一下再问一次",
    no_misses="没有可以列出的错题。",
    held_out="每三道里有一道只计入上面的分数，答错了也不列出，免得照着它去改；这里列出的是其余的。",
    comparing="正在用评测题比较更新前后（{done} / {total}）…",
    compared="评测题 {total} 道，更新前 → 更新后：{changes}",
    change="{name} {before} → {after} %",
    look="看错在哪里",
    types={
        "fact": "事实",
        "followup": "追问",
        "list": "列举",
        "multi": "多处",
        "summary": "概括",
        "refused": "该说没有",
        "unanswerable": "该说没有",
    },
    figures={
        "solved": "答对",
        "wrong": "答错",
        "refused_ok": "误说没有",
        "refused": "该说没有的说了没有",
        "cited": "有出处",
    },
)

EN = QualityTexts(
    quality="Quality",
    back="Back to the conversation",
    note="Questions whose answers are known, asked of each generation of the index and answered by the built-in model. "
    "A wrong answer becomes one of them by “Wrong” and “Make it a test question”.",
    measure="Measure the index in use",
    again="Measure again",
    measuring="{done} of {total} asked",
    none="Nothing was measured yet.",
    no_questions="This folder has no test questions yet: press “Wrong” under an answer, then “Make it a test "
    "question”, and write into the file what an answer must hold.",
    unfinished="{total} in {file} do not yet say what an answer must hold (answer_keys) and were left out.",
    share="solved %",
    generation="index built",
    questions="questions",
    kind="Type",
    misses="Missed ({total}); a click asks again",
    no_misses="Nothing to be listed was missed.",
    held_out="One question in three counts in the figures above and is never listed, so that nothing is fitted to it; "
    "listed are those missed of the others.",
    comparing="Asking the test questions of the new index ({done} of {total})…",
    compared="{total} test questions, before → after: {changes}",
    change="{name} {before} → {after} %",
    look="See what was missed",
    types={
        "fact": "fact",
        "followup": "follow-up",
        "list": "list",
        "multi": "several places",
        "summary": "summary",
        "refused": "to be refused",
        "unanswerable": "to be refused",
    },
    figures={
        "solved": "solved",
        "wrong": "wrong",
        "refused_ok": "refused wrongly",
        "refused": "refused rightly",
        "cited": "cited",
    },
)

QUALITY_TEXTS: dict[Language, QualityTexts] = {"zh": ZH, "en": EN}


def quality_texts(texts: Texts) -> QualityTexts:
    """Return the words of the page on quality in the language of the page."""
    return QUALITY_TEXTS[texts.language]
