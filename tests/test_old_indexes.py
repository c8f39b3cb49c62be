"""Indexes as earlier programs wrote them, one of every schema so far: they answer, and are brought up to date.

``data/indexes/schema-N.zip`` is an index that the program of that schema built over ``documents.zip``; whoever raises
the schema adds one of the schema before.
"""

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from rag.assistant import Assistant
from rag.build import build, is_stale
from rag.encode.load import load_embedder
from rag.errors import IndexMismatchError
from rag.index import generation as generations
from rag.index.index import Index
from rag.records import Scope
from rag.settings import Settings
from rag.text.words import Segmenter

INDEXES = Path(__file__).parent / "data" / "indexes"
SCHEMAS = sorted(int(path.stem.removeprefix("schema-")) for path in INDEXES.glob("schema-*.zip"))


@pytest.fixture
def old(tmp_path):
    """Return settings over the old index of a schema, its documents where the settings say."""

    def unpacked(schema):
        home = tmp_path / "旧 索引"
        for name, place in ((f"schema-{schema}", home), ("documents", tmp_path / "docs")):
            with zipfile.ZipFile(INDEXES / f"{name}.zip") as packed:
                packed.extractall(place)
        settings = replace(Settings(), docs=tmp_path / "docs", index=home, data=tmp_path / "data", generator="built-in")
        manifest = generations.read_manifest(home, generations.current_generation(home))
        assert manifest.schema == schema
        # Where the documents lay then is nowhere here.
        generations.commit(home, replace(manifest, folder=str(settings.docs)), leave_out=frozenset({"manifest.json"}))
        return settings

    return unpacked


def asked(settings):
    return Assistant(settings).answer("城东公园改造工程总投资多少？")


def test_there_is_one_of_every_schema_that_is_read():
    assert set(SCHEMAS) == generations.READABLE


@pytest.mark.parametrize("schema", SCHEMAS)
def test_it_answers_until_it_is_brought_up_to_date_and_then_as_before(old, schema):
    settings = old(schema)
    before = asked(settings)
    assert before.outcome == "answered" and "3200万元" in before.text
    assert [(c.doc, c.quote) for c in before.citations] != []
    assert is_stale(settings), "other code read its documents"
    report = build(settings)
    assert (report.documents, report.new, report.changed, report.removed, report.up_to_date) == (3, 0, 0, 0, False)
    after = asked(settings)
    assert (after.text, [(c.doc, c.quote) for c in after.citations]) == (
        before.text,
        [(c.doc, c.quote) for c in before.citations],
    )
    manifest = generations.read_manifest(settings.index, generations.current_generation(settings.index))
    assert manifest.schema == generations.SCHEMA


def test_what_the_first_schema_did_not_keep_is_empty(old):
    settings = old(1)
    index = Index.open(settings.index, load_embedder(settings), Segmenter())
    (hit, *_) = index.lexical.search("城东公园", 1)
    (chunk,) = index.chunks([hit.chunk_id])
    assert (index.hidden(Scope()), index.elsewhere(chunk), index.links()) == (frozenset(), (), ())
    assert index.chunk_ids(Scope(years=(1900, 1901))) == frozenset()
    index.close()


def test_one_of_a_program_to_come_is_refused_with_its_mend_and_stays(old):
    settings = old(generations.SCHEMA)
    manifest = generations.read_manifest(settings.index, generations.current_generation(settings.index))
    generations.commit(
        settings.index, replace(manifest, schema=generations.SCHEMA + 1), leave_out=frozenset({"manifest.json"})
    )
    with pytest.raises(IndexMismatchError) as refused:
        asked(settings)
    assert "更新本程序" in refused.value.hint and "update this one" in refused.value.hint_en
    assert generations.current_generation(settings.index) == manifest.generation
