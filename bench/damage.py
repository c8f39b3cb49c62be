"""Clean paragraphs → what print and extraction leave of them, every character with the paragraph it belongs to.

One printer for measuring and for training: hard wraps of any width, blank lines, lost and kept indents, justified
lines, ends of columns and pages inside sentences, marks, running heads, page numbers, mixed punctuation.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

NO_START = "，。、；：！？”’）》】」』…%,.;:!?)"
NO_END = "“‘（《【「『("
SLIM = "，。、；：！？“”‘’（）《》·"
ASCII = dict(zip("，；：！？（）", ",;:!?()", strict=True))
FURNITURE, MARKUP = -2, -3
_TOKENS = re.compile(r"[A-Za-z0-9.%+\-@/:]+|.", re.DOTALL)
_FOOTS: tuple[Callable[[int], str], ...] = (
    lambda n: f"— {n} —",
    lambda n: f"- {n} -",
    lambda n: str(n),
    lambda n: f"第{n}页",
    lambda n: f"第 {n} 页 共 96 页",
    lambda n: f"· {n} ·",
    lambda n: f"{n} / 96",
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A clean paragraph: its text and what it is (heading, body, list, verse, row, label, byline)."""

    text: str
    kind: str = "body"


@dataclass(frozen=True, slots=True)
class Style:
    """How a text was printed and extracted.

    Attributes:
        width: Of the column in full-width characters; 0 sets a line per paragraph.
        kinsoku: Whether marks are kept from line starts and words of Latin letters whole.
        slim: Whether marks take half a character.
        hang: Whether a mark may hang over the column.
        blanks: Blank lines behind every printed line.
        apart: Further blank lines between paragraphs.
        indent: ``kept`` (two wide blanks), ``ascii`` (four blanks), ``lost`` (the first line is shorter), ``none``.
        justified: Share of lines whose characters were set apart.
        rows: Printed lines on a page or in a column, after which it ends; 0 never.
        gap: Blank lines where a page or column ends.
        head: Running head on every page, ``""`` for none.
        foot: Number of the form of the page number, -1 for none.
        feed: Whether a form feed stands between pages.
        second: Width of every other column, 0 for the same.
        hashes: Whether headings carry ``#``.
        bold: Whether first clauses of paragraphs and headings are set in ``**``.
        bullets: What stands before bylines, such as ``■``.
        items: What stands before list items, such as ``- ``.
        cells: What parts the cells of a table.
        centred: Whether headings are centred with blanks.
        noise: Chance of a blank line too many or too few at a line end.
        newline: The line break.
        trailing: Whether lines end in blanks.
        foreign: Chance that the headings below a paragraph stand inside it.
        tight: Chance that the first lines of a paragraph, or a heading's, have no blank lines between.
        parted: Chance that a byline is printed on two lines.
    """

    width: float = 0
    kinsoku: bool = True
    slim: bool = False
    hang: bool = False
    blanks: int = 0
    apart: int = 0
    indent: str = "none"
    justified: float = 0.0
    rows: int = 0
    gap: int = 1
    head: str = ""
    foot: int = -1
    feed: bool = False
    second: float = 0
    hashes: bool = False
    bold: bool = False
    bullets: str = ""
    items: str = "- "
    cells: str = "  "
    centred: bool = False
    noise: float = 0.0
    newline: str = "\n"
    trailing: bool = False
    foreign: float = 0.0
    tight: float = 0.0
    parted: float = 0.0


@dataclass(frozen=True, slots=True)
class Damaged:
    """A printed text.

    Attributes:
        source: The text.
        owners: For each character the number of its paragraph, ``FURNITURE`` or ``MARKUP``; that of white space
            means nothing.
        pieces: The paragraphs.
    """

    source: str
    owners: npt.NDArray[np.int32]
    pieces: tuple[Piece, ...]


