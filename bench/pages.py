"""How well newspaper pages of known articles are read: several columns and articles, boxes, pictures, drop caps.

    python -m bench.pages [--seeds 4] [--first 0] [--held] [--only NAME …] [--show]

Twenty layouts by reportlab and by chromium (``tests/corpus/formats/newspaper.py``), several random pages of each;
``--held`` takes the third that was not looked at while rules were written. A character is wrong if it is missing, added
or out of order, articles taken in the order in which they are found. An article (a headline with all that belongs to
it, a box, a caption, a table) is whole if it stands in the text from its first character to its last with nothing
between. A paragraph is right if it comes out whole. An article is told if the document has one with its text alone.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.corpus.formats import pdf
from rag.corpus.load import document_of
from rag.records import Extracted, SourceText
from tests.corpus.formats.makers import CHROMIUM
from tests.corpus.formats.newspaper import BY_REPORTLAB, Made, drawn
from tests.corpus.formats.newspaper_printed import BY_CHROMIUM, printed
from tests.corpus.formats.score import bare, char_error, paragraph_f1
from tests.corpus.formats.shown import texts

_KEY = 12
# Not looked at while rules were written.
_HELD = ("part_span", "guillotine", "corner", "tabled", "dropped", "three", "mixture")


@dataclass(frozen=True, slots=True)
class Score:
    """Of one page: wrong characters of all, articles that are whole, told, and how many there are, F1 of paragraphs."""

    wrong: float
    whole: int
    told: int
    count: int
    paragraphs: float


def scored(made: Made, found: Extracted) -> Score:
    """Return how well a page is read."""
    got = texts(found)
    text = bare("".join(got))
    pieces = sorted((paragraphs for _, paragraphs in made.pieces), key=lambda own: _place(text, own))
    wanted = [paragraph for own in pieces for paragraph in own]
    whole = sum(bare("".join(own)) in text for own in pieces)
    articles = [own for kind, own in made.pieces if kind == "article"]
    source = SourceText(name="page.pdf", sha256="", text=found.text, encoding="pdf", pages=found.pages)
    document = document_of(source, extracted=found)
    theirs = [
        bare("".join(document.text[p.start : p.end] for p in article.paragraphs)) for article in document.articles
    ]
    others = [bare(own[-1]) for own in articles]
    told = 0
    for i, own in enumerate(articles):
        inside = [text for text in theirs if bare("".join(own)) in text]
        told += any(not any(other in text for j, other in enumerate(others) if j != i) for text in inside)
    return Score(char_error(wanted, got), whole, told, len(pieces), paragraph_f1(wanted, got))


def _place(text: str, own: Sequence[str]) -> int:
    """Return where a piece begins in a text: where its first long paragraph does."""
    longest = max(own, key=len)
    at = text.find(bare(longest)[1 : 1 + _KEY])
    return at if at >= 0 else len(text)


def pages(names: Sequence[str], seeds: range) -> Iterator[list[Made]]:
    """Yield the pages of each layout."""
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            if name in BY_REPORTLAB:
                yield [drawn(name, seed) for seed in seeds]
            elif CHROMIUM is not None:
                yield printed(Path(folder), name, seeds)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="bench.pages")
    parser.add_argument("--seeds", type=int, default=4, help="pages of each layout")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--held", action="store_true", help="the layouts that were not looked at, not the others")
    parser.add_argument("--only", nargs="+", default=[], help="names of layouts")
    parser.add_argument("--show", action="store_true", help="print what is not whole")
    args = parser.parse_args()
    names = args.only or [n for n in (*BY_REPORTLAB, *BY_CHROMIUM) if (n in _HELD) is args.held]
    total: list[Score] = []
    everything: list[Made] = []
    for made in pages(names, range(args.first, args.first + args.seeds)):
        scores = []
        for page in made:
            found = pdf.extract(page.data)
            scores.append(scored(page, found))
            if args.show:
                _show(page, found)
        print(_line(made[0].name, scores, made), flush=True)
        total += scores
        everything.extend(made)
    print(_line("all", total, everything))


def _line(name: str, scores: Sequence[Score], made: Sequence[Made]) -> str:
    count, whole = sum(s.count for s in scores), sum(s.whole for s in scores)
    articles = sum(kind == "article" for page in made for kind, _ in page.pieces)
    return (
        f"{name:12} characters wrong {100 * sum(s.wrong for s in scores) / len(scores):6.2f} %  whole "
        f"{whole:3d} of {count:3d}  told {sum(s.told for s in scores):3d} of {articles:3d}  "
        f"paragraphs F1 {sum(s.paragraphs for s in scores) / len(scores):.3f}"
    )


def _show(page: Made, found: Extracted) -> None:
    """Print what is not whole: of each such piece its first and last characters, and then all that was read."""
    text = bare("".join(texts(found)))
    broken = [own for _, own in page.pieces if bare("".join(own)) not in text]
    for own in broken:
        print("   ", own[0], "…", own[-1][-20:])
    if broken:
        for part, said in zip(found.shaped, texts(found), strict=True):
            print(f"      {part.kind:8}{part.level} {said[:48]}{' … ' + said[-24:] if len(said) > 72 else said[48:]}")


if __name__ == "__main__":
    main()
