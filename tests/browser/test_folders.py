"""One's own folder through the side bar: its own index, its own talk, an address that leads back to it."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.steps import ask, questions, sentences

CIRCULAR = """关于开放城北体育馆的通知

各街道：

经研究，现将有关事项通知如下。

一、城北体育馆自2022年5月1日起免费开放，开放时间为每天7时至21时。

二、体育馆由市体育局负责管理，咨询电话为0577-88123456。

市体育局

2022年4月20日
"""


@pytest.fixture(scope="module")
def gym(tmp_path_factory):
    folder = tmp_path_factory.mktemp("own") / "我的 资料😀"
    folder.mkdir()
    (folder / "体育馆.txt").write_text(CIRCULAR, encoding="utf-8")
    return folder


def open_folder(page, path):
    page.get_by_role("button", name="换一个文件夹").click()
    page.get_by_label("文件夹的路径").fill(path)
    page.get_by_role("dialog").get_by_role("button", name="打开").click()


def collection(page):
    return parse_qs(urlsplit(page.url).query).get("collection")


@pytest.mark.slow
def test_ones_own_folder_is_built_asked_and_left_again(page, served, gym, shot):
    page.goto(served.url)
    ask(page, "2019年温州的经济总量是多少？")
    open_folder(page, f"“{gym}/没有”")
    page.get_by_role("dialog").get_by_text("找不到文件夹").wait_for()
    shot("folder-wrong")
    page.keyboard.press("Escape")
    open_folder(page, f'"{gym}"')
    page.get_by_text("1 份文件").wait_for()
    assert collection(page) is not None
    own = page.url
    expect(questions(page)).to_have_count(0)
    answer = ask(page, "城北体育馆的咨询电话是多少？")
    assert "88123456" in "".join(sentences(answer))
    shot("folder-own")
    page.get_by_role("button", name="换一个文件夹").click()
    shot("folder-known")
    page.get_by_role("dialog").locator(".st-key-known-folders button").click()
    page.get_by_text("5 份文件").wait_for()
    expect(questions(page)).to_have_text("2019年温州的经济总量是多少？")
    assert collection(page) is None
    page.go_back()
    page.get_by_text("1 份文件").wait_for()
    expect(questions(page)).to_have_text("城北体育馆的咨询电话是多少？")
    page.goto("about:blank")
    page.goto(own)
    page.get_by_text("1 份文件").wait_for()
