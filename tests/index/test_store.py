"""Records come back from SQLite as they went in, and are found by name, id, place and scope."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.corpus.chunks import chunks
from rag.corpus.load import document_of
from rag.corpus.read import read_string
from rag.index.codec import decode, encode
from rag.index.copies import sketch_of
from rag.index.rows import text_hash
from rag.index.store import Store
from rag.records import Chunk, Document, Evidence, OffsetMap, Printed, Scope
from rag.text.years import spoken_years

PAGE = """# 温州经济

■市统计局局长 王建国

2019年，温州市地区生产总值达到6606亿元，增长8.2%。

一是稳住工业。

二是放开民间投资，办好12件实事。
"""


# Where records stand may differ, not what they say.
KEPT = ("document_records", "chunk_records", "years", "sketches")


def document(name="甲/温州😀.md", text=PAGE):
    return document_of(read_string(name, text))


@pytest.fixture
def filled(tmp_path):
    """A store on disk with four documents, closed and read again."""
    path = tmp_path / "向量 库😀" / "records.sqlite"
    path.parent.mkdir()
    store = Store.create(path)
    for found in documents():
        store.add(found, dated(found))
    store.close()
    return Store.read(path)


def documents():
    return [
        document(),
        document("甲/乙.txt", "瑞安发布新政。"),
        document("丙.txt", "温州发布新政。"),
        document("丁.txt", "新政自2013年起施行，去年修订。"),
    ]


def dated(found):
    """The chunks of a document, each dated by the document's name."""
    date = {"甲/温州😀.md": "2019", "甲/乙.txt": "2021-05", "丙.txt": "", "丁.txt": "2022"}[found.source.name]
    return [replace(chunk, date=date, years=spoken_years(chunk.text, date)) for chunk in chunks(found)]


def test_documents_and_chunks_come_back_equal(filled):
    assert filled.names() == sorted(d.source.name for d in documents())
    for found in documents():
        assert filled.document(found.source.name) == found
        assert filled.document(found.doc_id) == found
        assert filled.chunks_of(found.source.name) == dated(found)
    assert filled.document("no such") is None
    assert filled.chunks_of("no such") == []


def test_chunks_in_any_order(filled):
    ids = filled.chunk_ids()
    assert ids == sorted(chunk.chunk_id for d in documents() for chunk in chunks(d))
    back = filled.chunks(ids[::-1] + ids[:1])
    assert [chunk.chunk_id for chunk in back] == ids[::-1] + ids[:1]
    pairs = {chunk.chunk_id: text_hash(chunk) for chunk in filled.chunks(ids)}
    assert filled.text_hashes(ids) == pairs
    assert filled.text_hashes(ids[1:2]) == {ids[1]: pairs[ids[1]]}
    with pytest.raises(KeyError):
        filled.chunks(["no such"])


def test_documents_taken_over_are_what_they_were(tmp_path):
    before = Store.create(tmp_path / "前.sqlite")
    for found in documents():
        before.add(found, dated(found))
        before.write("INSERT INTO sketches VALUES (?, ?)", [(found.source.name, sketch_of(found.text))])
    before.close()
    before = Store.read(tmp_path / "前.sqlite")
    first, *others = (found.source.name for found in documents())
    after = Store.create(tmp_path / "后 %20.sqlite")
    after.take_over(before, others)
    assert after.names() == sorted(others)
    assert after.document(first) is None
    after.add(before.document(first), before.chunks_of(first))
    after.write("INSERT INTO sketches VALUES (?, ?)", [(first, sketch_of(before.text(first)))])
    for table in KEPT:
        assert sorted(after.rows(f"SELECT * FROM {table}")) == sorted(before.rows(f"SELECT * FROM {table}"))
    after.close()
    assert (tmp_path / "后 %20.sqlite").stat().st_size > 0


def test_more_chunks_than_one_statement_takes():
    store = Store.create()
    found = document("长.txt", "好")
    one = chunks(found)[0]
    many = [replace(one, chunk_id=f"{n:04}", ordinal=n) for n in range(1201)]
    store.add(found, many)
    assert store.chunks([f"{n:04}" for n in range(1201)]) == many
    assert store.chunks_of("长.txt", 5, 7) == many[5:8]


