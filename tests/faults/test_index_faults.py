"""A damaged index says so and the previous generation serves; readers are never disturbed by builders."""

import os
import random
import shutil
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from rag.assistant import Assistant
from rag.build import build
from rag.encode.load import load_embedder
from rag.errors import IndexBusyError, IndexCorruptError, IndexMismatchError, IndexStoreError
from rag.index import generation as generations
from rag.index.index import Index
from rag.settings import Settings
from rag.text.words import Segmenter

OLD, NEW = "旧版：瑞安的奖励资金最高500万元。", "新版：瑞安的奖励资金最高600万元。"
QUESTION = "瑞安的奖励资金"


@pytest.fixture(scope="module")
def models():
    return load_embedder(Settings()), Segmenter()


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """Settings of an index with two generations, of an old and a new version of a document. Not to be changed."""
    home = tmp_path_factory.mktemp("two")
    settings = replace(Settings(), docs=home / "资料", index=home / "向量 库😀", data=home / "data")
    settings.docs.mkdir()
    for text in (OLD, NEW):
        (settings.docs / "政策.txt").write_text(text, encoding="utf-8")
        build(settings)
    return settings


@pytest.fixture
def copied(two, tmp_path):
    """A copy of that index, to be damaged."""
    shutil.copytree(two.index, tmp_path / "索引")
    return replace(two, index=tmp_path / "索引")


def home_of(settings, n):
    """The folder of the current generation (0) or of the previous one (1)."""
    return generations.folder_of(settings.index, generations.candidates(settings.index)[n])


def answers(index):
    """What both legs find, and what the document says."""
    texts = {d.source.text for d in index.documents()}
    for leg in (index.lexical, index.dense):
        texts |= {chunk.text for chunk in index.chunks([hit.chunk_id for hit in leg.search(QUESTION, 3)])}
    return texts


def files_of(settings):
    manifest = generations.read_manifest(settings.index, generations.current_generation(settings.index))
    return [file.path for file in manifest.files] + ["manifest.json"]