def random_style(chance: random.Random, heads: Sequence[str], wraps: float = 0.82) -> Style:
    """Return a mixture of damages, each at random.

    Args:
        chance: What draws them.
        heads: Running heads to choose from.
        wraps: Share of texts set in columns; the others have a line per paragraph.
    """
    wrapped = chance.random() < wraps
    blanks, apart = chance.choice(((0, 0), (0, 0), (0, 1), (0, 1), (1, 0), (1, 0), (1, 1)))
    indents = ("kept", "kept", "lost", "ascii", "none") if not apart else ("kept", "lost", "none", "none")
    style = Style(
        width=chance.choice((chance.randint(7, 40), chance.randint(12, 28) + chance.choice((0, 0.5))))
        if wrapped
        else 0,
        kinsoku=chance.random() < 0.75,
        slim=chance.random() < 0.3,
        hang=chance.random() < 0.2,
        blanks=blanks if wrapped else 0,
        apart=apart if wrapped else chance.choice((0, 0, 1, 1, 2)),
        indent=chance.choice(indents) if wrapped else chance.choice(("none", "none", "kept", "ascii")),
        justified=chance.choice((0, 0, 0, 0.05, 0.2, 0.5)) if wrapped else 0.0,
        hashes=chance.random() < 0.2,
        bold=chance.random() < 0.2,
        bullets=chance.choice(("", "", "■", "●", "◆")),
        items=chance.choice(("", "- ", "* ", "• ", "■")),
        cells=chance.choice(("  ", "    ", "\t", " | ")),
        centred=chance.random() < 0.2,
        noise=chance.choice((0, 0, 0, 0.01, 0.03)),
        newline=chance.choice(("\n", "\n", "\n", "\n", "\r\n")),
        trailing=chance.random() < 0.1,
        foreign=chance.choice((0, 0, 0, 0.2, 0.5)),
        tight=chance.choice((0, 0, 0.3)) if wrapped and blanks else 0.0,
        parted=chance.choice((0, 0, 0.5)),
    )
    if chance.random() < 0.45:
        style = replace(
            style,
            rows=chance.randint(6, 40),
            gap=chance.choice((0, 1, 1, 2)),
            head=chance.choice(heads) if heads and chance.random() < 0.4 else "",
            foot=chance.choice((-1, -1, *range(len(_FOOTS)))),
            feed=chance.random() < 0.2,
            second=chance.randint(7, 40) if wrapped and chance.random() < 0.25 else 0,
        )
    return style


def mixed(text: str, share: float, chance: random.Random) -> str:
    """Return a text with a share of its full-width marks in ASCII."""
    return "".join(ASCII[c] if c in ASCII and chance.random() < share else c for c in text)


def size(text: str, *, slim: bool) -> float:
    """Return how wide a text prints, in full-width characters; with ``slim`` marks take half of one."""
    return sum(_advance(char, slim=slim) for char in text)


def _advance(char: str, *, slim: bool) -> float:
    """Return how wide a character prints."""
    if slim and char in SLIM:
        return 0.5
    return 1.0 if char > "\u2e7f" or char in "“”‘’—…·" else 0.5


def wrap(text: str, style: Style, widths: Callable[[], float], first: float) -> list[str]:
    """Return the printed lines of a paragraph.

    Args:
        text: The paragraph.
        style: How it is set.
        widths: Returns the width of the next line.
        first: What the first line is short by.
    """
    tokens = _TOKENS.findall(text) if style.kinsoku else list(text)
    lines: list[str] = []
    line, room = "", widths() - first
    for token in tokens:
        need = size(token, slim=style.slim)
        spare = 0.6 if style.slim else need - 0.5 if style.hang else 0.0
        hangs = style.kinsoku and token in NO_START and need <= room + spare
        if need > room and line and not hangs:
            carry = ""
            while style.kinsoku and len(line) > 2 and (_starts(token, carry) or line[-1] in NO_END):
                carry, line = line[-1] + carry, line[:-1]
                if carry[0] not in NO_START and line[-1] not in NO_END:
                    break
            lines.append(line)
            line, room = carry, widths() - size(carry, slim=style.slim)
            if token == " " and not line:
                continue
        line += token
        room -= need
    return [*lines, line] if line else lines


def _starts(token: str, carry: str) -> bool:
    """Whether a line would begin with a mark that may not stand there."""
    return token[:1] in NO_START and not carry.strip(NO_START)


class _Printer:
    """Collects printed lines and the places where columns and pages end."""

    def __init__(self, style: Style, chance: random.Random) -> None:
        self.style, self.chance = style, chance
        self.parts: list[str] = []
        self.owners: list[int] = []
        self.row, self.page = 0, 1

    def add(self, text: str, owner: int = -1) -> None:
        """Append a stretch of one owner."""
        if text:
            self.parts.append(text)
            self.owners.append(owner)

    def column(self) -> float:
        """Return the width of the column in use."""
        return self.style.second if self.style.second and self.page % 2 == 0 else self.style.width

    def end(self, blanks: int) -> None:
        """End a line, and the column or page where it is full."""
        style = self.style
        if style.noise and self.chance.random() < style.noise:
            blanks = max(0, blanks + self.chance.choice((-1, 1)))
        self.add((" " if style.trailing else "") + style.newline * (1 + blanks))
        self.row += 1
        if style.rows and self.row >= style.rows:
            self.row = 0
            self._turn()

    def _turn(self) -> None:
        """End a page: its number, a form feed, the head of the next one, in this order."""
        style = self.style
        self.add(style.newline * style.gap)
        if style.foot >= 0:
            self.add(_FOOTS[style.foot](self.page), FURNITURE)
            self.add(style.newline * (1 + style.gap))
        if style.feed:
            self.add("\f")
        self.page += 1
        if style.head:
            self.add(style.head, FURNITURE)
            self.add(style.newline * (1 + style.gap))


