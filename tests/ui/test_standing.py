"""The side bar always says which folder, how much is indexed, since when, and how that stands; in both languages."""

import os
import re
import shutil
import time
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from rag import measuring
from rag.build import build
from rag.index.generation import current_generation
from rag.jobs import Job, Jobs, _write, folder_of
from rag.library.collections import remembered
from rag.measuring import Measured
from rag.settings import ROOT, load
from rag.writing import Progress
from tests.conftest import write_tiny
from tests.ui.test_page import TIMEOUT, component, keys, run, texts

HAN = re.compile(r"[\u4e00-\u9fff]")
BROKEN = b"\x00\x01\x02\xff\xfe\x00" * 40


@pytest.fixture
def page(tmp_path, monkeypatch):
    """A page over a folder of three documents of its own, not indexed yet; every name of it in Latin letters."""
    write_tiny(tmp_path)
    (tmp_path / "资料 😀").rename(tmp_path / "docs")
    for name, value in {"DOCS": "docs", "INDEX": "indexes/own", "INDEXES": "indexes", "DATA": "data"}.items():
        monkeypatch.setenv(f"RAG_{name}", str(tmp_path / value))
    monkeypatch.setenv("RAG_GENERATOR", "built-in")
    return AppTest.from_file(str(ROOT / "ui" / "script.py"), default_timeout=TIMEOUT)


def buttons(at):
    return {button.key: button for button in at.button}


def both_stand(at, *, resting=False):
    found = buttons(at)
    return all(found[key].disabled is resting for key in ("update", "rebuild") if key in found) and "update" in found


def settled(at):
    """Run once more, past what is kept of the files for a few seconds."""
    import streamlit as st

    st.cache_data.clear()
    return run(at)


def test_all_is_said_of_an_index_that_serves(page, tmp_path):
    build(load())
    at = run(page)
    said = texts(at)
    assert {"docs", str(tmp_path / "docs")} <= set(said)
    assert any(re.fullmatch(r"3 份文件 · \d+ 段", text) for text in said)
    assert any(re.fullmatch(r"建于 \d{4}-\d\d-\d\d \d\d:\d\d", text) for text in said)
    assert "与文件夹一致" in said
    assert both_stand(at) and buttons(at)["change-folder"].label == "换一个文件夹"


def test_changes_are_counted(page, tmp_path):
    build(load())
    docs = tmp_path / "docs"
    (docs / "a.txt").write_text("又一份资料，讲的是别的事。\n", encoding="utf-8")
    (docs / "b.txt").write_text("再一份资料，讲的也是别的事。\n", encoding="utf-8")
    (docs / "春耕.md").unlink()
    assert "有改动未收入：新增 2、删除 1" in texts(run(page))
    build(load())
    assert "与文件夹一致" in texts(settled(page))


def test_a_new_program_is_told_from_changed_files(page, monkeypatch):
    build(load())
    monkeypatch.setattr("rag.build.corpus_version", lambda settings: "another")
    assert "程序、模型或词典有更新，点“更新”后生效" in texts(run(page))


def test_a_folder_that_is_gone_is_said_and_its_index_answers(page, tmp_path):
    build(load())
    (tmp_path / "docs").rename(tmp_path / "away")
    at = run(page)
    said = texts(at)
    assert any(text.startswith("找不到这个文件夹，仍用已建好的索引回答") for text in said)
    assert any(text.startswith("3 份文件") for text in said)
    assert both_stand(at, resting=True)
    at.chat_input(key="ask").set_value("城东公园总投资多少？")
    at = run(at)
    assert [m.name for m in at.chat_message] == ["user", "assistant"]
    assert not any("没有答成" in caption.value for caption in at.caption)


def test_an_empty_folder_is_said(page, tmp_path):
    build(load())
    shutil.rmtree(tmp_path / "docs")
    (tmp_path / "docs").mkdir()
    assert "文件夹里没有能读的资料；请放入文件，或换一个文件夹。" in texts(run(page))


