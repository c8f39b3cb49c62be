"""How many generated files come out in the very text that was written: eight encodings, mixed and damaged ones.

    python -m bench.encodings [--files 800] [--seed 1] [TEXT …]

Each file is a stretch of a text, 12 to 3,000 characters long, simplified or (for Big5 always) traditional. A file is
*exact* if the text comes back; *refused* if its encoding is told to be uncertain; *wrong* if another text comes back
without a word, which must never happen. Mixed files are two halves in two encodings, damaged ones have bytes
overwritten or cut off: no text at all, or a text that is told to be doubtful, is right for them. What cannot be
seen in any way is a byte of UTF-16 that makes one common character of another.
"""

from __future__ import annotations

import argparse
import codecs
import math
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.corpus.encoding import decode, doubtful

ROOT = Path(__file__).resolve().parents[1]
BOMS = {"utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
KINDS = (
    *(("utf-8", False), ("utf-8", True), ("gb18030", False), ("big5", False)),
    *(("utf-16-le", False), ("utf-16-le", True), ("utf-16-be", False), ("utf-16-be", True)),
)
SHORTEST, LONGEST = 12, 3_000


@dataclass(frozen=True)
class Case:
    """A file's bytes, what kind it is, and the text it holds; None where no one text is in it."""

    kind: str
    data: bytes
    text: str | None


def cases(texts: Sequence[str], count: int, seed: int) -> Iterator[Case]:
    """Yield files of whole text, each encoding in turn."""
    from opencc import OpenCC

    traditional = OpenCC("s2t").convert
    draw = random.Random(seed)
    for i in range(count):
        encoding, marked = KINDS[i % len(KINDS)]
        text = _stretch(texts, draw)
        if encoding == "big5":
            text = traditional(text).encode("big5", "ignore").decode("big5")
        elif draw.random() < 0.2:
            text = traditional(text)
        data = (BOMS[encoding] if marked else b"") + text.encode(encoding)
        yield Case(encoding + (" with a mark" if marked else ""), data, text)


def broken(texts: Sequence[str], count: int, seed: int) -> Iterator[Case]:
    """Yield files that hold no one text: two encodings in one file, or bytes overwritten or cut off."""
    draw = random.Random(seed)
    for i in range(count):
        first, second = _stretch(texts, draw), _stretch(texts, draw)
        one, other = draw.sample(("utf-8", "gb18030", "utf-16-le"), 2)
        if i % 2:
            yield Case("mixed", first.encode(one) + second.encode(other), None)
            continue
        data = bytearray(first.encode(one))
        for _ in range(draw.randint(1, 5)):
            data[draw.randrange(len(data))] = draw.choice((0xFF, 0x80, 0x00))
        yield Case("damaged", bytes(data[: len(data) - draw.randint(0, 1)]), None)


def outcome(case: Case) -> str:
    """Return what became of a file: ``exact``, ``refused``, ``told`` to be doubtful, or ``wrong`` without a word."""
    found = decode(case.data)
    if found is None:
        return "refused"
    if found[1] == case.text:
        return "exact"
    return "told" if doubtful(found[1]) else "wrong"


def seeds() -> list[str]:
    """Return the texts of ``seeds/``."""
    return [path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]


def _stretch(texts: Sequence[str], draw: random.Random) -> str:
    """Return a stretch of a text, long ones as often as short ones, with Chinese in it."""
    while True:
        size = round(math.exp(draw.uniform(math.log(SHORTEST), math.log(LONGEST))))
        text = draw.choice(texts)
        start = draw.randrange(max(1, len(text) - size))
        found = text[start : start + size].strip()
        if sum("\u4e00" <= char <= "\u9fff" for char in found) >= SHORTEST // 2:
            return found


def main() -> None:
    """Print how many files of each kind came out how."""
    parser = argparse.ArgumentParser(prog="bench.encodings")
    parser.add_argument("--files", type=int, default=800)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("texts", nargs="*", type=Path, help="UTF-8 files to take stretches from; seeds/ by default")
    args = parser.parse_args()
    texts = [path.read_text(encoding="utf-8") for path in args.texts] or seeds()
    counts: dict[str, Counter[str]] = {}
    for case in (*cases(texts, args.files, args.seed), *broken(texts, args.files // 10, args.seed)):
        told = outcome(case)
        counts.setdefault(case.kind, Counter())[told] += 1
        if told != "exact" and case.text is not None:
            print(f"{told}: {case.kind}, {len(case.text)} characters: {case.text[:30]!r}")
    for kind, count in counts.items():
        print(f"{kind:24} " + "  ".join(f"{told} {count[told]:4}" for told in ("exact", "refused", "told", "wrong")))
    whole = [counts[kind] for kind in counts if kind not in ("mixed", "damaged")]
    print(f"exact {100 * sum(c['exact'] for c in whole) / max(1, sum(c.total() for c in whole)):.2f} % of whole files")


if __name__ == "__main__":
    main()
