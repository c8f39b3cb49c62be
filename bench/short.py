"""Short questions behind others: those with a subject of their own, and those asked of what was spoken of before.

    python -m bench.short --data DIR [--misses]

DIR is that of ``bench.news``. Each question of ``evals/short.jsonl`` is asked behind the one named with it and the
answer which that one got, over ``evals/everyday``, ``seeds`` or all articles of DIR. Prints, for follow-ups and fresh
questions, how many were read wrongly (a fresh one with the topic before; a follow-up without it, and not answered) and
how many got no answer that holds the keys, those whose number is divisible by 3 apart: nothing was set on them. Of a
fresh question without keys the documents say nothing.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections import Counter
from pathlib import Path

from bench.news import Object, lines
from bench.over import over, written
from rag.assistant import Assistant
from rag.records import Answer, Turn
from rag.settings import ROOT
from rag.text.fold import fold, is_han

_MOST = 2  # characters more than its own that a question may have which was read by itself


def said(answer: Answer) -> str:
    """Return an answer's words without white space, gaps aside."""
    return re.sub(r"\s", "", fold("".join(s.text for s in answer.sentences if s.verdict != "gap")))


def holds(answer: Answer, keys: list[str]) -> bool:
    """Whether an answer holds all keys, of ``a|b`` either; without keys whether it refuses."""
    if not keys:
        return answer.outcome == "no_evidence"
    text = said(answer) if answer.outcome == "answered" else ""
    return all(any(re.sub(r"\s", "", fold(key)) in text for key in either.split("|")) for either in keys)


def with_topic(question: str, answer: Answer) -> bool:
    """Whether a question was read with words of the conversation."""
    return sum(is_han(char) and char not in question for char in " ".join(answer.understood.queries)) > _MOST


def measure(assistants: dict[str, Assistant], rows: list[Object], *, misses: bool) -> tuple[Counter[str], Counter[str]]:
    """Return how many questions there are and how many went wrong, by kind, share and what went wrong."""
    total, wrong = Counter[str](), Counter[str]()
    for row in rows:
        assistant = assistants[row["over"]]
        before = said(assistant.answer(row["before"])) or "资料中没有。"
        answer = assistant.answer(row["question"], [Turn("user", row["before"]), Turn("assistant", before)])
        solved, taken = holds(answer, row["keys"]), with_topic(row["question"], answer)
        misread = taken if row["kind"] == "fresh" else not (taken or solved)
        held = int(row["id"][1:]) % 3 == 0
        for share in ("all", "held out" if held else "seen"):
            total[f"{row['kind']}, {share}"] += 1
            wrong[f"{row['kind']}, {share}: read wrongly"] += misread
            wrong[f"{row['kind']}, {share}: not solved"] += not solved
        if misses and not held and (misread or not solved):
            asked = f"{row['before']} {row['question']}"
            print(f"  {row['id']} {row['kind']}: {asked} → {answer.understood.queries} {answer.text[:80]}")
    return total, wrong


def main() -> None:
    """Read the command line, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--misses", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        assistants = collections(args.data, Path(home))
        total, wrong = measure(assistants, lines(ROOT / "evals" / "short.jsonl"), misses=args.misses)
    for name, count in sorted(wrong.items()):
        of = total[name.partition(":")[0]]
        print(f"{name:32} {count:3}/{of:<3} {100 * count / of:5.1f} %")


def collections(data: Path, home: Path) -> dict[str, Assistant]:
    """Return assistants over what the questions are asked of, by name, indexed below ``home``."""
    texts = {item["name"]: item["text"] for item in lines(data / "news_dev_docs.jsonl.xz")}
    folders = {
        "everyday": ROOT / "evals" / "everyday",
        "others": ROOT / "evals" / "others",
        "seeds": ROOT / "seeds",
        "news": written(texts, home / "docs"),
    }
    return {name: over(folder, home / name)[0] for name, folder in folders.items()}


if __name__ == "__main__":
    main()
