"""Is a question ever taken for a remark? And how long do notices take?

    python -m bench.remarks [FILE …]

FILE holds questions: JSON lines of ``{"question"}`` (with a ``history`` or not), or SQuAD, ``.xz`` or not; the gold
questions of ``evals/`` by default. Each is decided as the first input and behind a question; a term alone (a remark
only where it is not answered) is counted apart. The times are those of notices over the index in use.
"""

from __future__ import annotations

import json
import lzma
import os
import statistics
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import perf_counter

# Before NumPy is imported: its threads would wait for each other on a busy machine.
os.environ.setdefault("OMP_NUM_THREADS", "1")

from rag.assistant import Assistant  # noqa: E402
from rag.search.remarks.recognise import remark_of  # noqa: E402
from rag.settings import ROOT, load  # noqa: E402

ANSWERED = ("2019年温州的经济总量是多少？", "洞头区委书记是谁？", "刘伯温诗歌奖什么时候截稿？")
AT_ONCE = ("你好", "谢谢", "你是谁", "怎么用", "这里有哪些资料", "最新的是哪天的", "？？？", "今天天气", "不对", "hi")
NAMES = ("温州", "瑞安", "涂秀明", "市经信局", "李坚", "苍南", "洞头", "林霞", "瓯海", "上海")
ROUNDS = 5


def questions_of(path: Path) -> Iterator[tuple[str, bool]]:
    """Yield each question of a file, and whether a conversation goes before it."""
    data = path.read_bytes()
    text = (lzma.decompress(data) if path.suffix == ".xz" else data).decode("utf-8")
    if ".jsonl" in path.name:
        for line in filter(str.strip, text.split("\n")):
            gold = json.loads(line)
            yield gold["question"], bool(gold.get("history"))
        return
    for article in json.loads(text)["data"]:
        for paragraph in article["paragraphs"]:
            yield from ((question["question"], False) for question in paragraph["qas"])


def count(path: Path) -> None:
    """Print how many questions of a file are taken for remarks."""
    total, found, terms = 0, Counter[str](), 0
    for question, talking in questions_of(path):
        if not question.strip():
            continue
        total += 1
        for behind in {talking, True}:
            remark = remark_of(question, talking=behind)
            if remark is not None and remark.kind == "term":
                terms += behind == talking
            elif remark is not None:
                found[remark.kind] += 1
                print(f"    {remark.kind}: {question}")
    print(f"{path.name}: {total} questions, {found.total()} remarks, {terms} terms alone")


def timed(assistant: Assistant, typed: tuple[str, ...], outcome: str = "notice") -> str:
    """Return the median and the longest time of replies, each typed several times, the first time apart."""
    first, later = [], []
    for text in typed:
        for n in range(ROUNDS):
            began = perf_counter()
            assert assistant.answer(text).outcome == outcome, text
            (later if n else first).append(1000 * (perf_counter() - began))
    shown = f"p50 {statistics.median(later):.1f} ms, longest {max(later):.1f}"
    return f"{shown}; the first time p50 {statistics.median(first):.1f}, longest {max(first):.1f}"


def main(paths: list[Path]) -> None:
    """Measure, and print."""
    for path in paths:
        count(path)
    # Nobody's dictionary or synonyms: this folder is not there.
    assistant = Assistant(replace(load(), generator="built-in", data=ROOT / "bench" / "nobody"))
    assistant.load()
    print(f"notices at once: {timed(assistant, AT_ONCE)}")
    print(f"a name alone:    {timed(assistant, NAMES)}")
    print(f"an answer:       {timed(assistant, ANSWERED, 'answered')}")


if __name__ == "__main__":
    main([Path(p) for p in sys.argv[1:]] or sorted((ROOT / "evals").glob("*.jsonl")))
