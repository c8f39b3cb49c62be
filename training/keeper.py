"""Trains a small token model that says which words of a sentence answer a question: an experiment, not in use.

ELECTRA as transformers has it, 4.5 million parameters; the vectors of its pieces begin as the static embedder's, and
each piece is told whether the question has it or one near. It learns from questions whose answer stands in one clause
of a sentence (that clause is kept), and from headlines that their opening sentence repeats (those words are kept, no
question being given). ``python -m training keeper`` trains it and sets what it keeps beside ``passages.trim``;
decision 035 says why it was left out. Knows sentences and clauses; nothing of answers.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from transformers import AutoModelForTokenClassification, ElectraConfig

from rag.answer.passages.candidates import candidates
from rag.answer.passages.trim import balanced, tidy, trim
from rag.answer.question.reading import read
from rag.answer.question.terms import Rarity
from rag.answer.verdict.limits import complete
from rag.answer.weights import Weights
from rag.encode.interaction import LateInteraction
from rag.encode.static import StaticEmbedder
from rag.records import Chunk, Evidence, OffsetMap, Span
from rag.settings import ROOT
from rag.text.dictionary import tag
from rag.text.numbers import quantities
from rag.text.sentences import clauses, sentences
from training.characters import padded
from training.data import Question, cases_from, cut_sentences, news
from training.loop import KEPT, Batch, Course, learn, save_half
from training.recipes import KeeperRecipe

PAD, CLS, SEP, RARE, MARK = range(5)
_MARKS = "，。；：、！？“”（）《》％%．.-—"
_FIRST = MARK + 1 + len(_MARKS)  # number of the first piece that has a vector of the embedder's
ASKED, PLAIN, SAME, NEAR = range(4)  # what each piece is: of the question, of the sentence, and in both
_NEARNESS = 0.55  # cosine
_LONGEST = 256
_HEADLINE = re.compile(r"[^。！？>/]{12,40}")


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence, what was asked, and what of the sentence is to be kept.

    Attributes:
        question: What was asked, ``""`` for a headline's sentence.
        sentence: The sentence.
        kept: Its stretches to be kept.
        answer: The answer as it stands in it, ``""`` for a headline's sentence.
        held_out: Whether it is kept for measuring.
    """

    question: str
    sentence: str
    kept: tuple[Span, ...]
    answer: str
    held_out: bool


def of_questions(asked: Iterable[Question]) -> list[Example]:
    """Return the sentences of several clauses that hold an answer; their clauses that it stands in are kept."""
    found = []
    for question in asked:
        if question.start < 0 or not question.answer:
            continue
        place = (question.start, question.start + len(question.answer))
        for low, high in sentences(question.paragraph):
            text = question.paragraph[low:high]
            if not low <= place[0] or place[1] > high or len(text) > _LONGEST - 60:
                continue
            parts = clauses(text)
            kept = tuple(p for p in parts if p[0] < place[1] - low and place[0] - low < p[1])
            if len(parts) > 1:
                found.append(Example(question.text, text, kept, question.answer, question.held_out))
    return found


def of_headlines(articles: Iterable[list[str]], static: StaticEmbedder, n: int) -> list[Example]:
    """Return at most ``n`` opening sentences that hold nearly all pieces of their headline; those are kept.

    This is how Filippova and Altun made data for shortening sentences (2013).
    """
    found = []
    for article in articles:
        if len(article) < 2 or not _HEADLINE.fullmatch(article[0]):
            continue
        opening = next((s for s in cut_sentences(article[1]) if len(s) >= 20), "")
        wanted, there = set(static.pieces(article[0]).ids.tolist()), static.pieces(opening)
        shared = wanted & set(there.ids.tolist())
        if len(wanted) < 5 or len(shared) < 0.7 * len(wanted) or len(opening) > 150:
            continue
        places = zip(there.ids.tolist(), there.places.tolist(), strict=True)
        kept = tuple((int(a), int(b)) for number, (a, b) in places if number in wanted)
        found.append(Example("", opening, kept, "", False))
        if len(found) == n:
            break
    return found


