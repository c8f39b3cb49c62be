"""Reads the training data: news articles and questions over paragraphs.

Knows the files' forms and which questions are held out for measuring; nothing of models.
``training/README.md`` says where the files come from.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import opencc

_NEWS_GAP = re.compile(r"\s{2,}|\u3000+|\n+")
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;”’」』）)]*")
_LEAD = re.compile(r"^\s*原标题[：:]\s*")
RUN = 40  # characters: no two articles share so many by chance


@dataclass(frozen=True, slots=True)
class Question:
    """A question over one paragraph.

    Attributes:
        text: The question.
        paragraph: The paragraph that answers it.
        answer: The answer as it stands in the paragraph; ``""`` where it does not stand there literally.
        start: Offset of the answer in the paragraph, -1 where unknown.
        source: ``drcd``, ``cmrc`` or ``news``.
        held_out: Whether it is kept for measuring.
        title: Of the paragraph's article, ``""`` where there is none.
    """

    text: str
    paragraph: str
    answer: str
    start: int
    source: str
    held_out: bool
    title: str = ""


@lru_cache(maxsize=1)
def _to_simplified() -> opencc.OpenCC:
    """Return the converter; loading it once is enough."""
    return opencc.OpenCC("t2s")


def simplified(text: str) -> str:
    """Return text in simplified characters; the length is kept or ``ValueError`` raised, since offsets rely on it."""
    converted = str(_to_simplified().convert(text))
    if len(converted) != len(text):
        # Phrases may change length in the converter; characters alone do not.
        converted = "".join(str(_to_simplified().convert(char)) for char in text)
    if len(converted) != len(text):
        raise ValueError(f"conversion changed the length of {text[:40]!r}")
    return converted


def held_out(key: str) -> bool:
    """Return whether a paragraph's or article's questions are kept for measuring: a fifth, by hash."""
    return hashlib.sha256(key.encode()).digest()[0] % 5 == 0


def _runs(text: str) -> Iterator[int]:
    """Yield a hash of each run of ``RUN`` characters of a text; none for a shorter one."""
    return (hash(text[i : i + RUN]) for i in range(len(text) - RUN + 1))


def shares_a_run(text: str, runs: Set[int]) -> bool:
    """Whether a text has a run of ``RUN`` characters that is among those of ``runs_of``."""
    return any(run in runs for run in _runs(text))


def runs_of(texts: Iterable[str]) -> set[int]:
    """Return hashes of all runs of ``RUN`` characters of texts; valid within this process only."""
    return {run for text in texts for run in _runs(text)}


def apart(asked: Sequence[Question], measured: Iterable[str] = ()) -> list[Question]:
    """Return questions without those to learn from whose paragraph shares a sentence with what is measured on.

    News repeats itself: articles that differ in their first characters, by which they are held out, may tell the
    same in the same words.

    Args:
        asked: Held-out questions and others; the held-out ones all stay.
        measured: Further texts that models are measured on.
    """
    runs = runs_of([*measured, *dict.fromkeys(q.paragraph for q in asked if q.held_out)])
    shared = {p: shares_a_run(p, runs) for p in dict.fromkeys(q.paragraph for q in asked if not q.held_out)}
    return [q for q in asked if q.held_out or not shared[q.paragraph]]


def touched(measured: Iterable[str], learned: Iterable[str]) -> set[str]:
    """Return those of some texts that share a run with one of others; nothing is shared by a text below ``RUN``."""
    holders: dict[int, list[str]] = {}
    for text in dict.fromkeys(measured):
        for run in _runs(text):
            holders.setdefault(run, []).append(text)
    return {text for other in learned for run in _runs(other) if run in holders for text in holders[run]}


def cases_from(folder: Path) -> list[Question]:
    """Return the questions that cases are made from: ``apart`` from the held-out ones and from the development news."""
    return apart(questions(folder), _development(folder))


def articles_from(folder: Path) -> list[list[str]]:
    """Return the articles of the news that share no run with a held-out question's paragraph or the development news.

    Held-out questions over news are over articles of the same file: models that read text alone would know them.
    """
    held = dict.fromkeys(q.paragraph for q in questions(folder) if q.held_out)
    runs = runs_of([*_development(folder), *held])
    return [article for article in news(folder) if not shares_a_run("\n".join(article), runs)]


def _development(folder: Path) -> list[str]:
    """Return the texts of the development news, none where the folder lacks them."""
    has_dev = (folder / "news_dev_docs.jsonl.xz").is_file()
    return list(news_dev(folder)[0].values()) if has_dev else []


def _lines(path: Path) -> Iterator[dict[str, str]]:
    """Yield the objects of a .jsonl or .jsonl.xz file."""
    data = path.read_bytes()
    for line in (lzma.decompress(data) if path.suffix == ".xz" else data).splitlines():
        yield json.loads(line)


def news(folder: Path) -> Iterator[list[str]]:
    """Yield the articles of the news, each as its paragraphs; a leading ``原标题：`` is left out."""
    for item in _lines(folder / "news_train.jsonl.xz"):
        paragraphs = [p for p in _NEWS_GAP.split(_LEAD.sub("", item["text"])) if len(p) >= 8]
        if paragraphs:
            yield paragraphs


def cut_sentences(text: str) -> list[str]:
    """Return the sentences of a text by their end marks alone, which is quick; the product cuts with more care."""
    return [m.group() for m in _SENTENCE.finditer(text)]


def passages(text: str, size: int = 300) -> list[str]:
    """Return a text cut at sentence ends into passages of about ``size`` characters."""
    found, at = [], ""
    for sentence in cut_sentences(text):
        if at and len(at) + len(sentence) > size:
            found.append(at)
            at = ""
        at += sentence
    return [*found, at] if at else found


def _squad(path: Path, source: str, *, convert: bool) -> Iterator[Question]:
    """Yield the questions of a SQuAD 1.1 file; articles, not paragraphs, are held out together."""
    for article in json.loads(lzma.decompress(path.read_bytes()))["data"]:
        title = simplified(article["title"]) if convert else article["title"]
        # CMRC names its one-paragraph articles by a number.
        title = "" if title.isascii() else title
        for paragraph in article["paragraphs"]:
            text = simplified(paragraph["context"]) if convert else paragraph["context"]
            for qa in paragraph["qas"]:
                answer = simplified(qa["answers"][0]["text"]) if convert else qa["answers"][0]["text"]
                start = qa["answers"][0]["answer_start"]
                if text[start : start + len(answer)] != answer:
                    start = text.find(answer)
                question = simplified(qa["question"]) if convert else qa["question"]
                yield Question(question, text, answer, start, source, held_out(source + article["title"]), title)


def questions(folder: Path, *, script: str = "simplified") -> list[Question]:
    """Return the questions over encyclopaedia paragraphs (DRCD, CMRC) and over news articles.

    Args:
        folder: The data folder.
        script: ``simplified`` converts DRCD; ``original`` leaves its traditional characters.
    """
    found = [
        *_squad(folder / "drcd_dev.json.xz", "drcd", convert=script == "simplified"),
        *_squad(folder / "cmrc_trial.json.xz", "cmrc", convert=False),
    ]
    for item in _lines(folder / "news_qa_train.jsonl"):
        text, answer = _LEAD.sub("", item["text"]), item["answer"]
        found.append(Question(item["question"], text, answer, text.find(answer), "news", held_out(text[:60])))
    return found


def news_dev(folder: Path) -> tuple[dict[str, str], list[tuple[str, list[tuple[str, str]]]]]:
    """Return the development corpus by name, and its questions, each with (document, quote) pairs that answer it."""
    texts = {item["name"]: item["text"] for item in _lines(folder / "news_dev_docs.jsonl.xz")}
    asked = []
    for item in _lines(folder / "news_dev_questions.jsonl"):
        evidence: object = item["evidence"]
        assert isinstance(evidence, list)
        asked.append((item["question"], [(e["doc"], e["quote"]) for e in evidence]))
    return texts, asked
