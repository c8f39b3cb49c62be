"""One suite for every leg, against plain NumPy: values, ties by chunk id, k beyond the size, among, empty input."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from threading import Thread

import faiss
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.index import bm25, milvus_legs
from rag.index import dense as dense_module
from rag.index.bm25 import TermLists
from rag.index.dense import Dense
from rag.index.lexical import LOCKS, Lexical
from rag.index.milvus import Milvus
from rag.index.splice import between
from rag.text.words import Segmenter

ROOT = Path(__file__).resolve().parent.parent.parent
SEGMENTER = Segmenter()


class Table:
    """An embedder that gives the vectors it was made with; a text is the number of a row."""

    name, model_hash = "table", "0"

    def __init__(self, rows):
        self.rows = np.asarray(rows, dtype=np.float32)
        self.dim = self.rows.shape[1]

    def passages(self, texts):
        return self.rows[[int(text) for text in texts]]

    queries = passages


# ---------------------------------------------------------------- the plain searches


def best(scores, k, among):
    """Ids and scores, best first, ties by id."""
    found = [(-score, chunk_id) for chunk_id, score in scores if among is None or chunk_id in among]
    return [(chunk_id, -score) for score, chunk_id in sorted(found)[:k]]


def plain_cosine(ids, rows, query, k, among=None):
    def unit(x):
        norms = np.linalg.norm(x, axis=-1, keepdims=True)
        return x / np.where(norms == 0, 1, norms)

    if not np.any(query):
        return []
    scores = unit(rows.astype(np.float64)) @ unit(query.astype(np.float64))
    return best(zip(ids, scores.round(6).tolist(), strict=True), k, among)


def plain_bm25(ids, texts, query, k, among=None, k1=1.2, b=0.75):
    lists = [SEGMENTER.terms(text) for text in texts]
    asked = sorted(set(SEGMENTER.terms(query)))
    if not asked or not ids:
        return []
    times = np.array([[found.count(term) for term in asked] for found in lists], dtype=float)
    lengths = np.array([[len(found)] for found in lists], dtype=float)
    holding = (times > 0).sum(axis=0)
    rarity = np.log(1 + (len(ids) - holding + 0.5) / (holding + 0.5))
    norm = k1 * (1 - b + b * lengths / lengths.mean()) if lengths.any() else 1.0
    scores = (rarity * (k1 + 1) * times / (times + norm)).sum(axis=1)
    kept = [(i, s) for i, s in zip(ids, scores.round(9).tolist(), strict=True) if s > 0]
    return best(kept, k, among)


def agree(hits, expected, *, rel):
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert [hit.chunk_id for hit in hits] == [chunk_id for chunk_id, _ in expected]
    assert [hit.score for hit in hits] == pytest.approx([score for _, score in expected], rel=rel, abs=1e-5)


# ---------------------------------------------------------------- legs on every medium


def dense_legs(ids, embedder, folder):
    made = Dense.of(ids, [embedder.rows[:-1][:2], embedder.rows[:-1][2:]], embedder)
    folder.mkdir(parents=True, exist_ok=True)
    made.write(folder / "vectors")
    legs = [made, Dense.read(folder / "vectors", ids, embedder)]
    return [*legs, in_milvus(folder, ids, embedder.rows[:-1], [["词"]] * len(ids), embedder)[0]] if HAS_MILVUS else legs


def lexical_legs(ids, texts, folder):
    lists = [SEGMENTER.terms(text) for text in texts]
    folder.parent.mkdir(parents=True, exist_ok=True)
    written = Lexical.of(ids, map(" ".join, lists), SEGMENTER, folder)
    legs = [TermLists(ids, lists, SEGMENTER), written, Lexical.read(folder, ids, SEGMENTER)]
    legs.append(renewed(ids, lists, folder))
    rows = np.ones((len(ids), 2), dtype=np.float32)
    return [*legs, in_milvus(folder, ids, rows, lists, Table([[1, 0]]))[1]] if HAS_MILVUS else legs


def renewed(ids, lists, folder):
    """A leg on disk that was made of another's files: every third chunk is new, another text went with each."""
    order = sorted(range(len(ids)), key=ids.__getitem__)
    ids, lists = [ids[n] for n in order], [lists[n] for n in order]
    kept = {chunk_id for n, chunk_id in enumerate(ids) if n % 3}
    old = [*ids, *(f"gone {chunk_id}" for chunk_id in ids)]
    held = [found if chunk_id in kept else ["另", "一", "篇"] for chunk_id, found in zip(ids, lists, strict=True)]
    before = Lexical.of(old, map(" ".join, [*held, *lists[::-1]]), SEGMENTER, folder.with_name(f"{folder.name} old"))
    new = [" ".join(found) for chunk_id, found in zip(ids, lists, strict=True) if chunk_id not in kept]
    made = folder.with_name(f"{folder.name} renewed")
    before.renewed(between(sorted(old), ids, kept), new, made)
    return Lexical.read(made, ids, SEGMENTER)


