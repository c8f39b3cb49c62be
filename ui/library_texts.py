"""The words of uploads, of the time a build takes and of the way back, in Chinese and in English."""

from __future__ import annotations

from dataclasses import dataclass

from rag.records import Language
from ui.texts import Texts


@dataclass(frozen=True, slots=True)
class LibraryTexts:
    """The words of one language; each field is one text or template."""

    upload: str
    upload_note: str
    files: str
    group: str
    group_default: str
    take: str
    there: str
    chosen: str
    remove: str
    removed: str
    back: str
    forward: str
    back_help: str
    back_done: str
    left_seconds: str
    left_minutes: str
    damaged: str
    rebuilt: str
    ask_owner: str
    taken: str
    renamed: str
    group_renamed: str
    more_said: str
    seen: str
    which: str


ZH = LibraryTexts(
    upload="上传文件",
    upload_note="文件会复制到这台电脑的 {folder}，不会传到别处；原来的文件不动。能读 {kinds}，每个不超过 50 MB。",
    files="要上传的文件",
    group="放进哪一组（没有就新建）",
    group_default="上传的文件",
    take="收下并建索引",
    there="这一组里已有的文件",
    chosen="选要删去的",
    remove="删去选中的 {total} 个",
    removed="已删去 {total} 个，正在更新索引。",
    back="退回上一个索引",
    forward="换回较新的索引",
    back_help="换回 {time} 建的索引，文件不动；再点一次换回来",
    back_done="已换回 {time} 建的索引。",
    left_seconds="这一步约剩 {total} 秒",
    left_minutes="这一步约剩 {total} 分钟",
    damaged="磁盘上的索引坏了或不见了，仍由先前打开的内容作答；点“全部重建”。",
    rebuilt="全部重建：收入 {documents} 个文件；没能收入 {failed}；{passages} 段，{seconds} 秒",
    ask_owner="还没有可用的索引；请管这台电脑的人建好它。",
    taken="收下了 {total} 个文件。",
    renamed="{name} 存为 {kept}",
    group_renamed="这一组存为“{group}”。",
    more_said="还有 {total} 个不同的名字或没有收下的文件。",
    seen="知道了",
    which="哪些文件",
)

EN = LibraryTexts(
    upload="Upload files",
    upload_note="Files are copied to {folder} on this computer and sent nowhere else; yours stay as they are. "
    "These can be read: {kinds}, each up to 50 MB.",
    files="Files to upload",
    group="Into which group (a new one where there is none)",
    group_default="uploads",
    take="Take them in and index",
    there="Files in this group",
    chosen="Choose what to delete",
    remove="Delete these {total}",
    removed="{total} deleted; the index is being updated.",
    back="Back to the last index",
    forward="To the newer index again",
    back_help="Puts the index of {time} in use again; files stay as they are. Once more leads back",
    back_done="The index of {time} is in use again.",
    left_seconds="this step about {total} s more",
    left_minutes="this step about {total} min more",
    damaged="The index on the disk is damaged or gone; what was opened before goes on answering. “Rebuild all” mends "
    "it.",
    rebuilt="All rebuilt: {documents:file|files} indexed, {failed} not taken in; {passages:passage|passages}, "
    "{seconds} s",
    ask_owner="There is no index that can be used; whoever runs this computer has to build it.",
    taken="{total:file|files} taken in.",
    renamed="{name} is kept as {kept}",
    group_renamed="The group is kept as “{group}”.",
    more_said="{total:more file|more files} renamed or not taken in.",
    seen="All right",
    which="Which files",
)

_BY_LANGUAGE: dict[Language, LibraryTexts] = {"zh": ZH, "en": EN}


def library_texts(texts: Texts) -> LibraryTexts:
    """Return these words in the language of the page."""
    return _BY_LANGUAGE[texts.language]
