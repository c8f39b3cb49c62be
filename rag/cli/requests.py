"""Lines of a batch: what may stand in one, and what is read from it. Knows the records, not who answers."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.errors import LoadError, QuestionError, reason
from rag.records import Scope, Turn

Object = dict[str, Any]


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """What one line asks.

    Attributes:
        id: Whatever the line gave, to be handed back; None where it gave nothing.
        question: As given.
        history: The conversation so far, oldest first.
        scope: Where to look.
        passages: Texts to answer from instead of the index; None where the line gave none.
    """

    id: object
    question: str
    history: tuple[Turn, ...] = ()
    scope: Scope = Scope()
    passages: tuple[str, ...] | None = None


def lines_of(path: Path) -> list[bytes]:
    """Return the lines of a file that are not blank; of standard input for the name ``-``.

    Only line feeds end a line: a JSON string may hold every other character that Unicode calls a line break.

    Raises:
        LoadError: The file cannot be read.
    """
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as exc:
        raise unreadable(path, exc) from exc
    return [line for line in data.removeprefix(b"\xef\xbb\xbf").split(b"\n") if line.strip()]


def unreadable(path: Path, exc: OSError) -> LoadError:
    """Return the error for a file named on the command line that cannot be read."""
    missing = isinstance(exc, FileNotFoundError)
    hint = f"找不到 {path}；请检查路径。" if missing else f"读不了 {path}（{reason(exc)}）；请检查路径和权限。"
    return LoadError(path, str(exc.strerror or exc), hint=hint)


def object_of(line: bytes) -> Object:
    """Return the JSON object of a line.

    Raises:
        QuestionError: The line is no JSON object in UTF-8.
    """
    try:
        value = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError) as exc:
        raise QuestionError(f"not JSON: {exc}", hint="这一行不是 UTF-8 编码的 JSON 对象。") from exc
    if not isinstance(value, dict):
        raise QuestionError(f"not an object: {type(value).__name__}", hint="这一行不是 JSON 对象。")
    return value


def request_of(value: Object) -> BatchRequest:
    """Return what an object asks; keys other than those of ``BatchRequest`` are ignored, null counts as not given.

    Raises:
        QuestionError: One of the keys that are read has the wrong form.
    """
    question = value.get("question")
    if not isinstance(question, str):
        raise _wrong("question", "字符串")
    passages = value.get("passages")
    if passages is not None and not _all_strings(passages):
        raise _wrong("passages", "字符串列表")
    return BatchRequest(
        id=value.get("id"),
        question=question,
        history=_history(value.get("history")),
        scope=_scope(value.get("scope")),
        passages=None if passages is None else tuple(passages),
    )


def _history(value: object) -> tuple[Turn, ...]:
    turns = []
    if not isinstance(value, list | None):
        raise _wrong("history", "列表")
    for turn in value or ():
        match turn:
            case {"role": "user" | "assistant" as role, "content": str(content)}:
                turns.append(Turn(role, content))
            case _:
                raise _wrong("history", '由 {"role": "user"|"assistant", "content": …} 组成的列表')
    return tuple(turns)


def _scope(value: object) -> Scope:
    if value is None:
        return Scope()
    if not isinstance(value, dict):
        raise _wrong("scope", '{"docs": […], "years": [起, 止]}')
    docs, years = value.get("docs"), value.get("years")
    if docs is not None and not _all_strings(docs):
        raise _wrong("scope.docs", "路径前缀的列表")
    if years is None:
        return Scope(tuple(docs or ()))
    match years:
        # JSON's true is an int to Python.
        case [int(first), int(last)] if first <= last and not {type(first), type(last)} & {bool}:
            return Scope(tuple(docs or ()), (first, last))
        case _:
            raise _wrong("scope.years", "[起始年, 终止年]")


def _all_strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _wrong(key: str, form: str) -> QuestionError:
    return QuestionError(f"{key} has the wrong form", hint=f"“{key}” 应为{form}。")
