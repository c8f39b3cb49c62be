"""What stands beside a document in ``NAME.meta.toml``: its title, author, date … as someone who knows says.

    title, headline, author, date, issuer, number        all optional, all text but date, which may be a TOML date

The name is that of the file with its ending (通知.docx.meta.toml) or without (通知.meta.toml). What cannot be
used is left out with a warning that names the mend; a sidecar never keeps its document out.
"""

from __future__ import annotations

import datetime
import hashlib
import re
import tomllib
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from pathlib import Path

from rag.corpus.read import is_regular
from rag.records import Article, Document, Printed
from rag.text.file_numbers import file_numbers
from rag.text.fold import content

SUFFIX = ".meta.toml"
_MOST_BYTES = 64 << 10
_MOST_CHARS = 200
_DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?")


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What a sidecar says; ``""`` where it says nothing.

    Attributes:
        title: What the document is called.
        headline: Of its one article, or of its main one beside annexes.
        author: Its byline.
        date: ISO form, as far as known; of every article.
        issuer: The office that issued it.
        number: Its number, in the one form.
        warnings: What of it cannot be used and the mend, in Chinese.
    """

    title: str = ""
    headline: str = ""
    author: str = ""
    date: str = ""
    issuer: str = ""
    number: str = ""
    warnings: tuple[str, ...] = ()


KEYS = tuple(field.name for field in fields(Sidecar) if field.name != "warnings")
# What people call it, and what it is called here: names that look like another key by chance stand here, too.
_MEANT = {
    **dict.fromkeys(("article", "heading", "subject", "headlines", "标题", "题目", "篇名"), "headline"),
    **dict.fromkeys(("name", "document", "filename", "名称", "文件名"), "title"),
    **dict.fromkeys(("authors", "by", "byline", "writer", "reporter", "作者", "记者"), "author"),
    **dict.fromkeys(("day", "time", "datetime", "published", "year", "日期", "时间", "年份"), "date"),
    **dict.fromkeys(("office", "publisher", "source", "organization", "organisation", "机关", "单位"), "issuer"),
    **dict.fromkeys(("no", "num", "id", "文号", "编号"), "number"),
}


def sidecar_names(name: str) -> tuple[str, str]:
    """Return how the sidecar of a document may be called, in small letters: whoever looks for it looks at fewer files.

    Args:
        name: Of the document, below the documents folder, with ``/``.
    """
    above, slash, last = name.lower().rpartition("/")
    return f"{above}{slash}{last}{SUFFIX}", f"{above}{slash}{Path(last).stem}{SUFFIX}"


def sidecar_file(path: Path, root: Path) -> Path | None:
    """Return the sidecar of a document file; None where there is none, or it is a link out of the folder ``root``."""
    for name in (path.name + SUFFIX, path.stem + SUFFIX):
        beside = path.with_name(name)
        try:
            if beside.is_file() and (not beside.is_symlink() or beside.resolve().is_relative_to(root.resolve())):
                return beside
        except OSError:
            continue
    return None


def sidecar_digest(path: Path, root: Path) -> str:
    """Return the SHA-256 of a document's sidecar in hex; ``""`` where it has none, ``unreadable`` where it cannot."""
    beside = sidecar_file(path, root)
    if beside is None:
        return ""
    try:
        return hashlib.sha256(_bytes(beside)).hexdigest()
    except OSError:
        return "unreadable"


def read_sidecar(path: Path, root: Path) -> Sidecar | None:
    """Return what the sidecar of a document file says; None where it has none. Never fails."""
    beside = sidecar_file(path, root)
    if beside is None:
        return None
    try:
        data = _bytes(beside)
    except OSError:
        return Sidecar(warnings=(f"{beside.name} 无法读取，没有采用；请检查权限。",))
    if len(data) > _MOST_BYTES:
        return Sidecar(warnings=(f"{beside.name} 超过 64 KB，没有采用；请只写 {'、'.join(KEYS)}。",))
    return parsed(beside.name, data)