def test_no_index_yet(page):
    at = run(page)
    assert {"还没有建立索引", "还不能回答；点“建立索引”。"} <= set(texts(at))
    assert [buttons(at)[key].label for key in ("build", "update")] == ["建立索引"] * 2, "one act has one name"
    assert "rebuild" not in buttons(at) and not buttons(at)["update"].disabled
    at.chat_input(key="ask").set_value("2019年温州的经济总量是多少？")
    at = run(at)
    assert "还没有建立索引；请点“建立索引”。" in texts(at)
    assert "arrival-0" not in str(at), "the button that mends it stays in sight"
    assert buttons(at)["again-0"].label == "再问一次"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_question_asked_while_the_first_index_is_built_waits_for_it(page, language):
    page.query_params["lang"] = language
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Jobs, "status", lambda self: Job("running", time.time(), pid=os.getpid()))
        at = run(page)
        at.chat_input(key="ask").set_value("城东公园总投资多少？")
        at = run(at)
        waits = {"zh": "索引建好后就回答这个问题。", "en": "It is answered as soon as the index is built."}[language]
        assert waits in [caption.value for caption in at.caption] and "again-0" not in buttons(at)
        assert "城东公园总投资多少？" in texts(run(at)), "whatever is clicked meanwhile"
    build(load())
    at = settled(at)
    assert [m.name for m in at.chat_message] == ["user", "assistant"]
    assert "3200万元" in str(component(at, "s-0-0"))


def test_no_index_and_no_folder(page, tmp_path):
    (tmp_path / "docs").rename(tmp_path / "away")
    at = run(page)
    assert f"找不到资料文件夹 {tmp_path / 'docs'}。请把它放回原处，或换一个文件夹。" in texts(at)
    assert both_stand(at, resting=True)
    assert "build" not in buttons(at) and buttons(at)["choose-folder"].label == "换一个文件夹"


def test_no_index_and_an_empty_folder(page, tmp_path):
    shutil.rmtree(tmp_path / "docs")
    (tmp_path / "docs").mkdir()
    at = run(page)
    assert any("没有能读的资料" in text and ".txt" in text for text in texts(at))
    assert "build" not in buttons(at) and "choose-folder" in buttons(at)


