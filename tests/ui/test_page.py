"""The page as Streamlit runs it: with a scripted assistant, and with the built-in models over a real index."""

import json
import shutil

import pytest
from streamlit.testing.v1 import AppTest

from rag.build import build
from rag.settings import ROOT, load
from tests.ui.scripted import ASKED

TIMEOUT = 120  # a busy machine takes its time


def scripted_page():
    import streamlit as st

    from rag.settings import load
    from tests.ui.scripted import Scripted
    from ui import page

    st.set_page_config(layout="wide")
    page.draw(load(), lambda settings: Scripted(settings, pause_s=0.02))


@pytest.fixture
def scripted(tmp_path, monkeypatch):
    (tmp_path / "docs").mkdir()
    for name, value in {"DOCS": "docs", "INDEX": "indexes/own", "INDEXES": "indexes", "DATA": "data"}.items():
        monkeypatch.setenv(f"RAG_{name}", str(tmp_path / value))
    return AppTest.from_function(scripted_page, default_timeout=TIMEOUT)


@pytest.fixture(scope="session")
def indexed(tmp_path_factory):
    home = tmp_path_factory.mktemp("indexed")
    shutil.copytree(ROOT / "seeds", home / "docs")
    places = {"DOCS": "docs", "INDEX": "indexes/own", "INDEXES": "indexes", "DATA": "data"}
    variables = {f"RAG_{name}": str(home / place) for name, place in places.items()} | {"RAG_GENERATOR": "built-in"}
    build(load(variables))
    return variables


@pytest.fixture
def real(indexed, monkeypatch):
    for name, value in indexed.items():
        monkeypatch.setenv(name, value)
    return AppTest.from_file(str(ROOT / "ui" / "script.py"), default_timeout=TIMEOUT)


def run(at):
    at.run()
    assert not at.exception
    return at


def ask(at, question):
    at.chat_input(key="ask").set_value(question)
    return run(at)


def component(at, key):
    (data,) = json.loads(at.get_by_key(key).proto.json)
    return data


def passages(at, key):
    """The passages in all cards of a component."""
    return [passage for card in component(at, key)["cards"] for passage in card["passages"]]


def keys(at, prefix):
    found = (element.key for element in at.get("bidi_component"))
    return [key for key in found if key and key.startswith(prefix)]


def texts(at):
    return [element.value for element in at.text]


# ---------------------------------------------------------------- scripted


def test_the_empty_page_offers_questions(scripted):
    at = run(scripted)
    assert [question for question, _ in component(at, "examples")["items"]] == list(ASKED)
    assert at.title[0].value == "问据"


def test_within_a_scope_no_questions_of_all_documents_are_offered(scripted):
    scripted.query_params["in"] = "2019年统计公报.txt"
    at = run(scripted)
    assert not keys(at, "examples") and at.title[0].value == "问据"
    del at.query_params["in"]
    assert component(run(at), "examples")["items"]


def test_an_answer_shows_its_sentences_citations_and_who_composed_it(scripted):
    at = ask(run(scripted), "2019年的生产总值？")
    assert at.chat_message[0].text[0].value == "2019年的生产总值？"
    first = component(at, "s-0-0")
    assert first["segments"] == [["2019年，", True], ["全市生产总值6606亿元，比上年增长8.2%。", False]]
    assert [mark["n"] for mark in first["marks"]] == [1]
    assert first["marks"][0]["quote"] == "2019年，全市生产总值6606亿元，比上年增长8.2%。"
    assert [passage["numbers"] for passage in passages(at, "cards-0")] == [[1], [2]]
    assert len(passages(at, "others-0")) == 8
    assert "由内置模型从原文取句作答 · 查阅 10 段 · 0.07 秒" in texts(at)


