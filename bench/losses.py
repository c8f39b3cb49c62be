"""What repair drops from long files of hard-wrapped news that it should keep, and which running heads it leaves.

    python -m bench.losses --data DIR [--sizes 2 10] [--shapes 12 16 20 28 page]

DIR and the shapes as in ``bench/speed.py``. News repeats itself: the longer a file, the more lines of running text come
back and look like running heads. Lost are stretches that were dropped though they are text; the commonest are shown.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import numpy as np

from bench.damage import FURNITURE
from bench.speed import printed_for
from rag.corpus.repair import repair

_SHOWN = 10


def lost(data: Path, shape: str, size: int) -> tuple[Counter[tuple[str, str]], int, int]:
    """Return what was dropped of the text with why, characters of running heads left inside, and how many there are."""
    made = list(printed_for(data, shape, size))
    source = "".join(page.source for page in made)
    owners = np.concatenate([page.owners for page in made])
    solid = np.array([not char.isspace() for char in source], np.bool_)
    kept = solid.copy()
    gone: Counter[tuple[str, str]] = Counter()
    text = solid & (owners >= 0)
    for drop in repair(source)[1]:
        kept[drop.start : drop.end] = False
        if text[drop.start : drop.end].any():
            gone[drop.why, source[drop.start : drop.end]] += 1
    heads = solid & (owners == FURNITURE)
    return gone, int((heads & kept).sum()), int(heads.sum())


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sizes", type=float, nargs="+", default=[2, 10])
    parser.add_argument("--shapes", nargs="+", default=["12", "16", "20", "28", "page"])
    args = parser.parse_args()
    for size in args.sizes:
        for shape in args.shapes:
            gone, left, heads = lost(args.data, shape, int(size * (1 << 20)))
            print(
                f"{shape:5} {size:4g} MB: {gone.total()} stretches lost, {left} of {heads} characters of heads left",
                flush=True,
            )
            for (why, text), often in gone.most_common(_SHOWN):
                print(f"    {often} {why} {text!r}")


if __name__ == "__main__":
    main()