def damage(settings):
    for file in settings.index.glob("generations/*/records.sqlite"):
        data = bytearray(file.read_bytes())
        data[len(data) // 2] ^= 1
        file.write_bytes(data)


def test_a_damaged_index_is_not_called_fresh(page):
    build(load())
    damage(load())
    at = run(page)
    assert "索引用不了；点“全部重建”。" in texts(at) and "与文件夹一致" not in texts(at)
    assert any(text.startswith("3 份文件") for text in texts(at)), "its manifest still says so"
    assert both_stand(at)


def test_a_question_asked_without_an_index_is_not_lost(page):
    at = run(page)
    at.chat_input(key="ask").set_value("城东公园总投资多少？")
    at = run(at)
    assert at.chat_message[0].text[0].value == "城东公园总投资多少？"
    assert "没有答成" in [caption.value for caption in at.caption]
    build(load())
    assert run(at).chat_message[0].text[0].value == "城东公园总投资多少？"


def test_files_that_cannot_be_read_are_named_each_with_its_mend(page, tmp_path):
    for n in range(5):
        (tmp_path / "docs" / f"bad{n}.txt").write_bytes(BROKEN)
    build(load())
    at = run(page)
    assert "未能读取（5）" in [caption.value for caption in at.caption]
    assert sum(text.startswith("bad") and "不是文本文件" in text for text in texts(at)) == 5
    assert [e.label for e in at.expander if e.key == "not-read-all"] == ["其余文件"]


def test_a_link_to_an_index_that_is_not_here_says_so_and_opens_no_document_of_another(page):
    build(load())
    page.query_params["doc"] = "公园.txt"
    at = run(page)
    assert component(at, "reader") and not [said for said in texts(at) if "不在这台电脑上" in said]
    page.query_params["collection"] = "资料-12345678"
    at = run(page)
    assert "地址里写的“资料-12345678”不在这台电脑上，可能已经删去或改名；这里是“docs”。" in texts(at)
    assert not keys(at, "reader")
    page.query_params["page"] = "settings"
    assert any("不在这台电脑上" in said for said in texts(run(page)))


def test_settings_that_name_another_folder_are_said_and_nothing_is_built_over(page, tmp_path, monkeypatch):
    build(load())
    (tmp_path / "docs").rename(tmp_path / "mine")
    shutil.copytree(tmp_path / "mine", tmp_path / "docs")
    monkeypatch.setenv("RAG_DOCS", str(tmp_path / "mine"))
    at = run(page)
    assert any("设置里写的是" in text and "mine" in text for text in texts(at))
    assert str(tmp_path / "docs") in texts(at)
    at.button(key="rebuild").click()
    run(at)
    wait(replace(load(), docs=tmp_path / "docs"))
    assert remembered(load().index) == tmp_path / "docs"


# ---------------------------------------------------------------- builds


def wait(settings):
    deadline = time.monotonic() + 60
    while Jobs(settings).status().state == "running" and time.monotonic() < deadline:
        time.sleep(0.05)


def test_a_build_ends_in_a_line_that_stays(page):
    at = run(page)
    at.button(key="build").click()
    run(at)
    wait(load())
    line = re.compile(r"收入 3 个文件：新增 3、修改 0、删除 0；没能收入 0；\d+ 段，\d+\.\d 秒")
    assert any(map(line.fullmatch, texts(settled(at))))
    again = run(AppTest.from_file(str(ROOT / "ui" / "script.py"), default_timeout=TIMEOUT))
    assert any(map(line.fullmatch, texts(again))), "after a reload, too"


def test_after_a_build_the_figures_before_and_after_it_are_said(page):
    settings = load()
    Jobs(settings).start()
    wait(settings)
    built = current_generation(settings.index)
    assert not any("评测题" in text for text in texts(run(page)))
    for generation, at, solved in (
        ("20250101-old", "2025-01-01T00:00:00Z", 80.0),
        (built, "2027-01-01T00:00:00Z", 87.5),
    ):
        measuring._keep(settings, Measured(generation, at, 8, (("solved", solved), ("wrong", 12.5)), ()))
    at = run(page)
    assert "评测题 8 道，更新前 → 更新后：答对 80 → 87.5 % · 答错 12.5 → 12.5 %" in texts(at)
    at.button(key="look-at-quality").click()
    assert run(at).query_params["page"] == "quality"


def test_the_line_of_an_older_build_does_not_stay(page, tmp_path):
    settings = load()
    Jobs(settings).start()
    wait(settings)
    (tmp_path / "docs" / "a.txt").write_text("又一份资料，讲的是别的事。\n", encoding="utf-8")
    build(settings)
    assert not any("个文件，新增" in text for text in texts(run(page)))


def running(settings):
    folder = folder_of(settings)
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder, Job("running", time.time(), str(settings.docs), pid=os.getpid(), progress=Progress("encode", 2, 5)))
    return folder / "build.lock"


def test_a_build_shows_its_phase_and_the_old_index_answers(page):
    from filelock import FileLock

    build(load())
    with FileLock(running(load())):
        at = run(page)
        assert [bar.proto.text for bar in at.get("progress")] == ["计算向量 2/5"]
        assert "期间仍由原来的索引作答。" in [caption.value for caption in at.caption]
        assert buttons(at)["stop-build"].label == "停止"
        assert both_stand(at, resting=True)
        assert any(text.startswith("3 份文件") for text in texts(at))


def test_a_build_of_another_folder_is_none_of_this_page(page, tmp_path):
    from filelock import FileLock

    build(load())
    with FileLock(running(replace(load(), index=tmp_path / "indexes" / "other"))):
        at = run(page)
        assert list(at.get("progress")) == [] and both_stand(at)


