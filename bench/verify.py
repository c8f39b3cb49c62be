"""How much that is wrong verification catches, and how much that is right it lets through.

    python -m bench.verify [DOCS ...] [--show KIND] [--sentences N]

DOCS are folders of documents (``seeds`` by default) or JSONL files, xz-packed or not, of objects with
``text``. Each sentence with content is cited by itself and by itself with its neighbours; corrupted
variants must not be shown, true ones must, and its clauses word for word must all be supported.
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
from rag.answer.cite import LONGEST_QUOTE
from rag.answer.verify import check
from rag.corpus.chunks import chunks
from rag.corpus.folder import walk
from rag.corpus.load import document_of, load_document
from rag.corpus.read import read_string
from rag.records import Chunk, Place
from rag.text.sentences import clauses, sentences


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


def measure(found: list[Chunk], n: int, seed: int, show: str) -> dict[str, tuple[int, int]]:
    """Return for each kind of variant how many there were and how many were judged as they should be."""
    chance = random.Random(seed)
    cases = [case for chunk in found for case in places(chunk)]
    chance.shuffle(cases)
    figures: dict[str, list[int]] = {}

    def judge(kind: str, text: str, place: Place, ok: bool, verdict: object) -> None:
        row = figures.setdefault(kind, [0, 0])
        row[0] += 1
        row[1] += ok
        if show == kind and not ok:
            print(f"{kind}  {verdict}\n    句：{text}\n    据：{place.quote}\n")

    for i, (text, near) in enumerate(cases[:n]):
        for place in near:
            for kind, made in WRONG.items():
                for wrong in made(text, chance):
                    found_ = check(wrong, (place,))
                    judge(kind, wrong, place, found_.verdict is None, found_)
            for kind, made in RIGHT.items():
                for right in made(text, chance):
                    found_ = check(right, (place,))
                    judge(f"+{kind}", right, place, found_.verdict is not None, found_)
            for a, b in [(0, len(text)), *clauses(text)]:
                if not any(char.isalnum() for char in text[a:b]):
                    continue
                found_ = check(text[a:b].rstrip("，；"), (place,))
                judge("=verbatim", text[a:b], place, found_.verdict == "supported", found_)
        stranger = cases[(i + 7) % len(cases)][1][1]
        if stranger.chunk.chunk_id != near[0].chunk.chunk_id:
            found_ = check(text, (stranger,))
            judge("elsewhere", text, stranger, found_.verdict is None, found_)
    return {kind: (row[0], row[1]) for kind, row in sorted(figures.items())}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("docs", nargs="*", type=Path, default=[Path("seeds")])
    parser.add_argument("--sentences", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", default="")
    args = parser.parse_args()
    found = [chunk for source in args.docs for chunk in passages(source)]
    began = perf_counter()
    figures = measure(found, args.sentences, args.seed, args.show)
    seconds = perf_counter() - began
    wrong = [row for kind, row in figures.items() if kind[0] not in "+="]
    right = [row for kind, row in figures.items() if kind[0] == "+"]
    for kind, (total, ok) in figures.items():
        print(f"{kind:16} {ok:6}/{total:<6} {100 * ok / total:6.2f} %")
    for name, rows in (("corruptions caught", wrong), ("true ones let through", right)):
        print(f"{name}: {100 * sum(r[1] for r in rows) / max(1, sum(r[0] for r in rows)):.2f} %")
    print(f"{1e3 * seconds / max(1, sum(r[0] for r in figures.values())):.2f} ms a check")


if __name__ == "__main__":
    main()
