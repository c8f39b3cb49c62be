"""A damaged pack: its documents are out and named, all others answer, and an update mends it alone."""

import os
import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import rag.taking
from rag.assistant import Assistant
from rag.build import build, is_stale, pending, rollback
from rag.encode.load import load_embedder
from rag.errors import IndexCorruptError
from rag.index import generation as generations
from rag.index.engine import PACKS, RECORDS
from rag.index.index import Index
from rag.index.packs import Packs
from rag.index.store import Store
from rag.mends import in_commands
from rag.records import Scope
from rag.settings import Settings
from rag.text.words import Segmenter
from ui.mends import in_clicks

COUNT = 20
TABLES = ("document_records", "chunk_records", "years", "links", "compared", "twins", "hidden", "sketches")
COPIED = "两份文件都写到同一件事：城东公园改造工程总投资3200万元，新增绿地12公顷，免费开放。"


@pytest.fixture(autouse=True)
def large():
    """As if every index were a large one, of many packs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rag.index.packs.SHARED_FROM_BYTES", 0)
        patch.setattr("rag.index.packs.MOST_BYTES", 3000)
        yield


@pytest.fixture(scope="module")
def models():
    return load_embedder(Settings()), Segmenter()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Settings of an index with two generations that have packs in common. Not to be changed."""
    home = tmp_path_factory.mktemp("packs")
    settings = replace(Settings(), docs=home / "资料", index=home / "索引", data=home / "data")
    settings.docs.mkdir()
    for n in range(COUNT):
        text = f"第{n}号文件由第{n}科办理，代号{n:03}号，2021年印发。"
        (settings.docs / f"{n:02}.txt").write_text(text + (COPIED if n in (2, 17) else ""), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rag.index.packs.SHARED_FROM_BYTES", 0)
        patch.setattr("rag.index.packs.MOST_BYTES", 3000)
        build(settings)
        (settings.docs / f"{COUNT - 1}.txt").write_text("最后一份改过了。", encoding="utf-8")
        build(settings)
    return settings


@pytest.fixture
def world(made, tmp_path):
    """A copy of it, links as links, to be damaged."""
    settings = replace(made, docs=tmp_path / "资料", index=tmp_path / "索引")
    shutil.copytree(made.docs, settings.docs)
    seen = {}

    def copied(source, target):
        inode = Path(source).stat().st_ino
        if inode in seen:
            os.link(seen[inode], target)
        else:
            seen[inode] = shutil.copy2(source, target)
        return target

    shutil.copytree(made.index, settings.index, copy_function=copied)
    for generation in generations.candidates(settings.index):
        manifest = generations.read_manifest(settings.index, generation)
        path = generations.folder_of(settings.index, generation) / "manifest.json"
        path.write_bytes(generations._signed(replace(manifest, folder=str(settings.docs))))
    return settings


def home_of(settings, n=0):
    return generations.folder_of(settings.index, generations.candidates(settings.index)[n])


def packs_of(settings, n=0):
    return sorted((home_of(settings, n) / PACKS).iterdir())


def shared(settings):
    """The packs that both generations have, with the names of their documents."""
    store = Store.read(home_of(settings) / RECORDS)
    found = {path: store.names_in([int(path.name)]) for path in packs_of(settings) if path.stat().st_nlink > 1}
    store.close()
    assert len(found) >= 3
    return found


def altered(path, data):
    """Put other bytes into a file itself, whatever names it has."""
    with path.open("r+b") as file:
        file.truncate()
        file.write(data)


def held(settings):
    """All that the generation in use holds."""
    manifest = generations.verified(settings.index, generations.current_generation(settings.index))
    store = Store.read(home_of(settings) / RECORDS)
    tables = {table: sorted(store.rows(f"SELECT * FROM {table}")) for table in TABLES}
    store.close()
    index = Index.open(settings.index, load_embedder(settings), Segmenter())
    assert index.warning is None
    ids = [row[0] for row in tables["chunk_records"]]
    found = {
        "files": [replace(file, mtime_ns=0, taken_over=False) for file in manifest.documents],
        "terms": index.lexical.terms(ids),
        "vectors": index.dense.vectors(ids).tolist(),
        "pieces": [pieces.tolist() for pieces in index.pieces(ids, manifest.pieces)],
        "found": [leg.search(f"第{n}科办理", 30) for n in range(COUNT) for leg in (index.lexical, index.dense)],
        **tables,
    }
    index.close()
    return found


def lacks(index, lost):
    """Whether an index has all documents but some, wherever it is asked, and says so."""
    every = {f"{n:02}.txt" for n in range(COUNT)}
    assert set(index.names()) == every - lost
    assert {summary.name for summary in index.collection.documents} == every - lost
    assert {name for name, _ in index.texts()} == every - lost
    assert index.names_within(Scope(years=(2021, 2021))) <= every - lost
    assert all(index.document(name) is None and index.chunks_of(name) == [] for name in lost)
    found = set()
    for n in range(COUNT - 1):
        for leg in (index.lexical, index.dense):
            for among in (None, index.chunk_ids(Scope(docs=("0", "1")))):
                hits = leg.search(f"第{n}号文件由第{n}科办理", 50, among)
                found |= {chunk.doc for chunk in index.chunks([hit.chunk_id for hit in hits])}
    assert found == every - lost - {"19.txt"} or found == every - lost
    assert not index.stands("最后") or "19.txt" not in lost
    for name in lost:
        assert index.stands(f"第{int(name[:2])}科办理") is False
    for link in index.links():
        assert not {link.doc, link.other} & lost
    hidden = {chunk.doc for chunk in index.chunks(sorted(index.hidden(Scope())))}
    assert not hidden & lost
    assert f"{len(lost)} 份资料" in index.warning.zh
    assert f"{len(lost)} document" in index.warning.en
    assert any(name in index.warning.zh for name in lost)
    assert index.warning.mends == ("update",)
    return True


def damages(whole):
    """Yield ways to damage a file, and what it holds then; None for a file that is gone."""
    for at in sorted({0, 7, len(whole) // 2, len(whole) - 1}):
        data = bytearray(whole)
        data[at] ^= 1 << (at % 8)
        yield f"bit {at}", bytes(data)
    yield from ((f"cut to {size}", whole[:size]) for size in (0, len(whole) // 2, len(whole) - 1))
    yield "zeroed", bytes(len(whole))
    yield "gone", None


def test_a_shared_pack_damaged_in_every_way_takes_its_documents_out_and_no_others(world, models):
    tried = 0
    for path, names in list(shared(world).items())[:2]:
        whole = path.read_bytes()
        twin = home_of(world, 1) / PACKS / path.name
        assert path.samefile(twin)
        for what, data in damages(whole):
            if data is None:
                path.unlink()
                twin.unlink()
            else:
                altered(path, data)
            index = Index.open(world.index, *models)
            assert (what, index.generation) == (what, home_of(world).name)
            assert f"{PACKS}/{path.name}" in index.warning.zh
            assert lacks(index, names)
            index.close()
            tried += 1
            if data is None:
                path.write_bytes(whole)
                os.link(path, twin)
            else:
                altered(path, whole)
    assert tried == 18
    index = Index.open(world.index, *models)
    assert (index.warning, len(index.names())) == (None, COUNT)
    index.close()


def test_the_others_answer_and_what_mends_it_is_said_in_place(world):
    path, names = next(iter(shared(world).items()))
    altered(path, b"x")
    there, lost = ("06.txt", sorted(names)[0]) if "06.txt" not in names else ("12.txt", "06.txt")
    assistant = Assistant(replace(world, generator="built-in"))
    answers = [assistant.answer(f"第{int(name[:2])}号文件由哪个科办理？") for name in (there, lost)]
    assert (answers[0].outcome, {c.doc for c in answers[0].citations}) == ("answered", {there})
    assert f"第{int(there[:2])}科" in answers[0].text
    assert lost not in {c.doc for c in answers[1].citations} | {e.chunk.doc for e in answers[1].evidence}
    warning = assistant.index.warning
    assert in_clicks(warning, "zh").endswith("其余的照常回答；请点“更新”。")
    assert in_clicks(warning, "en").endswith("all others answer as ever. Press “Update”.")
    assert "较早的一代" not in warning.zh
    assert in_commands(warning, "zh").endswith("；请更新索引：python -m rag build。")
    assert "索引文件 " + f"{PACKS}/{path.name}" in in_commands(warning, "zh")


@pytest.mark.slow
def test_shared_packs_with_two_hundred_flips_and_a_hundred_cuts(world, models):
    chance = random.Random(9)
    for path, names in shared(world).items():
        whole = path.read_bytes()
        damaged = []
        for _ in range(200):
            data = bytearray(whole)
            data[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
            damaged.append(bytes(data))
        damaged += [whole[: chance.randrange(len(whole))] for _ in range(100)]
        for n, data in enumerate(damaged):
            altered(path, data)
            for generation in generations.candidates(world.index):
                _, lost = generations.usable(world.index, generation, apart=PACKS)
                assert lost == (f"{PACKS}/{path.name}",)
                with pytest.raises(IndexCorruptError):
                    generations.verified(world.index, generation)
            if n % 60 == 0:
                index = Index.open(world.index, *models)
                assert lacks(index, names)
                index.close()
        altered(path, whole)
    assert Index.open(world.index, *models).warning is None


def test_an_update_mends_a_shared_pack_alone(world, models, monkeypatch):
    anew = replace(world, index=world.index.with_name("从零"))
    build(anew)
    monkeypatch.setattr("rag.index.store._GONE_IN", 2)
    before = held(world)
    (path, names), *others = shared(world).items()
    altered(path, b"\0" + path.read_bytes()[1:])
    taken, take = [], rag.taking.take
    monkeypatch.setattr("rag.writing.take", lambda file, *rest: taken.append(file.path) or take(file, *rest))
    report = build(world)
    assert (report.new, report.changed, report.removed, report.up_to_date) == (0, 0, 0, False)
    assert set(taken) == names
    assert held(world) == before == held(anew)
    for other, _ in others:
        assert other.samefile(home_of(world) / PACKS / other.name)
    assert not (home_of(world) / PACKS / path.name).exists()
    assert not is_stale(world)
    assert build(world).up_to_date
    with pytest.raises(IndexCorruptError):
        rollback(world)


def test_all_packs_damaged_are_made_anew(world, models):
    before = held(world)
    for n in (0, 1):
        for path in packs_of(world, n):
            altered(path, b"x")
    # Of nothing nobody should hear that the documents do not say it.
    with pytest.raises(IndexCorruptError) as caught:
        Index.open(world.index, *models)
    assert PACKS in caught.value.hint
    assert pending(world).outdated, "a pack of another size is seen without reading it"
    build(world)
    assert held(world) == before


def test_what_cannot_be_taken_in_again_is_told(world, models):
    (path, names), *_ = shared(world).items()
    altered(path, b"\0" + path.read_bytes()[1:])
    gone, broken, *_ = sorted(names)
    (world.docs / gone).unlink()
    (world.docs / broken).write_bytes(b"\x89PNG\0\0\xff")
    report = build(world)
    assert report.removed == 1
    assert [failure.path for failure in report.failed] == [broken]
    index = Index.open(world.index, *models)
    assert index.warning is None
    assert set(index.names()) == {f"{n:02}.txt" for n in range(COUNT)} - {gone, broken}
    index.close()


def test_a_pack_of_the_newest_alone_leads_to_the_one_before(world, models):
    (own,) = [path for path in packs_of(world) if path.stat().st_nlink == 1][:1]
    altered(own, b"x")
    index = Index.open(world.index, *models)
    assert index.generation == home_of(world, 1).name
    assert own.name in index.warning.zh
    assert len(index.names()) == COUNT
    index.close()
    assert not build(world).up_to_date
    assert Index.open(world.index, *models).warning is None


def test_one_that_lacks_packs_and_more_does_not_serve(world, models):
    path, names = next(iter(shared(world).items()))
    altered(path, b"x")
    altered(home_of(world) / "vectors", b"x")
    index = Index.open(world.index, *models)
    assert index.generation == home_of(world, 1).name
    assert index.generation in index.warning.zh
    assert index.generation in index.warning.en
    assert lacks(index, names)
    index.close()
    altered(home_of(world, 1) / RECORDS, b"x")
    with pytest.raises(IndexCorruptError):
        Index.open(world.index, *models)


def test_one_that_is_being_removed_is_not_taken_for_one_that_lacks_packs(world, models, monkeypatch):
    path, _ = next(iter(shared(world).items()))
    altered(path, b"x")
    usable = generations.usable

    def removed_meanwhile(folder, generation, **kwargs):
        found = usable(folder, generation, **kwargs)
        (generations.folder_of(folder, generation) / "manifest.json").unlink()
        return found

    monkeypatch.setattr(generations, "usable", removed_meanwhile)
    with pytest.raises(IndexCorruptError):
        Index.open(world.index, *models)


def test_an_update_that_wrote_into_a_shared_pack_would_be_seen(world, models, monkeypatch):
    """The control: a writer that puts what came into a file that another generation has, too."""
    path, names = next(iter(shared(world).items()))

    def careless(held):
        with path.open("ab") as file:
            file.write(held._due)
        whole(held)

    whole = Packs.write
    monkeypatch.setattr(Packs, "write", careless)
    (world.docs / "19.txt").write_text("又改过了。", encoding="utf-8")
    build(world)
    index = Index.open(world.index, *models)
    assert path.name in index.warning.zh
    assert lacks(index, names)
    index.close()
