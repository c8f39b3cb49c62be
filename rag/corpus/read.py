"""A file or a string → source text, or an error that names the file and the mend.

Plain text is decoded here; PDF, DOCX and HTML are parsed by child processes. Knows nothing of what the text says.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from pathlib import Path

from rag.corpus.encoding import decode, doubtful, in_ascii, mistaken, unreadable_as
from rag.corpus.formats import pool
from rag.corpus.formats.refusal import RefusedError
from rag.corpus.kinds import is_page, kind_of
from rag.errors import (
    DamagedDocumentError,
    DocumentLimitError,
    EmptyDocumentError,
    LoadError,
    LockedDocumentError,
    UndecodableError,
    UnrecognisedDocumentError,
    UnsupportedFormatError,
)
from rag.records import Extracted, SourceText

# Suffix → how it is read: as the text that it is, or by the extractor of that name.
_READ_AS = {".txt": "", ".md": "", ".pdf": "pdf", ".docx": "docx", ".html": "html", ".htm": "html"}
SUFFIXES = tuple(_READ_AS)
TAKEN = "、".join(SUFFIXES)
MOST_BYTES = 50 << 20
_ERRORS: dict[str, type[LoadError]] = {
    "locked": LockedDocumentError,
    "damaged": DamagedDocumentError,
    "limit": DocumentLimitError,
    "empty": EmptyDocumentError,
    "undecodable": UndecodableError,
    "unrecognised": UnrecognisedDocumentError,
}
_CALLED = {"pdf": "PDF", "docx": "Word（.docx）", "html": "网页（HTML）"}
_TEXT_CONTROLS = frozenset(b"\t\n\v\f\r\x1b")
_BINARY_SHARE = 0.02
# What two decodings one behind the other make of any text; what debuggers fill memory with.
_LOST = re.compile("(?:锟斤拷)+|烫{3,}|屯{3,}")
# Control characters, ends of lines, marks of no width and of direction.
_UNPRINTED = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
# Of what an encoding could not hold a question mark is left for each character, or for each byte; people print three.
_QUESTIONED = re.compile(r"\?{4,}|(?<=[\u4e00-\u9fff])\?{3,}(?=[\u4e00-\u9fff])")
_FEWEST_QUESTIONED = 3
_LOST_SIGNS = ("锟斤拷", "烫烫烫", "屯屯屯")  # Looked for first: nearly always there is none.


def read(path: Path, root: Path, *, ocr: bool = False) -> tuple[SourceText, Extracted | None]:
    """Return a file as text, and for one that is not plain text what its format tells beside it.

    Args:
        path: The file.
        root: The documents folder; the name is the path below it, with ``/``.
        ocr: Whether pages of a PDF that are pictures are recognised.

    Raises:
        UnsupportedFormatError: The name's suffix is not one of ``SUFFIXES``, it is no regular file (a pipe, a
            device), or the bytes are of another kind than the suffix says.
        UndecodableError: The encoding cannot be told with confidence.
        EmptyDocumentError: Nothing but white space, or a PDF of pictures.
        LockedDocumentError: It is under a password.
        DamagedDocumentError: Its format is broken.
        DocumentLimitError: It is larger than ``MOST_BYTES``, or takes too much time or memory.
        UnrecognisedDocumentError: It is scanned, and what recognises does not start.
        OSError: The file cannot be read.
    """
    given = path.relative_to(root).as_posix()
    name = shown(given)
    kind = _READ_AS.get(path.suffix.lower())
    if kind is None:
        raise UnsupportedFormatError(
            path, f"unsupported suffix {path.suffix!r}", hint=f"{name} 的格式暂不支持，能读的有 {TAKEN}。"
        )
    if not is_regular(path):
        raise irregular(path, name)
    if path.stat().st_size > MOST_BYTES:
        raise too_large(path, name, path.stat().st_size)
    data = path.read_bytes()
    if not data:
        raise EmptyDocumentError(path, "no bytes", hint=f"{name} 是空文件（0 字节），请检查文件内容。")
    _check_kind(path, name, kind, data)
    digest = hashlib.sha256(data).hexdigest()
    if kind:
        found = _extracted(path, name, pool.SCANNED if ocr and kind == "pdf" else kind, data)
        return SourceText(given, digest, kind, found.text, found.pages, found.warnings), found
    encoding, text = _decoded(path, name, data)
    return SourceText(given, digest, encoding, text, warnings=_doubts(encoding, text)), None


def read_string(name: str, text: str) -> SourceText:
    """Return a string as a document of its own; lone surrogates are kept as they are.

    Raises:
        EmptyDocumentError: Nothing but white space.
    """
    if not text.strip():
        raise EmptyDocumentError(name, "no text", hint=f"{name} 里没有文字。")
    return SourceText(name, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), "utf-8", text)


def is_parsed(name: str) -> bool:
    """Return whether a file of a name is parsed in a process of its own, not read as the text that it is."""
    return bool(_READ_AS.get(Path(name).suffix.lower()))


def is_regular(path: Path) -> bool:
    """Return whether a path leads to an ordinary file, links followed; reading a pipe or a device may never end.

    Raises:
        OSError: There is nothing there, or it cannot be looked at.
    """
    return stat.S_ISREG(path.stat().st_mode)


def irregular(path: Path | str, name: str) -> UnsupportedFormatError:
    """Return the error for a pipe or a device."""
    hint = f"{name} 不是普通文件，无法读取；请换成 {TAKEN} 文件。"
    return UnsupportedFormatError(path, "no regular file", hint=hint)


def too_large(path: Path | str, name: str, size: int) -> DocumentLimitError:
    """Return the error for a file above ``MOST_BYTES``."""
    hint = f"{name} 太大（{size / (1 << 20):.1f} MB，上限 {MOST_BYTES >> 20} MB）；请拆成较小的文件。"
    return DocumentLimitError(path, f"{size} bytes, more than {MOST_BYTES}", hint=hint)


def shown(name: str) -> str:
    r"""Return a file name that can be printed: Linux allows names that are no text, such as the bytes of GBK.

    Line breaks and marks that turn the direction of writing are told and not carried out.

    >>> shown("名\n\u202e倒.txt")
    '名\\n\\u202e倒.txt'
    """
    if not is_text(name):
        try:
            name = os.fsencode(name).decode("gb18030")
        except UnicodeError:
            name = name.encode("utf-8", "replace").decode("utf-8")
    return _UNPRINTED.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), name)


def is_text(name: str) -> bool:
    """Return whether a file name is text, and not bytes in another encoding than the system's."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def unnameable(name: str) -> LoadError:
    """Return the error for a file whose name is no text: nothing could cite it."""
    called = shown(name)
    hint = (
        f"{called} 的文件名（或所在文件夹名）不是 UTF-8 编码，无法收入；"
        "请改名，或用 convmv -r -f gbk -t utf-8 --notest 转换。"
    )
    hint_en = (
        f"The name of {called}, or of its folder, is not in UTF-8, so that it cannot be taken in; rename it, or run "
        "convmv -r -f gbk -t utf-8 --notest."
    )
    return UnsupportedFormatError(called, "its name is not UTF-8", hint=hint, hint_en=hint_en)


