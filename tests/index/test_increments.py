"""After any changes to the folder, an index that was brought up to date equals one that is built from nothing.

Sequences of changes are drawn from a seed: documents and sidecars are added, edited, renamed, copied, removed, cut
in the middle of a character, replaced by links; folders go; times are set back. After each step the index is brought
up to date and compared with one built from nothing: every row of the records, the vectors, the terms, what is told of
each file, and what both legs find.
"""

import os
import random
import shutil
import time
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

import rag.encode.load
from rag.build import build, pending
from rag.encode.load import load_embedder
from rag.errors import LoadError
from rag.index import generation as generations
from rag.index.dense import Dense
from rag.index.engine import RECORDS
from rag.index.index import Index
from rag.index.lexical import Lexical
from rag.index.store import Store
from rag.settings import Settings
from rag.text.words import Segmenter

TABLES = ("document_records", "chunk_records", "years", "links", "compared", "twins", "hidden", "sketches")
QUESTIONS = ("城东公园总投资多少", "2021年春耕", "谁去了北湖实验室", "奖励资金500万元", "健身步道", "王小明", "2023年")
SENTENCES = (
    "城东公园改造工程总投资3200万元，新增绿地12公顷。",
    "市住建局局长李建国表示，公园将于4月1日起免费开放。",
    "去年全市研发投入占比达到2.9%，新认定高新技术企业186家。",
    "2021年早稻种植面积不少于45万亩，比上年增加2万亩。",
    "市供销社要储备化肥6万吨、种子3000吨。",
    "瑞安的奖励资金最高500万元。",
    "实施“归雁计划”，吸引青年人才三万名。",
    "北湖实验室引进院士团队两个。",
    "建成健身步道5.6公里，全部免费。",
    "本报讯（记者 王小明）3月5日，会议在市政府召开。",
)
NAMES = ("公园.txt", "春耕.md", "讲话/创新.txt", "讲话/人才.md", "深/更深/记录.txt", "A.TXT", "甲 乙😀.md", "表.html")
# On a slow machine a build takes seconds: what counts as just written is stretched, and what is aged is older still.
JUST_NS, RACY_NS, AGED_S = 30 * 10**9, 90 * 10**9, 120


@pytest.fixture(autouse=True)
def slow_clock(monkeypatch):
    monkeypatch.setattr("rag.index.survey._RACY_NS", RACY_NS)


@pytest.fixture(autouse=True, scope="module")
def models_once():
    """Each model is loaded once for all tests."""
    with pytest.MonkeyPatch.context() as patch:
        known = cache(lambda: load_embedder(Settings()))
        patch.setattr("rag.encode.load.load_embedder", lambda _: known())
        yield


