"""A conversation as a text that can be checked without us: Markdown, or plain words for the clipboard.

Every citation is a footnote: the words as they were repaired, those of the file where they differ, the document, where
in it, the file's sha256 and the generation of the index. Documents, questions and models are quoted, never obeyed: what
would be markup or a link is escaped.
"""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

from rag.mends import in_commands
from rag.records import Answer, Citation, Hint, KeptConversation, KeptExchange, Language

_MARKUP = re.compile(r"([\\`*_{}\[\]<>|~$@]|&(?=[#\w])|:(?=//))")
# What would begin a heading, a list or a rule at the start of a line.
_BULLET = re.compile(r"^(\s*)([-+=#])|^(\s*\d+)([.)])", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_WWW = re.compile(r"(?i)(www)\.")
_MOST_BETWEEN = 40  # characters of the file between quoted ones that are shown: what stands in another column is not
Source = Callable[[Citation], str]


def no_source(_: Citation) -> str:
    """Return nothing: the text of no file is at hand."""
    return ""


@dataclass(frozen=True, slots=True)
class Words:
    """What an export says in one language beside what was said."""

    exported: str
    nothing: str
    cut: str
    stopped: str
    failed: str
    partial: str
    draft: str
    before: str
    note: str
    verbatim: str
    short_note: str
    counted: str
    file: str
    made: str
    then: str
    page: str
    same: str
    within: str
    inferred: str


WORDS: dict[Language, Words] = {
    "zh": Words(
        exported="{name} · 导出于 {time}。脚注里的引文是整理后的文字（接上了断行，合拢了空格）；"
        "和文件逐字不同的，另附文件里的原样。每个脚注写明文件、文件的 sha256 和索引的代号。"
        "位置数的是文件读出的文字：从 1 数起，含首尾，换行也算，文件头的 BOM 不算。",
        nothing="（没有回答）",
        cut="回答中断，以上是中断前核对过的句子。",
        stopped="已停止，以上是停止前核对过的句子。",
        failed="没有答成",
        partial="（部分有据）",
        draft="没有写完：",
        before="内置模型先答的：",
        note="“{quote}”——{where}。文件 {doc}，第 {start}–{end} 个字符{verbatim}，sha256 {sha256}，索引 {index}。",
        verbatim="，那里逐字是“{words}”",
        short_note="“{quote}”——{where}。{doc}，第 {start}–{end} 个字符。",
        counted="引文是整理后的文字；位置从 1 数起，含首尾。",
        file="{doc}：sha256 {sha256}，索引 {index}。",
        made="由{generator}作答，索引 {index}，{time}",
        then="{generator}（没有写完的由 {writer}）",
        page="第{page}页",
        same="同注 {n}。",
        within="只在 {where} 中查找",
        inferred="（推断）",
    ),
    "en": Words(
        exported="{name} · exported {time}. Footnotes quote the repaired text (lines joined, stray blanks closed), "
        "and the file's own words beside it where these differ. Each names the file, its sha256 and the index "
        "generation. Characters are counted in the text of the file: from 1, both ends included, line breaks counted, "
        "a byte-order mark not.",
        nothing="(no answer)",
        cut="Interrupted; above are the sentences checked until then.",
        stopped="Stopped; above are the sentences checked until then.",
        failed="Not answered",
        partial=" (partly supported)",
        draft="Not finished:",
        before="What the built-in model answered first:",
        note="“{quote}” — {where}. File {doc}, characters {start}–{end}{verbatim}, sha256 {sha256}, index {index}.",
        verbatim=", verbatim “{words}”",
        short_note="“{quote}” — {where}. {doc}, characters {start}–{end}.",
        counted="Quotes are of the repaired text; characters are counted from 1, both ends included.",
        file="{doc}: sha256 {sha256}, index {index}.",
        made="Answered by {generator}, index {index}, {time}",
        then="{generator} (what was not finished by {writer})",
        page="{page}",
        same="See note {n}.",
        within="Only in {where}",
        inferred=" (inferred)",
    ),
}
_BUILT_IN = {"zh": "内置模型", "en": "the built-in model"}


def note(citation: Citation, index: str, language: Language, source: Source = no_source) -> str:
    """Return what a footnote says: the words, where they stand, and what they can be checked with.

    Args:
        citation: What is quoted.
        index: The generation that was asked.
        language: Of our own words.
        source: Gives the text of the cited file as it was read; ``""`` where that is not at hand.
    """
    return _told(WORDS[language].note, citation, index, language, verbatim(citation, source(citation)))


def verbatim(citation: Citation, source: str) -> str:
    """Return the words of the file at a citation; ``""`` where they are those that are quoted, or not known.

    What stands between them in the file is there, too, unless it is another column or article.
    """
    found, at = "", citation.start
    for start, end in sorted(citation.spans):
        between = source[at:start]
        found += (between if len(between) <= _MOST_BETWEEN else " […] ") + source[start:end]
        at = max(at, end)
    return "" if found == citation.quote else found


def _told(form: str, citation: Citation, index: str, language: Language, words: str = "") -> str:
    """Return a form filled with a citation; a title that is but the file's name is left out beside a headline."""
    date = f"{citation.date}{WORDS[language].inferred}" if citation.date and citation.date_inferred else citation.date
    unnamed = citation.article and citation.title == PurePosixPath(citation.doc).stem
    title = "" if unnamed else citation.title
    where = (title, citation.article, citation.byline, date, citation.location or "")
    named = list(dict.fromkeys(part for part in where if part))
    return form.format(
        quote=citation.quote,
        where="，".join(named) if language == "zh" else ", ".join(named),
        doc=citation.doc,
        start=citation.start + 1,
        end=citation.end,
        verbatim=WORDS[language].verbatim.format(words=words) if words else "",
        sha256=citation.sha256,
        index=index or "–",
    )


def made(exchange: KeptExchange, language: Language) -> str:
    """Return who answered, from which index, and when; ``""`` without an answer."""
    answer = exchange.answer
    if answer is None or answer.outcome == "notice":
        return ""
    generator = _BUILT_IN[language] if answer.generator == "built-in" else answer.generator
    if exchange.written and exchange.writer:
        generator = WORDS[language].then.format(generator=generator, writer=exchange.writer)
    return WORDS[language].made.format(generator=generator, index=answer.index or "–", time=_time(exchange.asked))


def within(exchange: KeptExchange, language: Language) -> str:
    """Return where a question was asked of: paths below the documents folder, and years; ``""`` for everywhere."""
    years = "–".join(map(str, dict.fromkeys(exchange.scope.years or ())))
    where = "、".join(filter(None, (*exchange.scope.docs, years)))
    return WORDS[language].within.format(where=where) if where else ""


def remark(exchange: KeptExchange, language: Language) -> str:
    """Return what is to be said of how an answer ended; ``""`` where it is whole."""
    words = WORDS[language]
    hint = in_commands(Hint(exchange.hint, exchange.hint_en or exchange.hint, exchange.mends), language)
    if exchange.state == "failed":
        return f"{words.failed} · {hint}" if hint else words.failed
    if exchange.state in ("cut", "writing"):
        return words.cut
    if exchange.state == "stopped":
        return (exchange.answer.notice if exchange.answer else "") or words.stopped
    return hint if exchange.answer else words.nothing


def heading(language: Language, now: float | None = None) -> str:
    """Return the line under the title of an export."""
    name = "问据" if language == "zh" else "问据 Wenju"
    return WORDS[language].exported.format(name=name, time=_time(time.time() if now is None else now))


def markdown(
    conversation: KeptConversation, language: Language = "zh", now: float | None = None, source: Source = no_source
) -> str:
    """Return a conversation as Markdown with footnotes.

    Args:
        conversation: What is written out.
        language: Of our own words.
        now: When, Unix time in seconds; by default now.
        source: As for ``note``.
    """
    parts = [f"# {_line(conversation.title)}", _escaped(heading(language, now))]
    notes: list[str] = []
    for number, exchange in enumerate(conversation.exchanges, 1):
        parts.append("\n".join(f"> {line}" for line in _escaped(exchange.question).split("\n")))
        if where := within(exchange, language):
            parts.append(f"*{_line(where)}*")
        answer = exchange.answer
        if answer is not None:
            parts.append(_said(answer, number, language))
            notes += [_footnote(c, f"{number}-{c.n}", answer, language, source) for c in answer.citations]
        if exchange.written:
            draft = Answer(exchange.question, answer.understood, "answered", exchange.written) if answer else None
            parts += [WORDS[language].draft, _said(draft, number, language, "-w")] if draft else []
            notes += [_footnote(c, f"{number}-w{c.n}", answer, language, source) for c in exchange.cited]
        parts += [f"*{_line(line)}*" for line in (remark(exchange, language), made(exchange, language)) if line]
        if first := exchange.first:  # the page shows it by a click, and it may be what was relied on
            parts += [WORDS[language].before, _said(first, number, language, "-f")]
            notes += [_footnote(c, f"{number}-f{c.n}", first, language, source) for c in first.citations]
    return "\n\n".join(part for part in [*parts, *notes] if part) + "\n"


def plain(exchange: KeptExchange, language: Language = "zh") -> str:
    """Return an answer in plain words with its footnotes below, to be pasted anywhere.

    What a file can be checked with is said once, below its footnotes: a list of points would drown in it.
    """
    answer = exchange.answer
    if answer is None:
        return remark(exchange, language)
    words, index = WORDS[language], answer.index
    notes = [f"[{c.n}] {_told(words.short_note, c, index, language)}" for c in answer.citations]
    files = dict.fromkeys(_told(words.file, c, index, language) for c in answer.citations)
    return "\n".join([answer.text, *(["", *notes, *files, words.counted] if notes else [])])


def _said(answer: Answer, number: int, language: Language, mark: str = "-") -> str:
    """Return the sentences of an answer with the marks of their footnotes, list items as such; or the notice."""
    if not answer.sentences:
        return _escaped(answer.notice)
    said = ""
    for n, sentence in enumerate(answer.sentences):
        marks = "".join(f"[^{number}{mark}{cited}]" for cited in sentence.citations)
        note = WORDS[language].partial if sentence.verdict == "partial" else ""
        if sentence.item:
            said += "\n- " if n else "- "
        elif n and answer.sentences[n - 1].item:
            said += "\n\n"
        text = _line(sentence.text)
        if said.endswith("]") and text.startswith("("):  # behind a mark it would be where a link leads
            text = f"\\{text}"
        if marks and text.endswith("!"):  # before a mark it would make a picture
            text = f"{text[:-1]}\\!"
        said += text + marks + note
    return said


def _footnote(citation: Citation, label: str, answer: Answer | None, language: Language, source: Source) -> str:
    """Return a footnote whose lines stand as those of the quote do, a blank line as one."""
    paragraphs = _BLANK_LINES.split(_escaped(note(citation, answer.index if answer else "", language, source)))
    told = "\n\n    ".join(paragraph.replace("\n", "\\\n    ") for paragraph in paragraphs)
    return f"[^{label}]: {told}"


def legible(text: str) -> str:
    """Return text without control characters, lone surrogates and what is no character; line breaks stay."""
    return "".join(
        char
        for char in text
        if char in "\n\t" or not (unicodedata.category(char) in ("Cc", "Cs") or ord(char) & 0xFFFE == 0xFFFE)
    )


def _escaped(text: str) -> str:
    """Return text that Markdown shows as it is: no markup, no HTML, no link of its own accord."""
    marked = _MARKUP.sub(r"\\\1", legible(text))
    begun = _BULLET.sub(lambda m: f"{m[1] or ''}{m[3] or ''}\\{m[2] or m[4]}", marked)
    return _WWW.sub(r"\1\\.", begun)


def _line(text: str) -> str:
    return " ".join(_escaped(text).split("\n"))


def _time(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))


def file_name(title: str, suffix: str) -> str:
    r"""Return a file name that every system takes, called after a title.

    >>> file_name("2019年：GDP/人口？", "md")
    '2019年GDP人口.md'
    """
    kept = "".join(char for char in title if char.isalnum() or char in " -_").strip()
    return f"{kept[:40].strip() or 'wenju'}.{suffix}"
