"""The index folder: commit, verification, rollback, lock; every byte of a file is vouched for."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import IndexBusyError, IndexCorruptError, IndexNotFoundError
from rag.index import generation as g
from rag.index.generation import SCHEMA, Manifest, SourceFile

ROOT = Path(__file__).resolve().parents[2]
BLANK = Manifest(SCHEMA, "", "", "资料 😀", "toy", "0" * 64, 3, "c", "w", "jieba")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "向量 库😀"


def commit(folder, *texts, leave_out=frozenset()):
    """Commit a generation with a file a text, one of them in a folder."""
    with g.building(folder):
        generation = g.begin(folder)
        home = g.folder_of(folder, generation)
        (home / "里").mkdir()
        for n, text in enumerate(texts):
            (home / ("里" if n else "") / f"文件{n}").write_text(text, encoding="utf-8")
        manifest = replace(BLANK, generation=generation, documents=(SourceFile("甲.txt", "1", 2, 3),))
        return g.commit(folder, manifest, leave_out=leave_out)


def test_a_committed_generation_is_the_one_in_use(folder):
    first = commit(folder, "温州", "瑞安")
    assert g.current_generation(folder) == first.generation
    assert g.verified(folder, first.generation) == first
    assert [file.path for file in first.files] == ["文件0", "里/文件1"]
    second = commit(folder, "温州")
    assert g.candidates(folder) == [second.generation, first.generation]
    (folder / "CURRENT").unlink()
    assert g.candidates(folder) == [second.generation, first.generation]


def test_files_left_out_may_change(folder):
    made = commit(folder, "温州", "锁", leave_out=frozenset({"文件1"}))
    (g.folder_of(folder, made.generation) / "里" / "文件1").unlink()
    assert g.verified(folder, made.generation) == made


def test_nothing_built(folder):
    assert g.current_generation(folder) is None
    with pytest.raises(IndexNotFoundError) as caught:
        g.candidates(folder)
    assert "rag build" in caught.value.hint
    with g.building(folder):
        g.begin(folder)
    with pytest.raises(IndexNotFoundError):
        g.candidates(folder)


@pytest.mark.parametrize("named", ["", "../../etc", "20261121-071752-12345", "\x00", "好"])
def test_a_senseless_current_names_nothing(folder, named):
    made = commit(folder, "温州")
    (folder / "CURRENT").write_text(named, encoding="utf-8")
    assert g.current_generation(folder) is None
    assert g.candidates(folder) == [made.generation]


def damage_flip(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 4
    path.write_bytes(data)


def damage_truncate(path):
    path.write_bytes(path.read_bytes()[:-1])


def damage_grow(path):
    path.write_bytes(path.read_bytes() + b"\0")


def damage_zero(path):
    path.write_bytes(b"\0" * path.stat().st_size)


def damage_link(path):
    kept = path.with_name("beside")
    path.rename(kept)
    path.symlink_to(kept)


def damage_pipe(path):
    path.unlink()
    os.mkfifo(path)


def damage_folder(path):
    path.unlink()
    path.mkdir()


DAMAGES = [damage_flip, damage_truncate, damage_grow, damage_zero, damage_link, damage_pipe, damage_folder, Path.unlink]
if os.name == "nt":
    DAMAGES = [damage for damage in DAMAGES if damage not in (damage_link, damage_pipe)]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda d: d.__name__)
@pytest.mark.parametrize("name", ["文件0", "里/文件1", "manifest.json"])
def test_every_damage_is_found(folder, name, damage):
    made = commit(folder, "温州" * 50, "瑞安" * 50)
    damage(g.folder_of(folder, made.generation) / name)
    with pytest.raises(IndexCorruptError) as caught:
        g.verified(folder, made.generation)
    assert name in caught.value.hint


@settings(max_examples=150)
@given(st.data())
def test_no_bit_of_a_manifest_can_be_flipped(folder, data):
    if not folder.exists():
        commit(folder, "温州", "瑞安")
    generation = g.current_generation(folder)
    path = g.folder_of(folder, generation) / "manifest.json"
    whole = path.read_bytes()
    altered = bytearray(whole)
    altered[data.draw(st.integers(0, len(whole) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    try:
        path.write_bytes(altered)
        with pytest.raises(IndexCorruptError):
            g.read_manifest(folder, generation)
    finally:
        path.write_bytes(whole)
    assert g.read_manifest(folder, generation).generation == generation


def test_a_manifest_of_another_generation_is_refused(folder):
    first, second = commit(folder, "温州"), commit(folder, "瑞安")
    manifests = [g.folder_of(folder, m.generation) / "manifest.json" for m in (first, second)]
    manifests[1].write_bytes(manifests[0].read_bytes())
    with pytest.raises(IndexCorruptError):
        g.read_manifest(folder, second.generation)


def test_rollback_and_back(folder):
    first = commit(folder, "温州")
    with pytest.raises(IndexNotFoundError):
        g.rollback(folder)
    second = commit(folder, "瑞安")
    assert g.rollback(folder) == first.generation == g.current_generation(folder)
    assert g.rollback(folder) == second.generation == g.current_generation(folder)
    damage_flip(g.folder_of(folder, first.generation) / "文件0")
    with pytest.raises(IndexCorruptError):
        g.rollback(folder)
    assert g.current_generation(folder) == second.generation


def test_only_what_is_kept_stays(folder):
    made = [commit(folder, str(n)) for n in range(4)]
    with g.building(folder):
        g.begin(folder)
        g.keep_only(folder, {made[2].generation, made[3].generation})
    assert sorted(path.name for path in (folder / "generations").iterdir()) == sorted(m.generation for m in made[2:])


def test_a_second_builder_is_refused_at_once_and_a_killed_one_hinders_nobody(folder):
    code = f"import sys, time; sys.path.insert(0, {str(ROOT)!r})\n"
    code += "from pathlib import Path\nfrom rag.index.generation import building\n"
    code += f"with building(Path({str(folder)!r})): print('held', flush=True); time.sleep(600)"
    holder = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    try:
        assert holder.stdout.readline().strip() == b"held"
        with pytest.raises(IndexBusyError) as caught, g.building(folder):
            pass
        assert holder.poll() is None, "nobody waited for it"
        assert caught.value.retryable
        with pytest.raises(IndexBusyError):
            g.rollback(folder)
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()
    with g.building(folder):
        pass


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="reads names of open files from /proc")
def test_everything_is_synced_before_it_is_named(folder, monkeypatch):
    done = []
    fsync, replace_ = os.fsync, Path.replace

    def recorded_fsync(handle):
        done.append(("sync", Path(f"/proc/self/fd/{handle}").readlink()))
        fsync(handle)

    def recorded_replace(path, target):
        done.append(("name", Path(target)))
        return replace_(path, target)

    monkeypatch.setattr(os, "fsync", recorded_fsync)
    monkeypatch.setattr(Path, "replace", recorded_replace)
    made = commit(folder, "温州", "瑞安")
    home = g.folder_of(folder, made.generation)
    manifest, current = done.index(("name", home / "manifest.json")), done.index(("name", folder / "CURRENT"))
    before_manifest = {home / "文件0", home / "里" / "文件1", home / "里", home, home.parent, folder}
    assert before_manifest <= {path for kind, path in done[:manifest] if kind == "sync"}
    assert ("sync", home / "manifest.json.new") in done[:manifest]
    assert ("sync", home) in done[manifest:current]
    assert ("sync", folder / "CURRENT.new") in done[:current]
    assert ("sync", folder) in done[current:]
