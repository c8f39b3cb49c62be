"""What kind of file some bytes are, by what they begin with and hold; their name is not looked at."""

from __future__ import annotations

import re

_LOOK = 4096
_HTML = re.compile(rb"<(?:!doctype\s+html|html[\s>])", re.IGNORECASE)
_STARTS = (
    (b"{\\rtf", "RTF"),
    (b"\x89PNG\r\n", "PNG 图片"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"Rar!\x1a", "RAR 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
    (b"\x1f\x8b", "gzip 压缩包"),
    (b"MZ\x90", "程序"),
    (b"\x7fELF", "程序"),
)
_ARCHIVED = re.compile(
    rb"\A\s*(?:[\w-]+:[^\n]*\n(?:[ \t]+[^\n]*\n)*){0,20}?content-type:\s*multipart/related", re.IGNORECASE
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names of the streams of an OLE file are in UTF-16.
_STREAMS = (
    ("EncryptedPackage", "locked"),
    ("WordDocument", "旧版 Word（.doc）"),
    ("Workbook", "旧版 Excel（.xls）"),
    ("PowerPoint Document", "旧版 PowerPoint（.ppt）"),
)
_MEMBERS = (
    (b"word/document", "docx"),
    (b"xl/workbook", "Excel 表格"),
    (b"ppt/presentation", "PowerPoint 演示"),
    (b"application/vnd.oasis.opendocument", "OpenDocument 文件"),
)


def is_page(data: bytes) -> bool:
    """Return whether some bytes begin as a web page does, and do not only speak of one further on."""
    start = data[:_LOOK].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return _HTML.match(start) is not None


def kind_of(data: bytes) -> str:
    r"""Return what some bytes are: ``pdf``, ``docx``, ``html``, ``locked``, a Chinese name, or ``""``.

    ``locked`` is an Office file under a password. What is not known, plain text above all, is ``""``.

    >>> kind_of(b"%PDF-1.7\n"), kind_of("你好".encode())
    ('pdf', '')
    """
    start = data[:_LOOK]
    if b"%PDF-" in start[:1024]:
        return "pdf"
    if start.startswith(_OLE):
        return next((kind for name, kind in _STREAMS if name.encode("utf-16-le") in data), "旧版 Office 文件")
    if start.startswith(b"PK\x03\x04"):
        # Names of members stand at the end too, in the directory: a large picture may come first.
        held = start + data[-(1 << 18) :]
        return next((kind for name, kind in _MEMBERS if name in held), "ZIP 压缩包")
    if _ARCHIVED.search(start):
        return "网页存档（MHTML）"
    if found := next((kind for mark, kind in _STARTS if start.startswith(mark)), ""):
        return found
    return "html" if _HTML.search(start.replace(b"\0", b"")[:1024]) else ""
