"""How much of clean text comes back once it was printed: exact paragraphs, paragraph ends found and invented.

    python -m bench.repair TEXTS.jsonl [--docs 60]

TEXTS: an object a line with ``text``, unwrapped Chinese prose; ``.xz`` is read too. Each text is cut into
paragraphs of one to five sentences, set in columns of several widths and styles, and repaired. A paragraph counts
only if every character of it is right.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from rag.corpus.repair import repair
from rag.text.sentences import sentences
from tests.corpus.damage import Print, cut, page

WIDTHS = (7, 9, 12, 14, 17, 20, 24, 28, 34, 40)
STYLES = {
    "blank lines, indent lost, slim marks": {"blanks": 1, "indent": "lost", "slim": True},
    "no blank lines, indent lost": {"blanks": 0, "indent": "lost"},
    "no blank lines, indent kept": {"blanks": 0, "indent": "kept"},
    "blank line between paragraphs, hard cut": {"blanks": 0, "indent": "none", "apart": 1, "kinsoku": False},
    "blank lines, justified": {"blanks": 1, "indent": "lost", "justified": 0.3},
    "blank lines, no indent": {"blanks": 1, "indent": "none"},
}
_ODD = re.compile(r"[^\x20-\x7e·\u2014-\u2026\u3000-\u9fff\uff00-\uffef]")


def texts(path: Path) -> Iterator[str]:
    """Yield the texts of a file."""
    data = path.read_bytes()
    raw = lzma.decompress(data) if path.suffix == ".xz" else data
    for line in filter(None, raw.decode("utf-8").split("\n")):
        yield json.loads(line)["text"]


def paragraphs(text: str, chance: random.Random) -> list[str]:
    """Return a text in paragraphs of one to five sentences; none where it is not plain prose."""
    text = re.sub(r"\s+", "", text)
    if _ODD.search(text) or re.search("原标题|正文：|快报|来源：", text):
        return []
    found = [text[a:b] for a, b in sentences(text)]
    made = []
    while found:
        size = chance.choice((1, 2, 2, 3, 3, 4, 5))
        made.append("".join(found[:size]))
        found = found[size:]
    return [p for p in made if p[-1] in "。！？”" and len(p) >= 20]


def measure(docs: list[list[str]], make: Callable[[list[str], int], str]) -> str:
    """Return the figures of one way of printing."""
    exact = found = invented = total = 0
    for n, wanted in enumerate(docs):
        got = [block.text for block in repair(make(wanted, n))[0]]
        exact += sum(text in set(got) for text in wanted)
        true, made = ends(wanted), ends(got)
        found, invented, total = found + len(true & made), invented + len(made - true), total + len(wanted)
    return f"exact {exact / total:6.1%}   ends found {found / total:6.1%}   ends invented {invented / total:6.1%}"


def ends(texts: list[str]) -> set[int]:
    """Return where paragraphs end, counted in characters that are not white space."""
    at, found = 0, set()
    for text in texts:
        at += len(re.sub(r"\s", "", text))
        found.add(at)
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("texts", type=Path)
    parser.add_argument("--docs", type=int, default=60)
    args = parser.parse_args()
    chance = random.Random(5)
    docs = [made for text in texts(args.texts) if len(made := paragraphs(text, chance)) >= 4][: args.docs]
    print(f"{len(docs)} texts, {sum(map(len, docs))} paragraphs")
    for name, style in STYLES.items():
        for width in WIDTHS:
            print(f"{name:40} {width:3}  {measure(docs, lambda p, n: page(p, Print(width=width, **style), n))}")  # noqa: B023
    for name, between in (("a line each", "\n"), ("blank lines between", "\n\n"), ("indented", "\n　　")):
        print(f"{name:45}{measure(docs, lambda p, n: between.join(p))}")  # noqa: B023
    for width, every in ((28, 20), (26, 7), (40, 5)):
        print(f"{f'page ends after {every} lines of {width}':45}{measure(docs, lambda p, n: cut(p, width, every))}")  # noqa: B023


if __name__ == "__main__":
    main()
