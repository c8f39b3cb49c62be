"""What a hint says of settings and commands is said on the page by what is clicked there."""

import re

import pytest

from rag.answer.models.address import Address, address_of
from rag.answer.models.faults import Faults
from rag.errors import ConfigError
from rag.model_folder import _sentence
from rag.settings import ENDPOINT_KEY, Settings
from ui.plurals import Count
from ui.texts import EN, TEXTS, ZH

SETTINGS = re.compile(r"\b(generator|endpoint|endpoint_\w+|RAG_ENDPOINT)\b|python -m")
FAULTS = Faults(Address("http://here/v1", "here", True, True), "")


def errors():
    yield from (FAULTS.slow(heard=heard) for heard in (True, False))
    yield FAULTS.unreachable(OSError(), heard=False)
    yield FAULTS.cut_off()
    yield from (FAULTS.refused(status, "") for status in (301, 400, 401, 404, 429, 500))
    yield FAULTS.failed("out of memory")
    yield FAULTS.garbage("html")
    yield from (FAULTS.which_model(names) for names in ((), ("a", "b")))
    with pytest.raises(ConfigError) as caught:
        address_of(Settings(endpoint="ftp://x"))
    yield caught.value


@pytest.mark.parametrize("error", list(errors()), ids=lambda error: str(error)[:40])
def test_no_fault_of_a_server_speaks_of_settings_by_name(error):
    for texts in (ZH, EN):
        said = texts.hint(error).replace(ENDPOINT_KEY, "")
        assert not SETTINGS.search(said.replace("language model server", "")), said


def test_the_command_line_keeps_its_own(tmp_path):
    assert "generator 改为 built-in" in FAULTS.cut_off().hint
    zh, en = _sentence("models/llm", [("缺少", "lacks")])
    assert "“谁来作答”里改用内置模型" in ZH.either(zh, en)
    assert "choose the built-in model under" in EN.either(zh, en)


def test_a_key_is_explained():
    said = ZH.hint(FAULTS.refused(401, ""))
    assert f"只从环境变量 {ENDPOINT_KEY} 读取" in said and "重新启动" in said
    said = EN.hint(FAULTS.refused(401, ""))
    assert f"environment variable {ENDPOINT_KEY} alone" in said


def test_half_a_download_is_gone_on_with_by_a_click():
    zh = "语言模型 X 还没有下载完，现在用内置作答；请再运行 python -m rag fetch X，会接着下载。"
    assert ZH.either(zh, None).endswith("在“设置”的“谁来作答”里点“接着下载”。")


def test_english_has_no_plural_in_brackets():
    from ui import library_texts, quality_texts, settings_texts, talk_texts, texts_search

    said = [
        TEXTS["en"],
        texts_search.SEARCH["en"],
        library_texts.EN,
        quality_texts.EN,
        settings_texts.EN,
        talk_texts.EN,
    ]
    assert not [text for one in said for text in map(str, (getattr(one, f) for f in one.__slots__)) if "(s)" in text]
    assert EN.counts.format(documents=Count(1), passages=Count(2)) == "1 file · 2 passages"
