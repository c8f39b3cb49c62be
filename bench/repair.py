"""How much of clean text comes back once it was damaged: paragraph bounds, characters, offsets; and how fast.

    python -m bench.repair --texts TEXTS.jsonl.xz [--part held|all] [--pages 600] [--splitters] [--by] [--clean]
    python -m bench.repair --texts TEXTS.jsonl.xz --whole    every text as a document, repaired and cut into passages
    python -m bench.repair --texts TEXTS.jsonl.xz --long 1 5 50    files of so many MB, in three settings

TEXTS: an object a line with ``text``; paragraphs are parted by two blanks or more, as the web pages had them. The
texts of other shapes are those of ``tests/data/shapes.txt``, or of another file with ``--shapes``: no rule was written
with a look at ``tests/data/held_shapes.txt``; ``further_shapes.txt``, ``more_shapes.txt`` and
``other_shapes.txt`` beside it are for developing. Each text is printed
once in a random mixture of damages (``bench/damage.py``). A bound is right if the same character ends a paragraph.
Wrong characters are those beside a bound that is missing or invented, a blank lost or kept, a running head left
inside, or text dropped; *untold* are blanks at the end of a line or in a line that was spaced out, of which the damaged
text says nothing.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt
import psutil

from bench.damage import FURNITURE, Damaged, Piece, Style, mixed, printed, random_style
from rag.corpus.chunks import chunks
from rag.corpus.load import document_of
from rag.corpus.read import read_string
from rag.corpus.repair import repair

ROOT = Path(__file__).resolve().parents[1]
SHAPES = ROOT / "tests" / "data" / "shapes.txt"
HEADS = ("海州日报 2021年6月", "海州年鉴", "第三章 经济发展", "内部资料 注意保存", "市政府公报")
_MARKS = {"# ": "heading", "■": "byline", "- ": "list", "| ": "row", "> ": "verse", "@ ": "label"}
_PARTED = re.compile(r"[ \u3000\xa0]{2,}")
_ODD = re.compile(r"[^\x20-\x7e·×—-…\u3000-\u9fff\uff00-\uffef]")
_HELD = 10

Ends = set[int]


# ---------------------------------------------------------------- clean texts


def shaped(path: Path = SHAPES) -> dict[str, list[Piece]]:
    """Return the texts of other shapes by name."""
    found: dict[str, list[Piece]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("=== "):
            pieces = found[line[4:]] = []
            continue
        mark = next((m for m in _MARKS if line.startswith(m)), "")
        pieces.append(Piece(line[len(mark) :], _MARKS.get(mark, "body")))
    return found


def articles(path: Path, part: str) -> Iterator[list[Piece]]:
    """Yield the articles of a file whose paragraphs are known, at least four each.

    Args:
        path: The file.
        part: ``held`` for every tenth line, never learned from; ``learn`` for the others; ``all``.
    """
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for number, line in enumerate(file):
            if part != "all" and (number % _HELD == 0) != (part == "held"):
                continue
            text = json.loads(line)["text"]
            whole = [_closed(p) for p in _PARTED.split(text.strip())]
            good = [p for p in whole if len(p) >= 15 and p[-1] in "。！？”)）" and not _ODD.search(p)]
            if len(good) >= 4 and sum(map(len, good)) > 0.8 * sum(map(len, whole)):
                yield [Piece(p) for p in good]


def _closed(text: str) -> str:
    """Return a paragraph without blanks that no reader needs: all but those between words of Latin letters."""
    return re.sub(r"(?<![A-Za-z,.;:])\s+|\s+(?![A-Za-z])", "", text.strip())


def documents(
    paths: Sequence[Path], part: str, pages: int, seed: int, others: Path = SHAPES
) -> Iterator[tuple[str, Damaged, Style]]:
    """Yield damaged texts with their kind (news or a shape of those in ``others``), half of each at most."""
    chance = random.Random(seed)
    news = [a for path in paths for a in articles(path, part)]
    chance.shuffle(news)
    shapes = list(shaped(others).items())
    for number in range(pages):
        style = random_style(chance, HEADS)
        if number % 2:
            name, pieces = shapes[number // 2 % len(shapes)]
            more = shapes[chance.randrange(len(shapes))][1] if chance.random() < 0.5 else []
            pieces = [*pieces, *more]
        else:
            at = number // 2 * 2 % max(1, len(news) - 3)
            name, pieces = "news", [p for a in news[at : at + chance.choice((1, 2, 2))] for p in a]
        if chance.random() < 0.25:
            share = chance.random()
            pieces = [Piece(mixed(p.text, share, chance), p.kind) for p in pieces]
        yield name, printed(pieces, style, chance.randrange(1 << 30)), style


# ---------------------------------------------------------------- figures


@dataclass
class Score:
    """Counts over some texts.

    Attributes:
        found: Paragraph ends found.
        missing: Paragraph ends not found.
        invented: Ends where no paragraph ends.
        blanks: Blanks lost or kept inside paragraphs.
        untold: Those of them of which the damaged text says nothing.
        inside: Characters of running heads and page numbers left among the text.
        dropped: Characters of the text that were dropped.
        moved: Characters whose offset is not exact.
        chars: Characters of the texts, white space not counted.
    """

    found: int = 0
    missing: int = 0
    invented: int = 0
    blanks: int = 0
    untold: int = 0
    inside: int = 0
    dropped: int = 0
    moved: int = 0
    chars: int = 0

    def add(self, other: Score) -> None:
        """Count another score in."""
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))

    @property
    def f1(self) -> float:
        """F1 of paragraph ends, 0 where there are none."""
        return 2 * self.found / max(1, 2 * self.found + self.missing + self.invented)

    @property
    def torn(self) -> float:
        """Share of characters wrongly joined or split: bounds missing or invented, blanks lost or kept."""
        return (self.missing + self.invented + self.blanks) / max(1, self.chars)

    @property
    def wrong(self) -> float:
        """Share of characters wrongly joined, split, lost or left inside (a running head, a page number)."""
        return (self.missing + self.invented + self.blanks + self.inside + self.dropped) / max(1, self.chars)

    def __str__(self) -> str:
        recall, precision = (self.found / max(1, self.found + n) for n in (self.missing, self.invented))
        return (
            f"F1 {self.f1:6.2%}  precision {precision:6.2%}  recall {recall:6.2%}  "
            f"joined or split {self.torn:7.3%}  wrong in all {self.wrong:7.3%}"
            f" (blanks {self.blanks}, {self.untold} of them untold, inside {self.inside}, dropped {self.dropped})"
            f"  offsets {1 - self.moved / max(1, self.chars):.4%}"
        )


def true_ends(page: Damaged) -> Ends:
    """Return the offsets of the last characters of the paragraphs."""
    solid = np.array([not c.isspace() for c in page.source], bool) & (page.owners >= 0)
    at = np.flatnonzero(solid)
    last = np.full(len(page.pieces), -1, np.int64)
    last[page.owners[at]] = at
    return {int(i) for i in last if i >= 0}


def score_repair(page: Damaged) -> Score:
    """Return what repair makes of a text."""
    blocks, dropped = repair(page.source)
    score = Score()
    ends: Ends = set()
    owner = page.owners
    places = _places(page)
    for block in blocks:
        text = block.text
        held: list[tuple[int, int]] = []
        for clean, start, length in block.runs.tolist():
            score.moved += text[clean : clean + length] != page.source[start : start + length]
            held += [
                (clean + k, start + k)
                for k in range(length)
                if not text[clean + k].isspace() and owner[start + k] >= FURNITURE
            ]
        if not held:
            continue
        ends.add(held[-1][1])
        score.inside += sum(owner[at] == FURNITURE for _, at in held[:-1])
        for (c1, s1), (c2, s2) in zip(held, held[1:], strict=False):
            if owner[s1] == owner[s2] >= 0 and places[s2] - places[s1] in (1, 2):
                wrong = (c2 - c1 > 1) != (places[s2] - places[s1] == 2)
                score.blanks += wrong
                score.untold += wrong and _untold(page.source, s1, s2)
    score.dropped = sum(
        owner[at] >= 0 and not page.source[at].isspace() for d in dropped for at in range(d.start, d.end)
    )
    return _counted(score, page, ends)


def _untold(source: str, before: int, behind: int) -> bool:
    """Whether a damaged text does not say if a blank stood between two characters.

    A line ends there, or it was spaced out: a blank stands on both sides of both.
    """
    gap = source[before + 1 : behind]
    around = source[max(0, before - 1) : before] + source[behind + 1 : behind + 2]
    spaced = len(around) == 2 and around.isspace() and min(source[before], source[behind]) > "\u2e7f"
    return "\n" in gap or (gap != "" and spaced)


def _places(page: Damaged) -> npt.NDArray[np.int64]:
    """Return for each character of the source its place in its paragraph's clean text."""
    found = np.zeros(len(page.source), np.int64)
    at = [0] * len(page.pieces)
    for i, (char, owner) in enumerate(zip(page.source, page.owners.tolist(), strict=True)):
        if owner < 0 or char.isspace():
            continue
        text = page.pieces[owner].text
        while text[at[owner]].isspace():
            at[owner] += 1
        if text[at[owner]] != char:
            message = f"the printer lost its place: {text[at[owner] :][:20]!r}"
            raise ValueError(message)
        found[i] = at[owner]
        at[owner] += 1
    return found