def interrupted_page():
    import streamlit as st

    from rag.settings import load
    from tests.ui.scripted import Scripted
    from ui import page

    class Interrupted(Scripted):
        def load(self):
            super().load()
            if st.session_state.get("ask") and not st.session_state.get("clicked"):
                st.session_state["clicked"] = True
                st.rerun()  # as a click does while models are loaded

    page.draw(load(), lambda settings: Interrupted(settings, pause_s=0.02))


def test_a_question_outlives_a_click_that_comes_before_it_is_asked(scripted):
    at = ask(run(AppTest.from_function(interrupted_page, default_timeout=TIMEOUT)), "2019年的生产总值？")
    assert at.session_state["clicked"]
    assert [m.text[0].value for m in at.chat_message if m.name == "user"] == ["2019年的生产总值？"], "once"
    assert len([m for m in run(at).chat_message if m.name == "user"]) == 1


def test_a_long_conversation_is_folded_in_steps_and_unfolded_by_a_click(scripted):
    at, drawn = run(scripted), []
    for n in range(11):
        at = ask(at, f"你好{n}")
        drawn.append([message.text[0].value for message in at.chat_message if message.name == "user"])
    assert drawn[8] == [f"你好{n}" for n in range(9)], "nothing is folded yet"
    assert drawn[9] == [f"你好{n}" for n in range(5, 10)]
    assert drawn[10] == [f"你好{n}" for n in range(5, 11)], "what is drawn stays where it stands"
    assert at.button(key="earlier").label == "显示更早的 5 问"
    at.button(key="earlier").click()
    at = run(at)
    assert [m.text[0].value for m in at.chat_message if m.name == "user"] == [f"你好{n}" for n in range(11)]
    assert not [button for button in at.button if button.key == "earlier"]


def test_a_refusal_shows_the_nearest_passages(scripted):
    at = ask(run(scripted), "没有的事")
    assert component(at, "s-0-0")["verdict"] == "gap"
    assert len(passages(at, "cards-0")) == 3
    assert "最接近的段落" in [caption.value for caption in at.caption]


def test_a_notice_is_plain_words_and_questions_to_click(scripted):
    at = ask(run(scripted), "你好")
    assert "你好。" in texts(at)
    assert component(at, "suggestions-0")["items"] == [["2019年的生产总值？", ""], ["没有的事", ""]]
    assert "可以这样问" in [caption.value for caption in at.caption]
    assert keys(at, "s-0-") == [], "no sentence"
    assert keys(at, "cards-0") == [], "no source"
    assert not any("作答" in text for text in texts(at)), "nobody composed it"


def test_the_page_passes_its_language_on(scripted):
    scripted.context = {"locale": "en-GB"}
    assert "Hello." in texts(ask(run(scripted), "你好"))


def test_a_language_models_answer_takes_the_first_ones_place(scripted):
    at = ask(run(scripted), "请语言模型写")
    assert keys(at, "d-") == []
    assert len(keys(at, "s-0-")) == 12
    assert component(at, "s-0-1")["note"] == "部分有据"
    assert any("由语言模型 Qwen3-0.6B 作答" in text for text in texts(at))


def test_what_was_held_back_is_said_with_what_is_missing(scripted):
    at = ask(run(scripted), "请语言模型写")
    held_back = at.expander(key="dropped-0")
    assert held_back.label == "有 1 句找不到依据，未采用"
    assert held_back.text[0].value == "全市生产总值为7000亿元。\n原文中没有：7000亿元"


def test_a_failure_that_may_pass_offers_to_ask_again(scripted):
    at = ask(run(scripted), "会超时的问题")
    assert "语言模型没有及时应答，请稍后再试。" in texts(at)
    at.button(key="again-0").click()
    at = run(at)
    assert [message.text[0].value for message in at.chat_message if message.name == "user"] == ["会超时的问题"] * 2


def test_the_talk_is_kept_in_order(scripted):
    at = ask(ask(run(scripted), "2019年的生产总值？"), "没有的事")
    said = [message.text[0].value for message in at.chat_message if message.name == "user"]
    assert said == ["2019年的生产总值？", "没有的事"]
    assert keys(at, "examples") == []


