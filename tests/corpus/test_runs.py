"""Runs: the same as offsets held character by character."""

import random

import numpy as np
import pytest

from rag.corpus.runs import kept


def made(seed):
    """Return runs of a text with some characters that stand nowhere, and the offsets that they stand for."""
    chance = random.Random(seed)
    held = np.array(chance.choices((True, False), (0.8, 0.2), k=chance.choice((1, 2, 40, 200))))
    held[chance.randrange(len(held))] = True
    offsets = np.flatnonzero(held)
    nowhere = np.array(sorted(chance.sample(range(len(offsets)), len(offsets) // 9)), np.int64)
    whole = kept(held)
    assert whole.places(offsets).tolist() == list(range(len(offsets)))
    offsets[nowhere] = -1
    return whole.without(nowhere), offsets


@pytest.mark.parametrize("seed", range(30))
def test_runs_tell_the_offset_of_each_character(seed):
    runs, offsets = made(seed)
    assert runs.size == len(offsets)
    assert runs.origins(np.arange(runs.size)).tolist() == offsets.tolist()


@pytest.mark.parametrize("seed", range(30))
def test_pieces_of_stretches_hold_their_characters_in_order(seed):
    runs, offsets = made(seed)
    chance = random.Random(seed)
    start = np.array([chance.randrange(runs.size) for _ in range(5)])
    end = np.array([chance.randint(low + 1, runs.size) for low in start.tolist()])
    pieces = runs.cut(start, end)
    assert pieces.count.sum() == len(pieces.at) and (pieces.count > 0).all() and (pieces.size > 0).all()
    rows = zip(pieces.at.tolist(), pieces.origin.tolist(), pieces.size.tolist(), strict=True)
    told = [(at + n, -1 if origin < 0 else origin + n) for at, origin, size in rows for n in range(size)]
    assert told == [(at, offsets[at]) for low, high in zip(start, end, strict=True) for at in range(low, high)]


def test_nothing_held_has_no_runs():
    assert kept(np.zeros(3, np.bool_)).size == 0
    assert kept(np.zeros(0, np.bool_)).ends.tolist() == []
