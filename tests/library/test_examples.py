"""Questions to begin with are remembered for one generation of one index, and only a memory."""

import json
from dataclasses import replace

import pytest

from rag.library import examples
from rag.settings import Settings

ASKED = ("瓯海区委书记是谁？", "龙港什么时候设市？")


@pytest.fixture
def settings(tmp_path):
    return replace(Settings(), data=tmp_path / "data", index=tmp_path / "indexes" / "甲")


def test_they_are_kept_for_one_generation_of_one_index(settings, tmp_path):
    assert examples.kept(settings, "g1") == ()
    examples.keep(settings, "g1", ASKED)
    assert examples.kept(settings, "g1") == ASKED
    assert examples.kept(settings, "g2") == examples.kept(settings, None) == ()
    assert examples.kept(replace(settings, index=tmp_path / "indexes" / "乙"), "g1") == ()
    examples.keep(settings, "g2", ASKED[:1])
    assert examples.kept(settings, "g2") == ASKED[:1] and examples.kept(settings, "g1") == ()


def test_what_cannot_be_kept_or_read_is_found_again(settings):
    settings.data.write_bytes(b"in the way")
    examples.keep(settings, "g1", ASKED)
    assert examples.kept(settings, "g1") == ()
    settings.data.unlink()
    for nothing in (("", ASKED), ("g1", ())):
        examples.keep(settings, *nothing)
    assert not settings.data.exists()
    examples.keep(settings, "g1", ASKED)
    (path,) = (settings.data / "examples").iterdir()
    good = json.loads(path.read_text(encoding="utf-8"))
    for bad in (
        "",
        "[]",
        "{}",
        "[" * 100_000,
        json.dumps(good | {"questions": "x"}),
        json.dumps(good | {"generation": 1}),
    ):
        path.write_text(bad, encoding="utf-8")
        assert examples.kept(settings, "g1") == ()
    path.write_text(json.dumps(good | {"questions": [1, *ASKED]}), encoding="utf-8")
    assert examples.kept(settings, "g1") == ASKED
