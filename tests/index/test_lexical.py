"""Words that are made of those of a generation before find, weigh and say what words that are written anew do."""

import json
import random

import pytest

from rag.index import bm25
from rag.index.lexical import Lexical
from rag.index.splice import between
from rag.text.words import Segmenter

SEGMENTER = Segmenter()
WORDS = [f"w{n}" for n in range(60)]


def following(leg, ids, kept):
    """How chunks follow from those of a leg."""
    return between(leg._ids, ids, kept)


def text(chance):
    """Some words, a few of them rare, of a length that tantivy rounds."""
    often = chance.choices(WORDS, [1 / (n + 1) for n in range(len(WORDS))], k=chance.randint(1, 180))
    return " ".join(often)


def same(leg, other, queries, ks=(1, 3, 10, 400)):
    assert [leg.frequency(word) for word in WORDS] == [other.frequency(word) for word in WORDS]
    assert [leg.weight(word) for word in WORDS] == [other.weight(word) for word in WORDS]
    assert leg.terms(leg._ids) == other.terms(leg._ids)
    assert leg.with_all(["w0", "w3"]) == other.with_all(["w0", "w3"])
    among = set(leg._ids[::3])
    for query in queries:
        for k in ks:
            assert leg.search(query, k) == other.search(query, k), (query, k)
        assert leg.search(query, 5, among) == other.search(query, 5, among)


def changed(held, chance, n):
    """Some chunks edited, some removed, some added; and which are as they were."""
    kept = {chunk_id for chunk_id in held if chance.random() > 0.07}
    new = {chunk_id: found if chunk_id in kept else text(chance) for chunk_id, found in held.items()}
    for chunk_id in chance.sample(sorted(new), 4):
        del new[chunk_id]
        kept.discard(chunk_id)
    new |= {f"{chance.random():.6f}:{n}": text(chance) for _ in range(chance.randint(0, 9))}
    return dict(sorted(new.items())), kept


def rounds(home, seed, count):
    """Yield after each of some changes the words that were renewed, read from the disk, and those written anew."""
    chance = random.Random(seed)
    held = dict(sorted((f"{chance.random():.6f}", text(chance)) for _ in range(200)))
    leg = Lexical.of(list(held), held.values(), SEGMENTER, home / "0")
    for n in range(1, count + 1):
        after, kept = changed(held, chance, n)
        ids, new = list(after), [found for chunk_id, found in after.items() if chunk_id not in kept]
        leg.renewed(following(leg, ids, kept), new, home / str(n))
        leg = Lexical.read(home / str(n), ids, SEGMENTER)
        held = after
        queries = [" ".join(chance.sample(WORDS, chance.randint(1, 4))) for _ in range(4)]
        yield leg, Lexical.of(ids, held.values(), SEGMENTER, home / f"anew {n}"), queries


@pytest.fixture(autouse=True)
def few_candidates(monkeypatch):
    monkeypatch.setattr(bm25, "_MARGIN", 0)


def test_words_renewed_twelve_times_are_those_written_anew(tmp_path):
    segments = []
    for leg, anew, queries in rounds(tmp_path, 3, 12):
        same(leg, anew, queries)
        segments.append(len(json.loads((leg._folder / "meta.json").read_bytes())["segments"]))
    assert max(segments) > 2
    assert segments != sorted(segments), "tantivy must have merged some, and what was deleted with them"


def above(leg, query, slack):
    """How many passages score more than tantivy's score of them times a factor."""
    weights = {word: leg.weight(word) for word in query.split() if leg.frequency(word)}
    hits = leg._searcher.search(leg._query(weights, None), limit=400, count=False).hits
    exact = {hit.chunk_id: hit.score for hit in leg.search(query, 400)}
    rows = leg._searcher.fast_field_values("row", [address for _, address in hits])
    return sum(
        exact[leg._ids[leg._rows_of([row])[0]]] > bound * slack(weights)
        for row, (bound, _) in zip(rows, hits, strict=True)
    )


def test_bounds_are_bounds_though_tantivy_counts_what_went(tmp_path):
    unaware = 0
    for leg, _, queries in rounds(tmp_path, 5, 2):
        for query in [*queries, *WORDS[:20]]:
            assert above(leg, query, leg._slack) == 0
            unaware += above(leg, query, lambda _: 1 + 1e-5)
    assert unaware > 30, "the corpus must show that tantivy's scores alone are none"


def test_where_much_went_words_are_written_anew(tmp_path):
    ids = [f"{n:03}" for n in range(80)]
    leg = Lexical.of(ids, ["w1 w2"] * 80, SEGMENTER, tmp_path / "0")
    assert leg.renews(10)
    assert not leg.renews(11)
    leg.renewed(following(leg, ids[6:], set(ids[6:])), [], tmp_path / "1")
    leg = Lexical.read(tmp_path / "1", ids[6:], SEGMENTER)
    assert leg.renews(4)
    assert not leg.renews(5), "what went before counts"
    assert leg.frequency("w1") == 74
    assert [hit.chunk_id for hit in leg.search("w2", 2)] == ["006", "007"]


def test_all_may_go_and_others_come(tmp_path):
    leg = Lexical.of(["a", "b"], ["w1", "w2"], SEGMENTER, tmp_path / "0")
    leg.renewed(following(leg, [], set()), [], tmp_path / "1")
    none = Lexical.read(tmp_path / "1", [], SEGMENTER)
    assert (none.search("w1", 3), none.with_all(["w1"]), none.frequency("w1")) == ([], [], 0)
    none.renewed(following(none, ["a"], set()), ["w1 w1"], tmp_path / "2")
    back = Lexical.read(tmp_path / "2", ["a"], SEGMENTER)
    assert [hit.chunk_id for hit in back.search("w1", 3)] == ["a"]
    assert back.weight("w2") > back.weight("w1")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("numbers", b""),
        ("numbers", bytes(12)),
        ("numbers", b"\xff" * 12),
        ("holding.json", b"[1]"),
        ("holding.json", b'{"w1": -1}'),
        ("holding.json", b'{"w1": "2"}'),
        ("holding.json", b'{"w1": 4}'),
        ("holding.json", b"{"),
    ],
)
def test_files_that_make_no_sense_are_refused(tmp_path, name, data):
    leg = Lexical.of(["a", "b", "c"], ["w1", "w1 w2", "w3"], SEGMENTER, tmp_path / "0")
    leg.renewed(following(leg, ["a", "b", "d"], {"a", "b"}), ["w1"], tmp_path / "1")
    (tmp_path / "1" / name).write_bytes(data)
    with pytest.raises(ValueError):  # noqa: PT011  whatever is said
        Lexical.read(tmp_path / "1", ["a", "b", "d"], SEGMENTER).search("w1", 3)