def in_milvus(folder, ids, rows, lists, embedder):
    """Both legs over Milvus Lite, whose rows stand in the order of their ids."""
    home = LITE / "generations" / f"{next(NUMBERS):08}-000000-000000"
    home.mkdir(parents=True)
    order = sorted(range(len(ids)), key=ids.__getitem__)
    ids, lists = [ids[n] for n in order], [lists[n] for n in order]
    milvus = Milvus(LITE)
    terms = map(" ".join, lists)
    milvus.write(home, ids, [np.asarray(rows)[order]] if ids else [], terms, embedder, SEGMENTER)
    return milvus.dense(home, ids, embedder), milvus.lexical(home, ids, SEGMENTER)


HAS_MILVUS = find_spec("pymilvus") is not None and find_spec("milvus_lite") is not None
LITE = Path()
NUMBERS = count(1)


@pytest.fixture
def folders(tmp_path, tmp_path_factory):
    """New folders with names that FAISS's own paths fail on."""
    global LITE
    if HAS_MILVUS and Path() == LITE:
        LITE = tmp_path_factory.mktemp("集 合") / "legs.milvus"
    return iter(tmp_path / "向量 库😀" / str(n) for n in range(10_000))


small = st.sampled_from([-2.0, -1.0, 0.0, 0.5, 1.0, 3.0])
# Few values and no unit length: many duplicates, many ties, zero rows.
tables = st.integers(1, 3).flatmap(
    lambda dim: st.lists(st.lists(small, min_size=dim, max_size=dim), min_size=2, max_size=40)
)
vocabulary = st.sampled_from(("温州", "经济", "总量", "8.2%", "5G", "LK-99", "书记", "建设", "的", "钱枫枫", "2019年"))
corpora = st.lists(st.lists(vocabulary, max_size=90).map("，".join), min_size=1, max_size=40)
quiet = settings(max_examples=25)


@quiet
@given(tables, st.integers(1, 50), st.randoms(use_true_random=False))
def test_dense_equals_plain_search(folders, table, k, random):
    embedder = Table(table)
    ids = [f"{n:x}:{random.randint(0, 9)}" for n in range(len(table) - 1)]
    random.shuffle(ids)
    query = str(len(table) - 1)
    for leg in dense_legs(ids, embedder, next(folders)):
        agree(leg.search(query, k), plain_cosine(ids, embedder.rows[:-1], embedder.rows[-1], k), rel=1e-5)
        among = frozenset(random.sample(ids, random.randint(0, len(ids)))) | {"unknown"}
        agree(leg.search(query, k, among), plain_cosine(ids, embedder.rows[:-1], embedder.rows[-1], k, among), rel=1e-5)


@quiet
@given(corpora, st.lists(vocabulary, max_size=5).map("".join), st.integers(1, 50), st.randoms(use_true_random=False))
def test_lexical_equals_plain_search(folders, texts, query, k, random):
    ids = sorted(f"{random.getrandbits(32):08x}:{n}" for n in range(len(texts)))
    for leg in lexical_legs(ids, texts, next(folders)):
        agree(leg.search(query, k), plain_bm25(ids, texts, query, k), rel=1e-6)
        among = frozenset(random.sample(ids, random.randint(0, len(ids)))) | {"unknown"}
        agree(leg.search(query, k, among), plain_bm25(ids, texts, query, k, among), rel=1e-6)