def parsed(name: str, data: bytes) -> Sidecar:
    """Return what the bytes of a sidecar say; all that cannot be used is named in ``warnings``.

    Args:
        name: Of the sidecar, for warnings.
        data: Its bytes: TOML, in UTF-8.
    """
    try:
        said = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Sidecar(warnings=(f"{name} 不是 UTF-8 编码，没有采用；请用 UTF-8 另存。",))
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        where = f"第 {at[1]} 行" if at else "末尾"
        mend = '请写成 author = "王小明" 这样的行（文字加英文引号）'
        return Sidecar(warnings=(f"{name} {where}不合 TOML 格式，整个没有采用；{mend}。",))
    values: dict[str, str] = {}
    warnings = []
    for key, value in said.items():
        if key not in KEYS:
            meant = _MEANT.get(key.lower()) or next(iter(get_close_matches(key, KEYS, 1)), "")
            mend = f"是不是 {meant}？" if meant else f"可用的有 {'、'.join(KEYS)}。"
            warnings.append(f"{name} 里的 {key} 不认识，没有采用；{mend}")
            continue
        found, mend = _value(key, value)
        if found:
            values[key] = found
        if mend:
            warnings.append(f"{name} 里的 {key} 没有采用；{mend}")
    return Sidecar(**values, warnings=tuple(warnings))


def with_sidecar(document: Document, sidecar: Sidecar | None) -> Document:
    """Return a document with what its sidecar says put in the place of what was read off.

    Date and issuer are every article's; headline, author and number that of the first one with a text, where the
    others are its annexes. On a page of several articles these three are left out with a warning.
    """
    if sidecar is None:
        return document
    warnings = [*document.warnings, *sidecar.warnings]
    main = [i for i, article in enumerate(document.articles) if not article.annex]
    alone = len(main) <= 1
    own = [key for key in ("headline", "author", "number") if getattr(sidecar, key)]
    if own and not alone:
        warnings.append(
            f"{document.source.name} 有 {len(main)} 篇文章，旁注里的 {'、'.join(own)} 不知属于哪一篇，没有采用；"
            "请把文件按篇拆开，或只写 title、date、issuer。"
        )
    articles = []
    for i, article in enumerate(document.articles):
        said = {"date": sidecar.date, "issuer": sidecar.issuer}
        if alone and i in main:
            said |= {"headline": sidecar.headline, "byline": sidecar.author}
        if alone:
            said["number"] = sidecar.number
        articles.append(_overridden(article, said))
    title = sidecar.title or (sidecar.headline if alone else "") or document.title
    return replace(document, title=title, articles=tuple(articles), warnings=tuple(warnings))


def _bytes(path: Path) -> bytes:
    """Return the first bytes of a sidecar, one more than it may have."""
    if not is_regular(path):
        raise OSError("no regular file")
    with path.open("rb") as file:
        return file.read(_MOST_BYTES + 1)


def _value(key: str, value: object) -> tuple[str, str]:
    """Return a value as text, ``""`` where it cannot be used, and what would mend it."""
    if key == "date":
        return _date(value)
    if not isinstance(value, str):
        return "", f'它应是加引号的文字，例如 {key} = "…"。'
    text = " ".join(value.split())
    if not text:
        return "", "它是空的；请填写，或删去这一行。"
    if len(text) > _MOST_CHARS:
        return "", f"它超过 {_MOST_CHARS} 个字；请缩短。"
    if key == "number" and (found := file_numbers(text)) and found[0].end - found[0].start == len(text):
        return found[0].form, ""
    return text, ""


def _date(value: object) -> tuple[str, str]:
    """Return a date in ISO form, as far as it is said."""
    mend = "日期请写成 2020-04-16、2020-04 或 2020。"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat(), ""
    if isinstance(value, datetime.date):
        return value.isoformat(), ""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    match = _DATE.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        return "", mend
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        datetime.date(year or 0, month or 1, day or 1)
    except ValueError:
        return "", f"没有 {str(value).strip()} 这一天，日期不存在；请核对后写成 2020-04-16、2020-04 或 2020。"
    return "-".join([f"{year:04d}", *(f"{part:02d}" for part in (month, day) if part)]), ""


def _overridden(article: Article, said: dict[str, str]) -> Article:
    """Return an article with some values said; one that is printed alike keeps its place."""
    changed: dict[str, Printed] = {}
    for name, value in said.items():
        printed: Printed | None = getattr(article, name)
        if value and (printed is None or printed.place is None or content(printed.value) != content(value)):
            changed[name] = Printed(value, given=True)
    return replace(article, **changed)  # type: ignore[arg-type]
