"""Asks the gold questions and prints the figures. Knows files and the assistant; ``rag.evaluate`` knows the figures."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from rag.assistant import Assistant
from rag.build import build
from rag.cli.asking import Asking, answered
from rag.cli.requests import Object, lines_of, object_of
from rag.cli.terminal import Progress, note, result, result_json
from rag.errors import LoadError
from rag.evaluate import Figures, Gold, Miss, figures, gold_of, latency, short_of
from rag.settings import ROOT, Settings
from rag.text.words import Segmenter

# All that an answerer may see of a gold question.
ASKED = ("id", "question", "history", "scope", "passages")


def score(settings: Settings, path: Path, *, as_json: bool, misses: bool, floors: Iterable[tuple[str, float]]) -> int:
    """Print the figures over the questions of a file, all of them and the test third; 1 where one is short.

    Answers are composed by the built-in composer, and nobody's dictionary takes part.

    Raises:
        LoadError: The file cannot be read, or a line of it is no gold question.
        IndexStoreError: No index can serve.
    """
    lines = [object_of(line) for line in lines_of(path)]
    gold = _gold(path, lines)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as nothing:
        assistant = _impartial(settings, Path(nothing))
        texts = {document.source.name: document.source.text for document in assistant.index.documents()}
        answers, seconds = _answers(assistant, lines)
    parts = {"all": gold, "test": [question for question in gold if question.is_held_out]}
    measured: dict[str, Figures] = {}
    missed: tuple[Miss, ...] = ()
    for name, questions in parts.items():
        measured[name], found = figures(questions, answers, texts)
        measured[name] |= latency(seconds[question.id] for question in questions)
        missed = missed or found
    if misses:
        for line in _missed(missed, answers, lines):
            note(line)
    if as_json:
        result_json({**measured["all"], "test": measured["test"]})
    else:
        result(_line("全部", measured["all"]))
        result(_line("测试", measured["test"]))
    short = short_of(measured["all"], floors)
    if short:
        note("未达到：" + "；".join(short))
    return 1 if short else 0


def _impartial(settings: Settings, home: Path) -> Assistant:
    """Return an assistant that knows nobody's dictionary or synonyms, its index neither.

    Args:
        settings: Which index; one that was made with a dictionary is made anew without.
        home: An empty folder.
    """
    own = replace(settings, generator="built-in", data=home / "data")
    assistant = Assistant(own)
    assistant.load()
    manifest = assistant.index.manifest
    if manifest.words == Segmenter().version:
        return assistant
    note("这个索引是用自己的词典建立的；评测另建一个不用词典的。")
    assistant.index.close()
    own = replace(own, index=home / "index")
    build(own, docs=ROOT / manifest.folder)
    assistant = Assistant(own)
    assistant.load()
    return assistant


def _gold(path: Path, lines: Sequence[Object]) -> list[Gold]:
    gold = []
    for number, line in enumerate(lines, start=1):
        try:
            gold.append(gold_of(line))
        except ValueError as exc:
            hint = f"{path} 第 {number} 个问题缺少 id、type 等内容，不能用来评测。"
            raise LoadError(path, f"question {number}: {exc}", hint=hint) from exc
    if not gold:
        raise LoadError(path, "no questions", hint=f"{path} 里没有问题。")
    return gold


def _answers(assistant: Assistant, lines: Sequence[Object]) -> tuple[dict[str, Object], dict[str, float]]:
    """Ask every question, and return answer objects and seconds by id."""
    answers: dict[str, Object] = {}
    seconds: dict[str, float] = {}
    drawn, asks = Progress(), Asking(assistant)
    for number, line in enumerate(lines, start=1):
        asked = json.dumps({key: line[key] for key in ASKED if key in line}).encode()
        began = perf_counter()
        answers[str(line["id"])] = answered(asks, asked)
        seconds[str(line["id"])] = perf_counter() - began
        drawn.show("已回答", number, len(lines))
    drawn.clear()
    return answers, seconds


def _missed(missed: Iterable[Miss], answers: Mapping[str, Object], lines: Sequence[Object]) -> list[str]:
    """Lines on what was missed; nothing of the test third, on which nothing may be tuned."""
    questions = {str(line["id"]): line["question"] for line in lines}
    return [
        f"{miss.gold.id} · {miss.gold.type} · {miss.why}\n    问：{questions[miss.gold.id]}\n"
        f"    答：{answers[miss.gold.id]['answer'][:160]}"
        for miss in missed
        if not miss.gold.is_held_out
    ]


def _line(label: str, measured: Figures) -> str:
    """The figures of one set of questions on one line."""
    shown = (f"{name} {value:g}" if value is not None else f"{name} –" for name, value in measured.items())
    return f"{label}  " + "  ".join(shown)
