"""Quality in view: figures by type and generation, misses to click through."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from rag import measuring
from rag.errors import DataFolderError
from rag.measuring import Measured, Missed
from rag.settings import load
from tests.ui.test_page import component, run, scripted, scripted_page, texts  # noqa: F401
from tests.ui.test_standing import HAN
from ui.quality import _names

MISS = Missed("d002", "fact", "2019年的**生产总值**？", "not solved", "<b>六千</b>亿元[1]")


def measured(generation, built, solved, misses=()):
    figures = (("solved", solved), ("solved_fact", solved), ("refused", 75.0), ("cited", 100.0))
    return Measured(generation, built, 12, figures, misses)


@pytest.fixture
def page(scripted):  # noqa: F811
    at = AppTest.from_function(scripted_page, default_timeout=120)
    at.query_params["page"] = "quality"
    return at


def test_before_anything_was_measured_it_says_so(page):
    at = run(page)
    assert "还没有评测过。" in [caption.value for caption in at.caption]
    assert [button.label for button in at.button if button.key == "measure"] == ["评测现在的索引"]


def test_figures_stand_by_generation_and_a_miss_is_asked_again(page):
    measuring._keep(load(), measured("20261126-aaaa", "2026-11-26T08:00:00Z", 80.0))
    measuring._keep(load(), measured("20261127-bbbb", "2026-11-27T08:00:00Z", 87.5, (MISS,)))
    page.context = {"timezone": "Asia/Shanghai"}
    at = run(page)
    assert any("每三道里有一道" in caption.value for caption in at.caption), "what is not listed is said"
    table = component(at, "quality-table")
    # By the clock of whoever reads.
    assert [row["cells"][0] for row in table["rows"]] == ["2026-11-27 16:00", "2026-11-26 16:00"]
    assert table["rows"][0]["cells"][1:] == ["12", "87.5", "–", "–", "75", "100"]
    (plot,) = at.get("vega_lite_chart")
    assert json.loads(plot.proto.spec)["encoding"]["y"]["title"] == "答对 %" and "事实".encode() in plot.proto.data.data
    assert component(at, "misses")["items"] == [["2019年的**生产总值**？", "事实 · <b>六千</b>亿元"]]


def test_every_word_is_english_where_that_is_chosen(page):
    measuring._keep(load(), measured("20261127-bbbb", "2026-11-27T08:00:00Z", 87.5))
    page.query_params["lang"] = "en"
    at = run(page)
    said = [*texts(at), *(c.value for c in at.caption), *(b.label for b in at.button)]
    said += component(at, "quality-table")["columns"] + [str(json.loads(at.get("vega_lite_chart")[0].proto.spec))]
    assert "事实".encode() not in at.get("vega_lite_chart")[0].proto.data.data
    assert [text for text in said if HAN.search(text)] == []


def test_generations_of_one_minute_are_told_apart():
    built = (("aaaa", 1), ("bbbb", 2), ("cccc", 2))
    found = [measured(f"2026-{n}", f"2026-11-27T08:00:{second:02}Z", 80.0) for n, second in built]
    names = list(_names(found).values())
    assert len(set(names)) == 3
    assert names[0].endswith(":01") and names[1].endswith(":02 bbbb")


def test_why_nothing_can_be_measured_is_said(page, monkeypatch):
    def refuses(settings):
        raise DataFolderError(settings.data, OSError(28, "full"))

    monkeypatch.setattr(measuring, "start", refuses)
    at = run(page)
    at.button(key="measure").click()
    assert any("磁盘已满" in text for text in texts(run(at)))
