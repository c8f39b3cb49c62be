"""Questions from the command line: one answer to read, or a file of them as JSON lines."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rag.cli.requests import Object, lines_of, object_of, request_of
from rag.cli.terminal import Progress, note, result_json
from rag.errors import RagError
from rag.records import Answer, Citation, Evidence
from rag.wire import answer_object, error_object

if TYPE_CHECKING:
    from rag.assistant import Assistant

_NEAREST, _NEAREST_CHARS = 3, 80
_COMPOSERS = {"built-in": "内置作答"}


def batch(assistant: Assistant, path: Path) -> int:
    """Answer the lines of a file in order, an object a line; ``-`` reads standard input.

    A line that cannot be answered gives an object that says why, and the batch goes on.

    Raises:
        LoadError: The file cannot be read.
    """
    lines = list(lines_of(path))
    drawn = Progress()
    try:
        for number, answered in enumerate(answers(assistant, lines), start=1):
            result_json(answered)
            drawn.show("已回答", number, len(lines))
    finally:
        drawn.clear()
    return 0


def answers(assistant: Assistant, lines: Iterable[bytes]) -> Iterator[Object]:
    """Yield an answer object, or an error object, for each line."""
    for line in lines:
        yield answered(assistant, line)


def answered(assistant: Assistant, line: bytes) -> Object:
    """Return the answer object to a line, or the object that says why there is none."""
    question_id: object = None
    question = ""
    try:
        value = object_of(line)
        question_id = value.get("id")
        question = str(value.get("question") or "")
        request = request_of(value)
        answer = assistant.answer(request.question, request.history, request.scope, request.passages)
        return answer_object(answer, request.id)
    except RagError as error:
        return error_object(question, error.code, error.hint, question_id)
    # The edge of the program: one question that meets a fault of ours must not cost the others their answers.
    except Exception as error:
        note(f"{question_id}: {type(error).__name__}: {error}")
        return error_object(question, "internal", f"程序出错（{type(error).__name__}），请报告这个问题。", question_id)


def prefix(given: str, *, windows: bool = os.name == "nt") -> str:
    r"""Return the beginning of document names that someone means: a shell of Windows completes them with ``\``.

    >>> prefix(r"讲话\创新.txt", windows=True)
    '讲话/创新.txt'
    """
    return given.replace("\\", "/") if windows else given


# ---------------------------------------------------------------- to read


def readable(answer: Answer) -> str:
    """Return an answer as text for people: what it says, what it rests on, what to ask next, who composed it."""
    lines = [answer.text]
    if answer.sentences and answer.notice:
        lines += ["", answer.notice]
    if answer.suggestions:
        lines += ["", "可以这样问：", *(f"  {question}" for question in answer.suggestions)]
    if answer.citations:
        lines += ["", "出处："]
        for citation in answer.citations:
            lines += [f"  [{citation.n}] {_where(citation)}", f"      “{citation.quote}”"]
    elif answer.evidence:
        lines += ["", "相关的段落：" if answer.outcome == "notice" else "最接近的段落："]
        lines += [_passage(evidence) for evidence in answer.evidence[:_NEAREST]]
    if answer.outcome == "notice":
        return "\n".join(lines)
    seconds = sum(answer.seconds.values())
    composer = _COMPOSERS.get(answer.generator, answer.generator)
    return "\n".join([*lines, "", f"（{composer}，{seconds:.2f} 秒）"])


def _where(citation: Citation) -> str:
    """Where a citation stands: file, article, author, date, page."""
    date = f"{citation.date}（推断）" if citation.date and citation.date_inferred else citation.date
    article = f"《{citation.article}》" if citation.article else ""
    return " ".join(filter(None, (citation.doc, article, citation.byline, date, citation.location)))


def _passage(evidence: Evidence) -> str:
    """The beginning of a passage, on one line."""
    text = " ".join(evidence.chunk.text.split())
    shown = text if len(text) <= _NEAREST_CHARS else text[:_NEAREST_CHARS] + "…"
    return f"  {evidence.rank}. {evidence.chunk.doc}：{shown}"