class Changes:
    """A documents folder that is changed at random, one change a step; ``told`` is what was done."""

    def __init__(self, folder, outside, seed):
        self.folder, self.outside, self.random, self.told = folder, outside, random.Random(seed), []
        folder.mkdir()
        outside.mkdir()
        (outside / "外面.txt").write_text("外面的资料不应编入索引。", encoding="utf-8")
        for _ in range(3):
            self.add()

    def text(self):
        """A text of a few paragraphs, with a headline and a date now and then."""
        chosen = [self.random.choice(SENTENCES) for _ in range(self.random.randint(1, 9))]
        head = self.random.choice(("", "关于春耕备耕工作的通知\n\n", f"# 第{self.random.randint(1, 3)}期\n\n"))
        tail = self.random.choice(("", "\n2023年3月5日\n", f"\n第{self.random.randint(1, 9)}版\n"))
        return head + self.random.choice(("\n\n", "\n", "")).join(chosen) + tail

    def files(self):
        return sorted(p for p in self.folder.rglob("*") if p.is_file() and not p.is_symlink())

    def any_file(self):
        return self.random.choice(self.files() or [self.add()])

    def put(self, name, data):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_symlink():
            path.unlink()
        path.write_bytes(data)
        return path

    def add(self):
        encoding = self.random.choice(("utf-8", "utf-8", "gb18030"))
        return self.put(self.random.choice(NAMES), self.text().encode(encoding, "replace"))

    def edit(self):
        path = self.any_file()
        path.write_bytes(path.read_bytes() + b"\n\n" + self.random.choice(SENTENCES).encode())

    def edit_within_its_size(self):
        """The same number of bytes, the time set back to what it was: so can be what was just written."""
        path = self.any_file()
        times = path.stat().st_mtime_ns
        path.write_bytes(path.read_bytes().replace(b"500", b"600").replace(b"1", b"2"))
        if time.time_ns() - times < JUST_NS:
            os.utime(path, ns=(times, times))

    def touch(self):
        os.utime(self.any_file())

    def age(self):
        """Make all files look old enough for their times to be trusted."""
        for path in self.files():
            then = time.time() - AGED_S - self.random.random()
            os.utime(path, (then, then))

    def delete(self):
        self.gone(self.any_file())

    def gone(self, path):
        path.unlink()
        # A subfolder that is there and empty may be a share that is not mounted: its documents are kept.
        while path.parent != self.folder and not any(path.parent.iterdir()):
            path = path.parent
            path.rmdir()

    def rename(self):
        path = self.any_file()
        data = path.read_bytes()
        self.gone(path)
        self.put(self.random.choice(NAMES), data)

    def swap(self):
        one, two = self.any_file(), self.any_file()
        a, b = one.read_bytes(), two.read_bytes()
        one.write_bytes(b)
        two.write_bytes(a)

    def copy(self):
        self.put(self.random.choice(NAMES), self.any_file().read_bytes())

    def half_written(self):
        """As an editor or a copy leaves a file that is not yet whole: cut anywhere, in a character too, or empty."""
        path = self.any_file()
        data = path.read_bytes()
        path.write_bytes(data[: self.random.randint(0, len(data))])

    def link_out(self):
        path = self.any_file()
        path.unlink()
        path.symlink_to(self.outside / "外面.txt")

    def link_within(self):
        target = self.any_file()
        path = self.folder / "链接.txt"
        path.unlink(missing_ok=True)
        path.symlink_to(target)

    def sidecar(self):
        path = self.any_file()
        beside = path.with_name(path.name + ".meta.toml")
        if beside.exists():
            beside.unlink()
        elif not path.name.endswith(".toml"):
            beside.write_text(f'title = "另一个标题{self.random.randint(1, 3)}"\n', encoding="utf-8")

    def temporary(self):
        self.put(self.random.choice(("~$草稿.txt", ".隐藏.txt", "README.md", "图.png", "坏.txt")), b"\x89PNG\0\0")

    def step(self):
        chosen = self.random.choice(
            (
                self.add, self.add, self.edit, self.edit_within_its_size, self.touch, self.age, self.delete,
                self.rename, self.swap, self.copy, self.half_written, self.link_out, self.link_within,
                self.sidecar, self.temporary,
            )
        )  # fmt: skip
        self.told.append(chosen.__name__)
        chosen()


def held(settings):
    """All that the generation in use holds and finds, in an order of its own contents."""
    generation = generations.current_generation(settings.index)
    manifest = generations.verified(settings.index, generation)
    store = Store.read(generations.folder_of(settings.index, generation) / RECORDS)
    tables = {table: sorted(store.rows(f"SELECT * FROM {table}")) for table in TABLES}
    store.close()
    index = Index.open(settings.index, rag.encode.load.load_embedder(settings), Segmenter())
    assert index.warning is None
    chunk_ids = [row[0] for row in tables["chunk_records"]]
    found = {
        "files": [replace(file, mtime_ns=0, taken_over=False) for file in manifest.documents],
        "count": manifest.chunks,
        "terms": index.lexical.terms(chunk_ids),
        "frequency": {
            term: index.frequency(term) for found in index.lexical.terms(chunk_ids) for term in found.split()
        },
        "pieces": [pieces.tolist() for pieces in index.pieces(chunk_ids, manifest.pieces)],
        "lexical": [index.lexical.search(question, 20) for question in QUESTIONS],
        "rarity": [index.weight(term) for term in ("公园", "奖励", "2023年")],
        **tables,
    }
    vectors = index.dense.vectors(chunk_ids)
    dense = [index.dense.search(question, 20) for question in QUESTIONS]
    index.close()
    return found, vectors, dense


def told(report):
    """What a report says of each file, but for whether it was taken over and what is no longer there."""
    known = {"unchanged": "indexed"}
    return [
        replace(f, outcome=known.get(f.outcome, f.outcome)) for f in report.files if f.outcome != "removed"
    ], report.failed


