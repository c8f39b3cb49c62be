"""The parts of a DOCX file: XML parsed without entities or network, styles looked up along what they are based on."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from lxml import etree

from rag.corpus.formats.archive import Archive
from rag.corpus.formats.refusal import DAMAGED, RefusedError

Element: TypeAlias = etree._Element
_HEADING = re.compile(r"(?:heading|标题|標題)\s*([1-9])$", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|目录|目錄)\s*[1-9]$", re.IGNORECASE)
_DEEPEST = 50
_BODY_LEVEL = 9


def local(element: Element) -> str:
    """Return an element's name without its namespace; ``""`` for a comment or an instruction."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(element: Element | None, *path: str) -> Element | None:
    """Return the first descendant along a path of local names; None where there is none."""
    for name in path:
        element = next((e for e in element if local(e) == name), None) if element is not None else None
    return element


def value(element: Element | None, name: str = "val") -> str | None:
    """Return an attribute by its local name; None where it or the element is missing."""
    if element is None:
        return None
    return next((str(v) for k, v in element.attrib.items() if str(k).rpartition("}")[2] == name), None)


def number(element: Element | None, name: str = "val") -> int | None:
    """Return an attribute as a whole number; None where it is none."""
    found = value(element, name)
    return int(found) if found and re.fullmatch(r"-?\d{1,9}", found) else None


def is_on(element: Element | None) -> bool:
    """Whether a switch such as ``w:vanish`` is there and not turned off."""
    return element is not None and value(element) not in ("0", "false", "off")


def parsed(data: bytes) -> Element:
    """Return the root of an XML part.

    Raises:
        RefusedError: It is no XML, or declares a document type: Word never does.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as exc:
        raise RefusedError(DAMAGED) from exc
    if root is None or root.getroottree().docinfo.doctype:
        raise RefusedError(DAMAGED)
    return root


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style says of text.

    Attributes:
        level: Of a heading, outermost 1; 0 for running text, None where nothing is said.
        title: Whether it is the document's title.
        contents: Whether it is an entry of a table of contents.
        num_id: Of its automatic numbering; None where nothing is said.
        num_level: Level of the numbering; None where nothing is said.
        vanish: Whether its text is hidden; None where nothing is said.
    """

    level: int | None = None
    title: bool = False
    contents: bool = False
    num_id: str | None = None
    num_level: int | None = None
    vanish: bool | None = None


class Parts:
    """The parts that hold text or say how it is numbered and headed."""

    def __init__(self, data: bytes) -> None:
        """Open the file.

        Raises:
            RefusedError: It is no DOCX, or a part is broken or too large.
        """
        self._archive = Archive(data)
        self._main = self._target("_rels/.rels", "", "officeDocument") or "word/document.xml"
        body = self._archive.read(self._main)
        if body is None:
            raise RefusedError(DAMAGED)
        self.document = parsed(body)
        if local(self.document) != "document":
            raise RefusedError(DAMAGED)
        self._styles: dict[str, Style] = {}
        self._raw = {
            value(style, "styleId") or "": style for style in self._all("styles", "style") if value(style, "type")
        }
        defaults = (
            i for i, s in self._raw.items() if value(s, "default") in ("1", "true") and value(s, "type") == "paragraph"
        )
        self.usual_style = next(defaults, "")

    def part(self, kind: str) -> Element | None:
        """Return the part that the document relates to as ``kind`` (``styles``, ``footnotes``); None where none is."""
        folder, name = posixpath.split(self._main)
        path = self._target(posixpath.join(folder, "_rels", name + ".rels"), folder, kind)
        data = self._archive.read(path) if path else None
        return parsed(data) if data else None

    @property
    def title(self) -> str:
        """What the file's properties call it."""
        data = self._archive.read("docProps/core.xml")
        root = parsed(data) if data else None
        found = child(root, "title")
        return (found.text or "").strip() if found is not None else ""

    def style(self, style_id: str | None) -> Style:
        """Return what a paragraph style says, those it is based on asked where it says nothing."""
        key = style_id if style_id in self._raw else self.usual_style
        if key not in self._styles:
            found, seen = Style(), 0
            at: str | None = key
            while (raw := self._raw.get(at or "")) is not None and seen < _DEEPEST:
                found, seen, at = _merged(found, _own(raw)), seen + 1, value(child(raw, "basedOn"))
            self._styles[key] = found
        return self._styles[key]

    def _all(self, part: str, name: str) -> Iterator[Element]:
        root = self.part(part)
        return (e for e in root if local(e) == name) if root is not None else iter(())

    def _target(self, rels: str, folder: str, kind: str) -> str | None:
        """Return the path of the part that a relationship of some kind leads to, inside the file."""
        data = self._archive.read(rels)
        relations: Iterable[Element] = parsed(data) if data else ()
        for relation in relations:
            if (value(relation, "Type") or "").endswith("/" + kind) and value(relation, "TargetMode") != "External":
                target = value(relation, "Target") or ""
                return (
                    target.lstrip("/")
                    if target.startswith("/")
                    else posixpath.normpath(f"{folder}/{target}")[not folder :]
                )
        return None


def _own(raw: Element) -> Style:
    """Return what a style itself says."""
    properties = child(raw, "pPr")
    outline = number(child(properties, "outlineLvl"))
    name = (value(child(raw, "name")) or "").strip()
    level = None if outline is None else outline + 1 if 0 <= outline < _BODY_LEVEL else 0
    if level is None and (heading := _HEADING.match(name)):
        level = int(heading[1])
    vanish = child(raw, "rPr", "vanish")
    return Style(
        level=level,
        title=name.lower() in ("title", "标题"),
        contents=_CONTENTS.match(name) is not None,
        num_id=value(child(properties, "numPr", "numId")),
        num_level=number(child(properties, "numPr", "ilvl")),
        vanish=None if vanish is None else is_on(vanish),
    )


def _merged(nearer: Style, farther: Style) -> Style:
    """Return what two styles of a chain say together; the nearer one wins, and a title's descendants are none."""
    return replace(
        nearer,
        level=farther.level if nearer.level is None else nearer.level,
        title=nearer.title or (farther.title and nearer == Style()),
        contents=nearer.contents or farther.contents,
        num_id=nearer.num_id if nearer.num_id is not None else farther.num_id,
        num_level=nearer.num_level if nearer.num_level is not None else farther.num_level,
        vanish=nearer.vanish if nearer.vanish is not None else farther.vanish,
    )
