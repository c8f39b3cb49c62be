"""找 on the page: counts, places, pages, what is near, and the way back to questions."""

from rag.records import FoundDocument
from tests.ui.test_conversations import page
from tests.ui.test_page import ask, component, keys, run, said_by_me, texts
from ui import finding

DOC = "2019年统计公报.txt"


def looking(words, **params):
    at = page()
    at.query_params["find"] = words
    for name, value in params.items():
        at.query_params[name] = value
    return run(at)


def test_words_are_found_with_their_counts_and_marked(home):
    at = looking("蔬菜")
    assert "“蔬菜”共 29 处，在 1 份文件里" in texts(at)
    hits = component(at, "found-places")["hits"]
    assert len(hits) == 29
    first = hits[0]
    assert first["title"] == "2019年全市国民经济运行情况"
    assert DOC in first["where"]
    assert [words for words, marked in first["pieces"] if marked] == ["蔬菜"]
    assert hits[1]["title"] == hits[1]["where"] == "", "said once"
    assert first["at"] == "第 2 段"


def test_a_second_page_follows_and_the_open_place_is_shown(home):
    at = looking("，")
    total = int(texts(at)[0].split("共 ")[1].split(" 处")[0])
    assert total > 30
    at.get_by_key([b.key for b in at.button if b.key.endswith("-on")][0]).click()
    at = run(at)
    assert len(component(at, "found-places")["hits"]) == min(30, total - 30)
    assert component(at, "found-places")["open"] == -1
    found = looking("51490元", doc=DOC, at=place_of("51490元"))
    assert component(found, "found-places")["open"] == 0
    assert any(mark for p in component(found, "reader")["paragraphs"] for _, mark in p["pieces"])


def place_of(words):
    from tests.ui.scripted import document

    start = document().text.index(words)
    return f"{start}-{start + len(words)}"


def test_nothing_found_says_so_and_where_was_looked(home):
    at = looking("<script>alert(1)</script>", **{"in": "没有/"})
    assert "没有“<script>alert(1)</script>”" in texts(at)
    assert "只在文件夹“没有”（资料里没有）中查找" in texts(at)
    near = component(looking("蔬莱", **{"in": "没有/"}), "scope-bar")
    assert near["mode"] == 1
    everywhere = component(looking("蔬菜", **{"in": "没有/"}), "found-near")
    assert everywhere["items"] == [["在全部资料中再找", "“蔬菜”，29 处"]]
    for words, nowhere_else in (("蔬莱", True), ("蔬菜", False)):
        said = [caption.value for caption in looking(words, **{"in": "没有/"}).caption]
        assert ("全部资料中也没有。" in said) is nowhere_else


def test_the_conversation_waits_while_words_are_looked_for(home):
    at = ask(run(page()), "2019年的生产总值？")
    at.query_params["find"] = ""
    at = run(at)
    assert "逐字查找" in [title.value for title in at.title]
    assert said_by_me(at) == [] and keys(at, "s-0-") == []
    at.chat_input(key="find").set_value("蔬菜")
    at = run(at)
    assert at.query_params["find"] in ("蔬菜", ["蔬菜"])
    del at.query_params["find"]
    assert said_by_me(run(at)) == ["2019年的生产总值？"]


def test_very_long_words_are_cut_in_the_headline(home):
    (said,) = (text for text in texts(looking("无" * 3000)) if text.startswith("没有“"))
    assert len(said) < 80


def test_documents_of_one_title_are_told_apart_where_they_are_counted():
    found = [
        FoundDocument(f"{n}/通知.txt", title, n) for n, title in ((2, "停泊费"), (3, "停泊费"), (4, "春耕"), (5, ""))
    ]
    assert finding.counted(found) == [
        ("停泊费 · 2/通知.txt", "2"),
        ("停泊费 · 3/通知.txt", "3"),
        ("春耕", "4"),
        ("5/通知.txt", "5"),
    ]
