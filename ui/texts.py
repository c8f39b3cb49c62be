"""Words that the page says in Chinese and in English: of the conversation, and those that several rooms say.

What one room alone says stands in its own ``*_texts.py``. Templates name what they take (``{total}``); both languages
of a text take the same. Texts are ours and may be drawn as Markdown; what documents, models and people wrote never
passes through here.
"""

from __future__ import annotations

from dataclasses import dataclass

from rag.errors import RagError
from rag.records import Hint, Language, Mend
from ui.mends import in_clicks


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of one language; each field is one text or template."""

    language: Language
    name: str
    tagline: str
    ask: str
    loading: str
    try_asking: str
    begin_with: str
    begin_hint: str
    blank: str
    whole_question: str
    # an answer
    reading: str
    writing: str
    queued: str
    read_as: str
    read_whole: str
    partial: str
    sources: str
    nearest: str
    passages: str
    more_passages: str
    open: str
    unfold: str
    fold: str
    citation: str
    also: str
    inferred: str
    page: str
    by_built_in: str
    by_model: str
    then_by: str
    foot: str
    held_back: str
    missing: str
    stop: str
    stopped: str
    failed: str
    again: str
    # all that was collected
    collected: str
    earlier: str
    later: str
    listed: str
    colon: str
    language_label: str
    cut: str

    def hint(self, error: RagError) -> str:
        """Return what is the matter and what mends it, in this language and by what is clicked here."""
        return self.told(error.told)

    def told(self, hint: Hint) -> str:
        """Return what a hint says, in this language and by what is clicked here."""
        return in_clicks(hint, self.language)

    def either(self, zh: str | None, en: str | None, mends: tuple[Mend, ...] = ()) -> str:
        """Return the one of two sentences that is in this language, where there is one, and what mends it."""
        return self.told(Hint(zh or "", en or zh or "", mends))


ZH = Texts(
    language="zh",
    name="问据",
    tagline="问一组文件，每一句回答都有出处。",
    ask="就这些资料提问…",
    loading="正在载入模型和索引…",
    try_asking="可以这样问",
    begin_with="可以这样问",
    begin_hint="在下面打一个人名、地名，或一句完整的问话。",
    blank="（空白）",
    whole_question="整个问题（{total} 字）",
    reading="正在查阅资料…",
    writing="语言模型正在写，核对一句显示一句…（{seconds} 秒）",
    queued="语言模型正在为别人写，前面还有 {total} 个…",
    read_as="已按“{right}”理解“{wrong}”",
    read_whole="接着前面的话理解为：{text}",
    partial="部分有据",
    sources="出处",
    nearest="最接近的段落",
    passages="相关的段落",
    more_passages="其余相关段落（{total}）",
    open="打开原文",
    unfold="展开",
    fold="收起",
    citation="引用 {n}",
    also="另见于 {total} 处",
    inferred="（推断）",
    page="第 {page} 页",
    by_built_in="由内置模型从原文取句作答",
    by_model="由语言模型 {model} 作答，逐句与原文核对",
    then_by="{by}；没有写完的部分由语言模型 {model} 作答，逐句与原文核对",
    foot="查阅 {passages} 段 · {seconds} 秒",
    held_back="有 {total} 句找不到依据，未采用",
    missing="原文中没有：",
    stop="停止",
    stopped="已停止，以上是停止前核对过的句子。",
    failed="没有答成",
    again="再问一次",
    collected="全部 {total} 处",
    earlier="上一页",
    later="下一页",
    listed="、",
    colon="：",
    language_label="语言 Language",
    cut="回答中断：程序在写这个回答时停止了，以上是中断前核对过的句子。",
)

EN = Texts(
    language="en",
    name="问据 Wenju",
    tagline="Ask a folder of documents; every sentence of the answer shows its source.",
    ask="Ask about these documents…",
    loading="Loading models and index…",
    try_asking="For example",
    # The questions are in the language of the documents: in others less is found.
    begin_with="For example, in the language of the documents",
    begin_hint="Type a name, a place or a whole question below.",
    blank="(blank)",
    whole_question="The whole question ({total} characters)",
    reading="Looking through the documents…",
    writing="The language model is writing; sentences appear once checked… ({seconds} s)",
    queued="The language model is writing for others; {total} ahead…",
    read_as="“{wrong}” was read as “{right}”",
    read_whole="Read with what was said before as: {text}",
    partial="partly supported",
    sources="Sources",
    nearest="Nearest passages",
    passages="Passages",
    more_passages="Other passages found ({total})",
    open="Open document",
    unfold="More",
    fold="Less",
    citation="Citation {n}",
    also="Also in {total:other place|other places}",
    inferred=" (inferred)",
    page="page {page}",
    by_built_in="Composed by the built-in model from sentences of the documents",
    by_model="Written by the language model {model}, checked sentence by sentence",
    then_by="{by}; the unfinished part is by the language model {model}, checked sentence by sentence",
    foot="{passages:passage|passages} read · {seconds} s",
    held_back="{total:sentence|sentences} without support left out",
    missing="Not in the documents: ",
    stop="Stop",
    stopped="Stopped; these sentences were checked before that.",
    failed="No answer could be given",
    again="Ask again",
    collected="In all {total:place|places}",
    earlier="Earlier",
    later="Later",
    listed=", ",
    colon=": ",
    language_label="语言 Language",
    cut="Interrupted: the program stopped while writing this answer; above are the sentences checked until then.",
)

TEXTS: dict[Language, Texts] = {"zh": ZH, "en": EN}


def language_for(setting: str, locale: str | None) -> Language:
    """Return the language of the page: the one set, else the browser's, else Chinese.

    Args:
        setting: ``zh``, ``en`` or ``auto``.
        locale: The browser's locale such as ``zh-CN``; None where it is not known.

    >>> language_for("auto", "en-GB"), language_for("auto", None), language_for("zh", "en-GB")
    ('en', 'zh', 'zh')
    """
    if setting == "zh" or setting == "en":
        return "zh" if setting == "zh" else "en"
    return "en" if locale is not None and not locale.lower().startswith("zh") else "zh"
