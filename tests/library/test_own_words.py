"""The reader's words are kept whole or not at all, and nobody else's change is written over."""

import pytest

from rag.errors import ConfigFileError, DataFolderError
from rag.library import own_words
from rag.text.equivalents import Synonyms


def test_what_is_saved_is_read_again_and_counts(tmp_path):
    path = tmp_path / "data 😀" / "synonyms.txt"
    assert own_words.read(path) == ""
    own_words.save_synonyms(path, "工信局 经信局\n# 说明\n", "")
    assert own_words.read(path) == "工信局 经信局\n# 说明\n"
    assert Synonyms.read(path).rules[0][0] == "工信局"
    own_words.save_dictionary(tmp_path / "dictionary.txt", "云周街道 20 ns\n", "")
    assert [path.name for path in (tmp_path / "data 😀").iterdir()] == ["synonyms.txt"]


@pytest.mark.parametrize(
    ("save", "text"), [(own_words.save_dictionary, "好的\n云周街道 -3\n"), (own_words.save_synonyms, "甲 乙\n孤单\n")]
)
def test_a_malformed_line_is_named_and_the_file_stays(tmp_path, save, text):
    path = tmp_path / "own.txt"
    save(path, "甲乙 丙丁\n" if save is own_words.save_synonyms else "甲乙\n", "")
    before = path.read_text(encoding="utf-8")
    with pytest.raises(ConfigFileError) as told:
        save(path, text, before)
    assert told.value.hint.startswith("own.txt 第 2 行")
    assert path.read_text(encoding="utf-8") == before and len(list(tmp_path.iterdir())) == 1


def test_a_change_made_elsewhere_is_not_written_over(tmp_path):
    path = tmp_path / "dictionary.txt"
    path.write_text("别人的词\n", encoding="utf-8")
    with pytest.raises(own_words.ChangedElsewhereError):
        own_words.save_dictionary(path, "我的词\n", "")
    assert own_words.read(path) == "别人的词\n"


def test_faults_of_the_disk_and_of_the_file_have_their_mend(tmp_path):
    (tmp_path / "file").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigFileError):
        own_words.read(tmp_path / "file")
    with pytest.raises((DataFolderError, ConfigFileError)):
        own_words.save_dictionary(tmp_path / "file" / "dictionary.txt", "词语\n", "")
