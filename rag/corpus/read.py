"""A file or a string → source text, or an error that names the file and the mend.

Reads .txt and .md. Knows nothing of what the text says.
"""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

from rag.corpus.encoding import decode
from rag.errors import EmptyDocumentError, UndecodableError, UnsupportedFormatError
from rag.records import SourceText

SUFFIXES = (".txt", ".md")
_TEXT_CONTROLS = frozenset(b"\t\n\v\f\r\x1b")
_BINARY_SHARE = 0.02


def read(path: Path, root: Path) -> SourceText:
    """Return a file as text.

    Args:
        path: The file.
        root: The documents folder; the name is the path below it, with ``/``.

    Raises:
        UnsupportedFormatError: The name's suffix is not one of ``SUFFIXES``, it is no regular file (a pipe, a
            device), or the bytes are no text.
        UndecodableError: The encoding cannot be told with confidence.
        EmptyDocumentError: Nothing but white space.
        OSError: The file cannot be read.
    """
    name = path.relative_to(root).as_posix()
    if path.suffix.lower() not in SUFFIXES:
        hint = f"{name} 的格式暂不支持，请转成 .txt 或 .md。"
        raise UnsupportedFormatError(path, f"unsupported suffix {path.suffix!r}", hint=hint)
    if not is_regular(path):
        hint = f"{name} 不是普通文件，无法读取；请换成 .txt 或 .md 文件。"
        raise UnsupportedFormatError(path, "no regular file", hint=hint)
    data = path.read_bytes()
    decoded = decode(data)
    if decoded is None or "\0" in decoded[1]:
        if _binary(data):
            hint = f"{name} 不是文本文件，请另存为 .txt 或 .md。"
            raise UnsupportedFormatError(path, "bytes are no text", hint=hint)
        hint = f"{name} 的文字编码无法确定，请用 UTF-8 另存一次。"
        raise UndecodableError(path, "encoding is uncertain", hint=hint)
    encoding, text = decoded
    if not text.strip():
        raise EmptyDocumentError(path, "no text", hint=f"{name} 里没有文字，请检查文件内容。")
    return SourceText(name, hashlib.sha256(data).hexdigest(), encoding, text)


def read_string(name: str, text: str) -> SourceText:
    """Return a string as a document of its own; lone surrogates are kept as they are.

    Raises:
        EmptyDocumentError: Nothing but white space.
    """
    if not text.strip():
        raise EmptyDocumentError(name, "no text", hint=f"{name} 里没有文字。")
    return SourceText(name, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), "utf-8", text)


def is_regular(path: Path) -> bool:
    """Return whether a path leads to an ordinary file, links followed; reading a pipe or a device may never end.

    Raises:
        OSError: There is nothing there, or it cannot be looked at.
    """
    return stat.S_ISREG(path.stat().st_mode)


def _binary(data: bytes) -> bool:
    """Whether bytes hold too many control codes to be text in any encoding we know."""
    sample = data[:65536]
    odd = sum(byte < 32 and byte not in _TEXT_CONTROLS for byte in sample)
    return odd > _BINARY_SHARE * len(sample)
