"""Makes ``models/repair``: which line ends are paragraph ends, learned from text damaged on purpose.

Texts with known paragraphs (``training/pages.py``) are printed in random mixtures of damages (``bench/damage.py``);
what ``rag/corpus/features.py`` sees of their lines goes into a small net of convolutions over the lines.
"""

from __future__ import annotations

import json
import lzma
import random
import time
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from safetensors.numpy import save_file
from torch import nn

from bench.damage import Damaged, Piece, Style, mixed, printed, random_style
from rag.corpus.features import features
from rag.corpus.follow import OPENINGS, PAIRS, Pairs, pair_key
from rag.corpus.furniture import furniture
from rag.corpus.lines import Lines, lines
from rag.corpus.signs import HAN, WHITE, codes_of, flags_of
from rag.corpus.view import View
from training.pages import Pages, Words, words

HEADS = (
    "滨海晚报",
    "2019年统计公报",
    "学校简报 第4期",
    "第二章 概况",
    "县志",
    "机密 请勿外传",
    "研究报告",
    "新闻 A03",
    "党史资料汇编",
)
DILATIONS = (1, 2, 4, 8, 16, 1)
_STEP = 16.0
_FEWEST = 12
_BLANK_ROWS = sum(DILATIONS)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the model is made.

    Attributes:
        pages: Damaged texts to learn from.
        size: Channels of the net.
        epochs: Times each text is seen.
        rate: Highest learning rate.
        seed: Of everything random.
    """

    pages: int = 20000
    size: int = 40
    epochs: int = 12
    rate: float = 4e-3
    seed: int = 7


# ---------------------------------------------------------------- tables of character pairs


def pairs_of(path: Path, stock: Words, held: int = 10) -> Pairs:
    """Return how characters follow each other in the articles that may be learned from."""
    counts: dict[int, int] = {}
    singles = np.zeros(1 << 16, np.int64)
    batch: list[str] = []

    def count() -> None:
        codes = codes_of(" ".join(batch))
        codes = np.where(codes < 1 << 16, codes, 0x20).astype(np.uint64)
        white = (flags_of(codes.astype(np.uint32)) & WHITE) != 0
        both = ~white[:-1] & ~white[1:]
        found, times = np.unique((codes[:-1] << np.uint64(16) | codes[1:])[both], return_counts=True)
        for key, n in zip(found.tolist(), times.tolist(), strict=True):
            counts[key] = counts.get(key, 0) + n
        singles[:] += np.bincount(codes[~white].astype(np.int64), minlength=1 << 16)
        batch.clear()

    with lzma.open(path, "rt", encoding="utf-8") as file:
        for number, line in enumerate(file):
            if number % held:
                batch.append(json.loads(line)["text"])
            if len(batch) == 5000:
                count()
    count()
    keys = np.array(list(counts), np.uint64)
    times = np.array(list(counts.values()), np.float64)
    keys, times = keys[times >= _FEWEST], times[times >= _FEWEST]
    first, second = (keys >> np.uint64(16)).astype(np.uint32), (keys & np.uint64(0xFFFF)).astype(np.uint32)
    likelier = np.log(times * singles.sum() / (singles[first].astype(np.float64) * singles[second]))
    follow = np.full(PAIRS, -2 * _STEP, np.float64)
    order = np.argsort(times)  # Where two pairs share a row, the frequent one has it.
    follow[pair_key(first[order], second[order], PAIRS)] = likelier[order] * _STEP
    return Pairs(_int8(follow), _openings(stock))


def _openings(stock: Words) -> npt.NDArray[np.int8]:
    """Return how much likelier two characters begin a paragraph than a sentence inside one."""
    opened, inside = np.full(OPENINGS, 3.0), np.full(OPENINGS, 3.0)
    for article in stock.articles:
        for paragraph in article:
            codes = codes_of(paragraph)
            opened[pair_key(codes[:1], codes[1:2], OPENINGS)] += 1
            ends = np.flatnonzero(np.isin(codes[:-2], [ord(c) for c in "。！？"])) + 1
            ends = ends[(flags_of(codes[ends]) & HAN) != 0]
            np.add.at(inside, pair_key(codes[ends], codes[ends + 1], OPENINGS), 1)
    score = np.log(opened / opened.sum()) - np.log(inside / inside.sum())
    return _int8((score - np.median(score)) * _STEP)


def _int8(values: npt.NDArray[np.float64]) -> npt.NDArray[np.int8]:
    return np.clip(np.rint(values), -127, 127).astype(np.int8)


# ---------------------------------------------------------------- what is learned from


def labels(page: Damaged, found: Lines) -> npt.NDArray[np.float32]:
    """Return for each line: whether its paragraph ends here, is cut here to go on later, or goes on here."""
    firsts = page.owners[found.runs.origins(found.start)].astype(np.int64)
    lasts = page.owners[found.runs.origins(found.end - 1)].astype(np.int64)
    n = len(found)
    firsts = np.where(firsts < 0, lasts, firsts)  # A mark that was left in place.
    ends = np.append((lasts[:-1] != firsts[1:]) | (lasts[:-1] < 0), True)
    seen: dict[int, tuple[int, int]] = {}
    for i, both in enumerate(zip(firsts.tolist(), lasts.tolist(), strict=True)):
        for owner in both:
            seen[owner] = (seen.get(owner, (i, i))[0], i)
    later = np.array([owner >= 0 and seen[owner][1] > i for i, owner in enumerate(lasts.tolist())])
    before = np.array([owner >= 0 and seen[owner][0] < i for i, owner in enumerate(firsts.tolist())])
    begins = np.append(True, ends[:-1])
    return np.stack([ends, ends & later, begins & before], axis=1).astype(np.float32).reshape(n, 3)


def cases(
    stock: Words, recipe: Recipe, pairs: Pairs
) -> tuple[tuple[str, ...], list[tuple[npt.NDArray[np.float16], npt.NDArray[np.float32]]]]:
    """Return the names of the features, and features with labels of the lines of each damaged text."""
    chance = random.Random(recipe.seed)
    names: tuple[str, ...] = ()
    made = []
    for pieces in islice(Pages(stock, recipe.seed), recipe.pages):
        style = _style(chance)
        pieces = _varied(pieces, chance)
        page = printed(pieces, style, chance.randrange(1 << 30))
        if chance.random() < 0.2:
            page = _torn(page, chance)
        found, _ = lines(page.source)
        found, _ = furniture(page.source, found)
        if (
            len(found) < 2
            or (found.runs.origins(found.start) < 0).any()
            or (found.runs.origins(found.end - 1) < 0).any()
        ):
            continue
        names, matrix = features(View(found), pairs)
        made.append((matrix.astype(np.float16), labels(page, found)))
    return names, made


def _style(chance: random.Random) -> Style:
    """Return a mixture of damages; some in the manner of newspapers, some of pages with a line per paragraph."""
    style = random_style(chance, HEADS, wraps=0.8)
    pick = chance.random()
    if pick < 0.2:
        return replace(
            style,
            width=chance.randint(22, 50) / 2,
            kinsoku=True,
            slim=True,
            hang=chance.random() < 0.3,
            blanks=1,
            apart=0,
            indent="lost",
            justified=chance.choice((0, 0.1, 0.3)),
            tight=0.3,
            parted=0.5,
        )
    if pick < 0.4:
        return replace(
            style,
            width=0,
            blanks=0,
            apart=chance.choice((0, 1, 1)),
            rows=20,
            gap=chance.choice((0, 0, 1)),
            head="",
            foot=-1,
        )
    return style


def _varied(pieces: list[Piece], chance: random.Random) -> list[Piece]:
    """Return a text with some marks in ASCII, with longer paragraphs, or some of its paragraphs only."""
    if chance.random() < 0.3:
        at = chance.randrange(len(pieces))
        pieces = pieces[at : at + chance.randint(1, 7)]
    if chance.random() < 0.35:
        most = chance.randint(2, 6)
        made: list[Piece] = []
        joined = 0
        for piece in pieces:
            if made and piece.kind == made[-1].kind == "body" and joined < most and made[-1].text[-1] in "。！？”":
                made[-1] = Piece(made[-1].text + piece.text)
                joined += 1
            else:
                made.append(piece)
                joined = 1
        pieces = made
    if chance.random() < 0.25:
        share = chance.random()
        pieces = [Piece(mixed(p.text, share, chance), p.kind) for p in pieces]
    return pieces


def _torn(page: Damaged, chance: random.Random) -> Damaged:
    """Return a text that begins and ends anywhere, as passages do."""
    size = len(page.source)
    length = chance.choice((60, 120, 300, 800, size))
    start = chance.randrange(max(1, size - length // 2))
    return Damaged(page.source[start : start + length], page.owners[start : start + length], page.pieces)


# ---------------------------------------------------------------- the net


class Net(nn.Module):
    """The net that ``rag/corpus/net.py`` scores."""

    def __init__(self, inputs: int, size: int, outputs: int = 3) -> None:
        """Make a net with random weights."""
        super().__init__()
        self.first = nn.Linear(inputs, size)
        self.blocks = nn.ModuleList(nn.Conv1d(size, size, 3, padding=d, dilation=d) for d in DILATIONS)
        self.last = nn.Linear(size, outputs)

    def forward(self, rows: torch.Tensor, inside: torch.Tensor) -> torch.Tensor:
        """Return logits ``(batch, length, outputs)``.

        Args:
            rows: Features ``(batch, length, inputs)``.
            inside: 1 for lines, 0 for the rows between texts, ``(batch, length, 1)``.
        """
        state = torch.relu(self.first(rows)) * inside
        for block in self.blocks:
            state = state + torch.relu(block(state.transpose(1, 2)).transpose(1, 2)) * inside
        return self.last(state)


def packed(
    made: list[tuple[npt.NDArray[np.float16], npt.NDArray[np.float32]]], length: int = 512
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return features, labels and what is inside, texts put behind each other with blank rows between."""
    inputs = made[0][0].shape[1]
    rows, wanted, inside = [], [], []
    for matrix, label in made:
        rows += [matrix, np.zeros((_BLANK_ROWS, inputs), np.float16)]
        wanted += [label, np.zeros((_BLANK_ROWS, label.shape[1]), np.float32)]
        inside += [np.ones(len(matrix), np.float32), np.zeros(_BLANK_ROWS, np.float32)]
    total = sum(map(len, inside)) // length * length
    return (
        torch.from_numpy(np.concatenate(rows)[:total].reshape(-1, length, inputs)),
        torch.from_numpy(np.concatenate(wanted)[:total].reshape(-1, length, wanted[0].shape[1])),
        torch.from_numpy(np.concatenate(inside)[:total].reshape(-1, length, 1)),
    )