def test_a_link_opens_the_document_at_its_words(scripted):
    from tests.ui.scripted import document

    text = document().text
    start = text.index("人均可支配收入51490元")
    scripted.query_params["doc"] = "2019年统计公报.txt"
    scripted.query_params["at"] = f"{start}-{start + 13}"
    data = component(run(scripted), "reader")
    words = [words for p in data["paragraphs"] for words, mark in p["pieces"] if mark]
    assert words == ["人均可支配收入51490元"]
    assert data["where"] == "市统计局 王小明 · 2019年统计公报.txt", "the article's byline; its headline stands above"
    assert "\n".join("".join(w for w, _ in p["pieces"]) for p in data["paragraphs"]) == text
    assert [p["kind"] for p in data["paragraphs"][:3]] == ["headline", "byline", "heading"]
    assert "不在资料文件夹里" in data["notice"]


def test_the_source_stands_beside_the_text_where_the_link_says_so(scripted):
    from tests.ui.scripted import document

    text = document().text
    start = text.index("人均可支配收入51490元")
    scripted.query_params["doc"] = "2019年统计公报.txt"
    scripted.query_params["at"] = f"{start}-{start + 13}"
    scripted.query_params["view"] = "source"
    data = component(run(scripted), "reader")
    assert data["beside"]
    assert data["changes"].startswith("整理后的文字与原文对照：没有改动")
    beside = ["".join(piece["text"] for piece in p["source"]) for p in data["paragraphs"]]
    assert beside == ["".join(words for words, _ in p["pieces"]) for p in data["paragraphs"]]
    marked = [piece["text"] for p in data["paragraphs"] for piece in p["source"] if piece["marked"]]
    assert marked == ["人均可支配收入51490元"]


@pytest.mark.parametrize(
    ("doc", "at", "notice"),
    [
        ("../../etc/passwd", "0-10", "索引里没有这份资料"),
        ("2019年统计公报.txt", "900000-900010", "找不到地址所指的位置"),
        ("2019年统计公报.txt", "<script>", "不在资料文件夹里"),
    ],
)
def test_a_link_to_nothing_says_so(scripted, doc, at, notice):
    scripted.query_params["doc"], scripted.query_params["at"] = doc, at
    data = component(run(scripted), "reader")
    assert notice in data["notice"]
    assert not any(mark for p in data["paragraphs"] for _, mark in p["pieces"])


def test_the_language_follows_the_browser_and_can_be_switched(scripted):
    scripted.context = {"locale": "en-GB"}
    at = run(scripted)
    assert "Documents" in [caption.value for caption in at.caption]
    at.get_by_key("language").set_value("zh")
    at = run(at)
    assert "资料" in [caption.value for caption in at.caption]
    assert at.query_params["lang"] in ("zh", ["zh"])


def test_the_language_that_was_chosen_is_in_the_address(scripted):
    scripted.context = {"locale": "zh-CN"}
    scripted.query_params["lang"] = "en"
    assert "Documents" in [caption.value for caption in run(scripted).caption]
    scripted.query_params["lang"] = "xx"
    scripted.session_state["language"] = None
    assert run(scripted) is not None


def said_by_me(at):
    return [text.value for message in at.chat_message if message.name == "user" for text in message.text]


def test_what_cannot_be_seen_is_not_drawn(scripted):
    assert said_by_me(ask(run(scripted), "公园\x1b[0m在\x07哪里")) == ["公园[0m在哪里"]


def test_a_long_question_is_folded(scripted):
    question = "很长的问题。" * 700
    at = ask(run(scripted), question)
    short, whole = said_by_me(at)
    assert len(short) <= 401
    assert short.endswith("…")
    assert whole == question
    assert any("4200" in expander.label for expander in at.expander)


