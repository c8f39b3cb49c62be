"""The documents change, the page says so, and one click brings the index up to date."""

import time
from contextlib import suppress

import psutil
import pytest
from playwright.sync_api import expect

from rag.build import build
from rag.index.generation import current_generation
from rag.jobs import Jobs
from tests.browser.page_server import Server
from tests.browser.steps import ask, sentences, settled

NOTICE = """关于调整城区公共自行车服务时间的通知

各区县：

经研究，现将有关事项通知如下。

一、城区公共自行车服务时间调整为每天6时至22时。

二、公共自行车由市交通运输局负责管理，服务热线为12345。

市交通运输局

2021年3月5日
"""


@pytest.fixture
def own(tmp_path):
    """A page of its own over a folder that a test may change; no index yet."""
    docs = tmp_path / "通知 文件"
    docs.mkdir()
    (docs / "自行车.txt").write_text(NOTICE, encoding="utf-8")
    server = Server(tmp_path, docs)
    yield server.wait()
    server.stop()


def test_build_then_change_a_file_then_update_and_its_new_sentence_is_found(page, own, shot):
    page.goto(own.url)
    page.get_by_text("还没有索引").wait_for()
    shot("no-index")
    page.locator(".st-key-build button").click()
    page.get_by_text("收入 1 个文件：新增 1、修改 0、删除 0；没能收入 0").wait_for()
    page.get_by_text("与文件夹一致").wait_for()
    changed = NOTICE.replace("服务热线为12345", "服务热线改为88991234")
    (own.docs / "自行车.txt").write_text(changed, encoding="utf-8")
    (own.docs / "坏.txt").write_bytes(b"\x00\x01\x02\xff\xfe\x00" * 40)
    page.get_by_role("button", name="更新").click()
    page.get_by_text("修改 1").wait_for()
    shot("updated")
    page.get_by_text("坏.txt").first.wait_for()
    answer = ask(page, "公共自行车的服务热线是多少？")
    assert "88991234" in "".join(sentences(answer))


def held_up(page, settings, button):
    """Click a button that begins a build, and return the process of the build, stopped while it is under way."""
    for _ in range(5):
        page.get_by_role("button", name=button).click()
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            job = Jobs(settings).status()
            if job is not None and job.state == "running" and job.pid:
                process = psutil.Process(job.pid)
                process.suspend()
                if Jobs(settings).status().state == "running":
                    return process
                process.resume()
            time.sleep(0.005)
    raise AssertionError("no build could be stopped on its way")


@pytest.mark.slow
def test_the_last_index_answers_while_the_next_is_built_and_one_click_leads_back_to_it(page, own, shot):
    question = "公共自行车的服务热线是多少？"
    build(own.settings)
    page.goto(own.url)
    assert "12345" in "".join(sentences(ask(page, question)))
    (own.docs / "自行车.txt").write_text(NOTICE.replace("12345", "88991234"), encoding="utf-8")
    process = held_up(page, own.settings, "更新")
    try:
        page.locator(".st-key-stop-build button").wait_for()
        assert "12345" in "".join(sentences(ask(page, question)))
        shot("rebuilding")
        page.reload()
        page.locator(".st-key-stop-build button").wait_for()
        assert "12345" in "".join(sentences(ask(page, question)))
    finally:
        process.resume()
    page.get_by_text("修改 1").wait_for()
    expect(page.locator(".st-key-stop-build")).to_have_count(0)
    assert "88991234" in "".join(sentences(ask(page, question)))
    back(page)
    assert "12345" in "".join(sentences(ask(page, question)))
    shot("rolled-back")
    back(page)
    assert "88991234" in "".join(sentences(ask(page, question)))


def back(page):
    settled(page)
    page.locator(".st-key-back-to-last button:visible").click()
    page.get_by_text("已换回").wait_for()


def upload(page, name, text, shot=lambda _: None):
    page.locator(".st-key-upload button").click()
    page.get_by_role("dialog").locator("input[type=file]").wait_for(state="attached")
    shot("upload")
    file = {"name": name, "mimeType": "text/plain", "buffer": text.encode()}
    page.get_by_role("dialog").locator("input[type=file]").set_input_files(file)
    page.get_by_role("dialog").get_by_text(name).wait_for()
    shot("upload-chosen")
    page.locator(".st-key-take-files button").click()
    page.get_by_role("dialog").wait_for(state="detached")


@pytest.mark.slow
def test_a_file_is_uploaded_built_and_asked_and_another_joins_it(page, own, shot):
    build(own.settings)
    page.goto(own.url)
    page.locator(".st-key-examples button").first.wait_for()
    upload(page, "游泳馆.txt", "关于开放城南游泳馆的通知\n\n城南游泳馆的门票为每人每次20元。\n", shot)
    page.get_by_text("1 个文件：新增 1").wait_for()
    assert "20元" in "".join(sentences(ask(page, "城南游泳馆的门票是多少？")))
    shot("uploaded")
    upload(page, "体育馆.txt", "关于开放城北体育馆的通知\n\n城北体育馆的咨询电话为0577-88123456。\n")
    page.get_by_text("2 个文件：新增 1").wait_for()
    assert "88123456" in "".join(sentences(ask(page, "城北体育馆的咨询电话是多少？")))


@pytest.mark.slow
def test_the_text_that_was_indexed_opens_although_the_file_is_gone(page, served, shot):
    page.goto(served.url)
    answer = ask(page, "2019年温州的经济总量是多少？")
    gone = {path: path.rename(path.with_suffix(".away")) for path in served.docs.glob("*.txt")}
    try:
        answer.get_by_role("button", name="打开原文").first.click()
        page.get_by_text("这份文件已不在资料文件夹里").wait_for()
        assert page.locator("section.reader mark").count() > 0
        shot("gone")
    finally:
        for path, away in gone.items():
            away.rename(path)


@pytest.mark.slow
def test_a_build_is_stopped_and_the_index_answers_as_before(page, own):
    build(own.settings)
    before = current_generation(own.settings.index)
    page.goto(own.url)
    page.get_by_text("与文件夹一致").wait_for()
    (own.docs / "自行车.txt").write_text(NOTICE.replace("12345", "88991234"), encoding="utf-8")
    process = held_up(page, own.settings, "更新")
    try:
        page.locator(".st-key-stop-build button").click()
        expect(page.locator(".st-key-job")).to_contain_text("已停止，索引没有改动。")
        expect(page.locator(".st-key-stop-build")).to_have_count(0)
    finally:
        with suppress(psutil.NoSuchProcess):
            process.resume()
    assert current_generation(own.settings.index) == before
    assert "12345" in "".join(sentences(ask(page, "公共自行车的服务热线是多少？")))
    page.get_by_role("button", name="更新").click()
    expect(page.locator(".st-key-job")).to_contain_text("修改 1")
    assert "88991234" in "".join(sentences(ask(page, "公共自行车的服务热线是多少？")))
