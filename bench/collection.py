"""Are questions about the whole collection answered completely? Compared with a plain scan of the files.

    python -m bench.collection DOCS.jsonl [--documents 1000] [--questions 30]

DOCS holds an object a line with ``text``; ``.xz`` is read too. Each text becomes a file of its own, the files are
indexed, and for terms drawn from the texts (rare and frequent ones) the documents that an answer lists are compared
with those whose text holds the term once white space is taken out. Prints each question that differs, and the times.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import re
import statistics
import tempfile
from collections import Counter
from pathlib import Path
from time import perf_counter

from bench.over import over, written
from rag.records import Answer
from rag.text.words import Segmenter


def texts(path: Path, most: int) -> list[str]:
    """Return the first texts of a file."""
    data = path.read_bytes()
    raw = lzma.decompress(data) if path.suffix == ".xz" else data
    return [json.loads(line)["text"] for line in filter(None, raw.decode("utf-8").split("\n"))][:most]


def terms(found: list[str], count: int) -> list[str]:
    """Return terms of two or more Han characters: a third each of those that stand in one, a few and many texts."""
    segmenter = Segmenter()
    in_texts = Counter(
        term for text in found for term in set(segmenter.terms(text)) if re.fullmatch("[一-鿿]{2,8}", term)
    )
    chance = random.Random(1)
    groups = [
        [t for t, n in sorted(in_texts.items()) if low <= n < high] for low, high in ((1, 2), (2, 10), (10, 10**9))
    ]
    return [term for group in groups for term in chance.sample(group, count // 3)]


def main() -> None:
    """Read the command line, ask, compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("docs", type=Path)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--questions", type=int, default=30)
    args = parser.parse_args()
    found = texts(args.docs, args.documents)
    with tempfile.TemporaryDirectory() as home:
        folder = written({f"{n:05}.txt": text for n, text in enumerate(found)}, Path(home) / "docs")
        assistant, report = over(folder, Path(home))
        squeezed = {path.name: "".join(path.read_text(encoding="utf-8").split()) for path in sorted(folder.iterdir())}
        same, seconds = 0, []
        asked = terms(found, args.questions)
        for term in asked:
            started = perf_counter()
            answer = assistant.answer(f"哪些文件提到“{term}”？")
            seconds.append(perf_counter() - started)
            scan = [name for name, text in squeezed.items() if term in text]
            listed = names(answer)
            same += listed == scan
            if listed != scan:
                print(f"{term}: listed alone {only(listed, scan)}, scanned alone {only(scan, listed)}")
    print(
        f"{report.documents} documents, {report.chunks} passages: {same} of {len(asked)} sets the same; "
        f"p50 {1000 * statistics.median(seconds):.0f} ms, longest {1000 * max(seconds):.0f} ms"
    )


def only(these: list[str], others: list[str]) -> list[str]:
    """Return what is among these and not among the others."""
    return sorted(set(these) - set(others))


def names(answer: Answer) -> list[str]:
    """Return the documents that an answer collected; none where it was no question about the collection."""
    return [place.chunk.doc for place in answer.collected.places] if answer.collected else []


if __name__ == "__main__":
    main()
