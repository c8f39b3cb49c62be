"""Disputed answers as test questions: lines in ``data/gold.jsonl`` that ``python -m rag eval`` reads.

A line has the keys of ``evals/seeds.jsonl``. What is right, only a person can say: ``answer`` is what the reader
wrote, and what was answered instead stands beside it, under ``disputed``. The words that a right answer holds, and
where they stand, are written into it once the reader says them (``complete``); without them it is counted nowhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from rag.errors import DataFolderError
from rag.library.conversations import folded
from rag.records import KeptExchange, Scope
from rag.text.numbers import dates, quantities
from rag.text.sentences import sentences

FILE = "gold.jsonl"
_MOST_PROPOSED = 3
_APART = re.compile(r"[\s,，;；、]+")


def add(data: Path, disputed: KeptExchange, before: Iterable[KeptExchange], reason: str) -> Path:
    """Add a test question, and return the file; one that is there already is not added again.

    Args:
        data: The folder of what people make.
        disputed: The exchange that was called wrong.
        before: What was said before it, oldest first.
        reason: What the reader says is wrong, or right instead.

    Raises:
        DataFolderError: The file cannot be read or written.
    """
    path = data / FILE
    line = json.dumps(question(disputed, before, reason), ensure_ascii=False)
    try:
        data.mkdir(parents=True, exist_ok=True)
        there = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        mark = f'"id": "{disputed.exchange}"'
        with path.open("a", encoding="utf-8", errors="replace") as file:
            if not any(mark in known for known in there):
                file.write(line + "\n")
    except OSError as exc:
        raise DataFolderError(data, exc) from exc
    return path


@dataclass(frozen=True, slots=True)
class Right:
    """What a test question asks of an answer.

    Attributes:
        keys: Words that have to occur in it; none where the documents do not say.
        evidence: Documents and the words in them that it rests on.
    """

    keys: tuple[str, ...]
    evidence: tuple[tuple[str, str], ...] = ()


def keys_of(typed: str) -> tuple[str, ...]:
    """Return the words that were typed, each once, in order; commas, semicolons and blanks part them.

    >>> keys_of("6606亿元， 增长8.2%；6606亿元")
    ('6606亿元', '增长8.2%')
    """
    return tuple(dict.fromkeys(filter(None, (word.strip() for word in _APART.split(typed)))))


def proposed(text: str, question: str) -> tuple[str, ...]:
    """Return words of a text that a right answer may have to hold: numbers with units, dates and persons, in order.

    Where there are none, organisations and what stands in quotation marks. What the question says itself is left out:
    an answer that repeats it says nothing yet.

    >>> proposed("2019年，全市生产总值6606亿元，比上年增长8.2%。", "2019年的生产总值是多少？")
    ('6606亿元', '8.2%')
    """
    from rag.text import names  # the dictionary wants NumPy, and the page stands before that is loaded

    # An ordinal names something (第三产业), and 去年 says nothing by itself.
    first = [(q.start, q.text) for q in quantities(text) if q.kind != "rank"]
    first += [(d.start, d.text) for d in dates(text) if d.kind not in ("relative", "period")]
    first += [(name.start, name.text) for name in names.persons(text)]
    second = [(name.start, name.text) for name in (*names.organisations(text), *names.quoted(text))]
    asked = folded(question)
    found = [[word for _, word in sorted(group) if folded(word) not in asked] for group in (first, second)]
    words = [word for word in found[0] or found[1] if not _APART.search(word)]
    return tuple(dict.fromkeys(words))[:_MOST_PROPOSED]


def sentence_at(text: str, offset: int) -> str:
    """Return the sentence of a text that holds an offset; ``""`` where none does."""
    return next((text[start:end] for start, end in sentences(text) if start <= offset < end), "")


def evidence_for(
    keys: Iterable[str], disputed: KeptExchange, opened: tuple[str, str, int] | None = None
) -> tuple[tuple[str, str], ...]:
    """Return where some words stand: a document and a sentence of it for each, none twice.

    Args:
        keys: The words, as typed; width, case and script do not matter. Words that stand nowhere bring nothing.
        disputed: The exchange; its passages are searched best first.
        opened: Name, clean text and clean offset of the document that its reader has open, which goes before them: of
            its sentences the one nearest to the offset.
    """
    texts = [opened] if opened else []
    texts += [(e.chunk.doc, e.chunk.text, 0) for e in disputed.answer.evidence] if disputed.answer else []
    found = (next(filter(None, (_saying(key, *text) for text in texts)), None) for key in map(folded, keys))
    return tuple(dict.fromkeys(filter(None, found)))


def _saying(key: str, doc: str, text: str, near: int) -> tuple[str, str] | None:
    """Return the sentence of a text, nearest to an offset, that has a folded key; None where none has."""
    if key not in folded(text):
        return None
    having = [(start, end) for start, end in sentences(text) if key in folded(text[start:end])]
    start, end = min(having, key=lambda place: abs(place[0] - near), default=(0, 0))
    return (doc, text[start:end]) if end else None


def complete(data: Path, exchange: str, right: Right) -> None:
    """Write into a test question what a right answer holds and rests on; nothing where it is not there.

    Args:
        data: The folder of what people make.
        exchange: The id of the exchange that it was made of.
        right: What is right. Without keys the question becomes one that the documents do not answer.

    Raises:
        DataFolderError: The file cannot be read or written.
    """
    path, changed = data / FILE, []
    try:
        for line in path.read_text(encoding="utf-8").splitlines():
            value = _object(line)
            if value is not None and value.get("id") == exchange:
                value["answer_keys"] = list(right.keys)
                value["evidence"] = [{"doc": doc, "quote": quote} for doc, quote in right.evidence]
                value["type"] = ("followup" if value.get("history") else "fact") if right.keys else "unanswerable"
                line = json.dumps(value, ensure_ascii=False)
            changed.append(f"{line}\n")
        aside = path.with_suffix(".new")
        aside.write_text("".join(changed), encoding="utf-8", errors="replace")
        aside.replace(path)
    except OSError as exc:
        raise DataFolderError(data, exc) from exc


def state_of(data: Path, exchange: str) -> Literal["none", "open", "whole"]:
    """Return whether an exchange is a test question, and whether that says what is right."""
    try:
        lines = (data / FILE).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return "none"
    found = next((value for line in lines if (value := _object(line)) and value.get("id") == exchange), None)
    if found is None:
        return "none"
    return "whole" if found.get("answer_keys") or found.get("type") == "unanswerable" else "open"


def _object(line: str) -> dict[str, Any] | None:
    """Return the object of a line; None where it is none: people may write into the file."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def question(disputed: KeptExchange, before: Iterable[KeptExchange], reason: str) -> dict[str, Any]:
    """Return a test question of a disputed answer; what it must say and rest on is left to ``complete``."""
    answer = disputed.answer
    history = [
        {"role": role, "content": content}
        for e in before
        if e.answer is not None and e.state == "done"
        for role, content in (("user", e.question), ("assistant", e.answer.text))
    ]
    return {
        "id": disputed.exchange,
        "question": disputed.question,
        "type": "followup" if history else "fact",
        "answer": reason,
        "answer_keys": [],
        "evidence": [],
        "history": history,
        **({"scope": _scope(disputed.scope)} if disputed.scope != Scope() else {}),
        "disputed": {
            "answer": answer.text if answer else "",
            "outcome": answer.outcome if answer else disputed.state,
            "index": answer.index if answer else "",
            "cited": [{"doc": c.doc, "quote": c.quote} for c in answer.citations] if answer else [],
        },
    }


def _scope(scope: Scope) -> dict[str, Any]:
    """Return a scope as a batch line carries it."""
    return {"docs": list(scope.docs), **({"years": list(scope.years)} if scope.years else {})}