def _counted(score: Score, page: Damaged, ends: Ends) -> Score:
    """Return a score with its ends counted."""
    true = true_ends(page)
    score.found, score.missing, score.invented = len(true & ends), len(true - ends), len(ends - true)
    score.chars = sum(len(re.sub(r"\s", "", piece.text)) for piece in page.pieces)
    return score


# ---------------------------------------------------------------- usual splitters


def blank_lines(source: str) -> list[int]:
    """Return where a text ends its pieces when cut at blank lines."""
    return [m.start() for m in re.finditer(r"(?:\r?\n[^\S\n]*){2,}", source)] + [len(source)]


def every_line(source: str) -> list[int]:
    """Return where a text ends its pieces when cut at every line end."""
    return [m.start() for m in re.finditer(r"\n", source)] + [len(source)]


def recursive(source: str, most: int = 400) -> list[int]:
    """Return where a text ends its pieces when cut at blank lines, then lines, then 。, then ，, into at most 400.

    Pieces are put together again as long as they fit, as recursive character splitters do.
    """
    return _recursive(source, 0, ("\n\n", "\n", "。", "，", ""), most)


def _recursive(text: str, offset: int, marks: Sequence[str], most: int) -> list[int]:
    """Return the ends of the pieces of a stretch that begins at an offset."""
    mark, rest = marks[0], marks[1:]
    parts = (
        re.split(f"(?<={re.escape(mark)})", text) if mark else [text[i : i + most] for i in range(0, len(text), most)]
    )
    found: list[int] = []
    at = begun = offset
    for part in parts:
        if at > begun and at + len(part) - begun > most:
            found.append(at)
            begun = at
        if len(part) > most:
            found += _recursive(part, at, rest, most)
            begun = at + len(part)
        at += len(part)
    return found if begun == at else [*found, at]


