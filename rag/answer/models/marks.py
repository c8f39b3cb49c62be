"""A language model's text, read while it is written: its sentences, and the passages that their marks name.

Knows the shapes that models give to marks, lists and thinking. Knows nothing of what the
passages say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rag.text.fold import fold
from rag.text.sentences import LONGEST_QUOTED, PAIRS, sentences

# On folded text, so that ［１］ is [1] already; 【3】 stays.
_LABEL = r"\s*\^?(?:资料|来源|文档|段落|参考|引用|文献|citation|source|ref)?\s*:?\s*"
_JOINT = r"\s*(?:[,，、;；~至-]|\]\s*\[)\s*"
_MARK = re.compile(
    rf"\s*[\[【]{_LABEL}(?P<numbers>-?\d{{1,9}}(?:{_JOINT}\d{{1,9}}){{0,12}})\s*(?:†[^\]】]{{0,20}})?[\]】]"
)
_UNCLOSED = re.compile(r"\s*[\[【]\s*(?P<numbers>\d{1,2}(?:\s*[,，、]\s*\d{1,2})*)\s*(?=[。！？!?；;，,\n]|$)")
_MAYBE_MARK = re.compile(r"\s*[\[【][^\]】\n]{0,24}$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_RANGE = re.compile(r"(\d+)\s*[~至-]\s*(\d+)")

_TARGET = r"\((?:[^()\n]|\([^()\n]*\)){0,300}\)"
_IMAGE = re.compile(rf"!\[[^\[\]\n]{{0,200}}\]{_TARGET}")
_LINK = re.compile(rf"\[(?P<text>[^\[\]\n]{{0,200}})\]{_TARGET}")
# What may still become a link or an image: held back until it is one or cannot be one.
_MAYBE_LINK = re.compile(r"(?:!|!?\[[^\[\]\n]{0,200}(?:\](?:\([^\n]{0,300})?)?)$")
_MARKUP = re.compile(r"\*\*|__|`+|^#{1,6}\s+", re.MULTILINE)
_BULLET = re.compile(r"^\s*(?:[-*•·●▪]\s*|[(（]\d{1,2}[)）]\s*|\d{1,2}[.、)）](?!\d)\s*|[一二三四五六七八九十]{1,2}、)")
_ENDS = "。！？!?；;"
_CLOSERS = "”’」』）)》】\"'"


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence as a model wrote it.

    Attributes:
        text: Without marks, bullets and markup.
        numbers: The passages its marks name, in order, each once; only numbers that exist.
        item: Whether it stood behind a bullet or a number of a list.
        closed: Whether the model ended it: by punctuation, a mark or a line break.
        ended: Whether it did so by more than a mark, which may stand in the middle of a sentence.
    """

    text: str
    numbers: tuple[int, ...]
    item: bool
    closed: bool
    ended: bool


def visible(pieces: Iterable[str]) -> Iterator[str]:
    """Yield a model's text without what stands between ``<think>`` and ``</think>``, however it is cut into pieces.

    Thinking that is never closed is left out to the end.

    >>> "".join(visible(["<th", "ink>嗯</thi", "nk>温", "州"]))
    '温州'
    """
    held, thinking = "", False
    for piece in pieces:
        held += piece
        while True:
            tag = "</think>" if thinking else "<think>"
            before, found, behind = held.partition(tag)
            if not found:
                break
            if not thinking and before:
                yield before
            held, thinking = behind, not thinking
        # The last characters may be the beginning of the tag.
        keep = next((n for n in range(min(len(tag) - 1, len(held)), 0, -1) if tag.startswith(held[-n:])), 0)
        if not thinking and len(held) > keep:
            yield held[: len(held) - keep]
        held = held[len(held) - keep :] if keep else ""
    if held and not thinking:
        yield held


def unlinked(pieces: Iterable[str]) -> Iterator[str]:
    """Yield text with links replaced by their words and images left out; a linked number stays a mark.

    >>> "".join(unlinked(["甲[乙](java", "script:x(1))!", "[丙](http://d/?e)。[1](#1)!"]))
    '甲乙。[1]!'
    """
    held = ""
    for piece in pieces:
        held = _LINK.sub(_words, _IMAGE.sub("", held + piece))
        maybe = _MAYBE_LINK.search(held)
        at = maybe.start() if maybe else len(held)
        if at:
            yield held[:at]
        held = held[at:]
    if held:
        yield held