# ---------------------------------------------------------------- the real thing


def test_a_name_alone_brings_passages_under_a_caption_of_their_own(real):
    at = ask(run(real), "涂秀明")
    assert any(text.startswith("提到“涂秀明”的有 1 篇文章") for text in texts(at))
    assert len(component(at, "suggestions-0")["items"]) == 3
    assert 1 <= len(passages(at, "cards-0")) <= 3
    captions = [caption.value for caption in at.caption]
    assert "相关的段落" in captions
    assert "出处" not in captions


def test_an_english_question_is_refused_in_english_with_what_finds_more(real):
    real.context = {"locale": "en-GB"}
    at = ask(run(real), "What is the population of Mars?")
    assert component(at, "s-0-0")["verdict"] == "gap"
    assert any("in Chinese" in text for text in texts(at))
    assert len(component(at, "suggestions-0")["items"]) == 3
    assert "Nearest passages" in [caption.value for caption in at.caption]


def test_the_built_in_models_answer_from_a_real_index(real, indexed):
    at = ask(run(real), "2019年温州的经济总量是多少？")
    marks = [mark for key in keys(at, "s-0-") for mark in component(at, key)["marks"]]
    assert marks
    source = "".join(path.read_text(encoding="utf-8-sig") for path in (ROOT / "seeds").iterdir())
    squeezed = "".join(source.split()).replace("*", "")
    for mark in marks:
        assert "".join(mark["quote"].split()) in squeezed
    assert f"5 份文件 · {at_chunks(indexed)} 段" in texts(at)


def at_chunks(indexed):
    settings = load(indexed)
    generation = (settings.index / "CURRENT").read_text(encoding="ascii").strip()
    manifest = settings.index / "generations" / generation / "manifest.json"
    return json.loads(manifest.read_text(encoding="utf-8"))["chunks"]


def test_a_question_that_is_too_long_is_one_line_with_the_mend(real):
    question = "为什么" * 1400
    at = ask(run(real), question)
    assert "没有答成" in [caption.value for caption in at.caption]
    assert keys(at, "s-0-") == []
    mends = [text for text in texts(at) if "问题" in text and text != question]
    assert len(mends) == 1
    at.button(key="edit-0").click()
    assert component(run(at), "drafts")["text"] == question, "to be shortened where it was typed"


def test_without_an_index_one_line_says_why_and_one_button_builds(real, monkeypatch, tmp_path):
    monkeypatch.setenv("RAG_INDEX", str(tmp_path / "none"))
    at = run(real)
    assert any("还没有索引" in text for text in texts(at))
    assert at.button(key="build").label == "建立索引"
    assert len(at.chat_message) == 0


