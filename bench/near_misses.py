"""Near misses made by rule: questions about another person, body, title or year that the same documents speak of.

    python -m bench.near_misses --data DIR [--index DIR] [--misses]

DIR is that of ``bench.news``. In each question that names one, the name is exchanged for one of the same kind that
another question names, the year for the one five years before; what is asked then is, but for chance, not there. Prints
how many of each kind are refused, and how many of the questions as they were. An index of all articles is built
unless one is given.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bench.news import Object, lines
from bench.over import over, written
from rag.answer.question.reading import read
from rag.answer.question.terms import Rarity
from rag.answer.refusing.owners import named
from rag.assistant import Assistant
from rag.cli.asking import Asking, answered
from rag.settings import ROOT, Settings
from rag.text.names import organisations, persons

_YEAR = re.compile(r"(?<!\d)20\d\d(?=年)")


def kind_of(name: str) -> str:
    """Return what a name that a question names is."""
    if name.startswith("《"):
        return "title"
    if name.isascii():
        return "latin"
    return "body" if organisations(name) else "person" if len(name) < 4 or persons(name) else "other"


def swapped(questions: list[Object], seed: int) -> Iterator[tuple[str, Object, str]]:
    """Yield the kind, the question as it was, and the question about something else."""
    chance = random.Random(seed)
    rarity = Rarity.load(ROOT / "models" / "composer" / "rarity.npz")
    found = [(question, name) for question in questions for name in named(read(question["question"], rarity))]
    pools: dict[str, list[str]] = {}
    for _, name in found:
        pools.setdefault(kind_of(name), []).append(name)
    for question, name in found:
        others = sorted(set(pools[kind_of(name)]) - {name})
        if others and name in question["question"]:
            yield kind_of(name), question, question["question"].replace(name, chance.choice(others))
    for question in questions:
        if match := _YEAR.search(question["question"]):
            yield "year", question, question["question"].replace(match[0], str(int(match[0]) - 5))


def main() -> None:
    """Read the command line, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--seed", type=int, default=4)
    args = parser.parse_args()
    questions = lines(args.data / "news_dev_questions.jsonl")
    with tempfile.TemporaryDirectory() as home:
        if args.index is None:
            texts = {item["name"]: item["text"] for item in lines(args.data / "news_dev_docs.jsonl.xz")}
            assistant, _ = over(written(texts, Path(home) / "docs"), Path(home))
        else:
            data = Path(home) / "data"
            assistant = Assistant(replace(Settings(), index=args.index, data=data, generator="built-in"))
        asking = Asking(assistant)

        def refused(question: str) -> bool:
            return bool(answered(asking, json.dumps({"question": question}).encode())["outcome"] == "no_evidence")

        total, caught, lost = Counter[str](), Counter[str](), Counter[str]()
        for kind, question, other in swapped(questions, args.seed):
            total[kind] += 1
            caught[kind] += (ok := refused(other))
            lost[kind] += refused(question["question"])
            if args.misses and not ok:
                print(f"  {kind}: {other}")
    for kind, n in sorted(total.items()):
        print(f"{kind:8} swapped refused {caught[kind]:3}/{n:<3} as they were refused {lost[kind]}/{n}")


if __name__ == "__main__":
    main()