def written(pieces: Iterable[str], highest: int) -> Iterator[Written]:
    """Yield each sentence of a model's text as soon as it cannot change any more.

    A mark belongs to the sentence that it stands in or, on the same line, behind. Marks of passages
    that do not exist are left out of the text and of the numbers.

    Args:
        pieces: The text as it comes.
        highest: The greatest number that a passage has.
    """
    buffer = ""
    for piece in unlinked(visible(pieces)):
        buffer += piece
        spans = _units(buffer)
        # The last sentence may go on, and the marks of the last but one may not all be there yet.
        while len(spans) > 1 and not _MAYBE_MARK.match(fold(buffer[spans[0][1] :])) and not _open(buffer, spans[0]):
            unit, buffer = buffer[: spans[0][1]], buffer[spans[0][1] :]
            spans = _units(buffer)
            yield from _sentence(unit, highest, ended=True)
    spans = _units(buffer)
    for i, (start, end) in enumerate(spans):
        yield from _sentence(buffer[start:end], highest, ended=i + 1 < len(spans) or buffer.endswith("\n"))


def numbers_of(text: str, highest: int) -> tuple[int, ...]:
    """Return the passages that the marks of a text name, in order, each once.

    >>> numbers_of("甲[1][3]，乙［２］【3】[0][99][1-9999]", 3)
    (1, 3, 2)
    """
    folded = fold(text)
    found: list[int] = []
    for pattern in (_MARK, _UNCLOSED):
        for match in pattern.finditer(folded):
            found += _read(match["numbers"], highest)
        folded = pattern.sub(_blank, folded)
    return tuple(dict.fromkeys(found))


def without_marks(text: str) -> str:
    """Return a text without citation marks; bracketed years and words stay.

    >>> without_marks("增长8.2% [1]，见〔2020〕第12期[1,2]。[注]")
    '增长8.2%，见〔2020〕第12期。[注]'
    """
    for pattern in (_MARK, _UNCLOSED):
        for match in reversed(list(pattern.finditer(fold(text)))):
            if not _YEAR.fullmatch(match["numbers"]):
                text = text[: match.start()] + text[match.end() :]
    return text


def _units(text: str) -> list[tuple[int, int]]:
    """Return the sentences of a text with the marks behind each on its line; none that holds marks only."""
    folded = fold(text)
    spans: list[tuple[int, int]] = []
    end = 0
    for start, stop in sentences(text):
        start = max(start, end)
        if spans and "\n" not in text[end:start]:
            while match := _MARK.match(folded, start, stop):
                start = match.end()
            end = spans[-1][1]
            spans[-1] = (spans[-1][0], max(end, start))
        rest = _MARK.sub("", folded[start:stop]).strip()
        if not rest and spans:
            spans[-1] = (spans[-1][0], stop)
        elif start < stop:
            spans.append((start, stop))
        end = stop
    return spans


def _open(text: str, span: tuple[int, int]) -> bool:
    """Whether a quotation or bracket that begins in a stretch of an unfinished text may still be closed behind it."""
    for at in range(*span):
        closer = PAIRS.get(text[at])
        if closer and closer not in text[at:] and "\n" not in text[at:] and len(text) - at <= LONGEST_QUOTED:
            return True
    return False


def _sentence(unit: str, highest: int, *, ended: bool) -> Iterator[Written]:
    """Yield the sentence that a stretch of text holds, if it holds one."""
    numbers = numbers_of(unit, highest)
    text = _MARKUP.sub("", without_marks(unit)).strip()
    bullet = _BULLET.match(text)
    text = text[bullet.end() :].strip() if bullet else text
    if any(char.isalnum() for char in text):
        ended = ended or text.rstrip(_CLOSERS)[-1:] in tuple(_ENDS)
        yield Written(text, numbers, bullet is not None, ended or bool(numbers), ended)


def _read(numbers: str, highest: int) -> list[int]:
    """Return the passages that the inside of a mark names; a range counts only if both of its ends exist."""
    if _YEAR.fullmatch(numbers) or numbers.startswith("-"):
        return []
    found: list[int] = []
    for part in re.split(r"[,，、;；\[\]\s]+", _RANGE.sub(r"\1-\2", numbers)):
        low, _, high = part.partition("-")
        if low.isdigit() and 1 <= int(low) <= highest:
            if not high:
                found.append(int(low))
            elif int(low) <= int(high) <= highest:
                found += range(int(low), int(high) + 1)
    return found


def _words(link: re.Match[str]) -> str:
    return f"[{link['text']}]" if link["text"].strip("^ ").isdigit() else link["text"]


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