def test_lexical_is_exact_where_tantivy_rounds_lengths(folders, monkeypatch):
    random = np.random.default_rng(5)
    texts = [
        "温州 " * int(random.integers(1, 4)) + "、".join(["建设"] * int(random.integers(40, 400))) for _ in range(300)
    ]
    ids = [f"{n:03}" for n in range(len(texts))]
    leg = lexical_legs(ids, texts, next(folders))[1]
    hits = leg._searcher.search(leg._query({"温州": 1.0}, None), limit=300, count=False).hits
    rows = leg._searcher.fast_field_values("row", [address for _, address in hits])
    exact = plain_bm25(ids, texts, "温州", 300)
    assert [ids[row] for row in rows] != [chunk_id for chunk_id, _ in exact], "the corpus must show the rounding"
    monkeypatch.setattr(bm25, "_MARGIN", 0)
    for k in (1, 2, 3, 7, 30):
        agree(leg.search("温州", k), exact[:k], rel=1e-6)


def test_dense_ties_beyond_the_margin_go_by_id(folders, monkeypatch):
    monkeypatch.setattr(dense_module, "_MARGIN", 0)
    monkeypatch.setattr(milvus_legs, "_MARGIN", 0)
    embedder = Table([[3.0, 4.0]] * 200 + [[1.0, 1.0]])
    ids = [f"{(n * 37) % 200:03}" for n in range(200)]
    for leg in dense_legs(ids, embedder, next(folders)):
        assert [hit.chunk_id for hit in leg.search("200", 3)] == ["000", "001", "002"]


@pytest.fixture(
    params=[
        "dense",
        "dense on disk",
        "dense in Milvus",
        "term lists",
        "lexical",
        "lexical on disk",
        "lexical renewed",
        "lexical in Milvus",
    ]
)
def leg(request, folders):
    """Each leg over three chunks, one of them a duplicate, and a query word that finds them."""
    if request.param.endswith("Milvus") and not HAS_MILVUS:
        pytest.skip("pymilvus and milvus-lite are not installed (requirements-scale.txt)")
    if request.param.startswith("dense"):
        made = dense_legs(["b", "a", "c"], Table([[1, 0], [2, 0], [0, 1], [1, 0]]), next(folders))
        return made[["dense", "dense on disk", "dense in Milvus"].index(request.param)], "3"
    made = lexical_legs(["b", "a", "c"], ["温州经济", "温州经济", "瑞安"], next(folders))
    return made[
        ["term lists", "lexical", "lexical on disk", "lexical renewed", "lexical in Milvus"].index(request.param)
    ], "温州"


def test_ties_go_by_chunk_id(leg):
    searched, query = leg
    assert [hit.chunk_id for hit in searched.search(query, 2)] == ["a", "b"]
    assert searched.search(query, 2)[0].score == searched.search(query, 2)[1].score


def test_k_may_exceed_the_size(leg):
    searched, query = leg
    assert {hit.chunk_id for hit in searched.search(query, 10_000)} >= {"a", "b"}


def test_k_below_one_is_refused(leg):
    searched, query = leg
    with pytest.raises(ValueError, match="k is 0"):
        searched.search(query, 0)


def test_a_question_is_compared_in_one_thread_whoever_asks(folders):
    """OpenMP keeps how many it may use for each thread that asks: a page asks in new ones."""
    embedder = Table([[1, 0], [0, 1], [1, 1]])
    found = []

    def ask(leg):
        faiss.omp_set_num_threads(2)
        found.append((leg.search("2", 2) != [], faiss.omp_get_max_threads()))

    for leg in dense_legs(["a", "b"], embedder, next(folders))[:2]:
        asking = Thread(target=ask, args=(leg,))
        asking.start()
        asking.join()
    assert found == [(True, 1)] * 2


def test_among_nothing_finds_nothing(leg):
    searched, query = leg
    assert searched.search(query, 3, frozenset()) == []
    assert searched.search(query, 3, frozenset({"unknown"})) == []


def test_nothing_to_search_for(folders):
    zero = Table([[1, 0], [0, 0]])
    assert all(leg.search("1", 5) == [] for leg in dense_legs(["a"], zero, next(folders)))
    for leg in lexical_legs(["a"], ["温州"], next(folders)):
        assert leg.search("。，“”", 5) == []
        assert leg.search("", 5) == []
        assert leg.search("瓯海", 5) == []


