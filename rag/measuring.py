"""How well an index answers its gold questions: measured in a process of its own, kept by generation.

    data/quality/<index>/<generation>.json    the figures of a generation, and what it missed
    data/jobs/<index>/measure.json            the running or last measuring

The questions are those of ``data/gold.jsonl`` that say what an answer must hold, and those of ``evals/seeds.jsonl``
where the index has their documents. They are answered by the built-in composer, as a reader of it would be answered.
``python -m rag.measuring`` is the process.
"""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from rag.errors import DataFolderError, RagError
from rag.evaluate import Gold, figures, gold_of
from rag.index.codec import decode, encode
from rag.library import gold as disputed
from rag.library.collections import index_name
from rag.processes import STARTING_S, Board
from rag.records import Mend, Scope, Turn
from rag.settings import ROOT, Settings, load
from rag.wire import answer_object

if TYPE_CHECKING:
    from rag.assistant import Assistant

_ANSWER_CHARS = 300


@dataclass(frozen=True, slots=True)
class Missed:
    """A question that was not answered as it should be: its id, type and words, why, and what was answered."""

    id: str
    type: str
    question: str
    why: str
    answer: str


@dataclass(frozen=True, slots=True)
class Measured:
    """How a generation of an index answers.

    Attributes:
        generation: Which.
        built: When it was built, UTC, ISO form.
        questions: How many were asked.
        figures: Figures of ``rag.evaluate`` by name; those over nothing are left out.
        misses: What was missed, in the order of the questions; none of the test third, on which nothing is tuned.
    """

    generation: str
    built: str
    questions: int
    figures: tuple[tuple[str, float], ...]
    misses: tuple[Missed, ...]


@dataclass(frozen=True, slots=True)
class Measuring:
    """A measuring in a process of its own: how far it is, or why it failed and what mends that."""

    state: Literal["running", "done", "failed"]
    started: float
    pid: int = 0
    done: int = 0
    total: int = 0
    hint: str | None = None
    hint_en: str | None = None
    mends: tuple[Mend, ...] = ()


def questions(settings: Settings, names: Iterable[str]) -> list[tuple[Gold, dict[str, Any]]]:
    """Return the gold questions over an index, each with its line; empty where there is none.

    Args:
        settings: Where the reader's own questions are kept.
        names: Of the documents in the index.
    """
    here, found, seen = set(names), [], set()
    for path, whole in ((settings.data / disputed.FILE, False), (ROOT / "evals" / "seeds.jsonl", True)):
        read = [(gold, line) for line in _lines(path) if (gold := _gold(line)) is not None]
        docs = {quote.doc for gold, _ in read for quote in gold.quotes}
        if whole and not docs <= here:
            continue
        for gold, line in read:
            if gold.id not in seen and {quote.doc for quote in gold.quotes} <= here:
                seen.add(gold.id)
                found.append((gold, line))
    return found


def unfinished(settings: Settings) -> int:
    """Return how many questions of the reader's own do not yet say what an answer must hold."""
    return sum(_gold(line) is None for line in _lines(settings.data / disputed.FILE))


def measure(settings: Settings, tell: Any = lambda done, total: None) -> Measured | None:  # noqa: ANN401
    """Ask all gold questions, keep the figures by generation and return them; None where there are no questions.

    Args:
        settings: Which index.
        tell: Told how many questions were asked, of how many.

    Raises:
        RagError: The index cannot serve, or the figures cannot be kept.
    """
    # The page reads the figures before it has loaded what answers.
    from rag.assistant import Assistant

    assistant = Assistant(replace(settings, generator="built-in"))
    index = assistant.index
    asked = questions(settings, index.names())
    if not asked:
        return None
    answers = {}
    for number, (gold, line) in enumerate(asked):
        tell(number, len(asked))
        answers[gold.id] = _answered(assistant, line)
    texts = {document.source.name: document.source.text for document in index.documents()}
    counted, missed = figures([gold for gold, _ in asked], answers, texts)
    said = {gold.id: line["question"] for gold, line in asked}
    found = Measured(
        index.generation,
        index.manifest.created,
        len(asked),
        tuple((name, float(value)) for name, value in counted.items() if value is not None),
        tuple(
            Missed(m.gold.id, m.gold.type, said[m.gold.id], m.why, answers[m.gold.id]["answer"][:_ANSWER_CHARS])
            for m in missed
            if not m.gold.is_held_out
        ),
    )
    _keep(settings, found)
    return found


def kept(settings: Settings) -> list[Measured]:
    """Return what was measured of an index, oldest generation first; files that do not read are left out."""
    found = []
    for path in _folder(settings).glob("*.json"):
        with suppress(OSError, ValueError):
            found.append(decode(Measured, path.read_bytes()))
    return sorted(found, key=lambda one: (one.built, one.generation))


