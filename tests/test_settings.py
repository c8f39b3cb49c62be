"""Settings: later sources win, wrong values are named."""

from pathlib import Path

import pytest

from rag.errors import ConfigError
from rag.settings import Settings, load


def test_variables_win_over_the_file(tmp_path):
    file = tmp_path / "rag.toml"
    file.write_text('docs = "资料"\nevidence = 5\n', encoding="utf-8")
    settings = load({"RAG_EVIDENCE": "7", "RAG_INDEX": "~/库", "HOME": "/x"}, file)
    assert (settings.docs, settings.evidence) == (Path("资料"), 7)
    assert settings.index == Path("~/库").expanduser()


def test_nothing_set_gives_the_defaults(tmp_path):
    file = tmp_path / "rag.toml"
    file.write_text("", encoding="utf-8")
    assert load({}, file) == Settings()


@pytest.mark.parametrize(
    ("environ", "toml", "setting"),
    [
        ({"RAG_GENERATOR": "gpt"}, "", "generator"),
        ({"RAG_EVIDENCE": "many"}, "", "evidence"),
        ({"RAG_EVIDENCE": "0"}, "", "evidence"),
        ({}, "colour = 1", "colour"),
        ({}, "docs = [", "rag.toml"),
    ],
)
def test_a_wrong_value_is_named_with_the_mend(tmp_path, environ, toml, setting):
    file = tmp_path / "rag.toml"
    file.write_text(toml, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(environ, file)
    assert setting in caught.value.setting
    assert caught.value.hint


def test_a_named_file_must_exist(tmp_path):
    with pytest.raises(ConfigError):
        load({}, tmp_path / "missing.toml")
