"""Why a file is not read, in words for people. Knows no file and no format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

RefusalKind = Literal["locked", "damaged", "limit", "empty", "undecodable", "unrecognised"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an extractor gives nothing.

    Attributes:
        kind: Which error it becomes.
        zh: What is the matter and what mends it, in Chinese, to stand behind the file's name.
        en: The same in English.
    """

    kind: RefusalKind
    zh: str
    en: str


class RefusedError(Exception):
    """Raised inside the child process, where a parser finds that it must not or cannot go on."""

    def __init__(self, refusal: Refusal) -> None:
        """Keep what is to be told."""
        super().__init__(refusal.en)
        self.refusal = refusal


DAMAGED = Refusal(
    "damaged",
    "已损坏或不完整，无法打开；请用原来的程序打开并另存一次。",
    "is damaged or incomplete; open it in its own program and save it once more.",
)
LOCKED = Refusal(
    "locked",
    "有密码保护，无法读取；请去掉密码后另存一份。",
    "is protected by a password; save a copy without it.",
)
SLOW = Refusal(
    "limit",
    "读取时间超过上限，已停止；请拆成较小的文件。",
    "took too long to read and was stopped; split it into smaller files.",
)
SWOLLEN = Refusal(
    "limit",
    "打开后占用的内存超过上限，已停止；请拆成较小的文件。",
    "takes too much memory when opened and was stopped; split it into smaller files.",
)
BLANK = Refusal("empty", "里没有文字，请检查文件内容。", "holds no text; check what is in it.")
UNDECODABLE = Refusal(
    "undecodable",
    "的文字编码无法确定，请用 UTF-8 另存一次。",
    "is in an encoding that cannot be told; save it once more as UTF-8.",
)