def start(settings: Settings) -> None:
    """Start measuring in a process of its own; nothing where one is running.

    Raises:
        DataFolderError: Nothing can be written where jobs are kept.
    """
    last = status(settings)
    if last is not None and last.state == "running":
        return
    board = _board(settings)
    try:
        board.folder.mkdir(parents=True, exist_ok=True)
        board.write(Measuring("running", time.time()))
        board.spawn("rag.measuring", settings)
    except OSError as exc:
        raise DataFolderError(board.folder, exc) from exc


def compare(settings: Settings, generation: str) -> None:
    """Start measuring a generation that was just built, where an earlier one was measured and this one was not.

    Raises:
        DataFolderError: Nothing can be written where jobs are kept.
    """
    measured = {one.generation for one in kept(settings)}
    if measured and generation not in measured:
        start(settings)


def before_and_after(settings: Settings, generation: str) -> tuple[Measured, Measured] | None:
    """Return the figures of the generation measured before one, and its own; None where one of them is missing."""
    found = kept(settings)
    names = [one.generation for one in found]
    at = names.index(generation) if generation in names else 0
    return (found[at - 1], found[at]) if at else None


def status(settings: Settings) -> Measuring | None:
    """Return the running measuring, else the last one; one whose process is gone without a word is failed."""
    found = _board(settings).read()
    if found is None or found.state != "running" or _board(settings).held():
        return found
    if not found.pid and time.time() - found.started < STARTING_S:
        return found
    found = _board(settings).read() or found
    if found.state != "running":
        return found
    return replace(
        found, state="failed", hint="评测中途停止了；请再试一次。", hint_en="It stopped on its way; try again."
    )


def run(settings: Settings) -> int:
    """Measure in this process and report; return the exit status. Nothing where another process is at it."""
    board = _board(settings)
    with board.holding() as alone:
        if not alone:
            return 1
        now = Measuring("running", time.time(), os.getpid())

        def tell(done: int, total: int) -> None:
            nonlocal now
            now = replace(now, done=done, total=total)
            with suppress(OSError):
                board.write(now)

        try:
            measure(settings, tell)
        except RagError as error:
            traceback.print_exc()
            zh, en, mends = error.told.zh, error.told.en, error.told.mends
            board.write(replace(now, state="failed", hint=zh, hint_en=en, mends=mends))
            return 1
        except BaseException as error:
            what = f"{type(error).__name__}; {board.log}"
            board.write(replace(now, state="failed", hint=f"评测出错（{what}）。", hint_en=f"It failed ({what})."))
            raise
        board.write(replace(now, state="done", done=now.total))
        return 0


def _answered(assistant: Assistant, line: dict[str, Any]) -> dict[str, Any]:
    """Return the answer object to a line; one that says so where it cannot be answered."""
    scope = line.get("scope") or {}
    history = tuple(Turn(turn["role"], turn["content"]) for turn in line.get("history") or ())
    docs, years = tuple(scope.get("docs") or ()), scope.get("years")
    try:
        asked = assistant.answer(line["question"], history, Scope(docs, tuple(years) if years else None))
    except RagError as error:
        return {"outcome": "error", "answer": error.hint, "sentences": [], "citations": [], "evidence": []}
    return answer_object(asked)


def _lines(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a file, line by line; what is none is left out."""
    found = []
    with suppress(OSError, UnicodeDecodeError):
        for line in path.read_text(encoding="utf-8").splitlines():
            with suppress(ValueError, RecursionError):
                value = json.loads(line)
                if isinstance(value, dict):
                    found.append(value)
    return found


def _gold(line: dict[str, Any]) -> Gold | None:
    """Return the gold question of a line; None where it does not say what an answer must hold."""
    try:
        gold = gold_of(line)
    except ValueError:
        return None
    return gold if (gold.keys or gold.type == "unanswerable") and isinstance(line.get("question"), str) else None


def _keep(settings: Settings, found: Measured) -> None:
    folder = _folder(settings)
    aside = folder / f".{os.getpid()}.new"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        aside.write_bytes(encode(found))
        aside.replace(folder / f"{found.generation}.json")
    except OSError as exc:
        raise DataFolderError(folder, exc) from exc


def _folder(settings: Settings) -> Path:
    return settings.data / "quality" / index_name(settings.index)


def _board(settings: Settings) -> Board[Measuring]:
    return Board(settings.data / "jobs" / index_name(settings.index), "measure", Measuring)


if __name__ == "__main__":
    sys.exit(run(load()))