class Tokens:
    """Texts as the model takes them: the embedder's pieces and the marks between them, with their places."""

    def __init__(self, static: StaticEmbedder, known: Sequence[int]) -> None:
        """Rest on an embedder, of whose pieces some are known."""
        self.static = static
        self._number = {piece: _FIRST + at for at, piece in enumerate(known)}

    def of(self, text: str) -> tuple[list[int], list[int], list[Span]]:
        """Return numbers, the embedder's piece (-1 for a mark) and place of each token, in the order of the text."""
        pieces = self.static.pieces(text)
        found = [
            (int(a), int(b), self._number.get(piece, RARE), piece)
            for piece, (a, b) in zip(pieces.ids.tolist(), pieces.places.tolist(), strict=True)
        ]
        held = {at for a, b, _, _ in found for at in range(a, b)}
        found += [
            (at, at + 1, MARK + 1 + _MARKS.find(char), -1)  # Of all other marks the number is MARK.
            for at, char in enumerate(text)
            if at not in held and not char.isspace()
        ]
        found.sort()
        return [t[2] for t in found], [t[3] for t in found], [(t[0], t[1]) for t in found]

    def row(self, question: str, sentence: str) -> tuple[list[int], list[int], list[Span]]:
        """Return numbers and kinds of a question with a sentence, and the places of the sentence's tokens."""
        asked, asked_pieces, _ = self.of(question)
        told, pieces, places = self.of(sentence)
        terms = sorted({piece for piece in asked_pieces if piece >= 0})
        vectors = self.static.vectors
        nearest = (vectors[pieces] @ vectors[terms].T).max(axis=1) if terms else np.zeros(len(pieces))
        kinds = [
            SAME if piece in terms else NEAR if piece >= 0 and near > _NEARNESS else PLAIN
            for piece, near in zip(pieces, nearest, strict=True)
        ]
        numbers = [CLS, *asked, SEP, *told][:_LONGEST]
        return (
            numbers,
            [ASKED] * (len(asked) + 2) + kinds[: _LONGEST - len(asked) - 2],
            places[: _LONGEST - len(asked) - 2],
        )


def train_keeper(data: Path, embedder: Path, out: Path, recipe: KeeperRecipe) -> dict[str, float]:
    """Train the keeper, print what it keeps beside what is in use, write it to ``out``; return its figures."""
    began = time.perf_counter()
    static = StaticEmbedder(embedder)
    examples = of_questions(cases_from(data))
    learned, measured = ([e for e in examples if e.held_out is held] for held in (False, True))
    learned += of_headlines(news(data), static, recipe.headlines)
    seen = Counter(piece for e in learned for piece in static.pieces(e.question + e.sentence).ids.tolist())
    for paragraphs in islice(news(data), 3_000):
        seen.update(static.pieces("".join(paragraphs)[:2_000]).ids.tolist())
    known = [piece for piece, _ in seen.most_common(recipe.pieces)]
    tokens = Tokens(static, known)
    model = _begun(static, known, recipe)
    print(f"{len(learned)} sentences, {len(measured)} held out, {model.num_parameters()} parameters", flush=True)
    rows = [_labelled(tokens, e) for e in learned]

    def batch_of(step: int) -> Batch:
        random = np.random.default_rng((recipe.seed, step))
        return _features([rows[int(i)] for i in random.integers(len(rows), size=recipe.batch)])

    course = Course(recipe.steps, recipe.minutes, recipe.rate, seed=recipe.seed)
    out.mkdir(parents=True, exist_ok=True)
    learn(model, batch_of, lambda batch: model(**batch).loss, course, out / KEPT)
    model.to("cpu")
    figures = compare(model, tokens, measured, LateInteraction(static)) if measured else {}
    save_half(model, out)
    print(f"{time.perf_counter() - began:.0f} s", flush=True)
    return figures