def printed(pieces: Sequence[Piece], style: Style, seed: int) -> Damaged:
    """Return paragraphs as they come out of print and extraction; the same seed gives the same text."""
    chance = random.Random(seed)
    out = _Printer(style, chance)
    if "|" in style.cells:
        pieces = [replace(p, text=p.text.replace(" ", style.cells)) if p.kind == "row" else p for p in pieces]
    number = 0
    while number < len(pieces):
        guests = 0
        if style.width and pieces[number].kind == "body" and chance.random() < style.foreign:
            while guests < 3 and number + guests + 1 < len(pieces) and pieces[number + guests + 1].kind == "heading":
                guests += 1
        _print(out, pieces, number, range(number + 1, number + 1 + guests))
        number += 1 + guests
    source = "".join(out.parts)
    owners = np.repeat(np.array(out.owners, np.int32), [len(p) for p in out.parts])
    return Damaged(source, owners, tuple(pieces))


def _print(out: _Printer, pieces: Sequence[Piece], number: int, guests: range) -> None:
    """Print a paragraph, with headings that belong elsewhere inside it where some are given."""
    style, chance, piece = out.style, out.chance, pieces[number]
    lines = _lines(out, piece)
    at = chance.randint(1, len(lines) - 1) if guests and len(lines) >= 3 else 0
    away = style.blanks + max(1, style.apart) + 1
    tight = chance.randint(2, 3) if piece.kind != "row" and chance.random() < style.tight else 0
    bold = style.bold and piece.kind in ("heading", "body") and chance.random() < 0.5
    lead = (re.search(r"[，。：]", piece.text) or re.search("$", piece.text)) if bold else None
    stop = lead.end() if lead else 0
    _mark(out, piece, bold=bold)
    done = 0
    for i, line in enumerate(lines):
        if i and i == at:
            out.end(away)
            for guest in guests:
                out.add(pieces[guest].text, guest)
                out.end(away if guest == guests[-1] else chance.choice((0, style.blanks)))
        elif i:
            out.end(0 if i < tight else style.blanks)
        shown = line
        if style.justified and i < len(lines) - 1 and chance.random() < style.justified:
            shown = re.sub(r"(?<=[\u3000-\u9fff“”])(?=[\u3000-\u9fff“”])", " ", line)
        if done < stop <= done + len(line) and shown == line:
            out.add(line[: stop - done], number)
            out.add("**", MARKUP)
            out.add(line[stop - done :], number)
        else:
            out.add(shown, number)
            if done < stop <= done + len(line):
                out.add("**", MARKUP)
        done += len(line)
    heads = piece.kind == "heading" and number + 1 < len(pieces) and pieces[number + 1].kind == "heading"
    out.end(0 if heads and style.blanks and chance.random() < style.tight else style.blanks + style.apart)
    if not at:
        for guest in guests:
            _print(out, pieces, guest, range(0))


def _mark(out: _Printer, piece: Piece, *, bold: bool) -> None:
    """Print what stands before a paragraph: indent, centring, marks."""
    style = out.style
    if piece.kind == "heading":
        if style.hashes:
            out.add("## ", MARKUP)
        elif style.centred:
            out.add(" " * out.chance.randint(2, 12))
    elif piece.kind == "byline" and style.bullets:
        out.add(style.bullets, MARKUP)
    elif piece.kind == "list" and style.items:
        out.add(style.items, MARKUP)
    elif piece.kind in ("body", "list", "label"):
        out.add({"kept": "\u3000\u3000", "ascii": "    "}.get(style.indent, ""))
    elif piece.kind == "verse" and style.indent in ("kept", "ascii"):
        out.add("\u3000\u3000")
    if bold:
        out.add("**", MARKUP)


def _lines(out: _Printer, piece: Piece) -> list[str]:
    """Return the lines of a paragraph; without a column it is cut where hidden pages end."""
    style, chance = out.style, out.chance
    if piece.kind == "row":
        return [piece.text if "|" in style.cells else piece.text.replace(" ", style.cells)]
    if piece.kind == "byline" and " " in piece.text and chance.random() < style.parted:
        return piece.text.rsplit(" ", 1)
    if not style.width:
        if not style.rows or piece.kind != "body" or len(piece.text) < 60 or chance.random() < 0.4:
            return [piece.text]
        out.row = style.rows  # The page ends here.
        at = chance.randint(24, len(piece.text) - 5)
        more = chance.randint(at, len(piece.text) - 5) if len(piece.text) > 300 else at
        return (
            [piece.text[:at], piece.text[at:more], piece.text[more:]]
            if more > at + 24
            else [piece.text[:at], piece.text[at:]]
        )
    short = 2.0 if style.indent in ("kept", "lost", "ascii") and piece.kind in ("body", "list", "label") else 0.0
    return wrap(piece.text, style, out.column, short)
