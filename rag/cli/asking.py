"""Questions from the command line: one answer to read, or a file of them as JSON lines."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rag.cli.requests import Object, lines_of, object_of, request_of
from rag.cli.spoken import either, language, told
from rag.cli.terminal import Progress, note, result_json
from rag.errors import BackendError, PromptTooLongError, RagError
from rag.records import Answer, AnswerReady, Citation, Evidence, Language, Scope, Turn
from rag.wire import answer_object, error_object

if TYPE_CHECKING:
    from rag.assistant import Assistant

_NEAREST, _NEAREST_CHARS = 3, 80
_PATIENCE = 2  # failures of a language model in one batch


@dataclass(frozen=True, slots=True)
class Labels:
    """The words between what an answer says, in one language."""

    ask_next: str
    sources: str
    passages: str
    nearest: str
    inferred: str
    built_in: str
    foot: str
    colon: str


_LABELS: dict[Language, Labels] = {
    "zh": Labels(
        "可以这样问：", "出处：", "相关的段落：", "最接近的段落：", "（推断）", "内置作答", "（{by}，{s:.2f} 秒）", "："
    ),
    "en": Labels(
        "You can ask:",
        "Sources:",
        "Passages:",
        "Nearest passages:",
        " (inferred)",
        "built-in",
        "({by}, {s:.2f} s)",
        ": ",
    ),
}


class Asking:
    """Asks an assistant; where its language model fails, the built-in composer's answer stands and a note says why."""

    def __init__(self, assistant: Assistant) -> None:
        """Ask this assistant."""
        self._assistant = assistant
        self._failures = 0
        self.language: Language | None = "en" if language(assistant.settings) == "en" else None

    @property
    def assistant(self) -> Assistant:
        """Who is asked now."""
        return self._assistant

    def answer(
        self,
        question: str,
        history: Sequence[Turn] = (),
        scope: Scope | None = None,
        passages: Sequence[str] | None = None,
    ) -> Answer:
        """Return the answer; arguments and errors as for ``Assistant.ask``.

        A language model that failed is not asked again; a server that was only slow or busy, once more.
        """
        standing: Answer | None = None
        try:
            for event in self._assistant.ask(question, history, scope, passages=passages, language=self.language):
                if isinstance(event, AnswerReady):
                    standing = event.answer
                    if isinstance(event.failure, RagError):
                        self._without_model(event.failure, standing)
        except BackendError as error:
            if standing is None:
                raise
            self._without_model(error, standing)
        if standing is None:
            raise AssertionError("ask() ends in an answer")
        return standing

    def mend(self, error: RagError) -> str:
        """Return what went wrong and its mend, in one line."""
        return told(error.told, self._assistant.settings)

    def _without_model(self, error: RagError, standing: Answer) -> None:
        settings = self._assistant.settings
        note(either(settings, "注意：", "Note: ") + self.mend(error))
        if standing.generator == "built-in":
            note(either(settings, "下面是内置作答的回答。", "This is the built-in composer's answer."))
        self._failures += 1
        if isinstance(error, PromptTooLongError) or (error.retryable and self._failures < _PATIENCE):
            return
        self._assistant = type(self._assistant)(replace(settings, generator="built-in"))


def batch(assistant: Asking, path: Path) -> int:
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


def answers(assistant: Asking, lines: Iterable[bytes]) -> Iterator[Object]:
    """Yield an answer object, or an error object, for each line."""
    for line in lines:
        yield answered(assistant, line)


def answered(assistant: Asking, line: bytes) -> Object:
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
        return error_object(question, error.code, assistant.mend(error), question_id)
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


def readable(answer: Answer, spoken: Language = "zh") -> str:
    """Return an answer as text for people: what it says, what it rests on, what to ask next, who composed it.

    Args:
        answer: The answer.
        spoken: The language of our words.
    """
    labels = _LABELS[spoken]
    lines = [answer.text, *(f"  {sentence.gloss}" for sentence in answer.sentences if sentence.gloss)]
    if answer.sentences and answer.notice:
        lines += ["", answer.notice]
    if answer.suggestions:
        lines += ["", labels.ask_next, *(f"  {question}" for question in answer.suggestions)]
    if answer.citations:
        lines += ["", labels.sources]
        for citation in answer.citations:
            lines += [f"  [{citation.n}] {_where(citation, labels)}", f"      “{citation.quote}”"]
        warned = {f"{c.doc}{labels.colon}{warning}" for c in answer.citations for warning in c.warnings}
        lines += [f"  ! {line}" for line in sorted(warned)]
    elif answer.evidence:
        lines += ["", labels.passages if answer.outcome == "notice" else labels.nearest]
        lines += [_passage(evidence, labels) for evidence in answer.evidence[:_NEAREST]]
    if answer.outcome == "notice":
        return "\n".join(lines)
    composer = labels.built_in if answer.generator == "built-in" else answer.generator
    return "\n".join([*lines, "", labels.foot.format(by=composer, s=sum(answer.seconds.values()))])


def _where(citation: Citation, labels: Labels) -> str:
    """Where a citation stands: file, article, author, date, page."""
    date = f"{citation.date}{labels.inferred}" if citation.date and citation.date_inferred else citation.date
    article = f"《{citation.article}》" if citation.article else ""
    return " ".join(filter(None, (citation.doc, article, citation.byline, date, citation.location)))


def _passage(evidence: Evidence, labels: Labels) -> str:
    """The beginning of a passage, on one line."""
    text = " ".join(evidence.chunk.text.split())
    shown = text if len(text) <= _NEAREST_CHARS else text[:_NEAREST_CHARS] + "…"
    return f"  {evidence.rank}. {evidence.chunk.doc}{labels.colon}{shown}"
