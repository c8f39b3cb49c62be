"""The answer to an English question: whether it speaks of what was asked, its figures in English, its refusal.

The question was asked in Chinese words that a glossary gives; what an answer makes of them by meaning alone is chance,
and the reader cannot tell. So what it cites must hold the names, and half of the general words, one way or another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rag.answer.citing.checked import refused
from rag.answer.passages.candidates import heading_of
from rag.answer.question.terms import plain
from rag.answer.refusing.refuse import is_met_literally
from rag.answer.words.gloss import date_in_english, gloss
from rag.answer.words.notice_words import WORDS
from rag.records import Answer, AnswerReady, EnglishQuestion, Event, Evidence, Sentence, SentenceReady
from rag.text.fold import is_han
from rag.text.numbers import dates

_SHARE = 0.5  # of the general words


def to_english(answer: Answer, question: EnglishQuestion, nothing: str) -> Answer:
    """Return the answer to an English question with what its sentences say in English, or refused in English.

    Where too little of the question could be read, only a passage that holds its English words answers it.

    Args:
        answer: To the question in Chinese.
        question: As it was read.
        nothing: What a refusal says that has nothing to name.
    """
    if not question.enough:
        if is_met_literally(answer.question, answer):
            return answer
        word = question.missing[0] if question.missing else ""
        return refused(answer, WORDS["en"].not_mentioned.format(word=word) if word else nothing)
    if answer.outcome == "no_evidence":
        return refused(answer, _gap(answer, question) or nothing)
    return glossed(answer, question) if _is_met(answer, question) else refused(answer, nothing)


def glossed(answer: Answer, question: EnglishQuestion) -> Answer:
    """Return an answer whose sentences that claim something say their figures, dates and names in English as well."""
    return replace(answer, sentences=tuple(_glossed(sentence, question) for sentence in answer.sentences))


def glossed_event(event: Event, question: EnglishQuestion) -> Event:
    """Return an event with its sentences as ``glossed`` gives them."""
    if isinstance(event, SentenceReady):
        return replace(event, sentence=_glossed(event.sentence, question))
    if isinstance(event, AnswerReady):
        return replace(event, answer=glossed(event.answer, question))
    return event


def _glossed(sentence: Sentence, question: EnglishQuestion) -> Sentence:
    if sentence.verdict == "gap" or not question.enough:
        return sentence
    text = sentence.text
    for start, end in sorted(sentence.added, reverse=True):
        text = text[:start] + text[end:]
    return replace(sentence, gloss=gloss(text, question.names) or None)


def _is_met(answer: Answer, question: EnglishQuestion) -> bool:
    """Whether what an answer cites, with what stands above it, holds the names and enough of the general words."""
    cited = {citation.chunk_id for citation in answer.citations}
    docs = {citation.doc for citation in answer.citations}
    texts = [plain(_whole(e)) for e in answer.evidence if e.chunk.chunk_id in cited]
    # A newspaper says 我市 in one article and its name in the next.
    around = [plain(_whole(e)) for e in answer.evidence if e.chunk.doc in docs]
    if not all(_stands((name,), around if name in question.places else texts) for _, name in question.names):
        return False
    told = [options for _, options in question.words if len(options[0]) > 1]
    met = [_stands(options, texts) for options in told]
    return not met or sum(met) >= _SHARE * len(met)


def _whole(evidence: Evidence) -> str:
    return f"{heading_of(evidence.chunk)}\n{evidence.chunk.text}"


def _stands(options: Iterable[str], texts: Iterable[str]) -> bool:
    return any(plain(option) in text for option in options for text in texts)


def _gap(answer: Answer, question: EnglishQuestion) -> str:
    """Return what a refusal says is not there, in the words of the question; ``""`` where Chinese would be left."""
    text = answer.sentences[0].text if answer.sentences else ""
    for typed, (chinese, *_) in (*((typed, (name,)) for typed, name in question.names), *question.words):
        text = text.replace(chinese, typed)
    for date in reversed(dates(text)):
        text = text[: date.start] + date_in_english(date) + text[date.end :]
    return "" if any(map(is_han, text)) else text
