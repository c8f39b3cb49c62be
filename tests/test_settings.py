"""Settings: later sources win, wrong values are named."""

from pathlib import Path

import pytest

from rag.errors import ConfigError, ConfigFileError, DataFolderError
from rag.settings import Settings, choose, expanded, fixed, load, unknown


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
        ({"RAG_GENERATOR": "gpt"}, "", "RAG_GENERATOR"),
        ({"RAG_EVIDENCE": "many"}, "", "RAG_EVIDENCE"),
        ({"RAG_EVIDENCE": "0"}, "", "RAG_EVIDENCE"),
        ({}, "evidence = true", "evidence"),
        ({}, "evidence = [1]", "evidence"),
        ({}, "docs = 5", "docs"),
        ({}, "embeder = 'x'", "embedder"),
        ({}, 'index = 1\ndocs = "D:\\Users\\资料"', "第 2 行"),
        ({}, b"\xff\xfe", "UTF-8"),
        ({}, "colour = 1", "colour"),
        ({}, "docs = [", "rag.toml"),
    ],
)
def test_a_wrong_value_is_named_with_the_mend(tmp_path, environ, toml, setting):
    file = tmp_path / "rag.toml"
    file.write_bytes(toml if isinstance(toml, bytes) else toml.encode("utf-8"))
    with pytest.raises(ConfigError) as caught:
        load(environ, file)
    assert setting in caught.value.hint
    assert caught.value.hint.count("；") == 1, "what is the matter; what to do"


def test_a_named_file_must_exist(tmp_path):
    with pytest.raises(ConfigError):
        load({}, tmp_path / "missing.toml")


def test_what_an_editor_puts_before_a_file_is_no_fault(tmp_path):
    file = tmp_path / "rag.toml"
    file.write_bytes("\ufeffevidence = 5\r\n".encode())
    assert load({}, file).evidence == 5


def test_variables_that_are_no_settings_are_named_with_the_nearest():
    assert unknown({"RAG_EMBEDER": "x", "RAG_INDEX": "y", "OTHER": "z"}) == {"RAG_EMBEDER": "RAG_EMBEDDER"}
    assert unknown({"RAG_QQQQQQ": "x"}) == {"RAG_QQQQQQ": ""}


def test_nobody_knows_where_home_is(monkeypatch):
    def lost(self):
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "expanduser", lost)
    for attempt in (lambda: load({"RAG_DOCS": "~/资料"}), lambda: expanded(Path("~/资料"))):
        with pytest.raises(ConfigError) as caught:
            attempt()
        assert "主目录" in caught.value.hint


def test_the_readers_own_files_stand_in_the_data_folder():
    settings = load({"RAG_DATA": "我的"})
    assert (settings.dictionary, settings.synonyms) == (Path("我的/dictionary.txt"), Path("我的/synonyms.txt"))


def test_a_key_is_no_setting_and_does_not_belong_into_the_file(tmp_path):
    assert unknown({"RAG_ENDPOINT_KEY": "sk-secret"}) == {}
    assert "sk-secret" not in repr(load({"RAG_ENDPOINT_KEY": "sk-secret"}, None))
    file = tmp_path / "rag.toml"
    file.write_text('endpoint_key = "sk-secret"\n', encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load({}, file)
    assert "RAG_ENDPOINT_KEY" in caught.value.hint
    assert "sk-secret" not in caught.value.hint + str(caught.value)


# ---------------------------------------------------------------- what is chosen on the page


def test_what_was_chosen_is_in_force_until_a_variable_says_otherwise(tmp_path):
    file = tmp_path / "rag.toml"
    file.write_text('generator = "built-in"\n', encoding="utf-8")
    environ = {"RAG_DATA": str(tmp_path / "data 😀")}
    strange = 'C:\\模型 "q"\n{x} 😀 # no comment'
    choose(tmp_path / "data 😀", generator="local", llm=strange)
    choose(tmp_path / "data 😀", endpoint="http://127.0.0.1:1/v1")
    chosen = load(environ, file)
    assert (chosen.generator, chosen.llm, chosen.endpoint) == ("local", strange, "http://127.0.0.1:1/v1")
    assert load(environ | {"RAG_GENERATOR": "auto"}, file).generator == "auto"
    assert fixed(environ | {"RAG_GENERATOR": "auto", "RAG_EVIDENCE": "3"}) == ("RAG_GENERATOR",)
    assert [path.name for path in (tmp_path / "data 😀").iterdir()] == ["settings.toml"]


def test_a_wrong_choice_changes_nothing(tmp_path):
    with pytest.raises(ConfigError):
        choose(tmp_path, generator="gpt")
    with pytest.raises(ValueError, match="docs"):
        choose(tmp_path, docs="x")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(DataFolderError):
        choose(tmp_path / "file", generator="built-in")


def test_only_what_the_page_may_choose_is_read_from_there(tmp_path):
    (tmp_path / "settings.toml").write_text('docs = "/etc"\n', encoding="utf-8")
    with pytest.raises(ConfigFileError, match="docs"):
        load({"RAG_DATA": str(tmp_path)})