@pytest.mark.parametrize(
    ("scope", "names"),
    [
        (Scope(), {"甲/温州😀.md", "甲/乙.txt", "丙.txt", "丁.txt"}),
        (Scope(docs=("甲/",)), {"甲/温州😀.md", "甲/乙.txt"}),
        (Scope(docs=("甲/乙.txt", "丙")), {"甲/乙.txt", "丙.txt"}),
        (Scope(docs=("%",)), set()),
        (Scope(years=(2019, 2020)), {"甲/温州😀.md"}),
        (Scope(years=(2019, 2021), docs=("甲/乙",)), {"甲/乙.txt"}),
        (Scope(years=(1900, 1950)), set()),
        # An article of 2022 that speaks of 2013 and of 去年.
        (Scope(years=(2013, 2013)), {"丁.txt"}),
        (Scope(years=(2021, 2021)), {"甲/乙.txt", "丁.txt"}),
        (Scope(years=(2022, 2030)), {"丁.txt"}),
    ],
)
def test_scope(filled, scope, names):
    assert {chunk.doc for chunk in filled.chunks(filled.chunk_ids(scope))} == names


def test_a_document_goes_in_whole_or_not_at_all():
    store = Store.create()
    first, second = document(), document("乙.txt")
    store.add(first, chunks(first))
    before = store.chunk_ids()
    doubled = chunks(second) + chunks(second)[:1]
    for found, its_chunks in ((second, doubled), (first, ()), (second, chunks(first))):
        with pytest.raises(ValueError, match="UNIQUE"):
            store.add(found, its_chunks)
    assert store.names() == [first.source.name]
    assert store.chunk_ids() == before


def test_text_hash_is_of_the_indexed_text(filled):
    chunk = chunks(document())[0]
    assert filled.texts([text_hash(chunk), "none"]) == {text_hash(chunk): chunk.chunk_id}
    many = {text_hash(chunk), *map(str, range(1000))}
    assert filled.texts(many) == {text_hash(chunk): chunk.chunk_id}
    assert text_hash(replace(chunk, text="x")) == text_hash(chunk)
    assert text_hash(replace(chunk, indexed="x")) != text_hash(chunk)


def test_reading_writes_nothing(filled, tmp_path):
    folder = tmp_path / "向量 库😀"
    filled.chunks(filled.chunk_ids())
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*")) == [
        *("records.packs", "records.packs/000001", "records.sqlite"),
    ]


# ---------------------------------------------------------------- records as JSON

places = st.tuples(st.integers(0, 99), st.integers(0, 99))


@settings(max_examples=40)
@given(
    chunk=st.builds(
        Chunk,
        kind=st.sampled_from(["body", "head"]),
        offsets=st.builds(OffsetMap, st.lists(st.tuples(*[st.integers(0, 99)] * 3)).map(tuple)),
        spans=st.lists(places).map(tuple),
        text=st.text(st.characters()),
    ),
    printed=st.builds(Printed),
)
def test_records_survive_json(chunk, printed):
    assert decode(Chunk, encode(chunk)) == chunk
    assert decode(Printed, encode(printed)) == printed
    assert decode(Evidence, encode(Evidence(1, 0.5, chunk))) == Evidence(1, 0.5, chunk)


def test_documents_survive_json():
    found = document()
    assert found.articles[0].headline is not None
    assert decode(Document, encode(found)) == found


@dataclass(frozen=True, slots=True)
class Grown:
    """``Printed`` as a later version may have it."""

    value: str
    place: tuple[int, int] | None = None
    new: int = 7


def test_fields_may_come_and_go():
    assert decode(Grown, encode(Printed("x", (1, 2)))) == Grown("x", (1, 2), 7)
    assert decode(Printed, encode(Grown("x"))) == Printed("x")


@pytest.mark.parametrize("data", [b"", b"[]", b"3", b'{"place": null}', b'{"value": "x", "place": 3}', b"\xff"])
def test_what_is_no_record_is_refused(data):
    with pytest.raises(ValueError):
        decode(Printed, data)


