"""Packs: what is put in comes back, what lost nothing is shared where much is kept, and nothing stays that went."""

import os
import random
from dataclasses import replace

import pytest

from rag.build import build, rollback
from rag.corpus.chunks import chunks
from rag.corpus.load import document_of
from rag.corpus.read import read_string
from rag.encode.load import load_embedder
from rag.index import generation as generations
from rag.index import packs
from rag.index.engine import PACKS
from rag.index.index import Index
from rag.index.packs import Packs
from rag.index.store import Store
from rag.settings import Settings
from rag.text.words import Segmenter


@pytest.fixture
def small(monkeypatch):
    """Packs of 1,500 bytes: one document of these tests each, or two."""
    monkeypatch.setattr(packs, "MOST_BYTES", 1500)


@pytest.fixture
def shared(small, monkeypatch):
    """As if every index were a large one."""
    monkeypatch.setattr(packs, "SHARED_FROM_BYTES", 0)
    monkeypatch.setattr("rag.index.store._GONE_IN", 1)


def test_what_is_put_in_comes_back_from_memory_and_from_files(tmp_path, small):
    chance = random.Random(3)
    every = [chance.randbytes(chance.choice((1, 300, 700, 1500, 4000))) for _ in range(40)]
    held, memory = Packs(tmp_path / "甲 库"), Packs()
    places = [(data, held.put(data), memory.put(data)) for data in every]
    for data, place, other in places:
        assert held.get(*place, len(data)) == memory.get(*other, len(data)) == data
    held.write()
    held.close()
    again = Packs(tmp_path / "甲 库")
    assert [again.get(*place, len(data)) for data, place, _ in places] == every
    assert sum(again.sizes.values()) == sum(map(len, every))
    assert max(again.sizes.values()) == 4000
    assert all(size <= 1500 or size == 4000 for size in again.sizes.values())
    with pytest.raises(KeyError):
        again.get(999, 0, 1)
    for at, size in ((0, 9999), (-1, 1), (5, -6), (1 << 40, 1)):
        with pytest.raises(ValueError, match="bytes"):
            again.get(1, at, size)
    again.close()


def test_what_is_taken_back_leaves_nothing(tmp_path):
    held = Packs(tmp_path / "库")
    held.put(b"one")
    held.put(b"two")
    held.take_back(3)
    assert held.put(b"three") == (1, 3)
    held.write()
    assert (tmp_path / "库" / "000001").read_bytes() == b"onethree"


@pytest.mark.parametrize("links", [True, False])
def test_packs_are_the_same_files_only_where_that_is_asked_for_and_can_be(tmp_path, monkeypatch, links):
    before = Packs(tmp_path / "前")
    before.put(b"x" * 10)
    before.write()

    def never(*_):
        raise OSError("this disk knows no links")

    if not links:
        monkeypatch.setattr("rag.index.packs.os.link", never)
    for name, wanted in (("同", True), ("各", False)):
        after = Packs(tmp_path / name)
        assert after.take_over(before, {1}, shared=wanted) == {f"{name}/000001"}
        assert after.get(1, 0, 10) == b"x" * 10
        assert after.put(b"y") == (2, 0)
        after.close()
        one = (tmp_path / "前" / "000001").samefile(tmp_path / name / "000001")
        assert one is (wanted and links)


def settings_of(home, count=9):
    settings = replace(Settings(), docs=home / "资料", index=home / "索引", data=home / "data")
    settings.docs.mkdir()
    for n in range(count):
        write(settings, n, f"第{n}号文件写到的代号是{n}{n}{n}{n}号，由第{n}科办理。")
    return settings


def write(settings, n, text):
    (settings.docs / f"{n:02}.txt").write_text(text, encoding="utf-8")


def home_of(settings):
    return generations.folder_of(settings.index, generations.current_generation(settings.index))


def inodes(home):
    return {path.stat().st_ino for path in home.rglob("*") if path.is_file() and path.stat().st_size}


def said(settings):
    index = Index.open(settings.index, load_embedder(settings), Segmenter())
    assert index.warning is None
    found = {name: index.document(name).source.text for name in index.names()}
    index.close()
    return found


