"""Every word the page says, in Chinese and in English.

Templates name what they take (``{total}``); both languages of a text take the same. Texts are
ours and may be drawn as Markdown; what documents, models and people wrote never passes through here.
"""

from __future__ import annotations

from dataclasses import dataclass

from rag.errors import RagError
from rag.index.report import Outcome
from rag.records import Change, Hint, Language, LinkKind, Mend
from rag.writing import Phase
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
    # the reader
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
    kin_more: str
    file_changed: str
    file_gone: str
    not_indexed: str
    place_lost: str
    # the side bar
    documents: str
    counts: str
    built_at: str
    not_built: str
    fresh: str
    stale: str
    new: str
    changed: str
    removed: str
    listed: str
    colon: str
    outdated: str
    folder_gone: str
    folder_empty: str
    folder_lost: str
    mend_by_update: str
    mend_by_rebuild: str
    folder_not_found: str
    folder_without: str
    update: str
    rebuild: str
    rebuild_help: str
    no_index: str
    no_usable_index: str
    build_now: str
    building: str
    building_first: str
    still_answering: str
    phases: dict[Phase, str]
    built: str
    build_failed: str
    build_failed_first: str
    not_read: str
    all_of_them: str
    language_label: str
    all_documents: str
    report: str
    report_columns: tuple[str, ...]
    report_cut: str
    outcomes: dict[Outcome, str]
    # another folder
    change_folder: str
    folder_note: str
    folder_path: str
    folder_example: str
    open_folder: str
    known_folders: str
    collection_lost: str
    other_folder: str
    # conversations that are kept
    cut: str
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
    quote_moved: str
    quote_gone: str
    quoted: str
    quote_deleted: str
    quoted_of: str
    quoted_index: str
    # a language model
    offer: str
    offer_more: str
    offer_title: str
    offer_adds: str
    offer_fits: str
    offer_model: str
    offer_hub: str
    offer_how: str
    offer_steps: str
    offer_note: str
    offer_gpu: str
    leaves: str
    leaves_open: str
    some_seconds: str
    some_minutes: str

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
        "copy": "与《{other}》内容相同",
        "version": "与《{other}》是同一文件的不同版本",
        "part": "收在《{other}》之内",
        "whole": "收有《{other}》",
    },
    kin_more="另与 {total} 份文件有同样的内容",
    file_changed="这份文件在建索引之后改动过，这里显示的是建索引时的文本。",
    file_gone="这份文件已不在资料文件夹里，这里显示的是建索引时的文本。",
    not_indexed="索引里没有这份资料，可能已被删除或改名。",
    place_lost="在这份资料里找不到地址所指的位置。",
    documents="资料",
    counts="{documents} 份文件 · {passages} 段",
    built_at="建于 {time}",
    not_built="还没有建立索引",
    fresh="与文件夹一致",
    stale="有改动未收入：",
    new="新增 {total}",
    changed="修改 {total}",
    removed="删除 {total}",
    listed="、",
    colon="：",
    outdated="程序、模型或词典有更新，点“更新”后生效",
    folder_gone="找不到这个文件夹，仍用已建好的索引回答；请把它放回原处，或换一个文件夹。",
    folder_empty="文件夹里没有能读的资料；请放入文件，或换一个文件夹。",
    folder_lost="找不到这个文件夹；请把它放回原处，或换一个文件夹。",
    mend_by_update="还不能回答；点“建立索引”。",
    mend_by_rebuild="索引用不了；点“全部重建”。",
    folder_not_found="找不到资料文件夹 {folder}。请把它放回原处，或换一个文件夹。",
    folder_without="资料文件夹 {folder} 里没有能读的资料。请放入这些格式的文件：{kinds}，或换一个文件夹。",
    update="更新",
    rebuild="全部重建",
    rebuild_help="重新读取每一份文件；“更新”只读有改动的。",
    no_index="还没有索引，所以暂时不能回答。点“建立索引”，读取下面这个文件夹里的文件，通常只要几秒。",
    no_usable_index="索引用不了，所以暂时不能回答。点“全部重建”，重新读取资料文件夹里的文件。",
    build_now="建立索引",
    building="正在建立索引",
    building_first="正在读取这个文件夹；建好索引就可以提问。",
    still_answering="期间仍由原来的索引作答。",
    phases={
        "read": "读取文件",
        "encode": "计算向量",
        "index": "建立索引",
        "commit": "写入磁盘",
    },
    built="收入 {documents} 个文件：新增 {new}、修改 {changed}、删除 {removed}；没能收入 {failed}；"
    "{passages} 段，{seconds} 秒",
    build_failed="没有建成，原来的索引照常使用。",
    build_failed_first="没有建成。",
    not_read="未能读取（{total}）",
    all_of_them="其余文件",
    language_label="语言 Language",
    all_documents="全部文件",
    report="逐个文件的报告",
    report_columns=("文件", "结果", "编码", "字数", "篇", "段", "说明"),
    report_cut="共 {total} 个文件，这里列出前 {listed} 个；全部见 python -m rag build --json。",
    outcomes={"indexed": "已收入", "unchanged": "未变", "failed": "未收入", "removed": "已删除", "skipped": "略过"},
    change_folder="换一个文件夹",
    folder_note="每个文件夹各有一个索引，互不覆盖。文件夹只读取，不改动。",
    folder_path="文件夹的路径",
    folder_example="例如 ~/文档/资料",
    open_folder="打开",
    known_folders="已经建好索引的文件夹",
    collection_lost="地址里写的索引不在这台电脑上，这里是默认的文件夹。",
    other_folder="设置里写的是 {folder}，而这个索引是上面那个文件夹的。要问设置里的，请换一个文件夹。",
    cut="回答中断：程序在写这个回答时停止了，以上是中断前核对过的句子。",
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
    unfold_talk="显示更早的 {total} 问",
    talk_lost="找不到地址里写的这段对话，可能已经删除；下面是一段新的对话。",
    not_kept="这段对话没有保存。",
    talks_damaged="对话记录的文件坏了，已移到 {file}，没有删除；以后的对话记在新的文件里。",
    exchanges_damaged="有 {total} 个回答的记录坏了，没有显示。",
    unreadable="读不到保存的对话。",
    quote_moved="原文已变：这份文件在回答之后改动过；当时引用的词句还在，已标亮。",
    quote_gone="原文已变：这份文件在回答之后改动过，下面的引文在其中已找不到。",
    quoted="当时引用：“{quote}”",
    quote_deleted="已删除：索引里不再有这份文件。下面是回答时保存的原文。",
    quoted_of="当时的文件 sha256 {sha256}… · 索引 {index}",
    quoted_index="当时的索引 {index}",
    offer="语言模型可以把几处材料写成一段话：下载 {size}，本机作答{duration}。",
    offer_more="看看",
    offer_title="加一个语言模型",
    offer_adds="没有语言模型时，答案由原文的句子组成。加上以后：\n\n"
    "- 能用自己的话把几处事实连成一段，写较长的概括；\n"
    "- 每一句照样和原文核对，找不到依据的不显示；\n"
    "- 仍先给出原文的句子，模型写好后再换上。",
    offer_fits="本机装得下的模型",
    offer_model="下载 {size} · 内存 {memory} · 第一句{first}，整个回答{whole} · {licence}",
    offer_hub="Hugging Face 上的名字：",
    offer_how="怎样加",
    offer_steps="在设置里下载（先说大小，断了可以接着下），或把模型的全部文件（config.json、分词器、"
    "safetensors 权重）放进 {folder}。从下一个问题起就由它写。",
    leaves="由 {host} 上的语言模型作答：每次提问，问题、前几轮对话和找到的段落会发往那里，离开这台机器。",
    leaves_open="途中不加密。",
    offer_note="大小和许可取自模型自己的说明；这里没有用真实的权重试过，写得好不好未经验证。"
    "时间按本机测得的速度估算，可能差三成；第一次作答还要加上载入的时间。",
    offer_gpu="大小和许可取自模型自己的说明；这里没有用真实的权重试过，写得好不好未经验证。"
    "时间按处理器估算；用上本机的显卡会快得多。",
    some_seconds="约 {total} 秒",
    some_minutes="约 {total} 分钟",
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
        "copy": "The same text as {other}",
        "version": "Another version of {other}",
        "part": "Contained in {other}",
        "whole": "Contains {other}",
    },
    kin_more="Shares text with {total:more file|more files}",
    file_changed="This file has changed since it was indexed; this is the text that was indexed.",
    file_gone="This file is no longer in the folder; this is the text that was indexed.",
    not_indexed="This document is not in the index; it may have been removed or renamed.",
    place_lost="The place that the address names is not in this document.",
    documents="Documents",
    counts="{documents:file|files} · {passages:passage|passages}",
    built_at="Built {time}",
    not_built="Not indexed yet",
    fresh="Same as the folder",
    stale="Not indexed yet: ",
    new="{total} new",
    changed="{total} changed",
    removed="{total} removed",
    listed=", ",
    colon=": ",
    outdated="Program, model or dictionary have changed; “Update” makes it count",
    folder_gone="This folder cannot be found; the index made of it goes on answering. Put it back, or change folder.",
    folder_empty="The folder holds no documents; put some files in, or change folder.",
    folder_lost="This folder cannot be found; put it back, or change folder.",
    mend_by_update="Nothing can be answered yet; press “Build index”.",
    mend_by_rebuild="The index cannot be used; “Rebuild all” makes a new one.",
    folder_not_found="The documents folder {folder} cannot be found. Put it back, or change folder.",
    folder_without="The documents folder {folder} holds nothing that can be read. Put in files "
    "of these kinds: {kinds}, or change folder.",
    update="Update",
    rebuild="Rebuild all",
    rebuild_help="Reads every file anew; “Update” reads only what has changed.",
    no_index="There is no index yet, so nothing can be answered. “Build index” reads the files of the folder below; "
    "it usually takes seconds.",
    no_usable_index="The index cannot be used, so nothing can be answered. “Rebuild all” reads the folder anew.",
    build_now="Build index",
    building="Building the index",
    building_first="Reading this folder; questions can be asked once the index is built.",
    still_answering="The index in use goes on answering.",
    phases={
        "read": "Reading files",
        "encode": "Computing vectors",
        "index": "Indexing",
        "commit": "Writing to disk",
    },
    built="{documents:file|files} indexed: {new} new, {changed} changed, {removed} removed; {failed} not taken in; "
    "{passages:passage|passages}, {seconds} s",
    build_failed="The build failed; the index in use stays.",
    build_failed_first="The build failed.",
    not_read="Could not be read ({total})",
    all_of_them="The other files",
    language_label="语言 Language",
    all_documents="All files",
    report="Report file by file",
    report_columns=("File", "Outcome", "Encoding", "Characters", "Articles", "Passages", "Remarks"),
    report_cut="{total} files; the first {listed} are listed. All: python -m rag build --json.",
    outcomes={
        "indexed": "indexed",
        "unchanged": "unchanged",
        "failed": "not indexed",
        "removed": "removed",
        "skipped": "skipped",
    },
    change_folder="Change folder",
    folder_note="Each folder has an index of its own. The folder is read and never changed.",
    folder_path="Path of the folder",
    folder_example="such as ~/Documents/reports",
    open_folder="Open",
    known_folders="Folders already indexed",
    collection_lost="The index that the address names is not on this computer; this is the folder it shows by default.",
    other_folder="The settings name {folder}, but this index is that of the folder above. To ask the other one, "
    "change folder.",
    cut="Interrupted: the program stopped while writing this answer; above are the sentences checked until then.",
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
    unfold_talk="Show {total:earlier question|earlier questions}",
    talk_lost="The conversation in the address is not here; it may have been deleted. This is a new one.",
    not_kept="This conversation is not being saved.",
    talks_damaged="The file of conversations was damaged. It was moved to {file}, not deleted; a new one is kept.",
    exchanges_damaged="Damaged and not shown: {total:answer|answers}.",
    unreadable="Saved conversations cannot be read.",
    quote_moved="Changed since: the file was altered after this answer; the words quoted still stand and are marked.",
    quote_gone="Changed since: the file was altered after this answer, and the words below no longer stand in it.",
    quoted="Quoted then: “{quote}”",
    quote_deleted="Deleted: the index no longer has this file. Below is the passage kept with the answer.",
    quoted_of="File then sha256 {sha256}… · index {index}",
    quoted_index="Index then {index}",
    offer="A language model could sum up several places in its own words: {size}, {duration} an answer.",
    offer_more="Have a look",
    offer_title="Add a language model",
    offer_adds="Without one, answers are made of sentences of the documents. With one:\n\n"
    "- facts from several places are put together in its own words, summaries may be longer;\n"
    "- every sentence is still checked against the documents, and left out where they do not support it;\n"
    "- sentences of the documents still come first, and make way once the model has written.",
    offer_fits="Models that fit this computer",
    offer_model="{size} to download · {memory} of memory · first sentence {first}, whole answer {whole} · {licence}",
    offer_hub="On the Hugging Face hub: ",
    offer_how="How to add one",
    offer_steps="Download it in the settings (sizes first, goes on after a break), or put all its files "
    "(config.json, tokenizer, safetensors weights) into {folder}. It writes from the next question on.",
    leaves="A language model at {host} answers: each question, with the last turns and the passages found, is sent "
    "there and leaves this machine.",
    leaves_open=" They are not encrypted on their way.",
    offer_note="Sizes and licences are those of the models' own cards. None was tried here with its real weights: how "
    "well they write is not verified. Times are estimated from this computer's measured speed and may be off by a "
    "third; the first answer also waits for the model to be loaded.",
    offer_gpu="Sizes and licences are those of the models' own cards. None was tried here with its real weights: how "
    "well they write is not verified. Times are those of the processor; the graphics card is much faster.",
    some_seconds="about {total} s",
    some_minutes="about {total} min",
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