def test_summaries_say_of_each_document_what_the_whole_document_says(filled):
    summaries = filled.summaries()
    assert [s.name for s in summaries] == filled.names()
    for summary in summaries:
        found = filled.document(summary.name)
        assert summary.title == found.title
        assert found.text.startswith(summary.opening)
        assert summary.passages == len(filled.chunks_of(summary.name))
        assert summary.articles == len(found.articles) == 1
        assert summary.headlines == tuple(a.headline.value for a in found.articles if a.headline)


def test_summaries_date_a_document_by_its_articles(tmp_path):
    found = document("报.txt", "第一篇。\n\n第二篇。")
    article = found.articles[0]
    store = Store.create()
    dated_articles = (
        replace(article, headline=Printed("甲"), date=Printed("2021-05-01", (0, 3))),
        replace(article, headline=Printed("乙"), date=Printed("2019")),
        replace(article, headline=Printed("丙"), date=None),
        # Nothing but a headline is no article of its own.
        replace(article, headline=Printed("丁"), date=None, paragraphs=()),
    )
    store.add(replace(found, articles=dated_articles), [])
    (summary,) = store.summaries()
    assert (summary.first, summary.last, summary.inferred) == ("2019", "2021-05-01", True)
    assert (summary.articles, summary.passages) == (3, 0)
    assert summary.headlines == ("甲", "乙", "丙")


def test_summaries_of_documents_without_articles_dates_or_anything():
    store = Store.create()
    assert store.summaries() == ()
    store.add(replace(document(), articles=()), [])
    (summary,) = store.summaries()
    assert (summary.first, summary.last, summary.inferred, summary.articles, summary.headlines) == (
        "",
        "",
        False,
        0,
        (),
    )


def test_a_store_without_some_documents_is_what_one_filled_without_them_is(tmp_path):
    before = Store.create(tmp_path / "前.sqlite")
    for n in range(3):
        for found in documents():
            source = replace(found.source, name=f"{n}/{found.source.name}")
            named = replace(found, source=source, doc_id=f"{n}{found.doc_id}")
            before.add(named, [replace(c, doc=named.source.name, chunk_id=f"{n}{c.chunk_id}") for c in dated(found)])
            before.write("INSERT INTO sketches VALUES (?, ?)", [(named.source.name, sketch_of(found.text))])
    before.write("INSERT INTO links VALUES (?, ?, 'copy', 1.0)", [("a", "b")])
    names = before.names()
    before.close()
    gone = frozenset(names[1:2])
    left = Store.without(tmp_path / "前.sqlite", gone, tmp_path / "后 %20.sqlite")
    filled = Store.create(tmp_path / "另.sqlite")
    with closing(Store.read(tmp_path / "前.sqlite")) as whole:
        filled.take_over(whole, set(names) - gone)
    for table in KEPT:
        assert sorted(left.rows(f"SELECT * FROM {table}")) == sorted(filled.rows(f"SELECT * FROM {table}")) != []
    assert left.rows("SELECT * FROM links") == [("a", "b", "copy", 1.0)]
    left.close()
    filled.close()
    assert Store.without(tmp_path / "前.sqlite", frozenset(names[:3]), tmp_path / "无.sqlite") is None
    with sqlite3.connect(tmp_path / "前.sqlite") as other:
        other.execute("DROP TABLE compared")
    other.close()
    assert Store.without(tmp_path / "前.sqlite", gone, tmp_path / "无.sqlite") is None
    assert not (tmp_path / "无.sqlite").exists()


def test_nothing_is_left_of_a_document_that_went(tmp_path):
    before = Store.create(tmp_path / "前.sqlite")
    for n in range(9):
        found = document(f"{n}.txt", f"第{n}篇写到的秘密代号是{n}{n}{n}{n}号。" * 3000)
        before.add(found, chunks(found))
    before.close()
    kept, secret = "8888号".encode(), "3333号".encode()

    def bytes_of(name):
        files = [tmp_path / f"{name}.sqlite", *(tmp_path / f"{name}.packs").iterdir()]
        return b"".join(path.read_bytes() for path in files)

    assert secret in bytes_of("前")
    Store.without(tmp_path / "前.sqlite", {"3.txt"}, tmp_path / "后.sqlite").close()
    data = bytes_of("后")
    assert secret not in data
    assert kept in data
