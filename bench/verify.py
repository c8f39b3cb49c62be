"""How much that is wrong verification catches, and how much that is right it lets through.

    python -m bench.verify [DOCS ...] [--show KIND] [--sentences N]

DOCS are folders of documents (``seeds`` by default) or JSONL files, xz-packed or not, of objects with
``text``. Each sentence with content is cited by itself and by itself with its neighbours; corrupted
variants must not be shown, true ones must, and its clauses word for word must all be supported where
nothing outside limits them. 去年 and the like are put as the year they mean, and as another one; two
neighbours are joined into one sentence. ``--set`` takes at most so many of each kind, and adds the pairs
written by hand in ``tests/data/verdicts.jsonl``.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from bench.corruptions import RIGHT, WRONG
from rag.answer.citing.cite import LONGEST_QUOTE
from rag.answer.verdict.limits import lost
from rag.answer.verdict.verify import check
from rag.corpus.chunks import chunks
from rag.corpus.folder import walk
from rag.corpus.load import document_of, load_document
from rag.corpus.read import read_string
from rag.corpus.sidecar import Sidecar
from rag.records import Chunk, Place
from rag.settings import ROOT
from rag.text.sentences import clauses, sentences

BY_HAND = ROOT / "tests" / "data" / "verdicts.jsonl"
_RELATIVE = ("去年", "今年", "前年", "明年")


def passages(source: Path) -> Iterator[Chunk]:
    """Yield the passages of a folder of documents or of a JSONL file."""
    if source.is_dir():
        for path in walk(source).documents:
            yield from chunks(load_document(path, source))
        return
    data = source.read_bytes()
    text = (lzma.decompress(data) if source.suffix == ".xz" else data).decode("utf-8")
    for n, line in enumerate(text.splitlines()):
        yield from chunks(document_of(read_string(f"{n}", json.loads(line)["text"])))


def places(chunk: Chunk) -> Iterator[tuple[str, list[Place]]]:
    """Yield each sentence of a passage with the places it may be cited by: itself, and with its neighbours."""
    bounds = sentences(chunk.text)
    for i, (start, end) in enumerate(bounds):
        text = chunk.text[start:end]
        wide = (bounds[max(0, i - 1)][0], bounds[min(len(bounds) - 1, i + 1)][1])
        if 12 <= len(text) <= LONGEST_QUOTE and not text.startswith(("#", "　")):
            yield text, [Place(chunk, start, end), Place(chunk, *wide)]


class Tally:
    """How many variants of each kind there were, and how many were judged as they should be."""

    def __init__(self, show: str, most: int) -> None:
        """Show the misses of one kind; count at most so many of each, 0 for all."""
        self.rows: dict[str, list[int]] = {}
        self._show, self._most = show, most

    def judge(self, kind: str, text: str, place: Place) -> None:
        """Check a variant of a kind: ``+`` and ``=`` name those that say what the place says."""
        row = self.rows.setdefault(kind, [0, 0])
        if self._most and row[0] >= self._most and not kind.endswith("by_hand"):
            return
        found = check(text, (place,))
        ok = found.verdict == "supported" if kind[0] == "=" else (found.verdict is not None) == (kind[0] == "+")
        row[0] += 1
        row[1] += ok
        if self._show == kind and not ok:
            print(f"{kind}  {found}\n    句：{text}\n    据：{place.quote}\n")


def measure(found: list[Chunk], n: int, seed: int, tally: Tally) -> None:
    """Judge the variants of some sentences of the passages."""
    chance = random.Random(seed)
    cases = [case for chunk in found for case in places(chunk)]
    chance.shuffle(cases)
    for i, (text, near) in enumerate(cases[:n]):
        for place in near:
            for kind, made in WRONG.items():
                for wrong in made(text, chance):
                    tally.judge(kind, wrong, place)
            for kind, made in RIGHT.items():
                for right in made(text, chance):
                    tally.judge(f"+{kind}", right, place)
            at = place.quote.find(text)
            for a, b in [(0, len(text)), *clauses(text)]:
                if any(char.isalnum() for char in text[a:b]) and not lost(place.quote, (at + a, at + b)):
                    tally.judge("=verbatim", text[a:b].rstrip("，；"), place)
            for resolved, wrong in dated(text, place):
                tally.judge("+resolved", resolved, place)
                tally.judge("relative_year", wrong, place)
        for joined in merged(near[1]):
            tally.judge("+merged", joined, near[1])
        stranger = cases[(i + 7) % len(cases)][1][1]
        if stranger.chunk.chunk_id != near[0].chunk.chunk_id:
            tally.judge("elsewhere", text, stranger)


def dated(text: str, place: Place) -> Iterator[tuple[str, str]]:
    """Yield a sentence with 去年 and the like put as the year it means, and as the one after."""
    at = place.quote.find(text)
    for y in place.chunk.years:
        start, end = y.start - place.start - at, y.end - place.start - at
        if y.resolved and y.first == y.last and 0 <= start < end <= len(text) and text[start:end] in _RELATIVE:
            yield (f"{text[:start]}{y.first}年{text[end:]}", f"{text[:start]}{y.first + 1}年{text[end:]}")


def merged(place: Place) -> Iterator[str]:
    """Yield two neighbouring sentences of a place joined into one."""
    bounds = sentences(place.quote)
    for (a, b), (c, d) in zip(bounds, bounds[1:], strict=False):
        if d - a <= LONGEST_QUOTE and place.quote[b - 1] == "。":
            yield f"{place.quote[a : b - 1]}，{place.quote[c:d]}"


def by_hand(tally: Tally) -> None:
    """Judge the sentences written by hand."""
    for item in map(json.loads, BY_HAND.read_text(encoding="utf-8").splitlines()):
        (chunk,) = chunks(document_of(read_string("页.txt", item["passage"]), Sidecar(date=item["date"])))
        place = Place(chunk, 0, len(chunk.text))
        for text in item["right"]:
            tally.judge("+by_hand", text, place)
        for text in item["wrong"]:
            tally.judge("by_hand", text, place)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("docs", nargs="*", type=Path, default=[Path("seeds")])
    parser.add_argument("--sentences", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", default="")
    parser.add_argument("--set", type=int, default=0, help="at most so many of each kind, and those written by hand")
    args = parser.parse_args()
    found = [chunk for source in args.docs for chunk in passages(source)]
    tally, began = Tally(args.show, args.set), perf_counter()
    measure(found, args.sentences, args.seed, tally)
    if args.set:
        by_hand(tally)
    seconds = perf_counter() - began
    figures = {kind: (row[0], row[1]) for kind, row in sorted(tally.rows.items())}
    wrong = [row for kind, row in figures.items() if kind[0] not in "+="]
    right = [row for kind, row in figures.items() if kind[0] == "+"]
    for kind, (total, ok) in figures.items():
        print(f"{kind:16} {ok:6}/{total:<6} {100 * ok / total:6.2f} %")
    for name, rows in (("unsupported found", wrong), ("true ones passed", right)):
        total, ok = (sum(row[i] for row in rows) for i in (0, 1))
        print(f"{name}: {ok} of {total}, {100 * ok / max(1, total):.2f} %")
    print(f"{1e3 * seconds / max(1, sum(r[0] for r in figures.values())):.2f} ms a check")


if __name__ == "__main__":
    main()