def _begun(static: StaticEmbedder, known: Sequence[int], recipe: KeeperRecipe) -> torch.nn.Module:
    """Return the model as it begins: drawn at random, known pieces with the embedder's vectors."""
    torch.manual_seed(recipe.seed)
    model = AutoModelForTokenClassification.from_config(
        ElectraConfig(
            vocab_size=_FIRST + len(known),
            embedding_size=static.dim,
            hidden_size=recipe.hidden,
            num_hidden_layers=recipe.layers,
            num_attention_heads=max(1, recipe.hidden // 32),
            intermediate_size=4 * recipe.hidden,
            max_position_embeddings=_LONGEST,
            type_vocab_size=4,
            pad_token_id=PAD,
            num_labels=2,
        )
    )
    model.electra.embeddings.word_embeddings.weight.data[_FIRST:] = torch.from_numpy(static.vectors[list(known)])
    return model


Labelled = tuple[list[int], list[int], list[int]]


def _labelled(tokens: Tokens, example: Example) -> Labelled:
    """Return numbers, kinds and labels of an example: 1 to be kept, 0 not, -100 what is not the sentence's."""
    numbers, kinds, places = tokens.row(example.question, example.sentence)
    kept = [int(any(a < high and low < b for low, high in example.kept)) for a, b in places]
    return numbers, kinds, [-100] * (len(numbers) - len(places)) + kept


def _features(rows: Sequence[Labelled]) -> dict[str, torch.Tensor]:
    """Return rows as the model takes them."""
    ids = padded([row[0] for row in rows], PAD)
    made = {
        "input_ids": ids,
        "token_type_ids": padded([row[1] for row in rows], 0),
        "labels": padded([row[2] for row in rows], -100),
        "attention_mask": (ids != PAD).astype(np.int64),
    }
    return {name: torch.from_numpy(values) for name, values in made.items()}


@torch.inference_mode()
def marked(
    model: torch.nn.Module, tokens: Tokens, asked: Sequence[tuple[str, str]], batch: int = 32
) -> list[tuple[npt.NDArray[np.float32], list[Span]]]:
    """Return for each question and sentence how far its tokens are to be kept rather than not, and their places."""
    found = []
    for at in range(0, len(asked), batch):
        made = [tokens.row(*pair) for pair in asked[at : at + batch]]
        batch_of = _features([(numbers, kinds, []) for numbers, kinds, _ in made])
        del batch_of["labels"]
        logits = model(**batch_of).logits.numpy()
        for row, (numbers, _, places) in enumerate(made):
            told = logits[row, len(numbers) - len(places) : len(numbers)]
            found.append((told[:, 1] - told[:, 0], places))
    return found


def kept_clauses(sentence: str, signs: npt.NDArray[np.float32], places: Sequence[Span], bias: float) -> Span:
    """Return the run of clauses whose tokens' signs, each less ``bias``, add up to most."""
    parts = clauses(sentence)
    sums = [sum(float(s) - bias for s, (at, _) in zip(signs, places, strict=True) if a <= at < b) for a, b in parts]
    runs = [(sum(sums[i : j + 1]), -j + i, i, j) for i in range(len(parts)) for j in range(i, len(parts))]
    _, _, low, high = max(runs)
    return tidy(sentence, *complete(sentence, (parts[low][0], parts[high][1])))


def kept_words(
    sentence: str, within: Span, signs: npt.NDArray[np.float32], places: Sequence[Span], least: float
) -> str:
    """Return a stretch of a sentence without its words whose sign is below ``least``; limits and marks stay.

    So do numbers with their units.

    Args:
        sentence: The sentence.
        within: The stretch.
        signs: How far each token is worth keeping.
        places: Of the tokens.
        least: Line below which a word is left out.
    """
    dropped: set[int] = set()
    fixed = {at for quantity in quantities(sentence) for at in range(quantity.start, quantity.end)}
    for sign, (a, b) in zip(signs, places, strict=True):
        word = sentence[a:b]
        if sign < least and word.isalpha() and a not in fixed and not _limits(sentence, (a, b)):
            dropped.update(range(a, b))
    return "".join(sentence[at] for at in range(*within) if at not in dropped)


def _limits(sentence: str, word: Span) -> bool:
    """Whether what is left of a sentence behind a word would have lost a limit with it."""
    return complete(sentence, (word[1], len(sentence)))[0] <= word[0] or bool(
        re.search("[约近超不未无非多余至逾以将拟预计争取力确保左右上下内]", sentence[slice(*word)])
    )


def reads(text: str) -> bool:
    """Whether a text may be a sentence, by rules: paired marks, a verb, no mark or particle at its ends or in a row."""
    return (
        len(text) >= 4
        and balanced(text)
        and not re.search(r"^[的了着地得、，；：]|[、，：的和与及在对把被]$|[，、；：]{2}|的的|[，、]的", text)
        and any(tag(text[at : at + size]).startswith("v") for size in (1, 2, 3) for at in range(len(text) - size + 1))
    )


def compare(
    model: torch.nn.Module, tokens: Tokens, examples: Sequence[Example], interaction: LateInteraction
) -> dict[str, float]:
    """Print and return how often an answer is kept, in how many characters, and whether it reads as a sentence.

    ``trim`` is what the product does at several lengths, ``clauses`` the best run of clauses at several biases,
    ``words`` that run without the words that headlines leave out.
    """
    rarity, weights = (
        Rarity.load(ROOT / "models/composer/rarity.npz"),
        Weights.load(ROOT / "models/composer/weights.toml"),
    )
    signs = marked(model, tokens, [(e.question, e.sentence) for e in examples])
    salient = marked(model, tokens, [("", e.sentence) for e in examples])

    def trimmed(example: Example, wish: int) -> str:
        evidence = (Evidence(1, 1.0, _chunk(example.sentence)),)
        reading = read(example.question, rarity)
        candidate = candidates(reading, evidence, interaction)[0]
        place = trim(candidate, reading, weights.clause, wish=wish, most=max(wish, min(118, wish * 2)))
        return example.sentence[slice(*complete(example.sentence, place))]

    ways: dict[str, Callable[[int], str]] = {
        f"trim {wish}": lambda i, wish=wish: trimmed(examples[i], wish) for wish in (72, 50, 36, 24, 12)
    }
    for bias in (-3.0, -2.0, -1.5, -1.0, 0.0):
        ways[f"clauses {bias:g}"] = lambda i, bias=bias: examples[i].sentence[
            slice(*kept_clauses(examples[i].sentence, *signs[i], bias))
        ]
    for least in (-3.0, -1.5):
        ways[f"words {least:g}"] = lambda i, least=least: kept_words(
            examples[i].sentence, kept_clauses(examples[i].sentence, *signs[i], -1.0), *salient[i], least
        )
    figures: dict[str, float] = {}
    for name, way in ways.items():
        texts = [way(i) for i in range(len(examples))]
        figures[f"{name} keeps"] = float(np.mean([e.answer in t for e, t in zip(examples, texts, strict=True)]))
        figures[f"{name} chars"] = float(np.mean([len(t) for t in texts]))
        figures[f"{name} reads"] = float(np.mean([reads(t) for t in texts]))
        told = ", ".join(f"{what} {figures[f'{name} {what}']:.3f}" for what in ("keeps", "chars", "reads"))
        print(f"{name:12} {told}", flush=True)
    return figures


def _chunk(text: str) -> Chunk:
    """Return a text as a passage of its own."""
    whole = (0, len(text))
    return Chunk(
        "0", "0", "", "", "", "", "", False, (), "body", 0, text, text, OffsetMap(((0, 0, len(text)),)), (whole,)
    )
