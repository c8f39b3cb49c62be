"""Dictionary and synonyms on the page: kept whole or not at all, nobody's change written over, words proposed."""

from types import SimpleNamespace

import pytest

from rag.errors import IndexNotFoundError
from rag.jobs import Job, Jobs
from rag.settings import load
from tests.library.test_new_words import texts as saying
from tests.ui.rooms import captions, chinese, click, drawn, labels, resting
from tests.ui.test_page import run, texts
from ui import gate, own_words


def room(settings, language="zh"):
    from ui import own_words
    from ui.settings_texts import SETTINGS_TEXTS
    from ui.texts import TEXTS

    own_words.draw(settings, TEXTS[language], SETTINGS_TEXTS[language])


@pytest.fixture
def read(home, monkeypatch):
    """The documents of the collection that is shown; or what is raised where they are asked for."""

    def these(*found):
        def index():
            if isinstance(found[0], Exception):
                raise found[0]
            return SimpleNamespace(documents=lambda: [SimpleNamespace(text=text) for text in found])

        class Answerer:
            index = property(lambda self: index())

        monkeypatch.setattr(own_words.assistants, "assistant", lambda settings, make: Answerer())

    return these


def save(at, name, text):
    at.text_area(key=f"{name}-text").set_value(text)
    return click(at, f"{name}-save")


def test_both_stand_there_empty_before_anything_was_written(home):
    at = drawn(room, settings=load())
    assert [h.value for h in at.subheader] == ["词典", "同义词"] and [area.value for area in at.text_area] == ["", ""]
    assert texts(at) == [] and "words-behind" not in str(at)
    assert not chinese(drawn(room, settings=load(), language="en"))


@pytest.mark.parametrize(
    ("name", "good", "bad", "line", "said"),
    [
        (
            "dictionary",
            "云周街道 20 ns\n",
            "好\n坏行 -1 x y\n",
            "dictionary.txt 第 2 行",
            "词典已保存，更新索引后生效。",
        ),
        ("synonyms", "工信局 经信局\n", "a b\n孤零零\n", "synonyms.txt 第 2 行", "同义词已保存，下一个问题起生效。"),
    ],
)
def test_a_text_is_kept_and_a_malformed_one_is_not(home, name, good, bad, line, said):
    path = getattr(load(), name)
    at = save(drawn(room, settings=load()), name, bad)
    assert texts(at)[0].startswith(line) and not path.exists()
    assert at.text_area(key=f"{name}-text").value == bad, "what was typed stays"
    at = save(at, name, good)
    assert texts(at) == [said] and path.read_text(encoding="utf-8") == good
    assert texts(run(at)) == [], "that is said once"


def test_what_was_changed_elsewhere_is_not_written_over(home):
    at = drawn(room, settings=load(), language="en")
    load().dictionary.parent.mkdir(parents=True)
    load().dictionary.write_text("别人的词\n", encoding="utf-8")
    at = save(at, "dictionary", "我的词\n")
    assert texts(at)[0].startswith("This file was changed elsewhere") and not chinese(at)
    assert load().dictionary.read_text(encoding="utf-8") == "别人的词\n"


def test_why_it_cannot_be_written_or_read_is_said(home):
    at = drawn(room, settings=load())
    load().data.write_text("a file where the folder should be", encoding="utf-8")
    assert "无法读取" in texts(save(at, "dictionary", "我的词\n"))[0]
    assert not drawn(room, settings=load()).text_area and not (home / "data").is_dir()
    load().data.unlink()
    load().data.mkdir()
    load().synonyms.write_bytes("工信局".encode("gb18030"))
    at = drawn(room, settings=load())
    assert any("不是 UTF-8 编码" in text for text in texts(at))
    assert [area.key for area in at.text_area] == ["dictionary-text"], "what cannot be read is not edited"
    assert not chinese(drawn(room, settings=load(), language="en"))


def test_an_index_made_with_another_dictionary_is_brought_up_to_date_by_a_click(home, monkeypatch):
    started = []
    monkeypatch.setattr(own_words.own_words, "is_behind", lambda settings: True)
    monkeypatch.setattr(Jobs, "start", lambda self: started.append(self))
    at = drawn(room, settings=load())
    assert texts(at) == ["索引是按从前的词典建的。"] and labels(at)["update-words"] == "更新索引"
    click(at, "update-words")
    assert len(started) == 1
    monkeypatch.setattr(Jobs, "status", lambda self: Job("running", 1.0))
    assert resting(drawn(room, settings=load())) == {"update-words"}
    monkeypatch.setattr(own_words.own_words, "is_behind", lambda settings: False)
    assert "update-words" not in labels(drawn(room, settings=load()))


def test_words_that_the_documents_say_often_are_proposed_and_taken(read):
    read(*saying("瓯江口", 9))
    at = click(drawn(room, settings=load()), "propose")
    proposal, *others = at.session_state["proposed"]
    assert (proposal.word, proposal.count) == ("瓯江口", 9) and captions(at)[1].startswith("这些词在资料里常常连在一起")
    assert [option.content for option in at.get_by_key("proposals").proto.options][0] == "瓯江口 9"
    assert resting(at) == {"take-words"}
    at = save(at, "dictionary", "已有的词\n")
    at.session_state["proposals"] = [proposal.word]
    at = click(run(at), "take-words")
    assert load().dictionary.read_text(encoding="utf-8") == f"已有的词\n{proposal.word}\n"
    assert "词典已保存，更新索引后生效。" in texts(at) and at.session_state["proposed"] == others


def test_why_no_words_can_be_proposed_is_said_at_once_and_not_that_there_are_none(read):
    read(IndexNotFoundError("x", "no index", hint="还没有建立索引", mends=("build",)))
    at = click(drawn(room, settings=load()), "propose")
    assert texts(at) == ["还没有建立索引；请点“建立索引”。"] and "没有找到" not in str(captions(at))
    at = click(drawn(room, settings=load(), language="en"), "propose")
    assert texts(at) == ["X: no index. Press “Build index”."] and not chinese(at)


def test_nothing_is_proposed_of_documents_that_say_nothing_often(read):
    read("短短一句。")
    assert "没有找到还没收进词典的词。" in captions(click(drawn(room, settings=load()), "propose"))


def test_whoever_may_not_change_them_changes_nothing(home, monkeypatch):
    at = drawn(room, settings=load())
    monkeypatch.setattr(gate, "manages", lambda: False)
    at = save(at, "dictionary", "我的词\n")
    assert not load().dictionary.exists() and [toast.value for toast in at.toast] == ["这一步只有管这些资料的人能做。"]