def fit(rows: torch.Tensor, wanted: torch.Tensor, inside: torch.Tensor, recipe: Recipe) -> Net:
    """Return a net fitted to some texts, by AdamW with one cycle of the learning rate."""
    torch.manual_seed(recipe.seed)
    held = max(1, len(rows) // 20)
    net = Net(rows.shape[2], recipe.size)
    optimizer = torch.optim.AdamW(net.parameters(), lr=recipe.rate, weight_decay=1e-3)
    batch = 16
    steps = recipe.epochs * ((len(rows) - held + batch - 1) // batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, recipe.rate, total_steps=steps)
    loss_of = nn.BCEWithLogitsLoss(reduction="none")
    began = time.monotonic()
    for epoch in range(recipe.epochs):
        net.train()
        order = torch.randperm(len(rows) - held) + held
        total = 0.0
        for some in order.split(batch):
            mask = inside[some]
            loss = (loss_of(net(rows[some].float(), mask), wanted[some]) * mask).sum() / mask.sum()
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += float(loss.detach()) * len(some)
        net.eval()
        with torch.no_grad():
            mask = inside[:held] > 0
            said = net(rows[:held].float(), inside[:held]) > 0
            wrong = ((said != (wanted[:held] > 0)) & mask).sum(dim=(0, 1)) / mask.sum()
        seconds = time.monotonic() - began
        print(f"epoch {epoch + 1}: loss {total / len(order):.4f}, wrong {wrong.tolist()}, {seconds:.0f} s", flush=True)
    return net


def save(net: Net, names: tuple[str, ...], pairs: Pairs, file: Path) -> None:
    """Write a net and the tables it needs."""
    tensors: dict[str, npt.NDArray[np.generic]] = {"follow": pairs.follow, "opening": pairs.opening}
    layers = [("in", net.first), *((f"block{n}", block) for n, block in enumerate(net.blocks)), ("out", net.last)]
    for name, layer in layers:
        weight = layer.weight.detach().numpy()
        # Convolutions as three matrices below each other: the line before, the line itself, the line behind.
        flat = weight.transpose(2, 1, 0).reshape(-1, weight.shape[0]) if weight.ndim == 3 else weight.T
        tensors[f"{name}.weight"] = np.ascontiguousarray(flat, np.float16)
        tensors[f"{name}.bias"] = layer.bias.detach().numpy().astype(np.float16)
    file.parent.mkdir(parents=True, exist_ok=True)
    save_file(tensors, file, {"features": json.dumps(names, ensure_ascii=False), "dilations": json.dumps(DILATIONS)})


def train(data: Path, out: Path, recipe: Recipe) -> None:
    """Make the model from a folder with ``news_train.jsonl.xz`` and write it."""
    began = time.monotonic()
    stock = words(data / "news_train.jsonl.xz")
    pairs = pairs_of(data / "news_train.jsonl.xz", stock)
    print(
        f"{len(stock.articles)} articles, {len(stock.sentences)} sentences, {time.monotonic() - began:.0f} s",
        flush=True,
    )
    names, made = cases(stock, recipe, pairs)
    print(f"{len(made)} texts, {sum(len(m) for m, _ in made)} lines, {time.monotonic() - began:.0f} s", flush=True)
    net = fit(*packed(made), recipe)
    save(net, names, pairs, out / "bounds.safetensors")