def run(home, seed, steps):
    """Compare after each of some changes; return how many builds wrote something, and how many found nothing to do.

    In the steps that are in neither count no document was left that can be read, and both builds said so.
    """
    changes = Changes(home / "资料", home / "外面", seed)
    settings = replace(Settings(), docs=changes.folder, index=home / "索引", data=home / "data")
    wrote = idle = 0
    for step in range(steps):
        changes.step()
        where = f"seed {seed}, step {step}: {changes.told}"
        anew = replace(settings, index=home / f"从零{step}")
        try:
            whole = build(anew)
        except LoadError:
            with pytest.raises(LoadError):
                build(settings)
            continue
        report = build(settings)
        assert pending(settings).nothing, where
        idle, wrote = idle + report.up_to_date, wrote + (not report.up_to_date)
        assert (report.documents, report.chunks, report.links) == (whole.documents, whole.chunks, whole.links), where
        assert told(report) == told(whole), where
        (brought, vectors, dense), (made, vectors_made, dense_made) = held(settings), held(anew)
        for part in made:
            assert brought[part] == made[part], f"{part}: {where}"
        np.testing.assert_array_equal(vectors, vectors_made, err_msg=where)
        assert dense == dense_made, where
        assert not any("外面" in name for name in {row[0] for row in brought["document_records"]}), where
        assert len(list((settings.index / "generations").iterdir())) <= 2, where
        shutil.rmtree(anew.index)
    return wrote, idle


@pytest.fixture
def renewed(monkeypatch):
    """Counts how often words were made of those before; here nearly always, however much of so few documents goes."""
    monkeypatch.setattr("rag.index.store._GONE_IN", 1)
    monkeypatch.setattr("rag.index.lexical._GONE_IN", 1)
    told = []
    whole = Lexical.renewed
    monkeypatch.setattr(Lexical, "renewed", lambda leg, *args: told.append(1) or whole(leg, *args))
    return told


def test_what_is_brought_up_to_date_equals_what_is_built_from_nothing(tmp_path):
    wrote, idle = run(tmp_path, 0, 8)
    assert wrote >= 3
    assert wrote + idle >= 6


@pytest.fixture
def shared(monkeypatch):
    """Counts the packs that were linked: there are many small ones, as if the index were large."""
    monkeypatch.setattr("rag.index.packs.SHARED_FROM_BYTES", 0)
    monkeypatch.setattr("rag.index.packs.MOST_BYTES", 4000)
    told = []
    link = os.link
    monkeypatch.setattr("rag.index.packs.os.link", lambda *paths: told.append(1) or link(*paths))
    return told


def test_what_has_packs_in_common_with_what_was_before_equals_what_is_built_from_nothing(tmp_path, renewed, shared):
    wrote, idle = run(tmp_path, 3, 8)
    assert wrote + idle >= 6
    assert len(shared) >= 3


@pytest.mark.parametrize("seed", [1, 3])
def test_what_is_made_of_the_files_before_equals_what_is_built_from_nothing(tmp_path, seed, renewed):
    wrote, idle = run(tmp_path, seed, 8)
    assert wrote + idle >= 6
    assert len(renewed) >= 3


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 200))
def test_a_hundred_sequences_of_thirty_changes(tmp_path, seed):
    wrote, _ = run(tmp_path, seed, 30)
    assert wrote >= 8


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(200, 300))
def test_a_hundred_sequences_of_thirty_changes_of_the_files_before(tmp_path, seed, renewed, request):
    if seed % 2:
        request.getfixturevalue("shared")
    wrote, _ = run(tmp_path, seed, 30)
    assert wrote >= 8
    assert len(renewed) >= 8


def test_a_vector_that_is_taken_over_time_and_again_stays_the_same():
    embedder = load_embedder(Settings())
    ids = [f"{n:04}" for n in range(2000)]
    rows = np.random.default_rng(1).normal(size=(len(ids), embedder.dim)).astype(np.float32)
    first = Dense.of(ids, [rows], embedder).vectors(ids)
    np.testing.assert_allclose(np.linalg.norm(first, axis=1), 1, atol=1e-6)
    again = first
    for _ in range(3):
        again = Dense.of(ids, [again], embedder).vectors(ids)
    np.testing.assert_array_equal(again, first)


def test_an_index_that_may_not_be_written_is_taken_over_all_the_same(tmp_path, renewed):
    """Modes that forbid writing do not come along with the files."""
    changes = Changes(tmp_path / "资料", tmp_path / "外面", 3)
    settings = replace(Settings(), docs=changes.folder, index=tmp_path / "索引", data=tmp_path / "data")
    build(settings)
    home = generations.folder_of(settings.index, generations.current_generation(settings.index))
    for path in home.rglob("*"):
        if path.is_file():
            path.chmod(0o444)
    changes.edit()
    build(settings)
    assert renewed
    home = generations.folder_of(settings.index, generations.current_generation(settings.index))
    assert all(path.stat().st_mode & 0o200 for path in home.rglob("*") if path.is_file())
