"""The documents change, the page says so, and one click brings the index up to date."""

import pytest

from tests.browser.page_server import Server
from tests.browser.steps import ask, sentences

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
    page.get_by_role("button", name="建立索引").click()
    page.get_by_text("1 个文件，新增 1、修改 0、删除 0、失败 0").wait_for()
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
