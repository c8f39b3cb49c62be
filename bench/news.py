"""Answers over news that nobody here wrote rules on: solved where the article is there, refused where it is not.

    python -m bench.news --data DIR [--misses] [--halves 2]

DIR holds ``news_dev_docs.jsonl.xz`` (``{"name", "text"}``) and ``news_dev_questions.jsonl`` (gold questions). All are
asked of an index of all articles; then each of an index without the articles that its gold quotes stand in: as many
builds as there are ``--halves``, and one more. Some questions stay answerable there from another article. Prints the
figures of ``rag.evaluate``, the built-in composer writing.
"""

from __future__ import annotations

import argparse
import json
import lzma
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.over import over, written
from rag.cli.asking import Asking, answered
from rag.evaluate import figures, gold_of

Object = dict[str, Any]
SHOWN = ("hit@1", "hit@5", "solved", "wrong", "refused_ok", "cited", "exact", "on_gold", "wellformed", "chars", "p90")


def lines(path: Path) -> list[Object]:
    """Return the objects of a file of JSON lines, packed or not."""
    data = path.read_bytes()
    raw = lzma.decompress(data) if path.suffix == ".xz" else data
    return [json.loads(line) for line in raw.decode("utf-8").split("\n") if line.strip()]


def asked(texts: dict[str, str], questions: Iterable[Object]) -> dict[str, Object]:
    """Return the answer objects by the id of their question, over an index of some texts by file name."""
    with tempfile.TemporaryDirectory() as home:
        assistant, _ = over(written(texts, Path(home) / "docs"), Path(home))
        asking = Asking(assistant)
        return {
            q["id"]: answered(asking, json.dumps({k: q[k] for k in ("id", "question")}).encode()) for q in questions
        }


def main() -> None:
    """Read the command line, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--halves", type=int, default=2)
    args = parser.parse_args()
    texts = {item["name"]: item["text"] for item in lines(args.data / "news_dev_docs.jsonl.xz")}
    questions = lines(args.data / "news_dev_questions.jsonl")
    answers = asked(texts, questions)
    measured, missed = figures([gold_of(question) for question in questions], answers, texts)
    print("with the article:", "  ".join(f"{name} {measured[name]}" for name in SHOWN))
    if args.misses:
        known = {question["id"]: question for question in questions}
        for miss in missed:
            question = known[miss.gold.id]
            said = answers[miss.gold.id]["answer"][:120]
            print(f"  {miss.gold.id} {question['question']} → {said!r} ({question['answer']})")
    refused = 0
    for part in range(args.halves):
        some = questions[part :: args.halves]
        gone = {quote["doc"] for question in some for quote in question["evidence"]}
        without = asked({name: text for name, text in texts.items() if name not in gone}, some)
        refused += sum(answer["outcome"] == "no_evidence" for answer in without.values())
        if args.misses:
            for question in some:
                if without[question["id"]]["outcome"] == "answered":
                    print(f"  ! {question['id']} {question['question']} → {without[question['id']]['answer'][:120]!r}")
    print(f"without the article: refused {100 * refused / len(questions):.1f} of {len(questions)}")


if __name__ == "__main__":
    main()
