"""The words of what is indexed, how that stands to the folder, builds and other folders, in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from rag.index.report import Outcome
from rag.records import Language
from rag.writing import Phase
from ui.texts import Texts


@dataclass(frozen=True, slots=True)
class IndexTexts:
    """The words of one language; each field is one text or template."""

    documents: str
    counts: str
    built_at: str
    not_built: str
    fresh: str
    stale: str
    new: str
    changed: str
    removed: str
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
    answered_then: str
    still_answering: str
    phases: dict[Phase, str]
    built: str
    build_failed: str
    build_failed_first: str
    not_read: str
    all_of_them: str
    all_documents: str
    report: str
    report_columns: tuple[str, ...]
    report_cut: str
    outcomes: dict[Outcome, str]
    change_folder: str
    folder_note: str
    folder_path: str
    folder_example: str
    open_folder: str
    known_folders: str
    collection_lost: str
    other_folder: str


ZH = IndexTexts(
    documents="资料",
    counts="{documents} 份文件 · {passages} 段",
    built_at="建于 {time}",
    not_built="还没有建立索引",
    fresh="与文件夹一致",
    stale="有改动未收入：",
    new="新增 {total}",
    changed="修改 {total}",
    removed="删除 {total}",
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
    answered_then="索引建好后就回答这个问题。",
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
    collection_lost="地址里写的“{named}”不在这台电脑上，可能已经删去或改名；这里是“{folder}”。",
    other_folder="设置里写的是 {folder}，而这个索引是上面那个文件夹的。要问设置里的，请换一个文件夹。",
)

EN = IndexTexts(
    documents="Documents",
    counts="{documents:file|files} · {passages:passage|passages}",
    built_at="Built {time}",
    not_built="Not indexed yet",
    fresh="Same as the folder",
    stale="Not indexed yet: ",
    new="{total} new",
    changed="{total} changed",
    removed="{total} removed",
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
    answered_then="It is answered as soon as the index is built.",
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
    collection_lost="“{named}”, which the address names, is not on this computer; it may have been deleted or renamed. "
    "This is “{folder}”.",
    other_folder="The settings name {folder}, but this index is that of the folder above. To ask the other one, "
    "change folder.",
)

_BY_LANGUAGE: dict[Language, IndexTexts] = {"zh": ZH, "en": EN}


def index_texts(texts: Texts) -> IndexTexts:
    """Return these words in the language of the page."""
    return _BY_LANGUAGE[texts.language]
