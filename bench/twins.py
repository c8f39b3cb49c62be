"""Near misses beside questions that are answered: 四等奖 where three are awarded, 冬装 where only 夏装 has a price.

    python -m bench.twins --data DIR [--misses]

DIR is that of ``bench.news``. Each line of ``evals/twins.jsonl`` holds a question whose answer is not there and its
twin, whose answer is, over ``evals/everyday``, ``evals/others``, ``seeds`` or all articles of DIR. Prints how many of
the misses were answered and how many of the twins were not, or were refused; those whose number is divisible by 3
apart: nothing was set on them.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from pathlib import Path

from bench.news import lines
from bench.short import collections, holds
from rag.settings import ROOT


def main() -> None:
    """Read the command line, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--misses", action="store_true")
    args = parser.parse_args()
    total, wrong = Counter[str](), Counter[str]()
    with tempfile.TemporaryDirectory() as home:
        assistants = collections(args.data, Path(home))
        for row in lines(ROOT / "evals" / "twins.jsonl"):
            miss, twin = (assistants[row["over"]].answer(row[name]) for name in ("miss", "twin"))
            held = int(row["id"][1:]) % 3 == 0
            for share in ("all", "held out" if held else "seen"):
                total[share] += 1
                wrong[f"{share}: misses answered"] += miss.outcome == "answered"
                wrong[f"{share}: twins not solved"] += not holds(twin, row["keys"])
                wrong[f"{share}: twins refused"] += twin.outcome != "answered"
            if args.misses and not held and miss.outcome == "answered":
                print(f"  {row['id']} {row['miss']} {miss.text[:80]}")
    for name, count in sorted(wrong.items()):
        of = total[name.partition(":")[0]]
        print(f"{name:28} {count:3}/{of:<3} {100 * count / of:5.1f} %")


if __name__ == "__main__":
    main()