def score_splitter(page: Damaged, cut: Callable[[str], Iterable[int]]) -> Score:
    """Return what a splitter makes of a text."""
    solid = [i for i, c in enumerate(page.source) if not c.isspace() and page.owners[i] >= FURNITURE]
    last = np.searchsorted(solid, sorted(set(cut(page.source)))) - 1
    return _counted(Score(), page, {int(solid[i]) for i in last if i >= 0})


SPLITTERS: dict[str, Callable[[str], Iterable[int]]] = {
    "cut at blank lines": blank_lines,
    "cut at every line end": every_line,
    "recursive, 400 characters": recursive,
}


# ---------------------------------------------------------------- the command


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--texts", type=Path, nargs="+", required=True)
    parser.add_argument("--part", choices=("held", "learn", "all"), default="all")
    parser.add_argument("--pages", type=int, default=600)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--shapes", type=Path, default=SHAPES, help="texts of other shapes")
    parser.add_argument("--splitters", action="store_true", help="what usual splitters make of the same texts")
    parser.add_argument("--by", action="store_true", help="figures by damage and by shape")
    parser.add_argument("--clean", action="store_true", help="clean paragraphs that come back unharmed")
    parser.add_argument("--whole", action="store_true", help="every text goes through, as a document of its own")
    parser.add_argument("--long", type=int, nargs="*", default=[], help="long files of so many MB")
    args = parser.parse_args()
    if args.whole or args.long:
        print(whole(args.texts)) if args.whole else long(args.texts, args.long)
        return
    total, groups, others = Score(), defaultdict(Score), defaultdict(Score)
    seconds = chars = 0.0
    for name, page, style in documents(args.texts, args.part, args.pages, args.seed, args.shapes):
        began = time.process_time()
        repair(page.source)
        seconds += time.process_time() - began
        chars += len(page.source)
        score = score_repair(page)
        total.add(score)
        groups["news" if name == "news" else "other shapes"].add(score)
        if args.by:
            for group in _groups(name, style):
                groups[group].add(score)
        if args.splitters:
            for label, cut in SPLITTERS.items():
                others[label].add(score_splitter(page, cut))
    print(f"{args.pages} pages, {total.found + total.missing} paragraphs, {total.chars} characters")
    print(f"{'repair':40}{total}  {chars / seconds / 1e6:.2f} million characters a second")
    for label in sorted(groups):
        print(f"{label:40}{groups[label]}")
    for label, score in others.items():
        print(f"{label:40}{score}")
    if args.clean:
        print(clean(args.texts, args.part))