def flips(path):
    """Yield a file with one bit flipped at several places."""
    whole = path.read_bytes()
    for at in sorted({0, 7, len(whole) // 3, len(whole) // 2, len(whole) - 1}):
        altered = bytearray(whole)
        altered[at] ^= 1 << (at % 8)
        path.write_bytes(altered)
        yield f"bit {at}"
    for length in sorted({0, len(whole) // 2, len(whole) - 1}):
        path.write_bytes(whole[:length])
        yield f"cut to {length}"
    path.write_bytes(b"\0" * len(whole))
    yield "zeroed"
    path.unlink()
    yield "missing"


def test_every_file_damaged_in_every_way(copied, models):
    current, previous = home_of(copied, 0), home_of(copied, 1)
    tried = 0
    for name in files_of(copied):
        whole = (current / name).read_bytes()
        for what in flips(current / name):
            index = Index.open(copied.index, *models)
            assert (name, what, index.generation) == (name, what, previous.name)
            assert name in index.warning.zh
            assert previous.name in index.warning.zh
            assert index.current == current.name
            assert answers(index) == {OLD}
            index.close()
            tried += 1
        (current / name).write_bytes(whole)
    assert tried >= 90
    healthy = Index.open(copied.index, *models)
    assert (healthy.warning, answers(healthy)) == (None, {NEW})


@pytest.mark.slow
def test_every_file_with_two_hundred_flips_and_a_hundred_cuts(copied, models):
    """Every one is detected by the hashes; some of them by opening the index, and there the older one answers."""
    current, previous, chance = home_of(copied, 0), home_of(copied, 1), random.Random(5)
    for name in files_of(copied):
        whole = (current / name).read_bytes()
        damaged = []
        for _ in range(200):
            altered = bytearray(whole)
            altered[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
            damaged.append(bytes(altered))
        damaged += [whole[: chance.randrange(len(whole))] for _ in range(100)]
        for n, data in enumerate(damaged):
            (current / name).write_bytes(data)
            with pytest.raises(IndexCorruptError) as caught:
                generations.verified(copied.index, current.name)
            assert name in caught.value.hint
            if n % 20 == 0:
                index = Index.open(copied.index, *models)
                assert (index.generation, answers(index)) == (previous.name, {OLD})
                assert name in index.warning.zh
                index.close()
        (current / name).write_bytes(whole)
    assert Index.open(copied.index, *models).warning is None


@pytest.mark.skipif(os.name == "nt", reason="Windows has neither")
def test_pipes_and_links_in_place_of_files(copied, models):
    current = home_of(copied, 0)
    for name in files_of(copied):
        kept = current / f"{name}.kept"
        (current / name).rename(kept)
        for put in (os.mkfifo, lambda path, kept=kept: path.symlink_to(kept), Path.mkdir):
            put(current / name)
            index = Index.open(copied.index, *models)
            assert answers(index) == {OLD}
            assert name in index.warning.zh
            index.close()
            (current / name).rmdir() if put is Path.mkdir else (current / name).unlink()
        kept.rename(current / name)
    assert Index.open(copied.index, *models).warning is None


def test_a_file_of_the_other_generation_is_no_substitute(copied, models):
    for name in ("records.sqlite", "vectors", "manifest.json"):
        kept = (home_of(copied, 0) / name).read_bytes()
        shutil.copy(home_of(copied, 1) / name, home_of(copied, 0) / name)
        assert answers(Index.open(copied.index, *models)) == {OLD}
        (home_of(copied, 0) / name).write_bytes(kept)


def test_a_lost_current_is_survived_and_said(copied, models):
    for damage in (lambda path: path.write_bytes(b"\xff\xfe"), Path.unlink):
        damage(copied.index / "CURRENT")
        index = Index.open(copied.index, *models)
        assert "CURRENT" in index.warning.zh
        assert answers(index) == {NEW}
    assert not build(copied).up_to_date
    assert Index.open(copied.index, *models).warning is None


def test_both_generations_damaged(copied, models):
    for n in (0, 1):
        (home_of(copied, n) / "vectors").unlink()
    with pytest.raises(IndexCorruptError) as caught:
        Index.open(copied.index, *models)
    assert "rag build" in caught.value.hint
    assert build(copied).documents == 1
    assert answers(Index.open(copied.index, *models)) == {NEW}


def test_verified_bytes_of_the_wrong_kind_are_refused(copied, models):
    """A hostile or foreign file with a right hash is an error of ours, not a crash."""
    generation = generations.current_generation(copied.index)
    home = home_of(copied, 0)
    shutil.rmtree(home_of(copied, 1))
    for name, data in (
        ("vectors", b"IxMp" + b"\xff" * 40),
        ("records.sqlite", b"x"),
        ("lexical/meta.json", b"{}"),
    ):
        kept = (home / name).read_bytes()
        (home / name).write_bytes(data)
        manifest = generations.read_manifest(copied.index, generation)
        with generations.building(copied.index):
            generations.commit(copied.index, manifest, leave_out=frozenset({"manifest.json", ".tantivy-meta.lock"}))
        with pytest.raises(IndexCorruptError):
            Index.open(copied.index, *models)
        (home / name).write_bytes(kept)


def test_another_embedder_is_told_from_damage(two, models):
    class Other:
        name, model_hash, dim = "另一个", "1", models[0].dim

    with pytest.raises(IndexMismatchError) as caught:
        Index.open(two.index, Other(), models[1])
    assert "另一个" in caught.value.hint
    assert models[0].name in caught.value.hint
    for said in (str(caught.value), caught.value.hint):
        assert models[0].model_hash[:8] in said, "models of one name are told apart"
        assert Other.model_hash[:8] in said


def test_opening_writes_nothing(copied, models):
    def listing():
        return {path: path.stat().st_mtime_ns for path in copied.index.rglob("*")}

    Index.open(copied.index, *models).close()
    before = listing()
    index = Index.open(copied.index, *models)
    answers(index)
    assert listing() == before


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps open files")
def test_an_open_index_outlives_its_files(copied, models):
    index = Index.open(copied.index, *models)
    shutil.rmtree(copied.index)
    assert answers(index) == {NEW}


def test_readers_during_rebuilds(copied, models, tmp_path):
    """Threads ask while builds go on: each index they hold is wholly of one version, and none fails."""
    settings = replace(copied, docs=tmp_path / "资料")
    settings.docs.mkdir()
    texts = [f"第{n}版：瑞安的奖励资金最高{n}00万元。" for n in range(1, 6)]
    (settings.docs / "政策.txt").write_text(texts[0], encoding="utf-8")
    build(settings, replace=True)
    done, seen, wrong = threading.Event(), [], []

    def read():
        try:
            while not done.is_set():
                index = Index.open(settings.index, *models)
                for _ in range(5):
                    found = answers(index)
                    (wrong if len(found) != 1 or not found <= set(texts) or index.warning else seen).append(found)
                    time.sleep(0.001)
                index.close()
        except Exception as exc:
            wrong.append(exc)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for n, text in enumerate(texts):
        if n:
            (settings.docs / "政策.txt").write_text(text, encoding="utf-8")
            assert build(settings).changed == 1
        while {text} not in seen and not wrong:
            time.sleep(0.01)
    done.set()
    for reader in readers:
        reader.join()
    assert wrong == []


def asked_during_rebuilds(settings, rebuilds, questions):
    """Ask from four threads while the index is built anew time and again; each answer is of one version."""
    texts = [f"第{n}版：瑞安的奖励资金最高{n}00万元，由市财政局拨付。" for n in range(1, rebuilds + 2)]
    settings.docs.mkdir()
    (settings.docs / "政策.txt").write_text(texts[0], encoding="utf-8")
    build(settings, replace=True)
    assistant = Assistant(settings)
    assistant.load()
    done, seen, wrong = threading.Event(), [], []

    def ask():
        while not done.is_set() or len(seen) < questions:
            try:
                answer = assistant.answer("瑞安的奖励资金最高多少万元？")
                quotes = {citation.quote for citation in answer.citations}
                of_one = any(all(quote in text for quote in quotes) for text in texts)
                whole = answer.outcome == "answered" and quotes and of_one
                (seen if whole else wrong).append((answer.index, answer.outcome, quotes))
            except Exception as exc:
                wrong.append(exc)
                return

    readers = [threading.Thread(target=ask) for _ in range(4)]
    for reader in readers:
        reader.start()
    for n, text in enumerate(texts[1:], 1):
        (settings.docs / "政策.txt").write_text(text, encoding="utf-8")
        assert build(settings).changed == 1
        newest = generations.current_generation(settings.index)
        while (len(seen) < questions * n // rebuilds or newest not in {index for index, *_ in seen}) and not wrong:
            time.sleep(0.01)
    done.set()
    for reader in readers:
        reader.join()
    assert wrong == []
    assert len(seen) >= questions
    assert len({index for index, *_ in seen}) >= rebuilds, "the newer ones are taken up"


def test_questions_during_rebuilds(copied, tmp_path):
    asked_during_rebuilds(replace(copied, docs=tmp_path / "资料", generator="built-in"), 3, 90)


@pytest.mark.slow
def test_two_thousand_questions_during_twenty_rebuilds(copied, tmp_path):
    asked_during_rebuilds(replace(copied, docs=tmp_path / "资料", generator="built-in"), 20, 2000)


def test_of_two_builders_one_wins(copied):
    (copied.docs / "另.txt").write_text("另一份。", encoding="utf-8")
    settings = copied
    outcomes = []

    def attempt():
        try:
            outcomes.append(build(settings, replace=True))
        except IndexStoreError as error:
            outcomes.append(error)

    builders = [threading.Thread(target=attempt) for _ in range(4)]
    for builder in builders:
        builder.start()
    for builder in builders:
        builder.join()
    (copied.docs / "另.txt").unlink()
    refused = [outcome for outcome in outcomes if isinstance(outcome, IndexBusyError)]
    assert len(outcomes) == 4
    assert all("正在重建" in error.hint for error in refused)
    won = [outcome for outcome in outcomes if outcome not in refused]
    assert won
    assert generations.current_generation(settings.index) == max(report.generation for report in won)


def test_a_copy_of_a_file_that_went_wrong_is_found_and_made_anew(tmp_path, models, monkeypatch):
    """What was copied is not hashed again when it is committed; it is when it is opened."""
    settings = replace(Settings(), docs=tmp_path / "资料", index=tmp_path / "索引", data=tmp_path / "data")
    settings.docs.mkdir()
    for n in range(12):
        (settings.docs / f"{n}.txt").write_text(f"第{n}号。", encoding="utf-8")
    changed = settings.docs / "政策.txt"
    changed.write_text(OLD, encoding="utf-8")
    build(settings)
    whole, wrong = shutil.copyfile, []

    def copyfile(source, target):
        made = whole(source, target)
        if Path(target).suffix == ".store":
            data = bytearray(Path(target).read_bytes())
            data[len(data) // 2] ^= 4
            Path(target).write_bytes(data)
            wrong.append(Path(target).name)
        return made

    monkeypatch.setattr("rag.index.lexical.shutil.copyfile", copyfile)
    changed.write_text(NEW, encoding="utf-8")
    build(settings)
    monkeypatch.undo()
    assert wrong
    index = Index.open(settings.index, *models)
    assert wrong[0] in index.warning.zh
    assert OLD in answers(index)
    index.close()
    assert not build(settings).up_to_date
    index = Index.open(settings.index, *models)
    assert index.warning is None
    assert NEW in answers(index)
