"""Disputed answers as test questions: lines in ``data/gold.jsonl`` that ``python -m rag eval`` reads.

A line has the keys of ``evals/seeds.jsonl``. What is right, only a person can say: ``answer`` is what the reader
wrote, and what was answered instead stands beside it, under ``disputed``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rag.errors import DataFolderError
from rag.records import KeptExchange, Scope

FILE = "gold.jsonl"


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


def question(disputed: KeptExchange, before: Iterable[KeptExchange], reason: str) -> dict[str, Any]:
    """Return a test question of a disputed answer; what it must say and rest on, its keys and places, is left open."""
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