def test_a_failed_build_is_said_with_its_mend_until_one_succeeds(page, tmp_path):
    settings = load()
    build(settings)
    (tmp_path / "docs").rename(tmp_path / "away")
    time.sleep(1.1)  # times of manifests are whole seconds
    Jobs(settings).start()
    wait(settings)
    at = run(page)
    assert "没有建成，原来的索引照常使用。" in [caption.value for caption in at.caption]
    assert any("找不到资料文件夹" in text for text in texts(at))
    (tmp_path / "away").rename(tmp_path / "docs")
    time.sleep(1.1)
    build(settings, replace=True)
    assert not any("找不到资料文件夹" in text for text in texts(settled(at)))


def test_damage_under_an_open_page_is_called_damage_and_all_built_anew_is_counted(page):
    settings = load()
    build(settings)
    at = run(page)
    shutil.rmtree(settings.index / "generations" / current_generation(settings.index))
    at = settled(at)
    assert any(text.startswith("磁盘上的索引坏了或不见了") for text in texts(at))
    assert not any("词典有更新" in text or "新增" in text for text in texts(at))
    at.button(key="rebuild").click()
    run(at)
    wait(settings)
    line = re.compile(r"全部重建：收入 3 个文件；没能收入 0；\d+ 段，\d+\.\d 秒")
    assert any(map(line.fullmatch, texts(settled(at))))


def test_that_a_build_was_stopped_goes_with_the_next_thing_that_is_done(page):
    settings = load()
    build(settings)
    folder = folder_of(settings)
    folder.mkdir(parents=True, exist_ok=True)
    now = time.time() + 1
    _write(folder, Job("failed", now, ended=now, hint="已停止，索引没有改动。", hint_en="Stopped.", stopped=True))
    at = run(page)
    assert "已停止，索引没有改动。" in texts(at)
    assert "已停止，索引没有改动。" not in texts(run(at))


# ---------------------------------------------------------------- English


def words(at):
    """Every word of ours that the page shows; what documents and people wrote stands in components and messages."""
    drawn = [*texts(at), *(c.value for c in at.caption), *(b.label for b in at.button), *(e.label for e in at.expander)]
    drawn += [m.value for m in at.markdown] + [t.label for t in at.text_input] + [t.value for t in at.title]
    drawn += [at.chat_input(key="ask").placeholder] + [b.help or "" for b in at.button]
    return [text for text in drawn if text != "问据 Wenju"]


def all_english(at):
    return [text for text in words(at) if HAN.search(text)] == []


@pytest.fixture
def english(page):
    page.context = {"locale": "en-GB"}
    return page


def test_every_word_is_english_where_the_browser_is(english, tmp_path):
    assert all_english(run(english)), "no index"
    for n in range(5):
        (tmp_path / "docs" / f"bad{n}.txt").write_bytes(BROKEN)
    (tmp_path / "docs" / "empty.txt").write_bytes(b"")
    (tmp_path / "docs" / "sheet.xyz").write_bytes(b"")
    build(load())
    assert all_english(settled(english)), "files that cannot be read"
    (tmp_path / "docs").rename(tmp_path / "away")
    assert all_english(settled(english)), "folder gone"


def test_mends_of_errors_are_english_too(english, tmp_path, monkeypatch):
    build(load())
    damage(load())
    at = run(english)
    assert all_english(at)
    assert any("records.sqlite" in text and "Press “Rebuild all” to build it anew." in text for text in texts(at))
    (tmp_path / "docs").rename(tmp_path / "away")
    Jobs(load()).start()
    wait(load())
    at = settled(english)
    assert all_english(at)
    assert any("no such folder" in text for text in texts(at))
    monkeypatch.setenv("RAG_MODELS", str(tmp_path / "no models"))
    at = settled(english)
    assert all_english(at)
    assert any("no models" in text for text in texts(at))