def test_a_damaged_index_offers_to_be_built_anew(real, indexed, monkeypatch, tmp_path):
    shutil.copytree(indexed["RAG_INDEX"], tmp_path / "damaged")
    for file in (tmp_path / "damaged").glob("generations/*/records.sqlite"):
        data = bytearray(file.read_bytes())
        data[len(data) // 2] ^= 1
        file.write_bytes(data)
    monkeypatch.setenv("RAG_INDEX", str(tmp_path / "damaged"))
    at = run(real)
    assert any("索引用不了" in text for text in texts(at))
    assert any("records.sqlite" in text for text in texts(at))
    assert at.button(key="build").label == "全部重建"


def test_an_index_that_lacks_a_pack_names_the_documents_that_are_out(real, indexed, monkeypatch, tmp_path):
    monkeypatch.setattr("rag.index.packs.MOST_BYTES", 1)
    monkeypatch.setenv("RAG_INDEX", str(tmp_path / "lacking"))
    build(load())
    packs = sorted((tmp_path / "lacking").glob("generations/*/records.packs/*"))
    assert len(packs) > 1, "a document each"
    packs[0].write_bytes(packs[0].read_bytes()[:-1])
    at = run(real)
    (told,) = [text for text in texts(at) if "records.packs/000001" in text]
    assert "其中的 1 份资料暂时查不到（" in told
    assert told.endswith("其余的照常回答；请点“更新”。")
    assert at.button(key="update").label == "更新"
    assert not at.button(key="update").disabled


def test_a_missing_model_is_one_line_with_the_mend(real, monkeypatch, tmp_path):
    monkeypatch.setenv("RAG_MODELS", str(tmp_path / "no models"))
    at = run(real)
    assert "没有答成" in [caption.value for caption in at.caption]
    assert any("no models" in text for text in texts(at))


def test_a_wrong_setting_is_one_line_with_the_mend(real, monkeypatch):
    monkeypatch.setenv("RAG_GENERATOR", "magic")
    at = run(real)
    assert any("RAG_GENERATOR" in text for text in texts(at))


def test_what_became_of_each_file_is_told_in_a_table(real):
    at = run(real)
    at.button(key="report").click()
    data = component(run(at), "report-table")
    assert data["columns"] == ["文件", "结果", "编码", "字数", "篇", "段", "说明"]
    assert len(data["rows"]) == 5
    path, outcome, encoding, characters, articles, passages, _ = data["rows"][0]["cells"]
    assert (path, outcome, encoding, articles) == ("000_6de812f533805f83.txt", "已收入", "utf-8", "5")
    assert int(characters.replace(",", "")) > 4000
    assert int(passages) > 10


def test_all_that_was_collected_is_listed_by_pages(real):
    at = ask(run(real), "列出所有提到温州的句子")
    first = component(at, "collected-list-0")["items"]
    assert len(first) == 20
    assert all("温州" in words for words, _ in first)
    at.button(key="collected-page-0-on").click()
    second = component(run(at), "collected-list-0")["items"]
    assert second
    assert second != first


def test_a_copy_is_said_to_be_one_in_the_reader(tmp_path, monkeypatch):
    docs = tmp_path / "docs"
    docs.mkdir()
    name = "002_924c08dca301d433.txt"
    shutil.copy(ROOT / "seeds" / name, docs / name)
    shutil.copy(ROOT / "seeds" / name, docs / "另存.txt")
    for variable, place in {"DOCS": "docs", "INDEX": "indexes/own", "INDEXES": "indexes", "DATA": "data"}.items():
        monkeypatch.setenv(f"RAG_{variable}", str(tmp_path / place))
    monkeypatch.setenv("RAG_GENERATOR", "built-in")
    build(load())
    at = AppTest.from_file(str(ROOT / "ui" / "script.py"), default_timeout=TIMEOUT)
    at.query_params["doc"] = "另存.txt"
    assert f"与《{name}》内容相同" in component(run(at), "reader")["notice"]


def test_questions_to_begin_with_are_there_before_anything_is_loaded_once_they_were_found(indexed, monkeypatch):
    from rag.assistant import Assistant
    from ui import chat

    for name, value in indexed.items():
        monkeypatch.setenv(name, value)
    first = run(AppTest.from_file(str(ROOT / "ui" / "script.py"), default_timeout=TIMEOUT))
    found = component(first, "examples")["items"]
    assert found
    restart_streamlit()
    drawn = []
    loaded, shown = Assistant.load, chat.examples
    monkeypatch.setattr(Assistant, "load", lambda self: (drawn.append("loaded"), loaded(self))[1])
    monkeypatch.setattr(chat, "examples", lambda *given: (drawn.append("examples"), shown(*given))[1])
    again = run(AppTest.from_file(str(ROOT / "ui" / "script.py"), default_timeout=TIMEOUT))
    assert component(again, "examples")["items"] == found and drawn[:2] == ["examples", "loaded"]
    assert drawn.count("examples") == 1


def restart_streamlit():
    import streamlit as st

    st.cache_resource.clear()
    st.cache_data.clear()