def test_nothing_to_search_in(folders):
    empty = Table(np.ones((1, 2)))
    assert all(leg.search("0", 5) == [] for leg in dense_legs([], empty, next(folders)))
    assert all(leg.search("温州", 5) == [] for leg in lexical_legs([], [], next(folders)))


def test_a_leg_refuses_what_does_not_belong_to_its_chunks(folders):
    embedder, folder = Table([[1, 0], [0, 1], [1, 1]]), next(folders)
    dense_legs(["a", "b"], embedder, folder)
    with pytest.raises(ValueError, match="2 vectors for 1 chunks"):
        Dense.read(folder / "vectors", ["a"], embedder)
    with pytest.raises(ValueError, match="dimensions"):
        Dense.read(folder / "vectors", ["a", "b"], Table([[1, 0, 0]]))
    with pytest.raises(ValueError, match="distinct"):
        Dense.of(["a", "a"], [embedder.rows[:2]], embedder)
    lexical_legs(["a", "b"], ["温州", "瑞安"], folder / "lexical")
    with pytest.raises(ValueError, match="2 term lists for 3 chunks"):
        Lexical.read(folder / "lexical", ["a", "b", "c"], SEGMENTER)


def test_terms_and_vectors_come_back_as_they_were_put_in(folders):
    embedder, folder = Table([[3, 4], [0, 0], [1, 0]]), next(folders)
    for leg in dense_legs(["a", "b"], embedder, folder):
        assert leg.vectors(["b", "a"]) == pytest.approx(np.array([[0, 0], [0.6, 0.8]]))
        assert leg.vectors([]).shape == (0, 2)
    for leg in lexical_legs(["a", "b"], ["钱枫枫在温州", ""], folder / "lexical"):
        assert leg.terms(["b", "a"]) == ["", " ".join(SEGMENTER.terms("钱枫枫在温州"))]
        assert leg.terms([]) == []
        assert leg.with_all(["温州", "枫枫"]) == ["a"]
        assert leg.with_all(["温州", "瑞安"]) == leg.with_all(["无此词"]) == []
        assert leg.with_all([]) == ["a", "b"]
        assert leg.weight("温州") < leg.weight("瑞安")
        with pytest.raises(KeyError):
            leg.terms(["a", "c"])


def test_lexical_reads_where_no_lock_can_be_written(folders):
    folder = next(folders)
    lexical_legs(["a"], ["温州"], folder)
    lock = folder / ".tantivy-meta.lock"
    lock.unlink(missing_ok=True)
    lock.mkdir()
    leg = Lexical.read(folder, ["a"], SEGMENTER)
    assert [hit.chunk_id for hit in leg.search("温州", 1)] == ["a"]


READ_PROGRAM = """
import sys
from pathlib import Path
from rag.index.lexical import Lexical
from rag.text.words import Segmenter
leg = Lexical.read(Path(sys.argv[1]), ["a"], Segmenter())
print([hit.chunk_id for hit in leg.search("温州", 1)])
"""


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="root may write everywhere and cannot lay that down")
def test_lexical_reads_a_folder_that_may_not_be_written(folders):
    folder = next(folders)
    lexical_legs(["a"], ["温州"], folder)
    for lock in LOCKS:
        (folder / lock).unlink(missing_ok=True)
    try:
        for path in (*folder.iterdir(), folder):
            path.chmod(0o555)
        dropped = "-dac_override,-dac_read_search"
        powerless = ["setpriv", "--bounding-set", dropped, "--inh-caps", dropped] if os.getuid() == 0 else []
        touched = subprocess.run([*powerless, "touch", str(folder / "new")], capture_output=True)
        assert touched.returncode != 0, "the folder must be read-only for the test to say anything"
        done = subprocess.run(
            [*powerless, sys.executable, "-c", READ_PROGRAM, str(folder)],
            cwd=ROOT, capture_output=True, text=True, encoding="utf-8",
        )  # fmt: skip
    finally:
        folder.chmod(0o755)
    assert (done.returncode, done.stdout) == (0, "['a']\n"), done.stderr