def _check_kind(path: Path, name: str, kind: str, data: bytes) -> None:
    """Refuse bytes of another kind than the suffix says; nothing is read as what it does not call itself."""
    found = kind_of(data)
    if found == "locked":
        hint = f"{name} 有密码保护，无法读取；请去掉密码后另存一份。"
        raise LockedDocumentError(path, "encrypted", hint=hint)
    # A page without a head is still a page; text may speak of one, and notes may hold some.
    speaks = found == "html" and not kind and not (path.suffix.lower() == ".txt" and is_page(data))
    if found == kind or (not found and kind in ("", "html")) or speaks:
        return
    if not found:
        raise DamagedDocumentError(
            path,
            f"not a {kind} file",
            hint=f"{name} 不是有效的 {_CALLED[kind]} 文件（可能已损坏）；请用原来的程序打开并另存一次。",
        )
    called = _CALLED.get(found, found)
    mend = f"请把扩展名改成 .{found}" if found in _CALLED else f"请另存为 {TAKEN} 中的一种"
    hint = f"{name} 的扩展名是 {path.suffix}，内容却是{called}；{mend}。"
    raise UnsupportedFormatError(path, f"the suffix says {path.suffix}, the bytes are {found}", hint=hint)


def _extracted(path: Path, name: str, kind: str, data: bytes) -> Extracted:
    """Return what a child process makes of a file."""
    try:
        return pool.extracted(kind, data)
    except RefusedError as refused:
        told = refused.refusal
        error = _ERRORS[told.kind]
        raise error(path, told.en, hint=f"{name} {told.zh}", hint_en=f"{name} {told.en}") from refused


