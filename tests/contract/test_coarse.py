"""Of many vectors, those that coarse codes propose hold the best ones; the vectors themselves give scores and order."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from rag.build import build
from rag.encode.load import load_static
from rag.index import coarse
from rag.index import dense as dense_module
from rag.index import generation as generations
from rag.index.dense import Dense, write
from rag.index.index import Index
from rag.index.splice import between
from rag.index.vectors import CODES, VECTORS
from rag.settings import ROOT, Settings
from rag.text.words import Segmenter

K, COPIES = 50, 60


class Asked:
    """An embedder whose questions are numbers of vectors."""

    name, model_hash = "asked", "0"

    def __init__(self, rows):
        self.rows, self.dim = rows, rows.shape[1]

    def queries(self, texts):
        return self.rows[[int(text) for text in texts]]

    passages = queries


@cache
def real():
    """Vectors of lines of `seeds/`, each again and again, shifted by what lies between two others; and questions."""
    embedder = load_static(Settings())
    texts = [path.read_bytes().decode("utf-8", "ignore") for path in sorted((ROOT / "seeds").rglob("*.txt"))]
    lines = sorted({line.strip() for text in texts for line in text.splitlines() if len(line.strip()) > 12})[:800]
    own = embedder.passages(lines)
    draw = np.random.default_rng(3)
    rows = [own]
    for _ in range(COPIES - 1):
        one, two = (own[draw.permutation(len(own))] for _ in range(2))
        shifted = own + 0.35 * (one - two)
        rows.append((shifted / np.linalg.norm(shifted, axis=1, keepdims=True)).astype(np.float32))
    questions = embedder.queries([line[:14] for line in lines[:: len(lines) // 42]])
    return np.concatenate(rows), questions[np.linalg.norm(questions, axis=1) > 0]


@pytest.fixture
def legs(tmp_path, monkeypatch):
    """The same vectors searched exactly and by codes."""
    monkeypatch.setattr(coarse, "EXACT_UP_TO", 1000)
    rows, questions = real()
    ids = [f"{n:06}" for n in range(len(rows))]
    embedder = Asked(questions)
    write(tmp_path / VECTORS, ids, rows.shape[1], [rows])
    return Dense(rows, ids, embedder), Dense.read(tmp_path / VECTORS, ids, embedder), len(questions)


def recall(exact, searched, count, among=None):
    found = 0
    for n in range(count):
        wanted = {hit.chunk_id: hit.score for hit in exact.search(str(n), K, among)}
        hits = searched.search(str(n), K, among)
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        # Of a few rows FAISS adds in another order than of many.
        assert all(wanted.get(hit.chunk_id, hit.score) == pytest.approx(hit.score, abs=2e-6) for hit in hits)
        found += len(wanted.keys() & {hit.chunk_id for hit in hits}) / len(wanted)
    return found / count


def test_the_best_are_among_those_that_codes_propose(legs, monkeypatch):
    exact, searched, count = legs
    assert count >= 40
    assert exact.codes is None
    assert searched.codes is not None
    # As many of these as two thousand are of two million.
    monkeypatch.setattr(coarse, "CANDIDATES", len(exact.ids) // 100)
    assert recall(exact, searched, count) >= 0.98
    among = frozenset(exact.ids[::3])
    assert recall(exact, searched, count, among) >= 0.98
    monkeypatch.setattr(coarse, "CANDIDATES", 0)
    monkeypatch.setattr(coarse, "_FOR_EACH", 1)
    assert recall(exact, searched, count) < 0.97, "the vectors must be hard enough to tell few candidates from enough"


def test_among_few_all_are_compared(legs, monkeypatch):
    exact, searched, count = legs
    monkeypatch.setattr(coarse, "CANDIDATES", 0)
    monkeypatch.setattr(coarse, "_FOR_EACH", 1)
    among = frozenset(exact.ids[:900])
    assert recall(exact, searched, count, among) == 1


def test_codes_depend_on_their_vectors_alone(tmp_path, legs):
    _, before, _ = legs
    kept = {chunk_id for chunk_id in before.ids if not chunk_id.endswith("7")}
    ids = [chunk_id for chunk_id in before.ids if not chunk_id.endswith("17")]
    rows = before.rows[[int(chunk_id) for chunk_id in ids]]
    came = before.rows[[int(chunk_id) for chunk_id in ids if chunk_id not in kept]]
    new, anew = tmp_path / "brought", tmp_path / "anew"
    for folder, batches, taken in (
        (new, [came[:10], came[10:]], (before, between(before.ids, ids, kept))),
        (anew, [rows], None),
    ):
        folder.mkdir()
        write(folder / VECTORS, ids, rows.shape[1], batches, taken)
    for name in (VECTORS, CODES):
        assert (new / name).read_bytes() == (anew / name).read_bytes()


def test_codes_of_a_version_to_come_are_not_used(tmp_path, legs, monkeypatch):
    exact, searched, count = legs
    monkeypatch.setattr(coarse, "VERSION", coarse.VERSION + 1)
    later = Dense.read(tmp_path / VECTORS, exact.ids, Asked(real()[1]))
    assert later.codes is None
    assert recall(exact, later, 3) == 1


def test_an_index_that_was_brought_up_to_date_has_the_codes_of_one_built_from_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(coarse, "EXACT_UP_TO", 0)
    monkeypatch.setattr("rag.index.store._GONE_IN", 1)
    monkeypatch.setattr("rag.index.lexical._GONE_IN", 1)
    settings = replace(Settings(), docs=tmp_path / "资料", index=tmp_path / "索引", data=tmp_path / "data")
    settings.docs.mkdir()
    for n in range(4):
        (settings.docs / f"{n}.txt").write_text(f"第{n}号公园总投资{n}万元。\n\n全部免费。", encoding="utf-8")
    build(settings)
    (settings.docs / "2.txt").write_text("第2号公园改造完成。", encoding="utf-8")
    build(settings)
    anew = replace(settings, index=tmp_path / "从零")
    build(anew)
    found = []
    for one in (settings, anew):
        generation = generations.current_generation(one.index)
        assert generations.verified(one.index, generation).search.startswith("RaBitQ")
        home = generations.folder_of(one.index, generation)
        index = Index.open(one.index, load_static(one), Segmenter())
        assert index._dense.codes is not None
        found.append(((home / CODES).read_bytes(), (home / VECTORS).read_bytes(), index.dense.search("第3号公园", 9)))
        index.close()
    assert found[0] == found[1]
    assert found[0][2]


def test_few_vectors_have_no_codes(tmp_path):
    rows, _ = real()
    write(tmp_path / VECTORS, ["a", "b"], rows.shape[1], [rows[:2]])
    assert not (tmp_path / CODES).exists()
    assert (coarse.told(2), coarse.told(1_000_000)) == ("exact", "RaBitQ 1 bit, version 1, 5000 compared")
    assert dense_module.Dense.read(tmp_path / VECTORS, ["a", "b"], Asked(rows)).codes is None
