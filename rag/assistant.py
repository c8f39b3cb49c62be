"""Wires the rooms: a question in, events out.

Knows the order of the stages and who composes; each stage's work is done in its own room.
Safe for several threads: models and the open index are shared and never changed, and a question
keeps the index it began with when a newer generation is opened beside it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rag import listing
from rag.answer.builtin import BuiltIn
from rag.answer.citing.checked import checked, sentences_of, showing
from rag.answer.citing.cite import Numbering
from rag.answer.english import glossed_event, to_english
from rag.answer.models.generator import Generator, Request
from rag.answer.models.turns import Turns
from rag.answer.second_reading import SecondReading
from rag.answer.words.notice_words import WORDS
from rag.answer.words.notices import Facts
from rag.composers import Clock, Models, composed, find_generator, find_reader, sources_of
from rag.corpus.chunks import chunks
from rag.corpus.load import document_of
from rag.corpus.read import SUFFIXES, read_string
from rag.encode.embedder import Embedder
from rag.encode.interaction import LateInteraction
from rag.encode.load import load_embedder, load_static
from rag.errors import BackendError, PromptTooLongError, RagError
from rag.index.generation import current_generation
from rag.index.index import Index
from rag.notices import WANTED, Inquiry, Noticer
from rag.records import (
    Answer,
    AnswerReady,
    Event,
    Evidence,
    EvidenceFound,
    Language,
    Scope,
    SentenceReady,
    SourceText,
    Turn,
    Understood,
    Writing,
)
from rag.search.corrections import Corrector
from rag.search.english.questions import in_chinese, read_turns, understood_as
from rag.search.find import Finder
from rag.search.question import Leaning, is_talking, last_question, may_lean, understand, validate
from rag.search.remarks.recognise import language_of, remark_of, reply_language
from rag.search.retrieve import Retriever
from rag.settings import ROOT, Settings
from rag.text.equivalents import Synonyms
from rag.text.fold import scalars
from rag.text.words import Segmenter
from rag.tried import Tried, tried

# How often those who wait for the language model are told how many are ahead; a page that was closed is noticed then.
_TURN_S = 0.5


@dataclass(frozen=True, slots=True)
class _Serving:
    """An open index and what searches it."""

    index: Index
    retriever: Retriever
    noticer: Noticer
    finder: Finder
    corrector: Corrector


class Assistant:
    """Answers questions from an index, or from passages given with the question."""

    def __init__(
        self, settings: Settings, *, generator: Generator | None = None, models_of: Assistant | None = None
    ) -> None:
        """Remember the settings; models and index are opened when first needed.

        Args:
            settings: Which index, which models, who composes.
            generator: A language model to use instead of the one the settings name.
            models_of: An assistant of another index whose models, the language model too, are used here.
        """
        self.settings = settings
        self._lender = models_of
        self._lock = threading.Lock()
        self._models: Models | None = None
        self._open: _Serving | None = None
        self._generator = generator
        self._generator_known = generator is not None
        self._turns = Turns()

    # ------------------------------------------------------------ opening

    @property
    def index(self) -> Index:
        """The index in use, opened if it is not yet.

        Raises:
            IndexStoreError: There is none, or it cannot serve.
            BackendError: A model is missing.
        """
        return self._serving().index

    def refresh(self) -> bool:
        """Open a newer generation where there is one; return whether there was."""
        before = self._open
        return self._serving() is not before

    def load(self) -> None:
        """Load models and index now, so that the first question does not wait.

        Raises:
            RagError: As ``index``.
        """
        self._serving()
        self._language_model()
        # The dictionary is read once, so that the first greeting is told at once.
        remark_of("温州")

    def examples(self) -> tuple[str, ...]:
        """Return up to six questions on the whole index that are answered from it, in the language of its documents.

        They are tried, which takes a second or so once for each generation; notices offer the same ones.

        Raises:
            RagError: As ``index``.
        """
        return self._serving().noticer.examples()

    @property
    def finder(self) -> Finder:
        """What finds words in the index in use, word for word.

        Raises:
            RagError: As ``index``.
        """
        return self._serving().finder

    def _loaded(self) -> Models:
        if self._lender is not None:
            return self._lender._loaded()
        with self._lock:
            if self._models is None:
                static = load_static(self.settings)
                interaction = LateInteraction(static)
                self._models = Models(
                    embedder=load_embedder(self.settings),
                    interaction=interaction,
                    builtin=BuiltIn(interaction, self.settings.models / "composer"),
                    reader=find_reader(self.settings),
                )
            return self._models

    def _serving(self) -> _Serving:
        """Return the newest generation that can be opened; the one in use stays where a newer one is damaged."""
        models = self._loaded()
        with self._lock:
            serving = self._open
            if serving is not None and current_generation(self.settings.index) in (None, serving.index.current):
                return serving
            try:
                # The dictionary as it is now: with one that has changed, a newer generation was made.
                segmenter = Segmenter(self.settings.dictionary)
                index = Index.open(self.settings.index, models.embedder, segmenter)
            except RagError:
                if serving is None:
                    raise
                return serving
            self._open = self._serve(index, models, segmenter)
            return self._open

    def _serve(self, index: Index, models: Models, segmenter: Segmenter) -> _Serving:
        retriever = Retriever(index, models.interaction, segmenter)

        def built_in(question: str, among: Scope) -> Answer:
            understood = understand(question)
            evidence = retriever.retrieve(understood, among, k=self.settings.evidence)
            return composed(index, models, understood, evidence)

        facts = Facts(formats=SUFFIXES, llm=_shown(self.settings.llm))
        return _Serving(index, retriever, Noticer(index, built_in, facts), Finder(index), Corrector(index, segmenter))

    def _reading(self, passages: Sequence[str]) -> _Serving:
        """Return an index over passages, in memory only."""
        models, segmenter = self._loaded(), Segmenter(self.settings.dictionary)
        return self._serve(_index_of(passages, models.embedder, segmenter), models, segmenter)

    def _language_model(self) -> Generator | None:
        """Return the language model that composes, None where the built-in composer does alone."""
        if self._lender is not None:
            return self._lender._language_model()
        with self._lock:
            if not self._generator_known:
                self._generator = find_generator(self.settings)
                self._generator_known = True
            return self._generator

    def _queue(self) -> Turns:
        """Return the queue before the language model, which all collections share."""
        return self._turns if self._lender is None else self._lender._queue()

    # ------------------------------------------------------------ asking

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        scope: Scope | None = None,
        stop: threading.Event | None = None,
        passages: Sequence[str] | None = None,
        language: Language | None = None,
    ) -> Iterator[Event]:
        """Yield what happens while a question is answered, ending in ``AnswerReady(final=True)``.

        What is no question to the documents (a greeting, a name alone) ends in a notice.

        Args:
            question: As typed.
            history: The conversation so far, oldest first.
            scope: Where to look; everywhere by default.
            stop: Set by another thread to end a language model's writing; what was checked until then stays.
            passages: Texts to answer from instead of the index, each its own document.
            language: Of words of ours; by default that of the question. Passages stay as they are.

        Raises:
            QuestionError: The question is empty or too long.
            IndexStoreError: No passages are given and no index can serve.
            BackendError: A model is missing; one that fails while it writes is told by the last event.
            ConfigError: The address of the language model's server cannot be one.
            ConfigFileError: The reader's dictionary or synonyms are malformed.
        """
        validate(question, self.settings.question_chars)
        models = self._loaded()
        serving = self._serving() if passages is None else self._reading(passages)
        # Small, and read with every question: a line that was just added counts at once.
        own = Synonyms.read(self.settings.synonyms)
        scope, clock = scope or Scope(), Clock()
        if found := listing.asked_for(serving.index, question, scope):
            clock.lap("retrieve")
            evidence = serving.retriever.retrieve(understand(question), scope, self.settings.evidence, own)
            for event in listing.listed(serving.index, question, found, evidence, scope):
                if isinstance(event, AnswerReady):
                    clock.lap("compose")
                    event = AnswerReady(replace(event.answer, seconds=clock.seconds))
                yield event
            return
        remark = remark_of(question, talking=is_talking(history))
        spoken = reply_language(question if remark is None or remark.kind != "noise" else "", language)
        asked = tuple(turn.content for turn in history if turn.role == "user")
        inquiry = Inquiry(remark, spoken, last_question(history), scope, asked) if remark is not None else None
        if inquiry is not None and serving.noticer.is_sure(inquiry):
            blank = Answer(question, Understood(question, ()), "notice", index=serving.index.generation)
            yield blank.understood
            yield from self._noticed(serving, blank, inquiry, clock)
            return
        english = in_chinese(serving.index, question) if language_of(question) == "en" else None
        reading: Tried | None = None
        if english is not None and english.enough:
            said = read_turns(serving.index, history)
            understood = replace(understood_as(understand(english.text, said), english), question=question)
            own = Synonyms((*own.rules, *english.synonyms))
        else:
            read = serving.noticer.in_chinese(question) if english else question
            understood = serving.corrector.corrected(replace(understand(read, history), question=question))
            reading = self._tried(serving, models, understood, may_lean(read, history), scope, spoken, own)
            understood = understood if reading is None else reading.understood
        clock.lap("understand")
        yield understood
        evidence = (
            reading.evidence
            if reading is not None
            else serving.retriever.retrieve(understood, scope, self.settings.evidence, own)
        )
        second = SecondReading(models.reader, understood, evidence) if models.reader is not None else None
        evidence = second.evidence if second is not None else evidence
        clock.lap("retrieve")
        yield EvidenceFound(evidence)
        nothing = WORDS[spoken].nothing if scope == Scope() else WORDS[spoken].nothing_within
        ready = reading.composition if reading is not None and second is None else None
        first = composed(serving.index, models, understood, evidence, spoken, clock, own, nothing, second, ready)
        if english is not None:
            first = to_english(first, english, nothing)
        if first.outcome == "no_evidence":
            noticed = list(self._noticed(serving, first, inquiry, clock)) if inquiry is not None else []
            if noticed:
                yield from noticed
                return
            if english is not None:
                examples = serving.noticer.examples()[:WANTED]
                first = replace(first, notice=WORDS["en"].ask_in_chinese, suggestions=examples)
        model = self._language_model()
        if model is None or not evidence:
            yield from sentences_of(first)
            yield AnswerReady(first)
            return
        yield AnswerReady(first, final=False)
        request = Request(understood.queries[0], understood.constraints, tuple(history), evidence)
        sources = sources_of(serving.index, evidence)
        for event in self._written(model, request, stop or threading.Event(), first, sources, clock, spoken, second):
            yield event if english is None else glossed_event(event, english)

    def answer(
        self,
        question: str,
        history: Sequence[Turn] = (),
        scope: Scope | None = None,
        passages: Sequence[str] | None = None,
        language: Language | None = None,
    ) -> Answer:
        """Return the final answer to a question; arguments and errors as for ``ask``."""
        for event in self.ask(question, history, scope, passages=passages, language=language):
            if isinstance(event, AnswerReady) and event.final:
                return event.answer
        raise AssertionError("ask() ends in a final answer")

    def spoken(self, question: str) -> Language:
        """Return the language in which words of ours go with an answer where none but the settings' was asked for."""
        return reply_language(question, "en" if self.settings.language == "en" else "zh")

    def _tried(
        self,
        serving: _Serving,
        models: Models,
        merged: Understood,
        leaning: Leaning | None,
        scope: Scope,
        language: Language,
        own: Synonyms,
    ) -> Tried | None:
        """Return the reading of a short question that its passages bear out; None where its words say which it is."""
        if leaning is None:
            return None
        alone = serving.corrector.corrected(understand(merged.question))

        def retrieve(understood: Understood) -> tuple[Evidence, ...]:
            return serving.retriever.retrieve(understood, scope, self.settings.evidence, own)

        return tried(models.builtin, retrieve, alone, merged, leaning, language, own)

    def _noticed(self, serving: _Serving, blank: Answer, inquiry: Inquiry, clock: Clock) -> Iterator[Event]:
        """Yield the passages and the answer of a notice; nothing where none fits."""
        notice = serving.noticer.reply(inquiry, self._model_name())
        if notice is None:
            return
        clock.lap("compose")
        yield EvidenceFound(notice.evidence)
        yield AnswerReady(
            replace(
                blank,
                outcome="notice",
                sentences=(),
                citations=(),
                dropped=(),
                notice=notice.text,
                suggestions=notice.suggestions,
                evidence=notice.evidence,
                seconds=clock.seconds,
            )
        )

    def _model_name(self) -> str:
        """Return the name of the language model that composes, ``""`` where none does."""
        model = self._language_model()
        return model.name if model is not None else ""

    def _written(
        self,
        model: Generator,
        request: Request,
        stop: threading.Event,
        first: Answer,
        sources: dict[str, SourceText],
        clock: Clock,
        spoken: Language,
        second: SecondReading | None = None,
    ) -> Iterator[Event]:
        """Yield a language model's checked sentences, then its answer, or the first one where nothing of it held.

        It writes for one at a time, in the order in which they came; ``stop`` ends the waiting, too. Where the model
        fails or is stopped, what was checked until then stays and says that it is not all; no half sentence does.
        """
        from rag.answer.models.compose_llm import answer_with

        found = []
        failure: RagError | None = None
        with self._queue().joined() as place:
            while (ahead := place.ahead) and not stop.is_set():
                yield Writing(ahead, model.name)
                place.wait(_TURN_S)
            yield Writing(generator=model.name)
            try:
                drafts, numbering = answer_with(model, request, stop), Numbering(request.evidence, sources)
                for ready in checked(drafts, numbering, second.verdict if second is not None else None):
                    found.append(ready)
                    if isinstance(ready, SentenceReady):
                        yield ready
            except (BackendError, PromptTooLongError) as error:
                failure = error
        stopped = stop.is_set()
        clock.lap("write")
        written = showing(first, found)
        if written.outcome == "answered":
            ended = WORDS[spoken].stopped if stopped else WORDS[spoken].cut_off if failure is not None else ""
            written = replace(written, generator=model.name, notice=ended or written.notice)
        else:
            ended = WORDS[spoken].stopped_early if stopped else ""
            notice = "\n".join(filter(None, (first.notice, ended)))
            written = replace(first, dropped=written.dropped, notice=notice)
        yield AnswerReady(replace(written, seconds=clock.seconds), failure=failure)


def _index_of(passages: Sequence[str], embedder: Embedder, segmenter: Segmenter) -> Index:
    """Return an index over passages, kept in memory only; empty passages are left out, lone surrogates replaced."""
    documents = [
        document_of(read_string(f"passage-{n}", scalars(text)))
        for n, text in enumerate(passages, start=1)
        if text.strip()
    ]
    found = [chunk for document in documents for chunk in chunks(document)]
    return Index.in_memory(documents, found, embedder, segmenter)


def _shown(path: str) -> str:
    """Return a path as people are told it: below the program's folder where it is there."""
    return Path(path).relative_to(ROOT).as_posix() if Path(path).is_relative_to(ROOT) else path