def _groups(name: str, style: Style) -> Iterator[str]:
    """Yield the groups that a page is counted in."""
    if name != "news":
        yield f"shape: {name}"
    if not style.width:
        yield "a line per paragraph"
        return
    width = min(4, int(style.width - 7) // 7)
    yield f"width {7 + 7 * width}–{13 + 7 * width}"
    yield f"blank lines {style.blanks} + {style.apart}, indent {style.indent}"
    for label in ("justified", "rows", "second", "noise", "foreign", "slim", "hang", "head"):
        if getattr(style, label):
            yield f"with {label}"
    if style.foot >= 0:
        yield f"page number form {style.foot}"


def clean(paths: Sequence[Path], part: str, most: int = 2000) -> str:
    """Return how many of clean paragraphs come back unharmed, in three usual forms."""
    lines = []
    for label, between in (("a line each", "\n"), ("blank lines between", "\n\n"), ("indented", "\n\u3000\u3000")):
        wanted = unharmed = 0
        for article in (a for path in paths for a in articles(path, part)):
            texts = [piece.text for piece in article]
            got = {block.text for block in repair(between.join(texts))[0]}
            wanted, unharmed = wanted + len(texts), unharmed + sum(text in got for text in texts)
            if wanted >= most:
                break
        lines.append(f"clean, {label:32} {unharmed} of {wanted} unharmed")
    return "\n".join(lines)


def whole(paths: Sequence[Path]) -> str:
    """Return what became of every text of some files: documents, failures, characters a second."""
    count = failed = chars = 0
    seconds = 0.0
    for path in paths:
        with lzma.open(path, "rt", encoding="utf-8") as file:
            for number, line in enumerate(file):
                text = json.loads(line)["text"]
                began = time.process_time()
                try:
                    document = document_of(read_string(f"{number}.txt", text))
                    cut = chunks(document)
                except (ValueError, IndexError, KeyError, TypeError, ArithmeticError, RuntimeError) as error:
                    failed += 1
                    print(f"{number}: {error!r}")
                    continue
                seconds += time.process_time() - began
                count, chars = count + 1, chars + len(text)
                if not cut and text.strip():
                    print(f"{number}: no passage")
    return f"{count} documents, {failed} failures, {chars / seconds / 1e6:.2f} million characters a second"


def long(paths: Sequence[Path], sizes: Sequence[int]) -> None:
    """Print how fast long files are repaired, and repaired and cut into passages, and the memory of the process."""
    pieces = [p for path in paths for a in articles(path, "all") for p in a]
    for megabytes in sizes:
        for width in (16, 28, 0):
            style = Style(width=width, blanks=int(width == 16), apart=1, indent="lost", justified=0.05)
            source, seed = "", 0
            some: list[str] = []
            size = 0
            while size < megabytes << 20:
                some.append(printed(pieces[seed * 200 % len(pieces) :][:200], style, seed).source)
                size += len(some[-1].encode())
                seed += 1
            source = "".join(some)
            began = time.process_time()
            repair(source)
            middle = time.process_time()
            cut = chunks(document_of(read_string("long.txt", source)))
            ended = time.process_time()
            memory = psutil.Process().memory_info().rss >> 20
            rates = [len(source) / 1e6 / seconds for seconds in (middle - began, ended - middle)]
            print(
                f"{megabytes:3} MB, width {width:2}, {len(source)} characters, {len(cut)} passages, memory {memory} MB:"
            )
            print(f"    repair {rates[0]:.2f}, all {rates[1]:.2f} million characters a second", flush=True)


if __name__ == "__main__":
    main()