def _decoded(path: Path, name: str, data: bytes) -> tuple[str, str]:
    """Return the encoding of plain text, and the text."""
    decoded = decode(data)
    if decoded is None or "\0" in decoded[1]:
        if unread := unreadable_as(data):
            raise UndecodableError(path, unread[1], hint=f"{name} {unread[0]}")
        if _binary(data):
            hint = f"{name} 不是文本文件，请另存为 {TAKEN} 中的一种。"
            raise UnsupportedFormatError(path, "bytes are no text", hint=hint)
        hint = f"{name} 的文字编码无法确定，请用 UTF-8 另存一次。"
        raise UndecodableError(path, "encoding is uncertain", hint=hint)
    if not decoded[1].strip():
        raise EmptyDocumentError(path, "no text", hint=f"{name} 里没有文字，请检查文件内容。")
    if 2 * sum(map(len, _lost(decoded[1]))) > len(decoded[1].strip()):
        hint = f"{name} 里的文字在存成此文件之前已经丢失（“锟斤拷”一类）；请用原来的文件，或重新转换。"
        raise UndecodableError(path, "the text was lost before it was stored", hint=hint)
    if coded := in_ascii(decoded[1]):
        hint = f"{name} 是 {coded} 编码（用英文字母表示汉字），读不出来；请用原来的程序打开，以 UTF-8 另存一次。"
        raise UndecodableError(path, f"{coded}: Chinese in letters of ASCII", hint=hint)
    if was := mistaken(decoded[1]):
        hint = f"{name} 里是乱码：原是 {was.upper()} 编码的文字，被当成别的编码另存过；请用原来的文件，或重新转换。"
        raise UndecodableError(path, f"{was} text that was stored in another encoding", hint=hint)
    return decoded


def _doubts(encoding: str, text: str) -> tuple[str, ...]:
    """Return what is told of a text that holds characters which hint at damage."""
    if lost := text.count("\ufffd"):
        return (f"有 {lost} 处文字在存成此文件之前已经丢失（显示为“\ufffd”）",)
    if "???" in text and len(marks := _QUESTIONED.findall(text)) >= _FEWEST_QUESTIONED:
        return (f"有 {len(marks)} 处连续的问号，原来的字可能在存成此文件之前已经丢失，请核对",)
    if found := _lost(text):
        return (f"有 {len(found)} 处文字在存成此文件之前已经丢失（如“{found[0][:6]}”）",)
    # Bytes that are UTF-8 are it for certain, whatever they say.
    odd = [] if encoding == "utf-8" else doubtful(text)
    count = sum(map(text.count, odd))
    if not count:
        return ()
    told = "".join(char for char in odd if char.isprintable())[:5]
    named = f"（如“{told}”）" if told else ""
    return (f"有 {count} 处少见的字{named}，可能是编码损坏，请核对",)


def _lost(text: str) -> list[str]:
    """Return the stretches of a text that stand for what was lost before it was stored."""
    return _LOST.findall(text) if any(sign in text for sign in _LOST_SIGNS) else []


def _binary(data: bytes) -> bool:
    """Whether bytes hold too many control codes to be text in any encoding we know."""
    sample = data[:65536]
    odd = sum(byte < 32 and byte not in _TEXT_CONTROLS for byte in sample)
    return odd > _BINARY_SHARE * len(sample)