def test_large_generations_share_packs_that_lost_nothing_and_nothing_else(tmp_path, shared):
    settings = settings_of(tmp_path)
    build(settings)
    first = home_of(settings)
    before = said(settings)
    write(settings, 3, "第3号文件改过了。")
    assert build(settings).changed == 1
    second = home_of(settings)
    common = inodes(first) & inodes(second)
    assert {p.parent.name for p in second.rglob("*") if p.is_file() and p.stat().st_ino in common} == {PACKS}
    assert len(common) >= 5
    after = said(settings)
    assert after == before | {"03.txt": "第3号文件改过了。"}
    # Of what went nothing is left, in no file of records.
    for path in (second / "records.sqlite", *(second / PACKS).iterdir()):
        assert "3333号".encode() not in path.read_bytes()
    assert any("3333号".encode() in path.read_bytes() for path in (first / PACKS).iterdir())
    # The way back, and forth.
    rollback(settings)
    assert said(settings) == before
    rollback(settings)
    assert said(settings) == after
    # The first one goes; what it shared stays.
    write(settings, 4, "第4号文件也改过了。")
    build(settings)
    assert not first.exists()
    assert said(settings) == after | {"04.txt": "第4号文件也改过了。"}
    rollback(settings)
    assert said(settings) == after


def test_small_generations_share_no_byte(tmp_path, small, monkeypatch):
    monkeypatch.setattr("rag.index.store._GONE_IN", 1)
    settings = settings_of(tmp_path)
    build(settings)
    first = home_of(settings)
    write(settings, 3, "第3号文件改过了。")
    build(settings)
    names = [{path.name for path in (home / PACKS).iterdir()} for home in (first, home_of(settings))]
    assert len(names[0] & names[1]) >= 5
    assert not inodes(first) & inodes(home_of(settings))


def test_packs_do_not_pile_up(tmp_path, shared):
    def filled(n):
        found = document_of(read_string(f"{n:02}.txt", f"第{n}号文件由第{n}科办理。"))
        return found, chunks(found)

    def made(n, gone):
        """The next store: without some documents of the one before, and with one that came."""
        store = Store.without(tmp_path / f"{n - 1}.sqlite", gone, tmp_path / f"{n}.sqlite", shared=True)
        if not gone:
            store.add(*filled(n))
        names = store.names()
        store.close()
        return names, [path.stat().st_size for path in (tmp_path / f"{n}.packs").iterdir()]

    first = Store.create(tmp_path / "0.sqlite")
    first.add(*filled(0))
    first.close()
    for n in range(1, 30):
        names, sizes = made(n, ())
        assert len(names) == n + 1
        assert sum(2 * size < packs.MOST_BYTES for size in sizes) <= 1
    assert len(sizes) >= 10
    for n in range(30, 57):
        names, sizes = made(n, names[:1])
        assert sum(2 * size < packs.MOST_BYTES for size in sizes) <= 1
    assert names == ["27.txt", "28.txt", "29.txt"]
    assert len(sizes) <= 3
    left = Store.read(tmp_path / "56.sqlite")
    assert [left.document(name) for name in names] == [filled(n)[0] for n in (27, 28, 29)]
    left.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows removes no file that may not be written")
def test_shared_packs_need_not_be_writable(tmp_path, shared):
    settings = settings_of(tmp_path)
    build(settings)
    for path in (home_of(settings) / PACKS).iterdir():
        path.chmod(0o444)
    synced = []
    sync = generations._sync
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generations, "_sync", lambda path: synced.append(path) or sync(path))
        write(settings, 3, "第3号文件改过了。")
        build(settings)
    kept = [path for path in (home_of(settings) / PACKS).iterdir() if path.stat().st_nlink > 1]
    assert kept
    assert not set(kept) & set(synced)
    assert {path for path in home_of(settings).rglob("*") if path.stat().st_nlink == 1 and path.is_file()} >= set(
        synced
    )
    assert len(said(settings)) == 9
